"""Comparisons as text (side by side while they fit a terminal, else one below the other), data and
table rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from rich.cells import cell_len
from rich.table import Table

from pathway.base.phrases import Lang, Phrase, colon, phrase, render, said
from pathway.law.steps import Venue
from pathway.planning.causes import Cause, milestone_title, route_title
from pathway.planning.values import Spread
from pathway.report.data import SPREAD, Json, cause_data, day, spread_data
from pathway.report.tables import TableRow
from pathway.report.text import Page, grid
from pathway.studies.axes import short_path
from pathway.studies.compare import Changed, Comparison, Flip, Standing

SIDE_BY_SIDE = 6
"""How many scenarios stand beside one another where the lines are long enough."""
_DATE = 10
"""Columns that a date takes; no scenario's column is narrower."""
_ROWS = ("date", "days", "route", "standard")
_SPREAD = ("p10", "p50", "p90")
_MOST_FLIPS = 4
_LEAST = 8
"""Columns that are left of a name that is cut short."""


def comparison_data(found: Comparison, lang: Lang) -> dict[str, Json]:
    """`pathway.compare/1`."""
    return {
        "schema": "pathway.compare/1",
        "scenarios": [
            {
                "name": column.name,
                "scenario": column.scenario.name,
                "reference": column.reference,
                "as_of": column.scenario.as_of.isoformat(),
                "overrides": {path: plain(value) for path, value in column.overrides.items()},
                "targets": {target: _standing(s, lang) for target, s in column.standings.items()},
            }
            for column in found.columns
        ],
    }


def plain(value: object) -> Json:
    """A value of an override as JSON has it."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)


def _standing(item: Standing, lang: Lang) -> dict[str, Json]:
    out: dict[str, Json] = {
        "date": day(item.date),
        "route": item.route,
        "standard": item.standard,
        "delta_days": item.delta_days,
        "changed_cause": None if item.changed is None else _changed(item.changed, lang),
        "flipped": [
            {
                "id": f.id,
                "title": f.title.text(lang),
                "before": day(f.before),
                "after": day(f.after),
            }
            for f in item.flipped
        ],
    }
    if item.spread is not None:
        out["simulated"] = spread_data(item.spread)
    return out


def _changed(item: Changed, lang: Lang) -> dict[str, Json]:
    return {
        "milestone": item.milestone,
        "before": None if item.before is None else cause_data(item.before, lang),
        "after": None if item.after is None else cause_data(item.after, lang),
    }


def comparison_rows(found: Comparison, lang: Lang) -> Iterator[TableRow]:
    """One row per scenario and target."""
    paths = found.axes
    drawn = any(s.spread for column in found.columns for s in column.standings.values())
    yield (
        "scenario",
        "firm",
        *paths,
        "target",
        "date",
        "delta_days",
        "route",
        "standard",
        "milestone",
        "rule",
        "cause",
        "flipped",
        *(SPREAD if drawn else ()),
    )
    for column in found.columns:
        values = [str(column.overrides.get(path, "")) for path in paths]
        for s in column.standings.values():
            after = s.changed.after if s.changed else None
            yield (
                column.name,
                column.scenario.name,
                *values,
                s.target,
                str(s.date or ""),
                "" if s.delta_days is None else str(s.delta_days),
                s.route or "",
                s.standard or "",
                s.changed.milestone if s.changed else "",
                (after.rule or "") if after else "",
                render(after.text, lang) if after else "",
                " ".join(f.id for f in s.flipped),
                *(_spread_cells(s.spread) if drawn else ()),
            )


def _spread_cells(spread: Spread | None) -> tuple[str, ...]:
    if spread is None:
        return ("",) * len(SPREAD)
    return tuple("" if value is None else str(value) for value in spread_data(spread).values())


def comparison_text(found: Comparison, lang: Lang, columns: int | None = None) -> str:
    """Per target the dates, the days to the first scenario, and for every other one what
    changed.
    """
    page = Page(lang, columns)
    beside = _fits(page, len(found.columns))
    for i, column in enumerate(found.columns if beside else (), 1):
        page.line(f"{i}  {column.name}", hang=3)
    for target in found.targets:
        page.line()
        page.line(said(lang, f"text.venue.{target}"))
        if beside:
            _beside(page, found, target)
        else:
            _below(page, found, target)
    page.line()
    for note in comparison_notes(found, lang):
        page.line(note, hang=2)
    return page.text()


def comparison_notes(found: Comparison, lang: Lang) -> Iterator[str]:
    """What days are counted from, and that the pace moves no draw where it is varied."""
    own = any(column.overrides for column in found.columns) and not found.columns[0].overrides
    yield said(lang, "axes.references" if own else "compare.legend")
    if pace_has_no_effect(found):
        yield said(lang, "axes.no-effect")


def pace_has_no_effect(found: Comparison) -> bool:
    """Whether the pace is varied and distributions are shown, which do not depend on it."""
    drawn = any(s.spread for column in found.columns for s in column.standings.values())
    return drawn and "plan.pace" in found.axes


def _fits(page: Page, count: int) -> bool:
    """Whether scenarios can stand beside one another without breaking their dates."""
    return count <= SIDE_BY_SIDE and 2 + _label(page) + count * (1 + _DATE) <= page.columns


def _label(page: Page) -> int:
    """Columns that the names of the rows take."""
    return max(cell_len(said(page.lang, f"compare.row.{name}")) for name in _ROWS)


def _days(item: Standing) -> str:
    """Days later (or earlier) than the first scenario; "" where there is nothing to compare."""
    if item.delta_days is None:
        return ""
    return f"{item.delta_days:+d}" if item.delta_days else "0"


def _beside(page: Page, found: Comparison, target: Venue) -> None:
    """One column per scenario."""
    cells = [column.standings.get(target) for column in found.columns]
    room = 2 + _label(page) + len(cells) * (2 + _DATE) <= page.columns
    table = Table(box=None, padding=(0, 2 if room else 1, 0, 0), show_edge=False, pad_edge=False)
    table.add_column("", no_wrap=True)
    for i in range(1, len(cells) + 1):
        table.add_column(str(i), min_width=_DATE, overflow="fold")
    drawn = any(item is not None and item.spread is not None for item in cells)
    for name in (*_ROWS, *(_SPREAD if drawn else ())):
        table.add_row(
            said(page.lang, f"compare.row.{name}"),
            *(_cell(s, name, page.lang) for s in cells),
        )
    page.show(table)
    for i, standing in enumerate(cells[1:], 2):
        twin = next((j for j, other in enumerate(cells[1 : i - 1], 2) if other == standing), None)
        if standing is not None and standing.changed is not None and twin is not None:
            page.line(
                colon(str(i), said(page.lang, "compare.like", n=twin), page.lang), indent=2, hang=3
            )
        elif standing is not None:
            _what_changed(page, standing, cells[found.columns[i - 1].reference], str(i))


def _cell(item: Standing | None, name: str, lang: Lang) -> str:
    if item is None:
        return ""
    if name == "days":
        return _days(item)
    if name == "date":
        return str(item.date) if item.date else said(lang, "compare.no-date")
    if name in _SPREAD:
        found = None if item.spread is None else getattr(item.spread, name)
        return str(found) if found else said(lang, "compare.no-date")
    if name == "standard":
        title = "" if item.standard_title is None else item.standard_title.text(lang)
        return re.split("[:：]", title)[0]
    return render(route_title(item.route), lang) if item.route else ""


def _what_changed(page: Page, item: Standing, first: Standing | None, label: str) -> None:
    told = list(_changed_texts(item, first, page.lang))
    for i, text in enumerate(told):
        line = text if i else colon(label, text, page.lang)
        page.line(line, indent=5 if i else 2, hang=2 if i else 3)
    for flip in _telling(item)[:_MOST_FLIPS]:
        page.line("- " + flip_text(flip, page.lang), indent=5, hang=2)


def difference_texts(item: Standing, first: Standing | None, lang: Lang) -> Iterator[str]:
    """What made the difference to what a scenario is compared with: the other route, or the cause
    that changed with what it was, and the requirements that flipped.
    """
    yield from _changed_texts(item, first, lang)
    for flip in _telling(item)[:_MOST_FLIPS]:
        yield flip_text(flip, lang)


def _changed_texts(item: Standing, first: Standing | None, lang: Lang) -> Iterator[str]:
    if item.route and first is not None and first.route and item.route != first.route:
        now, before = route_title(item.route), route_title(first.route)
        yield said(lang, "compare.other-route", route=now, first=before)
    elif item.changed is not None:
        title = render(milestone_title(item.changed.milestone), lang)
        after = item.changed.after
        text = _cause_text(after, lang) if after else said(lang, "compare.no-date")
        yield colon(title, text, lang)
        if item.changed.before is not None:
            yield said(lang, "compare.was", text=_cause_text(item.changed.before, lang))


def _telling(item: Standing) -> list[Flip]:
    """The innermost requirements that flipped: `bse.standard.1b` says more than `bse.standard`."""
    return [
        f
        for f in item.flipped
        if not any(o.id != f.id and o.id.startswith(f.id) for o in item.flipped)
    ]


def flip_text(flip: Flip, lang: Lang) -> str:
    """A requirement and since when it holds, before and after."""
    before, after = (
        phrase("compare.from", day=d) if d else Phrase("compare.never")
        for d in (flip.before, flip.after)
    )
    return said(lang, "compare.flip", title=flip.title, before=before, after=after)


def _cause_text(cause: Cause, lang: Lang) -> str:
    return render(cause.text, lang)


def _below(page: Page, found: Comparison, target: Venue) -> None:
    """One row per scenario: what it is, axis by axis; the date, the days to what it is compared
    with, and the rule (or route) that made the difference. It never takes a second line.
    """
    lang, axes = page.lang, found.axes
    firms = len({column.scenario.name for column in found.columns}) > 1 or not axes
    shown = [c for c in found.columns if target in c.standings]
    drawn = any(column.standings[target].spread for column in shown)
    spread = ("p50", "p90") if drawn else ()
    heads = [*(("scenario",) if firms else ()), "date", "days", *spread, "changed"]
    names = [said(lang, f"compare.row.{name}") for name in heads]
    names[int(firms) : int(firms)] = map(short_path, axes)
    table = grid(names, right=(int(firms) + len(axes) + 1,), wrap=None)
    for place in ({0} if firms else set()) | {len(names) - 1}:
        table.columns[place].overflow = "ellipsis"
        table.columns[place].min_width = _LEAST
    for column in shown:
        item = column.standings[target]
        first = found.columns[column.reference].standings.get(target)
        values = [str(column.overrides.get(path, said(lang, "axes.own"))) for path in axes]
        table.add_row(
            *([column.scenario.name] if firms else []),
            *values,
            _cell(item, "date", lang),
            _days(item),
            *(_cell(item, name, lang) for name in spread),
            _brief(item, first, lang),
        )
    page.show(table)


def _brief(item: Standing, first: Standing | None, lang: Lang) -> str:
    if item.route and first is not None and first.route and item.route != first.route:
        return render(route_title(item.route), lang)
    if item.changed is None:
        return ""
    return render(milestone_title(item.changed.milestone), lang)
