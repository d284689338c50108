"""The network of a regime over arrays of draws: the same least fixpoint, a table look-up where the
solver calls a step.

Milestones are taken in the order of their lags, so one sweep settles all of them but for limits,
which push a milestone back to later days; sweeps are repeated until nothing moves. A draw without a
schedule has `Grid.never` as its last day.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from graphlib import CycleError, TopologicalSorter

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from pathway.dates.days import DaySet
from pathway.dates.schedule import Constraint, Gate, Lag, Limit
from pathway.planning.network import Regime
from pathway.studies.simulate.drawn import Drawn, DrawnValue, Levels
from pathway.studies.simulate.step_tables import Grid, StepTable

Draws = Mapping[str, Levels]
"""Stream -> the levels drawn."""
DrawnDays = Mapping[str, DrawnValue]
"""Milestone -> its day in each draw, or the one day that it has in all of them."""


@frozen(eq=False)
class FreeMilestone:
    """One free milestone. lags and limits: what bounds it from below, in the order of the
    network.
    """

    name: str
    lags: tuple[Lag, ...]
    limits: tuple[Limit, ...]
    gates: tuple[Gate, ...]
    next_open: StepTable = field(repr=False)

    @property
    def bounds(self) -> tuple[Lag | Limit, ...]:
        """What bounds it from below."""
        return (*self.lags, *self.limits)


@frozen(eq=False)
class Arrays:
    """A regime made ready for arrays.

    drawn: origin of a lag -> its random length. circular: whether lags run in a circle, so that one
    sweep may not do.
    """

    regime: Regime
    grid: Grid
    drawn: Mapping[Hashable, Drawn]
    nodes: tuple[FreeMilestone, ...]
    circular: bool = False
    _ready: dict[tuple[str, int | None], StepTable] = field(init=False, factory=dict)

    @property
    def streams(self) -> frozenset[str]:
        """The random numbers that matter."""
        return frozenset(step.stream for step in self.drawn.values())

    def schedules(self, draws: Draws) -> DrawnDays:
        """The earliest schedule of every draw."""
        days = self.forward(draws)
        late = self._pushed_back(days, draws)
        if np.ndim(late) == 0:
            while late:
                self.sweep(days, draws)
                late = self._pushed_back(days, draws)
            return days
        # Few draws are pushed back by a limit; only those are gone through again, until nothing
        # moves.
        places = np.flatnonzero(late)
        while len(places):
            some = {
                name: day if isinstance(day, int) else day.take(places)
                for name, day in days.items()
            }
            drawn = {stream: levels.take(places) for stream, levels in draws.items()}
            self.sweep(some, drawn)
            for name, day in some.items():
                days[name] = _put(days[name], places, day, np.size(late))
            again = np.broadcast_to(self._pushed_back(some, drawn), places.shape)
            places = places[again]
        return days

    def forward(self, draws: Draws) -> dict[str, DrawnValue]:
        """The days that lags and gates lead to, limits on later milestones left aside."""
        days: dict[str, DrawnValue] = {}
        for node in self.nodes:
            quick = self._quick(node, days, draws)
            days[node.name] = (
                _look(node.next_open, self.lower(node, days, draws, partial=True))
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

    def sweep(self, days: dict[str, DrawnValue], draws: Draws) -> None:
        """Pushes every milestone forward once more."""
        for node in self.nodes:
            days[node.name] = _look(
                node.next_open, _later(days[node.name], self.lower(node, days, draws))
            )

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
        """The strongest bound from today, lags and limits. partial: days not found yet bind
        nothing.
        """
        best: DrawnValue | None = None
        for constraint in node.bounds:
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
    return int(table[at]) if isinstance(at, int) else table.take(at)


def _put(day: DrawnValue, places: NDArray[np.intp], new: DrawnValue, size: int) -> DrawnValue:
    """The days with those of some draws put in."""
    if isinstance(day, int):
        if isinstance(new, int) and new == day:
            return day
        day = np.full(size, day, np.int16)
    day[places] = new
    return day


def _later(a: DrawnValue, b: DrawnValue) -> DrawnValue:
    if isinstance(a, int) and isinstance(b, int):
        return max(a, b)
    return np.maximum(a, b).astype(np.int16, copy=False)


def prepared(regime: Regime, grid: Grid, drawn: Mapping[Hashable, Drawn]) -> Arrays:
    """A regime made ready. drawn: origin of a lag -> its random length; other lags are as in the
    network.
    """
    network = regime.network
    free = [name for name in network.milestones if name not in network.pins]
    before = {
        name: [lag.source for lag in _into(network.constraints, name) if lag.source in free]
        for name in free
    }
    try:
        order, circular = list(TopologicalSorter(before).static_order()), False
    except CycleError:
        order, circular = free, True
    nodes = tuple(
        FreeMilestone(
            name,
            _into(network.constraints, name),
            tuple(c for c in network.constraints if isinstance(c, Limit) and c.source == name),
            network.gates(name),
            _next_open(regime, grid, name),
        )
        for name in order
    )
    return Arrays(regime, grid, _limited(regime, grid, drawn), nodes, circular)


def _limited(regime: Regime, grid: Grid, drawn: Mapping[Hashable, Drawn]) -> dict[Hashable, Drawn]:
    """Random steps with the longest time that a limit between the same milestones ever leaves them.

    A draw that takes longer has no schedule. Pushing its start back and back until the horizon
    would find that too.
    """
    out = dict(drawn)
    for lag in regime.network.constraints:
        if isinstance(lag, Lag) and lag.origin in drawn:
            reaches = [
                grid.after(limit.reach)
                for limit in regime.network.constraints
                if isinstance(limit, Limit)
                and (limit.source, limit.target) == (lag.source, lag.target)
            ]
            if reaches:
                longest = min(int((reach - np.arange(grid.size))[:-1].max()) for reach in reaches)
                out[lag.origin] = evolve(drawn[lag.origin], most=longest)
    return out


def _into(constraints: tuple[Constraint, ...], name: str) -> tuple[Lag, ...]:
    return tuple(c for c in constraints if isinstance(c, Lag) and c.target == name)


def _next_open(regime: Regime, grid: Grid, name: str) -> StepTable:
    """For each day the first one on which every gate of a milestone is open, and no limit from a
    fact is passed.
    """
    network = regime.network
    found = grid.days_in(DaySet.between(grid.start, grid.horizon)).copy()
    for gate in network.gates(name):
        found &= grid.days_in(gate.days)
    for limit in network.constraints:
        if isinstance(limit, Limit) and limit.target == name and limit.source in network.pins:
            last = limit.reach.after(network.pins[limit.source]) - grid.start
            found[max(last + 1, 0) :] = False
    return grid.following(found)
