"""Text for a terminal: 80 columns unless it is wider, readable without colour; causes and sources in
it.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table

from pathway.base.escapes import one_line
from pathway.base.phrases import Lang, Phrase, Value, render, said, semicolons
from pathway.law.provision import EvidenceStatus
from pathway.planning.causes import Cause, Cite

NARROWEST, WIDEST = 40, 100


def width() -> int:
    """The columns to write for: the terminal's, within reason; 80 where there is no terminal."""
    return max(NARROWEST, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))


# A Chinese character or mark, a run of anything else, or blanks.
_PIECE = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|\s+"
)
_NEVER_FIRST = frozenset("，。；：、！？）》〉」』】〕”％,;:")
_NEVER_LAST = frozenset("（《〈「『【〔“")


def wrapped(text: str, first: int, rest: int) -> list[str]:
    """A paragraph in lines of some columns: broken at spaces and between Chinese characters, never
    before a closing or after an opening mark. Words longer than a line are cut.
    """
    lines: list[str] = []
    line: list[str] = []
    for piece in _PIECE.findall(text):
        room = rest if lines else first
        if cell_len("".join(line) + piece.rstrip()) <= room:
            line += [piece] if line or piece.strip() else []
            continue
        carried = [piece]
        while len(line) > 1 and (carried[0][0] in _NEVER_FIRST or line[-1] in _NEVER_LAST):
            carried.insert(0, line.pop())
        lines += ["".join(line).rstrip()] if "".join(line).strip() else []
        line = _cut("".join(carried).lstrip(), rest, lines)
    return [*lines, "".join(line).rstrip()] if line or not lines else lines


def _cut(text: str, room: int, lines: list[str]) -> list[str]:
    """What is left of a piece too long for any line after full lines of it are added; as the
    beginning of a line.
    """
    while cell_len(text[: room + 1]) > room or len(text) > room:
        end = max(1, next(n for n in range(room, -1, -1) if cell_len(text[:n]) <= room))
        lines.append(text[:end])
        text = text[end:]
    return [text] if text else []


class Page:
    """Text under construction in one language and width."""

    def __init__(self, lang: Lang, columns: int | None = None) -> None:
        self.lang: Lang = lang
        self.out = io.StringIO()
        self.columns = columns or width()
        self.console = Console(
            file=self.out,
            width=self.columns,
            color_system=None,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
        )

    def say(self, key: str, /, **values: Value) -> str:
        """A message of the `text` room."""
        return said(self.lang, f"text.{key}", **values)

    def line(self, text: str = "", indent: int = 0, hang: int = 0) -> None:
        """A paragraph, wrapped; continued lines are indented `hang` further."""
        if not text:
            self.out.write("\n")
            return
        for i, part in enumerate(
            wrapped(one_line(text), self.columns - indent, self.columns - indent - hang)
        ):
            self.out.write(" " * (indent if i == 0 else indent + hang) + part + "\n")

    def show(self, item: RenderableType, indent: int = 2) -> None:
        """A table."""
        self.console.print(Padding(item, (0, 0, 0, indent)))

    def text(self) -> str:
        """The page, without blanks at line ends."""
        return "\n".join(line.rstrip() for line in self.out.getvalue().splitlines()) + "\n"


def grid(headers: Sequence[str], right: Iterable[int] = (), wrap: int | None = None) -> Table:
    """An empty table without rules; columns in `right` are flush right, column `wrap` may wrap."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, pad_edge=False)
    for i, name in enumerate(headers):
        table.add_column(
            name, justify="right" if i in right else "left", no_wrap=i != wrap, overflow="fold"
        )
    return table


def cause_lines(page: Page, cause: Cause, indent: int, mark: str = "") -> None:
    """A cause in words with its source and status, then what became true. mark: what stands before
    it.
    """
    status = None if cause.status == "official" else cause.status
    text = render(cause.text, page.lang) + source(cause.cites, status, page.lang)
    page.line(mark + text, indent=indent, hang=2)
    for detail in cause.details[:4]:
        page.line("- " + render(detail, page.lang), indent=indent + 2, hang=2)
    if len(cause.details) > 4:
        page.line("- " + page.say("more", n=len(cause.details) - 4), indent=indent + 2)


def source(cites: Iterable[Cite], status: EvidenceStatus | None, lang: Lang) -> str:
    """Where a rule stands and how firmly, to put behind a sentence; "" where there is neither."""
    words = {} if status is None else {"status": Phrase(f"text.status.{status}")}
    where = semicolons((cite.text(lang) for cite in cites), lang)
    if where:
        return said(lang, "text.source-status" if words else "text.source", cites=where, **words)
    return said(lang, "text.status-alone", **words) if words else ""
