"""Whole plans: real rounds of tier entry and the scenarios that ship, against dates from
outside.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

import pathway
from pathway.planning.values import Route

DATA = Path(__file__).parent / "data"
SCENARIOS = Path(__file__).parent.parent / "scenarios"


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
    best, by_id = plan.best["bse"], {route.id: route for route in plan.routes}
    assert best.id == "neeq-direct>bse"
    assert best.date is not None
    other = by_id["neeq>innovation>bse"].date
    assert other is None or other >= best.date


def test_the_forecast_year_decides() -> None:
    """The filing waits for the report of 2026 on 2027-03-24, which brings standard 1b."""
    route = best("forecast-year-decides")
    assert route.milestone("bse.filed").date == date(2027, 3, 24)
    assert route.milestone("bse.filed").cause.rule == "bse.standard"


def test_a_forecast_just_below_the_threshold_loses_a_year() -> None:
    """With 24.9m instead of 26.5m in 2026, standard 1b must wait for the report of 2027 on
    2028-03-24.
    """
    scenario = pathway.load(
        SCENARIOS / "forecast-year-decides.toml", set={"fiscal_years.2026.net_profit": 24.9}
    )
    assert pathway.plan(scenario).best["bse"].milestone("bse.filed").date == date(2028, 3, 24)


def test_the_censure_bars_twelve_months() -> None:
    """A censure of 2026-09-18 bars until 2027-09-18; the next working day is Monday 2027-09-20."""
    route = best("penalty-look-back")
    assert route.milestone("bse.filed").date == date(2027, 9, 20)
    assert route.milestone("bse.filed").cause.rule == "bse.negative.censure"


def test_a_letter_says_nothing_of_the_meetings() -> None:
    """A firm that gives only its tutoring letter has its meetings ahead; one that gives only its
    meetings has its tutoring ahead.
    """
    route = best("penalty-look-back")
    resolved = route.milestone("bse.board_resolved").date
    assert resolved is not None and resolved >= date(2026, 11, 23)
    held = {f"milestones.bse.{name}_resolved": "2026-11-02" for name in ("board", "shareholders")}
    scenario = pathway.load(SCENARIOS / "base-tier-parts-maker.toml", set=held)
    tutoring = pathway.plan(scenario).best["bse"].milestone("bse.tutoring_filed")
    assert tutoring.date is not None and tutoring.date >= date(2026, 11, 23)


def test_stale_statements_wait_for_the_june_accounts() -> None:
    """Tutoring goes on after 30 June 2026, so that the papers for its acceptance need the audited
    June accounts of 2026-08-24; the filing follows three days after the letter.
    """
    route = best("statements-go-stale")
    assert route.milestone("bse.tutoring_passed").date == date(2026, 8, 24)
    assert route.milestone("bse.tutoring_passed").cause.rule == "bse.tutoring.papers"
    assert route.milestone("bse.filed").date == date(2026, 8, 27)


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

IN_2020 = """
schema = "pathway.scenario/1"
name = "past"
as_of = 2020-03-01
[status]
venue = "neeq-innovation"
neeq_listed = 2016-03-01
innovation_entered = 2017-05-31
"""


def test_in_march_2020_only_star_can_be_planned() -> None:
    """As of 2020-03-01 neither the Beijing exchange nor registration on ChiNext or the main boards
    was known.
    """
    assert pathway.plan(pathway.loads(IN_2020)).targets == ("star",)


def test_in_march_2020_star_can_be_asked_for_by_name() -> None:
    """That one way to STAR leads through an exchange that was not yet thought of does not bar the
    direct one.
    """
    found = pathway.plan(pathway.loads(IN_2020), targets=["star"])
    assert [one.id for one in found.routes] == ["star"]


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


@pytest.mark.parametrize(("industry", "assumed"), [("C39", False), ("E48", True)])
def test_an_exception_is_assumed_only_by_a_firm_that_needs_it(industry: str, assumed: bool) -> None:
    """A builder (E48) is on the negative list of ChiNext unless fused with new technology; a maker
    of electronics (C39) is not on it.
    """
    scenario = pathway.load(SCENARIOS / "every-board.toml", set={"firm.industry": industry})
    found = pathway.plan(scenario, targets=["chinext"]).best["chinext"].assumed
    assert ("governance.new_technology_fusion" in found) is assumed


def test_what_is_only_named_is_no_unconfirmed_rule() -> None:
    """The practice of a minimum profit on BSE binds nothing, so no date rests on it."""
    route = best("base-tier-parts-maker")
    assert not any("practice" in name for name in route.unconfirmed)


@pytest.mark.parametrize("day", [date(2028, 3, 1), date(2030, 3, 1), date(2035, 10, 8)])
def test_what_is_given_for_a_later_day_is_not_done_again_before_it(day: date) -> None:
    """A firm that says when it files is not told to file, or be listed, before that day, even where
    its application cannot come through.
    """
    scenario = pathway.load(
        SCENARIOS / "base-tier-parts-maker.toml", set={"milestones.bse.filed": day}
    )
    route = pathway.plan(scenario).best.get("bse")
    assert (
        route is None
        or day <= route.milestone("bse.filed").date < route.milestone("bse.listed").date
    )


def test_a_day_given_beyond_the_last_statements_leaves_no_date() -> None:
    """A filing of 2043, ten years after the last day planned for, rests on no statements."""
    scenario = pathway.load(
        SCENARIOS / "base-tier-parts-maker.toml", set={"milestones.bse.filed": date(2043, 10, 1)}
    )
    assert not pathway.plan(scenario).best


def test_a_planned_application_is_kept_where_the_tier_has_to_be_gained_again() -> None:
    """A firm that leaves the tier in December 2026, files after it is in again and says that its last
    reply will take two months longer is listed with that reply, and not sooner.
    """
    firm = {"events": [{"kind": "tier-demotion", "date": date(2026, 12, 1)}]}
    plain = pathway.load(SCENARIOS / "statements-go-stale.toml", set=firm)
    first = pathway.plan(plain).best["bse"]
    assert first.id == "innovation>bse"
    own = {n: first.milestone(f"bse.{n}").date for n in ("filed", "accepted", "inquired")}
    late = first.milestone("bse.responded").date + timedelta(days=60)
    days = {f"bse.{name}": day for name, day in {**own, "responded": late}.items()}
    again = pathway.plan(pathway.rebuild(plain, {"milestones": days})).best["bse"]
    assert again.milestone("bse.responded").date == late
    assert again.date is not None and first.date is not None and again.date > first.date
