"""What is answered to questions about the law itself: rules, their versions, what changed, what they
rest on, and what was checked.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from pathlib import Path

from attrs import field, frozen

from pathway.base.errors import Problem
from pathway.base.renderable import Renderable
from pathway.law.browse import InstrumentUse, VersionChange
from pathway.law.duration import Duration
from pathway.law.ledger import LedgerEntry
from pathway.law.provision import Provision, Version
from pathway.law.rulebook import Rulebook


@frozen
class ListedRule:
    """A rule, and what it says on a day.

    Attributes:
        provision: The rule.
        version: The version in force. None where none is.
    """

    provision: Provision
    version: Version | None


@frozen
class RuleList(Renderable):
    """Rules with the versions in force on a day.

    Attributes:
        on: The day.
        rules: The rules, in the order of the rulebook.
        rulebook: The law that was looked at.
    """

    on: Date
    rules: tuple[ListedRule, ...]
    rulebook: Rulebook = field(repr=False)

    def __repr__(self) -> str:
        return f"<RuleList on {self.on}: {len(self.rules)} rules>"


@frozen
class RuleVersions(Renderable):
    """One rule with its versions.

    Attributes:
        provision: The rule.
        versions: Its versions, or the one in force on the day asked about.
        rulebook: The law that was looked at.
    """

    provision: Provision
    versions: tuple[Version, ...]
    rulebook: Rulebook = field(repr=False)

    def __repr__(self) -> str:
        days = ", ".join(str(version.effective) for version in self.versions)
        return f"<RuleVersions of {self.provision.id}: {days}>"


@frozen
class LengthChange:
    """How long a step takes under two rulebooks, where they differ.

    Attributes:
        before: Its duration under the first. None where it has none.
        after: Its duration under the second. None where it has none.
    """

    before: Duration | None
    after: Duration | None


@frozen
class RuleChanges(Renderable):
    """What differs between two days, or between two rulebooks.

    Attributes:
        names: Both days, or the names of both rulebooks.
        books: The rulebooks themselves; the same twice where days are compared.
        changes: The versions of rules that differ.
        lengths: The durations of steps that differ; none where days are compared.
    """

    names: tuple[str, str]
    books: tuple[Rulebook, Rulebook] = field(repr=False)
    changes: tuple[VersionChange, ...]
    lengths: tuple[LengthChange, ...]

    def __repr__(self) -> str:
        count = len(self.changes) + len(self.lengths)
        return f"<RuleChanges from {self.names[0]} to {self.names[1]}: {count}>"


@frozen
class RuleSources(Renderable):
    """The instruments that rules rest on.

    Attributes:
        instruments: Each with how many versions rest on it, those first on which most do.
    """

    instruments: tuple[InstrumentUse, ...]

    def __repr__(self) -> str:
        return f"<RuleSources: {len(self.instruments)} instruments>"


@frozen
class RuleCheck(Renderable):
    """A check of a rule that was written into a ledger.

    Attributes:
        provision: The rule.
        entry: What was written: the version, what the program read there, and who checked it.
        ledger: The file.
    """

    provision: Provision
    entry: LedgerEntry
    ledger: Path

    def __repr__(self) -> str:
        check = self.entry.check
        return f"<RuleCheck of {self.entry.rule} {self.entry.version} by {check.by} on {check.on}>"


@frozen
class OverlayCheck:
    """An overlay that is in order.

    Attributes:
        name: What it is called among the editions of a rulebook.
        provisions: The ids of the rules that it changes or adds.
        versions: How many versions of rules it brings.
        doubts: What in it is hardly meant.
    """

    name: str
    provisions: tuple[str, ...]
    versions: int
    doubts: tuple[Problem, ...]
