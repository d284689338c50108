"""Reads many firms: a CSV or xlsx table with one firm a row, or a folder with one scenario a file.

A table's first row names its columns by scenario paths (`name`, `status.venue`, `fiscal_years.2025.net_profit`).
Everything that is wrong with a table as a whole is told before any firm is read; what is wrong with one row stays with
that row.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

from pathway.errors import InputError, Problem
from pathway.scenario_file.cells import Cell
from pathway.scenario_file.overrides import Place, place
from pathway.scenario_file.tree import Sink, nearest, printable, visible
from pathway.words import Phrase, phrase

_LARGEST = 2**28
_DELIMITERS = ",\t;"
_WORKBOOKS = (".xlsx", ".xlsm")

Lines = Iterator[tuple[int, tuple[Cell, ...]]]
"""Row numbers as a spreadsheet counts them (the header is row 1), with the cells."""


@frozen
class Entry:
    """One firm, not yet read: a row of a table, or a file of a folder.

    file: the table's name, or the file's path in the folder. row: its number in the table. wrong: why the row cannot
    be told apart into columns.
    """

    file: str
    row: int | None = None
    cells: tuple[Cell, ...] = ()
    wrong: Phrase | None = None

    @property
    def place(self) -> str:
        """What problems call it."""
        return self.file if self.row is None else f"{self.file}:{self.row}"


@frozen
class Firms:
    """Many firms. folder: of a folder, else None. columns: of a table. entries: reads them from the first, in order."""

    folder: Path | None
    columns: tuple[str, ...]
    count: int
    entries: Callable[[], Iterator[Entry]]


def open_firms(source: str | Path) -> Firms:
    """The firms of a table or a folder. Raises `InputError` with every problem of the whole."""
    path = Path(source)
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        raise _refused(path, phrase("scenario.file.missing"), near=_neighbour(path))
    suffix = path.suffix.lower()
    if suffix == ".toml":
        raise _refused(path, phrase("portfolio.one-scenario"))
    if suffix in (".xls", ".ods", ".numbers", ".et"):
        raise _refused(path, phrase("portfolio.save-as"))
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LARGEST + 1)
    except PermissionError:
        raise _refused(path, phrase("scenario.file.forbidden")) from None
    except OSError:
        raise _refused(path, phrase("scenario.file.unreadable")) from None
    if len(raw) > _LARGEST:
        raise _refused(path, phrase("portfolio.large"))
    if suffix in _WORKBOOKS or raw.startswith(b"PK\3\4"):
        from pathway.scenario_file.workbook import read_workbook

        lines = read_workbook(raw, printable(path.name))
        return _table(path, lambda: iter(lines))
    return _table(path, _csv(path, raw))


def _refused(path: Path, expected: Phrase, found: str = "", near: str | None = None) -> InputError:
    return InputError([Problem(printable(str(path)), "", found, expected, near)])


def _neighbour(path: Path) -> str | None:
    try:
        close = nearest(path.name, os.listdir(path.parent))
    except (OSError, ValueError):
        return None
    return printable(str(path.with_name(close))) if close else None


# -- a folder -----------------------------------------------------------------------------------------------------


def _folder(path: Path) -> Firms:
    names = sorted(_scenarios(path), key=lambda name: name.split("/"))
    if not names:
        raise _refused(path, phrase("portfolio.no-files"))
    return Firms(path, (), len(names), lambda: map(Entry, names))


def _scenarios(path: Path) -> Iterator[str]:
    """The scenario files in a folder and the folders in it, hidden ones left out, as paths from there."""
    for here, folders, files in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith(".toml") and not name.startswith("."):
                yield (Path(here) / name).relative_to(path).as_posix()


# -- a table ------------------------------------------------------------------------------------------------------


def _table(path: Path, lines: Callable[[], Lines]) -> Firms:
    """A table, its header checked and its rows counted."""
    name = printable(path.name)
    rows = lines()
    first, header = next(rows, (1, ()))
    columns = _columns(header, f"{name}:{first}")
    count = sum(1 for _, cells in rows if not _blank(cells))
    if not count:
        raise _refused(path, phrase("portfolio.no-rows"))

    def entries() -> Iterator[Entry]:
        rows = lines()
        next(rows)
        return (_entry(name, row, cells, len(columns)) for row, cells in rows if not _blank(cells))

    return Firms(None, columns, count, entries)


def _entry(name: str, row: int, cells: tuple[Cell, ...], width: int) -> Entry:
    if len(cells) > width and _blank(cells[width:]):
        cells = cells[:width]
    if len(cells) != width:
        return Entry(name, row, cells, phrase("portfolio.ragged", count=len(cells), width=width))
    return Entry(name, row, cells)


def _blank(cells: Sequence[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _columns(header: Sequence[Cell], file: str) -> tuple[str, ...]:
    """The paths that a header names. Raises `InputError` with every one that is wrong."""
    names = ["" if cell is None else str(cell).strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    sink, found = Sink(), dict[object, str]()
    for i, name in enumerate(names):
        where = place(name, file, sink) if name else None
        if not name:
            sink.add(file, "", "", phrase("portfolio.no-name", column=letters(i)))
        elif where is not None and where.steps in found:
            sink.add(file, visible(name), "", phrase("portfolio.twice"))
        elif where is not None:
            found[where.steps] = name
    if not found:
        shown = ", ".join(name for name in names if name)
        raise InputError([Problem(file, "", visible(shown), phrase("portfolio.no-header"))])
    if sink.problems:
        raise InputError(sink.problems)
    return tuple(names)


def places(columns: Sequence[str]) -> tuple[Place, ...]:
    """The places of columns that `open_firms` has checked."""
    sink = Sink()
    found = [place(name, "", sink) for name in columns]
    return tuple(where for where in found if where is not None)


def letters(column: int) -> str:
    """A column as spreadsheets call it: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


# -- CSV ----------------------------------------------------------------------------------------------------------


def _csv(path: Path, raw: bytes) -> Callable[[], Lines]:
    """The rows of a CSV text, which may be read again and again."""
    text = _decoded(path, raw)
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)

    def lines() -> Lines:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        row = 0
        try:
            for row, cells in enumerate(reader, 1):
                yield row, tuple(cells)
        except csv.Error as error:
            place = f"{printable(path.name)}:{row + 1}"
            raise InputError([Problem(place, "", str(error), phrase("portfolio.not-csv"))]) from None

    return lines


def _decoded(path: Path, raw: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030, in which Chinese spreadsheets save CSV."""
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refused(path, phrase("portfolio.encoding"))
