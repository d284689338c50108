"""Known cases planned as of their time: none beats the floor, and what happened lies within
reach.
"""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from pathway.base.errors import InputError
from pathway.cli.main import main
from pathway.law.duration import Duration
from pathway.law.rulebook import shipped
from pathway.report.backtest import backtest_data, backtest_text
from pathway.studies.backtest import Backtest, Case, backtest, read_cases, shipped_cases
from pathway.studies.backtest.assumed import scenario_of
from pathway.studies.backtest.left_out import level, without
from pathway.studies.backtest.scores import (
    Forecast,
    RowsUsed,
    Trial,
    by_cohort,
    by_pair,
    is_listing,
    score,
)
from tests.backtest_table import PAGES, ROOT, table, told
from tests.conftest import Run, fits

pytestmark = pytest.mark.slow


@cache
def result() -> Backtest:
    """Every case that ships, planned once."""
    return backtest(shipped_cases())


HEAD = "code,name,milestone,date,confidence\n"


def test_no_case_beats_the_floor() -> None:
    """No known case reached a milestone before the floor of a plan made as of its time."""
    assert result().violations == ()
    assert len(result().comparisons) >= 90


def test_nine_reviews_in_ten_are_through_by_the_cautious_day() -> None:
    """Once an application is under way, the cautious pace covers about the 90th percentile."""
    begun = [
        c
        for c in result().comparisons
        if c.given.startswith(("bse.", "star-transfer.", "chinext-transfer."))
    ]
    assert len(begun) >= 70
    assert sum(c.covered for c in begun) / len(begun) >= 0.9


def test_paces_are_in_order() -> None:
    """In every comparison the floor lies no later than the typical day, and that no later than the
    cautious one.
    """
    assert all(c.floor <= c.typical <= c.cautious for c in result().comparisons)


def test_select_tier_companies_are_left_out_by_name() -> None:
    """Companies carried over to the Beijing exchange on its opening day are named, not planned."""
    assert "贝特瑞" in {s.name for s in result().skipped}


def test_nothing_of_a_later_day_is_given() -> None:
    """A comparison gives no milestone later than its as-of day."""
    assert all(c.actual >= c.as_of for c in result().comparisons)


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
    "3,Within,bse.submitted,2022-08-01,high\n3,Within,bse.registered,2022-08-12,high\n"
    "4,Odd,bse.filed,2022-06-27,high\n4,Odd,bse.accepted,2022-06-26,high\n"
)


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """Four made-up cases: one before the floor (two days for a review that takes a month at least),
    one after years, one of 11 days between submission and registration, and one out of order.
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
            "Not planned (1), because BSE filing lies after BSE acceptance, which it should precede: Odd",
        ),
        (
            "zh",
            ["1 Early，以北交所受理（2022年6月29日）为基准日：", "2 Late，以北交所受理"],
            ["! 北交所上市委审议", "+ 北交所上市委审议", "证监会同意注册"],
            "共比较3项：1项早于最快，66.7%不晚于偏慢",
            "未推算1项（北交所申报晚于北交所受理，而按程序应在其之前）：Odd",
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
    if form == "md":
        part = out.partition("## Cases")[2].partition("##")[0]
        ends = [x[1:-1].split(" | ") for x in part.splitlines() if x.startswith("|")][2:]
        assert [(row[0].split()[-1], row[-1].strip()) for row in ends] == [
            ("Early", "before the floor"),
            ("Late", "later"),
            ("Within", "by the cautious day"),
        ]
        return
    head, *rows = csv.reader(io.StringIO(out))
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
        (None, "there is no such file"),
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


# -- how well --------------------------------------------------------------------------------------


def of(cohort: str, found: list[Trial], rows: RowsUsed = "all") -> Any:
    return next(one for one in by_cohort(found, rows) if one.cohort == cohort)


def test_reviews_on_bse_lie_between_p10_and_p90_as_often_as_they_should() -> None:
    """Of what follows a milestone of an application to BSE, 70 to 90 in a hundred lie between P10
    and P90.
    """
    begun = [c for c in result().comparisons if c.given.startswith("bse.")]
    assert len(begun) >= 50
    assert 0.7 <= score(begun, "all").within <= 0.9


def test_some_are_later_than_cautious() -> None:
    """Of all comparisons 3 to 15 in a hundred are later than the cautious day."""
    assert 0.03 <= score(result().comparisons, "all").late <= 0.15


def test_starts_of_2025_are_told_without_bias() -> None:
    """The typical day of listings as of 2025 lies within 30 days of the real one, in the median."""
    listings = [c for c in result().comparisons if is_listing(c)]
    assert abs(of("2025", listings).bias) <= 30


def day(number: int) -> date:
    return date(2024, 1, 1 + number)


def trial(actual: int, milestone: str = "bse.listed", year: int = 2024) -> Trial:
    """A trial with a floor on the 2nd, P10 on the 4th, typical on the 11th, P90 on the 21st and
    cautious on the 26th of January.
    """
    said = Forecast(day(1), day(10), day(25), day(3), day(9), day(20), 0.5)
    as_of = date(year, 1, 1)
    return Trial("1", "x", as_of, "bse.accepted", milestone, day(actual), said, said)


def test_a_score_counts_what_lies_where() -> None:
    """Of actual days 2, 3, 8, 20 and 30 days after New Year one lies before P10, three within, and
    one after the cautious day; the typical day is late by 8, 7, 2, -10 and -20 days.
    """
    found = score([trial(n) for n in (2, 3, 8, 20, 30)], "all")
    assert (found.n, found.bias, found.known_bias, found.error) == (5, 2, 1, 8)
    assert (found.within, found.early, found.late) == (0.6, 0.2, 0.2)


def test_scores_go_by_cohort_and_by_pair() -> None:
    """The year of the as-of day is the cohort; all of them come first."""
    trials = [trial(5), trial(6, year=2023), trial(7, "bse.committee")]
    assert [(one.cohort, one.n) for one in by_cohort(trials, "all")] == [
        ("", 3),
        ("2023", 1),
        ("2024", 2),
    ]
    assert [(one.cohort, one.milestone) for one in by_pair(trials, "all")] == [
        ("2023", "bse.listed"),
        ("2024", "bse.listed"),
        ("2024", "bse.committee"),
    ]


def test_a_listing_on_neeq_is_none_on_an_exchange() -> None:
    """Listings on NEEQ are not among the listings."""
    assert is_listing(trial(5)) and not is_listing(trial(5, "neeq.listed"))


def test_a_case_of_which_only_the_letter_is_known_has_held_its_meetings() -> None:
    """The meetings count as held a month before the letter, but for those that the case tells."""
    road = ("neeq", "innovation", "bse")
    letter = date(2025, 6, 20)
    known = {"bse.tutoring_passed": letter, "bse.filed": date(2025, 6, 23)}
    made = scenario_of(Case("1", "x", known), road, letter).milestones
    assert made["bse.board_resolved"] == made["bse.shareholders_resolved"] == date(2025, 5, 21)
    known["bse.shareholders_resolved"] = date(2025, 6, 1)
    told_ = scenario_of(Case("1", "x", known), road, letter).milestones
    assert "bse.board_resolved" not in told_
    before = {"bse.tutoring_filed": date(2024, 6, 20), "bse.tutoring_passed": letter}
    asked = scenario_of(Case("1", "x", before), road, date(2024, 6, 20))
    assert set(asked.milestones) == {"bse.tutoring_filed"}


@pytest.mark.parametrize("name", ["中科美菱", "高义包装"])
def test_who_has_the_letter_in_june_files_in_june(name: str) -> None:
    """Both known firms with a letter of late June filed within days and were accepted by 30 June;
    the typical plan of that day says so, too.
    """
    mine = [c for c in result().comparisons if c.name == name and c.given == "bse.tutoring_passed"]
    found = {c.milestone: c for c in mine}
    assert abs(found["bse.filed"].error_days) <= 3
    assert found["bse.accepted"].typical <= date(found["bse.accepted"].actual.year, 6, 30)


STAR = HEAD + "".join(
    f"688981,中芯国际,star.{name},{day},high\n"
    for name, day in (
        ("accepted", "2020-06-01"),
        ("inquired", "2020-06-04"),
        ("committee", "2020-06-19"),
        ("submitted", "2020-06-22"),
        ("listed", "2020-07-16"),
    )
)


def test_the_fastest_of_star_does_not_beat_its_floor() -> None:
    """Accepted on 1 June 2020, asked on the 4th, heard on the 19th, submitted on the 22nd and
    listed on 16 July: no floor of STAR lies later.
    """
    found = backtest(read_cases(STAR, "star.csv"))
    assert found.violations == () and len(found.comparisons) == 10


# -- without the company ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "cases", "rank", "found"),
    [
        (0.5, 4, 0.1, 0.625),  # three others, all of them slower: half of them is 1.5, and itself
        (0.5, 4, 0.9, 0.375),
        (0.5, 4, 0.5, 0.5),
        (0.9, 10, 0.2, 0.91),
        (0.9, 10, 0.99, 0.81),
        (0.1, 2, 0.5, 0.1),
    ],
)
def test_a_share_of_the_others_lies_at_another_level(
    share: float, cases: int, rank: float, found: float
) -> None:
    """Without a fast case the median of the others is longer, without a slow one shorter."""
    assert level(share, cases, rank) == pytest.approx(found)


def replies(book: Any) -> Duration:
    (row,) = [
        d
        for d in book.durations
        if (d.step, d.to) == ("bse", "responded") and d.starts_from == date(2025, 1, 1)
    ]
    found: Duration = row
    return found


@pytest.mark.parametrize(("name", "sign"), [("永励精密", -1), ("鸿仕达", 1)])
def test_a_row_without_one_of_its_cases(name: str, sign: int) -> None:
    """Of the four firms asked in mid-2025 the slowest took 379 days to its listing, the fastest
    280: without the slowest replies take less, without the fastest more.
    """
    trials = [c for c in result().comparisons if c.name == name]
    book = without(shipped(), trials)
    assert book is not None
    now, before = replies(book), replies(shipped())
    assert now.p50 is not None and before.p50 is not None
    assert (now.p50.count - before.p50.count) * sign > 0
    assert (now.typical.count - before.typical.count) * sign > 0
    assert now.floor == before.floor


def test_rows_that_owe_a_company_nothing_stay() -> None:
    """A transfer was read from no single case that is counted: nothing changes without it."""
    assert without(shipped(), [c for c in result().comparisons if c.name == "泰祥股份"]) is None
    assert all(c.said == c.left_out for c in result().comparisons if c.name == "泰祥股份")


def test_leaving_a_company_out_changes_what_is_said_of_it() -> None:
    """Firms of which a row was read are told otherwise without themselves."""
    changed = {c.name for c in result().comparisons if c.said != c.left_out}
    assert {"永励精密", "康美特", "乔路铭", "鸿仕达", "富耐克"} <= changed


# -- reports ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_fits_its_schema(lang: Any) -> None:
    """The backtest as JSON fits the shipped schema, in both languages, and tells its limits."""
    found = json.loads(json.dumps(backtest_data(result(), lang)))
    fits(found, "backtest")
    assert len(found["comparisons"]) == found["totals"]["comparisons"] == len(result().comparisons)
    assert found["known_through"] == "2026-09-09"
    assert len(found["assumed"]) == 3 and len(found["limits"]) == 5


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [40, 80])
def test_text_fits_the_terminal(lang: Any, columns: int) -> None:
    """No line is wider than the terminal; cohorts, limits and assumptions are told."""
    text = backtest_text(result(), lang, columns)
    assert max(cell_len(line) for line in text.splitlines()) <= columns
    words = "".join(text.split())
    limits = {"en": ("10to25%", "amonthbefore"), "zh": ("10%至25%", "前一个月")}[lang]
    assert all(said in words for said in limits)
    assert "2025:" in words or "2025：" in words


@pytest.mark.parametrize("form", ["csv", "md"])
def test_scores_as_a_table(run: Run, tmp_path: Path, form: str) -> None:
    """With `--scores` a table has the scores by cohort and pair instead of the comparisons."""
    path = tmp_path / "star.csv"
    path.write_text(STAR, encoding="utf-8")
    status, out, err = run("backtest", str(path), "--scores", "--format", form)
    assert (status, err) == (0, "")
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert {row["of"] for row in rows} == {"all", "listings", "pair"}
        assert {row["cohort"] for row in rows} == {"", "2020"}
        (listings,) = [
            r for r in rows if (r["of"], r["durations"], r["cohort"]) == ("listings", "all", "")
        ]
        assert listings["n"] == "4"
    else:
        assert "## Cases" not in out and "| Year of the plan | Cases |" in out


def test_the_tables_are_those_of_today() -> None:
    """The tables in the README and in the manual are what the cases that ship give."""
    for page, (lang, yearly) in PAGES.items():
        assert told(page.read_text(encoding="utf-8")) == table(result(), lang, yearly), page


def test_without_numpy_the_command_says_what_to_install() -> None:
    """Draws need numpy; without it the command names it."""
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "from pathway.cli.main import main\n"
        "main(['--lang', 'en', 'backtest'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "backtest needs the library numpy" in done.stderr
    assert "Traceback" not in done.stderr
