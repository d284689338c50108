"""Day sets, months and day counts: pure date arithmetic, no law and no holidays.

Inside the program a day is its proleptic Gregorian ordinal (an `int`, as `date.toordinal` gives
it): sets of days become sorted integers, and the first member on or after a day is one bisection.
Dates appear at the edges.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from attrs import field, frozen
from dateutil.relativedelta import relativedelta

FIRST = 1
"""The first day that exists (0001-01-01): "since always"."""
LAST = date.max.toordinal()
"""The last day that exists (9999-12-31): "for ever"; also what an advance past the end saturates
to.
"""


def day(when: date) -> int:
    """The ordinal of a date."""
    return when.toordinal()


def to_date(ordinal: int) -> date:
    """The date of an ordinal."""
    return date.fromordinal(ordinal)


@lru_cache(maxsize=2**15)
def _in_month(month: int, day: int) -> int:
    """A day of a month, counted in months from January of year 1; the month's last day where it has
    no such day. Saturates at the first and the last day there are.

    Cached by month and day of the month, so that plans of any number of firms share a few thousand
    results.
    """
    if month < 0:
        return FIRST
    try:
        return (date.min + relativedelta(months=month, day=day)).toordinal()
    except (ValueError, OverflowError):
        return LAST


def add_months(start: int, months: int) -> int:
    """The corresponding day `months` later (or earlier, when negative), else the last day of that
    month.

    Civil Code arts. 201-204: the day of the event does not count and the period ends on the
    corresponding day of the last month, or on that month's last day where there is none. Add once,
    from the anchor: adding month by month loses days. Saturates at the first and the last day there
    are.
    """
    when = date.fromordinal(start)
    return _in_month(12 * (when.year - 1) + when.month - 1 + months, when.day)


def add_months_to_month_end(start: int, months: int) -> int:
    """The last day of the month that lies `months` after the month of `start`.

    For periods that run from a reporting date: six months after 30 June is 31 December, not 30
    December.
    """
    when = date.fromordinal(start)
    return _in_month(12 * (when.year - 1) + when.month - 1 + months, 31)


def look_back_end(start: int, months: int) -> int:
    """The last day from which a look-back of so many months, counted back by the calendar, still
    reaches a day.

    A look-back begins on the corresponding day `months` earlier, or on the last day of that month
    where there is none: from 29, 30 and 31 August six months reach back to 28 February alike, so
    what fell on that day counts through the end of August.
    """
    ends_a_month = start == add_months_to_month_end(start, 0)
    return (add_months_to_month_end if ends_a_month else add_months)(start, months)


Span = tuple[int, int]


def _normal(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted, disjoint and not even touching."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if first > last:
            continue
        if merged and first <= merged[-1][1] + 1:
            if last > merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return tuple(merged)


@frozen(repr=False)
class DaySet:
    """A set of days, as sorted disjoint spans with both ends included.

    `|`, `&`, `-` and `~` are union, intersection, difference and complement (within
    `FIRST`…`LAST`).
    """

    spans: tuple[Span, ...] = field(converter=_normal, default=())

    @classmethod
    def _normalised(cls, spans: tuple[Span, ...]) -> DaySet:
        """A set from spans known to be sorted, disjoint and not touching."""
        made = cls.__new__(cls)
        object.__setattr__(made, "spans", spans)
        return made

    def _place(self, ordinal: int) -> int:
        """The place of the last span that begins on or before a day; -1 where there is none."""
        return bisect_right(self.spans, (ordinal, LAST)) - 1

    @classmethod
    def since(cls, first: int) -> DaySet:
        """Every day from `first` on."""
        return cls(((first, LAST),))

    @classmethod
    def until(cls, last: int) -> DaySet:
        """Every day up to and including `last`."""
        return cls(((FIRST, last),))

    @classmethod
    def between(cls, first: int, last: int) -> DaySet:
        """The days from `first` to `last`, both included; empty when `last` is before `first`."""
        return cls(((first, last),))

    @classmethod
    def of(cls, days: Iterable[int]) -> DaySet:
        """Exactly these days."""
        return cls((d, d) for d in days)

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{'…' if a == FIRST else to_date(a)}"
            if a == b
            else f"{'…' if a == FIRST else to_date(a)}..{'…' if b == LAST else to_date(b)}"
            for a, b in self.spans
        )
        return f"DaySet({shown})"

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __contains__(self, ordinal: object) -> bool:
        if not isinstance(ordinal, int):
            return False
        i = self._place(ordinal)
        return i >= 0 and ordinal <= self.spans[i][1]

    def __or__(self, other: DaySet) -> DaySet:
        if not self.spans or other.spans == _ALL_SPANS:
            return other
        if not other.spans or self.spans == _ALL_SPANS or self is other:
            return self
        return DaySet(self.spans + other.spans)

    def __and__(self, other: DaySet) -> DaySet:
        if self.spans == _ALL_SPANS or not other.spans:
            return other
        if other.spans == _ALL_SPANS or not self.spans or self is other:
            return self
        left, right = self.spans, other.spans
        out: list[Span] = []
        i = j = 0
        while i < len(left) and j < len(right):
            first, last = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
            if first <= last:
                out.append((first, last))
            if left[i][1] < right[j][1]:
                i += 1
            else:
                j += 1
        return DaySet._normalised(tuple(out))

    def __invert__(self) -> DaySet:
        out: list[Span] = []
        start = FIRST
        for first, last in self.spans:
            if first > start:
                out.append((start, first - 1))
            start = last + 1
        if start <= LAST:
            out.append((start, LAST))
        return DaySet._normalised(tuple(out))

    def __sub__(self, other: DaySet) -> DaySet:
        return self & ~other if self.spans and other.spans else self

    def covers(self, first: int, last: int) -> bool:
        """Whether every day from `first` to `last` is a member."""
        i = self._place(first)
        return i >= 0 and last <= self.spans[i][1]

    def next(self, ordinal: int) -> int | None:
        """The first member on or after a day, or None."""
        i = self._place(ordinal)
        if i >= 0 and ordinal <= self.spans[i][1]:
            return ordinal
        return self.spans[i + 1][0] if i + 1 < len(self.spans) else None

    def prev(self, ordinal: int) -> int | None:
        """The last member on or before a day, or None."""
        i = self._place(ordinal)
        return min(ordinal, self.spans[i][1]) if i >= 0 else None

    def span_at(self, ordinal: int) -> Span | None:
        """The span that holds a day, or None."""
        i = self._place(ordinal)
        return self.spans[i] if i >= 0 and ordinal <= self.spans[i][1] else None

    def shift(self, days: int) -> DaySet:
        """Every member moved by a number of calendar days; open ends stay open."""
        return DaySet(
            (
                a if a == FIRST else min(max(a + days, FIRST), LAST),
                b if b == LAST else min(max(b + days, FIRST), LAST),
            )
            for a, b in self.spans
        )

    def days(self) -> Iterator[int]:
        """Every member, in order."""
        for first, last in self.spans:
            yield from range(first, last + 1)


_ALL_SPANS = ((FIRST, LAST),)
ALL = DaySet(_ALL_SPANS)
NONE = DaySet()


class Advance(Protocol):
    """A monotone step from one day to a later (or equal) one: how long something takes, counted in
    some unit.

    For a step `f` the three methods agree: `least(b)` is the first `a` with `f(a) >= b` and
    `greatest(b)` is the last `a` with `f(a) <= b`. Results saturate at `FIRST` and `LAST`.
    """

    def after(self, start: int) -> int:
        """`f(start)`."""
        ...

    def least(self, end: int) -> int:
        """The first start whose end is on or after `end`."""
        ...

    def greatest(self, end: int) -> int:
        """The last start whose end is on or before `end`; `FIRST - 1` if there is none."""
        ...


@frozen
class Days:
    """A number of calendar days."""

    count: int

    def after(self, start: int) -> int:
        return min(start + self.count, LAST)

    def least(self, end: int) -> int:
        return max(end - self.count, FIRST)

    def greatest(self, end: int) -> int:
        return LAST if end >= LAST else max(end - self.count, FIRST - 1)


@frozen
class Months:
    """A number of months by `add_months`, then `extra` days (one, where the anniversary itself is
    too early).
    """

    count: int
    extra: int = 0

    def after(self, start: int) -> int:
        return min(add_months(start, self.count) + self.extra, LAST)

    def least(self, end: int) -> int:
        guess = max(add_months(end, -self.count) - self.extra - 4, FIRST)
        while self.after(guess) < end:
            guess += 1
        while guess > FIRST and self.after(guess - 1) >= end:
            guess -= 1
        return guess

    def greatest(self, end: int) -> int:
        if end >= LAST:
            return LAST
        guess = min(add_months(end, -self.count) - self.extra + 4, LAST)
        while guess >= FIRST and self.after(guess) > end:
            guess -= 1
        while guess < LAST and self.after(guess + 1) <= end:
            guess += 1
        return guess


@frozen
class Count:
    """Counting days of one kind (sessions, working days): the n-th such day strictly after the
    start.
    """

    listed: tuple[int, ...] = field(repr=False)
    count: int

    def after(self, start: int) -> int:
        if self.count == 0:
            return start
        i = bisect_right(self.listed, start) + self.count - 1
        return self.listed[i] if i < len(self.listed) else LAST

    def least(self, end: int) -> int:
        if self.count == 0:
            return end
        # f(a) >= end  <=>  fewer than `count` listed days lie in (a, end - 1].
        i = bisect_left(self.listed, end) - self.count
        return self.listed[i] if i >= 0 else FIRST

    def greatest(self, end: int) -> int:
        if self.count == 0 or end >= LAST:
            return end
        i = bisect_right(self.listed, end) - self.count
        return self.listed[i] - 1 if i >= 0 else FIRST - 1


@frozen
class Rounded:
    """Another step, then on to the next day of a set (the next working day, the next session)."""

    step: Advance
    onto: DaySet = field(repr=False)

    def after(self, start: int) -> int:
        found = self.onto.next(self.step.after(start))
        return LAST if found is None else found

    def least(self, end: int) -> int:
        before = self.onto.prev(end - 1)
        return FIRST if before is None else self.step.least(before + 1)

    def greatest(self, end: int) -> int:
        before = self.onto.prev(end)
        return FIRST - 1 if before is None else self.step.greatest(before)


@frozen
class Stepwise:
    """Different steps for different starting days: (first starting day, step), in order.

    Steps stay monotone across the changes (a later start never ends earlier, see `is_monotone`), or
    are made so: levelled, a later start ends no earlier than the last start of the part before.
    """

    parts: tuple[tuple[int, Advance], ...]
    levelled: bool = False
    _least_ends: tuple[int, ...] = field(init=False, repr=False, eq=False)

    @_least_ends.default
    def _before(self) -> tuple[int, ...]:
        """The day on which no start of each part ends earlier."""
        out = [FIRST]
        for (_, earlier), (first, _) in pairwise(self.parts):
            out.append(max(out[-1], earlier.after(first - 1)) if self.levelled else FIRST)
        return tuple(out)

    def _each(self) -> Iterator[tuple[int, Advance, int, int]]:
        """First and last start, step and earliest end of each part."""
        ends = (*(first - 1 for first, _ in self.parts[1:]), LAST)
        for (first, step), last, least in zip(self.parts, ends, self._least_ends, strict=True):
            yield first, step, last, least

    def is_monotone(self) -> bool:
        """Whether no later start ends earlier where one part follows another."""
        return all(
            later.after(first) >= earlier.after(first - 1)
            for (_, earlier), (first, later) in pairwise(self.parts)
        )

    def after(self, start: int) -> int:
        i = max(bisect_right(self.parts, start, key=lambda part: part[0]) - 1, 0)
        return max(self.parts[i][1].after(start), self._least_ends[i])

    def least(self, end: int) -> int:
        for first, step, last, least in self._each():
            found = first if least >= end else max(step.least(end), first)
            if found <= last:
                return found
        return LAST

    def greatest(self, end: int) -> int:
        for first, step, last, least in reversed(tuple(self._each())):
            found = min(step.greatest(end), last)
            if found >= first and least <= end:
                return found
        return FIRST - 1
