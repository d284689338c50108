"""The header of a table of firms: which row it is, and what each of its columns holds.

A column is named by a scenario path (`fiscal_years.2025.net_profit`) or by one of the names that
`columns.toml` lists (2025年净利润（万元）); what is neither is the user's own and is passed through.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files

from attrs import evolve, frozen

from pathway.base.errors import InputError, Problem, visible
from pathway.base.limits import MOST_COLUMNS
from pathway.base.phrases import phrase
from pathway.scenario.file.cells import Cell
from pathway.scenario.file.fields import Choice, Field, Flag, Num, number_of
from pathway.scenario.file.overrides import Place, place
from pathway.scenario.file.records import FactField, Sub
from pathway.scenario.file.schema import UNITS
from pathway.scenario.file.tree import Leaf, Sink, TreeNode, simple
from pathway.studies.portfolio.stacked import MOST_ROWS, stacked

_YEAR = re.compile(r"(?:fy)?(20\d\d)(?:年[度末底]?|[ae](?![a-z]))?", re.ASCII)
_BRACKETED = re.compile(r"[(\[]([^()\[\]]+)[)\]]$")
_STATED_UNIT = re.compile(r"单位[::]\s*(?:人民币)?\s*(百万元|千元|万元|亿元|元)")
_SLIP = 0.8
"""How alike a mistyped name and ours are, from 0 to 1."""
_BARE = re.compile(r"[\d.)）]$")
"""The end of a number without a unit."""
_PATH_LIKE = re.compile(r"[a-z_]+(?:\.[\w\"'-]+)+", re.ASCII | re.IGNORECASE)


@frozen
class TableColumn:
    """One column of a table.

    Attributes:
        name: What the header calls it.
        path: The scenario path of what it holds; None for a column of the user's own.
        unit: The unit of its amounts where the header names one; else that of the row.
        times: What a number in it is multiplied with.
        gaps: Whether some rows fill it and some do not.
    """

    name: str
    path: str | None
    unit: str | None = None
    times: Fraction | int = 1
    gaps: bool = False

    @property
    def is_money(self) -> bool:
        """Whether it holds amounts of money."""
        kind = _number_kind(self)
        return kind is not None and kind.what == "money"


@frozen
class Header:
    """A header that was found. row: the number of its last row. columns: what it names. unit: that
    of all amounts, where a title above the header states one. rows: how many rows it has.
    """

    row: int
    columns: tuple[TableColumn, ...]
    unit: str | None = None
    rows: int = 1


@frozen
class _ColumnNames:
    """What `columns.toml` lists, with every name in the form in which names are compared."""

    single: Mapping[str, str]
    yearly: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    amounts: Mapping[str, str]
    counts: Mapping[str, int]
    totals: frozenset[str]


def plainly(text: str) -> str:
    """A name in the form in which names are compared."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def document() -> Mapping[str, Mapping[str, object]]:
    """What `columns.toml` holds."""
    text = files("pathway").joinpath("studies", "portfolio", "columns.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))


def listed(value: object) -> tuple[str, ...]:
    """The texts of a list of the document."""
    return tuple(map(str, value)) if isinstance(value, list) else ()


@cache
def _names() -> _ColumnNames:
    found = document()
    units = found["units"]
    amounts, counts = units["amount"], units["count"]
    assert isinstance(amounts, dict) and isinstance(counts, dict)
    return _ColumnNames(
        single=_inverted(found["single"]),
        yearly=_inverted(found["yearly"]),
        values={
            field: _inverted(words)
            for field, words in found["values"].items()
            if isinstance(words, dict)
        },
        amounts={str(name): str(unit) for name, unit in amounts.items()},
        counts={str(name): int(times) for name, times in counts.items()},
        totals=frozenset(map(plainly, listed(found["rows"]["totals"]))),
    )


def _inverted(names: Mapping[str, object]) -> dict[str, str]:
    return {plainly(name): meant for meant, several in names.items() for name in listed(several)}


# -- columns ---------------------------------------------------------------------------------------


def find_header(
    rows: Iterable[tuple[int, Sequence[Cell]]],
    name: str,
    merged: Mapping[int, Sequence[int]] | None = None,
) -> Header:
    """The header among the first rows of a table: the first row of which two columns are known, or
    all; or several rows that name them together.

    name: what problems call the table. merged: row number -> the columns that are part of a cell
    which begins elsewhere. Raises `InputError` with everything that is wrong with it.
    """
    first: tuple[int, Sequence[Cell]] | None = None
    unit = None
    listed = list(rows)
    for i, (number, cells) in enumerate(listed):
        first = first or (number, cells)
        texts = _texts(cells)
        together = _stacked(listed[i : i + MOST_ROWS], name, merged or {})
        if together is not None:
            return evolve(together, unit=unit)
        known = sum(_known(text) is not None for text in texts if text)
        if known >= 2 or (known and known == sum(map(bool, texts))):
            return Header(number, _checked(texts, f"{name}:{number}"), unit)
        for text in texts:
            stated = _STATED_UNIT.search(unicodedata.normalize("NFKC", text))
            unit = _names().amounts[stated[1]] if stated else unit
    number, cells = first or (1, ())
    columns = _checked(_texts(cells), f"{name}:{number}")
    raise InputError([_no_header(f"{name}:{number}", [column.name for column in columns])])


def _stacked(
    rows: Sequence[tuple[int, Sequence[Cell]]], name: str, merged: Mapping[int, Sequence[int]]
) -> Header | None:
    """The header that some rows are together, as few of them as it takes. Raises `InputError`."""
    texts = [_texts(cells) for _, cells in rows]
    for count in range(2, len(rows) + 1):
        parts = [merged.get(number, ()) for number, _ in rows[:count]]
        found = stacked(texts[:count], parts, _is_known, needs_year)
        if found is None:
            continue
        last, place = rows[count - 1][0], f"{name}:{rows[0][0]}"
        apart = tuple(visible(one.name) for one in found if one.apart)
        if apart:
            raise InputError([Problem(place, "", ", ".join(apart), phrase("tables.years-apart"))])
        return Header(last, _checked([one.name for one in found], place), rows=count)
    return None


def _is_known(text: str) -> bool:
    return _known(text) is not None


def needs_year(text: str) -> bool:
    """Whether a name is that of a figure of some year."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return any(plainly(one) in _names().yearly for one in (plain, _BRACKETED.sub("", plain)))


def _texts(cells: Sequence[Cell]) -> list[str]:
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _checked(texts: Sequence[str], file: str) -> tuple[TableColumn, ...]:
    """The columns of a header. Raises `InputError` with every one that is wrong."""
    sink, found, out = Sink(), dict[object, str](), list[TableColumn]()
    for i, text in enumerate(texts):
        column = _known(text) if text else None
        if not text and i == 0:
            # What pandas writes of its index, or a list of numbers: it has no name in the corner.
            out.append(TableColumn(letters(i), None))
            continue
        if not text:
            sink.add(file, "", "", phrase("portfolio.no-name", column=letters(i)))
            continue
        if column is None:
            column = _own(text, file, sink)
        where = None if column.path is None else place(column.path, "", Sink())
        if where is not None and where.steps in found:
            sink.add(file, visible(text), "", phrase("portfolio.twice"))
        elif where is not None:
            found[where.steps] = text
        out.append(column)
    if sink.problems:
        raise InputError(sink.problems)
    if not found:
        raise InputError([_no_header(file, texts)])
    return tuple(out)


def _no_header(file: str, texts: Sequence[str]) -> Problem:
    shown = ", ".join(text for text in texts if text)
    return Problem(file, "", visible(shown), phrase("portfolio.no-header"))


def _own(text: str, file: str, sink: Sink) -> TableColumn:
    """A column of the user's own, unless its name was hardly meant as one: reports a path that
    leads nowhere, or a name that is nearly one of ours.
    """
    mine = Sink()
    place(text, file, mine)
    near = [problem.nearest for problem in mine.problems if problem.nearest]
    if _PATH_LIKE.fullmatch(text) or any(_is_slip(text, name) for name in near):
        for problem in mine.problems:
            sink.add(problem.file, problem.path, problem.found, problem.expected, problem.nearest)
    elif text.casefold() == "extends":
        sink.add(file, visible(text), "", phrase("scenario.set.extends"))
    return TableColumn(text, None)


def _is_slip(text: str, name: str) -> bool:
    """Whether a name is that of one of our columns but for a letter or so."""
    where = place(name, "", Sink())
    if where is None or isinstance(where.kind, Sub):
        return False
    last = name.rpartition(".")[2]
    return SequenceMatcher(None, text.casefold(), last).ratio() >= _SLIP


@lru_cache(maxsize=MOST_COLUMNS)
def _known(text: str) -> TableColumn | None:
    """The column that a name means, if it means one."""
    for path in (text, text.casefold()):
        where = place(path, "", Sink())
        if where is not None and not isinstance(where.kind, Sub):
            return TableColumn(text, path)
    plain = unicodedata.normalize("NFKC", text).strip()
    bracketed = _BRACKETED.search(plain)
    unit = bracketed[1].strip() if bracketed else None
    column = _named(plainly(_BRACKETED.sub("", plain)), text) if bracketed else None
    column = column or _named(plainly(plain), text)
    return column if column is None or unit is None else _measured(column, unit)


def _named(name: str, text: str) -> TableColumn | None:
    if name in _names().single:
        return TableColumn(text, _names().single[name])
    year = _YEAR.search(name)
    if year is None:
        return None
    rest = name[: year.start()] + name[year.end() :]
    path = _names().yearly.get(re.sub(r"^[-:]|[-:]$|\(\)", "", rest))
    return None if path is None else TableColumn(text, path.format(year=year[1]))


def _measured(column: TableColumn, unit: str) -> TableColumn | None:
    """A column with the unit that its header names; None where what it holds has no such unit."""
    kind = _number_kind(column)
    if kind is None:
        return column
    if kind.what == "money":
        found = _names().amounts.get(unit.removeprefix("人民币"))
        return column if found is None else evolve(column, unit=found)
    if kind.what == "ratio":
        return evolve(column, times=Fraction(1, 100)) if unit == "%" else column
    times = _names().counts.get(unit)
    return column if times is None else evolve(column, times=times)


def _number_kind(column: TableColumn) -> Num | None:
    where = None if column.path is None else place(column.path, "", Sink())
    kind = where.kind if where else None
    kind = kind.of if isinstance(kind, FactField) else kind
    return kind if isinstance(kind, Num) else None


def places(columns: Sequence[TableColumn]) -> tuple[Place | None, ...]:
    """The places of columns that `find_header` has checked; None for the user's own."""
    return tuple(None if c.path is None else place(c.path, "", Sink()) for c in columns)


def letters(column: int) -> str:
    """A column as spreadsheets call it: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


# -- cells -----------------------------------------------------------------------------------------


def in_words(cell: Cell, column: TableColumn, kind: Field) -> Cell:
    """A cell with the word of a scenario that it stands for: 基础层 is neeq-base."""
    if not isinstance(cell, str) or not isinstance(kind, Choice | Flag):
        return cell
    field = "flag" if isinstance(kind, Flag) else str(column.path).rpartition(".")[2]
    return _names().values.get(field, {}).get(plainly(cell), cell)


def in_unit(node: TreeNode, cell: Cell, column: TableColumn) -> TreeNode:
    """A value in the unit that its column's header names, unless the cell names one itself."""
    number = number_of(node)
    own = isinstance(cell, str) and _BARE.search(cell.strip()) is None
    if number is None or own or not isinstance(node, Leaf):
        return node
    if column.unit is None:
        return evolve(node, value=simple(Fraction(number) * column.times))
    yuan = Fraction(number) * UNITS[column.unit]
    return evolve(node, value=f"{Decimal(yuan.numerator) / Decimal(yuan.denominator):f}元")


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether a row sums up others: its first text says so."""
    first = next((c for c in cells if isinstance(c, str) and c.strip()), None)
    return first is not None and re.sub(r"[::()].*$", "", plainly(first)) in _names().totals
