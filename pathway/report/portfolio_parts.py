"""The parts of a portfolio as files: CSV, JSON lines or Parquet, whole each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from os import PathLike
from pathlib import Path

from pathway.base import usage
from pathway.base.errors import EngineError
from pathway.base.phrases import LANGS, Lang, phrase
from pathway.law.steps import Pace, Venue
from pathway.report.portfolio import PortfolioLayout, write_csv, write_jsonl
from pathway.scenario.file import Overrides
from pathway.studies.portfolio.delimited import refused
from pathway.studies.portfolio.parts import Part, Render, opened, written
from pathway.studies.portfolio.row_values import Row
from pathway.studies.portfolio.rows import FirmSource, Portfolio, asked, refuse_no_cluster
from pathway.studies.workers.processes import MOST_JOBS

FORMATS = ("csv", "jsonl", "parquet")
LARGEST_PART, PART = 10_000, 250
"""The most firms in a part, and how many there are if nobody says."""


def renderer(form: str, layout: PortfolioLayout) -> Render:
    """Makes a part's bytes: `csv`, `jsonl` or `parquet`.

    Raises `ModuleNotFoundError` where pyarrow is missing.
    """
    if form == "parquet":
        import pyarrow  # noqa: F401 (better missed now than after the first firms)

        from pathway.report.portfolio_parquet import parquet

        return partial(parquet, layout=layout)

    def render(rows: Sequence[Row]) -> bytes:
        out = io.StringIO(newline="")
        if form == "csv":
            write_csv(rows, layout, out)
        else:
            write_jsonl(rows, layout.lang, out)
        return out.getvalue().encode("utf-8")

    return render


def layout_of(form: str, ready: Portfolio, targets: Sequence[Venue], lang: Lang) -> Render:
    """What makes the parts of a portfolio. Raises `EngineError` where its library is missing."""
    try:
        return renderer(form, PortfolioLayout.of(ready, targets, lang))
    except ModuleNotFoundError:
        raise EngineError(phrase("engines.no-arrow")) from None


def parts(
    source: FirmSource,
    folder: str | PathLike[str],
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    jobs: int = 1,
    *,
    form: str = "csv",
    size: int = PART,
    lang: Lang = "en",
    set: Overrides = (),
    as_of: date | None = None,
    today: date | None = None,
    base: str | Path | None = None,
    rules: Sequence[str] = (),
    ledger: str | PathLike[str] | None = None,
    strict: bool = False,
    strict_input: bool = False,
    sheet: str | None = None,
    draws: int = 0,
    seed: int = 1,
    by: date | None = None,
    cluster: str | None = None,
) -> Iterator[Part]:
    """Plans many firms into a folder of parts, and goes on where an earlier run broke off.

    Args:
        source: Where the firms come from, as for `portfolio`.
        folder: The folder, which is made, or holds parts of the same portfolio.
        targets: The venues to reach, as for `portfolio`.
        pace: How long steps take, as for `portfolio`.
        jobs: How many processes work, as for `portfolio`.
        form: What each part is: `csv`, `jsonl` or `parquet`.
        size: Firms in a part.
        lang: The language of sentences, `en` or `zh`.
        set: Values that go before those of every firm, as for `load`.
        as_of: The day up to which facts, law and calendars are known.
        today: Stands in where neither the call nor a firm gives `as_of`; in a folder that was
            begun, its own day does.
        base: A scenario file that every row of a table starts from.
        rules: Overlays laid on the shipped law, as `load_rules` takes them.
        ledger: A file of rules that somebody has held against the official text.
        strict: Whether a fact that is not given counts against a firm instead of being assumed.
        strict_input: Whether what is hardly meant (`Row.doubts`) makes a row an error.
        sheet: The sheet of a workbook, by name or by number from 1.
        draws: Also simulate every firm with so many draws (`simulate`); 0: do not.
        seed: The seed of the random numbers.
        by: With draws: a day for which answers tell the share of draws that are listed by then.
        cluster: The address of a Dask scheduler, or `local`, as for `portfolio`.

    Returns:
        The parts in order, those of earlier runs included, each once its file is whole.

    Raises:
        UsageError: An argument is of the wrong kind or outside its range.
        InputError: What `portfolio` refuses, or the folder cannot be made. When parts are taken:
            it holds something else, or is worked on by another run, or the firms change meanwhile.
        EngineError: A library is missing, the cluster cannot be had, or a process was killed.
    """
    usage.refuse_no_path("folder", folder)
    usage.refuse_unknown("form", form, FORMATS)
    usage.refuse_unknown("lang", lang, LANGS)
    size = usage.whole("size", size, 1, LARGEST_PART)
    jobs = usage.whole("jobs", jobs, 1, MOST_JOBS)
    refuse_no_cluster(cluster)
    ready = asked(
        source,
        targets,
        pace,
        set=set,
        as_of=as_of,
        today=today,
        base=base,
        rules=rules,
        ledger=ledger,
        strict=strict,
        strict_input=strict_input,
        sheet=sheet,
        draws=draws,
        seed=seed,
        by=by,
    )
    make = layout_of(form, ready, targets or (), lang)
    path = Path(folder)
    try:
        path.mkdir(exist_ok=True)
    except (OSError, ValueError):  # a name may hold what no folder's does
        raise refused(path, phrase("parts.folder")) from None

    def made() -> Iterator[Part]:
        with opened(path, ready, size, form, lang) as held:
            plan = partial(held.ready.planned, jobs=jobs, cluster=cluster, size=size)
            with closing(written(held, plan, make)) as finished:
                yield from (part for part, _ in finished)

    return made()
