"""Reads a CSV text as rows of cells: in the encodings and with the separators in which spreadsheets
save it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from pathway.base.errors import InputError, Problem, printable
from pathway.base.limits import MOST_COLUMNS
from pathway.base.phrases import Phrase, phrase
from pathway.scenario.file.cells import Cell

_LONGEST = 2**24
_BLOCK = 2**20
_DELIMITERS = ",\t;"
_FIRST_LINES = 20

Stream = Callable[[], BinaryIO]
"""Opens the bytes of a table, from the first on, as often as they are needed."""
Lines = Iterator[tuple[int, tuple[Cell, ...]]]
"""Row numbers as a spreadsheet counts them (from 1), with the cells."""


def refused(path: Path, expected: Phrase, near: Path | None = None) -> InputError:
    """What is wrong with a table or folder as a whole. near: the one that may have been meant."""
    close = None if near is None else printable(str(near))
    return InputError([Problem(printable(str(path)), "", "", expected, close)])


def csv_lines(path: Path, stream: Stream) -> Callable[[], Lines]:
    """The rows of a CSV text, which may be read again and again. Raises `InputError`."""
    encoding = _encoding(path, stream)
    delimiter = _delimiter(stream, encoding)

    def lines() -> Lines:
        row = 0
        with io.TextIOWrapper(stream(), encoding, newline="") as text:
            try:
                for row, cells in enumerate(
                    csv.reader(_short(text), delimiter=delimiter, strict=True), 1
                ):
                    if len(cells) > MOST_COLUMNS:
                        place = f"{printable(path.name)}:{row}"
                        expected = phrase("tables.columns", most=MOST_COLUMNS)
                        raise InputError([Problem(place, "", str(len(cells)), expected)])
                    yield row, tuple(cells)
            except csv.Error as error:
                place = f"{printable(path.name)}:{row + 1}"
                raise InputError(
                    [Problem(place, "", str(error), phrase("portfolio.not-csv"))]
                ) from None
        stream().close()  # raises where the file has changed meanwhile

    return lines


def _delimiter(stream: Stream, encoding: str) -> str:
    """The separator that the first line with any has most of: a title above has none."""
    with io.TextIOWrapper(stream(), encoding, newline="") as text:
        for _ in range(_FIRST_LINES):
            line = text.readline(_LONGEST)
            found = max(_DELIMITERS, key=line.count)
            if found in line:
                return found
    return _DELIMITERS[0]


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
