"""A step that hurries: whoever starts while something is still good is done before it runs out."""

from __future__ import annotations

from bisect import bisect_right

from attrs import field, frozen

from pathway.dates.days import FIRST, LAST, Advance, DaySet, Span


@frozen
class InTime:
    """Another step, but over by the last open day of the span in which it starts.

    good: the days on which what may run out still holds. A start on a day that is not good, or
    after the last open day of its span, hurries for nothing. Monotone like every step: within a
    span nothing ends after its last open day, and a start behind it ends later still.
    """

    step: Advance
    good: DaySet = field(repr=False)
    open_days: DaySet | None = field(default=None, repr=False)
    _ends: tuple[tuple[int, int], ...] = field(init=False, repr=False, eq=False)

    @_ends.default
    def _last_open(self) -> tuple[tuple[int, int], ...]:
        """(first day, last open day) of each span that ends."""
        return tuple(
            (first, last)
            for first, end in self.good.spans
            if end < LAST and (last := self._open_before(end)) is not None and last >= first
        )

    def _open_before(self, day: int) -> int | None:
        return day if self.open_days is None else self.open_days.prev(day)

    def _span(self, start: int) -> Span | None:
        """The span (first day, last open day) that a start hurries in."""
        i = bisect_right(self._ends, start, key=lambda span: span[0]) - 1
        return self._ends[i] if i >= 0 and start <= self._ends[i][1] else None

    def last(self, start: int) -> int:
        """The day by which a step that starts on a day is over in any case; `LAST` where none
        is.
        """
        span = self._span(start)
        return LAST if span is None else span[1]

    def after(self, start: int) -> int:
        return min(self.step.after(start), self.last(start))

    def least(self, end: int) -> int:
        start = self.step.least(end)
        while (span := self._span(start)) is not None and span[1] < end:
            start = span[1] + 1
        return max(start, FIRST)

    def greatest(self, end: int) -> int:
        start = self.step.greatest(end)
        while start < LAST and (span := self._span(start + 1)) is not None and span[1] <= end:
            start = span[1]
        return start
