"""What would change the date of a plan: facts not given, and changes each with the date that it
gives.
"""

from __future__ import annotations

from collections.abc import Sequence

from pathway.base.phrases import Phrase, Value, phrase, render, semicolons
from pathway.report.screen.sheet import Paper
from pathway.studies.outlook import Shifted
from pathway.studies.outlook.forward import Forward
from pathway.studies.outlook.missing import MissingFact, OnceGiven


def not_given(sheet: Paper, sets: Sequence[OnceGiven]) -> list[str]:
    """Facts not given that stand in the way of an earlier day, or of any."""
    if not sets:
        return []
    dated = all(one.days is not None for one in sets)
    out = sheet.paragraph(sheet.say("not-given" if dated else "not-given-none"), 0)
    for one in sets:
        facts = semicolons((render(_words(f), sheet.lang) for f in one.facts), sheet.lang)
        key = "with" if one.days is None else "with-earlier"
        text = sheet.say(key, facts=facts, date=str(one.date), n=str(one.days))
        out += sheet.paragraph(text, 2, 2)
    return out


def _words(fact: MissingFact) -> Phrase:
    years = [path.split(".")[1] for path in fact.paths if path.startswith("fiscal_years.")]
    title: Value = fact.title
    if years:
        title = phrase("screen.of-years", title=fact.title, years=tuple(years))
    if fact.quantity is None:
        return phrase("screen.fact", title=title)
    key = "screen.fact-at-most" if fact.at_most else "screen.fact-at-least"
    return phrase(key, title=title, needed=fact.quantity)


def shifted(sheet: Paper, heading: str, changes: Sequence[Shifted]) -> list[str]:
    """Changes, each with the date that it gives: how the date could slip, or what gives one."""
    out = [sheet.say(heading)] if changes else []
    for one in changes:
        when = sheet.say("none") if one.date is None else str(one.date)
        out += sheet.paragraph(sheet.say("mend", change=one.text, date=when), 2, 2)
    return out


def forward(sheet: Paper, found: Sequence[Forward]) -> list[str]:
    """What the firm, its sponsor or its auditor can do to bring the date forward."""
    out = [sheet.say("forward")] if found else []
    for one in found:
        text = sheet.say("earlier", change=one.text, date=str(one.date), n=str(one.days))
        out += sheet.paragraph(text, 2, 2)
    return out
