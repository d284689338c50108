"""At which values of one input does anything in law change? Exact points, found from the
comparisons that read it.

A date depends on a figure only through comparisons with thresholds. Between two points at which
some comparison changes on some day, nothing can move; so the values worth planning are those
points, and no grid is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from pathway.base.phrases import Number
from pathway.law.effect import AtLeast, Requires
from pathway.law.language.grammar import Compare, Logic, Node, calls_of, parts_of, references
from pathway.law.language.verdict import Evaluator, Verdict
from pathway.planning.requirements import Requirements
from pathway.planning.sharing import reads_of
from pathway.planning.subject import Knowledge

Signature = tuple[tuple[int, str], ...]
"""The outcome of a comparison over time: (first day, outcome)."""


def leaves(requirements: Requirements, steps: Iterable[str]) -> tuple[Node, ...]:
    """The conditions of all provisions of some steps, down to those that are not made of others."""
    out: dict[Node, None] = {}
    seen: set[str] = set()
    waiting = [provision.id for step in steps for provision in requirements.book.for_step(step)]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for version in requirements.law.known(requirements.book.provision(name)):
            nodes: list[Node] = []
            if isinstance(version.effect, Requires):
                nodes.append(version.effect.node(requirements.strict))
            elif isinstance(version.effect, AtLeast) and version.effect.unless is not None:
                nodes.append(version.effect.unless)
            for node in nodes:
                waiting += references(node)
                out.update(
                    dict.fromkeys(part for part in parts_of(node) if not isinstance(part, Logic))
                )
    return tuple(out)


def _unused(name: str) -> Verdict:
    raise AssertionError(name)


def signature(node: Node, subject: Knowledge) -> tuple[Signature, Verdict]:
    """The outcomes of a condition over time, and its verdict. The value compared does not matter,
    only the outcome.
    """
    verdict = Evaluator(subject, _unused).verdict(node)
    out: list[tuple[int, str]] = []
    for piece in verdict.pieces:
        if not out or out[-1][1] != piece.outcome:
            out.append((piece.start, piece.outcome))
    return tuple(out), verdict


class Changes:
    """Finds the values of one input at which conditions change.

    known: the firm's knowledge with a value of the input put in. grain: the smallest change; values
    are multiples.
    """

    def __init__(
        self, known: Callable[[Number], Knowledge], nodes: Iterable[Node], grain: Fraction
    ) -> None:
        self.grain = grain
        self._known = known
        self.nodes = tuple(nodes)
        self._subjects: dict[int, Knowledge] = {}
        self._found: dict[tuple[Node, int], tuple[Signature, Verdict]] = {}

    def _at(self, node: Node, at: int) -> tuple[Signature, Verdict]:
        if at not in self._subjects:
            self._subjects[at] = self._known(at * self.grain)
        key = (node, at)
        if key not in self._found:
            self._found[key] = signature(node, self._subjects[at])
        return self._found[key]

    def between(self, start: Number, end: Number, knots: Iterable[Number] = ()) -> list[Number]:
        """The values from `start` (left out) towards `end` (included) at which a condition first is
        another than just before, in order from `start`. knots: values at which a condition may turn
        back.
        """
        first, last = self._steps(start, end)
        inner = {round(Fraction(knot) / self.grain) + d for knot in knots for d in (-1, 0, 1)}
        stops = sorted(k for k in inner | {last} if min(first, last) <= k <= max(first, last))
        if last < first:
            stops.reverse()
        found: set[int] = set()
        for node in self.nodes:
            previous = first
            for stop in stops:
                found.update(self._turns(node, previous, stop))
                previous = stop
        if start != first * self.grain:
            found.add(first)  # the input is off the grid: its neighbour is another value
        return [at * self.grain for at in sorted(found, reverse=last < first)]

    def _steps(self, start: Number, end: Number) -> tuple[int, int]:
        """Both ends in grains; a start off the grid is rounded towards the end."""
        exact = Fraction(start) / self.grain
        up = end >= start
        first = (
            -(-exact.numerator // exact.denominator) if up else exact.numerator // exact.denominator
        )
        limit = Fraction(end) / self.grain
        last = (
            limit.numerator // limit.denominator if up else -(-limit.numerator // limit.denominator)
        )
        return first, last

    def _turns(self, node: Node, start: int, end: int) -> Iterator[int]:
        """The values in (start, end] at which one condition changes, where each of its parts
        changes once at most.
        """
        goal = self._at(node, end)[0]
        here = start
        while here != end:
            now, verdict = self._at(node, here)
            if now == goal:
                return
            here = self._first_turn(node, here, end, now, verdict)
            yield here

    def _first_turn(
        self, node: Node, start: int, end: int, now: Signature, verdict: Verdict
    ) -> int:
        """The first value towards `end` at which the outcome is not what it is at `start`."""
        same, other = start, end  # the outcome at `same` is `now`, at `other` it is not
        guess = _root(node, verdict, self._at(node, end)[1], start, end)
        step = 1 if end > start else -1
        for probe in (guess - 1, guess, guess + 1) if guess is not None else ():
            if min(same, other) < probe < max(same, other):
                if self._at(node, probe)[0] == now:
                    same = probe if (probe - same) * step > 0 else same
                elif (other - probe) * step > 0:
                    other = probe
        while abs(other - same) > 1:
            middle = (same + other) // 2
            if self._at(node, middle)[0] == now:
                same = middle
            else:
                other = middle
        return other


def _root(node: Node, before: Verdict, after: Verdict, start: int, end: int) -> int | None:
    """Where a comparison would meet its threshold if both sides went straight from one end to the
    other.
    """
    if not isinstance(node, Compare):
        return None
    for piece in before.pieces:
        other = after.piece(piece.start)
        if (
            other is None
            or piece.outcome == other.outcome
            or None in (*piece.values, *other.values)
        ):
            continue
        gaps = [_gap(p.values, p.threshold) for p in (piece, other)]
        if gaps[0] is not None and gaps[1] is not None and gaps[0] != gaps[1]:
            return start + round((end - start) * (-gaps[0] / (gaps[1] - gaps[0])))
    return None


def _gap(values: tuple[object, ...], threshold: object) -> Fraction | None:
    numbers = [Fraction(v) for v in values if isinstance(v, int | Fraction)]
    if not numbers or not isinstance(threshold, int | Fraction):
        return None
    return min(numbers) - Fraction(threshold)


def reading(nodes: Iterable[Node], metrics: frozenset[str]) -> tuple[Node, ...]:
    """The conditions that read one of some metrics."""
    return tuple(node for node in nodes if reads_of(node) & metrics)


def turns_back(nodes: Iterable[Node]) -> bool:
    """Whether a condition may hold between two values only: a figure between that of the year
    before and after.
    """
    return any("rising" in calls_of(node) for node in nodes)
