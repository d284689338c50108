"""A step of random length as an array operation: from the days on which it starts to the days on
which it ends.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from pathway.dates.advance import Advance, Count, Days, Months, Rounded
from pathway.dates.days import DaySet
from pathway.dates.in_time import InTime
from pathway.studies.simulate.fit import LEVELS, Fitted
from pathway.studies.simulate.step_tables import Grid, StepTable

Levels = NDArray[np.uint16]
DrawnValue = int | StepTable
"""One day for all draws, or the day of each."""


@frozen(eq=False)
class DrawnRow:
    """The distribution of a step that starts on or after an offset. listed: the days counted,
    unless calendar days.
    """

    first: int
    fit: Fitted
    listed: tuple[int, ...] | None = field(default=None, repr=False)

    def steps(self, count: int, business: DaySet | None) -> tuple[Advance, ...]:
        """The steps that the row means at a length: the end is the latest of theirs."""
        step: Advance
        if self.listed is not None:
            step = Count(self.listed, count)
        elif self.fit.unit == "months":
            step = Months(count)
        else:
            step = Days(count)
        steps = (step, Months(self.fit.floor)) if self.fit.floor else (step,)
        return steps if business is None else tuple(Rounded(one, business) for one in steps)


@frozen(eq=False)
class Levelled:
    """Starts, from `first` to before `until` (offsets), that end no earlier than the last one
    before them. ends: when that one ends, at every level.
    """

    first: int
    until: int
    ends: StepTable = field(repr=False)


@frozen(eq=False)
class Drawn:
    """A step of random length. Whoever starts later is not done earlier for another row.

    stream: what its random numbers are called, the same for the same step of every route. rows: in
    the order of their first days. business: the days on which it can end, if not all. begun: the
    day (ordinal) of its start, where that is given and the step goes on by itself. hurry: the same
    step at the pace, where it is over by the last day of something. most: calendar days beyond
    which some limit lets it end on no day, whenever it starts.
    """

    stream: str
    rows: tuple[DrawnRow, ...]
    business: DaySet | None = field(default=None, repr=False)
    begun: int | None = None
    most: int | None = None
    hurry: InTime | None = field(default=None, repr=False)
    _tables: dict[int, StepTable] = field(init=False, factory=dict)
    _by_start: list[tuple[tuple[DrawnRow, ...], NDArray[np.uint8]]] = field(
        init=False, factory=list
    )
    _levelled: list[tuple[Levelled, ...]] = field(init=False, factory=list)

    @property
    def plain(self) -> bool:
        """Whether the end follows from the sum of start and length alone."""
        (row, *others) = self.rows
        short = self.most is None or row.fit.counts[-1] <= self.most
        calendar = row.listed is None and row.fit.plain
        return not others and calendar and short and self.hurry is None

    @property
    def certain(self) -> bool:
        """Whether all draws are the same."""
        return all(row.fit.certain for row in self.rows)

    def row(self, start: int, grid: Grid) -> DrawnRow:
        """The row of a start (ordinal)."""
        return max(
            (r for r in self.rows if r.first <= start - grid.start),
            key=lambda r: r.first,
            default=self.rows[0],
        )

    def after(
        self, grid: Grid, start: DrawnValue, levels: Levels, rounded: bool = True
    ) -> StepTable:
        """The days on which the step ends at some levels. start: days of the grid. rounded: on to
        the next day on which it can end, and all behind the horizon as no day.
        """
        if isinstance(start, int):
            return self.ends(grid, grid.start + start).take(levels)
        found = self._unhurried(grid, start, levels, rounded)
        for one in self._levels(grid):
            held = (start >= one.first) & (start < one.until)
            if held.any():
                found = np.where(held, np.maximum(found, one.ends.take(levels)), found)
        return (
            found if self.hurry is None else np.minimum(found, grid.last_of(self.hurry).take(start))
        )

    def _unhurried(self, grid: Grid, start: StepTable, levels: Levels, rounded: bool) -> StepTable:
        kinds, table = self._kinds(grid)
        found = self._counted(grid, kinds[0], start, levels, rounded)
        if len(kinds) == 1:
            return found
        which = table.take(start)
        for kind, row in enumerate(kinds[1:], 1):
            found = np.where(which == kind, self._counted(grid, row, start, levels, rounded), found)
        return found

    def _kinds(self, grid: Grid) -> tuple[tuple[DrawnRow, ...], NDArray[np.uint8]]:
        """The rows that differ, and which of them a start goes by, for each day of the grid. Rows
        that take turns, one for a season, say, are few.
        """
        if not self._by_start:
            alike = {(id(row.fit), id(row.listed)): row for row in reversed(self.rows)}
            kinds = tuple(dict.fromkeys(alike[id(row.fit), id(row.listed)] for row in self.rows))
            table = np.zeros(grid.size, np.uint8)
            for row in self.rows[1:]:
                same = alike[id(row.fit), id(row.listed)]
                table[max(row.first, 0) :] = kinds.index(same)
            self._by_start.append((kinds, table))
        return self._by_start[0]

    def ends(self, grid: Grid, start: int) -> StepTable:
        """The end at every level of a step that starts on one day (an ordinal, before the grid
        perhaps).
        """
        if start not in self._tables:
            row = self.row(start, grid)
            ends = self._own_ends(grid, row, start)
            for one in self._levels(grid):
                if one.first <= start - grid.start < one.until:
                    ends = np.maximum(ends, one.ends)
            if self.hurry is not None:
                ends = np.minimum(ends, np.int16(grid.offset(self.hurry.last(start))))
            if row.listed is None and self.most is not None:
                ends = np.where(row.fit.counts > self.most, np.int16(grid.never), ends)
            self._tables[start] = ends
        return self._tables[start]

    def _own_ends(self, grid: Grid, row: DrawnRow, start: int) -> StepTable:
        """The end at every level by one row, of a step that starts on one day."""
        if row.listed is None and row.fit.unit == "days":
            return self._after_days(grid, row, start).take(row.fit.places)
        last = [
            max(step.after(start) for step in row.steps(int(n), self.business))
            for n in row.fit.lengths
        ]
        return np.array([grid.offset(day) for day in last], np.int16).take(row.fit.places)

    def _levels(self, grid: Grid) -> tuple[Levelled, ...]:
        """Where a row would end earlier than the row before it."""
        if not self._levelled:
            found: list[Levelled] = []
            least = np.full(LEVELS, -1, np.int16)
            for before, row in pairwise(self.rows):
                if row.first >= grid.never:
                    break
                ends = self._own_ends(grid, before, grid.start + row.first - 1)
                least = np.maximum(least, ends)
                until = self._overtakes(grid, row, least)
                if until > row.first:
                    found.append(Levelled(row.first, until, least))
            self._levelled.append(tuple(found))
        return self._levelled[0]

    def _overtakes(self, grid: Grid, row: DrawnRow, least: StepTable) -> int:
        """The first start, from that of a row on, from which it ends at no level before a day."""
        if row.listed is None and row.fit.unit == "days":
            return row.first + max(int((least - row.fit.counts).max()) - row.first, 0)
        start = row.first
        while start < grid.never and (self._own_ends(grid, row, grid.start + start) < least).any():
            start += 1
        return start

    def _after_days(self, grid: Grid, row: DrawnRow, start: int) -> StepTable:
        """The end at every length of a row in calendar days, and months at least perhaps."""
        days = row.fit.lengths.astype(np.int64) + (start - grid.start)
        if row.fit.floor:
            days = np.maximum(days, Months(row.fit.floor).after(start) - grid.start)
        days = np.minimum(days, grid.never)
        if self.business is None:
            return days.astype(np.int16)
        # How long before the first day of the grid an end lies matters to nobody.
        open_before = self.business.prev(grid.start - 1)
        found = grid.next_of(self.business).take(np.maximum(days, 0))
        if open_before is None:
            return found
        return np.where(days <= open_before - grid.start, np.int16(-1), found)

    def reached(self, grid: Grid) -> StepTable:
        """The end of a step by the sum of its start (an offset) and its length, for calendar
        days.
        """
        most = max(int(row.fit.counts[-1]) for row in self.rows)
        sums = np.minimum(np.arange(grid.size + most), grid.never).astype(np.int16)
        return sums if self.business is None else grid.next_of(self.business).take(sums)

    def given_today(self, grid: Grid, levels: Levels) -> Levels:
        """The levels drawn; for a step under way, as many levels of the cases that were not over
        before today.
        """
        if self.begun is None or self.begun >= grid.start or self.certain:
            return levels
        first = min(int(np.searchsorted(self.ends(grid, self.begun), 0, "left")), LEVELS - 1)
        return (first + (levels.astype(np.uint32) * np.uint32(LEVELS - first) >> 16)).astype(
            np.uint16
        )

    def _counted(
        self, grid: Grid, row: DrawnRow, start: StepTable, levels: Levels, rounded: bool
    ) -> StepTable:
        counts = row.fit.counts.take(levels)
        if row.fit.unit == "months":
            found = start.copy()
            for count in np.unique(counts):
                found = np.where(counts == count, grid.after(Months(int(count))).take(start), found)
        elif row.listed is not None:
            places, days = grid.nth(row.listed)
            found = days.take(places.take(start) + counts, mode="clip")
            found = np.where(counts == 0, start, found)
        else:
            found = start + counts
            if rounded:
                found = np.minimum(found, np.int16(grid.never))
            if self.most is not None and row.fit.counts[-1] > self.most:
                found[counts > self.most] = grid.never
        if row.fit.floor:
            found = np.maximum(found, grid.after(Months(row.fit.floor)).take(start))
        if self.business is None or not rounded:
            return found
        return grid.next_of(self.business).take(found)
