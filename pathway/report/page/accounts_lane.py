"""The lane of audited accounts, and the strip that says where the firm is quoted."""

from __future__ import annotations

from attrs import frozen

from pathway.report.page import svg
from pathway.report.page.axis import Axis
from pathway.report.page.canvas import SMALL, Canvas
from pathway.report.page.figure import Closed, Lane
from pathway.report.page.measure import width

STRIP = 13.0
"""How high the strip is."""
_ROW = 16.0


@frozen
class Surface:
    """What a lane is drawn on.

    Attributes:
        canvas: Its layers.
        axis: Its axis of time.
        prefix: Tells its ids from those of the other drawings on the page.
        units: How wide it is.
        gutter: How much of that the names of the lanes take.
    """

    canvas: Canvas
    axis: Axis
    prefix: str
    units: float
    gutter: float


def draw_accounts(on: Surface, lane: Lane, y: float, walls: list[float]) -> float:
    """The audited accounts, a row for each set; returns where they end."""
    put = on.canvas.put
    top, ends = y, []
    for band in lane.bands:
        x, until, last = map(on.axis.at, (band.first, band.until, band.last))
        put("bars", svg.rect(x, y + 3, until - x, 8, "accv", 1.5))
        if last > until:
            put("back", svg.filled(until, y + 3, last - until, 8, f"{on.prefix}-ho"))
            put("bars", svg.rect(until, y + 3, last - until, 8, "acce", 1.5))
        for day in band.dots:
            put("marks", svg.tag("circle", cx=on.axis.at(day), cy=y + 7, r=3.1, class_="dot"))
        ends.append((_label(on, band.texts, x - 5, last + 5, y + 10.4, walls, lane), y))
        y += _ROW
    for gap in lane.gaps:
        _gap(on, gap, top, y, ends, walls)
    return y + (4 if lane.bands else 0)


def _label(
    on: Surface,
    texts: tuple[str, ...],
    left: float,
    right: float,
    y: float,
    walls: list[float],
    lane: Lane,
) -> float:
    """A band's label on its free side; returns where what stands on the row ends."""
    gaps = [x for gap in lane.gaps for x in (on.axis.at(gap.first), on.axis.at(gap.opens))]
    for words in texts:
        size = width(words, SMALL)
        for x in (right, left - size):
            inside = x > on.gutter and x + size < on.units - 1
            if inside and not any(x - 2 < w < x + size + 2 for w in (*walls, *gaps)):
                on.canvas.put("texts", svg.text(x, y, words, "s hal"))
                return max(right, x + size if x == right else right)
    return right


def _gap(
    on: Surface,
    gap: Closed,
    top: float,
    bottom: float,
    ends: list[tuple[float, float]],
    walls: list[float],
) -> None:
    """Days without accounts in date: closed, with the reason right of it on a free row."""
    put = on.canvas.put
    x, end = on.axis.at(gap.first), on.axis.at(gap.opens)
    put("back", svg.filled(x, top, end - x, bottom - top, f"{on.prefix}-hx"))
    put("back", svg.line(end, top, end, bottom, "gate"))
    for words in gap.texts:
        size = width(words, SMALL)
        for right, y in ends:
            stop = end + 5 + size
            if (
                right < end + 2
                and stop < on.units - 1
                and not any(end < w < stop + 2 for w in walls)
            ):
                put("texts", svg.text(end + 5, y + 10.4, words, "s hal"))
                return


def draw_stages(on: Surface, lane: Lane, y: float, today: float) -> None:
    """Where the firm is quoted, as a strip."""
    starts = [on.axis.start if s.first is None else on.axis.at(s.first) for s in lane.stages]
    for stage, x, end in zip(lane.stages, starts, [*starts[1:], on.axis.end], strict=True):
        if end <= x:
            continue
        on.canvas.put("bars", svg.rect(x, y, end - x, STRIP, stage.look))
        left = today + 4 if x < today < end - 40 else x + 4
        for words in stage.texts:
            if left + width(words, SMALL) < end - 2:
                look = "s onb" if stage.look == "st3" else "s st"
                on.canvas.put("texts", svg.text(left, y + 9.8, words, look))
                break
