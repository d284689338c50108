"""The paper of a first screen: its words, its paragraphs and its columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len

from pathway.base.phrases import Lang, Phrase, Value, phrase, said
from pathway.law.steps import Venue
from pathway.planning.values import Plan
from pathway.report.text import width, wrapped


class Paper:
    """Where the screen of a plan is written. columns: of the paper; None: those of the terminal."""

    def __init__(self, plan: Plan, lang: Lang, columns: int | None = None) -> None:
        self.plan = plan
        self.lang: Lang = lang
        self.columns = columns or width()

    def say(self, key: str, /, **values: Value) -> str:
        """A message of the screen."""
        return said(self.lang, f"screen.{key}", **values)

    def venue(self, target: Venue) -> str:
        """A venue in words."""
        return said(self.lang, f"text.venue.{target}")

    def title(self, name: str) -> Value:
        """The title of a provision; of what is none, nothing."""
        provision = self.plan.rulebook.provisions.get(name)
        return "" if provision is None else provision.title

    def paragraph(self, text: str, indent: int, hang: int = 0) -> list[str]:
        """A text in lines; those after the first hang further in."""
        room = self.columns - indent
        parts = wrapped(text, room, room - hang)
        return [" " * (indent + (hang if i else 0)) + part for i, part in enumerate(parts)]

    def row(self, cells: Sequence[str], widths: Sequence[int], indent: int) -> list[str]:
        """Cells side by side, each wrapped to its width."""
        columns = [
            wrapped(cell, size - (i + 1 < len(cells)), size - (i + 1 < len(cells)))
            for i, (cell, size) in enumerate(zip(cells, widths, strict=True))
        ]
        out = []
        for n in range(max(map(len, columns))):
            line = io.StringIO()
            line.write(" " * indent)
            for parts, size in zip(columns, widths, strict=True):
                part = parts[n] if n < len(parts) else ""
                line.write(part + " " * max(size - cell_len(part), 0))
            out.append(line.getvalue())
        return out


def day_words(day: date) -> Phrase:
    """A day the way the language writes it in a sentence."""
    month = Phrase(f"screen.month.{day.month}")
    return phrase("screen.day", y=str(day.year), month=month, d=str(day.day))


def stacked(blocks: Sequence[list[str]]) -> list[str]:
    """Blocks with an empty line before each."""
    return [line for block in blocks if block for line in ("", *block)]
