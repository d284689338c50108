"""The house: imports point one way, heavy libraries stay where they are needed, the clock is read
in one place.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pathway"

# From the ground up. A room may import from itself and from the rooms above it in this list;
# `rulebook` is data.
ROOMS = (
    "base",
    "dates",
    "law",
    "scenario",
    "planning",
    "studies recognition",
    "report",
    "cli",
    "__init__ __main__",
)
HEAVY = ("numpy", "rich", "jinja2", "openpyxl", "icalendar", "dask", "distributed", "pyarrow")


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(i for i, names in enumerate(ROOMS) if name in names.split())


def imported(path: Path) -> set[str]:
    """The rooms that a module imports from, `if TYPE_CHECKING` included."""
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pathway."):
            out.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "pathway":
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            out |= {
                alias.name.split(".")[1]
                for alias in node.names
                if alias.name.startswith("pathway.")
            }
    return out


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    """No module imports from a room above its own, and the two rooms of one line do not know each
    other.
    """
    if room(path) == "__init__":
        return
    here = floor(room(path))
    assert [name for name in imported(path) - {room(path)} if floor(name) >= here] == []


def test_nothing_lies_flat_at_the_top() -> None:
    """The package holds its rooms, the law, and two modules that bind them to Python."""
    assert {p.name for p in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}
    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == {name for names in ROOMS[:-1] for name in names.split()} | {"rulebook"}


@pytest.mark.parametrize("name", [name for names in ROOMS[:-1] for name in names.split()])
def test_every_room_says_what_it_is_for(name: str) -> None:
    """Each room's first file begins with what the room is for, in two lines or more."""
    tree = ast.parse((PACKAGE / name / "__init__.py").read_text(encoding="utf-8"))
    said = ast.get_docstring(tree)
    assert said is not None and len(said.splitlines()) >= 2


FOLDERS = sorted(
    path.parent for path in PACKAGE.rglob("__init__.py") if len(path.relative_to(PACKAGE).parts) > 2
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_folder_of_a_room_says_what_it_is_for(folder: Path) -> None:
    """A folder within a room begins with what it is for, in two lines or more."""
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert said is not None and len(said.splitlines()) >= 2


def types_of(path: Path) -> Iterator[str]:
    """The classes and the aliases of types that a module defines, without a leading underscore."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            yield node.name.lstrip("_")
        targets = node.targets if isinstance(node, ast.Assign) else []
        names = [target.id.lstrip("_") for target in targets if isinstance(target, ast.Name)]
        yield from (name for name in names if re.fullmatch("[A-Z][a-z][A-Za-z0-9]*", name))


def test_no_type_name_is_defined_twice() -> None:
    """A class or an alias of a type has a name of its own in the whole package."""
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for name in types_of(path):
            homes.setdefault(name, []).append(str(path.relative_to(PACKAGE)))
    assert len(homes) > 100
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_no_module_name_stands_twice_below_the_reports() -> None:
    """A module below the reports has a name of its own; one of the reports or of the command line
    may be named after what it speaks for.
    """
    below = [p.stem for p in MODULES if p.stem != "__init__" and floor(room(p)) < floor("report")]
    assert len(below) > 50
    assert [name for name in set(below) if below.count(name) > 1] == []


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
    done = subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        [
            "plan",
            str(PACKAGE.parent / "scenarios" / "base-tier-parts-maker.toml"),
            "--format",
            "json",
        ],
    ],
    ids=["help", "plan-json"],
)
def test_light_commands_load_no_heavy_library(args: list[str]) -> None:
    """The help page and a plan as JSON load none of the libraries that only some commands need."""
    assert loaded_by(*args) & set(HEAVY) == set()
