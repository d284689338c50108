"""Answers of the calendars as text, data and table rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pathway.base.phrases import Lang, said
from pathway.report.data import Json
from pathway.report.tables import TableRow
from pathway.report.text import Page, grid
from pathway.studies.calendars import CountedDay, OpenDaysBetween, TierWindows

CalendarAnswer = TierWindows | OpenDaysBetween | CountedDay
_WINDOWS: Mapping[str, str] = {
    "window": "",
    "entry_floor": "",
    "entry_typical": "",
    "entry_cautious": "",
    "calendar": "calendar.known",
    "status": "text.status",
}
"""What a text shows of its rows: the columns, and the room of messages that has their words ("" for
days and numbers).
"""
_DAYS: Mapping[str, str] = {
    "day": "",
    "weekday": "calendar.weekday",
    "trading": "words",
    "working": "words",
    "calendar": "calendar.known",
}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def calendar_list(found: CalendarAnswer) -> list[Json]:
    """The rows as data: what `--format json` prints."""
    match found:
        case TierWindows():
            return [
                {
                    "window": one.window.isoformat(),
                    "entry_floor": one.floor.isoformat(),
                    "entry_typical": one.typical.isoformat(),
                    "entry_cautious": one.cautious.isoformat(),
                    "calendar": _known(one.projected),
                    "rule": one.rule,
                    "status": one.status,
                }
                for one in found.windows
            ]
        case OpenDaysBetween():
            return [
                {
                    "day": one.day.isoformat(),
                    "weekday": _WEEKDAYS[one.day.weekday()],
                    "trading": one.trading,
                    "working": one.working,
                    "calendar": _known(one.projected),
                }
                for one in found.days
            ]
        case CountedDay():
            return [
                {
                    "from": found.start.isoformat(),
                    "count": found.count,
                    "kind": found.kind,
                    "day": found.day.isoformat(),
                    "calendar": _known(found.projected),
                }
            ]


def _known(projected: bool) -> str:
    return "projected" if projected else "official"


def calendar_rows(found: CalendarAnswer) -> Iterable[TableRow]:
    """The same rows as a table, under a header."""
    rows = _mappings(found)
    if rows:
        yield tuple(rows[0])
    yield from (tuple(map(_cell, row.values())) for row in rows)


def _mappings(found: CalendarAnswer) -> Sequence[dict[str, Json]]:
    return [row for row in calendar_list(found) if isinstance(row, dict)]


def _cell(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def calendar_text(found: CalendarAnswer, lang: Lang) -> str:
    """A day, or a table of windows or days."""
    if isinstance(found, CountedDay):
        key = "calendar.found-projected" if found.projected else "calendar.found"
        return said(lang, key, day=found.day) + "\n"
    columns = _WINDOWS if isinstance(found, TierWindows) else _DAYS
    page = Page(lang)
    table = grid([said(lang, f"calendar.column.{name}") for name in columns])
    for row in _mappings(found):
        table.add_row(
            *(
                said(lang, f"{room}.{_cell(row[name])}") if room else _cell(row[name])
                for name, room in columns.items()
            )
        )
    page.show(table, indent=0)
    return page.text()
