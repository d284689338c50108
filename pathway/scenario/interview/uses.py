"""What the law of a firm's routes reads: scenario path -> the provisions that use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pathway.law.effect import AtLeast, Requires
from pathway.law.language.grammar import Node, calls_of, metrics_of, parts_of, references
from pathway.law.provision import Provision, Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Venue, routes, targets_above

Uses = Mapping[str, tuple[str, ...]]


def uses(book: Rulebook, venue: Venue, targets: Sequence[Venue], as_of: date) -> Uses:
    """Scenario path (with `{year}` for the fiscal year) -> ids of the provisions on the routes from
    a venue to its targets (none: every exchange above) that read it, as known on a day and not
    ended by then.
    """
    steps = dict.fromkeys(
        step
        for target in targets or targets_above(venue)
        for route in routes(venue, target)
        for step in route
    )
    out: dict[str, dict[str, None]] = {}
    for provision in _reached(book, [p for step in steps for p in book.for_step(step)], as_of):
        for node in _nodes(provision, as_of):
            for name in _metrics(node):
                if name in book.vocabulary and book.vocabulary[name].path:
                    out.setdefault(book.vocabulary[name].path, {})[provision.id] = None
    return {path: tuple(ids) for path, ids in out.items()}


def _metrics(node: Node) -> Iterator[str]:
    """The metrics that a condition reads; the industry is read by a function that does not name
    it.
    """
    yield from metrics_of(node)
    if any("industry_in" in calls_of(part) for part in parts_of(node)):
        yield "industry"


def _reached(book: Rulebook, provisions: Sequence[Provision], as_of: date) -> Iterator[Provision]:
    """Provisions and those that they refer to, each once."""
    seen: set[str] = set()
    waiting = list(provisions)
    while waiting:
        provision = waiting.pop(0)
        if provision.id in seen:
            continue
        seen.add(provision.id)
        yield provision
        waiting += [
            book.provision(name) for node in _nodes(provision, as_of) for name in references(node)
        ]


def _nodes(provision: Provision, as_of: date) -> Iterator[Node]:
    """The conditions of the versions that are or will be in force."""
    for version in provision.known(as_of):
        if version.until is None or version.until > as_of:
            yield from _conditions(version)


def _conditions(version: Version) -> Iterator[Node]:
    effect = version.effect
    if isinstance(effect, Requires):
        yield effect.node()
    elif isinstance(effect, AtLeast) and effect.unless is not None:
        yield effect.unless
