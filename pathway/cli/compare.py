"""`pathway compare`: scenarios side by side, from several files or from one varied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.phrases import Lang, said
from pathway.cli.asked import Asked, note_doubts
from pathway.cli.options import (
    can_draw,
    described,
    draw_options,
    output_options,
    pace_option,
    say,
    scenario_options,
    targets_option,
)
from pathway.cli.output import CommandAnswer, print_answer

if TYPE_CHECKING:
    from pathway.law.steps import Pace, Venue
    from pathway.scenario.scenario import Scenario
    from pathway.studies.axes import Variation


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "compare")
    @click.argument("files", nargs=-1, required=True, metavar="FILE...")
    @click.option(
        "--vary",
        "varied",
        multiple=True,
        metavar="PATH=V1,V2,...",
        help=said(lang, "axes.help.vary"),
    )
    @targets_option(lang)
    @pace_option(lang)
    @click.option("--simulate", "simulated", is_flag=True, help=say(lang, "compare.simulate"))
    @draw_options(lang, 10_000)
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md", "html", "xlsx"))
    def compare(
        files: Sequence[str],
        varied: Sequence[str],
        targets: Sequence[Venue],
        pace: Pace | None,
        simulated: bool,
        draws: int,
        seed: int,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.studies.axes import vary
        from pathway.studies.compare import compare as make

        grid = dict(_axis(text, lang) for text in varied)
        if len(files) == 1 and not grid:
            raise click.UsageError(say(lang, "compare.nothing"))
        cells: list[Scenario | Variation] = []
        for name in files:
            scenario = asked.scenario(name)
            varied_ones = vary(scenario, grid) if grid else ()
            note_doubts((cell.scenario for cell in varied_ones), lang)
            cells += (scenario, *varied_ones)
        if form == "xlsx" and output is None:
            raise click.UsageError(said(lang, "axes.xlsx-needs-file"))
        if simulated and not can_draw(lang):
            return 1
        found = make(
            cells,
            targets=targets or None,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
            draws=draws if simulated else 0,
            seed=seed,
        )
        return print_answer(CommandAnswer(found), form, output, lang)

    return compare


def _axis(text: str, lang: Lang) -> tuple[str, list[str]]:
    """A path and its values. Commas inside brackets, braces and quotes belong to a value."""
    path, equals, tail = text.partition("=")
    values, depth, quote, current = [], 0, "", ""
    for char in tail:
        quote = "" if char == quote else char if not quote and char in "\"'" else quote
        depth += (char in "[{") - (char in "]}") if not quote else 0
        if char == "," and not depth and not quote:
            values.append(current.strip())
            current = ""
        else:
            current += char
    values.append(current.strip())
    if not equals or not path.strip() or not all(values):
        raise click.BadParameter(
            say(lang, "compare.bad-vary", found=text[:60]), param_hint="--vary"
        )
    return path.strip(), values
