"""Plans many firms: each row of a table, or each file of a folder, becomes one `Row`, in the order
of the input.

    for row in pathway.portfolio("firms.csv", targets=["bse"], today=date(2026, 11, 23)):
        print(row.name, row.status, row.answers[0].date)
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from itertools import islice
from os import PathLike
from pathlib import Path

from attrs import evolve, field, frozen

from pathway.base import usage
from pathway.base.errors import InputError, Problem
from pathway.base.limits import MOST_DRAWS
from pathway.base.phrases import phrase
from pathway.law.ledger import read_ledger
from pathway.law.rulebook import read_overlay
from pathway.law.steps import Pace, Venue
from pathway.planning.arguments import checked_ask
from pathway.scenario.file import (
    NOTHING_SAID,
    Arguments,
    Overrides,
    checked_overrides,
    opened,
    template,
)
from pathway.scenario.scenario import Scenario
from pathway.studies.portfolio.chunk import Settings, bench, plan_chunk
from pathway.studies.portfolio.in_memory import DataFrame, firms_in_memory
from pathway.studies.portfolio.row_values import Row
from pathway.studies.portfolio.table import FirmEntry, Firms, open_firms
from pathway.studies.simulate import MOST_SEED
from pathway.studies.workers.cluster import on_cluster
from pathway.studies.workers.processes import MOST_JOBS, in_processes

CHUNK = 25
"""Firms planned at a time: enough that handing them over costs nothing, few enough that progress
moves.
"""

Chunk = tuple[FirmEntry, ...]
FirmSource = str | Path | DataFrame | Iterable[Scenario] | Iterable[Mapping[str, object]]
"""Where firms come from: a table or folder by its name, or what a program holds."""


@frozen
class Portfolio:
    """A portfolio ready to be planned. count: how many firms it has."""

    firms: Firms = field(repr=False)
    settings: Settings

    @property
    def count(self) -> int:
        return self.firms.count

    def rows(
        self, jobs: int = 1, *, cluster: str | None = None, size: int = CHUNK
    ) -> Generator[Row, None, None]:
        """Plans the firms, one row after another in the order of the input, with so many processes.

        cluster: the address of a Dask scheduler, or `local` for a cluster of so many processes on
        this machine; None does without Dask. size: firms planned at a time. More than one job, and
        a local cluster, start new interpreters, so a script must call this under `if __name__ ==
        "__main__"`. Raises `EngineError`.
        """
        with closing(self.planned(self.chunks(size), jobs, cluster, size)) as planned:
            for rows in planned:
                yield from rows

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """The firms, not yet planned, so many at a time. Raises `InputError` where the table
        changes meanwhile.
        """
        entries = self.firms.entries()
        while chunk := tuple(islice(entries, size)):
            yield chunk

    def planned(
        self, chunks: Iterator[Chunk], jobs: int = 1, cluster: str | None = None, size: int = CHUNK
    ) -> Generator[list[Row], None, None]:
        """The rows of some of the `chunks`, in their order; the rest as for `rows`."""
        jobs = min(jobs, -(-self.count // size))
        if cluster is not None:
            work = partial(plan_chunk, settings=evolve(self.settings, folder=None))
            return on_cluster(work, map(self._carried, chunks), cluster, jobs)
        work = partial(plan_chunk, settings=self.settings)
        return (work(chunk) for chunk in chunks) if jobs <= 1 else in_processes(work, chunks, jobs)

    def _carried(self, chunk: Chunk) -> Chunk:
        """A chunk that needs no file any more."""
        folder = self.firms.folder
        return (
            chunk
            if folder is None
            else tuple(evolve(e, opened=opened(folder / e.file, regular=True)) for e in chunk)
        )


def portfolio(
    source: FirmSource,
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    jobs: int = 1,
    *,
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
) -> Iterator[Row]:
    """Plans many firms: one row for each, in the order of the input; bad ones say what is wrong.

    Everything that concerns more than one firm is checked at once; firms are planned as the rows
    are taken.

    Args:
        source: A CSV or xlsx table with one firm a row and columns named by scenario paths or by
            the usual Chinese names; a folder with one scenario a file; a DataFrame of pandas or
            polars with such columns; or a list of scenarios, or of mappings with such keys.
        targets: The venues to reach. Default: those of each scenario, else every exchange above its
            firm's present venue.
        pace: How long steps take: `floor`, `typical` or `cautious`. Default: that of each scenario.
        jobs: How many processes work. More than one starts new interpreters, so a script must call
            this under `if __name__ == "__main__"`.
        set: Values that go before those of every firm, as for `load`.
        as_of: The day up to which facts, law and calendars are known. Goes before the firms' own.
        today: Stands in where neither the call nor a firm gives `as_of`.
        base: A scenario file that every row of a table starts from.
        rules: Overlays laid on the shipped law, as `load_rules` takes them.
        ledger: A file of rules that somebody has held against the official text, as `load_rules`
            takes it. Default: none is read.
        strict: Whether a fact that is not given counts against a firm instead of being assumed.
        strict_input: Whether what is hardly meant (`Row.doubts`) makes a row an error.
        sheet: The sheet of a workbook, by name or by number from 1. Default: the first visible one.
        draws: Also simulate every firm with so many draws (`simulate`); 0: do not.
        seed: The seed of the random numbers.
        by: With draws: a day for which answers tell the share of draws that are listed by then.
        cluster: The address of a Dask scheduler, such as `tcp://10.0.0.5:8786`, or `local` for a
            cluster of so many processes on this machine. Default: work without Dask.

    Returns:
        The rows, each planned when it is asked for.

    Raises:
        UsageError: An argument is of the wrong kind or outside its range, or no venue or pace is
            called so.
        InputError: The table or folder as a whole, the base, an override's path, an overlay or the
            ledger is wrong; every problem is named.
        EngineError: While rows are taken: the cluster cannot be had, a process was killed, or draws
            were asked for, and numpy is not installed.
    """
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
    jobs = usage.whole("jobs", jobs, 1, MOST_JOBS)
    refuse_no_cluster(cluster)
    return ready.rows(jobs, cluster=cluster)


def refuse_no_cluster(cluster: str | None) -> None:
    """Refuses what cannot name a cluster. Raises `UsageError`."""
    if cluster is not None:
        usage.refuse_other("cluster", cluster, str, phrase("errors.usage.cluster"))


def asked(
    source: FirmSource,
    targets: Sequence[Venue] | None,
    pace: Pace | None,
    *,
    set: Overrides,
    as_of: date | None,
    today: date | None,
    base: str | Path | None,
    rules: Sequence[str],
    ledger: str | PathLike[str] | None,
    strict: bool,
    strict_input: bool,
    sheet: str | None,
    draws: int,
    seed: int,
    by: date | None,
) -> Portfolio:
    """What a program asks, with every argument checked. Raises `UsageError` and `InputError`."""
    targets = checked_ask(targets, pace, strict=strict).targets
    if base is not None:
        usage.refuse_no_path("base", base)
    rules = usage.several("rules", rules, phrase("errors.usage.overlays"))
    for overlay in rules:
        usage.refuse_other("rules", overlay, str, phrase("errors.usage.overlays"))
    if ledger is not None:
        usage.refuse_no_path("ledger", ledger)
    draws = usage.whole("draws", draws, 0, MOST_DRAWS)
    seed = usage.whole("seed", seed, 0, MOST_SEED)
    as_of, today = (
        usage.day("as_of", as_of, optional=True),
        usage.day("today", today, optional=True),
    )
    by = usage.day("by", by, optional=True)
    usage.refuse_no_flag("strict_input", strict_input)
    if sheet is not None:
        usage.refuse_other("sheet", sheet, str, phrase("errors.usage.text"))
    set = checked_overrides(set)
    arguments = Arguments(set=set, as_of=as_of, today=today, pace=pace, targets=targets)
    return prepared(
        source,
        arguments,
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


def prepared(
    source: FirmSource,
    arguments: Arguments = NOTHING_SAID,
    *,
    base: str | Path | None = None,
    rules: Sequence[str] = (),
    ledger: str | PathLike[str] | None = None,
    strict: bool = False,
    strict_input: bool = False,
    sheet: str | None = None,
    draws: int = 0,
    seed: int = 1,
    by: date | None = None,
) -> Portfolio:
    """What `portfolio` plans, with everything checked that concerns more than one firm. Raises
    `InputError`.
    """
    firms = open_firms(source, sheet) if isinstance(source, str | Path) else firms_in_memory(source)
    if base is not None and firms.folder is not None:
        raise InputError([Problem(str(base), "", "", phrase("portfolio.base-of-folder"))])
    settings = Settings(
        columns=firms.columns,
        folder=firms.folder,
        base=template(base),
        arguments=arguments,
        rules=tuple(map(read_overlay, rules)),
        ledger=None if ledger is None else read_ledger(Path(ledger)),
        strict=strict,
        strict_input=strict_input,
        draws=draws,
        seed=seed,
        by=by,
    )
    bench(settings)
    return Portfolio(firms, settings)
