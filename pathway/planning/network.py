"""Scenario × rulebook × calendars → the temporal networks of one route.

Most rules become one constraint. What is either-or is enumerated here, because the solver must not
see it: which version of a rule applies when that is picked by the day of another milestone (an
application pending when the law changes), rules that fall away "unless" something holds, tier
demotions ahead. One network for each regime; the plan takes the best of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial, reduce
from itertools import pairwise, product
from operator import or_

from attrs import frozen

from pathway.dates.advance import Advance, Months
from pathway.dates.days import ALL, FIRST, LAST, NONE, DaySet
from pathway.dates.schedule import Constraint, Gate, Lag, Limit, Network
from pathway.law.effect import AtLeast, AtMost, OnDays, Requires
from pathway.law.language.grammar import Node, compared_with, metrics_of, without
from pathway.law.provision import Provision, Version
from pathway.law.steps import (
    CORE,
    MILESTONES,
    STANDINGS,
    STEPS,
    RouteSteps,
    StandingRule,
    anchor,
)
from pathway.planning.added import Added, Bundle, Conditional, alternatives_of
from pathway.planning.enduring import Gates, Late, chosen, endangered, fixed_at, on_file, surviving
from pathway.planning.memory import Inquiry, Replies
from pathway.planning.origin import AGAIN, Origin
from pathway.planning.placing import Placed, placed
from pathway.planning.requirements import Requirements, extended_at
from pathway.planning.sharing import EVENTS, timing_of
from pathway.planning.times import Reply, lags_of
from pathway.planning.windows import ROUNDING


@frozen(repr=False)
class Regime:
    """One network of a route. done: earlier milestones of a step under way whose day is not
    given. anew: strands that are gone through again.
    """

    network: Network
    done: tuple[str, ...]
    anew: frozenset[str] = frozenset()


_EVERY_DAY = ALL, False
_NO_GATES: tuple[Gates, ...] = ()
_NO_FALLS: tuple[int, ...] = ()
_FALLS = frozenset({EVENTS})
"""What the end of a standing reads."""


COUNTED = "neeq_months"
"""The metric that a condition may count from a milestone of the route."""
NOTHING: Mapping[Hashable, Added] = {}
"""No piece known beforehand."""


class Builder:
    """Builds the networks of one route.

    anew: strands that are gone through again, whatever is given of them. like: what made the
    networks of the route for the scenario that these requirements take from. answers: what has been
    asked of this firm already. given: what some provisions are known to add, without asking. loose:
    what may mean anything: whatever reads it is taken to allow as much as it ever could, so that no
    firm that differs in nothing else is earlier. Then `like` made the networks of the same scenario
    without that.

    asked: what was asked of the firm on the way, in order; complete once the first network is
    there. Everything else follows from the law and from `standpoint_of` the scenario.
    """

    def __init__(
        self,
        requirements: Requirements,
        route: RouteSteps,
        anew: frozenset[str] = frozenset(),
        like: Builder | None = None,
        answers: Replies | None = None,
        given: Mapping[Hashable, Added] = NOTHING,
        loose: frozenset[str] = frozenset(),
    ) -> None:
        self.requirements, self.route, self.anew = requirements, route, anew
        self._given, self.loose = given, loose
        self._like, self._answers = like, {} if answers is None else answers
        self.scenario = requirements.scenario
        self.start, self.horizon = requirements.clock.start, requirements.clock.horizon
        self.range = DaySet.between(self.start, self.horizon)
        self.constraints: list[Constraint] = []
        self.last_constraints: list[Constraint] = []
        self.choices: list[Conditional] = []
        self.standing: list[tuple[StandingRule, str, str, Hashable]] = []
        self.asked: list[Inquiry] = []
        self.bound: dict[Hashable, Added] = {}
        self.placed: Placed = (
            placed(self.scenario, route, requirements.anchors, anew)
            if like is None
            else like.placed
        )
        self.milestones, self.pins = self.placed.milestones, self.placed.pins

    def ask(
        self, reads: frozenset[str], question: Callable[[Requirements], Reply], most: Reply
    ) -> Reply:
        """Asks something of the firm. most: the answer that allows more than any other."""
        if not reads.isdisjoint(self.loose):
            return most
        answer = question(self.requirements)
        self.asked.append(Inquiry(reads, question, answer))
        return answer

    def ask_of(
        self, provision: Provision, question: Callable[[Requirements], Reply], most: Reply
    ) -> Reply:
        """Asks something of the firm that depends on what a provision reads."""
        return self.ask(self.requirements.law.reads(provision.id), question, most)

    # -- milestones --------------------------------------------------------------------------------

    def resolve(self, name: str, step: str) -> str | None:
        """The milestone of the network that a rule of a step means, or None where its day is not
        known.
        """
        full = anchor(name, self.route) if "." in name else f"{step}.{name}"
        return full if full in self.milestones or full in self.pins else None

    def possible(self, milestone: str) -> DaySet:
        day = self.pins.get(milestone, self.placed.done_by.get(milestone))
        return self.range if day is None else DaySet.between(day, day)

    # -- the law -----------------------------------------------------------------------------------

    @cached_property
    def networks(self) -> tuple[Regime, ...]:
        """The networks of the route, made once."""
        return tuple(self.regimes())

    def regimes(self) -> Iterator[Regime]:
        """Every network of the route, one for each combination of alternatives."""
        return map(self.regime, product(*self.alternatives))

    def regime(self, chosen: Sequence[Bundle] = ()) -> Regime:
        """The network of one combination of alternatives. Of fewer than all: what every network has
        in common that goes on from there.
        """
        self.bind()
        # Gates of a regime come before those of the calendar, so that windows explain last.
        own = (c for bundle in chosen for c in bundle)
        constraints = (*own, *self.constraints, *self.last_constraints)
        pinned = (name for name in self.pins if name not in self.milestones)
        network = Network(
            (*self.milestones, *pinned), self.start, self.horizon, self.pins, constraints
        )
        return Regime(network, self.placed.done, self.anew)

    def bind(self) -> Builder:
        """Binds all law, once."""
        _ = self.alternatives
        return self

    @cached_property
    def alternatives(self) -> tuple[Sequence[Bundle], ...]:
        """What is either-or: for each milestone that picks versions, the bundles of each period
        that it may fall into. All law is bound on the way.
        """
        self.constraints += self._again()
        for step in self.route:
            for provision in self.requirements.law.binding(step):
                self._bind_once((step, provision.id), partial(self._bind, provision, step))
            timing = timing_of(self.scenario, (step,))
            self._bind_once((step, timing), partial(self._bind_times, step))
        asking: dict[tuple[StandingRule, str], dict[str, Hashable]] = {}
        for standing, entered, target, origin in self.standing:
            asking.setdefault((standing, entered), {})[target] = origin
        for (standing, entered), targets in asking.items():
            self._between_events(standing, entered, targets)
        return tuple(alternatives_of(self.choices, self.possible))

    def _again(self) -> Iterator[Gate]:
        """A strand is gone through again after the last day that is given of it, not before."""
        for step in self.route if self.anew else ():
            for strand in self.anew:
                mine = [n for n in MILESTONES[step] if STEPS[step].strands[n] == strand]
                names = [f"{step}.{name}" for name in mine]
                given = [d for n in names if (d := self.scenario.milestones.get(n)) is not None]
                if given and max(given).toordinal() >= self.start:
                    after = DaySet.since(max(given).toordinal() + 1)
                    yield Gate(names[0], after, Origin(AGAIN))

    def _bind_once(self, key: Hashable, bind: Callable[[], None]) -> None:
        """Binds a provision, or the durations of a step: as for the similar scenario where all that
        is asked has the same answer.
        """
        if key in self._given:
            self.bound[key] = self._given[key]
            self._add(self._given[key])
            return
        known = self._like.bound.get(key) if self._like is not None else None
        if known is not None and self._same(known):
            self._add(known)
        else:
            asked, constraints = len(self.asked), len(self.constraints)
            last, choices = len(self.last_constraints), len(self.choices)
            standing = len(self.standing)
            bind()
            inquiries = tuple(self.asked[asked:])
            known = Added(
                frozenset[str]().union(*(one.reads for one in inquiries)),
                inquiries,
                tuple(self.constraints[constraints:]),
                tuple(self.last_constraints[last:]),
                tuple(self.choices[choices:]),
                tuple(self.standing[standing:]),
            )
        self.bound[key] = known

    def _same(self, known: Added) -> bool:
        """Whether all that a provision asked of the similar firm has the same answer."""
        if self.loose:
            return known.reads.isdisjoint(self.loose)
        return not self.requirements.differs(known.reads) or all(
            asked.same(self.requirements, self._answers) for asked in known.asked
        )

    def _add(self, bound: Added) -> None:
        self.asked += bound.asked
        self.constraints += bound.constraints
        self.last_constraints += bound.last_constraints
        self.choices += bound.choices
        self.standing += bound.standing

    def _bind_times(self, step: str) -> None:
        self.constraints += lags_of(self, step)

    def _bind(self, provision: Provision, step: str) -> None:
        tests = self.requirements.law.tests(provision, step)
        fixed = fixed_at(self.requirements.law.known(provision)) if tests else None
        late: list[Late] = []
        for test in tests:
            milestone = self.resolve(test.name, step)
            if milestone is None:
                continue
            if fixed is not None and test.own and STEPS[step].reaches(fixed, test.name):
                extended = extended_at(self.scenario, step, test.name)
                late.append(Late(test.name, milestone, test.own, extended))
            elif test.own:
                self._gate(provision, test.own, step, test.name, milestone)
            for version in test.picked:
                self._pick(provision, version, test.name, step, milestone)
        if fixed is not None:
            self._fix(provision, f"{step}.{fixed}", late)
        if self.requirements.law.lapsing(provision):
            self._survive(provision, step)

    def _fix(self, provision: Provision, milestone: str, late: Sequence[Late]) -> None:
        """The alternative fixed at a milestone is the one that counts later."""
        planned = [one for one in late if one.milestone not in self.pins]
        chosen_on = self.pins.get(milestone)
        bundles: tuple[Gates, ...] = _NO_GATES
        if planned:
            bundles = self.ask_of(
                provision, lambda r: chosen(r, provision, planned, self.range, chosen_on), _NO_GATES
            )
        if any(bundles):
            picker = milestone if milestone in self.milestones else planned[0].milestone
            self.choices.append(Conditional(picker, ALL, bundles))

    def _survive(self, provision: Provision, step: str) -> None:
        """An application on file ends where a requirement fails for too long."""
        names = [f"{step}.{name}" for name in on_file(step)]
        known = {**self.placed.done_by, **self.pins}
        begun = [known[name] for name in names if name in known]
        ahead = [name for name in names if name in self.milestones and name not in self.pins]
        free = endangered(ahead, self.requirements.law.lapsing(provision))
        if not free:
            return
        since = max(begun) if begun else None
        bundles = self.ask_of(provision, lambda r: surviving(r, provision, free, since), _NO_GATES)
        if any(bundles):
            self.choices.append(Conditional(free[0], ALL, bundles))

    def _gate(
        self,
        provision: Provision,
        versions: tuple[Version, ...],
        step: str,
        name: str,
        milestone: str,
    ) -> None:
        """The days on which the version then in force holds."""
        if milestone in self.pins:
            return
        extended = extended_at(self.scenario, step, name)
        days, rounding = self.ask_of(
            provision,
            lambda r: r.gate(
                provision,
                name,
                extended,
                lambda: self._open(r, provision, versions, name, extended),
            ),
            _EVERY_DAY,
        )
        if not days.covers(self.start, self.horizon):
            origin = Origin(provision.id, provision, self.requirements.law.known(provision))
            calendar = any(isinstance(v.effect, OnDays) for v in versions)
            (self.last_constraints if calendar else self.constraints).append(
                Gate(milestone, days, origin, rounding)
            )

    def _open(
        self,
        requirements: Requirements,
        provision: Provision,
        versions: tuple[Version, ...],
        name: str,
        extended: bool,
    ) -> tuple[DaySet, bool]:
        """The days that a provision leaves open to a milestone, and whether it only sets business
        days.
        """
        live = [version for version in versions if version.period & self.range]
        rounding = any(isinstance(v.effect, OnDays) and v.effect.kind in ROUNDING for v in live)
        if len(live) == 1 and live[0].period.covers(self.start, self.horizon):
            days = _held(requirements, live[0], name, extended)
        else:
            days = ~reduce(or_, (version.period for version in live), NONE) - self._before_the_step(
                provision
            )
            for version in live:
                days |= version.period & _held(requirements, version, name, extended)
        return days, rounding

    def _before_the_step(self, provision: Provision) -> DaySet:
        """The days before a step existed in law; elsewhere, where no version is in force nothing is
        asked.
        """
        if provision.id not in CORE.values():
            return NONE
        return DaySet.until(min(v.effective.toordinal() for v in provision.versions) - 1)

    def _pick(
        self, provision: Provision, version: Version, name: str, step: str, milestone: str
    ) -> None:
        """A version that applies when a milestone (its own, or the one that picks it) falls into
        its period.
        """
        by = f"{step}.{version.applies_by or name}"
        # What was done on an unknown day picks the version of the last day on which it can have
        # been done.
        picker = by if by in self.placed.done_by else self.resolve(version.applies_by or name, step)
        period = version.period
        if picker is None or not (period & self.possible(picker)):
            return
        bundles = tuple(self._bundles(provision, version, name, step, milestone))
        if bundles:
            self.choices.append(Conditional(picker, period, bundles))

    def _bundles(
        self, provision: Provision, version: Version, name: str, step: str, milestone: str
    ) -> Iterable[Bundle]:
        origin = Origin(provision.id, provision, (version,), picked=True)
        effect = version.effect
        match effect:
            case AtLeast():
                return self._lag_bundles(effect, origin, step, milestone)
            case AtMost():
                source = self.resolve(effect.since, step)
                reach = self.requirements.clock.advance(effect.period)
                return [] if source is None else [(Limit(source, milestone, reach, origin),)]
            case Requires() | OnDays():
                extended = extended_at(self.scenario, step, name)
                held = self.ask_of(provision, lambda r: _held(r, version, name, extended), ALL)
                return [(Gate(milestone, held, origin),)]
            case _:
                return []

    def _lag_bundles(
        self, effect: AtLeast, origin: Origin, step: str, milestone: str
    ) -> Iterable[Bundle]:
        source = self.resolve(effect.since, step)
        if source is None:
            return
        lag = Lag(source, milestone, self.requirements.clock.lag(effect), origin)
        if effect.unless is not None:
            free, waits = self._unless(effect.unless)
            if free.covers(self.start, self.horizon) and not waits:
                return
            if free & self.range:
                yield (
                    Gate(milestone, free, origin),
                    *(Lag(w, milestone, step_, origin) for w, step_ in waits),
                )
        standing = next((s for s in STANDINGS if s.since == effect.since), None)
        if standing is None:
            yield (lag,)
        else:
            yield from self._while_it_stands(lag, source, standing)

    def _unless(self, node: Node) -> tuple[DaySet, list[tuple[str, Advance]]]:
        """The days on which a rule falls away, and what else must have passed.

        Months of NEEQ listing are counted from the scenario's status; where the listing is itself a
        milestone of the route, they become a lag from it.
        """
        source = anchor("neeq.listed", self.route)
        if source in self.milestones and COUNTED in metrics_of(node):
            needed = min(compared_with(node, COUNTED), default=0)
            settled = without(node, COUNTED)
            free = ALL if settled is None else self._met(settled)
            return free, [(source, Months(needed))]
        return self._met(node), []

    def _met(self, node: Node) -> DaySet:
        reads = self.requirements.law.reads_through(node)
        return self.ask(reads, lambda r: r.condition(node).met, ALL)

    def _while_it_stands(self, lag: Lag, entered: str, standing: StandingRule) -> Iterable[Bundle]:
        """From the entry to the event that ends the standing."""
        if entered in self.pins:
            entry = self.pins[entered]
            fallen = self.ask(_FALLS, lambda r: r.ended(standing, entry), NONE)
            yield (lag, Gate(lag.target, ~fallen, lag.origin)) if fallen else (lag,)
            return
        self.standing.append((standing, entered, lag.target, lag.origin))
        yield (lag,)

    def _between_events(
        self, standing: StandingRule, entered: str, targets: Mapping[str, Hashable]
    ) -> None:
        """An entry after an event that ends the standing counts anew, up to the next such event:
        one alternative for each time between two of them, the same for all that asks for the
        standing.
        """
        endings = self.ask(_FALLS, lambda r: r.subject.endings(standing.ended_by), _NO_FALLS)
        ahead = [day for day in endings if self.start < day <= self.horizon]
        if not ahead:
            return
        # Who has the standing gains it anew only after the event; the step that leads to it, too,
        # begins after that.
        inside = self.scenario.firm.status.venue == standing.venue
        step = standing.since.partition(".")[0]
        begun = f"{step}.{MILESTONES[step][0]}"
        window = begun if begun in self.milestones else entered
        origin = next(iter(targets.values()))
        bundles = tuple(
            (
                Gate(window, DaySet.since(last + 1), origin),
                *(Gate(name, DaySet.until(after - 1), own) for name, own in targets.items()),
            )
            for last, after in pairwise([*(() if inside else (FIRST - 1,)), *sorted(ahead), LAST])
        )
        self.choices.append(Conditional(window, ALL, bundles))


def _held(requirements: Requirements, version: Version, name: str, extended: bool) -> DaySet:
    """The days on which a version lets a milestone happen; every day where it is not tested at
    it.
    """
    if name not in version.tested_at:
        return ALL
    met = requirements.allowed(version, extended)
    lead = version.effect.lead if isinstance(version.effect, Requires) else 0
    return met.shift(lead) if lead else met
