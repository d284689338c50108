"""A plan as a memo in Markdown: the day and what it rests on first, then tables under headers in
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pathway.base.phrases import Lang, said
from pathway.law.steps import Venue
from pathway.planning.values import Plan, Route
from pathway.report.page.answer import deciding, pace_text, way_text
from pathway.report.page.measure import clean
from pathway.report.page.words import day_text, long_day, milestone_name, told, words
from pathway.studies.outlook import Outlook, lead

_MARKED = re.compile(r"([\\`*_\[\]<>#|])")


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
    memos = (_memo(plan, found, lang) for plan, found in zip(plans, outlooks, strict=True))
    return "\n".join("\n".join(lines) + "\n" for lines in memos)


def _memo(plan: Plan, found: Mapping[Venue, Outlook], lang: Lang) -> Iterator[str]:
    firm = plan.scenario.firm.name or plan.scenario.name
    yield f"# {safe(firm)}{words(lang, 'colon')}{words(lang, 'subtitle')}"
    yield ""
    day = long_day(plan.scenario.as_of, lang)
    yield words(lang, "head", day=day, pace=pace_text(plan, lang))
    for target in plan.targets:
        yield ""
        yield from _target(plan, target, found.get(target), lang)
    told_first = lead(plan)
    route = plan.best.get(told_first)
    if route is None or told_first not in found:
        return
    yield from _tables(route, found[told_first], lang)


def _target(plan: Plan, target: Venue, found: Outlook | None, lang: Lang) -> Iterator[str]:
    """The day of a target, or why there is none."""
    venue = said(lang, f"text.venue.{target}")
    route = plan.best.get(target)
    if route is None or route.date is None:
        years = plan.scenario.horizon_years
        yield f"**{said(lang, 'text.no-date', venue=venue, years=years)}**"
        blocks = [b for r in plan.routes if r.target == target for b in r.blocked_by]
        reasons = dict.fromkeys(
            f"- {safe(milestone_name(b.milestone, lang, False))}{words(lang, 'colon')}"
            f"{safe(told(b.text, lang))}"
            for b in blocks
        )
        if reasons:
            yield ""
            yield from reasons
        return
    weekday = said(lang, f"text.weekday.{route.date.weekday()}")
    star = "\\*" if route.milestone(route.critical_path[-1]).projected else ""
    day = words(lang, "memo.day", day=long_day(route.date, lang), weekday=weekday)
    yield f"**{safe(venue)}{words(lang, 'colon')}{day}**{star}"
    yield ""
    facts = [("way", safe(way_text(plan, route, lang)))]
    if found is not None and found.range.floor is not None:
        facts.insert(0, ("floor", day_text(found.range.floor, lang)))
    if found is not None and found.range.cautious is not None:
        facts.insert(1, ("cautious", day_text(found.range.cautious, lang)))
    for key, text in facts:
        yield f"- {words(lang, f'fact.{key}')}{words(lang, 'colon')}{text}"
    if star:
        yield ""
        yield words(lang, "answer.foot", day=day_text(plan.official_through, lang)).replace(
            "*", "\\*"
        )


def _tables(route: Route, found: Outlook, lang: Lang) -> Iterator[str]:
    yield ""
    yield f"## {words(lang, 'answer.decides')}"
    yield ""
    links = [(d.day, d.name + d.after, d.whose) for d in deciding(found, lang)]
    yield from table(("day", "what", "whose"), links, lang)
    yield ""
    yield f"## {words(lang, 'next.heading')}"
    yield ""
    acts = [
        (
            day_text(act.latest, lang),
            told(act.title, lang),
            said(lang, f"screen.whose.{act.party}"),
            told(act.later.text, lang),
        )
        for act in found.do_next
    ]
    yield from table(("by", "act", "whose", "later"), acts, lang)
    yield ""
    yield f"## {words(lang, 'way.table')}"
    yield ""
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
    yield from table(("day", "milestone", "latest", "slack", "why"), rows, lang)


def table(names: Sequence[str], rows: Sequence[Sequence[str]], lang: Lang) -> Iterator[str]:
    """A table with headers in words."""
    yield f"| {' | '.join(words(lang, f'col.{name}') for name in names)} |"
    yield "| " + " | ".join("---" for _ in names) + " |"
    for row in rows:
        yield f"| {' | '.join(safe(text) for text in row)} |"


def safe(text: str) -> str:
    """A text that is no markup of Markdown, on one line."""
    return _MARKED.sub(r"\\\1", clean(text))
