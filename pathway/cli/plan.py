"""`pathway plan`: the earliest date per target and route."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.formats import LIBRARIES
from pathway.base.phrases import Lang, said
from pathway.cli.asked import Asked
from pathway.cli.options import (
    DayType,
    described,
    output_options,
    pace_option,
    say,
    scenario_options,
    targets_option,
)
from pathway.cli.output import refuse_terminal, write, write_made

if TYPE_CHECKING:
    from pathway.law.steps import Pace, Venue
    from pathway.report.planned import Outlooks


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "plan")
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
        from pathway.report.planned import closely, first_screens, plan_file, render_plans

        refuse_terminal(form, output, lang)
        book = asked.rulebook()
        scenarios = [asked.scenario(name) for name in files] or [asked.without_file()]
        ask = checked_ask(targets or None, pace, book, asked.strict, by)
        questions = [question(scenario, ask) for scenario in scenarios]
        plans = [explained(one, by) for one in questions]

        def told(drawn: bool = False) -> list[Outlooks]:
            pairs = zip(plans, questions, strict=True)
            return [closely(*pair, drawn) for pair in pairs]

        if form in LIBRARIES:
            status = write_made(form, lambda: plan_file(plans, form, lang, told()), output, lang)
            if status != 0:
                return status
        elif form == "text" and not full and by is None:
            _write_parts(first_screens(plans, questions, lang), output)
        else:
            closer = form in ("json", "md") or (form == "text" and by is None)
            more = told(likely) if closer else None
            write(render_plans(plans, form, lang, more), output)
        return 0 if all(p.best for p in plans) else 3

    return plan


def _write_parts(parts: Iterable[str], output: Path | None) -> None:
    """Writes texts that follow one another: a file whole, standard output part by part."""
    if output is not None:
        write("".join(parts), output)
        return
    for part in parts:
        write(part, None)
        sys.stdout.flush()
