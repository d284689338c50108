"""The BSE rules: one version on every day, and conditions that hold from their threshold on."""

from collections.abc import Mapping
from datetime import date

import pytest

import pathway
from pathway.law.rulebook import shipped
from pathway.planning.requirements import verdict
from pathway.scenario.scenario import Scenario

BOOK = shipped()


def firm(body: str) -> Scenario:
    """A firm in the innovation tier with some more lines of a scenario; money in million yuan."""
    return pathway.loads(
        'schema = "pathway.scenario/1"\nname = "x"\nas_of = 2026-11-23\nunit = "million"\n'
        '[status]\nvenue = "neeq-innovation"\nneeq_listed = 2020-01-10\n'
        f"innovation_entered = 2020-05-25\n{body}"
    )


def years(*rows: Mapping[str, object]) -> str:
    """Audited fiscal years 2024, 2025, … with some figures each."""
    out = ""
    for i, row in enumerate(rows):
        out += f'[[fiscal_years]]\nyear = {2024 + i}\nbasis = "audited"\n'
        out += "".join(f"{key} = {value}\n" for key, value in row.items())
    return out


def outcome(scenario: Scenario, rule: str, on: str) -> str:
    return verdict(scenario, BOOK, rule).outcome(date.fromisoformat(on).toordinal())


# -- versions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in BOOK.provisions if name.startswith("bse.")])
def test_one_version_is_in_force_on_every_day(name: str) -> None:
    """From its first day on each provision has exactly one version in force, and it ends with the
    next one.
    """
    versions = BOOK.provisions[name].known(date.max)
    assert [v.until for v in versions] == [*(v.effective for v in versions[1:]), None]


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


CAP = "[facts]\nmarket_cap = {}\n"
GOOD: dict[str, tuple[float, dict[str, float], dict[str, float]]] = {
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
    cap, first, second = GOOD[rule]
    rows = [first, second]
    assert outcome(firm(years(*rows) + CAP.format(cap)), rule, "2026-11-23") == "met"
    rows = [{**row, key: worse} if i == year else row for i, row in enumerate(rows)]
    assert (
        outcome(firm(years(*rows) + CAP.format(worse if year is None else cap)), rule, "2026-11-23")
        == "unmet"
    )
