"""Day sets and months: pure date arithmetic, no law and no holidays.

Inside the program a day is its proleptic Gregorian ordinal (an `int`, as `date.toordinal` gives
it): sets of days become sorted integers, and the first member on or after a day is one bisection.
Dates appear at the edges.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

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

    def then(self, day: int, after: DaySet) -> DaySet:
        """These days before a day, and from it on those of another set."""
        if self.spans == after.spans:
            return self
        before = self.spans[: bisect_left(self.spans, (day,))]
        if before and before[-1][1] >= day:
            before = (*before[:-1], (before[-1][0], day - 1))
        following = after.spans[max(after._place(day), 0) :]
        if following and following[0][1] < day:
            following = following[1:]
        if following and following[0][0] < day:
            following = ((day, following[0][1]), *following[1:])
        if before and following and before[-1][1] == day - 1 and following[0][0] == day:
            joined = before[-1][0], following[0][1]
            return DaySet._normalised((*before[:-1], joined, *following[1:]))
        return DaySet._normalised((*before, *following))

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
