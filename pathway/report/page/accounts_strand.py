"""The accounts that a way relies on, as a lane: how long each set is in date, where it is tested, and
when there is none.
"""

from __future__ import annotations

from datetime import date

from pathway.base.phrases import Lang
from pathway.report.page.figure import Band, Closed, Lane
from pathway.report.page.words import day_text, month_text, words
from pathway.studies.outline import Outline


def accounts_lane(outline: Outline, lang: Lang) -> Lane | None:
    """The lane.

    Args:
        outline: What the way relies on besides its milestones.
        lang: The language.

    Returns:
        The lane; None where no step tests accounts.
    """
    if not outline.accounts:
        return None
    bands = []
    for one in outline.accounts:
        name = accounts_name(one.period_end, lang)
        reach = month_text(one.until, lang)
        texts = [words(lang, "accounts.to", name=name, until=reach), name]
        if one.extended is not None:
            more = month_text(one.extended, lang)
            texts.insert(0, words(lang, "accounts.to-more", name=name, until=reach, more=more))
        dots = tuple(dict.fromkeys(day for _, day in one.relied))
        bands.append(Band(one.known, one.until, one.last, dots, tuple(texts)))
    gaps = []
    for first, last in outline.gaps:
        days = {"first": day_text(first, lang), "last": day_text(last, lang)}
        reasons = (words(lang, "accounts.gap", **days), words(lang, "accounts.gap-short"))
        gaps.append(Closed(first, date.fromordinal(last.toordinal() + 1), reasons))
    return Lane(
        "accounts",
        words(lang, "lane.accounts"),
        words(lang, "whose.accounts"),
        bands=tuple(bands),
        gaps=tuple(gaps),
    )


def accounts_name(end: date, lang: Lang) -> str:
    """A set of accounts in words: the annual ones of a year, or those of a day."""
    if (end.month, end.day) == (12, 31):
        return words(lang, "accounts.annual", year=str(end.year))
    return words(lang, "accounts.interim", day=day_text(end, lang))
