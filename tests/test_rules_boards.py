"""STAR, ChiNext, the main boards and transfers to them: known cases come out as they should.

Worked examples are numbered TRF-1 to TRF-13; expected outcomes come from the rules' texts, notices
and press. Amounts are in million yuan. Where an example leaves figures open, they are chosen so
that only the tested one decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from pathway.dates.days import add_months, to_date
from pathway.law.language.verdict import Outcome
from pathway.law.provision import AtLeast, AtMost, Release, Version
from pathway.law.rulebook import shipped
from pathway.law.steps import MILESTONES
from pathway.planning import requirements
from pathway.scenario import file as scenario_file
from pathway.scenario.scenario import Scenario

BOARDS = ("star", "chinext", "sse-main", "szse-main")
TRANSFERS = ("star-transfer", "chinext-transfer")


def firm(body: str = "", as_of: str = "2026-06-02") -> Scenario:
    """A scenario from the tables that matter, in million yuan."""
    return scenario_file.loads(
        f'schema = "pathway.scenario/1"\nname = "case"\nas_of = {as_of}\nunit = "million"\n{body}'
    )


def years(first: int, **figures: Sequence[float]) -> str:
    """Audited years from the first on, reported on 20 February of the next year."""
    out = ""
    for i in range(len(next(iter(figures.values())))):
        out += f'[[fiscal_years]]\nyear = {first + i}\nbasis = "audited"\npublished = {first + i + 1}-02-20\n'
        out += "".join(f"{name} = {values[i]}\n" for name, values in figures.items())
    return out


def outcome(case: Scenario, provision: str, on: str, *, strict: bool = False) -> Outcome:
    """The outcome of a provision for a case on a day."""
    return requirements.verdict(case, shipped(), provision, strict=strict).outcome(
        date.fromisoformat(on).toordinal()
    )


def version(provision: str, on: str) -> Version:
    """The version of a provision in force on a day."""
    found = shipped().provision(provision).version(date.fromisoformat(on))
    assert found is not None
    return found


def after(start: str, months: int) -> str:
    """The day some months after another."""
    return str(to_date(add_months(date.fromisoformat(start).toordinal(), months)))


def months(provision: str, on: str) -> int:
    """The months that a lag, limit or single release counts."""
    effect = version(provision, on).effect
    if isinstance(effect, Release):
        assert len(effect.parts) == 1
        period = effect.parts[0][1]
    else:
        assert isinstance(effect, AtLeast | AtMost)
        period = effect.period
    assert period.unit == "months"
    return period.count


# -- every step ------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [*BOARDS, *TRANSFERS])
def test_every_step_has_a_standard(step: str) -> None:
    """A listing standard is tested at the filing of every step."""
    assert "filed" in version(f"{step}.standard", "2026-11-23").tested_at


@pytest.mark.parametrize("step", [*BOARDS, *TRANSFERS])
def test_every_milestone_has_a_duration(step: str) -> None:
    """Every milestone of a step but its first ones is reached in a known time from an earlier
    one.
    """
    rows = {row.to for row in shipped().durations if row.step == step}
    assert set(MILESTONES[step]) - rows == {"board_resolved"} | {"tutoring_filed"} & set(
        MILESTONES[step]
    )


@pytest.mark.parametrize(
    ("step", "pace", "total"),
    [
        ("star", "floor", 150),
        ("star", "typical", 403),
        ("star", "cautious", 600),
        ("chinext", "floor", 180),
        ("chinext", "typical", 500),
        ("chinext", "cautious", 800),
        ("sse-main", "floor", 180),
        ("sse-main", "typical", 450),
        ("sse-main", "cautious", 800),
        ("szse-main", "floor", 180),
        ("szse-main", "typical", 450),
        ("szse-main", "cautious", 800),
        ("star-transfer", "floor", 135),
        ("star-transfer", "typical", 260),
        ("star-transfer", "cautious", 370),
        ("chinext-transfer", "floor", 135),
        ("chinext-transfer", "typical", 260),
        ("chinext-transfer", "cautious", 370),
    ],
)
def test_days_from_acceptance_to_listing(step: str, pace: str, total: int) -> None:
    """The steps from acceptance to listing add up to the days known for the whole."""
    names = MILESTONES[step]
    later = names[names.index("accepted") + 1 :]
    rows = [row for row in shipped().durations if row.step == step and row.to in later]
    assert sum(getattr(row, pace).count for row in rows) == total


# -- transfers -------------------------------------------------------------------------------------


def test_trf_1_measures_of_2021() -> None:
    """TRF-1: a transfer filed on 2021-10-20 stays under the measures of 2021, approved or not by
    2022-03-04.
    """
    found = version("star-transfer.standard", "2021-10-20")
    assert (found.cite.instrument, found.applies_by) == ("sse-transfer-2021", "filed")


def test_trf_1_standard() -> None:
    """TRF-1: 41.70 and 53.46 million of profit pass standard 1 of STAR."""
    case = firm(
        years(2019, net_profit=[41.70, 53.46]) + "[facts]\nmarket_cap = 1500\n", "2021-10-20"
    )
    assert outcome(case, "star.standard.1", "2021-10-20") == "met"
    assert outcome(case, "star-transfer.standard", "2021-10-20") == "met"


def test_trf_1_approval_validity() -> None:
    """TRF-1: the approval of 2022-03-31 is good until 2022-09-30, so the listing of 2022-05-25 is
    in time.
    """
    found = version("star-transfer.approval-validity", "2021-10-20")
    assert isinstance(found.effect, AtMost)
    assert (found.effect.since, found.tested_at) == ("approved", ("listed",))
    assert (
        after("2022-03-31", months("star-transfer.approval-validity", "2021-10-20")) == "2022-09-30"
    )


@pytest.mark.parametrize("step", TRANSFERS)
def test_trf_2_merged_time(step: str) -> None:
    """TRF-2: one year from the select tier on 2021-02-10 is over on 2022-03-07, one from the BSE
    listing is not.
    """
    assert version(f"{step}.listed-time", "2022-03-07").cite.instrument.endswith("-transfer-2022")
    count = months(f"{step}.listed-time", "2022-03-07")
    assert after("2021-02-10", count) <= "2022-03-07" < after("2021-11-15", count)


@pytest.mark.parametrize("step", TRANSFERS)
@pytest.mark.parametrize(("on", "expected"), [("2026-11-30", "unmet"), ("2026-12-01", "met")])
def test_trf_3_anniversary(step: str, on: str, expected: Outcome) -> None:
    """TRF-3: listed on BSE on 2025-12-01, the year is over on the anniversary and not a day
    before.
    """
    case = firm("[milestones]\nbse.listed = 2025-12-01\n")
    assert outcome(case, f"{step}.listed-time", on) == expected


def test_trf_3_anniversary_under_strict_reading() -> None:
    """TRF-3: the anniversary convention is open, so strict reading asks for one day more."""
    case = firm("[milestones]\nbse.listed = 2025-12-01\n")
    assert outcome(case, "star-transfer.listed-time", "2026-12-01", strict=True) == "unmet"
    assert outcome(case, "star-transfer.listed-time", "2026-12-02", strict=True) == "met"


@pytest.mark.parametrize(("cap", "expected"), [(min(3200, 2900, 3100), "unmet"), (3500, "met")])
def test_trf_4_lowest_mean(cap: int, expected: Outcome) -> None:
    """TRF-4: the lowest mean of 2.9bn fails standard 4 of STAR, though the value of the day, 3.5bn,
    would pass.
    """
    case = firm(years(2023, revenue=[300, 310, 320]) + f"[facts]\nmarket_cap = {cap}\n")
    assert outcome(case, "star.standard.4", "2026-06-01") == expected


@pytest.mark.parametrize("step", TRANSFERS)
@pytest.mark.parametrize(("volume", "expected"), [(9_200_000, "unmet"), (12_200_000, "met")])
def test_trf_5_auction_volume(step: str, volume: int, expected: Outcome) -> None:
    """TRF-5: 9.2 million shares by auction fail, whatever was traded in blocks; 12.2 million by
    auction would do.
    """
    case = firm(f"[facts]\nvolume_60d = {volume}\n")
    assert version(f"{step}.volume", "2026-06-01").tested_at == ("board_resolved",)
    assert outcome(case, f"{step}.volume", "2026-06-01") == expected


@pytest.mark.parametrize("step", TRANSFERS)
@pytest.mark.parametrize(
    ("kind", "day", "rule", "expected"),
    [
        ("public-censure", "2025-06-15", "censure", "unmet"),
        ("public-censure", "2025-05-20", "censure", "met"),
        ("csrc-penalty", "2023-07-01", "penalty", "unmet"),
        ("csrc-penalty", "2023-05-20", "penalty", "met"),
    ],
)
def test_trf_6_look_backs(step: str, kind: str, day: str, rule: str, expected: Outcome) -> None:
    """TRF-6: at a filing of 2026-06-01 a censure bars for 12 months and a CSRC penalty for 36."""
    case = firm(f'[[events]]\nkind = "{kind}"\ndate = {day}\n')
    assert outcome(case, f"{step}.{rule}", "2026-06-01") == expected


@pytest.mark.parametrize(
    ("capital", "public", "expected"),
    [
        ("400_000_000", "0.249", "unmet"),
        ("400_000_000", "0.25", "met"),
        ("400_000_001", "0.10", "met"),
    ],
)
def test_float_of_a_transfer(capital: str, public: str, expected: Outcome) -> None:
    """A quarter is held by the public, a tenth where the share capital is above 400 million."""
    case = firm(f"[facts]\nshare_capital = {capital}\npublic_float = {public}\n")
    assert outcome(case, "star-transfer.float", "2026-06-01") == expected


def test_trf_13_lock_up_after_a_transfer() -> None:
    """TRF-13: listed 2022-08-11, the controller is locked to 2023-08-11 and may not pass control to
    2024-02-11.
    """
    assert (
        after("2022-08-11", months("chinext-transfer.lockup.controller", "2022-08-11"))
        == "2023-08-11"
    )
    assert (
        after("2022-08-11", months("chinext-transfer.lockup.control", "2022-08-11")) == "2024-02-11"
    )


# -- STAR ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profits", "revenue", "expected"),
    [
        ((20, 30), 90, "met"),
        ((20, 29), 99, "unmet"),
        ((-5, 1), 100, "met"),
        ((-5, 60), 99, "unmet"),
    ],
)
def test_standard_1_of_star(profits: tuple[int, int], revenue: int, expected: Outcome) -> None:
    """Fifty million in two profitable years, or a profit and revenue of 100 million."""
    case = firm(
        years(2024, net_profit=profits, revenue=[80, revenue]) + "[facts]\nmarket_cap = 1000\n"
    )
    assert outcome(case, "star.standard.1", "2026-06-01") == expected


def drug_maker(strict_field: str) -> Scenario:
    """No revenue to speak of, 5bn of market value, results by stage."""
    return firm(
        years(2022, net_profit=[-90, -90, -90], revenue=[1, 1, 1])
        + f"[facts]\nmarket_cap = 5000\n[governance]\nstage_results = true\n{strict_field}\n",
        "2025-09-01",
    )


@pytest.mark.parametrize(
    ("field", "on", "expected"),
    [
        ("biomedicine = true\nfrontier_field = false", "2025-06-17", "met"),
        ("biomedicine = false\nfrontier_field = true", "2025-06-17", "unmet"),
        ("biomedicine = false\nfrontier_field = true", "2025-06-18", "met"),
        ("biomedicine = false\nfrontier_field = false", "2025-06-18", "unmet"),
    ],
)
def test_practice_of_standard_5(field: str, on: str, expected: Outcome) -> None:
    """Strictly read, standard 5 was for biomedicine until 2025-06-18 and is for three more fields
    since.
    """
    assert outcome(drug_maker(field), "star.standard.5", on, strict=True) == expected


def researcher(
    first: int, base: float, as_of: str, staff: str = "0.10", more: str = ""
) -> Scenario:
    """R&D of 46.9 million in three years, 13 patents, last revenue 180 million from a given one two
    years before.
    """
    figures = years(first, revenue=[base, 250 - base, 180], rd_expense=[12, 15, 19.9])
    return firm(
        f'[firm]\nindustry = "C39"\n{figures}[facts]\nmarket_cap = 2000\nrd_staff_ratio = {staff}\n'
        f"invention_patents = 13\n[governance]\nstar_exception = false\n{more}",
        as_of,
    )


@pytest.mark.parametrize(
    ("first", "on", "base", "expected"),
    [
        (2018, "2021-10-20", 104.7, "met"),
        (2021, "2024-06-03", 104.7, "met"),
        (2018, "2021-10-20", 120.9, "met"),
        (2021, "2024-06-03", 120.9, "unmet"),
    ],
)
def test_trf_12_attributes(first: int, on: str, base: float, expected: Outcome) -> None:
    """TRF-12: growth of 31.1% passes the attributes of 2021 and 2024, growth of 22% those of 2021
    only.
    """
    assert outcome(researcher(first, base, on), "star.attributes", on) == expected


@pytest.mark.parametrize(("first", "on"), [(2018, "2021-10-20"), (2021, "2024-06-03")])
def test_trf_12_research_staff(first: int, on: str) -> None:
    """TRF-12: both sets ask for a tenth of the staff in research."""
    assert outcome(researcher(first, 104.7, on, staff="0.09"), "star.attributes", on) == "unmet"


def test_research_staff_before_2021() -> None:
    """The first set of attributes, until 2021-04-15, did not ask for research staff."""
    case = researcher(2018, 104.7, "2021-04-20", staff="0.05")
    assert outcome(case, "star.attributes", "2021-04-15") == "met"
    assert outcome(case, "star.attributes", "2021-04-16") == "unmet"


def test_fifty_patents_are_an_exception() -> None:
    """Fifty invention patents stand in for every indicator."""
    assert (
        outcome(firm("[facts]\ninvention_patents = 50\n"), "star.attributes", "2026-06-01") == "met"
    )


@pytest.mark.parametrize(("rd", "expected"), [(10, "met"), (9.9, "unmet")])
def test_software_needs_research_instead_of_patents(rd: float, expected: Outcome) -> None:
    """Software companies need no patents but R&D of a tenth of revenue."""
    case = firm(
        '[firm]\nindustry = "I651"\n'
        + years(2023, revenue=[100] * 3, rd_expense=[rd] * 3)
        + "[facts]\ninvention_patents = 0\n"
    )
    assert outcome(case, "star.attributes.patents", "2026-06-01") == expected


@pytest.mark.parametrize(("strict", "expected"), [(False, "met"), (True, "unmet")])
def test_leaving_the_growth_tier(strict: bool, expected: Outcome) -> None:
    """A profit with revenue of 100 million leads out of the growth tier; strictly, a profit of 100
    million does.
    """
    case = firm(years(2024, net_profit=[-10, 20], revenue=[80, 120]))
    assert outcome(case, "star.growth-tier.exit", "2026-06-01", strict=strict) == expected


# -- ChiNext ---------------------------------------------------------------------------------------


def test_trf_7_chinext_before_and_after_april_2024() -> None:
    """TRF-7: profits of 45 and 58 million pass the text of 2020 and fail every standard of 2024."""
    figures = years(2022, net_profit=[45, 58], revenue=[350, 380])
    case = firm(figures + "[facts]\nmarket_cap = 1600\n", "2024-05-06")
    assert outcome(case, "chinext.standard", "2024-04-26") == "met"
    assert [outcome(case, f"chinext.standard.{n}", "2024-05-06") for n in (1, 2, 3)] == [
        "unmet"
    ] * 3
    assert outcome(case, "chinext.standard", "2024-05-06") == "unmet"


def growing(base: float, cap: int, rd: float = 1) -> Scenario:
    """Loss-making, revenue 250 million from a given one two years before, R&D of three years
    alike.
    """
    figures = years(
        2023, net_profit=[-50, -40, -30], revenue=[base, 416.7 - base, 250], rd_expense=[rd, rd, rd]
    )
    return firm(f"{figures}[facts]\nmarket_cap = {cap}\n[governance]\nemerging_industry = true\n")


@pytest.mark.parametrize(("on", "expected"), [("2026-04-01", "unmet"), ("2026-06-01", "met")])
def test_trf_9_fourth_standard(on: str, expected: Outcome) -> None:
    """TRF-9: growth of 35% with 3.2bn and 250 million of revenue is eligible by standard 4A, from
    2026-04-24 on.
    """
    case = growing(137, 3200)
    assert outcome(case, "chinext.standard.3", on) == "unmet"
    assert outcome(case, "chinext.standard", on) == expected


def test_trf_9_variant() -> None:
    """TRF-9: growth of 28% fails 4A, and 3.5bn fail 4B whatever the R&D."""
    case = growing(152.6, 3500, 40)
    assert outcome(case, "chinext.standard", "2026-06-01") == "unmet"
    assert outcome(growing(152.6, 4000, 40), "chinext.standard.4b", "2026-06-01") == "met"


@pytest.mark.parametrize(("strict", "expected"), [(False, "met"), (True, "unmet")])
def test_standard_3_of_chinext_in_law_and_practice(strict: bool, expected: Outcome) -> None:
    """Standard 3 opened in law on 2023-02-17 and in practice on 2025-06-18."""
    figures = years(2022, net_profit=[-9, -9, -9], revenue=[300, 310, 320])
    case = firm(
        figures + "[facts]\nmarket_cap = 5000\n[governance]\nemerging_industry = true\n",
        "2025-06-18",
    )
    assert outcome(case, "chinext.standard.3", "2023-02-16", strict=strict) == "unmet"
    assert outcome(case, "chinext.standard.3", "2025-06-17", strict=strict) == expected
    assert outcome(case, "chinext.standard.3", "2025-06-18", strict=strict) == "met"


@pytest.mark.parametrize(
    ("first", "on", "expected"), [(2022, "2025-06-27", "met"), (2019, "2022-06-27", "unmet")]
)
def test_trf_10_special_voting(first: int, on: str, expected: Outcome) -> None:
    """TRF-10: losses, revenue of 962 million and 5bn with special voting pass in 2025, not under
    the 2020 text.
    """
    figures = years(first, net_profit=[-500, -600, -190], revenue=[560, 520, 962])
    case = firm(figures + "[facts]\nmarket_cap = 6810\n[governance]\nspecial_voting = true\n", on)
    assert outcome(case, "chinext.special-voting", on) == expected
    assert outcome(case, "chinext.special-structure", on) == expected


def test_who_says_nothing_has_no_special_voting() -> None:
    """A firm that does not mention special voting rights is not tested for them, and gains nothing
    by them.
    """
    case = firm(
        years(2024, net_profit=[-1, -1], revenue=[250, 250]) + "[facts]\nmarket_cap = 12_000\n"
    )
    assert outcome(case, "chinext.special-structure", "2026-06-01") == "met"
    assert outcome(case, "chinext.special-voting", "2026-06-01") == "unmet"


def slow(first: int, as_of: str) -> Scenario:
    """Profits of 70 million a year, revenue of 179, 155 and 160 million."""
    figures = years(first, net_profit=[70, 70.39, 70.40], revenue=[179, 155, 160])
    return firm(f'[firm]\nindustry = "C36"\n{figures}[facts]\nmarket_cap = 1500\n', as_of)


@pytest.mark.parametrize(("first", "on"), [(2019, "2022-03-25"), (2021, "2024-06-03")])
def test_trf_11_profits(first: int, on: str) -> None:
    """TRF-11: profits of 70.39 and 70.40 million pass standard 1 in the text of 2020 and in that of
    2024.
    """
    assert outcome(slow(first, on), "chinext.standard.1", on) == "met"


@pytest.mark.parametrize(
    ("first", "on", "expected"),
    [
        (2018, "2021-11-01", "met"),
        (2019, "2022-12-29", "met"),
        (2019, "2022-12-30", "unmet"),
        (2021, "2024-06-03", "unmet"),
    ],
)
def test_trf_11_positioning(first: int, on: str, expected: Outcome) -> None:
    """TRF-11: shrinking revenue was no matter of positioning until 2022-12-30, and bars a filing
    since.
    """
    assert outcome(slow(first, on), "chinext.positioning", on) == expected


@pytest.mark.parametrize(
    ("industry", "fused", "expected"),
    [
        ("C36", "false", "met"),
        ("C171", "false", "unmet"),
        ("C171", "true", "met"),
        ("P8310", "true", "unmet"),
    ],
)
def test_negative_list(industry: str, fused: str, expected: Outcome) -> None:
    """Textiles stay out unless fused with new technology; pre-school education stays out."""
    case = firm(f'[firm]\nindustry = "{industry}"\n[governance]\nnew_technology_fusion = {fused}\n')
    assert outcome(case, "chinext.negative-list", "2026-06-01") == expected


# -- main boards -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["sse-main", "szse-main"])
@pytest.mark.parametrize(("on", "expected"), [("2024-03-15", "met"), ("2024-04-30", "unmet")])
def test_trf_8_main_board(step: str, on: str, expected: Outcome) -> None:
    """TRF-8: profits of 170 million in three years pass the text of 2023 and fail that of 2024."""
    figures = years(
        2021, net_profit=[50, 55, 65], operating_cash_flow=[40, 40, 40], revenue=[350, 365, 385]
    )
    case = firm(figures + "[facts]\nmarket_cap = 2000\n", "2024-05-06")
    assert outcome(case, "main-board.standard.1", on) == expected
    assert outcome(case, f"{step}.standard", on) == expected
    assert version(f"{step}.standard", on).applies_by == "committee"


@pytest.mark.parametrize(("strict", "expected"), [(False, "met"), (True, "unmet")])
def test_a_tenth_of_large_capital(strict: bool, expected: Outcome) -> None:
    """A tenth suffices above 400 million shares; the main boards' own limit is not known, so
    strictly it does not.
    """
    case = firm("[offering]\nnew_shares = 60_000_000\nshare_capital_after = 500_000_000\n")
    assert outcome(case, "main-board.offering", "2026-06-01", strict=strict) == expected
    assert outcome(case, "star.offering", "2026-06-01", strict=strict) == "met"


# -- waits and lock-ups of offerings ---------------------------------------------------------------


@pytest.mark.parametrize("step", [*BOARDS, *TRANSFERS])
def test_wait_after_a_refusal(step: str) -> None:
    """A refusal of 2026-01-15 bars a new filing for six months."""
    venue = step.removesuffix("-transfer")
    case = firm(
        f'[[events]]\nkind = "application-rejected"\ndate = 2026-01-15\nvenue = "{venue}"\n'
    )
    assert outcome(case, f"{step}.wait.refused", "2026-07-15") == "unmet"
    assert outcome(case, f"{step}.wait.refused", "2026-07-16") == "met"


@pytest.mark.parametrize(("holder", "count"), [("controller", 36), ("others", 12)])
def test_lock_up_after_an_offering(holder: str, count: int) -> None:
    """The controller is locked for 36 months and every other holder from before the offering for
    12.
    """
    assert months(f"ipo.lockup.{holder}", "2026-06-01") == count
