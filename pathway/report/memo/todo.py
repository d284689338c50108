"""Rules to be checked against the official text, as a memo for the lawyer who reads them."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, said
from pathway.law.browse import effect_text
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
from pathway.report.page.words import day_text, gained, words
from pathway.report.todo import cite_text
from pathway.studies.unchecked import UncheckedRule, UncheckedRules


def todo_memo(found: UncheckedRules, lang: Lang) -> str:
    """Rules to be checked, as a memo.

    Args:
        found: The answer of `rules todo`.
        lang: The language.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(found, lang))


def _blocks(found: UncheckedRules, lang: Lang) -> Iterator[str]:
    yield heading(say(lang, "title.todo", name=found.scenario.name), 1)
    yield safe(say(lang, "as-of", day=day_text(found.scenario.as_of, lang)))
    venue = said(lang, f"text.venue.{found.target}")
    counts = {
        "movable": str(len(found.movable)),
        "unchecked": str(len(found.rules)),
        "checked": str(found.checked),
    }
    day = venue + words(lang, "colon") + when(found.date, lang)
    yield headline(say(lang, "todo.headline", day=day, **counts))
    rows = [row for rule in found.movable for row in _rows(rule, found, lang)]
    names = ("rule", "source", "status", "reads", "reading", "then", "difference")
    yield table(columns(names, lang), rows)
    rest = [rule for rule in found.rules if not rule.moves]
    if rest:
        yield heading(say(lang, "todo.rest"))
        yield bullets(rule.provision.title.text(lang) for rule in rest)


def _rows(rule: UncheckedRule, found: UncheckedRules, lang: Lang) -> Iterator[tuple[str, ...]]:
    """A row for each other reading that moves the date; the rule itself stands in the first."""
    version = rule.version
    head: tuple[str, ...] = (
        rule.provision.title.text(lang),
        cite_text(rule, found, lang),
        said(lang, f"text.status.{version.status}"),
        code(effect_text(version)),
    )
    for reading in rule.readings:
        if reading.days == 0:
            continue
        other = reading.version
        how = say(lang, "todo.without")
        if other is not None:
            how = say(lang, "todo.instead", version=day_text(other.effective, lang))
        days = "" if reading.days is None else gained(reading.days, lang)
        yield (*head, how, when(reading.date, lang), days)
        head = ("",) * len(head)
