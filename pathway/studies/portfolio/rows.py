"""Plans many firms: each row of a table, or each file of a folder, becomes one `Row`, in the order
of the input.

    for row in pathway.portfolio("firms.csv", targets=["bse"], today=date(2026, 11, 23)):
        print(row.name, row.status, row.answers[0].date)

A chunk of firms is planned by `plan_chunk`, a function of plain values only, so that other
processes and machines can do it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from functools import lru_cache, partial
from itertools import islice, permutations
from pathlib import Path
from typing import Literal

from attrs import evolve, field, frozen

from pathway.base import usage
from pathway.base.errors import InputError, OutOfRangeError, Problem, visible
from pathway.base.phrases import Phrase, phrase
from pathway.law.rulebook import Overlay, Rulebook, load_rules, read_overlay
from pathway.law.steps import Pace, Venue
from pathway.planning.arguments import checked_ask
from pathway.planning.planner import best_routes
from pathway.planning.solve import Ask, PlanQuestion, question
from pathway.planning.values import Block, Route, Spread, Why
from pathway.scenario.file import (
    NOTHING_SAID,
    Arguments,
    Overrides,
    Template,
    checked_overrides,
    completed,
    filled,
    opened,
    template,
)
from pathway.scenario.file.cells import node_of
from pathway.scenario.file.overrides import Place
from pathway.scenario.file.tree import Odd, Sink, TooDeepError, TreeNode
from pathway.scenario.scenario import Scenario
from pathway.studies.portfolio.table import FirmEntry, Firms, open_firms, places
from pathway.studies.simulate import MOST_DRAWS, MOST_SEED, simulate
from pathway.studies.workers.cluster import on_cluster
from pathway.studies.workers.processes import MOST_JOBS, in_processes

RowStatus = Literal["ok", "infeasible", "error"]
CHUNK = 25
"""Firms planned at a time: enough that handing them over costs nothing, few enough that progress
moves.
"""

Chunk = tuple[FirmEntry, ...]


@frozen
class Decisive:
    """What decides a date: the last law, fact or calendar in its chain of causes.

    Attributes:
        kind: `as_of`, `pinned`, `lag`, `limit` or `gate`, as for a `Cause`.
        milestone: The milestone that it fixes, by id.
        date: The day of that milestone.
        rule: The id of the provision or duration behind it, if any.
        text: It in words.
    """

    kind: str
    milestone: str
    date: Date
    rule: str | None
    text: Phrase


@frozen
class NextStep:
    """The first milestone ahead.

    Attributes:
        milestone: Its id.
        date: Its day.
        slack_days: Calendar days that it may slip without moving the final date.
    """

    milestone: str
    date: Date
    slack_days: int | None


@frozen
class Blocked:
    """What leaves a firm without a date.

    Attributes:
        milestone: The milestone that finds no day, by id.
        rule: The provision or duration that leaves none, by id.
        text: Why, in words.
        nearest_rule: The alternative of the rule that comes nearest, by id.
        nearest: What it still lacks, in words.
    """

    milestone: str
    rule: str
    text: Phrase
    nearest_rule: str | None = None
    nearest: Phrase | None = None


@frozen
class Answer:
    """The answer for one target.

    Attributes:
        target: The venue.
        date: The day of the best route. None where no route is feasible.
        route: The best route, by id.
        standard: The listing standard relied on, by id.
        projected: Whether the date rests on days beyond the official calendar.
        decisive: What decides the date.
        next: The first milestone ahead.
        assumed: How many facts were taken as fulfilled, as they are not given.
        blocked: What leaves the firm without a date.
        spread: The distribution of the date, where draws were asked for.
    """

    target: Venue
    date: Date | None
    route: str | None = None
    standard: str | None = None
    projected: bool = False
    decisive: Decisive | None = None
    next: NextStep | None = None
    assumed: int = 0
    blocked: Blocked | None = None
    spread: Spread | None = None


@frozen
class Row:
    """One firm of a portfolio.

    Attributes:
        file: The name of the table, or the firm's own file.
        row: The number of its row in the table, the header being 1. None for a file of its own.
        name: The firm's name, or "".
        status: `ok` if it reaches at least one target, `infeasible` if none, `error` if it could
            not be read or planned.
        answers: What was found, by target.
        problems: What is wrong with it, where `status` is `error`.
    """

    file: str
    row: int | None
    name: str
    status: RowStatus
    answers: tuple[Answer, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def place(self) -> str:
        """Where the firm stands: the row's number, or the file."""
        return self.file if self.row is None else str(self.row)


@frozen
class Settings:
    """What holds for every firm. The fields are those of `portfolio`; all can be hashed and sent to
    a process.

    base and rules are what the files held, so that whoever plans needs only those of a folder, and
    not even them where they come opened.
    """

    columns: tuple[str, ...] = ()
    folder: Path | None = None
    base: Template = field(factory=template)
    arguments: Arguments = NOTHING_SAID
    rules: tuple[Overlay, ...] = ()
    strict: bool = False
    draws: int = 0
    seed: int = 1


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
            else tuple(evolve(e, opened=opened(folder / e.file)) for e in chunk)
        )


def portfolio(
    source: str | Path,
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    jobs: int = 1,
    *,
    set: Overrides = (),
    as_of: date | None = None,
    today: date | None = None,
    base: str | Path | None = None,
    rules: Sequence[str] = (),
    strict: bool = False,
    draws: int = 0,
    seed: int = 1,
    cluster: str | None = None,
) -> Iterator[Row]:
    """Plans many firms: one row for each, in the order of the input; bad ones say what is wrong.

    Everything that concerns more than one firm is checked at once; firms are planned as the rows
    are taken.

    Args:
        source: A CSV or xlsx table with one firm a row and columns named by scenario paths, or a
            folder with one scenario a file.
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
        strict: Whether a fact that is not given counts against a firm instead of being assumed.
        draws: Also simulate every firm with so many draws (`simulate`); 0: do not.
        seed: The seed of the random numbers.
        cluster: The address of a Dask scheduler, such as `tcp://10.0.0.5:8786`, or `local` for a
            cluster of so many processes on this machine. Default: work without Dask.

    Returns:
        The rows, each planned when it is asked for.

    Raises:
        UsageError: An argument is of the wrong kind or outside its range, or no venue or pace is
            called so.
        InputError: The table or folder as a whole, the base, an override's path or an overlay is
            wrong; every problem is named.
        EngineError: While rows are taken: the cluster cannot be had, a process was killed, or draws
            were asked for, and numpy is not installed.
    """
    targets = checked_ask(targets, pace, strict=strict).targets
    usage.refuse_no_path("source", source)
    if base is not None:
        usage.refuse_no_path("base", base)
    if cluster is not None:
        usage.refuse_other("cluster", cluster, str, phrase("errors.usage.cluster"))
    rules = usage.several("rules", rules, phrase("errors.usage.overlays"))
    for overlay in rules:
        usage.refuse_other("rules", overlay, str, phrase("errors.usage.overlays"))
    jobs = usage.whole("jobs", jobs, 1, MOST_JOBS)
    draws = usage.whole("draws", draws, 0, MOST_DRAWS)
    seed = usage.whole("seed", seed, 0, MOST_SEED)
    as_of, today = (
        usage.day("as_of", as_of, optional=True),
        usage.day("today", today, optional=True),
    )
    set = checked_overrides(set)
    arguments = Arguments(set=set, as_of=as_of, today=today, pace=pace, targets=targets)
    ready = prepared(
        source, arguments, base=base, rules=rules, strict=strict, draws=draws, seed=seed
    )
    return ready.rows(jobs, cluster=cluster)


def prepared(
    source: str | Path,
    arguments: Arguments = NOTHING_SAID,
    *,
    base: str | Path | None = None,
    rules: Sequence[str] = (),
    strict: bool = False,
    draws: int = 0,
    seed: int = 1,
) -> Portfolio:
    """What `portfolio` plans, with everything checked that concerns more than one firm. Raises
    `InputError`.
    """
    firms = open_firms(source)
    if base is not None and firms.folder is not None:
        raise InputError([Problem(str(base), "", "", phrase("portfolio.base-of-folder"))])
    settings = Settings(
        columns=firms.columns,
        folder=firms.folder,
        base=template(base),
        arguments=arguments,
        rules=tuple(map(read_overlay, rules)),
        strict=strict,
        draws=draws,
        seed=seed,
    )
    _bench(settings)
    return Portfolio(firms, settings)


# -- one chunk -------------------------------------------------------------------------------------


@frozen
class _Bench:
    """What all firms of a portfolio share, made once in each process.

    order: of the columns, such that lists are filled from their first place on. rivals: paths of
    two columns of which the second lies within the first, so that a row can only have one.
    """

    places: tuple[Place, ...]
    order: tuple[int, ...]
    rivals: tuple[tuple[str, str], ...]
    rulebook: Rulebook


@lru_cache(maxsize=1)
def _bench(settings: Settings) -> _Bench:
    columns = places(settings.columns)
    order = sorted(
        range(len(columns)), key=lambda i: [s for s in columns[i].steps if isinstance(s, int)]
    )
    book = load_rules(settings.rules)
    rivals = [
        (a.path, b.path) for a, b in permutations(columns, 2) if a.steps == b.steps[: len(a.steps)]
    ]
    return _Bench(columns, tuple(order), tuple(rivals), book)


def plan_chunk(chunk: Sequence[FirmEntry], settings: Settings) -> list[Row]:
    """The rows of some firms. Needs nothing but its arguments."""
    bench, like = _bench(settings), None
    out: list[Row] = []
    for entry in chunk:
        row, asked = _row(entry, settings, bench, like)
        out.append(row)
        like = like or asked
    return out


def _row(
    entry: FirmEntry, settings: Settings, bench: _Bench, like: PlanQuestion | None
) -> tuple[Row, PlanQuestion | None]:
    """The row of a firm, and its question, from which another firm takes what is the same."""
    try:
        scenario = _scenario(entry, settings, bench)
    except InputError as error:
        return Row(
            entry.file, entry.row, _called(entry, bench), "error", problems=error.problems
        ), None
    name = scenario.name if entry.row is None or _is_named(scenario) else ""
    try:
        asked = question(scenario, Ask(rulebook=bench.rulebook, strict=settings.strict), like)
    except OutOfRangeError as error:
        problem = Problem(entry.place, "", "", error.message)
        return Row(entry.file, entry.row, name, "error", problems=(problem,)), None
    spreads = _spreads(scenario, entry, settings, bench) if settings.draws else {}
    answers = tuple(_answer(route, spreads.get(route.target)) for route in best_routes(asked))
    reached = any(answer.date is not None for answer in answers)
    return Row(entry.file, entry.row, name, "ok" if reached else "infeasible", answers), asked


def _spreads(
    scenario: Scenario, entry: FirmEntry, settings: Settings, bench: _Bench
) -> dict[Venue, Spread]:
    """The distribution of the date of every target. In its draws a firm is called by its row or
    file.
    """
    found = simulate(
        scenario,
        settings.draws,
        settings.seed,
        rulebook=bench.rulebook,
        strict=settings.strict,
        firm=entry.file if entry.row is None else str(entry.row),
    )
    return {one.target: one.spread for one in found.outcomes}


def _is_named(scenario: Scenario) -> bool:
    return "name" in scenario.document or bool(scenario.firm.name)


def _called(entry: FirmEntry, bench: _Bench) -> str:
    """The name of a firm that could not be read, as far as it can be told."""
    if entry.wrong is None:
        for where, cell in zip(bench.places, entry.cells, strict=True):
            if where.path == "name" and isinstance(cell, str | int):
                return visible(str(cell).strip())
    return ""


def _scenario(entry: FirmEntry, settings: Settings, bench: _Bench) -> Scenario:
    """The scenario of a firm. Raises `InputError`."""
    given = entry.opened
    if given is None and settings.folder is not None:
        given = opened(settings.folder / entry.file)
    if given is not None:
        return completed(given, settings.arguments)
    return filled(settings.base, _values(entry, bench), entry.place, settings.arguments)


def _values(entry: FirmEntry, bench: _Bench) -> list[tuple[Place, TreeNode]]:
    """The cells of a row that are not empty. Raises `InputError`."""
    if entry.wrong is not None:
        raise InputError([Problem(entry.place, "", "", entry.wrong)])
    sink, values = Sink(), list[tuple[Place, TreeNode]]()
    for i in bench.order:
        where, cell = bench.places[i], entry.cells[i]
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        if isinstance(cell, Odd) and cell.text.startswith("="):
            sink.add(entry.place, where.path, visible(cell.text), phrase("portfolio.formula"))
            continue
        try:
            values.append((where, node_of(cell, where.kind, entry.place)))
        except TooDeepError:
            sink.add(entry.place, where.path, "", phrase("scenario.file.deep"))
    given = {where.path for where, _ in values}
    for outer, inner in bench.rivals:
        if {outer, inner} <= given:
            sink.add(entry.place, inner, "", phrase("portfolio.rival", path=outer))
    if sink.problems:
        raise InputError(sink.problems)
    return values


# -- answers ---------------------------------------------------------------------------------------


def _answer(route: Route, spread: Spread | None) -> Answer:
    if route.date is None:
        blocked = _blocked(route.blocked_by[0])
        return Answer(
            route.target, None, assumed=len(route.assumed), blocked=blocked, spread=spread
        )
    final = route.milestone(route.critical_path[-1])
    return Answer(
        target=route.target,
        date=route.date,
        route=route.id,
        standard=route.standard,
        projected=final.projected,
        decisive=_decisive(route.decisive),
        next=_next(route),
        assumed=len(route.assumed),
        spread=spread,
    )


def _decisive(link: Why) -> Decisive:
    return Decisive(link.cause.kind, link.milestone, link.date, link.cause.rule, link.cause.text)


def _next(route: Route) -> NextStep | None:
    ahead = next((m for m in route.milestones if not m.pinned), None)
    return None if ahead is None else NextStep(ahead.id, ahead.date, ahead.slack_days)


def _blocked(block: Block) -> Blocked:
    miss = block.nearest[0] if block.nearest else None
    if miss is None:
        return Blocked(block.milestone, block.rule, block.text)
    return Blocked(block.milestone, block.rule, block.text, miss.id, miss.finding.text)
