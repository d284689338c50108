"""`pathway backtest`: known cases planned as of their time and compared with what happened."""

from __future__ import annotations

from pathlib import Path

import click

from pathway.base.phrases import Lang
from pathway.cli.options import answer_options, can_draw, described, say
from pathway.cli.output import CommandAnswer


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "backtest")
    @click.argument(
        "cases", required=False, metavar="[CSV]", type=click.Path(dir_okay=False, path_type=Path)
    )
    @click.option("--scores", is_flag=True, help=say(lang, "backtest.scores"))
    @answer_options(lang, ("text", "json", "csv", "md"))
    def run(cases: Path | None, scores: bool) -> CommandAnswer | int:
        if not can_draw(lang, "backtest"):
            return 1
        from pathway.studies.backtest import backtest

        return CommandAnswer(backtest(cases), full=scores)

    return run
