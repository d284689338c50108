"""What an overlay says that is right in every word and hardly meant: rules that nothing tests, rules
of their own whose ids look like those of others, times counted from milestones of other roads.

None of it is refused: a draft of a reform may well begin so. It is told, for a rule that bars nobody
would otherwise be overlooked.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from pathway.base.errors import Problem
from pathway.base.phrases import phrase
from pathway.law.effect import AtLeast, AtMost, AuthorityClock, OnDays, Requires
from pathway.law.language.grammar import references
from pathway.law.provision import Provision, Version
from pathway.law.references import named
from pathway.law.rulebook import Rulebook, shipped
from pathway.law.steps import MILESTONES, STEPS, TARGETS, VENUES, routes

_ALIKE = 0.9
"""How much of two ids is the same where one may be meant for the other."""


def hardly_meant(book: Rulebook) -> list[Problem]:
    """What the overlays of a rulebook hold that is hardly meant.

    Args:
        book: The rulebook, with overlays.

    Returns:
        A problem for each, in the order of the rulebook; none where there are no overlays.
    """
    if not book.overlays:
        return []
    read = {name for p in book.provisions.values() for v in p.versions for name in named(v)}
    for row in book.durations:
        read |= {row.rule, row.in_time_for}
        read |= set() if row.when is None else set(references(row.when))
    read |= {step.core for step in STEPS.values()}
    out: list[Problem] = []
    for provision in book.provisions.values():
        own = [version for version in provision.versions if version.layer]
        if own:
            out += _beside(provision, own[0])
            if provision.id not in read:
                out += _untested(provision, own)
            out += _from_elsewhere(provision, own)
    return out


def _beside(provision: Provision, version: Version) -> Iterator[Problem]:
    """A new rule with an id that is nearly that of an old one."""
    if provision.id in shipped().provisions:
        return
    near = difflib.get_close_matches(provision.id, shipped().provisions, n=1, cutoff=_ALIKE)
    if near:
        yield Problem(version.layer, provision.id, "", phrase("doubts.new-beside", near=near[0]))


def _untested(provision: Provision, own: list[Version]) -> Iterator[Problem]:
    """Requirements that no milestone has, where those of the same rule that ships have some."""
    if not set(provision.steps) <= set(MILESTONES):
        return
    below = shipped().provisions.get(provision.id)
    if below is not None and not any(version.tested_at for version in below.versions):
        return
    for version in own:
        tested = provision.steps and version.tested_at
        if isinstance(version.effect, Requires | AtLeast | AtMost | OnDays) and not tested:
            place = f"{provision.id} ({version.effective})"
            yield Problem(version.layer, place, "", phrase("doubts.untested"))


def _from_elsewhere(provision: Provision, own: list[Version]) -> Iterator[Problem]:
    """Times counted from a milestone that no route to the provision's step leads through."""
    beside = {
        other
        for venue in VENUES
        for target in TARGETS
        for route in routes(venue, target)
        if set(route) & set(provision.steps)
        for other in route
    }
    for version in own:
        match version.effect:
            case AtLeast(since=since) | AtMost(since=since) | AuthorityClock(since=since):
                step = since.rpartition(".")[0]
                if step and step in MILESTONES and step not in beside:
                    steps = tuple(provision.steps)
                    expected = phrase("doubts.no-route", steps=steps)
                    yield Problem(version.layer, provision.id, since, expected)
