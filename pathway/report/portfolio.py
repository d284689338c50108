"""Portfolios as CSV, JSON lines and xlsx: one row per firm, written as the firms are planned.

A text that begins like a formula (`=`, `+`, `-`, `@`) gets an apostrophe before it in CSV, so that
no spreadsheet computes what a firm's name says; in xlsx it is marked as text and stays as it is,
and so it does in JSON lines.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, TextIO

from pathway.base.phrases import Lang, Phrase, render
from pathway.law.steps import Venue
from pathway.planning.values import Spread
from pathway.report.data import SPREAD, Json, day, six_digits, spread_data
from pathway.report.spreadsheet import FORMULA, put, undated
from pathway.studies.portfolio.rows import Answer, Row

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_FIRM = ("row", "file", "name", "status", "problem_column", "problem")
_ANSWER = (
    "date",
    "projected",
    "route",
    "standard",
    "cause_kind",
    "cause_milestone",
    "cause_date",
    "cause_rule",
    "cause",
    "next_milestone",
    "next_date",
    "next_slack_days",
    "assumed",
    "blocked_milestone",
    "blocked_rule",
    "blocked",
    "nearest_rule",
    "nearest",
)

CellScalar = str | int | float | bool | date | None


def columns(targets: Sequence[Venue], drawn: bool = False) -> tuple[str, ...]:
    """The header of a table: about the firm, then about each target. drawn: with the distribution
    of the date.
    """
    names = (*_ANSWER, *SPREAD) if drawn else _ANSWER
    return (*_FIRM, *(f"{target}.{name}" for target in targets for name in names))


def values(
    row: Row, targets: Sequence[Venue], lang: Lang, drawn: bool = False
) -> tuple[CellScalar, ...]:
    """One firm under `columns`; None where there is nothing to say."""
    answers = {answer.target: answer for answer in row.answers}
    problem = "\n".join(p.text(lang) for p in row.problems) or None
    column = next((p.path for p in row.problems if p.path), None)
    out: list[CellScalar] = [row.row, row.file, row.name, row.status, column, problem]
    for target in targets:
        answer = answers.get(target)
        out += [None] * len(_ANSWER) if answer is None else _answer(answer, lang)
        if drawn:
            spread = None if answer is None else answer.spread
            out += [None] * len(SPREAD) if spread is None else _spread(spread)
    return tuple(out)


def _answer(answer: Answer, lang: Lang) -> Iterator[CellScalar]:
    yield from (
        answer.date,
        None if answer.date is None else answer.projected,
        answer.route,
        answer.standard,
    )
    cause, ahead, block = answer.decisive, answer.next, answer.blocked
    if cause is None:
        yield from [None] * 5
    else:
        yield from (cause.kind, cause.milestone, cause.date, cause.rule, render(cause.text, lang))
    yield from [None] * 3 if ahead is None else (ahead.milestone, ahead.date, ahead.slack_days)
    yield answer.assumed
    if block is None:
        yield from [None] * 5
    else:
        yield from (block.milestone, block.rule, render(block.text, lang), block.nearest_rule)
        yield _said(block.nearest, lang)


def _spread(spread: Spread) -> tuple[CellScalar, ...]:
    return spread.p10, spread.p50, spread.p90, six_digits(spread.share)


def _said(text: Phrase | None, lang: Lang) -> str | None:
    return None if text is None else render(text, lang)


# -- CSV -------------------------------------------------------------------------------------------


def write_csv(
    rows: Iterable[Row], targets: Sequence[Venue], lang: Lang, out: TextIO, drawn: bool = False
) -> None:
    """A header and one line per firm."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns(targets, drawn))
    for row in rows:
        writer.writerow([_plain(value) for value in values(row, targets, lang, drawn)])


def _plain(value: CellScalar) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() if value.startswith(FORMULA):
            return f"'{value}"
        case _:
            return str(value)


# -- JSON lines ------------------------------------------------------------------------------------


def write_jsonl(rows: Iterable[Row], lang: Lang, out: TextIO) -> None:
    """One JSON object per line and firm, as `pathway/report/schemas/portfolio.schema.json`
    describes it.
    """
    for row in rows:
        out.write(json.dumps(row_data(row, lang), ensure_ascii=False, separators=(",", ":")) + "\n")


def row_data(row: Row, lang: Lang) -> dict[str, Json]:
    """`pathway.portfolio/1`: one firm."""
    return {
        "schema": "pathway.portfolio/1",
        "row": row.row,
        "file": row.file,
        "name": row.name,
        "status": row.status,
        "targets": [_answer_data(answer, lang) for answer in row.answers],
        "problems": [{"path": p.path or None, "text": p.text(lang)} for p in row.problems],
    }


def _answer_data(answer: Answer, lang: Lang) -> dict[str, Json]:
    cause, ahead, block = answer.decisive, answer.next, answer.blocked
    drawn: dict[str, Json] = (
        {} if answer.spread is None else {"simulated": spread_data(answer.spread)}
    )
    return {
        "target": answer.target,
        "date": day(answer.date),
        "projected": answer.projected,
        "route": answer.route,
        "standard": answer.standard,
        "cause": None
        if cause is None
        else {
            "kind": cause.kind,
            "milestone": cause.milestone,
            "date": day(cause.date),
            "rule": cause.rule,
            "text": render(cause.text, lang),
        },
        "next": None
        if ahead is None
        else {
            "milestone": ahead.milestone,
            "date": day(ahead.date),
            "slack_days": ahead.slack_days,
        },
        "assumed": answer.assumed,
        "blocked": None
        if block is None
        else {
            "milestone": block.milestone,
            "rule": block.rule,
            "text": render(block.text, lang),
            "nearest": None
            if block.nearest is None
            else {
                "rule": block.nearest_rule,
                "text": render(block.nearest, lang),
            },
        },
        **drawn,
    }


# -- xlsx ------------------------------------------------------------------------------------------


def xlsx(rows: Iterable[Row], targets: Sequence[Venue], lang: Lang, drawn: bool = False) -> bytes:
    """A workbook with one sheet: the table with real dates and numbers, its header kept in
    sight.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("portfolio")
    sheet.freeze_panes = "D2"
    sheet.append(columns(targets, drawn))
    for row in rows:
        sheet.append([_cell(value, sheet) for value in values(row, targets, lang, drawn)])
    made = io.BytesIO()
    book.save(made)
    return undated(made, _without_day)


def _cell(value: CellScalar, sheet: WriteOnlyWorksheet) -> object:
    """A value for a cell; a text stays a text, also where a formula would begin like it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str | date):
        return value
    made = WriteOnlyCell(sheet)
    put(made, value if isinstance(value, date) else ILLEGAL_CHARACTERS_RE.sub("", value))
    return made


def _without_day(properties: bytes) -> bytes:
    """The properties of a workbook with one day for all: the same rows give the same bytes."""
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", properties)
