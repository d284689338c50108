"""What memos are put together from: blocks of Markdown whose texts are never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from markupsafe import Markup

from pathway.base.escapes import markdown
from pathway.base.phrases import Lang, Value, said
from pathway.report.page.measure import clean
from pathway.report.page.words import day_text, words

_MORE = re.compile(r"(?<!\w)_|_(?!\w)|^[#>]|^[-+](?=\s)|^\d+(?=[.)]\s)")
"""What is markup besides: emphasis, and what begins a heading, a quotation or a list."""
_TICKS = re.compile(r"[`\s]+")


def say(lang: Lang, key: str, /, **values: Value) -> str:
    """A message of the `memo` room."""
    return said(lang, f"memo.{key}", **values)


def safe(text: str) -> str:
    """A text that is no markup of Markdown, on one line; what `code` made stays as it is."""
    return text if isinstance(text, Markup) else _MORE.sub(_escaped, markdown(clean(text)))


def _escaped(found: re.Match[str]) -> str:
    # A number that begins a list is disarmed by its dot, everything else by a backslash before it.
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def joined(blocks: Iterable[str]) -> str:
    """Blocks as a memo, with an empty line between them; empty blocks are left out."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def heading(text: str, level: int = 2) -> str:
    """A heading; level 1 is that of the memo."""
    return f"{'#' * level} {safe(text)}"


def headline(text: str) -> str:
    """The answer in one line."""
    return f"**{safe(text)}**"


def bullets(texts: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {safe(text)}" for text in texts)


def facts(pairs: Iterable[tuple[str, str]], lang: Lang) -> str:
    """A list of names with their values."""
    return bullets(f"{name}{words(lang, 'colon')}{value}" for name, value in pairs)


def code(text: str) -> str:
    """What is typed, as it is. (It is no HTML: Markdown shows all that stands between backticks.)"""
    plain = _TICKS.sub(" ", clean(text)).strip()
    return Markup(f"`{plain}`".replace("|", "\\|")) if plain else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a cell that `code` made stays one. Without rows there is none."""
    lines = [" | ".join(map(safe, row)) for row in rows]
    if not lines:
        return ""
    head = " | ".join(map(safe, heads)), " | ".join("---" for _ in heads)
    return "\n".join(f"| {line} |" for line in (*head, *lines))


def columns(names: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """The headers of a memo's table."""
    return tuple(say(lang, f"column.{name}") for name in names)


def when(day: date | None, lang: Lang) -> str:
    """A day, or that there is none."""
    return say(lang, "none") if day is None else day_text(day, lang)
