"""Reads the first visible sheet of an xlsx workbook as rows of cells."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import repeat
from typing import Protocol

from pathway.base.errors import InputError, Problem
from pathway.base.phrases import phrase
from pathway.scenario.file.cells import Cell, spreadsheet_day, spreadsheet_number
from pathway.scenario.file.tree import Odd

_LARGEST_UNPACKED = 2**30
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")

SheetRows = tuple[tuple[int, tuple[Cell, ...]], ...]


class _RawCell(Protocol):
    """A cell of openpyxl, as far as it is read here."""

    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


def read_workbook(raw: bytes, name: str) -> SheetRows:
    """Row numbers and cells of the first visible sheet, empty rows at the end left out; no row ends
    before the first.

    A formula counts with the value that was last stored for it. Raises `InputError`.
    """
    try:
        import openpyxl  # noqa: F401
    except ModuleNotFoundError:
        raise InputError([Problem(name, "", "", phrase("portfolio.no-openpyxl"))]) from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST_UNPACKED:
                raise InputError([Problem(name, "", "", phrase("portfolio.large"))])
            formulas = any(
                _FORMULA.search(archive.read(info))
                for info in archive.infolist()
                if "worksheets/" in info.filename
            )
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # of parts that openpyxl does not know, such as validation of input
            return tuple(_rows(raw, formulas))
    except InputError:
        raise
    except Exception:
        # openpyxl lets through whatever the parts of a broken file provoke.
        raise InputError([Problem(name, "", "", phrase("portfolio.not-xlsx"))]) from None


def _rows(raw: bytes, formulas: bool) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows; where there are formulas, with a second look at them, as their stored values do not
    show them.
    """
    stored = _sheet(raw, values=True)
    written = _sheet(raw, values=False) if formulas else repeat(())
    blank: list[tuple[int, tuple[Cell, ...]]] = []
    width = 0
    for number, (values, texts) in enumerate(zip(stored, written, strict=False), 1):
        found = [_cell(cell) for cell in values]
        for i, text in enumerate(texts):
            if text.data_type == "f" and found[i] is None:
                found[i] = Odd(f"={str(text.value).lstrip('=')}")
        while found and found[-1] is None:
            found.pop()
        width = width or len(found)
        found += [None] * (width - len(found))
        blank.append((number, tuple(found)))
        if any(value is not None for value in found):
            yield from blank
            blank.clear()


def _sheet(raw: bytes, values: bool) -> Iterator[tuple[_RawCell, ...]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=values)
    sheet = next((s for s in book.worksheets if s.sheet_state == "visible"), book.worksheets[0])
    return iter(sheet.iter_rows())


def _cell(cell: _RawCell) -> Cell:
    value = cell.value
    if cell.data_type == "e":
        return Odd(str(value))
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return spreadsheet_number(value)
        case datetime():
            return spreadsheet_day(value)
        case date():
            return value
        case _:
            return Odd(str(value))
