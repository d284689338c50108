"""What a reader of a plan asks after its date: how sure it is, what decides it, what must be done
next and by when, and which facts, if given, would give an earlier day.

    found = outlook(pathway.plan(scenario))["bse"]
    found.do_next[0].latest, found.range.floor

All of it is planned: each day and each consequence comes from the same law and schedule as the
plan's own days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from pathway.base import usage
from pathway.base.limits import MOST_DRAWS
from pathway.base.phrases import Phrase, phrase
from pathway.law.steps import Pace, Venue, route_id
from pathway.planning.solve import Ask, PlanQuestion, Solved, best_of, question
from pathway.planning.values import Plan, Route, Spread
from pathway.scenario.scenario import Scenario
from pathway.studies.outlook.act import Act
from pathway.studies.outlook.acts import do_next
from pathway.studies.outlook.chain import DecisiveLink, decisive
from pathway.studies.outlook.forward import Forward, change_words, forward
from pathway.studies.outlook.missing import OnceGiven, conditional
from pathway.studies.outlook.replan import Replan, with_later_years
from pathway.studies.outlook.reports import PastAudit, past_audit
from pathway.studies.outlook.work import work_to_begin
from pathway.studies.timetable import Work

if TYPE_CHECKING:
    from pathway.studies.levers.results import Change

_LATER = 6
"""How many fiscal years behind the last one given are tried as given."""
_MOST_MENDS, _MOST_SLIPS, _MOST_ROUTES = 4, 2, 2
"""How many changes are told that give a date, and that move one; up to how many routes to a target
the former are looked for.
"""
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
class LaterFigures:
    """Fiscal years that are not given and count in a plan.

    Attributes:
        first: The first of them.
        last: The last year that is given, whose figures are taken for them.
        date: With a date: the date if nothing were taken for them, None where there is none then.
            Without one: the date if they were given with the figures of the last one.
    """

    first: int
    last: int
    date: Date | None


@frozen
class Shifted:
    """A change of what is given that moves the date, or gives one.

    Attributes:
        text: It in words.
        date: The date then. None where there is none.
    """

    text: Phrase
    date: Date | None


@frozen
class LawChecks:
    """How many of the rules that a plan uses nobody has held against the official text.

    Attributes:
        unchecked: How many those are.
        of: How many the plan uses.
        movable: Of how many of them another reading would move the date.
    """

    unchecked: int
    of: int
    movable: int


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
        later_years: The fiscal years not given that count, if any.
        past_audit: Half-year accounts of the past that are taken as audited and that the date
            rests on, if any.
        mends: Where there is no date: changes of which each gives one, the earliest first.
        slips: Where there is one: up to where the profits of years to come may fall.
        forward: Where there is one: what can be done to bring it forward, the most first.
        law: Where there is one: how many of its rules are not checked.
        work: What is common practice to begin on the way, or said so in the file, by the last day
            on which it can begin. No date rests on it.
        told: Whether what is to be done and what is missing was looked for.
    """

    target: Venue
    route: str | None
    date: Date | None
    range: DateRange
    do_next: tuple[Act, ...] = ()
    decisive: tuple[DecisiveLink, ...] = ()
    conditional: tuple[OnceGiven, ...] = ()
    later_years: LaterFigures | None = None
    past_audit: PastAudit | None = None
    mends: tuple[Shifted, ...] = ()
    slips: tuple[Shifted, ...] = ()
    forward: tuple[Forward, ...] = ()
    law: LawChecks | None = None
    work: tuple[Work, ...] = ()
    told: bool = False


def asked_of(plan: Plan) -> PlanQuestion:
    """The question that a plan answers."""
    return question(plan.scenario, Ask(plan.targets, plan.pace, plan.rulebook, plan.strict))


def lead(plan: Plan) -> Venue:
    """The target that a reader is told of first: the first that has a date, else the first."""
    return next((target for target in plan.targets if target in plan.best), plan.targets[0])


def outlook(
    plan: Plan,
    targets: Sequence[Venue] | None = None,
    draws: int = 0,
    changes: bool = False,
) -> Mapping[Venue, Outlook]:
    """What there is to say of the targets of a plan besides its days.

    Every target has its range and what decides it; what is to be done and what is missing is looked
    for where it is asked for, which takes a second or so for each.

    Args:
        plan: The plan.
        targets: Those of its targets of which all is told. Default: the first that has a date.
        draws: How many draws the likely range is made from; 0: none.
        changes: Whether changes are looked for that give a date where there is none, or move it
            where there is one.

    Returns:
        What was found, by target.

    Raises:
        UsageError: An argument is of the wrong kind or outside its range, or the plan has no such
            target.
        EngineError: Draws were asked for, and numpy is not installed.
    """
    usage.refuse_other("plan", plan, Plan, phrase("errors.usage.plan"))
    told = usage.names_of("targets", targets, plan.targets)
    draws = usage.whole("draws", draws, 0, MOST_DRAWS)
    usage.refuse_no_flag("changes", changes)
    return outlooks(plan, asked_of(plan), draws, told, changes)


def outlooks(
    plan: Plan,
    asked: PlanQuestion,
    draws: int = 0,
    targets: tuple[Venue, ...] | None = None,
    changes: bool = False,
) -> Mapping[Venue, Outlook]:
    """The same, with the question that the plan answers at hand."""
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
            if changes and best is None:
                out[target] = evolve(
                    out[target], mends=_mends(plan, asked, target, bool(out[target].conditional))
                )
            elif changes:
                out[target] = evolve(
                    out[target],
                    slips=_slips(plan, target),
                    forward=forward(plan, target),
                    law=_law(asked, target),
                )
        else:
            out[target] = _in_short(plan, asked, target, best, between)
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


def _in_short(
    plan: Plan, asked: PlanQuestion, target: Venue, best: Solved | None, between: DateRange
) -> Outlook:
    if best is None:
        return Outlook(target, None, None, between)
    route = _route(plan, target, best)
    links = decisive(Replan(asked, target, best), route)
    return Outlook(target, route.id, best.date, between, decisive=links)


def _route(plan: Plan, target: Venue, best: Solved) -> Route:
    name = route_id(best.steps)
    return next(r for r in plan.routes if r.id == name and r.target == target)


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
        later = _if_given(asked, target)
        return Outlook(
            target, None, None, between, conditional=missing, later_years=later, told=True
        )
    route = _route(plan, target, best)
    replan = Replan(asked, target, best)
    return Outlook(
        target=target,
        route=route.id,
        date=best.date,
        range=between,
        do_next=do_next(replan, floor),
        decisive=decisive(replan, route),
        conditional=missing,
        later_years=_if_not_taken(asked, target, best),
        past_audit=past_audit(replan),
        work=work_to_begin(plan, route),
        told=True,
    )


def _if_not_taken(asked: PlanQuestion, target: Venue, best: Solved) -> LaterFigures | None:
    """The years that a plan takes for as the last one given, and the date without that."""
    subject, scenario = asked.requirements.subject, asked.requirements.scenario
    last = max(subject.years, default=None)
    if (
        not subject.as_last
        or last is None
        or subject.report_day(last + 1) > best.schedule.days[best.final]
    ):
        return None
    other = _asked_like(asked, target, evolve(scenario, later_years="none"))
    return LaterFigures(last + 1, last, _day(best_of(other, target)))


def _if_given(asked: PlanQuestion, target: Venue) -> LaterFigures | None:
    """The years that are not given, and the date if they were as the last one given."""
    requirements = asked.requirements
    last = max(requirements.subject.years, default=None)
    if requirements.subject.as_last or last is None:
        return None
    scenario = with_later_years(requirements.scenario, last + _LATER)
    found = _day(best_of(_asked_like(asked, target, scenario), target))
    return None if found is None else LaterFigures(last + 1, last, found)


def _asked_like(asked: PlanQuestion, target: Venue, scenario: Scenario) -> PlanQuestion:
    requirements = asked.requirements
    ask = Ask((target,), scenario.pace, requirements.book, requirements.strict)
    return question(scenario, ask, like=asked)


def _slips(plan: Plan, target: Venue) -> tuple[Shifted, ...]:
    """Below which profit of a year to come the date slips, by ten days or more."""
    from pathway.studies.levers import MIN_DAYS
    from pathway.studies.levers.inputs import shown
    from pathway.studies.levers.margins import figure_margins
    from pathway.studies.levers.probe import Probe

    probe = Probe(plan.scenario, Ask((target,), rulebook=plan.rulebook, strict=plan.strict))
    out = []
    for found in figure_margins(probe, MIN_DAYS, ("net_profit",)):
        one, cliff = found.input, found.cliff
        assert isinstance(cliff, int | Fraction)
        text = phrase(
            "screen.slip" if cliff + one.grain > 1 else "screen.slip-loss",
            year=str(one.year),
            least=shown(one, cliff + one.grain),
            now=shown(one, one.value),
        )
        out.append(Shifted(text, found.date_after))
    return tuple(out[:_MOST_SLIPS])


def _mends(plan: Plan, asked: PlanQuestion, target: Venue, missing: bool) -> tuple[Shifted, ...]:
    """Changes of which each gives a date. missing: whether what is not given is told already."""
    if sum(to == target for to, _ in asked.routes) > _MOST_ROUTES:
        return ()
    from pathway.studies.levers.search import brief

    found = brief(plan.scenario, target, plan.rulebook, plan.strict, 2 * _MOST_MENDS)
    out = (
        Shifted(
            phrase(
                "screen.changes",
                changes=tuple(map(change_words, lever.changes)),
            ),
            lever.date,
        )
        for lever in found.levers
        if not (missing and any(one.input.value is None for one in lever.changes))
        and not any(map(_worsens, lever.changes))
    )
    return tuple(islice(out, _MOST_MENDS))


def _worsens(change: Change) -> bool:
    """Whether a change makes a figure of a year smaller: nobody wants a date at that price."""
    now = change.input.value
    if change.input.year is None or change.input.kind != "amount":
        return False
    assert isinstance(change.value, int | Fraction)
    return isinstance(now, int | Fraction) and change.value < now


def _law(asked: PlanQuestion, target: Venue) -> LawChecks:
    from pathway.studies.unchecked import unchecked_of

    found = unchecked_of(asked, target)
    return LawChecks(len(found.rules), len(found.rules) + found.checked, len(found.movable))
