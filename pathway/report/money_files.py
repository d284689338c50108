"""What follows after the bell as an iCalendar file, and the whole answer of `money` as a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pathway.base.phrases import Lang, Phrase, render, said, semicolons, show
from pathway.planning.causes import milestone_title
from pathway.report.ics import Entry, calendar_bytes, event_of
from pathway.report.ladder_words import firmness, money_text
from pathway.report.money import basis_text, set_arguments
from pathway.report.xlsx import SheetRow, fill_sheet, saved
from pathway.studies.money import Funding
from pathway.studies.money.after_bell import AfterDay
from pathway.studies.money.on_path import RuleBasis

if TYPE_CHECKING:
    from icalendar import Event

_COLUMNS = {
    "after": ("scenario", "date", "text", "group", "shares", "after", "citation", "status"),
    "sources": (
        "scenario",
        "title",
        "fit",
        "milestone",
        "date",
        "text",
        "asks",
        "citation",
        "status",
    ),
    "replans": (
        "scenario",
        "title",
        "text",
        "set",
        "milestone",
        "date",
        "gained",
        "citation",
        "status",
    ),
    "support": ("scenario", "text", "status"),
}


# -- calendar --------------------------------------------------------------------------------------


def money_ics(found: Funding, lang: Lang) -> bytes:
    """The days after the listing as a calendar, with reminders where the firm itself must act.

    The same answer gives the same bytes, and a later one replaces its events. Raises
    `ModuleNotFoundError` without the library `icalendar`.
    """
    return calendar_bytes(said(lang, "money.calendar", name=_firm(found)), _events(found, lang))


def _firm(found: Funding) -> str:
    return found.scenario.firm.name or found.scenario.name


def _events(found: Funding, lang: Lang) -> Iterator[Event]:
    seen: Counter[str] = Counter()
    for day in found.after:
        key = _key(day)
        seen[key] += 1
        entry = Entry(
            key=f"{key}\n{seen[key]}",
            day=day.date,
            summary=said(lang, "ics.summary", firm=_firm(found), title=day.text),
            description=tuple(_description(day, lang)),
            categories=(
                said(lang, f"money.kind.{day.kind}"),
                said(lang, f"money.listing.{day.listing.step}"),
            ),
            own=day.kind == "report",
        )
        yield event_of(entry, (found.scenario.name, "money"), found.scenario.as_of, lang)


def _key(day: AfterDay) -> str:
    """What tells a day from the others, whichever date it has: its kind, holders or year."""
    who = day.group if isinstance(day.group, str) else day.role or ""
    year = day.text.values.get("year", "")
    return "\n".join((day.kind, day.listing.step, day.text.key, str(who), str(year)))


def _description(day: AfterDay, lang: Lang) -> Iterator[str]:
    venue = Phrase(f"money.listing.{day.listing.step}")
    yield said(lang, "money.after.from", venue=venue, date=day.listing.date)
    if day.note is not None:
        yield show(day.note, lang)
    for basis in day.rules:
        yield render(basis_text(basis), lang)


# -- workbook --------------------------------------------------------------------------------------


def money_xlsx(found: Funding, lang: Lang, everything: bool = False) -> bytes:
    """The answer as an Excel workbook: what follows the listing, sources, dates planned anew,
    support. Raises `ModuleNotFoundError` without the library `openpyxl`.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (
        ("after", _after(found, lang)),
        ("sources", _sources(found, lang, everything)),
        ("replans", _replans(found, lang)),
        ("support", _support(found, lang, everything)),
    ):
        fill_sheet(book.create_sheet(said(lang, f"xlsx.sheet.{name}")), _COLUMNS[name], rows, lang)
    return saved(book, found.scenario.as_of, said(lang, "money.calendar", name=_firm(found)))


def _where(bases: tuple[RuleBasis, ...], lang: Lang) -> tuple[str, str]:
    """Citations and statuses, each once."""
    cites = dict.fromkeys(basis.cite.text(lang) for basis in bases)
    states = dict.fromkeys(render(firmness(basis.standing), lang) for basis in bases)
    return semicolons(cites, lang), semicolons(states, lang)


def _after(found: Funding, lang: Lang) -> Iterator[SheetRow]:
    for day in found.after:
        text = [render(day.text, lang)]
        text += [show(day.note, lang)] if day.note is not None else []
        yield (
            found.scenario.name,
            day.date,
            semicolons(text, lang),
            show(day.group, lang) or None,
            None if day.shares is None else int(day.shares // 1),
            f"{said(lang, f'money.listing.{day.listing.step}')} {day.listing.date.isoformat()}",
            *_where(day.rules, lang),
        )


def _sources(found: Funding, lang: Lang, everything: bool) -> Iterator[SheetRow]:
    for one in found.sources:
        if one.fitting.fit == "absent" and not everything:
            continue
        source = one.source
        milestone = None if one.milestone is None else render(milestone_title(one.milestone), lang)
        yield (
            found.scenario.name,
            source.title.text(lang),
            said(lang, f"money.fit.{one.fitting.fit}"),
            milestone,
            one.date,
            "\n".join((source.fits.text(lang), source.path.text(lang))),
            source.asks.text(lang),
            source.cite.text(lang),
            render(firmness(source.standing), lang),
        )


def _replans(found: Funding, lang: Lang) -> Iterator[SheetRow]:
    told: set[str] = set()
    for one in found.with_fit("fits"):
        for effect in one.effects:
            if effect.id in told:
                continue
            told.add(effect.id)
            head = (found.scenario.name, one.source.title.text(lang), render(effect.text, lang))
            for replan in effect.replans:
                yield (
                    *head,
                    set_arguments(replan.set),
                    render(milestone_title(replan.milestone), lang),
                    replan.date,
                    replan.days_gained,
                    *_where(effect.rules, lang),
                )
            if not effect.replans:
                where = _where(effect.rules, lang)
                yield (*head, set_arguments(effect.set) or None, None, None, None, *where)


def _support(found: Funding, lang: Lang, everything: bool) -> Iterator[SheetRow]:
    support, name = found.support, found.scenario.name
    for kind in support.kinds:
        yield name, kind.content.text(lang), render(firmness(kind.standing), lang)
    for field in support.matching:
        yield name, field.title.text(lang), render(firmness(field.standing), lang)
    for row in support.rows if everything else support.current_rows:
        yield name, render(money_text(row), lang), render(firmness(row.grant.standing), lang)
