"""Portfolios as a workbook that prints on A4: the table of all columns, a summary, a timeline of bars
made of cells, and what is doubtful.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from attrs import frozen

from pathway.base.phrases import Lang, render, said
from pathway.planning.causes import milestone_title, route_title
from pathway.report.portfolio import CellScalar, PortfolioLayout
from pathway.report.spreadsheet import put, undated, without_day
from pathway.studies.portfolio.row_values import Answer, Row

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_LONG = frozenset({"name", "problem", "doubts", "cause", "blocked", "nearest"})
"""Columns of texts in the table of all columns."""
_A4 = 9
_HEAD, _BAR, _RANGE, _INK = "FFDDE6F0", "FF0072B2", "FFCC79A7", "FF16191D"
_SUMMARY = (
    ("firm", 26),
    ("target", 18),
    ("date", 12),
    ("likely-first", 12),
    ("likely-last", 12),
    ("route", 26),
    ("decided", 50),
    ("next", 24),
    ("next-date", 12),
    ("assumed", 9),
)
"""The columns of the summary, with their widths."""
_DOUBTS = (("place", 14), ("firm", 26), ("kind", 12), ("column", 26), ("text", 80))
_MOST_COLUMNS = 48
"""Beyond so many months a column of the timeline stands for several."""
_MOST_BARS = 2000
"""Firms and targets in the timeline; more would be no picture."""


@frozen
class _FirmBar:
    """A bar of the timeline."""

    firm: str
    target: str
    listed: date
    ahead: date | None
    first: date | None
    last: date | None


@frozen
class _MonthColumns:
    """The columns of the timeline. count: how many; step: months that each stands for."""

    first: int
    count: int
    step: int

    def column(self, day: date) -> int:
        """The column that holds a day, from 0."""
        return min(max((_month(day) - self.first) // self.step, 0), self.count - 1)

    def days(self) -> Iterator[date]:
        """The first day of each column."""
        for i in range(self.count):
            year, month = divmod(self.first + i * self.step, 12)
            yield date(year, month + 1, 1)


def portfolio_xlsx(rows: Iterable[Row], layout: PortfolioLayout) -> bytes:
    """A workbook of a portfolio.

    Args:
        rows: The firms, which are written as they come.
        layout: What its table shows.

    Returns:
        The file. Its first sheet, `portfolio`, has every column under the names of the CSV.

    Raises:
        ModuleNotFoundError: The library `openpyxl` is not installed.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    lang = layout.lang
    wide = [(name, 40 if name.rpartition(".")[2] in _LONG else 14) for name in layout.columns]
    table = _sheet(book, "portfolio", wide, frozen="D2", cols="A:C")
    table.append([_cell(name, table) for name in layout.columns])
    summary = _told_sheet(book, "summary", _SUMMARY, lang)
    doubts = _told_sheet(book, "doubts", _DOUBTS, lang)
    bars: list[_FirmBar] = []
    for row in rows:
        table.append([_cell(value, table) for value in layout.values(row)])
        for line in _summary(row, lang):
            summary.append([_cell(value, summary, wrapped=True) for value in line])
        for line in _doubts(row, lang):
            doubts.append([_cell(value, doubts, wrapped=True) for value in line])
        if len(bars) < _MOST_BARS:
            bars += _bars(row, lang)
    _timeline(book, bars[:_MOST_BARS], lang)
    table.auto_filter.ref = f"A:{_letter(len(wide))}"
    summary.auto_filter.ref = f"A:{_letter(len(_SUMMARY))}"
    doubts.auto_filter.ref = f"A:{_letter(len(_DOUBTS))}"
    made = io.BytesIO()
    book.save(made)
    return undated(made, without_day)


def _say(lang: Lang, key: str) -> str:
    return said(lang, f"xlsx.portfolio.{key}")


# -- what the sheets say ---------------------------------------------------------------------------


def _summary(row: Row, lang: Lang) -> Iterator[tuple[CellScalar, ...]]:
    """A line for each target: its day, or what stands in the way."""
    for answer in row.answers:
        cause, ahead, spread = answer.decisive, answer.next, answer.spread
        yield (
            row.name or row.place,
            said(lang, f"text.venue.{answer.target}"),
            answer.date or _say(lang, "none"),
            None if spread is None else spread.p10,
            None if spread is None else spread.p90,
            render(route_title(answer.route), lang) if answer.route else None,
            _blocked(answer, lang) if cause is None else render(cause.text, lang),
            None if ahead is None else render(milestone_title(ahead.milestone), lang),
            None if ahead is None else ahead.date,
            answer.assumed,
        )


def _blocked(answer: Answer, lang: Lang) -> str | None:
    block = answer.blocked
    if block is None:
        return None
    return render(block.nearest or block.text, lang)


def _doubts(row: Row, lang: Lang) -> Iterator[tuple[CellScalar, ...]]:
    """A line for each problem and each doubt."""
    head = (row.place, row.name)
    for problem in row.problems:
        yield (*head, _say(lang, "problem"), problem.path or None, problem.text(lang))
    for doubt in row.doubts:
        yield (*head, _say(lang, "doubt"), None, render(doubt, lang))


def _bars(row: Row, lang: Lang) -> Iterator[_FirmBar]:
    for answer in row.answers:
        if answer.date is not None:
            spread, ahead = answer.spread, answer.next
            yield _FirmBar(
                row.name or row.place,
                said(lang, f"text.venue.{answer.target}"),
                answer.date,
                None if ahead is None else ahead.date,
                None if spread is None else spread.p10,
                None if spread is None else spread.p90,
            )


# -- the timeline ----------------------------------------------------------------------------------


def _timeline(book: Workbook, bars: Sequence[_FirmBar], lang: Lang) -> None:
    """A row for each firm and target, a column for each month, the way to the listing as a bar."""
    names = (("firm", 26), ("target", 18), ("date", 12))
    months = _months(bars)
    widths = [*names, *((str(i), 3.4) for i in range(months.count))]
    first = _letter(len(names) + 1)
    sheet = _sheet(
        book, _say(lang, "timeline"), widths, frozen=f"{first}2", cols="A:C", fitted=True
    )
    heads: list[object] = [_head(_say(lang, f"column.{name}"), sheet) for name, _ in names]
    year = 0
    for day in months.days():
        label = f"{day.month}" if day.year == year else f"{day.year % 100:02}/{day.month}"
        heads.append(_head(label, sheet, small=True))
        year = day.year
    sheet.append(heads)
    for bar in bars:
        cells: list[object] = [_cell(v, sheet) for v in (bar.firm, bar.target, bar.listed)]
        sheet.append([*cells, *(_place(bar, months, i, sheet) for i in range(months.count))])
    sheet.append([])
    sheet.append([_cell(_say(lang, "legend"), sheet)])


def _place(bar: _FirmBar, months: _MonthColumns, i: int, sheet: Worksheet) -> object:
    """One cell of a bar."""
    listed = months.column(bar.listed)
    mark = "★" if i == listed else ""
    if bar.ahead is not None and i == months.column(bar.ahead) and i != listed:
        mark = "◇"
    likely = (
        bar.first is not None
        and bar.last is not None
        and months.column(bar.first) <= i <= months.column(bar.last)
    )
    if i <= listed:
        return _filled(mark, _BAR, "FFFFFFFF", sheet)
    return _filled(mark, _RANGE, _INK, sheet) if likely else None


def _months(bars: Sequence[_FirmBar]) -> _MonthColumns:
    days = [day for bar in bars for day in (bar.listed, bar.ahead, bar.last) if day is not None]
    if not days:
        return _MonthColumns(0, 0, 1)
    first, last = _month(min(days)), _month(max(days))
    step = next(n for n in (1, 3, 6, 12, 24, 60) if (last - first) // n < _MOST_COLUMNS)
    return _MonthColumns(first - first % step, (last - first + first % step) // step + 1, step)


def _month(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


# -- sheets and cells ------------------------------------------------------------------------------


def _told_sheet(
    book: Workbook, name: str, names: Sequence[tuple[str, float]], lang: Lang
) -> Worksheet:
    """A sheet under headers in words."""
    sheet = _sheet(book, _say(lang, name), names, frozen="B2", fitted=True)
    sheet.append([_head(_say(lang, f"column.{key}"), sheet) for key, _ in names])
    return sheet


def _sheet(
    book: Workbook,
    name: str,
    widths: Sequence[tuple[str, float]],
    frozen: str,
    cols: str = "",
    fitted: bool = False,
) -> Worksheet:
    """An empty sheet that prints on A4: landscape, its head on every page. frozen: the first cell
    that moves. cols: the columns that are printed on every page. fitted: whether it is as wide as a
    page.
    """
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = cast("Worksheet", book.create_sheet(name))
    sheet.freeze_panes = frozen
    for i, (_, width) in enumerate(widths, 1):
        sheet.column_dimensions[_letter(i)].width = width
    sheet.print_title_rows = "1:1"
    if cols:
        sheet.print_title_cols = cols
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    if fitted:
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
        sheet.oddFooter.center.text = "&A  &P/&N"
    return sheet


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(max(column, 1))


def _cell(value: CellScalar, sheet: Worksheet, wrapped: bool = False) -> object:
    """A value for a cell; a text stays a text, also where a formula would begin like it."""
    from openpyxl.styles import Alignment

    if not isinstance(value, str | date):
        return value
    made = _made(sheet)
    put(made, value)
    if wrapped:
        made.alignment = Alignment(vertical="top", wrap_text=True)
    return made


def _head(text: str, sheet: Worksheet, small: bool = False) -> object:
    from openpyxl.styles import Alignment, Font, PatternFill

    made = _made(sheet)
    put(made, text)
    made.font = Font(name="Calibri", bold=True, size=7 if small else 11)
    made.fill = PatternFill("solid", fgColor=_HEAD)
    made.alignment = Alignment(vertical="top", wrap_text=True)
    return made


def _filled(text: str, colour: str, ink: str, sheet: Worksheet) -> object:
    from openpyxl.styles import Alignment, Font, PatternFill

    made = _made(sheet)
    if text:
        put(made, text)
    made.fill = PatternFill("solid", fgColor=colour)
    made.font = Font(name="Calibri", bold=True, size=8, color=ink)
    made.alignment = Alignment(horizontal="center")
    return made


def _made(sheet: Worksheet) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    return WriteOnlyCell(sheet)
