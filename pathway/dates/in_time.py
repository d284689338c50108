"""A step that hurries: whoever starts while something is still good is done before it runs out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from attrs import field, frozen

from pathway.dates.advance import Advance
from pathway.dates.days import FIRST, LAST, DaySet


@frozen(repr=False)
class InTime:
    """Another step, but over by the last open day of the good days that come next.

    good: the days on which what may run out still holds; a start lies on one of them, or waits for
    them. Monotone like every step, because both the step and the day on which it has to be over
    never fall.
    """

    step: Advance
    good: DaySet = field(repr=False)
    open_days: DaySet | None = field(default=None, repr=False)
    _ends: tuple[int, ...] = field(init=False, repr=False, eq=False)

    @_ends.default
    def _last_open(self) -> tuple[int, ...]:
        """The last open day of each span that ends and has one."""
        return tuple(
            last
            for first, end in self.good.spans
            if end < LAST and (last := self._open_before(end)) is not None and last >= first
        )

    def _open_before(self, day: int) -> int | None:
        return day if self.open_days is None else self.open_days.prev(day)

    def last(self, start: int) -> int:
        """The day by which a step that starts on a day is over in any case; `LAST` where none
        is.
        """
        i = bisect_left(self._ends, start)
        return self._ends[i] if i < len(self._ends) else LAST

    def after(self, start: int) -> int:
        return min(self.step.after(start), self.last(start))

    def least(self, end: int) -> int:
        i = bisect_left(self._ends, end) - 1
        # Whoever starts by the last open day before `end` is over by then.
        return max(self.step.least(end), self._ends[i] + 1 if i >= 0 else FIRST)

    def greatest(self, end: int) -> int:
        i = bisect_right(self._ends, end) - 1
        return max(self.step.greatest(end), self._ends[i] if i >= 0 else FIRST - 1)
