"""One calendar: the days on which something is open, and counting them. Trading and working days
alike.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date
from functools import cache
from itertools import chain

from attrs import field, frozen

from pathway.base.errors import OutOfRangeError
from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import Value, phrase
from pathway.dates.advance import Count
from pathway.dates.days import FIRST, LAST, DaySet, Span, to_date

FIRST_YEAR = 2005
"""The first year whose notice is encoded; the last year is that of `lunar.toml`."""
FIRST_DAY = date(FIRST_YEAR, 1, 1).toordinal()
LAST_DAY = date(LAST_YEAR, 12, 31).toordinal()


def _shown(day: int) -> Value:
    return to_date(day) if FIRST <= day <= LAST else phrase("calendar.no-date", ordinal=day)


def _limits() -> dict[str, Value]:
    return {"first": to_date(FIRST_DAY), "last": to_date(LAST_DAY)}


def check(day: int) -> int:
    """The same day. Raises `OutOfRangeError` for one outside the calendar."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutOfRangeError(phrase("calendar.outside", day=_shown(day), **_limits()))
    return day


# Compared by identity: what is known alike is one object, and hashing 14,000 days would cost more
# than using them.
@frozen(eq=False, repr=False)
class OpenDays:
    """The open days of one kind, from `FIRST_DAY` to `LAST_DAY`.

    kind: `trading` or `working`. official_through: the last day that the notices known settle; later
    ones are projected. spans: the open days, in order, as spans that do not touch. days: each of
    them. A method whose question or answer lies outside raises `OutOfRangeError`.
    """

    kind: str
    official_through: int
    spans: tuple[Span, ...]
    days: tuple[int, ...] = field(init=False)

    @days.default
    def _each(self) -> tuple[int, ...]:
        return tuple(chain.from_iterable(range(first, last + 1) for first, last in self.spans))

    def is_open(self, day: int) -> bool:
        """Whether a day is open."""
        i = bisect_left(self.days, check(day))
        return i < len(self.days) and self.days[i] == day

    def next(self, day: int) -> int:
        """The first open day on or after a day."""
        return self._at(bisect_left(self.days, check(day)), day, 1)

    def prev(self, day: int) -> int:
        """The last open day on or before a day."""
        return self._at(bisect_right(self.days, check(day)) - 1, day, -1)

    def add(self, day: int, count: int) -> int:
        """The `count`-th open day strictly after a day; strictly before it when negative; the day
        itself for 0.
        """
        check(day)
        if count > 0:
            return self._at(bisect_right(self.days, day) + count - 1, day, count)
        return self._at(bisect_left(self.days, day) + count, day, count) if count else day

    def count(self, first: int, last: int) -> int:
        """How many open days there are from `first` to `last`, both included."""
        return max(bisect_right(self.days, check(last)) - bisect_left(self.days, check(first)), 0)

    def projected(self, day: int) -> bool:
        """Whether no notice known settles a day."""
        return check(day) > self.official_through

    def last_of_month(self, year: int, month: int) -> int:
        """The last open day of a month."""
        return self.prev(date(year, month, monthrange(year, month)[1]).toordinal())

    def advance(self, count: int) -> Count:
        """Counting open days as a step of a schedule."""
        return Count(self.days, count)

    def day_set(self) -> DaySet:
        """Every open day, as a set."""
        return _day_set(self)

    def _at(self, index: int, day: int, count: int) -> int:
        if not 0 <= index < len(self.days):
            kind = phrase(f"calendar.{self.kind}")
            raise OutOfRangeError(
                phrase("calendar.leaves", day=_shown(day), count=count, kind=kind, **_limits())
            )
        return self.days[index]


TradingCalendar = OpenDays
"""Open when the exchanges are."""
WorkingCalendar = OpenDays
"""Open when offices are: make-up weekend days included."""


@cache
def _day_set(calendar: OpenDays) -> DaySet:
    return DaySet(calendar.spans)
