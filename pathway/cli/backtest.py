"""`pathway backtest`: known cases planned as of their time and compared with what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.limits import LARGEST_TEXT
from pathway.base.phrases import Lang, phrase, render
from pathway.cli.options import output_options, say, write

if TYPE_CHECKING:
    from pathway.report.data import Json
    from pathway.studies.backtest import Backtest, Case


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command(
        "backtest", help=say(lang, "backtest.help"), short_help=say(lang, "backtest.short")
    )
    @click.argument(
        "cases", required=False, metavar="[CSV]", type=click.Path(dir_okay=False, path_type=Path)
    )
    @output_options(lang, ("text", "json", "csv", "md"))
    def run(cases: Path | None, form: str, output: Path | None) -> None:
        from pathway.studies.backtest import backtest, shipped_cases

        result = backtest(shipped_cases() if cases is None else _read(cases))
        write(_rendered(result, form, lang), output)

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


def _rendered(result: Backtest, form: str, lang: Lang) -> str:
    from pathway.report.data import dumps

    head = (
        "code",
        "name",
        "as_of",
        "given",
        "milestone",
        "floor",
        "typical",
        "cautious",
        "actual",
        "error_days",
        "violation",
        "covered",
    )
    rows = [
        (
            c.code,
            c.name,
            str(c.as_of),
            c.given,
            c.milestone,
            str(c.floor),
            str(c.typical),
            str(c.cautious),
            str(c.actual),
            str(c.error_days),
            str(c.violation).lower(),
            str(c.covered).lower(),
        )
        for c in result.comparisons
    ]
    if form == "json":
        totals: dict[str, Json] = {
            "comparisons": len(rows),
            "violations": len(result.violations),
            "coverage": round(result.coverage, 4),
            "median_error_days": result.median_error_days,
        }
        skipped: list[Json] = [{"name": s.name, "why": render(s.why, lang)} for s in result.skipped]
        compared: list[Json] = [{**dict(zip(head, row, strict=True))} for row in rows]
        return dumps(
            {
                "schema": "pathway.backtest/1",
                "totals": totals,
                "skipped": skipped,
                "comparisons": compared,
            }
        )
    if form in ("csv", "md"):
        from pathway.report.tables import rendered

        return rendered([head, *rows], form)
    from pathway.report.text import backtest_text

    return backtest_text(result, lang)
