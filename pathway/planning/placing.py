"""Which milestones of a route are given, which are done on an unknown day, and which lie ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from pathway.law.steps import MILESTONES, STEPS, RouteSteps, Step, anchor
from pathway.scenario.scenario import Scenario


@frozen(eq=False, repr=False)
class Placed:
    """The milestones of one route.

    milestones: those of the network, in order. pins: given days (ordinals), the firm's status
    included. done: earlier milestones of a step under way whose day is not given; done_by: the day
    on which each was done at the latest.
    """

    milestones: tuple[str, ...]
    pins: Mapping[str, int]
    done: tuple[str, ...]
    done_by: Mapping[str, int]


def placed(
    scenario: Scenario,
    route: RouteSteps,
    anchors: Mapping[str, int],
    anew: frozenset[str] = frozenset(),
) -> Placed:
    """The milestones of a route, given the firm's status (anchors).

    anew: strands that are gone through again, so that what is given of them says nothing.
    """
    milestones: list[str] = []
    pins: dict[str, int] = {}
    done: dict[str, int] = {}
    for name in route:
        step = STEPS[name]
        given = _given(scenario, step, anew)
        for short in MILESTONES[name]:
            full = f"{name}.{short}"
            later = [given[after] for after in step.done_by(short) if after in given]
            if short in given:
                pins[full] = given[short].toordinal()
            elif later:
                done[full] = min(later).toordinal()
                continue
            milestones.append(full)
    for full, day in anchors.items():
        if anchor(full, route) == full and full not in milestones:
            pins[full] = day
    return Placed(tuple(milestones), pins, tuple(done), done)


def _given(scenario: Scenario, step: Step, anew: frozenset[str]) -> dict[str, date]:
    given = {
        name: scenario.milestones[f"{step.name}.{name}"]
        for name in step.milestones
        if f"{step.name}.{name}" in scenario.milestones and step.strands[name] not in anew
    }
    taken_over = _taken_over(scenario, step)
    if taken_over is not None and not any(step.strands[name] == "tutoring" for name in given):
        return {"tutoring_filed": taken_over, **given}
    return given


def _taken_over(scenario: Scenario, step: Step) -> date | None:
    """The day on which tutoring for another board began, where the board was changed since: the
    period goes on (tutoring rules of 2024, art. 20).
    """
    if "tutoring_filed" not in step.milestones:
        return None
    for event in scenario.firm.events:
        begun = scenario.milestones.get(f"{event.venue}.tutoring_filed")
        if event.kind == "board-change" and event.venue != step.name and begun is not None:
            return begun if begun <= event.date else None
    return None
