"""A plan as a memo in Markdown: the day and what it rests on first, then tables under headers in
words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pathway.base.phrases import Lang, said
from pathway.law.steps import Venue
from pathway.planning.values import Plan, Route
from pathway.report.memo.parts import facts, heading, headline, joined, safe, table
from pathway.report.page.answer import deciding, pace_text, way_text
from pathway.report.page.words import day_text, long_day, milestone_name, told, words
from pathway.studies.outlook import Outlook, lead


def plan_memo(
    plans: Sequence[Plan], outlooks: Sequence[Mapping[Venue, Outlook]], lang: Lang
) -> str:
    """Plans as memos, one after the other.

    Args:
        plans: The plans.
        outlooks: What there is to say of each besides its days.
        lang: The language.

    Returns:
        Markdown, which ends with a line break.
    """
    memos = (joined(_memo(plan, found, lang)) for plan, found in zip(plans, outlooks, strict=True))
    return "\n".join(memos)


def _memo(plan: Plan, found: Mapping[Venue, Outlook], lang: Lang) -> Iterator[str]:
    firm = plan.scenario.firm.name or plan.scenario.name
    yield heading(firm + words(lang, "colon") + words(lang, "subtitle"), 1)
    day = long_day(plan.scenario.as_of, lang)
    yield safe(words(lang, "head", day=day, pace=pace_text(plan, lang)))
    for target in plan.targets:
        yield from _target(plan, target, found.get(target), lang)
    told_first = lead(plan)
    route = plan.best.get(told_first)
    if route is not None and told_first in found:
        yield from _tables(route, found[told_first], lang)


def _target(plan: Plan, target: Venue, found: Outlook | None, lang: Lang) -> Iterator[str]:
    """The day of a target, or why there is none."""
    venue = said(lang, f"text.venue.{target}")
    route = plan.best.get(target)
    if route is None or route.date is None:
        years = plan.scenario.horizon_years
        yield headline(said(lang, "text.no-date", venue=venue, years=years))
        blocks = [b for r in plan.routes if r.target == target for b in r.blocked_by]
        names = [(milestone_name(b.milestone, lang, False), told(b.text, lang)) for b in blocks]
        yield facts(dict.fromkeys(names), lang)
        return
    weekday = said(lang, f"text.weekday.{route.date.weekday()}")
    star = "*" if route.milestone(route.critical_path[-1]).projected else ""
    day = words(lang, "memo.day", day=long_day(route.date, lang), weekday=weekday)
    yield headline(f"{venue}{words(lang, 'colon')}{day}{star}")
    known = [("way", way_text(plan, route, lang))]
    if found is not None and found.range.floor is not None:
        known.insert(0, ("floor", day_text(found.range.floor, lang)))
    if found is not None and found.range.cautious is not None:
        known.insert(1, ("cautious", day_text(found.range.cautious, lang)))
    yield facts(((words(lang, f"fact.{key}"), text) for key, text in known), lang)
    if star:
        yield safe(words(lang, "answer.foot", day=day_text(plan.official_through, lang)))


def _tables(route: Route, found: Outlook, lang: Lang) -> Iterator[str]:
    yield heading(words(lang, "answer.decides"))
    links = [(d.day, d.name + d.after, d.whose) for d in deciding(found, lang)]
    yield table(_heads(("day", "what", "whose"), lang), links)
    yield heading(words(lang, "next.heading"))
    acts = [
        (
            day_text(act.latest, lang),
            told(act.title, lang),
            said(lang, f"screen.whose.{act.party}"),
            told(act.later.text, lang),
        )
        for act in found.do_next
    ]
    yield table(_heads(("by", "act", "whose", "later"), lang), acts)
    yield heading(words(lang, "way.table"))
    rows = [
        (
            day_text(m.date, lang) + ("*" if m.projected else ""),
            milestone_name(m.id, lang, False) + (" ●" if m.critical else ""),
            "" if m.latest is None or m.pinned else day_text(m.latest, lang),
            "" if m.slack_days is None or m.pinned else str(m.slack_days),
            told(m.cause.text, lang),
        )
        for m in route.milestones
    ]
    yield table(_heads(("day", "milestone", "latest", "slack", "why"), lang), rows)


def _heads(names: Sequence[str], lang: Lang) -> tuple[str, ...]:
    return tuple(words(lang, f"col.{name}") for name in names)
