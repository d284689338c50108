"""From what a person types to a value of a scenario, and from a value to TOML.

Nothing is refused here: what cannot be read stays a text, and the scenario's own fields say what is
wrong with it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pathway.base.phrases import Number
from pathway.scenario.file.amounts import SIZES
from pathway.scenario.file.fields import Choice, Day, Field, Flag, Num, Several
from pathway.scenario.file.records import FactField
from pathway.scenario.file.tree import Odd, exact, simple

YES, NO = ("yes", "y", "true", "是", "有", "对"), ("no", "n", "false", "否", "无", "没有")
_NUMBER = re.compile(
    r"([-+]?[0-9][0-9,_ ]*(?:\.[0-9]+)?(?:[eE][0-9]{1,2})?)\s*"
    rf"(%|{'|'.join(SIZES)})?\s*(?:元|yuan|股|人)?"
)
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_MULTIPLE = re.compile(r"(?:pe|p/e|市盈率)\s*[=:]?\s*(.+)", re.IGNORECASE)
_STEP = re.compile(r"([^=]+)=([^=]+)")


def parsed(kind: Field, text: str, scale: int) -> object:
    """The value that a text stands for. scale: yuan per unit of the file's amounts of money."""
    text = unicodedata.normalize("NFKC", text).strip() if not _is_text(kind) else text.strip()
    match kind:
        case Flag():
            word = text.casefold()
            return True if word in YES else False if word in NO else text
        case Choice():
            return _option(text, kind.options)
        case Several():
            return [parsed(kind.of, part, scale) for part in re.split(r"[\s,;、]+", text) if part]
        case Day():
            return _day(text)
        case Num():
            return _number(text, scale if kind.what == "money" else None)
        case FactField():
            return _fact(kind, text, scale)
        case _:
            return text


def canonical(kind: Field, value: object, text: str) -> str:
    """How an answer is kept: the option itself for its number, `yes` for every way to say so, an
    ISO date.
    """
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case str():
            return value
        case list() if isinstance(kind, Several):
            return ", ".join(str(item) for item in value)
        case _:
            return text.strip()


def _is_text(kind: Field) -> bool:
    return not isinstance(kind, Flag | Choice | Several | Day | Num | FactField)


def _option(text: str, options: tuple[str, ...]) -> str:
    """An option by its number (from 1), its name, or the beginning of only one name."""
    if text.isdecimal() and len(text) < 5 and 1 <= int(text) <= len(options):
        return options[int(text) - 1]
    word = text.casefold().replace("_", "-")
    if word in options:
        return word
    begin = [option for option in options if option.startswith(word)]
    return begin[0] if len(begin) == 1 else text


def _day(text: str) -> object:
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return Odd(text)


def _number(text: str, scale: int | None) -> object:
    """A number with thousands marks and a size (24m, 2400万, 30%). scale: the file's unit, for
    money; None else.

    A size makes an amount of money one in yuan, which is put into the file's unit.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    number = exact(re.sub(r"[,_ ]", "", match[1]))
    if isinstance(number, Odd) or match[2] is None:
        return number
    if match[2] == "%":
        return simple(Fraction(number) / 100)
    return simple(Fraction(number) * SIZES[match[2]] / (scale or 1))


def _fact(kind: FactField, text: str, scale: int) -> object:
    money = scale if kind.of.what == "money" else None
    if kind.multiple and (match := _MULTIPLE.fullmatch(text)):
        return {"pe": _number(match[1], None)}
    steps = [_STEP.fullmatch(part.strip()) for part in text.split(";") if part.strip()]
    if steps and all(steps):
        pairs = [(step[1].strip(), step[2].strip()) for step in steps if step]
        return [{"from": _day(day), "value": _number(value, money)} for day, value in pairs]
    return _number(text, money)


# -- TOML ------------------------------------------------------------------------------------------


def toml(value: object) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Fraction():
            return _digits(value)
        case date():
            return value.isoformat()
        case Mapping():
            return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(toml(inner) for inner in value) + "]"
        case _:
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _digits(value: Number) -> str:
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= 10**4 else str(value)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
