"""What one rule of the rulebook is: a provision, its dated versions and their citations, and the
words of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from attrs import evolve, field, frozen

from pathway.base.phrases import Bilingual
from pathway.dates.days import LAST, DaySet
from pathway.law.effect import Effect

EvidenceStatus = Literal["official", "reported", "derived", "unconfirmed", "unknown"]
STATUSES: tuple[EvidenceStatus, ...] = get_args(EvidenceStatus)
Evidence = Literal["whole-text", "notice", "press", "inference"]
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)


@frozen
class Instrument:
    """A law, rule or notice, as far as it is known.

    Attributes:
        id: The name by which citations call it.
        title: Its title.
        number: Its number, or "".
        promulgated: The day on which it was made public. None where it is not known.
        address: Where its text can be read, or "".
        evidence: How it was seen: `whole-text`, the whole text was read; `notice`, statutory
            notices cite its articles; `press`, newspapers, law firms or data vendors tell of it;
            `inference`, nobody does, and it is concluded from something else. None where nobody
            said.
        copy: Where its text was read, if not at its address, or "".
    """

    id: str
    title: Bilingual
    number: str = ""
    promulgated: date | None = None
    address: str = ""
    evidence: Evidence | None = None
    copy: str = ""


@frozen
class Citation:
    """Where a version of a rule stands.

    Attributes:
        instrument: The instrument's id.
        article: The article in it, or "" where it is not known.
    """

    instrument: str
    article: str = ""


@frozen
class Confirmation:
    """A check of a version against the official text, as a ledger of the user's tells it.

    Attributes:
        by: Who checked it.
        on: The day on which it was checked.
        source: Where the text was read, or "".
        article: The article read, or "".
    """

    by: str
    on: date
    source: str = ""
    article: str = ""


@frozen
class Version:
    """One dated version of a provision.

    Attributes:
        effective: The first day on which it is in force.
        published: The day from which it can be known.
        cite: Where it stands.
        status: How well its text is established: `official` (read in the official text),
            `reported` (by a source named), `derived` (worked out), `unconfirmed` or `unknown`.
        confidence: How sure its value is: `low`, `med` or `high`, or "" where nothing is said.
        checked_on: The day on which it was last held against its source.
        effect: What it asks for.
        tested_at: The milestones (names within a step) at which it applies.
        applies_by: The milestone whose day picks the version. None: the tested milestone itself.
        until: The first day on which it is no longer in force. None: no end is known.
        ended_published: The day from which its end can be known. None: as soon as it is known.
        note: A doubt, or how a value was arrived at.
        layer: "" for the shipped law, else the overlay that brought it.
        quote: A few words of the article as it stands, or "" where not at hand.
        confirmed: Who of the users has checked it, for whom its status is `official` then.
        period: The days on which it is in force.
    """

    effective: date
    published: date
    cite: Citation
    status: EvidenceStatus
    confidence: str
    checked_on: date
    effect: Effect
    tested_at: tuple[str, ...] = ()
    applies_by: str | None = None
    until: date | None = None
    ended_published: date | None = None
    note: Bilingual | None = None
    layer: str = ""
    quote: str = ""
    confirmed: Confirmation | None = None
    period: DaySet = field(init=False, repr=False, eq=False)

    @period.default
    def _period(self) -> DaySet:
        until = LAST if self.until is None else self.until.toordinal() - 1
        return DaySet.between(self.effective.toordinal(), until)

    def in_force(self, day: date) -> bool:
        """Whether it is in force on a day.

        Args:
            day: The day.

        Returns:
            Whether the day lies from `effective` on and before `until`.
        """
        return self.effective <= day and (self.until is None or day < self.until)


@frozen
class Provision:
    """A rule of law, with all its versions.

    Attributes:
        id: Its name in the rulebook, such as `bse.standard.1`.
        title: What it is about.
        steps: The steps of routes that it governs.
        versions: In order of time.
    """

    id: str
    title: Bilingual
    steps: tuple[str, ...]
    versions: tuple[Version, ...] = field(factory=tuple)

    def known(self, as_of: date) -> tuple[Version, ...]:
        """The versions that were published by a day.

        Args:
            as_of: The day.

        Returns:
            The versions, each ended by its successor as far as that was published too.
        """
        heard = [v for v in self.versions if v.published <= as_of]
        out: list[Version] = []
        for i, version in enumerate(heard):
            until = (
                version.until
                if version.ended_published is None or version.ended_published <= as_of
                else None
            )
            if i + 1 < len(heard):
                until = min(until or date.max, heard[i + 1].effective)
            if until is None or until > version.effective:
                out.append(_ended(version, until))
        return tuple(out)

    def version(self, on: date, as_of: date | None = None) -> Version | None:
        """The version in force on a day.

        Args:
            on: The day.
            as_of: The day by which the version was published. Default: whatever is encoded.

        Returns:
            The version, or None where none is in force.
        """
        return next((v for v in self.known(as_of or date.max) if v.in_force(on)), None)


def _ended(version: Version, until: date | None) -> Version:
    return version if version.until == until else evolve(version, until=until)


@frozen
class Metric:
    """A figure or fact that rules ask for.

    Attributes:
        name: Its name in expressions, such as `net_profit`.
        title: It in words.
        unit: `yuan`, `shares`, `ratio` (a fraction of one), `count`, `years`, `months`, `flag` or
            `text`.
        yearly: Whether it belongs to a reporting period.
        soft: Whether it is taken as fulfilled, and named, where it is not given.
        path: Where a scenario says it; `{year}` stands for the fiscal year.
    """

    name: str
    title: Bilingual
    unit: str
    yearly: bool
    soft: bool
    path: str


Vocabulary = Mapping[str, Metric]
