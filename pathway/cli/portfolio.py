"""`pathway portfolio`: many firms from a table or a folder, one row each, in one output or in a
folder of parts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
from attrs import frozen

from pathway.base.errors import EngineError
from pathway.base.escapes import terminal
from pathway.base.files import replaced
from pathway.base.garbage import sweep_seldom
from pathway.base.phrases import LANGS, Lang, render, said
from pathway.cli.asked import Asked, today
from pathway.cli.endings import marked
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
from pathway.cli.output import to_reader, write_bytes
from pathway.cli.progress import progress
from pathway.law.steps import Pace, Venue

if TYPE_CHECKING:
    from pathway.report.portfolio import PortfolioLayout
    from pathway.studies.portfolio.row_values import Row
    from pathway.studies.portfolio.rows import Portfolio

_FORMATS = ("csv", "jsonl", "xlsx", "text", "parquet")
_OF_PARTS = ("csv", "jsonl", "parquet")
_LARGEST_CHUNK = 10_000


@frozen
class Means:
    """What plans the firms: so many processes, or a cluster. chunk: firms at a time; None for what
    is usual.
    """

    jobs: int
    cluster: str | None
    chunk: int | None


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "portfolio")
    @click.argument("source", required=False, metavar="FILE.csv|FILE.xlsx|FOLDER")
    @click.option(
        "--template",
        "empty",
        is_flag=False,
        flag_value=lang,
        type=click.Choice(LANGS),
        help=said(lang, "firms.help"),
    )
    @targets_option(lang)
    @pace_option(lang)
    @click.option("--sheet", metavar="NAME|N", help=said(lang, "tables.sheet"))
    @click.option("--strict-input", is_flag=True, help=said(lang, "tables.strict-input"))
    @click.option("--base", metavar="FILE", help=say(lang, "portfolio.base"))
    @click.option("--jobs", type=click.IntRange(1, 256), help=say(lang, "portfolio.jobs"))
    @click.option(
        "--engine", type=click.Choice(("local", "dask")), help=say(lang, "portfolio.engine")
    )
    @click.option("--cluster", metavar="ADDRESS", help=say(lang, "portfolio.cluster"))
    @click.option(
        "--chunk", type=click.IntRange(1, _LARGEST_CHUNK), help=say(lang, "portfolio.chunk")
    )
    @click.option("--simulate", "simulated", is_flag=True, help=say(lang, "portfolio.simulate"))
    @draw_options(lang, 2_000)
    @click.option("--by", type=DayType(lang), help=said(lang, "axes.help.portfolio-by"))
    @click.option(
        "--parts",
        type=click.Path(file_okay=False, path_type=Path),
        help=say(lang, "portfolio.parts"),
    )
    @scenario_options(lang)
    @output_options(lang, _FORMATS, default="")
    def portfolio(
        source: str | None,
        empty: Lang | None,
        targets: Sequence[Venue],
        pace: Pace | None,
        sheet: str | None,
        strict_input: bool,
        base: str | None,
        jobs: int | None,
        engine: str | None,
        cluster: str | None,
        chunk: int | None,
        simulated: bool,
        draws: int,
        seed: int,
        by: date | None,
        parts: Path | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        if empty is not None:
            return _template(empty, source, output, lang)
        if source is None:
            raise click.UsageError(said(lang, "firms.missing"))
        from pathway.scenario.file import Arguments
        from pathway.studies.portfolio.rows import prepared

        form = form or ("csv" if parts is not None else _form(output))
        wrong = _wrong(engine, cluster, jobs, parts, form, output)
        if by is not None and not simulated:
            raise click.UsageError(said(lang, "axes.by-needs-simulate"))
        if wrong is not None:
            raise click.UsageError(say(lang, f"portfolio.{wrong}"))
        if simulated and not can_draw(lang):
            return 1
        ready = prepared(
            source,
            Arguments(
                set=asked.overrides, as_of=asked.as_of, today=today(), pace=pace, targets=targets
            ),
            base=base,
            rules=asked.overlays,
            ledger=asked.ledger,
            strict=asked.strict,
            strict_input=strict_input,
            sheet=sheet,
            draws=draws if simulated else 0,
            seed=seed,
            by=by,
        )
        for note in ready.firms.notes:
            click.echo(f"pathway: {render(note, lang)}", err=True)
        means = Means(jobs or _cores(), cluster or ("local" if engine == "dask" else None), chunk)
        if parts is not None or means.cluster is not None:
            sweep_seldom()  # these may take days
        try:
            if parts is None:
                return _in_one(ready, means, targets, form, output, lang)
            return _in_parts(ready, means, targets, form, parts, lang)
        except EngineError as error:
            click.echo(f"pathway: {error.text(lang)}", err=True)
        if parts is not None:
            click.echo(say(lang, "portfolio.go-on"), err=True)
        return 1

    return portfolio


def _template(empty: Lang, source: str | None, output: Path | None, lang: Lang) -> int:
    """Writes a table to fill in, in a language of its own."""
    if source is not None:
        raise click.UsageError(said(lang, "firms.alone"))
    if output is None or output.suffix.lower() != ".xlsx":
        raise click.UsageError(said(lang, "firms.needs-file"))
    from pathway.report.firms_template import template_workbook

    write_bytes(template_workbook(empty, today().year), output)
    return 0


def _wrong(
    engine: str | None,
    cluster: str | None,
    jobs: int | None,
    parts: Path | None,
    form: str,
    output: Path | None,
) -> str | None:
    """The message about options that do not go together."""
    if cluster is not None and engine != "dask":
        return "cluster-needs-dask"
    if cluster is not None and jobs is not None:
        return "jobs-or-cluster"
    if parts is not None and output is not None:
        return "parts-or-output"
    if parts is not None and form not in _OF_PARTS:
        return "parts-format"
    if parts is None and form == "parquet":
        return "parquet-needs-parts"
    return "xlsx-needs-file" if form == "xlsx" and output is None else None


def _in_one(
    ready: Portfolio,
    means: Means,
    targets: Sequence[Venue],
    form: str,
    output: Path | None,
    lang: Lang,
) -> int:
    """Plans the firms into one file or standard output."""
    from pathway.studies.portfolio.rows import CHUNK

    bad: list[Row] = []
    doubted: list[Row] = []
    rows = ready.rows(means.jobs, cluster=means.cluster, size=means.chunk or CHUNK)
    streams = form in ("csv", "jsonl") and output is None and sys.stdout.isatty()
    with closing(rows):
        watched = _started(_watched(rows, ready, bad, doubted, streams, lang))
        _write(watched, targets, form, output, lang, ready)
    from pathway.report.portfolio_text import doubts_text, problems_text

    if doubted:
        click.echo(doubts_text(doubted, ready.count, lang), nl=False, err=True)
    if not bad:
        return 0
    click.echo(problems_text(bad, ready.count, lang), nl=False, err=True)
    return 2


def _in_parts(
    ready: Portfolio, means: Means, targets: Sequence[Venue], form: str, parts: Path, lang: Lang
) -> int:
    """Plans the firms, or those that an earlier run did not come to, into a folder of parts."""
    from pathway.report.portfolio_parts import PART, layout_of
    from pathway.studies.portfolio.parts import opened, written

    make = layout_of(form, ready, targets, lang)
    size = means.chunk or PART
    count = kept = errors = 0
    with (
        opened(parts, ready, size, form, lang) as folder,
        progress(say(lang, "portfolio.progress"), ready.count) as advance,
    ):
        given, begun = ready.settings.arguments, folder.ready.settings.arguments.today
        if given.as_of is None and begun != given.today:
            click.echo(say(lang, "portfolio.begun", day=str(begun)), err=True)
        plan = partial(folder.ready.planned, jobs=means.jobs, cluster=means.cluster, size=size)
        with closing(written(folder, plan, make)) as finished:
            for part, is_kept in finished:
                count, kept, errors = count + 1, kept + is_kept, errors + part.errors
                advance(part.rows)
    told = {
        "firms": f"{ready.count:,}",
        "parts": f"{count:,}",
        "folder": str(parts),
        "kept": f"{kept:,}",
    }
    click.echo(
        say(lang, "portfolio.parts-kept" if kept else "portfolio.parts-made", **told), err=True
    )
    if errors:
        click.echo(
            say(lang, "portfolio.parts-bad", bad=f"{errors:,}", firms=told["firms"]), err=True
        )
    return 2 if errors else 0


def _form(output: Path | None) -> str:
    """The format where nothing says which: text on a terminal, CSV elsewhere."""
    return "text" if output is None and sys.stdout.isatty() else "csv"


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _watched(
    rows: Iterator[Row],
    ready: Portfolio,
    bad: list[Row],
    doubted: list[Row],
    streams: bool,
    lang: Lang,
) -> Iterator[Row]:
    """The rows, the bad and the doubted ones noted, with a progress bar on a terminal that shows
    nothing else meanwhile.
    """
    with progress(say(lang, "portfolio.progress"), ready.count, shown=not streams) as advance:
        for row in rows:
            if row.status == "error":
                bad.append(row)
            elif row.doubts:
                doubted.append(row)
            yield row
            advance(1)


def _started(rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows, the first of them planned already: what cannot start says so before anything
    is written.
    """
    return chain(list(islice(rows, 1)), rows)


def _write(
    rows: Iterator[Row],
    targets: Sequence[Venue],
    form: str,
    output: Path | None,
    lang: Lang,
    ready: Portfolio,
) -> None:
    from pathway.report.portfolio import PortfolioLayout
    from pathway.report.portfolio_xlsx import portfolio_xlsx

    layout = PortfolioLayout.of(ready, targets, lang)
    if output is None:
        with to_reader():
            sys.stdout.write(marked(""))
            _write_text(rows, layout, form, sys.stdout)
        return
    with replaced(output) as name:
        if form == "xlsx":
            Path(name).write_bytes(portfolio_xlsx(rows, layout))
        else:
            with open(name, "w", encoding="utf-8", errors="backslashreplace", newline="") as out:
                out.write(marked(""))
                _write_text(rows, layout, form, out)


def _write_text(rows: Iterator[Row], layout: PortfolioLayout, form: str, out: TextIO) -> None:
    from pathway.report.portfolio import write_csv, write_jsonl

    if form == "csv":
        write_csv(rows, layout, out)
    elif form == "jsonl":
        write_jsonl(rows, layout.lang, out)
    else:
        from pathway.report.portfolio_text import portfolio_text

        out.write(terminal(portfolio_text(rows, layout.lang)))
