"""`pathway simulate`: the distribution of the listing date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from pathway.base.phrases import Lang, said
from pathway.cli.asked import Asked
from pathway.cli.options import (
    DayType,
    answer_options,
    can_draw,
    described,
    draw_options,
    pace_option,
    say,
    scenario_options,
    targets_option,
)
from pathway.cli.output import CommandAnswer
from pathway.cli.progress import progress

if TYPE_CHECKING:
    from pathway.law.steps import Pace, Venue

_LONG = 10**6
"""Draws from which on a progress bar is shown."""


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "simulate")
    @click.argument("file")
    @targets_option(lang, "simulate.target")
    @pace_option(lang, said(lang, "axes.help.pace"))
    @click.option("--by", type=DayType(lang), help=said(lang, "axes.help.by"))
    @draw_options(lang, 100_000)
    @click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        default=1,
        show_default=True,
        help=say(lang, "simulate.jobs"),
    )
    @scenario_options(lang)
    @answer_options(lang, ("text", "json", "csv", "md"))
    def simulate(
        file: str,
        targets: Sequence[Venue],
        pace: Pace | None,
        by: date | None,
        draws: int,
        seed: int,
        jobs: int,
        asked: Asked,
    ) -> CommandAnswer | int:
        scenario = asked.scenario(file)
        if not can_draw(lang):
            return 1
        from pathway.studies.simulate import simulate as run

        with progress(say(lang, "simulate.progress"), draws, shown=draws >= _LONG) as advance:
            found = run(
                scenario,
                draws=draws,
                seed=seed,
                targets=targets or None,
                pace=pace,
                rulebook=asked.rulebook(),
                strict=asked.strict,
                jobs=jobs,
                progress=advance,
                by=by,
            )
        return CommandAnswer(found)

    return simulate
