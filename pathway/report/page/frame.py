"""What stands around the lanes of a timeline that runs from left to right: months and years above
them, the calendar that is known, today and the planned day below.
"""

from __future__ import annotations

from pathway.report.page import svg
from pathway.report.page.axis import Axis
from pathway.report.page.canvas import SMALL, USUAL, Canvas
from pathway.report.page.figure import Picture
from pathway.report.page.measure import width


class TimeFrame:
    """Draws it on the canvas of the lanes."""

    def __init__(
        self, picture: Picture, axis: Axis, canvas: Canvas, prefix: str, units: float
    ) -> None:
        self.picture, self.axis, self.canvas = picture, axis, canvas
        self.prefix, self.units = prefix, units
        self.today = axis.at(picture.today[0])

    def grid(self, tops: list[float], bottom: float) -> None:
        """Months, years, the calendar and today, with a rule at each of some heights."""
        put = self.canvas.put
        years: list[tuple[float, int]] = [(self.axis.start, self.axis.first.year)]
        for tick in self.axis.ticks():
            x = self.axis.at(tick.day)
            put("back", svg.line(x, 30, x, bottom, "gridy" if tick.year else "grid"))
            name = self.picture.months[tick.day.month - 1]
            if tick.named and x + 4 + width(name, SMALL) < self.units:
                put("texts", svg.text(x + 3, 27, name, "s"))
            if tick.year:
                years.append((x, tick.day.year))
        self._years(years)
        for y in tops:
            put("back", svg.line(0, y, self.units, y, "rule"))
        self._calendar()
        put("lines", svg.line(self.today, 31, self.today, bottom + 4, "today"))

    def _years(self, years: list[tuple[float, int]]) -> None:
        """The years that find room: the first one gives way to the next."""
        labels = [(x, self.picture.years.format(year=year)) for x, year in years]
        for i, (x, label) in enumerate(labels):
            end = x + width(label, 12, True) + 6
            later = labels[i + 1][0] if i + 1 < len(labels) else self.units
            if end <= later:
                self.canvas.put("texts", svg.text(x, 13, label, "yr"))

    def _calendar(self) -> None:
        axis, put = self.axis, self.canvas.put
        edge = axis.at(self.picture.official) if self.picture.official > axis.first else axis.start
        official, texts = self.picture.calendar
        if edge > axis.start:
            put("back", svg.rect(axis.start, 32, edge - axis.start, 12, "calo"))
            if width(official, SMALL) + 6 < edge - axis.start:
                put("texts", svg.text(axis.start + 4, 41.5, official, "s"))
        if edge < axis.end:
            put("back", svg.filled(edge, 32, axis.end - edge, 12, f"{self.prefix}-ho"))
            for words in texts:
                room = width(words, SMALL) + 8
                if room < axis.end - edge - 6:
                    put("bars", svg.rect(edge + 8, 32.5, room, 11, "paper"))
                    put("texts", svg.text(edge + 12, 41.5, words, "s"))
                    break

    def foot(self, y: float, star: float) -> float:
        """Today and the planned day, below the lanes; returns the height of the drawing."""
        put = self.canvas.put
        day, (name, share) = self.picture.planned
        x = self.axis.at(day)
        put("lines", svg.line(x, star, x, y + 4, "planl"))
        words = self.picture.today[1]
        today = self._centred(self.today, width(words, USUAL, True))
        put("texts", svg.text(today, y + 16, words, "t b"))
        right = today + width(words, USUAL, True)
        full = width(name, USUAL, True) + width(share, USUAL)
        left = self._centred(x, full)
        row = y + 16 if left > right + 8 else y + 30
        content = svg.tag("tspan", name, class_="b") + share
        put("texts", svg.text(left, row, content, "t"))
        return row + 6

    def _centred(self, x: float, size: float) -> float:
        """Where a text around a place begins, so that it stays on the page."""
        return min(max(x - size / 2, 1.0), self.units - size - 1)
