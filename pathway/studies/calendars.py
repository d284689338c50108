"""Questions about the calendars alone: windows of the innovation tier, open days, counting days."""

from __future__ import annotations

from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)

from attrs import field, frozen

from pathway.base import usage
from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import phrase
from pathway.base.renderable import Renderable
from pathway.dates import calendar as known_days
from pathway.dates.calendar import Calendars, open_days
from pathway.dates.counting import DAY_KINDS, FIRST_WINDOWS, MOST_COUNTED, DayKind
from pathway.dates.days import add_months, to_date
from pathway.law.rulebook import Rulebook, shipped
from pathway.planning.arguments import refuse_no_rulebook
from pathway.planning.rounds import Round, rounds


@frozen
class TierWindows(Renderable):
    """The windows of entry into the innovation tier in some years.

    Attributes:
        windows: Each window, in order of its day.
    """

    windows: tuple[Round, ...]

    def __repr__(self) -> str:
        return f"<TierWindows: {', '.join(str(one.window) for one in self.windows)}>"


@frozen
class OpenDay:
    """One day of the calendars.

    Attributes:
        day: The day.
        trading: Whether the exchanges trade.
        working: Whether offices work.
        projected: Whether it lies beyond the published holiday notices.
    """

    day: Date
    trading: bool
    working: bool
    projected: bool


@frozen
class OpenDaysBetween(Renderable):
    """The days from one to another, both included.

    Attributes:
        days: All calendar days from the first to the last.
    """

    days: tuple[OpenDay, ...]

    def __repr__(self) -> str:
        first, last = self.days[0].day, self.days[-1].day
        return (
            f"<OpenDaysBetween {first} and {last}: {self.trading} trading, {self.working} working>"
        )

    @property
    def trading(self) -> int:
        """On how many of the days the exchanges trade."""
        return sum(day.trading for day in self.days)

    @property
    def working(self) -> int:
        """On how many of the days offices work."""
        return sum(day.working for day in self.days)


@frozen
class CountedDay(Renderable):
    """A day counted from another.

    Attributes:
        start: The day counted from.
        count: How many days or months; negative ones lead backwards.
        kind: What is counted: `trading`, `working` or `calendar` days, or `months`.
        day: The day found; for a count of 0 the day counted from.
        projected: Whether it rests on days beyond the published holiday notices.
    """

    start: Date
    count: int
    kind: DayKind
    day: Date
    projected: bool

    def __repr__(self) -> str:
        return f"<CountedDay {self.day}: {self.start} {self.count:+d} {self.kind}>"


@frozen
class Calendar:
    """The days of the exchanges and of offices, as known on a day.

    Attributes:
        as_of: The day on which the holiday notices are known.
        official_through: The last day that a published notice covers; later ones are projected.
        rulebook: The law that sets the windows.
    """

    as_of: Date
    official_through: Date
    rulebook: Rulebook = field(repr=False)
    _known: Calendars = field(repr=False, eq=False)

    def windows(self, *years: int) -> TierWindows:
        """When can a firm enter the innovation tier?

        Args:
            years: Calendar years, from 2016 on. Default: the year of the as-of day and the next.

        Returns:
            The windows, with the day on which entry takes effect at each pace.

        Raises:
            UsageError: A year is no whole number, or outside the calendar.
        """
        wanted = {usage.whole("years", year, FIRST_WINDOWS, LAST_YEAR) for year in years}
        asked = sorted(wanted) or [self.as_of.year, self.as_of.year + 1]
        return TierWindows(tuple(rounds(self.rulebook, asked, self.as_of)))

    def days(self, first: date, last: date | None = None) -> OpenDaysBetween:
        """Which days are traded and worked?

        Args:
            first: The first day.
            last: The last day. Default: the first alone.

        Returns:
            Every day from the first to the last.

        Raises:
            UsageError: An argument is no day, or the last lies before the first.
            OutOfRangeError: A day lies outside the calendar.
        """
        begin = usage.day("first", first)
        end = usage.day("last", last, optional=True) or begin
        if end < begin:
            raise usage.wrong("last", str(end), phrase("calendar.backwards"))
        known = self._known
        return OpenDaysBetween(
            tuple(
                OpenDay(
                    day=to_date(day),
                    trading=known.trading.is_open(day),
                    working=known.working.is_open(day),
                    projected=known.trading.projected(day),
                )
                for day in range(begin.toordinal(), end.toordinal() + 1)
            )
        )

    def add(self, start: date, count: int, kind: DayKind = "trading") -> CountedDay:
        """Which day lies so many days or months from another?

        Args:
            start: The day counted from.
            count: How many, from -5000 to 5000.
            kind: What is counted: `trading`, `working` or `calendar` days, or `months`.

        Returns:
            The day found, and whether it is projected.

        Raises:
            UsageError: An argument is of the wrong kind or outside its range.
            OutOfRangeError: A day lies outside the calendar.
        """
        begin = usage.day("start", start)
        count = usage.whole("count", count, -MOST_COUNTED, MOST_COUNTED)
        usage.refuse_unknown("kind", kind, DAY_KINDS)
        day, known = begin.toordinal(), self._known
        if kind == "trading":
            found = known.trading.add(day, count)
        elif kind == "working":
            found = known.working.add(day, count)
        else:
            found = add_months(day, count) if kind == "months" else day + count
            if not 1 <= found <= date.max.toordinal():
                open_days.check(found)
        projected = kind in ("trading", "working") and known.trading.projected(max(found, day))
        return CountedDay(begin, count, kind, to_date(found), projected)


def calendar(as_of: date, rulebook: Rulebook | None = None) -> Calendar:
    """The two calendars of China and the windows of the innovation tier, as known on a day.

    Args:
        as_of: The day up to which holiday notices and law are known.
        rulebook: The law that sets the windows, as `load_rules` reads it. Default: the shipped one.

    Returns:
        The calendar, which is asked by `windows`, `days` and `add`.

    Raises:
        UsageError: An argument is of the wrong kind.
        OutOfRangeError: The day lies outside the calendar.
    """
    day = usage.day("as_of", as_of)
    refuse_no_rulebook(rulebook)
    known = known_days.load(day.toordinal())
    return Calendar(day, to_date(known.official_through), rulebook or shipped(), known)
