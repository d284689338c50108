"""Two hundred firms as pandas, LibreOffice and people write them down: each table holds the very firms
of the scenarios, and gives their dates.
"""

import csv
import io
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import pathway
from pathway.law.steps import Venue
from pathway.scenario.file import Arguments
from pathway.studies.portfolio.chunk import _scenario, bench, plan_chunk
from pathway.studies.portfolio.rows import prepared

if TYPE_CHECKING:
    import pandas

COUNT = 200
PLANNED = (0, 77, 199)
"""Firms of every table that are planned as well; planning is by the scenario alone."""
AS_OF = date(2026, 11, 23)
YEARS = (2024, 2025, 2026)
Firm = dict[str, object]


def firms() -> Iterator[Firm]:
    """Firms by scenario path, amounts in yuan; what a firm may leave out, some leave out."""
    random_ = random.Random(14)
    for i in range(COUNT):
        tier: Venue = "neeq-innovation" if i % 3 == 0 else "neeq-base"
        firm: Firm = {
            "name": f"第{i:03}号企业",
            "status.venue": tier,
            "status.neeq_listed": date(2023 + i % 3, 1 + i % 12, 1 + i % 28),
        }
        if tier == "neeq-innovation":
            firm["status.innovation_entered"] = date(2026, 5, 20 + i % 9)
        for year in YEARS:
            scale = random_.randrange(800, 9000)
            firm[f"fiscal_years.{year}.net_profit"] = scale * 10_000
            firm[f"fiscal_years.{year}.revenue"] = scale * random_.randrange(5, 12) * 10_000
            firm[f"fiscal_years.{year}.net_assets"] = scale * 80_000
            firm[f"fiscal_years.{year}.roe"] = random_.randrange(60, 200) / 1000
        firm["facts.share_capital"] = random_.randrange(20, 90) * 1_000_000
        if i % 4:
            firm["facts.market_cap"] = random_.randrange(20_000, 90_000) * 10_000
        if i % 5:
            firm["facts.holders"] = random_.randrange(30, 400)
        yield firm


FIRMS = list(firms())
PATHS = list(dict.fromkeys(path for firm in FIRMS for path in firm))


def scenario(firm: Firm) -> pathway.Scenario:
    """A firm as TOML has it."""
    text = f'schema = "pathway.scenario/1"\nname = "{firm["name"]}"\n'
    text += "".join(f"[[fiscal_years]]\nyear = {year}\n" for year in YEARS)
    others = {path: value for path, value in firm.items() if path != "name"}
    return pathway.loads(text, set=others, as_of=AS_OF)


@pytest.fixture(scope="module")
def expected() -> list[pathway.Scenario]:
    """The scenarios of all firms."""
    return [scenario(firm) for firm in FIRMS]


def holds(source: object, expected: list[pathway.Scenario], skipped: int = 0) -> None:
    """That a table holds these firms, and that those of them which are planned have their dates."""
    ready = prepared(source, Arguments(as_of=AS_OF, targets=["bse"]))  # type: ignore[arg-type]
    entries = [entry for entry in ready.firms.entries() if not entry.total]
    assert ready.count == len(entries) + skipped == COUNT + skipped
    shared = bench(ready.settings)
    for entry, scenario in zip(entries, expected, strict=True):
        found = _scenario(entry, ready.settings, shared)
        assert (found.name, found.firm) == (scenario.name, scenario.firm)
    rows = plan_chunk([entries[i] for i in PLANNED], ready.settings)
    plans = [pathway.plan(expected[i], ["bse"]) for i in PLANNED]
    wanted = [plan.best["bse"].date if "bse" in plan.best else None for plan in plans]
    assert [row.answers[0].date for row in rows] == wanted
    assert any(wanted)


# -- pandas, LibreOffice ---------------------------------------------------------------------------


def frame() -> "pandas.DataFrame":
    """The firms as pandas has them: dates as timestamps, what is not given as NaN."""
    pandas = pytest.importorskip("pandas")
    made = pandas.DataFrame(FIRMS, columns=PATHS)
    for path in PATHS:
        if path.startswith("status.") and path != "status.venue":
            made[path] = pandas.to_datetime(made[path])
    return made


def test_a_frame_of_pandas(expected: list[pathway.Scenario]) -> None:
    """The frame itself, its timestamps and floats, gives the firms."""
    holds(frame(), expected)


def test_a_frame_of_polars(expected: list[pathway.Scenario]) -> None:
    """So does one of polars, with its nulls."""
    polars = pytest.importorskip("polars")
    holds(polars.DataFrame(FIRMS, schema=PATHS, infer_schema_length=None), expected)


def test_what_pandas_writes_as_csv(tmp_path: Path, expected: list[pathway.Scenario]) -> None:
    """Whole numbers of columns with gaps are written as 64.0; they are 64 persons."""
    frame().to_csv(tmp_path / "firms.csv", index=False)
    holds(tmp_path / "firms.csv", expected)


def test_what_pandas_writes_as_xlsx(tmp_path: Path, expected: list[pathway.Scenario]) -> None:
    """Its bold header and its dates with a time are read."""
    frame().to_excel(tmp_path / "firms.xlsx", index=False)
    holds(tmp_path / "firms.xlsx", expected)


UTF_8 = "44,34,76"
"""What LibreOffice calls CSV with commas and quotation marks in UTF-8."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "made"),
    [("csv", "xlsx"), ("xlsx", f"csv:Text - txt - csv (StarCalc):{UTF_8}")],
    ids=["xlsx", "csv"],
)
def test_what_libreoffice_saves(
    tmp_path: Path, expected: list[pathway.Scenario], given: str, made: str
) -> None:
    """A table that went through LibreOffice Calc holds the same firms."""
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice")
    source, out = tmp_path / f"firms.{given}", tmp_path / "out"
    if given == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(plain_lines())
        source.write_text(text.getvalue(), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in plain_lines():
            book.active.append(row)  # type: ignore[union-attr]
        book.save(source)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    line = ["soffice", home, "--headless", f"--infilter=CSV:{UTF_8}"][: 4 if given == "csv" else 3]
    line += ["--convert-to", made, "--outdir", str(out), str(source)]
    subprocess.run(line, check=True, capture_output=True)
    holds(out / f"firms.{made.partition(':')[0]}", expected)


def plain_lines() -> list[list[object]]:
    return [[*PATHS], *([firm.get(path) for path in PATHS] for firm in FIRMS)]


# -- as it is typed in China -----------------------------------------------------------------------

TIERS = {"neeq-base": "基础层", "neeq-innovation": "创新层"}
FIGURES = {
    "net_profit": "净利润",
    "revenue": "营业收入",
    "net_assets": "净资产",
    "roe": "加权平均净资产收益率",
}
NAMED = {
    "name": "公司名称",
    "status.venue": "所属层级",
    "status.neeq_listed": "挂牌日期",
    "status.innovation_entered": "进层日期",
    "facts.share_capital": "总股本（万股）",
    "facts.market_cap": "预计市值",
    "facts.holders": "股东人数",
}


def typed(path: str, value: object) -> object:
    """A cell as a secretary types it: amounts in 万元 with thousands marks, shares in per cent."""
    if value is None:
        return "-"
    match path.rpartition(".")[2]:
        case "venue":
            return TIERS[str(value)]
        case "roe":
            return f"{float(str(value)) * 100:.1f}％"
        case "share_capital":
            return int(str(value)) / 10_000
        case "net_profit" | "revenue" | "net_assets" | "market_cap":
            return f"{int(str(value)) / 10_000:,.2f}"
    return f"{value.year}/{value.month}/{value.day}" if isinstance(value, date) else value


_SUMMED = ("net_profit", "revenue", "net_assets")


def total() -> list[object]:
    line: list[object] = ["合计"]
    for path in PATHS[1:]:
        amounts = [int(str(firm[path])) for firm in FIRMS if path.endswith(_SUMMED)]
        line.append(f"{sum(amounts) / 10_000:,.2f}" if amounts else "")
    return line


def test_gbk_with_a_title_two_header_rows_and_a_total(
    tmp_path: Path, expected: list[pathway.Scenario]
) -> None:
    """A CSV as Excel saves it in China: GBK, a title, 单位：万元, years above figures, 1,960.00,
    12.4％, 2025/3/12, - for nothing, 合计 at the end.
    """
    yearly = [path for path in PATHS if path.startswith("fiscal_years.")]
    above, below = [], []
    for path in PATHS:
        if path in yearly:
            _, year, name = path.split(".")
            above.append(f"{year}年" if name == "net_profit" else "")
            below.append(FIGURES[name])
        else:
            above.append(NAMED[path])
            below.append("")
    order = sorted(range(len(PATHS)), key=lambda i: PATHS[i] in yearly)
    lines: list[list[object]] = [["拟上市企业情况表"], ["单位：万元"]]
    data: list[list[object]] = [[typed(p, f.get(p)) for p in PATHS] for f in FIRMS]
    heads: list[list[object]] = [[*above], [*below]]
    lines += [[line[i] for i in order] for line in (*heads, *data, total())]
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    (tmp_path / "firms.csv").write_text(out.getvalue(), encoding="gbk")
    holds(tmp_path / "firms.csv", expected, skipped=1)


def test_a_workbook_with_merged_units_and_titles(
    tmp_path: Path, expected: list[pathway.Scenario]
) -> None:
    """The title is merged over the columns, 万元 over all firms; every firm has that unit."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["拟上市企业情况表"])
    heads = [NAMED.get(path) or named(path) for path in PATHS]
    sheet.append([*heads, "金额单位"])
    for firm in FIRMS:
        cells = [typed(path, firm.get(path)) for path in PATHS]
        sheet.append([*cells, "万元" if firm is FIRMS[0] else None])
    sheet.append([*total(), None])
    width = len(PATHS) + 1
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    sheet.merge_cells(start_row=3, end_row=COUNT + 2, start_column=width, end_column=width)
    book.save(tmp_path / "firms.xlsx")
    holds(tmp_path / "firms.xlsx", expected, skipped=1)


def named(path: str) -> str:
    _, year, name = path.split(".")
    return f"{year}年{FIGURES[name]}"
