"""Everything that must be done on the way to a listing, and the work that should begin, as lists."""

from __future__ import annotations

from datetime import date

from pathway.base.phrases import Phrase, said
from pathway.report.text import Page
from pathway.studies.outlook import Outlook
from pathway.studies.outlook.act import Act
from pathway.studies.timetable import Work


def to_do(page: Page, found: Outlook, today: date) -> None:
    """The acts of a plan by their latest day, then the work by the last day on which it can
    begin. Writes nothing where there is neither.
    """
    for heading, lines in (
        ("full-do-next", [_act(act, page) for act in found.do_next]),
        ("full-work", [_work(work, page, today) for work in found.work]),
    ):
        if lines:
            page.line()
            page.line(said(page.lang, f"screen.{heading}"), indent=2, hang=2)
        for line in lines:
            page.line(line, indent=4, hang=12)


def _act(act: Act, page: Page) -> str:
    return said(
        page.lang,
        "screen.full-act",
        day=str(act.latest),
        title=act.title,
        whose=Phrase(f"screen.whose.{act.party}"),
        later=act.later.text,
    )


def _work(work: Work, page: Page, today: date) -> str:
    assert work.latest_start is not None
    late = "-late" if work.latest_start < today else ""
    return said(
        page.lang,
        f"screen.full-begin{late or ('-own' if work.own else '')}",
        day=str(work.latest_start),
        title=work.begins,
        whose=Phrase(f"screen.whose.{work.party}"),
    )
