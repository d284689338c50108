"""A commented scenario without an interview: from what a program knows of a firm, and the examples
that ship.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from attrs import evolve

from pathway.base import usage
from pathway.base.errors import InputError, Problem, nearest, visible
from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import LANGS, Lang, phrase
from pathway.base.toml_text import document
from pathway.law.steps import Venue, starting_venues
from pathway.scenario.file.cells import plain_scalar
from pathway.scenario.file.fields import FIRST_YEAR
from pathway.scenario.interview.flow import Question, questions
from pathway.scenario.interview.session import Session
from pathway.scenario.interview.writing import HEAD, written

_VENUE = "status.venue"
_YEARS = ("years.first", "years.last")


def new(
    today: date,
    venue: Venue = "neeq-base",
    answers: Mapping[str, object] | None = None,
    lang: Lang = "en",
) -> str:
    """A commented scenario to fill in: what is known of a firm, and every other key as a comment.

    Args:
        today: The day that stands for today: it sets the years and the as-of day.
        venue: Where the firm is now, which decides what a scenario needs.
        answers: Values by their paths, such as `fiscal_years.2025.net_profit`, as `load` takes them
            for `set`. Without a required one an example stands in its place.
        lang: The language of the comments, `en` or `zh`.

    Returns:
        The text of the scenario, as `pathway new --template` writes it.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue is called so.
        InputError: A value is wrong, or a path is none that is asked of such a firm.
    """
    today = usage.day("today", today)
    if not FIRST_YEAR < today.year < LAST_YEAR:
        raise usage.wrong("today", today, phrase("errors.usage.day"))
    usage.refuse_unknown("venue", venue, starting_venues())
    usage.refuse_unknown("lang", lang, LANGS)
    if answers is not None:
        usage.refuse_other("answers", answers, Mapping, phrase("errors.usage.set"))
    given = {str(path): _said(value) for path, value in (answers or {}).items()}
    if given.setdefault(_VENUE, venue) != venue:
        raise usage.wrong("answers", given[_VENUE], phrase("errors.usage.one-of", names=(venue,)))
    found = _answered(given, today, lang)
    template = () if len(given) > 1 else (phrase("interview.file.template", venue=venue),)
    return written(found, today, lang, [*HEAD, *template])


def _answered(given: Mapping[str, str], today: date, lang: Lang) -> dict[str, str]:
    """The answers of an interview in which only some values are given. Raises `InputError`."""
    answers: dict[str, str] = {}
    asked: list[str] = []
    problems: list[Problem] = []
    for question in questions(answers, today):
        asked.append(question.dotted)
        text = given.get(question.dotted) if question.path else _steered(question, given)
        if text is None:
            text = question.default or (question.example if question.required else "")
        elif question.path:
            session = Session("answers", today, answers=answers, lang=lang)
            try:
                text, _ = evolve(session, answers=dict(answers)).read(question, text)
            except InputError as error:
                problems += error.problems
        answers[question.key] = text
    for path in given.keys() - {*asked}:
        near = nearest(path, filter(None, asked))
        problems.append(Problem("answers", visible(path), "", phrase("interview.not-asked"), near))
    if problems:
        raise InputError(problems)
    return answers


def _steered(question: Question, given: Mapping[str, str]) -> str | None:
    """The answer to a question that only steers: which years, and whether there is more."""
    if question.key in _YEARS:
        years = [path.split(".")[1] for path in given if path.startswith("fiscal_years.")]
        years = [year for year in years if year.isdecimal()]
        return (min if question.key == _YEARS[0] else max)(years) if years else None
    name, _, place = question.key.removesuffix(".more").rpartition(".")
    opened = {one.dotted for one in question.opens} & given.keys()
    if opened or (place.isdecimal() and any(p.startswith(f"{name}.{place}.") for p in given)):
        return "yes"
    return None


def _said(value: object) -> str:
    """A value as one would type it."""
    match value:
        case list() | tuple():
            return ", ".join(map(_said, value))
    match plain_scalar(value):
        case bool() as flag:
            return "yes" if flag else "no"
        case int() | float() | Fraction() as number:
            return f"{Decimal(str(float(number))):f}" if number != int(number) else str(int(number))
        case other:
            return str(other)


# -- what ships ------------------------------------------------------------------------------------


@cache
def example_names() -> tuple[str, ...]:
    """The names of the scenarios that ship."""
    folder = files("pathway").joinpath("scenario", "examples")
    names = (path.name for path in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def example(name: str) -> Mapping[str, str]:
    """A scenario that ships with the program, as `pathway new --example` writes it.

    Args:
        name: Its name, such as `base-tier-parts-maker`.

    Returns:
        Its text by the name of its file, and those of the scenarios that it extends behind it.

    Raises:
        UsageError: No example is called so.
    """
    usage.refuse_other("name", name, str, phrase("errors.usage.text"))
    usage.refuse_unknown("name", name.removesuffix(".toml"), example_names())
    folder = files("pathway").joinpath("scenario", "examples")
    texts: dict[str, str] = {}
    waiting: object = f"{name.removesuffix('.toml')}.toml"
    while isinstance(waiting, str):
        texts[waiting] = folder.joinpath(waiting).read_text(encoding="utf-8")
        waiting = document(texts[waiting]).get("extends")
    return texts
