"""Plans as a workbook: summary, milestones, requirements, causes, assumptions.

Dates are real dates. Texts are always texts, whatever they begin with: nothing in a workbook is a
formula. The same plans give the same bytes: times inside the file come from `as_of`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len

from pathway.base.phrases import Bilingual, Lang, colon, render, said, semicolons
from pathway.base.version import VERSION
from pathway.law.steps import Venue
from pathway.planning.causes import Cause, milestone_title, route_title
from pathway.planning.values import Plan, Requirement, Route
from pathway.report.spreadsheet import put, undated
from pathway.report.timetable_sheet import timetable_sheet
from pathway.studies.outline import outline
from pathway.studies.outlook import Outlook
from pathway.studies.timetable import timetable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | date | None
SheetRow = tuple[CellValue, ...]

_NARROWEST, _WIDEST = 6, 64
_A4 = 9
_COLUMNS = {
    "summary": (
        "scenario",
        "as_of",
        "pace",
        "target",
        "best-route",
        "earliest",
        "standard",
        "decided",
        "rule",
    ),
    "milestones": (
        "scenario",
        "target",
        "route",
        "best",
        "id",
        "milestone",
        "date",
        "latest",
        "slack",
        "critical",
        "projected",
        "given",
        "cause",
        "rule",
        "citation",
        "status",
    ),
    "do-next": ("scenario", "target", "act", "party", "planned", "useful", "latest", "later"),
    "requirements": ("scenario", "target", "route", "best", "id", "title", "met_from", "chosen"),
    "causes": (
        "scenario",
        "target",
        "route",
        "step",
        "date",
        "milestone",
        "cause",
        "rule",
        "citation",
        "status",
    ),
    "reservations": ("scenario", "target", "route", "kind", "text"),
}
_LONG = frozenset({"act", "later", "cause", "citation", "text", "decided", "title"})
"""Columns whose texts wrap."""


def xlsx_bytes(
    plans: Sequence[Plan],
    lang: Lang,
    outlooks: Sequence[Mapping[Venue, Outlook]] = (),
) -> bytes:
    """Plans as an Excel workbook. outlooks: what there is to say of each plan besides its days;
    what must be done is a sheet then. Raises `ModuleNotFoundError` without the library `openpyxl`."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    to_do = [("do-next", _do_next(plans, outlooks, lang))] if outlooks else []
    for name, rows in (
        ("summary", _summary(plans, lang)),
        *to_do,
        ("milestones", _milestones(plans, lang)),
        ("requirements", _requirements(plans, lang)),
        ("causes", _causes(plans, lang)),
        ("reservations", _reservations(plans, lang)),
    ):
        fill_sheet(book.create_sheet(said(lang, f"xlsx.sheet.{name}")), _COLUMNS[name], rows, lang)
    for plan in plans:
        for route in plan.best.values():
            found = timetable(plan, route, outline(plan, route))
            sheet = book.create_sheet(_free(book, said(lang, "timetable.sheet")))
            timetable_sheet(sheet, plan, route, found, lang)
    return saved(book, max(plan.scenario.as_of for plan in plans), said(lang, "xlsx.title"))


def _free(book: Workbook, name: str) -> str:
    """A name that no sheet has yet."""
    taken = set(book.sheetnames)
    numbered = (f"{name} {n}" for n in range(2, len(taken) + 2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


# -- rows ------------------------------------------------------------------------------------------


def _flag(value: bool, lang: Lang) -> str:
    return said(lang, "words.yes" if value else "words.no")


def _venue(name: str, lang: Lang) -> str:
    return said(lang, f"text.venue.{name}")


def _route(route: Route, lang: Lang) -> str:
    return render(route_title(route.id), lang)


def _title(name: str, lang: Lang) -> str:
    return render(milestone_title(name), lang)


def _source(cause: Cause, lang: Lang) -> tuple[CellValue, CellValue, CellValue]:
    """Rule, citation and status of a cause."""
    cite = semicolons((c.text(lang) for c in cause.cites), lang)
    return (
        cause.rule,
        cite,
        None if cause.status is None else said(lang, f"text.status.{cause.status}"),
    )


def _words(cause: Cause, lang: Lang) -> str:
    return "\n".join([render(cause.text, lang), *("- " + render(d, lang) for d in cause.details)])


def _routes(plans: Sequence[Plan]) -> Iterator[tuple[Plan, Route, bool]]:
    """Every route with its plan and whether it is the best to its target, the best first."""
    for plan in plans:
        best = {id(route) for route in plan.best.values()}
        for target in plan.targets:
            routes = [r for r in plan.routes if r.target == target]
            for route in sorted(routes, key=lambda r: (id(r) not in best, r.date or date.max)):
                yield plan, route, id(route) in best


def _summary(plans: Sequence[Plan], lang: Lang) -> Iterator[SheetRow]:
    for plan in plans:
        pace = said(lang, f"causes.pace.{plan.pace}")
        for target in plan.targets:
            head = (plan.scenario.name, plan.scenario.as_of, pace, _venue(target, lang))
            route = plan.best.get(target)
            if route is None:
                yield (*head, *_no_route([r for r in plan.routes if r.target == target], lang))
                continue
            link = route.decisive
            decided = colon(_title(link.milestone, lang), render(link.cause.text, lang), lang)
            yield (
                *head,
                _route(route, lang),
                route.date,
                _standard(plan, route, lang),
                decided,
                link.cause.rule,
            )


def _no_route(routes: Sequence[Route], lang: Lang) -> SheetRow:
    """What stands in place of a date: that there is none, and what blocks."""
    by = next((r.by for r in routes if r.by is not None), None)
    text = said(lang, "xlsx.no-day") if by is None else said(lang, "xlsx.too-late", by=by)
    blocks = [block for route in routes for block in route.blocked_by]
    reasons = dict.fromkeys(
        colon(_title(b.milestone, lang), render(b.text, lang), lang) for b in blocks
    )
    return None, text, None, "\n".join(reasons), "\n".join(dict.fromkeys(b.rule for b in blocks))


def _standard(plan: Plan, route: Route, lang: Lang) -> str | None:
    if route.standard is None:
        return None
    title = plan.rulebook.provisions[route.standard].title
    return _text(title, lang)


def _text(title: Bilingual | None, lang: Lang) -> str:
    return "" if title is None else title.text(lang)


def _milestones(plans: Sequence[Plan], lang: Lang) -> Iterator[SheetRow]:
    for plan, route, best in _routes(plans):
        head = (
            plan.scenario.name,
            _venue(route.target, lang),
            _route(route, lang),
            _flag(best, lang),
        )
        for m in route.milestones:
            room = (None, None) if m.pinned else (m.latest, m.slack_days)
            flags = (_flag(m.critical, lang), _flag(m.projected, lang), _flag(m.pinned, lang))
            yield (
                *head,
                m.id,
                _title(m.id, lang),
                m.date,
                *room,
                *flags,
                _words(m.cause, lang),
                *_source(m.cause, lang),
            )
        for block in route.blocked_by:
            text = colon(said(lang, "xlsx.kind.blocked"), render(block.text, lang), lang)
            rule, cite, status = _source(block.cause, lang)
            yield (
                *head,
                block.milestone,
                _title(block.milestone, lang),
                None,
                None,
                None,
                None,
                None,
                None,
                text,
                rule or block.rule,
                cite,
                status,
            )


def _do_next(
    plans: Sequence[Plan], outlooks: Sequence[Mapping[Venue, Outlook]], lang: Lang
) -> Iterator[SheetRow]:
    """What the firm, its sponsor and its auditor must do, the first latest day first; then the work
    that should begin, by the last day for it.
    """
    for plan, found in zip(plans, outlooks, strict=True):
        for target, outlook in found.items():
            for act in outlook.do_next:
                party = said(lang, f"screen.whose.{act.party}")
                title, later = render(act.title, lang), render(act.later.text, lang)
                head = (plan.scenario.name, _venue(target, lang), title, party)
                yield (*head, act.planned, act.useful, act.latest, later)
            for work in outlook.work:
                party = said(lang, f"screen.whose.{work.party}")
                basis = said(lang, "screen.practice-own" if work.own else "screen.practice")
                head = (
                    plan.scenario.name,
                    _venue(target, lang),
                    render(work.begins, lang),
                    party,
                )
                yield (*head, work.first, work.first, work.latest_start, basis)


def _requirements(plans: Sequence[Plan], lang: Lang) -> Iterator[SheetRow]:
    for plan, route, best in _routes(plans):
        for item in route.requirements:
            yield (
                plan.scenario.name,
                _venue(route.target, lang),
                _route(route, lang),
                _flag(best, lang),
                *_requirement(plan, item, lang),
            )


def _requirement(plan: Plan, item: Requirement, lang: Lang) -> SheetRow:
    title = plan.rulebook.provisions[item.id].title
    return item.id, _text(title, lang), item.met_from, _flag(item.chosen, lang)


def _causes(plans: Sequence[Plan], lang: Lang) -> Iterator[SheetRow]:
    """The chain behind each target's day: that day first, then what decided it."""
    for plan in plans:
        for route in plan.best.values():
            for i, link in enumerate(route.why(route.milestones[-1].id), 1):
                yield (
                    plan.scenario.name,
                    _venue(route.target, lang),
                    _route(route, lang),
                    i,
                    link.date,
                    _title(link.milestone, lang),
                    _words(link.cause, lang),
                    *_source(link.cause, lang),
                )


def _reservations(plans: Sequence[Plan], lang: Lang) -> Iterator[SheetRow]:
    for plan, route, _ in _routes(plans):
        head = (plan.scenario.name, _venue(route.target, lang), _route(route, lang))
        for kind, names in (
            ("assumed", route.assumed),
            ("unconfirmed", route.unconfirmed),
            ("done", route.done),
        ):
            for name in names:
                yield (*head, said(lang, f"xlsx.kind.{kind}"), name)
        for warning in route.warnings:
            yield (*head, said(lang, "xlsx.kind.warning"), render(warning, lang))
        if any(m.projected for m in route.milestones):
            text = said(lang, "text.projected", through=plan.official_through).removeprefix("* ")
            yield (*head, said(lang, "xlsx.kind.projected"), text)


# -- sheets ----------------------------------------------------------------------------------------


def fill_sheet(
    sheet: Worksheet, columns: Sequence[str], rows: Iterator[SheetRow], lang: Lang
) -> None:
    """One table: a header that stays in view and is printed on every page, filters, widths, a page
    as wide as it.
    """
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    widths = [_NARROWEST] * len(columns)
    for y, row in enumerate([tuple(said(lang, f"xlsx.column.{c}") for c in columns), *rows], 1):
        for x, value in enumerate(row, 1):
            cell = cast("Cell", sheet.cell(y, x))
            _put(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=y == 1 or columns[x - 1] in _LONG)
            # Two columns more leave room for the button of the filter.
            widths[x - 1] = max(widths[x - 1], _columns_of(value) + 2)
            if y == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="FFDDE6F0")
    for x, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(x)].width = min(width, _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
        sheet.oddFooter.center.text = "&A  &P/&N"


def _put(cell: Cell, value: CellValue) -> None:
    """Puts a value into a cell; of a text what prints."""
    if isinstance(value, str):
        put(cell, "".join(c for c in value if c.isprintable() or c == "\n"))
    elif value is not None:
        put(cell, value)


def _columns_of(value: CellValue) -> int:
    """How many columns a value takes; a Chinese character takes two."""
    return max(cell_len(line) for line in str(value or "").split("\n"))


def saved(book: Workbook, as_of: date, title: str) -> bytes:
    """The workbook's file, without a trace of when it was made."""
    from openpyxl.xml.functions import tostring

    stamp = datetime.combine(as_of, time())
    book.properties.creator = f"pathway {VERSION}"
    book.properties.title = title
    book.properties.created = stamp
    made = io.BytesIO()
    book.save(made)
    # Saving stamps the present time on the properties and on every part of the archive.
    book.properties.modified = stamp
    return undated(made, lambda _: tostring(book.properties.to_tree()))
