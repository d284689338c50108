"""`pathway report`: a page for a board, drawn and printed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.phrases import Lang
from pathway.cli.asked import Asked
from pathway.cli.options import (
    DayType,
    can_draw,
    described,
    draw_options,
    output_options,
    pace_option,
    say,
    scenario_options,
    targets_option,
)
from pathway.cli.output import write, write_bytes

if TYPE_CHECKING:
    from pathway.law.steps import Pace, Venue

_DRAWS = 20_000


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "report")
    @click.argument("files", nargs=-1, required=True, metavar="FILE...")
    @targets_option(lang)
    @pace_option(lang)
    @draw_options(lang, _DRAWS)
    @click.option("--since", "earlier", metavar="DATE|OLD.json", help=say(lang, "report.since"))
    @scenario_options(lang)
    @output_options(lang, ("html", "pdf"))
    def report(
        files: Sequence[str],
        targets: Sequence[Venue],
        pace: Pace | None,
        draws: int,
        seed: int,
        earlier: str | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        if form == "pdf" and output is None and sys.stdout.isatty():
            raise click.UsageError(say(lang, "report.binary"))
        scenarios = [asked.scenario(name) for name in files]
        if not can_draw(lang, "report"):
            return 1
        try:
            from pathway.report.page.board_report import digest_of
            from pathway.report.page.document import Made, report_html
        except ModuleNotFoundError as error:
            click.echo(say(lang, "report.needs-library", name=error.name or "jinja2"), err=True)
            return 1
        from pathway.studies.board import board

        found = board(
            scenarios,
            targets=targets or None,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
            draws=draws,
            seed=seed,
            before=None if earlier is None else _before(earlier, lang),
        )
        options = _options(asked, targets, pace)
        options += [] if earlier is None else [f"--since {shlex.quote(earlier)}"]
        made = Made(_commands(files, options, draws, seed, lang), digest_of(scenarios), draws, seed)
        page = report_html(found, lang, made)
        if form == "html":
            write(page, output)
        else:
            from pathway.report.page.pdf import pdf

            write_bytes(pdf(page), output)
        return 0 if all(case.plan.best for case in found.cases) else 3

    return report


def _before(text: str, lang: Lang) -> date | Path:
    """An earlier day, or the file of a plan. Raises `BadParameter`."""
    if text.lower().endswith(".json"):
        return Path(text)
    return DayType(lang).convert(text, None, None)


def _options(asked: Asked, targets: Sequence[str], pace: str | None) -> list[str]:
    """What was typed, apart from files, draws and output."""
    out = [f"--set {shlex.quote(one)}" for one in asked.overrides]
    out += [f"--target {one}" for one in targets]
    out += [f"--pace {pace}"] if pace else []
    out += [f"--as-of {asked.as_of}"] if asked.as_of else []
    out += [f"--rules {shlex.quote(one)}" for one in asked.overlays]
    return out + (["--strict"] if asked.strict else [])


def _commands(
    files: Sequence[str], options: list[str], draws: int, seed: int, lang: Lang
) -> tuple[str, ...]:
    """The command that makes the report again, and those that tell more."""
    names = " ".join(shlex.quote(name) for name in files)
    drawn = f"--draws {draws} --seed {seed}"
    again = " ".join(["pathway report", names, *options, drawn, f"--lang {lang} -o report.html"])
    first = shlex.quote(files[0])
    return (
        again,
        " ".join(["pathway simulate", first, *options, drawn]),
        " ".join(["pathway levers", first, *options]),
    )
