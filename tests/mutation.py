"""How many small faults in the innermost modules the tests notice.

    pip install mutmut && python -m tests.mutation [days schedule …] [--every 3]

Each module is copied with its tests into a folder of its own, changed in one place at a time (a
sign, a bound, a word, an argument), and tried with the tests named below. A fault that no test
notices is printed. `--every N` tries each N-th fault only. By hand: it takes an hour on a slow
machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "days": ("pathway/dates/days.py", ("test_days",)),
    "schedule": ("pathway/dates/schedule.py", ("test_schedule_oracle",)),
    "verdict": (
        "pathway/law/language/verdict.py",
        ("test_expression", "test_law_expression", "test_law_events"),
    ),
    "calendar": ("pathway/dates/calendar/*.py", ("test_calendar",)),
    "network": ("pathway/planning/network.py", ("test_network", "test_planning", "test_law")),
    "times": ("pathway/planning/times.py", ("test_network", "test_planning", "test_law")),
    "added": ("pathway/planning/added.py", ("test_network", "test_planning", "test_law")),
}
"""The module, and the tests that are quick and speak of it."""
SETTINGS = """
[mutmut]
source_paths=pathway
only_mutate={source}
also_copy=
    scenarios
    tests
    setup.cfg
    pyproject.toml
pytest_add_cli_args=
    -p
    no:cacheprovider
    -m
    not slow
    --hypothesis-profile=mutation
pytest_add_cli_args_test_selection=
    {tests}
"""
FRESH = '''

def pytest_sessionstart() -> None:
    """Forgets what was worked out before the fault was there: trials are forks of one process."""
    import functools
    import gc
    import sys

    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()
    for name in [name for name in sys.modules if name.startswith("tests.test_")]:
        del sys.modules[name]
'''
KILLED = {1, 3, -24, 24, 36, 152, 255}
"""How the trial of a fault ends that was noticed: a test failed, or the time was up."""


def tried(name: str, folder: Path, every: int) -> tuple[int, list[str]]:
    """Tries the faults of a module: how many, and the names of those that nobody noticed."""
    source, tests = MODULES[name]
    for part in ("pathway", "scenarios", "tests", "setup.cfg", "pyproject.toml", "setup.py"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)
    own = "\n    ".join(
        f"tests/{test}.py" for test in tests if (ROOT / f"tests/{test}.py").exists()
    )
    with (folder / "setup.cfg").open("a", encoding="utf-8") as out:
        out.write(SETTINGS.format(source=source, tests=own))
    with (folder / "tests" / "conftest.py").open("a", encoding="utf-8") as out:
        out.write(FRESH)
    _mutmut(folder, ["no-such-fault"])
    names = sorted(key for key, _ in _outcomes(folder))[::every]
    for first in range(0, len(names), 200):
        _mutmut(folder, names[first : first + 200])
    found = {key: code for key, code in _outcomes(folder) if key in set(names)}
    if not found or None in found.values():
        raise SystemExit(f"{name}: the tests do not pass without a fault either: see {folder}/log")
    return len(found), [key for key, code in found.items() if code not in KILLED]


def _mutmut(folder: Path, names: Sequence[str]) -> None:
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run(
        [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names],
        cwd=folder,
        env={**kept, "PATHWAY_TRIES": "0.2"},
        stdout=(folder / "log").open("ab"),
        stderr=subprocess.STDOUT,
        check=False,
    )


def _outcomes(folder: Path) -> Iterator[tuple[str, int | None]]:
    """Every fault that was made, and how its trial ended; None for one not tried."""
    for path in sorted((folder / "mutants").rglob("*.meta")):
        yield from json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].items()


def main() -> None:
    """Tries the modules asked for, and prints a line for each and one for each survivor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", choices=(*MODULES, []), default=[])
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args()
    for name in asked.modules or MODULES:
        folder = Path(tempfile.mkdtemp(prefix=f"mutation-{name}-"))
        count, left = tried(name, folder, asked.every)
        noticed = count - len(left)
        print(f"{name}: {noticed} of {count} noticed ({noticed / max(count, 1):.0%}); {folder}")
        for key in left:
            print(f"  {key}", flush=True)


if __name__ == "__main__":
    main()
