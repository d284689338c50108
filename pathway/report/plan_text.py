"""A plan as text: every target, route, cause, milestone and reservation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pathway.base.phrases import Lang, Phrase, Quantity, phrase, render, said
from pathway.law.steps import Venue, is_own
from pathway.planning.causes import milestone_title, route_title
from pathway.planning.findings import Miss
from pathway.planning.values import Block, Milestone, Plan, Route
from pathway.report.text import Page, cause_lines, grid, source
from pathway.report.whole_list import to_do
from pathway.studies.outlook import Outlook

NOTHING_TOLD: Mapping[Venue, Outlook] = {}


def plan_text(
    plan: Plan,
    lang: Lang,
    columns: int | None = None,
    found: Mapping[Venue, Outlook] = NOTHING_TOLD,
) -> str:
    """A plan: per target the best date, then every route with its causes, milestones and
    reservations. found: what must be done by when, for targets of which it is told.
    """
    page = Page(lang, columns)
    page.line(
        page.say(
            "head",
            name=plan.scenario.name,
            as_of=plan.scenario.as_of,
            pace=Phrase(f"causes.pace.{plan.pace}"),
        )
    )
    if plan.rulebook.editions:
        page.line(page.say("editions", names=plan.rulebook.editions))
    for target in plan.targets:
        best = plan.best.get(target)
        page.line()
        venue = Phrase(f"text.venue.{target}")
        by = next((r.by for r in plan.routes if r.by is not None), None)
        if best is None and by is not None:
            page.line(page.say("not-by", venue=venue, by=by))
        elif best is None:
            page.line(page.say("no-date", venue=venue, years=plan.scenario.horizon_years))
        else:
            weekday = Phrase(f"text.weekday.{best.date.weekday() if best.date else 0}")
            page.line(
                page.say(
                    "best",
                    venue=venue,
                    date=best.date or "",
                    weekday=weekday,
                    route=route_title(best.id),
                )
            )
            if best.by is not None:
                _by_when(page, best, best.by)
        if target in found:
            to_do(page, found[target], plan.scenario.as_of)
        routes = [r for r in plan.routes if r.target == target]
        for route in sorted(
            routes, key=lambda r: (r is not best, r.date or plan.scenario.as_of.max)
        ):
            _route(page, route, plan)
    return page.text()


def _by_when(page: Page, route: Route, by: date) -> None:
    """The latest days on which the firm itself must act for the deadline asked for, the first one
    first.
    """
    own = [m for m in route.milestones if not m.pinned and m.latest is not None and is_own(m.id)]
    days = tuple(
        phrase("text.own", milestone=milestone_title(m.id), latest=m.latest or "")
        for m in sorted(own, key=lambda m: m.latest or by)
    )
    if days:
        page.line(page.say("by-when", by=by, days=days), indent=2, hang=2)


def _route(page: Page, route: Route, plan: Plan) -> None:
    page.line()
    key = "route" if route.feasible else "route-blocked"
    page.line(page.say(key, route=route_title(route.id), date=route.date or ""))
    if route.standard:
        title = plan.rulebook.provisions[route.standard].title
        page.line(page.say("standard", id=route.standard, title=title), indent=2, hang=2)
    _blocked_by(page, route, plan)
    if route.milestones:
        page.line()
        page.line(page.say("chain"), indent=2)
        by_id = {m.id: m for m in route.milestones}
        for name in route.critical_path:
            _link(page, by_id[name])
        page.line()
        _milestones(page, route)
    _reservations(page, route, plan)


def _link(page: Page, item: Milestone) -> None:
    mark = "*" if item.projected else ""
    page.line(
        f"{item.date}{mark}  {render(milestone_title(item.id), page.lang)}", indent=2, hang=12
    )
    cause_lines(page, item.cause, 6)
    gates = [cause for cause in item.via if cause.kind == "gate"]
    if gates and item.cause.calendar:
        # A window decides, but something decided from when on windows count.
        cause_lines(page, gates[-1], 6)


def _milestones(page: Page, route: Route) -> None:
    headers = [page.say(f"column.{c}") for c in ("date", "latest", "slack", "milestone")]
    table = grid(headers, right=(2,), wrap=3)
    for item in route.milestones:
        mark = "*" if item.projected else ""
        pinned = page.say("given") if item.pinned else ""
        slack = "" if item.slack_days is None or item.pinned else str(item.slack_days)
        latest = "" if item.latest is None or item.pinned else str(item.latest)
        critical = ">" if item.critical else " "
        table.add_row(
            f"{critical} {item.date}{mark}",
            latest,
            slack,
            render(milestone_title(item.id), page.lang) + pinned,
        )
    page.show(table)
    if any(m.projected for m in route.milestones):
        page.line(page.say("legend.critical-projected"), indent=2, hang=2)
    else:
        page.line(page.say("legend.critical"), indent=2, hang=2)


def _blocked_by(page: Page, route: Route, plan: Plan) -> None:
    """What blocks a route: requirements that hold no more, each by itself, or rules that conflict,
    as one list.
    """
    blocks = route.blocked_by
    if route.date is not None and blocks:
        page.line(render(blocks[0].text, page.lang), indent=2, hang=2)
        blocks = blocks[1:]
    elif all(block.alone for block in blocks):
        for block in blocks:
            _blocked(page, block, plan)
        return
    if blocks:
        page.line(page.say("must-give" if route.date is not None else "conflict"), indent=2)
    for block in blocks:
        text = render(block.text, page.lang) + source(block.cause.cites, None, page.lang)
        page.line(f"- {text}", indent=4, hang=2)


def _blocked(page: Page, block: Block, plan: Plan) -> None:
    where = render(milestone_title(block.milestone), page.lang)
    page.line(page.say("blocked", milestone=where, rule=block.rule), indent=2, hang=2)
    text = render(block.text, page.lang) + source(block.cause.cites, None, page.lang)
    page.line(text, indent=4, hang=2)
    if block.nearest:
        page.line(page.say("nearest"), indent=4)
    for miss in block.nearest:
        _miss(page, miss, plan)


def _miss(page: Page, miss: Miss, plan: Plan) -> None:
    page.line(f"- {miss_text(miss, plan, page.lang)}", indent=4, hang=2)
    if miss.finding.shortfall is not None:
        unit = "points" if miss.finding.unit == "ratio" else miss.finding.unit
        short = Quantity(miss.finding.shortfall, unit)
        page.line(page.say("shortfall", amount=short), indent=6, hang=2)
    elif miss.finding.outcome == "unknown" or plan.strict:
        vocabulary = plan.rulebook.vocabulary
        paths = tuple(
            vocabulary[name].path for name in miss.finding.metrics if vocabulary[name].path
        )
        if paths:
            page.line(page.say("give", paths=paths), indent=6, hang=2)


def miss_text(miss: Miss, plan: Plan, lang: Lang) -> str:
    """What one alternative of a requirement still lacks: its title, the day, and what was found."""
    title = plan.rulebook.provisions[miss.id].title
    return said(lang, "text.miss", title=title, on=miss.on, text=miss.finding.text)


def _reservations(page: Page, route: Route, plan: Plan) -> None:
    for key, names in (
        ("assumed", route.assumed),
        ("unconfirmed", route.unconfirmed),
        ("done", route.done),
    ):
        if names:
            page.line()
            page.line(page.say(key, n=len(names), names=folded(names)), indent=2, hang=2)
    for line in checked_by(route, page.lang):
        page.line()
        page.line(line, indent=2, hang=2)
    for warning in route.warnings:
        page.line(page.say("warning", text=warning), indent=2, hang=2)
    if any(m.projected for m in route.milestones):
        page.line()
        page.line(page.say("projected", through=plan.official_through), indent=2, hang=2)


def checked_by(route: Route, lang: Lang) -> Iterator[str]:
    """Per person of the user's ledger, the rules of a route that they have checked."""
    checks: dict[str, list[Phrase]] = {}
    for rule, version in route.relied:
        if version.confirmed is not None:
            told = phrase("ledger.one", rule=rule, on=version.confirmed.on)
            checks.setdefault(version.confirmed.by, []).append(told)
    for by, names in checks.items():
        yield said(lang, "ledger.confirmed", by=by, names=tuple(names))


def folded(names: Sequence[str]) -> tuple[str, ...]:
    """Dotted ids with what they share written once: `bse.negative.{censure, penalty}`."""
    groups: dict[str, list[str]] = {}
    for name in names:
        head, _, tail = name.rpartition(".")
        groups.setdefault(head, []).append(tail)
    return tuple(_together(head, tails) for head, tails in groups.items())


def _together(head: str, tails: Sequence[str]) -> str:
    if not head:
        return ", ".join(tails)
    return f"{head}.{tails[0]}" if len(tails) == 1 else f"{head}.{{{', '.join(tails)}}}"
