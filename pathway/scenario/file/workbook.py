"""Reads a sheet of an xlsx workbook as rows of cells."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Protocol, cast

from attrs import frozen

from pathway.base.errors import InputError, Problem, nearest, visible
from pathway.base.limits import LARGEST_UNPACKED, LAST_ROW, MOST_COLUMNS
from pathway.base.phrases import phrase
from pathway.scenario.file.cells import Cell, spreadsheet_day, spreadsheet_number
from pathway.scenario.file.tree import Odd

_ROW = re.compile(rb'<(?:\w+:)?row\s[^<>]*?\br="(\d+)"')
_CELL = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt=")([ds])("[^<>]*>\s*<(?:\w+:)?v>)([^<]*)(?=<)""")
_NO_NUMBER = re.compile(
    rb"""(<(?:\w+:)?c)((?:\s+(?!t=)[\w:]+="[^"<>]*")*)(?:\s+t="n")?
    ((?:\s+(?!t=)[\w:]+="[^"<>]*")*>\s*<(?:\w+:)?v>)(?!\s*[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?\s*<)""",
    re.VERBOSE,
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")

_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_MOST_MERGED = 10_000
_MOST_BLANK = 1000

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SheetRows = tuple[tuple[int, tuple[Cell, ...]], ...]


@frozen
class SheetCells:
    """A sheet. rows: numbers and cells of its rows. merged: row number -> the columns (from 0) that
    are part of a merged cell which begins elsewhere.

    A cell that is merged with those below it counts for each of their rows.
    """

    rows: SheetRows
    merged: Mapping[int, tuple[int, ...]]


class _RawSheet(Protocol):
    """A sheet of openpyxl, as far as it is read here."""

    @property
    def title(self) -> str: ...
    @property
    def sheet_state(self) -> str: ...
    @property
    def _worksheet_path(self) -> str: ...
    @property
    def _shared_strings(self) -> list[str]: ...
    def reset_dimensions(self) -> None: ...
    def iter_rows(self) -> Iterator[tuple[_RawCell, ...]]: ...


class _RawCell(Protocol):
    """A cell of openpyxl, as far as it is read here."""

    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...
    @property
    def number_format(self) -> str: ...


def read_workbook(raw: bytes, name: str, sheet: str | None = None) -> SheetCells:
    """Row numbers and cells of a sheet, empty rows at the end left out.

    sheet: its name, or its number from 1; None for the first visible one. A formula counts with the
    value that was last stored for it. Raises `InputError`.
    """
    try:
        import openpyxl  # noqa: F401
    except ModuleNotFoundError:
        raise InputError([Problem(name, "", "", phrase("portfolio.no-openpyxl"))]) from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED:
                raise InputError([Problem(name, "", "", phrase("portfolio.large"))])
        with warnings.catch_warnings():
            # of parts that openpyxl does not know, such as validation of input
            warnings.simplefilter("ignore")
            return _read(raw, name, sheet)
    except InputError:
        raise
    except Exception:
        # openpyxl lets through whatever the parts of a broken file provoke.
        raise InputError([Problem(name, "", "", phrase("portfolio.not-xlsx"))]) from None


def _read(raw: bytes, name: str, sheet: str | None) -> SheetCells:
    stored = _sheet(_book(raw, values=True), name, sheet)
    part = stored._worksheet_path.removeprefix("/")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        xml = archive.read(part)
    if any(int(match[1][:9]) > LAST_ROW for match in _ROW.finditer(xml)):
        raise InputError([Problem(name, "", "", phrase("tables.rows", most=LAST_ROW))])
    plain = _CELL.sub(partial(_as_text, count=len(stored._shared_strings)), xml)
    plain = _NO_NUMBER.sub(rb'\1 t="str"\2\3', plain)
    if plain != xml:
        raw, xml = _with_part(raw, part, plain), plain
        stored = _sheet(_book(raw, values=True), name, sheet)
    written: Iterator[tuple[_RawCell, ...]] = repeat(())
    if _FORMULA.search(xml):
        written = _raw_rows(_sheet(_book(raw, values=False), name, sheet))
    return _spread(tuple(_rows(_raw_rows(stored), written, name)), _merged(xml))


def _raw_rows(sheet: _RawSheet) -> Iterator[tuple[_RawCell, ...]]:
    """The rows as wide as they are: a sheet may declare any size."""
    sheet.reset_dimensions()
    return iter(sheet.iter_rows())


def _as_text(found: re.Match[bytes], count: int) -> bytes:
    """A cell as it is; one that no program can read, as a text, so that its own row is refused and
    no other. count: the texts that cells may share.
    """
    begin, kind, middle, value = found.groups()
    try:
        if kind == b"d":
            from openpyxl.utils.datetime import from_ISO8601

            from_ISO8601(value.decode("ascii"))  # type: ignore[no-untyped-call]
        elif kind == b"s" and not int(value[:9]) < count:
            raise ValueError(value)
    except ValueError:
        return begin + b"str" + middle + value
    return found[0]


def _with_part(raw: bytes, part: str, content: bytes) -> bytes:
    """A workbook with another content of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == part else old.read(info))
    return out.getvalue()


def sheet_names(raw: bytes) -> tuple[str, ...]:
    """The names of the visible sheets of a workbook that `read_workbook` has read."""
    sheets = _book(raw, values=True).worksheets
    return tuple(str(one.title) for one in sheets if one.sheet_state == "visible")


def _book(raw: bytes, values: bool) -> Workbook:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=values)


def _sheet(book: Workbook, name: str, wanted: str | None) -> _RawSheet:
    """The sheet that is asked for. Raises `InputError`."""
    sheets = cast("list[_RawSheet]", book.worksheets)
    if wanted is None:
        return next((s for s in sheets if s.sheet_state == "visible"), sheets[0])
    for sheet in sheets:
        if sheet.title == wanted:
            return sheet
    if wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted[:6]) <= len(sheets):
        return sheets[int(wanted) - 1]
    names = tuple(visible(str(sheet.title)) for sheet in sheets)
    near = nearest(wanted, names)
    raise InputError(
        [Problem(name, "", visible(wanted), phrase("tables.no-sheet", names=names), near)]
    )


def _rows(
    stored: Iterator[tuple[_RawCell, ...]], written: Iterator[tuple[_RawCell, ...]], name: str
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows; where there are formulas, with a second look at them, as their stored values do not
    show them.
    """
    blank: list[tuple[int, tuple[Cell, ...]]] = []
    for number, (values, texts) in enumerate(zip(stored, written, strict=False), 1):
        found = [_cell(cell) for cell in values]
        for i, text in enumerate(texts):
            if text.data_type == "f" and found[i] is None:
                found[i] = Odd(f"={str(text.value).lstrip('=')}")
        while found and found[-1] is None:
            found.pop()
        if len(found) > MOST_COLUMNS:
            expected = phrase("tables.columns", most=MOST_COLUMNS)
            raise InputError([Problem(f"{name}:{number}", "", str(len(found)), expected)])
        if len(blank) > _MOST_BLANK:
            blank.clear()  # whoever formats whole columns makes a million of them
        blank.append((number, tuple(found)))
        if found:
            yield from blank
            blank.clear()


def _merged(xml: bytes) -> list[tuple[int, int, int, int]]:
    """First column and row, last column and row of every merged cell, columns counted from 0."""
    found: list[tuple[int, int, int, int]] = []
    for match in _MERGED.finditer(xml):
        first, top, last, end = (part.decode() for part in match.groups())
        if len(found) < _MOST_MERGED and int(end) <= LAST_ROW:
            found.append((_number_of(first), int(top), _number_of(last), int(end)))
    return found


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _spread(rows: SheetRows, merged: list[tuple[int, int, int, int]]) -> SheetCells:
    """The rows with what is merged downwards in each of them."""
    if not merged:
        return SheetCells(rows, {})
    cells = {number: list(row) for number, row in rows}
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for first, top, last, end in merged:
        value = cells[top][first] if top in cells and first < len(cells[top]) else None
        for number in range(top, end + 1):
            if number not in cells:
                break
            here = [i for i in range(first, last + 1) if (number, i) != (top, first)]
            parts[number] += here
            if first in here and value is not None:
                row = cells[number]
                row += [None] * (first + 1 - len(row))
                row[first] = value
    return SheetCells(
        tuple((number, tuple(row)) for number, row in cells.items()),
        {number: tuple(sorted(set(columns))) for number, columns in parts.items() if columns},
    )


def _cell(cell: _RawCell) -> Cell:
    value = cell.value
    if cell.data_type == "e":
        return Odd(str(value))
    match value:
        case None | bool() | str():
            return value
        case int() | float():
            number = value if isinstance(value, int) else spreadsheet_number(value)
            # 12.4% is stored as 0.124: what is shown as a share stays one under a header with %.
            return _percent(number) if "%" in cell.number_format else number
        case datetime():
            return spreadsheet_day(value)
        case date():
            return value
        case _:
            return Odd(str(value))


def _percent(number: int | Fraction | Odd) -> Cell:
    if isinstance(number, Odd):
        return number
    shown = Fraction(number) * 100
    return f"{Decimal(shown.numerator) / Decimal(shown.denominator):f}%"
