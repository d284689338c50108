"""`pathway portfolio`: many firms from a table or a folder, one row each."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

import click

from pathway.cli.options import lang_option, replaced, say, scenario_options, to_reader, today
from pathway.words import Lang

if TYPE_CHECKING:
    from pathway.firm import Venue
    from pathway.portfolios import Portfolio, Row
    from pathway.scenario import Pace

_PACES = ("floor", "typical", "cautious")
_TARGETS = ("neeq-base", "neeq-innovation", "bse", "star", "chinext", "sse-main", "szse-main")
_FORMATS = ("csv", "jsonl", "xlsx", "text", "parquet")
_OF_PARTS = ("csv", "jsonl", "parquet")
_SUFFIXES = {".csv": "csv", ".jsonl": "jsonl", ".xlsx": "xlsx", ".txt": "text"}


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("portfolio", help=say(lang, "portfolio.help"), short_help=say(lang, "portfolio.short"))
    @click.argument("source", metavar="FILE.csv|FILE.xlsx|FOLDER")
    @click.option("--target", "targets", multiple=True, type=click.Choice(_TARGETS), help=say(lang, "plan.target"))
    @click.option("--pace", type=click.Choice(_PACES), help=say(lang, "plan.pace"))
    @click.option("--base", metavar="FILE", help=say(lang, "portfolio.base"))
    @click.option("--jobs", type=click.IntRange(1, 256), help=say(lang, "portfolio.jobs"))
    @click.option("--engine", type=click.Choice(("local", "dask")), help=say(lang, "portfolio.engine"))
    @click.option("--cluster", metavar="ADDRESS", help=say(lang, "portfolio.cluster"))
    @click.option("--chunk", type=click.IntRange(1, _LARGEST_CHUNK), help=say(lang, "portfolio.chunk"))
    @click.option("--parts", type=click.Path(file_okay=False, path_type=Path), help=say(lang, "portfolio.parts"))
    @scenario_options(lang)
    @click.option("--format", "form", type=click.Choice(_FORMATS), help=say(lang, "portfolio.format"))
    @click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=say(lang, "output"))
    @lang_option(lang)
    def portfolio(
        source: str, targets: Sequence[str], pace: str | None, base: str | None, jobs: int | None, engine: str | None,
        cluster: str | None, chunk: int | None, parts: Path | None, overrides: Sequence[str], as_of: date | None,
        overlays: Sequence[str], strict: bool, form: str | None, output: Path | None,
    ) -> int:  # fmt: skip
        from pathway.engines import EngineError, LostProcessError
        from pathway.portfolios import prepared

        _check(engine, cluster, jobs, parts, form, output, lang)
        asked = cast("Sequence[Venue]", targets)
        ready = prepared(
            source, asked or None, cast("Pace | None", pace), set=overrides, as_of=as_of, today=today(), base=base,
            rules=overlays, strict=strict,
        )  # fmt: skip
        workers = _Workers(jobs or _cores(), cluster or (LOCAL if engine == "dask" else None), chunk)
        try:
            if parts is not None:
                return in_parts(ready, workers, parts, form or "csv", asked, lang)
            return _in_one(ready, workers, asked, form or _form(output), output, lang)
        except LostProcessError:
            click.echo(say(lang, "portfolio.lost"), err=True)
        except EngineError as error:
            click.echo(f"pathway: {render(error.message, lang)}", err=True)
        return 1

    return portfolio


def _form(output: Path | None) -> str:
    """The format where none is asked for: what the file's name says, else text on a terminal and CSV elsewhere."""
    if output is not None:
        return _SUFFIXES.get(output.suffix.lower(), "csv")
    return "text" if sys.stdout.isatty() else "csv"


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _watched(rows: Iterator[Row], ready: Portfolio, bad: list[Row], streams: bool, lang: Lang) -> Iterator[Row]:
    """The rows, the bad ones noted, with a progress bar on a terminal that shows nothing else meanwhile."""
    with contextlib.ExitStack() as stack:
        advance: Callable[[], None] | None = None
        if sys.stderr.isatty() and not streams:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            bar = stack.enter_context(Progress(*parts, console=Console(stderr=True), transient=True))
            task = bar.add_task(say(lang, "portfolio.progress"), total=ready.count)
            advance = partial(bar.advance, task)
        for row in rows:
            if row.status == "error":
                bad.append(row)
            yield row
            if advance is not None:
                advance()


def _write(rows: Iterator[Row], targets: Sequence[Venue], form: str, output: Path | None, lang: Lang) -> None:
    from pathway.report.portfolio import TARGETS, xlsx

    shown = tuple(dict.fromkeys(targets)) or TARGETS
    if output is None:
        with to_reader():
            _write_text(rows, shown, form, lang, sys.stdout)
        return
    with replaced(output) as name:
        if form == "xlsx":
            Path(name).write_bytes(xlsx(rows, shown, lang))
        else:
            with open(name, "w", encoding="utf-8", newline="") as out:
                _write_text(rows, shown, form, lang, out)


def _write_text(rows: Iterator[Row], targets: Sequence[Venue], form: str, lang: Lang, out: TextIO) -> None:
    from pathway.report.portfolio import write_csv, write_jsonl

    if form == "csv":
        write_csv(rows, targets, lang, out)
    elif form == "jsonl":
        write_jsonl(rows, lang, out)
    else:
        from pathway.report.portfolio_text import portfolio_text

        out.write(portfolio_text(rows, lang))
