"""Known cases planned as of their time: none beats the floor, and what happened lies within
reach.
"""

import json
from datetime import date

import pytest

from pathway.base.errors import InputError
from pathway.cli.main import main
from pathway.studies.backtest import backtest, read_cases, shipped_cases

RESULT = backtest(shipped_cases())
HEAD = "code,name,milestone,date,confidence\n"


def test_no_case_beats_the_floor() -> None:
    """No known case reached a milestone before the floor of a plan made as of its time."""
    assert RESULT.violations == ()
    assert len(RESULT.comparisons) >= 90


def test_nine_reviews_in_ten_are_through_by_the_cautious_day() -> None:
    """Once an application is under way, the cautious pace covers about the 90th percentile."""
    begun = [
        c
        for c in RESULT.comparisons
        if c.given.startswith(("bse.", "star-transfer.", "chinext-transfer."))
    ]
    assert len(begun) >= 70
    assert sum(c.covered for c in begun) / len(begun) >= 0.9


def test_paces_are_in_order() -> None:
    """In every comparison the floor lies no later than the typical day, and that no later than the
    cautious one.
    """
    assert all(c.floor <= c.typical <= c.cautious for c in RESULT.comparisons)


def test_select_tier_companies_are_left_out_by_name() -> None:
    """Companies carried over to the Beijing exchange on its opening day are named, not planned."""
    assert "贝特瑞" in {s.name for s in RESULT.skipped}


def test_nothing_of_a_later_day_is_given() -> None:
    """A comparison gives no milestone later than its as-of day."""
    assert all(c.actual >= c.as_of for c in RESULT.comparisons)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "code"),
        ("a,b\n", "code"),
        (HEAD + "1,x,bse.filed\n", "code"),
        (HEAD + "1,x,bse.fild,2024-01-02,high\n", "bse.filed"),
        (HEAD + "1,x,bse.filed,soon,high\n", "2024-06-28"),
    ],
)
def test_wrong_cases_are_refused(text: str, words: str) -> None:
    """Wrong columns, milestones and days are refused with what is right."""
    with pytest.raises(InputError, match=words):
        read_cases(text, "cases.csv")


def test_a_case_of_ones_own(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    """A CSV file of one's own is planned like the cases that ship."""
    path = tmp_path / "mine.csv"
    path.write_text(
        HEAD + "1,Mine,bse.accepted,2022-06-29,high\n1,Mine,bse.committee,2022-07-01,high\n"
        "2,Odd,bse.filed,2022-06-27,high\n2,Odd,bse.accepted,2022-06-26,high\n",
        encoding="utf-8",
    )
    with pytest.raises(SystemExit) as left:
        main(["backtest", str(path), "--format", "json", "--lang", "en"])
    data = json.loads(capsys.readouterr().out)
    assert (left.value.code, data["totals"]["comparisons"], data["totals"]["violations"]) == (
        0,
        1,
        1,
    )
    # 7 days to the first inquiry, 14 to the last reply, 7 of notice: no committee within a month of
    # acceptance.
    assert date.fromisoformat(data["comparisons"][0]["floor"]) >= date(2022, 7, 27)
    assert [s["name"] for s in data["skipped"]] == ["Odd"]
