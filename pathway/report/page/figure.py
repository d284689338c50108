"""What the timeline of one route shows, in words and days, before anything has a place.

`wide` draws it from left to right, `tall` from top to bottom.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

Look = Literal["firm", "spons", "auth", "auth-o", "both"]
"""Whose time a bar is: the firm's, its sponsor's and auditor's, an authority's (`auth-o`: a round of
the tier, drawn as an outline), or shared.
"""
StageLook = Literal["st1", "st2", "st3"]


@frozen
class MilestoneFlag:
    """A milestone with its label.

    Attributes:
        id: The milestone's.
        day: Its day.
        name: What it is called where its lane says which strand it belongs to.
        alone: What it is called where nothing does.
        shown: The day in words.
        badge: Its number in the list of what decides; 0 for none.
        solid: Whether it is on the decisive chain.
        latest: The last day that still makes the date. None: not shown.
    """

    id: str
    day: date
    name: str
    alone: str
    shown: str
    badge: int = 0
    solid: bool = False
    latest: date | None = None


@frozen
class TimeBar:
    """Time that somebody takes. texts: how long, from the longest wording to the shortest."""

    first: date
    last: date
    look: Look
    texts: tuple[str, ...] = ()


@frozen
class Closed:
    """Days on which a gate is closed. texts: the reason, from the longest wording to the shortest."""

    first: date
    opens: date
    texts: tuple[str, ...]


@frozen
class Band:
    """Audited accounts: in date up to `until`, then extended up to `last`; `dots`: tested there."""

    first: date
    until: date
    last: date
    dots: tuple[date, ...]
    texts: tuple[str, ...]


@frozen
class Stage:
    """Where the firm is quoted from a day on (None: from the beginning of the axis)."""

    first: date | None
    look: StageLook
    texts: tuple[str, ...]


@frozen
class TierOpening:
    """A day on which the tier opens: to the firm (`open`) and as the plan uses it (`used`)."""

    day: date
    open: bool
    used: bool


@frozen
class Lane:
    """One strand of the timeline.

    Attributes:
        key: Which strand.
        name: What it is called.
        whose: Whose time it is, in words.
        flags: Its milestones.
        bars: Its bars.
        closed: Its closed gates.
        rows: Milestones with so much slack that each has a row of its own.
        bands: Audited accounts.
        gaps: Days without accounts in date.
        stages: Where the firm is quoted.
        openings: Days on which the tier opens.
        openings_texts: The next ones in words.
        letter: A paper that stays good: from, until, and that in words.
        star: The day of the listing.
    """

    key: str
    name: str
    whose: str
    flags: tuple[MilestoneFlag, ...] = ()
    bars: tuple[TimeBar, ...] = ()
    closed: tuple[Closed, ...] = ()
    rows: tuple[tuple[MilestoneFlag, tuple[str, ...]], ...] = ()
    bands: tuple[Band, ...] = ()
    gaps: tuple[Closed, ...] = ()
    stages: tuple[Stage, ...] = ()
    openings: tuple[TierOpening, ...] = ()
    openings_texts: tuple[str, ...] = ()
    letter: tuple[date, date, tuple[str, ...]] | None = None
    star: MilestoneFlag | None = None


@frozen
class Likely:
    """The distribution of the date: its marks, and how dense it is along the bar.

    Attributes:
        name: What its lane is called.
        whose: How many draws it is of, in words.
        marks: (day, `P10` and the like, the day in words), in order; those that exist.
        density: (first day of a quarter, share of draws), in order.
        never: How many draws have no date, in words, or "".
        floor: The earliest day that any such route could take, and it in words. None: not known.
    """

    name: str
    whose: str
    marks: tuple[tuple[date, str, str], ...]
    density: tuple[tuple[date, float], ...]
    never: str
    floor: tuple[date, str] | None


@frozen
class ChainLink:
    """A milestone of the decisive chain: its lane, its day, and whether its bar begins with the
    milestone before it, so that the chain goes down there.
    """

    lane: str
    day: date
    from_before: bool


@frozen
class Picture:
    """The timeline of one route.

    Attributes:
        lanes: From top to bottom.
        chain: The decisive chain, first to last.
        today: The as-of day, and it in words.
        today_short: The word alone.
        planned: The listing day, and what stands at the foot of its line.
        official: The last day of the official calendar.
        calendar: What stands in the strip of the calendar: official, and projected from the longest
            wording to the shortest.
        likely: The distribution. None: not drawn.
        title: Of the drawing.
        about: Its description, with the main days.
        months: The names of the twelve months in a label of the axis.
        years: How a year is written: `{year}` or with a word behind it.
    """

    lanes: tuple[Lane, ...]
    chain: tuple[ChainLink, ...]
    today: tuple[date, str]
    today_short: str
    planned: tuple[date, tuple[str, str]]
    official: date
    calendar: tuple[str, tuple[str, ...]]
    likely: Likely | None
    title: str
    about: str
    months: tuple[str, ...]
    years: str

    def days(self) -> list[date]:
        """Every day that must lie on the axis."""
        out = [self.today[0], self.planned[0]]
        for lane in self.lanes:
            out += [flag.day for flag in lane.flags]
            out += [flag.day for flag, _ in lane.rows]
        if self.likely is not None:
            out += [day for day, _, _ in self.likely.marks]
        return out
