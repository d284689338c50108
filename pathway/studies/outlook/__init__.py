"""What a reader of a plan asks after its date: how sure it is, what decides it, what must be done
next and by when, and which facts, if given, would give an earlier day.

    found = outlook(pathway.plan(scenario))["bse"]
    found.do_next[0].latest, found.range.floor

All of it is planned: each day and each consequence comes from the same law and schedule as the
plan's own days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)

from attrs import frozen

from pathway.law.steps import Pace, Venue, route_id
from pathway.planning.solve import Ask, PlanQuestion, Solved, best_of, question
from pathway.planning.values import Plan, Spread
from pathway.studies.outlook.acts import Act, do_next
from pathway.studies.outlook.chain import DecisiveLink, decisive
from pathway.studies.outlook.missing import OnceGiven, conditional
from pathway.studies.outlook.replan import Replan

DRAWS, SEED = 4_000, 1
"""What the likely range is made from: the draws of `simulate`, and the seed of their numbers."""


@frozen
class DateRange:
    """Between which days a date lies.

    Attributes:
        floor: The date at the fastest pace: not before it. None where there is none.
        cautious: The date at the cautious pace. None where there is none.
        spread: The distribution over draws, as `simulate` finds it. None where it was not asked
            for.
    """

    floor: Date | None
    cautious: Date | None
    spread: Spread | None = None


@frozen
class Outlook:
    """What there is to say of one target of a plan besides its days.

    Attributes:
        target: The venue.
        route: The best route, by id. None where there is no date.
        date: The date. None where there is none.
        range: Between which days it lies.
        do_next: What the firm, its sponsor and its auditor must do, the first latest day first.
        decisive: What decides the date, in order of time.
        conditional: Facts not given that would give an earlier day, the earliest first.
        told: Whether the last three were looked for.
    """

    target: Venue
    route: str | None
    date: Date | None
    range: DateRange
    do_next: tuple[Act, ...] = ()
    decisive: tuple[DecisiveLink, ...] = ()
    conditional: tuple[OnceGiven, ...] = ()
    told: bool = False


def asked_of(plan: Plan) -> PlanQuestion:
    """The question that a plan answers."""
    return question(plan.scenario, Ask(plan.targets, plan.pace, plan.rulebook, plan.strict))


def lead(plan: Plan) -> Venue:
    """The target that a reader is told of first: the first that has a date, else the first."""
    return next((target for target in plan.targets if target in plan.best), plan.targets[0])


def outlook(
    plan: Plan,
    asked: PlanQuestion | None = None,
    draws: int = 0,
    targets: tuple[Venue, ...] | None = None,
) -> Mapping[Venue, Outlook]:
    """What there is to say of the targets of a plan besides its days.

    Every target has its range; what is to be done, what decides and what is missing is looked for
    where it is asked for. asked: the question that the plan answers, if it is at hand. draws: how
    many draws the likely range is made from; 0: none. targets: those of which all is told; by
    default the `lead`.

    Raises `EngineError` where there are draws and numpy is not installed.
    """
    asked = asked_of(plan) if asked is None else asked
    told = (lead(plan),) if targets is None else targets
    spreads = _spreads(plan, draws) if draws else {}
    paced = {pace: _paced(plan, pace, asked) for pace in _BOUNDS}
    out: dict[Venue, Outlook] = {}
    for target in plan.targets:
        floor, cautious = (best_of(paced[pace], target) for pace in _BOUNDS)
        between = DateRange(_day(floor), _day(cautious), spreads.get(target))
        best = best_of(asked, target)
        if target in told:
            out[target] = _told(plan, asked, target, best, floor, between)
        else:
            out[target] = _in_short(target, best, between)
    return out


_BOUNDS: tuple[Pace, Pace] = ("floor", "cautious")


def _day(solved: Solved | None) -> Date | None:
    return None if solved is None else solved.date


def _paced(plan: Plan, pace: Pace, asked: PlanQuestion) -> PlanQuestion:
    if plan.pace == pace:
        return asked
    return question(plan.scenario, Ask(plan.targets, pace, plan.rulebook, plan.strict), like=asked)


def _spreads(plan: Plan, draws: int) -> Mapping[Venue, Spread]:
    from pathway.studies.simulate import simulate

    found = simulate(
        plan.scenario,
        draws=draws,
        seed=SEED,
        targets=plan.targets,
        pace=plan.pace,
        rulebook=plan.rulebook,
        strict=plan.strict,
    )
    return {one.target: one.spread for one in found.outcomes}


def _in_short(target: Venue, best: Solved | None, between: DateRange) -> Outlook:
    if best is None:
        return Outlook(target, None, None, between)
    return Outlook(target, route_id(best.steps), best.date, between)


def _told(
    plan: Plan,
    asked: PlanQuestion,
    target: Venue,
    best: Solved | None,
    floor: Solved | None,
    between: DateRange,
) -> Outlook:
    missing = conditional(asked, target, _day(best))
    if best is None:
        return Outlook(target, None, None, between, conditional=missing, told=True)
    name = route_id(best.steps)
    route = next(r for r in plan.routes if r.id == name and r.target == target)
    replan = Replan(asked, target, best)
    return Outlook(
        target=target,
        route=name,
        date=best.date,
        range=between,
        do_next=do_next(replan, floor),
        decisive=decisive(replan, route),
        conditional=missing,
        told=True,
    )
