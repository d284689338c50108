"""A plan as a memo in Markdown: the day first, tables under words, nothing read as markup."""

from pathlib import Path

import pathway
from tests.conftest import Run

BASE = Path(__file__).parent.parent / "scenarios" / "base-tier-parts-maker.toml"


def test_a_memo_names_the_firm_and_the_day(run: Run) -> None:
    """The memo begins with the firm; the planned day stands in bold as a reader writes it."""
    when = pathway.plan(pathway.load(BASE)).best["bse"].date
    assert when is not None
    lines = run("plan", str(BASE), "--format", "md")[1].splitlines()
    assert lines[0] == "# Example Precision Parts: listing timeline"
    assert any(
        line.startswith("**") and f"{when.day} " in line and str(when.year) in line
        for line in lines
    )


def test_the_headers_of_a_memo_are_words(run: Run) -> None:
    """No header is a column of the CSV, in either language."""
    for lang, header in (
        ("en", "| By | Act | Whose | If later |"),
        ("zh", "| 最迟 | 事项 | 责任方 | 逾期的后果 |"),
    ):
        out = run("--lang", lang, "plan", str(BASE), "--format", "md")[1]
        assert header in out and "slack_days" not in out


def test_a_firm_called_like_markup_is_a_name(run: Run) -> None:
    """Stars and pipes in a name are shown as they are."""
    out = run("plan", str(BASE), "--set", 'firm.name="A|*B*"', "--format", "md")[1]
    assert out.startswith("# A\\|\\*B\\*: ")


def test_a_plan_without_a_day_says_why_in_its_memo(run: Run) -> None:
    """Exit status 3, and what blocks is a list."""
    miss = BASE.with_name("nearest-miss.toml")
    status, out, _ = run("plan", str(miss), "--target", "star", "--format", "md")
    assert status == 3 and "\n- " in out and "## " not in out
