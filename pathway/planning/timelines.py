"""Values of a firm from day to day: steps, each with the first day (ordinal) on which it holds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from pathway.base.phrases import Number
from pathway.dates.days import FIRST, LAST, DaySet, add_months
from pathway.law.language.metrics import Known
from pathway.law.language.verdict import Timeline
from pathway.scenario.firm import Firm, Steps


def late(reports: Iterable[tuple[date, int]]) -> Timeline:
    """Whether a report is late: from the day after the legal one to that on which it is out.

    reports: (legal day, day on which it is out) of each.
    """
    late = DaySet((legal.toordinal() + 1, out) for legal, out in reports if out > legal.toordinal())
    steps: list[tuple[int, Known]] = [(FIRST, 0)]
    for first, last in late.spans:
        steps += [(first, 1), (last + 1, 0)]
    return tuple(steps)


def raised(firm: Firm, months: int | None, professional: bool) -> Timeline:
    """Cash raised by dated placements, within so many months or ever since the listing."""
    since = firm.status.neeq_listed
    own = [
        (p.date.toordinal(), p.cash)
        for p in firm.placements
        if p.date is not None
        and p.cash is not None
        and (not professional or p.investors == "professional")
        and (months is not None or since is None or p.date >= since)
    ]
    changes: dict[int, Number] = {}
    for day, cash in own:
        changes[day] = changes.get(day, 0) + cash
        if months is not None:
            over = add_months(day, months) + 1
            changes[over] = changes.get(over, 0) - cash
    steps: list[tuple[int, Known]] = [(FIRST, 0)]
    total: Number = 0
    for day in sorted(changes):
        total += changes[day]
        steps.append((day, total))
    return tuple(steps)


def placed_at(firm: Firm) -> Timeline:
    """The market value at the price of the latest dated placement."""
    dated = sorted(
        (p.date.toordinal(), p.market_cap)
        for p in firm.placements
        if p.date is not None and p.market_cap is not None
    )
    return ((FIRST, None), *dated)


def lag(latest: Sequence[tuple[int, int]], years: Iterable[int]) -> Timeline:
    """Calendar year of the day minus the last reporting year known.

    latest: days and the reporting years known from them on. years: those of the plan.
    """
    known = dict(latest)
    turns = {date(year, 1, 1).toordinal() for year in years}
    steps: list[tuple[int, Known]] = [(FIRST, None)]
    year: int | None = None
    for day in sorted(turns | known.keys()):
        year = known.get(day, year)
        if year is not None:
            steps.append((day, date.fromordinal(day).year - year))
    return tuple(steps)


def over_sessions(values: Timeline, sessions: tuple[int, ...], count: int, mean: bool) -> Timeline:
    """The mean, or the highest, of a value on the last trading days, from each of them on.

    values: the value day by day, None before it is given. sessions: trading days, in order.
    """
    starts = [day for day, _ in values]
    last = bisect_right(sessions, starts[-1]) + count
    out: list[tuple[int, Known]] = [(FIRST, values[0][1])] if len(values) == 1 else [(FIRST, None)]
    window: deque[Number] = deque(maxlen=count)
    for day in sessions[bisect_left(sessions, starts[1] if len(starts) > 1 else LAST) : last]:
        value = values[bisect_right(starts, day) - 1][1]
        if value is None or isinstance(value, str):
            continue
        window.append(value)
        if len(window) == count:
            found = Fraction(sum(window)) / count if mean else max(window)
            if found != out[-1][1]:
                out.append((day, found))
    return tuple(out)


def steps_of(given: Steps) -> Timeline:
    """A fact as the file gives it from days on; not given before the first."""
    steps = tuple((start.toordinal(), value) for start, value in given.steps)
    return steps if steps and steps[0][0] == FIRST else ((FIRST, None), *steps)


def flag_since(start: date | None) -> Timeline:
    """No before a day, yes from it on; not given where the day is not."""
    return ((FIRST, None),) if start is None else ((FIRST, 0), (start.toordinal(), 1))


def whole_months(start: int, end: int) -> int:
    """Completed months between two days."""
    months = 0
    while add_months(start, months + 1) <= end:
        months += 1
    return months


def months_since(start: date | None, until: date) -> Timeline:
    """Completed months since a day, followed to the end of the plan."""
    if start is None:
        return ((FIRST, 0),)
    months = 12 * max(until.year + 1 - start.year, 0)
    return ((FIRST, 0), *((add_months(start.toordinal(), n), n) for n in range(1, months + 1)))
