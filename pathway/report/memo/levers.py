"""Levers and margins as a memo: the best day that can be had, how, and how far things may slip."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, said, show
from pathway.report.levers import (
    because,
    gained_value,
    lever_text,
    levers_heading,
    margin_text,
    margins_heading,
    reviews_text,
    setting,
)
from pathway.report.memo.parts import (
    bullets,
    code,
    columns,
    heading,
    headline,
    joined,
    safe,
    say,
    table,
)
from pathway.report.page.words import day_text, written
from pathway.studies.levers.results import Lever, Leverage


def levers_memo(found: Leverage, lang: Lang) -> str:
    """Levers as a memo.

    Args:
        found: The answer of `levers`.
        lang: The language.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(found, lang))


def _blocks(found: Leverage, lang: Lang) -> Iterator[str]:
    yield heading(say(lang, "title.levers", name=found.scenario.name), 1)
    yield safe(say(lang, "as-of", day=day_text(found.scenario.as_of, lang)))
    yield headline(_headline(found, lang))
    yield safe(written(levers_heading(found, lang), lang))
    heads = columns(("day", "gained", "act", "because", "again"), lang)
    yield table(heads, [_row(lever, lang) for lever in found.levers])
    if found.reviews is not None:
        yield safe(written(reviews_text(found.reviews, lang), lang))
        yield code(setting(found.reviews))
    if found.margins:
        yield heading(say(lang, "levers.margins"))
        yield safe(margins_heading(found, lang))
        yield bullets(written(margin_text(margin, lang), lang) for margin in found.margins)


def _headline(found: Leverage, lang: Lang) -> str:
    venue = said(lang, f"text.venue.{found.target}")
    best = min(found.levers, key=lambda lever: lever.date, default=None)
    if best is not None:
        earlier = day_text(best.date, lang)
        if found.date is None:
            return say(lang, "levers.opens", venue=venue, earlier=earlier)
        day, gain = day_text(found.date, lang), gained_value(best)
        return say(lang, "levers.best", venue=venue, day=day, earlier=earlier, gained=gain)
    if found.date is None:
        return say(lang, "levers.no-date", venue=venue)
    return say(lang, "levers.same", venue=venue, day=day_text(found.date, lang))


def _row(lever: Lever, lang: Lang) -> tuple[str, ...]:
    return (
        day_text(lever.date, lang),
        show(gained_value(lever), lang),
        written(lever_text(lever, lang), lang),
        written(because(lever, lang) or "", lang),
        code(setting(lever)),
    )
