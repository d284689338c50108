"""Scenario × rulebook × calendars → the temporal networks of one route.

Most rules become one constraint. What is either-or is enumerated here, because the solver must not
see it: which version of a rule applies when that is picked by the day of another milestone (an
application pending when the law changes), rules that fall away "unless" something holds, tier
demotions ahead. One network for each regime; the plan takes the best of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from itertools import pairwise, product
from operator import or_

from attrs import frozen

from pathway.dates.days import (
    ALL,
    FIRST,
    LAST,
    NONE,
    Advance,
    Days,
    DaySet,
    Months,
    Rounded,
    Stepwise,
    add_months,
)
from pathway.dates.schedule import Constraint, Gate, Lag, Limit, Network
from pathway.law.language.grammar import Compare, Constant, Logic, Name, Node, metrics_of, parts_of
from pathway.law.provision import AtLeast, AtMost, Duration, OnDays, Provision, Requires, Version
from pathway.law.steps import CORE, MILESTONES, RouteSteps, anchor
from pathway.planning.requirements import Requirements
from pathway.planning.windows import ROUNDING

_FILING = frozenset({"filed", "accepted"})
"""Milestones before an application is on file: only the option `always` extends statement validity
for them.
"""


_RESOLUTIONS = frozenset({"board_resolved", "shareholders_resolved"})


@frozen
class Origin:
    """Where a constraint comes from: a version of a provision, a duration, or a scenario's own
    duration.
    """

    rule: str
    provision: Provision | None = None
    version: Version | None = None
    duration: Duration | None = None
    override: int | None = None


@frozen
class Regime:
    """One network of a route. done: earlier milestones of a step under way whose day is not
    given.
    """

    network: Network
    origins: Mapping[str, Origin]
    done: tuple[str, ...]


Bundle = tuple[Constraint, ...]


@frozen
class _Choice:
    """Constraints that apply only when a milestone falls into a period; several bundles are
    alternatives.
    """

    picker: str
    period: DaySet
    bundles: tuple[Bundle, ...]


class Builder:
    """Builds the networks of one route."""

    def __init__(self, requirements: Requirements, route: RouteSteps) -> None:
        self.needs, self.route = requirements, route
        self.scenario = requirements.scenario
        self.start = self.scenario.as_of.toordinal()
        calendars = requirements.calendars
        self.horizon = min(
            add_months(self.start, 12 * self.scenario.horizon_years), calendars.trading.days[-1]
        )
        self.range = DaySet.between(self.start, self.horizon)
        self.origins: dict[str, Origin] = {}
        self.constraints: list[Constraint] = []
        self.last_constraints: list[Constraint] = []
        self.choices: list[_Choice] = []
        self.pins: dict[str, int] = {}
        self.done: list[str] = []
        self.done_by: dict[str, int] = {}
        self.milestones: list[str] = []
        for step in route:
            self._place(step)
        for name, day in requirements.anchors.items():
            if anchor(name, route) == name and name not in self.milestones:
                self.pins[name] = day

    # -- milestones --------------------------------------------------------------------------------

    def _place(self, step: str) -> None:
        """The milestones of a step: those given are pinned, those before a given one are done."""
        names = MILESTONES[step]
        given = {
            n: self.scenario.milestones[f"{step}.{n}"]
            for n in names
            if f"{step}.{n}" in self.scenario.milestones
        }
        for i, name in enumerate(names):
            full = f"{step}.{name}"
            if name in given:
                self.pins[full] = given[name].toordinal()
            elif _is_done(
                name, frozenset(names[i + 1 :]) & given.keys(), given, self.scenario.as_of
            ):
                self.done.append(full)
                later = [given[n] for n in names[i + 1 :] if n in given] or list(given.values())
                self.done_by[full] = min(later).toordinal()
                continue
            self.milestones.append(full)

    def _resolve(self, name: str, step: str) -> str | None:
        """The milestone of the network that a rule of a step means, or None where its day is not
        known.
        """
        full = anchor(name, self.route) if "." in name else f"{step}.{name}"
        return full if full in self.milestones or full in self.pins else None

    def _possible(self, milestone: str) -> DaySet:
        day = self.pins.get(milestone, self.done_by.get(milestone))
        return self.range if day is None else DaySet.between(day, day)

    # -- the law -----------------------------------------------------------------------------------

    def regimes(self) -> Iterator[Regime]:
        """Every network of the route, one for each combination of alternatives."""
        for step in self.route:
            for provision in self.needs.book.for_step(step):
                self._bind(provision, step)
            self._bind_durations(step)
        network_milestones = (
            *self.milestones,
            *(name for name in self.pins if name not in self.milestones),
        )
        common = [*self.constraints, *self.last_constraints]
        for extra in product(*self._alternatives()):
            # Gates of a regime come before those of the calendar, so that windows explain last.
            constraints = (*(c for bundle in extra for c in bundle), *common)
            network = Network(network_milestones, self.start, self.horizon, self.pins, constraints)
            yield Regime(network, self.origins, tuple(self.done))

    def _bind(self, provision: Provision, step: str) -> None:
        for name, own, picked in self.needs.tests(provision, step):
            milestone = self._resolve(name, step)
            if milestone is None:
                continue
            if own:
                self._gate(provision, own, name, milestone)
            for version in picked:
                self._pick(provision, version, name, step, milestone)

    def _gate(
        self, provision: Provision, versions: tuple[Version, ...], name: str, milestone: str
    ) -> None:
        """The days on which the version then in force holds."""
        if milestone in self.pins:
            return
        days, rounding = self.needs.gate(
            provision, name, lambda: self._open(provision, versions, name)
        )
        if not days.covers(self.start, self.horizon):
            label = self._label(provision, milestone)
            calendar = any(isinstance(v.effect, OnDays) for v in versions)
            (self.last_constraints if calendar else self.constraints).append(
                Gate(milestone, days, label, rounding)
            )

    def _open(
        self, provision: Provision, versions: tuple[Version, ...], name: str
    ) -> tuple[DaySet, bool]:
        """The days that a provision leaves open to a milestone, and whether it only sets business
        days.
        """
        live = [version for version in versions if version.period & self.range]
        rounding = any(isinstance(v.effect, OnDays) and v.effect.kind in ROUNDING for v in live)
        if len(live) == 1 and live[0].period.covers(self.start, self.horizon):
            days = self.held(live[0], name)
        else:
            days = ~reduce(or_, (version.period for version in live), NONE) - self._before_the_step(
                provision
            )
            for version in live:
                days |= version.period & self.held(version, name)
        return days, rounding

    def _before_the_step(self, provision: Provision) -> DaySet:
        """The days before a step existed in law; elsewhere, where no version is in force nothing is
        asked.
        """
        if provision.id not in CORE.values():
            return NONE
        return DaySet.until(min(v.effective.toordinal() for v in provision.versions) - 1)

    def held(self, version: Version, name: str) -> DaySet:
        """The days on which a version lets a milestone happen; every day where it is not tested at
        it.
        """
        if name not in version.tested_at:
            return ALL
        met = self.needs.allowed(version, self.extended(name))
        lead = version.effect.lead if isinstance(version.effect, Requires) else 0
        return met.shift(lead) if lead else met

    def extended(self, name: str) -> bool:
        """Whether the extension of statement validity is available at a milestone."""
        option = self.scenario.statement_extension
        if self.scenario.pace == "floor" or option == "always":
            return True
        return option == "review" and name not in _FILING

    def _pick(
        self, provision: Provision, version: Version, name: str, step: str, milestone: str
    ) -> None:
        """A version that applies when a milestone (its own, or the one that picks it) falls into
        its period.
        """
        by = f"{step}.{version.applies_by or name}"
        # What was done on an unknown day picks the version of the last day on which it can have
        # been done.
        picker = by if by in self.done_by else self._resolve(version.applies_by or name, step)
        period = version.period
        if picker is None or not (period & self._possible(picker)):
            return
        bundles = tuple(self._bundles(provision, version, name, step, milestone))
        if bundles:
            self.choices.append(_Choice(picker, period, bundles))

    def _bundles(
        self, provision: Provision, version: Version, name: str, step: str, milestone: str
    ) -> Iterable[Bundle]:
        label = self._label(provision, milestone, version)
        effect = version.effect
        match effect:
            case AtLeast():
                return self._lag_bundles(effect, label, step, milestone)
            case AtMost():
                source = self._resolve(effect.since, step)
                reach = self.needs.advance(effect.period)
                return [] if source is None else [(Limit(source, milestone, reach, label),)]
            case Requires() | OnDays():
                return [(Gate(milestone, self.held(version, name), label),)]
            case _:
                return []

    def _lag_bundles(
        self, effect: AtLeast, label: str, step: str, milestone: str
    ) -> Iterable[Bundle]:
        source = self._resolve(effect.since, step)
        if source is None:
            return
        lag = Lag(source, milestone, self.needs.lag(effect), label)
        if effect.unless is not None:
            free, waits = self._unless(effect.unless, milestone)
            if free.covers(self.start, self.horizon) and not waits:
                return
            if free & self.range:
                yield (
                    Gate(milestone, free, label),
                    *(Lag(w, milestone, step_, label) for w, step_ in waits),
                )
        if effect.since == "innovation.entered":
            yield from self._until_demoted(lag, source)
        else:
            yield (lag,)

    def _unless(self, node: Node, milestone: str) -> tuple[DaySet, list[tuple[str, Advance]]]:
        """The days on which a rule falls away, and what else must have passed.

        Months of NEEQ listing are counted from the scenario's status; where the listing is itself a
        milestone of the route, they become a lag from it.
        """
        source = anchor("neeq.listed", self.route)
        if source in self.milestones and "neeq_months" in metrics_of(node):
            needed = min(_thresholds(node, "neeq_months"), default=0)
            settled = _without(node, "neeq_months")
            free = self.needs.condition(settled).met if settled is not None else ALL
            return free, [(source, Months(needed))]
        return self.needs.condition(node).met, []

    def _until_demoted(self, lag: Lag, entered: str) -> Iterable[Bundle]:
        """In the tier from the entry to the next demotion; an entry after a demotion counts
        anew.
        """
        if entered in self.pins:
            fallen = self.needs.demoted(self.pins[entered])
            yield (lag, Gate(lag.target, ~fallen, lag.label)) if fallen else (lag,)
            return
        ahead = [
            day for day, _ in self.needs.subject.events("tier-demotion", None) if day > self.start
        ]
        if not ahead:
            yield (lag,)
            return
        # Who is in the tier enters it anew only after the demotion; the window, too, lies after it.
        inside = self.scenario.firm.status.venue == "neeq-innovation"
        window = "innovation.window" if "innovation.window" in self.milestones else entered
        for last, following in pairwise([*(() if inside else (FIRST - 1,)), *sorted(ahead), LAST]):
            yield (
                lag,
                Gate(window, DaySet.since(last + 1), lag.label),
                Gate(lag.target, DaySet.until(following - 1), lag.label),
            )

    # -- durations ---------------------------------------------------------------------------------

    def _bind_durations(self, step: str) -> None:
        rows = [d for d in self.needs.book.durations if d.step == step]
        edges = dict.fromkeys((d.since, d.to) for d in rows)
        names = MILESTONES[step]
        for before, name in pairwise(names):
            if f"{step}.{name}" in self.scenario.durations:
                edges.setdefault((before, name))
        for since, to in edges:
            source, target = self._resolve(since, step), self._resolve(to, step)
            if source is None or target is None:
                continue
            override = self.scenario.durations.get(f"{step}.{to}")
            if override is not None and names.index(since) == names.index(to) - 1:
                label = f"durations.{target}"
                self.origins[label] = Origin(label, override=override)
                self.constraints.append(
                    Lag(source, target, self._rounded(Days(override), target), label)
                )
                continue
            self._bind_rows([d for d in rows if (d.since, d.to) == (since, to)], source, target)

    def _bind_rows(self, rows: list[Duration], source: str, target: str) -> None:
        """The rows of one edge, picked by the day on which the step starts."""
        live: list[tuple[DaySet, Advance, str]] = []
        for i, row in enumerate(rows):
            first = FIRST if row.starts_from is None else row.starts_from.toordinal()
            last = LAST if row.starts_until is None else row.starts_until.toordinal() - 1
            period = DaySet.between(first, last)
            if not (period & self._possible(source)):
                continue
            label = f"{source}>{target}#{i}"
            self.origins[label] = Origin(row.rule or f"durations.{target}", duration=row)
            live.append(
                (
                    period,
                    self._rounded(self.needs.advance(row.at(self.scenario.pace)), target),
                    label,
                )
            )
        if len(live) == 1:
            self.constraints.append(Lag(source, target, live[0][1], live[0][2]))
            return
        live.sort(key=lambda part: part[0].spans[0][0])
        steps = (
            Stepwise(tuple((period.spans[0][0], step) for period, step, _ in live))
            if live
            else None
        )
        if steps is not None and steps.is_monotone():
            self.constraints.append(Lag(source, target, steps, live[0][2]))
            return
        for period, step, label in live:
            self.choices.append(_Choice(source, period, ((Lag(source, target, step, label),),)))

    def _rounded(self, step: Advance, target: str) -> Advance:
        """A step that ends on a day on which the milestone can take place at all."""
        business = self.needs.business_days(target)
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
                own: Bundle = () if len(live) == 1 else (Gate(picker, period, f"regime@{picker}"),)
                out += [
                    (*own, *(c for bundle in bundles for c in bundle))
                    for bundles in product(*applying)
                ]
            yield out

    def _label(self, provision: Provision, milestone: str, version: Version | None = None) -> str:
        label = f"{provision.id}@{milestone}" + (f"#{version.effective}" if version else "")
        self.origins[label] = Origin(provision.id, provision, version)
        return label


def _is_done(
    name: str, later_given: frozenset[str], given: Mapping[str, date], as_of: date
) -> bool:
    """Whether a milestone without a day counts as done because a later one of its step is given.

    The resolutions and the tutoring run side by side. Tutoring that has begun is not done because
    the board resolved; and who has the tutoring letter in hand has held the meetings, since filings
    follow the letter within days.
    """
    if name == "tutoring_passed" and "tutoring_filed" in given:
        return bool(later_given - _RESOLUTIONS)
    if name in _RESOLUTIONS and not given.keys() & _RESOLUTIONS and "tutoring_passed" in given:
        return given["tutoring_passed"] <= as_of
    return bool(later_given)


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
        return left[0] if len(left) == 1 else Logic("and", tuple(left)) if left else None
    return None
