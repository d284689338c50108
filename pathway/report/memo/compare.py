"""Scenarios side by side as a memo: a table for each target."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, render, said
from pathway.law.steps import Venue
from pathway.planning.causes import route_title
from pathway.report.comparison import comparison_notes, difference_texts
from pathway.report.memo.parts import columns, heading, headline, joined, safe, say, table, when
from pathway.report.page.words import day_text, gained, written
from pathway.studies.compare import Comparison, Standing

_DRAWN = ("p10", "p50", "p90")


def compare_memo(found: Comparison, lang: Lang) -> str:
    """A comparison as a memo.

    Args:
        found: The answer of `compare`.
        lang: The language.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(found, lang))


def _blocks(found: Comparison, lang: Lang) -> Iterator[str]:
    yield heading(say(lang, "title.compare", n=str(len(found.columns))), 1)
    yield safe(say(lang, "as-of", day=day_text(found.columns[0].scenario.as_of, lang)))
    for target in found.targets:
        yield heading(said(lang, f"text.venue.{target}"))
        dated = [
            (standing.date, column.name)
            for column in found.columns
            if (standing := column.standings.get(target)) is not None and standing.date is not None
        ]
        if dated:
            day, name = min(dated)
            yield headline(say(lang, "compare.earliest", day=day_text(day, lang), name=name))
        else:
            yield headline(say(lang, "compare.none"))
        yield _table(found, target, lang)
    for note in comparison_notes(found, lang):
        yield safe(note)


def _table(found: Comparison, target: Venue, lang: Lang) -> str:
    standings = [column.standings.get(target) for column in found.columns]
    drawn = any(one is not None and one.spread is not None for one in standings)
    heads = columns(("scenario", "day", "difference", "way", "changed"), lang)
    spread = tuple(name.upper() for name in _DRAWN) if drawn else ()
    rows = []
    for i, (column, one) in enumerate(zip(found.columns, standings, strict=True)):
        if one is None:
            continue
        reference = standings[column.reference]
        own = column.reference == i
        days = say(lang, "compare.first") if own else _difference(one, lang)
        changed = "" if own else "; ".join(difference_texts(one, reference, lang))
        way = render(route_title(one.route), lang) if one.route else ""
        cells = _spread(one, lang) if drawn else ()
        rows.append((column.name, when(one.date, lang), days, way, written(changed, lang), *cells))
    return table((*heads, *spread), rows)


def _difference(one: Standing, lang: Lang) -> str:
    return "" if one.delta_days is None else gained(one.delta_days, lang)


def _spread(one: Standing, lang: Lang) -> tuple[str, ...]:
    if one.spread is None:
        return ("",) * len(_DRAWN)
    return tuple(when(getattr(one.spread, name), lang) for name in _DRAWN)
