"""How benchmarks measure: an installed program, in processes of its own, by the time of the
processor; medians with their spread.

A checkout, or an editable install, compiles its modules at every start or looks for them through a
finder; what it takes says nothing of what users wait for, so it is refused.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from attrs import frozen

_WHERE = (
    "import pathway, sysconfig\n"
    "print(pathway.__file__)\n"
    "print(sysconfig.get_paths()['purelib'])\n"
    "print(pathway.__cached__)\n"
)
_LEFT_OUT = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
_INSIDE = str(Path(__file__).with_name("inside.py"))


@frozen
class Sample:
    """Seconds that something took, once a round."""

    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.seconds)

    @property
    def spread(self) -> float:
        """Half of what lies between the quartiles, as a share of the median."""
        if len(self.seconds) < 2:
            return 0.0
        low, _, high = quantiles(self.seconds, n=4)
        return (high - low) / 2 / self.middle

    def times(self, other: Sample) -> float:
        """The median of the ratios round by round, so that a busy machine hits both."""
        return median(a / b for a, b in zip(self.seconds, other.seconds, strict=True))


def python(*arguments: str) -> list[str]:
    """The interpreter with arguments, as `run` starts it."""
    return [sys.executable, *arguments]


def _environment() -> dict[str, str]:
    """What the process is told: English, and nothing of a checkout."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    return {**kept, "PATHWAY_LANG": "en"}


def run(command: Sequence[str]) -> str:
    """What a command prints, started in an empty folder, so that no checkout is found there. Ends
    the program where the command fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False
        )
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return done.stdout + (done.stderr if "valgrind" in command else "")


def inside_command(work: str, *arguments: str) -> list[str]:
    """The command that does a work of `inside.py`."""
    return python(_INSIDE, work, *arguments)


def inside(work: str, *arguments: str) -> Mapping[str, list[float]]:
    """What a work of `inside.py` finds, by name, once a round."""
    found: dict[str, list[float]] = json.loads(run(inside_command(work, *arguments)))
    return found


def first_line(command: Sequence[str], rounds: int) -> Sample:
    """Seconds by the clock until a command has written its first line."""
    found = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            with subprocess.Popen(
                command, cwd=folder, env=_environment(), stdout=subprocess.PIPE
            ) as process:
                assert process.stdout is not None
                process.stdout.readline()
                found.append(time.perf_counter() - start)
                process.stdout.read()
    return Sample(tuple(found))


def refuse_checkout() -> None:
    """Ends the program unless what would be measured is a normal install with compiled modules."""
    where = run(python("-c", _WHERE)).splitlines()
    normal = len(where) == 3 and where[0].startswith(where[1]) and os.path.exists(where[2])
    if not normal:
        raise SystemExit(
            "pathway is not installed for this interpreter, or as an editable checkout: what it"
            " takes would say nothing. Make an environment, pip install there, and run this with"
            " its interpreter."
        )


def in_turn(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Sample]:
    """Every command once a round, in turn; the first round only fills the caches."""
    found: dict[str, list[float]] = {name: [] for name in commands}
    for place in range(rounds + 1):
        for name, command in commands.items():
            taken = _processor()
            run(command)
            if place:
                found[name].append(_processor() - taken)
    return {name: Sample(tuple(seconds)) for name, seconds in found.items()}


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def instructions(command: Sequence[str]) -> int:
    """Millions of instructions that a command takes (`valgrind --tool=callgrind`): the same within
    a thousandth however busy the machine is.
    """
    tool = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
    said = run(["env", "PYTHONHASHSEED=0", *tool, *command])
    counted = re.search(r"Collected : (\d+)", said)
    if counted is None:
        raise SystemExit("valgrind is not installed, or could not run the command")
    return round(int(counted[1]) / 10**6)
