"""What a plan tells to do next, held against the plan itself on many random firms: every act kept on its
latest day keeps the date, all of them together; a working day later it moves, or the act is named as
slack. By hand, as it takes minutes:

    python -m tests.acts_of_firms [COUNT] [FIRST]

The count is 100 (times PATHWAY_TRIES) if none is given. A firm that fails is named by its number, which
makes it again.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from datetime import date

from attrs import evolve

from pathway.law.effect import Period
from pathway.law.steps import DUE, Venue
from pathway.planning.planner import explained
from pathway.planning.solve import PlanQuestion, Solved, best_of, question
from pathway.scenario.scenario import Scenario
from pathway.studies.outlook import outlooks
from pathway.studies.outlook.act import Act
from pathway.studies.outlook.replan import (
    Replan,
    with_interim_audit,
    with_interim_report,
    with_report,
)
from tests.conftest import tries
from tests.random_firms import seeded

_REPORTS = {"annual-report": with_report, "interim-report": with_interim_report}
_AHEAD = 2
"""How many years before the as-of day accounts of a half-year can still count."""


def _with_papers(asked: PlanQuestion, days: Mapping[str, date], end: date) -> Scenario:
    """The scenario with reports and audits on some days; other half-years are audited as assumed."""
    scenario, subject = asked.requirements.scenario, asked.requirements.subject
    audits: dict[int, int] = {}
    for name, day in days.items():
        kind, _, year = name.partition(".")
        if kind in _REPORTS:
            scenario = _REPORTS[kind](scenario, int(year), day.toordinal())
        elif kind == "interim-audit":
            audits[int(year)] = day.toordinal()
    if not audits:
        return scenario
    given = {one.year: one.half_year for one in asked.requirements.scenario.firm.fiscal_years}
    assumed = {
        year: subject.interim_audit_day_of(year)
        for year in range(scenario.as_of.year - _AHEAD, end.year + 1)
        if (half := given.get(year)) is None or half.audited is None
    }
    days_of = {**assumed, **audits}
    last = max(audits)
    return with_interim_audit(scenario, days_of, last, days_of[last])


def _first_too_late(asked: PlanQuestion, name: str, latest: date) -> tuple[str, int]:
    """The milestone that work which is due counts from, and its first day for which the work would
    be due later.
    """
    due = next(one for one in DUE if one.name == name)
    clock = asked.requirements.clock
    step = clock.advance(Period(due.count, due.unit))  # type: ignore[arg-type]
    days = range(latest.toordinal() - 30 - due.count, latest.toordinal() + 1)
    return due.after, next(day for day in days if step.after(day) > latest.toordinal())


def _later(
    asked: PlanQuestion, best: Solved, target: Venue, one: Act, day: date
) -> tuple[Solved | None, bool]:
    """The best schedule with an act on a later day than its latest, and whether it is exactly what
    a consequence tells.
    """
    kind = one.id.partition(".")[0]
    if one.id in best.schedule.days:
        return best_of(asked, target, {one.id: day.toordinal()}), True
    if kind in _REPORTS or kind == "interim-audit":
        changed = _with_papers(asked, {one.id: day}, best.date)
        return best_of(question(changed), target), True
    if kind == "extension":
        # Without this one, and without any that follow.
        never = evolve(asked.requirements.scenario, statement_extension="never")
        return best_of(question(never), target), False
    milestone, first = _first_too_late(asked, one.id, one.latest)
    return best_of(asked, target, {milestone: first}), True


def _is_open(asked: PlanQuestion, one: Act) -> bool:
    """Whether an act is due on a working day; a report may come out on the day that the file or the
    law has for it, and what is due today is due today.
    """
    fixed = one.id.partition(".")[0] in (*_REPORTS, "interim-audit") and one.latest == one.planned
    today = one.latest == asked.requirements.scenario.as_of
    working = asked.requirements.clock.calendars.working
    return fixed or today or working.is_open(one.latest.toordinal())


def check_acts(scenario: Scenario) -> int:
    """Holds the acts of a firm against its plan; how many there are. Raises `AssertionError`."""
    asked = question(scenario)
    target = asked.targets[0]
    best = best_of(asked, target)
    if best is None:
        return 0
    replan, working = Replan(asked, target, best), asked.requirements.clock.calendars.working
    found = outlooks(explained(asked), asked, targets=(target,))[target]
    days = {one.id: one.latest for one in found.do_next}
    own = {name: day.toordinal() for name, day in days.items() if name in best.schedule.days}
    assert replan.keeps(_with_papers(asked, days, best.date), own), "all kept on their latest days"
    for one in found.do_next:
        assert one.useful <= one.latest, one
        assert _is_open(asked, one), one
        if one.id == "renewal":
            assert one.later.kind == "slack", one
            continue
        late = date.fromordinal(working.next(one.latest.toordinal() + 1))
        then, exactly = _later(asked, best, target, one, late)
        if one.later.kind == "slack":
            assert then is not None or not exactly, one
            assert then is None or then.date <= best.date or not exactly, one
        else:
            assert then is None or then.date > best.date, one
            assert not exactly or (None if then is None else then.date) == one.later.date, one
    return len(found.do_next)


def main(count: int, first: int) -> int:
    """Checks many firms; how many fail."""
    failed = acts = 0
    for number, scenario in seeded(count, first):
        try:
            acts += check_acts(scenario)
        except Exception:  # any way of failing is told with the firm's number
            failed += 1
            print(f"firm {number}: {traceback.format_exc(limit=-1)}", flush=True)
    print(f"{count} firms from {first} on, {acts} acts, {failed} firms failed")
    return failed


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    sys.exit(main(given[0] if given else tries(100), given[1] if len(given) > 1 else 0) > 0)
