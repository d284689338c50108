"""Whatever the firm: no plan breaks a rule, waiting for more never makes it earlier, and the paces
keep their order.
"""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pathway
from pathway.dates.days import add_months
from pathway.law.effect import AtLeast, AtMost, Period, Requires
from pathway.law.rulebook import shipped
from pathway.law.steps import MILESTONES
from pathway.planning.requirements import Requirements
from pathway.planning.values import Route
from pathway.scenario.scenario import Scenario
from tests.conftest import tries
from tests.random_firms import AS_OF, firms

BOOK = shipped()
SETTINGS = settings(deadline=None, derandomize=True, max_examples=tries(60))


def ends(requirements: Requirements, start: date, period: Period) -> int:
    """A period counted without the solver's steps."""
    day = start.toordinal()
    match period.unit:
        case "months":
            return add_months(day, period.count)
        case "days":
            return day + period.count
        case "trading days":
            return requirements.clock.calendars.trading.add(day, period.count)
        case _:
            return requirements.clock.calendars.working.add(day, period.count)


def broken(scenario: Scenario, route: Route) -> list[str]:
    """The rules that the dates of a route break, found without the solver."""
    requirements = Requirements(scenario, BOOK)
    days = {m.id: m.date for m in route.milestones}
    status = scenario.firm.status
    given = {"neeq.listed": status.neeq_listed, "innovation.entered": status.innovation_entered}
    if "neeq-direct.listed" in days:
        given = dict.fromkeys(given, days["neeq-direct.listed"])
    out = []
    for step in route.id.split(">"):
        for provision in BOOK.for_step(step):
            for name in MILESTONES[step]:
                day = days.get(f"{step}.{name}")
                if day is None or f"{step}.{name}" in scenario.milestones:
                    continue
                for version in requirements.law.known(provision):
                    picked = days.get(f"{step}.{version.applies_by or name}", day)
                    if name not in version.tested_at or not (
                        version.effective <= picked < (version.until or date.max)
                    ):
                        continue
                    effect = version.effect
                    if isinstance(effect, AtLeast | AtMost):
                        since = days.get(
                            f"{step}.{effect.since}",
                            days.get(effect.since, given.get(effect.since)),
                        )
                        if since is None:
                            continue
                        end = ends(requirements, since, effect.period)
                        early = isinstance(effect, AtLeast) and day.toordinal() < end
                        if early and isinstance(effect, AtLeast) and effect.unless is not None:
                            # Months of a listing that is itself planned are checked by the tests of
                            # tutoring.
                            free = requirements.condition(effect.unless).met
                            early = (
                                "neeq_months" not in effect.unless_source
                                and day.toordinal() not in free
                            )
                        late = isinstance(effect, AtMost) and day.toordinal() > end
                        if early or late:
                            out.append(f"{provision.id}@{name}")
                        continue
                    lead = effect.lead if isinstance(effect, Requires) else 0
                    filing = (
                        name in ("filed", "accepted") and scenario.statement_extension != "always"
                    )
                    extended = scenario.statement_extension != "never" and not filing
                    if (day - timedelta(lead)).toordinal() not in requirements.allowed(
                        version, extended
                    ):
                        out.append(f"{provision.id}@{name}")
    return out


@pytest.mark.slow
@SETTINGS
@given(firms())
def test_no_plan_breaks_a_rule(scenario: Scenario) -> None:
    """Every date of every feasible route keeps every rule that governs it."""
    for route in pathway.plan(scenario, targets=["bse"]).routes:
        if route.date is not None:
            assert broken(scenario, route) == []
        else:
            assert route.blocked_by


@pytest.mark.slow
@SETTINGS
@given(firms())
def test_paces_keep_their_order(scenario: Scenario) -> None:
    """No route is earlier at a typical pace than at the floor, nor at a cautious one than at a
    typical one.
    """
    found = [
        {
            r.id: r.date or date.max
            for r in pathway.plan(scenario, targets=["bse"], pace=pace).routes
        }
        for pace in ("floor", "typical", "cautious")
    ]
    for faster, slower in pairwise(found):
        assert all(faster[name] <= slower[name] for name in faster)


@pytest.mark.slow
@SETTINGS
@given(firms(), st.integers(1, 400))
def test_a_later_as_of_day_is_never_earlier(scenario: Scenario, days: int) -> None:
    """The same firm, planned from a later day with nothing done meanwhile, lists no earlier."""
    first = {r.id: r.date or date.max for r in pathway.plan(scenario, targets=["bse"]).routes}
    day = AS_OF + timedelta(days)
    later = pathway.rebuild(scenario, {"as_of": day, **_settled(scenario, day)})
    second = {r.id: r.date or date.max for r in pathway.plan(later, targets=["bse"]).routes}
    assert all(first[name] <= second.get(name, date.max) for name in first)


def _settled(scenario: Scenario, as_of: date) -> dict[str, object]:
    """What the file says on a later day: the same figures, and that the tier was lost where they
    cost the firm the tier meanwhile.
    """
    audited: dict[str, object] = {
        f"fiscal_years.{y.year}.basis": "audited" if y.year < as_of.year else "forecast"
        for y in scenario.firm.fiscal_years
    }
    lost = [
        event
        for event in Requirements(scenario, BOOK).subject.brought
        if event.kind == "tier-demotion" and event.sure and event.day <= as_of.toordinal()
    ]
    if not lost:
        return audited
    demotion = {
        "kind": "tier-demotion",
        "date": date.fromordinal(lost[0].day),
        "ground": lost[0].ground,
    }
    given = scenario.document.get("events")
    events = [*(given if isinstance(given, list) else ()), demotion]
    return audited | {"status.venue": "neeq-base", "events": events}


@pytest.mark.slow
@SETTINGS
@given(firms())
def test_strict_is_never_earlier(scenario: Scenario) -> None:
    """Taking assumptions as not met and boundary days as too early never brings a date forward."""
    usual = {r.id: r.date or date.max for r in pathway.plan(scenario, targets=["bse"]).routes}
    strict = {
        r.id: r.date or date.max
        for r in pathway.plan(scenario, targets=["bse"], strict=True).routes
    }
    assert all(usual[name] <= strict[name] for name in usual)
