"""The manual: topics written in Markdown, one file a topic and language, laid out for a terminal.

A topic is a file `pathway/base/guide/en/NAME.md` and its translation in `zh`; it exists once both
are there. Its first line is its title, which is what the list of topics says of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import zip_longest

from attrs import frozen
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len

from pathway.base import usage
from pathway.base.phrases import LANGS, Lang, phrase, said
from pathway.report.text import Page, wrapped

_GAP = 2
"""Blanks between the columns of a table."""


@frozen
class Topic:
    """One page of the manual in one language.

    Attributes:
        name: What it is asked for by, the same in both languages.
        title: Its heading.
        markdown: The whole page as it was written.
    """

    name: str
    title: str
    markdown: str


@cache
def topics(lang: Lang) -> tuple[Topic, ...]:
    """Every topic in a language, by name."""
    folder = files("pathway").joinpath("base", "guide", lang)
    pages = sorted(
        (page.name.removesuffix(".md"), page.read_text(encoding="utf-8"))
        for page in folder.iterdir()
        if page.name.endswith(".md")
    )
    return tuple(_topic(name, text) for name, text in pages)


def names_of_topics() -> tuple[str, ...]:
    """What topics are asked for by."""
    return tuple(topic.name for topic in topics("en"))


def topic_named(word: str, lang: Lang) -> Topic | None:
    """The topic of a name, or of a title in either language; None where there is none."""
    plain = _plainly(word)
    for other in ("en", "zh"):
        for topic in topics(other):
            if plain in (_plainly(topic.name), _plainly(topic.title)):
                return next(one for one in topics(lang) if one.name == topic.name)
    return None


def guide(topic: str | None = None, lang: Lang = "en", markdown: bool = False) -> str:
    """The manual, as `pathway guide` prints it.

    Args:
        topic: The topic, by its name or its title. Default: the list of topics.
        lang: The language, `en` or `zh`.
        markdown: Whether a topic is given as it was written, in Markdown, instead of laid out for a
            terminal.

    Returns:
        The text, which ends with a line break.

    Raises:
        UsageError: No topic or language is called so.
    """
    usage.refuse_unknown("lang", lang, LANGS)
    usage.refuse_no_flag("markdown", markdown)
    if topic is None:
        return list_text(lang)
    usage.refuse_other("topic", topic, str, phrase("errors.usage.text"))
    found = topic_named(topic, lang)
    if found is None:
        usage.refuse_unknown("topic", topic, names_of_topics())
    assert found is not None
    return found.markdown if markdown else topic_text(found, lang)


def _plainly(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(c for c in folded if c.isalnum())


def _topic(name: str, markdown: str) -> Topic:
    heading = MarkdownIt().parse(markdown)[1]
    return Topic(name, _inline(heading), markdown)


def list_text(lang: Lang, columns: int | None = None) -> str:
    """What there is to read: the name and the title of every topic."""
    page = Page(lang, columns)
    page.line(said(lang, "guide.head"))
    page.line()
    broad = max(cell_len(name) for name in names_of_topics()) + _GAP
    for topic in topics(lang):
        page.line(f"{topic.name:<{broad}}{topic.title}", indent=2, hang=broad)
    page.line()
    page.line(said(lang, "guide.foot"))
    return page.text()


def topic_text(topic: Topic, lang: Lang, columns: int | None = None) -> str:
    """A topic as plain text: headings underlined, paragraphs wrapped, examples as they stand."""
    page = Page(lang, columns)
    parsed = MarkdownIt().enable("table").parse(topic.markdown)
    _blocks(page, iter(parsed))
    return page.text().strip("\n") + "\n"


# -- layout ----------------------------------------------------------------------------------------


def _blocks(page: Page, tokens: Iterator[Token], indent: int = 0, mark: str = "") -> None:
    """Every block up to the end of the item or page that holds it. mark: of the item, before its
    first paragraph.
    """
    for token in tokens:
        match token.type:
            case "heading_open":
                _heading(page, _inline(next(tokens)), token.tag)
            case "paragraph_open":
                page.line(mark + _inline(next(tokens)), indent, len(mark))
                indent, mark = indent + len(mark), ""
                if not token.hidden:
                    page.line()
            case "fence" | "code_block":
                for line in token.content.splitlines():
                    page.out.write(f"{' ' * (indent + 2)}{line}\n")
                page.line()
            case "bullet_list_open" | "ordered_list_open":
                _items(page, tokens, token.type.replace("open", "close"), indent)
            case "table_open":
                _table(page, list(_rows(tokens)), indent)
                page.line()
            case "list_item_close":
                return


def _heading(page: Page, text: str, tag: str) -> None:
    page.line(text)
    page.line(("=" if tag == "h1" else "-") * cell_len(text))
    page.line()


def _items(page: Page, tokens: Iterator[Token], end: str, indent: int) -> None:
    for token in tokens:
        if token.type == end:
            break
        mark = f"{token.info}. " if token.info else "- "
        _blocks(page, tokens, indent, mark)
    page.line()


def _rows(tokens: Iterator[Token]) -> Iterator[list[str]]:
    """The cells of a table, row by row."""
    row: list[str] = []
    for token in tokens:
        match token.type:
            case "tr_open":
                row = []
            case "inline":
                row.append(_inline(token))
            case "tr_close":
                yield row
            case "table_close":
                return


def _table(page: Page, rows: Sequence[Sequence[str]], indent: int) -> None:
    """A table in the columns that there are: the broadest gives way first, and its cells are
    wrapped. A head without words is left out.
    """
    broad = [max(1, *(cell_len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    room = page.columns - indent - _GAP * (len(broad) - 1)
    while sum(broad) > room:
        broad[broad.index(max(broad))] -= 1
    head, *body = rows
    if any(head):
        body = [
            head,
            ["-" * min(cell_len(cell), n) for cell, n in zip(head, broad, strict=True)],
            *body,
        ]
    for row in body:
        cells = [wrapped(cell, n, n) for cell, n in zip(row, broad, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            line = "".join(
                part + " " * (n - cell_len(part) + _GAP)
                for part, n in zip(parts, broad, strict=True)
            )
            page.out.write(f"{' ' * indent}{line.rstrip()}\n")


def _inline(token: Token) -> str:
    """The words of a paragraph. Code stands as it is, in its marks only where it is no word: `?`."""
    out = ""
    for part in token.children or ():
        match part.type:
            case "text":
                out += part.content
            case "code_inline":
                code = part.content
                out += code if any(c.isalnum() for c in code) else f"`{code}`"
            case "softbreak" | "hardbreak":
                out += "\n"
    lines = out.split("\n")
    joined = lines[0]
    for line in lines[1:]:
        joined += line if joined and line and _touch(joined[-1], line[0]) else f" {line}"
    return joined


def _touch(left: str, right: str) -> bool:
    """Whether two characters stand side by side without a blank: Chinese on both sides of a line's
    end.
    """
    return all(unicodedata.east_asian_width(c) in "WF" for c in (left, right))
