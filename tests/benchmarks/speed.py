"""Start-up and planning times as ratios within one run: `python -m tests.benchmarks.speed`.

Prints the wall time of `pathway --help` and of `pathway plan … --format json` as multiples of a
bare interpreter start (best of several runs of each, taken in turn), and the times in process after
loading of one plan for the Beijing exchange and of one for every exchange, also as multiples of the
bare start.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SCENARIO = SCENARIOS / "base-tier-parts-maker.toml"
EVERY_BOARD = SCENARIOS / "every-board.toml"
RUNS = 15


def _wall(code: str, *args: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *args], stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def start_up() -> dict[str, float]:
    """Seconds per command, best of RUNS, the commands taken in turn so that a busy machine hits all
    of them.
    """
    run = "from pathway.cli.main import main; main()"
    commands = {
        "bare": ("pass",),
        "help": (run, "--help"),
        "plan": (run, "plan", str(SCENARIO), "--format", "json"),
    }
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(RUNS):
        for name, command in commands.items():
            best[name] = min(best[name], _wall(*command))
    return best


def one_plan(path: Path) -> float:
    """Seconds for one plan in process, everything loaded; best of RUNS."""
    import pathway

    scenario = pathway.load(path)
    best = float("inf")
    pathway.plan(scenario)
    for _ in range(RUNS):
        start = time.perf_counter()
        pathway.plan(scenario)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Prints the table."""
    times = start_up()
    plan, every = one_plan(SCENARIO), one_plan(EVERY_BOARD)
    bare = times["bare"]
    print(f"{'':28}{'ms':>9}{'x bare':>9}")
    for name, seconds in (
        ("bare interpreter", bare),
        ("pathway --help", times["help"]),
        ("pathway plan --format json", times["plan"]),
        ("one plan in process", plan),
        ("the same, every exchange", every),
    ):
        print(f"{name:28}{seconds * 1000:9.1f}{seconds / bare:9.1f}")


if __name__ == "__main__":
    main()
