"""One case planned, and drawn, as of one of its days: what was said of its later milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import to_date
from pathway.law.rulebook import Rulebook
from pathway.law.steps import PACES, RouteSteps, Venue
from pathway.planning.causes import milestone_title
from pathway.planning.solve import Ask, PlanQuestion, Solved, question, solve
from pathway.scenario.scenario import Scenario
from pathway.studies.backtest.assumed import scenario_of
from pathway.studies.backtest.cases import Case
from pathway.studies.backtest.scores import Forecast
from pathway.studies.simulate.engine import Engine
from pathway.studies.simulate.taken import days_of

_DRAWS = 4096
_SEED = 1
REACHED: Mapping[str, Venue] = {
    "neeq": "neeq-base",
    "innovation": "neeq-innovation",
    "bse": "bse",
    "star": "star",
    "chinext": "chinext",
    "sse-main": "sse-main",
    "szse-main": "szse-main",
    "star-transfer": "star",
    "chinext-transfer": "chinext",
}


@frozen
class Told:
    """What was said of some milestones of a case, or why nothing was."""

    forecasts: Mapping[str, Forecast]
    refused: Phrase | None = None


def told(
    case: Case,
    book: Rulebook,
    route: RouteSteps,
    given: str,
    later: Sequence[str],
    last: date,
) -> Told:
    """The later milestones of a case as of the day of a given one.

    last: the day through which anything is known of any case. What had not happened by then is in
    no case, so only draws that are through by then are held against them.
    """
    as_of = case.milestones[given]
    scenario = scenario_of(case, route, as_of)
    target = REACHED[max((name.partition(".")[0] for name in later), key=route.index)]
    wanted = {name.partition(".")[0] for name in later}
    days: list[Mapping[str, int]] = []
    steps: RouteSteps = ()
    first: PlanQuestion | None = None
    for pace in PACES:
        try:
            asked = question(scenario, Ask([target], pace, book), like=first)
        except OutOfRangeError as refused:
            return Told({}, refused.message)
        first = first or asked
        routes = [route for _, route in asked.routes if wanted <= set(route)]
        found = (solve(asked.requirements, route) for route in routes)
        planned = next((one for one in found if isinstance(one, Solved)), None)
        if planned is None:
            return Told({}, phrase("backtest.infeasible", given=milestone_title(given), day=as_of))
        steps = planned.steps
        days.append(planned.schedule.days)
    reached = _drawn(scenario, book, target, steps, [name for name in later if name in days[0]])
    return Told(
        {
            name: _forecast(
                [to_date(found[name]) for found in days], drawn, case.milestones[name], as_of, last
            )
            for name, drawn in reached.items()
        }
    )


def _drawn(
    scenario: Scenario, book: Rulebook, target: Venue, steps: RouteSteps, names: Sequence[str]
) -> dict[str, NDArray[np.int16]]:
    """The days of milestones in many draws, as offsets from the as-of day."""
    engine = Engine(scenario, _SEED, Ask([target], "typical", book), firm=scenario.name)
    (taken,) = [one for one in engine.block(0, _DRAWS)[target].taken if one.route.steps == steps]
    return {name: days_of(taken, name) for name in names}


def _forecast(
    planned: Sequence[date], drawn: NDArray[np.int16], actual: date, as_of: date, last: date
) -> Forecast:
    known = np.sort(drawn[drawn <= (last - as_of).days])
    known = known if len(known) else np.sort(drawn)
    low, middle, high = (
        to_date(as_of.toordinal() + int(known[min(int(len(known) * share), len(known) - 1)]))
        for share in (0.1, 0.5, 0.9)
    )
    # A day that many draws share counts in half, as ties do.
    place = sum(np.searchsorted(known, (actual - as_of).days, side) for side in ("left", "right"))
    floor, typical, cautious = planned
    return Forecast(
        floor=floor,
        typical=typical,
        cautious=cautious,
        p10=low,
        p50=middle,
        p90=high,
        rank=float(place) / 2 / len(known),
    )
