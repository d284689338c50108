"""The distribution of the date as a memo: the even chance, the range, what decides it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pathway.base.phrases import Lang, Phrase, Quantity, render, said
from pathway.report.memo.parts import (
    bullets,
    columns,
    heading,
    headline,
    joined,
    safe,
    say,
    table,
    when,
)
from pathway.report.page.words import day_text, told
from pathway.report.simulation import method_texts, percent_text, shown_quarters
from pathway.studies.simulate import Critical, Simulation, TargetOutcome

_PERCENTS = (10, 25, 50, 75, 90)
_MOST = 12
"""Causes and influences that are told."""


def simulate_memo(found: Simulation, lang: Lang) -> str:
    """A simulation as a memo.

    Args:
        found: The answer of `simulate`.
        lang: The language.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(found, lang))


def _blocks(found: Simulation, lang: Lang) -> Iterator[str]:
    scenario = found.scenario
    yield heading(say(lang, "title.simulate", name=scenario.name), 1)
    day, draws = day_text(scenario.as_of, lang), Quantity(found.draws, "count")
    yield safe(say(lang, "simulate.drawn", day=day, draws=draws, seed=str(found.seed)))
    several = len(found.outcomes) > 1
    for one in found.outcomes:
        venue = said(lang, f"text.venue.{one.target}")
        if several:
            yield heading(venue)
        yield headline(_headline(one, venue, lang))
        yield _days(found, one, lang)
        yield from _part("quarters", ("quarter", "share"), _quarters(one, lang), several, lang)
        for key, causes in (("critical", one.critical), ("reasons", one.reasons)):
            yield from _part(key, ("what", "share"), _causes(causes, lang), several, lang)
        moving = [(render(i.title, lang), f"{i.correlation:+.2f}") for i in one.influences[:_MOST]]
        yield from _part("influences", ("what", "correlation"), moving, several, lang)
    yield heading(say(lang, "simulate.method"))
    yield bullets(told(text, lang) for text in (*found.warnings, *method_texts(found)))


def _part(
    key: str, names: Sequence[str], rows: list[tuple[str, str]], several: bool, lang: Lang
) -> Iterator[str]:
    """A table under its heading, where it has rows. several: below the heading of a target."""
    if rows:
        yield heading(say(lang, f"simulate.{key}"), 3 if several else 2)
        yield table(columns(names, lang), rows)


def _headline(one: TargetOutcome, venue: str, lang: Lang) -> str:
    middle = one.quantile(50)
    if middle is None:
        return say(lang, "simulate.less", venue=venue)
    return say(lang, "simulate.half", venue=venue, day=day_text(middle, lang))


def _days(found: Simulation, one: TargetOutcome, lang: Lang) -> str:
    """How many draws are listed by which day: the quantiles, the plan's day, the day asked about."""
    rows = []
    for percent in _PERCENTS:
        share = percent_text(Fraction(percent, 100))
        rows.append((when(one.quantile(percent), lang), share, f"P{percent}"))
    if one.plan is not None:
        pace = Phrase(f"causes.pace.{found.scenario.pace}")
        share, name = percent_text(one.probability_by(one.plan)), "simulate.planned"
        rows.append((day_text(one.plan, lang), share, say(lang, name, pace=pace)))
    if found.by is not None:
        share = percent_text(one.probability_by(found.by))
        rows.append((day_text(found.by, lang), share, say(lang, "simulate.asked")))
    if one.infeasible:
        share = percent_text(1 - one.feasible_share)
        rows.append((when(None, lang), share, say(lang, "simulate.without")))
    heads = (say(lang, "simulate.by"), *columns(("share",), lang), "")
    return table(heads, rows)


def _quarters(one: TargetOutcome, lang: Lang) -> list[tuple[str, str]]:
    return [(name, percent_text(share)) for name, share in shown_quarters(one, lang)]


def _causes(causes: Sequence[Critical], lang: Lang) -> list[tuple[str, str]]:
    return [(told(one.link.text, lang), percent_text(one.share)) for one in causes[:_MOST]]
