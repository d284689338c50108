"""On which days does an expression hold for a firm? Requirements evaluated to sets of days, with
their reasons.

Four outcomes, never two: met, not met, not known (a metric that the expression names is not given;
it never counts as met), and assumed (a soft fact such as the number of holders is not given; it
counts as met and is named, or as not met where it is taken strictly).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Literal, Protocol

from attrs import evolve, frozen

from pathway.dates.days import ALL, FIRST, NONE, DaySet, add_months_to_month_end
from pathway.law.events import Occurrence
from pathway.law.language.grammar import Call, Constant, Logic, Name, Node, Ref
from pathway.law.language.look_back import (
    looking_back,
    pending,
    recurring,
    text_of,
    venue_of,
)
from pathway.law.language.metrics import Known, MetricKey, MetricValues, compiled, metric_keys

Timeline = tuple[tuple[int, Known], ...]
"""A value day by day: (first day, value) in order, from `FIRST` on; None is "not given"."""

Outcome = Literal["met", "unmet", "unknown", "assumed"]


class Subject(Protocol):
    """What the law asks of a firm. Names are those of the vocabulary."""

    def yearly(self, metric: str, back: int) -> Timeline:
        """A yearly (or half-yearly) metric of the period `back` before the last one known on each
        day.
        """
        ...

    def daily(self, metric: str) -> Timeline:
        """A metric that is not tied to a fiscal year."""
        ...

    def is_yearly(self, name: str) -> bool:
        """Whether a metric belongs to a reporting period."""
        ...

    def is_soft(self, name: str) -> bool:
        """Whether a metric that is not given is taken as fulfilled (and named)."""
        ...

    def events(self, kind: str, venue: str | None) -> tuple[Occurrence, ...]:
        """Events of a kind, at a venue (None: at any)."""
        ...

    def covered(self, what: str) -> tuple[int, ...]:
        """The days that statements must reach: those of one of the `COVERED` happenings."""
        ...

    def statements(self) -> tuple[tuple[int, int], ...]:
        """Audited statements: (last day of the period, day from which they are available)."""
        ...


@frozen(repr=False)
class Piece:
    """What a comparison found from a day on: the left value (several for `each`), the threshold,
    the outcome.
    """

    start: int
    outcome: Outcome
    values: tuple[Known, ...] = ()
    threshold: Known = None


def _start(piece: Piece) -> int:
    return piece.start


@frozen(repr=False)
class Verdict:
    """The days on which a node holds and why. met includes assumed; what is neither met nor unmet
    is not known.

    parts: the verdicts below: of `and`, `or`, `not`, or of a provision's versions. within: the days
    that a version speaks for. pieces: of a comparison, by day. missing: metrics of a comparison
    that some day lacks. earliest: of a look-back, (day, path of the scenario): from that day on it
    is assumed to be over because the path says nothing else.
    """

    node: Node
    met: DaySet
    unmet: DaySet
    assumed: DaySet = NONE
    parts: tuple[Verdict, ...] = ()
    pieces: tuple[Piece, ...] = ()
    missing: frozenset[str] = frozenset()
    within: DaySet = ALL
    earliest: tuple[tuple[int, str], ...] = ()

    def outcome(self, when: int) -> Outcome:
        """The outcome on one day."""
        if when in self.assumed:
            return "assumed"
        if when in self.met:
            return "met"
        return "unmet" if when in self.unmet else "unknown"

    def piece(self, when: int) -> Piece | None:
        """What the comparison found on one day."""
        i = bisect_right(self.pieces, when, key=_start) - 1
        return self.pieces[i] if i >= 0 else None

    def parts_on(self, when: int) -> tuple[Verdict, ...]:
        """The parts that speak for a day: all, or the one version of a provision in force."""
        return tuple(part for part in self.parts if when in part.within)

    def leaves_on(self, when: int) -> Iterator[Verdict]:
        """The verdicts without parts that speak for a day, in the order of the text."""
        if not self.parts:
            yield self
        for part in self.parts_on(when):
            yield from part.leaves_on(when)

    def assumed_leaves_on(self, when: int) -> Iterator[Verdict]:
        """The leaves whose assumptions, or ends of look-backs, the outcome of a day rests on: where
        an alternative holds without an assumption, those of the others do not matter.
        """
        if not self.parts:
            yield self
        parts = self.parts_on(when)
        if isinstance(self.node, Logic) and self.node.op == "or":
            sure = [part for part in parts if when in part.met and when not in part.assumed]
            parts = tuple(sure[:1]) or parts
        for part in parts:
            yield from part.assumed_leaves_on(when)

    def own_leaves_on(self, when: int) -> Iterator[Verdict]:
        """The leaves that are not part of another provision."""
        if isinstance(self.node, Ref):
            return
        if not self.parts:
            yield self
        for part in self.parts_on(when):
            yield from part.own_leaves_on(when)

    def telling_leaves_on(self, when: int) -> Iterator[Verdict]:
        """The leaves that are not part of another provision; of alternatives those that hold, where
        any does (a small issuer is not told of the threshold for large ones).
        """
        if isinstance(self.node, Ref):
            return
        if not self.parts:
            yield self
        parts = self.parts_on(when)
        if isinstance(self.node, Logic) and self.node.op == "or" and when in self.met:
            outcome = self.outcome(when)
            parts = tuple(part for part in parts if part.outcome(when) == outcome) or parts
        for part in parts:
            yield from part.telling_leaves_on(when)

    def strictly(self) -> Verdict:
        """The same verdict with every assumption taken as not met."""
        if not self.assumed:
            return self
        return evolve(
            self, met=self.met - self.assumed, unmet=self.unmet | self.assumed, assumed=NONE
        )

    def masked(self, within: DaySet) -> Verdict:
        """The same verdict, speaking for some days only."""
        return evolve(
            self,
            met=self.met & within,
            unmet=self.unmet & within,
            assumed=self.assumed & within,
            within=within,
        )


def at(timeline: Timeline, when: int) -> Known:
    """The value of a timeline on a day."""
    return timeline[bisect_right(timeline, when, key=lambda step: step[0]) - 1][1]


def _stretches(timelines: Mapping[MetricKey, Timeline]) -> Iterator[tuple[int, MetricValues]]:
    """The values of timelines from each day on which one of them changes."""
    if len(timelines) == 1:
        ((key, timeline),) = timelines.items()
        yield from ((start, {key: value}) for start, value in timeline)
        return
    changes: dict[int, dict[MetricKey, Known]] = {FIRST: {}}
    for key, timeline in timelines.items():
        for start, value in timeline:
            changes.setdefault(start, {})[key] = value
    values: dict[MetricKey, Known] = dict.fromkeys(timelines)
    for start in sorted(changes):
        values = {**values, **changes[start]}
        yield start, values


def _years(node: Node) -> int:
    assert isinstance(node, Constant) and not isinstance(node.value, str)
    return int(node.value)


Memo = dict[tuple[object, ...], tuple[Verdict, tuple[object, ...]]]
"""Verdicts by node and the identity of what they were made from, which the memo keeps alive: the
timelines of a comparison, the parts of a combination.
"""


class Evaluator:
    """Evaluates expressions for one firm.

    provision: gives the verdict of a provision by id. extended: whether the extension of statement
    validity is available at the milestone that is tested. memo: verdicts by what they were made
    from, for similar firms.
    """

    def __init__(
        self,
        subject: Subject,
        provision: Callable[[str], Verdict],
        extended: bool = False,
        memo: Memo | None = None,
    ) -> None:
        self.subject, self.provision, self.extended = subject, provision, extended
        self.memo: Memo = {} if memo is None else memo

    def verdict(self, node: Node) -> Verdict:
        """The days on which a condition holds."""
        match node:
            case Logic():
                return self._logic(node)
            case Ref():
                inner = self.provision(node.id)
                key = (node, id(inner))
                if key not in self.memo:
                    found = Verdict(
                        node=node,
                        met=inner.met,
                        unmet=inner.unmet,
                        assumed=inner.assumed,
                        parts=(inner,),
                    )
                    self.memo[key] = found, found.parts
                return self.memo[key][0]
            case Name(name="always"):
                return Verdict(node, ALL, NONE)
            case Name(name="never"):
                return Verdict(node, NONE, ALL)
            case Call(function="clear_of"):
                return self._clear_of(node)
            case Call(function="no_open"):
                barred = pending(node, self.subject.events(text_of(node.args[0]), None))
                return Verdict(node, ~barred, barred)
            case Call(function="recurs"):
                held = self._recurs(node)
                return Verdict(node, held, ~held)
            case Call(function="statements_valid"):
                held = self._statements(node)
                return Verdict(node, held, ~held)
            case _:
                return self._comparison(node)

    # -- conditions --------------------------------------------------------------------------------

    def _logic(self, node: Logic) -> Verdict:
        parts = tuple(self.verdict(part) for part in node.parts)
        key = (node, *map(id, parts))
        if key not in self.memo:
            self.memo[key] = self._combined(node, parts), parts
        return self.memo[key][0]

    def _combined(self, node: Logic, parts: tuple[Verdict, ...]) -> Verdict:
        met, unmet, assumed = (
            [p.met for p in parts],
            [p.unmet for p in parts],
            [p.assumed for p in parts],
        )
        if node.op == "not":
            # What is assumed stays assumed: whoever does not give the industry is not taken to be a
            # bank.
            return Verdict(
                node=node,
                met=unmet[0] | assumed[0],
                unmet=met[0] - assumed[0],
                assumed=assumed[0],
                parts=parts,
            )
        if node.op == "and":
            every = reduce(and_, met)
            return Verdict(
                node=node,
                met=every,
                unmet=reduce(or_, unmet),
                assumed=every & reduce(or_, assumed),
                parts=parts,
            )
        sure = reduce(or_, (m - a for m, a in zip(met, assumed, strict=True)))
        some = reduce(or_, met)
        return Verdict(
            node=node, met=some, unmet=reduce(and_, unmet), assumed=some - sure, parts=parts
        )

    def _clear_of(self, node: Call) -> Verdict:
        bar = looking_back(node, self.subject.events(text_of(node.args[0]), venue_of(node)))
        return Verdict(
            node=node, met=~bar.days, unmet=bar.days, assumed=bar.assumed, earliest=bar.earliest
        )

    def _recurs(self, node: Call) -> DaySet:
        kinds = text_of(node.args[0]).split()
        events = [event for kind in kinds for event in self.subject.events(kind, None)]
        since = FIRST
        if "since" in dict(node.options):
            since = max(
                (one.start for one in self.subject.events("tier-entry", None)), default=FIRST
            )
        return recurring(node, events, since)

    def _statements(self, node: Call) -> DaySet:
        """The days with fresh statements. Those that end before what they must cover are of no use
        from that day on.
        """
        validity, extension = (_years(arg) for arg in node.args)
        months = validity + (extension if self.extended else 0)
        options = dict(node.options)
        reach = options.get("covers")
        anchors = (
            sorted(self.subject.covered(str(reach.value))) if isinstance(reach, Constant) else []
        )
        ends = options.get("ends")
        quarters = isinstance(ends, Constant) and ends.value == "quarter"
        spans: list[tuple[int, int]] = []
        for period_end, known in self.subject.statements():
            if quarters and date.fromordinal(period_end).month % 3:
                continue
            last = add_months_to_month_end(period_end, months)
            later = anchors[bisect_right(anchors, period_end) :]
            spans.append((known, min(last, later[0] - 1) if later else last))
        return DaySet(spans)

    def _comparison(self, node: Node) -> Verdict:
        """A comparison, or a metric or function that is itself yes or no: tested on every stretch
        without change.
        """
        keys = metric_keys(node)
        read = tuple(map(self._timeline, keys))
        key = (node, *map(id, read))
        if key not in self.memo:
            self.memo[key] = self._compared(node, dict(zip(keys, read, strict=True))), read
        return self.memo[key][0]

    def _compared(self, node: Node, timelines: Mapping[MetricKey, Timeline]) -> Verdict:
        gaps = {
            key[0]
            for key, timeline in timelines.items()
            if any(value is None for _, value in timeline)
        }
        test = compiled(node)
        pieces: list[Piece] = []
        before: tuple[object, ...] | None = None
        for start, values in _stretches(timelines):
            holds, shown, threshold = test(values)
            outcome: Outcome = (
                "met" if holds else "unmet" if holds is False else self._without(values)
            )
            if (outcome, shown, threshold) != before:
                before = outcome, shown, threshold
                pieces.append(Piece(start, outcome, shown, threshold))
        spans: dict[Outcome, list[tuple[int, int]]] = {
            "met": [],
            "unmet": [],
            "assumed": [],
            "unknown": [],
        }
        ends = [p.start - 1 for p in pieces[1:]] + [ALL.spans[0][1]]
        for piece, end in zip(pieces, ends, strict=True):
            spans[piece.outcome].append((piece.start, end))
        assumed = DaySet(spans["assumed"])
        return Verdict(
            node=node,
            met=DaySet(spans["met"]) | assumed,
            unmet=DaySet(spans["unmet"]),
            assumed=assumed,
            parts=(),
            pieces=tuple(pieces),
            missing=frozenset(gaps),
        )

    def _without(self, values: MetricValues) -> Outcome:
        """The outcome of a test that lacks a value: assumed where all that lacks is soft."""
        absent = [name for (name, _), value in values.items() if value is None]
        return (
            "assumed"
            if absent and all(self.subject.is_soft(name) for name in absent)
            else "unknown"
        )

    def _timeline(self, key: MetricKey) -> Timeline:
        name, back = key
        return (
            self.subject.yearly(name, back)
            if self.subject.is_yearly(name)
            else self.subject.daily(name)
        )
