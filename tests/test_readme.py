"""The README keeps its word: its code runs, its commands exist, and CI runs its test command."""

import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from pathway.law.provision import STATUSES
from pathway.law.rulebook import shipped
from pathway.report.guide import names_of_topics
from tests.conftest import Run
from tests.pages import blocks, commands, desk, runnable

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = (
    ROOT / "CHANGELOG.md",
    *(p for d in ("pathway", "tests") for p in (ROOT / d).rglob("*.md")),
)


@pytest.mark.slow
@pytest.mark.parametrize("code", blocks(README, "python"))
def test_python_examples_run(code: str) -> None:
    """Every Python example runs from the project's folder and prints something."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout != ""


def test_shell_examples_are_understood(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Command, options and choices of every `pathway …` line are those of the program."""
    monkeypatch.setattr(click.Command, "invoke", lambda *_: 0)
    for words in commands(README):
        assert run(*words)[0] == 0, words


@pytest.mark.slow
def test_shell_examples_run(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every `pathway …` line that asks no person answers, or says that requirements are not met."""
    monkeypatch.chdir(desk(tmp_path))
    for words in commands(README):
        if runnable(words):
            status, _, err = run(*words)
            assert status in (0, 3), (words, err)


def test_every_topic_of_the_manual_is_named() -> None:
    """The README names the topics that `pathway guide` has, and no others."""
    named = README.partition("Topics: ")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", named)) == set(names_of_topics())


def test_the_readme_is_read_in_minutes() -> None:
    """The README has at most 150 lines; what is longer belongs into the manual."""
    assert len(README.splitlines()) <= 150


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
        for block in blocks(README, "sh")
        for line in block.splitlines()
        if line.endswith("&& pytest -n logical")
    ]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_table_of_statuses_is_right() -> None:
    """The README counts the versions of the rulebook by status as they are."""
    counts = Counter(v.status for p in shipped().provisions.values() for v in p.versions)
    row = [counts[status] for status in STATUSES] + [sum(counts.values())]
    assert f"| {' | '.join(map(str, row))} |" in README
