"""`pathway money`: what can pay for the way to a listing and what each source does to it; what
follows after the bell.
"""

from __future__ import annotations

import click

from pathway.base.phrases import Lang
from pathway.cli.asked import Asked
from pathway.cli.options import (
    answer_options,
    described,
    pace_option,
    say,
    scenario_options,
    target_option,
)
from pathway.cli.output import CommandAnswer
from pathway.law.steps import Pace, Venue


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "money")
    @click.argument("file")
    @target_option(lang, "money.target")
    @pace_option(lang)
    @click.option("--all", "everything", is_flag=True, help=say(lang, "money.all"))
    @scenario_options(lang)
    @answer_options(lang, ("text", "json", "csv", "md", "ics", "xlsx"))
    def money(
        file: str, target: Venue | None, pace: Pace | None, everything: bool, asked: Asked
    ) -> CommandAnswer:
        from pathway.studies.money import money as find

        found = find(
            asked.scenario(file),
            target=target,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
        )
        return CommandAnswer(found, full=everything)

    return money
