"""The axis of time: where a day lies, and which months and years are named."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from typing import Literal

from attrs import frozen

_ROOM = 34
"""Units that a month's name needs."""
_YEAR_ROOM = 40
_DAYS = 365.25

MonthStep = Literal[1, 3, 6, 12]


@frozen
class Tick:
    """A first day of a month that has a line.

    Attributes:
        day: The day.
        year: Whether it begins a year that is named.
        named: Whether the month is named.
    """

    day: date
    year: bool
    named: bool


@frozen
class Axis:
    """Time along a line.

    Attributes:
        first: The day at its beginning.
        last: The day at its end.
        start: Where it begins, in units of the drawing.
        end: Where it ends.
    """

    first: date
    last: date
    start: float
    end: float

    def at(self, day: date) -> float:
        """Where a day lies, kept within the axis.

        Args:
            day: The day.

        Returns:
            The place, in units of the drawing.
        """
        days = (self.last - self.first).days
        part = (day - self.first).days / days
        return self.start + min(max(part, 0.0), 1.0) * (self.end - self.start)

    def holds(self, day: date) -> bool:
        """Whether a day lies on the axis."""
        return self.first <= day <= self.last

    @property
    def year(self) -> float:
        """The length of a year."""
        return (self.end - self.start) / (self.last - self.first).days * _DAYS

    @property
    def step(self) -> MonthStep:
        """How many months lie between two lines: every month, quarter, half-year or year."""
        for months in (1, 3, 6):
            if self.year * months / 12 >= _ROOM:
                return months
        return 12

    @property
    def every(self) -> int:
        """Of how many years one is named."""
        return next((n for n in (1, 2, 5, 10) if self.year * n >= _YEAR_ROOM), 20)

    def ticks(self) -> Iterator[Tick]:
        """The lines, in order."""
        step, every = self.step, self.every
        for year in range(self.first.year, self.last.year + 1):
            for month in range(1, 13, step):
                day = date(year, month, 1)
                if self.holds(day):
                    yield Tick(day, month == 1 and year % every == 0, step < 12)


def spanning(days: list[date], start: float, end: float, before: int = 1, after: int = 1) -> Axis:
    """An axis that holds some days with room before and after.

    Args:
        days: The days that must lie on it.
        start: Where it begins, in units of the drawing.
        end: Where it ends.
        before: Months before the first day.
        after: Months after the last one.

    Returns:
        The axis, from the first day of a month to the last of one.
    """
    first, last = min(days), max(days)
    begin = first.year * 12 + first.month - 1 - before
    finish = last.year * 12 + last.month - 1 + after
    year, month = finish // 12, finish % 12 + 1
    return Axis(
        date(begin // 12, begin % 12 + 1, 1),
        date(year, month, calendar.monthrange(year, month)[1]),
        start,
        end,
    )
