"""Runs draws in blocks: random numbers, groups of draws that share their law, schedules, the best
route of each draw.

What is counted is whole numbers, and random numbers go by the block. So neither the order of the
blocks nor the number of processes changes a result.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from pathway.dates.days import to_date
from pathway.law.steps import RouteSteps, Venue
from pathway.planning.network import Regime
from pathway.planning.origin import Origin, origin_of
from pathway.planning.requirements import Requirements
from pathway.planning.solve import PLAIN, Ask, PlanQuestion, builder_of, question
from pathway.planning.ways import attempts, regaining, routes_for
from pathway.scenario.scenario import Scenario
from pathway.studies.simulate.arrays import Arrays, DrawnDays
from pathway.studies.simulate.classes import Classes
from pathway.studies.simulate.drawn import Levels
from pathway.studies.simulate.fit import LEVELS
from pathway.studies.simulate.forecasts import Factors, Uncertain, uncertain
from pathway.studies.simulate.groups import Law
from pathway.studies.simulate.levels import RandomLevels, Sharing, by_half_year, sharing
from pathway.studies.simulate.pieces import Pieces
from pathway.studies.simulate.preparing import prepared
from pathway.studies.simulate.random_steps import StepsMade, drawn_steps
from pathway.studies.simulate.step_tables import Grid
from pathway.studies.simulate.taken import (
    Alike,
    Bunch,
    DrawnRoute,
    Kin,
    Reached,
    Taken,
    best_regimes,
    chosen,
    earliest_of,
    picked,
)
from pathway.studies.simulate.truths import Program, numbered

BLOCK = 1 << 15
"""Draws that are worked on at a time: few enough that their arrays stay in the cache of a core."""


@frozen(eq=False)
class Sorting:
    """How draws that bring the same events about are told apart on a route.

    pieces: what their networks are put together from; None where strands may be gone through again.
    alike: those met so far, by what the conditions of the program come to. by_networks: by the
    identity of their networks, which the pieces keep.
    """

    law: Law
    program: Program
    pieces: Pieces | None
    alike: dict[bytes, Alike] = field(init=False, factory=dict)
    by_networks: dict[int, Alike] = field(init=False, factory=dict)


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
        self._steps: StepsMade = {}
        self.classes: Classes | None = None
        if self.uncertain is not None:
            self.classes = Classes(requirements, self.uncertain, self.grid.horizon)
        self.routes = tuple(DrawnRoute(target, steps) for target, steps in self._looked_at())
        self._alike: dict[DrawnRoute, Alike] = {}
        self._ways: dict[tuple[DrawnRoute, int], Sorting] = {}
        self._kindred: dict[Hashable, Kin] = {}
        self._kin_of: dict[int, Kin] = {}
        self._split: tuple[tuple[int, NDArray[np.intp] | None], ...] | None = None
        self._count = 0
        self._every = np.arange(BLOCK)
        for route in self.routes:
            self._first_look(route)

    @property
    def targets(self) -> tuple[Venue, ...]:
        """The targets looked at."""
        return self.asked.targets

    def _looked_at(self) -> tuple[tuple[Venue, RouteSteps], ...]:
        """The routes of the plan, and those of draws whose figures cost the firm its standing."""
        planned = self.asked.routes
        if self.classes is None or not self.classes.differ:
            return planned
        return tuple(
            dict.fromkeys(
                (target, steps)
                for target in self.targets
                for steps in (
                    *(steps for to, steps in planned if to == target),
                    *regaining(self.asked.requirements.scenario, target),
                )
            )
        )

    def _first_look(self, route: DrawnRoute) -> None:
        """Notes what the steps of a route share, as far as all draws have them."""
        if self.classes is None:
            for arrays in self._networks(self._certain(route), route, 0):
                self._share(arrays)
        else:
            for arrays in self._bare(self.classes.laws[0], route):
                self._share(arrays)

    # -- the law that draws meet -------------------------------------------------------------------

    def _bare(self, law: Law, route: DrawnRoute) -> Iterator[Arrays]:
        """The networks of a route without the gates that a figure can close."""
        for regime in builder_of(law.requirements, route.steps, frozenset()).networks:
            network = regime.network
            kept = [c for c in network.constraints if not _hangs_on(origin_of(c), law)]
            free = evolve(network, constraints=tuple(kept))
            yield self._ready(law.requirements, evolve(regime, network=free))

    def _way(self, route: DrawnRoute, number: int) -> Sorting:
        """How draws of a class are told apart on a route."""
        key = route, number
        if key not in self._ways:
            assert self.classes is not None
            law, bounds = self.classes.laws[number], dict[str, int]()
            for arrays in self._bare(law, route):
                # The earliest day at all is by the shortest durations.
                shortest = {stream: np.zeros(1, np.uint16) for stream in arrays.streams}
                for name, day in arrays.schedules(shortest).items():
                    first = self.grid.start + (day if isinstance(day, int) else int(day[0]))
                    bounds[name] = min(first, bounds.get(name, first))
            conditions = law.conditions(route.steps, bounds)
            strict = law.requirements.strict
            program = Program.of(law, conditions, self.classes.likeness, strict)
            once = len(tuple(attempts(law.requirements, route.steps))) == 1
            pieces = Pieces(law, route.steps, self.classes.likeness) if once else None
            self._ways[key] = Sorting(law, program, pieces)
        return self._ways[key]

    def _ready(self, requirements: Requirements, regime: Regime) -> Arrays:
        drawn = {} if self.certain else drawn_steps(requirements, regime, self._steps)
        return prepared(regime, self.grid, drawn)

    def _certain(self, route: DrawnRoute) -> Alike:
        """All draws, where no figure is uncertain."""
        if route not in self._alike:
            self._alike[route] = self._made(route, self.asked.requirements, None, is_open=True)
        return self._alike[route]

    def _made(
        self,
        route: DrawnRoute,
        requirements: Requirements,
        like: Requirements | None,
        is_open: bool,
    ) -> Alike:
        self._count += 1
        tried = tuple(attempts(requirements, route.steps))
        return Alike(self._count, requirements, like, is_open, tried, {})

    def _members(
        self, route: DrawnRoute, factors: Factors | None, size: int
    ) -> tuple[list[Alike], NDArray[np.uint16]]:
        """The draws by the law that they meet on a route: what they have in common, and the place
        of each draw's among that.
        """
        if factors is None or self.classes is None:
            return [self._certain(route)], np.zeros(size, np.uint16)
        members, which = list[Alike](), np.zeros(size, np.uint16)
        for number, places in self._classes_of(factors, size):
            way = self._way(route, number)
            own = factors if places is None else factors.some(places)
            count = size if places is None else len(places)
            numbers, firsts, outcomes = numbered(way.program.run(own, count), count)
            which[slice(None) if places is None else places] = numbers + np.uint16(len(members))
            width = len(way.program.columns)
            keys = [outcomes[i * width : (i + 1) * width] for i in range(len(firsts))]
            new = [
                (key, draw) for key, draw in zip(keys, firsts, strict=True) if key not in way.alike
            ]
            if new:
                self._meet(route, way, own, dict(new))
            members += (way.alike[key] for key in keys)
        return members, which

    def _meet(
        self, route: DrawnRoute, way: Sorting, factors: Factors, new: Mapping[bytes, int]
    ) -> None:
        """Notes draws that share their law, by what the conditions come to, each with its first
        draw.
        """

        def own(draw: int) -> Requirements:
            first = way.law.requirements
            return Requirements(
                factors.scenario(draw),
                first.book,
                first.strict,
                like=first,
                events=first.subject.brought,
            )

        is_open = route.steps in routes_for(way.law.requirements, route.target)
        if way.pieces is None:
            # Which strands are gone through again may hang on the figures: each law by itself.
            for key, draw in new.items():
                way.alike[key] = self._made(route, own(draw), way.law.requirements, is_open)
            return
        found = way.pieces.networks(factors, list(new.values()), own)
        for key, networks in zip(new, found, strict=True):
            mine = id(networks)
            if mine not in way.by_networks:
                alike = self._made(route, way.law.requirements, None, is_open)
                alike.networks[0] = tuple(
                    self._ready(way.law.requirements, regime) for regime in networks
                )
                way.by_networks[mine] = alike
            way.alike[key] = way.by_networks[mine]

    def _networks(self, alike: Alike, route: DrawnRoute, attempt: int) -> tuple[Arrays, ...]:
        """The networks of an attempt at a route."""
        if attempt not in alike.networks:
            anew = alike.attempts[attempt]
            if alike.like is not None:
                # What the networks of the first have in common with these is taken from there.
                builder_of(alike.like, route.steps, anew).bind()
            builder = builder_of(alike.requirements, route.steps, anew)
            alike.networks[attempt] = tuple(
                self._ready(alike.requirements, regime) for regime in builder.networks
            )
        return alike.networks[attempt]

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
        self._split = None
        taken = [self._taken(route, factors, levels, number, size) for route in self.routes]
        return {
            target: earliest_of([one for one in taken if one.route.target == target])
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
        members, which = self._members(route, factors, size)
        final = np.empty(size, np.int16)
        bunches = []
        for kin, own, places in self._kin(route, members, which):
            bunch = self._bunch(route, kin, own, places, levels, number, size)
            days = chosen(bunch, route.final) if kin.alike[0].open else self.grid.never
            final[slice(None) if len(places) == size else places] = days
            bunches.append(bunch)
        return Taken(route, final, tuple(bunches))

    def _kin(
        self, route: DrawnRoute, members: Sequence[Alike], which: NDArray[np.uint16]
    ) -> Iterator[tuple[Kin, NDArray[np.uint16] | None, NDArray[np.intp]]]:
        """The draws by the shape of their networks: those of one shape, the place among them of
        what each draw has in common with others, the draws.
        """
        found: dict[int, Kin] = {}
        mine, places = list[Kin](), list[int]()
        for alike in members:
            kin = self._kin_of.get(alike.number)
            if kin is None:
                key = route, alike.open, self._shape(alike, route)
                kin = self._kin_of[alike.number] = self._kindred.setdefault(key, Kin())
            found[id(kin)] = kin
            mine.append(kin)
            places.append(kin.place(alike))
        own = np.array(places, np.uint16)
        for kin in found.values():
            several = len(kin.alike) > 1
            if len(found) == 1:
                yield kin, own.take(which) if several else None, self._every[: len(which)]
                continue
            chosen = np.array([one is kin for one in mine], np.bool_)
            draws = np.flatnonzero(chosen.take(which))
            yield kin, own.take(which.take(draws)) if several else None, draws

    def _shape(self, alike: Alike, route: DrawnRoute) -> Hashable:
        """What is equal for draws that can be gone through together. Where strands may be gone
        through again, which draws need that depends on their law, so each law stands alone.
        """
        if len(alike.attempts) > 1:
            return alike.number
        return tuple(arrays.shape for arrays in self._networks(alike, route, 0))

    def _bunch(
        self,
        route: DrawnRoute,
        kin: Kin,
        which: NDArray[np.uint16] | None,
        places: NDArray[np.intp],
        levels: dict[str, Levels],
        number: int,
        size: int,
    ) -> Bunch:
        """Draws with the regime that each takes, as `solve` chooses it: of the first attempt that
        leaves it a schedule.
        """
        alike = kin.alike[0]
        draws: dict[str, Levels] = {}
        options: tuple[tuple[Arrays, DrawnDays], ...] = ()
        choice = np.zeros(len(places), np.int16)
        without: NDArray[np.bool_] | None = None
        for attempt in range(len(alike.attempts)):
            regimes = kin.together if which is not None else self._networks(alike, route, attempt)
            for stream in sorted({stream for regime in regimes for stream in regime.streams}):
                if stream not in levels:
                    levels[stream] = self.levels(number, stream, size)
                draws[stream] = (
                    levels[stream] if len(places) == size else levels[stream].take(places)
                )
            before = len(options)
            forward: list[tuple[Arrays, DrawnDays]] = []
            for regime in regimes:
                forward.append((regime, regime.forward(draws, which, forward)))
            options += tuple(
                (regime, regime.settled(days, draws, which)) for regime, days in forward
            )
            best = best_regimes(route, options, before, len(places))
            never = np.equal(picked(options, best, route.final), self.grid.never)
            if without is None:
                choice, without = best, never
            else:
                choice = np.where(without & ~never, best, choice).astype(np.int16, copy=False)
                without = without & never
            if not without.any():
                break
        return Bunch(tuple(kin.alike), which, places, draws, options, choice)

    def _classes_of(
        self, factors: Factors, size: int
    ) -> tuple[tuple[int, NDArray[np.intp] | None], ...]:
        """The draws of a block by the events that they bring about, the same for every route."""
        assert self.classes is not None
        if self._split is None:
            self._split = tuple(self.classes.split(factors, size))
        return self._split


def _hangs_on(origin: Origin, law: Law) -> bool:
    return origin.provision is not None and law.bound_by(origin.provision)
