"""Days, months and lengths of time as a reader of the page writes them."""

from __future__ import annotations

import re
from datetime import date

from pathway.base.phrases import Lang, Phrase, Quantity, Value, render, said
from pathway.law.steps import STEPS

_ISO = re.compile(r"(?<![0-9])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![0-9])")


def words(lang: Lang, key: str, /, **values: Value) -> str:
    """A message of the `report` room."""
    return said(lang, f"report.{key}", **values)


def day_text(day: date, lang: Lang) -> str:
    """A day: 8 May 2028, 2028年5月8日."""
    month = words(lang, f"month.{day.month}")
    return words(lang, "day", year=str(day.year), month=month, day=str(day.day))


def told(text: Phrase, lang: Lang) -> str:
    """A sentence of another room, its days written as on the page."""
    return written(render(text, lang), lang)


def written(text: str, lang: Lang) -> str:
    """A sentence whose days are written as on the page: 8 May 2028 for 2028-05-08."""
    return _ISO.sub(lambda found: day_text(date.fromisoformat(found[0]), lang), text)


def long_day(day: date, lang: Lang) -> str:
    """A day with the month in full: 8 August 2028, 2028年8月8日."""
    month = words(lang, f"month-long.{day.month}")
    return words(lang, "day", year=str(day.year), month=month, day=str(day.day))


def month_text(day: date, lang: Lang) -> str:
    """The month of a day: May 2028, 2028年5月."""
    month = words(lang, f"month.{day.month}")
    return words(lang, "month-of-year", year=str(day.year), month=month)


def short_month(day: date, lang: Lang) -> str:
    """The month alone: May, 5月."""
    return words(lang, f"month.{day.month}") if lang == "en" else f"{day.month}月"


def year_text(year: int, lang: Lang) -> str:
    """A year: 2028, 2028年."""
    return words(lang, "year", year=str(year))


def days_text(days: int, lang: Lang) -> str:
    """A number of calendar days: 1 day, 12 days, 12天."""
    return words(lang, "days-one" if days == 1 else "days", n=Quantity(days, "count"))


def gained(days: int | None, lang: Lang) -> str:
    """How much earlier or later, in words."""
    if days is None:
        return words(lang, "moves.none")
    key = "moves.days-earlier" if days < 0 else "moves.days-later"
    return words(lang, key, days=days_text(abs(days), lang)) if days else words(lang, "moves.same")


def milestone_name(milestone: str, lang: Lang, short: bool = True) -> str:
    """A milestone, capitalised as a label begins. short: without its step."""
    step, _, name = milestone.rpartition(".")
    if short and name == "listed":
        return words(lang, "flag.quoted" if step.startswith("neeq") else "flag.listed")
    text = said(lang, f"milestones.short.{name}" if short else f"milestones.{step}.{name}")
    return text[:1].upper() + text[1:]


def names_of(milestones: list[str], lang: Lang) -> dict[str, str]:
    """The names of the milestones of one route, with their step where two would be called alike."""
    short = [name.rpartition(".")[2] for name in milestones]
    return {
        milestone: milestone_name(milestone, lang, short.count(name) == 1)
        for milestone, name in zip(milestones, short, strict=True)
    }


def act_of(milestone: str) -> str:
    """Who brings a milestone about, as the steps say it."""
    step, _, name = milestone.rpartition(".")
    return STEPS[step].acts[name]
