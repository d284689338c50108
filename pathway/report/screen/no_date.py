"""The screen of a plan without a date: the reason in one sentence, what is short, what would give
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from pathway.base.phrases import Quantity, render, semicolons, show
from pathway.law.steps import Venue
from pathway.planning.causes import route_title
from pathway.planning.findings import Finding, Miss, missed_share
from pathway.planning.values import Block, Route
from pathway.report.screen.changes import not_given, shifted
from pathway.report.screen.sheet import Paper
from pathway.studies.outlook import Outlook
from pathway.studies.outlook.chain import short_title

_MOST_MISSES = 4
_UNMET = ("causes.blocked.gate", "causes.blocked.horizon")
"""What says of a rule only that it is not met."""
_PLAINER: Mapping[str, str] = {"causes.blocked.expired": "screen.expired"}
_SHORTER: Mapping[str, str] = {
    "explain.comparison": "screen.found",
    "explain.no-open.barred": "screen.pending",
}
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
    lines = sheet.paragraph(text, 2)
    if len(routes) > 1:
        lines += sheet.paragraph(sheet.say("nearest-way", route=route_title(route.id)), 4, 2)
    # Where figures are not given, they are what is short, and no rule.
    if outlook.later_years is not None and outlook.later_years.date is not None:
        later = outlook.later_years
        first, last = str(later.first), str(later.last)
        text = sheet.say("give-years", first=first, last=last, date=str(later.date))
        lines += sheet.paragraph(text, 4, 2)
    elif not given:
        for reason in _reasons(sheet, route.blocked_by):
            lines += sheet.paragraph(reason, 4, 2)
    return [
        lines,
        [] if given else _short_of(sheet, route),
        not_given(sheet, outlook.conditional),
        shifted(sheet, "mends", outlook.mends),
    ]


def _reasons(sheet: Paper, blocks: Sequence[Block]) -> Iterator[str]:
    """The rules that leave no day, those of a milestone together; or those that leave none only
    together, with the days that each leaves.
    """
    together = [block for block in blocks if not block.alone]
    if together:
        yield from _together(sheet, together)
        return
    unmet: dict[str, dict[str, None]] = {}
    for block in blocks:
        if block.text.key in _UNMET:
            title = show(sheet.title(block.rule) or block.rule, sheet.lang)
            unmet.setdefault(block.milestone, {})[title] = None
    for milestone, titles in unmet.items():
        title = semicolons(titles, sheet.lang)
        yield sheet.say("lacks", title=title, milestone=short_title(milestone))
    named = {block.rule for block in blocks if block.text.key in _UNMET}
    others = (block for block in blocks if block.rule not in named)
    yield from dict.fromkeys(_sentence(sheet, block) for block in others)


def _together(sheet: Paper, blocks: Sequence[Block]) -> Iterator[str]:
    # How long steps take belongs to every schedule; the rules in its way are what is asked.
    rules = [block for block in blocks if block.cause.kind != "lag"] or blocks
    if len({block.rule for block in rules}) == 1 and sheet.title(rules[0].rule):
        yield sheet.say("too-short", title=sheet.title(rules[0].rule))
        return
    yield sheet.say("together")
    yield from (f"- {text}" for text in dict.fromkeys(_sentence(sheet, block) for block in rules))


def _sentence(sheet: Paper, block: Block) -> str:
    """Why a rule leaves no day, without a path of the file."""
    key = _PLAINER.get(block.text.key, block.text.key)
    return render(evolve(block.text, key=key), sheet.lang)


def _short_of(sheet: Paper, route: Route) -> list[str]:
    ways = _near(route)
    if not ways:
        return []
    out = [sheet.say("short")]
    rules = {block.rule for block in route.blocked_by}
    for name, misses in ways[:_MOST_MISSES]:
        lacking = dict.fromkeys(_missed(sheet, miss.finding) for miss in misses)
        text = semicolons(lacking, sheet.lang)
        if name not in rules:
            text = sheet.say("miss", title=sheet.title(name), text=text)
        out += sheet.paragraph(text, 2, 2)
    return out


def _missed(sheet: Paper, found: Finding) -> str:
    """What a requirement lacks; that it is not met goes without saying here."""
    plain = found.text.key == "explain.comparison" and found.shortfall is None
    key = None if plain else _SHORTER.get(found.text.key)
    text = render(found.text if key is None else evolve(found.text, key=key), sheet.lang)
    if found.shortfall is not None:
        unit = "points" if found.unit == "ratio" else found.unit
        over = found.value is not None and found.value > (found.threshold or 0)
        text += sheet.say("over-by" if over else "short-by", amount=Quantity(found.shortfall, unit))
    return text


def _far(route: Route) -> tuple[int, int]:
    """How far a route is from a date: whether what it lacks can be said, and how much that is."""
    ways = _near(route)
    return (0 if ways else 1, sum(len(misses) for _, misses in ways))


def _near(route: Route) -> list[tuple[str, list[Miss]]]:
    """What each alternative of what blocks a route lacks, without those that are absurdly far where
    others are not, and without those that lack what another one does, and more.
    """
    ways: dict[tuple[str, str], list[Miss]] = {}
    for block in route.blocked_by:
        for miss in block.nearest:
            ways.setdefault((block.rule, miss.id), []).append(miss)
    out: list[tuple[str, list[Miss]]] = []
    for rule in dict.fromkeys(rule for rule, _ in ways):
        mine = [(name, misses) for (of, name), misses in ways.items() if of == rule]
        near = [one for one in mine if _share(one[1]) <= _ABSURD]
        out += _least(near or [min(mine, key=lambda one: _share(one[1]))])
    return out


def _share(misses: Sequence[Miss]) -> Fraction:
    return max(missed_share(miss.finding) for miss in misses)


def _least(ways: Sequence[tuple[str, list[Miss]]]) -> Iterator[tuple[str, list[Miss]]]:
    """The alternatives that lack nothing but what another one lacks too are enough."""
    kept: list[frozenset[str]] = []
    for name, misses in sorted(ways, key=lambda one: len(one[1])):
        lacking = frozenset(render(miss.finding.text, "en") for miss in misses)
        if not any(other <= lacking for other in kept):
            kept.append(lacking)
            yield name, misses
