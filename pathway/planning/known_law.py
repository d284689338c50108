"""The law as one plan knows it: what was published by its as-of day, and what each rule reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from attrs import evolve, frozen

from pathway.dates.days import DaySet
from pathway.law.duration import Duration
from pathway.law.effect import AtLeast, AtMost, Brings, OnDays, Requires
from pathway.law.language.grammar import Node, calls_of, references
from pathway.law.provision import Provision, Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import MILESTONES
from pathway.planning.clock import Clock
from pathway.planning.sharing import ANNUAL, DATES, EVENTS, reads_of
from pathway.planning.windows import ROUNDING


@frozen(eq=False, repr=False)
class MilestoneTest:
    """How a provision is tested at a milestone of a step.

    name: the milestone's, within the step. own: versions of which the one in force on the
    milestone's own day applies; none if none of them is tested there. picked: versions that another
    milestone picks, or that count from one.
    """

    name: str
    own: tuple[Version, ...]
    picked: tuple[Version, ...]


def _test(versions: tuple[Version, ...], name: str) -> MilestoneTest:
    own: list[Version] = []
    picked: list[Version] = []
    for version in versions:
        by_own_day = version.applies_by is None and isinstance(version.effect, Requires | OnDays)
        (own if by_own_day or name not in version.tested_at else picked).append(version)
    tested = any(name in version.tested_at for version in own)
    return MilestoneTest(name, tuple(own) if tested else (), tuple(picked))


def is_open_pause(version: Version) -> bool:
    """Whether a version keeps a milestone from every day and no end of it is known."""
    return (
        version.until is None
        and isinstance(version.effect, OnDays)
        and version.effect.kind == "closed"
    )


class KnownLaw:
    """The provisions of a rulebook that were published by a day; the same for every firm.

    pauses_end: the first day after a market pause whose end is not known (default: the day after
    as_of).
    """

    def __init__(
        self, book: Rulebook, clock: Clock, as_of: date, pauses_end: date | None = None
    ) -> None:
        self.book, self.clock, self.as_of = book, clock, as_of
        tomorrow = as_of + timedelta(days=1)
        self._pauses_end = max(tomorrow, pauses_end or tomorrow)
        self._known: dict[str, tuple[Version, ...]] = {}
        self._binding: dict[str, tuple[Provision, ...]] = {}
        self._durations: dict[str, tuple[Duration, ...]] = {}
        self._tests: dict[tuple[str, str], tuple[MilestoneTest, ...]] = {}
        self._business: dict[str, DaySet | None] = {}
        self._lapsing: dict[str, tuple[Version, ...]] = {}
        self._fresh: dict[Node, bool] = {}
        self._reads: dict[str, frozenset[str]] = {}
        self._through: dict[Node, frozenset[str]] = {}

    def known(self, provision: Provision) -> tuple[Version, ...]:
        """The versions of a provision that were published by the as-of day."""
        if provision.id not in self._known:
            heard = self.book.known(provision, self.as_of)
            self._known[provision.id] = (
                tuple(map(self._ended, heard)) if any(map(is_open_pause, heard)) else heard
            )
        return self._known[provision.id]

    def _ended(self, version: Version) -> Version:
        return evolve(version, until=self._pauses_end) if is_open_pause(version) else version

    def in_force(self, provision: Provision, day: int) -> Version | None:
        """The version in force on a day."""
        return next((v for v in self.known(provision) if day in v.period), None)

    def binding(self, step: str) -> tuple[Provision, ...]:
        """The provisions of a step that can bind its milestones."""
        if step not in self._binding:
            self._binding[step] = tuple(
                provision
                for provision in self.book.for_step(step)
                if self.tests(provision, step) or self.lapsing(provision)
            )
        return self._binding[step]

    def durations(self, step: str) -> tuple[Duration, ...]:
        """How long a step takes, in the order of the file."""
        if step not in self._durations:
            self._durations[step] = tuple(d for d in self.book.durations if d.step == step)
        return self._durations[step]

    def tests(self, provision: Provision, step: str) -> tuple[MilestoneTest, ...]:
        """At which milestones of a step a provision is tested, and how its versions apply there."""
        key = (provision.id, step)
        if key not in self._tests:
            versions = self.known(provision)
            tested = {name for version in versions for name in version.tested_at}
            self._tests[key] = tuple(
                _test(versions, name) for name in MILESTONES[step] if name in tested
            )
        return self._tests[key]

    def lapsing(self, provision: Provision) -> tuple[Version, ...]:
        """The versions of the days of the plan that end an application where they fail for too
        long.
        """
        if provision.id not in self._lapsing:
            within = DaySet.between(self.clock.start, self.clock.horizon)
            self._lapsing[provision.id] = tuple(
                version
                for version in self.known(provision)
                if isinstance(version.effect, Requires)
                and version.effect.lapses is not None
                and version.period & within
            )
        return self._lapsing[provision.id]

    def business_days(self, milestone: str) -> DaySet | None:
        """The days on which a milestone can take place at all, where a rule says so."""
        if milestone not in self._business:
            step, _, name = milestone.rpartition(".")
            rules = (
                version.effect
                for provision in self.book.for_step(step)
                for version in self.known(provision)
                if isinstance(version.effect, OnDays)
                and version.effect.kind in ROUNDING
                and name in version.tested_at
            )
            found = next(rules, None)
            self._business[milestone] = None if found is None else self.clock.days(found)
        return self._business[milestone]

    @cached_property
    def brings(self) -> tuple[tuple[Provision, Version], ...]:
        """The versions that bring events about."""
        return tuple(
            (provision, version)
            for provision in self.book.provisions.values()
            if any(isinstance(v.effect, Brings) for v in provision.versions)
            for version in self.known(provision)
            if isinstance(version.effect, Brings)
        )

    @cached_property
    def brought_by(self) -> frozenset[str]:
        """What events that follow from a file depend on."""
        conditions = [
            version.effect.node()
            for _, version in self.brings
            if isinstance(version.effect, Brings)
        ]
        return ANNUAL.union({DATES, EVENTS}, *map(self.reads_through, conditions))

    # -- what rules read ---------------------------------------------------------------------------

    def reads(self, name: str) -> frozenset[str]:
        """What a provision reads, itself or through other provisions."""
        if name not in self._reads:
            reads: set[str] = set()
            for version in self.book.provision(name).versions:
                effect = version.effect
                if isinstance(effect, Requires):
                    reads |= self.reads_through(effect.node(self.clock.strict))
                elif isinstance(effect, AtLeast | AtMost):
                    reads |= {DATES, EVENTS}
                    if isinstance(effect, AtLeast) and effect.unless is not None:
                        reads |= self.reads_through(effect.unless)
            self._reads[name] = frozenset(reads)
        return self._reads[name]

    def read_by(self, steps: Iterable[str]) -> frozenset[str]:
        """What anything reads that binds the milestones of some steps."""
        reads: set[str] = set()
        for step in steps:
            for provision in self.binding(step):
                reads |= self.reads(provision.id)
            for row in self.durations(step):
                reads |= frozenset() if row.when is None else self.reads_through(row.when)
                reads |= self.reads(row.in_time_for) if row.in_time_for else frozenset()
        return frozenset(reads)

    def reads_through(self, node: Node) -> frozenset[str]:
        """What a condition reads, itself or through provisions."""
        if node not in self._through:
            others = (self.reads(name) for name in references(node))
            self._through[node] = reads_of(node).union(*others)
        return self._through[node]

    def asks_for_fresh_statements(self, node: Node) -> bool:
        """Whether a condition asks for fresh statements, itself or through another provision."""
        if node not in self._fresh:
            self._fresh[node] = "statements_valid" in calls_of(node) or any(
                isinstance(version.effect, Requires)
                and self.asks_for_fresh_statements(version.effect.node())
                for name in references(node)
                for version in self.book.provision(name).versions
            )
        return self._fresh[node]
