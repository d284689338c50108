"""`pathway check`: readiness for a venue today or on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pathway.base.phrases import Lang
from pathway.cli.options import (
    Asked,
    DayType,
    output_options,
    say,
    scenario_options,
    shown,
    write,
)
from pathway.law.steps import TARGETS, Venue


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("check", help=say(lang, "check.help"), short_help=say(lang, "check.short"))
    @click.argument("file")
    @click.option(
        "--venue", required=True, type=click.Choice(TARGETS), help=say(lang, "check.venue")
    )
    @click.option("--ipo", is_flag=True, help=say(lang, "check.ipo"))
    @click.option("--on", type=DayType(lang), help=say(lang, "check.on"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md"))
    def check(
        file: str,
        venue: Venue,
        ipo: bool,
        on: date | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.planning.check import check as examine

        scenario = asked.scenario(file)
        readiness = examine(
            scenario, venue, on=on, rulebook=asked.rulebook(), strict=asked.strict, ipo=ipo
        )
        write(shown(readiness, form, lang), output)
        return 0 if readiness.ready else 3

    return check
