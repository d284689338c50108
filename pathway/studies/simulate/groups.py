"""Which draws fulfil what law, and when: conditions evaluated over arrays of draws, stretch of days
by stretch of days.

A route's network depends on the figures only through the days on which its conditions hold. Draws
whose conditions hold on the same days are one group: they share every gate, so one network stands
for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from pathway.dates.days import NONE, DaySet
from pathway.law.effect import AtLeast, Brings, Requires
from pathway.law.language.grammar import Logic, Node, Ref, alternatives, parts_of, references
from pathway.law.language.metrics import metric_keys
from pathway.law.language.verdict import Evaluator, Verdict
from pathway.law.provision import Provision, Version
from pathway.law.steps import RouteSteps
from pathway.planning.requirements import Requirements
from pathway.planning.sharing import reads_of
from pathway.studies.simulate.comparisons import DrawnTest, Given, timeline
from pathway.studies.simulate.forecasts import Factors

Bools = NDArray[np.bool_]
Truth = tuple[bool | Bools, bool | Bools, bool | Bools]
"""Met (assumed included), not met, assumed: as in `Verdict`, for one stretch of days and every
draw.
"""
_AT_ONCE = 40
"""Outcomes put together in one number before numbers are counted anew: so many bits fit beside
those of a block.
"""


@frozen(eq=False)
class AskedCondition:
    """A condition that a network asks about, and the days (ordinals) from which its outcome may be
    another.
    """

    node: Node
    extended: bool
    days: tuple[int, ...]


class Law:
    """The conditions of a route that uncertain metrics take part in.

    metrics: what is uncertain. bounds: per milestone the day (ordinal) before which no draw can
    reach it, so that it does not matter there whether its conditions hold.
    """

    def __init__(
        self, requirements: Requirements, steps: RouteSteps, metrics: frozenset[str], horizon: int
    ) -> None:
        self.requirements, self.steps, self.metrics, self.horizon = (
            requirements,
            steps,
            metrics,
            horizon,
        )
        self._certain: dict[tuple[Node, bool], Verdict] = {}
        self._reads: dict[Node, bool] = {}
        self._lines: dict[Node, dict[tuple[str, int], tuple[tuple[int, Given], ...]]] = {}

    # -- what is asked -----------------------------------------------------------------------------

    def conditions(self, bounds: Mapping[str, int]) -> tuple[AskedCondition, ...]:
        """The conditions, each on the days on which it can matter."""
        spans: dict[tuple[Node, bool], DaySet] = {}
        every = DaySet.between(self.requirements.clock.start, self.horizon)
        for _, version in self.requirements.law.brings:
            # Draws that bring other events about share no network.
            for key in self._keys(version):
                spans[key] = every & version.period
        for step in self.steps:
            for provision in self.requirements.book.for_step(step):
                for test in self.requirements.law.tests(provision, step):
                    first = bounds.get(f"{step}.{test.name}", self.horizon + 1)
                    for version in (*test.own, *test.picked):
                        matters = self._matters(version, first, version in test.own)
                        for key in self._keys(version) if matters else ():
                            spans[key] = spans.get(key, NONE) | matters
        return tuple(
            AskedCondition(node, extended, tuple(self._days(node, extended, span)))
            for (node, extended), span in spans.items()
        )

    def _matters(self, version: Version, first: int, by_own_day: bool) -> DaySet:
        """The days on which it matters whether a version holds, for a milestone that no draw
        reaches before a day.
        """
        lead = version.effect.lead if isinstance(version.effect, Requires) else 0
        ahead = DaySet.between(first, self.horizon)
        return (ahead & version.period if by_own_day else ahead).shift(-lead)

    def _keys(self, version: Version) -> Iterator[tuple[Node, bool]]:
        """The conditions of a version that metrics take part in, with and without the extension of
        statements.
        """
        for node in filter(self.uncertain, self._asked(version)):
            for one in self._leaves(node) if self.events_differ else (node,):
                yield one, False
                if self._asks_for_statements(one):
                    yield one, True

    @cached_property
    def events_differ(self) -> bool:
        """Whether draws bring different events about, so that what stands beside an event in a
        condition has to be told apart by itself.
        """
        return any(self.bound_by(provision) for provision, _ in self.requirements.law.brings)

    def _leaves(self, node: Node) -> Iterator[Node]:
        """The comparisons of a condition, also through provisions, that metrics take part in."""
        for leaf in parts_of(node):
            if not isinstance(leaf, Logic | Ref) and reads_of(leaf) & self.metrics:
                yield leaf
        for below in self._below(node):
            yield from self._leaves(below)

    def _asked(self, version: Version) -> Iterator[Node]:
        effect = version.effect
        if isinstance(effect, Requires):
            node = effect.node(self.requirements.strict)
            yield node
            if effect.fixed_at is not None:
                # Later milestones are tested by one alternative alone.
                yield from alternatives(node)
        elif isinstance(effect, Brings):
            yield effect.node()
        elif isinstance(effect, AtLeast) and effect.unless is not None:
            yield effect.unless

    def bound_by(self, provision: Provision) -> bool:
        """Whether an uncertain metric takes part in a provision."""
        return any(
            self.uncertain(node)
            for version in self.requirements.law.known(provision)
            for node in self._asked(version)
        )

    def uncertain(self, node: Node) -> bool:
        """Whether an uncertain metric takes part in a condition, itself or through other
        provisions.
        """
        if node not in self._reads:
            self._reads[node] = bool(reads_of(node) & self.metrics) or any(
                self.uncertain(n) for n in self._below(node)
            )
        return self._reads[node]

    def _below(self, node: Node) -> Iterator[Node]:
        """The conditions of the provisions that a condition refers to."""
        for name in references(node):
            for version in self.requirements.law.known(self.requirements.book.provision(name)):
                yield from self._asked(version)

    def _asks_for_statements(self, node: Node) -> bool:
        return "statements" in reads_of(node) or any(
            self._asks_for_statements(below) for below in self._below(node)
        )

    def _days(self, node: Node, extended: bool, within: DaySet) -> list[int]:
        """The days at which the outcome may turn, and the first ones that matter."""
        found = {first for first, _ in within.spans}
        waiting, seen = [node], set[Node]()
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            waiting += self._below(one)
            for name in references(one):
                for version in self.requirements.law.known(self.requirements.book.provision(name)):
                    found |= {
                        edge for first, last in version.period.spans for edge in (first, last + 1)
                    }
            for leaf in parts_of(one):
                if isinstance(leaf, Logic | Ref):
                    continue
                if reads_of(leaf) & self.metrics:
                    found |= {day for steps in self.lines(leaf).values() for day, _ in steps}
                else:
                    verdict = self.verdict(leaf, extended)
                    for days in (verdict.met, verdict.unmet, verdict.assumed):
                        found |= {edge for first, last in days.spans for edge in (first, last + 1)}
        return sorted(day for day in found if day in within)

    def lines(self, leaf: Node) -> dict[tuple[str, int], tuple[tuple[int, Given], ...]]:
        """The metrics that a comparison reads, drawn ones by where they come from."""
        if leaf not in self._lines:
            self._lines[leaf] = {
                key: tuple(timeline(self.requirements.subject, key)) for key in metric_keys(leaf)
            }
        return self._lines[leaf]

    def verdict(self, leaf: Node, extended: bool) -> Verdict:
        """The verdict of a comparison that reads nothing uncertain, assumptions left open."""
        key = leaf, extended
        if key not in self._certain:
            self._certain[key] = Evaluator(
                self.requirements.subject, self.requirements.verdict, extended
            ).verdict(leaf)
        return self._certain[key]

    # -- groups ------------------------------------------------------------------------------------

    def groups(
        self, conditions: Sequence[AskedCondition], factors: Factors, size: int
    ) -> list[tuple[bytes, NDArray[np.intp]]]:
        """The draws by the days on which all conditions hold: the outcomes, and the places of those
        that share them.
        """
        truths = _Truths(self, factors, size)
        columns: list[Bools] = []
        numbers = np.zeros(size, np.int64)
        for condition in conditions:
            for day in condition.days:
                met = truths.of_condition(condition.node, day, condition.extended)[0]
                if isinstance(met, np.ndarray) and not any(met is other for other in columns[-1:]):
                    columns.append(met)
                    numbers = numbers * 2 + met
                    if len(columns) % _AT_ONCE == 0:
                        numbers = np.unique(numbers, return_inverse=True)[1]
        _, firsts, numbers = np.unique(numbers, return_index=True, return_inverse=True)
        order = np.argsort(numbers, kind="stable")
        bounds = np.searchsorted(numbers[order], np.arange(len(firsts) + 1))
        return [
            (bytes(bool(met[first]) for met in columns), order[bounds[i] : bounds[i + 1]])
            for i, first in enumerate(firsts)
        ]


class _Truths:
    """Outcomes of conditions for the draws of one block."""

    def __init__(self, law: Law, factors: Factors, size: int) -> None:
        self.law, self.factors, self.size = law, factors, size
        self._tests: dict[DrawnTest, Truth] = {}
        self._made: dict[tuple[Node, tuple[int, ...]], Truth] = {}
        self._keep: list[object] = []

    def of_condition(self, node: Node, day: int, extended: bool) -> Truth:
        """The outcome of a condition that stands by itself: under strict reading what is assumed is
        not met.
        """
        met, unmet, assumed = self._of(node, day, extended)
        if not self.law.requirements.strict:
            return met, unmet, assumed
        return _and(met, _not(assumed)), _or(unmet, assumed), False

    def _of(self, node: Node, day: int, extended: bool) -> Truth:
        match node:
            case Logic():
                return self._logic(node, [self._of(part, day, extended) for part in node.parts])
            case Ref():
                return self._provision(node, day, extended)
            case _ if reads_of(node) & self.law.metrics:
                return self._test(node, day)
            case _:
                verdict = self.law.verdict(node, extended)
                return day in verdict.met, day in verdict.unmet, day in verdict.assumed

    def _logic(self, node: Logic, parts: list[Truth]) -> Truth:
        # The same parts give the same arrays, so that days on which nothing turned need no work and
        # no column.
        key = (
            node,
            tuple(
                id(one) if isinstance(one, np.ndarray) else -1 - one
                for part in parts
                for one in part
            ),
        )
        if key not in self._made:
            self._keep.append(parts)
            self._made[key] = _combined(node.op, parts)
        return self._made[key]

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
        lines = self.law.lines(node)
        values = tuple(
            (key, next((v for d, v in reversed(steps) if d <= day), None))
            for key, steps in lines.items()
        )
        test = DrawnTest(node, values)
        if test not in self._tests:
            absent = [key[0] for key, value in values if value is None]
            soft = bool(absent) and all(
                self.law.requirements.subject.is_soft(name) for name in absent
            )
            if test.is_random(self.factors):
                codes = test.outcomes(self.factors, self.size)
                unknown = (codes == 2) & soft
                self._tests[test] = (codes == 1) | unknown, codes == 0, unknown
            else:
                code = int(test.outcomes(self.factors, 1)[0])
                self._tests[test] = code == 1 or (code == 2 and soft), code == 0, code == 2 and soft
        return self._tests[test]


def _combined(op: str, parts: Sequence[Truth]) -> Truth:
    """As `Evaluator` combines verdicts."""
    if op == "not":
        met, unmet, assumed = parts[0]
        return _or(unmet, assumed), _and(met, _not(assumed)), assumed
    met, unmet, assumed = parts[0]
    sure = _and(met, _not(assumed))
    for m, u, a in parts[1:]:
        if op == "and":
            met, unmet, assumed = _and(met, m), _or(unmet, u), _or(assumed, a)
        else:
            met, unmet, sure = _or(met, m), _and(unmet, u), _or(sure, _and(m, _not(a)))
    return met, unmet, _and(met, assumed) if op == "and" else _and(met, _not(sure))


def _and(a: bool | Bools, b: bool | Bools) -> bool | Bools:
    if isinstance(a, bool):
        return b if a else False
    if isinstance(b, bool):
        return a if b else False
    return a & b


def _or(a: bool | Bools, b: bool | Bools) -> bool | Bools:
    if isinstance(a, bool):
        return True if a else b
    if isinstance(b, bool):
        return True if b else a
    return a | b


def _not(a: bool | Bools) -> bool | Bools:
    return not a if isinstance(a, bool) else ~a
