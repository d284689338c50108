"""Which rules nobody has held against the official text, and what it would mean if they read
otherwise.

Every such rule that a plan uses is planned once without it and once with each neighbouring version
in its stead: the days by which the listing moves say where a check is worth its while.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import date
from functools import cached_property

from attrs import evolve, field, frozen

from pathway.base.renderable import Renderable
from pathway.dates.schedule import Schedule, earliest
from pathway.law.effect import AtLeast, AtMost, Brings, Names, OnDays, Requires, States
from pathway.law.language.grammar import Logic, Node, Ref, references
from pathway.law.provision import Provision, Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, RouteSteps, Venue, route_id
from pathway.planning.arguments import checked_ask, checked_target, refuse_no_scenario
from pathway.planning.caveats import Reservations
from pathway.planning.network import Builder, Regime
from pathway.planning.origin import origin_of
from pathway.planning.solve import Ask, PlanQuestion, best_of, final_of, question
from pathway.planning.ways import attempts
from pathway.planning.windows import ROUNDING
from pathway.scenario.scenario import Scenario


@frozen
class OtherReading:
    """How a rule might read instead.

    Attributes:
        version: The neighbouring version whose content stands in its stead. None: it asks for
            nothing.
        date: The earliest listing day then. None where there is none.
        days: Calendar days by which it lies after the plan's own; negative where before. None where
            one of the two has no day.
    """

    version: Version | None
    date: date | None
    days: int | None


@frozen
class UncheckedRule:
    """A rule that a plan uses and nobody has held against the official text.

    Attributes:
        provision: The rule.
        version: The version that governs.
        readings: What the date would be if it read otherwise: without it, then with the versions
            before and after it.
    """

    provision: Provision
    version: Version
    readings: tuple[OtherReading, ...]

    @property
    def moves(self) -> bool:
        """Whether another reading would move the date."""
        return any(reading.days != 0 for reading in self.readings)

    @property
    def most(self) -> int | None:
        """The most calendar days by which the date would move, either way.

        None where another reading gives or takes the date altogether.
        """
        days = [reading.days for reading in self.readings]
        return None if None in days else max((abs(d) for d in days if d is not None), default=0)


@frozen
class UncheckedRules(Renderable):
    """The rules that a plan uses, and those of them that nobody has checked.

    Attributes:
        scenario: What was planned.
        target: The venue planned for.
        route: The best route, such as `innovation>bse`. None where no route has a date.
        date: The earliest listing day. None where there is none.
        rules: The unchecked rules, those first that would move the date most.
        checked: How many rules the plan uses besides that were read in the official text.
        book: The law that was used.
    """

    scenario: Scenario
    target: Venue
    route: str | None
    date: date | None
    rules: tuple[UncheckedRule, ...]
    checked: int
    book: Rulebook = field(repr=False)

    def __repr__(self) -> str:
        return f"<UncheckedRules of {self.scenario.name!r} to {self.target}: {len(self.rules)}>"

    @property
    def movable(self) -> tuple[UncheckedRule, ...]:
        """The unchecked rules another reading of which would move the date."""
        return tuple(rule for rule in self.rules if rule.moves)


def unchecked_rules(
    scenario: Scenario,
    target: Venue | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
) -> UncheckedRules:
    """Which rules of a plan has nobody held against the official text, and which of them matter?

    Only rules that bind the plan are looked at. That offices and exchanges work on working days is
    not counted as a rule to be checked.

    Args:
        scenario: The firm and what is assumed, as `load` reads them.
        target: The venue to reach. Default: the first of the scenario's targets, else of the
            exchanges above the firm's present venue.
        pace: How long steps take: `floor`, `typical` or `cautious`. Default: that of the
            scenario.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.

    Returns:
        The rules, each with the dates of its other readings.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue or pace is called so.
        OutOfRangeError: No route leads to the target, or the law on the as-of day, or the calendar,
            is not encoded.
    """
    refuse_no_scenario(scenario)
    asked = question(scenario, checked_ask(checked_target(target), pace, rulebook, strict))
    return unchecked_of(asked, asked.targets[0])


def unchecked_of(asked: PlanQuestion, target: Venue) -> UncheckedRules:
    """The same for one target of a question that is at hand."""
    return _OtherReadings(asked, target).answer()


class _OtherReadings:
    """The rules of one target of a question, and the plans with one of them changed."""

    def __init__(self, asked: PlanQuestion, target: Venue) -> None:
        self.target, self.requirements = target, asked.requirements
        self.scenario = self.requirements.scenario
        book, strict = self.requirements.book, self.requirements.strict
        self.ask = Ask((target,), self.scenario.pace, book, strict)
        self.asked = evolve(asked, routes=tuple(one for one in asked.routes if one[0] == target))
        self.best = best_of(asked, self.target)
        self._built: dict[tuple[RouteSteps, frozenset[str]], tuple[Regime, ...]] = {}
        self.date = None if self.best is None else self.best.date

    def answer(self) -> UncheckedRules:
        """The unchecked rules in order of what hangs on them."""
        used = self._used()
        rules = [
            UncheckedRule(provision, version, tuple(self._readings(provision, version)))
            for provision, version in used
            if version.status != "official"
        ]
        order = [(rule.most is not None, -(rule.most or 0), rule.provision.id) for rule in rules]
        ranked = [
            rule for _, rule in sorted(zip(order, rules, strict=True), key=lambda one: one[0])
        ]
        return UncheckedRules(
            self.scenario,
            self.target,
            None if self.best is None else route_id(self.best.steps),
            self.date,
            tuple(ranked),
            len(used) - len(rules),
            self.requirements.book,
        )

    # -- which rules -------------------------------------------------------------------------------

    def _used(self) -> list[tuple[Provision, Version]]:
        """The rules that bind the best route, or every route where none has a date, those that they
        refer to included; each version that governs once.
        """
        found: dict[tuple[str, date], tuple[Provision, Version]] = {}
        waiting = list(self._tested())
        while waiting:
            day, provision, version = waiting.pop()
            if (provision.id, version.effective) in found:
                continue
            found[provision.id, version.effective] = provision, version
            for name in self._named(version):
                other = self.requirements.book.provision(name)
                governing = self.requirements.law.in_force(other, day)
                if governing is not None:
                    waiting.append((day, other, governing))
        return [found[key] for key in sorted(found) if _can_bind(found[key][1])]

    def _tested(self) -> Iterator[tuple[int, Provision, Version]]:
        if self.best is not None:
            best = self.best
            yield from Reservations(
                self.requirements, best.steps, best.regime, best.schedule
            ).tested
            return
        today = self.scenario.as_of.toordinal()
        for step in dict.fromkeys(step for _, steps in self.asked.routes for step in steps):
            for provision in self.requirements.book.for_step(step):
                version = self.requirements.law.in_force(provision, today)
                if version is not None and version.tested_at:
                    yield today, provision, version

    def _named(self, version: Version) -> tuple[str, ...]:
        return tuple(name for node in self._nodes(version) for name in references(node))

    def _nodes(self, version: Version) -> Iterator[Node]:
        """The expressions in which a version may refer to other rules."""
        match version.effect:
            case Requires() as effect:
                yield effect.node(self.requirements.strict)
            case AtLeast(unless=node) if node is not None:
                yield node

    # -- other readings ----------------------------------------------------------------------------

    def _readings(self, provision: Provision, version: Version) -> Iterator[OtherReading]:
        same = None if self.date is None else 0
        if not isinstance(version.effect, Brings) and self._spare(provision):
            yield OtherReading(None, self.date, same)
        else:
            yield self._reading(provision, version, None)
        seen = [_content(version)]
        for other in self._neighbours(provision, version):
            if _content(other) in seen:
                continue
            seen.append(_content(other))
            if self._says_the_same(provision, version, other):
                yield OtherReading(other, self.date, same)
            else:
                yield self._reading(provision, version, other)

    def _spare(self, provision: Provision) -> bool:
        """Whether the date stays with everything away that a rule asks for, itself and by those that
        refer to it: as what is asked for can only put a date off, so it does without the rule.
        """
        names = {provision.id}
        waiting = [provision.id]
        while waiting:
            more = self._referring.get(waiting.pop(), frozenset()) - names
            names |= more
            waiting += more
        if self.best is None or names & self._denied:
            return False
        found = [self._date_without(steps, names) for _, steps in self.asked.routes]
        return (
            min((day for day in found if day is not None), default=None)
            == (self.best.schedule.days[self.best.final])
        )

    def _date_without(self, steps: RouteSteps, rules: Set[str]) -> int | None:
        for anew in attempts(self.requirements, steps):
            days = []
            for regime in self._regimes(steps, anew):
                rest = tuple(
                    c for c in regime.network.constraints if origin_of(c).rule not in rules
                )
                schedule = earliest(evolve(regime.network, constraints=rest))
                if isinstance(schedule, Schedule):
                    days.append(schedule.days[final_of(steps)])
            if days:
                return min(days)
        return None

    def _regimes(self, steps: RouteSteps, anew: frozenset[str]) -> tuple[Regime, ...]:
        if (steps, anew) not in self._built:
            builder = Builder(self.requirements, steps, anew)
            self._built[steps, anew] = tuple(builder.regimes())
        return self._built[steps, anew]

    @cached_property
    def _referring(self) -> Mapping[str, frozenset[str]]:
        """The rules that refer to each rule."""
        found: dict[str, frozenset[str]] = {}
        for provision in self.requirements.book.provisions.values():
            for name in {n for v in provision.versions for n in self._named(v)}:
                found[name] = found.get(name, frozenset()) | {provision.id}
        return found

    @cached_property
    def _denied(self) -> frozenset[str]:
        """The rules of which another one asks that they do not hold."""
        return frozenset(
            name
            for provision in self.requirements.book.provisions.values()
            for version in provision.versions
            for node in self._nodes(version)
            for name in _denied_in(node)
        )

    def _says_the_same(self, provision: Provision, version: Version, other: Version) -> bool:
        """Whether the date stays with another version of a requirement: it holds on the same days, or
        it holds on those of the plan, where the plan would be no earlier without the rule.
        """
        if not isinstance(version.effect, Requires) or not isinstance(other.effect, Requires):
            return False
        if self.best is None or _asks(version) != _asks(other):
            return False
        same = True
        for extended in (False, True):
            mine, others = (
                self.requirements.version_verdict(one, extended).met for one in (version, other)
            )
            same = same and mine == others
        if same:
            return True
        plain = self.requirements.version_verdict(other, False).met
        days = self.best.schedule.days
        tried = [days[name] for name in days if name.rpartition(".")[2] in other.tested_at]
        free = provision.id not in self._referring and other.applies_by is None
        return free and all(day in plain for day in tried) and self._spare(provision)

    def _neighbours(self, provision: Provision, version: Version) -> Iterator[Version]:
        known = self.requirements.book.known(provision, self.scenario.as_of)
        place = next(i for i, v in enumerate(known) if v.effective == version.effective)
        for i in (place - 1, place + 1):
            if 0 <= i < len(known):
                yield known[i]

    def _reading(
        self, provision: Provision, version: Version, other: Version | None
    ) -> OtherReading:
        changed = silent(version) if other is None else _like(version, other)
        versions = tuple(
            changed if v.effective == version.effective else v for v in provision.versions
        )
        amended = evolve(provision, versions=versions)
        book = self.requirements.book
        provisions: Mapping[str, Provision] = {**book.provisions, provision.id: amended}
        asked = question(
            self.scenario, evolve(self.ask, rulebook=evolve(book, provisions=provisions))
        )
        found = best_of(asked, self.target)
        day = None if found is None else found.date
        if self.date is None or day is None:
            return OtherReading(other, day, 0 if self.date is day else None)
        return OtherReading(other, day, (day - self.date).days)


def _denied_in(node: Node, denied: bool = False) -> Iterator[str]:
    """The rules that an expression names under a `not`."""
    match node:
        case Ref() if denied:
            yield node.id
        case Logic():
            for part in node.parts:
                yield from _denied_in(part, denied or node.op == "not")


def _can_bind(version: Version) -> bool:
    match version.effect:
        case Requires() | AtLeast() | AtMost() | Brings():
            return True
        case OnDays(kind=kind):
            return kind not in ROUNDING
        case Names() | States():
            return False
    return False


def _content(version: Version) -> object:
    return version.effect, version.tested_at, version.applies_by


def _asks(version: Version) -> object:
    return version.tested_at, version.applies_by


def _like(version: Version, other: Version) -> Version:
    """A version with what another one asks for."""
    return evolve(
        version, effect=other.effect, tested_at=other.tested_at, applies_by=other.applies_by
    )


def silent(version: Version) -> Version:
    """A version that asks for nothing."""
    match version.effect:
        case Requires() as effect:
            return evolve(version, effect=evolve(effect, source="always", strict=None))
        case Brings() as effect:
            return evolve(version, effect=evolve(effect, source="never"))
        case _:
            return evolve(version, effect=States("nothing"), tested_at=(), applies_by=None)
