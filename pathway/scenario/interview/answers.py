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
from pathway.scenario.interview.spoken import meant

YES, NO = ("yes", "y", "true", "是", "有", "对"), ("no", "n", "false", "否", "无", "没有")
_NUMBER = re.compile(
    r"([-+]?[0-9][0-9,_ ]*(?:\.[0-9]+)?(?:[eE][0-9]{1,2})?)\s*"
    rf"(%|{'|'.join(SIZES)})?\s*(?:元|yuan|股|人)?"
)
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_MULTIPLE = re.compile(
    r"(?:pe|p/e|市盈率)\s*[=:]?\s*(.+?)\s*(?:倍|x)?|([0-9.]+)\s*(?:倍|x)(?:市盈率)?", re.IGNORECASE
)
_STEP = re.compile(r"([^=]+)=([^=]+)")


def parsed(kind: Field, text: str, scale: int) -> object:
    """The value that a text stands for. scale: yuan per unit of the file's amounts of money."""
    text = unicodedata.normalize("NFKC", text).strip() if not _is_text(kind) else text.strip()
    match kind:
        case Flag():
            word = text.casefold()
            return True if word in YES else False if word in NO else text
        case Choice():
            return meant(text, kind.options) or text
        case Several():
            return [parsed(kind.of, part, scale) for part in re.split(r"[\s,;、]+", text) if part]
        case Day():
            return _day(text)
        case Num():
            return _number(text, kind, scale)
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


def _day(text: str) -> object:
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return Odd(text)


def _number(text: str, kind: Num, scale: int) -> object:
    """A number with thousands marks and a size (24m, 2400万, 30%). scale: the file's unit of money.

    A size makes an amount of money one in yuan, which is put into the file's unit. A bare ratio of
    one or more is in per cent: no ratio that is asked for reaches one.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    number = exact(re.sub(r"[,_ ]", "", match[1]))
    if isinstance(number, Odd):
        return number
    if match[2] is None:
        percent = kind.what == "ratio" and not -1 < number < 1
        return simple(Fraction(number) / 100) if percent else number
    if match[2] == "%":
        return simple(Fraction(number) / 100)
    size = Fraction(number) * SIZES[match[2]]
    return simple(size / scale if kind.what == "money" else size)


def _fact(kind: FactField, text: str, scale: int) -> object:
    if kind.multiple and (match := _MULTIPLE.fullmatch(text)):
        return {"pe": _number(match[1] or match[2], Num(), scale)}
    steps = [_STEP.fullmatch(part.strip()) for part in text.split(";") if part.strip()]
    if steps and all(steps):
        pairs = [(step[1].strip(), step[2].strip()) for step in steps if step]
        return [
            {"from": _day(day), "value": _number(value, kind.of, scale)} for day, value in pairs
        ]
    return _number(text, kind.of, scale)


# -- several values in one answer ------------------------------------------------------------------

NOT_KNOWN = ("-", "--", "—", "——", "–", "?", "x", "na", "n/a", "无", "不详", "不知道")
"""What stands for a year's figure that is not known, so that the next ones keep their places."""
_UNIT_APART = re.compile(rf"(?<=[0-9])\s+(?=(?:%|元|{'|'.join(SIZES)})(?:\W|元|$))")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\D{0,3}")


def parts_of_row(text: str) -> list[str]:
    """The figures of several years in one answer, "" for one that is not known: `18 24 - 31`,
    `1,800、2,400`, `18m / 24m`. A comma inside a number sets thousands apart.
    """
    text = _UNIT_APART.sub("", unicodedata.normalize("NFKC", text)).replace("、", " ")
    words: list[str] = []
    for word in re.split(r"\s*[/;|]\s*|,\s+|\s+", text.strip()):
        words += [word] if _THOUSANDS.fullmatch(word) else word.split(",")
    return ["" if word.casefold() in NOT_KNOWN else word for word in words if word]


_HAPPENED = re.compile(r"(.+?)[\s,:]*([0-9]{4}\s*[-/.年]\s*[0-9]{1,2}.*)")


def happenings(text: str) -> list[tuple[str, str]]:
    """What happened and when, each as typed: `censure 2025-09-01; 降层 2024年5月6日`. A part
    without a day has "" for it.
    """
    text = unicodedata.normalize("NFKC", text)
    parts = [part.strip() for part in re.split(r"[;、\n]", text) if part.strip()]
    found = [(part, _HAPPENED.fullmatch(part)) for part in parts]
    return [(match[1], match[2].replace(" ", "")) if match else (part, "") for part, match in found]


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
            pairs = (f"{_key(str(key))} = {toml(inner)}" for key, inner in value.items())
            return "{ " + ", ".join(pairs) + " }"
        case list() | tuple():
            return "[" + ", ".join(toml(inner) for inner in value) + "]"
        case _:
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _digits(value: Number) -> str:
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= 10**4 else str(value)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
