"""The calendars as known on a day: notices published by then, and the patterns of the last of them
for later years; as the build made them ready, where it did.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache
from itertools import chain, cycle, groupby, islice

from attrs import frozen

from pathway.base.limits import LAST_YEAR
from pathway.dates.calendar.open_days import (
    FIRST_DAY,
    FIRST_YEAR,
    LAST_DAY,
    OpenDays,
    TradingCalendar,
    WorkingCalendar,
    check,
)
from pathway.dates.calendar.ready import KnownDays, Spans, made_ready, ready
from pathway.dates.days import Span

SHUT, OPEN = 0, 1


@frozen(eq=False, repr=False)
class Calendars:
    """Trading days, working days, and the last day that the notices known settle."""

    trading: TradingCalendar
    working: WorkingCalendar
    official_through: int


def load(as_of: int) -> Calendars:
    """The calendars as known on a day. Notices published later do not exist in them.

    Raises `OutOfRangeError` for a day outside the calendar.
    """
    found = ready()
    turns = _turns() if found is None else found.turns
    return _calendars(bisect_right(turns, check(as_of)))


@cache
def _calendars(turn: int) -> Calendars:
    """The calendars after so many days on which something became known."""
    found = ready()
    made = None if found is None else found.states.get(turn)
    through, trading, working = state(turn) if made is None else made
    return Calendars(
        OpenDays("trading", through, trading), OpenDays("working", through, working), through
    )


_MADE_READY = 2
"""How many of the last states are made ready: the plans of this year, and those of the last."""


def to_make_ready() -> str:
    """The module that the build writes: the last states of what is known."""
    turns = _turns()
    last = range(len(turns) + 1 - _MADE_READY, len(turns) + 1)
    return made_ready(turns, {turn: state(turn) for turn in last})


@cache
def _turns() -> tuple[int, ...]:
    """The days on which something became known, in order."""
    from pathway.dates.calendar.official import notices
    from pathway.dates.calendar.projection import eras

    return tuple(sorted({n.published for n in notices()} | {e.known for e in eras()}))


def _weekdays() -> bytearray:
    """A mark per day of the range: open from Monday to Friday."""
    week = bytes((OPEN,) * 5 + (SHUT,) * 2)
    return bytearray(
        islice(cycle(week), (FIRST_DAY - 1) % 7, (FIRST_DAY - 1) % 7 + LAST_DAY - FIRST_DAY + 1)
    )


def _mark(days: bytearray, span: Span, state: int) -> None:
    """Mark the part of a span that lies in the range."""
    first, last = max(span[0], FIRST_DAY), min(span[1], LAST_DAY)
    if first <= last:
        days[first - FIRST_DAY : last - FIRST_DAY + 1] = bytes((state,)) * (last - first + 1)


def _open(days: bytearray) -> Spans:
    """The open days of the range, as spans."""
    out, place = [], FIRST_DAY
    for is_open, run in groupby(days):
        length = sum(1 for _ in run)
        if is_open:
            out.append((place, place + length - 1))
        place += length
    return tuple(out)


def state(turn: int) -> KnownDays:
    """What is known after so many days on which something became known, worked out."""
    # Here, for a plan by calendars made ready needs neither notices nor patterns.
    from pathway.dates.calendar.official import notices
    from pathway.dates.calendar.projection import eras, project

    as_of = _turns()[turn - 1]
    trading, working = _weekdays(), _weekdays()
    known = [n for n in notices() if n.published <= as_of]
    for notice in known:
        for span in notice.off:
            _mark(trading, span, SHUT)
            _mark(working, span, SHUT)
        for day in notice.work:
            _mark(working, (day, day), OPEN)
        for span in notice.exchanges_closed:
            _mark(trading, span, SHUT)

    era = max((e for e in eras() if e.known <= as_of), key=lambda e: e.known)
    last_year = max((n.year for n in known), default=FIRST_YEAR - 1)
    settled = bytes(working[: date(last_year, 12, 31).toordinal() - FIRST_DAY + 1])
    for pause in chain.from_iterable(
        project(era, year) for year in range(last_year + 1, LAST_YEAR + 1)
    ):
        _mark(trading, pause.off, SHUT)
        _mark(working, pause.off, SHUT)
        for day in pause.work:
            _mark(working, (day, day), OPEN)
        if pause.exchanges_closed is not None:
            _mark(trading, (pause.exchanges_closed, pause.exchanges_closed), SHUT)
    # A New Year break may begin in the last official year: what it changes there waits for the next
    # notice.
    through = (
        FIRST_DAY
        - 1
        + next((i for i, state in enumerate(settled) if working[i] != state), len(settled))
    )
    return through, _open(trading), _open(working)
