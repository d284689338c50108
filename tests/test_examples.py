"""Shipped scenarios and firms of many kinds with what is expected to be said of them, word for word."""

import os
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from rich.cells import cell_len

from pathway.base.phrases import Lang
from tests.examples import (
    FIRMS,
    FOLDER,
    LANGS,
    PAIRS,
    README,
    expected,
    said,
    shown,
    shown_in,
)
from tests.outputs import ROOT, ran


@pytest.mark.parametrize(
    ("scenario", "lang"), PAIRS, ids=[f"{path.stem}.{lang}" for path, lang in PAIRS]
)
def test_the_plan_reads_as_expected(scenario: Path, lang: Lang) -> None:
    """The plan is the text beside; `python -m tests.examples --write` writes it anew."""
    assert said(scenario, lang) == expected(scenario, lang).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("firm", "lang"), FIRMS, ids=[f"{path.stem}.{lang}" for path, lang in FIRMS]
)
def test_the_first_screen_reads_as_expected(firm: Path, lang: Lang) -> None:
    """The first screen of a firm is the text beside."""
    assert said(firm, lang) == expected(firm, lang).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("firm", "lang"), FIRMS, ids=[f"{path.stem}.{lang}" for path, lang in FIRMS]
)
def test_a_first_screen_is_one_screen_in_plain_words(firm: Path, lang: Lang) -> None:
    """At most 40 lines of 80 columns, without braces, rule ids or paths of the file."""
    lines = expected(firm, lang).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 40
    assert max(map(cell_len, lines)) <= 80
    text = "\n".join(lines)
    assert not re.search(r"[{}]|\b(bse|star|neeq|chinext|facts|fiscal_years)\.", text)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_a_first_screen_of_five_targets_is_one_screen(lang: Lang) -> None:
    """At most 40 lines, the table of targets, what to do and what would bring it forward and all."""
    with patch.dict(os.environ, COLUMNS="80"):
        text = ran(("--lang", lang, "plan", str(ROOT / "scenarios" / "every-board.toml")))[1]
    assert len(text.splitlines()) <= 40
    heading = {"en": "What would bring it forward", "zh": "可以提前的办法"}
    assert heading[lang] in text


def test_twelve_kinds_of_firms_are_shown() -> None:
    """Twelve firms or more have their first screen beside them, each in both languages."""
    assert len(FIRMS) >= 24


def test_the_readme_shows_the_plan_of_today() -> None:
    """The plan in the README is that of its set-up command."""
    assert shown_in(README.read_text(encoding="utf-8")) == shown()


def test_no_text_is_left_over() -> None:
    """Every text belongs to a scenario or a firm."""
    assert set(FOLDER.glob("*.out")) == {expected(*pair) for pair in (*PAIRS, *FIRMS)}
