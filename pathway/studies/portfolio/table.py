"""Reads many firms: a CSV or xlsx table with one firm a row, or a folder with one scenario a file.

A table's first row names its columns by scenario paths (`name`, `status.venue`,
`fiscal_years.2025.net_profit`). Everything that is wrong with a table as a whole is told before any
firm is read; what is wrong with one row stays with that row. A CSV file is never held whole: it is
read again for every pass, and must not change meanwhile.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from attrs import frozen

from pathway.base.errors import InputError, Problem, printable, visible
from pathway.base.files import neighbour
from pathway.base.limits import LARGEST_TEXT
from pathway.base.phrases import Phrase, phrase
from pathway.scenario.file import Opened
from pathway.scenario.file.cells import Cell
from pathway.scenario.file.overrides import Place, place
from pathway.scenario.file.tree import Sink

_LARGEST = 2**28
"""Bytes of what must be held whole: a workbook, or a table that comes through a pipe."""
_LONGEST = 2**24
_BLOCK = 2**20
_DELIMITERS = ",\t;"
_WORKBOOKS = (".xlsx", ".xlsm")

Stream = Callable[[], BinaryIO]
"""Opens the bytes of a table, from the first on, as often as they are needed."""
Lines = Iterator[tuple[int, tuple[Cell, ...]]]
"""Row numbers as a spreadsheet counts them (the header is row 1), with the cells."""


@frozen
class FirmEntry:
    """One firm, not yet read: a row of a table, or a file of a folder.

    file: the table's name, or the file's path in the folder. row: its number in the table. wrong:
    why the row cannot be told apart into columns. opened: what the file holds, where it must be
    planned out of the file's reach.
    """

    file: str
    row: int | None = None
    cells: tuple[Cell, ...] = ()
    wrong: Phrase | None = None
    opened: Opened | None = None

    @property
    def place(self) -> str:
        """What problems call it."""
        return self.file if self.row is None else f"{self.file}:{self.row}"


@frozen
class Firms:
    """Many firms. folder: of a folder, else None. columns: of a table. entries: reads them from the
    first, in order.

    name: what problems call all of them. digest: makes the SHA-256 of all that is read, but for a
    folder that is given.
    """

    name: str
    folder: Path | None
    columns: tuple[str, ...]
    count: int
    entries: Callable[[], Iterator[FirmEntry]]
    digest: Callable[[Path | None], str]


def open_firms(source: str | Path) -> Firms:
    """The firms of a table or a folder. Raises `InputError` with every problem of the whole."""
    path = Path(source)
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        raise refused(path, phrase("scenario.file.missing"), near=neighbour(path, folders=True))
    suffix = path.suffix.lower()
    if suffix == ".toml":
        raise refused(path, phrase("portfolio.one-scenario"))
    if suffix in (".xls", ".ods", ".numbers", ".et"):
        raise refused(path, phrase("portfolio.save-as"))
    stream = _stream(path)
    with stream() as begin:
        packed = suffix in _WORKBOOKS or begin.read(4) == b"PK\3\4"
    if packed:
        from pathway.scenario.file.workbook import read_workbook

        lines = read_workbook(_whole(path, stream), printable(path.name))
        return _table(path, lambda: iter(lines), stream)
    return _table(path, _csv(path, stream), stream)


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


def refused(path: Path, expected: Phrase, near: Path | None = None) -> InputError:
    """What is wrong with a table or folder as a whole. near: the one that may have been meant."""
    close = None if near is None else printable(str(near))
    return InputError([Problem(printable(str(path)), "", "", expected, close)])


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
                data = file.read_bytes() if file.stat().st_size <= LARGEST_TEXT else b"large"
                told = f"{file.relative_to(path).as_posix()}\0{file.stat().st_size}\0"
            except OSError:
                continue
            made.update(told.encode("utf-8", "surrogatepass") + hashlib.sha256(data).digest())
    return made.hexdigest()


# -- a table ---------------------------------------------------------------------------------------


def _table(path: Path, lines: Callable[[], Lines], stream: Stream) -> Firms:
    """A table, its header checked and its rows counted."""
    name = printable(path.name)
    rows = lines()
    first, header = next(rows, (1, ()))
    columns = _columns(header, f"{name}:{first}")
    count = sum(1 for _, cells in rows if not _blank(cells))
    if not count:
        raise refused(path, phrase("portfolio.no-rows"))

    def entries() -> Iterator[FirmEntry]:
        rows = lines()
        next(rows)
        return (_entry(name, row, cells, len(columns)) for row, cells in rows if not _blank(cells))

    def digest(_: Path | None) -> str:
        made = hashlib.sha256()
        with stream() as opened:
            while block := opened.read(_BLOCK):
                made.update(block)
        return made.hexdigest()

    return Firms(
        name=name, folder=None, columns=columns, count=count, entries=entries, digest=digest
    )


def _entry(name: str, row: int, cells: tuple[Cell, ...], width: int) -> FirmEntry:
    if len(cells) > width and _blank(cells[width:]):
        cells = cells[:width]
    if len(cells) != width:
        return FirmEntry(
            name, row, cells, phrase("portfolio.ragged", count=len(cells), width=width)
        )
    return FirmEntry(name, row, cells)


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


# -- CSV -------------------------------------------------------------------------------------------


def _csv(path: Path, stream: Stream) -> Callable[[], Lines]:
    """The rows of a CSV text, which may be read again and again."""
    encoding = _encoding(path, stream)
    with io.TextIOWrapper(stream(), encoding, newline="") as text:
        header = text.readline(_LONGEST)
    delimiter = max(_DELIMITERS, key=header.count)

    def lines() -> Lines:
        row = 0
        with io.TextIOWrapper(stream(), encoding, newline="") as text:
            try:
                for row, cells in enumerate(
                    csv.reader(_short(text), delimiter=delimiter, strict=True), 1
                ):
                    yield row, tuple(cells)
            except csv.Error as error:
                place = f"{printable(path.name)}:{row + 1}"
                raise InputError(
                    [Problem(place, "", str(error), phrase("portfolio.not-csv"))]
                ) from None
        stream().close()  # raises where the file has changed meanwhile

    return lines


def _short(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text. Raises `csv.Error` where one has no end."""
    while line := text.readline(_LONGEST):
        if len(line) == _LONGEST:
            raise csv.Error("line too long")
        yield line


def _encoding(path: Path, stream: Stream) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030, in which Chinese spreadsheets save
    CSV.
    """
    with stream() as opened:
        marked = opened.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        with stream() as opened:
            if _is_text(opened, encoding):
                return encoding
    raise refused(path, phrase("portfolio.encoding"))


def _is_text(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := stream.read(_BLOCK):
            if "\0" in decoder.decode(block):
                return False
        return "\0" not in decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
