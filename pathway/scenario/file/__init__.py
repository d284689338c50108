"""Reads scenarios (TOML): files, extended files, overrides; refuses what is wrong, everything at
once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from attrs import evolve, field, frozen

from pathway.base.errors import InputError, Problem
from pathway.base.phrases import phrase
from pathway.scenario.file.arguments import Arguments, Overrides
from pathway.scenario.file.build import build
from pathway.scenario.file.checks import CHECKS
from pathway.scenario.file.overrides import Place, overridden, placed
from pathway.scenario.file.schema import SCENARIO, SCHEMA, unit_scale
from pathway.scenario.file.sources import Source, UnusableError, merged, open_source
from pathway.scenario.file.tree import Sink, Table, TreeNode, rescaled, wrap
from pathway.scenario.scenario import Scenario

__all__ = [
    "Arguments",
    "Opened",
    "Overrides",
    "Template",
    "completed",
    "filled",
    "load",
    "loads",
    "money_unit",
    "opened",
    "rebuild",
    "template",
]


def load(
    source: str | Path,
    *,
    set: Overrides = (),
    as_of: date | None = None,
    today: date | None = None,
    stdin: BinaryIO | None = None,
    pace: str | None = None,
    targets: Sequence[str] | None = None,
) -> Scenario:
    """The scenario of a file, or of standard input for `-`.

    set: overrides, as `PATH=VALUE` texts or as a mapping from path to value, amounts in the file's
    own unit of money. as_of: goes before the file's own; today: stands in where neither is given.
    pace and targets go before the file's `[plan]`; no targets mean those of the file. Raises
    `InputError` with every problem of the file, the files that it extends and the overrides.
    """
    arguments = Arguments(set=set, as_of=as_of, today=today, pace=pace, targets=targets)
    return completed(opened(source, stdin), arguments)


def loads(
    text: str,
    *,
    source: str = "<text>",
    set: Overrides = (),
    as_of: date | None = None,
    today: date | None = None,
    pace: str | None = None,
    targets: Sequence[str] | None = None,
) -> Scenario:
    """The scenario of a text, as `load` reads it; `extends` looks in the current folder.

    source: what problems call the text. Raises `InputError`.
    """
    arguments = Arguments(set=set, as_of=as_of, today=today, pace=pace, targets=targets)
    return completed(_opened(Source(text, source), Sink()), arguments)


@frozen
class Opened:
    """A scenario file and those that it extends, read but not yet understood: `completed` needs no
    file any more.

    tree: None where the file itself cannot be read. complete: whether all could be read that it
    extends.
    """

    name: str
    tree: Table | None
    complete: bool
    problems: tuple[Problem, ...]


def opened(source: str | Path, stdin: BinaryIO | None = None) -> Opened:
    """Reads a file, or standard input for `-`, and those that it extends. What is wrong is told by
    `completed`.
    """
    sink = Sink()
    try:
        return _opened(open_source(source, stdin, sink), sink)
    except UnusableError:
        return Opened(str(source), None, False, tuple(sink.problems))


def completed(given: Opened, arguments: Arguments) -> Scenario:
    """The scenario of a file that has been read. Raises `InputError`."""
    sink = Sink(list(given.problems))
    if given.tree is None:
        raise InputError(sink.problems)
    return _finished(arguments.over(given.tree, sink), given.name, given.complete, sink)


def rebuild(scenario: Scenario, set: Overrides) -> Scenario:
    """A scenario made again with more overrides, without reading any file.

    set: as for `load`. The result has the same `as_of` unless an override changes it. Raises
    `InputError`.
    """
    sink = Sink()
    tree = wrap(scenario.document, scenario.source)
    if not isinstance(tree, Table):
        raise TypeError("a scenario's document is a table")
    tree = evolve(
        tree, entries={key: rescaled(node, unit_scale(tree)) for key, node in tree.entries.items()}
    )
    return _finished(overridden(tree, set, sink), scenario.source, True, sink)


def money_unit(scenario: Scenario) -> int:
    """Yuan per unit of money in the scenario's file: overrides are given in that unit."""
    tree = wrap({"unit": scenario.document.get("unit", "yuan")}, scenario.source)
    return unit_scale(tree) if isinstance(tree, Table) else 1


@frozen
class Template:
    """What many scenarios start from; `template` makes one. Equal ones hash alike, as all others
    do.
    """

    tree: Table = field(hash=False)


def template(source: str | Path | None = None) -> Template:
    """A scenario file, or else nothing at all, for `filled` to put values in.

    The file need not be complete by itself. Raises `InputError` where it cannot be read.
    """
    if source is None:
        return Template(Table({"schema": wrap(SCHEMA, "")}, ""))
    sink = Sink()
    try:
        tree, _ = merged(open_source(source, None, sink), sink)
    except UnusableError:
        raise InputError(sink.problems) from None
    if sink.problems:
        raise InputError(sink.problems)
    return Template(tree)


def filled(
    start: Template,
    values: Sequence[tuple[Place, TreeNode]],
    source: str,
    arguments: Arguments,
) -> Scenario:
    """A scenario made from a template by putting values in their places, then the arguments.

    source: what the scenario is called where it has no name. Raises `InputError`.
    """
    sink = Sink()
    tree = evolve(placed(start.tree, values, sink), file=source)
    return _finished(arguments.over(tree, sink), source, True, sink)


def _opened(source: Source, sink: Sink) -> Opened:
    try:
        tree, complete = merged(source, sink)
    except UnusableError:
        return Opened(source.name, None, False, tuple(sink.problems))
    if "book" in tree.entries and "schema" not in tree.entries:
        problem = Problem(source.name, "book", "", phrase("scenario.file.overlay"))
        return Opened(source.name, None, False, (problem,))
    return Opened(source.name, tree, complete, tuple(sink.problems))


def _finished(tree: Table, source: str, complete: bool, sink: Sink) -> Scenario:
    """The scenario of a tree. complete: whether all files were read, so that what is missing is
    truly missing.
    """
    values = SCENARIO.read(tree, "", sink)
    if values is not None and complete:
        for check in CHECKS:
            check(values, values.day("as_of"), sink)
    if sink.problems or values is None:
        raise InputError(sink.problems)
    document = SCENARIO.plain(tree, unit_scale(tree))
    made = build(values, source, document if isinstance(document, dict) else {})
    return evolve(made, doubts=tuple(sink.doubts)) if sink.doubts else made
