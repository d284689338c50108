"""Rows of durations without one company: as they would be, had its days not been known.

A row that was read from `n` cases is taken as their distribution. Without one of them a share of
the cases is reached at another level: with the case at rank r, what was the level u among n is
(n u - 1) / (n - 1) above r and n u / (n - 1) below. Points and plan values move to the levels at
which their shares are reached among the others. Where a company tells only of several steps
together, its rank is that of the shortest stretch around the step.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from pathway.law.curve import Curve, curve
from pathway.law.duration import Duration, rows_by_start
from pathway.law.effect import Period
from pathway.law.rulebook import Rulebook
from pathway.law.steps import MILESTONES
from pathway.studies.backtest.scores import Trial

_POINTS = (0.1, 0.5, 0.9)


def without(book: Rulebook, trials: Sequence[Trial]) -> Rulebook | None:
    """The rulebook without what its durations owe to a company, whose trials are given; None where
    they owe it nothing.
    """
    moved: dict[Duration, Duration] = {}
    for step in dict.fromkeys(trial.milestone.partition(".")[0] for trial in trials):
        rows = [row for row in book.durations if row.step == step and row.when is None]
        for edge in dict.fromkeys((row.since, row.to) for row in rows):
            same = [row for row in rows if (row.since, row.to) == edge]
            for row, period in rows_by_start(same):
                found = _around(trials, row)
                if row.cases > 1 and found is not None and found.as_of.toordinal() in period:
                    moved[row] = _moved(row, found.said.rank)
    if not moved:
        return None
    return evolve(book, durations=tuple(moved.get(row, row) for row in book.durations))


def _around(trials: Sequence[Trial], row: Duration) -> Trial | None:
    """The shortest known stretch of the company that holds a step."""
    names = MILESTONES[row.step]
    around = [
        trial
        for trial in trials
        if {trial.given.partition(".")[0], trial.milestone.partition(".")[0]} == {row.step}
        and names.index(trial.given.partition(".")[2]) <= names.index(row.since)
        and names.index(trial.milestone.partition(".")[2]) >= names.index(row.to)
    ]
    return min(around, key=lambda trial: trial.actual - trial.as_of, default=None)


def _moved(row: Duration, rank: float) -> Duration:
    """A row without one of its cases."""
    found = curve(evolve(row, tail=None))
    if found is None or row.typical.unit != "days":
        return row
    low, middle, high = (_length(found, level(share, row.cases, rank)) for share in _POINTS)
    typical = row.typical.count + middle - (row.p50 or row.typical).count
    cautious = row.cautious.count + high - (row.p90 or row.cautious).count
    least = row.floor.count if row.floor.unit == "days" else 0
    return evolve(
        row,
        typical=_days(max(typical, least)),
        cautious=_days(max(cautious, typical, least)),
        p10=None if row.p10 is None else _days(low),
        p50=None if row.p50 is None else _days(middle),
        p90=None if row.p90 is None else _days(high),
    )


def level(share: float, cases: int, rank: float) -> float:
    """The level among so many cases at which a share of the others is reached, once the one at a
    rank is left out.
    """
    low, high = share * (cases - 1) / cases, (share * (cases - 1) + 1) / cases
    # Where the case lies between the two, so does the level.
    return min(max(low + high - rank, low), high)


def _length(found: Curve, at: float) -> int:
    return round(found.quantile(at))


def _days(count: int) -> Period:
    return Period(count, "days")
