"""Start-up, plans, levers and a grid: `python -m tests.benchmarks.speed`, with the interpreter of an
environment in which the program is installed (not as an editable checkout).

One table: the processor time of each command as the median of several rounds, taken in turn, with
its spread and as a multiple of a bare interpreter start. `--count` prints millions of instructions
instead, beside those recorded in `instructions.toml`, and ends with status 1 where one grew by more
than a twentieth; `--record` writes them there.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from tests.benchmarks.measure import in_turn, instructions, python, refuse_checkout

_HERE = Path(__file__).parent
_RECORDED = _HERE / "instructions.toml"
_SCENARIOS = _HERE.parents[1] / "scenarios"
_ONE, _EVERY = str(_SCENARIOS / "base-tier-parts-maker.toml"), str(_SCENARIOS / "every-board.toml")
_GRID = (
    "fiscal_years.2026.net_profit=" + ",".join(f"{n}m" for n in range(10, 50)),
    "fiscal_years.2027.net_profit=" + ",".join(f"{n}m" for n in range(15, 40)),
)
_ROUNDS = 11
_MOST_GROWTH = 1.05

COMMANDS = {
    "bare interpreter": python("-c", "pass"),
    "pathway --help": python("-m", "pathway", "--help"),
    "pathway plan --format json": python("-m", "pathway", "plan", _ONE, "--format", "json"),
    "the same, every exchange": python("-m", "pathway", "plan", _EVERY, "--format", "json"),
    "pathway plan --format csv": python("-m", "pathway", "plan", _ONE, "--format", "csv"),
    "pathway levers": python("-m", "pathway", "levers", _ONE, "--format", "json"),
    "pathway compare, 1,000 cells": python(
        "-m", "pathway", "compare", _ONE, *(f"--vary={one}" for one in _GRID), "--format", "csv"
    ),
}
"""What is measured. `--format csv` is the plan without what is to be done next."""

COUNTED = ("bare interpreter", "pathway --help", "pathway plan --format csv")
"""Of which instructions are counted."""


def table() -> str:
    """The table of times."""
    samples = in_turn(COMMANDS, _ROUNDS)
    bare = samples["bare interpreter"]
    lines = [f"{'':30}{'ms':>9}{'+-':>7}{'x bare':>9}"]
    for name, one in samples.items():
        lines.append(f"{name:30}{one.middle * 1000:9.1f}{one.spread:7.0%}{one.times(bare):9.1f}")
    return "\n".join(lines)


def main() -> None:
    """Prints the table, or counts."""
    refuse_checkout()
    if not {"--count", "--record"} & set(sys.argv):
        print(table())
        return
    counted = {name: instructions(COMMANDS[name]) for name in COUNTED}
    if "--record" in sys.argv:
        lines = [f'"{name}" = {count}' for name, count in counted.items()]
        head = "# Millions of instructions, by `python -m tests.benchmarks.speed --record`."
        _RECORDED.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    known = tomllib.loads(_RECORDED.read_text(encoding="utf-8"))
    grown = False
    for name, count in counted.items():
        worse = count > known[name] * _MOST_GROWTH
        grown = grown or worse
        print(f"{name:30}{count:9,} M{known[name]:9,} M recorded{'  GREW' if worse else ''}")
    raise SystemExit(int(grown))


if __name__ == "__main__":
    main()
