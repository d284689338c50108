"""A table of firms to fill in: a workbook with the columns that `pathway portfolio` reads, lists to
choose from, and notes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pathway.base import usage
from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import LANGS, Lang, phrase, said
from pathway.report.libraries import missing_library
from pathway.report.spreadsheet import put_at, undated, without_day
from pathway.scenario.file.fields import FIRST_YEAR, Choice, Day, Field
from pathway.scenario.file.overrides import Place
from pathway.studies.portfolio.header import TableColumn, document, listed, places

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

_FIRST = (
    "name",
    "as_of",
    "unit",
    "status.venue",
    "status.neeq_listed",
    "status.innovation_entered",
)
_YEARLY = ("net_profit", "revenue", "net_assets", "roe", "rd_expense", "operating_cash_flow")
_LAST = ("facts.share_capital", "facts.holders", "facts.market_cap.pe", "offering.new_shares")
_YEARS = (-2, -1, 0, 1)
"""The fiscal years that a table asks for, from the current one: two that are over, two ahead."""
_ROWS = 5_000
"""Rows down to which cells are checked as they are filled in."""
_UNSAID = ("regional", "neeq-select")
"""Venues that few firms are at; they may be written all the same."""


def firms_template(today: date, lang: Lang = "en") -> bytes:
    """An empty table of firms to fill in, as `pathway portfolio --template` writes it.

    Args:
        today: The day that stands for today: it sets the fiscal years that are asked for.
        lang: The language of headers, lists and notes, `en` or `zh`.

    Returns:
        The bytes of a workbook (xlsx), with lists to choose from and a note for each column.

    Raises:
        UsageError: An argument is of the wrong kind, or no language is called so.
        EngineError: The library openpyxl is not installed.
    """
    today = usage.day("today", today)
    if not FIRST_YEAR <= today.year + _YEARS[0] < today.year + _YEARS[-1] <= LAST_YEAR:
        raise usage.wrong("today", today, phrase("errors.usage.day"))
    usage.refuse_unknown("lang", lang, LANGS)
    try:
        return template_workbook(lang, today.year)
    except ModuleNotFoundError as error:
        raise missing_library("xlsx", error) from None


def template_workbook(lang: Lang, year: int) -> bytes:
    """The empty table as xlsx. year: the current one."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = said(lang, "firms.sheet")
    sheet.freeze_panes = "B2"
    paths = list(_paths(year))
    names = [_name(path, lang) for path in paths]
    columns = [TableColumn(name, path) for name, path in zip(names, paths, strict=True)]
    for i, (column, where) in enumerate(zip(columns, places(columns), strict=True), 1):
        assert where is not None
        cell = put_at(sheet, 1, i, column.name)
        cell.font = Font(bold=True)
        cell.comment = Comment(_note(where.path, lang), "pathway", height=120, width=280)
        sheet.column_dimensions[get_column_letter(i)].width = 18
        check = _check(where, lang)
        if check is not None:
            sheet.add_data_validation(check)
            check.add(f"{get_column_letter(i)}2:{get_column_letter(i)}{_ROWS}")
        if isinstance(where.kind, Day):
            sheet.column_dimensions[get_column_letter(i)].number_format = "yyyy-mm-dd"
    _explain(book.create_sheet(said(lang, "firms.notes")), paths, names, lang)
    made = io.BytesIO()
    book.save(made)
    return undated(made, without_day)


def _paths(year: int) -> Iterator[str]:
    yield from _FIRST
    for past in _YEARS:
        yield from (f"fiscal_years.{year + past}.{metric}" for metric in _YEARLY)
    yield from _LAST


def _name(path: str, lang: Lang) -> str:
    """What the header calls a column: the path, or the first Chinese name that is known for it."""
    if lang == "en":
        return path
    found = document()
    if path in found["single"]:
        return listed(found["single"][path])[0]
    _, year, metric = path.split(".")
    return f"{year}年{listed(found['yearly'][f'fiscal_years.{{year}}.{metric}'])[0]}"


def _note(path: str, lang: Lang) -> str:
    yearly = path.startswith("fiscal_years.")
    return said(lang, f"firms.note.{path.rpartition('.')[2] if yearly else path}")


def _check(where: Place, lang: Lang) -> DataValidation | None:
    """What a spreadsheet checks as a cell is filled in."""
    from openpyxl.worksheet.datavalidation import DataValidation

    match where.kind:
        case Choice():
            words = ",".join(_words(where.path, where.kind, lang))
            check = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            check.prompt = said(lang, "firms.choose")
        case Day():
            check = DataValidation(
                type="date", operator="greaterThan", formula1="18264", allow_blank=True
            )
            check.prompt = said(lang, "firms.day")
        case _:
            return None
    check.showInputMessage = True
    # A list need not be all: other words that are known may be written too.
    check.showErrorMessage = False
    return check


def _words(path: str, kind: Field, lang: Lang) -> Iterator[str]:
    """The words that a cell may hold, as its reader writes them."""
    assert isinstance(kind, Choice)
    values = document()["values"].get(path.rpartition(".")[2], {})
    for option in kind.options:
        named = values.get(option) if isinstance(values, dict) else None
        if option not in _UNSAID:
            yield option if lang == "en" or named is None else listed(named)[0]


def _explain(sheet: Worksheet, paths: Sequence[str], names: Sequence[str], lang: Lang) -> None:
    """The second sheet: what each column asks for."""
    from openpyxl.styles import Alignment

    rows = [(said(lang, "firms.lead"), "", "")]
    rows.append((said(lang, "firms.column"), "", said(lang, "firms.meaning")))
    rows += [(name, path, _note(path, lang)) for name, path in zip(names, paths, strict=True)]
    for number, texts in enumerate(rows, 1):
        for i, text in enumerate(texts, 1):
            put_at(sheet, number, i, text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[1].height = 64
    for letter, width in (("A", 24), ("B", 36), ("C", 64)):
        sheet.column_dimensions[letter].width = width
