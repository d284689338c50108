"""What both layouts of a timeline draw on: layers from back to front, and the marks they share."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from pathway.report.page import svg
from pathway.report.page.axis import Axis
from pathway.report.page.figure import Likely

_LAYERS = ("back", "bars", "chain", "lines", "texts", "marks")
_STOPS = 11
_PALEST, _DARKEST = 0.10, 0.95
SMALL, USUAL, LARGE = 9.8, 11.0, 13.0
"""Sizes of type: secondary, labels, the listing."""


class Canvas:
    """A drawing in the making: elements by layer."""

    def __init__(self) -> None:
        self._layers: dict[str, list[Markup]] = {name: [] for name in _LAYERS}

    def put(self, layer: str, *elements: Markup) -> None:
        """Lays elements on a layer, above those that are there."""
        self._layers[layer] += elements

    def all(self) -> Markup:
        """Everything, from back to front."""
        return Markup("").join(e for name in _LAYERS for e in self._layers[name])


def fade(prefix: str, likely: Likely, axis: Axis, down: bool = False) -> Markup:
    """The gradient of the likely range: the likelier a quarter, the darker. down: for a bar that
    runs downwards.
    """
    marks = [day for day, _, _ in likely.marks]
    first = min(marks)
    last = max(marks) if not likely.never or len(marks) > 2 else axis.last
    most = max((share for _, share in likely.density), default=1.0) or 1.0
    stops = []
    for i in range(_STOPS):
        day = date.fromordinal(first.toordinal() + round((last - first).days * i / (_STOPS - 1)))
        share = _share(likely, day) / most
        opacity = f"{_PALEST + (_DARKEST - _PALEST) * share:.2f}"
        stops.append(
            svg.tag(
                "stop", offset=f"{100 * i / (_STOPS - 1):g}%", class_="lk", stop_opacity=opacity
            )
        )
    across = {"x1": 0.0, "x2": 0.0, "y1": 0.0, "y2": 1.0} if down else {"x1": 0.0, "x2": 1.0}
    return svg.tag("linearGradient", *stops, id=f"{prefix}-fade", **across)


def _share(likely: Likely, day: date) -> float:
    """How dense the distribution is on a day, between the middles of the quarters around it."""
    if not likely.density:
        return 1.0
    middles = [(first.toordinal() + 45, share) for first, share in likely.density]
    at = day.toordinal()
    before = [one for one in middles if one[0] <= at]
    after = [one for one in middles if one[0] > at]
    if not before or not after:
        return (before or after)[-1 if before else 0][1]
    (a, p), (b, q) = before[-1], after[0]
    return p + (q - p) * (at - a) / (b - a)
