"""The cells of a table as values of a scenario: what a text from a spreadsheet means where a kind
of value belongs.

A cell is read as `--set` reads a value, and besides in the ways in which spreadsheets write: dates
as 2027/3/31 or 2027年3月31日, TRUE and FALSE, 1,234,567, and 12.4% where a ratio belongs. Where a text
belongs, all is text.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from fractions import Fraction

from pathway.base.phrases import Number
from pathway.scenario.file.fields import Choice, Day, Field, Flag, MonthDay, Num, Several, Text
from pathway.scenario.file.records import FactField
from pathway.scenario.file.tree import Odd, TreeNode, exact, wrap

Cell = str | bool | int | Fraction | date | Odd | None
"""What a table holds in one place: None where it is empty."""

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_NUMBER = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(%?)")
_LIST = re.compile(r"[;,、；，\s]+")
_LONGEST = 10_000
_FLAGS = {"true": True, "false": False}


def bare_value(text: str) -> object:
    """A value as TOML writes it, or else the bare text."""
    try:
        document = tomllib.loads(f"value = {text}", parse_float=exact)
    except (ValueError, RecursionError):
        return text
    return document["value"] if document.keys() == {"value"} else text


def node_of(cell: Cell, kind: Field, file: str) -> TreeNode:
    """The value of a cell that is not empty. file: what problems call the place. Raises
    `TooDeepError`.
    """
    if isinstance(cell, str):
        return wrap(Odd(cell) if len(cell) > _LONGEST else _text(cell.strip(), kind), file)
    return wrap(_typed(cell, kind), file)


def _typed(cell: Cell, kind: Field) -> object:
    """A number where a text belongs is that text: a firm may be called 360."""
    if isinstance(kind, Text) and isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    return cell


def _text(text: str, kind: Field) -> object:
    match kind:
        case Text() | Choice() | MonthDay():
            return text
        case Flag():
            return _FLAGS.get(text.casefold(), text)
        case Day():
            return _day(text)
        case Num() | FactField():
            found = _number(text, kind.of if isinstance(kind, FactField) else kind)
            return bare_value(text) if found is None else found
        case Several() if not text.startswith("["):
            return [part for part in _LIST.split(text) if part]
        case _:
            return bare_value(text)


def _day(text: str) -> object:
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return Odd(text)


def _number(text: str, kind: Num) -> Number | Odd | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    percent = bool(match[1])
    if percent and not (isinstance(kind, Num) and kind.what == "ratio"):
        return None
    value = exact(text.rstrip("%").replace(",", ""))
    if percent and not isinstance(value, Odd):
        return Fraction(value) / 100
    return value


def spreadsheet_number(value: float) -> Number | Odd:
    """A number as a spreadsheet shows it: to 15 digits, beyond which it only keeps the noise of its
    arithmetic.
    """
    return exact(f"{value:.15g}")


def spreadsheet_day(value: datetime) -> date | Odd:
    """A date of a spreadsheet, which has a time as well; not midnight is not a date."""
    midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
    return value.date() if midnight else Odd(value.isoformat(" "))
