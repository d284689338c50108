"""How sure is the date? Many draws of durations and figures, each planned like the one plan, and
what they add up to.

    found = pathway.simulate(scenario, draws=100_000, seed=1)
    found.outcomes[0].quantile(50), found.outcomes[0].feasible_share

Steps take a random time by the distribution of their row (`fit`), in part alike within a review and
within a half-year (`levels`), forecast figures err by what `[uncertainty]` says (`forecasts`), and
everything else is as in the plan at the scenario's pace. The draws of a step that is under way are
those of the cases that had taken as long already.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from pathway.base import usage
from pathway.base.errors import EngineError
from pathway.base.limits import MOST_DRAWS
from pathway.base.phrases import Phrase, phrase
from pathway.base.renderable import Renderable
from pathway.dates.days import to_date
from pathway.law.provision import Vocabulary
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, Venue, route_id
from pathway.planning.arguments import checked_ask, refuse_no_scenario
from pathway.planning.causes import milestone_title
from pathway.planning.planner import years_end
from pathway.planning.solve import Solved, best_of
from pathway.planning.values import Spread
from pathway.scenario.scenario import Scenario
from pathway.studies.simulate.link import Link
from pathway.studies.workers.processes import MOST_JOBS

if TYPE_CHECKING:
    from pathway.studies.simulate.engine import Engine
    from pathway.studies.simulate.running import Tally

MOST_SEED = 2**63
_TELLING = 0.02
"""A rank correlation below this is chance for the sample that is looked at."""


@frozen
class Critical:
    """A cause, and how often it decides.

    Attributes:
        link: The milestone and the cause of its day.
        share: Of the draws with a date, those in which it is on the chain of causes of the last
            day; or of the draws without one, those in which it leaves no day. From 0 to 1.
    """

    link: Link
    share: Fraction


@frozen
class Influence:
    """A random input, and how closely it moves with the date.

    Attributes:
        name: A metric (`net_profit.2027`) or a step (`bse.filed>bse.accepted`).
        title: It in words.
        correlation: Spearman's rank correlation with the date, from -1 to 1; above 0 where more of
            it makes the date later.
    """

    name: str
    title: Phrase
    correlation: float


@frozen
class TargetOutcome:
    """The distribution of the date of one target.

    Attributes:
        target: The venue.
        draws: How many draws there are.
        counts: How many draws are listed on a day, for each day with any, in order.
        infeasible: How many draws have no date within the horizon.
        plan: The date of the plan, in which each step takes its time at the pace. None where it has
            none.
        route: The plan's route, by id.
        routes: How many draws take each route, the most taken first.
        sample: How many draws, from the first on, the three that follow are of.
        critical: The causes on the chain of causes of the last day, the most frequent first.
        reasons: What leaves draws without a date, the most frequent first.
        influences: What moves with the date, the closest first.
    """

    target: Venue
    draws: int
    counts: tuple[tuple[Date, int], ...] = field(repr=False)
    infeasible: int
    plan: Date | None
    route: str | None
    routes: tuple[tuple[str, int], ...]
    sample: int
    critical: tuple[Critical, ...]
    reasons: tuple[Critical, ...]
    influences: tuple[Influence, ...]

    @property
    def feasible_share(self) -> Fraction:
        """The share of draws with a date within the horizon, from 0 to 1."""
        return Fraction(self.draws - self.infeasible, self.draws)

    def quantile(self, percent: int) -> Date | None:
        """The first day by which so many per cent of all draws are listed.

        Args:
            percent: From 0 to 100.

        Returns:
            The day; None where fewer draws ever are.

        Raises:
            UsageError: `percent` is no whole number from 0 to 100.
        """
        percent = usage.whole("percent", percent, 0, 100)
        needed = -(-self.draws * percent // 100)
        totals = list(accumulate(count for _, count in self.counts))
        place = bisect_left(totals, max(needed, 1))
        return self.counts[place][0] if place < len(self.counts) else None

    @property
    def spread(self) -> Spread:
        """The distribution in short."""
        return Spread(self.quantile(10), self.quantile(50), self.quantile(90), self.feasible_share)

    def spread_by(self, day: date | None) -> Spread:
        """The distribution in short, with the share of draws listed by a day.

        Args:
            day: The day. None: without any such share.

        Returns:
            P10, P50, P90 and the shares.

        Raises:
            UsageError: `day` is no date.
        """
        share = None if day is None else self.probability_by(day)
        return evolve(self.spread, probability_by=share)

    def probability_by(self, day: date) -> Fraction:
        """The share of draws listed on a day or before.

        Args:
            day: The day.

        Returns:
            The share, from 0 to 1.

        Raises:
            UsageError: `day` is no date.
        """
        day = usage.day("day", day)
        place = bisect_right([when for when, _ in self.counts], day)
        return Fraction(sum(count for _, count in self.counts[:place]), self.draws)

    @property
    def by_quarter(self) -> tuple[tuple[str, Fraction], ...]:
        """The share of draws listed in each quarter (`2028Q1`), from the first with any on."""
        found: Counter[int] = Counter()
        for when, count in self.counts:
            found[when.year * 4 + (when.month - 1) // 3] += count
        quarters = range(min(found), max(found) + 1) if found else ()
        return tuple((f"{q // 4}Q{q % 4 + 1}", Fraction(found[q], self.draws)) for q in quarters)


@frozen
class Simulation(Renderable):
    """The answer of `simulate`: the distribution of the date of every target.

    Attributes:
        scenario: What was simulated, with the pace that was used.
        draws: How many draws there are.
        seed: The seed of the random numbers.
        certain: Whether durations were taken as certain.
        outcomes: What was found, by target.
        warnings: What a reader must know of draws without a date.
        by: The day by which the share of draws listed was asked for, if one was.
    """

    scenario: Scenario
    draws: int
    seed: int
    certain: bool
    outcomes: tuple[TargetOutcome, ...]
    warnings: tuple[Phrase, ...] = ()
    by: date | None = None

    def __repr__(self) -> str:
        days = [f"{one.target} P50 {one.quantile(50)}" for one in self.outcomes]
        return f"<Simulation of {self.scenario.name!r}, {self.draws:,} draws: {', '.join(days)}>"


def simulate(
    scenario: Scenario,
    draws: int = 100_000,
    seed: int = 1,
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
    firm: str = "",
    by: date | None = None,
) -> Simulation:
    """How sure is the date? Many draws of durations and figures, each planned like the one plan.

    Steps take a random time around the durations of the rulebook, forecast figures err by the
    coefficients of variation in the scenario's `[uncertainty]`, and everything else is as in
    `plan`. The same seed gives the same result, whatever the number of jobs. Steps of one review
    are correlated, and so is the time of the replies among all firms of a half-year.

    Args:
        scenario: The firm and what is assumed, as `load` reads them.
        draws: How many draws, up to 1,000,000,000.
        seed: The seed of the random numbers, 0 or more.
        targets: The venues to reach. Default: those of the scenario, else every exchange above the
            firm's present venue.
        pace: How long steps take in the plan that the draws are held against, and where durations
            are certain: `floor`, `typical` or `cautious`. Default: that of the scenario.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.
        jobs: How many processes work. More than one starts new interpreters, so a script must call
            this under `if __name__ == "__main__"`.
        progress: Called with the number of draws done since the last call.
        firm: What tells the firm from others that are drawn with the same seed: its random numbers
            are its own then, but for those that all firms share.
        by: A day for which answers tell the share of draws that are listed by then
            (`TargetOutcome.probability_by`).

    Returns:
        The distribution of the date of every target.

    Raises:
        UsageError: An argument is of the wrong kind or outside its range, or no venue or pace is
            called so.
        OutOfRangeError: No route leads to a target, or the law on the as-of day, or the calendar,
            is not encoded, or durations in several units have no distribution.
        EngineError: numpy is not installed, or a process was killed.
    """
    refuse_no_scenario(scenario)
    ask = checked_ask(targets, pace, rulebook, strict)
    draws = usage.whole("draws", draws, 1, MOST_DRAWS)
    seed = usage.whole("seed", seed, 0, MOST_SEED)
    jobs = usage.whole("jobs", jobs, 1, MOST_JOBS)
    by = usage.day("by", by, optional=True)
    usage.refuse_other("firm", firm, str, phrase("errors.usage.text"))
    if progress is not None and not callable(progress):
        raise usage.wrong("progress", progress, phrase("errors.usage.progress"))
    try:
        from pathway.studies.simulate.running import Tally, run
    except ModuleNotFoundError:
        raise EngineError(phrase("engines.no-numpy")) from None
    scenario = evolve(scenario, pace=ask.pace or scenario.pace)
    certain = scenario.uncertainty.get("durations") == 0
    engine, tallies = run(
        scenario,
        ask,
        draws=draws,
        seed=seed,
        certain=certain,
        jobs=jobs,
        progress=progress,
        firm=firm,
    )
    outcomes = []
    for target in engine.targets:
        total = Tally.merged(tally[target] for tally in tallies)
        planned = best_of(engine.asked, target)
        outcomes.append(_outcome(target, draws, total, planned, engine))
    warnings = (
        (years_end(engine.asked.requirements),) if any(one.infeasible for one in outcomes) else ()
    )
    return Simulation(
        scenario=scenario,
        draws=draws,
        seed=seed,
        certain=certain,
        outcomes=tuple(outcomes),
        warnings=warnings,
        by=by,
    )


def _outcome(
    target: Venue, draws: int, total: Tally, planned: Solved | None, engine: Engine
) -> TargetOutcome:
    days, start = total.counts.tolist(), engine.grid.start
    counts = tuple((to_date(start + day), count) for day, count in enumerate(days[:-1]) if count)
    return TargetOutcome(
        target=target,
        draws=draws,
        counts=counts,
        infeasible=days[-1],
        plan=planned.date if planned is not None else None,
        route=route_id(planned.steps) if planned is not None else None,
        routes=tuple(
            sorted(
                ((route_id(steps), n) for steps, n in total.routes.items() if n),
                key=lambda one: -one[1],
            )
        ),
        sample=total.sample,
        critical=_shares(total.critical.values(), total.sample - total.sample_without),
        reasons=_shares(total.reasons.values(), total.sample_without),
        influences=_influences(total, engine),
    )


def _influences(total: Tally, engine: Engine) -> tuple[Influence, ...]:
    """The inputs that move with the date, the most first."""
    vocabulary = engine.asked.requirements.book.vocabulary
    ranked = sorted(total.influences.items(), key=lambda one: (-abs(one[1]), one[0]))
    return tuple(
        Influence(name, _title(name, vocabulary), rho)
        for name, rho in ranked
        if abs(rho) >= _TELLING
    )


def _title(name: str, vocabulary: Vocabulary) -> Phrase:
    """A random input in words."""
    source, arrow, target = name.partition(">")
    if arrow:
        return phrase(
            "simulate.step", source=milestone_title(source), target=milestone_title(target)
        )
    metric, _, year = name.partition(".")
    return phrase(
        "simulate.metric" if year else "simulate.metric-alone",
        title=vocabulary[metric].title,
        year=year,
    )


def _shares(found: Iterable[tuple[Link, int]], of: int) -> tuple[Critical, ...]:
    ranked = sorted(found, key=lambda one: (-one[1], one[0].milestone, one[0].rule or ""))
    return tuple(Critical(link, Fraction(count, of)) for link, count in ranked)
