"""Work on the way to a listing that somebody must see to in time, though no law names its day."""

from __future__ import annotations

from datetime import date

from pathway.planning.values import Plan, Route
from pathway.studies.outline import outline
from pathway.studies.timetable import Work, timetable


def work_to_begin(plan: Plan, route: Route) -> tuple[Work, ...]:
    """The work of the timetable that is laid backwards from the day by which it must be done: what
    is common practice, and what the scenario says; by the last day on which it can begin.
    """
    found = timetable(plan, route, outline(plan, route)).works
    starts = [(work.latest_start, work) for work in found if work.backwards]
    starts.sort(key=lambda one: (one[0] or date.max, one[1].first))
    return tuple(work for start, work in starts if start is not None)
