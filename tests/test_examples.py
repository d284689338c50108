"""Every shipped scenario with the plan that is expected of it, word for word."""

from pathlib import Path

import pytest

from pathway.base.phrases import Lang
from tests.examples import FOLDER, PAIRS, expected, said


@pytest.mark.parametrize(
    ("scenario", "lang"), PAIRS, ids=[f"{path.stem}.{lang}" for path, lang in PAIRS]
)
def test_the_plan_reads_as_expected(scenario: Path, lang: Lang) -> None:
    """The plan is the text beside; `python -m tests.examples --write` writes it anew."""
    assert said(scenario, lang) == expected(scenario, lang).read_text(encoding="utf-8")


def test_no_text_is_left_over() -> None:
    """Every text belongs to a scenario."""
    assert set(FOLDER.glob("*.out")) == {expected(*pair) for pair in PAIRS}
