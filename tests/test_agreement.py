"""One firm, one answer: `check` says on the plan's days what the plan says. (That a plan pinned to
its own days is the same plan is in `test_metamorphic`.)
"""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

import pathway
from tests.conftest import tries
from tests.random_firms import Seeded, anywhere, scenario_of

FIRMS, CHUNK = 300, 50
BASE = Path(__file__).parent.parent / "scenarios" / "base-tier-parts-maker.toml"
FALLEN = {
    "status.venue": "neeq-innovation",
    "status.innovation_entered": date(2026, 5, 20),
    "events": [{"kind": "tier-demotion", "date": date(2027, 4, 26), "ground": "annual-report"}],
}


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, FIRMS, CHUNK))
def test_check_agrees_with_the_plan_on_its_own_days(first: int) -> None:
    """On the day of the filing, of the committee and of the listing, `check` finds nothing missing
    of what is tested then.
    """
    tried = 0
    for number in range(first, first + tries(CHUNK)):
        scenario = scenario_of(anywhere(Seeded(Random(number))))
        for route in pathway.plan(scenario).best.values():
            days: dict[str, date] = {m.id: m.date for m in route.milestones}
            step = route.id.split(">")[-1]
            for name in ("filed", "committee", "listed"):
                day = days.get(f"{step}.{name}")
                if day is None or day <= scenario.as_of:
                    continue
                items = pathway.check(scenario, route.target, day, ipo=step == route.target).items
                tested = [item for item in items if name in item.tested_at]
                lacking = [i.id for i in tested if i.outcome not in ("met", "assumed")]
                assert not lacking, (number, name, lacking)
                tried += len(tested)
    assert tried


def test_a_tier_gained_again_counts_from_then() -> None:
    """A firm moved down from the tier on 2027-04-26 is in it again from the day on which its plan
    has it enter anew: on the day of its filing `check` finds it there, on the day before its new
    entry it does not.
    """
    scenario = pathway.rebuild(pathway.load(BASE), FALLEN)
    route = pathway.plan(scenario, ["bse"]).best["bse"]
    days = {m.id: m.date for m in route.milestones}
    entered = days["innovation.entered"]
    assert entered > date(2027, 4, 26)
    for day, outcome in ((days["bse.filed"], "met"), (entered - timedelta(1), "unmet")):
        (tier,) = (
            item
            for item in pathway.check(scenario, "bse", day).items
            if item.id == "bse.innovation-tier"
        )
        assert tier.outcome == outcome
