"""Readiness as a memo: what is not met first."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, said, semicolons, show
from pathway.planning.check import Item, Readiness
from pathway.planning.findings import shown
from pathway.report.memo.parts import columns, heading, headline, joined, safe, say, table
from pathway.report.page.needs import figures_of
from pathway.report.page.words import day_text, told, written

_OUTCOMES = ("unmet", "unknown", "assumed", "met")


def check_memo(found: Readiness, lang: Lang) -> str:
    """Readiness as a memo.

    Args:
        found: The answer of `check`.
        lang: The language.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(found, lang))


def _blocks(found: Readiness, lang: Lang) -> Iterator[str]:
    groups = {name: [i for i in found.items if i.outcome == name] for name in _OUTCOMES}
    venue = said(lang, f"text.venue.{found.venue}")
    yield heading(say(lang, "title.check", name=found.scenario, venue=venue), 1)
    yield safe(say(lang, "on", day=day_text(found.on, lang)))
    if found.ready:
        yield headline(say(lang, "check.ready"))
    else:
        counts = {name: str(len(groups[name])) for name in ("unmet", "unknown")}
        yield headline(say(lang, "check.not-ready", **counts))
    for name, items in groups.items():
        if items:
            yield heading(say(lang, f"check.{name}"))
            yield _failing(items, lang) if name in ("unmet", "unknown") else _holding(items, lang)


def _failing(items: list[Item], lang: Lang) -> str:
    heads = columns(("requirement", "have", "needed", "short", "why", "holds", "source"), lang)
    return table(heads, [_row(item, lang) for item in items])


def _row(item: Item, lang: Lang) -> tuple[str, ...]:
    why = semicolons((told(one.text, lang) for one in item.findings), lang)
    where = semicolons((cite.text(lang) for cite in item.cites), lang)
    day = say(lang, "check.never") if item.met_from is None else day_text(item.met_from, lang)
    return (item.title.text(lang), *figures(item, lang), written(why, lang), day, where)


def figures(item: Item, lang: Lang) -> tuple[str, str, str]:
    """What the firm has, what is needed and what is short: of the figures that fail where some do,
    else of all.
    """
    every = list(figures_of(item))
    told_ones = [f for f in every if f.outcome in ("unmet", "unknown")] or every
    cells: tuple[list[str], list[str], list[str]] = ([], [], [])
    for one in told_ones:
        have, needed, short = (
            show(shown(value, one.unit), lang) if value is not None else ""
            for value in (one.value, one.threshold, one.shortfall)
        )
        for cell, text in zip(
            cells, (have, f"{one.text.values['op']} {needed}", short), strict=True
        ):
            cell.append(text)
    have, needed, short = (semicolons(filter(None, cell), lang) for cell in cells)
    return have, needed, short


def _holding(items: list[Item], lang: Lang) -> str:
    heads = columns(("requirement", "have", "needed", "holds", "source"), lang)
    rows = []
    for item in items:
        have, needed, _ = figures(item, lang)
        first = item.met_from
        day = say(lang, "check.always") if first is None or item.always else day_text(first, lang)
        where = semicolons((cite.text(lang) for cite in item.cites), lang)
        rows.append((item.title.text(lang), have, needed, day, where))
    return table(heads, rows)
