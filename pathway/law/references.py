"""What a rulebook names must be there: provisions, instruments, steps and milestones.

A name that is mistyped would bar nobody, or let a step take no time, and nobody would see it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pathway.base.errors import Problem, nearest
from pathway.base.limits import DEEPEST_REFERENCES
from pathway.base.phrases import phrase
from pathway.law.duration import Duration
from pathway.law.effect import AtLeast, AtMost, AuthorityClock, Brings, Names, Requires
from pathway.law.language.grammar import Node, references
from pathway.law.provision import Instrument, Provision, Version
from pathway.law.steps import MILESTONE_IDS, MILESTONES

Provisions = Mapping[str, Provision]


def unresolved(
    provisions: Provisions,
    instruments: Mapping[str, Instrument],
    durations: Iterable[Duration],
    steps: Iterable[str],
    layer: str | None = None,
    told: Collection[str] = (),
) -> list[Problem]:
    """References to what nobody defines, and provisions that refer to themselves in a circle.

    Args:
        provisions: all of them, by id.
        instruments: all of them, by id.
        durations: those to be looked at.
        steps: the steps that provisions may govern.
        layer: the overlay of which versions are looked at, and what problems call it; None for
            every version.
        told: the paths of what could not be read, which is not told a second time as a reference
            to nothing.

    Returns:
        A problem for each; circles only where all references lead somewhere.
    """
    known = frozenset(steps).union(MILESTONES)
    problems: list[Problem] = []
    for provision in provisions.values():
        versions = [v for v in provision.versions if layer is None or v.layer == layer]
        for version in versions:
            problems += _cited(provision, version, instruments)
            problems += [
                _absent(version.layer, provision.id, name, "rules.id", provisions)
                for name in named(version)
                if name not in provisions
            ]
            if not any(path.startswith(f"{provision.id}.step") for path in told):
                problems += _milestones(provision, version, known)
        if versions:
            problems += [
                _absent(versions[0].layer, f"{provision.id}.steps", step, "rules.step", known)
                for step in provision.steps
                if step not in known
            ]
    for i, row in enumerate(durations):
        problems += _timed(row, f"duration[{i}]", layer or "", provisions)
    problems = [problem for problem in problems if problem.found or not told]
    if not problems:
        problems += _entangled(provisions, layer or "rulebook")
    return problems


def _absent(layer: str, path: str, name: str, key: str, names: Iterable[str]) -> Problem:
    return Problem(layer or "rulebook", path, name, phrase(key), nearest(name, names))


def _cited(
    provision: Provision, version: Version, instruments: Mapping[str, Instrument]
) -> Iterator[Problem]:
    name = version.cite.instrument
    if name not in instruments:
        yield _absent(version.layer, f"{provision.id}.cite", name, "rules.instrument", instruments)


def _milestones(provision: Provision, version: Version, steps: frozenset[str]) -> Iterator[Problem]:
    """Milestones that none of the provision's steps has. What a rule counts from may be one of
    another step, with its step.
    """
    if not steps.issuperset(provision.steps):
        return
    own = [name for step in provision.steps for name in MILESTONES.get(step, ())]
    fixed_at = version.effect.fixed_at if isinstance(version.effect, Requires) else None
    for name in (*version.tested_at, version.applies_by, fixed_at):
        if name is not None and name not in own:
            yield _absent(version.layer, provision.id, name, "rules.milestone", own)
    match version.effect:
        case AtLeast(since=since) | AtMost(since=since) | AuthorityClock(since=since):
            if since not in own and since not in MILESTONE_IDS:
                names = (*own, *MILESTONE_IDS)
                yield _absent(version.layer, provision.id, since, "rules.milestone", names)


def _timed(row: Duration, path: str, layer: str, provisions: Provisions) -> Iterator[Problem]:
    """What a duration names that is not there."""
    names = MILESTONES.get(row.step, ())
    if row.step not in MILESTONES:
        yield _absent(layer, f"{path}.step", row.step, "rules.step", MILESTONES)
    for key, name in (("since", row.since), ("to", row.to)) if names else ():
        if name not in names:
            yield _absent(layer, f"{path}.{key}", name, "rules.milestone", names)
    if {row.since, row.to} <= set(names) and names.index(row.to) <= names.index(row.since):
        expected = phrase("rules.later", since=row.since)
        yield Problem(layer, f"{path}.to", row.to, expected)
    conditions = () if row.when is None else references(row.when)
    for key, name in (
        ("rule", row.rule),
        ("in_time_for", row.in_time_for),
        *(("when", n) for n in conditions),
    ):
        if name and name not in provisions:
            yield _absent(layer, f"{path}.{key}", name, "rules.id", provisions)


def _conditions(version: Version) -> Iterator[Node]:
    match version.effect:
        case Requires() as effect:
            yield effect.node()
            yield effect.node(strict=True)
        case Names() | Brings() as effect:
            yield effect.node()
        case AtLeast(unless=node) if node is not None:
            yield node


def named(version: Version) -> Iterable[str]:
    """The provisions that a version names, each once."""
    return dict.fromkeys(name for node in _conditions(version) for name in references(node))


def _entangled(provisions: Provisions, layer: str) -> Iterator[Problem]:
    """Provisions that lead to themselves, and those that lead through more others than a plan
    follows.

    Every reference is looked at a few times, whatever chains and layers an overlay makes of as many
    as it has room for: two provisions lie on one circle where they reach each other (Kosaraju).
    """
    below = {
        name: tuple(dict.fromkeys(to for v in provision.versions for to in named(v)))
        for name, provision in provisions.items()
    }
    above: dict[str, list[str]] = {name: [] for name in below}
    for name, leads_to in below.items():
        for to in leads_to:
            above[to].append(name)
    order = list(_inmost_first(below, below))
    circles: set[str] = set()
    seen: set[str] = set()
    for name in reversed(order):
        together = list(_reached(name, above, seen))
        if len(together) > 1 or name in below[name]:
            circles.update(together)
    for name in provisions:
        if name in circles:
            yield Problem(layer, name, name, phrase("rules.circle"))
    depth: dict[str, int] = {}
    for name in () if circles else order:
        depth[name] = 1 + max((depth[to] for to in below[name]), default=0)
        if depth[name] == DEEPEST_REFERENCES + 1:
            yield Problem(layer, name, name, phrase("rules.chain", most=DEEPEST_REFERENCES))


def _inmost_first(names: Iterable[str], edges: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """All that names lead to, and they themselves, each once and after those that it leads to."""
    seen: set[str] = set()
    for name in names:
        yield from _reached(name, edges, seen)


def _reached(start: str, edges: Mapping[str, Sequence[str]], seen: set[str]) -> Iterator[str]:
    """What a name leads to and was not seen before, and it itself, in the same order."""
    if start in seen:
        return
    seen.add(start)
    under_way = [(start, iter(edges[start]))]
    while under_way:
        name, rest = under_way[-1]
        to = next((other for other in rest if other not in seen), None)
        if to is None:
            under_way.pop()
            yield name
        else:
            seen.add(to)
            under_way.append((to, iter(edges[to])))
