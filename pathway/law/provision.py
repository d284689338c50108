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
- `Clock`: a period within which an authority acts; it is known and shown but binds nobody's plan;
- `Release`: shares of the holders concerned come free in parts after a listing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from typing import Literal

from attrs import evolve, field, frozen

from pathway.base.phrases import Bilingual
from pathway.dates.days import FIRST, LAST, DaySet
from pathway.law.language.grammar import Node
from pathway.law.language.parser import parse

EvidenceStatus = Literal["official", "reported", "derived", "unconfirmed", "unknown"]
STATUSES: tuple[EvidenceStatus, ...] = ("official", "reported", "derived", "unconfirmed", "unknown")
Statement = Literal["definition", "note", "unchecked", "nothing"]
STATEMENTS: tuple[Statement, ...] = ("definition", "note", "unchecked", "nothing")
Unit = Literal["days", "months", "trading days", "working days"]
UNITS: tuple[Unit, ...] = ("days", "months", "trading days", "working days")


@frozen
class Instrument:
    """A law, rule or notice: its title, number, day of promulgation and address, as far as
    known.
    """

    id: str
    title: Bilingual
    number: str = ""
    promulgated: date | None = None
    address: str = ""


@frozen
class Citation:
    """Where a version stands: the instrument's id and the article in it ("" where not known)."""

    instrument: str
    article: str = ""


@frozen
class Period:
    """A length of time: a count of calendar days, months, trading days or working days."""

    count: int
    unit: Unit


@frozen
class Requires:
    """An expression that must hold; under strict reading, `strict` instead where it is given.

    metrics: the words that it may use. lead: calendar days before the tested milestone on which it
    must hold (for what happens shortly before it). fixed_at: the milestone at which one of its
    alternatives is chosen; later ones are tested by that one alone. lapses: how long it may fail
    while an application is on file; when it fails for longer, the application ends. Expressions are
    parsed when first needed: most versions never are.
    """

    source: str
    metrics: frozenset[str] = field(repr=False)
    strict: str | None = None
    lead: int = 0
    fixed_at: str | None = None
    lapses: Period | None = None

    def node(self, strict: bool = False) -> Node:
        """The tree of the expression. Raises `ExpressionError` (never for law that was checked)."""
        return parse(
            self.strict if strict and self.strict is not None else self.source, self.metrics
        )


@frozen
class States:
    """What the law says without anything being tested; it holds on every day.

    kind: `definition` says what a word of the law means; `note` tells a right, a practice or a
    procedure; `unchecked` is a rule that no plan is held to; `nothing` says that in this time the
    law asks nothing (not yet, no longer, or not of this firm).
    """

    kind: Statement


@frozen
class Names:
    """A practice or a doubt that a plan tells where it concerns the firm on a tested day; no plan
    waits for it.
    """

    source: str
    metrics: frozenset[str] = field(repr=False)

    def node(self) -> Node:
        """The tree of the expression."""
        return parse(self.source, self.metrics)


@frozen
class Brings:
    """An event that follows from what the file says: it falls on the firm a period after each day
    on which the expression comes true.

    kind, ground: of the event, as in scenario files.
    """

    kind: str
    source: str
    metrics: frozenset[str] = field(repr=False)
    after: Period
    ground: str | None = None

    def node(self) -> Node:
        """The tree of the expression."""
        return parse(self.source, self.metrics)


@frozen
class AtLeast:
    """`tested milestone >= since + period`. boundary: the day itself is disputed, so strict reading
    adds one day.

    unless: the lag falls away on days on which this holds (for the tested milestone).
    """

    since: str
    period: Period
    boundary: bool = False
    unless: Node | None = None
    unless_source: str = ""


@frozen
class AtMost:
    """`tested milestone <= since + period`; that day itself is still in time."""

    since: str
    period: Period


@frozen
class OnDays:
    """A kind of calendar day and its parameters, such as `last-trading-day` of months 1, 2, 3."""

    kind: str
    params: tuple[object, ...]


@frozen
class Clock:
    """Who acts within which period of which milestone: not binding on the applicant."""

    since: str
    period: Period


@frozen
class Release:
    """Parts of a holding that come free, each a period after listing: (fraction of the holding,
    period).
    """

    parts: tuple[tuple[Fraction, Period], ...]


Effect = Requires | States | Names | Brings | AtLeast | AtMost | OnDays | Clock | Release


@frozen
class Version:
    """One dated version of a provision: in force from `effective` up to but not including `until`.

    published: from when it can be known. tested_at: the milestones (names within a step) at which
    it applies. applies_by: the milestone whose day picks the version; None means the tested
    milestone itself. note: a doubt, or how a value was arrived at. layer: "" for the shipped law,
    else the overlay that brought it. quote: a few words of the article as it stands ("" where not
    at hand). period: the days on which it is in force.
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
    period: DaySet = field(init=False, repr=False, eq=False)

    @period.default
    def _period(self) -> DaySet:
        until = LAST if self.until is None else self.until.toordinal() - 1
        return DaySet.between(self.effective.toordinal(), until)


@frozen
class Provision:
    """A rule by id, with its titles, the steps (venues' roads) that it governs and its versions in
    order of time.
    """

    id: str
    title: Bilingual
    steps: tuple[str, ...]
    versions: tuple[Version, ...] = field(factory=tuple)

    def known(self, as_of: date) -> tuple[Version, ...]:
        """The versions published by a day, each ended by its successor as far as that was published
        too.
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
        """The version in force on a day, as known on `as_of` (default: everything encoded)."""
        for version in self.known(as_of or date.max):
            if version.effective <= on and (version.until is None or on < version.until):
                return version
        return None


def _ended(version: Version, until: date | None) -> Version:
    return version if version.until == until else evolve(version, until=until)


@frozen
class Duration:
    """How long a step takes: floor, typical and cautious, for steps that start in [starts_from,
    starts_until).

    rule: the provision that the step rests on, if any. when: only for firms of which this holds.
    in_time_for: a requirement that holds on the day of the start and will lapse; at the floor and
    the typical pace the step is over by its last day.
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

    def at(self, pace: Literal["floor", "typical", "cautious"]) -> Period:
        """The period at a pace."""
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
    """A word of the language: titles, unit, whether it belongs to a reporting period, whether it
    may be assumed.
    """

    name: str
    title: Bilingual
    unit: str
    yearly: bool
    soft: bool
    path: str


Vocabulary = Mapping[str, Metric]
