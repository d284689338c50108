"""Workbooks that are mailed: they print on A4, their heads stay, and LibreOffice opens each of them."""

import csv
import io
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from tests.conftest import Run

ROOT = Path(__file__).parent.parent
BASE = str(ROOT / "scenarios" / "base-tier-parts-maker.toml")
FIRMS = (ROOT / "scenarios" / "firms.csv").read_text(encoding="utf-8").splitlines()
BOOKS: dict[str, tuple[str, ...]] = {
    "plan": ("plan", BASE),
    "compare": ("compare", BASE, "--vary", "fiscal_years.2026.net_profit=14m,20m"),
    "money": ("money", BASE),
    "template": ("portfolio", "--template", "zh"),
}


def portfolio(run: Run, folder: Path, *more: str) -> Workbook:
    """The workbook of a table of two firms, one of which cannot be read."""
    source, out = folder / "firms.csv", folder / "out.xlsx"
    head, good = list(csv.reader(FIRMS[:2]))
    bad = [
        {"name": "=Bad", "status.venue": "neeq-bass"}.get(n, v)
        for n, v in zip(head, good, strict=True)
    ]
    with source.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, good, bad])
    run("portfolio", str(source), "--target", "bse", "--jobs", "1", *more, "-o", str(out))
    return openpyxl.load_workbook(io.BytesIO(out.read_bytes()))


def test_a_portfolio_is_a_workbook_that_prints_on_a4(run: Run, tmp_path: Path) -> None:
    """The table of all columns comes first; a summary, a timeline and a sheet of doubts follow. Each
    is A4 across, with its head on every page, kept in sight, ready to filter.
    """
    book = portfolio(run, tmp_path)
    assert book.sheetnames == ["portfolio", "Summary", "Doubts", "Timeline"]
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes is not None
    for name in ("portfolio", "Summary", "Doubts"):
        assert book[name].auto_filter.ref
    for name in ("Summary", "Doubts"):
        setup = book[name].sheet_properties.pageSetUpPr
        assert setup is not None and setup.fitToPage


def test_the_summary_says_the_day_and_the_doubts_what_was_wrong(run: Run, tmp_path: Path) -> None:
    """A line for the firm that was planned, with its day; the mistyped venue of the other one stands
    among the doubts with its column, and its name is a text.
    """
    book = portfolio(run, tmp_path)
    head, line = [[cell.value for cell in row] for row in book["Summary"].iter_rows()]
    found = dict(zip(head, line, strict=True))
    table = {c.value: d.value for c, d in zip(*book["portfolio"].iter_rows(max_row=2), strict=True)}
    assert (
        found["Firm"] == FIRMS[1].split(",")[0]
        and found["Listing"] == table["bse.date"] is not None
    )
    _, doubt = [[cell.value for cell in row] for row in book["Doubts"].iter_rows()]
    assert doubt[1] == "=Bad" and doubt[3] == "status.venue" and "neeq-base" in str(doubt[4])


def test_the_timeline_reaches_to_the_month_of_the_listing(run: Run, tmp_path: Path) -> None:
    """The star stands in the column of the month of the listing, and every month before it is
    filled; with draws the likely range goes on after it.
    """
    book = portfolio(run, tmp_path, "--simulate", "--draws", "200")
    sheet = book["Timeline"]
    head, row = list(sheet.iter_rows(max_row=2))
    listed = row[2].value
    assert isinstance(listed, datetime)
    months: list[date] = []
    for cell in head[3:]:
        year, slash, month = str(cell.value).partition("/")
        at = date(2000 + int(year), int(month), 1) if slash else months[-1].replace(month=int(year))
        months.append(at)
    star = next(i for i, cell in enumerate(row[3:]) if cell.value == "★")
    assert months[star] == listed.date().replace(day=1)
    filled = [cell.fill.fill_type == "solid" for cell in row[3:]]
    assert all(filled[: star + 1])
    assert filled[star + 1] and row[3 + star + 1].fill != row[3 + star].fill


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="skipped: no LibreOffice")
def test_libreoffice_opens_every_workbook(run: Run, tmp_path: Path) -> None:
    """LibreOffice opens each workbook that a command writes and prints it; the page of what fits is
    one of A4 or A3 across.
    """
    books = [tmp_path / "out.xlsx"]
    portfolio(run, tmp_path)
    for name, args in BOOKS.items():
        books.append(tmp_path / f"{name}.xlsx")
        assert run(*args, "-o", str(books[-1]))[0] == 0, name
    switches = [f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    subprocess.run(
        ["soffice", *switches, "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, books)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    for book in books:
        made = book.with_suffix(".pdf")
        assert made.exists() and made.read_bytes().startswith(b"%PDF"), book.name
