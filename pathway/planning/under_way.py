"""A step under way: what the days that it has taken already say of the days that it will take.

Whoever has waited longer than most cases is not through tomorrow: of the cases that had taken as
long, the plan takes the one in the middle, and at the cautious pace the one that nine in ten are
not behind. Past the typical length a little more than the middle is taken, since the step that runs
over tells of a case that is slow in what follows, too.
"""

from __future__ import annotations

from pathway.law.curve import curve
from pathway.law.duration import Duration
from pathway.law.effect import Period
from pathway.law.steps import STEPS, Pace

_BEFORE, _AFTER, _CAUTIOUS = 0.5, 0.6, 0.9
"""The share of the cases still open that are over by the day planned: before and after the typical
length, and at the cautious pace.
"""


def goes_on(row: Duration) -> bool:
    """Whether a step goes on by itself once begun: within one strand of work. From one strand to
    another the firm waits for both, and as long as it likes.
    """
    strands = STEPS[row.step].strands
    return strands[row.since] == strands[row.to]


def taking(row: Duration, pace: Pace, elapsed: int) -> Period:
    """How long a step takes at a pace in all, once so many calendar days of it have passed.

    Never less than at its start. Rows that count in other units than days stay as they are.
    """
    planned, found = row.at(pace), curve(row)
    if pace == "floor" or elapsed <= 0 or not goes_on(row):
        return planned
    if found is None or planned.unit != "days" or not found.mean or found.share(elapsed) <= 0:
        return planned
    left = _CAUTIOUS if pace == "cautious" else _BEFORE if elapsed < planned.count else _AFTER
    return Period(max(planned.count, round(found.under_way(elapsed, left))), "days")
