"""Answers as a notebook shows them: the drawing of the report, where there is one, and a table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import islice

from markupsafe import Markup, escape

from pathway.base.phrases import Lang, said
from pathway.base.renderable import Renderable
from pathway.planning.values import Plan, Route
from pathway.report.page import drawn, svg
from pathway.report.page.measure import clean
from pathway.report.page.strands import Shown, picture
from pathway.report.page.wide import wide
from pathway.report.page.words import day_text, gained, milestone_name, told, words
from pathway.studies.levers.results import Leverage
from pathway.studies.outline import outline
from pathway.studies.simulate import Simulation

_MOST_ROWS = 60
_UNITS = 860.0


def html_of(answer: Renderable, lang: Lang) -> str:
    """An answer as a piece of HTML that brings its own style and runs no script.

    Args:
        answer: The answer.
        lang: The language of its words.

    Returns:
        The HTML.
    """
    match answer:
        case Plan():
            body = Markup("").join(_plan(answer, lang))
        case Simulation():
            body = Markup("").join(_simulation(answer, lang))
        case Leverage():
            body = _leverage(answer, lang)
        case _:
            body = _rows(answer, lang)
    style = svg.tag("style", Markup(_style()))
    return str(svg.tag("div", style, body, class_="pathway-answer"))


@cache
def _style() -> str:
    """The palette and the drawings' style, for this piece of a page only."""
    folder = files("pathway").joinpath("report", "page", "templates")
    colours = folder.joinpath("colours.css").read_text(encoding="utf-8")
    light = colours[: colours.index("@media")].replace(":root", ".pathway-answer")
    drawings = folder.joinpath("drawings.css").read_text(encoding="utf-8")
    own = (
        "background: var(--paper); color: var(--ink); padding: 8px;"
        "svg { max-width: 1040px } table { font-size: 13px; border-collapse: collapse }"
        "th, td { text-align: left; padding: 2px 12px 2px 0 }"
    )
    return f"{light}\n.pathway-answer {{ {own}\n{drawings} }}"


def _prefix(name: str, *parts: object) -> str:
    """What tells the ids of one drawing from those of others in the same notebook."""
    return name + hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def _plan(plan: Plan, lang: Lang) -> list[Markup]:
    """The timeline of the best route to each target, and what leads to it."""
    out = []
    for target in plan.targets:
        venue = said(lang, f"text.venue.{target}")
        route = plan.best.get(target)
        if route is None or route.date is None:
            years = plan.scenario.horizon_years
            out.append(svg.tag("p", said(lang, "text.no-date", venue=venue, years=years)))
            continue
        day = day_text(route.date, lang)
        out.append(svg.tag("p", svg.tag("b", f"{venue}: {day}"), f" ({route.id})"))
        out.append(_timeline(plan, route, lang))
        rows = [
            (milestone_name(m.id, lang, False), day_text(m.date, lang), told(m.cause.text, lang))
            for m in route.milestones
        ]
        out.append(table(_heads(("milestone", "day", "why"), lang), rows))
    return out


def _timeline(plan: Plan, route: Route, lang: Lang) -> Markup:
    shown = Shown(plan=plan, route=route, outline=outline(plan, route), badges={}, lang=lang)
    prefix = _prefix("tl", plan.scenario.name, route.id, route.date, plan.pace)
    return wide(picture(shown), prefix, "", _UNITS, 112)


def _simulation(found: Simulation, lang: Lang) -> list[Markup]:
    out = []
    for one in found.outcomes:
        out.append(svg.tag("p", svg.tag("b", said(lang, f"text.venue.{one.target}"))))
        if one.counts:
            prefix = _prefix("ch", found.scenario.name, one.target, one.counts)
            out.append(drawn.distribution_of(one, lang, prefix, _UNITS))
        days = [(f"P{n}", one.quantile(n)) for n in (10, 50, 90)]
        none = words(lang, "moves.none")
        rows = [(name, none if day is None else day_text(day, lang)) for name, day in days]
        out.append(table(("", words(lang, "col.day")), rows))
    return out


def _leverage(found: Leverage, lang: Lang) -> Markup:
    movers = drawn.movers(found, lang)
    if movers is None:
        return _rows(found, lang)
    prefix = _prefix("mv", found.scenario.name, found.target, found.date)
    rows = [(row.name, row.day, gained(row.days, lang)) for row in movers.rows]
    heads = _heads(("change", "then", "difference"), lang)
    return drawn.moves_of(movers, prefix, _UNITS) + table(heads, rows)


def _heads(names: Sequence[str], lang: Lang) -> tuple[str, ...]:
    return tuple(words(lang, f"col.{name}") for name in names)


def _rows(answer: Renderable, lang: Lang) -> Markup:
    """The rows of an answer's table, under the columns of its CSV."""
    found = list(islice(answer.to_rows(lang), _MOST_ROWS))
    heads = list(found[0]) if found else []
    texts = [["" if row[h] is None else str(row[h]) for h in heads] for row in found]
    return table(heads, texts)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """A table; every text is escaped."""
    head = Markup("").join(svg.tag("th", escape(name), scope="col") for name in heads)
    body = Markup("").join(
        svg.tag("tr", *(svg.tag("td", clean(text)) for text in row)) for row in rows
    )
    return svg.tag("table", svg.tag("thead", svg.tag("tr", head)), svg.tag("tbody", body))
