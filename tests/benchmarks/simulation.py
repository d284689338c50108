"""What a simulation costs, as ratios within one run: `python -m tests.benchmarks.simulation
[LARGEST]`.

(a) A million draws of a three-step route against the time that numpy needs just to draw the same
random numbers. (b) Against a plain loop over the solver of single plans, and (c) against a model of
the same chain in SimPy, both by the time of one draw. (d) How cost grows with draws, up to LARGEST
(10,000,000), with figures and with routes; the most memory that was taken.

(b) and (c) time a few thousand draws and compare per draw. Each time is the best of a few.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path

import numpy as np
import simpy
from attrs import evolve

import pathway
from pathway.dates.schedule import Lag, Network, earliest
from pathway.planning.network import Builder
from pathway.planning.solve import question
from pathway.studies.simulate.drawn import Drawn
from pathway.studies.simulate.engine import BLOCK, Engine
from pathway.studies.simulate.random_steps import drawn_steps
from pathway.studies.simulate.step_tables import Grid

ROOT = Path(__file__).parent.parent.parent
STEPS = ("submitted", "registered", "listed")


def best(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    out = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        out = min(out, time.perf_counter() - start)
    return out


def three_steps() -> pathway.Scenario:
    """A firm on the day of its listing committee: submission, registration and listing are left."""
    return pathway.load(
        ROOT / "scenarios" / "statements-go-stale.toml",
        set={
            "as_of": "2026-11-23",
            "milestones.bse.tutoring_passed": "2026-02-02",
            "milestones.bse.filed": "2026-02-16",
            "milestones.bse.committee": "2026-11-23",
        },
    )


def numbers(engine: Engine, draws: int) -> None:
    """Only the random numbers of the three steps, as the simulation draws them."""
    for block in range(-(-draws // BLOCK)):
        for name in streams():
            engine.levels(block, name, min(BLOCK, draws - block * BLOCK))


def streams() -> tuple[str, ...]:
    return tuple(f"bse.{a}>bse.{b}" for a, b in zip(("committee", *STEPS), STEPS, strict=False))


class _Step:
    """The step of one draw for the solver."""

    def __init__(self, drawn: Drawn, grid: Grid) -> None:
        self.drawn, self.grid, self.level = drawn, grid, 0

    def after(self, start: int) -> int:
        row = self.drawn.row(start, self.grid)
        return max(
            step.after(start)
            for step in row.steps(int(row.fit.counts[self.level]), self.drawn.business)
        )


def loop(engine: Engine, draws: int) -> Callable[[], list[int]]:
    """A plain loop: the network of the plan, each draw's durations put in, solved."""
    asked = question(engine.asked.requirements.scenario)
    (way,) = [way for _, way in asked.routes]
    (regime,) = Builder(asked.requirements, way).regimes()
    network, drawn = regime.network, drawn_steps(asked.requirements, regime)
    steps = {label: _Step(one, engine.grid) for label, one in drawn.items()}
    constraints = tuple(
        # The earliest schedule only asks what comes after a day.
        evolve(c, step=steps[c.origin])  # type: ignore[arg-type]
        if isinstance(c, Lag) and c.origin in steps
        else c
        for c in network.constraints
    )
    ready = Network(network.milestones, network.start, network.horizon, network.pins, constraints)
    levels = {label: engine.levels(0, one.stream, draws) for label, one in drawn.items()}

    def work() -> list[int]:
        out = []
        for draw in range(draws):
            for label, step in steps.items():
                step.level = int(levels[label][draw])
            found = earliest(ready)
            out.append(found.days["bse.listed"])  # type: ignore[union-attr]
        return out

    return work


def events(engine: Engine, draws: int) -> Callable[[], list[int]]:
    """The same chain as a discrete-event model: a process that waits for each step, then for the
    next open day.
    """
    (way,) = engine.routes
    ((arrays, _),) = engine.block(0, 1)["bse"].taken[0].groups[0].options
    drawn = arrays.drawn
    waits = {node.name: node.next_open for node in arrays.nodes}
    assert way.final == "bse.listed"
    levels = {label: engine.levels(0, one.stream, draws) for label, one in drawn.items()}

    def firm(
        env: simpy.Environment, draw: int, out: list[int]
    ) -> Generator[simpy.Event, None, None]:
        for label, step in drawn.items():
            target = step.stream.partition(">")[2]
            yield env.timeout(int(step.rows[0].fit.counts[levels[label][draw]]))
            yield env.timeout(int(waits[target][int(env.now)]) - int(env.now))
        out.append(engine.grid.start + int(env.now))

    def work() -> list[int]:
        out: list[int] = []
        for draw in range(draws):
            env = simpy.Environment()
            env.process(firm(env, draw, out))
            env.run()
        return out

    return work


def peak() -> float:
    """The most memory that this process has taken, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Prints the ratios."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    scenario, million, few = three_steps(), 1_000_000, 3_000
    engine = Engine(scenario, 1)
    whole = best(lambda: pathway.simulate(scenario, million), 5)
    drawing = best(lambda: numbers(engine, million), 5)
    plain = best(
        lambda: [
            np.random.default_rng(1).integers(0, 1 << 16, million, dtype=np.uint16) for _ in STEPS
        ],
        5,
    )
    alone = loop(engine, few)
    chain = events(engine, few)
    arrays = [engine.grid.start + int(day) for day in engine.block(0, few)["bse"].best]
    assert alone() == chain() == arrays, "the three models disagree"
    print(
        f"three steps, {million:,} draws: {whole * 1e3:.0f} ms, {whole / million * 1e9:.0f} ns a draw"
    )
    floats = best(lambda: [np.random.default_rng(1).random(million) for _ in STEPS], 5)
    for name, took in (
        ("the same levels, with what steps share", drawing),
        ("as many uint16, by Generator.integers", plain),
        ("as many floats, by Generator.random", floats),
    ):
        print(f"(a) against numpy drawing {name} ({took * 1e3:.1f} ms): {whole / took:.1f} times")
    for name, work in (
        ("(b) a plain loop over the solver", alone),
        ("(c) a model in SimPy", chain),
    ):
        one = best(work) / few
        print(f"{name}: {one * 1e6:.0f} us a draw, {one / (whole / million):,.0f} times as much")
    print(f"(d) {'draws':>12}{'ms':>10}{'ns a draw':>12}{'peak MiB':>10}")
    draws = 1_000
    while draws <= largest:
        took = best(partial(pathway.simulate, scenario, draws), 3 if draws < largest else 1)
        print(f"    {draws:12,}{took * 1e3:10.1f}{took / draws * 1e9:12.1f}{peak():10.0f}")
        draws *= 10
    print(f"    {'100,000 draws of':48}{'ms':>10}{'to (d)':>10}")
    base = best(lambda: pathway.simulate(scenario, 100_000))
    figures = ("net_profit", "revenue", "market_cap")
    for name, file, words in (
        ("the three steps", None, ()),
        ("a whole route, durations only", "base-tier-parts-maker", ()),
        ("a whole route, three uncertain figures", "base-tier-parts-maker", figures),
        ("two routes, three uncertain figures", "straight-to-innovation", figures),
        ("ten routes to five exchanges, durations only", "every-board", ()),
        ("ten routes, three uncertain figures", "every-board", figures),
    ):
        firm = (
            scenario
            if file is None
            else pathway.load(
                ROOT / "scenarios" / f"{file}.toml",
                set={f"uncertainty.{word}": 0.15 for word in words},
            )
        )
        took = best(partial(pathway.simulate, firm, 100_000), 1)
        print(f"    {name:48}{took * 1e3:10.0f}{took / base:10.1f}")


if __name__ == "__main__":
    main()
