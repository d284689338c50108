"""`pathway since`: what moved the dates since an earlier plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.phrases import Lang, said
from pathway.cli.asked import Asked
from pathway.cli.options import (
    DayType,
    answer_options,
    described,
    pace_option,
    scenario_options,
    targets_option,
)
from pathway.cli.output import CommandAnswer

if TYPE_CHECKING:
    from pathway.law.steps import Pace, Venue


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "since", "since")
    @click.argument("files", nargs=-1, required=True, metavar="[OLD.json] FILE")
    @click.option("--since", "day", type=DayType(lang), help=said(lang, "since.since"))
    @targets_option(lang)
    @pace_option(lang)
    @scenario_options(lang)
    @answer_options(lang, ("text", "json", "csv", "md"))
    def since(
        files: Sequence[str],
        day: date | None,
        targets: Sequence[Venue],
        pace: Pace | None,
        asked: Asked,
    ) -> CommandAnswer:
        from pathway.studies.since import since as make

        if len(files) != (2 if day is None else 1):
            raise click.UsageError(said(lang, "since.one-or-two"))
        scenario = asked.scenario(files[-1])
        found = make(
            day or Path(files[0]),
            scenario,
            targets=targets or None,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
        )
        return CommandAnswer(found)

    return since
