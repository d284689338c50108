"""Events that follow from what a file says: a report that comes out late, figures that cost a firm
its tier.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from pathway.law.effect import Brings
from pathway.law.language.grammar import metrics_of
from pathway.law.language.verdict import Evaluator, Memo, Verdict
from pathway.law.steps import STANDINGS, StandingRule
from pathway.planning.known_law import KnownLaw
from pathway.planning.subject import Brought, Knowledge

_ENTRY = "status.innovation_test"


@frozen(eq=False, repr=False)
class _Occasion:
    day: int
    rule: str
    effect: Brings


def brought(law: KnownLaw, subject: Knowledge, memo: Memo) -> tuple[Brought, ...]:
    """The events that the figures and report days of a firm bring about, in order of time.

    What would end a standing (the tier) is counted from today on, because the firm says where it
    stands now; only the first of them is sure, and that only if the firm has the standing: any
    other falls on it if it has gained the standing by then. By which test that will be is not
    known: what asks for it ends only the present standing.
    """
    found = sorted(_found(law, subject, memo), key=lambda one: (one.day, one.rule))
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


def _found(law: KnownLaw, subject: Knowledge, memo: Memo) -> Iterator[_Occasion]:
    evaluator = Evaluator(subject, _nothing, memo=memo)
    for provision, version in law.brings:
        effect = version.effect
        assert isinstance(effect, Brings)
        met = evaluator.verdict(effect.node()).met & version.period
        days = {first for first, _ in met.spans if first > 1}
        if any(s.ended_by == effect.kind for s in STANDINGS):
            # Every report is a new occasion on which the standing can be lost.
            days |= {day for day, _ in subject.periods("net_profit") if day in met}
        for day in days:
            falls = law.clock.advance(effect.after).after(day)
            if falls <= law.clock.horizon:
                yield _Occasion(falls, provision.id, effect)


def _nothing(name: str) -> Verdict:
    raise KeyError(name)
