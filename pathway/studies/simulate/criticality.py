"""What decides the dates of a sample of draws.

The causes on their critical chains, what leaves some without a date, and how closely each input
moves with the date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from pathway.dates.schedule import Constraint, Gate, Lag
from pathway.planning.origin import origin_of
from pathway.studies.simulate.arrays import Arrays, DrawnDays, Draws, FreeMilestone
from pathway.studies.simulate.drawn import DrawnValue
from pathway.studies.simulate.link import Link
from pathway.studies.simulate.taken import Group, Reached, Taken

Places = NDArray[np.intp]
CauseKey = tuple[str, str, str | None]


def critical(found: Reached, never: int) -> dict[CauseKey, tuple[Link, int]]:
    """How many draws each cause is critical in: it stands on the chain of causes of the last
    day.
    """
    out: Counter[CauseKey] = Counter()
    links: dict[CauseKey, Link] = {}
    for taken, group, option, places in _parts(found, found.best < never):
        arrays, days = group.options[option]
        chains = _Chains(
            arrays, _some(days, places), {s: v.take(places) for s, v in group.draws.items()}
        )
        for link, count in chains.walk(taken.route.final, np.arange(len(places)), frozenset()):
            key = link.milestone, link.kind, link.rule
            links.setdefault(key, link)
            out[key] += count
    return {key: (links[key], count) for key, count in out.items()}


def missing(found: Reached, never: int) -> dict[CauseKey, tuple[Link, int]]:
    """How many draws each rule leaves without a date, by the first of the routes."""
    out: Counter[CauseKey] = Counter()
    links: dict[CauseKey, Link] = {}
    for _, group, option, places in _parts(found, found.best >= never):
        arrays, _ = group.options[option]
        for link, count in _failures(
            arrays, {s: v.take(places) for s, v in group.draws.items()}, len(places)
        ):
            key = link.milestone, link.kind, link.rule
            links.setdefault(key, link)
            out[key] += count
    return {key: (links[key], count) for key, count in out.items()}


def _parts(found: Reached, wanted: NDArray[np.bool_]) -> Iterator[tuple[Taken, Group, int, Places]]:
    """The draws by route, group and regime: places within the group."""
    for i, taken in enumerate(found.taken):
        mine = wanted & (found.choice == i)
        for group in taken.groups:
            for option in range(len(group.options)):
                places = np.flatnonzero(mine.take(group.places) & (group.choice == option))
                if len(places):
                    yield taken, group, option, places


def _some(days: DrawnDays, places: Places) -> dict[str, DrawnValue]:
    return {name: day if isinstance(day, int) else day.take(places) for name, day in days.items()}


class _Chains:
    """The causes in some draws of one regime, as `schedule.earliest` finds them for one."""

    def __init__(self, arrays: Arrays, days: Mapping[str, DrawnValue], draws: Draws) -> None:
        self.arrays, self.days, self.draws = arrays, days, draws
        self.nodes = {node.name: node for node in arrays.nodes}

    def walk(self, name: str, places: Places, before: frozenset[str]) -> Iterator[tuple[Link, int]]:
        """The causes on the chains of some draws, back from a milestone, and how many draws have
        each.
        """
        if name not in self.nodes:
            yield Link(name, "pinned", None), len(places)
            return
        node = self.nodes[name]
        causes: list[Constraint | None] = [None, *node.bounds, *node.gates]
        which = self._cause(node, places)
        for i in np.unique(which).tolist():
            cause, mine = causes[i], places[which == i]
            yield self._link(name, cause), len(mine)
            if cause is not None and not isinstance(cause, Gate):
                source = cause.source if isinstance(cause, Lag) else cause.target
                if source not in before | {name}:
                    yield from self.walk(source, mine, before | {name})

    def _link(self, name: str, cause: Constraint | None) -> Link:
        if cause is None:
            return Link(name, "as_of", None)
        kind = "gate" if isinstance(cause, Gate) else "lag" if isinstance(cause, Lag) else "limit"
        return Link(name, kind, origin_of(cause))

    def _bounds(
        self, node: FreeMilestone, places: Places
    ) -> tuple[NDArray[np.int16], NDArray[np.intp]]:
        """The strongest bound on a milestone and its place among the causes; the first of
        equals.
        """
        best, which = np.zeros(len(places), np.int16), np.zeros(len(places), np.intp)
        days = _some(self.days, places)
        draws = {stream: levels.take(places) for stream, levels in self.draws.items()}
        for i, constraint in enumerate(node.bounds, 1):
            bound = self.arrays.bound(constraint, days, draws, partial=True)
            if bound is None:
                continue
            which = np.where(np.greater(bound, best), i, which)
            best = np.maximum(best, bound).astype(np.int16, copy=False)
        return best, which

    def _cause(self, node: FreeMilestone, places: Places) -> NDArray[np.intp]:
        """Which cause decides the day of a milestone; a gate that only rounds to business days
        never does.
        """
        at, which = self._bounds(node, places)
        moving = True
        while moving:
            moving = False
            for i, gate in enumerate(node.gates, 1 + len(node.bounds)):
                found = self.arrays.grid.next_of(gate.days).take(at)
                moved = found > at
                if moved.any():
                    moving = True
                    which = which if gate.rounding else np.where(moved, i, which)
                    at = found
        return which

    def closing(self, node: FreeMilestone, places: Places) -> Iterator[tuple[Link, int]]:
        """What leaves a milestone no day in some draws, and how many each."""
        which = self._closed(node, places, self.arrays.grid.never)
        causes: list[Constraint | None] = [None, *node.bounds, *node.gates]
        for i in np.unique(which).tolist():
            yield self._link(node.name, causes[i]), int((which == i).sum())

    def _closed(self, node: FreeMilestone, places: Places, never: int) -> NDArray[np.intp]:
        """What leaves a milestone no day: a gate that has none left, else the one that all together
        end at.
        """
        at, which = self._bounds(node, places)
        first = at
        moving = True
        while moving:
            moving = False
            for i, gate in enumerate(node.gates, 1 + len(node.bounds)):
                found = self.arrays.grid.next_of(gate.days).take(at)
                which = np.where((found == never) & (at < never), i, which)
                moving = moving or bool((found > at).any())
                at = found
        for i, gate in reversed(list(enumerate(node.gates, 1 + len(node.bounds)))):
            alone = self.arrays.grid.next_of(gate.days).take(first) == never
            which = np.where((first < never) & alone, i, which)
        return which


def _failures(arrays: Arrays, draws: Draws, size: int) -> Iterator[tuple[Link, int]]:
    """For draws without a schedule: the first milestone that finds no day, and what leaves it none.

    Gone through again sweep by sweep, since in the end all that hangs together has no day.
    """
    left = np.arange(size)
    days = arrays.forward(draws)
    before: DrawnDays = {}
    while len(left):
        late = np.zeros(len(left), np.bool_)
        for node in arrays.nodes:
            gone = np.broadcast_to(np.equal(days[node.name], arrays.grid.never), late.shape) & ~late
            if gone.any():
                # What a limit asked for is known from the sweep before.
                targets = {
                    limit.target: before[limit.target]
                    for limit in node.limits
                    if limit.target in before
                }
                asking = {limit.target for limit in node.limits}
                known = {name: day for name, day in days.items() if name not in asking} | targets
                yield from _Chains(arrays, known, draws).closing(node, np.flatnonzero(gone))
                late |= gone
        kept = np.flatnonzero(~late)
        left, draws = left[kept], {stream: levels.take(kept) for stream, levels in draws.items()}
        before = _some(days, kept)
        days = dict(before)
        if len(left):
            arrays.sweep(days, draws)


def correlation(inputs: NDArray[np.generic], dates: NDArray[np.int16]) -> float:
    """The rank correlation (Spearman, ties at their mean rank) of an input with the date; 0 where
    one is constant.
    """
    a, b = _ranks(inputs), _ranks(dates)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return 0.0 if size == 0 else float((a * b).sum()) / size


def _ranks(values: NDArray[np.generic]) -> NDArray[np.float64]:
    places: NDArray[np.intp]
    if np.issubdtype(values.dtype, np.integer):
        places = values.astype(np.intp)
        counts = np.bincount(places)
    else:
        _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: NDArray[np.float64] = (ends - (counts - 1) / 2).take(places)
    return ranks
