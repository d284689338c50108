"""The working timetable as a sheet: a row for each task, grouped by party, a column for each week,
bars as filled cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from pathway.base.phrases import Lang, Value, said, show
from pathway.planning.causes import milestone_title
from pathway.planning.values import Plan, Route
from pathway.report.spreadsheet import put
from pathway.studies.timetable import Timetable, Work, by_party

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_COLUMNS = ("party", "task", "first", "last", "days", "latest", "rests")
_WIDTHS = (11, 44, 11, 11, 8, 11, 16)
_MONTHS, _WEEKS, _DAYS, _HEAD = 3, 4, 5, 5
"""The rows of months, of the numbers of weeks, of their Mondays; the last row of the head."""
_MOST_WEEKS = 140
"""Beyond, a column stands for four weeks, so that the sheet still prints on a page."""
_COLOURS = {
    "company": "FF0072B2",
    "sponsor": "FF009E73",
    "auditor": "FF56B4E9",
    "lawyer": "FFCC79A7",
    "authority": "FFE69F00",
}
_INK, _PALE, _TODAY = "FF16191D", "FFDDE6F0", "FFF4F6F8"
_A3 = 8
_FONT = "Calibri"
"""As in the other sheets; a cell with a font of no name is set in whatever a program has."""


def timetable_sheet(
    sheet: Worksheet, plan: Plan, route: Route, found: Timetable, lang: Lang
) -> None:
    """Fills a sheet with the working timetable of a route; it prints one page wide on A3 or A4."""
    from openpyxl.styles import Border, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    step = 1 if len(found.weeks) <= _MOST_WEEKS else 4
    weeks = found.weeks[::step]
    venue = said(lang, f"text.venue.{route.target}")
    firm = plan.scenario.firm.name or plan.scenario.name
    head = said(
        lang,
        "timetable.head",
        firm=firm,
        venue=venue,
        day=route.date or "",
        as_of=plan.scenario.as_of,
    )
    _write(sheet, 1, 1, head, bold=True, size=14)
    _write(sheet, 2, 1, said(lang, "timetable.practice") + " " + said(lang, "timetable.legend"))
    _head(sheet, weeks, step, lang)
    row = _HEAD + 1
    for item in found.milestones:
        title = show(milestone_title(item.id), lang)
        _line(sheet, row, said(lang, "timetable.milestones"), title, (item.date, None, None, None))
        cell = _cell(sheet, row, _column(item.date, weeks))
        _style(cell, text="◆", colour=_INK)
        row += 1
    for party, works in by_party(found).items():
        for work in works:
            name = said(lang, f"timetable.party.{party}")
            figures = (work.first, work.last, work.working_days, work.latest_start)
            _line(sheet, row, name, work.title, figures, lang)
            _write(sheet, row, len(_COLUMNS), rests_text(work, lang), size=8)
            for x in range(_column(work.first, weeks), _column(work.last, weeks) + 1):
                _fill(_cell(sheet, row, x), _COLOURS[party])
            mark = said(lang, f"timetable.pressure.{work.pressure}")
            if mark:
                _style(_cell(sheet, row, _column(work.first, weeks)), text=mark, colour=_INK)
            row += 1
        thin = Side(style="thin", color="FFAAB3BD")
        for x in range(1, len(_COLUMNS) + len(weeks) + 1):
            _cell(sheet, row - 1, x).border = Border(bottom=thin)
    for x, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(x)].width = width
    for x in range(len(weeks)):
        sheet.column_dimensions[get_column_letter(len(_COLUMNS) + 1 + x)].width = 3.6
    first_week = get_column_letter(len(_COLUMNS) + 1)
    sheet.freeze_panes = f"{first_week}{_HEAD + 1}"
    sheet.auto_filter.ref = f"A{_HEAD}:{get_column_letter(len(_COLUMNS))}{row - 1}"
    sheet.print_title_rows = f"{_MONTHS}:{_HEAD}"
    sheet.print_title_cols = f"A:{get_column_letter(len(_COLUMNS))}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
        sheet.oddFooter.center.text = "&A  &P/&N"


def rests_text(work: Work, lang: Lang) -> str:
    """What a piece of work rests on, in words: common practice, or the text that asks for it."""
    if work.source is None:
        return said(lang, f"timetable.rests.{work.rests_on}")
    status = said(lang, f"text.status.{work.evidence}")
    return said(lang, "timetable.rests.text", source=work.source, status=status)


def _head(sheet: Worksheet, weeks: Sequence[date], step: int, lang: Lang) -> None:
    """The names of the columns; above each week its month, its number and its Monday."""
    for x, name in enumerate(_COLUMNS, 1):
        _write(sheet, _HEAD, x, said(lang, f"timetable.column.{name}"), bold=True)
        _fill(_cell(sheet, _HEAD, x), _PALE)
    month = 0
    for i, monday in enumerate(weeks):
        x = len(_COLUMNS) + 1 + i
        if monday.month != month:
            month = monday.month
            _write(sheet, _MONTHS, x, f"{monday.year}-{month:02}", bold=True)
        _write(sheet, _WEEKS, x, f"W{1 + i * step}", size=7)
        cell = _cell(sheet, _DAYS, x)
        put(cell, monday)
        cell.number_format = "m/d"
        _small(cell)
        for y in (_WEEKS, _DAYS):
            _fill(_cell(sheet, y, x), _PALE if i else _TODAY)


def _column(day: date, weeks: Sequence[date]) -> int:
    """The column of the week that holds a day; the first one for a day before it."""
    place = max((i for i, monday in enumerate(weeks) if monday <= day), default=0)
    return len(_COLUMNS) + 1 + place


def _line(
    sheet: Worksheet,
    row: int,
    party: str,
    title: Value,
    figures: tuple[date | int | None, ...],
    lang: Lang = "en",
) -> None:
    _write(sheet, row, 1, party)
    _write(sheet, row, 2, "".join(c for c in show(title, lang) if c.isprintable()))
    for x, value in enumerate(figures, 3):
        if value is not None:
            put(_cell(sheet, row, x), value)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    return cast("Cell", sheet.cell(row, column))


def _write(
    sheet: Worksheet, row: int, column: int, text: str, bold: bool = False, size: int = 10
) -> None:
    from openpyxl.styles import Font

    cell = _cell(sheet, row, column)
    put(cell, text)
    cell.font = Font(name=_FONT, bold=bold, size=size)


def _small(cell: Cell) -> None:
    from openpyxl.styles import Alignment, Font

    cell.font = Font(name=_FONT, size=7)
    cell.alignment = Alignment(horizontal="center")


def _fill(cell: Cell, colour: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)


def _style(cell: Cell, text: str, colour: str) -> None:
    from openpyxl.styles import Alignment, Font

    put(cell, text)
    cell.font = Font(name=_FONT, bold=True, color=colour)
    cell.alignment = Alignment(horizontal="center")
