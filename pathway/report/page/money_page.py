"""Money on the way and the days after the listing, as sections of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pathway.base.phrases import Lang, Phrase, render, said, semicolons, show
from pathway.planning.causes import milestone_title
from pathway.report.ladder_words import firmness
from pathway.report.money import set_arguments
from pathway.report.page.words import day_text, words
from pathway.studies.money import Funding, SourceFound
from pathway.studies.money.after_bell import AfterDay
from pathway.studies.money.on_path import RuleBasis


def money_shows(found: Funding | None, lang: Lang) -> Mapping[str, object] | None:
    """The sources that fit, with what each does to the path. None where nobody looked, or none
    fits.
    """
    fitting = found.with_fit("fits") if found is not None else ()
    if not fitting:
        return None
    told: set[str] = set()
    rows = []
    for one in fitting:
        rows.append(_source(one, told, lang))
        told |= {effect.id for effect in one.effects}
    first = fitting[0].source
    note = said(lang, "money.sourced", cite=first.cite, status=firmness(first.standing))
    return {"rows": rows, "note": note, "advice": said(lang, "money.advice")}


def _source(found: SourceFound, told: set[str], lang: Lang) -> Mapping[str, object]:
    """A row: an effect that another source has too is told with the first."""
    effects = [effect for effect in found.effects if effect.id not in told]
    touches = ""
    if found.milestone is not None and found.date is not None:
        title = render(milestone_title(found.milestone), lang)
        touches = words(lang, "money.touches", milestone=title, day=day_text(found.date, lang))
    return {
        "title": found.source.title.text(lang),
        "asks": found.source.asks.text(lang),
        "path": found.source.path.text(lang),
        "touches": touches,
        "effects": [
            {
                "text": render(effect.text, lang),
                "sets": [set_arguments(replan.set) for replan in effect.replans],
                "source": _where(effect.rules, lang),
            }
            for effect in effects
        ],
    }


def after_shows(found: Funding | None, lang: Lang) -> Mapping[str, object] | None:
    """The days after the listing. None where there are none."""
    if found is None or not found.after:
        return None
    lede = "" if found.scenario.firm.holders else said(lang, "money.after.roles")
    return {"rows": [_day(day, lang) for day in found.after], "lede": lede}


def _day(day: AfterDay, lang: Lang) -> Mapping[str, object]:
    parts = [render(day.text, lang)]
    parts += [show(day.note, lang)] if day.note is not None else []
    venue = Phrase(f"money.listing.{day.listing.step}")
    return {
        "day": day_text(day.date, lang),
        "text": semicolons(parts, lang),
        "from": render(venue, lang),
        "source": _where(day.rules, lang),
    }


def _where(bases: Iterable[RuleBasis], lang: Lang) -> str:
    """Where something stands and how firmly, each source once."""
    told = dict.fromkeys(
        said(lang, "money.rule", cite=basis.cite, status=firmness(basis.standing))
        for basis in bases
    )
    return ("" if lang == "zh" else " ").join(told)
