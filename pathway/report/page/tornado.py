"""What moves the date, by calendar days: levers to the left, margins to the right."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from markupsafe import Markup

from pathway.report.page import svg
from pathway.report.page.canvas import SMALL, USUAL, Canvas
from pathway.report.page.measure import clipped, width

_ROW = 27.0


@frozen
class Mover:
    """Something that moves the date.

    Attributes:
        name: What, in words.
        days: Calendar days by which the date is later (below 0: earlier). None: there is none any
            more.
        day: The day then, in words.
    """

    name: str
    days: int | None
    day: str


@frozen
class Movers:
    """What moves the date: levers above, margins below.

    Attributes:
        rows: In the order shown.
        zero: The planned day in words.
        earlier, later, unit: What is written beside the line and at the end of the axis.
        title: Of the drawing.
        about: Its description.
    """

    rows: tuple[Mover, ...]
    zero: str
    earlier: str
    later: str
    unit: str
    title: str
    about: str


def tornado(found: Movers, prefix: str, look: str, units: float) -> Markup:
    """What moves the date, by calendar days; a change without a date is a hatched arrow.

    Args:
        found: The rows.
        prefix: Tells its ids from those of the other drawings on the page.
        look: At which width of the page it is shown.
        units: How wide it is.

    Returns:
        The drawing.
    """
    canvas = Canvas()
    put = canvas.put
    days = [row.days for row in found.rows if row.days is not None]
    low, high = min([*days, 0]), max([*days, 0])
    span = max(high - low, 30)
    left, right = 34.0 if low else 4.0, units - 40.0
    scale = (right - left) / span

    def at(value: float) -> float:
        return left + (value - low) * scale

    zero, top = at(0), 26.0
    if low < 0:
        put("texts", svg.text(max(zero - 8, 60), 12, found.earlier, "t b", "end"))
    put("texts", svg.text(max(zero + 8, 68), 12, found.later, "t b"))
    bottom = top + _ROW * len(found.rows)
    for mark in _round_days(low, high):
        x = at(mark)
        put("back", svg.line(x, top - 4, x, bottom, "grid"))
        if mark and 16 < x < units - width(found.unit, SMALL) - 16 and abs(x - zero) > 62:
            put("texts", svg.text(x, bottom + 15, f"{mark:+d}".replace("-", "−"), "s", "middle"))
    for i, row in enumerate(found.rows):
        y = top + _ROW * i
        _mover(canvas, row, (zero, at, units), y, prefix)
    size = width(found.zero, USUAL, True)
    put(
        "texts",
        svg.text(min(max(zero - size / 2, 1), units - size - 1), bottom + 15, found.zero, "t b"),
    )
    if zero + size / 2 + 10 < units - width(found.unit, SMALL):
        put("texts", svg.text(units - 1, bottom + 15, found.unit, "s", "end"))
    return svg.drawing(
        prefix,
        look,
        (units, bottom + 22),
        found.title,
        found.about,
        svg.tag("defs", svg.patterns(prefix)),
        canvas.all(),
    )


def _mover(
    canvas: Canvas,
    row: Mover,
    scale: tuple[float, Callable[[float], float], float],
    y: float,
    prefix: str,
) -> None:
    """One row: what it is and the day then above, its bar below."""
    put = canvas.put
    zero, at, units = scale
    day = width(row.day, USUAL, True)
    put("texts", svg.text(1, y + 9, clipped(row.name, units - day - 14, USUAL), "t hal"))
    put("texts", svg.text(units - 1, y + 9, row.day, "t b hal", "end"))
    top = y + 13
    put("lines", svg.line(zero, top - 1, zero, top + 9, "zero"))
    if row.days is None:
        end = units - 8
        put("bars", svg.filled(zero, top, end - zero, 8, f"{prefix}-hx"))
        put("bars", svg.rect(zero, top, end - zero, 8, "tnone"))
        arrow = f"M{svg.number(end)} {svg.number(top - 2)}l7 6l-7 6Z"
        put("marks", svg.path(arrow, "tnonea"))
        return
    x, end = sorted((zero, at(row.days)))
    put("bars", svg.rect(x, top, end - x, 8, "tearly" if row.days < 0 else "tlate"))
    words = f"{row.days:+d}".replace("-", "−")
    if row.days < 0:
        put("texts", svg.text(x - 4, top + 7.4, words, "s", "end"))
    else:
        put("texts", svg.text(end + 4, top + 7.4, words, "s"))


def _round_days(low: int, high: int) -> list[int]:
    """Round numbers of days between two."""
    span = max(high - low, 30)
    step = next((n for n in (10, 25, 50, 100, 200, 365) if span / n <= 6), 730)
    return list(range(-(-low // step) * step, high + 1, step))
