"""Where the labels of a lane stand, so that none crosses another, a pole, a wall or the edge.

A label stands beside a thin pole on its day and looks left or right. Labels that would meet form a
pyramid: the first ones look left, the others right, each at the lowest level on which it crosses
nothing; of all ways to divide them the flattest is taken. Beside a time axis that runs downwards,
labels stand in one column, as near to their days as they can be without touching.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from attrs import frozen

_GAP = 3.0
"""Units between a pole and its label."""
_BESIDE = 6.0
"""Units between two labels on one level."""
_MOST_DIVIDED = 9
"""Labels for which every division between left and right is tried, not only the orderly ones."""


@frozen
class WantedLabel:
    """A label that wants a place.

    Attributes:
        at: Where its day lies.
        width: How wide it is.
    """

    at: float
    width: float


@frozen
class PlacedLabel:
    """Where a label stands.

    Attributes:
        left: Where its text begins.
        right: Where its text ends.
        level: The level that it stands on, the lowest being 0.
        pole: Where its pole stands.
        looks_left: Whether it stands left of its pole.
    """

    left: float
    right: float
    level: int
    pole: float
    looks_left: bool

    def crosses(self, x: float, touching: float = 1.5) -> bool:
        """Whether a vertical line at a place goes through the text."""
        return self.left - touching < x < self.right + touching


@frozen
class _Room:
    """Where labels may stand: between two edges, and not across walls."""

    left: float
    right: float
    walls: tuple[float, ...]

    def placed(self, one: WantedLabel, looks_left: bool) -> PlacedLabel | None:
        """A label on the lowest level, unless it would leave the page or cross a wall."""
        left = one.at - _GAP - one.width if looks_left else one.at + _GAP
        found = PlacedLabel(left, left + one.width, 0, one.at, looks_left)
        if found.left < self.left or found.right > self.right:
            return None
        # A wall on the label's own day is its pole.
        own = [wall for wall in self.walls if abs(wall - one.at) > 0.5]
        return None if any(found.crosses(wall) for wall in own) else found


def place(
    wanted: Sequence[WantedLabel], left: float, right: float, walls: Sequence[float] = ()
) -> tuple[PlacedLabel, ...]:
    """Places for labels, given in the order of their days.

    Args:
        wanted: The labels.
        left: The left edge.
        right: The right edge.
        walls: Vertical lines that no text may cross.

    Returns:
        A place for each, in the same order.
    """
    room = _Room(left, right, tuple(walls))
    best: tuple[tuple[int, int], tuple[PlacedLabel, ...]] | None = None
    for looks in _divisions(len(wanted)):
        found = _stacked(wanted, looks, room)
        if found is None:
            continue
        score = max((p.level for p in found), default=0), sum(p.level for p in found)
        if best is None or score < best[0]:
            best = score, found
    return best[1] if best is not None else _one_above_the_other(wanted, room)


def _divisions(count: int) -> list[tuple[bool, ...]]:
    """Which labels look left: the first ones, or any where they are few."""
    orderly = [(True,) * left + (False,) * (count - left) for left in range(count + 1)]
    if count > _MOST_DIVIDED:
        return orderly
    return orderly + [
        looks for looks in product((False, True), repeat=count) if looks not in orderly
    ]


def _stacked(
    wanted: Sequence[WantedLabel], looks: tuple[bool, ...], room: _Room
) -> tuple[PlacedLabel, ...] | None:
    """Labels on the lowest levels on which nothing crosses; None where one finds no place.

    Those that look left are placed from left to right and the others from right to left: each comes
    after those whose poles its text passes.
    """
    order = [i for i, left in enumerate(looks) if left]
    order += [i for i in reversed(range(len(looks))) if not looks[i]]
    done: dict[int, PlacedLabel] = {}
    for i in order:
        bare = room.placed(wanted[i], looks[i])
        level = None if bare is None else _lowest(bare, list(done.values()))
        if bare is None or level is None:
            return None
        done[i] = PlacedLabel(bare.left, bare.right, level, bare.pole, bare.looks_left)
    return tuple(done[i] for i in range(len(wanted)))


def _lowest(bare: PlacedLabel, done: Sequence[PlacedLabel]) -> int | None:
    """The lowest level on which a label crosses no text and no pole, nor its pole a text; None
    where there is none: from some level on its pole passes all the others' texts.
    """
    levels = range(len(done) + 1)
    return next((n for n in levels if not any(_meets(bare, n, other) for other in done)), None)


def _meets(bare: PlacedLabel, level: int, other: PlacedLabel) -> bool:
    beside = bare.left - _BESIDE < other.right and other.left < bare.right + _BESIDE
    if level == other.level:
        return beside or bare.crosses(other.pole)
    if level > other.level:  # its pole passes the other one's text
        return other.crosses(bare.pole)
    return bare.crosses(other.pole)  # the other one's pole passes its text


def _one_above_the_other(wanted: Sequence[WantedLabel], room: _Room) -> tuple[PlacedLabel, ...]:
    """Where nothing else will do: a level for each, pushed back onto the page."""
    out: list[PlacedLabel] = []
    for level, one in enumerate(reversed(wanted)):
        at = one.at + _GAP
        if at + one.width > room.right:
            at = max(one.at - _GAP - one.width, room.left)
        at = max(min(at, room.right - one.width), room.left)
        out.append(PlacedLabel(at, at + one.width, level, one.at, at < one.at))
    return tuple(reversed(out))


def column(wanted: Sequence[float], apart: float, first: float, last: float) -> tuple[float, ...]:
    """Places for labels in one column: the nearest to what is wanted with so much between two.

    Neighbours that would touch are pooled and stand around their common middle.

    Args:
        wanted: Where each would like to stand, in order.
        apart: The least distance.
        first: The first place that may be taken.
        last: The last one, if there is room before it for all.

    Returns:
        The places, in the same order.
    """
    pools: list[tuple[float, int]] = []  # the middle of the wishes for a pool's first place; size
    for i, wish in enumerate(wanted):
        pools.append((wish - i * apart, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, n), (b, m) = pools.pop(-2), pools.pop(-1)
            pools.append(((a * n + b * m) / (n + m), n + m))
    out: list[float] = []
    for start, size in pools:
        out += [start + (len(out) + k) * apart for k in range(size)]
    top = first
    for i, place_ in enumerate(out):
        out[i] = max(place_, top)
        top = out[i] + apart
    low = max(last, first + (len(out) - 1) * apart)
    for i in reversed(range(len(out))):
        out[i] = min(out[i], low)
        low = out[i] - apart
    return tuple(out)
