"""`pathway ladder`: the specialised-SME recognition ladder: rungs, gaps, rounds, and what a title
changes.
"""

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


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("ladder", help=say(lang, "ladder.help"), short_help=say(lang, "ladder.short"))
    @click.argument("file")
    @click.option("--on", type=DayType(lang), help=say(lang, "ladder.on"))
    @click.option("--batch", type=click.IntRange(1), help=say(lang, "ladder.batch"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md"))
    def ladder(
        file: str,
        on: date | None,
        batch: int | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> None:
        from pathway.recognition import ladder as climb

        scenario = asked.scenario(file)
        found = climb(
            scenario,
            on=on,
            rulebook=asked.whole_rulebook() if asked.overlays or asked.ledger else None,
            strict=asked.strict,
            batch=batch,
        )
        write(shown(found, form, lang), output)

    return ladder
