"""Periods and calendar days of the law, counted on the calendars that are known on a day."""

from __future__ import annotations

from datetime import date

from pathway.dates import calendar
from pathway.dates.advance import Advance, Months
from pathway.dates.calendar import Calendars
from pathway.dates.days import DaySet, add_months
from pathway.law.effect import AtLeast, OnDays, Period
from pathway.planning.windows import advance, days_of


class Clock:
    """The calendars of one plan, and what the law counts on them.

    start, horizon: the first and the last day that the plan looks at. strict: a disputed boundary
    day counts as too early. notices: the last day whose holiday notices are known (default: as_of).
    """

    def __init__(
        self, as_of: date, horizon_years: int, strict: bool, notices: date | None = None
    ) -> None:
        self.strict = strict
        self.calendars: Calendars = calendar.load((notices or as_of).toordinal())
        self.start = as_of.toordinal()
        last = self.calendars.trading.days[-1]
        self.horizon = min(add_months(self.start, 12 * horizon_years), last)
        self._years = range(
            max(as_of.year - 2, date.fromordinal(self.calendars.trading.days[0]).year),
            min(as_of.year + horizon_years + 1, date.fromordinal(last).year) + 1,
        )
        self._days: dict[OnDays, DaySet] = {}

    def advance(self, period: Period) -> Advance:
        """A period as a step from one day to another."""
        return advance(self.calendars, period)

    def lag(self, effect: AtLeast) -> Advance:
        """The step of a minimum period."""
        extra = int(self.strict and effect.boundary)
        if effect.period.unit == "months":
            return Months(effect.period.count, extra)
        return self.advance(Period(effect.period.count + extra, effect.period.unit))

    def days(self, effect: OnDays) -> DaySet:
        """The days that a rule about the calendar allows."""
        if effect not in self._days:
            self._days[effect] = days_of(effect, self.calendars, self._years)
        return self._days[effect]
