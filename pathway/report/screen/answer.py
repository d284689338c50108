"""What a first screen answers first: the date, how sure it is, by which way, and what decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from pathway.base.phrases import Phrase, render
from pathway.law.steps import Venue
from pathway.planning.causes import route_title
from pathway.planning.values import Route
from pathway.report.screen.sheet import Paper, day_words
from pathway.studies.outlook import Outlook
from pathway.studies.outlook.chain import DecisiveLink, short_title

_NARROW = 72
"""Columns below which the table of targets holds only dates."""


def table(sheet: Paper, found: Mapping[Venue, Outlook], first: Venue) -> list[str]:
    """One line or two for each target: date, likely range, not before, by which way."""
    if sheet.columns < _NARROW:
        return _narrow_table(sheet)
    widths = (sheet.columns - 2 - 12 - 26 - 14, 12, 26, 14)
    heads = [sheet.say(f"column.{name}") for name in ("target", "date", "likely", "floor")]
    out = sheet.row(heads, widths, 2)
    for target in sheet.plan.targets:
        outlook, route = found[target], sheet.plan.best.get(target)
        spread = outlook.range.spread
        likely = (
            f"{spread.p10 or '…'} – {spread.p90 or '…'}"
            if spread is not None and spread.p50 is not None
            else ""
        )
        when = sheet.say("none") if route is None else str(route.date)
        cells = (sheet.venue(target), when, likely, str(outlook.range.floor or ""))
        out += sheet.row(cells, widths, 2)
        if route is not None and target != first:
            # What decides besides the time that steps take: the last such link.
            links = [link for link in outlook.decisive if link.whose in ("law", "calendar")]
            link = (links or outlook.decisive)[-1]
            text = sheet.say(
                "by-decided",
                route=route_title(route.id),
                milestone=short_title(link.milestone),
                whose=Phrase(f"screen.whose.{link.whose}"),
            )
            out += sheet.paragraph(text, 4)
    return out


def _narrow_table(sheet: Paper) -> list[str]:
    """Target and date only, where there is no room for more side by side."""
    out = []
    for target in sheet.plan.targets:
        route = sheet.plan.best.get(target)
        when = sheet.say("none") if route is None else str(route.date)
        out += sheet.row((sheet.venue(target), when), (sheet.columns - 14, 12), 2)
    return out


def date_block(sheet: Paper, route: Route, outlook: Outlook, alone: bool) -> list[str]:
    """The day and the way to it. alone: no table above has the likely range already."""
    assert route.date is not None
    text = sheet.say(
        "date",
        venue=sheet.venue(route.target),
        date=day_words(route.date),
        weekday=Phrase(f"text.weekday.{route.date.weekday()}"),
    )
    out = sheet.paragraph(text, 2)
    if alone:
        out += _likely(sheet, outlook)
    key = "way" if route.standard is None else "way-standard"
    title = "" if route.standard is None else sheet.title(route.standard)
    text = sheet.say(key, route=route_title(route.id), standard=title)
    return [*out, *sheet.paragraph(text, 4)]


def _likely(sheet: Paper, outlook: Outlook) -> list[str]:
    """Between which days the listing likely lies, and the day before which it cannot be."""
    spread, floor = outlook.range.spread, outlook.range.floor
    parts = []
    if spread is not None and spread.p10 == spread.p90 and spread.p10 is not None:
        pass  # nothing is uncertain
    elif spread is not None and spread.p10 is not None and spread.p90 is not None:
        parts.append(sheet.say("likely", first=day_words(spread.p10), last=day_words(spread.p90)))
    elif spread is not None and spread.p10 is not None:
        parts.append(sheet.say("likely-open", first=day_words(spread.p10)))
    if floor is not None:
        parts.append(sheet.say("floor", date=day_words(floor)))
    return sheet.paragraph(sheet.say("join").join(parts), 4) if parts else []


def decides(sheet: Paper, links: Sequence[DecisiveLink]) -> list[str]:
    whose = max(cell_len(sheet.say(f"whose.{name}")) for name in ("authority", "company", "law"))
    widths = (12, sheet.columns - 2 - 12 - whose, whose)
    heads = (sheet.say("decides"), "", sheet.say("column.whose"))
    out = sheet.row(heads, (30, sheet.columns - 30 - whose, whose), 0)
    for link, before in zip(links, [None, *links], strict=False):
        if link.days == 0 and before is not None and before.date == link.date:
            continue  # the next one begins with it
        mark = "*" if link.projected else ""
        text = render(link.text, sheet.lang)
        for near in link.beside:
            key = "beside-one" if near.days == 1 else "beside"
            text += sheet.say(key, n=str(near.days), text=near.text)
        cells = (f"{link.date}{mark}", text, sheet.say(f"whose.{link.whose}"))
        out += sheet.row(cells, widths, 2)
    return out
