"""The ways to a target: the routes, those that regain a standing among them, the strands of a route
that are gone through again, and what there was no law for yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import FIRST, LAST
from pathway.law.effect import OnDays
from pathway.law.rulebook import Rulebook
from pathway.law.steps import (
    CORE,
    MILESTONES,
    STANDINGS,
    STEPS,
    RouteSteps,
    StandingRule,
    Venue,
    routes,
)
from pathway.planning.requirements import Requirements
from pathway.scenario.scenario import Scenario


def routes_for(requirements: Requirements, target: Venue) -> tuple[RouteSteps, ...]:
    """The routes to a target; a firm that will lose its standing may also gain it again."""
    straight = routes(requirements.scenario.firm.status.venue, target)
    entered = requirements.anchors.get
    return straight + tuple(
        route
        for standing, route in _regaining(requirements.scenario, target)
        if (day := entered(standing.since)) is not None and requirements.ended(standing, day)
    )


def regaining(scenario: Scenario, target: Venue) -> tuple[RouteSteps, ...]:
    """The routes that begin by gaining again the standing that the firm has now."""
    return tuple(route for _, route in _regaining(scenario, target))


def _regaining(scenario: Scenario, target: Venue) -> Iterator[tuple[StandingRule, RouteSteps]]:
    venue = scenario.firm.status.venue
    straight = routes(venue, target)
    for standing in STANDINGS:
        if standing.venue == venue:
            for route in routes(standing.back_to, target):
                if route not in straight:
                    yield standing, route


def refuse_select_tier_gone(book: Rulebook, scenario: Scenario) -> None:
    """Refuses a firm in the select tier after its companies had become listed on the Beijing
    exchange.
    """
    for version in book.provision(CORE["bse-carry-over"]).versions:
        if not isinstance(version.effect, OnDays):
            continue  # what if there were no such day: asked by studies of the law
        opening = max(day for day in version.effect.params if isinstance(day, date))
        if scenario.as_of > opening:
            raise OutOfRangeError(
                phrase(
                    "plan.select-ended",
                    as_of=scenario.as_of,
                    day=opening,
                    value=opening.isoformat(),
                )
            )


def refuse_unencoded(book: Rulebook, scenario: Scenario, route: RouteSteps) -> None:
    """Refuses a question about a time for which a step's law was not yet known."""
    early = too_early(book, scenario, route)
    if early is not None:
        step, first = early
        raise OutOfRangeError(
            phrase(
                "plan.before-law",
                step=Phrase(f"milestones.step.{step}"),
                as_of=scenario.as_of,
                first=first,
            )
        )


def too_early(book: Rulebook, scenario: Scenario, route: RouteSteps) -> tuple[str, date] | None:
    """The first step of a route whose law was not yet published, and when it was; None if all
    was.
    """
    for step in route:
        first = min(v.published for v in book.provision(CORE[step]).versions)
        if scenario.as_of < first:
            return step, first
    return None


def attempts(requirements: Requirements, steps: RouteSteps) -> Iterator[frozenset[str]]:
    """The strands of a route to go through again, the fewest first: the first attempt that leaves a
    schedule counts.
    """
    given = _begun(requirements, steps)
    again = frozenset({"review"}) & given if _void(requirements, steps) else frozenset()
    others = [strand for strand in ("resolutions", "tutoring", "review") if strand in given - again]
    for count in range(len(others) + 1):
        for more in combinations(others, count):
            yield again.union(more)


def _begun(requirements: Requirements, steps: RouteSteps) -> frozenset[str]:
    """The strands of a route of which something is given."""
    return frozenset(
        STEPS[step].strands[name]
        for step in steps
        for name in MILESTONES[step]
        if f"{step}.{name}" in requirements.scenario.milestones
    )


def _void(requirements: Requirements, steps: RouteSteps) -> bool:
    """Whether a route begins by gaining a standing that the firm has now and will lose, and an
    application was filed before that.
    """
    scenario = requirements.scenario
    filed = [
        day.toordinal()
        for name, day in scenario.milestones.items()
        if (step := name.partition(".")[0]) in steps
        and STEPS[step].strands[name.rpartition(".")[2]] == "review"
    ]
    return any(
        entered is not None and min(filed, default=LAST) <= _loses(requirements, standing, entered)
        for standing in STANDINGS
        if standing.venue == scenario.firm.status.venue
        and standing.since.partition(".")[0] == steps[0]
        and (entered := requirements.anchors.get(standing.since)) is not None
    )


def _loses(requirements: Requirements, standing: StandingRule, entered: int) -> int:
    """The day on which a standing ends that was entered on a day; before all where it does not."""
    lost = requirements.ended(standing, entered)
    return lost.spans[0][0] if lost else FIRST
