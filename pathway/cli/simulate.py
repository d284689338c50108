"""`pathway simulate`: the distribution of the listing date."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from pathway.base.phrases import Lang
from pathway.cli.options import (
    can_draw,
    chosen_rules,
    draw_options,
    output_options,
    read_scenario,
    rendered,
    say,
    scenario_options,
    write,
)
from pathway.cli.plan import PACES, TARGETS

if TYPE_CHECKING:
    from pathway.law.steps import Venue
    from pathway.scenario.scenario import Pace
    from pathway.studies.simulate import Simulation

_LONG = 10**6
"""Draws from which on a progress bar is shown."""


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command(
        "simulate", help=say(lang, "simulate.help"), short_help=say(lang, "simulate.short")
    )
    @click.argument("file")
    @click.option(
        "--target",
        "targets",
        multiple=True,
        type=click.Choice(TARGETS),
        help=say(lang, "simulate.target"),
    )
    @click.option("--pace", type=click.Choice(PACES), help=say(lang, "plan.pace"))
    @draw_options(lang, 100_000)
    @click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        default=1,
        show_default=True,
        help=say(lang, "simulate.jobs"),
    )
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md"))
    def simulate(
        file: str,
        targets: Sequence[str],
        pace: str | None,
        draws: int,
        seed: int,
        jobs: int,
        overrides: Sequence[str],
        as_of: date | None,
        overlays: Sequence[str],
        strict: bool,
        form: str,
        output: Path | None,
    ) -> int:
        scenario = read_scenario(file, overrides, as_of, lang)
        if not can_draw(lang):
            return 1
        from pathway.studies.simulate import simulate as run

        with _progress(draws, lang) as advance:
            found = run(
                scenario,
                draws,
                seed,
                cast("Sequence[Venue]", targets) or None,
                cast("Pace | None", pace),
                chosen_rules(overlays),
                strict,
                jobs,
                advance,
            )
        write(_rendered(found, form, lang), output)
        return 0

    return simulate


@contextlib.contextmanager
def _progress(draws: int, lang: Lang) -> Iterator[Callable[[int], None] | None]:
    """A progress bar for many draws, on a terminal."""
    if draws < _LONG or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    parts = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say(lang, "simulate.progress"), total=draws)
        advance: Callable[[int], None] = partial(bar.advance, task)
        yield advance


def _rendered(found: Simulation, form: str, lang: Lang) -> str:
    from pathway.report.simulation import simulation_data, simulation_rows, simulation_text

    return rendered(
        form,
        lambda: simulation_text(found, lang),
        lambda: simulation_data(found, lang),
        lambda: simulation_rows(found, lang),
    )
