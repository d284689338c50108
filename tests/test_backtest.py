"""Known cases planned as of their time: none beats the floor, and what happened lies within
reach.
"""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from pathway.base.errors import InputError
from pathway.cli.main import main
from pathway.studies.backtest import backtest, read_cases, shipped_cases
from tests.conftest import Run

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


def test_a_case_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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


MINE = HEAD + (
    "1,Early,bse.accepted,2022-06-29,high\n1,Early,bse.committee,2022-07-01,high\n"
    "2,Late,bse.accepted,2022-06-29,high\n2,Late,bse.committee,2025-01-10,high\n"
    "3,Within,bse.submitted,2022-08-01,high\n3,Within,bse.registered,2022-08-26,high\n"
    "4,Odd,bse.filed,2022-06-27,high\n4,Odd,bse.accepted,2022-06-26,high\n"
)


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """Four made-up cases: one before the floor (two days for a review that takes a month at least),
    one after years, one of 25 days between submission and registration, and one out of order.
    """
    path = tmp_path / "mine.csv"
    path.write_text(MINE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("lang", "heads", "titles", "totals", "reason"),
    [
        (
            "en",
            ["1 Early, as of BSE acceptance on 2022-06-29:", "2 Late, as of BSE acceptance"],
            ["! BSE listing committee", "+ BSE listing committee", "BSE registration"],
            "3 comparisons: 1 beat the floor, 66.7% through by the cautious day, median error",
            "Not planned (1), because bse.filed lies after bse.accepted, which it should precede: Odd",
        ),
        (
            "zh",
            ["1 Early，时点为北交所受理（2022-06-29）：", "2 Late，时点为北交所受理"],
            ["! 北交所上市委审议", "+ 北交所上市委审议", "北交所同意注册"],
            "共3项比较：1项早于最快，66.7%不晚于审慎",
            "未规划（1），因bse.filed 晚于本应在其后的 bse.accepted：Odd",
        ),
    ],
)
def test_the_text_marks_what_was_earlier_and_what_was_later(
    run: Run, mine: str, lang: str, heads: list[str], titles: list[str], totals: str, reason: str
) -> None:
    """A case before the floor has !, one after the cautious day +, one between them nothing; then
    come the totals, and who was left out and why.
    """
    status, out, err = run("--lang", lang, "backtest", mine)
    assert (status, err) == (0, "")
    lines, whole = out.splitlines(), " ".join(out.split())
    assert all(any(line.startswith(head) for line in lines) for head in heads)
    assert [line.strip() for line in lines if line.strip() in titles] == titles
    assert totals in whole
    assert reason.replace(" ", "") in whole.replace(" ", "")
    assert max(map(cell_len, lines)) <= 80


@pytest.mark.parametrize("form", ["csv", "md"])
def test_tables_hold_a_row_for_each_comparison(run: Run, mine: str, form: str) -> None:
    """Each comparison is a row: how many days the typical day lies after the real one, whether the
    real one was before the floor, and whether by the cautious day.
    """
    out = run("backtest", mine, "--format", form)[1]
    if form == "csv":
        head, *rows = csv.reader(io.StringIO(out))
    else:
        head, _, *rows = ([c.strip() for c in x[1:-1].split("|")] for x in out.splitlines())
    found = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(r["name"], r["violation"], r["covered"]) for r in found] == [
        ("Early", "true", "true"),
        ("Late", "false", "false"),
        ("Within", "false", "true"),
    ]
    for row in found:
        typical, actual = (date.fromisoformat(row[key]) for key in ("typical", "actual"))
        assert int(row["error_days"]) == (typical - actual).days


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "the file cannot be read"),
        (b"#" * (2**20 + 1), "larger than 1 MiB"),
        ("# 案例".encode("gb18030"), "not a UTF-8 text file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    run: Run, tmp_path: Path, content: bytes | None, words: str
) -> None:
    """A file that is not there, is too large or is no text is refused in words."""
    path = tmp_path / "cases.csv"
    if content is not None:
        path.write_bytes(content)
    status, out, err = run("backtest", str(path))
    assert (status, out) == (2, "")
    assert words in err and "cases.csv" in err
