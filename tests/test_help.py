"""Help keeps its word: every `--help` ends with examples that run, Tab knows the names, and a plan
needs no file.
"""

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO, TextIOWrapper
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from rich.cells import cell_len

import pathway
from pathway.base.phrases import LANGS, Lang
from pathway.cli.examples import example_lines
from pathway.cli.main import COMMANDS, build
from pathway.scenario.file.paths import paths
from tests.conftest import Run
from tests.pages import desk, runnable, words_of


def every_command() -> Iterator[str]:
    """The commands, those of a group behind its name."""
    group = build("en")
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from (f"{name}.{below}" for below in command.commands)
        else:
            yield name


NAMES = tuple(every_command())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGS)
def test_help_ends_with_examples(run: Run, name: str, lang: Lang) -> None:
    """The last lines of every help are two examples or more, each on one line of a terminal."""
    _, out, _ = run("--lang", lang, *name.split("."), "--help")
    lines = example_lines(name, lang)
    assert len(lines) >= 2
    assert [line.strip() for line in out.splitlines()[-len(lines) :]] == lines
    assert max(cell_len(line) for line in lines) <= 78


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_understood(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Each example is of the command that it helps with, the same in both languages but for the
    language itself, and its options are those of the program.
    """
    monkeypatch.setattr(click.Command, "invoke", lambda *_: 0)
    english, chinese = ([words_of(line) for line in example_lines(name, lang)] for lang in LANGS)
    assert [without_lang(words) for words in english] == [without_lang(words) for words in chinese]
    for words in english:
        assert without_lang(words)[: name.count(".") + 1] == tuple(name.split("."))
        assert run(*words)[0] == 0, words


def without_lang(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[2:] if words[0] == "--lang" else words


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_examples_run(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Every example answers (0) or says that requirements are not met (3); what asks a person, or is
    tested elsewhere, is left out.
    """
    monkeypatch.chdir(desk(tmp_path))
    for line in example_lines(name, "en"):
        words = words_of(line)
        if not runnable(words):
            continue
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO()))
        status, _, err = run(*words)
        assert status in (0, 3), (words, err)


# -- completion ------------------------------------------------------------------------------------


def offered(*words: str) -> list[str]:
    """What Tab offers behind the words of a line, the last of them begun."""
    complete = ShellComplete(build("en"), {}, "pathway", "_PATHWAY_COMPLETE")
    return [item.value for item in complete.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("plan", "--set", "plan.pa"), "plan.pace="),
        (("plan", "--set", "facts.market"), "facts.market_cap.pe="),
        (("check", "--set", "milestones.bse.fi"), "milestones.bse.filed="),
        (("why", "firm.toml", "bse.l"), "bse.listed"),
        (("why", "firm.toml", "bse.listed", "--route", "inn"), "innovation>bse"),
        (("rules", "show", "bse.twelve"), "bse.twelve-months"),
        (("plan", "firm.toml", "--rules", "rep"), "report-2022"),
        (("guide", "sc"), "scenarios"),
        (("schema", "le"), "levers"),
        (("plan", "--target", "chi"), "chinext"),
        (("back",), "backtest"),
    ],
)
def test_tab_offers_the_name(words: tuple[str, ...], expected: str) -> None:
    """Paths, milestones, routes, rules, editions, topics, schemas, venues and commands complete."""
    found = offered(*words)
    assert expected in found
    assert all(name.startswith(words[-1]) for name in found)


def test_every_path_offered_can_be_set() -> None:
    """A path that is offered leads to a place in a scenario: setting it to nonsense is refused for
    the value, not for the path.
    """
    every = paths([2025])
    assert len(every) > 150 and "fiscal_years.2025.net_profit" in every
    text = (files("pathway") / "scenario" / "examples" / "how-sure.toml").read_text("utf-8")
    refused = []
    for path in every:
        try:
            pathway.loads(text, set=[f"{path}=[[]]"])
        except pathway.InputError as error:
            refused += [p for p in error.problems if p.path == path and not p.found]
    assert refused == []


# -- a plan without a file -------------------------------------------------------------------------


def test_a_plan_of_overrides_alone(run: Run) -> None:
    """Without FILE the values of --set are the scenario: the plan is that of the same values in a
    file.
    """
    values = {
        "status.venue": "neeq-base",
        "status.neeq_listed": "2025-03-12",
        "fiscal_years.2024.net_profit": "18m",
        "fiscal_years.2024.roe": "12%",
        "fiscal_years.2025.net_profit": "2400万",
        "fiscal_years.2025.roe": "0.13",
        "fiscal_years.2025.net_assets": "1.9亿",
        "fiscal_years.2025.revenue": "180m",
        "facts.market_cap.pe": "18",
        "facts.share_capital": "42_000_000",
        "facts.public_float": "30%",
        "offering.new_shares": "14_000_000",
    }
    sets = [word for path, value in values.items() for word in ("--set", f"{path}={value}")]
    status, out, _ = run(
        "plan", *sets, "--as-of", "2026-11-23", "--target", "bse", "--format", "json"
    )
    text = """schema = "pathway.scenario/1"
as_of = 2026-11-23
unit = "million"
[status]
venue = "neeq-base"
neeq_listed = 2025-03-12
[[fiscal_years]]
year = 2024
net_profit = 18
roe = 0.12
[[fiscal_years]]
year = 2025
net_profit = 24
roe = "13%"
net_assets = 190
revenue = 180
[facts]
share_capital = 42_000_000
market_cap = { pe = 18 }
public_float = "30%"
[offering]
new_shares = 14_000_000
"""
    expected = pathway.plan(pathway.loads(text), targets=["bse"]).best["bse"].date
    found = json.loads(out)
    assert status == 0
    dates = {route["id"]: route["date"] for route in found["routes"]}
    assert dates[found["best"]["bse"]] == str(expected)


@pytest.mark.parametrize(("lang", "words"), [("en", "pathway new"), ("zh", "方案文件")])
def test_neither_file_nor_values_is_wrong_use(run: Run, lang: str, words: str) -> None:
    """Without FILE and --set the error shows how to give either."""
    status, out, err = run("--lang", lang, "plan")
    assert (status, out) == (2, "")
    assert words in err and "--set status.venue=" in err
