"""The distribution of the date: by quarter, and how many draws are listed by a day."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from markupsafe import Markup

from pathway.report.page import svg
from pathway.report.page.axis import Axis
from pathway.report.page.canvas import SMALL, USUAL, Canvas
from pathway.report.page.measure import clipped, width

_LEFT, _TOP = 40.0, 50.0
_BARS, _CURVE, _BETWEEN = 160.0, 150.0, 46.0
_END = 36.0
"""Units for the words at the end of the curve."""
_SHOWN_SHARE = 0.005


@frozen
class Chance:
    """The distribution of the date of one target.

    Attributes:
        quarters: (first day of the quarter, share of draws), in order.
        curve: (day, share of draws listed by it), in order.
        marks: (day, `P10` and the like, the day in words); those that exist.
        planned: The planned day, the share listed by it, and that in words. None: no such day.
        later: The share of draws in quarters that are left out.
        never: The share without a date.
        words: What is written: `in-quarter`, `by-day`, `later`, `never`, `by-end`.
        percents: How a share is written, by share.
        title: Of the drawing.
        about: Its description.
        quarter_names: How the four quarters of a year are called.
        years: How a year is written.
    """

    quarters: tuple[tuple[date, float], ...]
    curve: tuple[tuple[date, float], ...]
    marks: tuple[tuple[date, str, str], ...]
    planned: tuple[date, float, str] | None
    later: float
    never: float
    words: dict[str, str]
    title: str
    about: str
    quarter_names: tuple[str, ...]
    years: str


def percent(share: float) -> str:
    """A share as it stands on a bar."""
    value = 100 * share
    return f"{value:.0f}%" if value >= 1 or not value else f"{value:.1f}%"


def chance(found: Chance, prefix: str, look: str, units: float) -> Markup:
    """The distribution: by quarter, and how many are listed by a day, on one axis.

    Args:
        found: The distribution.
        prefix: Tells its ids from those of the other drawings on the page.
        look: At which width of the page it is shown.
        units: How wide it is.

    Returns:
        The drawing.
    """
    return _ChanceDrawing(found, prefix, units).drawn(look)


class _ChanceDrawing:
    def __init__(self, found: Chance, prefix: str, units: float) -> None:
        self.found, self.prefix, self.units = found, prefix, units
        self.canvas = Canvas()
        extra = (found.later > 0) + (found.never > 0)
        first, last = found.quarters[0][0], _after(found.quarters[-1][0])
        room, count = units - _LEFT - 6, len(found.quarters)
        # What stands off the axis leaves room for the words at the end of the curve, or else gets it.
        one = min(room / (count + extra * 1.15 + 0.5), (room - _END) / count)
        self.axis = Axis(first, last, _LEFT, _LEFT + one * len(found.quarters))
        self.one = one
        self.low = _TOP + _BARS
        self.bottom = self.low + _BETWEEN + _CURVE

    def drawn(self, look: str) -> Markup:
        self._bars()
        self._curve()
        self._marks()
        return svg.drawing(
            self.prefix,
            look,
            (self.units, self.bottom + 22),
            self.found.title,
            self.found.about,
            svg.tag("defs", svg.patterns(self.prefix)),
            self.canvas.all(),
        )

    def _bars(self) -> None:
        put, found = self.canvas.put, self.found
        shares = [share for _, share in found.quarters]
        most = max([*shares, found.later, found.never]) or 1.0
        scale = (_BARS - 18) / most
        step = 0.1 if most > 0.15 else 0.05
        level = step
        while level < most:
            y = self.low - level * scale
            put("back", svg.line(_LEFT, y, self.axis.end, y, "grid"))
            put("texts", svg.text(_LEFT - 5, y + 3.4, percent(level), "s", "end"))
            level += step
        put("texts", svg.text(_LEFT + 3, _TOP + 4, found.words["in-quarter"], "s hal"))
        ends = [day for day, _, _ in found.marks]
        right = 0.0
        for i, (first, share) in enumerate(found.quarters):
            x, height = _LEFT + i * self.one, share * scale
            likely = len(ends) > 1 and _after(first) > ends[0] and first <= ends[-1]
            put(
                "bars",
                svg.rect(
                    x + 1, self.low - height, self.one - 2, height, "bar" if likely else "bart"
                ),
            )
            words = percent(share)
            if share >= _SHOWN_SHARE and width(words, SMALL) < self.one + 4:
                put(
                    "texts",
                    svg.text(x + self.one / 2, self.low - height - 4, words, "s hal", "middle"),
                )
            name = found.quarter_names[(first.month - 1) // 3]
            if width(name, SMALL) < self.one - 1:
                put("texts", svg.text(x + self.one / 2, self.low + 13, name, "s", "middle"))
            if first.month == 1 or i == 0:
                label = found.years.format(year=first.year)
                if x >= right and (
                    first.month == 1 or self.one * _left_in_year(first) > width(label, USUAL, True)
                ):
                    put("texts", svg.text(x + 2, self.low + 27, label, "t b"))
                    right = x + width(label, USUAL, True) + 8
                if first.month == 1 and i:
                    put("back", svg.line(x, _TOP, x, self.bottom, "gridy"))
        put("lines", svg.line(_LEFT, self.low, self.axis.end, self.low, "base"))
        self._off_axis(scale)

    def _off_axis(self, scale: float) -> None:
        """Later quarters, and draws without a date."""
        put, found = self.canvas.put, self.found
        x = self.axis.end + self.one * 0.4
        for share, key in ((found.later, "later"), (found.never, "never")):
            if not share:
                continue
            height, size = share * scale, self.one * 0.8
            if key == "never":
                put("back", svg.filled(x, self.low - height, size, height, f"{self.prefix}-hx"))
            put(
                "bars",
                svg.rect(x, self.low - height, size, height, "barn" if key == "never" else "bart"),
            )
            middle = x + size / 2
            put("texts", svg.text(middle, self.low - height - 4, percent(share), "s hal", "middle"))
            words = clipped(found.words[key], self.one * 1.15 + 8, SMALL)
            put("texts", svg.text(middle, self.low + 13, words, "s", "middle"))
            x += self.one * 1.15

    def _curve(self) -> None:
        put, found = self.canvas.put, self.found
        top = self.low + _BETWEEN

        def y(share: float) -> float:
            return self.bottom - share * _CURVE

        for level in (0.0, 0.1, 0.5, 0.9, 1.0):
            put("back", svg.line(_LEFT, y(level), self.axis.end, y(level), "grid"))
            if level != 0.1 or _CURVE / 10 > SMALL:
                put("texts", svg.text(_LEFT - 5, y(level) + 3.4, percent(level), "s", "end"))
        points = [(self.axis.at(day), y(share)) for day, share in found.curve]
        if len(points) > 1:
            closed = [(points[0][0], self.bottom), *points, (points[-1][0], self.bottom)]
            put("back", svg.polyline(closed, "area"))
            put("bars", svg.polyline(points, "curve"))
        put("lines", svg.line(_LEFT, self.bottom, self.axis.end, self.bottom, "base"))
        put("texts", svg.text(_LEFT + 3, top + 11, found.words["by-day"], "s hal"))
        self._ticks()
        if found.planned is not None:
            day, share, words = found.planned
            x = self.axis.at(day)
            put("marks", svg.star(x, y(share), 0.55))
            size = width(words, USUAL)
            left = x + 12 if x + 12 + size < self.axis.end else max(x - 12 - size, _LEFT + 3)
            put("texts", svg.text(left, y(share) + 14, words, "t hal"))
        end = y(found.curve[-1][1]) if found.curve else self.bottom
        put("texts", svg.text(self.axis.end + 5, end + 4, found.words["by-end"], "t b"))

    def _ticks(self) -> None:
        right = 0.0
        for first, _ in self.found.quarters:
            if first.month != 1:
                continue
            label = self.found.years.format(year=first.year)
            x = self.axis.at(first)
            if x >= right:
                self.canvas.put("texts", svg.text(x, self.bottom + 14, label, "s", "middle"))
                right = x + width(label, SMALL) + 8

    def _marks(self) -> None:
        """P10, P50, P90 through both panels, their days above, apart from each other."""
        put = self.canvas.put
        sizes = [max(width(day, USUAL, True), width(n, SMALL)) for _, n, day in self.found.marks]
        xs = [self.axis.at(day) for day, _, _ in self.found.marks]
        right = 1.0
        lefts = []
        for x, size in zip(xs, sizes, strict=True):
            left = max(right, min(x - size / 2, self.units - size - 1))
            lefts.append(left)
            right = left + size + 7
        over = right - 7 - self.units + 1
        for i in reversed(range(len(lefts))):  # pushed back from the edge
            if over > 0:
                lefts[i] -= over
                gap = lefts[i] - 7 - (lefts[i - 1] + sizes[i - 1]) if i else 0.0
                over = -gap if gap < 0 else 0.0
        for x, left, size, (_, name, day) in zip(xs, lefts, sizes, self.found.marks, strict=True):
            middle = left + size / 2
            put("texts", svg.text(middle, 13, name, "s", "middle"))
            put("texts", svg.text(middle, 27, day, "t b", "middle"))
            put("lines", svg.polyline([(middle, 31), (x, 42), (x, self.low)], "qt nofill"))
            top = self.low + _BETWEEN
            put("lines", svg.line(x, top, x, self.bottom, "qm" if name == "P50" else "qt"))


def _after(first: date) -> date:
    """The first day of the quarter after one."""
    months = first.year * 12 + first.month - 1 + 3
    return date(months // 12, months % 12 + 1, 1)


def _left_in_year(first: date) -> int:
    return (13 - first.month + 2) // 3
