"""`pathway check`: readiness for a venue today or on a day."""

from __future__ import annotations

from datetime import date

import click

from pathway.base.phrases import Lang
from pathway.cli.asked import Asked
from pathway.cli.options import DayType, answer_options, described, say, scenario_options
from pathway.cli.output import CommandAnswer
from pathway.law.steps import TARGETS, Venue


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "check")
    @click.argument("file")
    @click.option(
        "--venue", required=True, type=click.Choice(TARGETS), help=say(lang, "check.venue")
    )
    @click.option("--ipo", is_flag=True, help=say(lang, "check.ipo"))
    @click.option("--on", type=DayType(lang), help=say(lang, "check.on"))
    @scenario_options(lang)
    @answer_options(lang, ("text", "json", "csv", "md"))
    def check(file: str, venue: Venue, ipo: bool, on: date | None, asked: Asked) -> CommandAnswer:
        from pathway.planning.check import check as examine

        scenario = asked.scenario(file)
        readiness = examine(
            scenario, venue, on=on, rulebook=asked.rulebook(), strict=asked.strict, ipo=ipo
        )
        return CommandAnswer(readiness, 0 if readiness.ready else 3)

    return check
