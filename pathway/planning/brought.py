"""Events that follow from what a file says: a report that comes out late, figures that cost a firm
its tier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from pathway.dates.days import DaySet
from pathway.law.effect import Brings
from pathway.law.language.grammar import Node, metrics_of
from pathway.law.provision import Version
from pathway.law.steps import STANDINGS, StandingRule
from pathway.planning.known_law import KnownLaw
from pathway.planning.occurrences import Brought
from pathway.planning.subject import Knowledge

_ENTRY = "status.innovation_test"


@frozen(eq=False, repr=False)
class _Occasion:
    day: int
    rule: str
    effect: Brings


@frozen
class _VersionOccasions:
    """When one version brings an event about: on what its condition holds, when reports are out, and
    the occasions that follow.
    """

    held: DaySet
    reports: tuple[tuple[int, int], ...]
    occasions: tuple[_Occasion, ...]


Bringing = dict[tuple[str, int], _VersionOccasions]
"""What versions bring about, by provision and place."""


def brought(law: KnownLaw, subject: Knowledge, bringing: Bringing) -> tuple[Brought, ...]:
    """The events that the figures and report days of a firm bring about, in order of time.

    What would end a standing (the tier) is counted from today on, because the firm says where it
    stands now; only the first of them is sure, and that only if the firm has the standing: any
    other falls on it if it has gained the standing by then. By which test that will be is not
    known: what asks for it ends only the present standing.
    """
    every = (one for own in bringing.values() for one in own.occasions)
    found = sorted(every, key=lambda one: (one.day, one.rule))
    out: list[Brought] = []
    for one in found:
        standing = next((s for s in STANDINGS if s.ended_by == one.effect.kind), None)
        if standing is None:
            out.append(_made(one, sure=True))
        elif one.day > law.clock.start:
            sure = _holds(standing, subject, out)
            if sure or not _asks_for_the_entry(law, one.effect):
                out.append(_made(one, sure))
    return tuple(out)


def _asks_for_the_entry(law: KnownLaw, effect: Brings) -> bool:
    vocabulary = law.book.vocabulary
    return any(
        vocabulary[name].path == _ENTRY for name in metrics_of(effect.node()) if name in vocabulary
    )


def _made(one: _Occasion, sure: bool) -> Brought:
    return Brought(one.effect.kind, one.effect.ground, one.day, one.rule, sure)


def _holds(standing: StandingRule, subject: Knowledge, before: list[Brought]) -> bool:
    """Whether the firm has a standing until the next event that ends it."""
    earlier = any(one.kind == standing.ended_by for one in before)
    given = any(event.kind == standing.ended_by for event in subject.scenario.firm.events)
    return subject.scenario.firm.status.venue == standing.venue and not earlier and not given


def bringing(
    law: KnownLaw,
    reports: tuple[tuple[int, int], ...],
    met: Callable[[Node], DaySet],
    like: Bringing,
) -> Bringing:
    """What every version brings about. reports: when annual reports are out. met: the days on which a
    condition holds that brings an event. like: that of a similar firm.
    """
    out: Bringing = {}
    for place, (provision, version) in enumerate(law.brings):
        key, effect = (provision.id, place), version.effect
        assert isinstance(effect, Brings)
        held = met(effect.node())
        known = like.get(key)
        out[key] = (
            known
            if known is not None and known.held == held and known.reports == reports
            else _VersionOccasions(
                held, reports, tuple(_found(law, provision.id, version, held, reports))
            )
        )
    return out


def _found(
    law: KnownLaw,
    rule: str,
    version: Version,
    met: DaySet,
    reports: tuple[tuple[int, int], ...],
) -> Iterator[_Occasion]:
    effect = version.effect
    assert isinstance(effect, Brings)
    held = met & version.period
    if not held:
        return
    days = {first for first, _ in held.spans if first > 1}
    if any(s.ended_by == effect.kind for s in STANDINGS):
        # Every report is a new occasion on which the standing can be lost.
        days |= {day for day, _ in reports if day in held}
    for day in days:
        falls = law.clock.advance(effect.after).after(day)
        if falls <= law.clock.horizon:
            yield _Occasion(falls, rule, effect)
