"""The README's table of how well known cases were told.

python -m tests.backtest_table            prints it
python -m tests.backtest_table --write    writes it into the README
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pathway.report.tables import TableRow, rendered
from pathway.studies.backtest import Backtest, backtest, shipped_cases
from pathway.studies.backtest.scores import by_cohort, is_listing

README = Path(__file__).parent.parent / "README.md"
MARKS = ("<!-- backtest: python -m tests.backtest_table --write -->\n", "<!-- end -->\n")


HEAD = (
    "comparisons",
    "n",
    "typical day late by (among the known)",
    "off by",
    "P10 to P90",
    "before P10",
    "later than cautious",
    "without the company itself: late by, P10 to P90, later than cautious",
)


def rows(result: Backtest) -> Iterator[TableRow]:
    """The scores by cohort, of all comparisons and of listings: medians of days and shares."""
    yield HEAD
    listings = [trial for trial in result.comparisons if is_listing(trial)]
    for what, trials in (("all", result.comparisons), ("listings", listings)):
        pairs = zip(by_cohort(trials, "all"), by_cohort(trials, "left-out"), strict=True)
        for score, other in pairs:
            yield (
                f"{what}, {score.cohort}" if score.cohort else f"**{what}**",
                str(score.n),
                f"{round(score.bias):+d} ({round(score.known_bias):+d})",
                str(round(score.error)),
                *(f"{share:.0%}" for share in (score.within, score.early, score.late)),
                f"{round(other.bias):+d}, {other.within:.0%}, {other.late:.0%}",
            )


def table(result: Backtest) -> str:
    """The table as Markdown."""
    return rendered(rows(result), "md")


def told(text: str) -> str:
    """The table that a README has."""
    return text.partition(MARKS[0])[2].partition(MARKS[1])[0]


if __name__ == "__main__":
    new = table(backtest(shipped_cases()))
    print(new)
    if sys.argv[1:] == ["--write"]:
        text = README.read_text(encoding="utf-8")
        before, mark, after = text.partition(MARKS[0])
        README.write_text(before + mark + new + MARKS[1] + after.partition(MARKS[1])[2], "utf-8")
