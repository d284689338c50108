"""A grid of 1,000 cells against 1,000 separate plans, as a ratio within one run: `python -m
tests.benchmarks.grid`.

The separate plans are made of the same scenarios, everything loaded; every tenth cell is planned,
and the time scaled.
"""

from __future__ import annotations

import time
from pathlib import Path

SCENARIO = Path(__file__).parents[2] / "scenarios" / "base-tier-parts-maker.toml"
EVERY = 10


def main() -> None:
    """Prints the table."""
    import pathway

    scenario = pathway.load(SCENARIO)
    grid = {
        "fiscal_years.2026.net_profit": [12 + n / 2 for n in range(40)],
        "fiscal_years.2026.roe": [0.05 + n / 250 for n in range(25)],
    }
    pathway.plan(scenario)
    start = time.perf_counter()
    cells = pathway.vary(scenario, grid)
    found = pathway.compare(cells)
    shared = time.perf_counter() - start
    start = time.perf_counter()
    for cell in cells[::EVERY]:
        pathway.plan(cell.scenario)
    separate = (time.perf_counter() - start) * EVERY
    dates = len({column.standings["bse"].date for column in found.columns})
    print(f"{len(cells)} cells, {dates} different dates")
    print(
        f"grid {shared:6.2f} s; separate plans {separate:6.2f} s; {separate / shared:.1f} times as fast"
    )


if __name__ == "__main__":
    main()
