"""Reads scenarios (TOML): files, extended files, overrides; refuses what is wrong, everything at
once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from attrs import evolve, field, frozen

from pathway.base import usage
from pathway.base.errors import InputError, Problem
from pathway.base.phrases import Phrase, phrase
from pathway.law.steps import TARGETS
from pathway.scenario.file.build import build
from pathway.scenario.file.caller import NOTHING_SAID, Arguments, Overrides
from pathway.scenario.file.checks import CHECKS
from pathway.scenario.file.schema import SCENARIO, SCHEMA, unit_scale
from pathway.scenario.file.sources import Source, UnusableError, merged, open_source
from pathway.scenario.file.tree import Sink, Table, TreeNode, rescaled, wrap
from pathway.scenario.scenario import Scenario

if TYPE_CHECKING:
    from pathway.scenario.file.overrides import Place

__all__ = [
    "NOTHING_SAID",
    "Arguments",
    "Opened",
    "Overrides",
    "Template",
    "checked_overrides",
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
    """Reads a scenario: one firm, what is assumed and what is asked.

    Args:
        source: The name of a TOML file; `-` for standard input.
        set: Values that go before the file's: a mapping from paths (`fiscal_years.2026.net_profit`)
            to values, or `PATH=VALUE` texts. Amounts are in the file's own unit of money.
        as_of: The day up to which facts, law and calendars are known. Goes before the file's own.
        today: Stands in where neither the call nor the file gives `as_of`.
        stdin: The stream of bytes to read for `-`. Default: standard input.
        pace: Goes before the file's `plan.pace`: `floor`, `typical` or `cautious`.
        targets: Go before the file's `plan.targets`. None, or an empty list: those of the file.

    Returns:
        The scenario, amounts in yuan.

    Raises:
        UsageError: An argument is of the wrong kind.
        InputError: The file, a file that it extends, an override, a day, the pace or a target is
            wrong; every problem is named.
    """
    usage.refuse_no_path("source", source)
    if stdin is not None and not callable(getattr(stdin, "read", None)):
        raise usage.wrong("stdin", stdin, phrase("errors.usage.stream"))
    arguments = Arguments(
        set=checked_overrides(set), as_of=as_of, today=today, pace=pace, targets=_listed(targets)
    )
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
    """Reads a scenario from a text, as `load` does from a file.

    Args:
        text: What a file would hold; `extends` looks in the current folder.
        source: What problems call the text.
        set: Values that go before the text's, as for `load`.
        as_of: The day up to which facts, law and calendars are known. Goes before the text's own.
        today: Stands in where neither the call nor the text gives `as_of`.
        pace: Goes before the text's `plan.pace`: `floor`, `typical` or `cautious`.
        targets: Go before the text's `plan.targets`. None, or an empty list: those of the text.

    Returns:
        The scenario, amounts in yuan.

    Raises:
        UsageError: An argument is of the wrong kind.
        InputError: The text, a file that it extends, an override, a day, the pace or a target is
            wrong; every problem is named.
    """
    usage.refuse_other("text", text, str, phrase("errors.usage.text"))
    usage.refuse_other("source", source, str, phrase("errors.usage.text"))
    arguments = Arguments(
        set=checked_overrides(set), as_of=as_of, today=today, pace=pace, targets=_listed(targets)
    )
    return completed(_opened(Source(text, source), Sink()), arguments)


@frozen
class Opened:
    """A scenario file and those that it extends, read but not yet understood: `completed` needs no
    file any more.

    tree: None where the file itself cannot be read. complete: whether all could be read that it
    extends. doubts: what was read but is hardly meant.
    """

    name: str
    tree: Table | None
    complete: bool
    problems: tuple[Problem, ...]
    doubts: tuple[Phrase, ...] = ()


def opened(source: str | Path, stdin: BinaryIO | None = None, *, regular: bool = False) -> Opened:
    """Reads a file, or standard input for `-`, and those that it extends. What is wrong is told by
    `completed`. regular: whether a pipe or a device is wrong, too.
    """
    sink = Sink()
    try:
        return _opened(open_source(source, stdin, sink, regular), sink)
    except UnusableError:
        return _unreadable(str(source), sink.problems)


def completed(given: Opened, arguments: Arguments) -> Scenario:
    """The scenario of a file that has been read. Raises `InputError`."""
    sink = Sink(list(given.problems), list(given.doubts))
    if given.tree is None:
        raise InputError(sink.problems)
    return _finished(arguments.over(given.tree, sink), given.name, sink, given.complete)


def rebuild(scenario: Scenario, set: Overrides) -> Scenario:
    """Makes a scenario again with other values, without reading any file.

    Args:
        scenario: The one to start from.
        set: The values that change, as for `load`.

    Returns:
        A new scenario, with the same `as_of` unless it was changed, and the same doubts but those on
        values that changed.

    Raises:
        UsageError: An argument is of the wrong kind.
        InputError: A value is wrong, or does not go with the others; every problem is named.
    """
    usage.refuse_other("scenario", scenario, Scenario, phrase("errors.usage.scenario"))
    given, sink = checked_overrides(set), Sink()
    tree = wrap(scenario.document, scenario.source)
    if not isinstance(tree, Table):
        raise TypeError("a scenario's document is a table")
    tree = evolve(
        tree, entries={key: rescaled(node, unit_scale(tree)) for key, node in tree.entries.items()}
    )
    # Here, as below: a plain file has no overrides.
    from pathway.scenario.file.overrides import overridden, pairs

    tree = overridden(tree, given, sink)
    if scenario.doubts:
        changed = {path for path, _ in pairs(given, Sink())}
        kept = [doubt for doubt in scenario.doubts if doubt.values.get("path") not in changed]
        sink.doubts[:0] = [doubt for doubt in kept if doubt not in sink.doubts]
    return _finished(tree, scenario.source, sink)


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
    doubts: tuple[Phrase, ...] = field(default=(), hash=False)


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
    return Template(tree, tuple(sink.doubts))


def filled(
    start: Template,
    values: Sequence[tuple[Place, TreeNode]],
    source: str,
    arguments: Arguments = NOTHING_SAID,
) -> Scenario:
    """A scenario made from a template by putting values in their places, then the arguments.

    source: what the scenario is called where it has no name. Raises `InputError`.
    """
    from pathway.scenario.file.overrides import placed

    sink = Sink(doubts=list(start.doubts))
    tree = evolve(placed(start.tree, values, sink), file=source)
    return _finished(arguments.over(tree, sink), source, sink)


def checked_overrides(given: Overrides) -> Overrides:
    """Overrides whose paths, or whole texts, are texts. Raises `UsageError`."""
    if isinstance(given, str):
        return [given]
    expected = phrase("errors.usage.set")
    found = given if isinstance(given, Mapping) else usage.several("set", given, expected)
    for path in found:
        usage.refuse_other("set", path, str, expected)
    return found


def _listed(targets: Sequence[str] | None) -> Sequence[str] | None:
    """Targets as a list; which of them there are is checked with the file. Raises `UsageError`."""
    if targets is None:
        return None
    return usage.several("targets", targets, phrase("errors.usage.list-of", names=TARGETS))


def _opened(source: Source, sink: Sink) -> Opened:
    try:
        tree, complete = merged(source, sink)
    except UnusableError:
        return _unreadable(source.name, sink.problems)
    if "book" in tree.entries and "schema" not in tree.entries:
        problem = Problem(source.name, "book", "", phrase("scenario.file.overlay"))
        return _unreadable(source.name, [problem])
    return Opened(
        name=source.name,
        tree=tree,
        complete=complete,
        problems=tuple(sink.problems),
        doubts=tuple(sink.doubts),
    )


def _unreadable(name: str, problems: Sequence[Problem]) -> Opened:
    return Opened(name=name, tree=None, complete=False, problems=tuple(problems))


def _finished(tree: Table, source: str, sink: Sink, complete: bool = True) -> Scenario:
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
