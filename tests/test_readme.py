"""The README keeps its word: its code runs, its commands exist, and CI runs its test command."""

import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from pathway.cli.main import COMMANDS
from pathway.law.provision import STATUSES
from pathway.law.rulebook import load_rules, shipped

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = (
    ROOT / "CHANGELOG.md",
    *(p for d in ("pathway", "tests") for p in (ROOT / d).rglob("*.md")),
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("code", blocks("python"))
def test_python_examples_run(code: str) -> None:
    """Every Python example runs from the project's folder and prints something."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout != ""


def test_shell_examples_name_commands_that_exist() -> None:
    """Every `pathway …` line of the README names a command of the program."""
    named = set(
        re.findall(r"^pathway (?:--lang zh )?([a-z]+)", "\n".join(blocks("sh")), re.MULTILINE)
    )
    assert named <= set(COMMANDS)


def test_every_path_that_is_named_exists() -> None:
    """Every file and folder of the project that the README or another page names is there, and a
    pattern fits something; so is every module that one runs.
    """
    pages = [README, *(page.read_text(encoding="utf-8") for page in PAGES)]
    paths = r"\b(?:pathway|scenarios|tests)/[\w./*-]*[\w*/]|\.ci/run"
    named = {path for page in pages for path in re.findall(paths, page)}
    assert len(named) > 10
    for path in named:
        assert list(ROOT.glob(path.rstrip("/"))), path
    modules = {name for page in pages for name in re.findall(r"python -m (tests[\w.]+)", page)}
    assert modules
    assert all(find_spec(name) is not None for name in modules)


def test_continuous_integration_runs_the_test_command() -> None:
    """`.ci/run` holds the README's test command word for word."""
    (command,) = [
        line
        for block in blocks("sh")
        for line in block.splitlines()
        if line.endswith("&& pytest -n logical")
    ]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_overlay_example_is_valid(tmp_path: Path) -> None:
    """The overlay of the README lies on the rulebook without problems."""
    overlay = tmp_path / "reform.toml"
    overlay.write_text(blocks("toml")[0], encoding="utf-8")
    assert load_rules([str(overlay)]).editions == ("reform.toml",)


def test_the_table_of_statuses_is_right() -> None:
    """The README counts the versions of the rulebook by status as they are."""
    counts = Counter(v.status for p in shipped().provisions.values() for v in p.versions)
    row = [counts[status] for status in STATUSES] + [sum(counts.values())]
    assert f"| {' | '.join(map(str, row))} |" in README
