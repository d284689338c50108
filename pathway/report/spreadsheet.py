"""What every workbook keeps to: a text stays a text, and the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from pathway.base.escapes import FORMULA, terminal

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_767
"""Characters that a cell can hold."""
_CORE = "docProps/core.xml"


def put(cell: Cell, value: str | int | float | date) -> None:
    """Puts a value into a cell: a date as a date, a text as a text even if it begins as a formula
    would.
    """
    if isinstance(value, str):
        value = terminal(value)[:LONGEST]
        cell.value = value
        cell.data_type = "s"
        # Without this, a spreadsheet makes a formula of it as soon as someone edits the cell.
        cell.quotePrefix = value.startswith(FORMULA)
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def put_at(sheet: Worksheet, row: int, column: int, value: str | int | float | date) -> Cell:
    """Puts a value into a sheet, rows and columns counted from 1; gives the cell back."""
    from openpyxl.cell import MergedCell

    cell = sheet.cell(row, column)
    assert not isinstance(cell, MergedCell)
    put(cell, value)
    return cell


def undated(made: io.BytesIO, core: Callable[[bytes], bytes]) -> bytes:
    """A workbook without a trace of when it was made. core: what becomes of its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w") as archive:
        for name in parts.namelist():
            data = core(parts.read(name)) if name == _CORE else parts.read(name)
            info = zipfile.ZipInfo(name)  # of 1980, where that is all one knows
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def without_day(properties: bytes) -> bytes:
    """The properties of a workbook with one day for all: the same content gives the same bytes."""
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", properties)
