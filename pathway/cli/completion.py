"""What the shell offers behind Tab: paths of a scenario, milestones, rules, editions.

`eval "$(_PATHWAY_COMPLETE=bash_source pathway)"` turns it on; `pathway guide words` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completed(names: Callable[[], Iterable[str]]) -> Complete:
    """A completion from names, which are looked up only once Tab is pressed."""

    def complete(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
        return [CompletionItem(name) for name in names() if name.startswith(begun)]

    return complete


def _paths() -> Iterable[str]:
    from pathway.cli.asked import today
    from pathway.scenario.file.paths import paths

    this = today().year
    return (f"{path}=" for path in paths(range(this - 3, this + 4)))


set_paths: Complete = completed(_paths)
"""The paths of `--set`."""


def _milestones() -> Iterable[str]:
    from pathway.law.steps import MILESTONE_IDS

    return MILESTONE_IDS


def _routes() -> Iterable[str]:
    from pathway.law.steps import TARGETS, VENUES, routes

    found = (route for venue in VENUES for target in TARGETS for route in routes(venue, target))
    return dict.fromkeys(">".join(route) for route in found)


def _rules() -> Iterable[str]:
    from pathway.cli.asked import read_rules

    return read_rules(()).provisions


def _editions() -> Iterable[str]:
    from pathway.law.rulebook import editions

    return editions()


milestones: Complete = completed(_milestones)
"""Milestones, such as `bse.filed`."""
route_names: Complete = completed(_routes)
"""Routes, such as `innovation>bse`."""
rule_ids: Complete = completed(_rules)
"""Ids of provisions."""


def overlays(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Shipped editions, and files of this folder."""
    named = [CompletionItem(name) for name in _editions() if name.startswith(begun)]
    return [*named, CompletionItem(begun, type="file")]
