"""All that a report to a board is made from: one plan and the studies that stand around it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from pathway.base.errors import EngineError, OutOfRangeError
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, Venue
from pathway.planning.check import Readiness, check
from pathway.planning.planner import plan
from pathway.planning.values import Plan, Route
from pathway.scenario.scenario import Scenario
from pathway.studies.levers.results import Leverage
from pathway.studies.levers.search import levers
from pathway.studies.money import Funding, money
from pathway.studies.outline import Outline, outline
from pathway.studies.simulate import Simulation, TargetOutcome, simulate

_TIERS = {"innovation": "neeq-innovation", "neeq": "neeq-base", "neeq-direct": "neeq-innovation"}


@frozen
class Answered:
    """One scenario with its answers.

    Attributes:
        plan: At the pace asked for.
        floor: At the floor. None where the law leaves no such question.
        cautious: At the cautious pace.
        simulation: Many draws. None without numpy.
    """

    plan: Plan
    floor: Plan
    cautious: Plan
    simulation: Simulation | None

    @property
    def target(self) -> Venue:
        """The target that is told first: the first one with a date."""
        return next((t for t in self.plan.targets if t in self.plan.best), self.plan.targets[0])

    @property
    def route(self) -> Route | None:
        """The best route to it. None where there is no date."""
        return self.plan.best.get(self.target)

    def outcome(self, target: str) -> TargetOutcome | None:
        """The distribution of the date of a target, where it was simulated."""
        found = self.simulation.outcomes if self.simulation is not None else ()
        return next((one for one in found if one.target == target), None)


@frozen
class Briefing:
    """All that a report to a board is made from.

    Attributes:
        cases: The scenarios; the first is the one that is told.
        outline: What the picture of its route shows besides milestones. None without a date.
        leverage: What would move its date. None where there is no date, or nobody looked.
        readiness: The requirements of each step of its route, on the day on which the plan meets
            them.
        funding: What can pay for its way, and what follows the listing. None where nobody looked.
    """

    cases: tuple[Answered, ...]
    outline: Outline | None
    leverage: Leverage | None
    readiness: tuple[Readiness, ...]
    funding: Funding | None = None

    @property
    def main(self) -> Answered:
        """The scenario that is told."""
        return self.cases[0]


def board(
    scenarios: Sequence[Scenario],
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    draws: int = 20_000,
    seed: int = 1,
    search: bool = True,
) -> Briefing:
    """Plans, draws and searches all that a report shows.

    Args:
        scenarios: The scenario that is told, and others to be held against it.
        targets: The venues to reach. Default: those of each scenario.
        pace: How long steps take. Default: that of each scenario.
        rulebook: The law to plan by. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.
        draws: How many draws; 0: none.
        seed: The seed of the random numbers.
        search: Whether to look for what would move the date, and what can pay for the way.

    Returns:
        The answers.

    Raises:
        UsageError: An argument is of the wrong kind or outside its range.
        OutOfRangeError: No route leads to a target, or the law or the calendar is not encoded.
    """
    cases = tuple(_case(s, targets, pace, rulebook, strict, draws, seed) for s in scenarios)
    main = cases[0]
    route = main.route
    found: Leverage | None = None
    if search and route is not None:
        found = levers(scenarios[0], main.target, pace=pace, rulebook=rulebook, strict=strict)
    funding: Funding | None = None
    if search:
        funding = money(scenarios[0], main.target, pace=pace, rulebook=rulebook, strict=strict)
    return Briefing(
        cases=cases,
        outline=None if route is None else outline(main.plan, route),
        leverage=found,
        readiness=tuple(_readiness(main, rulebook, strict)),
        funding=funding,
    )


def _case(
    scenario: Scenario,
    targets: Sequence[Venue] | None,
    pace: Pace | None,
    rulebook: Rulebook | None,
    strict: bool,
    draws: int,
    seed: int,
) -> Answered:
    made, floor, cautious = (
        plan(scenario, targets=targets, pace=own, rulebook=rulebook, strict=strict)
        for own in (pace, "floor", "cautious")
    )
    found: Simulation | None = None
    if draws:
        try:
            found = simulate(
                scenario,
                draws=draws,
                seed=seed,
                targets=targets,
                pace=pace,
                rulebook=rulebook,
                strict=strict,
            )
        except EngineError:  # without numpy there is no distribution, and the page says so
            found = None
    return Answered(made, floor, cautious, found)


def _readiness(case: Answered, rulebook: Rulebook | None, strict: bool) -> list[Readiness]:
    """The requirements of each step, on the day of its application (or of the tier's window)."""
    scenario, route = case.plan.scenario, case.route
    wanted: list[tuple[str, date | None]] = [(case.target, None)]
    if route is not None:
        wanted = []
        for step in route.id.split(">"):
            ahead = [m for m in route.milestones if m.id.startswith(f"{step}.") and not m.pinned]
            named = [m for m in ahead if m.id.endswith((".filed", ".window"))] or ahead[:1]
            if named:
                venue = _TIERS.get(step, step.removesuffix("-transfer"))
                wanted.insert(0, (venue, named[0].date))
    out = []
    for venue, on in wanted:
        try:
            out.append(check(scenario, venue, on, rulebook, strict))  # type: ignore[arg-type]
        except OutOfRangeError:
            continue
    return out
