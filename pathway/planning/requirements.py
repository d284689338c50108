"""The provisions of the rulebook evaluated for one scenario: on which days each of them holds, and
why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property

from attrs import evolve

from pathway.dates import calendar
from pathway.dates.calendar import Calendars
from pathway.dates.days import ALL, LAST, NONE, Advance, Days, DaySet, Months
from pathway.law.language.grammar import Node, Ref, calls_of, references
from pathway.law.language.verdict import Evaluator, Memo, Verdict
from pathway.law.provision import AtLeast, AtMost, OnDays, Period, Provision, Requires, Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import MILESTONES
from pathway.planning.sharing import DATES, EVENTS, changed, words_of
from pathway.planning.subject import Knowledge
from pathway.planning.windows import ROUNDING, days_of
from pathway.scenario.scenario import Scenario

MilestoneTest = tuple[str, tuple[Version, ...], tuple[Version, ...]]
"""A milestone at which a provision is tested; the versions of which the one in force on its own day
applies (none if none of them is tested there); and the versions that another milestone picks, or
that count from one.
"""


def _test(versions: tuple[Version, ...], name: str) -> MilestoneTest:
    own: list[Version] = []
    picked: list[Version] = []
    for version in versions:
        by_own_day = version.applies_by is None and isinstance(version.effect, Requires | OnDays)
        (own if by_own_day or name not in version.tested_at else picked).append(version)
    return (
        name,
        tuple(own) if any(name in version.tested_at for version in own) else (),
        tuple(picked),
    )


def is_open_pause(version: Version) -> bool:
    """Whether a version keeps a milestone from every day and no end of it is known."""
    return (
        version.until is None
        and isinstance(version.effect, OnDays)
        and version.effect.kind == "closed"
    )


class Requirements:
    """What one scenario's firm fulfils, and when. Verdicts are computed once and kept.

    strict: every assumption counts as not met and disputed readings are taken at their stricter
    value. since: the first day that matters; versions of the law that had ended by then are left
    out (default: the as-of day, or the first milestone given). like: the requirements of a similar
    scenario, from which all is taken that is the same.
    """

    def __init__(
        self,
        scenario: Scenario,
        book: Rulebook,
        strict: bool = False,
        since: date | None = None,
        like: Requirements | None = None,
    ) -> None:
        self.scenario, self.book, self.strict = scenario, book, strict
        self.since = (since or min([scenario.as_of, *scenario.milestones.values()])).toordinal()
        self.calendars: Calendars = calendar.load(scenario.as_of.toordinal())
        self.subject = Knowledge(scenario, book.vocabulary)
        self.years = range(
            max(scenario.as_of.year - 2, 2005),
            min(scenario.as_of.year + scenario.horizon_years + 1, 2060) + 1,
        )
        self._verdicts: dict[tuple[str, bool], Verdict] = {}
        self._nodes: dict[tuple[Node, bool], Verdict] = {}
        self._gates: dict[tuple[str, str], tuple[DaySet, bool]] = {}
        self._like, self._changed = self._shared(like)
        shared = self._like
        self._memo: Memo = shared._memo if shared else {}
        self._calendar: dict[OnDays, DaySet] = shared._calendar if shared else {}
        self._business: dict[str, DaySet | None] = shared._business if shared else {}
        self._asks: dict[Node, bool] = shared._asks if shared else {}
        self._reads: dict[str, frozenset[str]] = shared._reads if shared else {}
        self._known: dict[str, tuple[Version, ...]] = shared._known if shared else {}
        self._periods: dict[str, tuple[tuple[int, int, Version], ...]] = (
            shared._periods if shared else {}
        )
        self._tests: dict[tuple[str, str], tuple[MilestoneTest, ...]] = (
            shared._tests if shared else {}
        )

    # -- what is taken from a similar scenario -----------------------------------------------------

    def _shared(self, like: Requirements | None) -> tuple[Requirements | None, frozenset[str]]:
        """The requirements to take from, if any, and the words that mean something else there."""
        if (
            like is None
            or like.book is not self.book
            or (like.strict, like.since) != (self.strict, self.since)
        ):
            return None, frozenset()
        words = changed(like.subject, self.subject)
        return (None, frozenset()) if words is None else (like, words)

    def _source(self, words: frozenset[str]) -> Requirements | None:
        """The requirements of the similar scenario, where these words mean the same there."""
        return self._like if self._like is not None and not words & self._changed else None

    def reads(self, name: str) -> frozenset[str]:
        """The words that a provision reads, itself or through other provisions."""
        if name not in self._reads:
            words: set[str] = set()
            for version in self.book.provision(name).versions:
                effect = version.effect
                if isinstance(effect, Requires):
                    words |= self._words(effect.node(self.strict))
                elif isinstance(effect, AtLeast | AtMost):
                    words |= {DATES, EVENTS}
                    if isinstance(effect, AtLeast) and effect.unless is not None:
                        words |= self._words(effect.unless)
            self._reads[name] = frozenset(words)
        return self._reads[name]

    def _words(self, node: Node) -> frozenset[str]:
        return words_of(node).union(*(self.reads(name) for name in references(node)))

    def gate(
        self, provision: Provision, name: str, find: Callable[[], tuple[DaySet, bool]]
    ) -> tuple[DaySet, bool]:
        """The days that a provision leaves open to a milestone, as the planner finds them; kept for
        other routes.
        """
        key = (provision.id, name)
        if key not in self._gates:
            source = self._source(self.reads(provision.id)) if self._like else None
            same = source is not None and _extension(source.scenario) == _extension(self.scenario)
            self._gates[key] = (
                source.gate(provision, name, find) if source is not None and same else find()
            )
        return self._gates[key]

    # -- versions and verdicts ---------------------------------------------------------------------

    def known(self, provision: Provision) -> tuple[Version, ...]:
        """The versions of a provision that were published by the scenario's as-of day."""
        if provision.id not in self._known:
            heard = self.book.known(provision, self.scenario.as_of)
            self._known[provision.id] = (
                tuple(map(self._ended, heard)) if any(map(is_open_pause, heard)) else heard
            )
        return self._known[provision.id]

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

    def _ended(self, version: Version) -> Version:
        """A version; a market pause whose end is not known yet ends on the day that the scenario
        assumes.
        """
        if not is_open_pause(version):
            return version
        tomorrow = self.scenario.as_of + timedelta(days=1)
        return evolve(version, until=max(tomorrow, self.scenario.pauses_end or tomorrow))

    def in_force(self, provision: Provision, day: int) -> Version | None:
        """The version in force on a day, as known on the as-of day."""
        if provision.id not in self._periods:
            self._periods[provision.id] = tuple(
                (v.effective.toordinal(), LAST if v.until is None else v.until.toordinal() - 1, v)
                for v in self.known(provision)
            )
        return next(
            (v for first, last, v in self._periods[provision.id] if first <= day <= last), None
        )

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
        key = (node, extended and self._extendable(node))
        if key not in self._nodes:
            extended = key[1]
            source = self._source(self._words(node)) if self._like else None
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
            source = self._source(self.reads(name)) if self._like else None
            if source is not None:
                return self._verdicts.setdefault(key, source.verdict(name, extended))
            parts = []
            for version in self.known(self.book.provision(name)):
                if version.period.next(self.since) is not None:
                    parts.append(self.version_verdict(version, extended).masked(version.period))
            self._verdicts[key] = _joined(name, tuple(parts))
        return self._verdicts[key]

    def _extendable(self, node: Node) -> bool:
        """Whether a condition asks for fresh statements, itself or through another provision."""
        if node not in self._asks:
            self._asks[node] = "statements_valid" in calls_of(node) or any(
                isinstance(version.effect, Requires) and self._extendable(version.effect.node())
                for name in references(node)
                for version in self.book.provision(name).versions
            )
        return self._asks[node]

    def version_verdict(self, version: Version, extended: bool = False) -> Verdict:
        """The days on which one version holds, whether in force or not."""
        effect = version.effect
        match effect:
            case Requires():
                return self.condition(effect.node(self.strict), extended)
            case AtLeast():
                return self._at_least(effect)
            case AtMost():
                since = self._day_of(effect.since)
                held = (
                    ALL if since is None else DaySet.until(self.advance(effect.period).after(since))
                )
                return _plain(held)
            case OnDays():
                return _plain(self._days(effect))
            case _:
                return _plain(ALL)

    def allowed(self, version: Version, extended: bool = False) -> DaySet:
        """The days that one version allows: what `version_verdict` finds, without the reasons."""
        if isinstance(version.effect, OnDays):
            return self._days(version.effect)
        return self.version_verdict(version, extended).met

    def business_days(self, milestone: str) -> DaySet | None:
        """The days on which a milestone can take place at all, where a rule says so."""
        if milestone not in self._business:
            step, _, name = milestone.rpartition(".")
            rules = (
                version
                for provision in self.book.for_step(step)
                for version in self.known(provision)
                if isinstance(version.effect, OnDays)
                and version.effect.kind in ROUNDING
                and name in version.tested_at
            )
            found = next(rules, None)
            self._business[milestone] = None if found is None else self.allowed(found)
        return self._business[milestone]

    def _days(self, effect: OnDays) -> DaySet:
        if effect not in self._calendar:
            self._calendar[effect] = days_of(effect, self.calendars, self.years)
        return self._calendar[effect]

    def _day_of(self, since: str) -> int | None:
        """The known day of a milestone that a rule counts from: a status date or a milestone
        given.
        """
        if since in self.anchors:
            return self.anchors[since]
        named = [
            day
            for name, day in self.scenario.milestones.items()
            if name == since or name.endswith(f".{since}")
        ]
        return named[0].toordinal() if named else None

    def _at_least(self, effect: AtLeast) -> Verdict:
        since = self._day_of(effect.since)
        held = NONE if since is None else DaySet.since(self.lag(effect).after(since))
        if effect.since == "innovation.entered" and since is not None:
            held -= self.demoted(since)
        if effect.unless is not None:
            held |= self.condition(effect.unless).met
        return _plain(held)

    def demoted(self, since: int) -> DaySet:
        """The days from the first tier demotion after an entry on: the firm is back in the base
        tier.
        """
        falls = [day for day, _ in self.subject.events("tier-demotion", None) if day > since]
        return DaySet.since(min(falls)) if falls else NONE

    def lag(self, effect: AtLeast) -> Advance:
        """The step of a minimum period; a disputed boundary day counts as too early under strict
        reading.
        """
        extra = int(self.strict and effect.boundary)
        if effect.period.unit == "months":
            return Months(effect.period.count, extra)
        return self.advance(Period(effect.period.count + extra, effect.period.unit))

    def advance(self, period: Period) -> Advance:
        """A period as a step on this scenario's calendars."""
        match period.unit:
            case "days":
                return Days(period.count)
            case "months":
                return Months(period.count)
            case "trading days":
                return self.calendars.trading.advance(period.count)
            case _:
                return self.calendars.working.advance(period.count)


def _extension(scenario: Scenario) -> tuple[str, bool]:
    """What decides whether the extension of statement validity is available to a milestone."""
    return scenario.statement_extension, scenario.pace == "floor"


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
    return Verdict(Ref(name), met | ~covered, unmet, assumed, parts)


def verdict(
    scenario: Scenario, book: Rulebook, name: str, extended: bool = False, strict: bool = False
) -> Verdict:
    """The days on which one provision holds for a scenario's firm, with the reasons, from its first
    version on.
    """
    first = min((v.effective for v in book.provision(name).versions), default=scenario.as_of)
    return Requirements(scenario, book, strict, first).verdict(name, extended)
