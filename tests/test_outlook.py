"""What a plan says besides its days: how sure, what decides, what next and by when, what is
missing.
"""

import io
import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import icalendar
import openpyxl
import pytest
from attrs import evolve
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import pathway
from pathway.base.phrases import render
from pathway.cli.main import main
from pathway.planning.solve import Ask, best_of, question
from pathway.report.ics import ics_bytes
from pathway.report.xlsx import xlsx_bytes
from pathway.scenario.file import rebuild
from pathway.scenario.firm import Steps
from pathway.scenario.scenario import Scenario
from pathway.studies.outlook import DRAWS, SEED, Outlook, asked_of, outlook
from pathway.studies.outlook.act import Act
from pathway.studies.outlook.forward import forward
from pathway.studies.outlook.missing import MissingFact
from pathway.studies.unchecked import unchecked_rules
from tests.acts_of_firms import check_acts
from tests.conftest import tries
from tests.random_firms import firms, seeded

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "pathway" / "report" / "schemas" / "plan.schema.json"
BASE_TIER = ROOT / "scenarios" / "base-tier-parts-maker.toml"


def told(scenario: Scenario) -> Outlook:
    """The outlook of the first target with a date."""
    return next(iter(outlook(pathway.plan(scenario)).values()))


@pytest.fixture(scope="module")
def base_tier() -> Outlook:
    return told(pathway.load(str(BASE_TIER)))


def act(found: Outlook, name: str) -> Act:
    return next(one for one in found.do_next if one.id == name)


def test_the_annual_report_is_due_on_the_legal_day_and_late_after_it(base_tier: Outlook) -> None:
    """A NEEQ firm that publishes after 30 April is late; BSE is closed to it for 36 months from
    then on.
    """
    report = act(base_tier, "annual-report.2026")
    assert report.latest == date(2027, 4, 30)
    assert report.later.bar is not None
    assert report.later.date is not None
    # Late on 1 May 2027: no filing before May 2030, and the review comes on top.
    assert report.later.date > date(2030, 5, 1)


def test_papers_for_the_tier_are_due_four_trading_days_after_the_window(
    base_tier: Outlook,
) -> None:
    """30 April 2027 is a Friday, 1 to 5 May are holidays: the fourth trading day is 11 May."""
    papers = act(base_tier, "tier-papers")
    assert (papers.party, papers.latest) == ("sponsor", date(2027, 5, 11))


def test_audits_and_the_extension_are_named(base_tier: Outlook) -> None:
    """The accounts of June 2027, without which no statements are fresh in the review, are an act of
    the auditor; that their validity is extended is one of the sponsor.
    """
    assert act(base_tier, "interim-audit.2027").party == "auditor"
    # Six months after 30 June.
    assert act(base_tier, "extension").latest == date(2027, 12, 31)


def test_nothing_is_to_be_done_today_that_is_needed_in_months(base_tier: Outlook) -> None:
    """The plan could hold the board meeting today; it is of no use before the filing is near."""
    board = act(base_tier, "bse.board_resolved")
    assert board.planned == date(2026, 11, 23)
    assert board.useful > date(2027, 1, 1)


def test_the_chain_is_short_and_ends_at_the_listing(base_tier: Outlook) -> None:
    """The steps of the review are one link; the tier window is one, and law."""
    links = base_tier.decisive
    assert [link.date for link in links] == sorted(link.date for link in links)
    assert links[-1].milestone == "bse.listed"
    assert links[-1].days == (links[-1].date - date(2027, 5, 21)).days
    assert [link.whose for link in links if link.milestone == "innovation.window"] == ["law"]
    assert len(links) <= 6


def test_what_stands_close_behind_the_decisive_rule_is_named() -> None:
    """A censure bars the filing to Monday 20 September 2027; with a tutoring letter of Friday the
    10th the filing could have been on Monday the 13th at the earliest, seven days before.
    """
    letter = {"bse.tutoring_filed": "2027-03-01", "bse.tutoring_passed": "2027-09-10"}
    scenario = pathway.load(
        str(ROOT / "scenarios" / "penalty-look-back.toml"),
        set={f"milestones.{name}": day for name, day in letter.items()},
    )
    (filing,) = [link for link in told(scenario).decisive if link.milestone == "bse.filed"]
    assert filing.date == date(2027, 9, 20)
    assert [near.days for near in filing.beside] == [7]


def test_the_likely_range_is_that_of_simulate() -> None:
    """The range of a plan has the quantiles of `simulate` with the same draws and seed."""
    scenario = pathway.load(str(BASE_TIER))
    plan = pathway.plan(scenario)
    found = outlook(plan, draws=DRAWS)["bse"].range
    same = pathway.simulate(scenario, draws=DRAWS, seed=SEED).outcomes[0]
    assert found.spread == same.spread
    assert found.floor is not None
    assert found.cautious is not None
    assert found.floor <= plan.best["bse"].date <= found.cautious  # type: ignore[operator]


LOSSES: dict[str, object] = {
    **{f"fiscal_years.{year}.net_profit": -90 for year in range(2024, 2028)},
    **{f"fiscal_years.{year}.roe": -0.3 for year in range(2024, 2028)},
    **{f"fiscal_years.{year}.rd_expense": 80 for year in range(2024, 2028)},
    "facts.market_cap": 3200,
    "facts.professional_equity_24m": 120,
    "facts.cash_raised_24m": 120,
    "facts.rd_staff_ratio": 0.38,
    "facts.invention_patents": 14,
    "governance.stage_results": True,
    "governance.new_economy": True,
}


def test_a_fact_that_is_not_given_is_named_with_its_day() -> None:
    """A firm with losses enters the tier by research and placements, each at a market value of 300m
    or more (tiering measures 2025, art. 7(3)); without that value it has no date, with it the day
    that is named.
    """
    scenario = pathway.load(str(BASE_TIER), set=LOSSES)
    found = told(scenario)
    assert found.date is None
    one = found.conditional[0]
    (fact,) = one.facts
    assert (fact.paths, fact.needed) == (("facts.placement_market_cap",), 300_000_000)
    facts = {**scenario.firm.facts, "placement_market_cap": Steps.always(300_000_000)}
    richer = evolve(scenario, firm=evolve(scenario.firm, facts=facts))
    assert pathway.plan(richer).best["bse"].date == one.date
    poorer = {**facts, "placement_market_cap": Steps.always(299_999_999)}
    still = evolve(scenario, firm=evolve(scenario.firm, facts=poorer))
    assert pathway.plan(still).best == {}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_has_the_outlook(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON of a plan has range, do_next, decisive and conditional by target, as its schema
    says, and quantiles where they are asked for.
    """
    args = ["--lang", lang, "plan", str(BASE_TIER), "--format", "json", "--range"]
    with pytest.raises(SystemExit) as left:
        main(args)
    assert left.value.code == 0
    data = json.loads(capsys.readouterr().out)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(data)
    assert set(data["range"]["bse"]) > {"floor", "cautious", "p10", "p50", "p90"}
    assert data["do_next"]["bse"][0]["if_later"]["text"]
    assert data["decisive"]["bse"][-1]["date"] == data["routes"][0]["date"]
    assert data["conditional"] == {"bse": []}


@settings(deadline=None, derandomize=True, max_examples=tries(4))
@given(firms())
def test_acts_keep_the_date_and_move_it_after(scenario: Scenario) -> None:
    """Every act kept keeps the date; a working day later it moves, or the act is named as slack."""
    check_acts(scenario)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(tries(100)))
def test_acts_of_many_firms(number: int) -> None:
    """The same for firms at any venue, with any target above it; `python -m tests.acts_of_firms` takes
    many more.
    """
    ((_, scenario),) = seeded(1, number)
    check_acts(scenario)


def given_at(scenario: Scenario, facts: tuple[MissingFact, ...]) -> Scenario | None:
    """A scenario with facts given at the values named; None where no value is."""
    changes: dict[str, Fraction] = {}
    for fact in facts:
        if fact.needed is None:
            return None
        unit = 10**6 if fact.unit == "yuan" else 1
        changes |= {path: Fraction(fact.needed) / unit for path in fact.paths}
    return rebuild(scenario, [f"{path}={float(value)}" for path, value in changes.items()])


@pytest.mark.parametrize("without", ["roe", "net_assets", "market_cap", "share_capital"])
def test_what_is_named_as_missing_gives_the_day_that_is_named(without: str) -> None:
    """With one figure taken out the plan names it, and given at the least value named the date is
    the one that is told.
    """
    text = BASE_TIER.read_text(encoding="utf-8")
    text = re.sub(rf"(?m)^{without} = .*$", "", text)
    found = told(pathway.loads(text))
    assert found.date is None
    one = found.conditional[0]
    assert [fact.metric for fact in one.facts] == [without]
    again = given_at(pathway.loads(text), one.facts)
    assert again is not None
    assert pathway.plan(again).best["bse"].date == one.date


def test_figures_that_are_not_given_are_no_dead_end() -> None:
    """A file whose years end too soon, with nothing taken for later ones, says which years are
    missing and what date they would give; with the years taken as the last one, that is the date.
    """
    changes = {"as_of": "2027-11-23", "assumptions.later_years": "none"}
    bare = pathway.load(str(BASE_TIER), set=changes)
    found = told(bare)
    assert found.date is None
    assert found.later_years is not None
    assert (found.later_years.first, found.later_years.last) == (2028, 2027)
    full = pathway.load(str(BASE_TIER), set={**changes, "assumptions.later_years": "as-last"})
    assert pathway.plan(full).best["bse"].date == found.later_years.date


def test_the_profit_that_keeps_the_date_is_named() -> None:
    """Standard 1 asks for 15m in each of two years (listing rules, 2.1.3(1)): with 2026 at 15m the
    date stays, a yuan below it does not.
    """
    scenario = pathway.load(str(BASE_TIER))
    found = outlook(pathway.plan(scenario), changes=True)["bse"]
    text = render(found.slips[0].text)
    assert text == "2026 net profit under 15m yuan (now 27m yuan)"
    kept = rebuild(scenario, ["fiscal_years.2026.net_profit=15"])
    fallen = rebuild(scenario, ["fiscal_years.2026.net_profit=14.999999"])
    assert pathway.plan(kept).best["bse"].date == found.date
    assert pathway.plan(fallen).best["bse"].date == found.slips[0].date


def test_accounts_of_the_past_that_are_taken_as_audited_are_named() -> None:
    """A firm that files today on the accounts of last June is told so, with the date of a file that
    says that they are not audited.
    """
    path = str(ROOT / "tests" / "examples" / "unlisted-valves.toml")
    found = told(pathway.load(path))
    not_audited = pathway.load(path, set={"fiscal_years.2026.half_year.audited": False})
    assert found.past_audit is not None
    assert found.past_audit.year == 2026
    assert found.past_audit.date == pathway.plan(not_audited).best["bse"].date
    assert found.past_audit.date != found.date


def test_calendar_and_workbook_hold_what_must_be_done(base_tier: Outlook) -> None:
    """Each act is an event on its latest day, with the consequence, and a row of the workbook; the
    board's meeting, of no use today, is not in the calendar today.
    """
    plan = pathway.plan(pathway.load(str(BASE_TIER)))
    made = icalendar.Calendar.from_ical(ics_bytes([plan], "en", [{"bse": base_tier}]))
    found = {(str(e["SUMMARY"]), e.decoded("DTSTART")): e for e in made.walk("VEVENT")}
    firm = "Example Precision Parts"
    for one in base_tier.do_next:
        event = found[f"{firm}: {render(one.title)} (latest day)", one.latest]
        assert render(one.later.text) in str(event["DESCRIPTION"])
    assert not [name for name, day in found if "board" in name and day == date(2026, 11, 23)]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([plan], "en", [{"bse": base_tier}])))
    rows = list(book["Do next"].iter_rows(min_row=2, values_only=True))
    acts = [(render(one.title), str(one.latest)) for one in base_tier.do_next]
    works = [(render(one.begins), str(one.latest_start)) for one in base_tier.work]
    assert [(row[2], str(row[6])[:10]) for row in rows] == [*acts, *works]
    for name, by in works:
        if by < "2026-11-23":
            continue  # that day is past
        events = [e for (title, day), e in found.items() if name in title and str(day) == by]
        assert [str(e["DESCRIPTION"])[:24] for e in events] == ["Common practice, not law"]


def test_work_should_begin_in_time_for_the_acts_it_leads_to() -> None:
    """Tutoring is filed by Monday 28 December 2026; due diligence takes 20 working days at best, to
    engage the advisers 5 before it. A quoted company is a joint-stock company already.
    """
    found = told(pathway.load(str(ROOT / "tests" / "examples" / "base-tier-machinery.toml")))
    assert act(found, "bse.tutoring_filed").latest == date(2026, 12, 28)
    starts = {render(one.begins): one.latest_start for one in found.work}
    assert starts["begin: due diligence and remedies"] == date(2026, 12, 1)
    assert starts["begin: engage sponsor, auditor and lawyer"] == date(2026, 11, 24)
    assert not [name for name in starts if "hare reform" in name]
    assert list(starts.values()) == sorted(day for day in starts.values() if day is not None)


def test_work_of_the_file_is_told_with_the_rest() -> None:
    """Work that a scenario names must begin so many working days before its milestone's latest day:
    ten up to 28 December 2026 begin on the 15th.
    """
    text = (ROOT / "tests" / "examples" / "base-tier-machinery.toml").read_text(encoding="utf-8")
    text += """
    [[tasks]]
    name = "New plant valued"
    party = "auditor"
    before = "bse.tutoring_filed"
    working_days = 10
    """
    (work,) = [one for one in told(pathway.loads(text)).work if one.own]
    assert work.latest_start == date(2026, 12, 15)


def test_the_law_that_is_not_checked_is_counted_as_rules_todo_does() -> None:
    """The screen and `rules todo` give the same numbers."""
    scenario = pathway.load(str(BASE_TIER))
    counts = outlook(pathway.plan(scenario), changes=True)["bse"].law
    found = unchecked_rules(scenario)
    assert counts is not None
    assert (counts.unchecked, counts.movable) == (len(found.rules), len(found.movable))
    assert counts.of == len(found.rules) + found.checked


def test_what_brings_the_date_forward_does_so() -> None:
    """Each act that is told gives the day that is told, ten days earlier or more, and the first of
    them the earliest.
    """
    scenario = pathway.load(str(ROOT / "tests" / "examples" / "refused-in-september.toml"))
    plan = pathway.plan(scenario)
    found = forward(plan, "bse")
    assert found
    assert [one.date for one in found] == sorted({one.date for one in found})
    for one in found:
        assert pathway.plan(rebuild(scenario, one.set)).best["bse"].date == one.date
        assert (plan.best["bse"].date - one.date).days == one.days >= 10  # type: ignore[operator]


def test_words_are_there_in_both_languages(base_tier: Outlook) -> None:
    """Every act, consequence and link can be said in English and in Chinese."""
    for one in base_tier.do_next:
        assert render(one.title, "en") != render(one.title, "zh")
        assert render(one.later.text, "en") != render(one.later.text, "zh")
    for link in base_tier.decisive:
        assert render(link.text, "en") != render(link.text, "zh")


def test_an_outlook_can_be_made_from_a_plan_alone() -> None:
    """A plan says enough to ask its question again."""
    plan = pathway.plan(pathway.load(str(BASE_TIER)), pace="cautious")
    asked = asked_of(plan)
    assert asked.requirements.scenario.pace == "cautious"
    assert best_of(asked, "bse") == best_of(question(plan.scenario, Ask(("bse",))), "bse")


EXAMPLES = ROOT / "tests" / "examples"


def test_what_bars_the_firm_is_named_with_its_last_day() -> None:
    """After a refusal nothing can be filed for six months (registration measures for BSE, art. 26): the plan says
    so though it files later than that.
    """
    plan = pathway.plan(pathway.load(str(EXAMPLES / "refused-in-september.toml")))
    bars = [w for w in plan.best["bse"].warnings if w.key == "plan.bar.barred"]
    assert [bar.values["last"] for bar in bars] == [date(2027, 3, 18)]


def test_what_is_only_just_overtaken_is_told() -> None:
    """Control must be stable for 24 months; sold on 12 May 2026, the first working day after them is
    Monday 15 May 2028. That statements are fresh again only three days after the review is over
    does not hide it.
    """
    links = told(pathway.load(str(EXAMPLES / "new-controller.toml"))).decisive
    assert [(link.milestone, link.date, link.whose) for link in links[:1]] == [
        ("bse.filed", date(2028, 5, 15), "law")
    ]
    assert [near.days for link in links for near in link.beside if near.days <= 10] == [3]


def test_no_date_is_offered_at_the_price_of_a_worse_year() -> None:
    """With a smaller revenue of 2026 that of 2027 would have grown enough: no advice."""
    plan = pathway.plan(pathway.load(str(EXAMPLES / "past-its-peak.toml")))
    mends = outlook(plan, changes=True)["bse"].mends
    assert mends
    for mend in mends:
        after, now = map(float, re.findall(r"([\d.]+)m yuan", render(mend.text)))
        assert after > now


def test_a_placement_that_ends_is_in_nobody_s_way() -> None:
    """What is said to be under way without an end is all that is in the way: with a day it is not."""
    path = str(EXAMPLES / "placement-under-way.toml")
    plan = pathway.plan(pathway.load(path))
    (block,) = plan.routes[0].blocked_by
    (miss,) = block.nearest
    assert miss.finding.text.key == "explain.no-open.barred"
    text = Path(path).read_text(encoding="utf-8")
    done = text.replace("open_since = 2026-09-15", "date = 2026-12-31\ncash = 15")
    assert pathway.plan(pathway.loads(done)).best["bse"].date is not None
