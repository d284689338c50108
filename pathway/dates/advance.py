"""Steps from one day to a later one: calendar days, months, counted days of a kind, and what is made
of these.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

from attrs import field, frozen

from pathway.dates.days import FIRST, LAST, DaySet, add_months


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


@frozen(repr=False)
class Days:
    """A number of calendar days."""

    count: int

    def after(self, start: int) -> int:
        return min(start + self.count, LAST)

    def least(self, end: int) -> int:
        return max(end - self.count, FIRST)

    def greatest(self, end: int) -> int:
        return LAST if end >= LAST else max(end - self.count, FIRST - 1)


@frozen(repr=False)
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
        return guess

    def greatest(self, end: int) -> int:
        if end >= LAST:
            return LAST
        guess = min(add_months(end, -self.count) - self.extra + 4, LAST)
        while guess >= FIRST and self.after(guess) > end:
            guess -= 1
        return guess


@frozen(repr=False)
class Count:
    """Counting days of one kind (sessions, working days): the n-th such day strictly after the
    start.
    """

    listed: tuple[int, ...]
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


@frozen(repr=False)
class Rounded:
    """Another step, then on to the next day of a set (the next working day, the next session)."""

    step: Advance
    onto: DaySet

    def after(self, start: int) -> int:
        found = self.onto.next(self.step.after(start))
        return LAST if found is None else found

    def least(self, end: int) -> int:
        before = self.onto.prev(end - 1)
        return FIRST if before is None else self.step.least(before + 1)

    def greatest(self, end: int) -> int:
        before = self.onto.prev(end)
        return FIRST - 1 if before is None else self.step.greatest(before)


@frozen(repr=False)
class Soonest:
    """The step that ends first, whichever of several that is."""

    steps: tuple[Advance, ...]

    def after(self, start: int) -> int:
        return min(step.after(start) for step in self.steps)

    def least(self, end: int) -> int:
        return max(step.least(end) for step in self.steps)

    def greatest(self, end: int) -> int:
        return max(step.greatest(end) for step in self.steps)


@frozen(repr=False)
class Stepwise:
    """Different steps for different starting days: (first starting day, step), in order.

    Steps stay monotone across the changes (a later start never ends earlier, see `is_monotone`), or
    are made so: levelled, a later start ends no earlier than the last start of the part before.
    """

    parts: tuple[tuple[int, Advance], ...]
    levelled: bool = False
    _least_ends: tuple[int, ...] = field(init=False, eq=False)

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
