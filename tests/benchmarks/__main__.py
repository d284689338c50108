"""How fast the program is: `python -m tests.benchmarks [PART...]`, with the interpreter of an
environment in which it is installed (not as an editable checkout).

One table. PART: `starts`, `grids`, `simulations`, `peers` or `portfolios`; all of them by default.
`--write` writes the table into the manual (`pathway guide speed`); `--count` and `--record` count
instructions instead.
"""

from __future__ import annotations

import os
import platform
import sys

from tests.benchmarks.guide_page import page, write
from tests.benchmarks.instructions import count
from tests.benchmarks.measure import refuse_checkout
from tests.benchmarks.rows import PARTS, Both

_BUSY = 0.5
"""Processes that wait for each core, from which on the machine is called busy."""


def where(load: float) -> Both:
    """What the table was measured on. load: processes that ran or waited, before."""
    cores = os.cpu_count() or 1
    version = platform.python_version()
    busy: Both = ("", "")
    if load / cores > _BUSY:
        busy = (
            f" The machine was busy with other work (load {load:.0f}): times are too long, ratios less so.",
            f"测量时机器另有负载（{load:.0f}），用时偏长，倍数受影响较小。",
        )
    return (
        f"Python {version}, {cores} cores.{busy[0]}",
        f"Python {version}，{cores}个核心。{busy[1]}",
    )


def main() -> None:
    """Prints the table, or counts."""
    refuse_checkout()
    flags = {argument for argument in sys.argv[1:] if argument.startswith("--")}
    if flags & {"--count", "--record"}:
        raise SystemExit(count("--record" in flags))
    asked = [argument for argument in sys.argv[1:] if argument not in flags] or list(PARTS)
    if flags - {"--write"} or not set(asked) <= set(PARTS):
        raise SystemExit(__doc__)
    machine = where(os.getloadavg()[0])
    lines = [line for name in asked for line in PARTS[name]()]
    print(page(lines, "en", machine))
    if "--write" in flags:
        write(lines, machine)


if __name__ == "__main__":
    main()
