"""The shipped tables of the ladder that are no conditions: sheets, rounds, titles, bridges, money.
Read when needed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import cast

from attrs import frozen

from pathway.base.phrases import Bilingual, Number
from pathway.law.provision import EvidenceStatus
from pathway.scenario.firm import Level

RawTable = Mapping[str, object]


@frozen
class Footing:
    """How firmly something is established.

    Attributes:
        status: `official`, `reported`, `derived`, `unconfirmed` or `unknown`.
        confidence: `low`, `med` or `high`, or "".
    """

    status: EvidenceStatus
    confidence: str = ""


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


@frozen
class Grant:
    """Money for a title, or for a stage on the way to a listing.

    Attributes:
        id: Its name.
        place: A province, or `China`.
        city: The city, if only that one pays.
        stage: The title or stage, such as `bse-accepted`.
        title: It in words.
        amount: In yuan. None where it is a share of the proceeds, or only a cap is known.
        share: The share of the offering's net proceeds that is paid, as a fraction of one.
        cap: The most that is paid, in yuan.
        draft: Whether it stands in a draft only.
        valid_from: The first day on which it is paid, if known.
        valid_to: The last day, if known.
        cite: Where it stands.
        standing: How firmly it is established.
    """

    id: str
    place: str
    city: Bilingual | None
    stage: str
    title: Bilingual
    amount: int | None
    share: Fraction | None
    cap: int | None
    draft: bool
    valid_from: date | None
    valid_to: date | None
    cite: Bilingual
    standing: Footing

    def paid(self, net_proceeds: Number | None = None) -> Number | None:
        """What is paid.

        Args:
            net_proceeds: The net proceeds of the offering in yuan, for a share of them.

        Returns:
            In yuan; None where it cannot be said.
        """
        if self.share is None:
            return self.amount
        if net_proceeds is None:
            return None
        part = self.share * net_proceeds
        return part if self.cap is None or part <= self.cap else self.cap


def parsed(name: str) -> RawTable:
    """A data file as plain tables."""
    text = (
        files("pathway").joinpath("rulebook", "ladder", f"{name}.toml").read_text(encoding="utf-8")
    )
    return tomllib.loads(text, parse_float=Fraction)


def rows(table: RawTable, key: str) -> tuple[RawTable, ...]:
    """The tables of a list; none where the key is missing."""
    found = table.get(key, [])
    return tuple(found) if isinstance(found, list) else ()


def sub(table: RawTable, key: str) -> RawTable:
    """A table inside; an empty one where there is none."""
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def both(table: RawTable) -> Bilingual | None:
    """A text in both languages, if the table has one."""
    return Bilingual(str(table["en"]), str(table.get("zh", table["en"]))) if "en" in table else None


def standing(table: RawTable) -> Footing:
    """The status that a table gives."""
    status, _, confidence = str(table["status"]).partition("/")
    return Footing(cast(EvidenceStatus, status), confidence)


def day(table: RawTable, key: str) -> date | None:
    """A date, if given."""
    found = table.get(key)
    return found if isinstance(found, date) else None


def whole(table: RawTable, key: str) -> int | None:
    """A whole number, if given."""
    found = table.get(key)
    return found if isinstance(found, int) else None


def number(table: RawTable, key: str) -> Number:
    """A number that the table has."""
    found = table[key]
    assert isinstance(found, int | Fraction)
    return found


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


@cache
def grants() -> tuple[Grant, ...]:
    """Every row of money that is encoded."""
    return tuple(_grant(row) for row in rows(parsed("money"), "row"))


def _grant(row: RawTable) -> Grant:
    title, cite, share = both(row), both(sub(row, "cite")), row.get("share")
    assert title is not None and cite is not None
    return Grant(
        id=str(row["id"]),
        place=str(row["place"]),
        city=both(sub(row, "city")),
        stage=str(row["stage"]),
        title=title,
        amount=whole(row, "amount"),
        share=share if isinstance(share, Fraction) else None,
        cap=whole(row, "cap"),
        draft=bool(row.get("draft", False)),
        valid_from=day(row, "valid_from"),
        valid_to=day(row, "valid_to"),
        cite=cite,
        standing=standing(row),
    )
