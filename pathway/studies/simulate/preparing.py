"""Regimes made ready for arrays: the milestones in the order of their lags, their gates as tables;
what is the same in several regimes is made once.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

import numpy as np
from attrs import evolve

from pathway.dates.advance import Days
from pathway.dates.schedule import Constraint, Gate, Lag, Limit, Network
from pathway.planning.network import Regime
from pathway.studies.simulate.arrays import Arrays, FreeMilestone, Tables
from pathway.studies.simulate.drawn import Drawn
from pathway.studies.simulate.step_tables import Grid, StepTable, alike


def prepared(regime: Regime, grid: Grid, drawn: Mapping[Hashable, Drawn]) -> Arrays:
    """A regime made ready. drawn: origin of a lag -> its random length; other lags are as in the
    network.
    """
    network = regime.network
    bounds = [c for c in network.constraints if not isinstance(c, Gate)]
    # Steps that hold a calendar are told apart by identity, and kept with what is made of them.
    shape = (
        network.milestones,
        tuple(network.pins.items()),
        tuple(_likeness(c, drawn) for c in bounds),
    )
    made = grid.kept(("shape", shape), bounds, lambda: _shaped(regime, grid, drawn, shape))
    nodes = []
    for node in made.nodes:
        gates, table = tuple(network.gates(node.name)), _next_open(regime, grid, node.name)
        steps = (made.drawn[lag.origin] for lag in node.lags if lag.origin in made.drawn)
        business = [step.business for step in steps if step.business is not None]
        on_business = all(grid.only_on(table, days) for days in business)
        nodes.append(evolve(node, gates=gates, next_open=table, on_business=on_business))
    return evolve(made, regime=regime, nodes=tuple(nodes))


def _likeness(bound: Lag | Limit, drawn: Mapping[Hashable, Drawn]) -> Hashable:
    if isinstance(bound, Lag):
        step = drawn.get(bound.origin)
        own = alike(bound.step) if step is None else id(step)
        return bound.source, bound.target, own, bound.origin
    return bound.source, bound.target, alike(bound.reach)


def _shaped(regime: Regime, grid: Grid, drawn: Mapping[Hashable, Drawn], shape: Hashable) -> Arrays:
    """A regime but for its gates."""
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
            (),
            grid.anywhere,
            implied=frozenset() if circular else _implied(network, name),
        )
        for name in order
    )
    return Arrays(regime, grid, _limited(regime, grid, drawn), nodes, circular, shape)


def _implied(network: Network, name: str) -> frozenset[str]:
    """The milestones that another follows by lags of no days, and by others on the way: no lag
    leads back in time. A day that is given is no way: nothing moves it.
    """
    lags = [c for c in network.constraints if isinstance(c, Lag)]
    moving = [lag for lag in lags if lag.target not in network.pins]
    found = set[str]()
    for source in {lag.source for lag in lags if lag.target == name}:
        mine = [lag for lag in lags if (lag.source, lag.target) == (source, name)]
        if all(lag.step == Days(0) for lag in mine):
            reached = set[str]()
            waiting = [lag.target for lag in moving if lag.source == source and lag.target != name]
            while waiting:
                one = waiting.pop()
                if one not in reached:
                    reached.add(one)
                    waiting += [lag.target for lag in moving if lag.source == one]
            if name in reached:
                found.add(source)
    return frozenset(found)


def together(found: Sequence[tuple[Arrays, ...]]) -> tuple[Arrays, ...]:
    """The regimes of several laws, those of one shape as one, in which each draw goes by the one
    that is named. found: the regimes of each law, in the same order.
    """
    if len(found) == 1:
        return found[0]
    joined: dict[tuple[int, ...], Tables] = {}
    return tuple(_joined(regimes, joined) for regimes in zip(*found, strict=True))


def _joined(found: Sequence[Arrays], known: dict[tuple[int, ...], Tables]) -> Arrays:
    """Several regimes of one shape as one. known: tables that were put together already."""
    first = found[0]
    nodes = []
    for place, node in enumerate(first.nodes):
        tables = [one.nodes[place].next_open for one in found]
        key = tuple(map(id, tables))
        if key not in known and len(set(key)) > 1:
            known[key] = _put_together(tables, first.grid)
        on_business = all(one.nodes[place].on_business for one in found)
        nodes.append(evolve(node, tables=known.get(key), on_business=on_business))
    return evolve(first, nodes=tuple(nodes))


def _put_together(tables: Sequence[StepTable], grid: Grid) -> Tables:
    rows = {id(table): table for table in tables}
    begin = {own: i * grid.size for i, own in enumerate(rows)}
    first = np.array([begin[id(table)] for table in tables], np.intp)
    return Tables(np.concatenate(list(rows.values())), first, np.int16(grid.never))


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
    last = grid.horizon
    for limit in network.constraints:
        if isinstance(limit, Limit) and limit.target == name and limit.source in network.pins:
            last = min(last, limit.reach.after(network.pins[limit.source]))
    return grid.first_open([gate.days for gate in network.gates(name)], last)
