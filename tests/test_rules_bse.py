"""The worked examples of the BSE rules: conditions on a day, waits, clocks and lock-ups."""

from datetime import date

import pytest

import pathway
from pathway.dates import calendar
from pathway.dates.days import Count, Days, Months, to_date
from pathway.law.provision import Clock, Period, Release
from pathway.law.rulebook import shipped
from pathway.planning.requirements import Requirements, verdict
from pathway.scenario.scenario import Scenario

BOOK = shipped()


def firm(
    body: str = "", as_of: str = "2026-11-23", neeq: str = "2020-01-10", tier: str = "2020-05-25"
) -> Scenario:
    """A firm in the innovation tier with some more lines of a scenario; money in million yuan."""
    return pathway.loads(
        f'schema = "pathway.scenario/1"\nname = "x"\nas_of = {as_of}\nunit = "million"\n'
        f'[status]\nvenue = "neeq-innovation"\nneeq_listed = {neeq}\ninnovation_entered = {tier}\n{body}'
    )


def years(*rows: dict[str, object]) -> str:
    """Audited fiscal years 2024, 2025, … with some figures each."""
    out = ""
    for i, row in enumerate(rows):
        out += f'[[fiscal_years]]\nyear = {2024 + i}\nbasis = "audited"\n'
        out += "".join(f"{key} = {value}\n" for key, value in row.items())
    return out


def outcome(
    scenario: Scenario, rule: str, on: str, *, strict: bool = False, extended: bool = False
) -> str:
    return verdict(scenario, BOOK, rule, extended, strict).outcome(
        date.fromisoformat(on).toordinal()
    )


# -- twelve months ---------------------------------------------------------------------------------


def twelve(neeq: str, on: str, as_of: str, strict: bool = False, body: str = "") -> str:
    return outcome(firm(body, as_of, neeq, as_of), "bse.twelve-months", on, strict=strict)


def test_bse_1_filing_a_day_before_the_anniversary_fails() -> None:
    """BSE-1: listed 2022-02-28, filing on 2023-02-27 fails the old test."""
    assert twelve("2022-02-28", "2023-02-27", "2023-01-10") == "unmet"


@pytest.mark.parametrize(
    ("on", "usual", "strict"), [("2023-02-28", "met", "unmet"), ("2023-03-01", "met", "met")]
)
def test_bse_2_the_anniversary_itself_is_the_boundary(on: str, usual: str, strict: str) -> None:
    """BSE-2: the anniversary counts by market usage and not under the strict reading; the day after
    always does.
    """
    assert twelve("2022-02-28", on, "2023-01-10") == usual
    assert twelve("2022-02-28", on, "2023-01-10", strict=True) == strict


@pytest.mark.parametrize(
    ("neeq", "anniversary"), [("2024-02-29", "2025-02-28"), ("2023-02-28", "2024-02-28")]
)
def test_bse_3_months_end_on_the_same_day_or_on_the_last(neeq: str, anniversary: str) -> None:
    """BSE-3: from 29 February the anniversary is 28 February, from 28 February it stays the 28th in
    a leap year.
    """
    first = verdict(firm("", "2026-11-23", neeq, neeq), BOOK, "bse.twelve-months").met.next(
        date.fromisoformat("2024-01-01").toordinal()
    )
    assert first is not None
    assert to_date(first).isoformat() == anniversary


def test_bse_4_committee_before_and_after_the_anniversary() -> None:
    """BSE-4: listed 2025-07-30, a committee of 2026-07-29 fails and one of 2026-08-05 passes."""
    assert twelve("2025-07-30", "2026-07-29", "2026-04-23") == "unmet"
    assert twelve("2025-07-30", "2026-08-05", "2026-04-23") == "met"


def test_bse_4_the_same_pattern_in_2022_fails_at_filing() -> None:
    """BSE-4: filing 247 days after the NEEQ listing fails in 2022; from 2023-09-01 the months are
    asked later.
    """
    versions = BOOK.provisions["bse.twelve-months"].versions
    assert twelve("2021-07-30", "2022-04-03", "2022-03-01") == "unmet"
    assert [(str(v.effective), v.tested_at, v.applies_by) for v in versions] == [
        ("2021-11-15", ("filed",), "filed"),
        ("2023-09-01", ("committee",), "filed"),
    ]


def test_bse_5_base_tier_time_counts() -> None:
    """BSE-5: listed in the base tier in 2023 and in the innovation tier since 2024-05-20, both
    conditions hold.
    """
    scenario = firm("", "2024-06-20", "2023-05-10", "2024-05-20")
    assert outcome(scenario, "bse.twelve-months", "2024-10-15") == "met"
    assert outcome(scenario, "bse.innovation-tier", "2024-06-20") == "met"
    assert outcome(scenario, "bse.innovation-tier", "2024-05-17") == "unmet"


@pytest.mark.parametrize(
    ("left", "on", "expected"),
    [
        ("2019-09-30", "2024-12-20", "met"),
        ("2018-02-01", "2024-12-20", "unmet"),
        ("2018-02-01", "2025-01-10", "met"),
    ],
)
def test_bse_6_an_earlier_listing_of_twelve_months_counts(
    left: str, on: str, expected: str
) -> None:
    """BSE-6: re-listed 2024-01-10, a first stay of twelve months spares a second; one of eleven
    months does not.
    """
    body = f"[[status.earlier_neeq]]\nlisted = 2017-03-01\ndelisted = {left}\n"
    assert twelve("2024-01-10", on, "2024-06-25", body=body) == expected


def test_bse_7_a_demotion_breaks_the_tier_and_not_the_listing() -> None:
    """BSE-7: demoted during the review, the firm fails the tier condition at the committee and
    keeps its months.
    """
    scenario = firm(
        '[[events]]\nkind = "tier-demotion"\ndate = 2026-09-15\n',
        "2026-11-23",
        "2024-01-10",
        "2025-05-20",
    )
    assert outcome(scenario, "bse.innovation-tier", "2026-09-14") == "met"
    assert outcome(scenario, "bse.innovation-tier", "2026-10-20") == "unmet"
    assert outcome(scenario, "bse.twelve-months", "2026-10-20") == "met"


# -- standards -------------------------------------------------------------------------------------

CAP = "[facts]\nmarket_cap = {}\n"


@pytest.mark.parametrize(("roes", "expected"), [((0.15, 0.01), "met"), ((0.15, 0.00992), "unmet")])
def test_bse_8_a_mean_of_exactly_eight_percent_passes(
    roes: tuple[float, float], expected: str
) -> None:
    """BSE-8: 15m twice with a mean ROE of 8% passes 1a; 7.996% fails and is never rounded up."""
    body = years(
        {"net_profit": 15, "roe": roes[0]}, {"net_profit": 15, "roe": roes[1]}
    ) + CAP.format(200)
    assert outcome(firm(body), "bse.standard.1a", "2026-11-23") == expected


def test_bse_9_one_good_year_after_a_loss() -> None:
    """BSE-9: 25m at 8% after a loss of 10m fails 1a and passes 1b."""
    body = years({"net_profit": -10, "roe": -0.05}, {"net_profit": 25, "roe": 0.08}) + CAP.format(
        200
    )
    assert outcome(firm(body), "bse.standard.1a", "2026-11-23") == "unmet"
    assert outcome(firm(body), "bse.standard.1b", "2026-11-23") == "met"
    assert outcome(firm(body), "bse.standard", "2026-11-23") == "met"


def test_bse_10_the_lower_profit_counts() -> None:
    """BSE-10: 26m before and 24m after non-recurring items counts as 24m: 1b fails, 1a passes with
    20m before.
    """
    body = years(
        {"net_profit_reported": 20, "net_profit_recurring": 20, "roe": 0.09},
        {"net_profit_reported": 26, "net_profit_recurring": 24, "roe": 0.085},
    ) + CAP.format(200)
    assert outcome(firm(body), "bse.standard.1b", "2026-11-23") == "unmet"
    assert outcome(firm(body), "bse.standard.1a", "2026-11-23") == "met"


@pytest.mark.parametrize(
    ("revenue", "expected"),
    [((70, 130), "met"), ((90, 110), "unmet"), ((0, 210), "unknown"), ((80, 104), "unmet")],
)
def test_bse_11_standard_two(revenue: tuple[int, int], expected: str) -> None:
    """BSE-11: an average of exactly 100m passes; 22.2% growth or 92m fails; growth from zero is
    unknown.
    """
    body = years(
        {"revenue": revenue[0]}, {"revenue": revenue[1], "operating_cash_flow": "0.000001"}
    )
    assert outcome(firm(body + CAP.format(400)), "bse.standard.2", "2026-11-23") == expected


def test_bse_12_the_ratio_of_sums_counts() -> None:
    """BSE-12: R&D of 4m and 20m on revenue of 100m and 200m is exactly 8% and passes standard 3."""
    body = years(
        {"revenue": 100, "rd_expense": 4}, {"revenue": 200, "rd_expense": 20}
    ) + CAP.format(800)
    assert outcome(firm(body), "bse.standard.3", "2026-11-23") == "met"


@pytest.mark.parametrize(
    ("capital", "share", "expected"),
    [(400_000_000, 0.15, "unmet"), (400_000_000, 0.25, "met"), (400_000_001, 0.10, "met")],
)
def test_bse_13_the_float_depends_on_the_capital(capital: int, share: float, expected: str) -> None:
    """BSE-13: up to 400 million shares the public needs 25%, above that 10%."""
    body = f"[facts]\npublic_float = {share}\n[offering]\nshare_capital_after = {capital}\n"
    assert outcome(firm(body), "bse.float", "2026-11-23") == expected


# -- statements, waits, tutoring -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "interim", "extended", "expected"),
    [
        ("2025-06-30", False, False, "met"),
        ("2025-07-03", False, False, "unmet"),
        ("2025-07-03", False, True, "met"),
        ("2025-09-30", False, True, "met"),
        ("2025-10-01", False, True, "unmet"),
        ("2025-12-31", True, False, "met"),
        ("2026-01-05", True, False, "unmet"),
    ],
)
def test_bse_14_statements_go_stale(on: str, interim: bool, extended: bool, expected: str) -> None:
    """BSE-14: statements of 2024-12-31 serve to 2025-06-30, extended to 2025-09-30; of 2025-06-30
    to 2025-12-31.
    """
    body = (
        years({"published": "2025-04-20"})
        + f"[assumptions]\ninterim_audits = {str(interim).lower()}\n"
    )
    scenario = firm(body, "2025-05-01")
    assert outcome(scenario, "bse.statements", on, extended=extended) == expected


@pytest.mark.parametrize(
    ("kind", "when", "inspected", "last_barred"),
    [
        ("application-rejected", "2024-05-20", "", "2024-11-20"),
        ("application-withdrawn", "2024-06-10", "after_inspection = true\n", "2024-12-10"),
        ("application-withdrawn", "2024-06-10", "", None),
        ("application-withdrawn", "2024-03-10", "after_inspection = true\n", None),
    ],
)
def test_bse_15_waits_after_a_failure(
    kind: str, when: str, inspected: str, last_barred: str | None
) -> None:
    """BSE-15: six months after a rejection, or since 2024-04-30 a withdrawal on an inspection
    notice; else none.
    """
    body = f'[[events]]\nkind = "{kind}"\ndate = {when}\nvenue = "bse"\n{inspected}'
    scenario = firm(body, "2024-07-01")
    waits = [
        verdict(scenario, BOOK, f"bse.wait.{name}")
        for name in ("rejected", "withdrawn-after-inspection")
    ]
    barred = waits[0].unmet | waits[1].unmet
    last = barred.prev(date(2030, 1, 1).toordinal())
    assert (to_date(last).isoformat() if last else None) == last_barred


def test_bse_16_twenty_working_days_count_a_make_up_saturday() -> None:
    """BSE-16: accepted 2026-04-22, the first inquiry is due by 2026-05-22: 2026-05-09 is a working
    Saturday.
    """
    version = BOOK.provisions["bse.first-inquiry"].version(date(2026, 4, 22))
    assert version is not None
    assert isinstance(version.effect, Clock)
    assert version.effect.period == Period(20, "working days")
    working = calendar.load(date(2026, 4, 22).toordinal()).working
    due = Count(working.days, version.effect.period.count).after(date(2026, 4, 22).toordinal())
    assert to_date(due) == date(2026, 5, 22)


@pytest.mark.parametrize(("filed", "allowed"), [("2024-05-31", True), ("2024-06-03", False)])
def test_bse_17_the_tutoring_letter_serves_twelve_months(filed: str, allowed: bool) -> None:
    """BSE-17: a letter of 2023-05-31 serves for a filing on 2024-05-31, the last day, and not on
    2024-06-03.
    """
    scenario = firm('[milestones]\n"bse.tutoring_passed" = 2023-05-31\n', "2023-11-01")
    assert (outcome(scenario, "bse.tutoring.letter-validity", filed) == "met") is allowed


@pytest.mark.parametrize(
    ("holder", "free"),
    [
        ("controller", "2027-08-17"),
        ("others", "2026-08-17"),
        ("strategic-staff", "2027-08-17"),
        ("strategic-other", "2027-02-17"),
    ],
)
def test_bse_18_lock_ups(holder: str, free: str) -> None:
    """BSE-18: controllers and staff plans wait a year, other placements half a year, others not at
    all.
    """
    version = BOOK.provisions[f"bse.lockup.{holder}"].version(date(2026, 8, 17))
    assert version is not None
    assert isinstance(version.effect, Release)
    ((part, period),) = version.effect.parts
    step = Months(period.count) if period.unit == "months" else Days(period.count)
    assert (part, to_date(step.after(date(2026, 8, 17).toordinal())).isoformat()) == (1, free)


# -- industry, opinions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"), [("J66", "unmet"), ("K70", "unmet"), ("C34", "met"), (None, "assumed")]
)
def test_finance_and_real_estate_are_not_supported(code: str | None, expected: str) -> None:
    """Finance and real estate are barred; without a code neither is assumed, and under --strict it
    fails.
    """
    body = f'[firm]\nindustry = "{code}"\n' if code else ""
    assert outcome(firm(body), "bse.guideline1.industry-unsupported", "2026-11-23") == expected
    if code is None:
        strict = outcome(
            firm(body), "bse.guideline1.industry-unsupported", "2026-11-23", strict=True
        )
        assert strict == "unmet"


def test_a_qualified_opinion_bars_for_three_years() -> None:
    """One qualified opinion within the last three years fails the general conditions."""
    opinions = ["unqualified", "qualified"]
    body = years(*({"audit_opinion": f'"{o}"'} for o in opinions))
    requirements = Requirements(firm(body), BOOK)
    assert (
        requirements.verdict("bse.csrc.general").outcome(date(2026, 11, 23).toordinal()) == "unmet"
    )


# -- versions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in BOOK.provisions if name.startswith("bse.")])
def test_one_version_is_in_force_on_every_day(name: str) -> None:
    """From its first day on each provision has exactly one version in force, and it ends with the
    next one.
    """
    versions = BOOK.provisions[name].known(date.max)
    assert versions[0].effective <= date(2023, 8, 23)
    assert [v.until for v in versions] == [*(v.effective for v in versions[1:]), None]


@pytest.mark.parametrize(
    ("body", "on", "expected"),
    [
        ("", "2026-09-01", "met"),
        ('[[events]]\nkind = "csrc-penalty"\ndate = 2024-03-01\n', "2026-09-01", "unmet"),
        ('[[events]]\nkind = "public-censure"\ndate = 2023-08-31\n', "2026-09-01", "met"),
        ("[governance]\nno_supervisory_measure = false\n", "2026-09-01", "unmet"),
        ("[governance]\nno_supervisory_measure = false\n", "2026-11-03", "met"),
    ],
)
def test_tutoring_is_shorter_for_a_clean_firm(body: str, on: str, expected: str) -> None:
    """After twelve months on NEEQ three months of tutoring are spared, not with a penalty or
    measure in three years.
    """
    scenario = firm(body + '[milestones]\n"bse.tutoring_filed" = 2026-08-03\n')
    assert outcome(scenario, "bse.tutoring.minimum", on) == expected


def test_a_firm_without_twelve_months_is_tutored_for_three() -> None:
    """Listed on NEEQ on 2025-11-03: a month of tutoring is too short before the anniversary and
    enough on it.
    """
    scenario = firm(
        '[milestones]\n"bse.tutoring_filed" = 2026-10-05\n', neeq="2025-11-03", tier="2026-05-20"
    )
    assert outcome(scenario, "bse.tutoring.minimum", "2026-11-02") == "unmet"
    assert outcome(scenario, "bse.tutoring.minimum", "2026-11-03") == "met"


@pytest.mark.parametrize(
    ("event", "rule", "last"),
    [
        ("csrc-penalty", "bse.negative.penalty", "2026-09-01"),
        ("csrc-penalty", "bse.csrc.negative.csrc-penalty", "2026-09-01"),
        ("public-censure", "bse.negative.censure", "2026-09-01"),
        ("criminal-conviction", "bse.negative.major-violation", "2028-09-01"),
        ("criminal-conviction", "bse.csrc.negative.crime", "2028-09-01"),
        ("major-violation", "bse.negative.major-violation", "2028-09-01"),
        ("major-violation", "bse.csrc.negative.major-violation", "2028-09-01"),
        ("late-report", "bse.negative.late-report", "2028-09-01"),
    ],
)
def test_look_backs_last_twelve_or_thirty_six_months(event: str, rule: str, last: str) -> None:
    """Penalties and censures bar for twelve months, crimes, major violations and late reports for
    thirty-six.
    """
    scenario = firm(f'[[events]]\nkind = "{event}"\ndate = 2025-09-01\n')
    barred = verdict(scenario, BOOK, rule).unmet
    assert [tuple(map(str, map(to_date, span))) for span in barred.spans] == [("2025-09-01", last)]


# -- thresholds ------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["2021-11-15", "2024-06-03", "2025-04-25", "2026-11-23"])
@pytest.mark.parametrize(
    ("rule", "key", "least"),
    [
        ("bse.offer-shares", "new_shares", 1_000_000),
        ("bse.placees", "placees", 100),
        ("bse.share-capital", "share_capital_after", 30_000_000),
        ("bse.holders", "holders_after", 200),
    ],
)
def test_the_offering_is_large_enough_from_the_threshold_on(
    rule: str, key: str, least: int, on: str
) -> None:
    """One million shares, 100 placees, capital of 30 million, 200 holders: in every issue of the
    listing rules.
    """
    assert outcome(firm(f"[offering]\n{key} = {least}\n"), rule, on) == "met"
    assert outcome(firm(f"[offering]\n{key} = {least - 1}\n"), rule, on) == "unmet"


GOOD = {
    "bse.standard.1a": (200, {"net_profit": 15, "roe": 0.08}, {"net_profit": 15, "roe": 0.08}),
    "bse.standard.1b": (200, {}, {"net_profit": 25, "roe": 0.08}),
    "bse.standard.2": (400, {"revenue": 100}, {"revenue": 130, "operating_cash_flow": 1}),
    "bse.standard.3": (800, {"revenue": 100, "rd_expense": 4}, {"revenue": 200, "rd_expense": 20}),
    "bse.standard.4": (1500, {"rd_expense": 20}, {"rd_expense": 30}),
}


@pytest.mark.parametrize(
    ("rule", "year", "key", "worse"),
    [
        ("bse.standard.1a", 0, "net_profit", 14.999999),
        ("bse.standard.1a", 1, "net_profit", 14.999999),
        ("bse.standard.1a", 0, "roe", 0.0799),
        ("bse.standard.1b", 1, "net_profit", 24.999999),
        ("bse.standard.1b", 1, "roe", 0.0799),
        ("bse.standard.2", 0, "revenue", 100.000001),
        ("bse.standard.2", 1, "operating_cash_flow", 0),
        ("bse.standard.3", 1, "revenue", 199.999999),
        ("bse.standard.3", 0, "rd_expense", 3.999999),
        ("bse.standard.4", 0, "rd_expense", 19.999999),
        *((rule, None, "market_cap", cap - 0.000001) for rule, (cap, _, _) in GOOD.items()),
    ],
)
def test_a_standard_is_met_at_its_thresholds_and_not_below(
    rule: str, year: int | None, key: str, worse: float
) -> None:
    """Each standard holds at its exact thresholds and fails where one figure is a single step
    worse.
    """
    cap, *rows = GOOD[rule]
    assert outcome(firm(years(*rows) + CAP.format(cap)), rule, "2026-11-23") == "met"
    rows = [{**row, key: worse} if i == year else row for i, row in enumerate(rows)]
    assert (
        outcome(firm(years(*rows) + CAP.format(worse if year is None else cap)), rule, "2026-11-23")
        == "unmet"
    )


@pytest.mark.parametrize(("assets", "expected"), [(50, "met"), (49.999999, "unmet")])
def test_net_assets_of_the_last_year_end(assets: float, expected: str) -> None:
    """Net assets of 50m at the last year end are enough; the year before does not matter."""
    assert (
        outcome(
            firm(years({"net_assets": 1}, {"net_assets": assets})), "bse.net-assets", "2026-11-23"
        )
        == expected
    )
