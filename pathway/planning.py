"""Scenario × rulebook × calendar → plan: the earliest day per target and route, with causes, slack and what blocks.

The values here are what every renderer shows and what `pathway.plan` returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)

from attrs import evolve, field, frozen

from pathway.causes import Cause, cause_of, conflict_cause
from pathway.days import DaySet, to_date
from pathway.errors import OutOfRangeError
from pathway.explain import Miss, assumed_paths, nearest
from pathway.firm import Venue
from pathway.law.book import Rulebook, shipped
from pathway.law.expression import Ref, references
from pathway.law.provision import Provision, Requires, Version
from pathway.network import Builder, Origin, Regime
from pathway.requirements import Requirements
from pathway.routes import MILESTONES, route_id, routes, targets_above
from pathway.routes import Route as Steps
from pathway.scenario import Pace, Scenario
from pathway.schedule import Gate, Infeasible, Lag, Limit, Schedule, earliest, latest
from pathway.words import Phrase, phrase


@frozen
class Milestone:
    """One milestone of a route.

    latest: the last day that still makes the route's final date (or the deadline asked for); slack_days: calendar
    days from date to latest. critical: on the chain of causes of the final date, or without slack. projected: the
    date rests on days beyond the official calendar. via: earlier moves of the same milestone, first to last.
    """

    id: str
    date: Date
    latest: Date | None
    critical: bool
    projected: bool
    pinned: bool
    cause: Cause
    via: tuple[Cause, ...] = ()

    @property
    def slack_days(self) -> int | None:
        """Calendar days from the earliest to the latest day."""
        return None if self.latest is None else (self.latest - self.date).days


@frozen
class Requirement:
    """A provision tested on a route: since when it holds (None: on no day) and whether it was the one chosen."""

    id: str
    met_from: date | None
    chosen: bool


@frozen
class Block:
    """Why a route has no date: the milestone that finds no day, the rule that leaves none, the nearest misses."""

    milestone: str
    rule: str
    cause: Cause
    text: Phrase
    nearest: tuple[Miss, ...] = ()


@frozen
class Why:
    """One link in the chain of causes behind a date, latest first."""

    milestone: str
    date: Date
    cause: Cause
    via: tuple[Cause, ...]


@frozen
class Route:
    """One way to a target. date: of its last milestone; None where it is not feasible within the horizon.

    done: earlier milestones of a step under way whose day is not given. assumed: scenario paths taken as fulfilled.
    unconfirmed: rules used whose text is not confirmed.
    """

    id: str
    target: Venue
    date: Date | None
    standard: str | None = None
    milestones: tuple[Milestone, ...] = ()
    critical_path: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    done: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    warnings: tuple[Phrase, ...] = ()
    blocked_by: tuple[Block, ...] = ()
    by: Date | None = None

    @property
    def feasible(self) -> bool:
        """Whether the route reaches its target within the horizon (and by the deadline, if there is one)."""
        return self.date is not None and not self.blocked_by

    def milestone(self, name: str) -> Milestone:
        """A milestone by id. Raises `KeyError`."""
        for item in self.milestones:
            if item.id == name:
                return item
        raise KeyError(name)

    def why(self, name: str) -> tuple[Why, ...]:
        """The chain of causes behind a date: the milestone asked for first, then what decided it, and so on."""
        known = {item.id: item for item in self.milestones}
        out: list[Why] = []
        current: str | None = name
        while current is not None and current in known and all(w.milestone != current for w in out):
            item = known[current]
            out.append(Why(item.id, item.date, item.cause, item.via))
            current = item.cause.source
        if not out:
            raise KeyError(name)
        return tuple(out)


@frozen
class Plan:
    """The answer to one scenario: every route to every target, and the best one per target."""

    scenario: Scenario
    rulebook: Rulebook = field(repr=False)
    pace: Pace
    strict: bool
    official_through: date
    targets: tuple[Venue, ...]
    routes: tuple[Route, ...]

    @property
    def best(self) -> Mapping[str, Route]:
        """The feasible route with the earliest date, per target; targets without one are absent."""
        out: dict[str, Route] = {}
        for target in self.targets:
            open_routes = [r for r in self.routes if r.target == target and r.feasible]
            if open_routes:
                out[target] = min(open_routes, key=lambda r: r.date or date.max)
        return out


def plan(
    scenario: Scenario,
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    by: date | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
) -> Plan:
    """The earliest schedule for every route to every target.

    targets and pace override the scenario's. by: also ask for the latest dates that still make this day. Raises
    `OutOfRangeError` where the law on the as-of day, or the calendar, is not encoded.
    """
    book = rulebook or shipped()
    scenario = evolve(scenario, pace=pace or scenario.pace)
    needs = Requirements(scenario, book, strict)
    wanted = tuple(targets or scenario.targets or targets_above(scenario.firm.status.venue))
    found: list[Route] = []
    for target in wanted:
        ways = _ways(needs, target)
        for way in ways:
            _encoded(book, scenario, way)
            found.append(Planner(needs, way, target, by).route())
    official = to_date(needs.calendars.official_through)
    return Plan(scenario, book, scenario.pace, strict, official, wanted, tuple(found))


def _ways(needs: Requirements, target: Venue) -> tuple[Steps, ...]:
    """The routes to a target; a firm that will fall out of the innovation tier may also enter it again."""
    status = needs.scenario.firm.status
    ways = routes(status.venue, target)
    if not ways:
        raise OutOfRangeError(phrase("plan.no-route", venue=status.venue, target=target))
    if status.venue == "neeq-innovation" and target == "bse" and status.innovation_entered is not None:
        fallen = needs.demoted(status.innovation_entered.toordinal())
        if fallen and "bse.filed" not in needs.scenario.milestones:
            return (*ways, ("innovation", "bse"))
    return ways


def _encoded(book: Rulebook, scenario: Scenario, way: Steps) -> None:
    """Refuses a question about a time for which a step's law was not yet known."""
    for step in way:
        known = [v.published for p in book.for_step(step) for v in p.versions if v.tested_at]
        if not known:
            raise OutOfRangeError(phrase("plan.no-law", step=step))
        if scenario.as_of < min(known):
            raise OutOfRangeError(phrase("plan.before-law", step=step, as_of=scenario.as_of, first=min(known)))


class Planner:
    """Plans one route: solves every regime, keeps the best and says what it rests on."""

    def __init__(self, needs: Requirements, steps: Steps, target: Venue, by: date | None) -> None:
        self.needs, self.steps, self.target, self.by = needs, steps, target, by
        self.final = f"{steps[-1]}.{MILESTONES[steps[-1]][-1]}"
        self.id = route_id(steps)

    def route(self) -> Route:
        """The best schedule of the route, or what blocks it."""
        best: tuple[tuple[int, ...], Regime, Schedule] | None = None
        failed: list[tuple[Regime, Infeasible]] = []
        for regime in Builder(self.needs, self.steps).regimes():
            result = earliest(regime.network)
            if isinstance(result, Infeasible):
                failed.append((regime, result))
                continue
            key = (result.days[self.final], *(result.days[m] for m in reversed(regime.network.milestones)))
            if best is None or key < best[0]:
                best = (key, regime, result)
        if best is None:
            return self._blocked(failed)
        return self._planned(best[1], best[2])

    # -- feasible -------------------------------------------------------------------------------------------------

    def _planned(self, regime: Regime, schedule: Schedule) -> Route:
        deadline = schedule.days[self.final] if self.by is None else self.by.toordinal()
        late = schedule.days[self.final] > deadline
        back = latest(regime.network, {self.final: schedule.days[self.final] if late else deadline})
        chain = schedule.chain(self.final)
        own = [m for m in regime.network.milestones if m.partition(".")[0] in self.steps]
        projected = self._projected(regime, schedule)
        milestones = []
        for name in own:
            causes = [
                cause_of(push, name, schedule.days, regime.origins, self.needs) for push in schedule.pushes[name]
            ]
            decisive = schedule.pushes[name].index(schedule.cause(name))
            last = to_date(back.days[name]) if isinstance(back, Schedule) else None
            pinned = name in regime.network.pins
            no_slack = not pinned and last == to_date(schedule.days[name])
            milestones.append(
                Milestone(
                    name, to_date(schedule.days[name]), last, name in chain or no_slack, name in projected, pinned,
                    causes[decisive], tuple(causes[:decisive]),
                )
            )
        tested = list(self._tested(regime, schedule))
        standard = self._standard(schedule)
        blocks = (self._too_late(schedule, regime),) if late else ()
        return Route(
            id=self.id,
            target=self.target,
            date=to_date(schedule.days[self.final]),
            standard=standard,
            milestones=tuple(sorted(milestones, key=lambda m: m.date)),
            critical_path=tuple(m for m in chain if m in own),
            requirements=tuple(self._requirements(standard)),
            done=regime.done,
            assumed=self._assumed(regime, schedule, tested),
            unconfirmed=self._unconfirmed(regime, schedule, tested),
            warnings=tuple(self._warnings(regime, schedule, tested)),
            blocked_by=blocks,
            by=self.by,
        )

    def _too_late(self, schedule: Schedule, regime: Regime) -> Block:
        push = schedule.cause(self.final)
        cause = cause_of(push, self.final, schedule.days, regime.origins, self.needs)
        assert self.by is not None
        text = phrase("plan.too-late", by=self.by, date=to_date(schedule.days[self.final]))
        return Block(self.final, cause.rule or "", cause, text)

    def _tested(self, regime: Regime, schedule: Schedule) -> Iterator[tuple[str, int, Provision, Version]]:
        """Every rule tested on the route: (milestone, day, provision, version in force). Facts are not tested."""
        for step in self.steps:
            for provision in self.needs.book.for_step(step):
                for name in MILESTONES[step]:
                    full = f"{step}.{name}"
                    if full not in schedule.days or full in regime.network.pins:
                        continue
                    version = self._version(provision, step, name, schedule)
                    if version is not None and name in version.tested_at:
                        yield full, schedule.days[full], provision, version

    def _version(self, provision: Provision, step: str, name: str, schedule: Schedule) -> Version | None:
        """The version that governs a milestone, by its own day or by that of the milestone that picks it."""
        for version in self.needs.known(provision):
            picker = f"{step}.{version.applies_by or name}"
            day = schedule.days.get(picker, schedule.days[f"{step}.{name}"])
            until = version.until.toordinal() if version.until else day + 1
            if version.effective.toordinal() <= day < until:
                return version
        return None

    def _projected(self, regime: Regime, schedule: Schedule) -> frozenset[str]:
        """Milestones whose day rests on the calendar beyond its official end, directly or through their causes."""
        through = self.needs.calendars.official_through
        direct = set()
        for name, day in schedule.days.items():
            for push in schedule.pushes[name]:
                if day > through and push.constraint is not None and self._by_calendar(push.constraint, regime):
                    direct.add(name)
        out = set(direct)
        for name in schedule.days:
            if any(before in direct for before in schedule.chain(name)):
                out.add(name)
        return frozenset(out - regime.network.pins.keys())

    def _by_calendar(self, constraint: object, regime: Regime) -> bool:
        match constraint:
            case Gate():
                origin = regime.origins.get(constraint.label)
                provision = origin.provision if origin else None
                return provision is not None and not any(isinstance(v.effect, Requires) for v in provision.versions)
            case Lag() | Limit():
                step = constraint.step if isinstance(constraint, Lag) else constraint.reach
                return type(step).__name__ not in ("Days", "Months")
            case _:
                return False

    def _standard(self, schedule: Schedule) -> str | None:
        """The listing standard relied on: the first that holds at filing and at the committee, else at filing."""
        name = f"{self.steps[-1]}.standard"
        filed, committee = (schedule.days.get(f"{self.steps[-1]}.{m}") for m in ("filed", "committee"))
        if name not in self.needs.book.provisions:
            return None
        options = self._options(name)
        for days in ((filed, committee), (filed,), (committee,)):
            for option in options:
                held = self.needs.verdict(option).met
                if all(day is not None and day in held for day in days):
                    return option
        return None

    def _options(self, name: str) -> tuple[str, ...]:
        """The provisions that the versions of a group refer to."""
        out: dict[str, None] = {}
        for version in self.needs.known(self.needs.book.provision(name)):
            if isinstance(version.effect, Requires):
                out.update(dict.fromkeys(references(version.effect.node)))
        return tuple(out)

    def _requirements(self, standard: str | None) -> Iterator[Requirement]:
        start = self.needs.scenario.as_of.toordinal()
        for step in self.steps:
            for provision in self.needs.book.for_step(step):
                if not any(isinstance(v.effect, Requires) for v in self.needs.known(provision)):
                    continue
                first = self.needs.verdict(provision.id, extended=True).met.next(start)
                yield Requirement(provision.id, None if first is None else to_date(first), provision.id == standard)

    def _assumed(
        self, regime: Regime, schedule: Schedule, tested: Sequence[tuple[str, int, Provision, Version]]
    ) -> tuple[str, ...]:
        out: dict[str, None] = {}
        for _, day, provision, version in tested:
            if isinstance(version.effect, Requires):
                lead = version.effect.lead
                verdict = self.needs.verdict(provision.id)
                out.update(dict.fromkeys(assumed_paths(verdict, day - lead, self.needs.subject)))
        out.update(dict.fromkeys(f"milestones.{name}" for name in regime.done))
        out.update(dict.fromkeys(sorted(self.needs.scenario.defaulted)))
        return tuple(out)

    def _unconfirmed(
        self, regime: Regime, schedule: Schedule, tested: Sequence[tuple[str, int, Provision, Version]]
    ) -> tuple[str, ...]:
        out = {p.id: None for _, _, p, v in tested if v.status in ("unconfirmed", "unknown")}
        for name in schedule.days:
            for push in schedule.pushes[name]:
                origin = regime.origins.get(push.constraint.label) if push.constraint is not None else None
                if origin and origin.duration and origin.duration.status in ("unconfirmed", "unknown"):
                    out[origin.rule] = None
        return tuple(out)

    def _warnings(
        self, regime: Regime, schedule: Schedule, tested: Sequence[tuple[str, int, Provision, Version]]
    ) -> Iterator[Phrase]:
        yield from self._conflicts_with_facts(regime, schedule)
        for constraint in regime.network.constraints:
            origin = regime.origins.get(constraint.label)
            version = origin.version if origin else None
            if isinstance(constraint, Lag) and version is not None and getattr(version.effect, "boundary", False):
                day = schedule.days[constraint.target]
                if day == constraint.step.after(schedule.days[constraint.source]) and not self.needs.strict:
                    yield phrase("plan.boundary", rule=origin.rule if origin else "", day=to_date(day))
        as_of = self.needs.scenario.as_of
        old = [p.id for _, _, p, v in tested if (as_of - v.checked_on).days > 365]
        if old:
            yield phrase("plan.unchecked", rules=tuple(dict.fromkeys(old)))

    def _conflicts_with_facts(self, regime: Regime, schedule: Schedule) -> Iterator[Phrase]:
        """Given milestones that the law, as encoded, would not have allowed on their day."""
        pins = regime.network.pins
        for constraint in regime.network.constraints:
            target = constraint.milestone if isinstance(constraint, Gate) else constraint.target
            if target not in pins or isinstance(constraint, Gate):
                continue
            day, source = pins[target], schedule.days[constraint.source]
            broken = (
                day < constraint.step.after(source) if isinstance(constraint, Lag)
                else constraint.source in pins and day > constraint.reach.after(source)
            )  # fmt: skip
            origin = regime.origins[constraint.label]
            if broken and origin.provision is not None:
                yield phrase("plan.conflict", milestone=target, day=to_date(day), rule=origin.rule)
        for step in self.steps:
            for provision in self.needs.book.for_step(step):
                for name in MILESTONES[step]:
                    full = f"{step}.{name}"
                    version = self._version(provision, step, name, schedule) if full in pins else None
                    if version is None or name not in version.tested_at or not isinstance(version.effect, Requires):
                        continue
                    if self.needs.version_verdict(version, extended=True).outcome(pins[full]) == "unmet":
                        yield phrase("plan.conflict", milestone=full, day=to_date(pins[full]), rule=provision.id)

    # -- not feasible ---------------------------------------------------------------------------------------------

    def _blocked(self, failed: Sequence[tuple[Regime, Infeasible]]) -> Route:
        order = {name: i for i, name in enumerate(failed[0][0].network.milestones)}
        regime, failure = max(failed, key=lambda f: (order[f[1].milestone], f[1].bound))
        return Route(
            id=self.id,
            target=self.target,
            date=None,
            requirements=tuple(self._requirements(None)),
            done=regime.done,
            assumed=tuple(sorted(self.needs.scenario.defaulted)),
            blocked_by=tuple(self._blocks(regime, failure)),
            by=self.by,
        )

    def _blocks(self, regime: Regime, failure: Infeasible) -> Iterator[Block]:
        named = [failure.constraint] if isinstance(failure.constraint, Gate) else list(failure.conflict)
        for constraint in named or [failure.constraint]:
            if constraint is None:
                continue
            origin = regime.origins.get(constraint.label, Origin(constraint.label))
            cause = conflict_cause(constraint, failure, regime.origins, self.needs)
            yield Block(failure.milestone, origin.rule, cause, cause.text, self._nearest(constraint, origin, failure))

    def _nearest(self, constraint: object, origin: Origin, failure: Infeasible) -> tuple[Miss, ...]:
        if not isinstance(constraint, Gate) or origin.provision is None:
            return ()
        horizon = Builder(self.needs, self.steps).horizon
        verdict = self.needs.verdict(origin.provision.id)
        assert isinstance(verdict.node, Ref)
        span = DaySet.between(failure.bound, max(horizon, failure.bound))
        return nearest(verdict, span, self.needs.subject)
