"""The recognition ladder as a memo: the rung reached, what the next ones lack, the rounds."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, Phrase, phrase, render, said, semicolons, show
from pathway.planning.findings import shown
from pathway.recognition import Ladder, Rung
from pathway.recognition.court import RungCondition
from pathway.recognition.texts import Batch, Moment
from pathway.report.ladder_words import firmness, money_text, standing_text, texts_of
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
from pathway.report.page.words import day_text, told, written


def ladder_memo(found: Ladder, lang: Lang) -> str:
    """The ladder as a memo.

    Args:
        found: The answer of `ladder`.
        lang: The language.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(found, lang))


def _blocks(found: Ladder, lang: Lang) -> Iterator[str]:
    yield heading(say(lang, "title.ladder", name=found.scenario.name), 1)
    yield safe(say(lang, "on", day=day_text(found.on, lang)))
    if found.reached is None:
        yield headline(said(lang, "ladder.reached-none"))
    else:
        level = Phrase(f"ladder.level.{found.reached}")
        yield headline(said(lang, "ladder.reached", level=level))
    yield safe(said(lang, "ladder.never"))
    year, basis = found.fiscal_year
    yield safe(said(lang, f"ladder.figures.{basis or 'missing'}", year=str(year)))
    yield bullets(_titles(found, lang))
    yield heading(say(lang, "ladder.rungs"))
    heads = columns(("level", "outcome", "text", "status"), lang)
    yield table(heads, [_rung(rung, found, lang) for rung in found.rungs])
    for rung in found.rungs:
        yield from _lacking(rung, lang)
    if found.missing:
        yield heading(say(lang, "ladder.give"))
        yield bullets(code(path) for path in found.missing)
    yield heading(say(lang, "ladder.ways"))
    yield table(columns(("what", "opening", "reason", "source"), lang), _ways(found, lang))
    yield heading(say(lang, "ladder.rounds"))
    rounds = [_round(batch, lang) for batch in found.calendar]
    yield table(columns(("batch", "call", "list", "count"), lang), rounds)
    if found.money:
        yield heading(say(lang, "ladder.money"))
        yield bullets(told(money_text(row), lang) for row in found.money)


def _titles(found: Ladder, lang: Lang) -> Iterator[str]:
    """The titles held, each with how it stands."""
    for title in found.titles:
        key = "title" if title.batch is None else "title-batch"
        level = Phrase(f"ladder.level.{title.level}")
        text = said(
            lang,
            f"ladder.{key}",
            level=level,
            granted=title.granted,
            batch=title.batch or 0,
            state=title.text,
        )
        yield written(text, lang)


def _rung(rung: Rung, found: Ladder, lang: Lang) -> tuple[str, ...]:
    outcome = Phrase(f"ladder.outcome.{rung.outcome}")
    failing = len(rung.with_outcome("unmet"))
    if failing:
        outcome = phrase("ladder.fails", n=failing)
    text = rung.governing.text
    level = said(lang, f"ladder.level.{rung.level}")
    if text is None:
        return level, render(outcome, lang), told(rung.governing.reason, lang), ""
    title = found.rulebook.instruments[text.instrument].title.text(lang)
    return level, render(outcome, lang), title, render(firmness(text.standing), lang)


def _lacking(rung: Rung, lang: Lang) -> Iterator[str]:
    """What a rung still asks for: what is not met, then what is not known."""
    items = (*rung.with_outcome("unmet"), *rung.with_outcome("unknown"))
    if not items:
        return
    level = said(lang, f"ladder.level.{rung.level}")
    yield heading(say(lang, "ladder.lacks", level=level), 3)
    heads = columns(("requirement", "have", "needed", "short", "why", "status", "source"), lang)
    yield table(heads, [_condition(item, lang) for item in items])


def _condition(item: RungCondition, lang: Lang) -> tuple[str, ...]:
    lead, numbers = item.lead, ("", "", "")
    if lead is not None and lead.unit != "flag":
        have, needed, short = (
            "" if value is None else show(shown(value, lead.unit), lang)
            for value in (lead.value, lead.threshold, lead.shortfall)
        )
        numbers = (have, needed, short)
    why = semicolons(texts_of(item.lacking or item.findings, lang), lang)
    firm = render(standing_text(item.status, item.confidence), lang)
    return item.title.text(lang), *numbers, written(why, lang), firm, item.cite.text(lang)


def _ways(found: Ladder, lang: Lang) -> Iterator[tuple[str, ...]]:
    for bridge in found.bridges:
        name = said(lang, f"ladder.way.{bridge.id}")
        opening = said(lang, f"ladder.opening.{bridge.opening}")
        yield name, opening, told(bridge.reason, lang), bridge.cite.text(lang)


def _round(batch: Batch, lang: Lang) -> tuple[str, ...]:
    level = said(lang, f"ladder.level.{batch.level}")
    number = f"{level} {batch.batch}" if lang == "en" else f"{level}第{batch.batch}批"
    count = "" if batch.recognised is None else f"{batch.recognised:,}"
    return number, _moment(batch.call, lang), _moment(batch.list, lang), count


def _moment(moment: Moment, lang: Lang) -> str:
    if moment.day is not None:
        return day_text(moment.day, lang)
    return show(moment.text or Phrase("ladder.nothing"), lang)
