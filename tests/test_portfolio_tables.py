"""Tables as Chinese brokers keep them: what a row means, what it can hardly mean, what is passed on."""

import csv
import io
import json
import tomllib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from freezegun import freeze_time

import pathway
from pathway.base.errors import InputError
from pathway.cli.main import main
from pathway.scenario.file.overrides import place
from pathway.scenario.file.schema import UNITS
from pathway.scenario.file.tree import Sink

Run = Callable[..., tuple[int, str, str]]
FIRM = """
schema = "pathway.scenario/1"
name = "甲精密"
as_of = 2026-11-23
unit = "wan"
[status]
venue = "neeq-base"
neeq_listed = 2025-03-12
[[fiscal_years]]
year = 2024
net_profit = 1960
net_assets = 16600
roe = 0.124
[[fiscal_years]]
year = 2025
net_profit = 2400
net_assets = 19000
roe = 0.131
[facts]
share_capital = 42_000_000
market_cap = { pe = 25 }
"""
NAMES = (
    "name",
    "as_of",
    "unit",
    "status.venue",
    "status.neeq_listed",
    "fiscal_years.2024.net_profit",
    "fiscal_years.2024.net_assets",
    "fiscal_years.2024.roe",
    "fiscal_years.2025.net_profit",
    "fiscal_years.2025.net_assets",
    "fiscal_years.2025.roe",
    "facts.share_capital",
    "facts.market_cap.pe",
)
PLAIN = "甲精密,2026-11-23,wan,neeq-base,2025-03-12,1960,16600,12.4%,2400,19000,13.1%,42000000,25"
CHINESE = (
    "公司名称,基准日,金额单位,所处市场/层级,挂牌日期,2024年净利润,2024年净资产,2024年ROE,"
    "净利润2025,2025年度 净资产,2025年加权平均净资产收益率,总股本,市盈率"
)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `pathway portfolio` for the Beijing exchange: (exit status, output, standard error)."""
    monkeypatch.setenv("PATHWAY_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")

    def go(*args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["portfolio", *map(str, args), "--target", "bse"])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return go


@pytest.fixture(scope="module")
def listed() -> date | None:
    """The day on which the firm of the file is listed."""
    return pathway.plan(pathway.loads(FIRM), ["bse"]).best["bse"].date


def table(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def book(path: Path, *rows: Sequence[object], merged: Sequence[str] = ()) -> Path:
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(list(row))
    for cells in merged:
        made.active.merge_cells(cells)
    made.save(path)
    return path


HEAD = ",".join(NAMES)
SPELLINGS = {
    "english": [HEAD, PLAIN],
    "upper case and blanks": [HEAD.upper().replace(",", " , "), PLAIN],
    "chinese headers": [CHINESE, PLAIN],
    "chinese values": [HEAD, PLAIN.replace("wan", "万元").replace("neeq-base", "基础层")],
    "a title row": ["2026年拟上市企业一览", HEAD, PLAIN],
    "a title that states the unit": [
        "拟上市企业一览（单位：万元）,,",
        HEAD.replace(",unit", ""),
        PLAIN.replace(",wan", ""),
    ],
    "units in the header": [
        CHINESE.replace("净利润2025", "2025年净利润（元）")
        .replace("2024年ROE", "2024年ROE（%）")
        .replace("总股本", "总股本（万股）"),
        PLAIN.replace("12.4%", "12.4").replace("2400,", "24000000,").replace("42000000", "4200"),
    ],
    "amounts with their size": [
        HEAD,
        PLAIN.replace("1960", '"1,960.00万元"')
        .replace("2400,", "2400万,")
        .replace("16600", "￥16600")
        .replace("42000000", "4200万股"),
    ],
    "full width": [HEAD, PLAIN.replace("12.4%", "１２.４％").replace("1960", "１９６０")],
    "a serial day": [HEAD, PLAIN.replace("2025-03-12", "45728")],
    "a day in one number": [HEAD, PLAIN.replace("2025-03-12", "20250312")],
    "a day with a time": [HEAD, PLAIN.replace("2025-03-12", "2025-03-12 00:00:00")],
    "blank lines": [HEAD, "," * 12, PLAIN, "," * 12],
}


@pytest.mark.parametrize("lines", SPELLINGS.values(), ids=SPELLINGS)
def test_a_spelling_of_spreadsheets_gives_the_date_of_the_file(
    tmp_path: Path, listed: date | None, lines: list[str]
) -> None:
    """A row means the same in every way in which Chinese spreadsheets write and save it."""
    (row,) = pathway.portfolio(table(tmp_path / "a.csv", *lines, encoding="gbk"), ["bse"])
    assert (row.problems, row.doubts, row.name) == ((), (), "甲精密")
    assert listed is not None
    assert row.answers[0].date == listed


def test_a_workbook_of_excels_chinese_habits_gives_the_date_of_the_file(
    tmp_path: Path, listed: date | None
) -> None:
    """A merged title, real dates, a merged unit, shares shown as per cent and a row of totals."""
    values: list[object] = [
        "甲精密",
        datetime(2026, 11, 23),
        "万元",
        "基础层",
        datetime(2025, 3, 12),
    ]
    values += ["1,960", 16600, 0.124, 2400, 19000, 13.1, 4200, 25]
    header = CHINESE.replace("率", "率（%）", 1).replace("总股本", "总股本（万股）").split(",")
    total = ["合 计", None, None, None, None, 5880]
    rows: list[Sequence[object]] = [
        ["拟上市企业一览"],
        header,
        values,
        ["乙精密", values[1], None, *values[3:]],
        total,
    ]
    path = book(tmp_path / "a.xlsx", *rows, merged=["A1:M1", "C3:C4"])
    made = openpyxl.load_workbook(path)
    assert made.active is not None
    for cell in ("H3", "H4"):
        made.active[cell].number_format = "0.0%"
    made.save(path)
    found = list(pathway.portfolio(path, ["bse"]))
    assert [row.status for row in found] == ["ok", "ok", "skipped"]
    assert [a.date for row in found for a in row.answers] == [listed, listed]
    assert [[doubt.key for doubt in row.doubts] for row in found] == [
        [],
        ["tables.merged"],
        ["tables.total"],
    ]


DOUBTS = {
    "tables.large": PLAIN.replace("2400,", "24000000,"),
    "tables.small": PLAIN.replace("wan", "yuan"),
    "tables.no-unit": PLAIN.replace("wan", ""),
    "tables.no-venue": PLAIN.replace("neeq-base,2025-03-12", ","),
    "tables.roe": PLAIN.replace("12.4%", "8.1"),
    "tables.jump": PLAIN.replace("19000", "9000000"),
}


@pytest.mark.parametrize("key", DOUBTS)
def test_what_a_row_can_hardly_mean_is_named(run: Run, tmp_path: Path, key: str) -> None:
    """An amount that does not fit its unit, a unit or venue left out are told in the output and on
    standard error, and refused on demand.
    """
    path = table(tmp_path / "a.csv", HEAD, PLAIN, DOUBTS[key].replace("甲", "乙"))
    sound, doubted = pathway.portfolio(path, ["bse"])
    assert sound.doubts == ()
    assert key in [doubt.key for doubt in doubted.doubts]
    status, out, err = run(path, "--format", "csv")
    _, row = csv.DictReader(io.StringIO(out))
    assert (status, row["status"] != "error", row["doubts"] != "") == (0, True, True)
    assert "a.csv:3" in err
    status, out, err = run(path, "--format", "jsonl", "--strict-input")
    first, second = map(json.loads, out.splitlines())
    assert (status, first["status"], second["status"]) == (2, "ok", "error")
    assert [problem["text"] for problem in second["problems"]]


def test_a_firm_that_stands_twice_is_named_with_both_rows(run: Run, tmp_path: Path) -> None:
    """Each of two rows of one name and day names the other, however the name is spaced; a row of
    another day, of another pace or of another firm is no doubt, and --strict-input refuses both.
    """
    lines = (
        PLAIN,
        PLAIN.replace("甲精密", "甲 精密 ").replace("2400", "2300"),
        PLAIN.replace("2026-11-23", "2026-10-23"),
        PLAIN.replace("甲", "乙"),
    )
    path = table(
        tmp_path / "a.csv",
        f"{HEAD},plan.pace",
        *(f"{line},typical" for line in lines),
        f"{PLAIN},floor",
    )
    found = [[(d.key, d.values["rows"]) for d in row.doubts] for row in pathway.portfolio(path)]
    assert found == [[("tables.twice", ("3",))], [("tables.twice", ("2",))], [], [], []]
    status, out, err = run(path, "--format", "csv", "--strict-input")
    told = [row["status"] for row in csv.DictReader(io.StringIO(out))]
    assert (status, told) == (2, ["error", "error", "ok", "ok", "ok"])
    assert "a.csv:2" in err and "row 3" in err and "a.csv:3" in err and "row 2" in err


def test_a_table_of_one_name_names_few_rows(tmp_path: Path) -> None:
    """Of six rows of one firm each names three others, in a frame of a program too."""
    path = table(tmp_path / "a.csv", HEAD, *[PLAIN] * 6)
    last = list(pathway.portfolio(path, ["bse"]))[-1]
    assert [doubt.values for doubt in last.doubts] == [{"rows": ("2", "3", "4")}]
    held = [{"name": "甲精密", "status.venue": "neeq-base"}] * 2
    first, _ = pathway.portfolio(held, ["bse"], today=date(2026, 11, 23))
    assert [doubt.key for doubt in first.doubts] == ["tables.twice"]


def test_a_firms_real_losses_and_small_figures_are_no_doubt(tmp_path: Path) -> None:
    """A loss in brackets, a dash and N/A are read as a spreadsheet means them."""
    line = PLAIN.replace("1960", "(1960)").replace("16600", "-").replace("19000", "N/A")
    (row,) = pathway.portfolio(table(tmp_path / "a.csv", HEAD, line), ["bse"])
    assert (row.problems, row.doubts) == ((), ())
    assert row.answers[0].blocked is not None
    as_file = FIRM.replace("1960", "-1960")
    as_file = as_file.replace("net_assets = 16600\n", "").replace("net_assets = 19000\n", "")
    (route,) = pathway.plan(pathway.loads(as_file), ["bse"]).routes
    assert row.answers[0].blocked.text == route.blocked_by[0].text


def test_columns_of_the_users_own_are_passed_through(run: Run, tmp_path: Path) -> None:
    """A column that is none of ours stands in every output, and standard error names it."""
    path = table(tmp_path / "a.csv", f"{HEAD},负责人,Status,problem", f"{PLAIN},=张三,x,y")
    status, out, err = run(path, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (status, row["负责人"], row["Status"]) == (0, "'=张三", "x")
    assert (row["problem"], row["input.problem"]) == ("", "y")
    assert "负责人" in err
    (line,) = run(path, "--format", "jsonl")[1].splitlines()
    assert json.loads(line)["others"] == {"负责人": "=张三", "Status": "x", "problem": "y"}


@pytest.mark.parametrize("name", ["fiscal_years.2025.net_proft", "status.venu", "unt"])
def test_a_path_that_is_nearly_right_is_no_column_of_the_users_own(
    tmp_path: Path, name: str
) -> None:
    """A mistyped path is refused, as its figures would be missing without a word."""
    path = table(tmp_path / "a.csv", f"{HEAD},{name}", f"{PLAIN},1")
    with pytest.raises(InputError) as refused:
        list(pathway.portfolio(path))
    assert refused.value.problems[0].nearest


def test_a_sheet_is_chosen_by_name_or_number(run: Run, tmp_path: Path) -> None:
    """`--sheet` takes either; without it, a workbook whose first sheet is no table says which
    sheets it has.
    """
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.append(["说明"])
    sheet = made.create_sheet("数据")
    sheet.append(HEAD.split(","))
    sheet.append(PLAIN.split(","))
    path = tmp_path / "a.xlsx"
    made.save(path)
    assert [run(path, "--sheet", name)[0] for name in ("数据", "2")] == [0, 0]
    for options in ([], ["--sheet", "据"]):
        status, out, err = run(path, *options)
        assert (status, out, "数据" in err) == (2, "", True)


def test_every_name_of_a_column_leads_to_a_value_of_a_scenario() -> None:
    """The paths, units and words that the list of names gives are those of scenarios."""
    text = files("pathway").joinpath("studies", "portfolio", "columns.toml").read_text("utf-8")
    found = tomllib.loads(text)
    for path in (*found["single"], *(p.format(year=2025) for p in found["yearly"])):
        sink = Sink()
        assert place(path, "", sink) is not None, sink.problems
    names = [name for group in ("single", "yearly") for n in found[group].values() for name in n]
    assert len(names) == len(set(names))
    assert set(found["units"]["amount"].values()) == set(UNITS) == set(found["values"]["unit"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_filled_in_template_gives_the_date_of_the_file(
    run: Run, tmp_path: Path, listed: date | None, lang: str
) -> None:
    """The empty table takes a firm under its own headers and from its own lists."""
    path = tmp_path / "firms.xlsx"
    with freeze_time("2026-11-23T04:00:00Z"):
        assert run("--template", lang, "-o", path)[0] == 0
    made = openpyxl.load_workbook(path)
    sheet = made.worksheets[0]
    header = {str(cell.value): i for i, cell in enumerate(sheet[1], 1)}
    names = CHINESE.replace("所处市场/层级", "所处市场或层级").replace("挂牌日期", "新三板挂牌日期")
    names = names.replace("净利润2025,2025年度 净资产", "2025年净利润,2025年净资产")
    names = names.replace("2024年ROE", "2024年加权平均净资产收益率")
    values = PLAIN.split(",")
    if lang == "zh":
        checks = {str(c.sqref)[0]: str(c.formula1) for c in sheet.data_validations.dataValidation}
        assert "万元" in checks["C"] and "基础层" in checks["D"]
        values[2:4] = "万元", "基础层"
    for name, value in zip(NAMES if lang == "en" else names.split(","), values, strict=True):
        sheet.cell(2, header[name]).value = value
    assert all(cell.comment is not None for cell in sheet[1])
    made.save(path)
    (row,) = pathway.portfolio(path, ["bse"])
    assert (row.problems, row.doubts, row.answers[0].date) == ((), (), listed)


def test_a_template_is_a_workbook_with_a_name(run: Run, tmp_path: Path) -> None:
    """Without a file, with another kind of file, or beside a table, nothing is written."""
    for args in (["--template"], ["--template", "zh", "-o", tmp_path / "a.csv"], []):
        status, out, err = run(*args)
        assert (status, out, "-o firms.xlsx" in err) == (2, "", True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_table_comes_through_a_pipe(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    listed: date | None,
    encoding: str,
) -> None:
    """`portfolio -` reads a table from standard input, in any encoding that spreadsheets save."""
    held = io.BytesIO(f"{HEAD}\n{PLAIN}\n".encode(encoding))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(held))
    status, out, _ = run("-", "--jobs", "1", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (status, row["name"], row["bse.date"]) == (0, "甲精密", str(listed))
