"""Instructions of a start and of a plan, which no other work on the machine changes: `python -m
tests.benchmarks --count` holds them against `instructions.toml`, and ends with status 1 where one
grew by more than a twentieth; `--record` writes them there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.measure import inside_command, instructions
from tests.benchmarks.rows import BARE, COMMANDS, ONE

_RECORDED = Path(__file__).parent / "instructions.toml"
_COUNTED = (BARE, "pathway --help", "pathway plan --format csv", "pathway plan --format json")
_PLAN = "one more plan in the same process"
_MOST_GROWTH = 1.05
_HEAD = "# Millions of instructions, by `python -m tests.benchmarks --record`."


def counted() -> Mapping[str, int]:
    """Millions of instructions by what takes them."""
    found = {name: instructions(COMMANDS[name]) for name in _COUNTED}
    one, three = (instructions(inside_command("plans", ONE, count)) for count in ("1", "3"))
    return {**found, _PLAN: (three - one) // 2}


def count(record: bool) -> int:
    """Prints the counts beside those recorded; 1 where one grew too much."""
    found = counted()
    if record:
        lines = [f'"{name}" = {number}' for name, number in found.items()]
        _RECORDED.write_text("\n".join([_HEAD, *lines, ""]), encoding="utf-8")
    known = tomllib.loads(_RECORDED.read_text(encoding="utf-8"))
    grown = [
        name for name, number in found.items() if number > known.get(name, number) * _MOST_GROWTH
    ]
    for name, number in found.items():
        mark = "  GREW" if name in grown else ""
        print(f"{name:36}{number:9,} M{known.get(name, 0):9,} M recorded{mark}")
    return int(bool(grown))
