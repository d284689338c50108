"""`pathway backtest`: known cases planned as of their time and compared with what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.phrases import Lang
from pathway.cli.options import can_draw, output_options, say, shown, write

if TYPE_CHECKING:
    from pathway.studies.backtest import Backtest


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
        write(_scored(found, form, lang) if scores else shown(found, form, lang), output)
        return 0

    return run


def _scored(found: Backtest, form: str, lang: Lang) -> str:
    """The answer with its scores in place of the comparisons, where a format has one of the two."""
    if form == "csv":
        from pathway.report.backtest import score_rows
        from pathway.report.tables import rendered

        return rendered(score_rows(found), form)
    if form == "md":
        from pathway.report.memo.backtest import backtest_memo

        return backtest_memo(found, lang, scores=True)
    return shown(found, form, lang)
