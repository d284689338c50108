"""How sure is the date? Many draws of durations and figures, each planned like the one plan, and
what they add up to.

    found = pathway.simulate(scenario, draws=100_000, seed=1)
    found.outcomes[0].quantile(50), found.outcomes[0].feasible_share

Steps take a random time around their typical one (`fit`), forecast figures err by what
`[uncertainty]` says (`figures`), and everything else is as in the plan at the scenario's pace. The
draws of a step that is under way are those of the cases that had taken as long already.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from fractions import Fraction
from itertools import accumulate

from attrs import evolve, field, frozen

from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import to_date
from pathway.law.provision import Vocabulary
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, Venue, route_id
from pathway.planning.causes import milestone_title
from pathway.planning.planner import years_end
from pathway.planning.solve import Ask, Solved, best_of
from pathway.planning.values import Spread
from pathway.scenario.scenario import Scenario
from pathway.studies.simulate.criticality import Link
from pathway.studies.simulate.engine import Engine
from pathway.studies.simulate.running import Tally, run

MOST_DRAWS = 10**9
_TELLING = 0.02
"""A rank correlation below this is chance for the sample that is looked at."""


@frozen
class Critical:
    """A cause and the share of draws in which it is on the chain of causes, or leaves no day."""

    link: Link
    share: Fraction


@frozen
class Influence:
    """A random input and its rank correlation with the date. name: a figure (`net_profit.2027`) or
    a step (`a>b`).
    """

    name: str
    title: Phrase
    correlation: float


@frozen
class TargetOutcome:
    """The distribution of the date of one target.

    counts: (day, how many draws), in order. infeasible: draws without a date within the horizon.
    plan and route: of the plan at the scenario's pace, None where it has no date. routes: route ->
    how many draws take it. critical, reasons and influences are of the first `sample` draws.
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
        """The share of draws with a date within the horizon."""
        return Fraction(self.draws - self.infeasible, self.draws)

    def quantile(self, percent: int) -> Date | None:
        """The first day by which that many percent of all draws are listed; None where fewer ever
        are.
        """
        needed = -(-self.draws * percent // 100)
        totals = list(accumulate(count for _, count in self.counts))
        place = bisect_left(totals, max(needed, 1))
        return self.counts[place][0] if place < len(self.counts) else None

    @property
    def spread(self) -> Spread:
        """The distribution in short."""
        return Spread(self.quantile(10), self.quantile(50), self.quantile(90), self.feasible_share)

    def probability_by(self, day: date) -> Fraction:
        """The share of draws listed on a day or before."""
        place = bisect_right([when for when, _ in self.counts], day)
        return Fraction(sum(count for _, count in self.counts[:place]), self.draws)

    @property
    def by_quarter(self) -> tuple[tuple[str, Fraction], ...]:
        """The share of draws listed in each quarter, from the first with one to the last."""
        found: Counter[int] = Counter()
        for when, count in self.counts:
            found[when.year * 4 + (when.month - 1) // 3] += count
        quarters = range(min(found), max(found) + 1) if found else ()
        return tuple((f"{q // 4}Q{q % 4 + 1}", Fraction(found[q], self.draws)) for q in quarters)


@frozen
class Simulation:
    """The distributions of every target.

    certain: whether durations were taken as certain. warnings: what a reader must know of draws
    without a date.
    """

    scenario: Scenario
    draws: int
    seed: int
    certain: bool
    outcomes: tuple[TargetOutcome, ...]
    warnings: tuple[Phrase, ...] = ()


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
) -> Simulation:
    """The distribution of the listing date of every target.

    The same seed gives the same result, whatever the number of jobs (processes; more than one
    starts new interpreters, so a script must call this under `if __name__ == "__main__"`).
    progress: called with the number of draws done since the last call. Raises `OutOfRangeError` as
    `plan` does, `ValueError` for a number of draws below one or above a thousand million or a
    negative seed, and `LostProcessError` where a process is killed.
    """
    if not 1 <= draws <= MOST_DRAWS or seed < 0:
        raise ValueError(
            "draws must lie between 1 and 1,000,000,000, and seed must not be negative"
        )
    ask = Ask(targets, pace, rulebook, strict)
    scenario = evolve(scenario, pace=ask.pace or scenario.pace)
    certain = scenario.uncertainty.get("durations") == 0
    engine, tallies = run(scenario, ask, draws, seed, certain, jobs, progress)
    outcomes = []
    for target in engine.targets:
        total = Tally.merged(tally[target] for tally in tallies)
        planned = best_of(engine.asked, target)
        outcomes.append(_outcome(target, draws, total, planned, engine))
    warnings = (
        (years_end(engine.asked.requirements),) if any(one.infeasible for one in outcomes) else ()
    )
    return Simulation(scenario, draws, seed, certain, tuple(outcomes), warnings)


def _outcome(
    target: Venue, draws: int, total: Tally, planned: Solved | None, engine: Engine
) -> TargetOutcome:
    days, start = total.counts.tolist(), engine.grid.start
    counts = tuple((to_date(start + day), count) for day, count in enumerate(days[:-1]) if count)
    return TargetOutcome(
        target,
        draws,
        counts,
        days[-1],
        planned.date if planned is not None else None,
        route_id(planned.steps) if planned is not None else None,
        tuple(
            sorted(
                ((route_id(steps), n) for steps, n in total.routes.items() if n),
                key=lambda one: -one[1],
            )
        ),
        total.sample,
        _shares(total.critical.values(), total.sample - total.sample_without),
        _shares(total.reasons.values(), total.sample_without),
        _influences(total, engine),
    )


def _influences(total: Tally, engine: Engine) -> tuple[Influence, ...]:
    """The inputs that move with the date, the most first."""
    words = engine.asked.requirements.book.vocabulary
    ranked = sorted(total.influences.items(), key=lambda one: (-abs(one[1]), one[0]))
    return tuple(
        Influence(name, _title(name, words), rho) for name, rho in ranked if abs(rho) >= _TELLING
    )


def _title(name: str, words: Vocabulary) -> Phrase:
    """A random input in words."""
    source, arrow, target = name.partition(">")
    if arrow:
        return phrase(
            "simulate.step", source=milestone_title(source), target=milestone_title(target)
        )
    word, _, year = name.partition(".")
    return phrase(
        "simulate.figure" if year else "simulate.fact", title=words[word].title, year=year
    )


def _shares(found: Iterable[tuple[Link, int]], of: int) -> tuple[Critical, ...]:
    ranked = sorted(found, key=lambda one: (-one[1], one[0].milestone, one[0].rule or ""))
    return tuple(Critical(link, Fraction(count, of)) for link, count in ranked)
