"""Runs draws in blocks: random numbers, groups of draws that share their law, schedules, the best
route of each draw.

What is counted is whole numbers, and random numbers go by the block. So neither the order of the
blocks nor the number of processes changes a result.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from pathway.dates.days import to_date
from pathway.law.steps import RouteSteps, Venue
from pathway.planning.network import Builder, Regime
from pathway.planning.origin import Origin, origin_of
from pathway.planning.requirements import Requirements
from pathway.planning.solve import (
    PLAIN,
    Ask,
    PlanQuestion,
    attempts,
    final_of,
    question,
    regaining,
    routes_for,
)
from pathway.scenario.scenario import Scenario
from pathway.studies.simulate.arrays import Arrays, DrawnDays, Draws, prepared
from pathway.studies.simulate.drawn import Drawn, DrawnValue, Levels
from pathway.studies.simulate.fit import LEVELS
from pathway.studies.simulate.forecasts import Factors, Uncertain, uncertain
from pathway.studies.simulate.groups import AskedCondition, Law
from pathway.studies.simulate.levels import RandomLevels, Sharing, by_half_year, sharing
from pathway.studies.simulate.random_steps import drawn_steps
from pathway.studies.simulate.step_tables import Grid

BLOCK = 1 << 15
"""Draws that are worked on at a time: few enough that their arrays stay in the cache of a core."""


@frozen(eq=False)
class DrawnRoute:
    """A route to a target, and the conditions that decide which draws share a network (no law: all
    of them do).
    """

    target: Venue
    steps: RouteSteps
    law: Law | None
    conditions: tuple[AskedCondition, ...] = ()

    @property
    def final(self) -> str:
        """The last milestone."""
        return final_of(self.steps)


@frozen(eq=False)
class Group:
    """Draws of a route that share its networks.

    places: which of the block's. options: every regime, with the days that it leads to. choice:
    which one each draw takes, as a place among the options.
    """

    places: NDArray[np.intp]
    draws: Draws
    options: tuple[tuple[Arrays, DrawnDays], ...]
    choice: NDArray[np.int16]


@frozen(eq=False)
class _Alike:
    """Draws of a route that share their law.

    open: whether the route is one of theirs. attempts: the strands gone through again, attempt by
    attempt. networks: those of the attempts that were needed so far.
    """

    requirements: Requirements
    open: bool
    attempts: tuple[frozenset[str], ...]
    networks: dict[int, tuple[Arrays, ...]]


@frozen(eq=False)
class Taken:
    """A route in every draw of a block. final: the offset of its last day."""

    route: DrawnRoute
    final: NDArray[np.int16]
    groups: tuple[Group, ...]


@frozen(eq=False)
class Reached:
    """A target in every draw of a block. best: the offset of the earliest last day. choice: the
    place of its route.
    """

    best: NDArray[np.int16]
    choice: NDArray[np.int16]
    taken: tuple[Taken, ...]


class Engine:
    """Draws for one scenario. The arguments are those of `simulate`; certain: no step takes a
    random time; firm: the name of the firm among others that are drawn with the same seed.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        ask: Ask = PLAIN,
        certain: bool = False,
        firm: str = "",
    ) -> None:
        self.random, self.certain = RandomLevels(seed, firm), certain
        self.asked: PlanQuestion = question(scenario, ask)
        requirements = self.asked.requirements
        self.grid = Grid(requirements.clock.start, requirements.clock.horizon)
        self.uncertain: Uncertain | None = uncertain(requirements.subject)
        self._shared: dict[str, Sharing] = {}
        self._alike: dict[tuple[DrawnRoute, bytes], _Alike] = {}
        self.routes = tuple(self._way(target, steps) for target, steps in self._looked_at())
        self._every = np.arange(BLOCK)

    @property
    def targets(self) -> tuple[Venue, ...]:
        """The targets looked at."""
        return self.asked.targets

    def _looked_at(self) -> tuple[tuple[Venue, RouteSteps], ...]:
        """The routes of the plan, and those of draws whose figures cost the firm its standing."""
        planned = self.asked.routes
        requirements = self.asked.requirements
        if (
            self.uncertain is None
            or not Law(requirements, (), self.uncertain.metrics, self.grid.horizon).events_differ
        ):
            return planned
        return tuple(
            dict.fromkeys(
                (target, steps)
                for target in self.targets
                for steps in (
                    *(steps for to, steps in planned if to == target),
                    *regaining(requirements.scenario, target),
                )
            )
        )

    def _way(self, target: Venue, steps: RouteSteps) -> DrawnRoute:
        if self.uncertain is None:
            route = DrawnRoute(target, steps, None)
            for arrays in self._networks(self._drawn_alike(route, b"", None, 0), route, 0):
                self._share(arrays)
            return route
        law = Law(self.asked.requirements, steps, self.uncertain.metrics, self.grid.horizon)
        return DrawnRoute(target, steps, law, law.conditions(self._bounds(law)))

    def _bounds(self, law: Law) -> dict[str, int]:
        """Per milestone the earliest day at all: the shortest durations, and no gate that a figure
        can close.
        """
        requirements, out = self.asked.requirements, dict[str, int]()
        for regime in Builder(requirements, law.steps).regimes():
            network = regime.network
            kept = [c for c in network.constraints if not _hangs_on(origin_of(c), law)]
            free = evolve(network, constraints=tuple(kept))
            arrays = prepared(
                evolve(regime, network=free), self.grid, self._drawn(requirements, regime)
            )
            self._share(arrays)
            shortest = {stream: np.zeros(1, np.uint16) for stream in arrays.streams}
            for name, day in arrays.schedules(shortest).items():
                first = self.grid.start + (day if isinstance(day, int) else int(day[0]))
                out[name] = min(first, out.get(name, first))
        return out

    def _drawn(self, requirements: Requirements, regime: Regime) -> dict[Hashable, Drawn]:
        return {} if self.certain else drawn_steps(requirements, regime)

    # -- random numbers ----------------------------------------------------------------------------

    def levels(self, block: int, stream: str, size: int) -> Levels:
        """The levels of a step in the draws of a block."""
        return self.random.levels(block, stream, size, self._shared.get(stream, Sharing()))

    def _share(self, arrays: Arrays) -> None:
        """Notes what the steps of a network share. A step ahead belongs to the half-year in which
        it begins where every step takes its median.
        """
        for stream in arrays.streams:
            self._shared.setdefault(stream, sharing(stream))
        waiting = [
            stream
            for stream in sorted(arrays.streams)
            if by_half_year(stream) and not self._shared[stream].half_year
        ]
        if not waiting:
            return
        middle = np.full(1, LEVELS // 2, np.uint16)
        days = arrays.schedules(dict.fromkeys(arrays.streams, middle))
        for stream in waiting:
            source = stream.partition(">")[0]
            found = days.get(source, 0)
            offset = found if isinstance(found, int) else int(found[0])
            start = arrays.regime.network.pins.get(source, self.grid.start + offset)
            if offset < self.grid.never:
                self._shared[stream] = sharing(stream, to_date(start))

    # -- one block ---------------------------------------------------------------------------------

    def block(self, number: int, size: int) -> dict[Venue, Reached]:
        """Every target in every draw of a block."""
        factors = self.factors(number, size) if self.uncertain is not None else None
        levels: dict[str, Levels] = {}
        taken = [self._taken(route, factors, levels, number, size) for route in self.routes]
        return {
            target: _earliest([one for one in taken if one.route.target == target])
            for target in self.targets
        }

    def factors(self, number: int, size: int) -> Factors:
        """What the figures are multiplied by in the draws of a block."""
        assert self.uncertain is not None
        return self.uncertain.factors(lambda stream: self.random.normal(number, stream, size))

    def _taken(
        self,
        route: DrawnRoute,
        factors: Factors | None,
        levels: dict[str, Levels],
        number: int,
        size: int,
    ) -> Taken:
        """A route in every draw."""
        every = [(b"", self._every[:size])]
        if route.law is not None and factors is not None:
            every = route.law.groups(route.conditions, factors, size)
        final = np.empty(size, np.int16)
        found: list[Group] = []
        for outcomes, places in every:
            alike = self._drawn_alike(route, outcomes, factors, int(places[0]))
            group = self._group(route, alike, places, levels, number, size)
            days = _chosen(group, route.final) if alike.open else self.grid.never
            final[slice(None) if len(every) == 1 else places] = days
            found.append(group)
        return Taken(route, final, tuple(found))

    def _group(
        self,
        route: DrawnRoute,
        alike: _Alike,
        places: NDArray[np.intp],
        levels: dict[str, Levels],
        number: int,
        size: int,
    ) -> Group:
        """The draws of a group with the regime that each takes, as `solve` chooses it: of the first
        attempt that leaves it a schedule.
        """
        draws: dict[str, Levels] = {}
        options: tuple[tuple[Arrays, DrawnDays], ...] = ()
        choice = np.zeros(len(places), np.int16)
        without: NDArray[np.bool_] | None = None
        for attempt in range(len(alike.attempts)):
            regimes = self._networks(alike, route, attempt)
            for stream in sorted({stream for regime in regimes for stream in regime.streams}):
                if stream not in levels:
                    levels[stream] = self.levels(number, stream, size)
                draws[stream] = (
                    levels[stream] if len(places) == size else levels[stream].take(places)
                )
            before = len(options)
            options += tuple((regime, regime.schedules(draws)) for regime in regimes)
            best = _best(route, options, before, len(places))
            never = np.equal(_picked(options, best, route.final), self.grid.never)
            if without is None:
                choice, without = best, never
            else:
                choice = np.where(without & ~never, best, choice).astype(np.int16, copy=False)
                without = without & never
            if not without.any():
                break
        return Group(places, draws, options, choice)

    def _drawn_alike(
        self, route: DrawnRoute, outcomes: bytes, factors: Factors | None, draw: int
    ) -> _Alike:
        """The draws that share their law with one of them."""
        key = route, outcomes
        if key not in self._alike:
            requirements, is_open = self.asked.requirements, True
            if factors is not None:
                requirements = Requirements(
                    factors.scenario(draw),
                    requirements.book,
                    requirements.strict,
                    like=requirements,
                )
                is_open = route.steps in routes_for(requirements, route.target)
            tried = tuple(attempts(requirements, route.steps))
            self._alike[key] = _Alike(requirements, is_open, tried, {})
        return self._alike[key]

    def _networks(self, alike: _Alike, route: DrawnRoute, attempt: int) -> tuple[Arrays, ...]:
        """The networks of an attempt at a route."""
        if attempt not in alike.networks:
            regimes = Builder(alike.requirements, route.steps, alike.attempts[attempt]).regimes()
            alike.networks[attempt] = tuple(
                prepared(regime, self.grid, self._drawn(alike.requirements, regime))
                for regime in regimes
            )
        return alike.networks[attempt]


def _hangs_on(origin: Origin, law: Law) -> bool:
    return origin.provision is not None and law.bound_by(origin.provision)


def _best(
    route: DrawnRoute, options: Sequence[tuple[Arrays, DrawnDays]], first: int, size: int
) -> NDArray[np.int16]:
    """The place of the best regime of an attempt, whose options begin at `first`, in each draw."""
    choice = np.full(size, first, np.int16)
    for i in range(first + 1, len(options)):
        choice = np.where(_before(route, options, choice, i), np.int16(i), choice)
    return choice


def _before(
    route: DrawnRoute,
    options: Sequence[tuple[Arrays, DrawnDays]],
    choice: NDArray[np.int16],
    i: int,
) -> NDArray[np.bool_]:
    """Where a regime leads to an earlier last day than the one taken, or else to earlier days
    before it.
    """
    network, days = options[i][0].regime.network, options[i][1]
    out = np.zeros(len(choice), np.bool_)
    for j in np.unique(choice).tolist():
        level = choice == j
        for name in (route.final, *reversed(network.milestones)):
            if name in days and level.any():
                mine, theirs = days[name], options[j][1][name]
                out |= level & np.less(mine, theirs)
                level = level & np.equal(mine, theirs)
    return out


def days_of(taken: Taken, name: str) -> NDArray[np.int16]:
    """The day of a milestone of a route in every draw of a block, as an offset."""
    out = np.empty(len(taken.final), np.int16)
    for group in taken.groups:
        out[group.places] = _chosen(group, name)
    return out


def _chosen(group: Group, name: str) -> DrawnValue:
    """The day of a milestone in each draw of a group, of the regime that it takes."""
    return _picked(group.options, group.choice, name)


def _picked(
    options: Sequence[tuple[Arrays, DrawnDays]], choice: NDArray[np.int16], name: str
) -> DrawnValue:
    found = options[0][1][name]
    for i, (_, days) in enumerate(options[1:], 1):
        found = np.where(choice == i, days[name], found).astype(np.int16, copy=False)
    return found


def _earliest(taken: Sequence[Taken]) -> Reached:
    """The route with the earliest last day in each draw; of equals the first."""
    best, choice = taken[0].final, np.zeros(len(taken[0].final), np.int16)
    for i, one in enumerate(taken[1:], 1):
        better = one.final < best
        choice = np.where(better, np.int16(i), choice)
        best = np.minimum(best, one.final)
    return Reached(best, choice, tuple(taken))
