"""The provisions of the rulebook evaluated for one scenario: on which days each of them holds, and
why.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from pathway.dates.days import ALL, NONE, DaySet
from pathway.law.effect import AtLeast, AtMost, OnDays, Requires, States
from pathway.law.language.grammar import ALWAYS, Node, Ref
from pathway.law.language.verdict import Evaluator, Memo, Verdict
from pathway.law.provision import Provision, Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import STANDINGS, STEPS, StandingRule
from pathway.planning.brought import Bringing, bringing, brought
from pathway.planning.clock import Clock
from pathway.planning.known_law import KnownLaw
from pathway.planning.occurrences import Brought
from pathway.planning.sharing import EVENTS, Standpoint, alike, changed, reads_of, standpoint_of
from pathway.planning.subject import Knowledge
from pathway.scenario.scenario import Scenario

if TYPE_CHECKING:
    from pathway.planning.network import Builder


def extended_at(scenario: Scenario, step: str, name: str | None = None) -> bool:
    """Whether the extension of statement validity is available at a milestone of a step.

    name: the milestone's; None for a question about the firm as it stands, with nothing on file.
    """
    if scenario.extension == "review":
        return name in STEPS[step].on_file
    return scenario.extension == "always"


@frozen(eq=False)
class Parted:
    """A firm that is on every day as one of two others: `before` a day, and `after` from it on.

    A report that comes out on another day than for the first is such a firm: until then it is as if
    it came out later, from then on as if it had come out sooner. Verdicts say on which days
    something holds, without the reasons.
    """

    day: int
    before: Requirements
    after: Requirements

    @property
    def brought(self) -> tuple[Brought, ...] | None:
        """The events that follow from the file, where they are the same for both."""
        before, after = self.before.subject.brought, self.after.subject.brought
        return before if before == after else None

    def condition(self, node: Node, extended: bool = False) -> Verdict:
        """The days on which an expression holds."""
        return self._joined(*(r.condition(node, extended) for r in (self.before, self.after)))

    def verdict(self, name: str, extended: bool = False) -> Verdict:
        """The days on which a provision holds."""
        return self._joined(*(r.verdict(name, extended) for r in (self.before, self.after)))

    def bringing(self, node: Node) -> DaySet:
        """The days on which a condition holds that brings an event about."""
        return self.before.bringing(node).then(self.day, self.after.bringing(node))

    def _joined(self, before: Verdict, after: Verdict) -> Verdict:
        if before is after:
            return before
        day = self.day
        return Verdict(
            before.node,
            before.met.then(day, after.met),
            before.unmet.then(day, after.unmet),
            before.assumed.then(day, after.assumed),
        )


class Requirements:
    """What one scenario's firm fulfils, and when. Verdicts are computed once and kept.

    strict: every assumption counts as not met and disputed readings are taken at their stricter
    value. since: the first day that matters; versions of the law that had ended by then are left
    out (default: the as-of day, or the first milestone given). like: the requirements of a similar
    scenario, from which all is taken that is the same. holding: what says on which days something
    holds, without the reasons, where the firm is the same on every day.

    reached: days of milestones that are taken as reached. events: those that follow from the file,
    where they are known already. law, clock: the rules and calendars known
    on the as-of day; subject: the firm as rules see it.
    """

    def __init__(
        self,
        scenario: Scenario,
        book: Rulebook,
        strict: bool = False,
        since: date | None = None,
        like: Requirements | None = None,
        reached: Mapping[str, int] | None = None,
        events: tuple[Brought, ...] | None = None,
        holding: Parted | None = None,
    ) -> None:
        self._reached, self._events = reached or {}, events
        self._holding = holding
        self._brings: Bringing = {}
        self._bringing: dict[Node, DaySet] = {}
        self.scenario, self.book, self.strict = scenario, book, strict
        self.since = (since or min([scenario.as_of, *scenario.milestones.values()])).toordinal()
        self._verdicts: dict[tuple[str, bool], Verdict] = {}
        self._nodes: dict[tuple[Node, bool], Verdict] = {}
        self._gates: dict[tuple[str, str, bool], tuple[DaySet, bool]] = {}
        self._builders: dict[Hashable, Builder] = {}
        self._like = like if like is not None and self._may_take_from(like) else None
        if self._like is None:
            self.clock = Clock(
                scenario.as_of, scenario.horizon_years, strict, scenario.notices_through
            )
            self.law = KnownLaw(book, self.clock, scenario.as_of, scenario.pauses_end)
            self._memo: Memo = {}
        else:
            self.clock, self.law, self._memo = self._like.clock, self._like.law, self._like._memo
        as_last = scenario.later_years == "as-last" and not strict
        bare = Knowledge(
            scenario,
            book.vocabulary,
            as_last=as_last,
            sessions=self.clock.calendars.trading.days,
        )
        self._changed: frozenset[str] = frozenset()
        self.subject = self._with_events(bare)

    def _with_events(self, bare: Knowledge) -> Knowledge:
        """The firm with the events that follow from the file; notes what differs from the similar
        one.
        """
        self._bare = bare
        if self._like is None:
            return bare.with_events(self._brought(bare))
        theirs = self._like.subject
        self._changed = changed(theirs, bare)
        bare.taking_from(theirs, self._changed)
        if self._events is None and not self.differs(self.law.brought_by):
            self._brings = self._like._brings
            return bare.with_events(theirs.brought)
        events = self._brought(bare)
        if self._holding is not None and self._holding.brought != events:
            self._holding = None
        if events != theirs.brought:
            self._changed |= {EVENTS}
        return bare.with_events(events)

    def _brought(self, bare: Knowledge) -> tuple[Brought, ...]:
        if self._events is not None:
            return self._events
        theirs = {} if self._like is None else self._like._brings
        reports = bare.periods("net_profit")
        self._brings = bringing(self.law, reports, self.bringing, theirs)
        return brought(self.law, bare, self._brings)

    # -- what is taken from a similar scenario -----------------------------------------------------

    def _may_take_from(self, like: Requirements) -> bool:
        """Whether a similar scenario is planned by the same law on the same days."""
        same = (self.strict, self.since) == (like.strict, like.since)
        return like.book is self.book and same and alike(like.scenario, self.scenario)

    def _source(self, reads: frozenset[str]) -> Requirements | None:
        """The requirements of the similar scenario, where this means the same there."""
        return self._like if self._like is not None and not reads & self._changed else None

    def _same_as(self, reads: frozenset[str]) -> Requirements | Parted | None:
        """What has the same verdicts of whatever reads no more than this."""
        return self._source(reads) or self._holding

    @property
    def changed(self) -> frozenset[str]:
        """What may mean something else than for the similar scenario."""
        return self._changed

    def differs(self, reads: frozenset[str]) -> bool:
        """Whether any of what is read may mean something else than for the similar scenario."""
        return not reads.isdisjoint(self._changed)

    def takes_from(self, other: Requirements) -> bool:
        """Whether these are the requirements of another scenario, or take from them what is the
        same, and networks are made alike but for what they ask of the firm.
        """
        return self is other or (
            self._like is other and standpoint_of(self.scenario) == other.standpoint
        )

    @cached_property
    def standpoint(self) -> Standpoint:
        """What networks read of the scenario itself."""
        return standpoint_of(self.scenario)

    def gate(
        self,
        provision: Provision,
        name: str,
        extended: bool,
        find: Callable[[], tuple[DaySet, bool]],
    ) -> tuple[DaySet, bool]:
        """The days that a provision leaves open to a milestone, as the planner finds them; kept for
        other routes. extended: whether the extension of statement validity is available there.
        """
        key = (provision.id, name, extended)
        if key not in self._gates:
            source = self._source(self.law.reads(provision.id)) if self._like else None
            self._gates[key] = (
                find() if source is None else source.gate(provision, name, extended, find)
            )
        return self._gates[key]

    def builder(self, way: Hashable, make: Callable[[Builder | None], Builder]) -> Builder:
        """What makes the networks of a route, made once. way: the route and what is gone through
        again. make: given what made them for the similar scenario, if it is alike enough.
        """
        if way not in self._builders:
            alike = self._like is not None and self.takes_from(self._like)
            theirs = self._like._builders.get(way) if self._like is not None and alike else None
            self._builders[way] = make(theirs)
        return self._builders[way]

    def bringing(self, node: Node) -> DaySet:
        """The days on which a condition holds that brings an event about."""
        if node not in self._bringing:
            source = self._source(reads_of(node)) or self._holding
            self._bringing[node] = (
                Evaluator(self._bare, _nothing, memo=self._memo).verdict(node).met
                if source is None
                else source.bringing(node)
            )
        return self._bringing[node]

    # -- verdicts ----------------------------------------------------------------------------------

    @cached_property
    def anchors(self) -> dict[str, int]:
        """The days that the firm's status gives for what other rules count from."""
        status = self.scenario.firm.status
        given = {
            "neeq.listed": status.neeq_listed,
            "innovation.entered": status.innovation_entered,
            # For a transfer the time in the select tier counts with that on the exchange.
            "bse.listed": status.select_entered or status.bse_listed,
        }
        return {name: when.toordinal() for name, when in given.items() if when is not None}

    def condition(self, node: Node, extended: bool = False) -> Verdict:
        """The verdict of an expression."""
        # Most conditions do not ask for fresh statements, so the extension does not matter to them.
        key = (node, extended and self.law.asks_for_fresh_statements(node))
        if key not in self._nodes:
            extended = key[1]
            source = self._same_as(self.law.reads_through(node))
            if source is not None:
                return self._nodes.setdefault(key, source.condition(node, extended))
            evaluator = Evaluator(
                self.subject, lambda name: self.verdict(name, extended), extended, self._memo
            )
            found = evaluator.verdict(node)
            self._nodes[key] = found.strictly() if self.strict else found
        return self._nodes[key]

    def verdict(self, name: str, extended: bool = False) -> Verdict:
        """The days on which a provision holds: each version speaks for the days on which it is in
        force.

        Where no version is in force, nothing is required. extended: whether the extension of
        statement validity is available.
        """
        key = (name, extended)
        if key not in self._verdicts:
            source = self._same_as(self.law.reads(name))
            if source is not None:
                return self._verdicts.setdefault(key, source.verdict(name, extended))
            parts = []
            for version in self.law.known(self.book.provision(name)):
                if version.period.next(self.since) is not None:
                    parts.append(self.version_verdict(version, extended).masked(version.period))
            self._verdicts[key] = _joined(name, tuple(parts))
        return self._verdicts[key]

    def version_verdict(self, version: Version, extended: bool = False) -> Verdict:
        """The days on which one version holds, whether in force or not."""
        effect = version.effect
        match effect:
            case Requires():
                return self.condition(effect.node(self.strict), extended)
            case States():
                return self.condition(ALWAYS)
            case AtLeast():
                return self._at_least(effect)
            case AtMost():
                since = self.day_of(effect.since)
                if since is None:
                    return _plain(ALL)
                return _plain(DaySet.until(self.clock.advance(effect.period).after(since)))
            case OnDays():
                return _plain(self.clock.days(effect))
            case _:
                return _plain(ALL)

    def allowed(self, version: Version, extended: bool = False) -> DaySet:
        """The days that one version allows: what `version_verdict` finds, without the reasons."""
        if isinstance(version.effect, OnDays):
            return self.clock.days(version.effect)
        return self.version_verdict(version, extended).met

    def day_of(self, since: str) -> int | None:
        """The known day of a milestone that a rule counts from: a milestone reached (a tier that was
        lost and gained again counts from then), a status date or a milestone given.
        """
        if since in self._reached:
            return self._reached[since]
        if since in self.anchors:
            return self.anchors[since]
        named = [
            day
            for name, day in self.scenario.milestones.items()
            if name == since or name.endswith(f".{since}")
        ]
        return named[0].toordinal() if named else None

    def _at_least(self, effect: AtLeast) -> Verdict:
        since = self.day_of(effect.since)
        held = NONE if since is None else DaySet.since(self.clock.lag(effect).after(since))
        for standing in STANDINGS:
            if since is not None and standing.since == effect.since:
                held -= self.ended(standing, since)
        if effect.unless is not None:
            held |= self.condition(effect.unless).met
        return _plain(held)

    def ended(self, standing: StandingRule, since: int) -> DaySet:
        """The days from the first event that ends a standing after an entry on."""
        falls = [day for day in self.subject.endings(standing.ended_by) if day > since]
        return DaySet.since(min(falls)) if falls else NONE


def _nothing(name: str) -> Verdict:
    raise KeyError(name)


def _plain(held: DaySet) -> Verdict:
    return Verdict(Ref("plain.days"), held, ~held)


def _joined(name: str, parts: tuple[Verdict, ...]) -> Verdict:
    covered, met, unmet, assumed = NONE, NONE, NONE, NONE
    for part in parts:
        covered, met, unmet, assumed = (
            covered | part.within,
            met | part.met,
            unmet | part.unmet,
            assumed | part.assumed,
        )
    return Verdict(node=Ref(name), met=met | ~covered, unmet=unmet, assumed=assumed, parts=parts)


def verdict(
    scenario: Scenario, book: Rulebook, name: str, extended: bool = False, strict: bool = False
) -> Verdict:
    """The days on which one provision holds for a scenario's firm, with the reasons, from its first
    version on.
    """
    first = min((v.effective for v in book.provision(name).versions), default=scenario.as_of)
    return Requirements(scenario, book, strict, first).verdict(name, extended)
