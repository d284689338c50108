"""The benchmarks: their table says the same in both languages, and the manual holds one of theirs."""

import re

from tests.benchmarks.guide_page import FOLDER, LANGS, page
from tests.benchmarks.measure import Sample
from tests.benchmarks.rows import Line

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?= ms| s|%| ×|倍)")
WHERE = ("Somewhere.", "某处。")
LINES = (
    Line(("a grid", "网格"), Sample((0.2, 0.1, 0.4))),
    Line(("plans", "推算"), Sample((2.0, 2.0, 2.0)), ("the grid", "网格"), 10.0),
)


def rows(text: str) -> list[str]:
    """The lines of a page's table, without its head."""
    return [line for line in text.splitlines() if line.startswith("| ")][1:]


def test_a_line_gives_the_median_its_spread_and_the_ratio() -> None:
    """Of 0.2, 0.1 and 0.4 s the median is 200 ms; half of what lies between the quartiles 0.1 and
    0.4 is 75 % of it.
    """
    assert rows(page(LINES, "en", WHERE)) == [
        "| a grid | 200 ms ± 75% |  |",
        "| plans | 2.0 s ± 0% | 10.0 × the grid |",
    ]


def test_ratios_are_taken_round_by_round() -> None:
    """A round in which the machine was busy hits both: 2, 2 and 2, not the ratio of the medians."""
    assert Sample((2.0, 8.0, 4.0)).times(Sample((1.0, 4.0, 2.0))) == 2.0


def test_both_languages_hold_the_same_numbers() -> None:
    """The table of the manual has the same numbers in English and Chinese."""
    english, chinese = (
        # What was done is told with thousands in one language and 万 in the other.
        [
            _NUMBER.findall(row.partition("|")[2].partition("|")[2])
            for row in rows((FOLDER / lang / "speed.md").read_text("utf-8"))
        ]
        for lang in LANGS
    )
    assert len(english) > 4
    assert english == chinese
