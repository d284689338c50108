"""The working timetable as plain data."""

from __future__ import annotations

from pathway.base.phrases import Lang, show
from pathway.planning.values import Plan
from pathway.report.data import Json, day
from pathway.studies.outline import outline
from pathway.studies.timetable import Work, timetable


def timetable_data(plan: Plan, lang: Lang) -> dict[str, Json]:
    """The key `timetable` of `pathway.plan/1`: the work around the best route to each target."""
    return {
        "timetable": {
            target: [
                _work(work, lang) for work in timetable(plan, route, outline(plan, route)).works
            ]
            for target, route in plan.best.items()
        }
    }


def _work(work: Work, lang: Lang) -> Json:
    return {
        "text": show(work.title, lang),
        "party": work.party,
        "first": day(work.first),
        "last": day(work.last),
        "working_days": work.working_days,
        "pressure": work.pressure,
        "latest_start": day(work.latest_start),
        "rests_on": work.rests_on,
        "source": None if work.source is None else work.source.text(lang),
        "status": work.evidence or None,
    }
