"""The screen of a plan without a date: the reason in one sentence, what is short, what would give
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.base.phrases import Quantity, render, semicolons, show
from pathway.law.steps import Venue
from pathway.planning.causes import route_title
from pathway.planning.findings import Miss, missed_share
from pathway.planning.values import Route
from pathway.report.screen.changes import not_given, shifted
from pathway.report.screen.sheet import Paper
from pathway.studies.outlook import Outlook
from pathway.studies.outlook.chain import short_title

_MOST_MISSES = 4
_ABSURD = 5
"""From how many times its own value on a figure is too far from what is asked to be a near miss."""


def no_date(sheet: Paper, target: Venue, outlook: Outlook) -> list[list[str]]:
    """The blocks of a target without a date."""
    plan = sheet.plan
    routes = [route for route in plan.routes if route.target == target]
    given = outlook.later_years is not None or bool(outlook.conditional)
    years = str(plan.scenario.horizon_years)
    text = sheet.say("not-yet" if given else "no-date", venue=sheet.venue(target), years=years)
    route = min(routes, key=_far)
    # Where figures are not given, they are what is short, and no rule.
    misses = [] if given else _near(route)
    lines = sheet.paragraph(text, 2)
    for reason in _reasons(sheet, routes, route, outlook, misses):
        lines += sheet.paragraph(reason, 4, 2)
    return [
        lines,
        _short_of(sheet, misses),
        not_given(sheet, outlook.conditional),
        shifted(sheet, "mends", outlook.mends),
    ]


def _reasons(
    sheet: Paper, routes: Sequence[Route], route: Route, outlook: Outlook, misses: Sequence[Miss]
) -> Iterator[str]:
    if len(routes) > 1:
        yield sheet.say("nearest-way", route=route_title(route.id))
    if outlook.later_years is not None and outlook.later_years.date is not None:
        later = outlook.later_years
        yield sheet.say(
            "give-years", first=str(later.first), last=str(later.last), date=str(later.date)
        )
        return
    if misses:
        found = misses[0]
        title = sheet.title(_group(route) or found.id)
        where = short_title(route.blocked_by[0].milestone)
        yield sheet.say("lacks", title=title, milestone=where)
        return
    if outlook.conditional:
        return
    seen: dict[str, None] = {}
    for block in route.blocked_by:
        title = show(sheet.title(block.rule), sheet.lang)
        seen.setdefault(title or render(block.text, sheet.lang))
    if seen:
        yield sheet.say("blocked", titles=tuple(seen))


def _short_of(sheet: Paper, misses: Sequence[Miss]) -> list[str]:
    if not misses:
        return []
    out = [sheet.say("short")]
    lacking: dict[str, list[str]] = {}
    for miss in misses:
        text = render(miss.finding.text, sheet.lang)
        if miss.finding.shortfall is not None:
            unit = "points" if miss.finding.unit == "ratio" else miss.finding.unit
            text += sheet.say("short-by", amount=Quantity(miss.finding.shortfall, unit))
        lacking.setdefault(miss.id, []).append(text)
    for name, texts in list(lacking.items())[:_MOST_MISSES]:
        text = semicolons(texts, sheet.lang)
        out += sheet.paragraph(sheet.say("miss", title=sheet.title(name), text=text), 2, 2)
    return out


def _group(route: Route) -> str | None:
    return route.blocked_by[0].rule if route.blocked_by else None


def _far(route: Route) -> tuple[int, int]:
    """How far a route is from a date: whether what it lacks can be said, and how much that is."""
    misses = _near(route)
    return (0 if misses else 1, len(misses))


def _near(route: Route) -> list[Miss]:
    """What a blocked route lacks, each once, without what is absurdly far."""
    seen: set[str] = set()
    out = []
    for block in route.blocked_by:
        for miss in block.nearest:
            text = render(miss.finding.text, "en")
            if text not in seen and missed_share(miss.finding) <= _ABSURD:
                seen.add(text)
                out.append(miss)
    return out
