"""Scenario × rulebook × calendar → plan: the earliest day per target and route, with causes, slack
and what blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import to_date
from pathway.dates.schedule import Push, Schedule, latest
from pathway.law.effect import Requires, States
from pathway.law.language.grammar import references
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, RouteSteps, Venue, route_id
from pathway.planning.arguments import checked_ask, refuse_no_scenario
from pathway.planning.blocks import blocks, conflicting, hardest
from pathway.planning.causes import Cause, cause_of
from pathway.planning.caveats import Reservations
from pathway.planning.network import Regime
from pathway.planning.requirements import Requirements
from pathway.planning.solve import Failed, PlanQuestion, Solved, final_of, question, solve
from pathway.planning.values import Block, Milestone, Plan, Requirement, Route
from pathway.scenario.scenario import Scenario


def plan(
    scenario: Scenario,
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    by: date | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
) -> Plan:
    """The earliest day on which a firm can be listed, for every target and every route to it.

    A rule of law counts as the rulebook has it: each milestone of the answer names the provision
    that decided its day, with its citation and how well its text is established.

    Args:
        scenario: The firm and what is assumed, as `load` reads them.
        targets: The venues to reach. Default: those of the scenario, else every exchange above the
            firm's present venue.
        pace: How long steps take: `floor` (the legal minimum or the fastest case), `typical` (the
            median case) or `cautious` (the 90th percentile or the legal maximum). Default: that of
            the scenario.
        by: A deadline: also the latest days that still meet it, or what stands in its way.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.

    Returns:
        Every route, feasible or not, with milestones, causes, slack and what blocks it.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue or pace is called so.
        OutOfRangeError: No route leads to a target, or the law on the as-of day, or the calendar,
            is not encoded.
    """
    refuse_no_scenario(scenario)
    ask = checked_ask(targets, pace, rulebook, strict, by)
    return explained(question(scenario, ask), ask.by)


def explained(asked: PlanQuestion, by: date | None = None) -> Plan:
    """The plan that answers a question: every route solved and explained."""
    requirements = asked.requirements
    found = tuple(
        Planner(requirements, route, target, by).route() for target, route in asked.routes
    )
    official = to_date(requirements.clock.calendars.official_through)
    scenario = requirements.scenario
    return Plan(
        scenario=scenario,
        rulebook=requirements.book,
        pace=scenario.pace,
        strict=requirements.strict,
        official_through=official,
        targets=asked.targets,
        routes=found,
        asked_for=asked.named,
    )


def best_routes(asked: PlanQuestion) -> tuple[Route, ...]:
    """One route per target, explained: the best, or the first where none is feasible.

    They are those of the plan that `explained` gives, but for `requirements`, which are left out.
    """
    found: list[Route] = []
    for target in asked.targets:
        planners = [
            Planner(asked.requirements, route, target, brief=True)
            for to, route in asked.routes
            if to == target
        ]
        solved = [(planner, solve(asked.requirements, planner.steps)) for planner in planners]
        feasible = [(planner, done) for planner, done in solved if isinstance(done, Solved)]
        planner, done = min(feasible, key=lambda one: one[1].date) if feasible else solved[0]
        found.append(planner.told(done))
    return tuple(found)


def _before(pushes: Sequence[Push], decisive: Push) -> tuple[Push, ...]:
    """The moves before the decisive one, the last of each constraint only."""
    earlier = pushes[: pushes.index(decisive)]
    last = {push.constraint: push for push in earlier if push.constraint != decisive.constraint}
    return tuple(push for push in earlier if last.get(push.constraint) is push)


def chosen_standard(
    requirements: Requirements, steps: RouteSteps, schedule: Schedule
) -> str | None:
    """The listing standard relied on: the first that holds at filing and at the committee, else at
    filing.
    """
    name = f"{steps[-1]}.standard"
    filed, committee = (schedule.days.get(f"{steps[-1]}.{m}") for m in ("filed", "committee"))
    if name not in requirements.book.provisions:
        return None
    options = _options(requirements, name)
    for days in ((filed, committee), (filed,), (committee,)):
        for option in options:
            held = requirements.verdict(option).met
            if all(day is not None and day in held for day in days):
                return option
    return None


def _options(requirements: Requirements, name: str) -> tuple[str, ...]:
    """The provisions that the versions of a group refer to."""
    out: dict[str, None] = {}
    for version in requirements.law.known(requirements.book.provision(name)):
        if isinstance(version.effect, Requires):
            out.update(dict.fromkeys(references(version.effect.node())))
    return tuple(out)


def years_end(requirements: Requirements) -> Phrase:
    """From when on the figures of a firm are not given."""
    years = requirements.subject.years
    if not years:
        return Phrase("plan.no-years")
    last = max(years)
    if requirements.subject.as_last:
        return phrase("plan.later-years", year=str(last))
    return phrase(
        "plan.years-end", year=str(last), day=to_date(requirements.subject.report_day(last + 1))
    )


class Planner:
    """Plans one route: solves every regime, keeps the best and says what it rests on."""

    def __init__(
        self,
        requirements: Requirements,
        steps: RouteSteps,
        target: Venue,
        by: date | None = None,
        brief: bool = False,
    ) -> None:
        self.requirements, self.steps, self.target, self.by, self.brief = (
            requirements,
            steps,
            target,
            by,
            brief,
        )
        self.final = final_of(steps)
        self.id = route_id(steps)

    def route(self) -> Route:
        """The best schedule of the route, or what blocks it."""
        return self.told(solve(self.requirements, self.steps))

    def told(self, solved: Solved | Failed) -> Route:
        """What was solved, as a route in words."""
        return (
            self._blocked(solved)
            if isinstance(solved, Failed)
            else self._planned(solved.regime, solved.schedule)
        )

    # -- feasible ----------------------------------------------------------------------------------

    def _planned(self, regime: Regime, schedule: Schedule) -> Route:
        deadline = schedule.days[self.final] if self.by is None else self.by.toordinal()
        late = schedule.days[self.final] > deadline
        back = latest(regime.network, {self.final: schedule.days[self.final] if late else deadline})
        chain = schedule.chain(self.final)
        own = [m for m in regime.network.milestones if m.partition(".")[0] in self.steps]
        reservations = Reservations(self.requirements, self.steps, regime, schedule)
        projected = reservations.projected()
        milestones = []
        for name in own:
            decisive = schedule.cause(name)
            last = to_date(back.days[name]) if isinstance(back, Schedule) else None
            pinned = name in regime.network.pins
            no_slack = not pinned and last == to_date(schedule.days[name])
            milestones.append(
                Milestone(
                    id=name,
                    date=to_date(schedule.days[name]),
                    latest=last,
                    critical=name in chain or no_slack,
                    projected=name in projected,
                    pinned=pinned,
                    cause=self._cause(decisive, name, schedule, regime),
                    via=tuple(
                        self._cause(p, name, schedule, regime)
                        for p in _before(schedule.pushes[name], decisive)
                    ),
                )
            )
        standard = chosen_standard(self.requirements, self.steps, schedule)
        return Route(
            id=self.id,
            target=self.target,
            date=to_date(schedule.days[self.final]),
            standard=standard,
            milestones=tuple(sorted(milestones, key=lambda m: m.date)),
            critical_path=tuple(m for m in chain if m in own),
            requirements=tuple(self._requirements(standard)),
            done=regime.done,
            assumed=reservations.assumed(),
            unconfirmed=reservations.unconfirmed(),
            warnings=tuple(reservations.warnings()),
            relied=reservations.relied(),
            blocked_by=self._too_late(schedule, regime) if late else (),
            by=self.by,
        )

    def _cause(self, push: Push, name: str, schedule: Schedule, regime: Regime) -> Cause:
        begun = any(m in self.requirements.scenario.milestones for m in regime.network.milestones)
        if (
            push.kind == "as_of"
            and begun
            and (due := regime.network.due(name, schedule.days)) is not None
        ):
            # The step is under way; at this pace its next milestone would have been due before
            # today.
            text = phrase("causes.due", due=to_date(due), day=to_date(push.to))
            return Cause(kind="as_of", source=None, rule=None, text=text, to=to_date(push.to))
        return cause_of(push, schedule.days, self.requirements)

    def _too_late(self, schedule: Schedule, regime: Regime) -> tuple[Block, ...]:
        """The deadline that cannot be met, and the rules that must give for it."""
        assert self.by is not None
        cause = self._cause(schedule.cause(self.final), self.final, schedule, regime)
        text = phrase("plan.too-late", by=self.by, date=to_date(schedule.days[self.final]))
        end = Block(self.final, "by", cause, text)
        deadline = {self.final: self.by.toordinal()}
        return (end, *conflicting(self.requirements, regime.network, deadline))

    def _requirements(self, standard: str | None) -> Iterator[Requirement]:
        start = self.requirements.scenario.as_of.toordinal()
        for step in () if self.brief else self.steps:
            for provision in self.requirements.book.for_step(step):
                if not any(
                    isinstance(v.effect, Requires | States)
                    for v in self.requirements.law.known(provision)
                ):
                    continue
                first = self.requirements.verdict(provision.id, extended=True).met.next(start)
                yield Requirement(
                    provision.id,
                    None if first is None else to_date(first),
                    provision.id == standard,
                )

    # -- not feasible ------------------------------------------------------------------------------

    def _blocked(self, failed: Failed) -> Route:
        regime, failure = hardest(self.requirements, failed)
        return Route(
            id=self.id,
            target=self.target,
            date=None,
            requirements=tuple(self._requirements(None)),
            done=regime.done,
            assumed=tuple(sorted(self.requirements.scenario.defaulted)),
            warnings=(*self.requirements.scenario.doubts, years_end(self.requirements)),
            blocked_by=tuple(blocks(self.requirements, regime, failure)),
            by=self.by,
        )
