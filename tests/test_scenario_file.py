"""What a scenario file means: keys, defaults, units, extended files, overrides."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

import pathway
from pathway.base.errors import InputError
from pathway.base.phrases import render
from pathway.law.events import EVENT_KEYS, PERSONS
from pathway.law.steps import MILESTONE_IDS, MILESTONES
from pathway.scenario.file import Arguments, filled, load, loads, rebuild, template
from pathway.scenario.firm import (
    FACTS,
    GOVERNANCE,
    Event,
    ExtraAudit,
    HalfYear,
    Listing,
    Multiple,
    Offering,
    Placement,
    Recognition,
    Status,
    Steps,
)
from pathway.scenario.scenario import Task

HEAD = 'schema = "pathway.scenario/1"\nas_of = 2026-11-23\n'
FULL = (
    HEAD
    + """
name = "Base-tier parts maker"
unit = "yuan"
[firm]
name = "Example Precision Parts"
industry = "C34"
province = "Jiangsu"
founded = 2012-05-08
joint_stock_since = 2019-03-01
[status]
venue = "neeq-innovation"
neeq_listed = 2025-03-12
innovation_entered = 2026-05-20
[[status.earlier_neeq]]
listed = 2017-03-01
delisted = 2019-09-30
[[fiscal_years]]
year = 2026
basis = "forecast"
net_profit = 30_000_000
[[fiscal_years]]
year = 2025
basis = "audited"
net_profit_reported = 26_000_000
net_profit_recurring = 24_000_000
revenue = 180_000_000
operating_cash_flow = -21_000_000
rd_expense = 9_000_000
net_assets = 190_000_000
roe = 0.131
audit_opinion = "unqualified"
published = 2026-04-16
[fiscal_years.half_year]
net_profit = 11_000_000
revenue = 82_000_000
audited = true
published = 2025-08-22
[facts]
share_capital = 42_000_000
holders = [{from = 2025-03-12, value = 64}, {from = 2027-02-01, value = 210}]
market_cap = {pe = 18.0}
public_float = 0.30
listing_placement = 5_000_000
[governance]
sound_governance = true
positioning = false
[offering]
new_shares = 14_000_000
placees = 400
holders_after = 420
share_capital_after = 56_000_000
[[events]]
kind = "investigation"
date = 2025-09-01
until = 2025-12-01
[[events]]
kind = "application-withdrawn"
date = 2025-10-01
after_inspection = true
venue = "bse"
[[events]]
kind = "tier-demotion"
date = 2024-06-01
ground = "price"
[[recognition]]
level = "little-giant"
granted = 2024-09-02
[ladder]
years_in_niche = 4
debt_ratio = 0.48
class1_ip = 2
rd_body = "provincial"
institutional_equity_2y = 20_000_000
qualified_status = ["high-tech"]
[milestones]
"bse.tutoring_filed" = 2026-06-01
[plan]
targets = ["bse", "star"]
pace = "cautious"
horizon_years = 5
[assumptions]
report_day = "04-10"
interim_report_day = "08-20"
interim_audits = false
statement_extension = "never"
[durations]
"bse.responded" = 90
[uncertainty]
net_profit = 0.15
market_cap = 0.25
"""
)
YEAR_2025 = '[[fiscal_years]]\nyear = 2025\nbasis = "audited"\n'


def test_every_table_of_a_file_is_read() -> None:
    """Each key of the format ends in the field of the scenario that it names."""
    scenario = loads(FULL)
    firm = scenario.firm
    assert (scenario.name, scenario.as_of) == ("Base-tier parts maker", date(2026, 11, 23))
    assert (firm.name, firm.industry, firm.province) == (
        "Example Precision Parts",
        "C34",
        "Jiangsu",
    )
    assert (firm.founded, firm.joint_stock_since) == (date(2012, 5, 8), date(2019, 3, 1))
    assert firm.status == Status(
        "neeq-innovation",
        neeq_listed=date(2025, 3, 12),
        innovation_entered=date(2026, 5, 20),
        earlier_neeq=(Listing(date(2017, 3, 1), date(2019, 9, 30)),),
    )
    assert firm.offering == Offering(14_000_000, 400, 420, 56_000_000)
    assert firm.governance == {"sound_governance": True, "positioning": False}
    assert firm.recognition == (Recognition("little-giant", date(2024, 9, 2)),)
    assert firm.events == (
        Event("investigation", date(2025, 9, 1), until=date(2025, 12, 1)),
        Event("application-withdrawn", date(2025, 10, 1), after_inspection=True, venue="bse"),
        Event("tier-demotion", date(2024, 6, 1), ground="price"),
    )
    assert firm.ladder == {
        "years_in_niche": 4,
        "debt_ratio": Fraction(12, 25),
        "class1_ip": 2,
        "rd_body": "provincial",
        "institutional_equity_2y": 20_000_000,
        "qualified_status": ("high-tech",),
    }
    assert (scenario.targets, scenario.pace, scenario.horizon_years) == (
        ("bse", "star"),
        "cautious",
        5,
    )
    assert (scenario.report_day, scenario.interim_report_day) == ((4, 10), (8, 20))
    assert (scenario.interim_audits, scenario.extension) == (False, "never")
    assert scenario.milestones == {"bse.tutoring_filed": date(2026, 6, 1)}
    assert scenario.durations == {"bse.responded": 90}
    assert scenario.uncertainty == {"net_profit": Fraction(3, 20), "market_cap": Fraction(1, 4)}


def test_fiscal_years_are_sorted_and_complete() -> None:
    """Years may stand in any order; every figure of a year and of its first half is kept."""
    year, forecast = loads(FULL).firm.fiscal_years
    assert (year.year, forecast.year, year.basis, forecast.basis) == (
        2025,
        2026,
        "audited",
        "forecast",
    )
    assert (year.revenue, year.operating_cash_flow, year.rd_expense) == (
        180_000_000,
        -21_000_000,
        9_000_000,
    )
    assert (year.net_assets, year.roe, year.audit_opinion) == (
        190_000_000,
        Fraction(131, 1000),
        "unqualified",
    )
    assert year.published == date(2026, 4, 16)
    assert year.half_year == HalfYear(11_000_000, 82_000_000, True, date(2025, 8, 22))


def test_net_profit_is_the_lower_of_the_pair() -> None:
    """Without net_profit, the lower of before and after non-recurring items counts."""
    assert loads(FULL).firm.fiscal_years[0].net_profit == 24_000_000


def test_facts_are_numbers_steps_or_a_multiple() -> None:
    """A fact that is one number holds always; steps hold from their days; a multiple is kept as
    such.
    """
    facts = loads(FULL).firm.facts
    assert facts["share_capital"] == Steps.always(42_000_000)
    assert facts["holders"] == Steps(((date(2025, 3, 12), 64), (date(2027, 2, 1), 210)))
    assert facts["market_cap"] == Multiple(18)
    assert facts["public_float"] == Steps.always(Fraction(3, 10))


def test_the_least_file() -> None:
    """Only the schema and a day are needed: the firm is then unlisted and every assumption is the
    usual one.
    """
    scenario = loads(HEAD, source="small/firm.toml")
    assert scenario.name == "firm"
    assert scenario.firm.status == Status()
    assert (scenario.targets, scenario.pace, scenario.horizon_years) == (None, "typical", 10)
    assert (scenario.report_day, scenario.interim_report_day) == ((4, 20), (8, 31))
    assert (scenario.interim_audits, scenario.extension) == (True, "review")


def test_at_pace_floor_statements_are_always_extended() -> None:
    """The default of statement_extension is `always` at pace floor, and what the file says goes
    before it.
    """
    assert loads(HEAD, pace="floor").extension == "always"
    assert loads(FULL, pace="floor").extension == "never"


def test_assumptions_that_were_not_given_are_named() -> None:
    """`defaulted` holds the assumptions that matter to this file and that it does not make."""
    assert loads(FULL).defaulted == frozenset()
    usual = {"assumptions.interim_audits", "assumptions.statement_extension"}
    assert loads(HEAD).defaulted == usual | {"status.venue"}
    text = HEAD + '[status]\nvenue = "unlisted"\n' + YEAR_2025
    assert loads(text).defaulted == usual | {"assumptions.report_day"}
    assert loads(text + "published = 2026-04-01\n").defaulted == usual
    half = "published = 2026-04-01\n[fiscal_years.half_year]\nrevenue = 1\n"
    assert loads(text + half).defaulted == usual | {"assumptions.interim_report_day"}


def test_a_missing_basis_follows_from_the_report_day() -> None:
    """A year without basis is audited once its report is out by as_of, else a forecast; and it is
    named.
    """
    text = HEAD + "[[fiscal_years]]\nyear = 2025\n[[fiscal_years]]\nyear = 2026\n"
    scenario = loads(text)
    assert [year.basis for year in scenario.firm.fiscal_years] == ["audited", "forecast"]
    assert {"fiscal_years.2025.basis", "fiscal_years.2026.basis"} <= scenario.defaulted
    assert [year.basis for year in loads(text, as_of=date(2026, 4, 19)).firm.fiscal_years] == [
        "forecast"
    ] * 2


def test_milestone_ids() -> None:
    """The steps pass the milestones that the format lists."""
    assert len(MILESTONES) == 11
    assert len(MILESTONE_IDS) == 4 * 2 + 3 + 12 * 5 + 1 + 9 * 2
    assert MILESTONES["bse"] == (
        "tutoring_filed",
        "tutoring_passed",
        "board_resolved",
        "shareholders_resolved",
        "filed",
        "accepted",
        "inquired",
        "responded",
        "committee",
        "submitted",
        "registered",
        "listed",
    )


def test_every_milestone_every_fact_and_every_statement_can_be_given() -> None:
    """No id that the format names is refused."""
    text = HEAD + "[milestones]\n" + "".join(f'"{name}" = 2027-01-01\n' for name in MILESTONE_IDS)
    text += "[durations]\n" + "".join(f'"{name}" = 0\n' for name in MILESTONE_IDS)
    text += "[facts]\n" + "".join(f"{name} = 1\n" for name in FACTS)
    text += "[governance]\n" + "".join(f"{name} = true\n" for name in GOVERNANCE)
    scenario = loads(text)
    assert set(scenario.milestones) == set(scenario.durations) == set(MILESTONE_IDS)
    assert (set(scenario.firm.facts), set(scenario.firm.governance)) == (
        set(FACTS),
        set(GOVERNANCE),
    )


def test_milestones_need_no_quotes() -> None:
    """`bse.filed = …` under [milestones] is the same key as `"bse.filed" = …`."""
    assert loads(HEAD + "[milestones]\nbse.filed = 2027-03-01\n").milestones == {
        "bse.filed": date(2027, 3, 1)
    }


def test_resolutions_run_beside_the_tutoring() -> None:
    """The board of an offering may resolve before the tutoring begins."""
    text = HEAD + "[milestones]\nbse.board_resolved = 2026-01-01\nbse.tutoring_filed = 2026-06-01\n"
    assert len(loads(text).milestones) == 2


DATED = (
    HEAD
    + """
unit = "wan"
[status]
venue = "neeq-innovation"
neeq_listed = 2025-03-12
innovation_entered = 2026-05-20
innovation_test = "rd"
[assumptions]
interim_audit_day = "09-15"
later_years = "none"
[governance]
supervisory_board = true
[[fiscal_years]]
year = 2025
dividends = 800
[[audits]]
period_end = 2026-10-31
published = 2027-01-10
[[audits]]
period_end = 2026-03-31
published = 2026-05-15
[[placements]]
date = 2026-03-18
cash = 1500
market_cap = 42_000
investors = "professional"
[[placements]]
open_since = 2026-10-20
[[events]]
kind = "criminal-conviction"
date = 2026-06-01
executed = 2027-06-01
on = "controller"
note = "first instance"
[[events]]
kind = "board-change"
date = 2026-07-01
venue = "chinext"
[[tasks]]
name = "New plant audited"
party = "auditor"
before = "bse.filed"
working_days = 20
[[tasks]]
name = "Roadshow"
party = "company"
after = "bse.committee"
working_days = 5
"""
)


def test_dated_facts_are_read() -> None:
    """Audits, placements, events, tasks and dividends end in the fields that they name, amounts in
    yuan, audits in the order of their periods.
    """
    scenario = loads(DATED)
    firm = scenario.firm
    assert firm.status.innovation_test == "rd"
    assert firm.governance == {"supervisory_board": True}
    assert firm.fiscal_years[0].dividends == 8_000_000
    assert firm.audits == (
        ExtraAudit(date(2026, 3, 31), date(2026, 5, 15)),
        ExtraAudit(date(2026, 10, 31), date(2027, 1, 10)),
    )
    assert firm.placements == (
        Placement(date(2026, 3, 18), 15_000_000, 420_000_000, "professional"),
        Placement(open_since=date(2026, 10, 20)),
    )
    assert firm.events == (
        Event(
            "criminal-conviction",
            date(2026, 6, 1),
            executed=date(2027, 6, 1),
            on="controller",
            note="first instance",
        ),
        Event("board-change", date(2026, 7, 1), venue="chinext"),
    )
    assert scenario.tasks == (
        Task("New plant audited", "auditor", 20, before="bse.filed"),
        Task("Roadshow", "company", 5, after="bse.committee"),
    )
    assert (scenario.interim_audit_day, scenario.later_years) == ((9, 15), "none")


def test_dated_facts_have_defaults() -> None:
    """An audit of the half-year is there on 30 September, later years are as the last one, and an
    event falls on the company.
    """
    scenario = loads(HEAD + '[[events]]\nkind = "public-censure"\ndate = 2027-03-01\n')
    assert (scenario.interim_audit_day, scenario.later_years) == ((9, 30), "as-last")
    assert (scenario.firm.audits, scenario.firm.placements, scenario.tasks) == ((), (), ())
    assert scenario.firm.events == (Event("public-censure", date(2027, 3, 1), on="company"),)


@pytest.mark.parametrize("kind", EVENT_KEYS)
def test_every_kind_takes_its_keys(kind: str) -> None:
    """No key that belongs to a kind of event is refused, and a note may stand on each."""
    values = {
        "until": "2026-06-02",
        "executed": "2026-06-02",
        "on": '"subsidiary"',
        "venue": '"star"',
        "ground": '"price"',
        "matter": '"fund-occupation"',
        "after_inspection": "true",
    }
    keys = "".join(f"{key} = {values[key]}\n" for key in EVENT_KEYS[kind])
    text = f'[[events]]\nkind = "{kind}"\ndate = 2026-06-01\nnote = "seen"\n{keys}'
    (event,) = loads(HEAD + text).firm.events
    assert (event.kind, event.note) == (kind, "seen")


@pytest.mark.parametrize("person", PERSONS)
def test_an_event_may_fall_on_anyone(person: str) -> None:
    """Company, controller, director, officer and subsidiary can be named."""
    text = f'[[events]]\nkind = "csrc-penalty"\ndate = 2026-06-01\non = "{person}"\n'
    assert loads(HEAD + text).firm.events[0].on == person


@pytest.mark.parametrize("end", ["2024-02-29", "2026-04-30", "2026-09-30", "2027-01-31"])
def test_any_month_may_end_an_audit(end: str) -> None:
    """Month ends of every kind, leap days and days to come are ends of a period."""
    text = f"[[audits]]\nperiod_end = {end}\npublished = 2027-03-15\n"
    assert loads(HEAD + text).firm.audits[0].period_end.isoformat() == end


def test_an_audit_may_repeat_what_the_fiscal_year_says() -> None:
    """A year end or 30 June with the day of the year's own report, or where the year gives none, is
    no contradiction.
    """
    year = (
        YEAR_2025 + "published = 2026-04-16\nhalf_year = {audited = true, published = 2025-08-22}\n"
    )
    same = "[[audits]]\nperiod_end = 2025-12-31\npublished = 2026-04-16\n"
    same += "[[audits]]\nperiod_end = 2025-06-30\npublished = 2025-08-22\n"
    assert len(loads(HEAD + year + same).firm.audits) == 2
    assert len(loads(HEAD + YEAR_2025 + same).firm.audits) == 2
    planned = "[[fiscal_years]]\nyear = 2026\nbasis = 'forecast'\n"
    planned += "[[audits]]\nperiod_end = 2026-12-31\npublished = 2027-03-01\n"
    assert len(loads(HEAD + planned).firm.audits) == 1


# -- exactness and units ---------------------------------------------------------------------------


def test_numbers_are_exact() -> None:
    """Returns of 7.9% and 8.1% have a mean of exactly 8%, which floating point misses."""
    text = HEAD + YEAR_2025 + "roe = 0.079\n[[fiscal_years]]\nyear = 2024\nroe = 0.081\n"
    first, second = (year.roe for year in loads(text).firm.fiscal_years)
    assert first is not None and second is not None
    assert (first + second) / 2 == Fraction(8, 100)


@pytest.mark.parametrize(
    ("unit", "yuan"),
    [("yuan", 1), ("thousand", 10**3), ("wan", 10**4), ("million", 10**6), ("yi", 10**8)],
)
def test_money_is_scaled_by_the_unit(unit: str, yuan: int) -> None:
    """Amounts of years, half-years, facts and the ladder are in the file's unit; nothing else
    is.
    """
    text = HEAD + f'unit = "{unit}"\n' + YEAR_2025
    text += "net_profit = 2.5\nroe = 0.1\n[fiscal_years.half_year]\nrevenue = 2\n[facts]\n"
    text += "market_cap = [{from = 2026-01-01, value = 6.2}]\nshare_capital = 100\nholders = 7\n"
    text += (
        "[ladder]\ninstitutional_equity_3y = 3\nclass1_ip = 2\n[uncertainty]\nnet_profit = 0.1\n"
    )
    scenario = loads(text)
    year, facts = scenario.firm.fiscal_years[0], scenario.firm.facts
    assert (year.net_profit, year.roe) == (Fraction(5, 2) * yuan, Fraction(1, 10))
    assert year.half_year is not None and year.half_year.revenue == 2 * yuan
    assert facts["market_cap"] == Steps(((date(2026, 1, 1), Fraction(62, 10) * yuan),))
    assert (facts["share_capital"], facts["holders"]) == (Steps.always(100), Steps.always(7))
    assert scenario.firm.ladder == {"institutional_equity_3y": 3 * yuan, "class1_ip": 2}
    assert scenario.uncertainty == {"net_profit": Fraction(1, 10)}


def test_whole_results_are_integers() -> None:
    """2400.0 wan is the integer 24,000,000."""
    profit = (
        loads(HEAD + 'unit = "wan"\n' + YEAR_2025 + "net_profit = 2400.0\n")
        .firm.fiscal_years[0]
        .net_profit
    )
    assert profit == 24_000_000 and isinstance(profit, int)


# -- extends ---------------------------------------------------------------------------------------

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a scenario file below a folder; gives its path."""

    def file(name: str, body: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('schema = "pathway.scenario/1"\n' + body, encoding="utf-8")
        return path

    return file


BASE = """as_of = 2026-11-23
name = "base"
[status]
venue = "neeq-base"
neeq_listed = 2025-03-12
[[fiscal_years]]
year = 2024
basis = "audited"
revenue = 80_000_000
[[fiscal_years]]
year = 2025
basis = "audited"
revenue = 100_000_000
rd_expense = 5_000_000
[fiscal_years.half_year]
revenue = 40_000_000
[facts]
market_cap = 600_000_000
holders = [{from = 2025-03-12, value = 64}]
[plan]
targets = ["bse"]
"""


def test_extended_tables_merge(write: Write) -> None:
    """Tables merge key by key, fiscal years by year (deeply), other lists are replaced."""
    write("base.toml", BASE)
    child = write(
        "child.toml",
        'extends = "base.toml"\n[[fiscal_years]]\nyear = 2025\nrevenue = 120_000_000\n[fiscal_years.half_year]\n'
        "net_profit = 3\n[[fiscal_years]]\nyear = 2026\nbasis = 'forecast'\n[plan]\npace = 'floor'\n"
        "[facts]\nholders = [{from = 2026-01-01, value = 99}]\n",
    )
    scenario = load(child)
    old, year, new = scenario.firm.fiscal_years
    assert (old.revenue, year.revenue, year.rd_expense, new.year) == (
        80_000_000,
        120_000_000,
        5_000_000,
        2026,
    )
    assert year.half_year == HalfYear(net_profit=3, revenue=40_000_000)
    assert scenario.firm.facts["holders"] == Steps(((date(2026, 1, 1), 99),))
    assert (scenario.targets, scenario.pace, scenario.name) == (("bse",), "floor", "base")


def test_dated_facts_of_an_extended_file(write: Write) -> None:
    """Audits merge by the end of their period; events, placements and tasks are replaced as a
    whole.
    """
    write("base.toml", DATED.removeprefix('schema = "pathway.scenario/1"\n'))
    child = write(
        "child.toml",
        'extends = "base.toml"\n[[audits]]\nperiod_end = 2026-10-31\npublished = 2027-02-01\n'
        "[[audits]]\nperiod_end = 2027-01-31\npublished = 2027-03-01\n"
        "[[placements]]\ndate = 2026-12-01\ncash = 200\n[[events]]\nkind = 'sponsor-change'\n"
        "date = 2026-08-01\n[[fiscal_years]]\nyear = 2025\ndividends = 900\n",
    )
    scenario = load(child)
    assert scenario.firm.audits == (
        ExtraAudit(date(2026, 3, 31), date(2026, 5, 15)),
        ExtraAudit(date(2026, 10, 31), date(2027, 2, 1)),
        ExtraAudit(date(2027, 1, 31), date(2027, 3, 1)),
    )
    assert scenario.firm.placements == (Placement(date(2026, 12, 1), 2_000_000),)
    assert scenario.firm.events == (Event("sponsor-change", date(2026, 8, 1)),)
    assert scenario.firm.fiscal_years[0].dividends == 9_000_000
    assert (len(scenario.tasks), scenario.firm.status.innovation_test) == (2, "rd")
    assert rebuild(scenario, ()) == scenario


def test_every_file_is_in_its_own_unit(write: Write) -> None:
    """A file in wan may extend a file in yuan; overrides and the document are in the unit of the
    outermost file.
    """
    write("base.toml", BASE)
    own = "[[fiscal_years]]\nyear = 2025\nrd_expense = 600\n"
    child = write("child.toml", 'extends = "base.toml"\nunit = "wan"\n' + own)
    scenario = load(child, set=["fiscal_years.2024.revenue=9000.5"])
    old, year = scenario.firm.fiscal_years
    assert (old.revenue, year.revenue, year.rd_expense) == (90_005_000, 100_000_000, 6_000_000)
    assert year.half_year is not None and year.half_year.revenue == 40_000_000
    assert scenario.firm.facts["market_cap"] == Steps.always(600_000_000)
    assert rebuild(scenario, ()) == scenario
    assert rebuild(scenario, {"facts.market_cap": 70_000}).firm.facts["market_cap"] == Steps.always(
        700_000_000
    )


def test_a_file_without_unit_takes_that_of_the_file_it_extends(write: Write) -> None:
    """The unit is inherited along the chain."""
    write("a.toml", BASE.replace("name =", 'unit = "thousand"\nname =').replace("000_000", "000"))
    write("b.toml", 'extends = "a.toml"\n[[fiscal_years]]\nyear = 2025\nrd_expense = 7_000\n')
    year = load(write("c.toml", 'extends = "b.toml"\n')).firm.fiscal_years[1]
    assert (year.revenue, year.rd_expense) == (100_000_000, 7_000_000)


def test_extends_is_relative_to_its_file(write: Write) -> None:
    """A file below may extend one above it, as long as both are in the folder of the first file."""
    write("base.toml", BASE)
    write("below/middle.toml", 'extends = "../base.toml"\n')
    assert load(write("top.toml", 'extends = "below/middle.toml"\n')).name == "base"


def test_standard_input_extends_from_the_current_folder(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` reads standard input, whose `extends` is looked for in the current folder; so is that of
    a text.
    """
    monkeypatch.chdir(write("base.toml", BASE).parent)
    text = 'schema = "pathway.scenario/1"\nextends = "base.toml"\n'
    assert load("-", stdin=io.BytesIO(text.encode())).name == loads(text).name == "base"


def test_new_profit_figures_replace_old_ones(write: Write) -> None:
    """A later net_profit replaces an earlier pair, and a later figure of the pair an earlier
    net_profit.
    """
    write(
        "base.toml",
        BASE
        + YEAR_2025.replace("2025", "2023")
        + "net_profit_reported = 9\nnet_profit_recurring = 8\n",
    )
    child = write(
        "child.toml", 'extends = "base.toml"\n[[fiscal_years]]\nyear = 2023\nnet_profit = 20\n'
    )
    assert load(child).firm.fiscal_years[0].net_profit == 20
    again = load(
        child,
        set=["fiscal_years.2023.net_profit_reported=7", "fiscal_years.2023.net_profit_recurring=6"],
    )
    assert again.firm.fiscal_years[0].net_profit == 6
    year = loads(FULL, set=["fiscal_years.2025.net_profit=18e6"]).firm.fiscal_years[0]
    assert (year.net_profit, year.net_profit_reported) == (18_000_000, None)


# -- overrides -------------------------------------------------------------------------------------


FORECAST_IN_MILLIONS = """
schema = "pathway.scenario/1"
as_of = 2026-11-23
unit = "million"
[status]
venue = "unlisted"
[[fiscal_years]]
year = 2026
basis = "forecast"
net_profit = 27
"""


def test_overrides_are_toml_or_bare_words() -> None:
    """A value is TOML where it parses as TOML (numbers, dates, lists, quoted text), else the text
    itself.
    """
    scenario = loads(
        FULL,
        set=[
            "fiscal_years.2026.net_profit=18e6",
            "plan.pace=typical",
            "plan.targets=['chinext']",
            "name=A = B",
            "milestones.bse.filed=2027-03-01",
            'milestones."bse.accepted"=2027-03-02',
            "durations.bse.responded=30",
            "facts.holders=300",
            "facts.market_cap.pe=20.5",
            "governance.positioning=true",
        ],
    )
    assert scenario.firm.fiscal_years[1].net_profit == 18_000_000
    assert (scenario.pace, scenario.targets, scenario.name) == ("typical", ("chinext",), "A = B")
    assert scenario.milestones["bse.filed"] == date(2027, 3, 1)
    assert scenario.milestones["bse.accepted"] == date(2027, 3, 2)
    assert scenario.durations == {"bse.responded": 30}
    assert scenario.firm.facts["holders"] == Steps.always(300)
    assert scenario.firm.facts["market_cap"] == Multiple(Fraction(41, 2))
    assert scenario.firm.governance["positioning"] is True


def test_overrides_reach_into_lists() -> None:
    """Years are named by the year and made where missing; other lists by place, one beyond the last
    makes a new one.
    """
    scenario = loads(
        FULL,
        set=[
            "fiscal_years.2027.net_profit=1",
            "fiscal_years.2026.half_year.revenue=5",
            "events.0.date=2025-09-02",
            "events[3].kind=public-censure",
            "events.3.date=2026-01-01",
            "facts.holders.1.value=250",
            "status.earlier_neeq.0.delisted=2019-10-01",
        ],
    )
    years = {year.year: year for year in scenario.firm.fiscal_years}
    assert (years[2027].net_profit, years[2027].basis) == (1, "forecast")
    assert years[2026].half_year == HalfYear(revenue=5)
    assert scenario.firm.events[0].date == date(2025, 9, 2)
    assert scenario.firm.events[3] == Event("public-censure", date(2026, 1, 1))
    assert scenario.firm.facts["holders"] == Steps(
        ((date(2025, 3, 12), 64), (date(2027, 2, 1), 250))
    )
    assert scenario.firm.status.earlier_neeq == (Listing(date(2017, 3, 1), date(2019, 10, 1)),)


def test_dated_facts_can_be_overridden() -> None:
    """Each new key has a path; lists are reached by place, one beyond the last makes a new one."""
    scenario = loads(
        DATED,
        set=[
            "audits.0.published=2027-01-20",
            "audits.2.period_end=2027-03-31",
            "audits.2.published=2027-05-05",
            "placements.0.cash=1600",
            "events.0.executed=2027-07-01",
            "events.1.note=moved",
            "tasks.1.working_days=7",
            "status.innovation_test=market",
            "governance.supervisory_board=false",
            "fiscal_years.2026.dividends=0",
            "assumptions.interim_audit_day=08-05",
            "assumptions.later_years=as-last",
        ],
    )
    firm = scenario.firm
    assert [audit.published for audit in firm.audits] == [
        date(2026, 5, 15),
        date(2027, 1, 20),
        date(2027, 5, 5),
    ]
    assert firm.placements[0].cash == 16_000_000
    assert (firm.events[0].executed, firm.events[1].note) == (date(2027, 7, 1), "moved")
    assert scenario.tasks[1].working_days == 7
    assert (firm.status.innovation_test, firm.governance["supervisory_board"]) == ("market", False)
    assert firm.fiscal_years[1].dividends == 0
    assert (scenario.interim_audit_day, scenario.later_years) == ((8, 5), "as-last")


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("24m", 24_000_000),
        ("2400万", 24_000_000),
        ("1.2亿", 120_000_000),
        ("3bn", 3_000_000_000),
        ("15k", 15_000),
        ("24M", 24_000_000),
        ("1,960.00万元", 19_600_000),
        ("２４００万", 24_000_000),
        ("-3m", -3_000_000),
        ("0.0001亿", 10_000),
        ("2400 万元", 24_000_000),
    ],
)
@pytest.mark.parametrize("unit", ["yuan", "wan", "million"])
def test_an_amount_with_a_size_is_in_yuan(text: str, yuan: int, unit: str) -> None:
    """Whatever the unit of the file, on the command line, from a program and in the file itself."""
    path = "fiscal_years.2025.net_profit"
    head = HEAD + f'unit = "{unit}"\n'
    for scenario in (
        loads(head, set=[f"{path}={text}"]),
        loads(head, set={path: text}),
        loads(head + f'[[fiscal_years]]\nyear = 2025\nnet_profit = "{text}"\n'),
        rebuild(loads(head), [f"{path}={text}"]),
        loads(head, set=[f"{path}={text}", "unit=yi"]),
    ):
        profit = scenario.firm.fiscal_years[0].net_profit
        assert profit == yuan and isinstance(profit, int)
        assert rebuild(scenario, ()) == scenario
        assert scenario.doubts == ()


def test_amounts_with_a_size_stand_wherever_money_does() -> None:
    """Facts, their steps, placements and the ladder take them; a name that looks like one stays a
    name.
    """
    scenario = loads(
        HEAD + 'unit = "million"\n',
        set=[
            "name=24m",
            "facts.market_cap=6.2亿",
            "facts.cash_raised_24m=[{from = 2026-01-01, value = '15m'}]",
            "placements.0.date=2026-03-18",
            "placements.0.cash=1500万",
            "placements.0.market_cap=0.42bn",
            "ladder.institutional_equity_2y=20m",
        ],
    )
    assert scenario.name == "24m"
    assert scenario.firm.facts["market_cap"] == Steps.always(620_000_000)
    assert scenario.firm.facts["cash_raised_24m"] == Steps(((date(2026, 1, 1), 15_000_000),))
    assert scenario.firm.placements == (Placement(date(2026, 3, 18), 15_000_000, 420_000_000),)
    assert scenario.firm.ladder == {"institutional_equity_2y": 20_000_000}


def test_amounts_with_a_size_can_be_varied() -> None:
    """A grid of sizes is a grid of amounts, each column named as it was written."""
    base = loads(FORECAST_IN_MILLIONS)
    cells = pathway.vary(base, {"fiscal_years.2026.net_profit": ["14", "14m", "1400万", "0.19亿"]})
    profits = [cell.scenario.firm.fiscal_years[0].net_profit for cell in cells]
    assert profits == [14_000_000, 14_000_000, 14_000_000, 19_000_000]
    assert cells[2].overrides == {"fiscal_years.2026.net_profit": "1400万"}


def test_overrides_of_programs_are_values() -> None:
    """A mapping gives Python values; floats mean what they print, and a text that is a date means
    the date.
    """
    changes = {
        "fiscal_years.2026.roe": 0.08,
        "milestones.bse.filed": "2027-03-01",
        "plan.pace": "floor",
    }
    scenario = loads(FULL, set=changes)
    assert scenario.firm.fiscal_years[1].roe == Fraction(2, 25)
    assert (scenario.milestones["bse.filed"], scenario.pace) == (date(2027, 3, 1), "floor")


def test_an_amount_in_yuan_for_a_file_in_another_unit_is_doubted() -> None:
    """An override of 18 000 000 million yuan of profit for 27 million is taken for a likely
    mistake; 18 is not.
    """
    text = FORECAST_IN_MILLIONS
    meant = loads(text, set=["fiscal_years.2026.net_profit=18"])
    assert (meant.firm.fiscal_years[0].net_profit, meant.doubts) == (18_000_000, ())
    (doubt,) = loads(text, set=["fiscal_years.2026.net_profit=18e6"]).doubts
    assert "unit (million), 666,667 times" in render(doubt, "en")
    assert loads(text, set=["unit=yuan", "fiscal_years.2026.net_profit=18e6"]).doubts == ()


def test_an_override_of_the_unit_rescales_the_file() -> None:
    """`--set unit=…` says that the amounts of the file were in another unit."""
    text = HEAD + YEAR_2025 + "revenue = 2\n"
    for scenario in (loads(text, set=["unit=wan"]), rebuild(loads(text), ["unit=wan"])):
        assert scenario.firm.fiscal_years[0].revenue == 20_000


def test_rebuilding_changes_only_what_is_overridden() -> None:
    """A rebuilt scenario equals the first; with an override it equals the file read with that
    override.
    """
    scenario = loads(FULL, as_of=date(2026, 12, 1), pace="typical", targets=["bse"])
    assert rebuild(scenario, ()) == scenario
    override = ["fiscal_years.2026.net_profit=18e6"]
    assert rebuild(scenario, override) == loads(
        FULL, set=override, as_of=date(2026, 12, 1), pace="typical", targets=["bse"]
    )
    assert rebuild(scenario, {"as_of": date(2026, 12, 2)}).as_of == date(2026, 12, 2)


def test_rebuilding_reads_no_file(write: Write) -> None:
    """A what-if works after the files are gone."""
    base = write("base.toml", BASE)
    child = write("child.toml", 'extends = "base.toml"\n')
    scenario = load(child)
    base.unlink()
    child.unlink()
    assert rebuild(scenario, ["facts.holders=9"]).firm.facts["holders"] == Steps.always(9)


def test_the_day_of_the_plan() -> None:
    """as_of is the argument, else the file's (or an override's), else today."""
    today, other = date(2027, 1, 2), date(2027, 1, 3)
    dayless = 'schema = "pathway.scenario/1"\n'
    assert loads(dayless, today=today).as_of == today
    assert loads(HEAD, today=today).as_of == date(2026, 11, 23)
    assert loads(HEAD, today=today, set=["as_of=2026-12-24"]).as_of == date(2026, 12, 24)
    assert loads(HEAD, today=today, as_of=other).as_of == other
    with pytest.raises(InputError, match="as_of: missing"):
        loads(dayless)


def test_a_missing_schema_is_taken_and_named(tmp_path: Path) -> None:
    """A file without its schema is read as a scenario, and each such file is named once, also in
    what is made from it.
    """
    text = "as_of = 2026-11-23\n"
    scenario = loads(text)
    (doubt,) = scenario.doubts
    assert render(doubt, "en").startswith('<text>: no line schema = "pathway.scenario/1"')
    assert loads(HEAD).doubts == ()
    assert rebuild(scenario, ()) == scenario
    assert rebuild(scenario, ["plan.pace=floor"]).doubts == (doubt,)
    (tmp_path / "base.toml").write_text('[status]\nvenue = "unlisted"\n')
    (tmp_path / "child.toml").write_text(HEAD + 'extends = "base.toml"\n')
    (doubt,) = load(tmp_path / "child.toml").doubts
    assert render(doubt, "en").startswith(str(tmp_path / "base.toml"))
    row = filled(
        template(tmp_path / "base.toml"), [], "firms.csv:2", Arguments(today=date(2026, 11, 23))
    )
    assert row.doubts == (doubt,)


def test_a_doubt_lasts_as_long_as_its_value() -> None:
    """What was hardly meant stays named in what is made from the scenario, until it is changed."""
    path = "fiscal_years.2026.net_profit"
    scenario = loads(FORECAST_IN_MILLIONS, set=[f"{path}=18e6"])
    assert rebuild(scenario, ["plan.pace=floor"]).doubts == scenario.doubts != ()
    assert rebuild(scenario, {path: 18}).doubts == ()
    assert len(rebuild(scenario, ["fiscal_years.2026.revenue=30"]).doubts) == 1


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """Files saved by Windows editors are read."""
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert load(str(path)).as_of == date(2026, 11, 23)


def test_loading_is_light() -> None:
    """Reading a scenario imports none of the heavy libraries."""
    code = "import sys, pathway.scenario.file; print(sorted({'rich', 'numpy', 'click'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_few_shares_are_doubted() -> None:
    """Sixty shares in a file of millions were meant as sixty million; a company of 100,000 shares is
    taken as it is.
    """
    text = HEAD + 'unit = "million"\n[facts]\nshare_capital = {}\n'
    (doubt,) = loads(text.format("60")).doubts
    assert doubt.values["path"] == "facts.share_capital"
    assert "60 shares" in render(doubt)
    assert loads(text.format("100_000")).doubts == ()
