"""Calendar and law as tables over the days of a plan: a day is its offset from the first one, an
int16.

Every table has `size` entries, the last of them for "no day": it stands behind the horizon and
stays there. Steps may point beyond it; `Grid.over` brings them back.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from itertools import pairwise
from typing import TypeVar, cast

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from pathway.dates.advance import Advance, Count, Days, Months, Rounded, Stepwise
from pathway.dates.days import DaySet
from pathway.dates.in_time import InTime

StepTable = NDArray[np.int16]
Once = TypeVar("Once")


def alike(step: Advance) -> Hashable:
    """What steps that lead to the same days have in common, as far as that is seen at once.

    Comparing calendars would cost more than making tables anew, so they are told apart by identity.
    """
    match step:
        case Days() | Months():
            return step
        case Count():
            return "count", id(step.listed), step.count
        case Rounded():
            return "rounded", alike(step.step), id(step.onto)
        case Stepwise():
            return "stepwise", step.levelled, *((first, alike(one)) for first, one in step.parts)
        case _:
            return id(step)


@frozen(eq=False)
class Grid:
    """The days from `start` to `horizon` (ordinals). Tables are made once for each step and each
    set of days.
    """

    start: int
    horizon: int
    _tables: dict[object, tuple[object, StepTable]] = field(init=False, factory=dict)
    _open: dict[int, tuple[DaySet, NDArray[np.bool_]]] = field(init=False, factory=dict)
    _same: dict[tuple[tuple[int, int], ...], NDArray[np.bool_]] = field(init=False, factory=dict)
    _first: dict[bytes, StepTable] = field(init=False, factory=dict)
    _kept: dict[Hashable, tuple[object, object]] = field(init=False, factory=dict)

    @property
    def never(self) -> int:
        """The offset that stands for no day."""
        return self.horizon - self.start + 1

    @property
    def size(self) -> int:
        """Entries of a table."""
        return self.never + 1

    def offset(self, day: int) -> int:
        """A day as an offset, one behind the horizon as no day. Days before the start have negative
        ones.
        """
        return min(day - self.start, self.never)

    def days_in(self, days: DaySet) -> NDArray[np.bool_]:
        """Which days of the grid a set holds. Sets that hold the same ones give one array."""
        if id(days) not in self._open:
            spans = (days & DaySet.between(self.start, self.horizon)).spans
            if spans not in self._same:
                found = np.zeros(self.size, np.bool_)
                for first, last in spans:
                    found[first - self.start : last - self.start + 1] = True
                self._same[spans] = found
            self._open[id(days)] = days, self._same[spans]
        return self._open[id(days)][1]

    def first_open(self, gates: Sequence[DaySet], last: int) -> StepTable:
        """For each day the first one, up to a last day (ordinal), on which all gates are open.
        Gates open on the same days give one table.
        """
        masks = list(dict.fromkeys(map(id, map(self.days_in, gates))))
        key = "first", last, *masks
        if key not in self._tables:
            found = self.days_in(self.every).copy()
            for gate in gates:
                found &= self.days_in(gate)
            found[max(last - self.start + 1, 0) :] = False
            table = self.following(found)
            self._tables[key] = None, self._first.setdefault(table.tobytes(), table)
        return self._tables[key][1]

    def only_on(self, table: StepTable, days: DaySet) -> bool:
        """Whether a table of `first_open` leads to days of a set only."""
        key = "only", id(table), id(days)
        return self.kept(
            key, (table, days), lambda: bool(self.days_in(days)[table[table < self.never]].all())
        )

    @property
    def every(self) -> DaySet:
        """All days of the grid."""
        return DaySet.between(self.start, self.horizon)

    @property
    def anywhere(self) -> StepTable:
        """Every day itself."""
        return self.first_open([], self.horizon)

    def kept(self, key: Hashable, of: object, make: Callable[[], Once]) -> Once:
        """What is made once for a key that tells things apart by identity. of: these things."""
        if key not in self._kept:
            self._kept[key] = of, make()
        return cast(Once, self._kept[key][1])

    def following(self, open_days: NDArray[np.bool_]) -> StepTable:
        """For each day the first open one on or after it."""
        table = np.where(open_days, np.arange(self.size), self.never)
        table[-1] = self.never
        found: StepTable = np.minimum.accumulate(table[::-1])[::-1].astype(np.int16)
        return found

    def next_of(self, days: DaySet) -> StepTable:
        """For each day the first one of a set on or after it."""
        key = "next", id(days)
        if key not in self._tables:
            self._tables[key] = days, self.following(self.days_in(days))
        return self._tables[key][1]

    def last_of(self, step: InTime) -> StepTable:
        """For each day the day by which a step that hurries is over; `never` where none is."""
        key = "last", alike(step)
        if key not in self._tables:
            last = [self.offset(step.last(self.start + day)) for day in range(self.size)]
            self._tables[key] = step, np.array(last, np.int16)
        return self._tables[key][1]

    def after(self, step: Advance) -> StepTable:
        """For each day the day that a step leads to."""
        key = alike(step)
        if key not in self._tables:
            self._tables[key] = step, self._after(step)
        return self._tables[key][1]

    def _after(self, step: Advance) -> StepTable:
        found: NDArray[np.integer]
        start: NDArray[np.integer] = np.arange(self.size)
        match step:
            case Days():
                found = start + step.count
            case Months():
                found = self._after_months(step)
            case Count(count=0):
                found = start
            case Count():
                found = self.nth(step.listed)[1].take(
                    self.nth(step.listed)[0] + step.count, mode="clip"
                )
            case Rounded():
                inner = self.after(step.step)
                return self.next_of(step.onto).take(inner)
            case Stepwise():
                found = self.after(step.parts[0][1]).copy()
                least = -1
                for (_, before), (first, part) in pairwise(step.parts):
                    since = max(first - self.start, 0)
                    if step.levelled:
                        least = max(least, self.offset(before.after(first - 1)))
                    found[since:] = np.maximum(self.after(part)[since:], least)
            case _:
                found = np.array(
                    [step.after(self.start + day) - self.start for day in range(self.size)]
                )
        return self.over(found)

    def _after_months(self, step: Months) -> NDArray[np.integer]:
        """For each day the same day so many months later (or the month's last) and the extra days:
        `Months.after`.
        """
        epoch = np.datetime64("1970-01-01")
        since = np.arange(self.size) + (self.start - date(1970, 1, 1).toordinal())
        days = epoch + since.astype("timedelta64[D]")
        months = days.astype("datetime64[M]")
        later = months + np.timedelta64(step.count, "M")
        first = later.astype("datetime64[D]")
        following = (later + np.timedelta64(1, "M")).astype("datetime64[D]")
        day = np.timedelta64(1, "D")
        inside = np.minimum(days - months.astype("datetime64[D]"), following - first - day)
        found: NDArray[np.integer] = (
            (first + inside - days).astype(np.int64) + np.arange(self.size) + step.extra
        )
        return found

    def nth(self, listed: tuple[int, ...]) -> tuple[StepTable, StepTable]:
        """Counting listed days: after the day `d`, the n-th is `second[first[d] + n]`, for n of one
        or more.
        """
        key, other = ("places", id(listed)), ("days", id(listed))
        if key not in self._tables:
            inside = np.array(
                [day - self.start for day in listed if self.start < day <= self.horizon], np.int64
            )
            places = np.searchsorted(inside, np.arange(self.size), "right").astype(np.int16)
            # One place more in front, as places count from one; all behind the last is no day.
            days = np.concatenate([[0], inside, [self.never]]).astype(np.int16)
            places[-1] = len(days) - 1
            self._tables[key] = listed, places
            self._tables[other] = listed, days
        return self._tables[key][1], self._tables[other][1]

    def least(self, reach: Advance) -> StepTable:
        """For each day the first start from which a reach comes as far as it."""
        key = "least", alike(reach)
        if key not in self._tables:
            table = np.searchsorted(self.after(reach)[:-1], np.arange(self.size), "left")
            table[-1] = self.never
            self._tables[key] = reach, self.over(table)
        return self._tables[key][1]

    def over(self, days: NDArray[np.integer]) -> StepTable:
        """The same offsets, all behind the horizon as no day."""
        found: StepTable = np.minimum(days, self.never).astype(np.int16)
        found[-1] = self.never
        return found
