"""Firms that stand more than once in a table: pasted twice, or kept in two versions.

A table may hold a firm once for each day (`as_of`) or each plan (`plan.pace` …); only rows that are
alike in all of these tell of one firm twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from pathway.scenario.file.cells import Cell
from pathway.studies.portfolio.header import TableColumn, plainly

_NAMES = ("name", "firm.name")
_MOST_NAMED = 4
"""Rows of one firm that are kept, so that a table full of one name stays small."""


class SameFirms:
    """Which rows of a table tell of one firm. Rows are noted in a first pass and looked up in later
    ones; of a name only a digest is kept, for a table may be larger than memory.
    """

    def __init__(self, columns: Sequence[TableColumn]) -> None:
        paths = [(i, column.path or "") for i, column in enumerate(columns)]
        self._named = [i for i, path in paths if path in _NAMES]
        self._apart = [i for i, path in paths if path == "as_of" or path.startswith("plan.")]
        self._rows: dict[int, tuple[int, ...]] = {}

    def note(self, row: int, cells: Sequence[Cell]) -> None:
        """Takes a row in."""
        if (key := self._key(cells)) is not None:
            known = self._rows.get(key, ())
            self._rows[key] = (*known, row)[:_MOST_NAMED]

    def others(self, row: int, cells: Sequence[Cell]) -> tuple[str, ...]:
        """The first other rows that tell of the firm of a row."""
        key = self._key(cells)
        found = () if key is None else self._rows.get(key, ())
        return tuple(str(other) for other in found if other != row)[: _MOST_NAMED - 1]

    def _key(self, cells: Sequence[Cell]) -> int | None:
        """What rows of one firm have in common; None for a row without a name."""
        names = [_text(cells, i) for i in self._named]
        if not any(names):
            return None
        told = "\0".join([*names, *(_text(cells, i) for i in self._apart)])
        digest = blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return int.from_bytes(digest, "big")


def _text(cells: Sequence[Cell], i: int) -> str:
    cell = cells[i] if i < len(cells) else None
    return "" if cell is None else plainly(str(cell))
