"""One tree of a scenario over another: what `extends`, `--set` and a table's base file have in
common.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date

from attrs import evolve

from pathway.scenario.file.records import year_of
from pathway.scenario.file.tree import Array, Leaf, Table, TreeNode
from pathway.scenario.firm import PROFIT_PAIR


def _period_end(node: TreeNode) -> date | None:
    """The day up to which a table says that accounts are audited, if it says one."""
    end = node.entries.get("period_end") if isinstance(node, Table) else None
    value = end.value if isinstance(end, Leaf) else None
    return value if type(value) is date else None


_NAMED: Mapping[str, Callable[[TreeNode], Hashable | None]] = {
    "fiscal_years": year_of,
    "audits": _period_end,
}
"""Lists of which every table is about something of its own -> what."""


def over(base: Table, top: Table) -> Table:
    """One table over another: tables merge key by key, fiscal years by year, audits by the end of
    their period, everything else is replaced.
    """
    entries = dict(base.entries)
    for key, node in top.entries.items():
        old = entries.get(key)
        if isinstance(node, Table) and isinstance(old, Table):
            entries[key] = over(old, node)
        elif key in _NAMED and isinstance(node, Array) and isinstance(old, Array):
            entries[key] = _rows_over(old, node, _NAMED[key])
        else:
            entries[key] = node
    return evolve(base, entries=entries)


def _rows_over(base: Array, top: Array, about: Callable[[TreeNode], Hashable | None]) -> Array:
    items, merged_places = list(base.items), set[int]()
    places = {about(item): i for i, item in reversed(list(enumerate(items)))}
    for item in top.items:
        name = about(item)
        place = places.get(name) if name is not None else None
        old = items[place] if place is not None else None
        if (
            place is None
            or place in merged_places
            or not isinstance(old, Table)
            or not isinstance(item, Table)
        ):
            items.append(item)
            continue
        merged_places.add(place)
        items[place] = over(without_stale_profit(old, frozenset(item.entries)), item)
    return evolve(base, items=tuple(items))


def without_stale_profit(year: Table, given: frozenset[str]) -> Table:
    """A year without the profit figures that new ones contradict by being given.

    A new net_profit alone replaces an older pair (before and after non-recurring items), and a new
    figure of the pair replaces an older net_profit.
    """
    stale: tuple[str, ...] = ()
    if "net_profit" in given and given.isdisjoint(PROFIT_PAIR):
        stale = PROFIT_PAIR
    elif "net_profit" not in given and not given.isdisjoint(PROFIT_PAIR):
        stale = ("net_profit",)
    return evolve(
        year, entries={key: node for key, node in year.entries.items() if key not in stale}
    )
