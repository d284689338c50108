"""Questions about the law itself: what is in force, what changed, what it rests on, what is worth
checking; and noting that a rule was checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os import PathLike, fspath
from pathlib import Path

from attrs import frozen

from pathway.base import usage
from pathway.base.errors import OutOfRangeError, UsageError, nearest
from pathway.base.phrases import phrase
from pathway.law.browse import (
    all_versions,
    changes,
    differences,
    lengths,
    sources,
)
from pathway.law.hardly_meant import hardly_meant
from pathway.law.ledger import add_to, entry_of
from pathway.law.ledger_place import LEDGER_NAME, nearest_ledger
from pathway.law.provision import Confirmation, Provision, Version
from pathway.law.rulebook import Overlay, Rulebook, load_rules
from pathway.law.steps import Pace, Venue
from pathway.planning.arguments import refuse_no_rulebook, refuse_no_scenario
from pathway.planning.planner import plan
from pathway.scenario.scenario import Scenario
from pathway.studies.law_answers import (
    LengthChange,
    ListedRule,
    OverlayCheck,
    RuleChanges,
    RuleCheck,
    RuleList,
    RuleSources,
    RuleVersions,
)
from pathway.studies.unchecked import UncheckedRules, unchecked_rules

SHIPPED = "shipped"
"""How the rulebook without overlays is called in a comparison."""
LawSide = date | str | Rulebook
"""One side of a comparison: a day, or a rulebook or its name."""


@frozen
class Rules:
    """The law, to be asked about.

    Attributes:
        rulebook: The law that is looked at.
    """

    rulebook: Rulebook

    def list(self, on: date, prefix: str = "") -> RuleList:
        """Which rules are there, and since when does each hold?

        Args:
            on: The day.
            prefix: The beginning of the ids, such as `bse.standard`. Default: all rules.

        Returns:
            The rules, each with the version in force.

        Raises:
            UsageError: An argument is of the wrong kind, or no id begins so.
        """
        day = usage.day("on", on)
        usage.refuse_other("prefix", prefix, str, phrase("errors.usage.text"))
        chosen = [p for p in self.rulebook.provisions.values() if p.id.startswith(prefix)]
        if not chosen:
            raise self._no_rule("prefix", prefix)
        return RuleList(day, tuple(ListedRule(p, p.version(day)) for p in chosen), self.rulebook)

    def show(self, rule: str, on: date | None = None) -> RuleVersions:
        """What does a rule say, and what did it say before?

        Args:
            rule: Its id, such as `bse.statements`.
            on: The day whose version is wanted. Default: every version.

        Returns:
            The rule with its versions and their citations.

        Raises:
            UsageError: An argument is of the wrong kind, or no rule is called so.
            OutOfRangeError: None of its versions is in force on the day.
        """
        usage.refuse_other("rule", rule, str, phrase("errors.usage.text"))
        day = usage.day("on", on, optional=True)
        provision = self._rule(rule)
        if day is None:
            return RuleVersions(provision, tuple(provision.known(date.max)), self.rulebook)
        found = provision.version(day)
        if found is None:
            first = min(v.effective for v in provision.versions)
            raise OutOfRangeError(phrase("rules.before-first", id=rule, on=day, first=first))
        return RuleVersions(provision, (found,), self.rulebook)

    def _rule(self, rule: str) -> Provision:
        """A rule by its id. Raises `UsageError`."""
        if rule not in self.rulebook.provisions:
            raise self._no_rule("rule", rule)
        return self.rulebook.provisions[rule]

    def _no_rule(self, argument: str, name: str) -> UsageError:
        near = nearest(name, self.rulebook.provisions)
        return usage.wrong(argument, name, phrase("rules.id"), near)

    def diff(self, first: LawSide, second: LawSide) -> RuleChanges:
        """What changed between two days, or what differs between two rulebooks?

        Args:
            first: A day, or a rulebook: itself, or the name of an overlay (a shipped edition, a
                file) that is laid on this one; `shipped` for this one as it is.
            second: The same, of the same kind.

        Returns:
            The rules that differ and, between rulebooks, the lengths of steps that do.

        Raises:
            UsageError: An argument is of the wrong kind, or one is a day and the other is not.
            InputError: An overlay cannot be read, or is wrong.
        """
        if isinstance(first, date) and isinstance(second, date):
            days = usage.day("first", first), usage.day("second", second)
            found = tuple(changes(self.rulebook, *days))
            names = (str(days[0]), str(days[1]))
            return RuleChanges(names, (self.rulebook, self.rulebook), found, ())
        (name, before), (other, after) = self._side("first", first), self._side("second", second)
        timed = tuple(LengthChange(*pair) for pair in lengths(before, after))
        return RuleChanges((name, other), (before, after), tuple(differences(before, after)), timed)

    def _side(self, argument: str, side: LawSide) -> tuple[str, Rulebook]:
        """A rulebook with its name."""
        if isinstance(side, Rulebook):
            return " + ".join(side.editions) or SHIPPED, side
        if not isinstance(side, str):
            raise usage.wrong(argument, side, phrase("ledger.side"))
        if side == SHIPPED:
            return side, self.rulebook
        overlays: Sequence[str | Overlay] = (*self.rulebook.overlays, side)
        return side, load_rules(overlays, ladder=True)

    def sources(self, scenario: Scenario | None = None, strict: bool = False) -> RuleSources:
        """Which laws, rules and notices does it all rest on?

        Args:
            scenario: Only what the best routes of its plan rely on. Default: the whole law.
            strict: Whether a fact that is not given counts against the firm in that plan.

        Returns:
            The instruments, each with how many versions rest on it.

        Raises:
            UsageError: An argument is of the wrong kind.
            OutOfRangeError: No route leads to a target, or the law on the as-of day, or the
                calendar, is not encoded.
        """
        relied = list(all_versions(self.rulebook))
        if scenario is not None:
            made = plan(scenario, rulebook=self.rulebook, strict=strict)
            relied = list(
                dict.fromkeys(one for route in made.best.values() for one in route.relied)
            )
        return RuleSources(sources(relied, self.rulebook))

    def check(self, overlay: str | PathLike[str]) -> OverlayCheck:
        """Is an overlay in order?

        Args:
            overlay: A file, or the name of an edition, that is laid on this law.

        Returns:
            What it brings, and what in it is hardly meant.

        Raises:
            UsageError: The argument is of the wrong kind.
            InputError: The overlay cannot be read, or is wrong; every problem is named.
        """
        usage.refuse_no_path("overlay", overlay)
        overlays: Sequence[str | Overlay] = (*self.rulebook.overlays, fspath(overlay))
        book = load_rules(overlays)
        name = book.editions[-1]
        brought = {
            p.id: sum(version.layer == name for version in p.versions)
            for p in book.provisions.values()
        }
        return OverlayCheck(
            name,
            provisions=tuple(rule for rule, count in brought.items() if count),
            versions=sum(brought.values()),
            doubts=tuple(hardly_meant(book)),
        )

    def todo(
        self,
        scenario: Scenario,
        target: Venue | None = None,
        pace: Pace | None = None,
        strict: bool = False,
    ) -> UncheckedRules:
        """Which rules of a plan has nobody held against the official text, and which of them matter?

        Args:
            scenario: The firm and what is assumed, as `load` reads them.
            target: The venue to reach. Default: the first of the scenario's targets, else of the
                exchanges above the firm's present venue.
            pace: How long steps take: `floor`, `typical` or `cautious`. Default: that of the
                scenario.
            strict: Whether a fact that is not given counts against the firm instead of being
                assumed.

        Returns:
            The rules, each with the dates of its other readings, those first that would move the
            date most.

        Raises:
            UsageError: An argument is of the wrong kind, or no venue or pace is called so.
            OutOfRangeError: No route leads to the target, or the law on the as-of day, or the
                calendar, is not encoded.
        """
        refuse_no_scenario(scenario)
        return unchecked_rules(scenario, target, pace, self.rulebook, strict)

    def confirm(
        self,
        rule: str,
        by: str,
        on: date,
        version: date | None = None,
        source: str = "",
        article: str = "",
        ledger: str | PathLike[str] | None = None,
    ) -> RuleCheck:
        """Writes into a ledger that a rule was held against the official text.

        Args:
            rule: Its id.
            by: Who checked it.
            on: The day of the check.
            version: A day on which the version that was checked is in force. Default: that of the
                check.
            source: Where the text was read, such as its address.
            article: The article that was read.
            ledger: The file, made where there is none. Default: the nearest `pathway-rules.toml`
                in or above the current folder, else a new one there.

        Returns:
            What was written. Rulebooks read before do not know of it: `load_rules(ledger=…)`.

        Raises:
            UsageError: An argument is of the wrong kind, no rule is called so, or no version of it
                is in force on the day.
            InputError: The file is no ledger.
        """
        texts: list[str] = []
        for name, text in (("by", by), ("source", source), ("article", article)):
            usage.refuse_other(name, text, str, phrase("errors.usage.text"))
            texts.append(" ".join(text.split()))
            if not text.isprintable() or (name == "by" and not texts[-1]):
                raise usage.wrong(name, text, phrase("ledger.name"))
        day = usage.day("on", on)
        usage.refuse_other("rule", rule, str, phrase("errors.usage.text"))
        provision = self._rule(rule)
        checked = _in_force(provision, usage.day("version", version, optional=True) or day)
        if ledger is not None:
            usage.refuse_no_path("ledger", ledger)
        place = Path(ledger) if ledger else nearest_ledger(Path()) or Path(LEDGER_NAME)
        entry = entry_of(provision, checked, Confirmation(texts[0], day, texts[1], texts[2]))
        add_to(place, entry)
        return RuleCheck(provision, entry, place)


def _in_force(provision: Provision, on: date) -> Version:
    """The version of a rule as encoded that was in force on a day. Raises `UsageError`."""
    governing = provision.version(on)
    found = [v for v in provision.versions if governing and v.effective == governing.effective]
    if not found:
        known = provision.versions[-1].effective
        expected = phrase("ledger.not-in-force", rule=provision.id, on=on, known=known)
        raise UsageError("version", str(on), expected)
    return found[0]


def rules(rulebook: Rulebook | None = None) -> Rules:
    """The law, to be asked about: what is in force, what changed, what is worth checking.

    Args:
        rulebook: The law, as `load_rules` reads it. Default: the shipped one, that of the ladder
            included.

    Returns:
        The law, with a method for each question.

    Raises:
        UsageError: The argument is no rulebook.
    """
    refuse_no_rulebook(rulebook)
    return Rules(rulebook or load_rules((), ladder=True))
