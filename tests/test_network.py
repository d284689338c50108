"""What the networks of a route take from similar firms, and how soon any firm like one could be."""

from functools import cache
from pathlib import Path

import pytest

import pathway
from pathway.planning.sharing import EVENTS
from pathway.planning.solve import Ask, best_of, question, soonest
from pathway.scenario.scenario import Scenario

SCENARIOS = Path(__file__).parent.parent / "scenarios"
NAMES = (
    "base-tier-parts-maker",
    "forecast-year-decides",
    "penalty-look-back",
    "statements-go-stale",
    "straight-to-innovation",
)
TO_BSE = Ask(("bse",))


@cache
def firm(name: str) -> Scenario:
    """A shipped scenario."""
    return pathway.load(SCENARIOS / f"{name}.toml")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("loose", ["net_profit", "holders", EVENTS])
def test_no_firm_is_sooner_than_the_bound_of_what_may_change(name: str, loose: str) -> None:
    """Where one thing about a firm may be anything, the firm as it is is no sooner than the bound."""
    asked = question(firm(name), TO_BSE)
    found, bound = best_of(asked, "bse"), soonest(asked, "bse", frozenset({loose}))
    assert found is None or (bound is not None and bound <= found.date)


def test_a_similar_firm_takes_over_what_is_the_same() -> None:
    """A firm whose profit alone differs, planned after the first one and by what that one found, has
    the day that it has by itself.
    """
    first = question(firm("base-tier-parts-maker"), TO_BSE)
    assert best_of(first, "bse") is not None
    for profit in ("14m", "21m", "27m"):
        other = pathway.rebuild(
            first.requirements.scenario, {"fiscal_years.2026.net_profit": profit}
        )
        alone, taken = question(other, TO_BSE), question(other, TO_BSE, like=first)
        one, two = best_of(alone, "bse"), best_of(taken, "bse")
        assert (one.date if one else None) == (two.date if two else None), profit


def test_a_step_that_takes_its_time_names_what_times_it() -> None:
    """The day of the submission follows from how long it takes, which no rule sets; those of the
    acceptance and the first inquiry from rules on their time.
    """
    plan = pathway.plan(firm("base-tier-parts-maker"), ["bse"])
    causes = {link.milestone: link.cause for link in plan.best["bse"].why("bse.listed")}
    assert causes["bse.accepted"].rule == "bse.acceptance"
    assert causes["bse.inquired"].rule == "bse.first-inquiry"
    assert causes["bse.submitted"].rule == "durations.bse.submitted"
