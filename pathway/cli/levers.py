"""`pathway levers`: what would bring the date forward, and how far figures may fall before it
slips.
"""

from __future__ import annotations

from datetime import date

import click

from pathway.base.phrases import Lang
from pathway.cli.asked import Asked
from pathway.cli.options import (
    DayType,
    answer_options,
    described,
    pace_option,
    say,
    scenario_options,
    target_option,
)
from pathway.cli.output import CommandAnswer
from pathway.law.steps import Pace, Venue
from pathway.studies.levers import MIN_DAYS, MOST_DAYS


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "levers")
    @click.argument("file")
    @target_option(lang, "levers.target")
    @pace_option(lang)
    @click.option("--by", type=DayType(lang), help=say(lang, "levers.by"))
    @click.option(
        "--min-days",
        type=click.IntRange(1, MOST_DAYS),
        default=MIN_DAYS,
        show_default=True,
        metavar="N",
        help=say(lang, "levers.min-days"),
    )
    @click.option("--all", "everything", is_flag=True, help=say(lang, "levers.all"))
    @scenario_options(lang)
    @answer_options(lang, ("text", "json", "csv", "md"))
    def levers(
        file: str,
        target: Venue | None,
        pace: Pace | None,
        by: date | None,
        min_days: int,
        everything: bool,
        asked: Asked,
    ) -> CommandAnswer:
        from pathway.studies.levers.search import levers as find

        scenario = asked.scenario(file)
        found = find(
            scenario,
            target=target,
            by=by,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
            min_days=min_days,
            everything=everything,
        )
        return CommandAnswer(found, 0 if found.date is not None else 3)

    return levers
