"""Rules about the calendar ("the last trading day of May", "10 working days") turned into the days
and steps they mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pathway.dates.advance import Advance, Days, Months
from pathway.dates.calendar import Calendars
from pathway.dates.days import NONE, DaySet
from pathway.law.effect import OnDays, Period

ROUNDING = frozenset({"trading-day", "working-day"})
"""Kinds that only say on which days business is done."""


def days_of(rule: OnDays, calendars: Calendars, years: range) -> DaySet:
    """The days that a rule allows, within a range of years."""
    trading = calendars.trading
    match rule.kind:
        case "trading-day":
            return trading.day_set()
        case "working-day":
            return calendars.working.day_set()
        case "last-trading-day":
            return DaySet.of(
                trading.last_of_month(year, month) for year in years for month in _months(rule)
            )
        case "yearly":
            return DaySet.of(
                date.fromisoformat(f"{year}-{text}").toordinal()
                for year in years
                for text in rule.params
            )
        case "last-week-of-month":
            return DaySet.of(_first_of_last_week(calendars, years, rule))
        case "day-before-last-week-of-month":
            return DaySet.of(
                trading.prev(day - 1) for day in _first_of_last_week(calendars, years, rule)
            )
        case "listed":
            return DaySet.of(p.toordinal() for p in rule.params if isinstance(p, date))
        case "closed":
            return NONE
        case _:
            raise AssertionError(rule.kind)


def advance(calendars: Calendars, period: Period) -> Advance:
    """A period of the law as a step on the calendars."""
    match period.unit:
        case "days":
            return Days(period.count)
        case "months":
            return Months(period.count)
        case "trading days":
            return calendars.trading.advance(period.count)
        case "working days":
            return calendars.working.advance(period.count)


def _months(rule: OnDays) -> list[int]:
    return [p for p in rule.params if isinstance(p, int)]


def _first_of_last_week(calendars: Calendars, years: range, rule: OnDays) -> Iterator[int]:
    """The first trading day of the week that holds the last trading day of a month."""
    for year in years:
        for month in _months(rule):
            last = calendars.trading.last_of_month(year, month)
            yield calendars.trading.next(last - date.fromordinal(last).weekday())
