"""The tables of how well known cases were told: in the README, and in full in the manual.

python -m tests.backtest_table            prints the whole table
python -m tests.backtest_table --write    writes all of them
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pathway.base.phrases import Lang
from pathway.report.tables import TableRow, rendered
from pathway.studies.backtest import Backtest, backtest, shipped_cases
from pathway.studies.backtest.scores import by_cohort, is_listing

ROOT = Path(__file__).parent.parent
_GUIDE = ROOT / "pathway" / "base" / "guide"
PAGES: Mapping[Path, tuple[Lang, bool]] = {
    ROOT / "README.md": ("en", False),
    _GUIDE / "en" / "backtest.md": ("en", True),
    _GUIDE / "zh" / "backtest.md": ("zh", True),
}
"""Every page with a table: its language, and whether the years are in it."""
MARKS = ("<!-- backtest: python -m tests.backtest_table --write -->\n", "<!-- end -->\n")
_WORDS: Mapping[Lang, tuple[str, ...]] = {
    "en": (
        "comparisons",
        "n",
        "typical day late by (among the known)",
        "off by",
        "P10 to P90",
        "before P10",
        "later than cautious",
        "without the company itself: late by, P10 to P90, later than cautious",
        "all",
        "listings",
    ),
    "zh": (
        "比较",
        "数量",
        "中位进度晚（已知者中）",
        "偏差",
        "P10至P90",
        "早于P10",
        "晚于偏慢",
        "剔除该公司：晚、P10至P90、晚于偏慢",
        "全部",
        "上市",
    ),
}


def rows(result: Backtest, lang: Lang, yearly: bool) -> Iterator[TableRow]:
    """The scores of all comparisons and of listings, by year too: medians of days and shares."""
    *head, everything, listed = _WORDS[lang]
    yield tuple(head)
    listings = [trial for trial in result.comparisons if is_listing(trial)]
    for what, trials in ((everything, result.comparisons), (listed, listings)):
        pairs = zip(by_cohort(trials, "all"), by_cohort(trials, "left-out"), strict=True)
        for score, other in pairs:
            if score.cohort and not yearly:
                continue
            yield (
                f"{what}, {score.cohort}" if score.cohort else what,
                str(score.n),
                f"{round(score.bias):+d} ({round(score.known_bias):+d})",
                str(round(score.error)),
                *(f"{share:.0%}" for share in (score.within, score.early, score.late)),
                f"{round(other.bias):+d}, {other.within:.0%}, {other.late:.0%}",
            )


def table(result: Backtest, lang: Lang = "en", yearly: bool = True) -> str:
    """The table as Markdown."""
    return rendered(rows(result, lang, yearly), "md")


def told(text: str) -> str:
    """The table that a page has."""
    return text.partition(MARKS[0])[2].partition(MARKS[1])[0]


if __name__ == "__main__":
    found = backtest(shipped_cases())
    print(table(found))
    if sys.argv[1:] == ["--write"]:
        for page, (lang, yearly) in PAGES.items():
            before, mark, after = page.read_text(encoding="utf-8").partition(MARKS[0])
            end = after.partition(MARKS[1])[2]
            new = table(found, lang, yearly)
            page.write_text(before + mark + new + MARKS[1] + end, encoding="utf-8")
