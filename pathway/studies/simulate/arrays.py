"""The network of a regime over arrays of draws: the same least fixpoint, a table look-up where the
solver calls a step.

Milestones are taken in the order of their lags, so one sweep settles all of them but for limits,
which push a milestone back to later days; sweeps are repeated until nothing moves. A draw without a
schedule has `Grid.never` as its last day.

Networks that differ in their gates only are gone through together: every draw looks up the table of
its own network.
"""

from __future__ import annotations

from collections import UserDict
from collections.abc import Hashable, Iterator, Mapping, MutableMapping, Sequence, Set
from typing import TypeVar

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from pathway.dates.schedule import Gate, Lag, Limit
from pathway.planning.network import Regime
from pathway.studies.simulate.drawn import Drawn, DrawnValue, Levels
from pathway.studies.simulate.step_tables import Grid, StepTable

Draws = Mapping[str, Levels]
"""Stream -> the levels drawn."""
DrawnDays = Mapping[str, DrawnValue]
"""Milestone -> its day in each draw, or the one day that it has in all of them."""
OfDraws = TypeVar("OfDraws", Levels, DrawnValue)


class Some(UserDict[str, OfDraws]):
    """What is known of every draw, for some of them: each array is taken when it is asked for.
    places: which draws.
    """

    def __init__(self, every: Mapping[str, OfDraws], places: NDArray[np.intp]) -> None:
        super().__init__()
        self.every: Mapping[str, OfDraws] = every
        self.places = places

    def __contains__(self, name: object) -> bool:
        return name in self.every

    def __missing__(self, name: str) -> OfDraws:
        whole = self.every[name]
        found = whole if isinstance(whole, int) else whole.take(self.places)
        self.data[name] = found
        return self.data[name]


@frozen(eq=False)
class Tables:
    """For each day the first one on which a milestone can be, for each of several networks.

    flat: the tables that differ, one behind the other. first: where the one of a network begins. never: the
    offset of no day.
    """

    flat: StepTable
    first: NDArray[np.intp]
    never: np.int16

    def look(self, at: DrawnValue, which: NDArray[np.uint16]) -> StepTable:
        """The days, each by the table of its network. which: the network of each draw."""
        return self.flat.take(self.first.take(which) + np.minimum(at, self.never))


@frozen(eq=False)
class FreeMilestone:
    """One free milestone. lags and limits: what bounds it from below, in the order of the
    network. next_open: for each day the first one on which it can be. tables: those
    of several networks, where they differ. on_business: whether those
    are days on which its random steps can end at all. implied: milestones that it
    follows anyway.
    """

    name: str
    lags: tuple[Lag, ...]
    limits: tuple[Limit, ...]
    gates: tuple[Gate, ...]
    next_open: StepTable = field(repr=False)
    tables: Tables | None = field(repr=False, default=None)
    on_business: bool = False
    implied: frozenset[str] = field(repr=False, default=frozenset())

    def is_open_as(self, other: FreeMilestone) -> bool:
        """Whether the same milestone of another regime can be on the same days."""
        return self.next_open is other.next_open and self.tables is other.tables

    @property
    def others(self) -> Iterator[str]:
        """The milestones that bound it."""
        for lag in self.lags:
            yield lag.source
        for limit in self.limits:
            yield limit.target

    @property
    def bounds(self) -> tuple[Lag | Limit, ...]:
        """What bounds it from below."""
        return (*self.lags, *self.limits)


@frozen(eq=False)
class Arrays:
    """A regime made ready for arrays; or several that differ in their gates only.

    drawn: origin of a lag -> its random length. circular: whether lags run in a circle, so that one
    sweep may not do. shape: equal for regimes that differ in their gates only.
    """

    regime: Regime
    grid: Grid
    drawn: Mapping[Hashable, Drawn]
    nodes: tuple[FreeMilestone, ...]
    circular: bool = False
    shape: Hashable = None
    _ready: dict[tuple[str, int | None], StepTable] = field(init=False, factory=dict)

    @property
    def streams(self) -> frozenset[str]:
        """The random numbers that matter."""
        return frozenset(step.stream for step in self.drawn.values())

    def schedules(
        self,
        draws: Draws,
        which: NDArray[np.uint16] | None = None,
        beside: Sequence[tuple[Arrays, DrawnDays]] = (),
    ) -> DrawnDays:
        """The earliest schedule of every draw. which: its network, where there are several. beside:
        other regimes and where `forward` leads them; what is the same is taken from there.
        """
        return self.settled(self.forward(draws, which, beside), draws, which)

    def settled(
        self, forward: DrawnDays, draws: Draws, which: NDArray[np.uint16] | None = None
    ) -> DrawnDays:
        """The days that lags and gates lead to, with limits on later milestones kept as well."""
        days = dict(forward)
        late = self._pushed_back(days, draws)
        if np.ndim(late) == 0:
            while late:
                self.sweep(days, draws, which)
                late = self._pushed_back(days, draws)
            return days
        # Few draws are pushed back by a limit; only those are gone through again, until nothing
        # moves.
        places = np.flatnonzero(late)
        while len(places):
            some: Some[DrawnValue] = Some(days, places)
            drawn: Some[Levels] = Some(draws, places)
            moved = self.sweep(some, drawn, None if which is None else which.take(places))
            for name in moved:
                days[name] = _put(days[name], places, some[name], np.size(late))
            again = np.broadcast_to(self._pushed_back(some, drawn), places.shape)
            places = places[again]
        return days

    def forward(
        self,
        draws: Draws,
        which: NDArray[np.uint16] | None = None,
        beside: Sequence[tuple[Arrays, DrawnDays]] = (),
    ) -> dict[str, DrawnValue]:
        """The days that lags and gates lead to, limits on later milestones left aside."""
        days: dict[str, DrawnValue] = {}
        like = next((one for one in beside if one[0].shape == self.shape), None)
        for place, node in enumerate(self.nodes):
            if like is not None and not self.circular:
                other, theirs = like
                same = node.is_open_as(other.nodes[place])
                if same and all(
                    name not in days or _same(days[name], theirs[name]) for name in node.others
                ):
                    days[node.name] = theirs[node.name]
                    continue
            quick = self._quick(node, days, draws)
            days[node.name] = (
                _open(node, self.lower(node, days, draws, partial=True), which)
                if quick is None
                else quick
            )
        return days

    def _quick(self, node: FreeMilestone, days: DrawnDays, draws: Draws) -> DrawnValue | None:
        """The days of a milestone on which nothing bears but one random step and pins: one
        look-up; else None.
        """
        pins, grid = self.regime.network.pins, self.grid
        random = [lag for lag in node.lags if lag.origin in self.drawn]
        if (
            node.limits
            or node.tables is not None
            or len(random) != 1
            or any(lag.source not in pins for lag in node.lags if lag not in random)
        ):
            return None
        step, source = self.drawn[random[0].origin], random[0].source
        begun = pins.get(source)
        start = days.get(source) if begun is None else begun - grid.start
        if start is None or not (isinstance(start, int) or step.plain):
            return None
        key = node.name, start if isinstance(start, int) else None
        if key not in self._ready:
            pinned = [self.bound(lag, days, draws) for lag in node.lags if lag not in random]
            base = max([0, *(day for day in pinned if isinstance(day, int))])
            ends = (
                step.ends(grid, grid.start + start)
                if isinstance(start, int)
                else step.reached(grid)
            )
            self._ready[key] = node.next_open.take(np.maximum(ends, base))
        levels = draws[step.stream]
        if isinstance(start, int):
            return self._ready[key].take(step.given_today(grid, levels))
        return self._ready[key].take(step.rows[0].fit.counts.take(levels) + start)

    def sweep(
        self,
        days: MutableMapping[str, DrawnValue],
        draws: Draws,
        which: NDArray[np.uint16] | None = None,
    ) -> Set[str]:
        """Pushes every milestone forward once more, as far as something that bounds it has moved
        since, or a limit that was left aside so far. Returns those that moved.
        """
        moved = set[str]()
        for node in self.nodes:
            if not (self.circular or node.limits or any(one in moved for one in node.others)):
                continue
            before = days[node.name]
            lower = _later(days[node.name], self.lower(node, days, draws))
            found = _open(node, lower, which)
            if not np.array_equal(found, before):
                days[node.name] = found
                moved.add(node.name)
        return moved

    def _pushed_back(self, days: DrawnDays, draws: Draws) -> NDArray[np.bool_]:
        """In which draws a limit still moves its milestone; once the lags are settled, nothing else
        can.
        """
        late = np.zeros((), np.bool_)
        for node in self.nodes:
            for constraint in node.bounds if self.circular else node.limits:
                bound = self.bound(constraint, days, draws)
                if bound is not None:
                    late = late | np.greater(bound, days[node.name])
        return late

    def lower(
        self, node: FreeMilestone, days: DrawnDays, draws: Draws, partial: bool = False
    ) -> DrawnValue:
        """The strongest bound from today, lags and limits, as far as it matters to the first open
        day on or after it. partial: days not found yet bind nothing.
        """
        best: DrawnValue | None = None
        for constraint in node.bounds:
            if isinstance(constraint, Lag):
                if constraint.source in node.implied:
                    continue
                step = self.drawn.get(constraint.origin)
                if step is not None and node.on_business and constraint.source in days:
                    start = days[constraint.source]
                    bound: DrawnValue | None = step.after(
                        self.grid, start, draws[step.stream], rounded=False
                    )
                    assert bound is not None
                    best = bound if best is None else _later(best, bound)
                    continue
            bound = self.bound(constraint, days, draws, partial)
            if bound is not None:
                best = bound if best is None else _later(best, bound)
        return 0 if best is None else best

    def bound(
        self, constraint: Lag | Limit, days: DrawnDays, draws: Draws, partial: bool = False
    ) -> DrawnValue | None:
        """The day before which a constraint does not let its milestone happen."""
        pins, grid = self.regime.network.pins, self.grid
        other = constraint.source if isinstance(constraint, Lag) else constraint.target
        step = self.drawn.get(constraint.origin) if isinstance(constraint, Lag) else None
        if other in pins:
            if step is not None:
                return np.maximum(
                    step.ends(grid, pins[other]).take(step.given_today(grid, draws[step.stream])), 0
                )
            if isinstance(constraint, Lag):
                return max(grid.offset(constraint.step.after(pins[other])), 0)
            return max(grid.offset(constraint.reach.least(pins[other])), 0)
        if other not in days:
            assert partial, other
            return None
        if step is not None:
            return step.after(grid, days[other], draws[step.stream])
        table = (
            grid.after(constraint.step)
            if isinstance(constraint, Lag)
            else grid.least(constraint.reach)
        )
        return _look(table, days[other])


def _look(table: StepTable, at: DrawnValue) -> DrawnValue:
    # Days beyond the table are no day either, as is its last one.
    return int(table[at]) if isinstance(at, int) else table.take(at, mode="clip")


def _same(a: DrawnValue, b: DrawnValue) -> bool:
    return a is b or (isinstance(a, int) and isinstance(b, int) and a == b)


def _open(node: FreeMilestone, at: DrawnValue, which: NDArray[np.uint16] | None) -> DrawnValue:
    """The first days on which a milestone can be, from some on."""
    if node.tables is None:
        return _look(node.next_open, at)
    assert which is not None
    return node.tables.look(at, which)


def _put(day: DrawnValue, places: NDArray[np.intp], new: DrawnValue, size: int) -> DrawnValue:
    """The days with those of some draws put in."""
    if isinstance(day, int):
        if isinstance(new, int) and new == day:
            return day
        out: StepTable = np.full(size, day, np.int16)
    else:
        out = day.copy()
    out[places] = new
    return out


def _later(a: DrawnValue, b: DrawnValue) -> DrawnValue:
    if isinstance(a, int) and isinstance(b, int):
        return max(a, b)
    return np.maximum(a, b).astype(np.int16, copy=False)
