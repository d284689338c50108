"""Several ways to a listing one under the other on a common axis: scenarios, targets, levers, bounds."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from markupsafe import Markup

from pathway.report.page import svg
from pathway.report.page.axis import spanning
from pathway.report.page.canvas import SMALL, USUAL, Canvas
from pathway.report.page.figure import Closed, TimeBar
from pathway.report.page.measure import broken, clipped, width

_TOP, _ROW, _NARROW_ROW = 34.0, 38.0, 58.0
_BAR = 8.0


@frozen
class WayRow:
    """One way.

    Attributes:
        title: What it is called.
        reason: What is other about it.
        day: Its day, or that there is none, in words.
        difference: How much earlier or later, in words.
        later: Whether it is later than the first.
        early: The bars of its preparation.
        bars: The bars of its review and offering.
        window: The tier window it uses. None: none.
        listed: Its day. None: it has none.
        bound: Whether it is a bound and no forecast.
        marks: P10, P50 and P90; those that exist. Empty for bounds.
        closed: Days on which it stands still, with the reason.
    """

    title: str
    reason: str
    day: str
    difference: str
    later: bool
    early: tuple[TimeBar, ...]
    bars: tuple[TimeBar, ...]
    window: date | None
    listed: date | None
    bound: bool
    marks: tuple[date, ...] = ()
    closed: tuple[Closed, ...] = ()


@frozen
class Ways:
    """Several ways on one axis.

    Attributes:
        rows: The first one is the plan that is told.
        today: The as-of day, and it in words.
        planned: What stands at the foot of the first one's day.
        title: Of the drawing.
        about: Its description.
        months: The names of the months.
        years: How a year is written.
    """

    rows: tuple[WayRow, ...]
    today: tuple[date, str]
    planned: str
    title: str
    about: str
    months: tuple[str, ...]
    years: str

    def days(self) -> list[date]:
        """Every day that must lie on the axis."""
        out = [self.today[0]]
        for row in self.rows:
            out += [day for day in (row.listed, *row.marks) if day is not None]
            out += [bar.last for bar in (*row.early, *row.bars)]
        return out


def ways(found: Ways, prefix: str, look: str, units: float, gutter: float) -> Markup:
    """The drawing. gutter: how much of the width the titles take; 0 to put them above their bars.

    Args:
        found: The ways.
        prefix: Tells its ids from those of the other drawings on the page.
        look: At which width of the page it is shown.
        units: How wide it is.
        gutter: How much of that the titles take.

    Returns:
        The drawing.
    """
    return _WaysDrawing(found, prefix, units, gutter).drawn(look)


class _WaysDrawing:
    def __init__(self, found: Ways, prefix: str, units: float, gutter: float) -> None:
        self.found, self.prefix, self.units, self.gutter = found, prefix, units, gutter
        self.side = 112.0 if gutter else 0.0
        self.row = _ROW if gutter else _NARROW_ROW
        end = units - self.side - (4 if gutter else 10)
        self.axis = spanning(found.days(), gutter + 2, end, before=1, after=0)
        self.canvas = Canvas()

    def drawn(self, look: str) -> Markup:
        bottom = _TOP + self.row * len(self.found.rows)
        self._grid(bottom)
        for i, row in enumerate(self.found.rows):
            self._way(row, _TOP + self.row * i)
        self._foot(bottom)
        return svg.drawing(
            self.prefix,
            look,
            (self.units, bottom + 22),
            self.found.title,
            self.found.about,
            svg.tag("defs", svg.patterns(self.prefix)),
            self.canvas.all(),
        )

    def _grid(self, bottom: float) -> None:
        put, right, month = self.canvas.put, 0.0, 0.0
        for tick in self.axis.ticks():
            x = self.axis.at(tick.day)
            put("back", svg.line(x, 18, x, bottom, "gridy" if tick.year else "grid"))
            if tick.year:
                label = self.found.years.format(year=tick.day.year)
                if x >= right and x + width(label, 12, True) < self.units:
                    put("texts", svg.text(x, 13, label, "yr"))
                    right = x + width(label, 12, True) + 6
            name = self.found.months[tick.day.month - 1]
            if tick.named and x + 3 > month and x + 3 + width(name, SMALL) < self.units - self.side:
                put("texts", svg.text(x + 3, 28, name, "s"))
                month = x + 3 + width(name, SMALL) + 4
        for i in range(len(self.found.rows) + 1):
            put("back", svg.line(0, _TOP + self.row * i, self.units, _TOP + self.row * i, "rule"))

    def _way(self, row: WayRow, top: float) -> None:
        put = self.canvas.put
        self._names(row, top)
        y = top + (5 if self.gutter else 27)
        for closed in row.closed:
            self._closed(closed, y)
        for bar in row.early:
            self._bar(bar, y)
        for bar in row.bars:
            self._bar(bar, y + 10)
        if row.window is not None:
            x = self.axis.at(row.window)
            put("marks", svg.rect(x - 1.5, y + 8, 3, 12, "wino"))
        if row.listed is not None:
            x = self.axis.at(row.listed)
            mark = svg.diamond(x, y + 14, 5, "mo") if row.bound else svg.star(x, y + 14, 0.62)
            put("marks", mark)
        if len(row.marks) > 1:
            first, last = self.axis.at(row.marks[0]), self.axis.at(row.marks[-1])
            put("bars", svg.rect(first, y + 22, last - first, 6, "bar"))
            for i, day in enumerate(row.marks):
                x = self.axis.at(day)
                put("marks", svg.line(x, y + 20.5, x, y + 29.5, "qm" if i == 1 else "qt"))

    def _names(self, row: WayRow, top: float) -> None:
        put = self.canvas.put
        if not self.gutter:
            day = width(row.day, USUAL, True)
            title = clipped(row.title, self.units - day - 12, USUAL, True)
            put("texts", svg.text(1, top + 12, title, "t b hal"))
            put("texts", svg.text(self.units - 1, top + 12, row.day, "t b hal", "end"))
            difference = width(row.difference, SMALL)
            reason = clipped(row.reason, self.units - difference - 12, SMALL)
            put("texts", svg.text(1, top + 23, reason, "s hal"))
            look = "s lt hal" if row.later else "s hal"
            put("texts", svg.text(self.units - 1, top + 23, row.difference, look, "end"))
            return
        title = clipped(row.title, self.gutter - 8, USUAL, True)
        put("texts", svg.text(1, top + 13, title, "t b"))
        room = self.gutter - 8
        for i, words in enumerate(_two_lines(row.reason, room)):
            put("texts", svg.text(1, top + 24 + 10.5 * i, words, "s"))
        put("texts", svg.text(self.units - 1, top + 13, row.day, "t b", "end"))
        look = "s lt" if row.later else "s"
        put("texts", svg.text(self.units - 1, top + 24, row.difference, look, "end"))

    def _bar(self, bar: TimeBar, y: float) -> None:
        put = self.canvas.put
        x, end = self.axis.at(bar.first), self.axis.at(bar.last)
        if end <= x:
            return
        if bar.look == "both":
            put("bars", svg.rect(x, y, end - x, _BAR / 2, "auth"))
            put("bars", svg.rect(x, y + _BAR / 2, end - x, _BAR / 2, "firm"))
        else:
            put("bars", svg.rect(x, y, end - x, _BAR, bar.look, 1))

    def _closed(self, closed: Closed, y: float) -> None:
        put = self.canvas.put
        x, end = self.axis.at(closed.first), self.axis.at(closed.opens)
        if end - x < 8:
            return
        put("back", svg.filled(x, y + 10, end - x, _BAR, f"{self.prefix}-hx"))
        put("back", svg.line(end, y + 10, end, y + 18, "gate"))

    def _down(self, x: float, bottom: float, look: str) -> None:
        """A vertical through all rows; it leaves out titles that stand above their bars."""
        if self.gutter:
            self.canvas.put("lines", svg.line(x, _TOP + 4, x, bottom + 4, look))
            return
        for i in range(len(self.found.rows)):
            top = _TOP + self.row * i
            self.canvas.put("lines", svg.line(x, top + 25, x, top + self.row, look))

    def _foot(self, bottom: float) -> None:
        put = self.canvas.put
        day, words = self.found.today
        x = self.axis.at(day)
        self._down(x, bottom, "today")
        size = width(words, USUAL, True)
        left = min(max(x - size / 2, 1.0), self.units - size - 1)
        put("texts", svg.text(left, bottom + 16, words, "t b"))
        first = self.found.rows[0]
        if first.listed is None:
            return
        x = self.axis.at(first.listed)
        self._down(x, bottom, "planl")
        wide = width(self.found.planned, USUAL)
        start = min(max(x - wide / 2, 1.0), self.units - wide - 1)
        if start > left + size + 8:
            put("texts", svg.text(start, bottom + 16, self.found.planned, "t"))


def _two_lines(text: str, room: float) -> tuple[str, ...]:
    """A text in two lines at most, the second one cut where it takes more."""
    lines = broken(text, room, SMALL, 99)
    if lines is None:
        return (clipped(text, room, SMALL),)
    if len(lines) <= 2:
        return lines
    return lines[0], clipped(text[len(lines[0]) :].strip(), room, SMALL)
