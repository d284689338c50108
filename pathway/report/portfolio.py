"""Portfolios as CSV and JSON lines: one row per firm, written as the firms are planned.

A text that begins like a formula (`=`, `+`, `-`, `@`) gets an apostrophe before it in CSV, so that
no spreadsheet computes what a firm's name says; in JSON lines it stays as it is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TextIO, cast

from attrs import frozen

from pathway.base.errors import printable
from pathway.base.escapes import csv_cell
from pathway.base.phrases import Lang, Phrase, render
from pathway.law.steps import TARGETS, Venue
from pathway.report.data import PROBABILITY_BY, SPREAD, Json, day, spread_data
from pathway.studies.portfolio.row_values import Answer, Row
from pathway.studies.portfolio.rows import Portfolio

_FIRM = ("row", "file", "name", "status", "problem_column", "problem", "doubts")
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
    "unchecked",
    "blocked_milestone",
    "blocked_rule",
    "blocked",
    "nearest_rule",
    "nearest",
)

CellScalar = str | int | float | bool | date | None


@frozen
class PortfolioLayout:
    """What a table of a portfolio shows. drawn: the columns of the distribution of the date. others:
    columns of the input that are its own and are passed through.
    """

    targets: tuple[Venue, ...]
    lang: Lang
    drawn: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, ready: Portfolio, targets: Sequence[Venue], lang: Lang) -> PortfolioLayout:
        """The layout of a portfolio. targets: those asked for; none means every one."""
        return cls(
            tuple(dict.fromkeys(targets)) or TARGETS,
            lang,
            _drawn(ready),
            tuple(c.name for c in ready.settings.columns if c.path is None),
        )

    @property
    def _names(self) -> tuple[str, ...]:
        return (*_ANSWER, *self.drawn)

    @property
    def columns(self) -> tuple[str, ...]:
        """The header: about the firm, then about each target, then what is passed through."""
        ours = (*_FIRM, *(f"{target}.{name}" for target in self.targets for name in self._names))
        return (*ours, *(f"input.{name}" if name in ours else name for name in self.others))

    def values(self, row: Row) -> tuple[CellScalar, ...]:
        """One firm under `columns`; None where there is nothing to say."""
        answers = {answer.target: answer for answer in row.answers}
        problem = "\n".join(p.text(self.lang) for p in row.problems) or None
        doubts = "\n".join(render(doubt, self.lang) for doubt in row.doubts) or None
        column = next((p.path for p in row.problems if p.path), None)
        out: list[CellScalar] = [
            row.row,
            printable(row.file),
            row.name,
            row.status,
            column,
            problem,
            doubts,
        ]
        for target in self.targets:
            answer = answers.get(target)
            out += [None] * len(_ANSWER) if answer is None else _answer(answer, self.lang)
            spread = None if answer is None or answer.spread is None else spread_data(answer.spread)
            out += [_day_of((spread or {}).get(name)) for name in self.drawn]
        given = dict(row.others)
        return (*out, *(given.get(name) or None for name in self.others))


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
    yield None if answer.date is None else answer.unchecked
    if block is None:
        yield from [None] * 5
    else:
        yield from (block.milestone, block.rule, render(block.text, lang), block.nearest_rule)
        yield _said(block.nearest, lang)


def _drawn(ready: Portfolio) -> tuple[str, ...]:
    """The columns of the distribution, where draws were asked for."""
    if not ready.settings.draws:
        return ()
    return SPREAD if ready.settings.by is None else (*SPREAD, PROBABILITY_BY)


def _day_of(value: Json) -> CellScalar:
    """A day or a share of a distribution, as a cell holds it."""
    return date.fromisoformat(value) if isinstance(value, str) else cast("float | None", value)


def _said(text: Phrase | None, lang: Lang) -> str | None:
    return None if text is None else render(text, lang)


def portfolio_rows(rows: Sequence[Row], lang: Lang) -> list[dict[str, object]]:
    """Rows of a portfolio under the columns of all of them."""
    layout = layout_of_rows(rows, lang)
    return [dict(zip(layout.columns, layout.values(row), strict=True)) for row in rows]


def layout_of_rows(rows: Sequence[Row], lang: Lang) -> PortfolioLayout:
    """The columns that some rows of a portfolio need together."""
    answers = [answer for row in rows for answer in row.answers]
    found = {answer.target for answer in answers}
    spreads = [answer.spread for answer in answers if answer.spread is not None]
    drawn: tuple[str, ...] = SPREAD if spreads else ()
    if any(spread.probability_by is not None for spread in spreads):
        drawn = (*drawn, PROBABILITY_BY)
    others = tuple(dict.fromkeys(name for row in rows for name, _ in row.others))
    targets = tuple(target for target in TARGETS if target in found)
    return PortfolioLayout(targets, lang, drawn, others)


# -- CSV -------------------------------------------------------------------------------------------


def write_csv(rows: Iterable[Row], layout: PortfolioLayout, out: TextIO) -> None:
    """A header and one line per firm."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_plain, layout.columns))
    for row in rows:
        writer.writerow([_plain(value) for value in layout.values(row)])


def _plain(value: CellScalar) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return csv_cell(value, numbers=False)
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
        "file": printable(row.file),
        "name": row.name,
        "status": row.status,
        "targets": [_answer_data(answer, lang) for answer in row.answers],
        "problems": [{"path": p.path or None, "text": p.text(lang)} for p in row.problems],
        "doubts": [render(doubt, lang) for doubt in row.doubts],
        "others": dict(row.others),
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
        "unchecked": None if answer.date is None else answer.unchecked,
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
