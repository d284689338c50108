"""What fell, or will fall, on a firm: events of its file, what other tables of it tell as events, and
what follows from its figures and reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from pathway.law.events import PLACEMENTS, Occurrence
from pathway.scenario.firm import Event
from pathway.scenario.scenario import Scenario

_DERIVED = frozenset({*PLACEMENTS, "forced-delisting", "tier-entry"})
"""Kinds of events that other tables than `[[events]]` tell."""


@frozen
class Brought:
    """An event that follows from the file. day: ordinal. rule: the provision that brings it. sure:
    it falls on the firm in any case; else only if it has a standing by then that the event ends.
    """

    kind: str
    ground: str | None
    day: int
    rule: str
    sure: bool


def occurrences(
    scenario: Scenario, brought: Sequence[Brought], kind: str, venue: str | None
) -> tuple[Occurrence, ...]:
    """Events of a kind, as the scenario gives them or as they follow from it. An application
    without a venue counts for any.
    """
    if kind in _DERIVED:
        return tuple(_derived(scenario, kind))
    given = (
        Occurrence(
            start=event.date.toordinal(),
            ended=event.until.toordinal() if event.until else None,
            executed=event.executed.toordinal() if event.executed else None,
            on=event.on,
            path=f"events.{place}",
        )
        for place, event in enumerate(scenario.firm.events)
        if _is_kind(event, kind) and (venue is None or event.venue is None or event.venue == venue)
    )
    followed = (
        Occurrence(one.day, path=one.rule) for one in brought if one.sure and _is_kind(one, kind)
    )
    return (*given, *followed)


def _derived(scenario: Scenario, kind: str) -> Iterator[Occurrence]:
    """What other tables of the scenario tell as events: placements from their opening to their
    completion, or completed with new holders; listings ended by force; the entry into the tier,
    for who is not in it today.
    """
    firm = scenario.firm
    if kind == "tier-entry":
        entered = firm.status.innovation_entered or scenario.as_of
        yield Occurrence(entered.toordinal(), path="status.innovation_entered")
    for place, one in enumerate(firm.placements):
        path = f"placements.{place}"
        if kind == "placement-under-way" and one.open_since is not None:
            ended = None if one.date is None else one.date.toordinal()
            yield Occurrence(one.open_since.toordinal(), ended, path=path)
        new = one.date is not None and one.new_holders is not False
        if kind == "placement-completed" and new and one.date is not None:
            yield Occurrence(one.date.toordinal(), path=path)
    for place, stay in enumerate(firm.status.earlier_neeq):
        if kind == "forced-delisting" and stay.forced:
            yield Occurrence(stay.delisted.toordinal(), path=f"status.earlier_neeq.{place}")


def endings(scenario: Scenario, brought: Sequence[Brought], kind: str) -> tuple[int, ...]:
    """The days of events of a kind, those included that only fall on a firm with a standing."""
    given = (event.date.toordinal() for event in scenario.firm.events)
    kinds = [event.kind for event in scenario.firm.events]
    days = [day for day, own in zip(given, kinds, strict=True) if own == kind]
    return tuple(sorted({*days, *(one.day for one in brought if one.kind == kind)}))


def _is_kind(event: Event | Brought, kind: str) -> bool:
    if kind == "application-withdrawn-after-inspection":
        inspected = isinstance(event, Event) and bool(event.after_inspection)
        return event.kind == "application-withdrawn" and inspected
    name, _, ground = kind.partition(":")
    narrowed = event.ground if event.kind == "tier-demotion" else getattr(event, "matter", None)
    return event.kind == name and (not ground or (narrowed or "other") == ground)
