"""Many firms that a program holds: a DataFrame, a list of mappings, or a list of scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from pathway.base import usage
from pathway.base.phrases import phrase
from pathway.scenario.file import Opened
from pathway.scenario.file.cells import Cell, program_cell
from pathway.scenario.file.schema import unit_scale
from pathway.scenario.file.tree import Table, rescaled, wrap
from pathway.scenario.scenario import Scenario
from pathway.studies.portfolio.delimited import Lines
from pathway.studies.portfolio.table import FirmEntry, Firms, table_of

_NAME = "<table>"


@runtime_checkable
class DataFrame(Protocol):
    """A table of pandas or polars, as far as it is read here."""

    @property
    def columns(self) -> Iterable[object]:
        """The names of its columns."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many rows and columns it has."""


def firms_in_memory(source: object) -> Firms:
    """The firms of a value. Raises `UsageError`, and `InputError` with what is wrong with a table as
    a whole.
    """
    expected = phrase("frames.source")
    if isinstance(source, DataFrame):
        return table_of(_NAME, _lines(tuple(map(_named, source.columns)), _rows_of(source)))
    if not isinstance(source, Iterable):
        raise usage.wrong("source", source, expected)
    items = usage.several("source", source, expected)
    scenarios = [item for item in items if isinstance(item, Scenario)]
    mappings = [item for item in items if isinstance(item, Mapping)]
    for item in items:
        usage.refuse_other("source", item, (Scenario, Mapping), expected)
    if scenarios and mappings:
        raise usage.wrong("source", source, phrase("frames.mixed"))
    if scenarios:
        return Firms(
            name="<scenarios>",
            folder=None,
            columns=(),
            count=len(scenarios),
            entries=lambda: map(_entry, scenarios),
            digest=lambda _: "",
        )
    names = tuple(dict.fromkeys(str(name) for one in mappings for name in one))
    rows = [tuple(one.get(name) for name in names) for one in mappings]
    return table_of(_NAME, _lines(names, lambda: rows))


def _named(column: object) -> str:
    """The name of a column; of one with several levels, all that say something."""
    return "".join(map(str, column)) if isinstance(column, tuple) else str(column)


def _rows_of(source: DataFrame) -> Callable[[], Iterable[Sequence[object]]]:
    """Goes through the rows of a table of polars, or else of pandas."""
    iter_rows = getattr(source, "iter_rows", None)
    if callable(iter_rows):
        return lambda: iter_rows()
    itertuples = getattr(source, "itertuples", None)
    if not callable(itertuples):
        raise usage.wrong("source", source, phrase("frames.source"))
    return lambda: itertuples(index=False, name=None)


def _lines(
    names: tuple[str, ...], rows: Callable[[], Iterable[Sequence[object]]]
) -> Callable[[], Lines]:
    """The rows as a table file would have them, the header being row 1."""

    def lines() -> Iterator[tuple[int, tuple[Cell, ...]]]:
        yield 1, names
        for number, row in enumerate(rows(), 2):
            yield number, tuple(map(program_cell, row))

    return lines


def _entry(scenario: Scenario) -> FirmEntry:
    """A scenario as a file that has been read."""
    tree = wrap(scenario.document, scenario.source)
    assert isinstance(tree, Table)
    scale = unit_scale(tree)
    entries = {key: rescaled(node, scale) for key, node in tree.entries.items()}
    opened = Opened(
        name=scenario.source,
        tree=Table(entries, scenario.source),
        complete=True,
        problems=(),
        doubts=scenario.doubts,
    )
    return FirmEntry(scenario.source or scenario.name, opened=opened)
