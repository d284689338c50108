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
from typing import TypeVar

from attrs import frozen

from pathway.dates.advance import Advance, Days, Months, Rounded, Soonest, Stepwise
from pathway.dates.days import ALL, FIRST, LAST, NONE, DaySet
from pathway.dates.in_time import InTime
from pathway.dates.schedule import Constraint, Gate, Lag, Limit, Network
from pathway.law.duration import Duration, rows_by_start
from pathway.law.effect import AtLeast, AtMost, OnDays, Requires
from pathway.law.language.grammar import Compare, Constant, Logic, Name, Node, metrics_of, parts_of
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
from pathway.planning.enduring import Gates, Late, chosen, fixed_at, on_file, surviving
from pathway.planning.memory import Inquiry, Replies
from pathway.planning.origin import AGAIN, Origin
from pathway.planning.placing import Placed, placed
from pathway.planning.requirements import Requirements, extended_at
from pathway.planning.sharing import EVENTS, timing_of
from pathway.planning.under_way import taking
from pathway.planning.windows import ROUNDING


@frozen(repr=False)
class Regime:
    """One network of a route. done: earlier milestones of a step under way whose day is not
    given. anew: strands that are gone through again.
    """

    network: Network
    done: tuple[str, ...]
    anew: frozenset[str] = frozenset()


Bundle = tuple[Constraint, ...]
Reply = TypeVar("Reply")
_EVERY_DAY = ALL, False
_NO_GATES: tuple[Gates, ...] = ()
_NO_FALLS: tuple[int, ...] = ()
_FALLS = frozenset({EVENTS})
"""What the end of a standing reads."""


@frozen(eq=False, repr=False)
class Conditional:
    """Constraints that apply only when a milestone falls into a period; several bundles are
    alternatives.
    """

    picker: str
    period: DaySet
    bundles: tuple[Bundle, ...]


@frozen(eq=False, repr=False)
class Added:
    """What one provision, or the durations of a step, adds to the networks, and what it asked.

    reads: what all the answers may depend on.
    """

    reads: frozenset[str]
    asked: tuple[Inquiry, ...]
    constraints: tuple[Constraint, ...]
    last_constraints: tuple[Constraint, ...]
    choices: tuple[Conditional, ...]
    standing: tuple[tuple[StandingRule, str, str, Hashable], ...]

    @property
    def adds(self) -> tuple[object, ...]:
        """What it adds, whatever it asked."""
        choices = [(one.picker, one.period, one.bundles) for one in self.choices]
        return self.constraints, self.last_constraints, choices, self.standing


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

    def _ask(
        self, reads: frozenset[str], question: Callable[[Requirements], Reply], most: Reply
    ) -> Reply:
        """Asks something of the firm. most: the answer that allows more than any other."""
        if not reads.isdisjoint(self.loose):
            return most
        answer = question(self.requirements)
        self.asked.append(Inquiry(reads, question, answer))
        return answer

    def _ask_of(
        self, provision: Provision, question: Callable[[Requirements], Reply], most: Reply
    ) -> Reply:
        """Asks something of the firm that depends on what a provision reads."""
        return self._ask(self.requirements.law.reads(provision.id), question, most)

    # -- milestones --------------------------------------------------------------------------------

    def _resolve(self, name: str, step: str) -> str | None:
        """The milestone of the network that a rule of a step means, or None where its day is not
        known.
        """
        full = anchor(name, self.route) if "." in name else f"{step}.{name}"
        return full if full in self.milestones or full in self.pins else None

    def _possible(self, milestone: str) -> DaySet:
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
            self._bind_once((step, timing), partial(self._bind_durations, step))
        asking: dict[tuple[StandingRule, str], dict[str, Hashable]] = {}
        for standing, entered, target, origin in self.standing:
            asking.setdefault((standing, entered), {})[target] = origin
        for (standing, entered), targets in asking.items():
            self._between_events(standing, entered, targets)
        return tuple(self._alternatives())

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

    def _bind(self, provision: Provision, step: str) -> None:
        tests = self.requirements.law.tests(provision, step)
        fixed = fixed_at(self.requirements.law.known(provision)) if tests else None
        late: list[Late] = []
        for test in tests:
            milestone = self._resolve(test.name, step)
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
            bundles = self._ask_of(
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
        free = [name for name in names if name in self.milestones and name not in self.pins]
        since = max(begun) if begun else None
        bundles = self._ask_of(provision, lambda r: surviving(r, provision, free, since), _NO_GATES)
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
        days, rounding = self._ask_of(
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
        picker = (
            by if by in self.placed.done_by else self._resolve(version.applies_by or name, step)
        )
        period = version.period
        if picker is None or not (period & self._possible(picker)):
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
                source = self._resolve(effect.since, step)
                reach = self.requirements.clock.advance(effect.period)
                return [] if source is None else [(Limit(source, milestone, reach, origin),)]
            case Requires() | OnDays():
                extended = extended_at(self.scenario, step, name)
                held = self._ask_of(provision, lambda r: _held(r, version, name, extended), ALL)
                return [(Gate(milestone, held, origin),)]
            case _:
                return []

    def _lag_bundles(
        self, effect: AtLeast, origin: Origin, step: str, milestone: str
    ) -> Iterable[Bundle]:
        source = self._resolve(effect.since, step)
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
            needed = min(_thresholds(node, COUNTED), default=0)
            settled = _without(node, COUNTED)
            free = ALL if settled is None else self._met(settled)
            return free, [(source, Months(needed))]
        return self._met(node), []

    def _met(self, node: Node) -> DaySet:
        reads = self.requirements.law.reads_through(node)
        return self._ask(reads, lambda r: r.condition(node).met, ALL)

    def _while_it_stands(self, lag: Lag, entered: str, standing: StandingRule) -> Iterable[Bundle]:
        """From the entry to the event that ends the standing."""
        if entered in self.pins:
            entry = self.pins[entered]
            fallen = self._ask(_FALLS, lambda r: r.ended(standing, entry), NONE)
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
        endings = self._ask(_FALLS, lambda r: r.subject.endings(standing.ended_by), _NO_FALLS)
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

    # -- durations ---------------------------------------------------------------------------------

    def _bind_durations(self, step: str) -> None:
        rows = self.requirements.law.durations(step)
        edges = dict.fromkeys((d.since, d.to) for d in rows)
        names = MILESTONES[step]
        for before, name in pairwise(names):
            if f"{step}.{name}" in self.scenario.durations:
                edges.setdefault((before, name))
        for since, to in edges:
            source, target = self._resolve(since, step), self._resolve(to, step)
            if source is None or target is None:
                continue
            through = names[names.index(since) + 1 : names.index(to) + 1]
            override = self.scenario.durations.get(f"{step}.{to}")
            if len(through) > 1 and any(f"{step}.{n}" in self.scenario.durations for n in through):
                # What is known of several steps together says nothing of a time that is given.
                continue
            if override is not None and len(through) == 1:
                origin = Origin(f"durations.{target}", override=override)
                self.constraints.append(
                    Lag(source, target, self._rounded(Days(override), target), origin)
                )
                continue
            self._bind_rows([d for d in rows if (d.since, d.to) == (since, to)], source, target)

    def _bind_rows(self, rows: Sequence[Duration], source: str, target: str) -> None:
        """The rows of one edge, picked by the day on which the step starts."""
        if any(self._anything(row.when) for row in rows if row.when is not None):
            self._bind_shortest(rows, source, target)
            return
        possible = self._possible(source)
        stretches = self._starts(rows)
        live = [i for i, (days, _) in enumerate(stretches) if days & possible]
        if not live:
            return
        # Who starts later is not done earlier because a row for other firms or days holds then: no
        # plan waits for the row of next year, and no later day of writing gains by it.
        first = live[0]
        # Only a step that has begun goes on as those that took as long.
        elapsed = self.start - self.pins.get(source, self.start)
        parts = [
            (days.spans[0][0], self._length(row, target, elapsed if i >= first else 0))
            for i, (days, row) in enumerate(stretches[: live[-1] + 1])
        ]
        soonest = parts[first][1].after(possible.spans[0][0])
        for i in range(first):
            if parts[i][1].after(parts[i + 1][0] - 1) > soonest:
                first = i
                break
        starts = tuple(
            (stretches[i][0].spans[0][0], stretches[i][1]) for i in range(first, len(parts))
        )
        origin = Origin(starts[0][1].rule or f"durations.{target}", starts=starts)
        parts = parts[first:]
        length = parts[0][1] if len(parts) == 1 else Stepwise(tuple(parts), levelled=True)
        self.constraints.append(Lag(source, target, length, origin))

    def _anything(self, condition: Node) -> bool:
        """Whether a condition reads what may mean anything."""
        return not self.requirements.law.reads_through(condition).isdisjoint(self.loose)

    def _bind_shortest(self, rows: Sequence[Duration], source: str, target: str) -> None:
        """The shortest of the rows of one edge that may hold for a firm that may be any."""
        usual = rows_by_start(row for row in rows if row.when is None)
        possible = self._possible(source)
        live = [row for row, period in usual if period & possible]
        live += [row for row in rows if row.when is not None]
        elapsed = self.start - self.pins.get(source, self.start)
        shortest = Soonest(tuple(self._length(row, target, elapsed) for row in live))
        self.constraints.append(Lag(source, target, shortest, Origin(f"durations.{target}")))

    def _starts(self, rows: Sequence[Duration]) -> list[tuple[DaySet, Duration]]:
        """The days of a start, each stretch with the row that holds for it: one for firms or days
        like these, else the row for any.
        """
        usual = list(rows_by_start(row for row in rows if row.when is None))
        special = [(row, self._days_of(row)) for row in rows if row.when is not None]
        out: list[tuple[DaySet, Duration]] = []
        for row, period in usual:
            edges = {period.spans[0][0], period.spans[-1][1] + 1}
            for _, days in special:
                for first, last in (days & period).spans:
                    edges |= {first, last + 1}
            for first, after in pairwise(sorted(edges)):
                own = next((one for one, days in special if first in days), row)
                stretch = DaySet.between(first, after - 1)
                if out and out[-1][1] is own:
                    out[-1] = out[-1][0] | stretch, own
                else:
                    out.append((stretch, own))
        return out

    def _days_of(self, row: Duration) -> DaySet:
        """The days of a start for which a row with a condition holds, and is not only assumed
        to.
        """
        when = row.when
        assert when is not None
        first = FIRST if row.starts_from is None else row.starts_from.toordinal()
        last = LAST if row.starts_until is None else row.starts_until.toordinal() - 1
        reads = self.requirements.law.reads_through(when)
        sure = self._ask(reads, lambda r: r.condition(when).met - r.condition(when).assumed, ALL)
        return sure & DaySet.between(first, last)

    def _length(self, row: Duration, target: str, elapsed: int) -> Advance:
        """How long a step takes at the pace, ending on a day on which its milestone can be."""
        period = taking(row, self.scenario.pace, elapsed)
        length = self._rounded(self.requirements.clock.advance(period), target)
        if not row.in_time_for or self.scenario.pace == "cautious":
            return length
        step, _, name = target.rpartition(".")
        extended = extended_at(self.scenario, step, name)
        reads = self.requirements.law.reads(row.in_time_for)
        if not reads.isdisjoint(self.loose):
            return self._rounded(Days(0), target)
        good = self._ask(reads, lambda r: r.verdict(row.in_time_for, extended).met, ALL)
        return InTime(length, good, self.requirements.law.business_days(target))

    def _rounded(self, step: Advance, target: str) -> Advance:
        """A step that ends on a day on which the milestone can take place at all."""
        business = self.requirements.law.business_days(target)
        return step if business is None else Rounded(step, business)

    # -- alternatives ------------------------------------------------------------------------------

    def _alternatives(self) -> Iterator[list[Bundle]]:
        """For each milestone that picks versions: the bundles of each period that it may fall
        into.
        """
        for picker in dict.fromkeys(choice.picker for choice in self.choices):
            mine = [choice for choice in self.choices if choice.picker == picker]
            possible = self._possible(picker)
            cuts = sorted(
                {edge for c in mine for first, last in c.period.spans for edge in (first, last + 1)}
            )
            bounds = [FIRST, *(cut for cut in cuts if FIRST < cut <= LAST), LAST + 1]
            out: list[Bundle] = []
            periods = [DaySet.between(a, b - 1) for a, b in pairwise(bounds)]
            live = [period for period in periods if period & possible]
            for period in live:
                applying = [c.bundles for c in mine if period.spans[0][0] in c.period]
                own: Bundle = (
                    () if len(live) == 1 else (Gate(picker, period, Origin(f"regime@{picker}")),)
                )
                out += [
                    (*own, *(c for bundle in bundles for c in bundle))
                    for bundles in product(*applying)
                ]
            yield out


def _held(requirements: Requirements, version: Version, name: str, extended: bool) -> DaySet:
    """The days on which a version lets a milestone happen; every day where it is not tested at
    it.
    """
    if name not in version.tested_at:
        return ALL
    met = requirements.allowed(version, extended)
    lead = version.effect.lead if isinstance(version.effect, Requires) else 0
    return met.shift(lead) if lead else met


def _thresholds(node: Node, metric: str) -> Iterator[int]:
    for part in parts_of(node):
        if (
            isinstance(part, Compare)
            and part.left == Name(metric)
            and isinstance(part.right, Constant)
        ):
            yield int(part.right.value)


def _without(node: Node, metric: str) -> Node | None:
    """A condition with the comparisons of one metric taken as fulfilled; None where nothing else is
    left.
    """
    if metric not in metrics_of(node):
        return node
    if isinstance(node, Logic) and node.op == "and":
        left = [rest for part in node.parts if (rest := _without(part, metric)) is not None]
        if len(left) > 1:
            return Logic("and", tuple(left))
        return left[0] if left else None
    return None
