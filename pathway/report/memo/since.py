"""What moved the dates since an earlier plan, as a memo: for the minutes of a meeting."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, said
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
from pathway.report.page.words import day_text, told, written
from pathway.report.since import moved_days
from pathway.studies.since import Moved, Since


def since_memo(found: Since, lang: Lang) -> str:
    """What moved the dates, as a memo.

    Args:
        found: The answer of `since`.
        lang: The language.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(found, lang))


def _blocks(found: Since, lang: Lang) -> Iterator[str]:
    yield heading(say(lang, "title.since", name=found.scenario.name), 1)
    ends = {"before": found.before, "after": found.scenario.as_of}
    texts = {name: day_text(day, lang) for name, day in ends.items()}
    yield safe(say(lang, "since.between", **texts))
    for moved in found.targets:
        yield headline(moved_text(moved, lang))
        yield table(
            columns(("cause", "before", "after", "difference"), lang), moved_rows(moved, lang)
        )
    if any(found.told.values()):
        yield heading(say(lang, "since.changed"))
    for kind, texts_ in found.told.items():
        if texts_:
            yield heading(said(lang, f"since.kind.{kind}"), 3)
            yield bullets(told(text, lang) for text in texts_)


def moved_rows(moved: Moved, lang: Lang) -> list[tuple[str, str, str, str]]:
    """What each cause did to a target's date: its kind, the date before and after, the days."""
    return [
        (
            said(lang, f"since.kind.{part.kind}"),
            when(part.before, lang),
            when(part.after, lang),
            written(moved_days(part, lang), lang),
        )
        for part in moved.parts
    ]


def moved_text(moved: Moved, lang: Lang) -> str:
    """A target's date then and now, in one line."""
    venue = said(lang, f"text.venue.{moved.target}")
    before, after = when(moved.before, lang), when(moved.after, lang)
    days = written(moved_days(moved, lang), lang)
    return say(lang, "since.moved", venue=venue, before=before, after=after, days=days)
