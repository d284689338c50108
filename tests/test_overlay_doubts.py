"""What an overlay holds that is right in every word and hardly meant: told, never refused."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.test_attack import BASE, HEAD, rule

TESTED = 'tested_at = ["filed"]\n'


def overlay(tmp_path: Path, text: str) -> str:
    path = tmp_path / "o.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return str(path)


DOUBTS = {
    "a requirement that no milestone has": (
        rule("bse.new", 'requires = "never"'),
        "bse.new (2021-01-01): nothing tests this rule",
        "不影响任何日期",
    ),
    "a requirement of no step": (
        rule("bse.new", 'requires = "never"', steps=""),
        "nothing tests this rule",
        "不影响任何日期",
    ),
    "a rule that ships without its milestones": (
        rule("bse.twelve-months", 'lag = { since = "neeq.listed", period = "6 months" }'),
        "bse.twelve-months (2021-01-01): nothing tests this rule",
        "不影响任何日期",
    ),
    "an id with a slip of the pen": (
        rule("bse.twelve-month", TESTED + 'requires = "never"'),
        "bse.twelve-month: a rule of its own beside bse.twelve-months, which stays as it is",
        "这是一条新规则；bse.twelve-months 仍保持不变",
    ),
    "a time counted from another road": (
        rule("bse.new", TESTED + 'lag = { since = "sse-main.filed", period = "6 months" }'),
        "found sse-main.filed; no route leads through this milestone and bse",
        "规则不会适用",
    ),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_hardly_meant_is_told(run: Run, tmp_path: Path, name: str) -> None:
    """`rules check` and a plan take the file, and both say on standard error what will have no
    effect, in either language; the data is as without it.
    """
    text, english, chinese = DOUBTS[name]
    path = overlay(tmp_path, text)
    checked = run("rules", "check", path)
    planned = run("plan", BASE, "--target", "bse", "--rules", path, "--format", "json")
    assert checked[0] == 0 and planned[0] in (0, 3)
    assert checked[2] == planned[2] and english in " ".join(checked[2].split())
    assert chinese in run("--lang", "zh", "rules", "check", path)[2]


@pytest.mark.parametrize(
    "text",
    [
        rule("bse.new", TESTED + 'requires = "never"'),
        rule("bse.new", TESTED + 'requires = "bse.other"')
        + rule("bse.other", 'requires = "always"', steps=""),
        rule("bse.twelve-months", TESTED + 'lag = { since = "neeq.listed", period = "6 months" }'),
        rule("bse.new", TESTED + 'lag = { since = "innovation.entered", period = "6 months" }'),
    ],
    ids=["tested", "referred to", "replaced", "on the way"],
)
def test_what_is_meant_is_not_doubted(run: Run, tmp_path: Path, text: str) -> None:
    """A rule with its milestones, one that another refers to, a new version of one that ships and a
    time counted from a step before say nothing.
    """
    assert run("rules", "check", overlay(tmp_path, text))[2] == ""


def test_shipped_editions_are_not_doubted(run: Run) -> None:
    """The editions and the reforms among the examples are meant as they stand."""
    reforms = sorted((Path(BASE).parent / "reforms").glob("*.toml"))
    for name in ("report-2022", *map(str, reforms)):
        assert run("rules", "check", name)[2] == ""
