"""A portfolio as text for a terminal: a compact table, one line per firm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.table import Table

from pathway.base.errors import printable
from pathway.base.phrases import Lang, Quantity, colon, render, said, show
from pathway.law.steps import Venue
from pathway.report.text import Page
from pathway.studies.portfolio.row_values import Answer, Row

_SHOWN_ROWS, _SHOWN_PROBLEMS = 20, 10
_RULE, _SLACK, _DAY, _LEAST = 26, 7, 12, 24
"""Columns that a rule, the slack and a day take, and the least that must be left for place and
name.
"""
_SPREAD = ("p50", "p90")


def portfolio_text(rows: Iterable[Row], lang: Lang, columns: int | None = None) -> str:
    """The table: with one target the date and what decides it (or its distribution), with several
    the date for each.

    Where the lines are too short for a table, a paragraph per firm.
    """
    listed = list(rows)
    targets = list(dict.fromkeys(answer.target for row in listed for answer in row.answers))
    page = Page(lang, columns)
    dates = [
        max(
            cell_len(said(lang, f"text.board.{target}")),
            *(cell_len(_of(row, target, lang)) for row in listed),
        )
        for target in targets
    ]
    extra = (2 * _DAY if _drawn(listed) else _RULE + _SLACK) if len(targets) < 2 else 0
    room = page.columns - sum(2 + width for width in dates) - extra
    if room < _LEAST:
        for row in listed:
            answers = [
                f"{said(lang, f'text.board.{answer.target}')} {_date(answer, row, lang)}"
                for answer in row.answers
            ]
            name = " ".join(filter(None, (row.place, row.name)))
            told = show(tuple(answers or [_date(None, row, lang)]), lang)
            page.line(colon(name, told, lang), hang=2)
    else:
        page.show(_table(listed, targets, room, lang), indent=0)
    if any(answer.projected for row in listed for answer in row.answers):
        page.line(said(lang, "portfolio.projected"), hang=2)
    if any(row.doubts and row.answers for row in listed):
        page.line(said(lang, "tables.marked"), hang=2)
    return page.text()


def _table(listed: Sequence[Row], targets: Sequence[Venue], room: int, lang: Lang) -> Table:
    place = min(max((cell_len(row.place) for row in listed), default=0), room // 2 - 2)
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, pad_edge=False)
    boards = [said(lang, f"text.board.{target}") for target in targets]
    heads = [_head("firm", lang), _head("name", lang), *boards]
    if len(targets) < 2:
        heads += [
            _head(name, lang) for name in (_SPREAD if _drawn(listed) else ("slack", "decided"))
        ]
    for i, head in enumerate(heads):
        most = (max(place, 4), room - place - 4)[i] if i < 2 else None
        if i == len(heads) - 1 and len(targets) < 2 and not _drawn(listed):
            most = _RULE - 2
        table.add_column(head, no_wrap=True, overflow="ellipsis", max_width=most)
    for row in listed:
        table.add_row(*_cells(row, targets, lang, _drawn(listed)))
    return table


def _of(row: Row, target: Venue, lang: Lang) -> str:
    """The date of a firm for a target."""
    return _date(
        next((answer for answer in row.answers if answer.target == target), None), row, lang
    )


def _head(name: str, lang: Lang) -> str:
    return said(lang, f"portfolio.column.{name}")


def _drawn(listed: Sequence[Row]) -> bool:
    return any(answer.spread is not None for row in listed for answer in row.answers)


def _cells(row: Row, targets: Sequence[Venue], lang: Lang, drawn: bool) -> list[str]:
    out = [row.place, row.name, *(_of(row, target, lang) for target in targets)]
    if len(targets) >= 2:
        return out
    answer = row.answers[0] if row.answers else None
    if drawn:
        spread = answer.spread if answer is not None else None
        days = (
            []
            if spread is None
            else [str(when or _none(lang)) for when in (spread.p50, spread.p90)]
        )
        return [*out, *(days or [""] * len(_SPREAD))]
    slack = answer.next.slack_days if answer is not None and answer.next is not None else None
    return [*out, "" if slack is None else str(slack), _decided(answer, row, lang)]


def _none(lang: Lang) -> str:
    return said(lang, "portfolio.status.infeasible")


def _date(answer: Answer | None, row: Row, lang: Lang) -> str:
    if answer is None:
        key = {"error": "portfolio.status.error", "skipped": "tables.skipped"}.get(row.status)
        return said(lang, key) if key else ""
    mark = "?" if row.doubts else ""
    if answer.date is None:
        return said(lang, "portfolio.status.infeasible") + mark
    return f"{answer.date}{'*' if answer.projected else ''}{mark}"


def _decided(answer: Answer | None, row: Row, lang: Lang) -> str:
    """The rule that decides or blocks, or where the problem lies."""
    if answer is None:
        return next((p.path for p in row.problems if p.path), "")
    if answer.blocked is not None:
        return render(answer.blocked.text, lang)
    return "" if answer.decisive is None else render(answer.decisive.text, lang)


def problems_text(bad: Sequence[Row], count: int, lang: Lang) -> str:
    """What is said on the side of rows that could not be planned: how many, which, and the first
    problems.
    """
    page = Page(lang)
    key = "bad-rows" if bad[0].row is not None else "bad-files"
    places = tuple(row.place for row in bad[:_SHOWN_ROWS]) + (
        ("…",) if len(bad) > _SHOWN_ROWS else ()
    )
    page.line(
        said(
            lang,
            f"portfolio.{key}",
            bad=Quantity(len(bad), "count"),
            count=Quantity(count, "count"),
            places=places,
        ),
        hang=2,
    )
    problems = [problem for row in bad for problem in row.problems]
    for problem in problems[:_SHOWN_PROBLEMS]:
        page.line(problem.text(lang), indent=2, hang=2)
    if len(problems) > _SHOWN_PROBLEMS:
        page.line(said(lang, "portfolio.more", n=len(problems) - _SHOWN_PROBLEMS), indent=2)
    return page.text()


def doubts_text(doubted: Sequence[Row], count: int, lang: Lang) -> str:
    """What is said on the side of rows that are hardly meant as they are understood."""
    page = Page(lang)
    told = said(
        lang, "tables.doubted", n=Quantity(len(doubted), "count"), count=Quantity(count, "count")
    )
    page.line(f"pathway: {told}", hang=2)
    doubts = [(row, doubt) for row in doubted for doubt in row.doubts]
    for row, doubt in doubts[:_SHOWN_PROBLEMS]:
        name = " ".join(filter(None, (_place(row), row.name)))
        page.line(said(lang, "tables.doubt", row=name, doubt=doubt), indent=2, hang=2)
    if len(doubts) > _SHOWN_PROBLEMS:
        page.line(said(lang, "tables.more", n=len(doubts) - _SHOWN_PROBLEMS), indent=2)
    return page.text()


def _place(row: Row) -> str:
    name = printable(row.file)
    return name if row.row is None else f"{name}:{row.row}"
