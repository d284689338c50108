"""Plans and readiness as tables: CSV for programs, Markdown for documents."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from pathway.base.escapes import csv_cell, markdown
from pathway.base.phrases import Lang, render, show
from pathway.planning.check import Item, Readiness
from pathway.planning.findings import shown
from pathway.planning.values import Plan

TableRow = Sequence[str]


def plan_rows(plans: Sequence[Plan], lang: Lang) -> Iterator[TableRow]:
    """One row per milestone of every route; a route without dates has one row that says what blocks
    it.
    """
    yield (
        "scenario",
        "target",
        "route",
        "best",
        "milestone",
        "date",
        "latest",
        "slack_days",
        "critical",
        "projected",
        "pinned",
        "rule",
        "cause",
    )
    for plan in plans:
        best = {route.id for route in plan.best.values()}
        for route in plan.routes:
            head = (plan.scenario.name, route.target, route.id, _flag(route.id in best))
            for m in route.milestones:
                yield (
                    *head,
                    m.id,
                    str(m.date),
                    str(m.latest or ""),
                    "" if m.slack_days is None else str(m.slack_days),
                    _flag(m.critical),
                    _flag(m.projected),
                    _flag(m.pinned),
                    m.cause.rule or "",
                    render(m.cause.text, lang),
                )
            for block in route.blocked_by:
                yield (
                    *head,
                    block.milestone,
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    block.rule,
                    render(block.text, lang),
                )


def check_rows(readiness: Readiness, lang: Lang) -> Iterator[TableRow]:
    """One row per requirement and per part of one."""
    yield (
        "id",
        "title",
        "outcome",
        "value",
        "threshold",
        "shortfall",
        "fact",
        "met_from",
        "status",
        "text",
        "always",
    )
    for item in readiness.items:
        yield from _item_rows(item, lang)


def _item_rows(item: Item, lang: Lang) -> Iterator[TableRow]:
    lead = item.lead
    numbers = ["", "", ""]
    if lead is not None:
        values = (lead.value, lead.threshold, lead.shortfall)
        numbers = ["" if v is None else show(shown(v, lead.unit), lang) for v in values]
    yield (
        item.id,
        item.title.text(lang),
        item.outcome,
        *numbers,
        item.paths[0] if item.paths else "",
        str(item.met_from or ""),
        item.status,
        "; ".join(render(f.text, lang) for f in item.findings),
        _flag(item.always),
    )
    for child in item.children:
        yield from _item_rows(child, lang)


def rendered(rows: Iterable[TableRow], form: str) -> str:
    """Rows as CSV or as a Markdown table."""
    if form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows(map(csv_cell, row) for row in rows)
        return out.getvalue()
    first, *rest = ([markdown(cell) for cell in row] for row in rows)
    lines = [first, ["---"] * len(first), *rest]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _flag(value: bool) -> str:
    return "true" if value else "false"
