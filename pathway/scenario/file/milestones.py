"""The order in which a step passes the milestones that a scenario gives."""

from __future__ import annotations

from itertools import chain, pairwise

from pathway.law.steps import MILESTONES

_TUTORING = ("tutoring_filed", "tutoring_passed")
_RESOLUTIONS = ("board_resolved", "shareholders_resolved")


def _chains(step: str) -> tuple[tuple[str, ...], ...]:
    """The sequences of milestone ids that a step passes: two for an offering (tutoring, board)."""
    names = MILESTONES[step]
    orders = [names]
    if "tutoring_filed" in names:
        orders = [
            tuple(name for name in names if name not in beside)
            for beside in (_RESOLUTIONS, _TUTORING)
        ]
    return tuple(tuple(f"{step}.{name}" for name in order) for order in orders)


def in_order(given: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of given milestones of which the first may not lie after the second; neighbours
    only.
    """
    sequences = chain.from_iterable(_chains(step) for step in MILESTONES)
    pairs = (
        pair
        for sequence in sequences
        for pair in pairwise(name for name in sequence if name in given)
    )
    return tuple(dict.fromkeys(pairs))
