"""`pathway new` in five minutes: a first round of at most twenty answers to a plan, in both
languages, then the questions that would move its day.
"""

import io
import tomllib
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from freezegun import freeze_time
from rich.cells import cell_len

import pathway
from pathway.base.errors import InputError
from pathway.base.phrases import Lang
from pathway.cli.main import main
from pathway.law.steps import VENUES
from pathway.scenario.file.fields import Num
from pathway.scenario.interview import first_round
from pathway.scenario.interview.answers import happenings, parsed, parts_of_row
from pathway.scenario.interview.asked_of import field_of
from pathway.scenario.interview.entries import sections
from pathway.scenario.interview.session import Session, draft, resumed
from pathway.scenario.interview.spoken import meant, shown_as
from pathway.studies.worth_asking import worth_asking

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 23)
MOST_ANSWERS = 20
ENGLISH = [
    "Example Pumps",
    "base tier",
    "",
    "",
    "2025-03-12",
    "18 24 27 31",
    "140 180 200 230",
    "12.1 13.1% 12.8 12.5",
    "7 9 10 11.5",
    "166 190 217 248",
    "15 21 - 26",
    "42m",
    "",
    "14m",
    "no",
    "",
    "yes",
]
CHINESE = [
    "某泵业股份有限公司",
    "基础层",
    "北交所",
    "万元",
    "2025年3月12日",
    "1800 2400 2700 3100",
    "14,000 18,000 20,000 23,000",
    "12.1 13.1% 12.8 12.5",
    "700、900、1000、1150",
    "1.66亿 1.9亿 2.17亿 2.48亿",
    "1500 2100 不详 2600",
    "4200万",
    "15倍",
    "1400万",
    "否",
    "尚未",
    "是",
]
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `pathway` in an empty folder with lines on standard input, on 23 November 2026: (exit
    status, what is told).
    """
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)

    def go(*args: str, lines: list[str] | None = None) -> tuple[int, str]:
        data = "".join(f"{line}\n" for line in lines or []).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        with freeze_time("2026-11-23 04:00:00"), pytest.raises(SystemExit) as left:
            main(list(args))
        return int(left.value.code or 0), capsys.readouterr().err

    return go


def told(lines: list[str], lang: Lang = "en") -> Session:
    """The first round with answers, up to the question whether to go on."""
    session = Session("firm.toml", TODAY, by_rounds=True, lang=lang)
    for line in lines:
        session = session.answered(line)
    return session


@pytest.mark.parametrize(("lang", "lines"), [("en", ENGLISH), ("zh", CHINESE)])
def test_twenty_answers_lead_to_a_plan(run: Run, lang: str, lines: list[str]) -> None:
    """At most twenty answers, the last of them that this will do, end in a plan with a date and a
    file that gives the same date.
    """
    answers = [*lines, {"en": "no", "zh": "否"}[lang]]
    assert len(answers) <= MOST_ANSWERS
    status, err = run("--lang", lang, "new", lines=answers)
    assert status == 0
    assert max(cell_len(line) for line in err.splitlines()) <= 80
    best = pathway.plan(pathway.load("firm.toml")).best["bse"]
    assert best.date is not None
    day = best.date
    ways = (
        f"{day}",
        f"{day.day} {day:%B %Y}",
        f"{day.day} {day:%b %Y}",
        f"{day.year}年{day.month}月{day.day}日",
    )
    assert any(way in err for way in ways)


def test_both_languages_write_the_same_firm() -> None:
    """The answers in English and in Chinese, in millions and in 万元, are the same firm."""
    english = pathway.loads(told(ENGLISH).text("en")).firm
    chinese = pathway.loads(told(CHINESE, "zh").text("zh")).firm
    assert english.fiscal_years == chinese.fiscal_years
    assert english.facts == chinese.facts
    assert english.status == chinese.status


@pytest.mark.parametrize(
    "venue",
    [
        v
        for v in VENUES
        if v in ("unlisted", "regional", "neeq-base", "neeq-innovation", "neeq-select", "bse")
    ],
)
def test_the_first_round_is_short_wherever_the_firm_is(venue: str) -> None:
    """With a penalty to tell of, and whatever the venue, the first round and the question whether to
    go on are twenty at most, and the file that it writes is one that plans read.
    """
    session, n = Session("firm.toml", TODAY, by_rounds=True), 0
    days = {
        "status.neeq_listed": "2020-03-12",
        "status.innovation_entered": "2021-05-20",
        "status.select_entered": "2020-07-27",
        "status.bse_listed": "2024-01-05",
    }
    given = {"status.venue": venue, "events.0.more": "yes", "event": "censure 2025-09-01", **days}
    while not session.at_gate():
        question = session.pending()
        assert question is not None
        session, n = session.answered(given.get(question.key, "")), n + 1
    assert n + 1 <= MOST_ANSWERS
    assert pathway.loads(session.text("en"), today=TODAY).firm.status.venue == venue


def test_a_row_of_figures_goes_to_its_years() -> None:
    """One answer holds two audited and two forecast years in order; - leaves one out."""
    document = tomllib.loads(told(ENGLISH).text("en"))
    rows = [(y["year"], y["basis"], y["net_profit"]) for y in document["fiscal_years"]]
    assert rows == [
        (2024, "audited", 18),
        (2025, "audited", 24),
        (2026, "forecast", 27),
        (2027, "forecast", 31),
    ]
    flows = [year.get("operating_cash_flow") for year in document["fiscal_years"]]
    assert flows == [15, 21, None, 26]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("18 24 27 31", ["18", "24", "27", "31"]),
        ("1,800 2,400", ["1,800", "2,400"]),
        ("18,24,27", ["18", "24", "27"]),
        ("18, 24", ["18", "24"]),
        ("1800、2400、 2700", ["1800", "2400", "2700"]),
        ("18m / 24m", ["18m", "24m"]),
        ("１８００万 2400 万", ["1800万", "2400万"]),
        ("2400 万元 2700 万元", ["2400万元", "2700万元"]),
        ("18 - 27 不详", ["18", "", "27", ""]),
        ("-3 -2.5", ["-3", "-2.5"]),
        ("13.1 % 12 %", ["13.1%", "12%"]),
    ],
)
def test_rows_are_read_as_people_write_them(text: str, parts: list[str]) -> None:
    """Blanks, commas, 、 and slashes separate years; a comma inside a number and a blank before its
    unit do not.
    """
    assert parts_of_row(text) == parts


def test_a_board_that_looks_at_three_years_is_told_three() -> None:
    """With ChiNext among the targets, rows begin one audited year earlier."""
    session = told(["Example", "base tier", "bse, ChiNext", "", "2025-03-12"])
    question = session.pending()
    assert question is not None and question.years == (2023, 2024, 2025, 2026, 2027)


def test_a_row_with_a_figure_too_many_is_refused() -> None:
    """Five figures for four years are refused with the years; a word among them as no number."""
    session = told(ENGLISH[:5])
    with pytest.raises(InputError, match="2024, 2025, 2026, 2027"):
        session.answered("1 2 3 4 5")
    with pytest.raises(InputError, match=r"fiscal_years\.2025\.net_profit"):
        session.answered("18 many")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15.8", Fraction(158, 1000)),
        ("15.8%", Fraction(158, 1000)),
        ("0.158", Fraction(158, 1000)),
        ("-4", Fraction(-4, 100)),
        ("1", Fraction(1, 100)),
    ],
)
def test_a_ratio_is_understood_in_per_cent(text: str, value: Fraction) -> None:
    """15.8, 15.8% and 0.158 are the same return on equity."""
    assert parsed(Num(what="ratio"), text, 1) == value


def test_one_figure_in_per_cent_makes_a_row_of_them() -> None:
    """In a row with figures above one, 0.8 is 0.8 % too."""
    session = told(ENGLISH[:7]).answered("12.1 0.8")
    row = tomllib.loads(session.text("en"))["fiscal_years"]
    assert [row[0]["roe"], row[1]["roe"]] == [0.121, 0.008]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("北交所", "bse"),
        ("基础层", "neeq-base"),
        ("创新层", "neeq-innovation"),
        ("新三板创新层", "neeq-innovation"),
        ("base tier", "neeq-base"),
        ("Beijing", "bse"),
        ("3", "neeq-base"),
        ("neeq", None),
        ("月球", None),
        ("", None),
    ],
)
def test_venues_are_understood_in_words(text: str, code: str | None) -> None:
    """A venue may be named in Chinese or English, whole or by a part that only one has, or by its
    number; what names several or none is not guessed.
    """
    options = ("unlisted", "regional", "neeq-base", "neeq-innovation", "bse")
    assert meant(text, options) == code


def test_an_opinion_is_the_one_that_is_named() -> None:
    """标准无保留 is the clean opinion and 保留 the qualified one, though one holds the other."""
    options = field_of("fiscal_years.{year}.audit_opinion").options  # type: ignore[attr-defined]
    assert meant("标准无保留", options) == "unqualified"
    assert meant("保留", options) == "qualified"
    assert meant("保留意见", options) == "qualified"


def test_every_code_that_can_be_asked_for_has_chinese_words() -> None:
    """No Chinese question lists a code: each of its answers has words."""
    for section in sections():
        for entry in section.entries:
            if not entry.path or "{n}.id" in entry.path or entry.path.startswith("milestones"):
                continue
            kind = field_of(entry.path)
            for option in getattr(getattr(kind, "of", kind), "options", ()):
                assert meant(option, [option]) == option
                assert any("\u4e00" <= c <= "\u9fff" for c in shown_as(option, "zh")), option


def test_what_happened_is_told_with_its_day() -> None:
    """Several events with their days in one answer become entries of the list."""
    assert happenings("公开谴责2025-09-01；降层 2024年5月6日") == [
        ("公开谴责", "2025-09-01"),
        ("降层", "2024年5月6日"),
    ]
    session = told([*ENGLISH[:14], "yes", "censure 2025-09-01; 降层 2024年5月6日"])
    events = tomllib.loads(session.text("en"))["events"]
    assert events == [
        {"kind": "public-censure", "date": date(2025, 9, 1)},
        {"kind": "tier-demotion", "date": date(2024, 5, 6)},
    ]
    with pytest.raises(InputError, match=r"events\.0\.date"):
        told([*ENGLISH[:14], "yes"]).answered("censure")


def test_tutoring_and_june_accounts_reach_the_file() -> None:
    """The day of tutoring is a milestone, and the answer on the June accounts that of the year."""
    session = told([*ENGLISH[:15], "2026-06-01", "no"])
    document = tomllib.loads(session.text("en"))
    assert document["milestones"] == {"bse.tutoring_filed": date(2026, 6, 1)}
    assert document["fiscal_years"][2]["half_year"] == {"audited": False}


def test_a_market_value_that_is_skipped_is_a_suggestion() -> None:
    """Enter takes the multiple in brackets; a firm with a loss is offered none."""
    document = tomllib.loads(told(ENGLISH).text("en"))
    assert document["facts"]["market_cap"] == {"pe": 15}
    loss = told([*ENGLISH[:5], "-5 -3 2 9", *ENGLISH[6:12]])
    question = loss.pending()
    assert question is not None and (question.key, question.default) == ("facts.market_cap", "")


def test_the_next_round_asks_what_moves_the_day(run: Run) -> None:
    """The second round asks facts whose tries move the date, says by how much, and its answers
    reach the file.
    """
    session = told(ENGLISH)
    scenario = pathway.loads(session.text("en"))
    worth = worth_asking(
        scenario,
        {
            "opinion": ("fiscal_years.2025.audit_opinion", ["unqualified", "adverse"]),
            "day": ("assumptions.report_day", ["03-15", "04-30"]),
            "province": ("firm.province", ["Jiangsu", "Hebei"]),
        },
    )
    assert set(worth) <= {"opinion", "day"} and "opinion" in worth
    assert worth["opinion"].first < worth["opinion"].last


def test_facts_that_are_needed_together_are_all_asked() -> None:
    """Every standard of the Beijing exchange asks for a market value, and a firm that tells no revenue
    can only meet the one on profit and ROE: neither fact gives a day by itself, and both are asked,
    but not the province.
    """
    scenario = pathway.loads(
        """schema = "pathway.scenario/1"
as_of = 2026-11-23
plan.targets = ["bse"]
[status]
venue = "neeq-innovation"
neeq_listed = 2024-03-12
innovation_entered = 2025-05-20
[[fiscal_years]]
year = 2025
net_profit = 30_000_000
net_assets = 190_000_000
[facts]
share_capital = 42_000_000
[offering]
new_shares = 14_000_000
"""
    )
    assert pathway.plan(scenario).best == {}
    worth = worth_asking(
        scenario,
        {
            "province": ("firm.province", ["Hebei", "Jiangsu"]),
            "cap": ("facts.market_cap", ["0", "10bn"]),
            "roe": ("fiscal_years.2025.roe", ["0", "0.2"]),
        },
    )
    assert set(worth) == {"cap", "roe"}
    assert all(found.missing for found in worth.values())


def test_whoever_says_yes_is_asked_more(run: Run) -> None:
    """A yes goes on with questions and what each does to the day; leaving keeps a draft that goes
    on there.
    """
    status, err = run("--lang", "en", "new", lines=[*ENGLISH, "yes"])
    assert status == 1
    assert "why it matters: " in err
    kept = Path("firm.toml.draft").read_text(encoding="utf-8")
    again = resumed("firm.toml", kept, "firm.toml.draft")
    question = again.pending()
    assert question is not None and question.key in again.answers["round.1"].split(", ")
    assert draft(again) == kept


def test_whoever_leaves_at_the_question_has_the_file(run: Run) -> None:
    """Between two rounds quit, no and the end of input all mean that this will do."""
    assert run("--lang", "en", "new", lines=[*ENGLISH, "quit"])[0] == 0
    assert [path.name for path in Path().iterdir()] == ["firm.toml"]


def test_open_questions_are_those_without_an_answer() -> None:
    """What the first round asked is not asked again; figures it left out, opinions and statements
    are open.
    """
    session = told(ENGLISH)
    keys = {question.key for question in first_round.open_questions(session.answers, TODAY)}
    assert "fiscal_years.2025.net_profit" not in keys
    assert "fiscal_years.2026.operating_cash_flow" in keys
    assert "fiscal_years.2025.audit_opinion" in keys
    assert "fiscal_years.2026.audit_opinion" not in keys
    assert any(key.startswith("governance.") for key in keys)


# -- examples that ship ----------------------------------------------------------------------------


def test_an_example_is_written_as_it_ships(run: Run) -> None:
    """`--example` writes the scenario word for word, and never over a file."""
    assert run("new", "--example", "how-sure")[0] == 0
    shipped = Path(__file__).parent.parent / "scenarios" / "how-sure.toml"
    assert Path("how-sure.toml").read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")
    assert run("new", "--example", "how-sure")[0] == 2


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.toml")), ids=lambda p: p.stem)
def test_every_example_loads_where_it_is_written(run: Run, path: Path) -> None:
    """A scenario that extends another one comes with it."""
    assert run("new", "--example", path.stem)[0] == 0
    assert pathway.load(f"{path.stem}.toml").firm == pathway.load(path).firm


def test_an_example_spares_the_file_it_extends(run: Run) -> None:
    """Another file under the name of the one that is extended is not written over."""
    Path("forecast-year-decides.toml").write_text("mine", encoding="utf-8")
    status, err = run("new", "--example", "how-sure")
    assert status == 2 and "forecast-year-decides.toml" in err
    assert [path.name for path in Path().iterdir()] == ["forecast-year-decides.toml"]


def test_an_example_that_is_none_is_refused_with_the_nearest(run: Run) -> None:
    """A mistyped example is named with those that there are."""
    status, err = run("--lang", "en", "new", "--example", "how-shure")
    assert status == 2
    assert "did you mean how-sure?" in err and "every-board" in err


_PLACES = {
    "unlisted": ("unlisted", "bse", "未挂牌", "北交所"),
    "neeq-base": ("neeq-base", "bse", "基础层", "北交所"),
    "neeq-innovation": ("neeq-innovation", "bse", "创新层", "北交所"),
    "bse": ("bse", "chinext", "北交所", "创业板"),
}
_FIGURES = {
    "net_profit": "80",
    "revenue": "400",
    "roe": "15",
    "rd_expense": "60",
    "net_assets": "600",
    "operating_cash_flow": "85",
}
_SAID = {
    "firm.founded": "2012-03-01",
    "firm.joint_stock_since": "2019-06-03",
    "status.neeq_listed": "2024-03-12",
    "status.innovation_entered": "2025-05-20",
    "status.bse_listed": "2024-01-05",
    "facts.share_capital": "80000000",
    "facts.market_cap": "1800",
    "facts.holders": "2600",
    "facts.volume_60d": "40000000",
    "offering.new_shares": "20000000",
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("venue", list(_PLACES))
def test_a_healthy_firm_has_a_plan_after_the_first_round(venue: str, lang: Lang) -> None:
    """Wherever it is, and in either language, a firm with steady profits is through the first round in
    twenty answers, and has a date then.
    """
    session, n = Session("firm.toml", TODAY, by_rounds=True, lang=lang), 0
    english, zh = _PLACES[venue][:2], _PLACES[venue][2:]
    places = dict(
        zip(("status.venue", "plan.targets"), zh if lang == "zh" else english, strict=True)
    )
    words = {"june": "是", "unit": "百万元"} if lang == "zh" else {"june": "yes", "unit": "million"}
    while not session.at_gate():
        question = session.pending()
        assert question is not None
        kind, _, name = question.key.partition(".")
        if kind == "years" and name in _FIGURES:
            answer = " ".join([_FIGURES[name]] * len(question.years))
        else:
            answer = {**_SAID, **places, **words}.get(question.key, "")
        session, n = session.answered(answer), n + 1
    assert n + 1 <= MOST_ANSWERS
    best = pathway.plan(pathway.loads(session.text(lang), today=TODAY)).best
    assert set(best) == {english[1]}
