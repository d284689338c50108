"""What a scenario may not say, and what is said about it: place, finding, expectation, nearest
valid name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.base.errors import InputError, Problem
from pathway.law.steps import MILESTONE_IDS
from pathway.scenario.file import load, loads, rebuild
from pathway.scenario.file.records import FactField, Sub, TablesField
from pathway.scenario.file.schema import SCENARIO
from pathway.scenario.scenario import Scenario

HEAD = 'schema = "pathway.scenario/1"\nas_of = 2026-11-23\n'
YEAR = "[[fiscal_years]]\nyear = 2025\n"
NEEQ = '[status]\nvenue = "neeq-base"\nneeq_listed = 2025-03-12\n'
EVENT = '[[events]]\nkind = "public-censure"\ndate = 2025-09-01\n'
AUDIT = "[[audits]]\nperiod_end = 2026-09-30\npublished = 2026-11-10\n"
PLACEMENT = "[[placements]]\ndate = 2026-03-18\ncash = 15_000_000\n"
TASK = '[[tasks]]\nname = "New plant audited"\nparty = "auditor"\nworking_days = 20\n'


def refused(text: str, **options: object) -> tuple[Problem, ...]:
    """The problems of a text, each of them tellable in both languages."""
    with pytest.raises(InputError) as caught:
        loads(text, **options)  # type: ignore[arg-type]
    return told(caught.value)


def told(error: InputError) -> tuple[Problem, ...]:
    """The problems of an error, after telling them in both languages on one line each."""
    assert error.problems
    for problem in error.problems:
        english, chinese = problem.text("en"), problem.text("zh")
        assert re.search(r"[\u4e00-\u9fff]", chinese)
        assert "\n" not in english + chinese and (english + chinese).isprintable()
    return error.problems


# text after the head -> path, words of the message, nearest
ONE_PROBLEM: dict[str, tuple[str, str, str, str | None]] = {
    # unknown keys, at every level
    "unknown top key": ("asof = 2026-01-01", "asof", "no such key", "as_of"),
    "unknown key without neighbour": ("zzzz = 1", "zzzz", "expected one of: schema, name", None),
    "unknown table": ("[stats]\nvenue = 1", "stats", "no such key", "status"),
    "unknown firm key": (
        '[firm]\nprovince_ = "x"',
        "firm.province_",
        "no such key",
        "firm.province",
    ),
    "key of another table": (
        "[firm]\nholders = 64",
        "firm.holders",
        "no such key",
        "facts.holders",
    ),
    "top key below a table": (
        "[firm]\nhorizon_years = 3",
        "firm.horizon_years",
        "no such key",
        "plan.horizon_years",
    ),
    "unknown year key": (
        YEAR + "net_profits = 1",
        "fiscal_years.2025.net_profits",
        "no such",
        "fiscal_years.2025.net_profit",
    ),
    "unknown half-year key": (
        YEAR + "[fiscal_years.half_year]\nrevenu = 1",
        "fiscal_years.2025.half_year.revenu",
        "no such key",
        "fiscal_years.2025.half_year.revenue",
    ),
    "unknown fact": ("[facts]\nholder = 1", "facts.holder", "no such key", "facts.holders"),
    "unknown step key": (
        "[facts]\nholders = [{from = 2026-01-01, value = 1, til = 2}]",
        "facts.holders.0.til",
        "no such",
        None,
    ),
    "unknown statement": (
        "[governance]\nsponser = true",
        "governance.sponser",
        "no such key",
        "governance.sponsor",
    ),
    "unknown uncertainty": (
        "[uncertainty]\nholders = 0.1",
        "uncertainty.holders",
        "no such key",
        "facts.holders",
    ),
    "unknown event key": (
        '[[events]]\nkind = "late-report"\ndate = 2025-01-01\nuntill = 2025-02-01',
        "events.0.untill",
        "no such key",
        "events.0.until",
    ),
    "odd key": ('"a b\\u001b" = 1', '"a b\\u001b"', "no such key", None),
    # wrong types
    "number for text": ("name = 5", "name", "a text in quotes", None),
    "control characters": ('name = "a\\u001b[2J"', "name", "a text in quotes", None),
    "text for number": (
        YEAR + 'revenue = "5"',
        "fiscal_years.2025.revenue",
        "an amount of money",
        None,
    ),
    "bool for number": (
        YEAR + "revenue = true",
        "fiscal_years.2025.revenue",
        "an amount of money",
        None,
    ),
    "bool for a count": ("[facts]\nholders = true", "facts.holders", "a whole number", None),
    "number for bool": ("[governance]\nsponsor = 1", "governance.sponsor", "true or false", None),
    "text for bool": (
        '[assumptions]\ninterim_audits = "yes"',
        "assumptions.interim_audits",
        "true or false",
        None,
    ),
    "number for table": ("firm = 5", "firm", "a table", None),
    "table for list": ("[fiscal_years]\nyear = 2025", "fiscal_years", "[[fiscal_years]]", None),
    "number in a list of tables": ("events = [5]", "events.0", "a table", None),
    "text for list": ('[plan]\ntargets = "bse"', "plan.targets", "a list", None),
    "empty list": ("[plan]\ntargets = []", "plan.targets", "at least one", None),
    "number for milestones": ("milestones = 5", "milestones", "a table", None),
    "multiple of another fact": ("[facts]\nholders = {pe = 5}", "facts.holders", "or steps", None),
    "multiple without pe": ("[facts]\nmarket_cap = {}", "facts.market_cap.pe", "missing", None),
    "industry": ('[firm]\nindustry = "machines"', "firm.industry", "GB/T 4754", None),
    # dates
    "impossible date": ("[firm]\nfounded = 2012-02-30", "firm.founded", "the calendar has", None),
    "impossible month": ("[firm]\nfounded = 2012-13-01", "firm.founded", "the calendar has", None),
    "short date": (
        "[firm]\nfounded = 2012-2-1",
        "firm.founded",
        "written such as 2027-07-01",
        None,
    ),
    "slashes": ("[firm]\nfounded = 2012/02/01", "firm.founded", "written such as 2027-07-01", None),
    "long year in a date": (
        "[firm]\nfounded = 202612345678-01-01",
        "firm.founded",
        "the calendar has",
        None,
    ),
    "date in quotes": ('[firm]\nfounded = "2012-02-01"', "firm.founded", "without quotes", None),
    "words for a date": ('[firm]\nfounded = "spring"', "firm.founded", "a date such as", None),
    "number for a date": ("[firm]\nfounded = 2012", "firm.founded", "a date such as", None),
    "date with time": (
        "[firm]\nfounded = 2012-02-01T10:00:00",
        "firm.founded",
        "without a time",
        None,
    ),
    "time": ("[firm]\nfounded = 10:00:00", "firm.founded", "without a time", None),
    "year 1": (
        "[firm]\nfounded = 0001-01-01",
        "firm.founded",
        "from 1950-01-01 to 2060-12-31",
        None,
    ),
    "year 9999": (
        "[milestones]\nbse.filed = 9999-12-31",
        "milestones.bse.filed",
        "from 1950-01-01 to 2060-12-31",
        None,
    ),
    "impossible date in a list": (
        "[facts]\nholders = [\n {from = 2026-02-30, value = 1},\n]",
        "facts.holders.0.from",
        "the calendar has",
        None,
    ),
    # numbers
    "NaN": (YEAR + "roe = nan", "fiscal_years.2025.roe", "a ratio", None),
    "infinity": (YEAR + "net_profit = -inf", "fiscal_years.2025.net_profit", "an amount", None),
    "absurd exponent": (
        YEAR + "revenue = 1e999999999",
        "fiscal_years.2025.revenue",
        "an amount",
        None,
    ),
    "very many digits": (
        "[facts]\nmarket_cap = 1_000_000_000_000_001",
        "facts.market_cap",
        "15 digits",
        None,
    ),
    "hexadecimal giant": ("[facts]\nholders = 0x" + "f" * 9000, "facts.holders", "15 digits", None),
    "negative shares": ("[facts]\nshare_capital = -1", "facts.share_capital", "not below 0", None),
    "negative market value": ("[facts]\nmarket_cap = -1", "facts.market_cap", "not below 0", None),
    "negative multiple": (
        "[facts]\nmarket_cap = {pe = -3}",
        "facts.market_cap.pe",
        "from 0.01",
        None,
    ),
    "negative revenue": (YEAR + "revenue = -1", "fiscal_years.2025.revenue", "not below 0", None),
    "negative R&D": (
        YEAR + "rd_expense = -0.01",
        "fiscal_years.2025.rd_expense",
        "not below 0",
        None,
    ),
    "negative offering": (
        "[offering]\nnew_shares = -5",
        "offering.new_shares",
        "not below 0",
        None,
    ),
    "half a holder": ("[facts]\nholders = 64.5", "facts.holders", "a whole number", None),
    "percent as a number": (
        "[facts]\npublic_float = 30",
        "facts.public_float",
        "from 0 to 1",
        None,
    ),
    "staff ratio": ("[facts]\nrd_staff_ratio = 1.01", "facts.rd_staff_ratio", "30% is 0.30", None),
    "roe": (YEAR + "roe = 13.1", "fiscal_years.2025.roe", "from -10 to 10", None),
    "ladder share": (
        "[ladder]\nmain_business_share = 82",
        "ladder.main_business_share",
        "from 0 to 1",
        None,
    ),
    "ladder rank": ("[ladder]\nmarket_rank = 0", "ladder.market_rank", "not below 1", None),
    "ladder score": (
        "[ladder]\ndevelopment_score = 101",
        "ladder.development_score",
        "from 0 to 100",
        None,
    ),
    "uncertainty": ("[uncertainty]\nrevenue = 6", "uncertainty.revenue", "from 0 to 5", None),
    "duration": (
        "[durations]\nbse.responded = -1",
        "durations.bse.responded",
        "from 0 to 3650",
        None,
    ),
    "long duration": (
        "[durations]\nbse.responded = 3651",
        "durations.bse.responded",
        "from 0 to 3650",
        None,
    ),
    "horizon": ("[plan]\nhorizon_years = 31", "plan.horizon_years", "from 1 to 30", None),
    # words
    "unit": ('unit = "wann"', "unit", "yuan, thousand, wan", "wan"),
    "venue": (
        '[status]\nvenue = "neeq-inovation"',
        "status.venue",
        "expected one of",
        "neeq-innovation",
    ),
    "venue in capitals": (
        '[status]\nvenue = "UNLISTED"',
        "status.venue",
        "expected one of",
        "unlisted",
    ),
    "pace": ('[plan]\npace = "cautios"', "plan.pace", "floor, typical, cautious", "cautious"),
    "target": (
        '[plan]\ntargets = ["bse", "chinex"]',
        "plan.targets.1",
        "expected one of",
        "chinext",
    ),
    "target nobody plans for": (
        '[plan]\ntargets = ["regional"]',
        "plan.targets.0",
        "expected one of",
        None,
    ),
    "basis": (YEAR + 'basis = "audit"', "fiscal_years.2025.basis", "audited, forecast", "audited"),
    "opinion": (
        YEAR + 'audit_opinion = "unqualfied"',
        "fiscal_years.2025.audit_opinion",
        "adverse",
        "unqualified",
    ),
    "event": (
        '[[events]]\nkind = "censure"\ndate = 2025-01-01',
        "events.0.kind",
        "csrc-penalty",
        "public-censure",
    ),
    "ground": (
        '[[events]]\nkind = "tier-demotion"\ndate = 2025-01-01\nground = "prize"',
        "events.0.ground",
        "late-report, annual-report, price, other",
        "price",
    ),
    "level": (
        '[[recognition]]\nlevel = "giant"\ngranted = 2024-09-02',
        "recognition.0.level",
        "champion",
        "little-giant",
    ),
    "research body": (
        '[ladder]\nrd_body = "provinical"',
        "ladder.rd_body",
        "expected one of",
        "provincial",
    ),
    "extension": (
        '[assumptions]\nstatement_extension = "alway"',
        "assumptions.statement_extension",
        "never",
        "always",
    ),
    "report day": (
        '[assumptions]\nreport_day = "02-29"',
        "assumptions.report_day",
        "every year has",
        None,
    ),
    "report day that never is": (
        '[assumptions]\nreport_day = "04-31"',
        "assumptions.report_day",
        "every year has",
        None,
    ),
    "report day as a date": (
        "[assumptions]\nreport_day = 2026-04-20",
        "assumptions.report_day",
        "MM-DD",
        None,
    ),
    "interim report before July": (
        '[assumptions]\ninterim_report_day = "06-30"',
        "assumptions.interim_report_day",
        "after 06-30",
        None,
    ),
    "unknown milestone": (
        "[milestones]\nbse.file = 2027-01-01",
        "milestones.bse.file",
        "no such milestone",
        "milestones.bse.filed",
    ),
    "milestone of another step": (
        "[milestones]\nneeq.committee = 2027-01-01",
        "milestones.neeq.committee",
        "no such milestone",
        "milestones.bse.committee",
    ),
    "unknown duration": (
        "[durations]\nbse.respond = 9",
        "durations.bse.respond",
        "no such milestone",
        "durations.bse.responded",
    ),
    "a milestone twice": (
        '[milestones]\n"bse.filed" = 2027-01-01\nbse.filed = 2027-01-02',
        "milestones.bse.filed",
        "given twice",
        None,
    ),
    # steps of facts
    "no steps": ("[facts]\nholders = []", "facts.holders", "at least one step", None),
    "steps out of order": (
        "[facts]\nholders = [{from = 2026-02-01, value = 1}, {from = 2026-01-01, value = 2}]",
        "facts.holders.1.from",
        "in order",
        None,
    ),
    "step without a day": (
        "[facts]\nholders = [{value = 1}]",
        "facts.holders.0.from",
        "missing",
        None,
    ),
    "step without a value": (
        "[facts]\nholders = [{from = 2026-01-01}]",
        "facts.holders.0.value",
        "missing",
        None,
    ),
    # what is missing
    "no year": ("[[fiscal_years]]\nrevenue = 1", "fiscal_years.0.year", "missing", None),
    "event without kind": ("[[events]]\ndate = 2025-01-01", "events.0.kind", "missing", None),
    "event without date": ('[[events]]\nkind = "late-report"', "events.0.date", "missing", None),
    "title without date": (
        '[[recognition]]\nlevel = "champion"',
        "recognition.0.granted",
        "missing",
        None,
    ),
    "title without level": (
        "[[recognition]]\ngranted = 2024-01-01",
        "recognition.0.level",
        "missing",
        None,
    ),
    "listing without end": (
        NEEQ + "[[status.earlier_neeq]]\nlisted = 2017-01-01",
        "status.earlier_neeq.0.delisted",
        "missing",
        None,
    ),
    "listing without start": (
        NEEQ + "[[status.earlier_neeq]]\ndelisted = 2017-01-01",
        "status.earlier_neeq.0.listed",
        "missing",
        None,
    ),
    # fiscal years
    "year of 12 digits": (
        "[[fiscal_years]]\nyear = 202511230000",
        "fiscal_years.0.year",
        "from 1990 to 2060",
        None,
    ),
    "year 1989": (
        "[[fiscal_years]]\nyear = 1989",
        "fiscal_years.0.year",
        "from 1990 to 2060",
        None,
    ),
    "two entries for one year": (
        YEAR + YEAR,
        "fiscal_years.2025.year",
        "two entries for 2025",
        None,
    ),
    "forecast before audited": (
        YEAR + 'basis = "audited"\n[[fiscal_years]]\nyear = 2024\nbasis = "forecast"',
        "fiscal_years.2024.basis",
        "before an audited one (2025)",
        None,
    ),
    "audited too early": (
        '[[fiscal_years]]\nyear = 2026\nbasis = "audited"',
        "fiscal_years.2026.basis",
        "not over on 2026-11-23",
        None,
    ),
    "report before the year's end": (
        YEAR + "published = 2025-12-31",
        "fiscal_years.2025.published",
        "after the end",
        None,
    ),
    "interim report before July of its year": (
        YEAR + "[fiscal_years.half_year]\npublished = 2025-06-30",
        "fiscal_years.2025.half_year.published",
        "after the end",
        None,
    ),
    "half a pair": (
        YEAR + "net_profit_reported = 5",
        "fiscal_years.2025.net_profit_reported",
        "net_profit_recurring too",
        None,
    ),
    "other half of a pair": (
        YEAR + "net_profit_recurring = 5",
        "fiscal_years.2025.net_profit_recurring",
        "net_profit_reported too",
        None,
    ),
    "profit that is not the lower": (
        YEAR + "net_profit = 6\nnet_profit_reported = 6\nnet_profit_recurring = 5",
        "fiscal_years.2025.net_profit",
        "contradicts",
        None,
    ),
    "profit above the only other figure": (
        YEAR + "net_profit = 6\nnet_profit_reported = 5",
        "fiscal_years.2025.net_profit",
        "contradicts",
        None,
    ),
    # status
    "base tier without listing": (
        '[status]\nvenue = "neeq-base"',
        "status.neeq_listed",
        "neeq-base needs this",
        None,
    ),
    "innovation tier without entry": (
        '[status]\nvenue = "neeq-innovation"\nneeq_listed = 2025-03-12',
        "status.innovation_entered",
        "neeq-innovation needs this",
        None,
    ),
    "select tier without entry": (
        '[status]\nvenue = "neeq-select"\nneeq_listed = 2020-03-12',
        "status.select_entered",
        "neeq-select needs this",
        None,
    ),
    "BSE without listing": ('[status]\nvenue = "bse"', "status.bse_listed", "bse needs this", None),
    "tier before listing": (
        '[status]\nvenue = "neeq-innovation"\nneeq_listed = 2025-03-12\ninnovation_entered = 2025-03-11',
        "status.innovation_entered",
        "not before the NEEQ listing on 2025-03-12",
        None,
    ),
    "tier without listing": (
        '[status]\nvenue = "bse"\nbse_listed = 2024-01-05\ninnovation_entered = 2023-05-20',
        "status.innovation_entered",
        "needs neeq_listed",
        None,
    ),
    "listing of an unlisted firm": (
        '[status]\nvenue = "unlisted"\nneeq_listed = 2025-03-12',
        "status.neeq_listed",
        "unlisted has no such date",
        None,
    ),
    "BSE date of a NEEQ firm": (
        NEEQ + "bse_listed = 2026-01-05",
        "status.bse_listed",
        "has no such date",
        None,
    ),
    "listing in the future": (
        '[status]\nvenue = "neeq-base"\nneeq_listed = 2026-11-24',
        "status.neeq_listed",
        "on or before as_of (2026-11-23)",
        None,
    ),
    "delisted before listed": (
        "[[status.earlier_neeq]]\nlisted = 2017-03-01\ndelisted = 2017-02-28",
        "status.earlier_neeq.0.delisted",
        "after the listing",
        None,
    ),
    "earlier listings overlap": (
        "[[status.earlier_neeq]]\nlisted = 2017-03-01\ndelisted = 2019-01-01\n"
        "[[status.earlier_neeq]]\nlisted = 2018-12-31\ndelisted = 2020-01-01",
        "status.earlier_neeq.1.listed",
        "overlaps",
        None,
    ),
    "earlier and present listing overlap": (
        NEEQ + "[[status.earlier_neeq]]\nlisted = 2017-03-01\ndelisted = 2025-03-13",
        "status.neeq_listed",
        "overlaps",
        None,
    ),
    "earlier listing ends in the future": (
        "[[status.earlier_neeq]]\nlisted = 2017-03-01\ndelisted = 2027-01-01",
        "status.earlier_neeq.0.delisted",
        "on or before as_of",
        None,
    ),
    # the rest
    "joint stock before founding": (
        "[firm]\nfounded = 2012-05-08\njoint_stock_since = 2012-05-07",
        "firm.joint_stock_since",
        "not before the founding on 2012-05-08",
        None,
    ),
    "listed before founding": (
        NEEQ + "[firm]\nfounded = 2026-01-01",
        "status.neeq_listed",
        "not before the founding",
        None,
    ),
    "founded in the future": (
        "[firm]\nfounded = 2027-01-01",
        "firm.founded",
        "on or before as_of",
        None,
    ),
    "event ends before it began": (
        '[[events]]\nkind = "investigation"\ndate = 2025-09-01\nuntil = 2025-08-31',
        "events.0.until",
        "not before the event",
        None,
    ),
    "milestones out of order": (
        "[milestones]\nbse.filed = 2027-03-01\nbse.committee = 2027-02-28",
        "milestones.bse.committee",
        "not before bse.filed on 2027-03-01",
        None,
    ),
    "resolutions out of order": (
        "[milestones]\nbse.board_resolved = 2027-03-01\nbse.shareholders_resolved = 2027-02-28",
        "milestones.bse.shareholders_resolved",
        "not before bse.board_resolved",
        None,
    ),
    "filed before the shareholders resolved": (
        "[milestones]\nstar-transfer.shareholders_resolved = 2027-03-01\nstar-transfer.filed = 2027-02-28",
        "milestones.star-transfer.filed",
        "not before star-transfer.shareholders_resolved",
        None,
    ),
    # events and their kinds
    "end of a censure": (
        EVENT + "until = 2025-12-01",
        "events.0.until",
        "kind public-censure has no such key; it takes: kind, date, on, matter, note",
        None,
    ),
    "ground of a rejection": (
        '[[events]]\nkind = "application-rejected"\ndate = 2025-09-01\nground = "price"',
        "events.0.ground",
        "it takes: kind, date, venue, note",
        None,
    ),
    "execution of an investigation": (
        '[[events]]\nkind = "investigation"\ndate = 2025-09-01\nexecuted = 2026-09-01',
        "events.0.executed",
        "it takes: kind, date, until, on, note",
        None,
    ),
    "person of a late report": (
        '[[events]]\nkind = "late-report"\ndate = 2025-09-01\non = "director"',
        "events.0.on",
        "has no such key",
        None,
    ),
    "venue of a change of control": (
        '[[events]]\nkind = "controller-change"\ndate = 2025-09-01\nvenue = "bse"',
        "events.0.venue",
        "it takes: kind, date, note",
        None,
    ),
    "person": (EVENT + 'on = "directors"', "events.0.on", "company, controller", "director"),
    "executed before it happened": (
        '[[events]]\nkind = "csrc-penalty"\ndate = 2025-09-01\nexecuted = 2025-08-31',
        "events.0.executed",
        "not before the event on 2025-09-01",
        None,
    ),
    "empty note": (EVENT + "note = ''", "events.0.note", "on one line", None),
    "kind in other words": (
        '[[events]]\nkind = "control-change"\ndate = 2025-09-01',
        "events.0.kind",
        "controller-change",
        "controller-change",
    ),
    # audits
    "audit to a day within a month": (
        "[[audits]]\nperiod_end = 2024-02-28\npublished = 2024-05-10",
        "audits.0.period_end",
        "the last day of a month, such as 2024-02-29",
        None,
    ),
    "audit published on its period end": (
        "[[audits]]\nperiod_end = 2026-09-30\npublished = 2026-09-30",
        "audits.0.published",
        "after the end of the period (2026-09-30)",
        None,
    ),
    "two audits of one period": (
        AUDIT + AUDIT.replace("2026-11-10", "2026-11-20"),
        "audits.1.period_end",
        "two entries for 2026-09-30",
        None,
    ),
    "audit without a day": (
        "[[audits]]\nperiod_end = 2026-09-30",
        "audits.0.published",
        "missing",
        None,
    ),
    "audit without a period": (
        "[[audits]]\npublished = 2026-11-10",
        "audits.0.period_end",
        "missing",
        None,
    ),
    "audit of a year with another day": (
        YEAR
        + "published = 2026-04-16\n[[audits]]\nperiod_end = 2025-12-31\npublished = 2026-03-01",
        "audits.0.published",
        "contradicts fiscal_years.2025, whose audited report is of 2026-04-16",
        None,
    ),
    "audit of a year that is a forecast": (
        YEAR + 'basis = "forecast"\n[[audits]]\nperiod_end = 2025-12-31\npublished = 2026-03-01',
        "audits.0.period_end",
        "contradicts fiscal_years.2025, which says",
        None,
    ),
    "audit of a half-year that is not audited": (
        YEAR + "half_year = {audited = false}\n"
        "[[audits]]\nperiod_end = 2025-06-30\npublished = 2025-09-30",
        "audits.0.period_end",
        "contradicts fiscal_years.2025, which says",
        None,
    ),
    "audit of a half-year with another day": (
        YEAR + "half_year = {audited = true, published = 2025-08-22}\n"
        "[[audits]]\nperiod_end = 2025-06-30\npublished = 2025-09-30",
        "audits.0.published",
        "whose audited report is of 2025-08-22",
        None,
    ),
    # placements
    "placement done and under way": (
        PLACEMENT + "open_since = 2026-01-20",
        "placements.0.open_since",
        "contradicts date; expected one of the two",
        None,
    ),
    "placement without a day": (
        "[[placements]]\ncash = 5",
        "placements.0",
        "expected one of: date, open_since",
        None,
    ),
    "placement without cash": (
        "[[placements]]\ndate = 2026-03-18",
        "placements.0.cash",
        "needs the cash",
        None,
    ),
    "placement under way in the future": (
        "[[placements]]\nopen_since = 2026-11-24",
        "placements.0.open_since",
        "on or before as_of (2026-11-23)",
        None,
    ),
    "negative cash": (
        "[[placements]]\ndate = 2026-03-18\ncash = -1",
        "placements.0.cash",
        "not below 0",
        None,
    ),
    "investors": (
        PLACEMENT + 'investors = "profesional"',
        "placements.0.investors",
        "professional, other",
        "professional",
    ),
    # tasks
    "task before and after": (
        TASK + 'before = "bse.filed"\nafter = "bse.tutoring_filed"',
        "tasks.0.after",
        "contradicts before",
        None,
    ),
    "task at no milestone": (TASK, "tasks.0", "expected one of: before, after", None),
    "task before an unknown milestone": (
        TASK + 'before = "bse.file"',
        "tasks.0.before",
        "no such milestone",
        "bse.filed",
    ),
    "task of somebody else": (
        TASK.replace("auditor", "banker") + 'before = "bse.filed"',
        "tasks.0.party",
        "company, sponsor, auditor, lawyer, authority",
        None,
    ),
    "task of no length": (
        TASK.replace("20", "0") + 'before = "bse.filed"',
        "tasks.0.working_days",
        "from 1 to 1000",
        None,
    ),
    "task without a name": (
        '[[tasks]]\nparty = "company"\nworking_days = 5\nafter = "bse.filed"',
        "tasks.0.name",
        "missing",
        None,
    ),
    "task of nobody": (
        '[[tasks]]\nname = "x"\nworking_days = 5\nafter = "bse.filed"',
        "tasks.0.party",
        "missing",
        None,
    ),
    "task without length": (
        '[[tasks]]\nname = "x"\nparty = "company"\nafter = "bse.filed"',
        "tasks.0.working_days",
        "missing",
        None,
    ),
    "two tasks of one name": (
        2 * (TASK + 'before = "bse.filed"\n'),
        "tasks.1.name",
        "two tasks of this name",
        None,
    ),
    # status, governance, assumptions, years
    "test of no entry": (
        NEEQ + 'innovation_test = "rd"',
        "status.innovation_test",
        "needs innovation_entered",
        None,
    ),
    "test": (
        '[status]\nvenue = "neeq-innovation"\nneeq_listed = 2025-03-12\n'
        'innovation_entered = 2026-05-20\ninnovation_test = "profits"',
        "status.innovation_test",
        "profit, growth, rd, market",
        "profit",
    ),
    "supervisors": (
        "[governance]\nsupervisory_board = 3",
        "governance.supervisory_board",
        "true or false",
        None,
    ),
    "interim audit before July": (
        '[assumptions]\ninterim_audit_day = "06-30"',
        "assumptions.interim_audit_day",
        "after 06-30",
        None,
    ),
    "later years": (
        '[assumptions]\nlater_years = "as_last"',
        "assumptions.later_years",
        "as-last, none",
        "as-last",
    ),
    "negative dividends": (
        YEAR + "dividends = -1",
        "fiscal_years.2025.dividends",
        "not below 0",
        None,
    ),
    # amounts with a size
    "size of a count": ('[facts]\nholders = "24m"', "facts.holders", "money only", None),
    "size of a ratio": (
        YEAR + 'roe = "15k"',
        "fiscal_years.2025.roe",
        "a ratio (30% is 0.30); a size",
        None,
    ),
    "size of nothing": (
        YEAR + 'revenue = "m"',
        "fiscal_years.2025.revenue",
        "an amount of money",
        None,
    ),
    "size that is none": (
        YEAR + 'revenue = "24x"',
        "fiscal_years.2025.revenue",
        "an amount of money",
        None,
    ),
    "amount beyond 15 digits": (
        YEAR + 'revenue = "2000000bn"',
        "fiscal_years.2025.revenue",
        "15 digits",
        None,
    ),
    "negative amount with a size": (
        YEAR + 'revenue = "-1亿"',
        "fiscal_years.2025.revenue",
        "not below 0",
        None,
    ),
}


@pytest.mark.parametrize("name", ONE_PROBLEM)
def test_one_mistake_is_one_problem(name: str) -> None:
    """Each mistake is told with its key path, its expectation and the nearest valid name; nothing
    else is told.
    """
    text, path, words, nearest = ONE_PROBLEM[name]
    (problem,) = refused(HEAD + text + "\n")
    assert (problem.file, problem.path, problem.nearest) == ("<text>", path, nearest)
    assert words in problem.text("en")


def test_the_finding_is_shown() -> None:
    """A problem shows what was found, much as the file writes it, shortened and without control
    characters.
    """
    found = {
        'name = ""': '""',
        "name = 1_000.50": "1000.5",
        "name = true": "true",
        "name = 2026-01-01": "2026-01-01",
        "name = {a = 1}": "{…}",
        "name = [1]": "[…]",
        "name = nan": "nan",
        "name = '''a\nb'''": '"a\\u000ab"',
    }
    for text, shown in found.items():
        (problem,) = refused(HEAD + text + "\n")
        assert problem.found == shown
    (problem,) = refused(HEAD + f'name = "{"x" * 5000}"\n')
    assert len(problem.found) < 70


def test_the_horizon_ends_within_the_calendar() -> None:
    """as_of and the horizon together may not pass 2060, also where the horizon is the default."""
    assert loads(HEAD + "[plan]\nhorizon_years = 30\n").horizon_years == 30
    assert loads(HEAD, as_of=date(2050, 6, 1)).horizon_years == 10
    (problem,) = refused(HEAD, as_of=date(2051, 6, 1))
    assert (problem.path, problem.found) == ("plan.horizon_years", "10")


def test_all_problems_are_told_at_once() -> None:
    """Unknown keys, wrong values and contradictions of one file come together, in reading order."""
    text = HEAD + 'nmae = "x"\n[firm]\nfounded = 2012-02-30\njoint_stock_since = 2011-13-01\n'
    text += '[status]\nvenue = "neeq-base"\n'
    text += YEAR + "revenue = -1\nroe = nan\n" + YEAR + "[facts]\nholders = -4\n"
    text += "[milestones]\nbse.filed = 2027-03-01\nbse.listed = 2027-02-01\n[plan]\npace = 5\n"
    assert [
        problem.path
        for problem in refused(text, set=["plan.paec=floor", "durations.bse.responded=-3"])
    ] == [
        "plan.paec",
        "nmae",
        "firm.founded",
        "firm.joint_stock_since",
        "fiscal_years.2025.revenue",
        "fiscal_years.2025.roe",
        "facts.holders",
        "plan.pace",
        "durations.bse.responded",
        "status.neeq_listed",
        "fiscal_years.2025.year",
        "milestones.bse.listed",
    ]


def test_a_bad_value_is_not_called_missing() -> None:
    """A date that is given but wrong is one problem, not two."""
    (problem,) = refused(HEAD + '[status]\nvenue = "neeq-base"\nneeq_listed = "soon"\n')
    assert problem.path == "status.neeq_listed" and problem.found == '"soon"'


# -- arguments and overrides -----------------------------------------------------------------------

BAD_OVERRIDES: dict[str, tuple[str, str, str | None]] = {
    "plan.pace": ("", "expected PATH=VALUE", None),
    "=5": ("", "expected PATH=VALUE", None),
    "plan.paec=floor": ("plan.paec", "no such path", "plan.pace"),
    "paln.paec=floor": ("paln.paec", "no such path", "plan.pace"),
    "holders=5": ("holders", "a list of tables", "facts.holders"),
    "fiscal_year.2026.net_profits=1": (
        "fiscal_year.2026.net_profits",
        "no such path",
        "fiscal_years.2026.net_profit",
    ),
    "fiscal_years.2026.half_yaer.revenue=1": (
        "fiscal_years.2026.half_yaer.revenue",
        "no such path",
        "fiscal_years.2026.half_year.revenue",
    ),
    "fiscal_years.26.roe=1": ("fiscal_years.26.roe", "expected a fiscal year", None),
    "fiscal_years.net_profit=1": ("fiscal_years.net_profit", "expected a fiscal year", None),
    "events.first.date=2026-01-01": ("events.first.date", "expected a place in the list", None),
    "events.5.date=2026-01-01": ("events.5.date", "the next place is 0", None),
    "plan.pace.fast=1": ("plan.pace.fast", "holds a value", "plan.pace"),
    "facts.holders.value=1": ("facts.holders.value", "holds a value", "facts.holders"),
    "milestones.bse.file=2027-03-01": (
        "milestones.bse.file",
        "no such milestone",
        "milestones.bse.filed",
    ),
    "plan..pace=floor": ("plan..pace", "keys joined by dots", None),
    'plan."pace=floor': ('plan."pace', "keys joined by dots", None),
    "extends=base.toml": ("extends", "say it in the file", None),
    # a good path, a bad value
    "plan.pace=cautios": ("plan.pace", "floor, typical, cautious", "cautious"),
    "as_of=2026-02-30": ("as_of", "the calendar has", None),
    "fiscal_years.2026.net_profit=lots": (
        "fiscal_years.2026.net_profit",
        "an amount of money",
        None,
    ),
    "fiscal_years.2026.roe=nan": ("fiscal_years.2026.roe", "a ratio", None),
    "facts.holders=": ("facts.holders", "a whole number", None),
    "facts.holders.0.value=5": ("facts.holders.0.from", "missing", None),
    "name=1\nunit='wan'": ("name", "a text in quotes", None),
    "name=" + "[" * 3000: ("name", "a text in quotes", None),
    "plan={pace=1}": ("plan.pace", "expected one of", None),
    "plan.targets=bse": ("plan.targets", "a list", None),
    # amounts with a size where none belongs
    "facts.holders=24m": ("facts.holders", "a whole number; a size such as k", None),
    "facts.public_float=3万": ("facts.public_float", "a ratio (30% is 0.30); a size", None),
    "facts.market_cap.pe=18m": ("facts.market_cap.pe", "a number (without quotes); a size", None),
    "plan.horizon_years=5k": ("plan.horizon_years", "a whole number; a size", None),
    "offering.new_shares=1400万": ("offering.new_shares", "money only", None),
    "plan.pace=24m": ("plan.pace", "floor, typical, cautious", None),
    "as_of=24m": ("as_of", "a date such as", None),
    # lists by place
    "audits.2026-10-31.published=2027-01-10": (
        "audits.2026-10-31.published",
        "expected a place in the list",
        None,
    ),
    "placements.0.dat=2026-01-01": (
        "placements.0.dat",
        "no such path",
        "placements.0.date",
    ),
    "holders.0.group=A": ("holders.0.role", "what the holders are to the firm", None),
    "money.recievables=5": ("money.recievables", "no such path", "money.receivables"),
    "status.inovation_test=rd": ("status.inovation_test", "no such path", "status.innovation_test"),
}


@pytest.mark.parametrize("argument", BAD_OVERRIDES)
def test_bad_overrides(argument: str) -> None:
    """An override that leads nowhere, or holds what the key cannot, is told with the file
    `--set`.
    """
    path, words, nearest = BAD_OVERRIDES[argument]
    (problem,) = refused(HEAD, set=[argument])
    assert (problem.file, problem.path, problem.nearest) == ("--set", path, nearest)
    assert words in problem.text("en")


def test_bad_arguments_of_a_call() -> None:
    """Pace, targets and day of a call are checked like those of a file, and named as the options
    that they are.
    """
    problems = refused(HEAD, pace="slow", targets=["bsee"], as_of=date(2100, 1, 1))
    assert {(problem.file, problem.path) for problem in problems} == {
        ("--pace", "plan.pace"),
        ("--target", "plan.targets.0"),
        ("--as-of", "as_of"),
    }


def test_objects_that_are_no_values() -> None:
    """A mapping of overrides may hold anything; what is no value is told, not raised."""
    for value in (None, object(), float("nan"), 1j, {1: {2: 3}}, b"x"):
        (problem,) = refused(HEAD, set={"facts.holders": value})
        assert problem.path == "facts.holders"


def test_rebuilding_refuses_like_loading() -> None:
    """Overrides of a scenario that was read before are checked in the same way."""
    with pytest.raises(InputError, match=r"--set: plan\.paec: .*did you mean plan\.pace"):
        rebuild(loads(HEAD), ["plan.paec=floor"])


# -- files -----------------------------------------------------------------------------------------


def file_refused(source: Path | str, **options: object) -> tuple[Problem, ...]:
    """The problems of a file."""
    with pytest.raises(InputError) as caught:
        load(source, **options)  # type: ignore[arg-type]
    return told(caught.value)


GARBAGE: dict[str, tuple[bytes, str]] = {
    "overlay": (b"[book]\nchecked_on = 2026-11-23\n", "overlay of the law"),
    "empty": (b"", 'at least schema = "pathway.scenario/1" and [status]'),
    "only space": (b" \n\n", "nothing in it"),
    "only comments": (b"# nothing\n", "nothing in it"),
    "binary": (bytes(range(256)), "UTF-8"),
    "zeros": (b"\0" * 100, "UTF-8"),
    "GBK": ('name = "北京"'.encode("gbk"), "UTF-8"),
    "UTF-16": (HEAD.encode("utf-16"), "UTF-8"),
    "two MiB": (b"#" * 2**21, "1 MiB"),
    "one byte too much": (HEAD.encode() + b"#" * (2**20 + 1 - len(HEAD)), "1 MiB"),
    "400 nested tables": (
        b"".join(b"[%s]\n" % b".".join([b"a"] * n) for n in range(1, 401)),
        "too deeply",
    ),
    "400 nested lists": (b"a = " + b"[" * 400 + b"]" * 400, "too deeply"),
    "400 nested inline tables": (b"a = " + b"{a = " * 400 + b"1" + b"}" * 400, "too deeply"),
    "a key of 100,000 parts": (b"a." * 100_000 + b"a = 1", "too deeply"),
    "20 nested tables": (b"[" + b".".join([b"a"] * 20) + b"]\nx = 1", "too deeply"),
    "a number of 10,000 digits": (b"a = " + b"9" * 10_000, "too many digits"),
    "no TOML": (b"schema: pathway\nname: x\n", "line 1, column 7"),
    "a key twice": (b"a = 1\na = 2\n", "line 2, column 6"),
    "an open text": (b'name = "', "not valid TOML"),
    "an open list": (b"a = [1,\n", "at the end of the file"),
    "too many impossible dates": (
        b"a = [" + b"2026-02-30, " * 2000 + b"]",
        "too many impossible dates",
    ),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage(name: str, tmp_path: Path) -> None:
    """A file that is no scenario at all is one problem that says why, from a file as from standard
    input.
    """
    data, words = GARBAGE[name]
    path = tmp_path / "bad.toml"
    path.write_bytes(data)
    (problem,) = file_refused(path)
    assert problem.file == str(path) and words in problem.text("en")
    (problem,) = file_refused("-", stdin=BytesIO(data))
    assert problem.file == "-" and words in problem.text("en")


def test_another_schema_is_refused() -> None:
    """A file in another format is no scenario."""
    (problem,) = refused('schema = "pathway.scenario/2"\nas_of = 2026-11-23\n')
    assert (problem.path, problem.nearest) == ("schema", "pathway.scenario/1")


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named with the most similar one of its folder."""
    (tmp_path / "firm.toml").write_text(HEAD)
    (problem,) = file_refused(tmp_path / "frim.toml")
    assert problem.nearest == str(tmp_path / "firm.toml")
    (problem,) = file_refused(tmp_path / "nowhere" / "firm.toml")
    assert problem.nearest is None and "no such file" in problem.text("en")


def test_a_folder(tmp_path: Path) -> None:
    """A folder is no scenario."""
    (problem,) = file_refused(tmp_path)
    assert "this is a folder" in problem.text("en")


def test_names_that_no_file_has() -> None:
    """Names that the system itself refuses are told like missing files."""
    for name in ("a\0b", "x" * 5000):
        assert len(file_refused(name)) == 1


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the system says when a file is opened becomes a problem."""
    for error, words in ((PermissionError(), "permissions"), (OSError(5, "I/O"), "cannot be read")):

        def fail(*_: object, error: OSError = error) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(Path, "open", fail)
            (problem,) = file_refused(tmp_path / "firm.toml")
        assert words in problem.text("en")


# -- extends ---------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder `in` with scenarios, and a scenario outside of it."""
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "outside.toml").write_text(HEAD)
    (inside / "base.toml").write_text(HEAD)
    return inside


@pytest.mark.parametrize(
    ("target", "words", "nearest"),
    [
        ('"../outside.toml"', "in the folder of this scenario", None),
        ('"link.toml"', "in the folder of this scenario", None),
        ('"/etc/passwd"', "in the folder of this scenario", None),
        ('"bsae.toml"', "no such file to extend", "base.toml"),
        ('"loop.toml"', "no such file to extend", None),
        ('"."', "no such file to extend", None),
        ('"a\\u0000b"', "no such file to extend", None),
        ('"child.toml"', "in a circle", None),
        ('"./child.toml"', "in a circle", None),
        ("5", "the name of a scenario file", None),
        ('""', "the name of a scenario file", None),
    ],
)
def test_bad_extends(tree: Path, target: str, words: str, nearest: str | None) -> None:
    """What is extended must be a file in the folder of the first file or below, also by links, and
    no circle.
    """
    (tree / "link.toml").symlink_to(tree.parent / "outside.toml")
    (tree / "loop.toml").symlink_to(tree / "loop.toml")
    child = tree / "child.toml"
    child.write_text(HEAD + f"extends = {target}\n")
    (problem,) = file_refused(child)
    assert (problem.file, problem.path, problem.nearest) == (str(child), "extends", nearest)
    assert words in problem.text("en")


def test_a_longer_circle(tree: Path) -> None:
    """A circle over several files is told in the file that closes it."""
    for name, base in (("a", "b"), ("b", "c"), ("c", "a")):
        (tree / f"{name}.toml").write_text(HEAD + f'extends = "{base}.toml"\n')
    (problem,) = file_refused(tree / "a.toml")
    assert problem.file == str(tree / "c.toml") and "in a circle" in problem.text("en")


def test_a_file_below_may_not_lead_out(tree: Path) -> None:
    """The limit is the folder of the outermost file for every file of the chain."""
    (tree / "below").mkdir()
    (tree / "below" / "middle.toml").write_text(HEAD + 'extends = "../../outside.toml"\n')
    (tree / "top.toml").write_text(HEAD + 'extends = "below/middle.toml"\n')
    (problem,) = file_refused(tree / "top.toml")
    assert problem.file == str(tree / "below" / "middle.toml") and "in the folder" in problem.text(
        "en"
    )


def test_problems_name_the_file_that_they_are_in(tree: Path) -> None:
    """Each problem names its own file of the chain, and a broken base hides no problem of the
    child.
    """
    (tree / "base.toml").write_text('unit = "wann"\n[firm]\nnmae = "x"\n')
    child = tree / "child.toml"
    child.write_text(HEAD + 'extends = "base.toml"\n[facts]\nholders = -1\n')
    places = {(Path(problem.file).name, problem.path) for problem in file_refused(child)}
    assert places == {
        ("base.toml", "unit"),
        ("base.toml", "firm.nmae"),
        ("child.toml", "facts.holders"),
    }
    (tree / "base.toml").write_text("][")
    places = {(Path(problem.file).name, problem.path) for problem in file_refused(child)}
    assert places == {("base.toml", ""), ("child.toml", "facts.holders")}


# -- whatever comes --------------------------------------------------------------------------------


def messages() -> Iterator[str]:
    """The keys of messages that the readers name in their code."""
    for module in files("pathway").joinpath("scenario", "file").iterdir():
        if module.name.endswith(".py"):
            yield from re.findall(
                r'"(scenario\.[a-z-]+(?:\.[a-z_-]+)*)"', module.read_text(encoding="utf-8")
            )


def test_every_message_exists_in_both_languages() -> None:
    """No problem can be told without words: every key named in the code, and every required key,
    has a message.
    """
    from pathway.base.phrases import messages as room

    catalog = room("scenario")
    assert set(messages()) <= catalog.keys()
    for entry in catalog.values():
        english, chinese = (
            {name for _, name, _, _ in Formatter().parse(entry[lang])} for lang in ("en", "zh")
        )
        assert english - {None} == chinese - {None}
    required = {
        key for field in _subs(SCENARIO) for key, kind in field.fields.items() if kind.required
    }
    assert {f"scenario.required.{key}" for key in required} <= catalog.keys()


def _subs(field: object) -> Iterator[Sub]:
    match field:
        case Sub():
            yield field
            for inner in field.fields.values():
                yield from _subs(inner)
        case TablesField():
            yield from _subs(field.of)
        case FactField():
            yield from _subs(field.step)
            yield from _subs(field.pe)


def attempt(text: str | bytes, overrides: list[str]) -> None:
    """Reads whatever it is: a scenario comes out, or problems that can be told."""
    try:
        if isinstance(text, bytes):
            result = load("-", stdin=BytesIO(text), set=overrides, today=date(2026, 11, 23))
        else:
            result = loads(text, set=overrides, today=date(2026, 11, 23))
        assert isinstance(result, Scenario) and rebuild(result, ()) == result
    except InputError as error:
        for problem in error.problems:
            assert problem.text("en") and problem.text("zh")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    """Bytes of any kind give problems, never another exception."""
    attempt(data, [])


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_random_text(text: str, argument: str) -> None:
    """Texts of any kind, as file and as override, give problems, never another exception."""
    attempt(HEAD + text, [argument])


TABLES = [
    "",
    "[firm]",
    "[status]",
    "[[fiscal_years]]",
    "[fiscal_years.half_year]",
    "[facts]",
    "[plan]",
    "[milestones]",
    "[[events]]",
    "[[status.earlier_neeq]]",
    "[ladder]",
    "[durations]",
    "[uncertainty]",
    "[assumptions]",
    "[governance]",
    "[offering]",
    "[[recognition]]",
    "[[audits]]",
    "[[placements]]",
    "[[tasks]]",
    "[status.x]",
    "[facts.market_cap]",
    "[[facts.holders]]",
]
KEYS = [
    "year",
    "basis",
    "net_profit",
    "net_profit_reported",
    "revenue",
    "roe",
    "published",
    "venue",
    "neeq_listed",
    "innovation_entered",
    "holders",
    "market_cap",
    "pe",
    "from",
    "value",
    "kind",
    "date",
    "until",
    "listed",
    "delisted",
    "targets",
    "pace",
    "horizon_years",
    "report_day",
    "half_year",
    "unit",
    "as_of",
    "founded",
    "extends",
    "level",
    "granted",
    "qualified_status",
    "period_end",
    "cash",
    "open_since",
    "executed",
    "on",
    "before",
    "after",
    "working_days",
    "dividends",
    "innovation_test",
    "interim_audit_day",
    "bse",
    "x",
    *MILESTONE_IDS[:20],
]
VALUES = [
    "1",
    "-1",
    "2025",
    "2026",
    "0.5",
    "1e30",
    "1e-70",
    "nan",
    "-inf",
    "true",
    '""',
    '"bse"',
    '"audited"',
    '"wan"',
    '"neeq-base"',
    "2025-03-12",
    "2026-02-30",
    "9999-12-31",
    "2026-01-01T00:00:00Z",
    "07:32:00",
    "[]",
    "{}",
    "[1, 'a']",
    "{pe = 3}",
    "[{from = 2025-01-01, value = 3}]",
    "[[]]",
    "{bse = {filed = 2026-01-01}}",
    "0xffffffffffffffffffffffffff",
    "'04-20'",
    '"investigation"',
    "2026-10-31",
    '"24m"',
    '"bse.filed"',
    '"rd"',
    '"controller"',
]
ASSIGNMENTS = st.builds(
    lambda key, value: f"{key} = {value}", st.sampled_from(KEYS), st.sampled_from(VALUES)
)
LINES = st.one_of(st.sampled_from(TABLES), ASSIGNMENTS)
SEGMENTS = st.sampled_from(
    [*(table.strip("[]") for table in TABLES if table), *KEYS, "2025", "0", "7"]
)
PATHS = st.lists(SEGMENTS, min_size=1, max_size=4)
ARGUMENTS = st.builds(
    lambda keys, value: f"{'.'.join(keys)}={value}", PATHS, st.sampled_from(VALUES)
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=12), st.lists(ARGUMENTS, max_size=3))
def test_random_documents(lines: list[str], arguments: list[str]) -> None:
    """Documents of known tables, keys and values, thrown together, give a scenario or problems, and
    nothing else.
    """
    attempt(HEAD + "\n".join(lines) + "\n", arguments)
