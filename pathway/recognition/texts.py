"""The shipped tables of the ladder that are no conditions: sheets, rounds, titles, bridges, money.
Read when needed.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import cast

from attrs import frozen

from pathway.base.phrases import Bilingual, Number
from pathway.law.raw_tables import (
    Footing,
    RawTable,
    both,
    day,
    number,
    parsed,
    rows,
    standing,
    sub,
    whole,
)
from pathway.scenario.firm import Level


@frozen
class Moment:
    """When something happened, as far as it is known.

    Attributes:
        day: The day, if it is known.
        text: Something less precise, such as "June 2022".
        standing: How firmly it is established.
    """

    day: date | None
    text: Bilingual | None
    standing: Footing


@frozen
class Batch:
    """A national round of recognition.

    Attributes:
        level: `little-giant` or `champion`.
        batch: Its number.
        year: The year of its call.
        known: The day from which it is known.
        law: The day whose law its call cites, if that is known.
        overlay: The name of the round's own changes to the rules, or "".
        number: The number of its call, or "".
        call: When it was called.
        list: When its list was made public.
        recognised: How many firms were recognised, if it is known.
        recognised_standing: How firmly that number is established.
        note: A doubt about it.
    """

    level: Level
    batch: int
    year: int
    known: date
    law: date | None
    overlay: str
    number: str
    call: Moment
    list: Moment
    recognised: int | None
    recognised_standing: Footing
    note: Bilingual | None


@frozen
class RungText:
    """A named version of a rung's rules.

    Attributes:
        id: Its name.
        level: The rung.
        start: The first day on which it is in force.
        published: The day from which it is known.
        until: The first day on which it is no longer in force, if there is an end.
        instrument: The id of the instrument that holds it.
        standing: How firmly it is established.
        note: A doubt about it.
    """

    id: str
    level: Level
    start: date
    published: date
    until: date | None
    instrument: str
    standing: Footing
    note: Bilingual | None


@frozen
class Review:
    """How many little giants passed the review of a year, and of which batches."""

    year: int
    batches: tuple[int, ...]
    passed: int
    standing: Footing
    known: date


@frozen
class Prior:
    """Months from a call to the list made public: low, likely, high."""

    low: Number
    likely: Number
    high: Number
    standing: Footing
    note: Bilingual


def _sure(value: date | None) -> date:
    assert value is not None
    return value


def _moment(table: RawTable) -> Moment:
    return Moment(day(table, "day"), both(table), standing(table))


@cache
def batches() -> tuple[Batch, ...]:
    """Every round of little giants and champions that is encoded, in order of time within a
    level.
    """
    return tuple(
        Batch(
            level=cast(Level, row["level"]),
            batch=int(number(row, "batch")),
            year=int(number(row, "year")),
            known=_sure(day(row, "known")),
            law=day(row, "law"),
            overlay=str(row.get("overlay", "")),
            number=str(row.get("number", "")),
            call=_moment(sub(row, "call")),
            list=_moment(sub(row, "list")),
            recognised=whole(sub(row, "recognised"), "count"),
            recognised_standing=standing(sub(row, "recognised")),
            note=both(sub(row, "note")) or both(sub(sub(row, "recognised"), "note")),
        )
        for row in rows(parsed("rounds"), "round")
    )


@cache
def texts() -> tuple[RungText, ...]:
    """The named versions of the rungs' rules."""
    return tuple(
        RungText(
            id=str(row["id"]),
            level=cast(Level, row["level"]),
            start=_sure(day(row, "from")),
            published=_sure(day(row, "published") or day(row, "from")),
            until=day(row, "until"),
            instrument=str(row["instrument"]),
            standing=standing(row),
            note=both(sub(row, "note")),
        )
        for row in rows(parsed("rounds"), "version")
    )


@cache
def reviews() -> tuple[Review, ...]:
    """The reviews of little giants that are on record."""
    return tuple(
        Review(
            int(number(row, "year")),
            tuple(cast("list[int]", row["batches"])),
            int(number(row, "passed")),
            standing(row),
            _sure(day(row, "known")),
        )
        for row in rows(parsed("rounds"), "review")
    )


@cache
def call_to_list() -> Prior:
    """How long a round takes from its call to its list."""
    table = sub(parsed("rounds"), "call_to_list")
    note = both(sub(table, "note"))
    assert note is not None
    return Prior(
        number(table, "low"), number(table, "likely"), number(table, "high"), standing(table), note
    )
