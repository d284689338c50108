"""What two scenarios have in common: which metrics mean the same for both, so that
verdicts can be shared.

A grid of a thousand cells changes one or two inputs of one scenario; all that does not read them is
worked out once.
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from itertools import zip_longest

from pathway.law.language.grammar import REMEMBERED, Node, calls_of, metrics_of
from pathway.planning.subject import OF_SESSIONS, OFFERING, RAISED, Knowledge
from pathway.scenario.firm import FACTS, Firm, FiscalYear
from pathway.scenario.scenario import Scenario

EVENTS, STATEMENTS, DATES = "events", "statements", "dates"
"""What conditions read besides metrics: events of the firm, when audited statements are out, dates
of the status.
"""
_READS = {
    "clear_of": EVENTS,
    "no_open": EVENTS,
    "recurs": EVENTS,
    "statements_valid": STATEMENTS,
    "industry_in": "industry",
}
ANNUAL = frozenset({"report_lag", "annual_report_late", "complete_fiscal_years"})
_INTERIM = frozenset({"half_lag", "interim_report_late"})
"""What depends on when annual, or half-year, reports are out, besides the figures that they hold."""


VALUED = frozenset({"market_value", "closing_price_fen", "market_cap"})
"""What the metrics of the last trading days are made from."""


@lru_cache(maxsize=REMEMBERED)
def reads_of(node: Node) -> frozenset[str]:
    """The metrics that a condition reads, and what else it reads; not through other provisions."""
    return frozenset(metrics_of(node)) | {_READS[name] for name in calls_of(node) if name in _READS}


def changed(before: Knowledge, after: Knowledge) -> frozenset[str]:
    """What rules read that may mean something else for the second scenario, apart from events that
    follow from its file.
    """
    old, new = before.scenario, after.scenario
    reads: set[str] = set()
    yearly, halves = before.yearly_metrics
    if _annual(before) != _annual(after):
        reads |= {STATEMENTS, *ANNUAL} | (yearly - halves)
    if _interim(before) != _interim(after):
        reads |= {STATEMENTS, *_INTERIM, *halves}
    if _audited(before) != _audited(after):
        reads |= {STATEMENTS, "half_audited"}
    for one, other in _other_years(old.firm, new.firm):
        reads.update(
            name
            for name in yearly
            if one is None
            or other is None
            or before.of_year(name, one.year) != after.of_year(name, other.year)
        )
    reads.update(_facts(before, after))
    a, b = old.firm, new.firm
    if (a.events, a.status) != (b.events, b.status):
        reads.add(EVENTS)
    if before.covered("reserves") != after.covered("reserves"):
        reads.add(STATEMENTS)
    if (a.status, old.milestones) != (b.status, new.milestones):
        reads.add(DATES)
    own = (a.status, a.founded, a.joint_stock_since, a.industry, a.governance)
    if own != (b.status, b.founded, b.joint_stock_since, b.industry, b.governance):
        reads.update(
            name for name in after.vocabulary if name not in FACTS and name not in OFFERING
        )
    return frozenset(reads)


def _other_years(before: Firm, after: Firm) -> list[tuple[FiscalYear | None, FiscalYear | None]]:
    """The fiscal years given, side by side, of which something differs."""
    pairs = zip_longest(before.fiscal_years, after.fiscal_years)
    return [(one, other) for one, other in pairs if one is not other and one != other]


def alike(before: Scenario, after: Scenario) -> bool:
    """Whether two scenarios look at the same days by the same law, so that anything can be
    shared.
    """
    ours, theirs = (
        (one.as_of, one.horizon_years, one.pauses_end, one.notices_through)
        for one in (before, after)
    )
    return ours == theirs


Standpoint = tuple[object, ...]


def standpoint_of(scenario: Scenario) -> Standpoint:
    """What the networks of a scenario depend on by themselves, apart from how long steps take and
    what they ask of the firm: the milestones given, and where the firm stands.
    """
    firm = scenario.firm
    return scenario.milestones, scenario.extension, firm.status, firm.events


def timing_of(scenario: Scenario, steps: Container[str]) -> Standpoint:
    """What the lengths of some steps depend on by themselves, apart from what they ask of the
    firm.
    """
    given = scenario.durations.items()
    return scenario.pace, tuple(
        sorted((name, days) for name, days in given if name.rpartition(".")[0] in steps)
    )


def _annual(known: Knowledge) -> object:
    """Which annual reports come out, and when."""
    scenario = known.scenario
    years = [(y.year, y.published) for y in scenario.firm.fiscal_years]
    return years, scenario.report_day, known.as_last


def _interim(known: Knowledge) -> object:
    """Which half-year reports come out, and when."""
    scenario = known.scenario
    halves = [(y.year, y.half_year and y.half_year.published) for y in scenario.firm.fiscal_years]
    return halves, scenario.interim_report_day, known.as_last


def _audited(known: Knowledge) -> object:
    """Which other accounts are audited, and when."""
    scenario = known.scenario
    halves = [(y.year, y.half_year and y.half_year.audited) for y in scenario.firm.fiscal_years]
    assumed = scenario.interim_audits, scenario.interim_audit_day, scenario.pace == "floor"
    return halves, assumed, scenario.firm.audits


def _facts(before: Knowledge, after: Knowledge) -> set[str]:
    """The facts, and the metrics of the offering, that differ."""
    old, new = before.scenario.firm, after.scenario.firm
    reads = {name for name in FACTS if old.facts.get(name) != new.facts.get(name)}
    if "market_cap" in new.facts and before.daily("market_cap") != after.daily("market_cap"):
        reads.add("market_cap")
    if reads & VALUED:
        reads |= OF_SESSIONS
    if old.placements != new.placements:
        reads |= {*RAISED, "placement_market_cap", STATEMENTS, EVENTS}
    if old.joint_stock_since != new.joint_stock_since:
        reads.add(STATEMENTS)
    if old.offering != new.offering or "share_capital" in reads:
        reads.update(OFFERING)
    return reads
