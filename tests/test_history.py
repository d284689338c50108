"""Plans made in the past: the select tier and its end, what was not known yet, market pauses of
unknown length.
"""

from __future__ import annotations

from datetime import date

import pytest

import pathway
from pathway.base.errors import OutOfRangeError
from pathway.planning.check import check
from pathway.planning.values import Plan, Route
from pathway.scenario.scenario import Scenario


def scenario(as_of: str, body: str, first: int = 2016, **assumptions: str) -> Scenario:
    """A firm rich in everything that is counted, as of a day; `body` says where it is."""
    today = date.fromisoformat(as_of)
    years = "".join(
        f'[[fiscal_years]]\nyear = {year}\nbasis = "{"audited" if year < today.year else "forecast"}"\n'
        f"net_profit = 60\nrevenue = 500\noperating_cash_flow = 60\nrd_expense = 60\nnet_assets = 400\nroe = 0.15\n"
        f'audit_opinion = "unqualified"\npublished = {year + 1}-01-31\n'
        for year in range(first, today.year + 4)
    )
    extra = "".join(f"{key} = {value}\n" for key, value in assumptions.items())
    return pathway.loads(
        f'schema = "pathway.scenario/1"\nname = "past"\nas_of = {as_of}\nunit = "million"\n{body}\n{years}'
        "[facts]\nshare_capital = 60_000_000\nmarket_cap = 3_000\nholders = 1_500\nqualified_investors = 200\n"
        "cash_raised_since_listing = 100\nrd_staff_ratio = 0.3\ninvention_patents = 20\nvolume_60d = 20_000_000\n"
        f"public_float = 0.3\n[assumptions]\n{extra}"
    )


SELECT = '[status]\nvenue = "neeq-select"\nneeq_listed = 2016-03-01\nselect_entered = 2020-07-27'
INNOVATION = (
    '[status]\nvenue = "neeq-innovation"\nneeq_listed = 2016-03-01\ninnovation_entered = 2017-05-31'
)


def route(plan: Plan, target: str = "bse") -> Route:
    return plan.best[target]


def test_a_select_tier_firm_is_carried_over_when_the_exchange_opens() -> None:
    """As of 2021-11-01 a select-tier firm is listed on the Beijing exchange on 2021-11-15, without
    an application.
    """
    found = route(pathway.plan(scenario("2021-11-01", SELECT), targets=["bse"]))
    assert (found.id, found.date) == ("bse-carry-over", date(2021, 11, 15))


def test_before_the_rules_of_the_exchange_nobody_knows_of_the_carry_over() -> None:
    """As of 2021-10-29 the rules of 2021-10-30 are not published, and the question is refused in
    words.
    """
    with pytest.raises(OutOfRangeError) as refused:
        pathway.plan(scenario("2021-10-29", SELECT), targets=["bse"])
    assert "2021-10-30" in refused.value.text("en")


def test_the_select_tier_is_refused_once_it_has_ended() -> None:
    """As of 2021-11-16 there is no select tier, and the refusal names the venue to write."""
    with pytest.raises(OutOfRangeError) as refused:
        pathway.plan(scenario("2021-11-16", SELECT), targets=["star"])
    assert 'venue = "bse"' in refused.value.text("en")


def test_a_select_tier_firm_may_transfer_after_a_year() -> None:
    """As of 2021-03-01 a select-tier firm of 2020-07-27 files its transfer no earlier than
    2021-07-27.
    """
    plan = pathway.plan(scenario("2021-03-01", SELECT), targets=["star"], pace="floor")
    transfer = next(r for r in plan.routes if r.id == "star-transfer")
    assert transfer.feasible
    assert transfer.milestone("star-transfer.filed").date == date(2021, 7, 27)


def test_in_march_2020_only_star_can_be_planned() -> None:
    """As of 2020-03-01 neither the Beijing exchange nor registration on ChiNext or the main boards
    was known.
    """
    plan = pathway.plan(scenario("2020-03-01", INNOVATION))
    assert plan.targets == ("star",)


def test_in_march_2020_star_can_be_asked_for_by_name() -> None:
    """That one way to STAR leads through an exchange that was not yet thought of does not bar the
    direct one.
    """
    found = pathway.plan(scenario("2020-03-01", INNOVATION), targets=["star"])
    assert [one.id for one in found.routes] == ["star"]
    assert found.best["star"].date is not None


def test_in_march_2020_the_beijing_exchange_is_refused_in_words() -> None:
    """As of 2020-03-01 a plan for the Beijing exchange names the day on which its rules were first
    published.
    """
    with pytest.raises(OutOfRangeError) as refused:
        pathway.plan(scenario("2020-03-01", INNOVATION), targets=["bse"])
    assert "2021-10-30" in refused.value.text("en") and "2020-03-01" in refused.value.text("en")


def test_in_december_2021_the_tier_still_opens_once_a_year() -> None:
    """As of 2021-12-01 the windows of the rule of 2022-03-04 are unknown: the round begins on
    2022-04-30.
    """
    base = '[status]\nvenue = "neeq-base"\nneeq_listed = 2020-03-01'
    found = route(pathway.plan(scenario("2021-12-01", base), targets=["bse"]))
    assert found.milestone("innovation.window").date == date(2022, 4, 30)


def test_an_offering_begun_for_the_select_tier_goes_on_before_the_exchange() -> None:
    """Steps taken before 2021-11-15 are kept: with the inquiry answered on 2021-11-01 nothing is
    asked anew.
    """
    body = f'{INNOVATION}\n[milestones]\n"bse.filed" = 2021-06-25\n"bse.responded" = 2021-11-01'
    found = route(pathway.plan(scenario("2021-11-20", body), targets=["bse"]))
    assert found.milestone("bse.committee").date <= date(2022, 1, 31)


# -- market pauses
# -----------------------------------------------------------------------------------------------------
# The listing committee did not meet from 2024-02-07 to 2024-06-16.

REPLIED = f'{INNOVATION}\n[milestones]\n"bse.filed" = 2023-09-15\n"bse.responded" = 2024-01-20'


def committee(case: Scenario, pace: str = "floor") -> date:
    return route(pathway.plan(case, targets=["bse"], pace=pace)).milestone("bse.committee").date  # type: ignore[arg-type]


def test_a_pause_without_a_known_end_is_taken_to_end_and_named() -> None:
    """As of 2024-03-01 the committee is planned for the next working day, 2024-03-04, and the
    assumption is named.
    """
    case = scenario("2024-03-01", REPLIED)
    assert committee(case) == date(2024, 3, 4)
    found = route(pathway.plan(case, targets=["bse"]))
    assert "assumptions.pauses_end" in found.assumed
    assert any(w.key == "plan.pause" for w in found.warnings)


def test_the_scenario_may_say_when_a_pause_ends() -> None:
    """With pauses_end = 2024-06-17 the committee is planned for that Monday, and nothing is assumed
    about it.
    """
    case = scenario("2024-03-01", REPLIED, pauses_end="2024-06-17")
    assert committee(case) == date(2024, 6, 17)
    assert "assumptions.pauses_end" not in route(pathway.plan(case, targets=["bse"])).assumed


@pytest.mark.parametrize("as_of", ["2024-02-06", "2024-06-17"])
def test_a_pause_is_not_known_before_it_begins_nor_felt_after_it_ends(as_of: str) -> None:
    """Neither the day before a pause nor the day after it does a plan speak of it."""
    found = route(pathway.plan(scenario(as_of, REPLIED), targets=["bse"]))
    assert not any(w.key == "plan.pause" for w in found.warnings)
    assert "assumptions.pauses_end" not in found.assumed


def test_a_pause_does_not_touch_what_happened_in_it() -> None:
    """A committee meeting that is given stays where it is, and no pause is named for it."""
    body = f'{REPLIED}\n"bse.committee" = 2024-02-26'
    found = route(pathway.plan(scenario("2024-03-01", body), targets=["bse"]))
    assert found.milestone("bse.committee").date == date(2024, 2, 26)
    assert not any(w.key == "plan.pause" for w in found.warnings)


def test_check_refuses_a_venue_before_its_law() -> None:
    """Readiness for the Beijing exchange as of 2020-03-01 is refused in words."""
    with pytest.raises(OutOfRangeError) as refused:
        check(scenario("2020-03-01", INNOVATION), "bse")
    assert "2021-11-15" in refused.value.text("en")
