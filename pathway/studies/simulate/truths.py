"""Outcomes of conditions for many draws: taken apart once into comparisons with a bound and steps of
and, or, not, then run over the arrays of each block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from pathway.law.effect import Requires
from pathway.law.language.grammar import Logic, Node, Ref
from pathway.planning.sharing import reads_of
from pathway.studies.simulate.comparisons import DrawnTest
from pathway.studies.simulate.forecasts import Factors
from pathway.studies.simulate.thresholds import LeastError, thresholds_of

if TYPE_CHECKING:
    from pathway.studies.simulate.groups import AskedCondition, Law

Bools = NDArray[np.bool_]
Line = int | bool
"""A line of the program, or what it comes to in every draw."""
Truth = tuple[Line, Line, Line]
"""Met (assumed included), not met, assumed: as in `Verdict`, for one stretch of days."""


@frozen
class _Code:
    """A comparison with one of its outcomes: whether that is what it comes to."""

    test: DrawnTest
    outcome: int


@frozen
class _Both:
    a: int
    b: int


@frozen
class _Either:
    a: int
    b: int


@frozen
class _Not:
    a: int


_Term = LeastError | _Code | _Both | _Either | _Not


class Program:
    """What conditions come to, line by line. Equal lines are one.

    strict: whether what is assumed counts as not met where a condition stands by itself. likeness:
    any draws, to tell what is random.
    """

    def __init__(self, law: Law, likeness: Factors, strict: bool) -> None:
        self.law, self.likeness, self.strict = law, likeness, strict
        self.lines: list[_Term] = []
        self._places: dict[_Term, int] = {}
        self._tests: dict[DrawnTest, Truth] = {}
        self.columns: tuple[int, ...] = ()

    @classmethod
    def of(
        cls, law: Law, conditions: Sequence[AskedCondition], likeness: Factors, strict: bool
    ) -> Program:
        """The program of some conditions, with a column for each outcome that differs between
        draws.
        """
        made = cls(law, likeness, strict)
        made.columns = tuple(dict.fromkeys(made.outcomes(conditions)))
        return made

    def outcomes(self, conditions: Sequence[AskedCondition]) -> Iterator[int]:
        """The lines of what conditions come to, each on its days, where draws differ."""
        for condition in conditions:
            for day in condition.days:
                met = self.of_condition(condition.node, day, condition.extended)[0]
                if not isinstance(met, bool):
                    yield met

    # -- taking apart ------------------------------------------------------------------------------

    def of_condition(self, node: Node, day: int, extended: bool) -> Truth:
        """The outcome of a condition that stands by itself."""
        met, unmet, assumed = self._of(node, day, extended)
        if not self.strict:
            return met, unmet, assumed
        return self._and(met, self._not(assumed)), self._or(unmet, assumed), False

    def _of(self, node: Node, day: int, extended: bool) -> Truth:
        match node:
            case Logic():
                return self._combined(
                    node.op, [self._of(part, day, extended) for part in node.parts]
                )
            case Ref():
                return self._provision(node, day, extended)
            case _ if reads_of(node) & self.law.metrics:
                return self._test(node, day)
            case _:
                verdict = self.law.verdict(node, extended)
                return day in verdict.met, day in verdict.unmet, day in verdict.assumed

    def _provision(self, node: Ref, day: int, extended: bool) -> Truth:
        requirements = self.law.requirements
        version = requirements.law.in_force(requirements.book.provision(node.id), day)
        if version is None:
            return True, False, False
        if isinstance(version.effect, Requires):
            return self.of_condition(version.effect.node(requirements.strict), day, extended)
        verdict = requirements.version_verdict(version, extended)
        return day in verdict.met, day in verdict.unmet, day in verdict.assumed

    def _test(self, node: Node, day: int) -> Truth:
        values = tuple(
            (key, next((v for d, v in reversed(steps) if d <= day), None))
            for key, steps in self.law.lines(node).items()
        )
        test = DrawnTest(node, values)
        if test not in self._tests:
            absent = [key[0] for key, value in values if value is None]
            subject = self.law.requirements.subject
            soft = bool(absent) and all(subject.is_soft(name) for name in absent)
            self._tests[test] = self._compared(test, soft)
        return self._tests[test]

    def _compared(self, test: DrawnTest, soft: bool) -> Truth:
        """The outcome of a comparison. soft: what is not known is assumed."""
        if not test.is_random(self.likeness):
            code = int(test.outcomes(self.likeness, 1)[0])
            return code == 1 or (code == 2 and soft), code == 0, code == 2 and soft
        bounds = thresholds_of(test, self.likeness)
        if bounds is not None:
            met: Line = bounds.holds
            for bound in bounds.bounds:
                met = self._and(met, self._line(bound))
            # All that is known holds, but something is not known.
            unknown = met if bounds.open else False
            met = False if bounds.open else met
            unmet = self._not(self._or(met, unknown))
        else:
            met, unmet = self._line(_Code(test, 1)), self._line(_Code(test, 0))
            unknown = self._line(_Code(test, 2)) if test.may_be_open else False
            unmet = unmet if test.may_be_open else self._not(met)
        return (self._or(met, unknown), unmet, unknown) if soft else (met, unmet, False)

    def _combined(self, op: str, parts: Sequence[Truth]) -> Truth:
        """As `Evaluator` combines verdicts."""
        met, unmet, assumed = parts[0]
        if op == "not":
            return self._or(unmet, assumed), self._and(met, self._not(assumed)), assumed
        sure = self._and(met, self._not(assumed))
        for m, u, a in parts[1:]:
            assumed = self._or(assumed, a)
            if op == "and":
                met, unmet = self._and(met, m), self._or(unmet, u)
            else:
                met, unmet = self._or(met, m), self._and(unmet, u)
                sure = self._or(sure, self._and(m, self._not(a)))
        kept = self._and(met, assumed) if op == "and" else self._and(met, self._not(sure))
        return met, unmet, kept

    def _line(self, step: _Term) -> int:
        if step not in self._places:
            self._places[step] = len(self.lines)
            self.lines.append(step)
        return self._places[step]

    def _and(self, a: Line, b: Line) -> Line:
        if isinstance(a, bool):
            return b if a else False
        if isinstance(b, bool):
            return a if b else False
        return a if a == b else self._line(_Both(min(a, b), max(a, b)))

    def _or(self, a: Line, b: Line) -> Line:
        if isinstance(a, bool):
            return True if a else b
        if isinstance(b, bool):
            return True if b else a
        return a if a == b else self._line(_Either(min(a, b), max(a, b)))

    def _not(self, a: Line) -> Line:
        if isinstance(a, bool):
            return not a
        step = self.lines[a]
        return step.a if isinstance(step, _Not) else self._line(_Not(a))

    # -- over the draws ----------------------------------------------------------------------------

    @cached_property
    def _order(self) -> tuple[tuple[int, _Term, tuple[int, ...]], ...]:
        """The lines that some column needs, each after those that it is made of, with those that
        nothing needs after it.
        """
        needed, waiting = set[int](), list(self.columns)
        while waiting:
            place = waiting.pop()
            if place not in needed:
                needed.add(place)
                waiting += _below(self.lines[place])
        # A line is made after its parts.
        order = sorted(needed)
        last = {below: place for place in order for below in _below(self.lines[place])}
        over: dict[int, list[int]] = {}
        for below, place in last.items():
            if below not in self.columns:
                over.setdefault(place, []).append(below)
        return tuple((place, self.lines[place], tuple(over.get(place, ()))) for place in order)

    def run(self, factors: Factors, size: int) -> list[Bools]:
        """The columns for the draws of a block."""
        made: dict[int, Bools] = {}
        codes: dict[DrawnTest, NDArray[np.int8]] = {}
        for place, step, over in self._order:
            match step:
                case LeastError():
                    made[place] = step.holds(factors)
                case _Both():
                    made[place] = made[step.a] & made[step.b]
                case _Either():
                    made[place] = made[step.a] | made[step.b]
                case _Not():
                    made[place] = ~made[step.a]
                case _Code():
                    if step.test not in codes:
                        codes[step.test] = step.test.outcomes(factors, size)
                    made[place] = codes[step.test] == step.outcome
            for below in over:
                del made[below]
        return [made[place] for place in self.columns]


def _below(step: _Term) -> tuple[int, ...]:
    match step:
        case _Both() | _Either():
            return step.a, step.b
        case _Not():
            return (step.a,)
        case _:
            return ()


def numbered(columns: Sequence[Bools], size: int) -> tuple[NDArray[np.uint16], list[int], bytes]:
    """Draws with the same outcomes in all columns get one number, in the order of the columns.

    Returns:
        The number of each draw, the first draw of each number, and the outcomes of those first
        draws, number by number.
    """
    numbers, bits, count = np.zeros(size, np.uint16), 0, 1
    for column in columns:
        if count << (bits + 1) > 1 << 16:
            numbers, count = _closed_up(numbers, count << bits)
            bits = 0
        numbers = (numbers << np.uint16(1)) | column
        bits += 1
    numbers, count = _closed_up(numbers, count << bits)
    firsts = np.empty(count, np.intp)
    firsts[numbers[::-1]] = np.arange(size - 1, -1, -1)
    outcomes = np.array([column.take(firsts) for column in columns], np.bool_)
    return numbers, firsts.tolist(), outcomes.T.tobytes()


def _closed_up(numbers: NDArray[np.uint16], most: int) -> tuple[NDArray[np.uint16], int]:
    """The numbers without those that no draw has, in the same order, and how many there are."""
    seen = np.bincount(numbers, minlength=most) > 0
    places = (np.cumsum(seen) - 1).astype(np.uint16)
    return places.take(numbers), int(seen.sum())
