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
from datetime import timedelta

from pathway.planning.planner import explained
from pathway.planning.solve import best_of, question
from pathway.scenario.scenario import Scenario
from pathway.studies.outlook import outlooks
from pathway.studies.outlook.act import Act
from pathway.studies.outlook.replan import Replan, with_interim_report, with_report
from tests.conftest import tries
from tests.random_firms import seeded

_REPORTS = {"annual-report": with_report, "interim-report": with_interim_report}


def _with_reports(scenario: Scenario, acts: tuple[Act, ...]) -> Scenario:
    """The reports come out on their latest days."""
    for one in acts:
        kind, _, year = one.id.partition(".")
        if kind in _REPORTS:
            scenario = _REPORTS[kind](scenario, int(year), one.latest.toordinal())
    return scenario


def check_acts(scenario: Scenario) -> int:
    """Holds the acts of a firm against its plan; how many there are. Raises `AssertionError`."""
    asked = question(scenario)
    target = asked.targets[0]
    best = best_of(asked, target)
    if best is None:
        return 0
    replan, working = Replan(asked, target, best), asked.requirements.clock.calendars.working
    found = outlooks(explained(asked), asked, targets=(target,))[target]
    own = {a.id: a.latest.toordinal() for a in found.do_next if a.id in best.schedule.days}
    assert replan.keeps(_with_reports(scenario, found.do_next), own), (
        "all kept on their latest days"
    )
    for one in found.do_next:
        assert one.useful <= one.latest, one
        # Where the plan's own day and those after it are closed, it stays as it is.
        last = one.latest.toordinal()
        assert working.is_open(last) or working.prev(last) <= one.planned.toordinal(), one
        late = working.next((one.latest + timedelta(days=1)).toordinal())
        kind, _, year = one.id.partition(".")
        if one.id in own:
            then = best_of(asked, target, {one.id: late})
        elif kind in _REPORTS:
            then = best_of(question(_REPORTS[kind](scenario, int(year), late)), target)
        else:
            continue
        if one.later.kind == "slack":
            assert then is not None, one
            assert then.date <= best.date, one
        else:
            assert (None if then is None else then.date) == one.later.date, one
            assert then is None or then.date > best.date, one
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
