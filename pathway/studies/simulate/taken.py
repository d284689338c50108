"""What the draws of a block come to: by the law that they meet, by route, by target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from pathway.law.steps import RouteSteps, Venue
from pathway.planning.requirements import Requirements
from pathway.planning.solve import final_of
from pathway.studies.simulate.arrays import Arrays, DrawnDays, Draws
from pathway.studies.simulate.drawn import DrawnValue
from pathway.studies.simulate.preparing import together


@frozen(eq=False)
class DrawnRoute:
    """A route to a target."""

    target: Venue
    steps: RouteSteps

    @property
    def final(self) -> str:
        """The last milestone."""
        return final_of(self.steps)


@frozen(eq=False)
class Alike:
    """Draws of a route that share their law.

    number: in the order in which they were met. open: whether the route is one of theirs. attempts:
    the strands gone through again, attempt by attempt. networks: those of the attempts that were
    needed so far. like: the requirements of the scenario with the same events.
    """

    number: int
    requirements: Requirements
    like: Requirements | None
    open: bool
    attempts: tuple[frozenset[str], ...]
    networks: dict[int, tuple[Arrays, ...]]


@define(eq=False)
class Kin:
    """Draws of several laws whose networks have one shape, as far as they were met."""

    alike: list[Alike] = field(init=False, factory=list)
    _places: dict[int, int] = field(init=False, factory=dict)
    _together: tuple[int, tuple[Arrays, ...]] = field(init=False, default=(0, ()))

    def place(self, one: Alike) -> int:
        """The place of what some draws have in common."""
        if one.number not in self._places:
            self._places[one.number] = len(self.alike)
            self.alike.append(one)
        return self._places[one.number]

    @property
    def together(self) -> tuple[Arrays, ...]:
        """The networks of the first attempt, regime by regime."""
        if self._together[0] != len(self.alike):
            regimes = [one.networks[0] for one in self.alike]
            self._together = len(self.alike), together(regimes)
        return self._together[1]


@frozen(eq=False)
class Group:
    """Draws of a route that share their networks.

    places: which of the block's. options: every regime, with the days that it leads to. choice:
    which one each draw takes, as a place among the options.
    """

    places: NDArray[np.intp]
    draws: Draws
    options: tuple[tuple[Arrays, DrawnDays], ...]
    choice: NDArray[np.int16]


@frozen(eq=False)
class Bunch:
    """Draws of a route whose networks are of one shape, gone through together.

    alike: what differs between them. which: the place of each draw's among those; None where there
    is one. The rest is as for a group.
    """

    alike: tuple[Alike, ...]
    which: NDArray[np.uint16] | None
    places: NDArray[np.intp]
    draws: Draws
    options: tuple[tuple[Arrays, DrawnDays], ...]
    choice: NDArray[np.int16]

    def groups(self) -> Iterator[tuple[int, Group]]:
        """The draws that share their networks, with the number of what they share."""
        if self.which is None:
            yield (
                self.alike[0].number,
                Group(self.places, self.draws, self.options, self.choice),
            )
            return
        for i in np.unique(self.which).tolist():
            mine = np.flatnonzero(self.which == i)
            options = tuple(
                (arrays, {name: _some(day, mine) for name, day in days.items()})
                for arrays, (_, days) in zip(self.alike[i].networks[0], self.options, strict=True)
            )
            draws = {stream: levels.take(mine) for stream, levels in self.draws.items()}
            places, choice = self.places.take(mine), self.choice.take(mine)
            yield self.alike[i].number, Group(places, draws, options, choice)


@frozen(eq=False)
class Taken:
    """A route in every draw of a block. final: the offset of its last day."""

    route: DrawnRoute
    final: NDArray[np.int16]
    bunches: tuple[Bunch, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The draws by what law they meet."""
        found = [one for bunch in self.bunches for one in bunch.groups()]
        return tuple(group for _, group in sorted(found, key=lambda one: one[0]))


@frozen(eq=False)
class Reached:
    """A target in every draw of a block. best: the offset of the earliest last day. choice: the
    place of its route.
    """

    best: NDArray[np.int16]
    choice: NDArray[np.int16]
    taken: tuple[Taken, ...]


def best_regimes(
    route: DrawnRoute, options: Sequence[tuple[Arrays, DrawnDays]], first: int, size: int
) -> NDArray[np.int16]:
    """The place of the best regime of an attempt, whose options begin at `first`, in each draw."""
    choice = np.full(size, first, np.int16)
    for i in range(first + 1, len(options)):
        choice = np.where(_before(route, options, choice, first, i), np.int16(i), choice)
    return choice


def _before(
    route: DrawnRoute,
    options: Sequence[tuple[Arrays, DrawnDays]],
    choice: NDArray[np.int16],
    first: int,
    i: int,
) -> NDArray[np.bool_]:
    """Where a regime leads to an earlier last day than the one taken, or else to earlier days
    before it.
    """
    network, days = options[i][0].regime.network, options[i][1]
    out = np.zeros(len(choice), np.bool_)
    for j in range(first, i):
        level = choice == j
        if not level.any():
            continue
        for name in (route.final, *reversed(network.milestones)):
            if name in days and days[name] is not options[j][1][name]:
                mine, theirs = days[name], options[j][1][name]
                out |= level & np.less(mine, theirs)
                level &= np.equal(mine, theirs)
                if not level.any():
                    break
    return out


def days_of(taken: Taken, name: str) -> NDArray[np.int16]:
    """The day of a milestone of a route in every draw of a block, as an offset."""
    out = np.empty(len(taken.final), np.int16)
    for bunch in taken.bunches:
        out[bunch.places] = chosen(bunch, name)
    return out


def chosen(bunch: Bunch, name: str) -> DrawnValue:
    """The day of a milestone in each draw, of the regime that it takes."""
    return picked(bunch.options, bunch.choice, name)


def _some(day: DrawnValue, places: NDArray[np.intp]) -> DrawnValue:
    return day if isinstance(day, int) else day.take(places)


def picked(
    options: Sequence[tuple[Arrays, DrawnDays]], choice: NDArray[np.int16], name: str
) -> DrawnValue:
    """The day of a milestone in each draw, of the option chosen; of one that is given, that day."""
    found = _day(*options[0], name)
    for i, option in enumerate(options[1:], 1):
        found = np.where(choice == i, _day(*option, name), found).astype(np.int16, copy=False)
    return found


def _day(arrays: Arrays, days: DrawnDays, name: str) -> DrawnValue:
    given = arrays.regime.network.pins.get(name)
    return days[name] if given is None else arrays.grid.offset(given)


def earliest_of(taken: Sequence[Taken]) -> Reached:
    """The route with the earliest last day in each draw; of equals the first."""
    best, choice = taken[0].final, np.zeros(len(taken[0].final), np.int16)
    for i, one in enumerate(taken[1:], 1):
        better = one.final < best
        choice = np.where(better, np.int16(i), choice)
        best = np.minimum(best, one.final)
    return Reached(best, choice, tuple(taken))
