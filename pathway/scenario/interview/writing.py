"""A commented scenario from answers: what was given as keys with values, what was not as lines to
fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import define, field

from pathway.base.phrases import Lang, Phrase, render, said, semicolons
from pathway.scenario.file.schema import SCENARIO, SCHEMA
from pathway.scenario.file.tree import exact, simple
from pathway.scenario.interview.answers import parsed, toml
from pathway.scenario.interview.flow import Answers, Path, Question, questions, scale_of

_COMMENT_AT = 38
HEAD = tuple(Phrase(f"interview.file.{line}") for line in ("made", "comments", "open", "assumes"))
"""What a file says at its top."""
_ORDER: Mapping[str, int] = {name: place for place, name in enumerate(SCENARIO.fields)}


@define
class _TableLines:
    """The lines of one table. live: it holds a value, so that its header is not a comment."""

    header: str
    live: bool
    lines: list[str] = field(factory=list)


def written(answers: Answers, today: date, lang: Lang, head: Sequence[Phrase] = ()) -> str:
    """The scenario of the answers so far, with a comment on every key. head: paragraphs at its
    top.
    """
    tables: dict[Path, _TableLines] = {(): _TableLines("", live=True)}
    tables[()].lines.append(_line(f"schema = {toml(SCHEMA)}", said(lang, "interview.file.schema")))
    for question in questions(answers, today):
        text = answers.get(question.key)
        if text is None:
            break
        if question.path:
            _add(tables, question, text, answers, lang)
        elif question.opens and text == "no":
            for closed in question.opens:
                _add(tables, closed, "", answers, lang, closed=True)
    lines = [f"# {render(paragraph, lang)}" for paragraph in head]
    return "\n".join([*lines, *_laid_out(tables.items())]).lstrip("\n") + "\n"


def _laid_out(tables: Iterable[tuple[Path, _TableLines]]) -> Iterator[str]:
    """The tables in the order of the format, each behind a blank line."""
    for _, table in sorted(tables, key=lambda item: _ORDER[str(item[0][0])] if item[0] else -1):
        if table.header:
            yield ""
            yield table.header if table.live else f"# {table.header}"
        yield from table.lines


def _add(
    tables: dict[Path, _TableLines],
    question: Question,
    text: str,
    answers: Answers,
    lang: Lang,
    closed: bool = False,
) -> None:
    """One key into its table. closed: of a row that there is not, so that a key which only some
    kinds take stays a comment when the row is opened.
    """
    place, key = _place(question.path)
    row = len(place) > 0 and isinstance(place[-1], int)
    if place not in tables:
        yearly = place[0] == "fiscal_years"
        name = ".".join(str(part) for part in place if isinstance(part, str))
        tables[place] = _TableLines(f"[[{name}]]" if row else f"[{name}]", yearly or not row)
        if yearly:
            tables[place].lines.append(
                _line(f"year = {place[-1]}", said(lang, "interview.file.year"))
            )
    table = tables[place]
    unit = unit_text(question, answers, lang, in_file=True)
    comment = question.text.text(lang) + (
        said(lang, "interview.in-unit", unit=unit) if unit else ""
    )
    if text:
        table.live = True
        table.lines.append(
            _line(f"{key} = {toml(parsed(question.kind, text, scale_of(answers)))}", comment)
        )
        return
    if question.soft is not None:
        state = "assumed" if question.soft else "unknown"
        comment = semicolons((comment, said(lang, f"interview.file.{state}")), lang)
    mark = "#"
    if closed and question.kinds:
        mark = "# #"
        comment = said(lang, "interview.file.for", kinds=question.kinds, text=comment)
    table.lines.append(_line(f"{mark} {key} = {_example(question, answers)}", comment))


def _place(path: Path) -> tuple[Path, str]:
    """The table that a path belongs to, and the key in it."""
    rows = [i for i, part in enumerate(path) if isinstance(part, int)]
    cut = rows[-1] + 1 if rows else min(len(path) - 1, 1)
    rest = [str(part) for part in path[cut:]]
    return path[:cut], toml(rest[0]) if path[0] == "milestones" else ".".join(rest)


def _line(text: str, comment: str) -> str:
    return f"{text.ljust(_COMMENT_AT)} # {comment}"


def _example(question: Question, answers: Answers) -> str:
    """The example of a key, an amount of money in the file's unit."""
    number = exact(question.example.replace("_", "")) if question.unit == "money" else None
    if not isinstance(number, int | Fraction):
        return question.example
    return toml(simple(Fraction(number) / scale_of(answers)))


def unit_text(question: Question, answers: Answers, lang: Lang, in_file: bool = False) -> str:
    """The unit of a question's number in words; "" for what has none. in_file: as a file has it,
    where 8 is no 8 %.
    """
    if in_file and question.unit == "ratio":
        return said(lang, "interview.file.ratio")
    name = (answers.get("unit") or "yuan") if question.unit == "money" else question.unit
    return said(lang, f"interview.unit.{name}") if name else ""
