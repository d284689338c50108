"""Whatever the firm: no plan breaks a rule, waiting for more never makes it earlier, and the paces
keep their order.
"""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

import pathway
from pathway.dates.days import add_months, to_date
from pathway.law.effect import AtLeast, AtMost, Period, Requires
from pathway.law.rulebook import shipped
from pathway.law.steps import MILESTONES, PACES
from pathway.planning.requirements import Requirements
from pathway.planning.solve import Ask, Solved, question, solve_all
from pathway.scenario.scenario import Scenario
from tests.random_firms import AS_OF, scenario_of, share

BOOK = shipped()
USUAL = Ask()


def ends(requirements: Requirements, start: date, period: Period) -> int:
    """A period counted without the solver's steps."""
    day = start.toordinal()
    match period.unit:
        case "months":
            return add_months(day, period.count)
        case "days":
            return day + period.count
        case "trading days":
            return requirements.clock.calendars.trading.add(day, period.count)
        case _:
            return requirements.clock.calendars.working.add(day, period.count)


def found(scenario: Scenario, ask: Ask) -> dict[str, Solved | None]:
    """The schedule of every route to the target of a firm; None where a route has none."""
    asked = question(scenario, ask)
    return {
        ">".join(one.steps): one if isinstance(one, Solved) else None
        for one in solve_all(asked, asked.targets[0])
    }


def dates(scenario: Scenario, ask: Ask = USUAL) -> dict[str, date]:
    """The day of every route; the last of all where there is none."""
    return {
        name: date.max if one is None else one.date for name, one in found(scenario, ask).items()
    }


def broken(scenario: Scenario, one: Solved) -> list[str]:
    """The rules that the dates of a schedule break, found without the solver."""
    requirements = Requirements(scenario, BOOK)
    days = {name: to_date(day) for name, day in one.schedule.days.items()}
    status = scenario.firm.status
    given = {"neeq.listed": status.neeq_listed, "innovation.entered": status.innovation_entered}
    if "neeq-direct.listed" in days:
        given = dict.fromkeys(given, days["neeq-direct.listed"])
    out = []
    for step in one.steps:
        for provision in BOOK.for_step(step):
            for name in MILESTONES[step]:
                day = days.get(f"{step}.{name}")
                if day is None or f"{step}.{name}" in scenario.milestones:
                    continue
                for version in requirements.law.known(provision):
                    picked = days.get(f"{step}.{version.applies_by or name}", day)
                    if name not in version.tested_at or not (
                        version.effective <= picked < (version.until or date.max)
                    ):
                        continue
                    effect = version.effect
                    if isinstance(effect, AtLeast | AtMost):
                        since = days.get(
                            f"{step}.{effect.since}",
                            days.get(effect.since, given.get(effect.since)),
                        )
                        if since is None:
                            continue
                        end = ends(requirements, since, effect.period)
                        early = isinstance(effect, AtLeast) and day.toordinal() < end
                        if early and isinstance(effect, AtLeast) and effect.unless is not None:
                            # Months of a listing that is itself planned are checked by the tests of
                            # tutoring.
                            free = requirements.condition(effect.unless).met
                            early = (
                                "neeq_months" not in effect.unless_source
                                and day.toordinal() not in free
                            )
                        late = isinstance(effect, AtMost) and day.toordinal() > end
                        if early or late:
                            out.append(f"{provision.id}@{name}")
                        continue
                    lead = effect.lead if isinstance(effect, Requires) else 0
                    filing = (
                        name in ("filed", "accepted") and scenario.statement_extension != "always"
                    )
                    extended = scenario.statement_extension != "never" and not filing
                    if (day - timedelta(lead)).toordinal() not in requirements.allowed(
                        version, extended
                    ):
                        out.append(f"{provision.id}@{name}")
    return out


@pytest.mark.slow
def test_no_plan_breaks_a_rule() -> None:
    """Every date of every feasible route keeps every rule that governs it."""
    tried = 0
    for number, tables in share("rules"):
        scenario = scenario_of(tables)
        for one in found(scenario, USUAL).values():
            if one is not None:
                assert broken(scenario, one) == [], number
                tried += 1
    assert tried


@pytest.mark.slow
def test_paces_keep_their_order() -> None:
    """No route is earlier at a typical pace than at the floor, nor at a cautious one than at a
    typical one.
    """
    for number, tables in share("paces"):
        scenario = scenario_of(tables)
        for faster, slower in pairwise(dates(scenario, Ask(pace=pace)) for pace in PACES):
            assert all(faster[name] <= slower[name] for name in faster), number


@pytest.mark.slow
def test_a_later_as_of_day_is_never_earlier() -> None:
    """The same firm, planned from a later day with nothing done meanwhile, lists no earlier."""
    for number, tables in share("later as-of"):
        scenario = scenario_of(tables)
        day = AS_OF + timedelta(Random(number).randint(1, 400))
        later = pathway.rebuild(scenario, {"as_of": day, **_settled(scenario, day)})
        first, second = dates(scenario), dates(later)
        assert all(first[name] <= second.get(name, date.max) for name in first), (number, day)


def _settled(scenario: Scenario, as_of: date) -> dict[str, object]:
    """What the file says on a later day: the same figures, and that the tier was lost where they
    cost the firm the tier meanwhile.
    """
    audited: dict[str, object] = {
        f"fiscal_years.{y.year}.basis": "audited" if y.year < as_of.year else "forecast"
        for y in scenario.firm.fiscal_years
    }
    lost = [
        event
        for event in Requirements(scenario, BOOK).subject.brought
        if event.kind == "tier-demotion" and event.sure and event.day <= as_of.toordinal()
    ]
    if not lost:
        return audited
    demotion = {
        "kind": "tier-demotion",
        "date": date.fromordinal(lost[0].day),
        "ground": lost[0].ground,
    }
    given = scenario.document.get("events")
    events = [*(given if isinstance(given, list) else ()), demotion]
    return audited | {"status.venue": "neeq-base", "events": events}


@pytest.mark.slow
def test_strict_is_never_earlier() -> None:
    """Taking assumptions as not met and boundary days as too early never brings a date forward."""
    for number, tables in share("strict"):
        scenario = scenario_of(tables)
        usual, strict = dates(scenario), dates(scenario, Ask(strict=True))
        assert all(usual[name] <= strict[name] for name in usual), number
