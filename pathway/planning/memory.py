"""Schedules found again: a route of which everything that the network asked of the firm has the same
answer has the same schedule.

A network is made by asking one thing after another: on which days a provision leaves a milestone
open, when a standing ends. What is asked next follows from the answers so far and from what the
scenario itself fixes, so the questions of all scenarios alike form a tree, and each leaf is what was
found. A scenario that differs from the first in one figure goes down that tree and is asked only
what reads the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from attrs import define, frozen

from pathway.planning.requirements import Requirements

Kept = TypeVar("Kept")
Inquire = Callable[[Requirements], object]
Replies = dict[Inquire, object]
"""What one scenario answered, by the question itself."""


@frozen(eq=False, repr=False)
class Inquiry:
    """One thing that a network asked of a firm, and the answer.

    reads: what the answer may depend on, as `Requirements.differs` compares it.
    """

    reads: frozenset[str]
    ask: Inquire
    answer: object

    def same(self, requirements: Requirements, answers: Replies) -> bool:
        """Whether a scenario that takes its requirements from these has the same answer."""
        return not requirements.differs(self.reads) or bool(
            answered(self.ask, requirements, answers) == self.answer
        )


def answered(ask: Inquire, requirements: Requirements, answers: Replies) -> object:
    """The answer to a question, asked once."""
    if ask not in answers:
        answers[ask] = ask(requirements)
    return answers[ask]


_UNASKED = object()


@define(eq=False, repr=False)
class _Fork(Generic[Kept]):
    """A place in the tree: what is asked there, and where each answer leads; or what was found.

    first: the answer of the first scenario, once it is needed. answer, then: one answer, and where it
    leads; mostly there are no others.
    """

    reads: frozenset[str] = frozenset()
    ask: Inquire | None = None
    first: object = _UNASKED
    answer: object = None
    then: _Fork[Kept] | None = None
    others: list[tuple[object, _Fork[Kept]]] | None = None
    found: Kept | None = None

    def after(self, answer: object) -> _Fork[Kept] | None:
        """Where an answer leads; None where nobody has given it."""
        if self.then is not None and (self.answer is answer or self.answer == answer):
            return self.then
        for given, place in self.others or ():
            if given is answer or given == answer:
                return place
        return None

    def leads(self, answer: object) -> _Fork[Kept]:
        """A new place, to which an answer leads that nobody has given yet."""
        place: _Fork[Kept] = _Fork()
        if self.then is None:
            self.answer, self.then = answer, place
        elif self.others is None:
            self.others = [(answer, place)]
        else:
            self.others.append((answer, place))
        return place


class Memory(Generic[Kept]):
    """What was found for one scenario and for those that are like it.

    first: the requirements of the scenario that the others took theirs from.
    """

    def __init__(self, first: Requirements) -> None:
        self.first = first
        self._trees: dict[Hashable, _Fork[Kept]] = {}

    def find(self, key: Hashable, requirements: Requirements, answers: Replies) -> Kept | None:
        """What was found under a key for a scenario of which everything asked has the same answer;
        None where there is none. answers: those given are added.
        """
        place = self._trees.get(key)
        while place is not None and place.found is None:
            assert place.ask is not None
            if requirements.differs(place.reads):
                answer = answered(place.ask, requirements, answers)
            else:
                if place.first is _UNASKED:
                    place.first = place.ask(self.first)
                answer = place.first
            place = place.after(answer)
        return None if place is None else place.found

    def keep(self, key: Hashable, asked: Sequence[Inquiry], found: Kept) -> None:
        """Keeps what was found, with all that was asked on the way."""
        place = self._trees.setdefault(key, _Fork())
        for one in asked:
            if place.ask is None:
                place.reads, place.ask = one.reads, one.ask
            place = place.after(one.answer) or place.leads(one.answer)
        place.found = found
