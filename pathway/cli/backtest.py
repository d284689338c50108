"""`pathway backtest`: known cases planned as of their time and compared with what happened."""

from __future__ import annotations

from pathlib import Path

import click

from pathway.base.phrases import Lang
from pathway.cli.options import can_draw, output_options, say, shown, write


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command(
        "backtest", help=say(lang, "backtest.help"), short_help=say(lang, "backtest.short")
    )
    @click.argument(
        "cases", required=False, metavar="[CSV]", type=click.Path(dir_okay=False, path_type=Path)
    )
    @click.option("--scores", is_flag=True, help=say(lang, "backtest.scores"))
    @output_options(lang, ("text", "json", "csv", "md"))
    def run(cases: Path | None, scores: bool, form: str, output: Path | None) -> int:
        if not can_draw(lang, "backtest"):
            return 1
        from pathway.studies.backtest import backtest

        found = backtest(cases)
        write(shown(found, form, lang, scores), output)
        return 0

    return run
