"""All that a report to a board is made from: one plan and the studies that stand around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from os import PathLike
from typing import Literal

from attrs import frozen

from pathway.base.errors import EngineError, OutOfRangeError
from pathway.law.rulebook import Rulebook
from pathway.law.steps import VENUES, Pace, Venue
from pathway.planning.check import Readiness, check
from pathway.planning.planner import plan
from pathway.planning.values import Plan, Route
from pathway.scenario.file import rebuild
from pathway.scenario.scenario import Scenario
from pathway.studies.levers.inputs import Override
from pathway.studies.levers.results import Lever, Leverage, Margin
from pathway.studies.levers.search import levers
from pathway.studies.money import Funding, money
from pathway.studies.outline import Outline, outline
from pathway.studies.outlook import Outlook, lead, outlook
from pathway.studies.simulate import Simulation, TargetOutcome, simulate
from pathway.studies.since import Since
from pathway.studies.since import since as moved_since
from pathway.studies.timetable import Timetable, timetable
from pathway.studies.unchecked import UncheckedRules, unchecked_rules

_BOUNDS: tuple[Literal["floor"], Literal["cautious"]] = ("floor", "cautious")
_MOST_WAYS = 8
_TIERS = {"innovation": "neeq-innovation", "neeq": "neeq-base", "neeq-direct": "neeq-innovation"}


@frozen
class Answered:
    """One scenario with its answers.

    Attributes:
        plan: At the pace asked for.
        outlooks: What there is to say of each target besides its days.
        simulation: Many draws. None where none were asked for, or without numpy.
    """

    plan: Plan
    outlooks: Mapping[Venue, Outlook]
    simulation: Simulation | None

    @property
    def target(self) -> Venue:
        """The target that is told first: the first one with a date."""
        return lead(self.plan)

    @property
    def route(self) -> Route | None:
        """The best route to it. None where there is no date."""
        return self.plan.best.get(self.target)

    @property
    def outlook(self) -> Outlook:
        """What there is to say of the target that is told first."""
        return self.outlooks[self.target]

    def outcome(self, target: str) -> TargetOutcome | None:
        """The distribution of the date of a target, where it was simulated."""
        found = self.simulation.outcomes if self.simulation is not None else ()
        return next((one for one in found if one.target == target), None)


WayKind = Literal["planned", "scenario", "target", "lever", "margin", "floor", "cautious"]


@frozen
class OtherWay:
    """A way to a listing that is held against the one that is told.

    Attributes:
        kind: What is other about it: nothing (`planned`), the `scenario`, the `target`, a `lever`
            pulled, a `margin` used up, or the pace (`floor`, `cautious`), which only gives a bound.
        plan: Its plan.
        route: Its route. None where it has no date.
        outcome: Its distribution. None for bounds, levers and margins.
        lever: The lever.
        margin: The margin.
    """

    kind: WayKind
    plan: Plan
    route: Route | None
    outcome: TargetOutcome | None = None
    lever: Lever | None = None
    margin: Margin | None = None


@frozen
class Briefing:
    """All that a report to a board is made from.

    Attributes:
        cases: The scenarios; the first is the one that is told.
        outline: What the picture of its route shows besides milestones. None without a date.
        leverage: What would move its date. None where there is no date, or nobody looked.
        readiness: The requirements of each step of its route, on the day on which the plan meets
            them.
        ways: The route that is told and others to be held against it, on one axis.
        timetable: The working timetable of the route that is told. None without a date.
        funding: What can pay for its way, and what follows the listing. None where nobody looked.
        unchecked: The rules that nobody checked, and what they could do to its date. None where
            there is no date, or nobody looked.
        since: What moved its dates since an earlier plan. None where none was given.
    """

    cases: tuple[Answered, ...]
    outline: Outline | None
    leverage: Leverage | None
    readiness: tuple[Readiness, ...]
    ways: tuple[OtherWay, ...] = ()
    timetable: Timetable | None = None
    funding: Funding | None = None
    unchecked: UncheckedRules | None = None
    since: Since | None = None

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
    before: date | str | PathLike[str] | Mapping[str, object] | None = None,
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
        before: A day, or an earlier plan (a file, or as `to_dict` gives it), since when it is told
            what moved the dates. Default: not told.

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
    shown = None if route is None else outline(main.plan, route)
    unchecked: UncheckedRules | None = None
    if search and route is not None:
        unchecked = unchecked_rules(
            scenarios[0], main.target, pace=pace, rulebook=rulebook, strict=strict
        )
    moved: Since | None = None
    if before is not None:
        moved = moved_since(
            before, scenarios[0], targets=targets, pace=pace, rulebook=rulebook, strict=strict
        )
    funding: Funding | None = None
    if search:
        funding = money(scenarios[0], main.target, pace=pace, rulebook=rulebook, strict=strict)
    return Briefing(
        cases=cases,
        outline=shown,
        leverage=found,
        ways=tuple(_ways(cases, found, rulebook, strict))[:_MOST_WAYS],
        timetable=None if route is None or shown is None else timetable(main.plan, route, shown),
        readiness=tuple(_readiness(main, rulebook, strict)),
        funding=funding,
        unchecked=unchecked,
        since=moved,
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
    made = plan(scenario, targets=targets, pace=pace, rulebook=rulebook, strict=strict)
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
    dated = bool(made.best)
    return Answered(made, outlook(made, changes=not dated), found)


def _ways(
    cases: tuple[Answered, ...],
    leverage: Leverage | None,
    rulebook: Rulebook | None,
    strict: bool,
) -> Iterator[OtherWay]:
    """The ways that are held against the one that is told, that one first."""
    main = cases[0]
    yield OtherWay("planned", main.plan, main.route, main.outcome(main.target))
    for case in cases[1:]:
        yield OtherWay("scenario", case.plan, case.route, case.outcome(case.target))
    for target in main.plan.targets:
        if target != main.target:
            route = main.plan.best.get(target)
            yield OtherWay("target", main.plan, route, main.outcome(target))
    if main.route is None:
        return
    again = _Again(main, rulebook, strict)
    if leverage is not None:
        best = sorted(leverage.levers, key=lambda lever: (lever.date, len(lever.set)))
        for lever in best[:1]:
            plan_ = again.plan(lever.set)
            yield OtherWay("lever", plan_, plan_.best.get(main.target), lever=lever)
        dated = [
            m for m in leverage.margins if m.date_after is not None and m.input.kind == "amount"
        ]
        for margin in sorted(dated, key=lambda m: -(m.days_lost or 0))[:1]:
            plan_ = again.plan(margin.set)
            yield OtherWay("margin", plan_, plan_.best.get(main.target), margin=margin)
    for pace in _BOUNDS:
        if pace != main.plan.pace:
            plan_ = again.plan({}, pace)
            yield OtherWay(pace, plan_, plan_.best.get(main.target))


class _Again:
    """Plans the scenario that is told once more, with a change."""

    def __init__(self, main: Answered, rulebook: Rulebook | None, strict: bool) -> None:
        self.main, self.rulebook, self.strict = main, rulebook, strict

    def plan(self, changes: Mapping[str, Override], pace: Pace | None = None) -> Plan:
        """The plan with some settings changed, or at another pace."""
        scenario = self.main.plan.scenario
        if changes:
            scenario = rebuild(scenario, changes)
        return plan(
            scenario,
            targets=(self.main.target,),
            pace=pace or self.main.plan.pace,
            rulebook=self.rulebook,
            strict=self.strict,
        )


def _readiness(case: Answered, rulebook: Rulebook | None, strict: bool) -> list[Readiness]:
    """The requirements of each step, on the day of its application (or of the tier's window)."""
    scenario, route = case.plan.scenario, case.route
    wanted: list[tuple[Venue, date | None]] = [(case.target, None)]
    if route is not None:
        wanted = []
        for step in route.id.split(">"):
            ahead = [m for m in route.milestones if m.id.startswith(f"{step}.") and not m.pinned]
            named = [m for m in ahead if m.id.endswith((".filed", ".window"))] or ahead[:1]
            if named:
                name = _TIERS.get(step, step.removesuffix("-transfer"))
                # Who was carried over to an exchange met no requirements on the way.
                wanted[:0] = [(venue, named[0].date) for venue in VENUES if venue == name]
    out = []
    for venue, on in wanted:
        try:
            out.append(check(scenario, venue, on, rulebook, strict))
        except OutOfRangeError:
            continue
    return out
