"""The NEEQ rules: every day is covered by one version, and known cases come out as they should.

Worked examples are numbered NEEQ-1 to NEEQ-15; expected outcomes come from the rules' texts,
notices and press.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from pathway.dates.days import DaySet, add_months, to_date
from pathway.law.language.verdict import Outcome
from pathway.law.provision import AtMost, Clock, OnDays, Period, Provision, Release
from pathway.law.rulebook import shipped
from pathway.planning import requirements
from pathway.scenario import file as scenario_file
from pathway.scenario.scenario import Scenario

DATA = Path(__file__).parent / "data"
WILLING = ("met", "assumed")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of expected values."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scenario(as_of: str, body: str) -> Scenario:
    """A scenario from the tables that matter."""
    return scenario_file.loads(
        f'schema = "pathway.scenario/1"\nname = "case"\nas_of = {as_of}\n{body}'
    )


def outcome(case: Scenario, provision: str, on: str, strict: bool = False) -> Outcome:
    """The outcome of a provision for a case on a day."""
    return requirements.verdict(case, shipped(), provision, strict=strict).outcome(
        date.fromisoformat(on).toordinal()
    )


def failing(case: Scenario, on: str) -> set[str]:
    """The conditions of tier entry that a case does not fulfil in a window, the calendar apart."""
    day = date.fromisoformat(on)
    asked = requirements.Requirements(case, shipped())
    out = set()
    for provision in shipped().for_step("innovation"):
        version = asked.law.in_force(provision, day.toordinal())
        if (
            version is None
            or "window" not in version.tested_at
            or isinstance(version.effect, OnDays)
        ):
            continue
        if asked.verdict(provision.id).outcome(day.toordinal()) not in WILLING:
            out.add(provision.id)
    return out


def years(**figures: Iterable[object]) -> str:
    """The `[[fiscal_years]]` of a scenario: `year` and one list per figure."""
    lines = []
    for values in zip(*figures.values(), strict=True):
        lines.append("[[fiscal_years]]")
        lines += [f"{name} = {value}" for name, value in zip(figures, values, strict=True)]
    return "\n".join(lines) + "\n"


# -- the rulebook as a whole -----------------------------------------------------------------------


def quarter_days(first: date) -> Iterator[date]:
    """1 January, April, July and October from a day on until 2030."""
    days = (date(year, month, 1) for year in range(first.year, 2031) for month in (1, 4, 7, 10))
    return (day for day in days if first <= day <= date(2030, 1, 1))


@pytest.mark.parametrize("provision", shipped().provisions.values(), ids=lambda p: p.id)
def test_one_version_in_force(provision: Provision) -> None:
    """From its first day on, exactly one version of a provision is in force on every quarter
    day.
    """
    for day in quarter_days(provision.versions[0].effective):
        live = [
            v
            for v in provision.known(date.max)
            if v.effective <= day and (v.until is None or day < v.until)
        ]
        assert len(live) == 1, day


@pytest.mark.parametrize("provision", shipped().provisions.values(), ids=lambda p: p.id)
def test_one_version_known_and_in_force(provision: Provision) -> None:
    """As known on a quarter day, exactly one version is in force on it once one that has begun is
    published.
    """
    for day in quarter_days(provision.versions[0].effective):
        live = [
            v
            for v in provision.known(day)
            if v.effective <= day and (v.until is None or day < v.until)
        ]
        begun = any(v.published <= day and v.effective <= day for v in provision.versions)
        assert len(live) == int(begun), day


@pytest.mark.parametrize("provision", shipped().provisions.values(), ids=lambda p: p.id)
def test_titles_in_both_languages(provision: Provision) -> None:
    """Every provision is named in English and in Chinese."""
    chinese = [
        any("\u4e00" <= letter <= "\u9fff" for letter in title)
        for title in (provision.title.en, provision.title.zh)
    ]
    assert provision.title.en
    assert chinese == [False, True]


# -- the calendar of tier entry --------------------------------------------------------------------

CALENDAR_RULES = {
    "window": "neeq.innovation.windows",
    "announced": "neeq.innovation.yearly-round.announced",
    "entered": "neeq.innovation.yearly-round",
}
ROUNDS = {
    (milestone, year): [
        row["day"]
        for row in rows("neeq_tier_rounds.csv")
        if row["milestone"] == milestone and row["day"][:4] == year
    ]
    for milestone, year in dict.fromkeys(
        (row["milestone"], row["day"][:4]) for row in rows("neeq_tier_rounds.csv")
    )
}


@pytest.mark.parametrize(("milestone", "year"), ROUNDS)
def test_days_of_tier_rounds(milestone: str, year: str) -> None:
    """The calendar of tier entry gives exactly the days on which the rounds of a year began, or
    came out.
    """
    case = scenario(f"{year}-12-31", "")
    provision = shipped().provision(CALENDAR_RULES[milestone])
    first = max(date(int(year), 1, 1), provision.versions[0].effective)
    within = DaySet.between(first.toordinal(), date(int(year), 12, 31).toordinal())
    held = requirements.verdict(case, shipped(), provision.id).met
    found = [str(to_date(day)) for day in (held & within).days()]
    assert found == ROUNDS[milestone, year]


@pytest.mark.parametrize(
    "row", rows("neeq_window_steps.csv"), ids=lambda row: f"{row['window']}-{row['step']}"
)
def test_steps_of_a_window(row: dict[str, str]) -> None:
    """The steps of a tier window fall on the days that the notice and the press name."""
    window = date.fromisoformat(row["window"])
    version = shipped().provision(f"neeq.innovation.steps.{row['step']}").version(window)
    assert version is not None
    assert isinstance(version.effect, Clock)
    asked = requirements.Requirements(scenario("2023-12-31", ""), shipped())
    assert (
        str(to_date(asked.clock.advance(version.effect.period).after(window.toordinal())))
        == row["day"]
    )


# -- listing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "expected"), [("2013-09-02", "unmet"), ("2014-05-05", "met")])
def test_two_fiscal_years_from_formation(on: str, expected: Outcome) -> None:
    """NEEQ-1: formed in March 2011, the first complete fiscal years are 2012 and 2013."""
    case = scenario(
        on,
        "[firm]\nfounded = 2011-03-15\njoint_stock_since = 2013-05-20\n[governance]\nbook_value_conversion = true\n",
    )
    assert outcome(case, "neeq.listing.track-record", on) == expected


@pytest.mark.parametrize(("net_assets", "expected"), [(31_000_000, "met"), (29_000_000, "unmet")])
def test_revenue_floor_waived_for_long_rd(net_assets: int, expected: Outcome) -> None:
    """NEEQ-2: the revenue floor of 2017 falls away for a long R&D cycle with net assets of 30
    million.
    """
    figures = years(
        year=[2016, 2017], revenue=[4_500_000, 5_000_000], net_assets=[net_assets, net_assets]
    )
    case = scenario(
        "2018-06-01",
        figures + "[facts]\nshare_capital = 6_000_000\n"
        "[governance]\nlong_rd_cycle = true\noperating_record_continuous = true\n",
    )
    assert outcome(case, "neeq.listing.financial", "2018-06-01") == expected


def new_economy(in_field: str) -> Scenario:
    """One fiscal year, 12 million of R&D, 25 million from investors, net assets per share of
    0.80.
    """
    figures = years(
        year=[2022],
        net_profit=[-3_000_000],
        revenue=[2_000_000],
        rd_expense=[12_000_000],
        net_assets=[8_000_000],
        published=["2023-04-10"],
    )
    return scenario(
        "2023-04-20",
        "[firm]\nfounded = 2021-05-10\n"
        + figures
        + "[facts]\nshare_capital = 10_000_000\nlisting_placement = 0\n"
        "professional_equity_12m = [{from = 2022-10-15, value = 25_000_000}]\n"
        f"[governance]\nnew_economy = {in_field}\nbook_value_conversion = true\nmarket_making_from_listing = false\n",
    )


@pytest.mark.parametrize("provision", ["neeq.listing.track-record", "neeq.listing.financial"])
@pytest.mark.parametrize(("in_field", "expected"), [("true", "met"), ("false", "unmet")])
def test_new_economy_with_one_year(provision: str, in_field: str, expected: Outcome) -> None:
    """NEEQ-3: a new-economy company lists with one fiscal year and below par; outside the listed
    fields it does not.
    """
    assert outcome(new_economy(in_field), provision, "2023-04-20") == expected


@pytest.mark.parametrize(
    ("before", "last", "expected"),
    [(-2_000_000, 6_100_000, "met"), (500_000, 5_900_000, "unmet"), (3_500_000, 4_600_000, "met")],
)
def test_profit_for_listing(before: int, last: int, expected: Outcome) -> None:
    """NEEQ-4: two profits of 8 million together, or 6 million in the last year after a loss."""
    figures = years(
        year=[2023, 2024], net_profit=[before, last], net_assets=[11_000_000, 11_000_000]
    )
    case = scenario("2025-06-03", figures + "[facts]\nshare_capital = 10_000_000\n")
    assert outcome(case, "neeq.listing.profit", "2025-06-03") == expected


def test_profit_makes_the_financial_condition() -> None:
    """NEEQ-4: with net assets per share of 1.10, the profit set alone fulfils the financial
    condition.
    """
    figures = years(
        year=[2023, 2024], net_profit=[-2_000_000, 6_100_000], net_assets=[11_000_000, 11_000_000]
    )
    case = scenario("2025-06-03", figures + "[facts]\nshare_capital = 10_000_000\n")
    assert outcome(case, "neeq.listing.financial", "2025-06-03") == "met"


@pytest.mark.parametrize(
    ("approved", "effect"),
    [("2019-04-01", AtMost("approved", Period(6, "months"))), ("2019-03-01", None)],
)
def test_validity_of_the_consent_letter(approved: str, effect: AtMost | None) -> None:
    """NEEQ-12: a letter of 2019-04-01 is good for six months, one of 2019-03-01 without limit."""
    version = (
        shipped().provision("neeq.review.letter-validity").version(date.fromisoformat(approved))
    )
    assert version is not None
    assert (version.effect if isinstance(version.effect, AtMost) else None) == effect


def test_last_day_of_the_consent_letter() -> None:
    """NEEQ-12: the letter of 2019-04-01 must lead to a listing by 2019-10-01."""
    assert to_date(add_months(date(2019, 4, 1).toordinal(), 6)) == date(2019, 10, 1)


def test_release_of_the_controllers_shares() -> None:
    """NEEQ-13: nine million shares come free in thirds on the listing day, a year and two years
    later.
    """
    listed = date(2023, 6, 15)
    version = shipped().provision("neeq.lockup.controller").version(listed)
    assert version is not None
    assert isinstance(version.effect, Release)
    assert {period.unit for _, period in version.effect.parts} <= {"days", "months"}
    released = [
        (
            int(part * 9_000_000),
            to_date(add_months(listed.toordinal(), period.count if period.unit == "months" else 0)),
        )
        for part, period in version.effect.parts
    ]
    assert released == [
        (3_000_000, date(2023, 6, 15)),
        (3_000_000, date(2024, 6, 15)),
        (3_000_000, date(2025, 6, 15)),
    ]


# -- entry into the innovation tier ----------------------------------------------------------------


def candidate(as_of: str, last: int, published: str) -> Scenario:
    """A clean base-tier company with profits of 12 and 15 million in the last two years, the report
    out on a day.
    """
    figures = years(
        year=[last - 2, last - 1, last],
        net_profit=[11_000_000, 12_000_000, 15_000_000],
        roe=["0.08", "0.08", "0.10"],
        net_assets=[128_000_000, 140_000_000, 155_000_000],
        published=[f"{last - 1}-04-20", f"{last}-04-20", published],
    )
    return scenario(
        as_of,
        '[status]\nvenue = "neeq-base"\nneeq_listed = 2021-06-01\n'
        + figures
        + "[facts]\nshare_capital = 30_000_000\n"
        "cash_raised_since_listing = 15_000_000\nqualified_investors = 60\n",
    )


@pytest.mark.parametrize(
    ("as_of", "window"), [("2022-04-20", "2022-04-29"), ("2021-12-31", "2022-04-30")]
)
def test_candidate_of_april_2022(as_of: str, window: str) -> None:
    """NEEQ-5: the candidate fulfils every condition of the 2022 window, and of the round foreseen
    in 2021.
    """
    assert failing(candidate(as_of, 2021, "2022-04-20"), window) == set()


@pytest.mark.parametrize(
    ("window", "missing"),
    [("2023-04-28", {"neeq.innovation.report-vintage"}), ("2023-05-31", set())],
)
def test_report_out_the_day_after_the_window(window: str, missing: set[str]) -> None:
    """NEEQ-6: an annual report of 2023-04-29 is a day late for the April window and in time for
    May.
    """
    assert failing(candidate("2023-06-01", 2022, "2023-04-29"), window) == missing


@pytest.mark.parametrize(
    ("window", "missing"),
    [("2023-01-31", {"neeq.innovation.report-vintage"}), ("2023-02-28", set())],
)
def test_report_of_february(window: str, missing: set[str]) -> None:
    """NEEQ-7: an annual report of 2023-02-20 misses the January window and makes that of
    February.
    """
    assert failing(candidate("2023-03-01", 2022, "2023-02-20"), window) == missing


@pytest.mark.parametrize(
    ("window", "expected"),
    [("2020-04-30", "unmet"), ("2021-04-30", "unmet"), ("2022-04-29", "met")],
)
def test_return_on_equity_of_seven_percent(window: str, expected: Outcome) -> None:
    """NEEQ-8: a mean return of 7% fails the 8% of 2019 and passes the 6% of 2022."""
    figures = years(
        year=range(2018, 2022), net_profit=[11_000_000, 12_000_000] * 2, roe=["0.06", "0.08"] * 2
    )
    case = scenario("2022-04-29", figures + "[facts]\nshare_capital = 25_000_000\n")
    assert outcome(case, "neeq.innovation.profit", window) == expected


@pytest.mark.parametrize(("window", "expected"), [("2020-04-30", "unmet"), ("2022-04-29", "met")])
def test_thirty_qualified_investors(window: str, expected: Outcome) -> None:
    """NEEQ-9: thirty qualified investors are too few under the measures of 2019 and not asked for
    from 2022 on.
    """
    case = scenario("2022-04-29", "[facts]\nqualified_investors = 30\n")
    assert outcome(case, "neeq.innovation.qualified-investors", window) == expected


def researcher(rd: int) -> Scenario:
    """Losses, a given two-year sum of R&D, 45 million of placements at a value of 320 million."""
    figures = years(
        year=range(2018, 2022),
        net_profit=[-1_000_000] * 4,
        roe=["-0.02"] * 4,
        revenue=[20_000_000] * 4,
        rd_expense=[rd / 2] * 4,
    )
    return scenario(
        "2022-05-31",
        figures
        + "[facts]\nshare_capital = 40_000_000\nmarket_cap = 320_000_000\nmarket_makers = 0\nvolume_60d = 0\n"
        "cash_raised_24m = 45_000_000\nplacement_market_cap = 320_000_000\n",
    )


@pytest.mark.parametrize(
    ("rd", "window", "expected"),
    [
        (26_000_000, "2022-05-31", "met"),
        (24_000_000, "2022-05-31", "unmet"),
        (26_000_000, "2021-04-30", "unmet"),
    ],
)
def test_research_instead_of_profit(rd: int, window: str, expected: Outcome) -> None:
    """NEEQ-10: 25 million of R&D in two years open the tier from 2022 on, and not before."""
    assert outcome(researcher(rd), "neeq.innovation.test", window) == expected


def august(report: str, half_profit: int, events: str = "") -> Scenario:
    """The clean candidate in August 2023 with an audited interim report of 2023-08-25 and revenue
    5% up.
    """
    halves = (
        "[[fiscal_years]]\nyear = 2021\nnet_profit = 12_000_000\nroe = 0.08\nnet_assets = 140_000_000\n"
        "[[fiscal_years]]\nyear = 2022\nnet_profit = 15_000_000\nroe = 0.10\nnet_assets = 155_000_000\n"
        f"published = {report}\n"
        "[fiscal_years.half_year]\nnet_profit = 10_000_000\nrevenue = 100_000_000\naudited = true\n"
        'published = 2022-08-25\n[[fiscal_years]]\nyear = 2023\nbasis = "forecast"\n'
        f"[fiscal_years.half_year]\nnet_profit = {half_profit}\nrevenue = 105_000_000\naudited = true\n"
        "published = 2023-08-25\n"
    )
    return scenario(
        "2023-08-31",
        '[status]\nvenue = "neeq-base"\nneeq_listed = 2021-06-01\n'
        + halves
        + "[facts]\nshare_capital = 30_000_000\n"
        "cash_raised_since_listing = 15_000_000\n" + events,
    )


def test_august_window_after_a_late_report() -> None:
    """NEEQ-11: a late annual report and a fall of the half-year profit each bar the August
    window.
    """
    case = august("2023-06-20", 9_700_000, '[[events]]\nkind = "late-report"\ndate = 2023-05-01\n')
    missing = {"neeq.innovation.august", "neeq.innovation.negative.late-report"}
    assert failing(case, "2023-08-31") == missing


def test_august_window_with_both_mended() -> None:
    """NEEQ-11: with a report in time and a half-year profit that rises, the August window is
    open.
    """
    assert failing(august("2023-04-20", 10_300_000), "2023-08-31") == set()


def incumbent() -> Scenario:
    """Profits of 8 and 9 million, slow growth, a value of 400 million, in 2018."""
    figures = years(
        year=[2015, 2016, 2017],
        net_profit=[7_000_000, 8_000_000, 9_000_000],
        roe=["0.09", "0.09", "0.09"],
        revenue=[60_000_000, 66_000_000, 72_000_000],
    )
    return scenario(
        "2018-06-01",
        figures
        + "[facts]\nshare_capital = 40_000_000\nmarket_cap = 400_000_000\nmarket_makers = 4\n",
    )


@pytest.mark.parametrize(
    ("provision", "on", "expected"),
    [
        ("neeq.demotion.financial", "2018-05-28", "met"),
        ("neeq.innovation.test", "2018-04-30", "unmet"),
    ],
)
def test_incumbents_are_judged_on_maintenance(provision: str, on: str, expected: Outcome) -> None:
    """NEEQ-14: in the round of 2018 a company in the tier stays where a base-tier twin does not
    enter.
    """
    assert outcome(incumbent(), provision, on) == expected


@pytest.mark.parametrize(
    ("milestone", "on", "expected"),
    [("window", "2020-04-30", "met"), ("entered", "2020-05-25", "unmet")],
)
def test_case_opened_between_list_and_decision(milestone: str, on: str, expected: Outcome) -> None:
    """NEEQ-15: a CSRC case opened on 2020-05-15 bars the entry of 2020-05-25, though the start date
    was clean.
    """
    provision = shipped().provision("neeq.innovation.negative.investigation")
    version = provision.version(date.fromisoformat(on))
    assert version is not None
    assert milestone in version.tested_at
    case = scenario("2020-05-26", '[[events]]\nkind = "investigation"\ndate = 2020-05-15\n')
    assert outcome(case, provision.id, on) == expected


# -- what is open, and how it is read --------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "strict", "expected"),
    [("2023-08-31", False, "unmet"), ("2023-10-09", False, "met"), ("2023-10-09", True, "unmet")],
)
def test_earlier_financing_dropped(window: str, strict: bool, expected: Outcome) -> None:
    """The ten million of earlier financing are asked for until 2023-08-31, and after it under
    strict reading only.
    """
    case = scenario("2024-01-02", "[facts]\ncash_raised_since_listing = 0\n")
    assert outcome(case, "neeq.innovation.financing", window, strict) == expected


@pytest.mark.parametrize(
    ("ground", "free"), [("annual-report", "2024-05-07"), ("late-report", "2025-05-07")]
)
def test_return_after_demotion(ground: str, free: str) -> None:
    """A demotion of 2023-05-06 on annual-report grounds bars the tier for 12 months, any other for
    24.
    """
    event = f'[[events]]\nkind = "tier-demotion"\ndate = 2023-05-06\nground = "{ground}"\n'
    case = scenario("2023-06-01", event)
    day = date.fromisoformat(free).toordinal()
    held = requirements.verdict(case, shipped(), "neeq.demotion.cooling-off")
    assert (held.outcome(day - 1), held.outcome(day)) == ("unmet", "met")


@pytest.mark.parametrize("on", ["2013-03-01", "2017-03-01", "2019-12-26"])
def test_no_entry_at_listing_before_2019(on: str) -> None:
    """Before 2019-12-27 no company goes straight into the innovation tier."""
    assert outcome(scenario(on, ""), "neeq.innovation-direct.test", on) == "unmet"
