"""What a caller says of a scenario besides its file: overrides, the day, the pace, the targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import field, frozen

from pathway.scenario.file.merging import over
from pathway.scenario.file.tree import Sink, Table, TreeNode, wrap

Overrides = Mapping[str, object] | Sequence[str]
"""`PATH=VALUE` texts, or a mapping from path to value; amounts in the file's own unit of money."""


def _frozen(given: Overrides) -> tuple[str, ...] | tuple[tuple[str, object], ...]:
    """Overrides as a value that can be hashed."""
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Mapping):
        return tuple(
            (path, tuple(value) if isinstance(value, list) else value)
            for path, value in given.items()
        )
    return tuple(given)


def _listed(given: Sequence[str] | None) -> tuple[str, ...] | None:
    return tuple(given) if given else None


@frozen
class Arguments:
    """What goes before a scenario's file, or stands in for what it does not say.

    set: overrides. as_of: goes before the file's own; today: stands in where neither is given. pace
    and targets go before the file's `[plan]`; no targets mean those of the file. All can be hashed
    and sent to a process.
    """

    set: tuple[str, ...] | tuple[tuple[str, object], ...] = field(default=(), converter=_frozen)
    as_of: date | None = None
    today: date | None = None
    pace: str | None = None
    targets: tuple[str, ...] | None = field(default=None, converter=_listed)

    def over(self, tree: Table, sink: Sink) -> Table:
        """A tree with these put in, each with the place that problems name."""
        pairs = [item for item in self.set if isinstance(item, tuple)]
        texts = [item for item in self.set if isinstance(item, str)]
        if self.set:
            from pathway.scenario.file.overrides import overridden

            tree = overridden(tree, dict(pairs) if pairs else texts, sink)
        top: dict[str, TreeNode] = {}
        if self.as_of is not None:
            top["as_of"] = wrap(self.as_of, "--as-of")
        elif self.today is not None and "as_of" not in tree.entries:
            top["as_of"] = wrap(self.today, "today")
        plan: dict[str, TreeNode] = {}
        if self.pace is not None:
            plan["pace"] = wrap(self.pace, "--pace")
        if self.targets is not None:
            plan["targets"] = wrap(list(self.targets), "--target")
        if plan:
            top["plan"] = Table(plan, tree.file)
        return over(tree, Table(top, tree.file))


NOTHING_SAID = Arguments()
"""The file alone."""
