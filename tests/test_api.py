"""The public API: one list of names, from which lazy imports, `dir`, types and `help` follow."""

import ast
import pydoc
import subprocess
import sys
from configparser import ConfigParser
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

import pytest

import pathway

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pathway"
STUB = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
HOMES = {
    str(alias.asname): (str(node.module), alias.name)
    for node in STUB.body
    if isinstance(node, ast.ImportFrom)
    for alias in node.names
}
"""The list, as Python's own parser reads it: public name -> its module and its name there."""


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_names_are_those_of_the_list() -> None:
    """`dir(pathway)` and `__all__` are the names that type checkers read, and no others."""
    assert dir(pathway) == getattr(pathway, "__all__", None) == sorted(HOMES)


def test_the_list_holds_nothing_but_names() -> None:
    """Beside the imports the stub only says what `__version__` is."""
    others = [ast.unparse(node) for node in STUB.body if not isinstance(node, ast.ImportFrom)]
    assert others == ["__version__: str"]


@pytest.mark.parametrize("name", HOMES)
def test_a_name_is_that_of_its_home(name: str) -> None:
    """A public name is called so where it is defined, and is defined where the list says."""
    module, own = HOMES[name]
    found = getattr(pathway, name)
    assert own == name
    assert found is getattr(import_module(module), own)
    if name not in ("Lang", "Pace", "Venue"):  # an alias of a type does not know where it stands
        assert found.__module__ == module


def test_importing_the_package_loads_next_to_nothing() -> None:
    """`import pathway` loads no law and no library; the first use of a name loads its home."""
    code = (
        "import sys, pathway\n"
        "print(*sorted(m for m in sys.modules if m.partition('.')[0] in ('pathway', 'attr')))\n"
        "pathway.InputError\n"
        "print('pathway.base.errors' in sys.modules, 'pathway.law' in sys.modules)\n"
    )
    before, after = python(code).splitlines()
    assert before.split() == ["pathway", "pathway.base", "pathway.base.version"]
    assert after == "True False"


def test_a_star_import_gives_the_api() -> None:
    """`from pathway import *` gives the names of the list."""
    code = "before = {*globals()}\nfrom pathway import *\nprint(*sorted({*globals()} - before))"
    assert python(code).split() == sorted([*HOMES, "before"])


def test_a_name_that_does_not_exist_is_refused_with_the_nearest_one() -> None:
    """A slip of the pen is an `AttributeError` for which Python finds the name that was meant."""
    done = subprocess.run(
        [sys.executable, "-c", "import pathway\npathway.simulte"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    last = done.stderr.splitlines()[-1]
    assert last == (
        "AttributeError: module 'pathway' has no attribute 'simulte'. Did you mean: 'simulate'?"
    )


def test_every_file_of_the_package_is_shipped() -> None:
    """What is no module is named in `setup.cfg`, the list of names among it."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    patterns = config["options.package_data"]["pathway"].split()
    files = [p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*") if p.is_file()]
    data = [name for name in files if not name.endswith((".py", ".pyc"))]
    assert "__init__.pyi" in data
    assert [name for name in data if not any(fnmatch(name, p) for p in patterns)] == []


def test_help_begins_with_what_the_package_is_for() -> None:
    """`help(pathway)` tells of each public name, the answers of each question first of all."""
    text = pydoc.plain(pydoc.render_doc(pathway))
    said = text.partition("PACKAGE CONTENTS")[0]
    assert "When can a Chinese company be listed" in said
    asked = {
        "plan": "Plan",
        "check": "Readiness",
        "compare": "Comparison",
        "levers": "Leverage",
        "simulate": "Simulation",
        "portfolio": "Row",
        "ladder": "Ladder",
        "money": "Funding",
    }
    for question, answer in asked.items():
        assert f"    {question:<10} {answer:<11} " in said
    for name in HOMES:
        assert f"\n    {name}" in text or f"\n    class {name}" in text, name


def test_without_numpy_only_draws_are_refused() -> None:
    """Where numpy is not installed every name is there and `help` works; `simulate` says what to
    install.
    """
    code = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "import pathway, pydoc\n"
        "print(len(pydoc.render_doc(pathway)) > 1000)\n"
        "scenario = pathway.load('scenarios/how-sure.toml')\n"
        "for call in (pathway.simulate, lambda s: pathway.compare([s], draws=10)):\n"
        "    try:\n"
        "        call(scenario)\n"
        "    except pathway.EngineError as error:\n"
        "        print(error)\n"
    )
    said = "simulation needs numpy: pip install 'listing-pathway[simulate]'"
    assert python(code).splitlines() == ["True", said, said]


USER = '''
"""A user's own module."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pathway
from pathway import Pace, Venue, load_rules

TARGETS: list[Venue] = ["bse", "star"]
PACE: Pace = "cautious"


def earliest(path: str) -> date | None:
    scenario: pathway.Scenario = pathway.load(path, set={"facts.holders": 300}, pace=PACE)
    book: pathway.Rulebook = load_rules(["report-2022"])
    found: pathway.Plan = pathway.plan(scenario, TARGETS, PACE, rulebook=book)
    return found.best["bse"].date if "bse" in found.best else None


def rules(route: pathway.Route) -> Iterator[str]:
    links: tuple[pathway.Why, ...] = route.why("bse.listed")
    for link in links:
        cause: pathway.Cause = link.cause
        if cause.rule is not None:
            yield cause.rule


def median(scenario: pathway.Scenario) -> tuple[date | None, Fraction]:
    found: pathway.Simulation = pathway.simulate(scenario, draws=1_000, seed=1, targets=["bse"])
    outcome = found.outcomes[0]
    return outcome.quantile(50), outcome.probability_by(date(2028, 12, 31))


def table(path: str) -> list[tuple[str, date | None]]:
    rows: Iterator[pathway.Row] = pathway.portfolio(path, targets=TARGETS)
    return [(row.name, row.answers[0].date) for row in rows if row.status != "error"]


def told(path: str) -> str:
    try:
        return str(pathway.check(pathway.load(path), "bse").ready)
    except pathway.UsageError as error:
        return error.argument
    except pathway.InputError as error:
        return error.problems[0].text("zh")
'''
WRONG = """
import pathway
from pathway import Venue

scenario = pathway.load("firm.toml")
pathway.plan(scenario, pace="quick")
pathway.simulate("firm.toml")
pathway.simulate(scenario).outcomes[0].median
venue: Venue = "nasdaq"
pathway.simulte
"""


@pytest.mark.slow
def test_types_serve_a_user_who_checks_strictly(tmp_path: Path) -> None:
    """A user's module passes `mypy --strict`; in another one each mistake is found, in its line."""
    (tmp_path / "user.py").write_text(USER, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    # Of an installed package mypy reads the types and reports nothing: hence `silent`.
    options = ("--strict", "--follow-imports=silent", "--config-file=", "--no-error-summary")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "--cache-dir=cache", "user.py", "wrong.py"],
        cwd=tmp_path,
        env={"MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    found = [line.split(":")[:2] for line in done.stdout.splitlines()]
    mistakes = [i for i, line in enumerate(WRONG.splitlines(), 1) if i > 5 and line]
    assert found == [["wrong.py", str(i)] for i in mistakes]
