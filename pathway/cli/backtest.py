"""`pathway backtest`: known cases planned as of their time and compared with what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.limits import LARGEST_TEXT
from pathway.base.phrases import Lang, phrase
from pathway.cli.options import can_draw, output_options, rendered, say, write

if TYPE_CHECKING:
    from pathway.studies.backtest import Backtest, Case


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
        from pathway.studies.backtest import backtest, shipped_cases

        result = backtest(shipped_cases() if cases is None else _read(cases))
        write(_rendered(result, form, scores, lang), output)
        return 0

    return run


def _read(path: Path) -> tuple[Case, ...]:
    from pathway.base.errors import InputError, Problem
    from pathway.studies.backtest import read_cases

    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_TEXT + 1)
        if len(raw) > LARGEST_TEXT:
            raise InputError([Problem(str(path), "", "", phrase("rules.too-large"))])
        return read_cases(raw.decode("utf-8-sig"), str(path))
    except OSError as error:
        raise InputError(
            [Problem(str(path), "", error.strerror or "", phrase("backtest.unreadable"))]
        ) from None
    except UnicodeDecodeError:
        raise InputError([Problem(str(path), "", "", phrase("rules.not-text"))]) from None


def _rendered(result: Backtest, form: str, scores: bool, lang: Lang) -> str:
    from pathway.report.backtest import backtest_data, backtest_rows, backtest_text, score_rows

    def memo() -> str:
        from pathway.report.memo.backtest import backtest_memo

        return backtest_memo(result, lang, scores)

    return rendered(
        form,
        lambda: backtest_text(result, lang),
        lambda: backtest_data(result, lang),
        lambda: score_rows(result) if scores else backtest_rows(result),
        memo,
    )
