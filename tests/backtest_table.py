"""The README's table of how well known cases were told.

python -m tests.backtest_table            prints it
python -m tests.backtest_table --write    writes it into the README
"""

import sys
from pathlib import Path

from pathway.report.backtest import summary_rows
from pathway.report.tables import rendered
from pathway.studies.backtest import Backtest, backtest, shipped_cases

README = Path(__file__).parent.parent / "README.md"
MARKS = ("<!-- backtest: python -m tests.backtest_table --write -->\n", "<!-- end -->\n")


def table(result: Backtest) -> str:
    """The table as Markdown."""
    return rendered(summary_rows(result, "en"), "md")


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
