"""Reads many firms: a CSV or xlsx table with one firm a row, or a folder with one scenario a file.

Everything that is wrong with a table as a whole is told before any firm is read; what is wrong with
one row, or hardly meant, stays with that row. A CSV file is never held whole: it is read again for
every pass, and must not change meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from attrs import evolve, frozen

from pathway.base.errors import InputError, Problem, printable, visible
from pathway.base.files import neighbour, read_at_most
from pathway.base.limits import LARGEST_TEXT
from pathway.base.phrases import Phrase, phrase
from pathway.scenario.file import Opened
from pathway.scenario.file.cells import Cell
from pathway.studies.portfolio.delimited import Lines, Stream, csv_lines, refused
from pathway.studies.portfolio.header import Header, TableColumn, find_header, is_total, needs_year
from pathway.studies.portfolio.same_firm import SameFirms

_LARGEST = 2**28
"""Bytes of what must be held whole: a workbook, or a table that comes through a pipe."""
_BLOCK = 2**20
_HEADER_ROWS = 20
"""Rows among which the header is looked for."""
_WORKBOOKS = (".xlsx", ".xlsm")


@frozen
class FirmEntry:
    """One firm, not yet read: a row of a table, or a file of a folder.

    file: the table's name, or the file's path in the folder. row: its number in the table. wrong:
    why the row cannot be told apart into columns. opened: what the file holds, where it must be
    planned out of the file's reach. doubts: what is hardly meant. total: whether the row sums up
    others and is no firm.
    """

    file: str
    row: int | None = None
    cells: tuple[Cell, ...] = ()
    wrong: Phrase | None = None
    opened: Opened | None = None
    doubts: tuple[Phrase, ...] = ()
    total: bool = False

    @property
    def place(self) -> str:
        """What problems call it."""
        return self.file if self.row is None else f"{self.file}:{self.row}"


@frozen
class Firms:
    """Many firms. folder: of a folder, else None. columns: of a table. entries: reads them from the
    first, in order. notes: what must be said of the table as a whole.

    name: what problems call all of them. digest: makes the SHA-256 of all that is read, but for a
    folder that is given.
    """

    name: str
    folder: Path | None
    columns: tuple[TableColumn, ...]
    count: int
    entries: Callable[[], Iterator[FirmEntry]]
    digest: Callable[[Path | None], str]
    notes: tuple[Phrase, ...] = ()


def open_firms(source: str | Path, sheet: str | None = None) -> Firms:
    """The firms of a table or a folder; `-` is a table from standard input.

    sheet: the sheet of a workbook, by name or number; default: the first visible one. Raises
    `InputError` with every problem of the whole.
    """
    path = Path(source)
    if str(source) == "-":
        raw = _whole(path, lambda: sys.stdin.buffer)
        return _opened(path, lambda: io.BytesIO(raw), sheet)
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        raise refused(path, phrase("scenario.file.missing"), near=neighbour(path, folders=True))
    suffix = path.suffix.lower()
    if suffix == ".toml":
        raise refused(path, phrase("portfolio.one-scenario"))
    if suffix in (".xls", ".ods", ".numbers", ".et"):
        raise refused(path, phrase("portfolio.save-as"))
    return _opened(path, _stream(path), sheet)


def _opened(path: Path, stream: Stream, sheet: str | None) -> Firms:
    """The firms of a table, by what its bytes are."""
    with stream() as begin:
        packed = path.suffix.lower() in _WORKBOOKS or begin.read(4) == b"PK\3\4"
    if not packed:
        if sheet is not None:
            raise refused(path, phrase("tables.sheet-of-csv"))
        return _table(path, csv_lines(path, stream), stream)
    from pathway.scenario.file.workbook import read_workbook, sheet_names

    raw = _whole(path, stream)
    found = read_workbook(raw, printable(path.name), sheet)
    try:
        return _table(path, lambda: iter(found.rows), stream, found.merged)
    except InputError as error:
        names = sheet_names(raw)
        if sheet is None and len(names) > 1:
            expected = phrase("tables.other-sheets", names=tuple(map(visible, names)))
            raise InputError([*error.problems, *refused(path, expected).problems]) from None
        raise


def _stream(path: Path) -> Stream:
    """Opens a file again and again as long as it stays as it is; a pipe is read once. Raises
    `InputError`.
    """
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):
            raw = _whole(path, lambda: path.open("rb"))
            return lambda: io.BytesIO(raw)
        path.open("rb").close()
    except PermissionError:
        raise refused(path, phrase("scenario.file.forbidden")) from None
    except OSError:
        raise refused(path, phrase("scenario.file.unreadable")) from None

    def opened() -> BinaryIO:
        stream = path.open("rb")
        now = os.fstat(stream.fileno())
        if (now.st_size, now.st_mtime_ns) != (found.st_size, found.st_mtime_ns):
            stream.close()
            raise refused(path, phrase("portfolio.changed"))
        return stream

    return opened


def _whole(path: Path, stream: Stream) -> bytes:
    with stream() as opened:
        raw = opened.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise refused(path, phrase("portfolio.large"))
    return raw


# -- a folder --------------------------------------------------------------------------------------


def _folder(path: Path) -> Firms:
    names = sorted(_scenarios(path), key=lambda name: name.split("/"))
    if not names:
        raise refused(path, phrase("portfolio.no-files"))
    digest = partial(_folder_digest, path)
    return Firms(
        name=printable(str(path)),
        folder=path,
        columns=(),
        count=len(names),
        entries=lambda: map(FirmEntry, names),
        digest=digest,
    )


def _scenarios(path: Path) -> Iterator[str]:
    """The scenario files in a folder and the folders in it, hidden ones left out, as paths from
    there.
    """
    for here, folders, files in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith(".toml") and not name.startswith("."):
                yield (Path(here) / name).relative_to(path).as_posix()


def _folder_digest(path: Path, without: Path | None) -> str:
    """The SHA-256 of names and contents of all files that scenarios may lie in or extend."""
    made, left_out = hashlib.sha256(), None if without is None else without.resolve()
    for here, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if (Path(here) / name).resolve() != left_out)
        for file in (Path(here) / name for name in sorted(files)):
            try:
                # A scenario is at most so large; of anything else, the size will do.
                data = read_at_most(file, LARGEST_TEXT, regular=True)
                data = data if len(data) <= LARGEST_TEXT else b"large"
                told = f"{file.relative_to(path).as_posix()}\0{file.stat().st_size}\0"
            except OSError:
                continue
            made.update(told.encode("utf-8", "surrogatepass") + hashlib.sha256(data).digest())
    return made.hexdigest()


# -- a table ---------------------------------------------------------------------------------------


def _table(
    path: Path,
    lines: Callable[[], Lines],
    stream: Stream,
    merged: Mapping[int, tuple[int, ...]] | None = None,
) -> Firms:
    """A table that was read from a file."""
    firms = table_of(printable(path.name), lines, merged)

    def digest(_: Path | None) -> str:
        made = hashlib.sha256()
        with stream() as opened:
            while block := opened.read(_BLOCK):
                made.update(block)
        return made.hexdigest()

    return evolve(firms, digest=digest)


def table_of(
    name: str,
    lines: Callable[[], Lines],
    merged: Mapping[int, tuple[int, ...]] | None = None,
) -> Firms:
    """A table, its header checked and its rows counted. merged: of a workbook, whose rows end with
    their last filled cell. Raises `InputError`.
    """
    header = find_header(islice(lines(), _HEADER_ROWS), name, merged)
    rows = partial(_below, lines, header)
    count, filled, same = 0, [0] * len(header.columns), SameFirms(header.columns)
    for row, cells in rows():
        count += 1
        if not is_total(cells):
            same.note(row, cells)
            filled = [n + (not _blank((cell,))) for n, cell in zip(filled, cells, strict=False)]
            filled += [0] * (len(header.columns) - len(filled))
    if not count:
        raise InputError([Problem(name, "", "", phrase("portfolio.no-rows"))])
    columns = tuple(
        evolve(column, gaps=0 < n < count) for column, n in zip(header.columns, filled, strict=True)
    )

    def entries() -> Iterator[FirmEntry]:
        return (_entry(name, row, cells, columns, merged, same) for row, cells in rows())

    return Firms(
        name=name,
        folder=None,
        columns=_with_unit(columns, header.unit),
        count=count,
        entries=entries,
        digest=lambda _: "",
        notes=tuple(_notes(name, columns, header)),
    )


def _below(lines: Callable[[], Lines], header: Header) -> Lines:
    """The rows below the header that are not blank."""
    return ((row, cells) for row, cells in lines() if row > header.row and not _blank(cells))


def _with_unit(columns: tuple[TableColumn, ...], unit: str | None) -> tuple[TableColumn, ...]:
    """The columns, those of amounts in the unit that a title states, where they have none of their
    own.
    """
    if unit is None or any(column.path == "unit" for column in columns):
        return columns
    return tuple(evolve(c, unit=unit) if c.unit is None and c.is_money else c for c in columns)


_MOST_NAMED = 20
"""Columns that are named; of more, how many there are."""


def _notes(name: str, columns: Sequence[TableColumn], header: Header) -> Iterator[Phrase]:
    if header.rows > 1:
        read = tuple(visible(column.name) for column in columns if column.path is not None)
        yield phrase("tables.stacked", file=name, n=header.rows, names=_some(read))
    passed = [column.name for column in columns if column.path is None]
    if yearless := tuple(visible(column) for column in passed if needs_year(column)):
        yield phrase("tables.no-year", file=name, names=_some(yearless))
    own = tuple(visible(column) for column in passed if not needs_year(column))
    if len(own) > _MOST_NAMED:
        first = own[:_MOST_NAMED]
        yield phrase("tables.passed-through-many", file=name, n=len(own), names=first)
    elif own:
        yield phrase("tables.passed-through", file=name, names=own)
    if header.unit is not None and not any(column.path == "unit" for column in columns):
        yield phrase("tables.stated-unit", file=name, unit=phrase(f"tables.unit.{header.unit}"))


def _some(names: tuple[str, ...]) -> tuple[str, ...]:
    """The first of many names."""
    return names if len(names) <= _MOST_NAMED else (*names[:_MOST_NAMED], "…")


def _entry(
    name: str,
    row: int,
    cells: tuple[Cell, ...],
    columns: Sequence[TableColumn],
    merged: Mapping[int, tuple[int, ...]] | None,
    same: SameFirms,
) -> FirmEntry:
    width = len(columns)
    if len(cells) > width and _blank(cells[width:]):
        cells = cells[:width]
    if merged is not None:
        cells += (None,) * (width - len(cells))
    if len(cells) != width:
        wrong = phrase("portfolio.ragged", count=len(cells), width=width)
        return FirmEntry(name, row, cells, wrong)
    parts = [visible(columns[i].name) for i in (merged or {}).get(row, ()) if i < width]
    doubts: tuple[Phrase, ...] = (phrase("tables.merged", columns=tuple(parts)),) if parts else ()
    if is_total(cells):
        return FirmEntry(name, row, cells, doubts=doubts, total=True)
    if others := same.others(row, cells):
        doubts += (phrase("tables.twice", rows=others),)
    return FirmEntry(name, row, cells, doubts=doubts)


def _blank(cells: Sequence[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
