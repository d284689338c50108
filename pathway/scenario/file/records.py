"""Tables, lists of tables and facts: the kinds of value that hold other values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from attrs import evolve, field, frozen

from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import Number, phrase
from pathway.scenario.file.fields import FIRST_YEAR, Day, Field, Num, number_of
from pathway.scenario.file.tree import Array, Leaf, Sink, Table, TreeNode, joined, plain
from pathway.scenario.firm import Multiple, Steps


@frozen(eq=False, repr=False)
class Values:
    """What was read from a table: typed getters that give None for what is missing or was
    refused.
    """

    path: str
    table: Table
    data: Mapping[str, object] = field(factory=dict)

    def given(self, key: str) -> bool:
        """Whether the table has the key, with a good value or a bad one."""
        return key in self.table.entries

    def node(self, key: str) -> TreeNode:
        """The node of a key, or the table itself."""
        return self.table.entries.get(key, self.table)

    def number(self, key: str) -> Number | None:
        value = self.data.get(key)
        return value if isinstance(value, int | Fraction) else None

    def whole(self, key: str) -> int | None:
        value = self.data.get(key)
        return value if isinstance(value, int) else None

    def day(self, key: str) -> date | None:
        value = self.data.get(key)
        return value if isinstance(value, date) else None

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        return value if isinstance(value, str) else None

    def flag(self, key: str) -> bool | None:
        value = self.data.get(key)
        return value if isinstance(value, bool) else None

    def sub(self, key: str) -> Values:
        """A table inside; an empty one where there is none."""
        value = self.data.get(key)
        return (
            value
            if isinstance(value, Values)
            else Values(joined(self.path, key), Table({}, self.table.file))
        )

    def rows(self, key: str) -> tuple[Values, ...]:
        """The tables of a list."""
        value = self.data.get(key)
        return (
            tuple(row for row in value if isinstance(row, Values))
            if isinstance(value, tuple)
            else ()
        )


@frozen(kw_only=True, eq=False, repr=False)
class Sub(Field):
    """A table with known keys. elsewhere: key -> path of keys that other tables have, to point
    out.
    """

    fields: Mapping[str, Field]
    elsewhere: Mapping[str, str] = field(factory=dict)

    def read(self, node: TreeNode, path: str, sink: Sink) -> Values | None:
        if not isinstance(node, Table):
            sink.at(node, path, phrase("scenario.table"))
            return None
        data = {}
        for key, inner in node.entries.items():
            if key in self.fields:
                data[key] = self.fields[key].read(inner, joined(path, key), sink)
            else:
                self.unknown(key, inner, path, sink)
        for key, kind in self.fields.items():
            if kind.required and key not in node.entries:
                sink.add(node.file, joined(path, key), "", phrase(f"scenario.required.{key}"))
        return Values(path, node, data)

    def unknown(self, key: str, node: TreeNode, path: str, sink: Sink) -> None:
        """Reports a key that the table does not have, with the one in it or elsewhere that may have
        been meant.
        """
        near = self.elsewhere.get(key)
        if near is None and (close := sink.nearest(key, self.fields)):
            near = joined(path, close)
        expected = (
            phrase("scenario.unknown-key")
            if near
            else phrase("scenario.keys", names=tuple(self.fields))
        )
        sink.at(node, joined(path, key), expected, near)

    def plain(self, node: TreeNode, scale: Number) -> object:
        if not isinstance(node, Table):
            return plain(node)
        return {
            key: self.fields[key].plain(inner, scale) if key in self.fields else plain(inner)
            for key, inner in node.entries.items()
        }


def year_of(node: TreeNode) -> int | None:
    """The fiscal year that a table is about, if it says one that a scenario can have."""
    year = node.entries.get("year") if isinstance(node, Table) else None
    value = year.value if isinstance(year, Leaf) else None
    is_year = (
        isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR
    )
    return value if is_year and isinstance(value, int) else None


@frozen(kw_only=True, eq=False, repr=False)
class TablesField(Field):
    """A list of tables. yearly: every table is one fiscal year, named by it; otherwise by its place
    (0, 1, …). number_at: the path for which a plain number may have been meant.
    """

    of: Sub
    yearly: bool = False
    number_at: str | None = None

    def read(self, node: TreeNode, path: str, sink: Sink) -> tuple[Values, ...] | None:
        if not isinstance(node, Array):
            near = None if number_of(node) is None else self.number_at
            sink.at(node, path, phrase("scenario.rows", path=path), near)
            return None
        rows = (
            self.of.read(item, joined(path, self.name(item, i)), sink)
            for i, item in enumerate(node.items)
        )
        return tuple(row for row in rows if row is not None)

    def name(self, item: TreeNode, place: int) -> str:
        """How the path calls one of the tables."""
        year = year_of(item) if self.yearly else None
        return str(place if year is None else year)

    def plain(self, node: TreeNode, scale: Number) -> object:
        return (
            [self.of.plain(item, scale) for item in node.items]
            if isinstance(node, Array)
            else plain(node)
        )


@frozen(kw_only=True, eq=False, repr=False)
class Ids(Field):
    """A table whose keys are ids from a list, all with values of one kind."""

    names: tuple[str, ...]
    of: Field

    def read(self, node: TreeNode, path: str, sink: Sink) -> Mapping[str, object] | None:
        if not isinstance(node, Table):
            sink.at(node, path, phrase("scenario.table"))
            return None
        data = {}
        for key, inner in node.entries.items():
            if key not in self.names:
                close = sink.nearest(key, self.names)
                near = joined(path, close) if close else None
                sink.at(inner, joined(path, key), phrase("scenario.unknown-milestone"), near)
                continue
            value = self.of.read(inner, joined(path, key), sink)
            if value is not None:
                data[key] = value
        return data


@frozen(kw_only=True, eq=False, repr=False)
class FactField(Field):
    """A number, or steps `[{from = DATE, value = N}, …]`; where `multiple`, also `{pe = N}`."""

    of: Num
    multiple: bool = False
    step: Sub = field(init=False)
    pe: Sub = field(
        init=False,
        default=Sub(fields={"pe": Num(low=Fraction(1, 100), high=10_000, required=True)}),
    )

    def __attrs_post_init__(self) -> None:
        value = evolve(self.of, required=True)
        object.__setattr__(self, "step", Sub(fields={"from": Day(required=True), "value": value}))

    def read(self, node: TreeNode, path: str, sink: Sink) -> Steps | Multiple | None:
        if isinstance(node, Array):
            return self._steps(node, path, sink)
        if isinstance(node, Table):
            if not self.multiple:
                sink.at(node, path, phrase("scenario.fact", what=self.of.expected()))
                return None
            table = self.pe.read(node, path, sink)
            pe = table.number("pe") if table else None
            return None if pe is None else Multiple(pe)
        value = self.of.read(node, path, sink)
        return None if value is None else Steps.always(value)

    def _steps(self, node: Array, path: str, sink: Sink) -> Steps | None:
        if not node.items:
            sink.at(node, path, phrase("scenario.steps.empty"))
            return None
        steps: list[tuple[date, Number]] = []
        for i, item in enumerate(node.items):
            row = self.step.read(item, joined(path, str(i)), sink)
            start, value = (row.day("from"), row.number("value")) if row else (None, None)
            if row is None or start is None or value is None:
                continue
            if steps and start <= steps[-1][0]:
                sink.at(
                    row.node("from"),
                    joined(row.path, "from"),
                    phrase("scenario.steps.order", before=steps[-1][0]),
                )
            steps.append((start, value))
        return Steps(tuple(steps))

    def plain(self, node: TreeNode, scale: Number) -> object:
        if isinstance(node, Array):
            return [self.step.plain(item, scale) for item in node.items]
        return self.of.plain(node, scale)
