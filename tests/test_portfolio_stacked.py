"""Headers of two and three rows, as spreadsheets are typed in China: a row of years above the names of
figures.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import pathway
from tests.conftest import Run

NAMES = ("公司名称", "所处层级", "挂牌日期")
REST = ("市值", "总股本", "金额单位", "负责人")
FIRST = ("甲公司", "基础层", "2025-03-12", "1960", "12.4%", "2400", "13.1%", "19000")
SECOND = ("乙公司", "基础层", "2025-06-20", "2100", "11%", "2900", "12%", "24000")
FIGURES = ("2024年净利润", "2024年ROE", "2025年净利润", "2025年ROE", "2025年净资产")
FLAT = (
    (*NAMES, *FIGURES, *REST),
    (*FIRST, "62000", "42000000", "万元", "张三"),
    (*SECOND, "70000", "50000000", "万元", "李四"),
)
BELOW = ("净利润", "ROE", "净利润", "ROE", "净资产")
BLANK = ("",) * 4
YEARS_FIRST = ((*NAMES, "2024年", "", "2025年", "", "", *REST), ("", "", "", *BELOW, *BLANK))
REPEATED = (
    (*NAMES, "2024", "2024", "2025", "2025", "2025", *REST),
    (*NAMES, *BELOW, *REST),
)
NAMES_BELOW = (("", "", "", "FY2024", "", "2025年度", "", "", *BLANK), (*NAMES, *BELOW, *REST))
YEAR_ENDS = (
    (*NAMES, "2024-12-31", "", "2025年12月31日", "", "", *REST),
    ("", "", "", *BELOW, *BLANK),
)
THREE = (
    (*NAMES, "财务数据", "", "", "", "", *REST),
    ("", "", "", "2024年（已审计）", "", "2025年", "", "", *BLANK),
    ("", "", "", *BELOW, *BLANK),
)
LAYOUTS = {
    "years-first": YEARS_FIRST,
    "repeated": REPEATED,
    "names-below": NAMES_BELOW,
    "year-ends": YEAR_ENDS,
    "three": THREE,
    "title": (("拟上市企业一览表", *[""] * 11), *YEARS_FIRST),
}
Lines = Sequence[Sequence[str]]


def table(path: Path, lines: Lines) -> Path:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def rows(path: Path) -> list[pathway.Row]:
    return list(pathway.portfolio(path, ["bse"], as_of=date(2026, 11, 23)))


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> list[pathway.Row]:
    """The firms of a table whose header has one row; both have a date."""
    found = rows(table(tmp_path_factory.mktemp("flat") / "firms.csv", FLAT))
    assert [row.status for row in found] == ["ok", "ok"]
    return found


def same(found: list[pathway.Row], flat: list[pathway.Row]) -> None:
    assert [row.problems for row in found] == [()] * len(flat)
    assert [(row.name, row.answers, row.others) for row in found] == [
        (row.name, row.answers, row.others) for row in flat
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_header_of_several_rows_reads_as_one_of_one(
    tmp_path: Path, flat: list[pathway.Row], layout: str
) -> None:
    """Years above their figures, repeated or once, with ends of years for years, or below a row that
    groups them: every answer is that of 2025年净利润 and so on in one row.
    """
    same(rows(table(tmp_path / "firms.csv", [*LAYOUTS[layout], *FLAT[1:]])), flat)


@pytest.mark.parametrize("merged", [True, False])
def test_merged_cells_of_a_workbook_stand_above_their_columns(
    tmp_path: Path, flat: list[pathway.Row], merged: bool
) -> None:
    """A year merged over its columns, a name merged over both rows; or neither merged."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (*YEARS_FIRST, *FLAT[1:]):
        sheet.append([cell or None for cell in line])
    if merged:
        for place in ("D1:E1", "F1:H1", "A1:A2", "B1:B2", "C1:C2", "I1:I2", "L1:L2"):
            sheet.merge_cells(place)
    book.save(tmp_path / "firms.xlsx")
    same(rows(tmp_path / "firms.xlsx"), flat)


def test_a_merged_year_ends_where_its_cell_ends(tmp_path: Path) -> None:
    """Behind a year that is merged over two columns a third figure has no year: it is refused, not
    given to that year.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (*YEARS_FIRST, *FLAT[1:]):
        sheet.append([cell or None for cell in line])
    sheet.merge_cells("F1:G1")
    sheet.merge_cells("D1:E1")
    book.save(tmp_path / "firms.xlsx")
    with pytest.raises(pathway.InputError, match="净资产"):
        rows(tmp_path / "firms.xlsx")


def test_metrics_may_stand_above_their_years(tmp_path: Path, flat: list[pathway.Row]) -> None:
    """净利润（万元） above 2024 and 2025 is what 2024年净利润（万元） is."""
    order = [0, 1, 2, 3, 5, 4, 6, 7, 8, 9, 11]
    head = (
        (
            *NAMES,
            "净利润（万元）",
            "",
            "ROE",
            "",
            "净资产（万元）",
            "市值（万元）",
            "总股本",
            "负责人",
        ),
        ("", "", "", "2024", "2025", "2024", "2025", "2025年末", "", "", ""),
    )
    data = [[line[i] for i in order] for line in FLAT[1:]]
    same(rows(table(tmp_path / "firms.csv", [*head, *data])), flat)


def test_a_year_in_the_middle_of_its_columns_is_refused(run: Run, tmp_path: Path) -> None:
    """A year typed above the middle column, not merged, would be taken for the next columns: the
    table is refused, and the figures without a year are named.
    """
    head = ((*NAMES, "", "2024年", "", "2025年", "", *REST), ("", "", "", *BELOW, *BLANK))
    path = table(tmp_path / "firms.csv", [*head, *FLAT[1:]])
    status, out, err = run("portfolio", str(path))
    assert (status, out) == (2, "")
    assert "净利润" in err and "the year cannot be told" in " ".join(err.split())


def test_what_was_read_together_is_said(run: Run, tmp_path: Path) -> None:
    """Standard error names the columns as they were understood."""
    path = table(tmp_path / "firms.csv", [*YEARS_FIRST, *FLAT[1:]])
    err = run("portfolio", str(path), "--target", "bse", "--as-of", "2026-11-23")[2]
    assert "the header has 2 rows" in err and "2025年净资产" in err
    assert "负责人" in err


def test_numbers_below_a_header_are_no_years(tmp_path: Path) -> None:
    """A profit of 2,024 in the first row is no year of the column 净利润 above it, of which it is said
    that the year is missing.
    """
    lines = [("公司名称", "所处层级", "挂牌日期", "净利润"), ("甲", "基础层", "2025-03-12", "2024")]
    (row,) = rows(table(tmp_path / "firms.csv", lines))
    assert row.others == (("净利润", "2024"),)


def test_a_figure_without_a_year_is_named(run: Run, tmp_path: Path) -> None:
    """In a header of one row, too, 净利润 alone is not used, and standard error says so."""
    lines = [("公司名称", "所处层级", "挂牌日期", "净利润"), ("甲", "基础层", "2025-03-12", "2400")]
    path = table(tmp_path / "firms.csv", lines)
    err = run("--lang", "zh", "portfolio", str(path), "--as-of", "2026-11-23")[2]
    assert "净利润 未注明年度，未予采用" in err
