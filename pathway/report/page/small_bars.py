"""Bars within lines of tables: time left, and a value against its need."""

from __future__ import annotations

from markupsafe import Markup

from pathway.report.page import svg


def share_bar(part: float, look: str = "mini") -> Markup:
    """Time left, as a part of the time to the listing."""
    part = min(max(part, 0.0), 1.0)
    return svg.tag(
        "svg",
        svg.rect(0, 2, 72, 4, "bg"),
        svg.rect(0, 1, 72 * part, 6, "fg"),
        class_=look,
        viewBox="0 0 72 8",
        aria_hidden="true",
    )


def need_bar(value: float, needed: float, upward: bool, met: bool) -> Markup:
    """A value against what is needed: the tick is the need, the bar is the value; an arrow beyond
    two and a half times.
    """
    ratio = value / needed if needed else 1.0
    length = min(max(ratio, 0.0), 2.5) * 48
    parts: list[Markup] = [
        svg.rect(0, 3, 120, 8, "bg"),
        svg.rect(0, 3, length, 8, "ok" if met else "no"),
    ]
    if ratio > 2.5:
        parts.append(svg.path("M120 1l8 6l-8 6Z", "ok" if met else "no"))
    parts.append(svg.line(48, 0, 48, 14, "th"))
    return svg.tag("svg", *parts, class_="rb", viewBox="0 0 132 14", aria_hidden="true")
