"""Arguments of library calls: each function refuses a wrong one with a `UsageError`.

What a file or an override says is checked where it is read; this is for what a program passes.
Where a type has several spellings the function gives the plain one back. optional: None will do.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from os import PathLike
from typing import TypeVar, overload

from pathway.base.errors import UsageError, nearest, visible
from pathway.base.phrases import Phrase, phrase

Chosen = TypeVar("Chosen", bound=str)
Element = TypeVar("Element")


def wrong(argument: str, found: object, expected: Phrase, nearest: str | None = None) -> UsageError:
    """The error about an argument, with what was found shortened."""
    return UsageError(argument, visible(repr(found)), expected, nearest)


def refuse_other(
    argument: str, found: object, kinds: type | tuple[type, ...], expected: Phrase
) -> None:
    """Refuses what is of no type asked for."""
    if not isinstance(found, kinds):
        raise wrong(argument, found, expected)


def refuse_unknown(
    argument: str, found: str | None, names: Sequence[str], optional: bool = False
) -> None:
    """Refuses what is none of a few names, and says which of them is nearest."""
    if (optional and found is None) or (isinstance(found, str) and found in names):
        return
    expected = phrase("errors.usage.one-of", names=tuple(names))
    near = nearest(found, names) if isinstance(found, str) else None
    raise wrong(argument, found, expected, near)


def names_of(
    argument: str, found: Iterable[Chosen] | None, names: Sequence[str]
) -> tuple[Chosen, ...] | None:
    """Some of a few names; None will do."""
    if found is None:
        return None
    expected = phrase("errors.usage.list-of", names=tuple(names))
    items = several(argument, found, expected)
    for item in items:
        refuse_unknown(argument, item, names)
    return items


def several(argument: str, found: Iterable[Element], expected: Phrase) -> tuple[Element, ...]:
    """What can be gone through, but no text, whose parts are its characters."""
    if isinstance(found, str | bytes | Mapping) or not isinstance(found, Iterable):
        raise wrong(argument, found, expected)
    return tuple(found)


@overload
def day(argument: str, found: date) -> date: ...


@overload
def day(argument: str, found: date | None, optional: bool) -> date | None: ...


def day(argument: str, found: date | None, optional: bool = False) -> date | None:
    """A day; midnight stands for its day."""
    if isinstance(found, datetime):
        if found.tzinfo is None and found.time() == time.min:
            return found.date()
    elif isinstance(found, date) or (optional and found is None):
        return found
    raise wrong(argument, found, phrase("errors.usage.day"))


def whole(argument: str, found: int, least: int, most: int | None = None) -> int:
    """A whole number, not below the least nor above the most."""
    try:
        number = operator.index(found)
    except TypeError:
        number = least - 1
    if isinstance(found, bool) or number < least or (most is not None and number > most):
        key = "errors.usage.least" if most is None else "errors.usage.whole"
        raise wrong(argument, found, phrase(key, least=f"{least:,}", most=f"{most or 0:,}"))
    return number


def refuse_no_flag(argument: str, found: bool) -> None:
    """Refuses what is neither True nor False: a text such as "no" would count as true."""
    refuse_other(argument, found, bool, phrase("errors.usage.flag"))


def refuse_no_path(argument: str, found: str | PathLike[str]) -> None:
    """Refuses what cannot name a file or folder."""
    refuse_other(argument, found, (str, PathLike), phrase("errors.usage.path"))
