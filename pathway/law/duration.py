"""How long a step takes: rows of durations, by pace and by the day on which the step starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import zip_longest

from attrs import frozen

from pathway.base.phrases import Bilingual
from pathway.dates.days import FIRST, LAST, DaySet
from pathway.law.effect import Period
from pathway.law.language.grammar import Node
from pathway.law.provision import EvidenceStatus
from pathway.law.steps import Pace


@frozen
class Tail:
    """Cases that get stuck, beside those that a row of durations describes otherwise.

    Attributes:
        share: Their share of all cases.
        since: The calendar days that each of them takes at least.
        mean: The calendar days that they take beyond these on average.
    """

    share: float
    since: int
    mean: int


@frozen
class Duration:
    """How long a firm waits from one milestone of a step to another.

    `typical` and `cautious` are what a plan takes for the step. Where a step is one of several that
    follow one another they are differences of medians and 90th percentiles of the whole time that
    is left, so that they add up to those; the step's own points are `p10`, `p50` and `p90` then.

    Attributes:
        step: The step of a route, such as `bse`.
        since: The milestone at which the time begins, such as `filed`.
        to: The milestone at which it ends.
        floor: The legal minimum, or the fastest case where there is none.
        typical: The median of the cases, or the step's part in the median of the time left.
        cautious: The 90th percentile of the cases or the legal maximum, or the step's part in the
            90th percentile of the time left.
        status: How well these are established, as for a `Version`.
        confidence: `low`, `med` or `high`, or "".
        basis: The cases that they rest on.
        starts_from: Only for a time that begins on this day or later.
        starts_until: Only for a time that begins before this day.
        rule: The provision that the step rests on, by id, or "".
        when: Only for firms of which this holds, if it is given.
        in_time_for: A requirement, by id, that holds at the start and will lapse: at the paces
            `floor` and `typical` the step is over by its last day. "" where there is none.
        p10: What one case in ten does not exceed, if it is given.
        p50: The median of the cases, where it is not `typical`.
        p90: Their 90th percentile, where it is not `cautious`.
        tail: The cases that get stuck, if any are told apart.
        cases: How many single cases the row was read from; 0 where it rests on other sources.
    """

    step: str
    since: str
    to: str
    floor: Period
    typical: Period
    cautious: Period
    status: EvidenceStatus
    confidence: str
    basis: Bilingual
    starts_from: date | None = None
    starts_until: date | None = None
    rule: str = ""
    when: Node | None = None
    in_time_for: str = ""
    p10: Period | None = None
    p50: Period | None = None
    p90: Period | None = None
    tail: Tail | None = None
    cases: int = 0

    def at(self, pace: Pace) -> Period:
        """How long it takes at a pace.

        Args:
            pace: `floor`, `typical` or `cautious`.

        Returns:
            The period.
        """
        return {"floor": self.floor, "typical": self.typical, "cautious": self.cautious}[pace]


def rows_by_start(rows: Iterable[Duration]) -> Iterator[tuple[Duration, DaySet]]:
    """The rows of one step in order, each with the days of a start on which it holds.

    A row holds until the next one begins; the first also for starts before its own first day, so
    that some row holds on every day.
    """
    ordered = sorted(rows, key=lambda row: row.starts_from or date.min)
    first = FIRST
    for row, following in zip_longest(ordered, ordered[1:]):
        last = LAST if following is None else _begins(following) - 1
        if first <= last:
            yield row, DaySet.between(first, last)
            first = last + 1


def _begins(row: Duration) -> int:
    return FIRST if row.starts_from is None else row.starts_from.toordinal()


def row_on(rows: Iterable[Duration], day: date) -> Duration:
    """The row that holds for a step which starts on a day. Raises `KeyError` where there is no
    row.
    """
    for row, period in rows_by_start(rows):
        if day.toordinal() in period:
            return row
    raise KeyError(day)
