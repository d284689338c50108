"""`pathway ladder`: the specialised-SME recognition ladder: rungs, gaps, rounds, and what a title
changes.
"""

from __future__ import annotations

from datetime import date

import click

from pathway.base.phrases import Lang
from pathway.cli.asked import Asked
from pathway.cli.options import DayType, answer_options, described, say, scenario_options
from pathway.cli.output import CommandAnswer


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "ladder")
    @click.argument("file")
    @click.option("--on", type=DayType(lang), help=say(lang, "ladder.on"))
    @click.option("--batch", type=click.IntRange(1), help=say(lang, "ladder.batch"))
    @scenario_options(lang)
    @answer_options(lang, ("text", "json", "csv", "md"))
    def ladder(file: str, on: date | None, batch: int | None, asked: Asked) -> CommandAnswer:
        from pathway.recognition import ladder as climb

        scenario = asked.scenario(file)
        found = climb(
            scenario,
            on=on,
            rulebook=asked.whole_rulebook() if asked.overlays or asked.ledger else None,
            strict=asked.strict,
            batch=batch,
        )
        return CommandAnswer(found)

    return ladder
