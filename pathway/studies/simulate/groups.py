"""Which conditions decide what law a draw meets, and the days on which each may turn.

Figures bring events about (a demotion); draws with the same events are one class. Within a class a
route's network depends on the figures only through the days on which its conditions hold: draws
whose conditions hold on the same days are one group, and one network stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import frozen

from pathway.dates.days import NONE, DaySet
from pathway.law.effect import AtLeast, Brings, Requires
from pathway.law.language.grammar import Logic, Node, Ref, alternatives, parts_of, references
from pathway.law.language.metrics import metric_keys
from pathway.law.language.verdict import Evaluator, Verdict
from pathway.law.provision import Provision, Version
from pathway.law.steps import RouteSteps
from pathway.planning.requirements import Requirements
from pathway.planning.sharing import reads_of
from pathway.studies.simulate.comparisons import Given, timeline


@frozen(eq=False)
class AskedCondition:
    """A condition that a network asks about, and the days (ordinals) from which its outcome may be
    another.
    """

    node: Node
    extended: bool
    days: tuple[int, ...]


class Law:
    """The conditions that uncertain metrics take part in, for draws with the same events.

    requirements: those of the scenario with these events. metrics: what is uncertain. horizon: the
    last day (ordinal) that matters.
    """

    def __init__(self, requirements: Requirements, metrics: frozenset[str], horizon: int) -> None:
        self.requirements, self.metrics, self.horizon = requirements, metrics, horizon
        self._certain: dict[tuple[Node, bool], Verdict] = {}
        self._reads: dict[Node, bool] = {}
        self._lines: dict[Node, dict[tuple[str, int], tuple[tuple[int, Given], ...]]] = {}

    # -- what is asked -----------------------------------------------------------------------------

    def occasions(self) -> tuple[AskedCondition, ...]:
        """The conditions that bring events about."""
        spans: dict[tuple[Node, bool], DaySet] = {}
        for _, version in self.requirements.law.brings:
            assert isinstance(version.effect, Brings)
            key = version.effect.node(), False
            if self.uncertain(key[0]):
                spans[key] = spans.get(key, NONE) | version.period
        return self.asked_on(spans)

    def conditions(
        self, steps: RouteSteps, bounds: Mapping[str, int]
    ) -> tuple[AskedCondition, ...]:
        """The conditions of a route, each on the days on which it can matter.

        bounds: per milestone the day (ordinal) before which no draw can reach it, so that it does
        not matter there whether its conditions hold.
        """
        spans: dict[tuple[Node, bool], DaySet] = {}
        for step in steps:
            for provision in self.requirements.book.for_step(step):
                for test in self.requirements.law.tests(provision, step):
                    first = bounds.get(f"{step}.{test.name}", self.horizon + 1)
                    for version in (*test.own, *test.picked):
                        matters = self._matters(version, first, version in test.own)
                        for key in self.keys(version) if matters else ():
                            spans[key] = spans.get(key, NONE) | matters
        return self.asked_on(spans)

    def asked_on(self, spans: Mapping[tuple[Node, bool], DaySet]) -> tuple[AskedCondition, ...]:
        """Conditions, with and without the extension of statements, on some days each."""
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

    def keys(self, version: Version) -> Iterator[tuple[Node, bool]]:
        """The conditions of a version that metrics take part in, with and without the extension of
        statements.
        """
        for node in filter(self.uncertain, self._asked(version)):
            yield node, False
            if self._asks_for_statements(node):
                yield node, True

    @cached_property
    def events_differ(self) -> bool:
        """Whether draws may bring different events about."""
        return any(self.bound_by(provision) for provision, _ in self.requirements.law.brings)

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
