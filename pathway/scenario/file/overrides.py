"""Overrides: `PATH=VALUE` from a command line, or a mapping from path to value, put into a tree.

A path is the keys from the top, joined by dots: `plan.pace`, `fiscal_years.2026.net_profit` (the
year is made if it is not there), `fiscal_years.2026.half_year.revenue`, `events.0.date` (one more
than the last makes a new one), `facts.holders.1.value`, `facts.market_cap.pe`,
`milestones.bse.filed`. Quotes round a key do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen

from pathway.base.errors import nearest, visible
from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import Phrase, Quantity, phrase
from pathway.scenario.file.cells import plain_scalar
from pathway.scenario.file.fields import FIRST_YEAR, Field, Num, in_yuan, number_of
from pathway.scenario.file.merging import without_stale_profit
from pathway.scenario.file.records import FactField, Ids, Sub, TablesField, year_of
from pathway.scenario.file.schema import SCENARIO, unit_scale
from pathway.scenario.file.tree import (
    Array,
    Leaf,
    Sink,
    Table,
    TooDeepError,
    TreeNode,
    rescaled,
    shown,
    wrap,
)

FILE = "--set"
"""What problems call the place that overrides come from."""
_LONGEST = 10_000
_SEGMENT = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^."\'\[\]]+)')


@frozen
class Year:
    """A step into the table of one fiscal year."""

    year: int


PathStep = str | int | Year


@frozen
class Place:
    """Where a path leads: the way through the tree, and the kind of value that belongs there."""

    path: str
    steps: tuple[PathStep, ...]
    kind: Field


class _PathError(Exception):
    """A path that leads nowhere. nearest: the path that may have been meant."""

    def __init__(self, expected: Phrase, close: str | None = None) -> None:
        super().__init__(expected)
        self.expected, self.nearest = expected, close


# -- arguments -------------------------------------------------------------------------------------


def _python(value: object) -> object:
    """A value from a program: a text that is a date means the date, as JSON has no dates; midnight
    means its day; a scalar of numpy or pandas means what it holds.
    """
    value = plain_scalar(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def pairs(given: Mapping[str, object] | Sequence[str], sink: Sink) -> list[tuple[str, TreeNode]]:
    """Path and value of every override. Reports the arguments that are not `PATH=VALUE`."""
    if isinstance(given, str):
        given = [given]
    result: list[tuple[str, TreeNode]] = []
    if isinstance(given, Mapping):
        arguments = [(path, _python(value)) for path, value in given.items()]
    else:
        arguments = []
        for text in given:
            path, equals, value = str(text).partition("=")
            if not equals or not path.strip() or len(text) > _LONGEST:
                sink.add(FILE, "", shown(Leaf(str(text), FILE)), phrase("scenario.set.form"))
            else:
                # Here: a scenario without overrides is read sooner without it.
                from pathway.scenario.file.cells import bare_value

                arguments.append((path.strip(), bare_value(value.strip())))
    for path, argument in arguments:
        try:
            result.append((path, wrap(argument, FILE)))
        except TooDeepError:
            sink.add(FILE, visible(path), "", phrase("scenario.file.deep"))
    return result


# -- paths -----------------------------------------------------------------------------------------


def _segments(path: str) -> list[str]:
    """The keys of a path. Raises `_PathError` where it cannot be taken apart."""
    text = re.sub(r"\[([0-9]+)\]", r".\1", path)
    keys, place = [], 0
    while True:
        match = _SEGMENT.match(text, place)
        if not match:
            raise _PathError(phrase("scenario.set.path"))
        keys.append(next(group for group in match.groups() if group is not None).strip())
        place = match.end()
        if place == len(text):
            return keys
        if text[place] != ".":
            raise _PathError(phrase("scenario.set.path"))
        place += 1


def _steps(field: Field, keys: list[str], before: tuple[str, ...] = ()) -> tuple[PathStep, ...]:
    """The way through the schema. Raises `_PathError`."""
    if not keys:
        return ()
    key, rest = keys[0], keys[1:]
    match field:
        case Sub():
            if key == "extends":
                raise _PathError(phrase("scenario.set.extends"))
            if key not in field.fields:
                raise _PathError(phrase("scenario.set.unknown"), _corrected(field, keys, before))
            return (key, *_steps(field.fields[key], rest, (*before, key)))
        case Ids():
            name = ".".join(keys)
            if name not in field.names:
                raise _PathError(
                    phrase("scenario.unknown-milestone"), _corrected(field, keys, before)
                )
            return (name,)
        case TablesField():
            step = _row(field, key)
            return (step, *_steps(field.of, rest, (*before, key)))
        case FactField() if key.isdecimal() and len(key) < 5:
            return (int(key), *_steps(field.step, rest, (*before, key)))
        case FactField() if field.multiple:
            return _steps(field.pe, keys, before)
        case _:
            raise _PathError(phrase("scenario.set.leaf", path=".".join(before)), ".".join(before))


def place(path: str, file: str, sink: Sink) -> Place | None:
    """The place of a path. Reports a path that leads nowhere."""
    try:
        steps = _steps(SCENARIO, _segments(path))
    except _PathError as error:
        sink.add(file, visible(path), "", error.expected, error.nearest)
        return None
    kind: Field = SCENARIO
    for step in steps:
        kind = _below(kind, step)
    return Place(path, steps, kind)


def _below(field: Field, step: PathStep) -> Field:
    """What one step leads to."""
    match field:
        case Sub():
            return field.fields[str(step)]
        case FactField():
            return field.step if isinstance(step, int) else field.pe.fields[str(step)]
        case TablesField() | Ids():
            return field.of
        case _:
            raise TypeError("a path ends at a value")


def _row(field: TablesField, key: str) -> PathStep:
    if not (key.isdecimal() and key.isascii() and len(key) < 5):
        raise _PathError(phrase("scenario.set.year" if field.yearly else "scenario.set.place"))
    if not field.yearly:
        return int(key)
    if not FIRST_YEAR <= int(key) <= LAST_YEAR:
        raise _PathError(phrase("scenario.set.year"))
    return Year(int(key))


def _corrected(field: Field, keys: list[str], before: tuple[str, ...]) -> str | None:
    """The valid path nearest to one that goes wrong at `keys`."""
    if not keys:
        return ".".join(before)
    key, rest = keys[0], keys[1:]
    match field:
        case Sub():
            if key not in field.fields and not rest and key in field.elsewhere:
                return field.elsewhere[key]
            close = key if key in field.fields else nearest(key, field.fields)
            return _corrected(field.fields[close], rest, (*before, close)) if close else None
        case Ids():
            close = nearest(".".join(keys), field.names)
            return ".".join((*before, close)) if close else None
        case TablesField():
            return _corrected(field.of, rest, (*before, key))
        case FactField() if field.multiple or key.isdecimal():
            return ".".join((*before, *keys))
        case _:
            return ".".join(before)


# -- putting in ------------------------------------------------------------------------------------


def _put(node: TreeNode | None, steps: tuple[PathStep, ...], value: TreeNode) -> TreeNode:
    """The node with a value put at the end of the steps. Raises `_PathError` for a place beyond the
    end of a list.
    """
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        table = node if isinstance(node, Table) else Table({}, value.file)
        return evolve(
            table, entries={**table.entries, step: _put(table.entries.get(step), rest, value)}
        )
    array = node if isinstance(node, Array) else Array((), value.file)
    if isinstance(step, Year):
        return _put_year(array, step.year, rest, value)
    if step > len(array.items):
        raise _PathError(phrase("scenario.set.beyond", count=len(array.items)))
    old = array.items[step] if step < len(array.items) else None
    return evolve(
        array, items=(*array.items[:step], _put(old, rest, value), *array.items[step + 1 :])
    )


def _put_year(array: Array, year: int, rest: tuple[PathStep, ...], value: TreeNode) -> TreeNode:
    place = next(
        (i for i, item in enumerate(array.items) if year_of(item) == year), len(array.items)
    )
    old = array.items[place] if place < len(array.items) else None
    new = _put(old, rest, value)
    if isinstance(new, Table) and "year" not in new.entries:
        new = evolve(new, entries={"year": Leaf(year, value.file), **new.entries})
    return evolve(array, items=(*array.items[:place], new, *array.items[place + 1 :]))


def _fresh_profits(tree: Table, ways: list[tuple[PathStep, ...]]) -> Table:
    """The tree without the profit figures that the overrides make stale."""
    years = tree.entries.get("fiscal_years")
    if not isinstance(years, Array):
        return tree
    items = []
    for item in years.items:
        year = year_of(item)
        given = frozenset(
            way[2]
            for way in ways
            if len(way) == 3 and way[1] == Year(year or 0) and isinstance(way[2], str)
        )
        items.append(without_stale_profit(item, given) if isinstance(item, Table) else item)
    return evolve(tree, entries={**tree.entries, "fiscal_years": evolve(years, items=tuple(items))})


def overridden(tree: Table, given: Mapping[str, object] | Sequence[str], sink: Sink) -> Table:
    """The tree with overrides put in, their amounts in the tree's own unit. Reports paths that lead
    nowhere.

    An override of `unit` gives all amounts of the tree another unit.
    """
    places = [(place(path, FILE, sink), node) for path, node in pairs(given, sink)]
    values = [(where, node) for where, node in places if where is not None]
    if not any(where.path == "unit" for where, _ in values):
        for where, node in values:
            _in_its_unit(tree, where, node, sink)
    return placed(tree, values, sink)


def _in_its_unit(tree: Table, where: Place, node: TreeNode, sink: Sink) -> None:
    """Doubts an amount that was hardly meant in the file's unit, but in yuan.

    It is ten billion yuan or more, and as many times the amount that it takes the place of as the
    unit makes likely.
    """
    kind, scale = (
        where.kind.of if isinstance(where.kind, FactField) else where.kind,
        unit_scale(tree),
    )
    if scale == 1 or not isinstance(kind, Num) or kind.what != "money" or number_of(node) is None:
        return
    old = abs(Fraction(in_yuan(found_at(tree, where.steps)) or 0))
    new = abs(Fraction(in_yuan(rescaled(node, scale)) or 0))
    if old and new >= 10**10 and new >= old * scale / 10:
        unit = tree.entries["unit"]
        assert isinstance(unit, Leaf)
        times = Quantity(round(new / old), "count")
        sink.doubts.append(
            phrase(
                "scenario.set.unit",
                path=where.path,
                found=shown(node),
                unit=str(unit.value),
                times=times,
            )
        )


def found_at(node: TreeNode | None, steps: tuple[PathStep, ...]) -> TreeNode | None:
    """What stands at a place, if anything does."""
    for step in steps:
        if isinstance(node, Table):
            node = node.entries.get(str(step))
        elif isinstance(node, Array) and isinstance(step, Year):
            node = next((item for item in node.items if year_of(item) == step.year), None)
        elif isinstance(node, Array) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def placed(tree: Table, given: Sequence[tuple[Place, TreeNode]], sink: Sink) -> Table:
    """The tree with nodes put in their places, as `overridden` does. Reports places beyond the end
    of a list.
    """
    old_scale = unit_scale(tree)
    tree = _fresh_profits(tree, [where.steps for where, _ in given])
    for where, node in given:
        try:
            new = _put(tree, where.steps, rescaled(node, old_scale))
        except _PathError as error:
            sink.add(node.file, visible(where.path), "", error.expected, error.nearest)
            continue
        tree = new if isinstance(new, Table) else tree
    return _rescaled_to(tree, old_scale)


def _rescaled_to(tree: Table, old_scale: int) -> Table:
    """The tree in the unit that it now names, if that is another one than before."""
    new_scale = unit_scale(tree)
    if new_scale == old_scale:
        return tree
    entries = {
        key: rescaled(node, Fraction(new_scale, old_scale)) for key, node in tree.entries.items()
    }
    return evolve(tree, entries=entries)
