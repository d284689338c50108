"""What the first lines of the shipped scenarios say, tried."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import pathway
from pathway.planning.values import Route

SCENARIOS = Path(__file__).parent.parent / "scenarios"


def best(name: str, changes: Mapping[str, Any] | None = None, rules: str | None = None) -> Route:
    """The best route to the Beijing exchange of a shipped scenario."""
    scenario = pathway.load(SCENARIOS / f"{name}.toml", set=changes or {})
    book = None if rules is None else pathway.load_rules([rules])
    return pathway.plan(scenario, targets=["bse"], rulebook=book).best["bse"]


def day(route: Route, milestone: str) -> date:
    return route.milestone(milestone).date


def test_an_earlier_report_takes_the_window_of_march() -> None:
    """base-tier-parts-maker: the report of 20 March takes the window of March instead of that of
    April, and the listing is somewhat earlier.
    """
    usual = best("base-tier-parts-maker")
    early = best("base-tier-parts-maker", {"fiscal_years.2026.published": date(2027, 3, 20)})
    assert day(usual, "innovation.window") == date(2027, 4, 30)
    assert day(early, "innovation.window") == date(2027, 3, 31)
    assert 0 < (day(usual, "bse.listed") - day(early, "bse.listed")).days < 30


def test_a_forecast_below_the_standard_costs_a_year() -> None:
    """forecast-year-decides: the filing follows the report of 2026; with 24.9m it is a year
    later.
    """
    usual = best("forecast-year-decides")
    low = best("forecast-year-decides", {"fiscal_years.2026.net_profit": 24.9})
    assert day(usual, "bse.filed") == date(2027, 3, 24)
    assert day(low, "bse.filed") == date(2028, 3, 24)


def test_without_the_june_audit_the_filing_waits_for_the_annual_report() -> None:
    """statements-go-stale: the filing uses the audited June accounts; without them it waits for the
    report of 2026 in the next spring.
    """
    usual = best("statements-go-stale")
    without = best("statements-go-stale", {"fiscal_years.2026.half_year.audited": False})
    assert date(2026, 8, 24) <= day(usual, "bse.filed") < date(2026, 9, 30)
    assert date(2027, 3, 1) <= day(without, "bse.filed") < date(2027, 6, 30)


def test_the_censure_decides_the_filing() -> None:
    """penalty-look-back: the filing waits for the day after the twelve months of the censure."""
    filed = best("penalty-look-back").milestone("bse.filed")
    assert filed.date == date(2027, 9, 20)
    assert filed.cause.rule == "bse.negative.censure"


def test_straight_into_the_tier_is_months_faster_than_by_the_base_tier() -> None:
    """straight-to-innovation: in the tier from the first day, a filing within weeks, twelve months
    counted to the committee; by the base tier the window of the next spring. Tutoring begins with
    the NEEQ application.
    """
    scenario = pathway.load(SCENARIOS / "straight-to-innovation.toml")
    routes = {r.id: r for r in pathway.plan(scenario, targets=["bse"]).routes}
    direct, slow = routes["neeq-direct>bse"], routes["neeq>innovation>bse"]
    listed = day(direct, "neeq-direct.listed")
    assert day(direct, "bse.tutoring_filed") == day(direct, "neeq-direct.filed")
    assert (day(direct, "bse.filed") - listed).days < 60
    assert day(direct, "bse.committee") == listed.replace(year=listed.year + 1)
    assert day(slow, "innovation.window").year == listed.year + 1
    assert day(slow, "bse.listed") > day(direct, "bse.listed")


def test_a_miss_is_shown_with_what_it_lacks() -> None:
    """nearest-miss: no date, and the nearest miss is the return on equity."""
    plan = pathway.plan(pathway.load(SCENARIOS / "nearest-miss.toml"), targets=["bse"])
    assert plan.best == {}
    missed = {
        name
        for block in plan.routes[0].blocked_by
        for miss in block.nearest
        for name in miss.finding.metrics
    }
    assert "roe" in missed


def test_the_reading_of_the_report_costs_about_a_year() -> None:
    """report-2022-differs: twelve months from the tier instead of from the listing cost a year."""
    law, report = best("report-2022-differs"), best("report-2022-differs", rules="report-2022")
    assert 300 < (day(report, "bse.listed") - day(law, "bse.listed")).days < 430


@pytest.mark.parametrize("name", ["bse", "star", "chinext", "sse-main", "szse-main"])
def test_one_call_compares_every_board(name: str) -> None:
    """every-board: a date for each exchange."""
    plan = pathway.plan(pathway.load(SCENARIOS / "every-board.toml"))
    assert plan.best[name].date is not None


def test_a_looser_rule_is_used_where_it_is_better() -> None:
    """six-months: a firm for which the twelve months bind lists earlier under six."""
    reform = str(SCENARIOS / "reforms" / "six-months.toml")
    law = best("straight-to-innovation")
    assert day(best("straight-to-innovation", rules=reform), "bse.listed") < day(law, "bse.listed")


def test_a_tighter_standard_meets_an_application_on_file() -> None:
    """stricter-standard-1: on file when the reform comes it would be withdrawn; so it is filed on the
    report of 2027.
    """
    reform = str(SCENARIOS / "reforms" / "stricter-standard-1.toml")
    law, under = best("forecast-year-decides"), best("forecast-year-decides", rules=reform)
    assert day(law, "bse.filed") < date(2027, 7, 1) <= day(law, "bse.committee")
    assert day(under, "bse.filed") == date(2028, 3, 24)
