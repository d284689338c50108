"""The temporal network of a plan: its unique earliest and latest schedules, and the cause of every
day.

Milestones are variables over days. Three kinds of constraint bind them, all of them closed under
the component-wise minimum and maximum of two schedules, so a feasible network has exactly one
earliest schedule (the least fixpoint of pushing milestones forward) and, for given deadlines,
exactly one latest schedule (the greatest fixpoint of pulling them back). Nothing is searched.
Either-or rules are not closed and are not found here: the planner makes one network for each
alternative and takes the best.

Pinned milestones are given: no constraint moves or tests them, but they bind the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from attrs import field, frozen

from pathway.dates.advance import Advance
from pathway.dates.days import DaySet

PushKind = Literal["as_of", "pinned", "lag", "limit", "gate"]


@frozen(repr=False)
class Lag:
    """`target >= step.after(source)`. origin: where the constraint comes from (opaque here)."""

    source: str
    target: str
    step: Advance
    origin: Hashable


@frozen(repr=False)
class Limit:
    """`target <= reach.after(source)`; so the source lies no earlier than `reach.least(target)`."""

    source: str
    target: str
    reach: Advance
    origin: Hashable


@frozen(repr=False)
class Gate:
    """`milestone` falls on one of `days`. rounding: the gate only moves a day on to the next one
    open for business, so it is never given as the cause of a day.
    """

    milestone: str
    days: DaySet
    origin: Hashable
    rounding: bool = False


Constraint = Lag | Limit | Gate


def counted_from(constraint: Constraint) -> str | None:
    """The milestone from whose day a constraint bounds another one; None for a gate."""
    match constraint:
        case Lag():
            return constraint.source
        case Limit():
            return constraint.target
        case Gate():
            return None


@frozen(repr=False)
class Network:
    """Milestones in order, the first day open to those that are not pinned, the last day looked at,
    the constraints.

    Gates of one milestone are explained in the order given: put those that come from the calendar
    last.
    """

    milestones: tuple[str, ...]
    start: int
    horizon: int
    pins: Mapping[str, int]
    constraints: tuple[Constraint, ...]
    _into: Mapping[str, Sequence[Lag]] = field(init=False, eq=False)
    _outof: Mapping[str, Sequence[Lag]] = field(init=False, eq=False)
    _limits_from: Mapping[str, Sequence[Limit]] = field(init=False, eq=False)
    _limits_to: Mapping[str, Sequence[Limit]] = field(init=False, eq=False)
    _gates: Mapping[str, Sequence[Gate]] = field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        # Grids make a network for every combination of alternatives, so constraints are gone
        # through once, and the lists stay what they are.
        into: dict[str, list[Lag]] = {name: [] for name in self.milestones}
        outof: dict[str, list[Lag]] = {name: [] for name in self.milestones}
        limits_from: dict[str, list[Limit]] = {name: [] for name in self.milestones}
        limits_to: dict[str, list[Limit]] = {name: [] for name in self.milestones}
        gates: dict[str, list[Gate]] = {name: [] for name in self.milestones}
        for constraint in self.constraints:
            match constraint:
                case Lag():
                    into.setdefault(constraint.target, []).append(constraint)
                    outof.setdefault(constraint.source, []).append(constraint)
                case Limit():
                    limits_from.setdefault(constraint.source, []).append(constraint)
                    limits_to.setdefault(constraint.target, []).append(constraint)
                case Gate():
                    gates.setdefault(constraint.milestone, []).append(constraint)
        for field_name, lists in (
            ("_into", into),
            ("_outof", outof),
            ("_limits_from", limits_from),
            ("_limits_to", limits_to),
            ("_gates", gates),
        ):
            object.__setattr__(self, field_name, lists)

    def gates(self, milestone: str) -> Sequence[Gate]:
        """The gates of a milestone, in the order given."""
        return self._gates[milestone]

    def due(self, milestone: str, days: Mapping[str, int]) -> int | None:
        """The day from which pins alone would let a milestone happen; None where no pin leads to
        it.
        """
        after_pins = [lag for lag in self._into[milestone] if lag.source in self.pins]
        return max((lag.step.after(days[lag.source]) for lag in after_pins), default=None)

    def _neighbours(self, milestone: str) -> Iterable[str]:
        """Milestones whose bounds may move when this one moves."""
        for lag in self._outof[milestone]:
            yield lag.target
        for lag in self._into[milestone]:
            yield lag.source
        for limit in self._limits_from[milestone]:
            yield limit.target
        for limit in self._limits_to[milestone]:
            yield limit.source


@frozen(repr=False)
class Push:
    """One reason why a milestone is not earlier: what moved it to `to`. constraint: None for as_of
    and pinned.
    """

    kind: PushKind
    to: int
    constraint: Constraint | None = None


def _rounds(push: Push) -> bool:
    return isinstance(push.constraint, Gate) and push.constraint.rounding


@frozen(repr=False)
class Schedule:
    """A day for every milestone. pushes: per milestone, the moves in order; the last one is the
    cause of its day.
    """

    days: Mapping[str, int]
    pushes: Mapping[str, tuple[Push, ...]]

    def cause(self, milestone: str) -> Push:
        """The constraint that decides the day of a milestone."""
        pushes = self.pushes[milestone]
        return next((p for p in reversed(pushes) if not _rounds(p)), pushes[-1])

    def chain(self, milestone: str) -> tuple[str, ...]:
        """The milestones that decide one another's days, from the first to the one asked for."""
        out = [milestone]
        while True:
            constraint = self.cause(out[-1]).constraint
            before = None if constraint is None else counted_from(constraint)
            if before is None or before in out:
                return tuple(reversed(out))
            out.append(before)


@frozen(repr=False)
class Infeasible:
    """No schedule exists within the horizon.

    milestone: the one for which no day is left. constraint: the one that leaves none (None: the
    deadline itself). bound: the day from which (or, looking backward, up to which) no day was
    found. past_horizon: whether, looking forward, days exist beyond the horizon. `conflict` finds
    everything that takes part.
    """

    milestone: str
    constraint: Constraint | None
    bound: int
    past_horizon: bool = False


def _lower(network: Network, days: Mapping[str, int], milestone: str) -> Push:
    """The strongest bound on a milestone from today, lags and limits; the first of equals."""
    best = Push("as_of", network.start)
    for lag in network._into[milestone]:
        bound = lag.step.after(days[lag.source])
        if bound > best.to:
            best = Push("lag", bound, lag)
    for limit in network._limits_from[milestone]:
        bound = limit.reach.least(days[limit.target])
        if bound > best.to:
            best = Push("limit", bound, limit)
    return best


def _through_gates(
    network: Network, milestone: str, at: int
) -> tuple[int | None, tuple[Push, ...]]:
    """The first day on or after `at` inside every gate (None if there is none) and the moves to
    it.
    """
    pushes: list[Push] = []
    moved = True
    while moved:
        moved = False
        for gate in network._gates[milestone]:
            found = gate.days.next(at)
            if found is None:
                return None, (*pushes, Push("gate", at, gate))
            if found > at:
                at, moved = found, True
                pushes.append(Push("gate", found, gate))
    return at, tuple(pushes)


def _reached(network: Network, days: Mapping[str, int], milestone: str) -> int | None:
    """The first day, from its own on, that everything leaves to a milestone; None where there is
    none by the horizon.
    """
    at = days[milestone]
    for lag in network._into[milestone]:
        at = max(at, lag.step.after(days[lag.source]))
    for limit in network._limits_from[milestone]:
        at = max(at, limit.reach.least(days[limit.target]))
    settled = False
    while not settled:
        settled = True
        for gate in network._gates[milestone]:
            found = gate.days.next(at)
            if found is None:
                return None
            if found > at:
                at, settled = found, False
    return at if at <= network.horizon else None


class _Agenda:
    """The free milestones still to be looked at, each listed once, in the order in which they were
    woken.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.queue = deque(m for m in network.milestones if m not in network.pins)
        self.waiting = set(self.queue)

    def __iter__(self) -> Iterator[str]:
        while self.queue:
            milestone = self.queue.popleft()
            self.waiting.discard(milestone)
            yield milestone

    def moved(self, milestone: str) -> None:
        """Wakes the milestones whose bounds may have moved with this one."""
        for other in self.network._neighbours(milestone):
            if other not in self.waiting and other not in self.network.pins:
                self.waiting.add(other)
                self.queue.append(other)


def earliest(network: Network) -> Schedule | Infeasible:
    """The earliest schedule, or why there is none.

    Every push moves a milestone forward by at least a day and none passes the horizon, so the
    pushes are at most milestones times days; real networks need a few dozen.
    """
    days = {m: network.pins.get(m, network.start) for m in network.milestones}
    agenda = _Agenda(network)
    for milestone in agenda:
        reached = _reached(network, days, milestone)
        if reached is None:
            return _none_left(network, days, milestone)
        for limit in network._limits_to[milestone]:
            # A limit that starts from a pin cannot push that pin: it is a wall.
            if limit.source in network.pins and reached > limit.reach.after(days[limit.source]):
                return Infeasible(milestone, limit, reached)
        if reached > days[milestone]:
            days[milestone] = reached
            agenda.moved(milestone)
    return Schedule(days, _Moves(network, days))


def _none_left(network: Network, days: Mapping[str, int], milestone: str) -> Infeasible:
    """What leaves no day by the horizon to a milestone."""
    push = _lower(network, days, milestone)
    reached, pushes = _through_gates(network, milestone, max(push.to, days[milestone]))
    cause = pushes[-1].constraint if pushes else push.constraint
    bound = push.to if reached is None or not pushes else pushes[-1].to
    return Infeasible(milestone, cause, bound, past_horizon=reached is not None)


class _Moves(Mapping[str, tuple[Push, ...]]):
    """Per milestone, the moves to its day, found when they are asked for."""

    def __init__(self, network: Network, days: Mapping[str, int]) -> None:
        self._network, self._days = network, days
        self._found: dict[str, tuple[Push, ...]] = {}

    def __getitem__(self, milestone: str) -> tuple[Push, ...]:
        if milestone not in self._found:
            self._found[milestone] = self._pushes(milestone)
        return self._found[milestone]

    def _pushes(self, milestone: str) -> tuple[Push, ...]:
        network = self._network
        if milestone in network.pins:
            return (Push("pinned", network.pins[milestone]),)
        base = _lower(network, self._days, milestone)
        return (base, *_through_gates(network, milestone, base.to)[1])

    def __iter__(self) -> Iterator[str]:
        return iter(self._network.milestones)

    def __len__(self) -> int:
        return len(self._network.milestones)


def latest(network: Network, deadlines: Mapping[str, int]) -> Schedule | Infeasible:
    """The latest schedule in which no milestone passes its deadline, or what makes the deadlines
    impossible.

    pushes hold, per milestone, the one bound that decides its latest day (kind `as_of` stands for
    the deadline or the horizon). Milestones that bind nothing stay at the horizon.
    """
    days = {
        m: network.pins.get(m, min(deadlines.get(m, network.horizon), network.horizon))
        for m in network.milestones
    }
    cause: dict[str, Push] = {
        m: Push("pinned" if m in network.pins else "as_of", days[m]) for m in days
    }
    agenda = _Agenda(network)
    for milestone in agenda:
        bound = _upper(network, days, milestone, cause[milestone])
        reached = bound.to
        settled = False
        while not settled:
            settled = True
            for gate in network._gates[milestone]:
                found = gate.days.prev(reached)
                if found is None or found < network.start:
                    return Infeasible(milestone, gate, reached)
                if found < reached:
                    reached, bound, settled = found, Push("gate", found, gate), False
        if reached < network.start:
            return Infeasible(milestone, bound.constraint, reached)
        if reached < days[milestone]:
            days[milestone] = reached
            cause[milestone] = bound
            agenda.moved(milestone)
    for milestone in network.milestones:
        # Pins bind too, and a pin cannot be pulled back: what they ask for must still be
        # possible.
        needed = _lower(network, days, milestone)
        if milestone not in network.pins and needed.to > days[milestone]:
            return Infeasible(milestone, needed.constraint, days[milestone])
    return Schedule(days, {m: (cause[m],) for m in network.milestones})


def _upper(network: Network, days: Mapping[str, int], milestone: str, current: Push) -> Push:
    best = Push(current.kind, min(current.to, days[milestone]), current.constraint)
    for lag in network._outof[milestone]:
        if lag.target in network.pins:
            continue
        bound = lag.step.greatest(days[lag.target])
        if bound < best.to:
            best = Push("lag", bound, lag)
    for limit in network._limits_to[milestone]:
        bound = limit.reach.after(days[limit.source])
        if bound < best.to:
            best = Push("limit", bound, limit)
    return best


def conflict(
    network: Network, deadlines: Mapping[str, int] | None = None
) -> tuple[Constraint, ...]:
    """Constraints that together leave no schedule (within deadlines, if given), none of which could
    be missed.

    Empty where a schedule exists, or where start, horizon, pins and deadlines alone leave none.
    Tries to do without each constraint in turn, business days first, so that what is left says
    most.
    """
    kept = sorted(network.constraints, key=lambda c: not (isinstance(c, Gate) and c.rounding))

    def possible(constraints: list[Constraint]) -> bool:
        reduced = Network(
            network.milestones, network.start, network.horizon, network.pins, tuple(constraints)
        )
        found = latest(reduced, deadlines) if deadlines else earliest(reduced)
        return isinstance(found, Schedule)

    if possible(kept):
        return ()
    for constraint in list(kept):
        without = [c for c in kept if c is not constraint]
        if not possible(without):
            kept = without
    return tuple(kept)
