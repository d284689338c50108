"""Known cases planned as of their time and compared with what happened.

For each company and each of its known milestones: a plan as of that day, with everything up to it
given and the firm's figures taken as sufficient, since the cases do not tell them (`assumed`). What
was not yet published that day (rules, holiday notices) is not known to the plan. Durations are
those of the period in which a step starts; each case is also planned by what they are without it
(`left_out`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path

from attrs import evolve, frozen

from pathway.base import usage
from pathway.base.errors import EngineError
from pathway.base.phrases import Phrase, phrase
from pathway.base.renderable import Renderable
from pathway.law.rulebook import Rulebook, shipped
from pathway.law.steps import MILESTONES, RouteSteps
from pathway.planning.arguments import refuse_no_rulebook
from pathway.planning.causes import milestone_title
from pathway.studies.backtest.cases import Case, cases_of, read_cases, shipped_cases
from pathway.studies.backtest.left_out import without
from pathway.studies.backtest.scores import Forecast, Trial

__all__ = ["Backtest", "Case", "Skipped", "backtest", "read_cases", "shipped_cases"]

_ROUTES: tuple[RouteSteps, ...] = (
    ("neeq", "innovation", "bse"),
    ("star",),
    ("chinext",),
    ("sse-main",),
    ("szse-main",),
    ("star-transfer",),
    ("chinext-transfer",),
)
"""Steps that one case may pass in turn."""


@frozen
class Skipped:
    """A case, or a day of one, that was not planned.

    Attributes:
        name: The company.
        why: Why not, in words.
    """

    name: str
    why: Phrase


@frozen
class Backtest(Renderable):
    """The answer of `backtest`: known cases against what was said of them.

    Attributes:
        comparisons: Each later milestone of each case, as it was planned and as it came.
        skipped: What was left out, and why.
        last: The day through which anything is known of any case.
    """

    comparisons: tuple[Trial, ...]
    skipped: tuple[Skipped, ...]
    last: date

    def __repr__(self) -> str:
        return f"<Backtest of {len(self.comparisons)} milestones: {self.coverage:.0%} covered>"

    @property
    def violations(self) -> tuple[Trial, ...]:
        """The comparisons in which the case beat the floor."""
        return tuple(c for c in self.comparisons if c.violation)

    @property
    def coverage(self) -> float:
        """The share of comparisons through by the cautious day; 0 where there are none."""
        return (
            sum(c.covered for c in self.comparisons) / len(self.comparisons)
            if self.comparisons
            else 0.0
        )

    @property
    def median_error_days(self) -> int:
        """The median error of the typical day; 0 where there are no comparisons."""
        errors = sorted(c.error_days for c in self.comparisons)
        return errors[len(errors) // 2] if errors else 0


@frozen
class _Stretch:
    """A part of a case: the later milestones of a route, as of the day of a given one."""

    route: RouteSteps
    given: str
    later: tuple[str, ...]


def backtest(
    cases: Sequence[Case] | str | PathLike[str] | None = None, rulebook: Rulebook | None = None
) -> Backtest:
    """Known cases planned as of each of their milestones, and compared with what came after.

    Args:
        cases: A CSV file with the columns code, name, milestone, date, confidence; or cases that
            were read. Default: those that ship with the program.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.

    Returns:
        Each comparison with its planned and actual day, and what was left out.

    Raises:
        UsageError: An argument is of the wrong kind.
        InputError: The file cannot be read, or is wrong; every problem of it is named.
        EngineError: numpy is not installed.
    """
    refuse_no_rulebook(rulebook)
    if cases is None:
        cases = shipped_cases()
    elif isinstance(cases, str | PathLike):
        cases = cases_of(Path(cases))
    cases = usage.several("cases", cases, phrase("backtest.cases"))
    for case in cases:
        usage.refuse_other("cases", case, Case, phrase("backtest.cases"))
    book = rulebook or shipped()
    last = max((day for case in cases for day in case.milestones.values()), default=date.min)
    trials: list[Trial] = []
    skipped: list[Skipped] = []
    for case in cases:
        mine, refused = _trials(case, book, last)
        trials += mine
        skipped += refused
    return Backtest(
        tuple(trials), tuple(s for i, s in enumerate(skipped) if s not in skipped[:i]), last
    )


def _trials(case: Case, book: Rulebook, last: date) -> tuple[list[Trial], list[Skipped]]:
    """The trials of a case, and why some of its days have none."""
    trials: list[Trial] = []
    skipped: list[Skipped] = []
    for stretch in _stretches(case):
        if isinstance(stretch, Skipped):
            skipped.append(stretch)
            continue
        found, refused = _told(case, book, stretch, last)
        skipped += [Skipped(case.name, why) for why in refused]
        as_of = case.milestones[stretch.given]
        trials += [
            Trial(
                code=case.code,
                name=case.name,
                as_of=as_of,
                given=stretch.given,
                milestone=name,
                actual=case.milestones[name],
                said=f,
                left_out=f,
            )
            for name, f in found.items()
        ]
    other = without(book, trials)
    if other is None:
        return trials, skipped
    again: dict[tuple[str, str], Forecast] = {}
    for stretch in _stretches(case):
        if isinstance(stretch, _Stretch):
            found, _ = _told(case, other, stretch, last)
            again |= {(stretch.given, name): forecast for name, forecast in found.items()}
    return [
        evolve(trial, left_out=again.get((trial.given, trial.milestone), trial.said))
        for trial in trials
    ], skipped


def _stretches(case: Case) -> Iterator[_Stretch | Skipped]:
    for route in _ROUTES:
        names = [f"{step}.{name}" for step in route for name in MILESTONES[step]]
        known = sorted(
            (name for name in names if name in case.milestones),
            key=lambda name: case.milestones[name],
        )
        if "neeq-select.listed" in case.milestones and "bse" in route:
            # The select tier became the Beijing exchange on its opening day: nothing to plan.
            if "bse.listed" in known:
                yield Skipped(case.name, phrase("backtest.carried-over"))
            continue
        for given in known[:-1]:
            later = [name for name in known if case.milestones[name] > case.milestones[given]]
            same_day = [n for n in known if case.milestones[n] == case.milestones[given]]
            if later and given == same_day[-1]:
                yield _Stretch(route, given, tuple(later))


def _told(
    case: Case, book: Rulebook, stretch: _Stretch, last: date
) -> tuple[Mapping[str, Forecast], list[Phrase]]:
    """What is said of the milestones asked for, and why nothing is of some."""
    try:
        from pathway.studies.backtest.trials import told
    except ModuleNotFoundError:
        raise EngineError(phrase("engines.no-numpy")) from None
    found = told(case, book, stretch.route, stretch.given, stretch.later, last)
    if found.refused is not None:
        return {}, [found.refused]
    # A milestone that comes before the given one in its step, but lies after it in the case.
    odd = [name for name in stretch.later if name not in found.forecasts]
    return found.forecasts, [
        phrase(
            "backtest.out-of-order",
            name=milestone_title(name),
            given=milestone_title(stretch.given),
        )
        for name in odd
    ]
