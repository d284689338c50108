"""`pathway plan`: the earliest date per target and route."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.phrases import Lang, said
from pathway.cli.binary import LIBRARIES, refuse_terminal, write_made
from pathway.cli.options import (
    Asked,
    DayType,
    output_options,
    pace_option,
    say,
    scenario_options,
    targets_option,
    write,
)

if TYPE_CHECKING:
    from pathway.law.steps import Pace, Venue
    from pathway.planning.solve import PlanQuestion
    from pathway.planning.values import Plan
    from pathway.studies.outlook import Outlook


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("plan", help=say(lang, "plan.help"), short_help=say(lang, "plan.short"))
    @click.argument("files", nargs=-1, metavar="[FILE]...")
    @targets_option(lang)
    @pace_option(lang)
    @click.option("--by", type=DayType(lang), help=say(lang, "plan.by"))
    @click.option("--full", is_flag=True, help=said(lang, "screen.help.full"))
    @click.option("--range", "likely", is_flag=True, help=said(lang, "screen.help.range"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md", "ics", "xlsx"))
    def plan(
        files: Sequence[str],
        targets: Sequence[Venue],
        pace: Pace | None,
        by: date | None,
        full: bool,
        likely: bool,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.planning.arguments import checked_ask
        from pathway.planning.planner import explained
        from pathway.planning.solve import question

        refuse_terminal(form, output, lang)
        book = asked.rulebook()
        scenarios = [asked.scenario(name) for name in files] or [asked.without_file()]
        ask = checked_ask(targets or None, pace, book, asked.strict, by)
        questions = [question(scenario, ask) for scenario in scenarios]
        plans = [explained(one, by) for one in questions]
        if form in LIBRARIES:

            def made() -> bytes:
                return plan_file(plans, form, lang, _outlooks(plans, questions, targets, False))

            if (status := write_made(form, made, output, lang)) != 0:
                return status
        elif form == "text" and not full and by is None:
            _write_parts(first_screens(plans, questions, lang), output)
        else:
            told = form in ("json", "md") or (form == "text" and by is None)
            more = _outlooks(plans, questions, targets, likely) if told else None
            write(render_plans(plans, form, lang, more), output)
        return 0 if all(p.best for p in plans) else 3

    return plan


def first_screens(
    plans: Sequence[Plan], questions: Sequence[PlanQuestion], lang: Lang
) -> Iterator[str]:
    """The first screens of plans in parts, each when it is known: the first line of one, which needs
    nothing beyond its plan, then the rest of it.
    """
    from pathway.report.screen import head_text, screen_text
    from pathway.studies.outlook import DRAWS, outlook

    for i, (plan, asked) in enumerate(zip(plans, questions, strict=True)):
        yield ("\n" if i else "") + head_text(plan, lang)
        yield screen_text(plan, outlook(plan, asked, DRAWS, changes=True), lang, head=False)


def _outlooks(
    plans: Sequence[Plan],
    questions: Sequence[PlanQuestion],
    targets: Sequence[Venue],
    likely: bool,
) -> list[Mapping[Venue, Outlook]]:
    from pathway.studies.outlook import DRAWS, outlook

    told, draws = tuple(targets) or None, DRAWS if likely else 0
    pairs = zip(plans, questions, strict=True)
    return [outlook(plan, asked, draws, told) for plan, asked in pairs]


def _write_parts(parts: Iterable[str], output: Path | None) -> None:
    """Writes texts that follow one another: a file whole, standard output part by part."""
    if output is not None:
        write("".join(parts), output)
        return
    for part in parts:
        write(part, None)
        sys.stdout.flush()


def render_plans(
    plans: Sequence[Plan],
    form: str,
    lang: Lang,
    more: Sequence[Mapping[Venue, Outlook]] | None = None,
) -> str:
    """Plans in one of the formats; several plans make one JSON array, one table or a memo each.
    more: what there is to say of each besides its days.
    """
    if form == "json":
        from pathway.report.data import dumps, plan_data
        from pathway.report.outlook_data import outlook_data
        from pathway.report.timetable_data import timetable_data

        extras = [
            {**outlook_data(one, lang), **timetable_data(plan, lang)}
            for plan, one in zip(plans, more or [{}] * len(plans), strict=True)
        ]
        data = [plan_data(p, lang, extra) for p, extra in zip(plans, extras, strict=True)]
        return dumps(data[0] if len(data) == 1 else data)
    if form == "md":
        from pathway.report.memo.plan import plan_memo

        return plan_memo(plans, more or [{}] * len(plans), lang)
    if form == "csv":
        from pathway.report.tables import plan_rows, rendered

        return rendered(plan_rows(plans, lang), form)
    from pathway.report.plan_text import plan_text

    pairs = zip(plans, more or [{}] * len(plans), strict=True)
    return "\n".join(plan_text(p, lang, found=found) for p, found in pairs)


def plan_file(
    plans: Sequence[Plan],
    form: str,
    lang: Lang,
    outlooks: Sequence[Mapping[Venue, Outlook]] = (),
) -> bytes:
    """Plans as a calendar (ics) or a workbook (xlsx). outlooks: what there is to say of each besides
    its days. Raises `ModuleNotFoundError` where its library is missing.
    """
    if form == "ics":
        from pathway.report.ics import ics_bytes

        return ics_bytes(plans, lang, outlooks)
    from pathway.report.xlsx import xlsx_bytes

    return xlsx_bytes(plans, lang, outlooks)
