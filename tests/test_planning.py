"""Whole plans: worked examples of the rules, real cases and the scenarios that ship, against dates
from outside.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

import pathway
from pathway.planning.values import Plan, Route
from pathway.scenario.scenario import Scenario

DATA = Path(__file__).parent / "data"
SCENARIOS = Path(__file__).parent.parent / "scenarios"

# The base-tier firm of worked example NEEQ-5: profits of 12m and 15m, average ROE 9%, 15m raised
# since listing.
NEEQ_5 = """
schema = "pathway.scenario/1"
name = "NEEQ-5"
unit = "million"
[firm]
founded = 2010-01-01
[status]
venue = "neeq-base"
neeq_listed = 2021-06-01
[[fiscal_years]]
year = {first}
basis = "audited"
net_profit = 12
roe = 0.09
net_assets = 130
audit_opinion = "unqualified"
published = {first_report}
[[fiscal_years]]
year = {last}
basis = "{basis}"
net_profit = 15
roe = 0.09
net_assets = 150
audit_opinion = "unqualified"
published = {last_report}
[facts]
share_capital = 30_000_000
cash_raised_since_listing = 15
qualified_investors = 60
holders = 100
"""


def neeq_5(as_of: date, year: int = 2021, report: str = "2022-04-20") -> Scenario:
    """The firm of NEEQ-5, with the last fiscal year and the day of its report."""
    text = NEEQ_5.format(
        first=year - 1,
        last=year,
        first_report=f"{year}-04-22",
        last_report=report,
        basis="audited" if as_of.year > year else "forecast",
    )
    return pathway.loads(text, as_of=as_of)


def tier(scenario: Scenario, pace: str = "typical") -> dict[str, date]:
    """The days of the entry into the innovation tier."""
    route = pathway.plan(scenario, targets=["neeq-innovation"], pace=pace).best["neeq-innovation"]
    return {m.id: m.date for m in route.milestones}


def test_neeq_5_under_the_rule_of_2022() -> None:
    """NEEQ-5: a report of 2022-04-20 makes the window of 2022-04-29, in effect T+11 trading days
    later, 2022-05-19.
    """
    days = tier(neeq_5(date(2022, 3, 10)))
    assert days["innovation.window"] == date(2022, 4, 29)
    assert days["innovation.entered"] == date(2022, 5, 19)


def test_neeq_5_at_a_cautious_pace_is_the_day_it_really_was() -> None:
    """NEEQ-5: the list of that window took effect on 2022-05-23, T+13."""
    assert tier(neeq_5(date(2022, 3, 10)), "cautious")["innovation.entered"] == date(2022, 5, 23)


def test_neeq_5_under_the_rule_of_2019() -> None:
    """NEEQ-5: known before 2022-03-04, the yearly round starts on 2022-04-30 and takes effect on
    2022-05-30.
    """
    days = tier(neeq_5(date(2022, 3, 1)))
    assert days["innovation.window"] == date(2022, 4, 30)
    assert days["innovation.entered"] == date(2022, 5, 30)


def test_neeq_6_a_report_on_a_saturday_after_the_window_waits_for_the_next() -> None:
    """NEEQ-6: a report of 2023-04-29 misses the window of 2023-04-28 and makes that of
    2023-05-31.
    """
    assert tier(neeq_5(date(2023, 1, 10), 2022, "2023-04-29"))["innovation.window"] == date(
        2023, 5, 31
    )


def test_neeq_7_an_early_report_makes_the_february_window() -> None:
    """NEEQ-7: a report of 2023-02-20 makes the window of 2023-02-28, in effect T+10 trading days
    later, 2023-03-14.
    """
    days = tier(neeq_5(date(2023, 1, 10), 2022, "2023-02-20"), "floor")
    assert days["innovation.window"] == date(2023, 2, 28)
    assert days["innovation.entered"] == date(2023, 3, 14)


def test_neeq_11_an_august_window_needs_a_good_audited_half_year() -> None:
    """NEEQ-11: with half-year figures not below the year before, the August window of 2023-08-31 is
    open.
    """
    half = {
        "fiscal_years.2022.half_year": {
            "net_profit": 6,
            "revenue": 50,
            "published": date(2022, 8, 20),
        },
        "fiscal_years.2023": {
            "year": 2023,
            "basis": "forecast",
            "half_year": {
                "net_profit": 7,
                "revenue": 52.5,
                "audited": True,
                "published": date(2023, 8, 25),
            },
        },
    }
    late = neeq_5(date(2023, 6, 1), 2022, "2023-06-20")
    good = pathway.rebuild(late, half)
    assert tier(good)["innovation.window"] == date(2023, 8, 31)
    worse = pathway.rebuild(good, {"fiscal_years.2023.half_year.net_profit": 5.8})
    assert pathway.plan(worse, targets=["neeq-innovation"]).best == {}


def rounds() -> list[dict[str, str]]:
    with (DATA / "tier_batches.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rounds(), ids=lambda row: row["window"])
def test_real_rounds_took_effect_between_floor_and_cautious(row: dict[str, str]) -> None:
    """Every known round took effect no earlier than at the floor pace and no later than at the
    cautious one.
    """
    from pathway.law.rulebook import shipped
    from pathway.planning.rounds import rounds as list_rounds

    window, effective = date.fromisoformat(row["window"]), date.fromisoformat(row["effective"])
    as_of = max(date(window.year, 1, 10), date.fromisoformat(row["rule"]))
    found = next(r for r in list_rounds(shipped(), [window.year], as_of) if r.window == window)
    assert found.floor <= effective <= found.cautious


# -- twelve months: the same facts in 2023 and in 2022 ---------------------------------------------

BEARING = """
schema = "pathway.scenario/1"
name = "Bearing maker"
unit = "million"
[firm]
founded = 2005-01-01
joint_stock_since = 2010-01-01
industry = "C34"
[status]
venue = "neeq-innovation"
neeq_listed = {y}-01-12
innovation_entered = {y}-06-14
[[fiscal_years]]
year = {y2}
basis = "audited"
net_profit = 40
revenue = 300
roe = 0.15
net_assets = 200
audit_opinion = "unqualified"
published = {y1}-04-20
[[fiscal_years]]
year = {y1}
basis = "audited"
net_profit = 45
revenue = 320
roe = 0.16
net_assets = 240
audit_opinion = "unqualified"
published = {y}-04-20
[[fiscal_years]]
year = {y}
basis = "forecast"
net_profit = 50
revenue = 350
roe = 0.16
net_assets = 290
audit_opinion = "unqualified"
[[fiscal_years]]
year = {n1}
basis = "forecast"
net_profit = 55
revenue = 380
roe = 0.16
net_assets = 340
audit_opinion = "unqualified"
[facts]
market_cap = 800
share_capital = 60_000_000
[milestones]
"bse.tutoring_passed" = {y}-11-10
"""


def bearing(year: int) -> Scenario:
    """A firm on NEEQ since 12 January of a year and in the innovation tier since 14 June."""
    return pathway.loads(
        BEARING.format(y=year, y1=year - 1, y2=year - 2, n1=year + 1), as_of=date(year, 11, 15)
    )


def days_of(plan: Plan) -> dict[str, date]:
    return {m.id: m.date for m in plan.best["bse"].milestones}


def test_filing_before_month_twelve_is_allowed_since_september_2023() -> None:
    """Listed on NEEQ on 2023-01-12, a firm may file in 2023; its committee waits for 2024-01-12."""
    days = days_of(pathway.plan(bearing(2023), pace="floor"))
    assert days["bse.filed"] < date(2024, 1, 12)
    assert days["bse.committee"] >= date(2024, 1, 12)


def test_filing_before_month_twelve_was_refused_in_2022() -> None:
    """The same facts a year earlier: the filing itself waits for 2023-01-12."""
    days = days_of(pathway.plan(bearing(2022), pace="floor"))
    assert days["bse.filed"] >= date(2023, 1, 12)


def test_a_rule_not_yet_published_is_not_known() -> None:
    """As of 2022-11-15 even a filing after September 2023 is planned under the rule then known."""
    filed = pathway.plan(bearing(2022), pace="floor").best["bse"].milestone("bse.filed")
    assert "bse.twelve-months" in [cause.rule for cause in (filed.cause, *filed.via)]


def test_bse_4_committee_of_a_real_case() -> None:
    """BSE-4: listed on NEEQ 2025-07-30 and accepted 2026-04-22, a firm can have no committee before
    2026-07-30.
    """
    text = BEARING.format(y=2025, y1=2024, y2=2023, n1=2026).replace(
        '"bse.tutoring_passed" = 2025-11-10', ""
    )
    scenario = pathway.loads(
        text.replace("2025-01-12", "2025-07-30").replace("2025-06-14", "2025-08-20"),
        as_of=date(2026, 4, 23),
        set={
            "milestones.bse.accepted": date(2026, 4, 22),
            "milestones.bse.filed": date(2026, 4, 3),
            "fiscal_years.2025.basis": "audited",
        },
    )
    assert days_of(pathway.plan(scenario, pace="floor"))["bse.committee"] >= date(2026, 7, 30)


def test_before_the_exchange_was_announced_nothing_can_be_planned() -> None:
    """As of 2021-10-29 the listing rules of BSE were not published, and the question is refused."""
    scenario = pathway.rebuild(bearing(2022), {"as_of": date(2022, 11, 15)})
    early = pathway.loads(
        NEEQ_5.format(
            first=2019,
            last=2020,
            first_report="2020-04-22",
            last_report="2021-04-22",
            basis="audited",
        ),
        as_of=date(2021, 10, 29),
    )
    assert pathway.plan(scenario).best
    with pytest.raises(pathway.OutOfRangeError, match="2021-10-30"):
        pathway.plan(early, targets=["bse"])


def test_between_announcement_and_opening_the_filing_waits_for_the_opening() -> None:
    """As of 2021-11-01 the rules are known and in force from 2021-11-15: no filing lies before."""
    text = BEARING.format(y=2020, y1=2019, y2=2018, n1=2021).replace(
        '"bse.tutoring_passed" = 2020-11-10', ""
    )
    scenario = pathway.loads(
        text,
        as_of=date(2021, 11, 1),
        set={
            "milestones.bse.tutoring_passed": date(2021, 10, 20),
            "milestones.bse.shareholders_resolved": date(2021, 10, 20),
            "fiscal_years.2020.basis": "audited",
        },
    )
    assert days_of(pathway.plan(scenario, pace="floor"))["bse.filed"] == date(2021, 11, 15)


def test_resolutions_say_nothing_of_tutoring() -> None:
    """The board may resolve before tutoring is filed (guide on preparing an offering, art. 13):
    given only the resolutions, the tutoring lies ahead.
    """
    text = BEARING.format(y=2023, y1=2022, y2=2021, n1=2024)
    without = "\n".join(line for line in text.splitlines() if "bse.tutoring" not in line)
    plain = pathway.loads(without, as_of=date(2023, 7, 3))
    resolved = pathway.rebuild(plain, {"milestones.bse.shareholders_resolved": date(2023, 5, 30)})
    days = days_of(pathway.plan(resolved, targets=["bse"]))
    assert days["bse.tutoring_filed"] == date(2023, 7, 3)


def demoted(ground: str) -> Plan:
    """The firm whose forecast year decides, demoted from the tier during the review on
    2027-09-01.
    """
    years = {
        f"fiscal_years.{year}": {
            "year": year,
            "basis": "forecast",
            "net_profit": 30,
            "roe": 0.12,
            "net_assets": 250,
            "audit_opinion": "unqualified",
        }
        for year in (2028, 2029, 2030)
    }
    event = {"kind": "tier-demotion", "date": date(2027, 9, 1), "ground": ground}
    scenario = pathway.load(
        SCENARIOS / "forecast-year-decides.toml", set={**years, "events": [event]}
    )
    return pathway.plan(scenario)


def test_bse_7_a_demotion_during_the_review_bars_the_committee() -> None:
    """BSE-7: without the tier at the committee, the application of the first route comes to
    nothing.
    """
    straight = next(route for route in demoted("annual-report").routes if route.id == "bse")
    assert straight.date is None


@pytest.mark.parametrize(
    ("ground", "window"), [("annual-report", date(2028, 9, 1)), ("late-report", date(2029, 9, 1))]
)
def test_a_demoted_firm_enters_again_after_the_bar(ground: str, window: date) -> None:
    """Re-entry is barred for 12 months on annual-report grounds and for 24 on others, and the
    filing follows it.
    """
    again = next(route for route in demoted(ground).routes if route.id == "innovation>bse")
    assert again.milestone("innovation.window").date > window
    assert again.milestone("bse.filed").date >= again.milestone("innovation.entered").date


# -- the scenarios that ship -----------------------------------------------------------------------


def best(name: str, **overrides: object) -> Route:
    scenario = pathway.load(SCENARIOS / f"{name}.toml", set=overrides)
    return pathway.plan(scenario).best["bse"]


def test_the_base_tier_firm_enters_by_the_april_window() -> None:
    """A report of 20 April 2027 makes the window of 2027-04-30, the last trading day of April."""
    assert best("base-tier-parts-maker").milestone("innovation.window").date == date(2027, 4, 30)


def test_an_earlier_report_gains_a_window() -> None:
    """A report of 20 March 2027 makes the window of 2027-03-31."""
    scenario = pathway.load(
        SCENARIOS / "base-tier-parts-maker.toml",
        set={"fiscal_years.2026.published": date(2027, 3, 20)},
    )
    assert pathway.plan(scenario).best["bse"].milestone("innovation.window").date == date(
        2027, 3, 31
    )


def test_the_unlisted_firm_is_in_the_tier_on_its_first_day() -> None:
    """Straight entry needs no window and beats the way through the base tier."""
    plan = pathway.plan(pathway.load(SCENARIOS / "straight-to-innovation.toml"))
    assert plan.best["bse"].id == "neeq-direct>bse"
    by_id = {route.id: route for route in plan.routes}
    assert (
        by_id["neeq>innovation>bse"].date is None
        or by_id["neeq>innovation>bse"].date >= plan.best["bse"].date
    )


def test_the_forecast_year_decides() -> None:
    """The filing waits for the report of 2026 on 2027-03-24, which brings standard 1b."""
    route = best("forecast-year-decides")
    assert route.milestone("bse.filed").date == date(2027, 3, 24)
    assert route.milestone("bse.filed").cause.rule == "bse.standard"


def test_a_forecast_just_below_the_threshold_loses_a_year() -> None:
    """With 24.9m instead of 26.5m in 2026, standard 1b must wait for the report of 2027."""
    scenario = pathway.load(
        SCENARIOS / "forecast-year-decides.toml", set={"fiscal_years.2026.net_profit": 24.9}
    )
    assert pathway.plan(scenario).best["bse"].milestone("bse.filed").date == date(2028, 4, 20)


def test_the_censure_bars_twelve_months() -> None:
    """A censure of 2026-09-18 bars until 2027-09-18; the next working day is Monday 2027-09-20."""
    route = best("penalty-look-back")
    assert route.milestone("bse.filed").date == date(2027, 9, 20)
    assert route.milestone("bse.filed").cause.rule == "bse.negative.censure"


def test_stale_statements_wait_for_the_june_accounts() -> None:
    """Tutoring ends after 30 June 2026, so the filing waits for the audited June accounts of
    2026-08-24.
    """
    route = best("statements-go-stale")
    assert route.milestone("bse.tutoring_passed").date > date(2026, 6, 30)
    assert route.milestone("bse.filed").date == date(2026, 8, 24)
    assert route.milestone("bse.filed").cause.rule == "bse.statements"


def test_the_infeasible_firm_is_shown_its_nearest_miss() -> None:
    """Profit passes standard 1a, the mean return on equity of 7.7% misses 8% by 0.3 points."""
    plan = pathway.plan(pathway.load(SCENARIOS / "nearest-miss.toml"))
    assert plan.best == {}
    block = plan.routes[0].blocked_by[0]
    assert block.rule == "bse.standard"
    nearest = block.nearest[0]
    assert (nearest.id, nearest.finding.metrics[0]) == ("bse.standard.1a", "roe")
    assert float(nearest.finding.value or 0) == 0.077
    assert float(nearest.finding.shortfall or 0) == 0.003


# -- other boards ----------------------------------------------------------------------------------

SELECT = """
schema = "pathway.scenario/1"
name = "Select-tier firm"
as_of = 2021-08-11
unit = "million"
[firm]
industry = "C37"
founded = 2004-01-01
joint_stock_since = 2010-01-01
[status]
venue = "neeq-select"
neeq_listed = 2015-01-05
innovation_entered = 2019-05-27
select_entered = 2020-07-27
[facts]
market_cap = 5_000
share_capital = 230_000_000
holders = 12_000
public_float = 0.4
volume_60d = 20_000_000
rd_staff_ratio = 0.2
invention_patents = 12
"""


def select_tier(*milestones: str) -> Scenario:
    """A firm in the select tier since its first day, with figures that no rule finds wanting."""
    years = "".join(
        f'[[fiscal_years]]\nyear = {y}\nbasis = "{"audited" if y < 2021 else "forecast"}"\n'
        f"net_profit = {50 + y - 2017}\nrevenue = {200 + 60 * (y - 2017)}\nroe = 0.1\nnet_assets = 600\n"
        'rd_expense = 25\noperating_cash_flow = 50\naudit_opinion = "unqualified"\n'
        for y in range(2017, 2025)
    )
    return pathway.loads(SELECT + years + "[milestones]\n" + "\n".join(milestones))


@pytest.mark.parametrize(
    ("target", "milestone", "listed"),
    [
        ("star", '"star-transfer.board_resolved" = 2021-08-11', date(2022, 5, 25)),
        ("chinext", '"chinext-transfer.board_resolved" = 2021-08-11', date(2022, 8, 11)),
        ("chinext", '"chinext-transfer.board_resolved" = 2021-08-11', date(2022, 8, 18)),
    ],
    ids=["688287", "301192", "301321"],
)
def test_real_transfers_come_out_no_later_than_they_were(
    target: str, milestone: str, listed: date
) -> None:
    """By the rules of 2021, a transfer resolved in August 2021 lists at the floor pace no later
    than the real one.
    """
    plan = pathway.plan(select_tier(milestone), targets=[target], pace="floor")
    transfer = next(route for route in plan.routes if route.id == f"{target}-transfer")
    assert transfer.date is not None
    assert transfer.date <= listed
    assert all(
        c.rule != "star-transfer.holders" for m in transfer.milestones for c in (m.cause, *m.via)
    )


def test_a_transfer_waits_for_a_year_in_the_tier() -> None:
    """In the select tier since 2020-07-27, nobody files for a transfer before 2021-07-27."""
    early = pathway.rebuild(select_tier(), {"as_of": date(2021, 4, 1)})
    plan = pathway.plan(early, targets=["star"], pace="floor")
    transfer = next(route for route in plan.routes if route.id == "star-transfer")
    assert transfer.milestone("star-transfer.filed").date >= date(2021, 7, 27)


def test_an_unlisted_firm_sees_every_exchange() -> None:
    """Without targets, an unlisted firm is planned for BSE, STAR, ChiNext and both main boards,
    transfers included.
    """
    scenario = pathway.load(
        SCENARIOS / "straight-to-innovation.toml", set={"plan.targets": ["bse"]}
    )
    scenario = pathway.rebuild(scenario, {"as_of": date(2026, 11, 23)})
    plan = pathway.plan(scenario, targets=["bse", "star", "chinext", "sse-main", "szse-main"])
    assert {route.id for route in plan.routes} == {
        "neeq>innovation>bse",
        "neeq-direct>bse",
        "star",
        "neeq>innovation>bse>star-transfer",
        "neeq-direct>bse>star-transfer",
        "chinext",
        "neeq>innovation>bse>chinext-transfer",
        "neeq-direct>bse>chinext-transfer",
        "sse-main",
        "szse-main",
    }
    for route in plan.routes:
        assert route.feasible or route.blocked_by[0].rule
    star = next(route for route in plan.routes if route.id == "star")
    standard = next(block for block in star.blocked_by if block.rule == "star.standard")
    assert {miss.finding.metrics[0] for miss in standard.nearest if miss.finding.metrics} >= {
        "market_cap"
    }
