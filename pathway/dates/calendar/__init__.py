"""The two calendars of China: trading days of the exchanges and working days of offices, as known
on a day.

    calendars = calendar.load(as_of)
    calendars.trading.add(day, 10)

Years with a notice of the State Council are data (`official.toml`); later years are projected from
the patterns of the notices known on the as-of day (`patterns.toml`). Days are ordinals, as
everywhere inside the program.
"""

from pathway.dates.calendar.known import Calendars, load
from pathway.dates.calendar.open_days import (
    FIRST_DAY,
    LAST_DAY,
    OpenDays,
    TradingCalendar,
    WorkingCalendar,
)

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Calendars",
    "OpenDays",
    "TradingCalendar",
    "WorkingCalendar",
    "load",
]
