"""The questions as data: `questions.toml` as values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from attrs import frozen

from pathway.base.phrases import Bilingual

_NOTHING = Bilingual("", "")


@frozen
class QuestionEntry:
    """One question as the file has it; the head of `questions.toml` says what each part means."""

    key: str
    path: str
    text: Bilingual
    help: Bilingual
    kind: str = ""
    default: str = ""
    example: str = ""
    unit: str = ""
    under: str = ""
    after: str = ""
    also: tuple[str, ...] = ()
    if_kind: tuple[str, ...] = ()
    always: bool = False
    demanded: bool = False
    required: bool = False
    forecast: bool = False
    gate: bool = False


@frozen
class Section:
    """Questions under a heading. more and another: what is asked before the first and before each
    next entry.
    """

    id: str
    title: Bilingual
    entries: tuple[QuestionEntry, ...]
    each: str = ""
    list: str = ""
    more: Bilingual = _NOTHING
    another: Bilingual = _NOTHING
    help: Bilingual = _NOTHING


@cache
def sections() -> tuple[Section, ...]:
    """Every section, in order."""
    text = (
        files("pathway")
        .joinpath("scenario", "interview", "questions.toml")
        .read_text(encoding="utf-8")
    )
    return tuple(_section(table) for table in tomllib.loads(text)["section"])


def _bilingual(table: Mapping[str, str]) -> Bilingual:
    return Bilingual(table["en"], table["zh"])


def _section(table: Mapping[str, object]) -> Section:
    rest = {key: value for key, value in table.items() if key not in ("en", "zh", "question")}
    texts = {key: _bilingual(value) for key, value in rest.items() if isinstance(value, dict)}
    plain = {key: str(value) for key, value in rest.items() if not isinstance(value, dict)}
    questions = table.get("question", [])
    assert isinstance(questions, list)
    title = Bilingual(str(table["en"]), str(table["zh"]))
    return Section(entries=tuple(_entry(q) for q in questions), title=title, **plain, **texts)  # type: ignore[arg-type]


def _entry(table: Mapping[str, object]) -> QuestionEntry:
    rest = {
        key: value for key, value in table.items() if key not in ("en", "zh", "help", "key", "path")
    }
    parts = {key: tuple(value) if isinstance(value, list) else value for key, value in rest.items()}
    hint = table["help"]
    assert isinstance(hint, dict)
    path = str(table.get("path", ""))
    text = Bilingual(str(table["en"]), str(table["zh"]))
    key = str(table.get("key", path))
    return QuestionEntry(key=key, path=path, text=text, help=_bilingual(hint), **parts)  # type: ignore[arg-type]
