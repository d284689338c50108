"""Every path of a scenario, as `--set` takes it: for whoever completes what is typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.scenario.file.fields import Field
from pathway.scenario.file.records import FactField, Ids, Sub, TablesField
from pathway.scenario.file.schema import SCENARIO

_NOT_SET = ("schema", "extends")
"""Keys that no override changes."""


def paths(years: Sequence[int]) -> tuple[str, ...]:
    """The path of every value that can be set, in the order of the format. years: the fiscal years
    to name; of other lists, the first entry.
    """
    return tuple(path for path in _below(SCENARIO, "", years) if path not in _NOT_SET)


def _below(kind: Field, path: str, years: Sequence[int]) -> Iterator[str]:
    match kind:
        case Sub():
            for key, inner in kind.fields.items():
                yield from _below(inner, f"{path}.{key}" if path else key, years)
        case Ids():
            yield from (f"{path}.{name}" for name in kind.names)
        case TablesField():
            for row in years if kind.yearly else (0,):
                entry = f"{path}.{row}"
                yield from (p for p in _below(kind.of, entry, years) if p != f"{entry}.year")
        case FactField():
            yield path
            if kind.multiple:
                yield f"{path}.pe"
        case _:
            yield path
