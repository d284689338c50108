"""`pathway money`: sources that fit, what they do to the path, support by place, after the bell."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import pathway
from pathway.base.phrases import render
from pathway.law.funding import funding_sources
from pathway.law.language.parser import parse
from pathway.law.rulebook import ladder_law, shipped
from pathway.studies.money import Funding, SourceFound
from pathway.studies.money.after_bell import AfterDay
from pathway.studies.money.means import FirmMeans
from pathway.studies.money.on_path import PathEffect, amount_text
from tests.conftest import Run, fits

SCENARIOS = Path(__file__).parent.parent / "scenarios"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.toml"))
CHAPTER = {
    "bank-credit",
    "loan-insurance",
    "export-policy",
    "ip-insurance",
    "private-equity",
    "collective-bond",
    "supply-chain",
    "merger",
    "leasing",
    "guarantee",
    "factoring",
    "ip-pledge",
    "neeq-placement",
    "regional-board",
}
"""The sources of the report's chapter 3."""


@cache
def found(name: str) -> Funding:
    return pathway.money(pathway.load(SCENARIOS / f"{name}.toml", today=date(2026, 11, 23)))


def source(funding: Funding, name: str) -> SourceFound:
    return next(one for one in funding.sources if one.source.id == name)


def effect(funding: Funding, name: str) -> PathEffect:
    return next(e for one in funding.sources for e in one.effects if e.id == name)


def changed(name: str, changes: Mapping[str, Any]) -> Funding:
    return pathway.money(pathway.load(SCENARIOS / f"{name}.toml", set=changes))


# -- sources ---------------------------------------------------------------------------------------


def test_the_sources_of_the_report_are_all_there() -> None:
    """Chapter 3 of the report, and the two uses of money that rules look at."""
    ids = {one.id for one in funding_sources()}
    assert ids == CHAPTER | {"dividends", "guarantees-given"}
    assert {one.id for one in funding_sources() if one.section} == CHAPTER


@pytest.mark.parametrize("name", sorted(CHAPTER))
def test_every_source_fits_some_shipped_scenario(name: str) -> None:
    """Each source of the report suits the firm of some shipped scenario."""
    fitting = [
        path.stem
        for path in SCENARIOS.glob("*.toml")
        if _fit(name, pathway.load(path, today=date(2026, 11, 23))) == "fits"
    ]
    assert fitting != []


ABSENT: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "bank-credit": ("round-opens-the-tier", {}),
    "loan-insurance": ("ladder-parts-maker", {}),
    "export-policy": ("round-opens-the-tier", {"money.exports": False}),
    "ip-insurance": ("ladder-parts-maker", {"facts.invention_patents": 0, "ladder.class1_ip": 0}),
    "private-equity": ("ladder-parts-maker", {"fiscal_years.2025.revenue": "100m"}),
    "collective-bond": ("round-opens-the-tier", {}),
    "supply-chain": ("round-opens-the-tier", {"money.core_customer": False}),
    "merger": ("round-opens-the-tier", {"money.acquisition": False}),
    "leasing": ("round-opens-the-tier", {}),
    "guarantee": ("ladder-parts-maker", {}),
    "factoring": ("round-opens-the-tier", {"money.receivables": 0}),
    "ip-pledge": ("round-opens-the-tier", {"facts.invention_patents": 0, "ladder.class1_ip": 0}),
    "neeq-placement": (
        "every-board",
        {"status.venue": "bse", "status.bse_listed": date(2025, 3, 3)},
    ),
    "regional-board": ("base-tier-parts-maker", {}),
}
"""Where each source does not fit: a shipped scenario, with a change."""


@pytest.mark.parametrize("name", sorted(CHAPTER))
def test_a_source_is_absent_where_it_does_not_fit(name: str) -> None:
    """A firm without what a source asks for is not shown it: no patents, no pledge on them."""
    stem, changes = ABSENT[name]
    scenario = pathway.load(SCENARIOS / f"{stem}.toml", set=changes)
    assert _fit(name, scenario) == "absent"


def _fit(name: str, scenario: pathway.Scenario) -> str:
    means = FirmMeans(scenario)
    return means.fitting(next(one for one in funding_sources() if one.id == name)).fit


def test_what_is_not_given_is_asked_for_by_its_path() -> None:
    """Whether the firm has receivables decides on factoring; the scenario does not say."""
    fitting = source(found("base-tier-parts-maker"), "factoring").fitting
    assert (fitting.fit, fitting.missing) == ("open", ("money.receivables",))


def test_sources_name_only_what_exists() -> None:
    """Conditions are of the language, rules and milestones those of the rulebook."""
    words = frozenset(FirmMeans(pathway.loads(UNLISTED)).words)
    for one in funding_sources():
        parse(one.when, words)
        assert set(one.rules) <= set(shipped().provisions), one.id


# -- dates -----------------------------------------------------------------------------------------


def replans(funding: Funding) -> Iterator[tuple[str, Mapping[str, str], str, date | None]]:
    for one in funding.sources:
        for item in one.effects:
            for replan in item.replans:
                yield item.id, replan.set, replan.milestone, replan.date


QUICK = ("base-tier-parts-maker", "round-opens-the-tier")


@pytest.mark.parametrize(
    "name", [*QUICK, *(pytest.param(n, marks=pytest.mark.slow) for n in NAMES if n not in QUICK)]
)
def test_every_date_is_reproduced_by_its_set(name: str) -> None:
    """The overrides printed with a date, given to a plan of the same file, give that date."""
    funding = found(name)
    assert funding.target is not None
    for what, changes, milestone, when in replans(funding):
        scenario = pathway.load(
            SCENARIOS / f"{name}.toml",
            set=[f"{path}={value}" for path, value in changes.items()],
            today=date(2026, 11, 23),
        )
        route = pathway.plan(scenario, targets=[funding.target]).best.get(funding.target)
        assert (route.date if route else None) == when, (what, changes)
        if route is not None:
            assert route.milestones[-1].id == milestone


def test_the_smallest_round_opens_the_test_of_the_tier() -> None:
    """round-opens-the-tier: the innovation tier's R&D test asks for 40m at a market value of 300m
    (tiering measures, art. 7(3)); with less cash or a lower value the date stays.
    """
    funding = found("round-opens-the-tier")
    opened = effect(funding, "placement")
    (replan,) = opened.replans
    assert (opened.direction, opened.amount) == ("opens", 40_000_000)
    assert replan.set["placements.0.market_cap"] == "300m"
    assert funding.date is not None and replan.date is not None and replan.date < funding.date
    for less in (
        {"placements.0.cash": "39.999999m"},
        {"placements.0.market_cap": "299.999999m"},
    ):
        assert listed("round-opens-the-tier", {**replan.set, **less}) == funding.date


def test_the_round_must_be_closed_by_the_window() -> None:
    """round-opens-the-tier: it counts up to the start date of the tier's round that it opens, the
    last trading day of May 2027; the day after, the test fails there.
    """
    (replan,) = effect(found("round-opens-the-tier"), "placement").replans
    by = date.fromisoformat(replan.set["placements.0.date"])
    assert by == date(2027, 5, 31)
    late = {**replan.set, "placements.0.date": (by + timedelta(days=1)).isoformat()}
    after = listed("round-opens-the-tier", late)
    assert after is None or replan.date is None or after > replan.date


def listed(name: str, changes: Mapping[str, str]) -> date | None:
    scenario = pathway.load(
        SCENARIOS / f"{name}.toml", set=[f"{k}={v}" for k, v in changes.items()]
    )
    route = pathway.plan(scenario, targets=["bse"]).best.get("bse")
    return None if route is None else route.date


def test_a_round_after_the_year_end_waits_for_younger_statements() -> None:
    """base-tier-parts-maker files on statements of 31 December 2026: a round closed by then leaves
    the day, one of New Year's Day puts it off (BSE guideline 1, item 1-2).
    """
    kept, late = effect(found("base-tier-parts-maker"), "round").replans
    assert kept.set["placements.0.date"] == "2026-12-31" and kept.days_gained == 0
    assert late.set["placements.0.date"] == "2027-01-01"
    assert late.days_gained is not None and late.days_gained < 0


@pytest.mark.parametrize(("target", "months"), [("bse", 12), ("star", 36), ("chinext", 36)])
def test_who_joins_late_is_locked_by_the_board(target: pathway.Venue, months: int) -> None:
    """Who joins within twelve months before the filing is locked from the acquisition: 12 months
    for BSE (guideline 1, item 1-2), 36 for STAR and ChiNext (CSRC guide of 2021, art. 3).
    """
    funding = pathway.money(pathway.load(SCENARIOS / "every-board.toml"), target=target)
    values = effect(funding, "lock").text.values
    last, late, until = values["last"], values["late"], values["until"]
    assert isinstance(last, date) and isinstance(late, date) and isinstance(until, date)
    assert late == last + timedelta(days=1)
    assert (until.year - late.year, until.month, until.day) == (months // 12, late.month, late.day)
    filing = values["filing"]
    assert isinstance(filing, date)
    assert (filing.year - last.year, last.month, last.day) == (1, filing.month, filing.day)


def test_above_200_holders_the_listing_on_neeq_is_later() -> None:
    """ladder-parts-maker: an unlisted firm with 201 holders needs CSRC, 20 working days more at
    least (measures on unlisted public companies, arts. 36 and 39).
    """
    (replan,) = effect(found("ladder-parts-maker"), "holders").replans
    assert replan.set == {"facts.holders": "201"}


def test_dividends_up_to_four_fifths_of_three_years_profit() -> None:
    """every-board for STAR: 80% of the profit of three years may be paid, one yuan more bars the
    filing until another year is out (acceptance rules, art. 5(2)).
    """
    funding = pathway.money(pathway.load(SCENARIOS / "every-board.toml"), target="star")
    paid = effect(funding, "dividends")
    kept, over = paid.replans
    year = max(int(path.split(".")[1]) for path in kept.set)
    profit = {2024: 61, 2025: 74, 2026: 86, 2027: 98, 2028: 110, 2029: 121}
    three = sum(profit[year - back] for back in range(3)) * 10**6
    assert paid.amount == three * 80 // 100
    assert paid.direction == "bars" and kept.date == funding.date
    assert over.date is None or kept.date is None or over.date > kept.date


def test_the_share_of_dividends_is_that_of_the_rule() -> None:
    """The share worked with is the one that the provision on dividends writes."""
    from pathway.law.after_listing import dividend_limit

    share, years = dividend_limit()
    text = f"sum(dividends, {years}) <= {int(share * 100)}% * sum(net_profit, {years})"
    version = shipped().provision("ipo.dividends").versions[-1]
    assert text in getattr(version.effect, "source", "")


def test_room_for_debt_is_what_brings_the_ratio_to_the_limit() -> None:
    """ladder-parts-maker: debt at 44% of assets and net assets of 166m are assets of 296.43m; the
    title of little giant allows 75% since April 2026: x with (130.43 + x) / (296.43 + x) = 0.75
    is 367.57m.
    """
    funding = found("ladder-parts-maker")
    room = effect(funding, "leverage")
    assert room.amount is not None
    debt = Fraction(44, 100) * 166_000_000 / Fraction(56, 100)
    assets = debt + 166_000_000
    assert abs((debt + room.amount) / (assets + room.amount) - Fraction(3, 4)) < Fraction(1, 10**8)
    assert room.set == {"ladder.debt_ratio": "0.75"}
    assert "debt_ratio <= 75%" in str(
        [
            version.effect
            for version in ladder_law().provisions["recognition.little-giant.debt"].versions
        ]
    )


def test_amounts_are_written_exactly() -> None:
    """An amount in millions loses no yuan."""
    assert [amount_text(n) for n in (40_000_000, 56_480_001, 1, 0)] == [
        "40m",
        "56.480001m",
        "0.000001m",
        "0",
    ]


# -- a firm without a plan -------------------------------------------------------------------------

UNLISTED = """
schema = "pathway.scenario/1"
as_of = 2026-11-23
[status]
venue = "unlisted"
"""
LISTED = """
schema = "pathway.scenario/1"
as_of = 2026-11-23
[firm]
industry = "C39"
province = "北京市"
[status]
venue = "szse-main"
[[fiscal_years]]
year = 2025
operating_cash_flow = 20_000_000
net_profit = 10_000_000
revenue = 100_000_000
[milestones]
"szse-main.filed" = 2025-03-20
"szse-main.listed" = 2026-06-15
"""


def test_a_firm_with_nothing_above_it_gets_an_answer() -> None:
    """A company on the main board has no listing to plan, and sources and a calendar all the
    same.
    """
    funding = pathway.money(pathway.loads(LISTED))
    assert (funding.target, funding.date) == (None, None)
    assert funding.no_plan is not None and render(funding.no_plan)
    assert source(funding, "bank-credit").fitting.fit == "fits"
    assert {day.kind for day in funding.after} >= {"release", "report", "supervision"}


def test_a_firm_without_figures_gets_an_answer() -> None:
    """A firm that gives nothing is told what to give, and no invented date."""
    funding = pathway.money(pathway.loads(UNLISTED))
    assert funding.date is None
    assert source(funding, "bank-credit").fitting.fit == "open"
    assert source(funding, "neeq-placement").fitting.fit == "fits"


# -- support ---------------------------------------------------------------------------------------


def test_support_of_a_place_as_of_2022() -> None:
    """Beijing: an award, service, technology finance and general service; an industry of chips
    belongs to integrated circuits; the target for 2025 has expired.
    """
    support = found("round-opens-the-tier").support
    assert [kind.id for kind in support.kinds] == ["award", "service", "finance", "general"]
    assert "integrated circuits" in [field.title.en for field in support.matching]
    scenario = found("round-opens-the-tier").scenario
    assert len(support.targets) == 1 and support.current_targets(scenario) == ()
    assert {kind.as_of for kind in support.kinds} == {date(2022, 1, 16)}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"firm.province": "Zhejang"}, "money.support.unknown-province-near"),
        ({"firm.province": "Atlantis"}, "money.support.unknown-province"),
        ({"firm.industry": "C22"}, "money.support.no-match"),
        ({"firm.province": "Henan"}, "money.support.no-kind"),
    ],
)
def test_an_unknown_place_or_field_is_named(changes: Mapping[str, str], key: str) -> None:
    """A province that is none, one without a row, an industry of no favoured field."""
    scenario = pathway.load(SCENARIOS / "round-opens-the-tier.toml", set=changes)
    from pathway.studies.money.places import support_of

    assert key in [doubt.key for doubt in support_of(scenario).doubt]


# -- after the bell --------------------------------------------------------------------------------


def days(funding: Funding, kind: str) -> list[AfterDay]:
    return [day for day in funding.after if day.kind == kind]


HOLDERS = """
schema = "pathway.scenario/1"
as_of = 2026-08-20
[status]
venue = "bse"
bse_listed = 2026-08-17
[[holders]]
group = "A"
role = "controller"
shares = 9_000_000
[[holders]]
group = "B"
role = "other"
shares = 600_000
[[holders]]
group = "C"
role = "strategic-staff"
[[holders]]
group = "D"
role = "strategic"
[[holders]]
group = "E"
role = "other"
shares = 1_000_000
acquired = 2026-01-05
[milestones]
"bse.filed" = 2026-03-02
"""


def test_shares_come_free_by_role() -> None:
    """Listed on BSE on 2026-08-17 (listing rules, 2.4): the controller on 2027-08-17, a staff plan
    likewise, a fund of the strategic placement on 2027-02-17, a small holder at once.
    """
    funding = pathway.money(pathway.loads(HOLDERS))
    free = {str(day.group): day for day in days(funding, "release") if day.listing.step == "bse"}
    assert free["A"].date == date(2027, 8, 17) and free["A"].shares == 9_000_000
    assert free["C"].date == date(2027, 8, 17)
    assert free["D"].date == date(2027, 2, 17)
    assert "B" not in free  # on the listing day, which is past


def test_who_joined_before_the_filing_waits_from_the_acquisition() -> None:
    """Filed on 2026-03-02, joined on 2026-01-05: locked for 12 months from then (BSE guideline 1,
    item 1-2).
    """
    funding = pathway.money(pathway.loads(HOLDERS))
    (joined,) = [day for day in days(funding, "release") if day.group == "E"]
    assert joined.date == date(2027, 1, 5)
    assert [basis.rule for basis in joined.rules] == ["bse.lockup.joiners"]


def test_the_controller_is_free_in_thirds_on_neeq() -> None:
    """A controller's pre-listing shares on NEEQ, listed on 2025-04-22: a third at once, after one
    and after two years; what is past is left out.
    """
    thirds = [day for day in found("round-opens-the-tier").after if day.listing.step == "neeq"]
    assert [(day.date, day.shares) for day in thirds] == [(date(2027, 4, 22), 5_000_000)]


def test_reports_supervision_and_transfer_follow_the_listing() -> None:
    """Listed on BSE on 2026-08-17: the interim report of 2026 by 31 August, the annual report by 30
    April, quarters by 31 October and 30 April; supervision to the end of 2029; a transfer may be
    filed from 2027-08-17.
    """
    funding = pathway.money(pathway.loads(HOLDERS))
    assert [day.date for day in days(funding, "report")][:4] == [
        date(2026, 8, 31),
        date(2026, 10, 31),
        date(2027, 4, 30),
        date(2027, 4, 30),
    ]
    assert [day.date for day in days(funding, "supervision")] == [date(2029, 12, 31)]
    assert {day.date for day in days(funding, "transfer")} == {date(2027, 8, 17)}


def test_a_company_without_profit_leaves_the_growth_tier_later() -> None:
    """every-board with losses to 2027 and 40m of profit in 2028, listed on STAR in November 2028:
    it leaves the growth tier with the report of 2028 (profit and revenue of 100m), and its
    controller and managers may wait for the profit (STAR rules, 2.4.3); a small holder does not.
    """
    losses = {2024: -30, 2025: -20, 2026: -10, 2027: -5, 2028: 40, 2029: 60}
    changes: dict[str, Any] = {f"fiscal_years.{y}.net_profit": v for y, v in losses.items()}
    changes |= {f"fiscal_years.{year}.rd_expense": 90 for year in losses}
    scenario = pathway.load(
        SCENARIOS / "every-board.toml", set={**changes, "facts.market_cap": 3500}
    )
    funding = pathway.money(scenario, target="star")
    assert funding.date is not None and funding.date.year == 2028
    (tier,) = days(funding, "growth-tier")
    assert tier.date == date(2029, 4, 20)  # the report day that is assumed
    waiting = {day.role for day in days(funding, "release") if len(day.rules) > 1}
    assert waiting == {"controller", "officer", "core-staff"}


def test_every_day_after_has_a_source() -> None:
    """Each day of the calendar says where it stands and how firm that is."""
    for name in (*QUICK, "ladder-parts-maker"):
        for day in found(name).after:
            assert day.rules and all(basis.cite.en and basis.standing.status for basis in day.rules)


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("more", [(), ("--all",)], ids=["current", "all"])
def test_json_fits_its_schema(run: Run, name: str, more: tuple[str, ...]) -> None:
    """The answer as JSON fits the shipped schema, with expired rows and without."""
    status, out, err = run("money", path(name), "--format", "json", *more)
    assert (status, err) == (0, "")
    data = json.loads(out)
    fits(data, "money")
    expired = [row for row in data["support"]["rows"] if row["validity"] == "expired"]
    absent = [one for one in data["sources"] if one["fit"] == "absent"]
    assert bool(expired) == bool(absent) == bool(more)


def path(name: str) -> str:
    return str(SCENARIOS / f"{name}.toml")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", ["60", "80"])
def test_text_keeps_to_the_width(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str, columns: str
) -> None:
    """Text fits the terminal, counting Chinese characters as two."""
    monkeypatch.setenv("COLUMNS", columns)
    status, page, _ = run("--lang", lang, "money", path("round-opens-the-tier"), "--all")
    assert status == 0
    assert max(cell_len(line) for line in page.splitlines()) <= int(columns)


def test_rows_hold_every_date_and_its_set(run: Run) -> None:
    """As CSV each date planned anew has a row of its own with its arguments."""
    status, out, _ = run("money", path("round-opens-the-tier"), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    planned = {(row["set"], row["date"]) for row in rows if row["section"] == "effect"}
    for _, changes, _, when in replans(found("round-opens-the-tier")):
        text = " ".join(f"--set {key}={value}" for key, value in changes.items())
        assert (text, str(when)) in planned


def test_a_wrong_group_of_holders_is_refused(run: Run) -> None:
    """A role that is none is told with the one that was meant, and nothing is printed."""
    file = path("round-opens-the-tier")
    status, out, err = run("money", file, "--set", "holders.0.role=controler")
    assert (status, out) == (2, "")
    assert "holders.0.role" in err and "controller" in err


def test_the_calendar_holds_every_day_after(run: Run, tmp_path: Path) -> None:
    """As an iCalendar file: one event a day, told apart and the same each time; a report reminds,
    a release does not.
    """
    from icalendar import Calendar

    out = tmp_path / "after.ics"
    status, _, err = run("money", path("round-opens-the-tier"), "--format", "ics", "-o", str(out))
    assert (status, err) == (0, "")
    events = Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    after = found("round-opens-the-tier").after
    assert [event.decoded("dtstart") for event in events] == [day.date for day in after]
    assert len({str(event["uid"]) for event in events}) == len(after)
    reminding = [len(event.walk("VALARM")) > 0 for event in events]
    assert reminding == [day.kind == "report" for day in after]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_workbook_holds_real_dates_and_shares(run: Run, tmp_path: Path, lang: str) -> None:
    """As a workbook the first sheet has the days after the listing, as dates, and shares as
    numbers.
    """
    from openpyxl import load_workbook

    out = tmp_path / "money.xlsx"
    file = path("round-opens-the-tier")
    status, _, err = run("--lang", lang, "money", file, "--format", "xlsx", "-o", str(out))
    assert (status, err) == (0, "")
    book = load_workbook(out)
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    after = found("round-opens-the-tier").after
    dated = [(str(row[1])[:10], row[4]) for row in rows]
    assert dated == [(str(day.date), day.shares) for day in after]
    assert all(isinstance(row[1], date) for row in rows)
    assert len(book.worksheets) == 4


HEAD = """
schema = "pathway.scenario/1"
as_of = 2026-11-23
[firm]
founded = 2015-01-01
[facts]
share_capital = 10_000_000
"""


@pytest.mark.parametrize(
    ("group", "at", "words"),
    [
        ("shares = 11_000_000", "holders", "at most facts.share_capital"),
        ("acquired = 2014-12-31", "holders.0.acquired", "not before the founding"),
        ("sharse = 5", "holders.0.sharse", "no such key"),
    ],
)
def test_holders_that_cannot_be_are_refused(group: str, at: str, words: str) -> None:
    """More shares than there are, shares from before the firm, a key that is none."""
    text = f'{HEAD}[[holders]]\ngroup = "A"\nrole = "other"\n{group}\n'
    with pytest.raises(pathway.InputError) as caught:
        pathway.loads(text)
    (problem,) = caught.value.problems
    assert problem.path == at and words in problem.text("en")


def test_two_groups_of_one_name_are_refused() -> None:
    """A group is told by its name."""
    one = '[[holders]]\ngroup = "A"\nrole = "other"\n'
    with pytest.raises(pathway.InputError, match="two groups of holders"):
        pathway.loads(HEAD + one + one)


def test_holders_are_columns_of_a_table() -> None:
    """A table of many firms names groups and means by their paths."""
    scenario = pathway.loads(
        HEAD,
        set={
            "holders.0.group": "A",
            "holders.0.role": "controller",
            "holders.0.shares": 6_000_000,
            "money.receivables": "2400万",
        },
    )
    assert scenario.firm.holders[0].shares == 6_000_000
    assert scenario.firm.money == {"receivables": 24_000_000}
