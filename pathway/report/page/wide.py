"""The timeline from left to right: one lane below the other, at a width in units."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from attrs import frozen
from markupsafe import Markup

from pathway.report.page import svg
from pathway.report.page.accounts_lane import STRIP, Surface, draw_accounts, draw_stages
from pathway.report.page.axis import Axis, spanning
from pathway.report.page.canvas import LARGE, SMALL, USUAL, Canvas, fade
from pathway.report.page.figure import Closed, Lane, Likely, MilestoneFlag, Picture, TimeBar
from pathway.report.page.flags import PlacedLabel, WantedLabel, place
from pathway.report.page.frame import TimeFrame
from pathway.report.page.measure import broken, clipped, width

_BAR = 14.0
_LEVEL = 14.0
_ROW = 16.0
_TOP = 50.0
_TIGHT = 5.0
"""Units to spare on either side of a text in a bar."""
_LINE, _BADGE = 12.0, 15.0
_MOST_AFTER = 120
"""Months at the end of the axis beyond which no room is looked for."""
_GATE, _TICK = 25.0, 9.0
"""How high a closed gate is, and how much more where missed windows stand in it."""


@frozen
class _Crossing:
    """A vertical of the decisive chain: where, and from which lane to which."""

    x: float
    lane: int
    to: int


def wide(picture: Picture, prefix: str, look: str, units: float, gutter: float) -> Markup:
    """The timeline as SVG.

    Args:
        picture: What it shows.
        prefix: Tells its ids from those of the other drawings on the page.
        look: At which width of the page it is shown (a class of the style sheet).
        units: How wide it is.
        gutter: How much of that the names of the lanes take.

    Returns:
        The drawing.
    """
    return _Wide(picture, prefix, units, gutter).drawn(look)


class _Wide:
    def __init__(self, picture: Picture, prefix: str, units: float, gutter: float) -> None:
        self.picture, self.prefix, self.units, self.gutter = picture, prefix, units, gutter
        self.axis: Axis = self._axis()
        self.canvas = Canvas()
        self.surface = Surface(self.canvas, self.axis, prefix, units, gutter)
        self.frame = TimeFrame(picture, self.axis, self.canvas, prefix, units)
        self.today = self.frame.today
        self.rails: dict[str, float] = {}
        self.star_y = _TOP
        self.crossings = self._crossings()

    def _axis(self) -> Axis:
        """The axis, with so many months at its end that the listing's label stands right of it."""
        stars = [lane.star for lane in self.picture.lanes if lane.star is not None]
        days = self.picture.days()
        for after in range(1, _MOST_AFTER):
            axis = spanning(days, self.gutter, self.units - 9, after=after)
            if all(axis.at(star.day) + 19 + _star_width(star) < self.units for star in stars):
                break
        return axis

    def drawn(self, look: str) -> Markup:
        y = _TOP
        tops = [y]
        for i, lane in enumerate(self.picture.lanes):
            y = self._lane(i, lane, y)
            tops.append(y)
        if self.picture.likely is not None:
            y = self._likely(self.picture.likely, y)
            tops.append(y)
        self.frame.grid(tops, y)
        self._chain()
        height = self.frame.foot(y, self.star_y)
        defs = [svg.patterns(self.prefix)]
        if self.picture.likely is not None:
            defs.append(fade(self.prefix, self.picture.likely, self.axis))
        return svg.drawing(
            self.prefix,
            look,
            (self.units, height),
            self.picture.title,
            self.picture.about,
            svg.tag("defs", *defs),
            self.canvas.all(),
        )

    # -- the decisive chain ------------------------------------------------------------------------

    def _crossings(self) -> list[_Crossing]:
        order = {lane.key: i for i, lane in enumerate(self.picture.lanes)}
        out = []
        chain = self.picture.chain
        for one, other in pairwise(chain):
            if one.lane != other.lane:
                day = one.day if other.from_before else other.day
                out.append(_Crossing(self.axis.at(day), order[one.lane], order[other.lane]))
        return out

    def _walls(self, lane: int, above: bool) -> list[float]:
        """The verticals that pass a lane above its bar, or below it."""
        out = [self.today]
        for crossing in self.crossings:
            low, high = sorted((crossing.lane, crossing.to))
            inside = low < lane < high
            here = high if above else low
            if inside or lane == here:
                out.append(crossing.x)
        return out

    def _chain(self) -> None:
        chain = self.picture.chain
        if not chain:
            return
        points = [(self.axis.at(chain[0].day), self.rails[chain[0].lane])]
        for one, other in pairwise(chain):
            if one.lane != other.lane:
                x = self.axis.at(one.day if other.from_before else other.day)
                points += [(x, self.rails[one.lane]), (x, self.rails[other.lane])]
            points.append((self.axis.at(other.day), self.rails[other.lane]))
        self.canvas.put("chain", svg.polyline(points, "chainh"), svg.polyline(points, "chain"))

    # -- lanes -------------------------------------------------------------------------------------

    def _lane(self, place_: int, lane: Lane, top: float) -> float:
        """Draws a lane below a height; returns where it ends."""
        low = self._name(lane, top)
        flags = [f for f in lane.flags if self.axis.holds(f.day)]
        placed = self._placed(flags, self._walls(place_, True))
        levels = max((p.level for p in placed), default=-1) + 1
        y = top + 7 + _LEVEL * levels
        has_bar = bool(lane.bars or lane.closed or lane.openings or flags or lane.star)
        if has_bar:
            self._bar_row(place_, lane, flags, y)
            self._flags(flags, placed, y)
            self.rails[lane.key] = y + _BAR + 3
            slack = any(f.latest for f in flags)
            gates = _GATE + 5 + (_TICK if lane.openings else 0) if lane.closed else 0
            y += max(gates, _BAR + (14 if slack else 8))
        for flag, texts in lane.rows:
            self._row(flag, texts, y + 7, self._walls(place_, False))
            y += _ROW
        walls = sorted({*self._walls(place_, True), *self._walls(place_, False)})
        y = draw_accounts(self.surface, lane, y, walls)
        if lane.stages:
            draw_stages(self.surface, lane, y, self.today)
            y += STRIP
        return max(y + 5, low)

    def _name(self, lane: Lane, top: float) -> float:
        """Names a lane in the gutter; returns the lowest that this needs."""
        name = clipped(lane.name, self.gutter - 6, USUAL, True)
        self.canvas.put("texts", svg.text(1, top + 15, name, "t b"))
        lines = broken(lane.whose, self.gutter - 6, SMALL, 3) or (
            clipped(lane.whose, self.gutter - 6, SMALL),
        )
        for i, words in enumerate(lines):
            self.canvas.put("texts", svg.text(1, top + 28 + 11 * i, words, "s"))
        return top + 24 + 11 * len(lines)

    def _placed(self, flags: list[MilestoneFlag], walls: list[float]) -> tuple[PlacedLabel, ...]:
        wanted = [
            WantedLabel(
                self.axis.at(f.day),
                width(f.name + " ", USUAL) + width(f.shown, USUAL, True),
            )
            for f in flags
        ]
        return place(wanted, self.gutter, self.units - 1, walls)

    def _flags(self, flags: list[MilestoneFlag], placed: tuple[PlacedLabel, ...], y: float) -> None:
        put = self.canvas.put
        last = self.axis.start - _BADGE
        for flag, spot in zip(flags, placed, strict=True):
            base = y - 4 - _LEVEL * spot.level
            put("lines", svg.line(spot.pole, base - 9, spot.pole, y, "pole"))
            words = svg.dated(flag.name, flag.shown)
            put("texts", svg.text(spot.left, base, words, "t hal"))
            middle = y + _BAR / 2
            if flag.badge:
                # Two badges whose days nearly meet stand one below the other.
                beside = spot.pole - last < _BADGE
                mark = svg.badge(spot.pole, middle + (_BADGE if beside else 0), flag.badge)
                last = self.axis.start - _BADGE if beside else spot.pole
            elif flag.solid:
                mark = svg.diamond(spot.pole, y + _BAR + 3, 4.2, "md")
            else:
                mark = svg.diamond(spot.pole, middle, 4.6, "mo")
            put("marks", svg.marked(mark, flag.id, flag.day.isoformat()))
            if flag.latest is not None:
                self._slack(spot.pole, self.axis.at(flag.latest), y + _BAR + 9)

    def _slack(self, x: float, end: float, y: float) -> None:
        self.canvas.put("lines", svg.line(x, y, end, y, "slack"))
        self.canvas.put("lines", svg.line(end, y - 3.5, end, y + 3.5, "slackc"))

    # -- the row of bars ---------------------------------------------------------------------------

    def _bar_row(self, place_: int, lane: Lane, flags: list[MilestoneFlag], y: float) -> None:
        for closed in lane.closed:
            self._closed(closed, y, _GATE + (_TICK if lane.openings else 0))
        edges = [self.axis.at(f.day) for f in flags if f.badge]
        for bar in lane.bars:
            self._bar(bar, y, edges)
        busy = [self.axis.at(bar.last) for bar in lane.bars]
        walls = [x for x in self._walls(place_, False) if x > self.today + 1]
        right = max(busy, default=self.axis.start)
        for opening in lane.openings:
            x = self.axis.at(opening.day)
            if opening.used or not self.axis.holds(opening.day):
                continue
            if any(c.first <= opening.day < c.opens for c in lane.closed):
                self.canvas.put("marks", svg.rect(x - 1.5, y + _GATE, 3, 8, "winx"))
            else:
                look = "wino" if opening.open else "winx"
                self.canvas.put("marks", svg.rect(x - 1.5, y + 0.5, 3, 13, look))
                right = max(right, x + 3)
        self._beside(lane.openings_texts, right + 6, y + 10.5, walls)
        if lane.letter is not None:
            first, until, texts = lane.letter
            x, end = self.axis.at(first) + 9, self.axis.at(until)
            if end > x + 4:
                self.canvas.put("bars", svg.rect(x, y + 3.5, end - x, 7, "valid", 2))
                self._beside(texts, end + 5, y + 10.5, walls)
        if lane.star is not None:
            self._star(lane.star, y)

    def _beside(
        self, texts: tuple[str, ...], x: float, y: float, walls: list[float]
    ) -> float | None:
        """The longest wording that fits right of a place; returns where it ends."""
        for words in texts:
            end = x + width(words, SMALL)
            if end < self.units - 1 and not any(x - 2 < wall < end + 2 for wall in walls):
                self.canvas.put("texts", svg.text(x, y, words, "s hal"))
                return end
        return None

    def _bar(self, bar: TimeBar, y: float, badges: list[float]) -> None:
        put = self.canvas.put
        x, end = self.axis.at(bar.first), self.axis.at(bar.last)
        if end <= x:
            return
        if bar.look == "both":
            put("bars", svg.rect(x, y, end - x, _BAR / 2, "auth"))
            put("bars", svg.rect(x, y + _BAR / 2, end - x, _BAR / 2, "firm"))
        elif bar.look == "auth-o":
            put("bars", svg.rect(x, y + 2, end - x, _BAR - 4, "auth-o", 1.5))
        else:
            put("bars", svg.rect(x, y, end - x, _BAR, bar.look, 1.5))
        left = x + (9 if any(abs(b - x) < 1 for b in badges) else 2)
        right = end - (9 if any(abs(b - end) < 1 for b in badges) else 2)
        for words in bar.texts:
            size = width(words, SMALL)
            if size + 2 * _TIGHT <= right - left and not (left < self.today < right):
                middle = (left + right) / 2
                if bar.look == "both":
                    put("bars", svg.rect(middle - size / 2 - 3, y + 1.5, size + 6, 11, "paper", 2))
                look = {"spons": "s ons", "firm": "s onf", "auth": "s onl"}.get(bar.look, "s")
                put("texts", svg.text(middle, y + 10.4, words, look, "middle"))
                return

    def _closed(self, closed: Closed, y: float, height: float) -> bool:
        """A closed gate with its reason; returns whether a wording found room."""
        put = self.canvas.put
        x, end = self.axis.at(closed.first), self.axis.at(closed.opens)
        put("back", svg.filled(x, y, end - x, height, f"{self.prefix}-hx"))
        put("back", svg.line(end, y, end, y + height, "gate"))
        for words in closed.texts:
            lines = broken(words, end - x - 12, SMALL, 2)
            if lines is None:
                continue
            for i, words_ in enumerate(lines):
                size = width(words_, SMALL)
                put("bars", svg.rect(x + 4, y + 1 + _LINE * i, size + 5, 11.5, "paper"))
                put("texts", svg.text(x + 6.5, y + 10.2 + _LINE * i, words_, "s"))
            return True
        return False

    def _star(self, flag: MilestoneFlag, y: float) -> None:
        put = self.canvas.put
        x, middle = self.axis.at(flag.day), y + _BAR / 2
        self.star_y = middle
        put("marks", svg.marked(svg.star(x, middle), flag.id, flag.day.isoformat()))
        if flag.badge:
            put("marks", svg.text(x, middle + 3.6, str(flag.badge), "badget", "middle"))
        put("texts", svg.text(x + 18, y + 12, svg.dated(flag.name, flag.shown), "big hal"))

    # -- rows, accounts, stages --------------------------------------------------------------------

    def _row(
        self, flag: MilestoneFlag, texts: tuple[str, ...], y: float, walls: list[float]
    ) -> None:
        """A milestone with so much slack that it has a row: ◇──┤ name day, at the latest day."""
        x = self.axis.at(flag.day)
        end = self.axis.at(flag.latest) if flag.latest is not None else x
        if end > x:
            self._slack(x, end, y)
        mark = svg.diamond(x, y, 4.6, "md" if flag.solid else "mo")
        self.canvas.put("marks", svg.marked(mark, flag.id, flag.day.isoformat()))
        start = max(end, x + 3) + 6
        head = width(flag.name + " ", USUAL) + width(flag.shown, USUAL, True)
        for after in (*texts, ""):
            stop = start + head + width(after, USUAL)
            if stop < self.units - 1 and not any(start - 2 < w < stop + 2 for w in walls):
                words = svg.dated(flag.name, flag.shown) + after
                self.canvas.put("texts", svg.text(start, y + 4, words, "t hal"))
                return
        left = max(x - 8 - head, self.gutter)
        self.canvas.put("texts", svg.text(left, y + 4, svg.dated(flag.name, flag.shown), "t hal"))

    # -- the likely range --------------------------------------------------------------------------

    def _likely(self, likely: Likely, top: float) -> float:
        put = self.canvas.put
        lane = Lane(key="likely", name=likely.name, whose=likely.whose)
        low = self._name(lane, top)
        flags = [MilestoneFlag("", day, name, name, shown) for day, name, shown in likely.marks]
        walls = [self.today, self.axis.at(self.picture.planned[0])]
        placed = self._placed(flags, walls)
        y = top + 9 + _LEVEL * (max((p.level for p in placed), default=-1) + 1)
        for flag, spot in zip(flags, placed, strict=True):
            base = y - 4 - _LEVEL * spot.level
            put("lines", svg.line(spot.pole, base - 9, spot.pole, y, "pole"))
            put("texts", svg.text(spot.left, base, svg.dated(flag.name, flag.shown), "t hal"))
        first = self.axis.at(likely.marks[0][0])
        whole = len(likely.marks) > 2
        last = self.axis.at(likely.marks[-1][0]) if whole else self.axis.end
        put("bars", svg.filled(first, y, last - first, _BAR, f"{self.prefix}-fade"))
        put("bars", svg.line(first, y + _BAR, last, y + _BAR, "lbase"))
        for i, (day, _, _) in enumerate(likely.marks):
            x = self.axis.at(day)
            put("marks", svg.line(x, y - 2, x, y + _BAR + 2, "qm" if i == 1 else "qt"))
        if likely.floor is not None:
            self._floor(*likely.floor, first, y)
        if likely.never and not whole:
            size = width(likely.never, SMALL)
            put("texts", svg.text(self.axis.end - size, y + _BAR + 12, likely.never, "s hal"))
            y += _LINE
        return max(y + _BAR + 8, low)

    def _floor(self, day: date, words: str, first: float, y: float) -> None:
        put = self.canvas.put
        x, middle = self.axis.at(day), y + _BAR / 2
        put("marks", svg.line(x, y, x, y + _BAR, "floorl"))
        put("lines", svg.line(x + 2, middle, first, middle, "reach"))
        size = width(words, SMALL)
        if x - 5 - size > self.today + 2:
            put("texts", svg.text(x - 5 - size, y + 10.5, words, "s hal"))
        elif x + 6 + size < first - 4:
            put("bars", svg.rect(x + 4, y + 2, size + 4, 11, "paper"))
            put("texts", svg.text(x + 6, y + 10.5, words, "s hal"))


def _star_width(flag: MilestoneFlag) -> float:
    """How wide the label of the listing is."""
    return width(flag.name + " ", LARGE) + width(flag.shown, LARGE, True)
