"""The rounds of entry into the innovation tier: window by window, with the days on which entry
takes effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from pathway.dates import calendar
from pathway.dates.calendar import Calendars
from pathway.dates.days import to_date
from pathway.law.effect import OnDays
from pathway.law.provision import Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import PACES, Pace
from pathway.planning.windows import advance, days_of


@frozen
class Round:
    """One window into the innovation tier, and when entry takes effect at each pace.

    Attributes:
        window: The day of the window.
        floor: Entry at the legal minimum or the fastest case.
        typical: Entry in the median case.
        cautious: Entry in the 90th percentile or at the legal maximum.
        projected: Whether it rests on trading days beyond the published holiday notices.
        rule: The rule that sets the window, by id.
        status: How well its text is established: `official`, `reported`, `derived`, `unconfirmed`
            or `unknown`.
    """

    window: date
    floor: date
    typical: date
    cautious: date
    projected: bool
    rule: str
    status: str


def rounds(book: Rulebook, years: Sequence[int], as_of: date) -> Iterator[Round]:
    """The windows of some years, by the rules and calendars known on a day."""
    known = calendar.load(as_of.toordinal())
    provision = book.provisions["neeq.innovation.windows"]
    for year in years:
        for version in provision.known(as_of):
            if not isinstance(version.effect, OnDays):
                continue
            for day in days_of(version.effect, known, range(year, year + 1)).days():
                when = to_date(day)
                if when.year == year and version.in_force(when):
                    yield _round(book, known, day, version, as_of)


def _round(book: Rulebook, known: Calendars, day: int, version: Version, as_of: date) -> Round:
    floor, typical, cautious = (to_date(_entry(book, known, day, pace, as_of)) for pace in PACES)
    projected = known.trading.projected(cautious.toordinal())
    return Round(
        window=to_date(day),
        floor=floor,
        typical=typical,
        cautious=cautious,
        projected=projected,
        rule="neeq.innovation.windows",
        status=version.status,
    )


def _entry(book: Rulebook, known: Calendars, day: int, pace: Pace, as_of: date) -> int:
    """When entry takes effect: by the yearly formula where the law has one, else by how long the
    steps take.
    """
    when = to_date(day)
    version = book.provisions["neeq.innovation.yearly-round"].version(when, as_of)
    if version is not None and isinstance(version.effect, OnDays):
        found = days_of(version.effect, known, range(when.year, when.year + 2)).next(day)
        if found is not None:
            return found
    for since, to in (("window", "announced"), ("announced", "entered")):
        row = book.duration("innovation", since, to, to_date(day))
        day = advance(known, row.at(pace)).after(day)
    return day
