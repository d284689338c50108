"""The cells of a table as values of a scenario: what a text from a spreadsheet means where a kind
of value belongs.

A cell is read as `--set` reads a value, and besides in the ways in which spreadsheets write: dates
as 2027/3/31, 2027年3月31日, 20270331, with a time of midnight or as the serial day 46477; TRUE and
FALSE; 1,234,567, ￥1,234, (1,234) for less than nothing, 1,234万股; 12.4% where a ratio belongs;
full-width digits and signs; `-` and `N/A` for nothing. Where a text belongs, all is text.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from pathway.base.phrases import Number
from pathway.scenario.file.amounts import SIZES, sized
from pathway.scenario.file.fields import Choice, Day, Field, Flag, MonthDay, Num, Several, Text
from pathway.scenario.file.records import FactField
from pathway.scenario.file.tree import Odd, TreeNode, exact, simple, wrap

Cell = str | bool | int | Fraction | date | Odd | None
"""What a table holds in one place: None where it is empty."""

_DATE = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
    r"(?:[T ]0?0:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 18264, 73050
"""The days 1950-01-01 and 2099-12-31 as spreadsheets number them."""
_SERIAL_ZERO = date(1899, 12, 30)
_NUMBER = re.compile(
    r"([-+]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?)\s*(%?)", re.ASCII
)
_COUNT = re.compile(r"(.*\d)\s*(千|万|百万|亿)?\s*(?:股|人|户|家)?", re.ASCII)
_NEGATIVE = re.compile(r"\(([^()-][^()]*)\)")
_CURRENCY = re.compile(r"^([-+]?)\s*(?:¥|rmb|cny|人民币)\s*", re.IGNORECASE)
_NOTHING = frozenset(("-", "--", "—", "——", "–", "/", "n/a", "na", "nan", "nat")) | {
    *("none", "null", "不适用", "未披露", "暂无", "待定")
}
"""What a spreadsheet shows where it has no number or day, in small letters."""
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


def is_nothing(cell: Cell, kind: Field) -> bool:
    """Whether a cell says that there is no value: it is blank, or holds a dash where a number, a
    day or a word belongs. A word that is one of those to choose from (`none`) is a value.
    """
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip()
    if not text or isinstance(kind, Text):
        return not text
    plain, of = _narrow(text), kind.of if isinstance(kind, Several) else kind
    return plain.casefold() in _NOTHING and not (isinstance(of, Choice) and plain in of.options)


def node_of(cell: Cell, kind: Field, file: str) -> TreeNode:
    """The value of a cell that is not empty. file: what problems call the place. Raises
    `TooDeepError`.
    """
    if isinstance(cell, str):
        return wrap(Odd(cell) if len(cell) > _LONGEST else _text(cell.strip(), kind), file)
    return wrap(_typed(cell, kind), file)


def _narrow(text: str) -> str:
    """A text with its full-width digits, letters and signs as the usual ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _typed(cell: Cell, kind: Field) -> object:
    """A number where a text belongs is that text: a firm may be called 360. Where a day belongs,
    it is the day as spreadsheets number it.
    """
    if isinstance(cell, int) and not isinstance(cell, bool):
        if isinstance(kind, Text):
            return str(cell)
        if isinstance(kind, Day):
            return _day(str(cell))
    return cell


def _text(text: str, kind: Field) -> object:
    match kind:
        case Text() | MonthDay():
            return text
        case Choice():
            return _narrow(text)
        case Flag():
            return _FLAGS.get(_narrow(text).casefold(), text)
        case Day():
            return _day(text)
        case Num() | FactField():
            found = _number(_narrow(text), kind.of if isinstance(kind, FactField) else kind)
            return bare_value(text) if found is None else found
        case Several() if not text.startswith("["):
            return [part for part in _LIST.split(text) if part]
        case _:
            return bare_value(text)


def _day(text: str) -> object:
    plain = _narrow(text)
    serial = _SERIAL.fullmatch(plain)
    if serial and _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    match = _DATE.fullmatch(plain)
    if match is None:
        return text
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return Odd(text)


def _number(text: str, kind: Num) -> Number | str | Odd | None:
    """A number as spreadsheets write it; an amount with a size of its own stays a text, as it needs
    no unit. None for any other text.
    """
    text = _CURRENCY.sub(r"\1", text)
    if less := _NEGATIVE.fullmatch(text):
        text = f"-{_CURRENCY.sub('', less[1].strip())}"
    if kind.what == "money" and sized(text) is not None:
        return text
    times = 1
    if kind.what == "whole" and (count := _COUNT.fullmatch(text)):
        text, times = count[1], SIZES[count[2]] if count[2] else 1
    match = _NUMBER.fullmatch(text)
    if match is None or (match[2] and kind.what != "ratio"):
        return None
    value = exact(match[1].replace(",", "").replace(" ", ""))
    if isinstance(value, Odd):
        return value
    return simple(Fraction(value) / 100 if match[2] else Fraction(value) * times)


def plain_scalar(value: object) -> object:
    """A value of Python that a program gives: numpy's numbers and pandas' days as Python's own,
    midnight as its day, None for what stands for a missing value.
    """
    item = getattr(value, "item", None)
    if callable(item) and type(value).__module__.partition(".")[0] == "numpy":
        value = item()
    if value is None or _is_missing(value):
        return None
    if isinstance(value, Decimal):
        return exact(f"{value:f}")
    if type(value).__name__ == "Period":  # of pandas: a day is one that begins and ends on it
        first, last = getattr(value, "start_time", None), getattr(value, "end_time", None)
        if isinstance(first, date) and isinstance(last, date) and first.day == last.day:
            value = first
    if isinstance(value, datetime):
        return spreadsheet_day(value)
    return value


def _is_missing(value: object) -> bool:
    """Whether a value stands for a missing one: NaN and NaT are unlike themselves, and of NA no one
    can say.
    """
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"


def program_cell(value: object) -> Cell:
    """The cell of a table that a program gives."""
    match plain_scalar(value):
        case None | bool() | int() | str() | Fraction() | date() as cell:
            return cell
        case float() as number:
            return spreadsheet_number(number)
        case other:
            return Odd(str(other))


def spreadsheet_number(value: float) -> Number | Odd:
    """A number as a spreadsheet shows it: to 15 digits, beyond which it only keeps the noise of its
    arithmetic.
    """
    return exact(f"{value:.15g}")


def spreadsheet_day(value: datetime) -> date | Odd:
    """A date of a spreadsheet, which has a time as well; not midnight is not a date."""
    midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
    return value.date() if midnight else Odd(value.isoformat(" "))
