"""Why a route has no date, or misses a deadline: the rules that leave none, each with what it lacks.

A rule that leaves a milestone no day is told with the day from which it does; rules of which each
leaves some days, and all of them together none, are told with the days that each leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from pathway.dates.days import DaySet
from pathway.dates.schedule import (
    Constraint,
    Gate,
    Infeasible,
    Network,
    Schedule,
    conflict,
    counted_from,
    earliest,
    latest,
)
from pathway.law.language.grammar import Ref
from pathway.planning.causes import conflict_cause
from pathway.planning.findings import Miss, nearest
from pathway.planning.network import Regime
from pathway.planning.origin import Origin, origin_of
from pathway.planning.requirements import Requirements
from pathway.planning.solve import Attempt, Failed, failures
from pathway.planning.values import Block


def hardest(requirements: Requirements, failed: Failed) -> Attempt:
    """The attempt at a route that came farthest, and what stopped it.

    Of attempts that came as far that one counts in which the fewest rules leave no day: what else
    fails in the others only fails because of the times of the law that they stand for.
    """
    found = failures(requirements, failed.steps)
    order = {name: i for i, name in enumerate(found[0][0].network.milestones)}

    def far(attempt: Attempt) -> tuple[int, bool, int, int]:
        regime, failure = attempt
        inside = failure.bound <= regime.network.horizon
        return order[failure.milestone], inside, -len(_closed(regime, failure)), failure.bound

    best = max(found, key=far)
    # What stops several times of the law alike is told as it stops the first of them.
    stops = _stops(best)
    if not stops[1]:
        return best
    return min((one for one in found if _stops(one) == stops), key=lambda one: one[1].bound)


def _stops(attempt: Attempt) -> tuple[str, tuple[str, ...]]:
    """Where an attempt is stopped, and by which rules that leave no day by themselves."""
    regime, failure = attempt
    return failure.milestone, tuple(sorted(origin_of(g).rule for g in _closed(regime, failure)))


def _closed(regime: Regime, failure: Infeasible) -> list[Gate]:
    """The gates that each by itself leave no day from the bound to the horizon; none where the
    bound is behind that.
    """
    horizon = regime.network.horizon
    if failure.bound > horizon:
        return []
    gates = regime.network.gates(failure.milestone)
    return [g for g in gates if (g.days.next(failure.bound) or horizon + 1) > horizon]


def blocks(requirements: Requirements, regime: Regime, failure: Infeasible) -> Iterator[Block]:
    """What leaves a milestone without a day: every requirement that holds no more, or the rules
    that conflict.
    """
    closed = _closed(regime, failure)
    for gate in _own_reasons(regime.network, closed):
        yield _block(requirements, gate, failure, alone=True)
    if not closed:
        yield from conflicting(requirements, regime.network)


def _own_reasons(network: Network, closed: Sequence[Gate]) -> Sequence[Gate]:
    """Those of the gates that leave no day even without the rules of the others: not those that are
    only closed because another rule makes everything late.
    """
    own = []
    for gate in closed:
        others = {origin_of(one).rule for one in closed} - {origin_of(gate).rule}
        rest = tuple(c for c in network.constraints if origin_of(c).rule not in others)
        if isinstance(earliest(evolve(network, constraints=rest)), Infeasible):
            own.append(gate)
    return own or closed


def conflicting(
    requirements: Requirements, network: Network, deadlines: Mapping[str, int] | None = None
) -> Iterator[Block]:
    """The rules that leave no schedule together, within deadlines if given; each with the day on
    which its milestone would fall without it.
    """
    found = conflict(network, deadlines)
    for constraint in found:
        rest = evolve(network, constraints=tuple(one for one in found if one is not constraint))
        without = latest(rest, deadlines) if deadlines else earliest(rest)
        assert isinstance(without, Schedule)
        name = constraint.milestone if isinstance(constraint, Gate) else constraint.target
        counted = counted_from(constraint) or name
        failure = Infeasible(name, constraint, without.days[counted])
        yield _block(requirements, constraint, failure, alone=False)


def _block(
    requirements: Requirements, constraint: Constraint, failure: Infeasible, alone: bool
) -> Block:
    origin = origin_of(constraint)
    cause = conflict_cause(constraint, failure, requirements)
    lacking = _nearest(requirements, constraint, origin, failure.bound)
    name = constraint.milestone if isinstance(constraint, Gate) else constraint.target
    return Block(name, origin.rule, cause, cause.text, lacking, alone)


def _nearest(
    requirements: Requirements, constraint: Constraint, origin: Origin, since: int
) -> tuple[Miss, ...]:
    if not isinstance(constraint, Gate) or origin.provision is None:
        return ()
    verdict = requirements.verdict(origin.provision.id)
    assert isinstance(verdict.node, Ref)
    span = DaySet.between(since, max(requirements.clock.horizon, since))
    return nearest(verdict, span, requirements.subject)
