"""The timeline from top to bottom, for pages too narrow to read one from left to right: lanes are
columns, and every label stands right of them on a line that leads to its day.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from attrs import frozen
from markupsafe import Markup

from pathway.report.page import svg
from pathway.report.page.axis import Axis, spanning
from pathway.report.page.canvas import SMALL, USUAL, Canvas, fade
from pathway.report.page.figure import Lane, Likely, Picture
from pathway.report.page.flags import column
from pathway.report.page.measure import broken, clipped, width

_UNITS = 358.0
_FIRST, _LANE, _COLUMN = 38.0, 17.0, 14.0
_APART = 15.2
_PER_DAY, _LEAST, _MOST = 0.82, 420.0, 2200.0
_MARGIN, _BADGE = 12.0, 14.0


@frozen
class _Label:
    """A label that wants to stand at a day. x: where its line begins."""

    y: float
    x: float
    name: str
    day: str
    small: bool


def tall(picture: Picture, prefix: str, look: str) -> Markup:
    """The timeline as SVG, 358 units wide.

    Args:
        picture: What it shows.
        prefix: Tells its ids from those of the other drawings on the page.
        look: At which width of the page it is shown.

    Returns:
        The drawing.
    """
    return _Tall(picture, prefix).drawn(look)


class _Tall:
    def __init__(self, picture: Picture, prefix: str) -> None:
        self.picture, self.prefix, self.canvas = picture, prefix, Canvas()
        self.lanes = picture.lanes
        count = len(self.lanes) + (picture.likely is not None)
        self.right = _FIRST + _LANE * count
        names = [lane.name for lane in self.lanes]
        if picture.likely is not None:
            names.append(picture.likely.name)
        self.head = max(width(name, USUAL, True) for name in names) + 10
        self.text = self.right + 26
        days = picture.days()
        span = (max(days) - min(days)).days + 60
        length = min(max(_PER_DAY * span, _LEAST, (self._wishes() + 2) * _APART), _MOST)
        self.axis: Axis = spanning(days, self.head + 8, self.head + 8 + length)
        self.labels: list[_Label] = []

    def _wishes(self) -> int:
        """How many labels there may be."""
        count = 6
        for lane in self.lanes:
            count += len(lane.flags) + len(lane.rows) + len(lane.closed) + len(lane.bands)
            count += len(lane.gaps) + (lane.star is not None)
        return count

    def x(self, place: int) -> float:
        """Where the column of a lane begins."""
        return _FIRST + 1.5 + _LANE * place

    def drawn(self, look: str) -> Markup:
        bottom = self.axis.end
        self._grid(bottom)
        for i, lane in enumerate(self.lanes):
            self._lane(i, lane)
        if self.picture.likely is not None:
            self._likely(len(self.lanes), self.picture.likely)
        self._chain()
        self._today()
        bottom = max(bottom, self._write())
        defs = [svg.patterns(self.prefix)]
        if self.picture.likely is not None:
            defs.append(fade(self.prefix, self.picture.likely, self.axis, down=True))
        size = (_UNITS, bottom + _MARGIN)
        title, about = self.picture.title, self.picture.about
        inside = (svg.tag("defs", *defs), self.canvas.all())
        return svg.drawing(self.prefix, look, size, title, about, *inside)

    def _grid(self, bottom: float) -> None:
        put, axis = self.canvas.put, self.axis
        free = -99.0
        for tick in axis.ticks():
            y = axis.at(tick.day)
            put("back", svg.line(_FIRST, y, _UNITS, y, "gridy" if tick.year else "grid"))
            if tick.year:
                put(
                    "texts", svg.text(1, y + 4, self.picture.years.format(year=tick.day.year), "yr")
                )
                free = y + 8
            elif tick.named and y > free + 5 and abs(y - axis.at(self.picture.today[0])) > 11:
                put("texts", svg.text(1, y + 3.5, self.picture.months[tick.day.month - 1], "s"))
                free = y + 6
        edge = axis.at(self.picture.official) if self.picture.official > axis.first else axis.start
        put("back", svg.rect(_FIRST - 6, axis.start, 5, edge - axis.start, "calo"))
        put("back", svg.filled(_FIRST - 6, edge, 5, axis.end - edge, f"{self.prefix}-ho"))
        names = [lane.name for lane in self.lanes]
        if self.picture.likely is not None:
            names.append(self.picture.likely.name)
        for i, name in enumerate(names):
            x = self.x(i)
            put("back", svg.rect(x, axis.start - 2, _COLUMN, bottom - axis.start + 2, "track"))
            turn = f"translate({svg.number(x + 10.5)} {svg.number(axis.start - 7)}) rotate(-90)"
            put("texts", svg.tag("text", name, transform=turn, class_="t b"))

    def _label(self, day: date, x: float, name: str, shown: str = "", small: bool = False) -> None:
        if self.axis.holds(day):
            self.labels.append(_Label(self.axis.at(day), x, name, shown, small))

    # -- lanes -------------------------------------------------------------------------------------

    def _lane(self, place: int, lane: Lane) -> None:
        put, axis, x = self.canvas.put, self.axis, self.x(place)
        for closed in (*lane.closed, *lane.gaps):
            y, end = axis.at(closed.first), axis.at(closed.opens)
            put("back", svg.filled(x, y, _COLUMN, end - y, f"{self.prefix}-hx"))
            put("back", svg.line(x, end, x + _COLUMN, end, "gate"))
            middle = date.fromordinal((closed.first.toordinal() + closed.opens.toordinal()) // 2)
            self._label(middle, x + _COLUMN, self._fitting(closed.texts), small=True)
        for bar in lane.bars:
            y, end = axis.at(bar.first), axis.at(bar.last)
            if bar.look == "both":
                put("bars", svg.rect(x + 1, y, 6, max(end - y, 0.5), "auth"))
                put("bars", svg.rect(x + 7, y, 6, max(end - y, 0.5), "firm"))
            else:
                put("bars", svg.rect(x + 1, y, 12, max(end - y, 0.5), bar.look, 1.5))
        for i, band in enumerate(lane.bands):
            self._band(x + (6 if i % 2 else 0.5), band.first, band.until, band.last)
            for day in band.dots:
                spot = {"cx": x + (9.5 if i % 2 else 4), "cy": axis.at(day), "r": 2.6}
                put("marks", svg.tag("circle", **spot, class_="dot"))
            self._label(band.first, x + _COLUMN, self._fitting(band.texts), small=True)
        last = axis.start - _BADGE
        for flag in lane.flags:
            y = axis.at(flag.day)
            mark = svg.diamond(x + 7, y, 4.2, "md" if flag.solid else "mo")
            if flag.badge and y - last >= _BADGE:  # two that nearly meet: the first has its number
                mark = svg.badge(x + 7, y, flag.badge, 6.6)
                last = y
            put("marks", mark)
            self._label(flag.day, x + _COLUMN, flag.alone, flag.shown)
        for i, (flag, _) in enumerate(lane.rows):
            own = x + (4.5 if i % 2 == 0 else 9.5)
            y = axis.at(flag.day)
            if flag.latest is not None:
                end = axis.at(flag.latest)
                put("lines", svg.line(own, y, own, end, "slack"))
                put("lines", svg.line(own - 2.5, end, own + 2.5, end, "slackc"))
            put("marks", svg.diamond(own, y, 3.6, "md" if flag.solid else "mo"))
            self._label(flag.day, x + _COLUMN, flag.alone, flag.shown)
        if lane.star is not None:
            y = axis.at(lane.star.day)
            put("marks", svg.star(x + 7, y, 0.8))
            if lane.star.badge:
                put("marks", svg.text(x + 7, y + 3.4, str(lane.star.badge), "badget", "middle"))
            self._label(lane.star.day, x + _COLUMN, lane.star.alone, lane.star.shown)

    def _band(self, x: float, first: date, until: date, last: date) -> None:
        put, axis = self.canvas.put, self.axis
        y, middle, end = map(axis.at, (first, until, last))
        put("bars", svg.rect(x, y, 7, middle - y, "accv", 1.5))
        if end > middle:
            put("bars", svg.filled(x, middle, 7, end - middle, f"{self.prefix}-ho"))
            put("bars", svg.rect(x, middle, 7, end - middle, "acce", 1.5))

    def _fitting(self, texts: tuple[str, ...]) -> str:
        """The longest wording that fits in the column of labels."""
        room = _UNITS - self.text - 2
        for words in texts:
            whole = words.replace("|", "")
            if broken(whole, room, SMALL, 1) is not None:
                return whole
        return clipped(texts[-1], room, SMALL)

    def _likely(self, place: int, likely: Likely) -> None:
        put, axis, x = self.canvas.put, self.axis, self.x(place)
        first = axis.at(likely.marks[0][0])
        last = axis.at(likely.marks[-1][0]) if len(likely.marks) > 2 else axis.end
        put("bars", svg.filled(x + 3, first, 8, last - first, f"{self.prefix}-fade"))
        put("bars", svg.line(x + 11, first, x + 11, last, "lbase"))
        for i, (day, name, shown) in enumerate(likely.marks):
            y = axis.at(day)
            put("marks", svg.line(x + 2, y, x + 13, y, "qm" if i == 1 else "qt"))
            self._label(day, x + _COLUMN, name, shown)
        if likely.floor is not None:
            day, words = likely.floor
            y = axis.at(day)
            put("lines", svg.line(x + 7, y, x + 7, first, "reach"))
            put("marks", svg.line(x + 3, y, x + 11, y, "floorl"))
            self._label(day, x + _COLUMN, words, small=True)
        if likely.never and len(likely.marks) < 3:
            self._label(axis.last, x + _COLUMN, likely.never, small=True)

    def _chain(self) -> None:
        order = {lane.key: i for i, lane in enumerate(self.lanes)}
        rail = {key: self.x(i) + 15.4 for key, i in order.items()}
        chain = self.picture.chain
        if not chain:
            return
        points = [(rail[chain[0].lane], self.axis.at(chain[0].day))]
        for before, link in pairwise(chain):
            y = self.axis.at(before.day if link.from_before else link.day)
            points += [(rail[before.lane], y), (rail[link.lane], y)]
            points.append((rail[link.lane], self.axis.at(link.day)))
        self.canvas.put("chain", svg.polyline(points, "chainh"), svg.polyline(points, "chain"))

    def _today(self) -> None:
        day, _ = self.picture.today
        y = self.axis.at(day)
        self.canvas.put("lines", svg.line(_FIRST - 6, y, self.right, y, "today"))
        words = clipped(self.picture.today_short, _FIRST - 8, SMALL)
        self.canvas.put("texts", svg.text(_FIRST - 8, y + 3.5, words, "s", "end"))

    # -- labels ------------------------------------------------------------------------------------

    def _write(self) -> float:
        """Writes the labels in order of their days; returns how low the last one stands."""
        labels = sorted(self.labels, key=lambda label: (label.y, label.small))
        places = column(
            [label.y for label in labels], _APART, self.axis.start - 2, self.axis.end + 8
        )
        room = _UNITS - self.text - 2
        for label, y in zip(labels, places, strict=True):
            turn = self.right + 8
            line = [(label.x, label.y), (turn, label.y), (self.text - 3, y)]
            self.canvas.put("back", svg.polyline(line, "lead"))
            look = "s hal" if label.small else "t hal"
            size = SMALL if label.small else USUAL
            name = clipped(label.name, room - width(" " + label.day, size, True), size)
            self.canvas.put("texts", svg.text(self.text, y + 3.8, svg.dated(name, label.day), look))
        return max(places, default=0.0) + 6
