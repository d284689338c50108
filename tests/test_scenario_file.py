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

from pathway.base.errors import InputError
from pathway.base.phrases import render
from pathway.law.steps import MILESTONE_IDS, MILESTONES
from pathway.scenario.file import load, loads, rebuild
from pathway.scenario.firm import (
    FACTS,
    GOVERNANCE,
    Event,
    HalfYear,
    Listing,
    Multiple,
    Offering,
    Recognition,
    Status,
    Steps,
)

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
