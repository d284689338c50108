"""One firm, one answer: a plan pinned to its own days is the same plan, and `check` says on the
plan's days what the plan says.
"""

from datetime import date

import pytest
from hypothesis import event, given, settings

import pathway
from pathway.planning.values import Route
from pathway.scenario.scenario import Scenario
from tests.conftest import tries
from tests.random_firms import firms

SETTINGS = settings(deadline=None, derandomize=True, max_examples=tries(50))


def best(scenario: Scenario) -> Route | None:
    """The best route to the Beijing exchange, if any has a date."""
    found = pathway.plan(scenario, targets=["bse"]).best.get("bse")
    event("a date" if found is not None else "no date")
    return found


@pytest.mark.slow
@SETTINGS
@given(firms())
def test_pinning_a_milestone_to_its_own_day_changes_nothing(scenario: Scenario) -> None:
    """A milestone given for the very day on which the plan has it, or all of them, leaves the
    listing where it was.
    """
    route = best(scenario)
    if route is None:
        return
    ahead = {f"milestones.{m.id}": m.date for m in route.milestones if not m.pinned}
    for pins in (*({name: day} for name, day in ahead.items()), ahead):
        again = pathway.plan(pathway.rebuild(scenario, pins), targets=["bse"]).best.get("bse")
        assert again is not None and again.date == route.date, pins


@pytest.mark.slow
@SETTINGS
@given(firms())
def test_check_agrees_with_the_plan_on_its_own_days(scenario: Scenario) -> None:
    """On the day of the filing, of the committee and of the listing, `check` finds nothing missing
    of what is tested then.
    """
    route = best(scenario)
    if route is None:
        return
    days: dict[str, date] = {m.id: m.date for m in route.milestones}
    for name in ("filed", "committee", "listed"):
        day = days.get(f"bse.{name}")
        if day is None or day <= scenario.as_of:
            continue
        items = pathway.check(scenario, "bse", day).items
        tested = [item for item in items if name in item.tested_at]
        assert [item.id for item in tested if item.outcome not in ("met", "assumed")] == []
