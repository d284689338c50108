"""The codes of a scenario file as a person says them: shown in the language of the interview,
understood in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pathway.base import package_data
from pathway.base.phrases import Bilingual, Lang, Phrase, render
from pathway.law.steps import MILESTONE_IDS


class _Spoken(NamedTuple):
    """A code in both languages. also: further ways to write it."""

    name: Bilingual
    also: tuple[str, ...] = ()


@cache
def _spoken() -> Mapping[str, _Spoken]:
    table = package_data.table("scenario", "interview", "spoken.toml")
    return {code: _entry(entry) for code, entry in table.items()}


def _entry(entry: object) -> _Spoken:
    assert isinstance(entry, dict)
    return _Spoken(Bilingual(entry["en"], entry["zh"]), tuple(entry["also"]))


def said_as(code: str) -> Bilingual:
    """A code as a person says it; itself where there are no other words for it."""
    if code in MILESTONE_IDS:
        message = Phrase(f"milestones.{code}")
        return Bilingual(render(message, "en"), render(message, "zh"))
    known = _spoken().get(code)
    return known.name if known else Bilingual(code, code)


def shown_as(code: str, lang: Lang) -> str:
    """A code in the list of answers: in words, and in English with the code itself where the words
    are others.
    """
    words = said_as(code).text(lang)
    return words if lang == "zh" or code in words.casefold() else f"{code} ({words})"


def meant(text: str, options: Sequence[str]) -> str | None:
    """The one of some codes that a text names: by its place in the list (from 1), as the code, in
    words of either language, or by a part of only one of these; None where it names none.
    """
    if text.isdecimal() and len(text) < 5 and 1 <= int(text) <= len(options):
        return options[int(text) - 1]
    word = _plainly(text)
    ways = {code: {_plainly(way) for way in _ways(code)} for code in options}
    exact = [code for code in options if word in ways[code]]
    if exact:
        return exact[0]
    for found in (
        [code for code in options if any(way.startswith(word) for way in ways[code])],
        [code for code in options if any(word in way for way in ways[code])],
    ):
        if word and len(found) == 1:
            return found[0]
    return None


def _ways(code: str) -> tuple[str, ...]:
    name, known = said_as(code), _spoken().get(code)
    return (code, name.en, name.zh, *(known.also if known else ()))


def _plainly(text: str) -> str:
    return text.casefold().replace("_", "-").replace(" ", "").strip()
