"""Why a milestone lies on its day and not earlier, and what would bring it forward."""

from __future__ import annotations

from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)

from attrs import field, frozen

from pathway.base import usage
from pathway.base.phrases import phrase
from pathway.base.renderable import Renderable
from pathway.law.steps import MILESTONE_IDS
from pathway.planning.values import Plan, Route, Why
from pathway.studies.levers.results import Leverage

_WHAT_IFS = 5
"""At most so many changes that would bring the date forward."""


@frozen
class Explanation(Renderable):
    """Why a milestone lies on its day and not earlier.

    Attributes:
        route: The route that it lies on.
        chain: The chain of causes, the milestone asked for first, then the one that decided it, and
            so on.
        levers: What would bring the day forward. None where it was not asked for, or the milestone
            is not the last of the best route.
    """

    route: Route
    chain: tuple[Why, ...]
    levers: Leverage | None = field(repr=False)

    def __repr__(self) -> str:
        return f"<Explanation of {self.milestone} on {self.date}: {len(self.chain)} causes>"

    @property
    def milestone(self) -> str:
        """The milestone that is explained, by id."""
        return self.chain[0].milestone

    @property
    def date(self) -> Date:
        """Its day."""
        return self.chain[0].date


def why(plan: Plan, milestone: str, route: str | None = None, what_if: bool = False) -> Explanation:
    """Why is a milestone of a plan on its day, and not earlier?

    Args:
        plan: The plan.
        milestone: The id of the milestone, such as `bse.listed`.
        route: The route, by id, such as `innovation>bse`. Default: the best that has the milestone.
        what_if: Whether it is also looked for what would bring the last day of the best route
            forward, which takes a second or more.

    Returns:
        The chain of causes down to a fact, the calendar or the law.

    Raises:
        UsageError: An argument is of the wrong kind, no milestone or route is called so, or the
            route has no date for it.
    """
    usage.refuse_other("plan", plan, Plan, phrase("errors.usage.plan"))
    usage.refuse_unknown("milestone", milestone, MILESTONE_IDS)
    usage.refuse_unknown("route", route, [one.id for one in plan.routes], optional=True)
    usage.refuse_no_flag("what_if", what_if)
    having = [one for one in plan.routes if route is None or one.id == route]
    found = best_with(having, milestone)
    if found is None:
        raise usage.wrong("milestone", milestone, phrase("cli.why.not-on-route", name=milestone))
    if not found.milestones:
        raise usage.wrong("milestone", milestone, phrase("errors.usage.no-dates", route=found.id))
    usage.refuse_unknown("milestone", milestone, [one.id for one in found.milestones])
    levers = _levers(plan, found, milestone) if what_if else None
    return Explanation(found, found.why(milestone), levers)


def best_with(routes: list[Route], milestone: str) -> Route | None:
    """The best of the routes that have a milestone; None where none has."""
    step = milestone.partition(".")[0]
    having = [route for route in routes if step in route.id.split(">")]
    return min(having, key=lambda r: (not r.feasible, r.date or date.max), default=None)


def _levers(plan: Plan, route: Route, milestone: str) -> Leverage | None:
    """What would bring the date forward: asked only of the last milestone of the best route."""
    if route is not plan.best.get(route.target) or milestone != route.critical_path[-1]:
        return None
    from pathway.studies.levers.search import brief

    return brief(plan.scenario, route.target, plan.rulebook, plan.strict, _WHAT_IFS)
