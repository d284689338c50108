"""What the date of a plan rests on, and where to read more."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Value
from pathway.planning.values import Route
from pathway.report.screen.sheet import Paper
from pathway.studies.outlook import Outlook

_NOTES = (
    "plan.conflict",
    "plan.pin-",
    "plan.pause",
    "plan.bar.",
    "plan.anew.",
    "plan.named",
    "plan.brought",
)
"""Reservations that are told in words of the reader, those that weigh most first; all are under
--full.
"""


def rests(sheet: Paper, route: Route, outlook: Outlook, notes: int | None) -> list[str]:
    out = [sheet.say("rests")]
    for text in _resting(sheet, route, outlook, notes):
        out += sheet.paragraph(text, 2, 2)
    return out if len(out) > 1 else []


def _resting(sheet: Paper, route: Route, outlook: Outlook, most: int | None) -> Iterator[str]:
    vocabulary = {m.path: m.title for m in sheet.plan.rulebook.vocabulary.values()}
    said_so = [vocabulary[path] for path in route.assumed if path in vocabulary]
    if said_so:
        names: tuple[Value, ...] = tuple(said_so[:2])
        key = "your-word" if len(said_so) > 2 else "your-word-all"
        yield sheet.say(key, n=str(len(said_so)), names=names)
    if outlook.past_audit is not None:
        past = outlook.past_audit
        key = "past-audit-none" if past.date is None else "past-audit"
        yield sheet.say(key, year=str(past.year), date=str(past.date))
    if outlook.law is not None and outlook.law.unchecked:
        law = outlook.law
        whole = "-none" if law.unchecked == law.of else ""
        key = f"law{whole}" if law.movable else f"law{whole}-still"
        counts = {"n": law.unchecked, "of": law.of, "m": law.movable}
        yield sheet.say(key, **{name: str(count) for name, count in counts.items()})
    if outlook.later_years is not None:
        later = outlook.later_years
        key = "later-years"
        if later.date != route.date:
            key = "later-years-none" if later.date is None else "later-years-moves"
        day = "" if later.date is None else str(later.date)
        yield sheet.say(key, first=str(later.first), last=str(later.last), date=day)
    notes = [w for kind in _NOTES for w in route.warnings if w.key.startswith(kind)]
    for note in notes[: most or 0]:
        yield sheet.say("note", text=note)
    if most is not None and len(notes) > most:
        yield sheet.say("more-notes", n=str(len(notes) - most))
    if any(m.projected for m in route.milestones):
        yield sheet.say("projected", through=sheet.plan.official_through)


def foot(sheet: Paper) -> list[str]:
    """Which commands tell more."""
    return sheet.paragraph(sheet.say("foot"), 0, 2)
