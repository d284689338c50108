"""What one rule of the rulebook is: a provision, its dated versions, their citations and their
effect on a plan.

A version has one effect:

- `Requires`: an expression that must hold on the day of a milestone (a gate);
- `Names`: an expression; where it holds, the plan tells the title, and waits for nothing;
- `Brings`: an event that falls on the firm where an expression comes true;
- `States`: what the law says without a plan being held to it (a definition, a repeal, …);
- `AtLeast`: a milestone lies no earlier than a period after another one (a lag);
- `AtMost`: a milestone lies no later than a period after another one (a limit);
- `OnDays`: a milestone falls on certain calendar days (a gate);
- `AuthorityClock`: a period within which an authority acts; it is known and shown but binds
  nobody's plan;
- `Release`: shares of the holders concerned come free in parts after a listing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from typing import Literal, get_args

from attrs import evolve, field, frozen

from pathway.base.phrases import Bilingual
from pathway.dates.days import FIRST, LAST, DaySet
from pathway.law.language.grammar import Node
from pathway.law.language.parser import parse
from pathway.law.steps import Pace

EvidenceStatus = Literal["official", "reported", "derived", "unconfirmed", "unknown"]
STATUSES: tuple[EvidenceStatus, ...] = get_args(EvidenceStatus)
Statement = Literal["definition", "note", "unchecked", "nothing"]
STATEMENTS: tuple[Statement, ...] = get_args(Statement)
Evidence = Literal["whole-text", "notice", "press", "inference"]
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
Unit = Literal["days", "months", "trading days", "working days"]
UNITS: tuple[Unit, ...] = get_args(Unit)


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
class Period:
    """A length of time.

    Attributes:
        count: How many.
        unit: `days` (calendar days), `months`, `trading days` (sessions of the exchanges) or
            `working days` (weekdays and weekend days worked, less holidays).
    """

    count: int
    unit: Unit


@frozen
class Requires:
    """An expression that must hold on the day of the tested milestone.

    Expressions are parsed when first needed: most versions never are.

    Attributes:
        source: The expression as the rulebook writes it.
        metrics: Those that it may use.
        strict: What must hold instead under strict reading, if that differs.
        lead: Calendar days before the tested milestone on which it must hold.
        fixed_at: The milestone at which one of its alternatives is chosen; later ones are tested by
            that one alone. None: each is tested by all.
        lapses: How long it may fail while an application is on file; when it fails for longer, the
            application ends. None: it may not fail on a tested day, and no other day counts.
    """

    source: str
    metrics: frozenset[str] = field(repr=False)
    strict: str | None = None
    lead: int = 0
    fixed_at: str | None = None
    lapses: Period | None = None

    def node(self, strict: bool = False) -> Node:
        """The expression, taken apart.

        Args:
            strict: Whether it is read strictly.

        Returns:
            Its tree (`pathway/law/language/grammar.py`).
        """
        return parse(
            self.strict if strict and self.strict is not None else self.source, self.metrics
        )


@frozen
class States:
    """What the law says without anything being tested; it holds on every day.

    Attributes:
        kind: `definition` says what a word of the law means; `note` tells a right, a practice or a
            procedure; `unchecked` is a rule that no plan is held to; `nothing` says that in this
            time the law asks nothing (not yet, no longer, or not of this firm).
    """

    kind: Statement


@frozen
class Names:
    """A practice or a doubt that a plan tells of and does not wait for.

    Attributes:
        source: When it concerns the firm on a tested day: an expression as the rulebook writes it.
        metrics: Those that it may use.
    """

    source: str
    metrics: frozenset[str] = field(repr=False)

    def node(self) -> Node:
        """The expression, taken apart.

        Returns:
            Its tree (`pathway/law/language/grammar.py`).
        """
        return parse(self.source, self.metrics)


@frozen
class Brings:
    """An event that falls on the firm by what its figures and facts are.

    Attributes:
        kind: The kind of event, as in a scenario.
        source: The expression that brings it when it comes true, as the rulebook writes it.
        metrics: Those that it may use.
        after: How long after that day the event falls on the firm.
        ground: Why, for a demotion from a tier.
    """

    kind: str
    source: str
    metrics: frozenset[str] = field(repr=False)
    after: Period
    ground: str | None = None

    def node(self) -> Node:
        """The expression, taken apart.

        Returns:
            Its tree (`pathway/law/language/grammar.py`).
        """
        return parse(self.source, self.metrics)


@frozen
class AtLeast:
    """A minimum period: the tested milestone lies no earlier than `since` and a period after it.

    Attributes:
        since: The milestone from which the period runs.
        period: How long.
        boundary: Whether it is disputed that the period's last day is late enough; strict reading
            then adds a day.
        unless: Where this holds on the tested milestone's day, no period is asked for.
        unless_source: The same as the rulebook writes it, or "".
    """

    since: str
    period: Period
    boundary: bool = False
    unless: Node | None = None
    unless_source: str = ""


@frozen
class AtMost:
    """A maximum period: the tested milestone lies no later than `since` and a period after it.

    Attributes:
        since: The milestone from which the period runs.
        period: How long; its last day is still in time.
    """

    since: str
    period: Period


@frozen
class OnDays:
    """Calendar days: the tested milestone falls on one of them.

    Attributes:
        kind: The kind of day, such as `last-trading-day`.
        params: What the kind takes, such as the months 1, 2 and 3.
    """

    kind: str
    params: tuple[object, ...]


@frozen
class AuthorityClock:
    """A period within which an authority acts: known and shown, but it binds nobody's plan.

    Attributes:
        since: The milestone from which the period runs.
        period: How long.
    """

    since: str
    period: Period


@frozen
class Release:
    """Shares of the holders concerned come free in parts after a listing.

    Attributes:
        parts: The fraction of a holding, and the period after listing at which it comes free.
    """

    parts: tuple[tuple[Fraction, Period], ...]


Effect = Requires | States | Names | Brings | AtLeast | AtMost | OnDays | AuthorityClock | Release


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
class Tail:
    """Cases that get stuck, beside those that a row of durations describes otherwise.

    Attributes:
        share: Their share of all cases.
        since: The calendar days that each of them takes at least.
        mean: The calendar days that they take beyond these on average.
    """

    share: float
    since: int
    mean: int


@frozen
class Duration:
    """How long a firm waits from one milestone of a step to another.

    `typical` and `cautious` are what a plan takes for the step. Where a step is one of several that
    follow one another they are differences of medians and 90th percentiles of the whole time that
    is left, so that they add up to those; the step's own points are `p10`, `p50` and `p90` then.

    Attributes:
        step: The step of a route, such as `bse`.
        since: The milestone at which the time begins, such as `filed`.
        to: The milestone at which it ends.
        floor: The legal minimum, or the fastest case where there is none.
        typical: The median of the cases, or the step's part in the median of the time left.
        cautious: The 90th percentile of the cases or the legal maximum, or the step's part in the
            90th percentile of the time left.
        status: How well these are established, as for a `Version`.
        confidence: `low`, `med` or `high`, or "".
        basis: The cases that they rest on.
        starts_from: Only for a time that begins on this day or later.
        starts_until: Only for a time that begins before this day.
        rule: The provision that the step rests on, by id, or "".
        when: Only for firms of which this holds, if it is given.
        in_time_for: A requirement, by id, that holds at the start and will lapse: at the paces
            `floor` and `typical` the step is over by its last day. "" where there is none.
        p10: What one case in ten does not exceed, if it is given.
        p50: The median of the cases, where it is not `typical`.
        p90: Their 90th percentile, where it is not `cautious`.
        tail: The cases that get stuck, if any are told apart.
        cases: How many single cases the row was read from; 0 where it rests on other sources.
    """

    step: str
    since: str
    to: str
    floor: Period
    typical: Period
    cautious: Period
    status: EvidenceStatus
    confidence: str
    basis: Bilingual
    starts_from: date | None = None
    starts_until: date | None = None
    rule: str = ""
    when: Node | None = None
    in_time_for: str = ""
    p10: Period | None = None
    p50: Period | None = None
    p90: Period | None = None
    tail: Tail | None = None
    cases: int = 0

    def at(self, pace: Pace) -> Period:
        """How long it takes at a pace.

        Args:
            pace: `floor`, `typical` or `cautious`.

        Returns:
            The period.
        """
        return {"floor": self.floor, "typical": self.typical, "cautious": self.cautious}[pace]


def rows_by_start(rows: Iterable[Duration]) -> Iterator[tuple[Duration, DaySet]]:
    """The rows of one step in order, each with the days of a start on which it holds.

    A row holds until the next one begins; the first also for starts before its own first day, so
    that some row holds on every day.
    """
    ordered = sorted(rows, key=lambda row: row.starts_from or date.min)
    first = FIRST
    for row, following in zip_longest(ordered, ordered[1:]):
        last = LAST if following is None else _begins(following) - 1
        if first <= last:
            yield row, DaySet.between(first, last)
            first = last + 1


def _begins(row: Duration) -> int:
    return FIRST if row.starts_from is None else row.starts_from.toordinal()


def row_on(rows: Iterable[Duration], day: date) -> Duration:
    """The row that holds for a step which starts on a day. Raises `KeyError` where there is no
    row.
    """
    for row, period in rows_by_start(rows):
        if day.toordinal() in period:
            return row
    raise KeyError(day)


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
