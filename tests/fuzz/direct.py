"""Cases that call what reads texts, without a command round it: a thousand in a second."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Mapping
from datetime import date

import pathway
from pathway.base.errors import InputError
from pathway.base.phrases import Lang
from pathway.law.language.parser import parse
from pathway.law.rulebook import Overlay, laid_on, shipped, vocabulary
from pathway.scenario.file.fields import Choice, Day, Flag, Num, Several
from pathway.scenario.file.records import FactField
from pathway.scenario.interview.flow import Question
from pathway.scenario.interview.session import Session
from tests.fuzz.generators import PIECES, TEXTS, Case, mutated, source_of_law
from tests.test_overlay_refusals import DURATION, RULE

TODAY = date(2026, 11, 23)
METRICS = frozenset(vocabulary())
ALONE = tuple(text for text in TEXTS if "\nextends" not in text)
MOST_REFUSED = 4
"""Answers to one question that are refused, before an empty one is given, or one of `LAST` where
there must be one.
"""
LAST = ("late-report 2025-06-01", "2024-03-12", "2026-06-20", "2018-01-02", "2021-08-02", "1")


def expression(rng: random.Random) -> Case:
    """An expression to the parser; one in three with something hostile in it."""
    source = source_of_law(rng)
    if rng.random() < 1 / 3:
        at = rng.randrange(len(source) + 1)
        source = source[:at] + rng.choice(PIECES) + source[at + rng.choice((0, 0, 1, 5)) :]
    return Case(direct=lambda: parse(source, METRICS))


def scenario(rng: random.Random) -> Case:
    """A text to the loader."""
    text = mutated(rng, rng.choice(ALONE))
    return Case(direct=lambda: pathway.loads(text, today=TODAY))


def overlay(rng: random.Random) -> Case:
    """A text to the reader of overlays."""
    text = mutated(rng, RULE + (DURATION if rng.random() < 0.5 else ""))
    return Case(direct=lambda: laid_on(shipped(), Overlay("o.toml", text)))


def interview(rng: random.Random) -> Case:
    """A whole interview. Whatever is answered, the file that it writes is one that plans read."""

    def talk() -> None:
        session = Session("q.toml", TODAY, by_rounds=rng.random() < 0.5)
        refused = 0
        while (question := session.pending()) is not None:
            if session.at_gate():
                session = session.go_on(())
                continue
            try:
                given = answer(rng, question)
                if refused >= MOST_REFUSED:
                    given = LAST[(refused - MOST_REFUSED) % len(LAST)] if question.required else ""
                session = session.answered(given)
                refused = 0
            except InputError as error:
                if refused > MOST_REFUSED + len(LAST):  # not even these: the user leaves
                    raise
                refused += 1
                _ = error.text("en"), error.text("zh")
        lang: Lang = "en" if rng.random() < 0.5 else "zh"
        try:
            scenario = pathway.loads(session.text(lang), today=TODAY)
        except InputError as error:
            raise AssertionError("what an interview writes is refused") from error
        if rng.random() < 0.2:
            with contextlib.suppress(pathway.PathwayError):  # of a year in which no law is encoded
                pathway.plan(scenario)

    return Case(direct=talk, seconds=10)


def answer(rng: random.Random, question: Question) -> str:
    """An answer that mostly is of the kind that is asked for."""
    chance = rng.random()
    if chance < 0.05:
        return rng.choice(PIECES)
    if chance < 0.3:
        return ""
    if question.years:
        return " ".join(number(rng, question) for _ in question.years)
    match question.kind:
        case Choice(options=options):
            return rng.choice((*options, str(rng.randrange(len(options) + 2))))
        case Several(of=Choice(options=options)):
            return ", ".join(rng.sample(sorted(options), rng.randrange(min(3, len(options)) + 1)))
        case Flag():
            return rng.choice(("yes", "no", "是", "否", "y"))
        case Day():
            return date(rng.randrange(2010, 2028), rng.randrange(1, 13), 11).isoformat()
        case Num() | FactField():
            return number(rng, question)
        case _:
            return rng.choice(("Example Pumps", "C34", "某泵业", question.example or "x"))


def number(rng: random.Random, question: Question) -> str:
    """A number in one of the ways in which people write them."""
    share = f"{rng.randrange(100)}%"
    amounts = (f"{rng.randrange(1, 90)}m", f"{rng.randrange(100, 9000)}万", "1,234,567", "-3m", "-")
    return rng.choice((share, "0.3") if question.unit == "ratio" else (*amounts, "42", "pe 18"))


DIRECT: Mapping[str, Callable[[random.Random], Case]] = {
    "parser": expression,
    "loader": scenario,
    "law": overlay,
    "interview": interview,
}
