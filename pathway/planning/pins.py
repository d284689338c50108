"""Days given for milestones that cannot be: a closed day, a tier entry without a window, a later
step before an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise

from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import to_date
from pathway.dates.schedule import Schedule
from pathway.law.steps import MILESTONES, RouteSteps
from pathway.planning.causes import milestone_title
from pathway.planning.enduring import on_file
from pathway.planning.requirements import Requirements
from pathway.planning.rounds import rounds

_LATE = timedelta(days=20)
"""How much later than the cautious day an entry may still be taken for that of a window."""


def odd_pins(requirements: Requirements, steps: RouteSteps, schedule: Schedule) -> Iterator[Phrase]:
    """What is wrong with the days that a scenario gives for the milestones of a route."""
    given = {
        name: day.toordinal()
        for name, day in requirements.scenario.milestones.items()
        if name.partition(".")[0] in steps
    }
    for name, day in given.items():
        business = requirements.law.business_days(name)
        if business is not None and day not in business:
            yield phrase("plan.pin-closed", milestone=milestone_title(name), day=to_date(day))
    yield from _without_a_window(requirements, given)
    yield from _before_its_step(steps, given, schedule)


def _without_a_window(requirements: Requirements, given: Mapping[str, int]) -> Iterator[Phrase]:
    if "innovation.entered" not in given or "innovation.window" in given:
        return
    day = to_date(given["innovation.entered"])
    years = (day.year - 1, day.year)
    found = rounds(requirements.book, years, requirements.scenario.as_of)
    if not any(one.floor <= day <= one.cautious + _LATE for one in found):
        yield phrase("plan.pin-no-window", day=day)


def _before_its_step(
    steps: RouteSteps, given: Mapping[str, int], schedule: Schedule
) -> Iterator[Phrase]:
    """Milestones of an application that are given for days before the step before it is over."""
    for before, step in pairwise(steps):
        last = f"{before}.{MILESTONES[before][-1]}"
        over = schedule.days.get(last)
        for name in on_file(step):
            full = f"{step}.{name}"
            if over is not None and given.get(full, over) < over:
                yield phrase(
                    "plan.pin-before-step",
                    milestone=milestone_title(full),
                    day=to_date(given[full]),
                    before=milestone_title(last),
                    when=to_date(over),
                )
