"""Draws by the events that their figures bring about: a demotion, say.

What stands beside an event in a condition need not be told apart draw by draw: draws with the same
events are one class, and all that is certain is worked out once for each.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pathway.planning.occurrences import Brought
from pathway.planning.requirements import Requirements
from pathway.studies.simulate.forecasts import Factors, Uncertain
from pathway.studies.simulate.groups import Law
from pathway.studies.simulate.truths import Program, numbered


class Classes:
    """The classes seen so far. requirements: those of the scenario as it is, whose events are the
    first class. horizon: the last day (ordinal) that matters.

    laws: of each class, the law for the scenario with these events. likeness: a draw, to tell what
    is random.
    """

    def __init__(self, requirements: Requirements, uncertain: Uncertain, horizon: int) -> None:
        self.uncertain, self.horizon = uncertain, horizon
        self.likeness = uncertain.factors(lambda _: np.zeros(1))
        self.laws = [Law(requirements, uncertain.metrics, horizon)]
        self._by_events = {requirements.subject.brought: 0}
        self._by_outcomes: dict[bytes, int] = {}
        # What brings events about is asked of the firm without any, and of assumptions as they are.
        bare = Law(self._like(requirements, ()), uncertain.metrics, horizon)
        self._program = Program.of(bare, bare.occasions(), self.likeness, strict=False)

    @property
    def differ(self) -> bool:
        """Whether draws may bring different events about."""
        return self.laws[0].events_differ

    def split(self, factors: Factors, size: int) -> Iterator[tuple[int, NDArray[np.intp] | None]]:
        """The draws of a block by their class: its number, and their places (None: all)."""
        if not self._program.columns:
            # Either nothing that is random brings an event about, or in no draw.
            yield self._class_of(b"", factors, 0), None
            return
        numbers, firsts, outcomes = numbered(self._program.run(factors, size), size)
        width = len(self._program.columns)
        found = [
            self._class_of(outcomes[i * width : (i + 1) * width], factors, draw)
            for i, draw in enumerate(firsts)
        ]
        if len(set(found)) == 1:
            yield found[0], None
            return
        each = np.array(found, np.uint16).take(numbers)
        for number in sorted(set(found)):
            yield number, np.flatnonzero(each == number)

    def _class_of(self, outcomes: bytes, factors: Factors, draw: int) -> int:
        if outcomes not in self._by_outcomes:
            first = self.laws[0].requirements
            own = Requirements(factors.scenario(draw), first.book, first.strict, like=first)
            events = own.subject.brought
            if events not in self._by_events:
                self._by_events[events] = len(self.laws)
                with_events = self._like(first, events)
                self.laws.append(Law(with_events, self.uncertain.metrics, self.horizon))
            self._by_outcomes[outcomes] = self._by_events[events]
        return self._by_outcomes[outcomes]

    @staticmethod
    def _like(first: Requirements, events: tuple[Brought, ...]) -> Requirements:
        """The requirements of the scenario with some events."""
        return Requirements(first.scenario, first.book, first.strict, like=first, events=events)
