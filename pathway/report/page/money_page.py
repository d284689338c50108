"""Money on the way and the days after the listing, as sections of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from pathway.base.phrases import Lang, Phrase, render, said, semicolons, show
from pathway.planning.causes import milestone_title
from pathway.report.ladder_words import firmness
from pathway.report.money import set_arguments
from pathway.report.page.words import day_text, told, words, written
from pathway.studies.money import Funding, SourceFound
from pathway.studies.money.on_path import RuleBasis


@frozen
class EffectRow:
    """What a source does to the path: in words, with the arguments that plan it so, and why."""

    text: str
    sets: tuple[str, ...]
    source: str


@frozen
class SourceRow:
    """A source of money that fits."""

    title: str
    asks: str
    path: str
    touches: str
    effects: tuple[EffectRow, ...]


@frozen
class AfterRow:
    """A day after the listing. start: what it is counted from."""

    day: str
    text: str
    start: str
    source: str


def money_shows(found: Funding | None, lang: Lang) -> Mapping[str, object] | None:
    """The sources that fit, with what each does to the path. None where nobody looked, or none
    fits.
    """
    fitting = found.with_fit("fits") if found is not None else ()
    if found is None or not fitting:
        return None
    first = fitting[0].source
    note = said(lang, "money.sourced", cite=first.cite, status=firmness(first.standing))
    rows = tuple(source_rows(found, lang))
    return {"rows": rows, "note": note, "advice": said(lang, "money.advice")}


def source_rows(found: Funding, lang: Lang) -> Iterator[SourceRow]:
    """A row for each source that fits: an effect that another one has too is told with the first."""
    seen: set[str] = set()
    for one in found.with_fit("fits"):
        yield _source(one, seen, lang)
        seen |= {effect.id for effect in one.effects}


def _source(found: SourceFound, seen: set[str], lang: Lang) -> SourceRow:
    touches = ""
    if found.milestone is not None and found.date is not None:
        title = render(milestone_title(found.milestone), lang)
        touches = words(lang, "money.touches", milestone=title, day=day_text(found.date, lang))
    return SourceRow(
        title=found.source.title.text(lang),
        asks=found.source.asks.text(lang),
        path=found.source.path.text(lang),
        touches=touches,
        effects=tuple(
            EffectRow(
                text=told(effect.text, lang),
                sets=tuple(set_arguments(replan.set) for replan in effect.replans),
                source=_where(effect.rules, lang),
            )
            for effect in found.effects
            if effect.id not in seen
        ),
    )


def after_shows(found: Funding | None, lang: Lang) -> Mapping[str, object] | None:
    """The days after the listing. None where there are none."""
    if found is None or not found.after:
        return None
    lede = "" if found.scenario.firm.holders else said(lang, "money.after.roles")
    return {"rows": tuple(after_rows(found, lang)), "lede": lede}


def after_rows(found: Funding, lang: Lang) -> Iterator[AfterRow]:
    """A row for each day after the listing."""
    for day in found.after:
        parts = [told(day.text, lang)]
        parts += [written(show(day.note, lang), lang)] if day.note is not None else []
        venue = Phrase(f"money.listing.{day.listing.step}")
        where = _where(day.rules, lang)
        text = semicolons(parts, lang)
        yield AfterRow(day_text(day.date, lang), text, render(venue, lang), where)


def _where(bases: Iterable[RuleBasis], lang: Lang) -> str:
    """Where something stands and how firmly, each source once."""
    told = dict.fromkeys(
        said(lang, "money.rule", cite=basis.cite, status=firmness(basis.standing))
        for basis in bases
    )
    return ("" if lang == "zh" else " ").join(told)
