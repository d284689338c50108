"""Requirements in words: what a comparison asks, what it found, what changed on a day, what is
still missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from attrs import frozen

from pathway.base.phrases import Bilingual, Number, Phrase, Quantity, Value, phrase
from pathway.dates.days import LAST, DaySet, add_months_to_month_end, to_date
from pathway.law.language.grammar import (
    Arithmetic,
    Call,
    Compare,
    Constant,
    Name,
    Node,
    Ref,
    metrics_of,
)
from pathway.law.language.look_back import looking_back, persons_of, text_of, venue_of
from pathway.law.language.metrics import Known
from pathway.law.language.verdict import Outcome, Piece, Verdict
from pathway.law.provision import Vocabulary
from pathway.planning.subject import Knowledge

_OPS: Mapping[str, str] = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "==": "=", "!=": "≠"}


def unit_of(node: Node, vocabulary: Vocabulary) -> str:
    """The unit of a numeric node: of the metric that it reads; `ratio` for growth and for like over
    like.
    """
    match node:
        case Name():
            return vocabulary[node.name].unit
        case Constant():
            return {"ratio": "ratio"}.get(node.unit, "count")
        case Call(function="growth" | "cagr"):
            return "ratio"
        case Call(args=(Name() as metric, *_)):
            return vocabulary[metric.name].unit
        case Arithmetic():
            left, right = unit_of(node.left, vocabulary), unit_of(node.right, vocabulary)
            if node.op == "/":
                return "ratio" if left == right else "each"
            return left if right == "count" else right
        case _:
            return "count"


def subject_of(node: Node, vocabulary: Vocabulary) -> Value:
    """What a numeric node speaks of: "average of return on equity over 2 years"."""
    match node:
        case Name():
            return vocabulary[node.name].title
        case Constant():
            return Quantity(Fraction(node.value), unit_of(node, vocabulary))
        case Arithmetic():
            left, right = subject_of(node.left, vocabulary), subject_of(node.right, vocabulary)
            return phrase(
                "explain.arithmetic",
                left=left,
                op={"*": "×", "/": "÷"}.get(node.op, node.op),
                right=right,
            )
        case Call(args=(Name() as metric, *rest)):
            years = rest[0].value if rest and isinstance(rest[0], Constant) else 1
            return phrase(
                f"explain.{node.function}", metric=vocabulary[metric.name].title, n=int(years)
            )
        case _:
            return Phrase("explain.condition")


def shown(value: Known, unit: str) -> Value:
    """A value found, in its unit; "not given" where it is not known."""
    if value is None:
        return Phrase("explain.not-given")
    if isinstance(value, str):
        return value
    return Quantity(value, unit)


def _values(piece: Piece, unit: str) -> Value:
    return tuple(shown(value, unit) for value in piece.values) or Phrase("explain.not-given")


@frozen(repr=False)
class Finding:
    """One leaf of a requirement on one day: what it asks and what was found.

    Attributes:
        text: It in words.
        outcome: `met`, `unmet`, `unknown` or `assumed`.
        metrics: The metrics of the vocabulary that it reads.
        value: What was found, in the unit: the least of several that must be high, the greatest of
            several that must be low. None where it is no number, or not given.
        threshold: What is asked for, in the unit. None where it is no number.
        shortfall: How much is missing to a minimum, or too much for a maximum, in the unit. None
            where it is not missed, or cannot be said.
        unit: What the three numbers count: `yuan`, `shares`, `ratio` (a fraction of one), `count`
            and so on.
    """

    text: Phrase
    outcome: Outcome
    metrics: tuple[str, ...] = ()
    value: Number | None = None
    threshold: Number | None = None
    shortfall: Number | None = None
    unit: str = "count"


def finding(leaf: Verdict, when: int, knowledge: Knowledge) -> Finding:
    """What a leaf asks and what it found on a day."""
    vocabulary = knowledge.vocabulary
    node, outcome = leaf.node, leaf.outcome(when)
    match node:
        case Compare():
            return _comparison(leaf, node, when, vocabulary)
        case Call(function="clear_of"):
            return Finding(_clear_of(node, leaf, when, knowledge), outcome)
        case Call(function="no_open"):
            state = "clear" if outcome == "met" else "barred"
            return Finding(phrase(f"explain.no-open.{state}", kind=_kind(node)), outcome)
        case Call(function="statements_valid"):
            return Finding(_statements(node, leaf, when, knowledge), outcome)
        case Call(function="industry_in"):
            prefixes = tuple(str(arg.value) for arg in node.args if isinstance(arg, Constant))
            piece = leaf.piece(when)
            found = (
                shown(piece.values[0], "text")
                if piece and piece.values
                else Phrase("explain.not-given")
            )
            belongs = Phrase(f"explain.belongs.{outcome}")
            text = phrase("explain.industry", codes=prefixes, found=found, state=belongs)
            return Finding(text, outcome, ("industry",))
        case Call(function="rising", args=(Name() as metric, Constant() as years)):
            text = phrase(
                "explain.rising", metric=vocabulary[metric.name].title, n=int(years.value)
            )
            return Finding(
                phrase("explain.state", what=text, state=_state(outcome)), outcome, (metric.name,)
            )
        case Name(name="always" | "never" as word):
            return Finding(Phrase(f"explain.{word}"), outcome)
        case Name() if node.name in vocabulary:
            piece = leaf.piece(when)
            given = piece is not None and None not in piece.values
            key = (
                "explain.not-given"
                if outcome == "unmet" and not given
                else f"explain.fact.{outcome}"
            )
            text = phrase("explain.state", what=vocabulary[node.name].title, state=Phrase(key))
            return Finding(text, outcome, (node.name,))
        case _:
            return Finding(phrase("explain.days", state=_state(outcome)), outcome)


def _state(outcome: Outcome) -> Phrase:
    return Phrase(f"explain.outcome.{outcome}")


def _comparison(leaf: Verdict, node: Compare, when: int, vocabulary: Vocabulary) -> Finding:
    piece = leaf.piece(when) or Piece(when, "unknown")
    unit = unit_of(node.left, vocabulary)
    right_unit = unit if isinstance(node.right, Constant) else unit_of(node.right, vocabulary)
    needed: Value = (
        shown(piece.threshold, right_unit)
        if isinstance(node.right, Constant) or piece.threshold is not None
        else subject_of(node.right, vocabulary)
    )
    text = phrase(
        "explain.flags" if unit == "flag" else "explain.comparison",
        what=subject_of(node.left, vocabulary),
        op=_OPS[node.op],
        needed=needed,
        found=_values(piece, unit),
        state=_state(leaf.outcome(when)),
    )
    names = tuple(dict.fromkeys(metrics_of(node)))
    return Finding(text, leaf.outcome(when), names, *_numbers(piece, node), unit)


def _numbers(piece: Piece, node: Compare) -> tuple[Number | None, Number | None, Number | None]:
    """The value that decides (the least of several that must be high), the threshold, and by how
    much it is missed.
    """
    numbers = [value for value in piece.values if isinstance(value, int | Fraction)]
    upward = node.op in (">=", ">", "==")
    value = (min if upward else max)(numbers, default=None)
    limit = piece.threshold if isinstance(piece.threshold, int | Fraction) else None
    short: Number | None = None
    if (
        value is not None
        and limit is not None
        and None not in piece.values
        and piece.outcome == "unmet"
    ):
        short = limit - value if upward else value - limit
    return value, limit, short


def _kind(node: Call) -> Phrase:
    """The kind of event that is asked about, and on whom it must have fallen."""
    kind = Phrase(f"explain.event.{text_of(node.args[0]).replace(':', '-')}")
    persons = tuple(Phrase(f"explain.person.{name}") for name in persons_of(node))
    return phrase("explain.event-on", kind=kind, persons=persons) if persons else kind


def _clear_of(node: Call, leaf: Verdict, when: int, knowledge: Knowledge) -> Phrase:
    """Barred since and until when, or free since the last bar ended."""
    kind = _kind(node)
    events = knowledge.events(text_of(node.args[0]), venue_of(node))
    # The days of all events, not only those on which the version of the rule is in force.
    bars = looking_back(node, events).days
    before = bars.prev(when)
    span = None if before is None else bars.span_at(before)
    if span is None:
        return phrase("explain.clear-of.none", kind=kind)
    first, last = map(to_date, span)
    if when not in leaf.unmet:
        key = "earliest" if when in leaf.assumed else "over"
        return phrase(f"explain.clear-of.{key}", kind=kind, last=last)
    if span[1] < when or span[1] == LAST:
        return phrase("explain.clear-of.open", kind=kind, first=first)
    return phrase("explain.clear-of.barred", kind=kind, first=first, last=last)


def _statements(node: Call, leaf: Verdict, when: int, knowledge: Knowledge) -> Phrase:
    """Which audited statements are fresh on a day, or since when they are stale."""
    if when not in leaf.met:
        stale = leaf.met.prev(when)
        if stale is None:
            return Phrase("explain.statements.none")
        return phrase("explain.statements.stale", last=to_date(stale))
    newest = max((end for end, known in knowledge.statements() if known <= when), default=when)
    validity, extension = (int(arg.value) for arg in node.args if isinstance(arg, Constant))
    last = add_months_to_month_end(newest, validity)
    if when <= last:
        return phrase("explain.statements.fresh", period_end=to_date(newest), last=to_date(last))
    last = add_months_to_month_end(newest, validity + extension)
    return phrase("explain.statements.extended", period_end=to_date(newest), last=to_date(last))


def gained(verdict: Verdict, when: int) -> tuple[Verdict, ...]:
    """The leaves that hold on a day and did not on the day before: what made a requirement come
    true.
    """
    return tuple(
        leaf for leaf in verdict.leaves_on(when) if when in leaf.met and when - 1 not in leaf.met
    )


@frozen(repr=False)
class Miss:
    """What one alternative of a requirement still lacks, on the day on which it comes nearest.

    Attributes:
        id: The provision that is this alternative, by id.
        on: The day on which it comes nearest.
        finding: What is asked for, what was found and what is missing.
    """

    id: str
    on: date
    finding: Finding


def alternatives(verdict: Verdict, when: int) -> Iterator[tuple[str, Verdict]]:
    """The innermost provisions that a requirement refers to (itself, if to none): its
    alternatives.
    """
    inner = list(_refs(verdict, when))
    name = verdict.node.id if isinstance(verdict.node, Ref) else ""
    if not inner:
        yield name, verdict
        return
    for part in inner:
        yield from alternatives(part, when)


def _refs(verdict: Verdict, when: int) -> Iterator[Verdict]:
    for part in verdict.parts_on(when):
        if isinstance(part.node, Ref):
            yield part.parts[0] if part.parts and isinstance(part.parts[0].node, Ref) else part
        else:
            yield from _refs(part, when)


def nearest(verdict: Verdict, span: DaySet, knowledge: Knowledge) -> tuple[Miss, ...]:
    """For each alternative of a requirement, what it lacks on its best day within a span; the
    nearest first.
    """
    ranked: list[tuple[tuple[int, int, Fraction], list[Miss]]] = []
    first = span.spans[0][0]
    for name, option in alternatives(verdict, first):
        best: tuple[tuple[int, int, Fraction], int, list[Verdict]] | None = None
        for when, leaves in _least_lacking(option, span):
            unknown = sum(when not in leaf.unmet for leaf in leaves)
            score = (
                unknown,
                len(leaves),
                sum((missed_by(leaf, when) for leaf in leaves), Fraction(0)),
            )
            if best is None or score < best[0]:
                best = (score, when, leaves)
        if best is None:
            continue
        score, when, leaves = best
        # What the calendar or the way itself leaves open lacks nothing that could be said.
        lacking = [leaf for leaf in leaves if not isinstance(leaf.node, Ref)]
        if lacking:
            misses = [Miss(name, to_date(when), finding(leaf, when, knowledge)) for leaf in lacking]
            ranked.append((score, misses))
    ranked.sort(key=lambda entry: entry[0])
    return tuple(miss for _, lacking in ranked for miss in lacking)


def _least_lacking(option: Verdict, span: DaySet) -> list[tuple[int, list[Verdict]]]:
    """The days of a span on which the fewest leaves are not known and, of those, the fewest fail;
    and those leaves.

    Of days on which the same leaves fail by the same figures only the first is given.
    """
    least: tuple[int, int] | None = None
    out: dict[tuple[tuple[int, int], ...], tuple[int, list[Verdict]]] = {}
    for when in _candidates(option, span):
        leaves = [leaf for leaf in option.leaves_on(when) if when not in leaf.met]
        count = (sum(when not in leaf.unmet for leaf in leaves), len(leaves))
        if least is None or count < least:
            least = count
            out.clear()
        if count == least:
            out.setdefault(
                tuple((id(leaf), id(leaf.piece(when))) for leaf in leaves), (when, leaves)
            )
    return list(out.values())


def _candidates(option: Verdict, span: DaySet) -> list[int]:
    days = {span.spans[0][0]}
    for leaf in _all_leaves(option):
        days |= {piece.start for piece in leaf.pieces if piece.start in span}
        days |= {first for first, _ in leaf.met.spans if first in span}
    return sorted(days)


def _all_leaves(verdict: Verdict) -> Iterator[Verdict]:
    if not verdict.parts:
        yield verdict
    for part in verdict.parts:
        yield from _all_leaves(part)


def missed_by(leaf: Verdict, when: int) -> Fraction:
    """By how much of the threshold a leaf is missed on a day; wholly, where that is not a
    number.
    """
    piece = leaf.piece(when)
    if piece is None or not isinstance(leaf.node, Compare):
        return Fraction(1)
    _, limit, short = _numbers(piece, leaf.node)
    return Fraction(1) if short is None or not limit else abs(Fraction(short) / Fraction(limit))


def missed_share(found: Finding) -> Fraction:
    """How much a finding lacks, in times of what was found; 0 where that is no number."""
    if found.shortfall is None or not found.value or found.value < 0:
        return Fraction(0)
    return Fraction(found.shortfall) / Fraction(found.value)


def assumed_paths(verdict: Verdict, when: int, knowledge: Knowledge) -> tuple[str, ...]:
    """The scenario paths of soft facts that a requirement took as fulfilled on a day, and of ends
    of execution without which a look-back is over at the earliest.
    """
    out: dict[str, None] = {}
    for leaf in verdict.assumed_leaves_on(when):
        if when in leaf.assumed:
            for name in leaf.missing:
                metric = knowledge.vocabulary[name]
                if metric.soft:
                    out[metric.path.replace("{year}", "*")] = None
            out.update((path, None) for first, path in leaf.earliest if first <= when)
    return tuple(out)


def title(text: Bilingual, fallback: str) -> Value:
    """A provision's title, or its id where an overlay gave none."""
    return text if text.en else fallback
