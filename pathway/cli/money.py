"""`pathway money`: what can pay for the way to a listing and what each source does to it; what
follows after the bell.
"""

from __future__ import annotations

from pathlib import Path

import click

from pathway.base.formats import LIBRARIES
from pathway.base.phrases import Lang
from pathway.cli.binary import refuse_terminal, write_made
from pathway.cli.options import (
    Asked,
    output_options,
    pace_option,
    say,
    scenario_options,
    shown,
    write,
)
from pathway.law.steps import TARGETS, Pace, Venue


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("money", help=say(lang, "money.help"), short_help=say(lang, "money.short"))
    @click.argument("file")
    @click.option("--target", type=click.Choice(TARGETS), help=say(lang, "money.target"))
    @pace_option(lang)
    @click.option("--all", "everything", is_flag=True, help=say(lang, "money.all"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md", "ics", "xlsx"))
    def money(
        file: str,
        target: Venue | None,
        pace: Pace | None,
        everything: bool,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.report.answers import way_of
        from pathway.studies.money import money as find

        refuse_terminal(form, output, lang)
        found = find(
            asked.scenario(file),
            target=target,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
        )
        if form in LIBRARIES:
            way = way_of(found, lang, everything)
            return write_made(form, way.files[form], output, lang)
        write(shown(found, form, lang, everything), output)
        return 0

    return money
