"""What must be done next, as rows: acts that the date rests on, and work that should begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from attrs import frozen

from pathway.base.phrases import Value, phrase, render, show
from pathway.report.screen.sheet import Paper
from pathway.studies.outlook import Outlook
from pathway.studies.outlook.act import Act
from pathway.studies.timetable import Work

_SOON = 60
"""Calendar days from the as-of day within which work that should begin is told on the screen."""
_MOST_WORKS = 2


@frozen
class ToDo:
    """One row. by: its day, in words; later: what happens after it; moves: whether anything does."""

    title: str
    day: date
    by: str
    later: str
    moves: bool


def to_dos(sheet: Paper, outlook: Outlook) -> list[ToDo]:
    """The acts as rows: the meeting of the board and that of the shareholders are one."""
    return [
        ToDo(
            show(title, sheet.lang),
            act.latest,
            str(act.latest),
            render(act.later.short, sheet.lang),
            act.later.kind != "slack",
        )
        for title, act in _merged(outlook.do_next)
    ]


def beginnings(sheet: Paper, outlook: Outlook) -> list[ToDo]:
    """The few pieces of work that should begin soon."""
    return list(_beginnings(sheet, outlook.work))[:_MOST_WORKS]


def _beginnings(sheet: Paper, works: Sequence[Work]) -> Iterator[ToDo]:
    today = sheet.plan.scenario.as_of
    for work in works:
        start = work.latest_start
        if start is None or start > today + timedelta(days=_SOON):
            continue
        late = work.pressure == "late" or start < today
        later = sheet.say("practice-late" if late else "practice-own" if work.own else "practice")
        by = sheet.say("at-once") if late else str(start)
        yield ToDo(show(work.begins, sheet.lang), max(start, today), by, later, True)


def do_next(sheet: Paper, shown: Sequence[ToDo], left: Sequence[ToDo]) -> list[str]:
    """The rows there is room for, and how many acts are left."""
    if not shown and not left:
        return []
    first = (sheet.columns - 14) // 2
    widths = (first, 12, sheet.columns - 14 - first)
    head = (sheet.say("do-next"), sheet.say("column.by"), sheet.say("column.later"))
    out = sheet.row(head, (widths[0] + 2, *widths[1:]), 0)
    for one in shown:
        out += sheet.row((one.title, one.by, one.later), widths, 2)
    if left:
        last = max(one.day for one in left)
        key = "more-act" if len(left) == 1 else "more-acts"
        out += sheet.paragraph(sheet.say(key, n=str(len(left)), last=str(last)), 2)
    return out


def _merged(acts: Sequence[Act]) -> list[tuple[Value, Act]]:
    out: list[tuple[Value, Act]] = []
    for act in acts:
        step, _, short = act.id.rpartition(".")
        if short == "shareholders_resolved" and any(a.id == f"{step}.board_resolved" for a in acts):
            continue
        title: Value = act.title
        if short == "board_resolved":
            later = next((a for a in acts if a.id == f"{step}.shareholders_resolved"), None)
            if later is not None:
                title = phrase("screen.act.meetings", by=str(later.latest))
        out.append((title, act))
    return out
