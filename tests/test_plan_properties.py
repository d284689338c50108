"""Whatever the firm: no plan breaks a rule, waiting for more never makes it earlier, and the paces
keep their order.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pathway
from pathway.dates.days import add_months
from pathway.law.effect import AtLeast, AtMost, Period, Requires
from pathway.law.events import EVENT_KEYS, PERSONS, EventKind
from pathway.law.rulebook import shipped
from pathway.law.steps import MILESTONES
from pathway.planning.requirements import Requirements
from pathway.planning.values import Route
from pathway.scenario.scenario import Scenario
from tests.conftest import tries

BOOK = shipped()
AS_OF = date(2026, 11, 23)
SETTINGS = settings(deadline=None, derandomize=True, max_examples=tries(60))
money = st.integers(5, 45).map(lambda n: n * 1_000_000)


@st.composite
def happenings(draw: st.DrawFn, kind: EventKind) -> dict[str, Any]:
    """An event of a kind some time before the as-of day or after it, on anyone on whom it may
    fall.
    """
    when = AS_OF - timedelta(draw(st.integers(-200, 500)))
    event: dict[str, Any] = {"kind": kind, "date": when}
    if "on" in EVENT_KEYS[kind]:
        event["on"] = draw(st.sampled_from(PERSONS))
    if "executed" in EVENT_KEYS[kind] and draw(st.booleans()):
        event["executed"] = when + timedelta(draw(st.integers(0, 300)))
    return event


@st.composite
def dated_facts(draw: st.DrawFn) -> dict[str, Any]:
    """Audits to ends of quarters, a placement that is done or under way, and work of its own."""
    ends = draw(st.sets(st.sampled_from((date(2026, 9, 30), date(2027, 3, 31))), max_size=2))
    audits = [
        {"period_end": end, "published": end + timedelta(draw(st.integers(20, 120)))}
        for end in sorted(ends)
    ]
    placement: dict[str, Any] = {"open_since": AS_OF - timedelta(draw(st.integers(0, 200)))}
    if draw(st.booleans()):
        placement = {
            "date": AS_OF - timedelta(draw(st.integers(-100, 900))),
            "cash": draw(money),
            "market_cap": draw(money) * 10,
            "investors": draw(st.sampled_from(("professional", "other"))),
        }
    side = draw(st.sampled_from(("before", "after")))
    work = {"name": "Plant audited", "party": "auditor", "working_days": 20, side: "bse.filed"}
    return {
        "audits": audits,
        "placements": draw(st.sampled_from(([], [placement]))),
        "tasks": draw(st.sampled_from(([], [work]))),
    }


@st.composite
def firms(draw: st.DrawFn) -> Scenario:
    """A firm outside or on NEEQ, with random figures, report days, events, facts, audits,
    placements and work of its own; planned for BSE.
    """
    venue = draw(st.sampled_from(("unlisted", "neeq-base", "neeq-innovation")))
    listed = AS_OF - timedelta(draw(st.integers(10, 900)))
    status: dict[str, Any] = {"venue": venue}
    if venue != "unlisted":
        status["neeq_listed"] = listed
    if venue == "neeq-innovation":
        status["innovation_entered"] = listed + timedelta(
            draw(st.integers(0, (AS_OF - listed).days))
        )
        status["innovation_test"] = draw(st.sampled_from(("profit", "growth", "rd", "market")))
    years = [
        {
            "year": year,
            "basis": "audited" if year < 2026 else "forecast",
            "net_profit": draw(money),
            "revenue": 200_000_000,
            "rd_expense": 9_000_000,
            "net_assets": 150_000_000,
            "roe": draw(st.integers(4, 16)) / 100,
            "audit_opinion": "unqualified",
            "dividends": draw(st.integers(0, 20)) * 1_000_000,
            "published": date(year + 1, draw(st.integers(1, 4)), draw(st.integers(1, 28))),
        }
        for year in range(2023, 2031)
    ]
    kinds: tuple[EventKind, ...] = (
        "csrc-penalty",
        "public-censure",
        "late-report",
        "application-rejected",
        "controller-change",
        "sponsor-change",
    )
    events = [draw(happenings(kind)) for kind in draw(st.lists(st.sampled_from(kinds), max_size=2))]
    overrides: dict[str, Any] = {
        "status": status,
        "fiscal_years": years,
        "events": events,
        **draw(dated_facts()),
        "governance": {"supervisory_board": draw(st.booleans())},
        "facts": {
            "share_capital": 40_000_000,
            "market_cap": draw(st.sampled_from((150, 250, 450))) * 10**6,
            "listing_placement": 20_000_000,
            "cash_raised_since_listing": 20_000_000,
        },
        "assumptions": {
            "interim_audits": draw(st.booleans()),
            "interim_audit_day": draw(st.sampled_from(("08-05", "09-30"))),
            "statement_extension": draw(st.sampled_from(("never", "review", "always"))),
            "later_years": draw(st.sampled_from(("as-last", "none"))),
        },
    }
    if venue != "unlisted" and draw(st.booleans()):
        overrides["milestones"] = {
            "bse.tutoring_filed": AS_OF - timedelta(draw(st.integers(1, 120)))
        }
    return pathway.loads('schema = "pathway.scenario/1"\nname = "x"\n', as_of=AS_OF, set=overrides)


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
