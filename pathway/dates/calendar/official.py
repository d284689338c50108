"""The notices of the State Council: which days they gave off, which weekend days they had worked,
and since when.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from attrs import field, frozen

from pathway.dates.calendar.toml_values import array, day, number, read, span, table, text
from pathway.dates.days import Span


@frozen
class Notice:
    """One notice.

    year: the year it arranges. published: the day from which it was known. cite: its number, ""
    where not at hand. off: days off, both ends of a span included. work: weekend days worked.
    exchanges_closed: days on which only the exchanges closed.
    """

    year: int
    published: int
    cite: str
    off: tuple[Span, ...] = field(repr=False)
    work: tuple[int, ...] = field(repr=False)
    exchanges_closed: tuple[Span, ...] = field(repr=False)


def _notice(entry: object) -> Notice:
    row = table(entry)
    year = number(row["year"])
    return Notice(
        year=year,
        published=day(row.get("published", date(year - 1, 12, 31))),
        cite=text(row.get("cite", "")),
        off=tuple(map(span, array(row["off"]))),
        work=tuple(map(day, array(row["work"]))),
        exchanges_closed=tuple(map(span, array(row.get("exchanges_closed", [])))),
    )


@cache
def notices() -> tuple[Notice, ...]:
    """Every notice, oldest first."""
    return tuple(map(_notice, array(read("official.toml")["notice"])))
