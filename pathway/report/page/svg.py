"""SVG as text: elements with escaped attributes and contents, classes instead of colours."""

from __future__ import annotations

from markupsafe import Markup, escape

Content = Markup | str


def number(value: float) -> str:
    """A length as SVG has it: a tenth of a unit is finer than any screen."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0") if value else "0"


def tag(name: str, /, *inside: Content, **attributes: str | float | None) -> Markup:
    """An element. `class_` and the like stand for names that Python keeps, `_` for `-`; an
    attribute of None is left out.

    Args:
        name: The element's name.
        inside: What it holds; texts are escaped, `Markup` is not.
        attributes: Its attributes.

    Returns:
        The element.
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            shown = number(value) if isinstance(value, int | float) else value
            parts.append(f' {_SPELLED.get(key, key.replace("_", "-"))}="{escape(shown)}"')
    if not inside:
        return Markup("".join(parts) + "/>")
    return Markup("".join(parts) + ">" + "".join(map(escape, inside)) + f"</{name}>")


_SPELLED = {
    "class_": "class",
    "viewBox": "viewBox",
    "patternUnits": "patternUnits",
    "patternTransform": "patternTransform",
}


def rect(x: float, y: float, width: float, height: float, look: str, round_: float = 0) -> Markup:
    """A rectangle of a look (a class of the style sheet); none narrower than half a unit."""
    return tag(
        "rect", x=x, y=y, width=max(width, 0.5), height=height, rx=round_ or None, class_=look
    )


def filled(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    """A rectangle filled with a pattern or gradient."""
    return tag("rect", x=x, y=y, width=max(width, 0.5), height=height, fill=f"url(#{fill})")


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> Markup:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=look)


def path(d: str, look: str) -> Markup:
    """A path."""
    return tag("path", d=d, class_=look)


def polyline(points: list[tuple[float, float]], look: str) -> Markup:
    """A line through points."""
    return path("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points), look)


def text(
    x: float, y: float, content: Content, look: str = "t", anchor: str | None = None
) -> Markup:
    """A text at its base line. anchor: `middle` or `end`."""
    return tag("text", content, x=x, y=y, class_=look, text_anchor=anchor)


def dated(name: str, day: str) -> Markup:
    """A name and its day, which is bold, so that the eye runs over days."""
    if not day:
        return escape(name)
    return escape(name + " " if name else "") + tag("tspan", day, class_="b")


def diamond(x: float, y: float, radius: float, look: str) -> Markup:
    """A milestone: solid on the decisive chain, hollow where it has slack."""
    spots = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    return path("M" + "L".join(f"{number(a)} {number(b)}" for a, b in spots) + "Z", look)


_STAR = (
    (0, -12),
    (3.2, -4.4),
    (11.4, -3.7),
    (5.2, 1.7),
    (7.1, 9.7),
    (0, 5.4),
    (-7.1, 9.7),
    (-5.2, 1.7),
    (-11.4, -3.7),
    (-3.2, -4.4),
)


def star(x: float, y: float, size: float = 1.0) -> Markup:
    """The listing."""
    spots = ((x + size * dx, y + size * dy) for dx, dy in _STAR)
    return path("M" + "L".join(f"{number(a)} {number(b)}" for a, b in spots) + "Z", "star")


def badge(x: float, y: float, number_: int, radius: float = 7) -> Markup:
    """The number of a link in the list of what decides."""
    return tag("circle", cx=x, cy=y, r=radius, class_="badge") + text(
        x, y + 3.3, str(number_), "badget", "middle"
    )


def marked(element: Markup, milestone: str, day: str) -> Markup:
    """A mark that says which milestone it is, and its day."""
    return tag("g", element, data_milestone=milestone, data_day=day)


def patterns(prefix: str) -> Markup:
    """The two hatchings: coarse for what is closed, fine for what is projected or extended."""
    return _hatch(f"{prefix}-hx", 5, 45, "hl") + _hatch(f"{prefix}-ho", 4, -45, "hl2")


def _hatch(name: str, step: int, turn: int, look: str) -> Markup:
    return tag(
        "pattern",
        line(0, 0, 0, step, look),
        id=name,
        width=step,
        height=step,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({turn})",
    )


def drawing(
    prefix: str, look: str, size: tuple[float, float], title: str, about: str, *inside: Content
) -> Markup:
    """A whole drawing with its title and description. prefix: tells its ids from those of the
    others on the page. look: at which width of the page it is shown.
    """
    return tag(
        "svg",
        tag("title", title, id=f"{prefix}-t"),
        tag("desc", about, id=f"{prefix}-d"),
        *inside,
        class_=look,
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        role="img",
        aria_labelledby=f"{prefix}-t {prefix}-d",
        xmlns="http://www.w3.org/2000/svg",
    )
