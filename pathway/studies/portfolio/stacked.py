"""Headers of several rows: years in one row, above the names of figures, as spreadsheets are typed.

公司名称 | 所处层级 | 2024年 |          | 2025年 |
         |          | 净利润 | 营业收入 | 净利润 | 营业收入
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import combinations, permutations

from attrs import frozen

MOST_ROWS = 3
"""Rows that a header may have."""
_BRACKETED = re.compile(r"[(\[][^()\[\]]+[)\]]")
_UNIT = re.compile(r"^.[^)\]]*[元万亿股户人%]\W*$")
"""A bracket that holds a unit."""
_YEAR = re.compile(r"20\d\d", re.ASCII)
_YEAR_END = re.compile(r"(20\d\d)\s*(?:[-./]12[-./]31|年12月31日)", re.ASCII)

IsKnown = Callable[[str], bool]
"""Whether a name is one of our columns."""


@frozen
class StackedName:
    """What several rows call one column. name: in one. joined: whether it took more than one row to
    know it. apart: whether it names a figure of a year, and no year stands above it.
    """

    name: str
    known: bool
    joined: bool = False
    apart: bool = False


def stacked(
    rows: Sequence[Sequence[str]],
    merged: Sequence[Collection[int]],
    known: IsKnown,
    yearly: IsKnown,
) -> tuple[StackedName, ...] | None:
    """The names that rows above one another give; None where they are no header together.

    merged: of each row, the columns that are part of a cell which begins elsewhere. yearly: whether a
    name needs a year. A row that goes on with data is none: what is known without it stays empty in
    it.
    """
    if len(list(filter(None, rows[0]))) < 2 and not any(map(_YEAR.search, rows[0])):
        return None  # a title stands above the header, not in it
    if not any(
        any(map(yearly, row)) and any(map(_YEAR.search, other))
        for row, other in permutations(rows, 2)
    ):
        return None  # figures in one row, and their years in another
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    lowest = padded[-1]
    often = Counter(lowest)
    above = [_filled(row, parts, known) for row, parts in zip(padded[:-1], merged, strict=False)]
    names: list[StackedName] = []
    for i in range(width):
        own = [row[i] for row in padded if row[i]]
        labels = list(dict.fromkeys(row[i] for row in above if row[i]))
        upper = [row[i] for row in padded[:-1] if row[i]]
        if lowest[i] and lowest[i] not in upper and _name(upper, known).known:
            return None
        if not own:
            names.append(StackedName("", known=False))
            continue
        found = _name(list(dict.fromkeys([*labels, *filter(None, [lowest[i]])])), known)
        if not found.known:
            # What stands above columns that are none of ours need not belong to them.
            alone = often[own[-1]] < 2
            name = _joined(list(dict.fromkeys(own))) if alone else found.name
            found = StackedName(name, known=False, apart=yearly(own[-1]))
        names.append(found)
    return tuple(names) if any(name.joined for name in names) else None


def _filled(row: Sequence[str], merged: Collection[int], known: IsKnown) -> list[str]:
    """A row in which what stands above several columns stands above each: as far as its cell is
    merged, or else up to the next one.
    """
    out: list[str] = []
    last = ""
    for i, text in enumerate(row):
        if text:
            last = "" if known(text) else text
        out.append(text or (last if not merged or i in merged else ""))
    return out


def _name(parts: Sequence[str], known: IsKnown) -> StackedName:
    """The name that parts make, the lowest last: of as many of them as it takes."""
    if not parts:
        return StackedName("", known=False)
    last = parts[-1]
    for size in (2, 3):
        for some in combinations(parts, min(size, len(parts))):
            name = _joined(some, parts)
            if some[-1] == last and len(some) > 1 and known(name):
                return StackedName(name, known=True, joined=True)
    for part in (last, *parts):
        if known(part):
            measured = _joined([part], parts)
            return StackedName(measured if known(measured) else part, known=True)
    return StackedName(_joined(parts[-2:]), known=False)


def _joined(parts: Sequence[str], units: Sequence[str] = ()) -> str:
    """Parts as one name, with the unit that one of them, or else of `units`, has in brackets."""
    plain = [_YEAR_END.sub(r"\1年", _BRACKETED.sub("", _narrow(part))).strip() for part in parts]
    found = [
        bracket
        for part in (*units, *parts)
        for bracket in _BRACKETED.findall(_narrow(part))
        if _UNIT.search(bracket)
    ]
    return "".join(plain) + (found[-1] if found else "")


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
