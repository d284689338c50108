"""Money on the way, and what follows the listing, as a memo."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, said, semicolons
from pathway.planning.causes import route_title
from pathway.report.ladder_words import money_text
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
    when,
)
from pathway.report.page.money_page import after_rows, source_rows
from pathway.report.page.words import day_text, told, written
from pathway.studies.money import Funding


def money_memo(found: Funding, lang: Lang, everything: bool = False) -> str:
    """Money on the way as a memo.

    Args:
        found: The answer of `money`.
        lang: The language.
        everything: With sources that do not fit, and support that has expired.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(found, lang, everything))


def _blocks(found: Funding, lang: Lang, everything: bool) -> Iterator[str]:
    yield heading(say(lang, "title.money", name=found.scenario.name), 1)
    yield safe(say(lang, "as-of", day=day_text(found.scenario.as_of, lang)))
    yield headline(_headline(found, lang))
    yield safe(said(lang, "money.advice"))
    yield heading(say(lang, "money.sources"))
    yield _sources(found, lang) or safe(say(lang, "money.none-fits"))
    yield from _others(found, everything, lang)
    support = found.support.rows if everything else found.support.current_rows
    if support:
        yield heading(say(lang, "money.support"))
        yield bullets(told(money_text(row), lang) for row in support)
    if found.after:
        yield heading(said(lang, "report.after.heading"))
        after = [(row.day, row.text, row.start, row.source) for row in after_rows(found, lang)]
        yield table(columns(("day", "happens", "from", "source"), lang), after)


def _headline(found: Funding, lang: Lang) -> str:
    if found.no_plan is not None:
        return said(lang, "money.no-plan", why=found.no_plan)
    venue = "" if found.target is None else said(lang, f"text.venue.{found.target}")
    if found.date is None:
        return said(lang, "money.no-best", venue=venue)
    route, day = route_title(found.route or ""), when(found.date, lang)
    return said(lang, "money.best", venue=venue, date=day, route=route)


def _sources(found: Funding, lang: Lang) -> str:
    rows = []
    for row in source_rows(found, lang):
        does = " ".join(
            part
            for part in (row.path, row.touches, *(effect.text for effect in row.effects))
            if part
        )
        sets = "; ".join(one for effect in row.effects for one in effect.sets)
        rows.append((row.title, row.asks, written(does, lang), code(sets)))
    return table(columns(("money-source", "asks", "does", "again"), lang), rows)


def _others(found: Funding, everything: bool, lang: Lang) -> Iterator[str]:
    """Sources that may fit once more is given, and those that do not fit."""
    maybe, absent = found.with_fit("open"), found.with_fit("absent")
    if maybe:
        yield heading(said(lang, "money.open", n=len(maybe)))
        rows = [(one.source.title.text(lang), code(" ".join(one.fitting.missing))) for one in maybe]
        yield table(columns(("money-source", "give"), lang), rows)
    if absent and everything:
        yield heading(said(lang, "money.absent-head", n=len(absent)))
        reasons = [
            (
                one.source.title.text(lang),
                semicolons((told(r, lang) for r in one.fitting.reasons), lang),
            )
            for one in absent
        ]
        yield table(columns(("money-source", "reason"), lang), reasons)
