"""Runs the blocks of a simulation, in this process or several, and adds up whole numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from pathway.law.steps import RouteSteps, Venue
from pathway.planning.solve import Ask
from pathway.scenario.scenario import Scenario
from pathway.studies.simulate.criticality import CauseKey, correlation, critical, missing
from pathway.studies.simulate.engine import BLOCK, Engine
from pathway.studies.simulate.link import Link
from pathway.studies.simulate.taken import Reached
from pathway.studies.workers.processes import in_processes


@define(eq=False)
class Tally:
    """What the draws of some blocks add up to, for one target.

    counts: draws by day (offset), those without a date last. routes: draws by route. The rest is of
    the first block only: sample draws, sample_without of them without a date, causes, reasons, rank
    correlations.
    """

    counts: NDArray[np.int64]
    routes: Counter[RouteSteps] = field(factory=Counter)
    sample: int = 0
    sample_without: int = 0
    critical: dict[CauseKey, tuple[Link, int]] = field(factory=dict)
    reasons: dict[CauseKey, tuple[Link, int]] = field(factory=dict)
    influences: dict[str, float] = field(factory=dict)

    @classmethod
    def merged(cls, tallies: Iterable[Tally]) -> Tally:
        """The sum."""
        first, *others = tallies
        for other in others:
            first.counts = first.counts + other.counts
            first.routes.update(other.routes)
            if other.sample:
                first.sample, first.sample_without = other.sample, other.sample_without
                first.critical, first.reasons, first.influences = (
                    other.critical,
                    other.reasons,
                    other.influences,
                )
        return first

    def add(self, found: Reached, never: int) -> None:
        """Counts the draws of a block."""
        self.counts += np.bincount(found.best, minlength=never + 1)
        if len(found.taken) == 1:
            self.routes[found.taken[0].route.steps] += int(np.count_nonzero(found.best < never))
            return
        for i, taken in enumerate(found.taken):
            self.routes[taken.route.steps] += int(
                np.count_nonzero((found.choice == i) & (found.best < never))
            )


Tallies = dict[Venue, Tally]
_TASKS = 4
"""Parts of the draws for each process: enough to show progress, few enough that making networks
anew costs little.
"""


def run(
    scenario: Scenario,
    ask: Ask,
    draws: int,
    seed: int,
    certain: bool,
    jobs: int,
    progress: Callable[[int], None] | None,
    firm: str,
) -> tuple[Engine, list[Tallies]]:
    """All blocks. The engine, for what it asked, and tallies that add up to the result. Raises
    `EngineError` where a process is killed.
    """
    engine = Engine(scenario, seed, ask, certain, firm)
    blocks = range(-(-draws // BLOCK))
    if jobs <= 1 or len(blocks) == 1:
        return engine, [_tallied(engine, blocks, draws, progress)]
    jobs = min(jobs, len(blocks))
    tasks = min(len(blocks), _TASKS * jobs)
    parts = [blocks[task::tasks] for task in range(tasks)]
    work = partial(_in_process, (scenario, seed, ask, certain, firm), draws)
    done: list[Tallies] = []
    for part, tallies in zip(parts, in_processes(work, iter(parts), jobs), strict=True):
        done.append(tallies)
        if progress is not None:
            progress(sum(_size(block, draws) for block in part))
    return engine, done


def _in_process(
    arguments: tuple[Scenario, int, Ask, bool, str],
    draws: int,
    blocks: range,
) -> Tallies:
    return _tallied(Engine(*arguments), blocks, draws, None)


def _size(block: int, draws: int) -> int:
    return min(BLOCK, draws - block * BLOCK)


def _tallied(
    engine: Engine, blocks: range, draws: int, progress: Callable[[int], None] | None
) -> Tallies:
    never = engine.grid.never
    tallies = {target: Tally(np.zeros(never + 1, np.int64)) for target in engine.targets}
    for block in blocks:
        size = _size(block, draws)
        for target, found in engine.block(block, size).items():
            tallies[target].add(found, never)
            if block == 0:
                _look_closer(engine, tallies[target], found, size)
        if progress is not None:
            progress(size)
    return tallies


def _look_closer(engine: Engine, tally: Tally, found: Reached, size: int) -> None:
    """Causes, reasons and correlations in the first block."""
    never = engine.grid.never
    tally.sample, tally.sample_without = size, int((found.best >= never).sum())
    tally.critical, tally.reasons = critical(found, never), missing(found, never)
    listed = found.best < never
    if not listed.any():
        return
    dates = found.best[listed]
    for stream in sorted(
        {s for taken in found.taken for group in taken.groups for s in group.draws}
    ):
        tally.influences[stream] = correlation(engine.levels(0, stream, size)[listed], dates)
    if engine.uncertain is not None:
        for (metric, year), values in engine.factors(0, size).of.items():
            tally.influences[f"{metric}.{year}" if year else metric] = correlation(
                values[listed], dates
            )
