"""What was said of each milestone of each case, and how well: by cohort, by pair of milestones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from statistics import median
from typing import Literal

from attrs import frozen

RowsUsed = Literal["all", "left-out"]
"""`all`: rows of durations as they are. `left-out`: as they are without the company in question."""
ROWS_USED: tuple[RowsUsed, ...] = ("all", "left-out")


@frozen
class Forecast:
    """What was said of one milestone.

    Attributes:
        floor: Its day in the plan at the floor.
        typical: Its day in the plan at the typical pace.
        cautious: Its day in the plan at the cautious pace.
        p10: By then a tenth is through of the draws that are through by the last day on which
            anything is known of any case.
        p50: By then half of them are.
        p90: By then nine tenths are.
        rank: The share of them, from 0 to 1, that is through by the day on which the milestone took
            place.
    """

    floor: date
    typical: date
    cautious: date
    p10: date
    p50: date
    p90: date
    rank: float


@frozen
class Trial:
    """One later milestone of a case, planned as of the day of an earlier one.

    Attributes:
        code: The company's code on the market, or "".
        name: The company.
        as_of: The day as of which it was planned.
        given: The milestone that it passed on that day, by id.
        milestone: The milestone that was planned, by id.
        actual: The day on which it took place.
        said: What was said of it, by the durations as they are.
        left_out: What is said of it by the durations without this company; the same where none was
            read from its days.
    """

    code: str
    name: str
    as_of: date
    given: str
    milestone: str
    actual: date
    said: Forecast
    left_out: Forecast

    def by(self, rows: RowsUsed) -> Forecast:
        """What was said of it.

        Args:
            rows: `all`: by the durations as they are; `left-out`: without the company.

        Returns:
            The days of the plans and of the draws.
        """
        return self.said if rows == "all" else self.left_out

    @property
    def cohort(self) -> str:
        """The year of the as-of day."""
        return str(self.as_of.year)

    @property
    def floor(self) -> date:
        """The day of the plan at the floor."""
        return self.said.floor

    @property
    def typical(self) -> date:
        """The day of the plan at the typical pace."""
        return self.said.typical

    @property
    def cautious(self) -> date:
        """The day of the plan at the cautious pace."""
        return self.said.cautious

    @property
    def violation(self) -> bool:
        """Whether the case was faster than the floor says any can be."""
        return self.actual < self.floor

    @property
    def covered(self) -> bool:
        """Whether the case was through by the cautious day."""
        return self.actual <= self.cautious

    @property
    def error_days(self) -> int:
        """Calendar days by which the typical day lies after the actual one; negative before it."""
        return (self.typical - self.actual).days


@frozen
class Score:
    """How well some trials were told.

    cohort: the year of their as-of days, "" for all. given, milestone: the pair, "" for all (given
    "" and a milestone `listed`: to the listing from any). bias: the median of the days by which the
    typical day is late (negative: early); known_bias: of the same for the median of the draws that
    are through by the last known day. error: the median of the days of either sign. within: the
    share between P10 and P90. early: before P10. late: after the cautious day.
    """

    cohort: str
    given: str
    milestone: str
    n: int
    bias: float
    known_bias: float
    error: float
    within: float
    early: float
    late: float


def score(
    trials: Sequence[Trial], rows: RowsUsed, cohort: str = "", given: str = "", milestone: str = ""
) -> Score:
    """The score of some trials, at least one."""
    said = [(trial.actual, trial.by(rows)) for trial in trials]
    errors = [(found.typical - actual).days for actual, found in said]

    def share(holds: Callable[[date, Forecast], bool]) -> float:
        return sum(holds(actual, found) for actual, found in said) / len(said)

    return Score(
        cohort=cohort,
        given=given,
        milestone=milestone,
        n=len(said),
        bias=median(errors),
        known_bias=median((found.p50 - actual).days for actual, found in said),
        error=median(map(abs, errors)),
        within=share(lambda actual, found: found.p10 <= actual <= found.p90),
        early=share(lambda actual, found: actual < found.p10),
        late=share(lambda actual, found: actual > found.cautious),
    )


def is_listing(trial: Trial) -> bool:
    """Whether a trial is of a listing on an exchange."""
    step, _, name = trial.milestone.partition(".")
    return name == "listed" and step != "neeq"


def by_cohort(trials: Sequence[Trial], rows: RowsUsed) -> Iterator[Score]:
    """Scores of all, then of each cohort."""
    if trials:
        yield score(trials, rows)
    for cohort in sorted({trial.cohort for trial in trials}):
        yield score([t for t in trials if t.cohort == cohort], rows, cohort)


def by_pair(trials: Sequence[Trial], rows: RowsUsed) -> Iterator[Score]:
    """Scores of each pair of milestones in each cohort, in the order of the trials."""
    keys = dict.fromkeys((t.cohort, t.given, t.milestone) for t in trials)
    for cohort, given, milestone in sorted(keys, key=lambda key: key[0]):
        mine = [t for t in trials if (t.cohort, t.given, t.milestone) == (cohort, given, milestone)]
        yield score(mine, rows, cohort, given, milestone)
