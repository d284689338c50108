"""The edition `report-2022`: the path rules of the 2022 research report, and where they differ from
the law.
"""

from datetime import date
from pathlib import Path

import pathway
from pathway.law.browse import differences, lengths, sources
from pathway.law.rulebook import load_rules
from pathway.planning.requirements import Requirements

REFORMS = Path(__file__).parent.parent / "scenarios" / "reforms"
REPORT = load_rules(["report-2022"])
SCENARIO = Path(__file__).parent.parent / "scenarios" / "report-2022-differs.toml"


def firm(venue: str, listed: str, entered: str | None, as_of: str) -> pathway.Scenario:
    tier = f"innovation_entered = {entered}\n" if entered else ""
    return pathway.loads(
        f'schema = "pathway.scenario/1"\nname = "x"\nas_of = {as_of}\n[status]\nvenue = "{venue}"\n'
        f"neeq_listed = {listed}\n{tier}"
    )


def test_only_firms_now_in_the_base_tier_wait_for_the_entry_clock() -> None:
    """A firm in the innovation tier is not asked for twelve months in it; one in the base tier
    is.
    """
    day = date(2022, 3, 2).toordinal()
    inside = Requirements(firm("neeq-innovation", "2021-03-01", "2021-05-24", "2022-01-22"), REPORT)
    assert inside.verdict("report-2022.clock.entry").outcome(day) == "met"
    outside = Requirements(firm("neeq-base", "2021-03-01", None, "2022-01-22"), REPORT)
    assert outside.verdict("report-2022.clock.entry").outcome(day) == "unmet"


def test_the_report_costs_the_base_tier_firm_about_a_year() -> None:
    """By the report the firm enters the tier in the last week of May 2027 and files twelve months
    after that.
    """
    scenario = pathway.load(SCENARIO)
    law = pathway.plan(scenario).best["bse"]
    report = pathway.plan(scenario, rulebook=REPORT).best["bse"]
    entered = report.milestone("innovation.entered").date
    assert entered == date(2027, 5, 31)
    assert report.milestone("bse.filed").date == date(2028, 5, 31)
    assert report.milestone("bse.filed").cause.rule == "report-2022.clock.entry"
    assert law.milestone("bse.filed").date < date(2027, 6, 30)


def test_an_unlisted_firm_waits_only_for_the_listing_clock() -> None:
    """By the report a firm listed in the base tier tomorrow counts from the listing, not from its
    entry.
    """
    scenario = pathway.load(SCENARIO.parent / "straight-to-innovation.toml")
    routes = {route.id: route for route in pathway.plan(scenario, rulebook=REPORT).routes}
    for route in routes.values():
        rules = {c.rule for m in route.milestones for c in (m.cause, *m.via)}
        assert "report-2022.clock.entry" not in rules


def test_the_edition_is_named_in_the_plan() -> None:
    """A plan by an edition says so."""
    assert pathway.plan(pathway.load(SCENARIO), rulebook=REPORT).rulebook.editions == (
        "report-2022",
    )


# -- overlays of one's own -------------------------------------------------------------------------

REFORMS = SCENARIO.parent / "reforms"
WAITS_FOR_MONTHS = {
    "milestones.bse.tutoring_passed": date(2026, 11, 10),
    "status.neeq_listed": date(2026, 11, 2),
    "status.innovation_entered": date(2026, 11, 2),
    "events": [],
}


def planned(reform: str | None, **changes: object) -> pathway.Route:
    """The pump maker, in the tier since its NEEQ listing of 2026-11-02 and without a censure, at
    the floor pace.
    """
    scenario = pathway.load(
        SCENARIO.parent / "penalty-look-back.toml", set={**WAITS_FOR_MONTHS, **changes}
    )
    rules = load_rules([str(REFORMS / reform)] if reform else [])
    return pathway.plan(scenario, pace="floor", rulebook=rules).best["bse"]


def test_every_reform_lies_on_the_rulebook() -> None:
    """The example overlays have no problems."""
    for path in sorted(REFORMS.glob("*.toml")):
        assert load_rules([str(path)]).editions == (path.name,)


def test_a_loosening_for_later_applications_is_worth_waiting_for() -> None:
    """Filing from 2027-07-01 with six months beats filing before it and waiting for 2027-11-02.

    A filing of that day rests on statements of 30 June 2027: those of 2026 serve to that day.
    """
    audited = {
        "fiscal_years.2027.half_year.audited": True,
        "fiscal_years.2027.half_year.published": date(2027, 7, 1),
    }
    before, after = planned(None, **audited), planned("six-months.toml", **audited)
    assert before.milestone("bse.filed").date < date(2027, 7, 1)
    assert before.milestone("bse.committee").date == date(2027, 11, 2)
    assert after.milestone("bse.filed").date == date(2027, 7, 1)
    assert after.milestone("bse.committee").date < date(2027, 11, 2)


def test_a_loosening_does_not_reach_applications_on_file() -> None:
    """An application filed before the reform keeps the twelve months."""
    filed = {"milestones.bse.filed": date(2026, 11, 20)}
    assert planned("six-months.toml", **filed).milestone("bse.committee").date == date(2027, 11, 2)


def test_a_tightening_reaches_applications_on_file() -> None:
    """On file since November 2026 with 27m in 2026, a firm that meets no other standard misses the
    stricter one: it is withdrawn and filed again on the report of 2027.
    """
    figures = {f"fiscal_years.{year}.net_profit": 14 for year in (2024, 2025)}
    figures |= {
        "fiscal_years.2026.net_profit": 27,
        "fiscal_years.2027.net_profit": 31,
        "facts.market_cap": 390,
    }
    filed = {
        "milestones.bse.filed": date(2027, 5, 20),
        "as_of": date(2027, 5, 21),
        "fiscal_years.2026.basis": "audited",
    }
    before = planned(None, **figures, **filed)
    after = planned("stricter-standard-1.toml", **figures, **filed)
    assert before.milestone("bse.committee").date == date(2027, 11, 2)
    assert after.milestone("bse.filed").date == date(2028, 4, 20)


def test_two_rulebooks_differ_in_what_an_overlay_brings() -> None:
    """Between the shipped law and the six-month reform only the twelve-month rule differs."""
    reform = load_rules([str(REFORMS / "six-months.toml")])
    assert {change.provision.id for change in differences(load_rules(), reform)} == {
        "bse.twelve-months"
    }


def test_a_rulebook_does_not_differ_from_itself() -> None:
    """No version and no duration differs between a rulebook and the same one loaded anew."""
    again = load_rules(["report-2022"])
    assert (list(differences(REPORT, again)), list(lengths(REPORT, again))) == ([], [])


def test_the_sources_of_a_plan_are_those_of_its_rules() -> None:
    """A plan under the report's edition rests on the report, the same plan under the statute does
    not.
    """
    scenario = pathway.load(SCENARIO)
    relied = {}
    for name, book in (("law", load_rules()), ("report", REPORT)):
        route = pathway.plan(scenario, rulebook=book).best["bse"]
        relied[name] = {source.instrument.id for source in sources(route.relied, book)}
    assert "research-report-2022" in relied["report"] - relied["law"]
