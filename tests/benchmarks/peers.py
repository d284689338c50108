"""The chain of three steps that `pathway simulate` draws, as others would write it: a script that
the benchmarks start, `peers.py simpy|numpy DRAWS`, costs of starting included.

Neither knows the law or a calendar; each step is triangular, rounded up to whole days.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Generator

_STEPS = ((20, 35, 90), (10, 20, 45), (5, 12, 30))
"""Days of each step: the least, the usual, the most."""


def with_simpy(draws: int) -> list[float]:
    """A process for each draw, that waits for each step in turn."""
    import simpy

    chance = random.Random(1)

    def firm(env: simpy.Environment, out: list[float]) -> Generator[simpy.Event, None, None]:
        for low, usual, high in _STEPS:
            yield env.timeout(math.ceil(chance.triangular(low, high, usual)))
        out.append(env.now)

    days: list[float] = []
    for _ in range(draws):
        env = simpy.Environment()
        env.process(firm(env, days))
        env.run()
    return sorted(days)


def with_numpy(draws: int) -> list[float]:
    """The sum of three arrays."""
    import numpy as np

    chance = np.random.default_rng(1)
    days = sum(np.ceil(chance.triangular(*step, draws)) for step in _STEPS)
    return [float(one) for one in np.quantile(np.asarray(days), (0.1, 0.5, 0.9))]


def main() -> None:
    """Prints three quantiles."""
    peer, draws = sys.argv[1], int(sys.argv[2])
    found = with_simpy(draws) if peer == "simpy" else with_numpy(draws)
    print(*(found[len(found) * percent // 100] for percent in (10, 50, 90)))


if __name__ == "__main__":
    main()
