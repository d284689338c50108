"""The kinds of value that a scenario holds: how each is read, and what is said when it cannot be.

A field's `read` returns the value, or None after telling the sink what is wrong. A field's `plain`
gives the value back as plain data with amounts of money in another unit.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from calendar import monthrange
from datetime import date, datetime, time
from fractions import Fraction
from typing import Literal

from attrs import frozen

from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import Number, Phrase, phrase
from pathway.scenario.file.amounts import sized
from pathway.scenario.file.tree import Array, Leaf, Odd, Sink, TreeNode, joined, plain, simple

FIRST_DATE, LAST_DATE = date(1950, 1, 1), date(LAST_YEAR, 12, 31)
"""No date of a scenario lies outside."""
FIRST_YEAR = 1990
"""No fiscal year lies before it, and none after `LAST_YEAR`."""
_LARGEST = 10**15
_DATE_LIKE = re.compile(r"\d{1,12}[-/.年]\d{1,2}[-/.月]\d{1,2}(?:日|[T ].*)?")


@frozen(kw_only=True, eq=False, repr=False)
class Field(ABC):
    """A kind of value. required: the table is wrong without it."""

    required: bool = False

    @abstractmethod
    def read(self, node: TreeNode, path: str, sink: Sink) -> object | None:
        """The value of a node, or None after reporting why there is none."""

    def plain(self, node: TreeNode, scale: Number) -> object:
        """The node as plain values, with amounts counted in units of `scale` yuan."""
        return plain(node)


def number_of(node: TreeNode | None) -> Number | None:
    """The number that a node is, if it is one."""
    value = node.value if isinstance(node, Leaf) else None
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def in_yuan(node: TreeNode | None) -> Number | None:
    """The amount of money that a node is: a number in the unit of its file, or a text with a size
    of its own.
    """
    value = number_of(node)
    if value is not None and isinstance(node, Leaf):
        return simple(Fraction(value) * node.scale)
    return sized(node.value) if isinstance(node, Leaf) and isinstance(node.value, str) else None


_PERCENT = re.compile(r"[-+]?[0-9]{1,9}(?:\.[0-9]{1,9})?\s?%")


def as_ratio(node: TreeNode | None) -> Number | None:
    """The ratio that a node is: a number, or a text in per cent."""
    text = node.value if isinstance(node, Leaf) else None
    if isinstance(text, str) and _PERCENT.fullmatch(text):
        return simple(Fraction(text.rstrip("% ")) / 100)
    return number_of(node)


@frozen(kw_only=True, eq=False, repr=False)
class Num(Field):
    """A number. what: "number", "ratio", "whole" (no fraction) or "money" (scaled by the file's
    unit).
    """

    what: Literal["number", "ratio", "whole", "money"] = "number"
    low: Number | None = None
    high: Number | None = None

    def expected(self) -> Phrase:
        what = phrase(f"scenario.what.{self.what}")
        if self.low is None or self.high is None:
            key = "scenario.number.any" if self.low is None else "scenario.number.least"
            return phrase(key, what=what, low=self.low or 0)
        return phrase("scenario.number.between", what=what, low=self.low, high=self.high)

    def read(self, node: TreeNode, path: str, sink: Sink) -> Number | None:
        value = self._value(node)
        if value is None:
            amount = in_yuan(node) is not None
            sink.at(node, path, self._no_amount() if amount else self.expected())
            return None
        if (
            (self.what == "whole" and not isinstance(value, int))
            or (self.low is not None and value < self.low)
            or (self.high is not None and value > self.high)
        ):
            sink.at(node, path, self.expected())
            return None
        if not -_LARGEST <= value <= _LARGEST:
            sink.at(node, path, phrase("scenario.number.huge"))
            return None
        return value

    def _value(self, node: TreeNode) -> Number | None:
        match self.what:
            case "money":
                return in_yuan(node)
            case "ratio":
                return as_ratio(node)
        return number_of(node)

    def _no_amount(self) -> Phrase:
        return phrase("scenario.number.no-amount", what=phrase(f"scenario.what.{self.what}"))

    def plain(self, node: TreeNode, scale: Number) -> object:
        value = self._value(node)
        if value is None or self.what not in ("money", "ratio"):
            return plain(node)
        return simple(Fraction(value) / scale) if self.what == "money" else value


@frozen(kw_only=True, eq=False, repr=False)
class Day(Field):
    """A date between `FIRST_DATE` and `LAST_DATE`, without a time."""

    def read(self, node: TreeNode, path: str, sink: Sink) -> date | None:
        value = node.value if isinstance(node, Leaf) else None
        if type(value) is date:
            if FIRST_DATE <= value <= LAST_DATE:
                return value
            sink.at(node, path, phrase("scenario.date.range", first=FIRST_DATE, last=LAST_DATE))
        elif isinstance(value, datetime | time):
            sink.at(node, path, phrase("scenario.date.time"))
        else:
            sink.at(node, path, phrase(f"scenario.date.{self._mistake(value)}"))
        return None

    @staticmethod
    def _mistake(value: object) -> str:
        text = value.text if isinstance(value, Odd) else value if isinstance(value, str) else ""
        if not _DATE_LIKE.fullmatch(text):
            return "expected"
        if isinstance(value, str):
            try:
                date.fromisoformat(text)
            except ValueError:
                return "impossible"
            return "quoted"
        return "impossible"


@frozen(kw_only=True, eq=False, repr=False)
class MonthDay(Field):
    """A day of every year, "MM-DD", read as (month, day). after: the last day that is too early."""

    after: tuple[int, int] = (0, 0)

    def read(self, node: TreeNode, path: str, sink: Sink) -> tuple[int, int] | None:
        value = node.value if isinstance(node, Leaf) else None
        match = re.fullmatch(r"([0-9]{2})-([0-9]{2})", value) if isinstance(value, str) else None
        if match:
            month, day = int(match[1]), int(match[2])
            # 2023 has no leap day: a day that not every year has cannot be a report day.
            if (
                1 <= month <= 12
                and 1 <= day <= monthrange(2023, month)[1]
                and (month, day) > self.after
            ):
                return month, day
        key = "scenario.month-day.after" if self.after > (0, 0) else "scenario.month-day.any"
        sink.at(node, path, phrase(key, after=f"{self.after[0]:02d}-{self.after[1]:02d}"))
        return None


@frozen(kw_only=True, eq=False, repr=False)
class Text(Field):
    """A text on one line. pattern: what it must look like, explained by the message `expected`."""

    pattern: str = r".{1,500}"
    expected: str = "scenario.text"

    def read(self, node: TreeNode, path: str, sink: Sink) -> str | None:
        value = node.value if isinstance(node, Leaf) else None
        if (
            isinstance(value, str)
            and value.isprintable()
            and value.strip()
            and re.fullmatch(self.pattern, value)
        ):
            return value
        sink.at(node, path, phrase(self.expected))
        return None


@frozen(kw_only=True, eq=False, repr=False)
class Flag(Field):
    """true or false."""

    def read(self, node: TreeNode, path: str, sink: Sink) -> bool | None:
        if isinstance(node, Leaf) and isinstance(node.value, bool):
            return node.value
        sink.at(node, path, phrase("scenario.flag"))
        return None


@frozen(kw_only=True, eq=False, repr=False)
class Choice(Field):
    """One of a few words. expected: the message that says which."""

    options: tuple[str, ...]
    expected: str = "scenario.one-of"

    def read(self, node: TreeNode, path: str, sink: Sink) -> str | None:
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, str) and value in self.options:
            return value
        text = value if isinstance(value, str) else ""
        sink.at(
            node,
            path,
            phrase(self.expected, names=self.options),
            sink.nearest(text, self.options),
        )
        return None


@frozen(kw_only=True, eq=False, repr=False)
class Several(Field):
    """A list, not empty, of values of one kind; double ones are taken once."""

    of: Field

    def read(self, node: TreeNode, path: str, sink: Sink) -> tuple[object, ...] | None:
        if not isinstance(node, Array) or not node.items:
            sink.at(node, path, phrase("scenario.several"))
            return None
        values = [
            self.of.read(item, joined(path, str(i)), sink) for i, item in enumerate(node.items)
        ]
        return tuple(dict.fromkeys(value for value in values if value is not None))
