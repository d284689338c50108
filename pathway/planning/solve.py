"""From a scenario to schedules, without words: what is asked, the routes to it, and the earliest
schedule of each.

`planner` explains one scenario's schedules; comparisons and levers solve hundreds that differ in
one input.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import prod

from attrs import evolve, field, frozen

from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import DaySet, to_date
from pathway.dates.schedule import Gate, Infeasible, Limit, Network, Schedule, earliest
from pathway.law.rulebook import Rulebook, shipped_for
from pathway.law.steps import (
    MILESTONES,
    Pace,
    RouteSteps,
    Venue,
    routes,
    targets_above,
)
from pathway.planning.added import Bundle
from pathway.planning.causes import milestone_title
from pathway.planning.memory import Inquiry, Memory, Replies
from pathway.planning.network import Builder, Regime
from pathway.planning.origin import Origin
from pathway.planning.requirements import Parted, Requirements
from pathway.planning.sharing import EVENTS, timing_of
from pathway.planning.ways import (
    attempts,
    refuse_select_tier_gone,
    refuse_unencoded,
    regaining,
    routes_for,
    too_early,
)
from pathway.scenario.scenario import Scenario


def _listed(given: Sequence[Venue] | None) -> tuple[Venue, ...] | None:
    return tuple(given) if given else None


@frozen
class Ask:
    """What is asked of a scenario, apart from what it says itself.

    targets, pace: in place of the scenario's. rulebook: in place of the shipped one. strict: what
    is assumed counts as not met. by: the day by which the listing must lie.
    """

    targets: tuple[Venue, ...] | None = field(default=None, converter=_listed)
    pace: Pace | None = None
    rulebook: Rulebook | None = field(default=None, repr=False)
    strict: bool = False
    by: date | None = None


PLAIN = Ask()
"""Nothing but what the scenario says."""
NO_DELAY: Mapping[str, int] = {}


@frozen(repr=False)
class PlanQuestion:
    """What is asked about one scenario: its requirements, and every route to every target that is
    looked at. named: the targets that were asked for in place of the scenario's.
    """

    requirements: Requirements
    routes: tuple[tuple[Venue, RouteSteps], ...]
    named: tuple[Venue, ...] = ()

    @property
    def targets(self) -> tuple[Venue, ...]:
        """The targets that have a route, in the order asked for."""
        return tuple(dict.fromkeys(target for target, _ in self.routes))


@frozen(repr=False)
class Solved:
    """The best schedule of a route and the regime that it belongs to."""

    steps: RouteSteps
    regime: Regime
    schedule: Schedule

    @property
    def final(self) -> str:
        """The last milestone."""
        return final_of(self.steps)

    @property
    def date(self) -> date:
        """The day of the last milestone."""
        return to_date(self.schedule.days[self.final])


@frozen(repr=False)
class Failed:
    """A route without a schedule; `failures` tells why."""

    steps: RouteSteps


def final_of(steps: RouteSteps) -> str:
    """The last milestone of a route."""
    return f"{steps[-1]}.{MILESTONES[steps[-1]][-1]}"


def question(
    scenario: Scenario,
    ask: Ask = PLAIN,
    like: PlanQuestion | None = None,
    holding: Parted | None = None,
) -> PlanQuestion:
    """What is asked of a scenario, made ready to be solved.

    like: the same question about a similar scenario, from which what is the same is taken. holding:
    as for `Requirements`; then dates are found, and no reasons. Raises
    `OutOfRangeError` where the law on the as-of day, or the calendar, is not encoded.
    """
    scenario = evolve(scenario, pace=ask.pace or scenario.pace)
    venue = scenario.firm.status.venue
    asked = ask.targets or scenario.targets or ()
    wanted = asked or targets_above(venue)
    if not wanted:
        raise OutOfRangeError(phrase("plan.nothing-above", venue=Phrase(f"text.venue.{venue}")))
    for target in wanted:
        if not routes(venue, target):
            raise OutOfRangeError(
                phrase(
                    "plan.already" if target == venue else "plan.no-route",
                    venue=Phrase(f"text.venue.{venue}"),
                    target=Phrase(f"text.venue.{target}"),
                )
            )
    needed = {step for target in wanted for route in routes(venue, target) for step in route}
    book = ask.rulebook or shipped_for(needed)
    if venue == "neeq-select":
        refuse_select_tier_gone(book, scenario)
    requirements = Requirements(
        scenario,
        book,
        ask.strict,
        like=like.requirements if like is not None else None,
        holding=holding,
    )
    found: list[tuple[Venue, RouteSteps]] = []
    for target in wanted:
        every = routes_for(requirements, target)
        known = [route for route in every if too_early(book, scenario, route) is None]
        if asked and not known:
            refuse_unencoded(book, scenario, every[0])
        # Nobody asked for a venue, or for a route through one, that did not exist yet.
        found += ((target, route) for route in known)
    if not found:
        raise OutOfRangeError(phrase("plan.nothing-above", venue=Phrase(f"text.venue.{venue}")))
    return PlanQuestion(_named(requirements, found, like), tuple(found), ask.targets or ())


def _named(
    requirements: Requirements,
    found: Sequence[tuple[Venue, RouteSteps]],
    like: PlanQuestion | None,
) -> Requirements:
    """The same requirements, with a doubt for each day given of a step that no route goes by."""
    scenario = requirements.scenario
    used = {step for _, route in found for step in route}
    left = {event.venue for event in scenario.firm.events if event.kind == "board-change"}
    unused = [
        phrase("plan.pin-unused", milestone=milestone_title(name))
        for name in scenario.milestones
        if name.partition(".")[0] not in used | left
    ]
    if not unused:
        return requirements
    doubtful = evolve(scenario, doubts=(*scenario.doubts, *unused))
    return Requirements(
        doubtful,
        requirements.book,
        requirements.strict,
        like=like.requirements if like is not None else requirements,
    )


_MOST_KEPT = 2000
"""Schedules kept for scenarios to come; a grid of a hundred thousand may have as many."""


class Solutions:
    """Schedules of one scenario and of those like it, by route and strands gone through again.

    asked: the question about the first one, from which the others are made.
    """

    def __init__(self, asked: PlanQuestion) -> None:
        self.asked, self.first = asked, asked.requirements
        self._found: Memory[Solved | Failed] = Memory(asked.requirements)
        self._kept = 0
        self._ways: set[tuple[RouteSteps, frozenset[str]]] = set()

    def questions(self) -> Iterator[Inquiry]:
        """What the networks of the first scenario asked of its firm."""
        for steps, anew in self._ways:
            yield from builder_of(self.first, steps, anew).asked

    def solve(
        self, requirements: Requirements, steps: RouteSteps, anew: frozenset[str]
    ) -> Solved | Failed:
        """The schedule of an attempt at a route, worked out only where something that was asked has
        an answer that is new.
        """
        way = steps, anew
        key = way, timing_of(requirements.scenario, steps)
        answers: Replies = {}
        found = self._found.find(key, requirements, answers)
        if found is None:
            builder = builder_of(requirements, steps, anew, answers)
            found = _solved(steps, builder)
            self._ways.add(way)
            if self._kept < _MOST_KEPT:
                self._kept += 1
                self._found.keep(key, builder.asked, found)
        return found


def solve(
    requirements: Requirements,
    steps: RouteSteps,
    not_before: Mapping[str, int] = NO_DELAY,
    known: Solutions | None = None,
) -> Solved | Failed:
    """The best schedule of a route: the earliest last milestone, then the earliest of those before
    it.

    Where what is given of a strand leaves no schedule (a tutoring letter that runs out, an
    application that will not come through), the strand is gone through again. not_before: days
    (ordinals) before which milestones are not done, whatever the law allows. known:
    schedules of scenarios like this one, which are not worked out again; new ones are added.
    """
    if known is not None and (not_before or not requirements.takes_from(known.first)):
        known = None
    # The one that is kept: what found it again tells by it that nothing has moved.
    failed: Failed | None = None
    for anew in attempts(requirements, steps):
        if known is not None:
            found = known.solve(requirements, steps, anew)
        else:
            found = _solved(steps, builder_of(requirements, steps, anew), not_before)
        if isinstance(found, Solved):
            return found
        failed = failed or found
    assert failed is not None
    return failed


Attempt = tuple[Regime, Infeasible]


def failures(requirements: Requirements, steps: RouteSteps) -> tuple[Attempt, ...]:
    """Of a route without a schedule: for each of its networks, what leaves none. Where strands may
    be gone through again, of the first attempt in which nothing that is given has only run out:
    gone through again, it fails for a reason that is nearer to a date.
    """
    found: tuple[Attempt, ...] = ()
    for anew in attempts(requirements, steps):
        networks = builder_of(requirements, steps, anew).networks
        tried = ((regime, earliest(regime.network)) for regime in networks)
        found = tuple((regime, why) for regime, why in tried if isinstance(why, Infeasible))
        if not any(_run_out(attempt) for attempt in found):
            break
    return found


def _run_out(attempt: Attempt) -> bool:
    regime, why = attempt
    return isinstance(why.constraint, Limit) and why.constraint.source in regime.network.pins


def _solved(
    steps: RouteSteps, builder: Builder, not_before: Mapping[str, int] = NO_DELAY
) -> Solved | Failed:
    found = _soonest(builder, not_before)
    return Failed(steps) if found is None else Solved(steps, *found)


_WORTH_A_LOOK = 5
"""Networks that go on from a part of the choices, for which it is worth to look at the part first."""


def _soonest(
    builder: Builder, not_before: Mapping[str, int] = NO_DELAY
) -> tuple[Regime, Schedule] | None:
    """Of all networks of an attempt at a route, the one with the earliest last milestone, then the
    earliest of those before it, and its schedule; the first of equals.

    What some alternatives leave to a milestone, more of them never make earlier: where a part of
    the choices is no better than what is there already, the others are not gone through.
    """
    choices = builder.alternatives
    # How many networks go on from so many choices.
    below = [prod(map(len, choices[made:])) for made in range(len(choices) + 1)]
    best: tuple[tuple[int, ...], Regime, Schedule] | None = None
    places: list[tuple[Bundle, ...]] = [()]
    while places:
        chosen = places.pop()
        whole = len(chosen) == len(choices)
        if whole or below[len(chosen)] >= _WORTH_A_LOOK:
            regime = builder.regime(chosen)
            found = earliest(_held_back(regime.network, not_before))
            if isinstance(found, Infeasible):
                continue
            key = tuple(found.days[name] for name in _last_first(builder, regime.network))
            if best is not None and key >= best[0]:
                continue
            if whole:
                best = key, regime, found
                continue
        # The last one in is looked at first: in the order of the alternatives.
        places += [(*chosen, bundle) for bundle in reversed(choices[len(chosen)])]
    return None if best is None else best[1:]


def _last_first(builder: Builder, network: Network) -> Iterator[str]:
    """The milestones of a network in the order in which they are to be early."""
    yield final_of(builder.route)
    yield from reversed(network.milestones)


def builder_of(
    requirements: Requirements,
    steps: RouteSteps,
    anew: frozenset[str],
    answers: Replies | None = None,
) -> Builder:
    """What makes the networks of an attempt at a route, made once. answers: what has been asked of
    the firm already.
    """
    return requirements.builder(
        (steps, anew), lambda like: Builder(requirements, steps, anew, like, answers)
    )


def _held_back(network: Network, not_before: Mapping[str, int]) -> Network:
    """A network with milestones that are not done before some days."""
    gates = [
        Gate(name, DaySet.since(day), Origin("not-before"))
        for name, day in not_before.items()
        if name in network.milestones
    ]
    return evolve(network, constraints=(*network.constraints, *gates)) if gates else network


def solve_all(
    asked: PlanQuestion,
    target: Venue,
    not_before: Mapping[str, int] = NO_DELAY,
    known: Solutions | None = None,
) -> tuple[Solved | Failed, ...]:
    """The best schedule of each route to a target, in order. not_before, known: as for `solve`."""
    routes_there = [route for to, route in asked.routes if to == target]
    return tuple(solve(asked.requirements, route, not_before, known) for route in routes_there)


def best(found: Sequence[Solved | Failed]) -> Solved | None:
    """The schedule with the earliest last day; None where no route has one."""
    return min(
        (one for one in found if isinstance(one, Solved)),
        key=lambda one: one.schedule.days[one.final],
        default=None,
    )


def best_of(
    asked: PlanQuestion,
    target: Venue,
    not_before: Mapping[str, int] = NO_DELAY,
    known: Solutions | None = None,
) -> Solved | None:
    """The schedule with the earliest last day among the routes to a target; None where no route has
    one. not_before, known: as for `solve`.
    """
    return best(solve_all(asked, target, not_before, known))


def soonest(asked: PlanQuestion, target: Venue, loose: frozenset[str]) -> date | None:
    """A day before which no firm reaches the target that differs from this one only in what
    `loose` names; None where none reaches it at all.

    Whatever reads what may mean anything is taken to allow as much as it ever could, so this takes
    one schedule of each route, however many values there are.
    """
    requirements = asked.requirements
    ways = dict.fromkeys(route for to, route in asked.routes if to == target)
    if EVENTS in loose:
        # Who may lose a standing may have to gain it again.
        ways |= dict.fromkeys(regaining(requirements.scenario, target))
    days = [
        found[1].days[final_of(steps)]
        for steps in ways
        for anew in attempts(requirements, steps)
        if (found := _soonest(_loosened(requirements, steps, anew, loose))) is not None
    ]
    return to_date(min(days)) if days else None


def _loosened(
    requirements: Requirements, steps: RouteSteps, anew: frozenset[str], loose: frozenset[str]
) -> Builder:
    like = builder_of(requirements, steps, anew).bind()
    return Builder(requirements, steps, anew, like, loose=loose)
