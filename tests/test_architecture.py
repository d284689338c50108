"""The house: imports point one way, heavy libraries stay where they are needed, the clock is read in one place."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pathway"

# From the ground up. A room may import from its own line and from the lines above it.
FLOORS = (
    ("words", "days", "files", "_version"),
    ("errors", "engines", "identity"),
    ("calendar", "law", "firm", "schedule", "cluster"),
    ("scenario", "routes"),
    ("scenario_file", "knowledge"),
    ("reuse", "firms_table"),
    ("requirements", "interview"),
    ("network", "explain"),
    ("causes",),
    ("plans", "reservations", "solving"),
    ("planning", "readiness", "recognition"),
    ("inputs", "thresholds", "simulation"),
    ("comparison", "probing"),
    ("leverage",),
    ("backtest", "portfolios"),
    ("report",),
    ("parts",),
    ("cli",),
    ("__init__", "__main__"),
)
HEAVY = ("numpy", "rich", "jinja2", "openpyxl", "icalendar", "dask", "distributed", "pyarrow")


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(i for i, names in enumerate(FLOORS) if name in names)


def imported(path: Path) -> set[str]:
    """The rooms that a module imports from, `if TYPE_CHECKING` included."""
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pathway."):
            out.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "pathway":
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            out |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("pathway.")}
    return out


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    """No module imports from a floor above its own."""
    if room(path) == "__init__":
        return
    here = floor(room(path))
    assert [name for name in imported(path) if name != room(path) and floor(name) > here] == []


def test_law_schedule_and_calendar_do_not_know_each_other() -> None:
    """The law, the solver and the calendar import nothing of one another."""
    trio = {"law", "schedule", "calendar"}
    meetings = {(room(p), name) for p in MODULES if room(p) in trio for name in imported(p) & (trio - {room(p)})}
    assert meetings == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_clock_is_read_only_by_the_command_line(path: Path) -> None:
    """Nothing below the command line asks what day it is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    clock = {c for c in calls if c.endswith((".today", ".now", "time.time", ".utcnow"))}
    assert not clock or room(path) == "cli"


def loaded_by(*args: str) -> set[str]:
    """The modules in a fresh interpreter after the command line has run with some arguments."""
    code = (
        "import sys\n"
        "from pathway.cli.main import main\n"
        "try:\n main(sys.argv[1:])\nexcept SystemExit:\n pass\n"
        "print(*sorted(m.partition('.')[0] for m in sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "args",
    [["--help"], ["plan", str(PACKAGE.parent / "scenarios" / "base-tier-parts-maker.toml"), "--format", "json"]],
    ids=["help", "plan-json"],
)
def test_light_commands_load_no_heavy_library(args: list[str]) -> None:
    """The help page and a plan as JSON load none of the libraries that only some commands need."""
    assert loaded_by(*args) & set(HEAVY) == set()
