"""How much of a printed page its words take: whether they fit as they are, in small print, or go on
over the page.

The heights are estimates from the style for print; a drawing takes what they leave.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from attrs import frozen

from pathway.report.page.measure import width

PrintLook = Literal["", "tight", "long"]
"""As it is; in small print; over more than one page."""

_PAGE = 528.0
"""Points from the top of a page to its foot, a few to spare."""
_WIDE = 770.0
"""Points across it."""
_MANY_ACCOUNTS = 3
"""Sets of accounts of which the answer can tell without taking the room of the way."""


@frozen
class TextLines:
    """Texts that stand one below the other.

    Attributes:
        texts: The texts.
        room: The width of each, in points.
        size: Of the type, in points.
        high: The height of a line.
        gap: What stands between two of them.
        small: Size, height and gap in small print.
    """

    texts: tuple[str, ...]
    room: float
    size: float
    high: float
    gap: float
    small: tuple[float, float, float]

    def height(self, tight: bool) -> float:
        """How high they are together, in points."""
        size, high, gap = self.small if tight else (self.size, self.high, self.gap)
        rows = (math.ceil(width(text, size) / self.room) or 1 for text in self.texts)
        return sum(high * n + gap for n in rows)


def fit(blocks: Iterable[TextLines], fixed: float, least: float = 0.0) -> PrintLook:
    """How a page can hold some blocks.

    Args:
        blocks: What stands one below the other.
        fixed: Points that headings take.
        least: Points that its drawing needs to be read.

    Returns:
        The first way in which they fit.
    """
    found = tuple(blocks)
    looks: tuple[tuple[PrintLook, float, bool], ...] = (("", 1.0, False), ("tight", 0.8, True))
    for look, part, tight in looks:
        words = sum(block.height(tight) for block in found)
        if words + part * (fixed + least) <= _PAGE:
            return look
    return "long"


def look_of_sheet(shows: Mapping[str, Mapping[str, object]]) -> PrintLook:
    """How a sheet is printed.

    Args:
        shows: What its sections show, by section.

    Returns:
        Its look. The first sheet is always one page: a drawing takes what its words leave.
    """
    if "answer" in shows:
        return _first(shows)
    if "next" in shows:
        return _acts(shows)
    if "rests" in shows:
        return _grounds(shows)
    return _needs(shows) if "req" in shows else ""


def texts(rows: object, *names: str) -> tuple[str, ...]:
    """What some rows say in some of their fields, a text a row."""
    assert isinstance(rows, Iterable), rows
    return tuple("  ".join(str(_of(row, name)) for name in names) for row in rows)


def _of(row: object, name: str) -> object:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def _first(shows: Mapping[str, Mapping[str, object]]) -> PrintLook:
    """The answer leaves a long way too little room, or a short one enough."""
    accounts = _of(shows["answer"]["answer"], "accounts")
    rows = texts(accounts, "name", "use")
    return "tight" if len(rows) > _MANY_ACCOUNTS else ""


def _acts(shows: Mapping[str, Mapping[str, object]]) -> PrintLook:
    rows, begin = shows["next"]["rows"], shows["next"]["begin"]
    notes = "  ".join(texts(begin, "act", "by"))
    blocks = (
        TextLines(texts(rows, "act", "note"), 290, 8.8, 12.3, 5.5, (8.3, 11.5, 2.9)),
        TextLines((notes,) if notes else (), _WIDE, 8.2, 11.3, 4, (8.2, 11.3, 4)),
    )
    return fit(blocks, 56, 120 if "ways" in shows else 0)


def _grounds(shows: Mapping[str, Mapping[str, object]]) -> PrintLook:
    why = shows["why"]["rows"] if "why" in shows else ()
    columns = [
        TextLines(
            texts(_of(column, "grounds"), "text", "effect"), 232, 8.4, 11, 4.5, (7.8, 9.7, 2.9)
        )
        for column in _rows(shows["rests"]["columns"])
    ]
    longest = max(columns, key=lambda column: column.height(True))
    links = [row for row in _rows(why) if not _of(row, "time")]
    moved: list[str] = []
    if "since" in shows:
        moved += [str(text) for text in _rows(shows["since"]["changes"])]
        for target in _rows(shows["since"]["targets"]):
            moved += ["", "", *("" for _ in _rows(_of(target, "rows")))]
    told = TextLines(tuple(moved), _WIDE, 8.8, 12.2, 5, (8.8, 12.2, 5))
    blocks = (
        told,
        longest,
        TextLines(texts(links, "text", "source"), 660, 8.4, 11, 2.3, (8.4, 11, 2.3)),
    )
    return fit(blocks, 85 + (30 if moved else 0), 190 if "sure" in shows else 0)


def _rows(rows: object) -> Iterator[object]:
    assert isinstance(rows, Iterable), rows
    yield from rows


def _needs(shows: Mapping[str, Mapping[str, object]]) -> PrintLook:
    needs = shows["req"]["needs"]
    names: list[str] = []
    groups = 0
    for group in _rows(_of(needs, "steps")):
        own = texts(_of(group, "rows"), "name")
        groups += bool(own)
        names += own
    lists = [_of(needs, key) for key in ("unmet", "later", "met", "word")]
    joined = tuple("   ".join(map(str, _rows(titles))) for titles in lists)
    blocks = (
        TextLines(tuple(names), 240, 8.6, 10, 4.2, (8, 8.9, 2.2)),
        TextLines(tuple(text for text in joined if text), 745, 7.5, 9.4, 16, (7, 8.2, 14)),
    )
    return fit(blocks, 44 + 17 * groups + 75)
