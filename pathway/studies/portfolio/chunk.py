"""Plans a chunk of firms. `plan_chunk` is a function of plain values only, so that other processes
and machines can do it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from attrs import evolve, field, frozen

from pathway.base.errors import InputError, OutOfRangeError, Problem, visible
from pathway.base.phrases import phrase
from pathway.law.ledger import Ledger, confirmed
from pathway.law.rulebook import Overlay, Rulebook, load_rules
from pathway.law.steps import Venue
from pathway.planning.planner import best_routes
from pathway.planning.solve import Ask, PlanQuestion, question
from pathway.planning.values import Spread
from pathway.scenario.file import (
    NOTHING_SAID,
    Arguments,
    Template,
    completed,
    filled,
    opened,
    template,
)
from pathway.scenario.file.cells import Cell, is_nothing, node_of
from pathway.scenario.file.overrides import Place
from pathway.scenario.file.tree import Odd, Sink, TooDeepError, TreeNode
from pathway.scenario.scenario import Scenario
from pathway.studies.portfolio.doubts import doubts_of
from pathway.studies.portfolio.header import TableColumn, in_unit, in_words, places
from pathway.studies.portfolio.row_values import Row, answer_of
from pathway.studies.portfolio.table import FirmEntry
from pathway.studies.simulate import simulate


@frozen
class Settings:
    """What holds for every firm. The fields are those of `portfolio`; all can be hashed and sent to
    a process.

    base, rules and ledger are what the files held, so that whoever plans needs only those of a folder, and
    not even them where they come opened.
    """

    columns: tuple[TableColumn, ...] = ()
    folder: Path | None = None
    base: Template = field(factory=template)
    arguments: Arguments = NOTHING_SAID
    rules: tuple[Overlay, ...] = ()
    ledger: Ledger | None = None
    strict: bool = False
    strict_input: bool = False
    draws: int = 0
    seed: int = 1
    by: date | None = None


@frozen
class Bench:
    """What all firms of a portfolio share, made once in each process.

    places: of the columns; None for the table's own. order: of the others, such that lists are
    filled from their first place on. rivals: paths of two columns of which the second lies within
    the first, so that a row can only have one.
    """

    places: tuple[Place | None, ...]
    order: tuple[int, ...]
    rivals: tuple[tuple[str, str], ...]
    rulebook: Rulebook


@lru_cache(maxsize=1)
def bench(settings: Settings) -> Bench:
    """What the firms of a portfolio share. Raises `InputError`."""
    columns = places(settings.columns)
    known = [(i, where) for i, where in enumerate(columns) if where is not None]
    known.sort(key=lambda pair: [s for s in pair[1].steps if isinstance(s, int)])
    order = tuple(i for i, _ in known)
    book = load_rules(settings.rules)
    if settings.ledger is not None:
        book = confirmed(book, settings.ledger)
    return Bench(columns, order, _rivals([where for _, where in known]), book)


def _rivals(ways: Sequence[Place]) -> tuple[tuple[str, str], ...]:
    """The paths of columns of which the second lies within the first, in the order of the columns:
    looked up by what each begins with, for a table may have thousands.
    """
    by_steps: dict[tuple[object, ...], list[int]] = {}
    for i, way in enumerate(ways):
        by_steps.setdefault(way.steps, []).append(i)
    found = [
        (i, j)
        for j, way in enumerate(ways)
        for length in range(1, len(way.steps) + 1)
        for i in by_steps.get(way.steps[:length], ())
        if i != j
    ]
    return tuple((ways[i].path, ways[j].path) for i, j in sorted(found))


def plan_chunk(chunk: Sequence[FirmEntry], settings: Settings) -> list[Row]:
    """The rows of some firms. Needs nothing but its arguments."""
    shared, like = bench(settings), None
    out: list[Row] = []
    for entry in chunk:
        if entry.total:
            row, asked = _total(entry), None
        else:
            row, asked = _row(entry, settings, shared, like)
        row = evolve(row, others=_others(entry, settings))
        out.append(_refused(row, entry) if settings.strict_input and row.doubts else row)
        like = like or asked
    return out


def _total(entry: FirmEntry) -> Row:
    doubt = phrase("tables.total")
    return Row(entry.file, entry.row, _first_text(entry), "skipped", doubts=(doubt,))


def _first_text(entry: FirmEntry) -> str:
    texts = (cell.strip() for cell in entry.cells if isinstance(cell, str))
    return visible(next(filter(None, texts), ""))


def _refused(row: Row, entry: FirmEntry) -> Row:
    """A row whose doubts count as problems."""
    doubts = tuple(Problem(entry.place, "", "", doubt) for doubt in row.doubts)
    return evolve(row, status="error", answers=(), problems=(*row.problems, *doubts))


def _others(entry: FirmEntry, settings: Settings) -> tuple[tuple[str, str], ...]:
    """The cells of columns that are the table's own."""
    return tuple(
        (column.name, _shown(cell))
        for column, cell in zip(settings.columns, entry.cells, strict=False)
        if column.path is None
    )


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Odd():
            return cell.text
        case Fraction():
            return f"{Decimal(cell.numerator) / Decimal(cell.denominator):f}"
        case _:
            return str(cell)


def _row(
    entry: FirmEntry, settings: Settings, shared: Bench, like: PlanQuestion | None
) -> tuple[Row, PlanQuestion | None]:
    """The row of a firm, and its question, from which another firm takes what is the same."""
    file, row = entry.file, entry.row
    try:
        scenario = _scenario(entry, settings, shared)
    except InputError as error:
        named = _called(entry, shared)
        return Row(file, row, named, "error", problems=error.problems, doubts=entry.doubts), None
    name = scenario.name if row is None or _is_named(scenario) else ""
    doubts = (*entry.doubts, *scenario.doubts)
    if row is not None:
        doubts += tuple(doubts_of(scenario, entry.cells, settings.columns))
    try:
        asked = question(scenario, Ask(rulebook=shared.rulebook, strict=settings.strict), like)
    except OutOfRangeError as error:
        problem = Problem(entry.place, "", "", error.message)
        return Row(file, row, name, "error", problems=(problem,), doubts=doubts), None
    spreads = _spreads(scenario, entry, settings, shared) if settings.draws else {}
    answers = tuple(answer_of(route, spreads.get(route.target)) for route in best_routes(asked))
    reached = any(answer.date is not None for answer in answers)
    return Row(file, row, name, "ok" if reached else "infeasible", answers, doubts=doubts), asked


def _spreads(
    scenario: Scenario, entry: FirmEntry, settings: Settings, shared: Bench
) -> dict[Venue, Spread]:
    """The distribution of the date of every target. In its draws a firm is called by its row or
    file.
    """
    found = simulate(
        scenario,
        settings.draws,
        settings.seed,
        rulebook=shared.rulebook,
        strict=settings.strict,
        firm=entry.file if entry.row is None else str(entry.row),
    )
    return {one.target: one.spread_by(settings.by) for one in found.outcomes}


def _is_named(scenario: Scenario) -> bool:
    return "name" in scenario.document or bool(scenario.firm.name)


def _called(entry: FirmEntry, shared: Bench) -> str:
    """The name of a firm that could not be read, as far as it can be told."""
    if entry.wrong is None:
        for where, cell in zip(shared.places, entry.cells, strict=True):
            if where is not None and where.path == "name" and isinstance(cell, str | int):
                return visible(str(cell).strip())
    return ""


def _scenario(entry: FirmEntry, settings: Settings, shared: Bench) -> Scenario:
    """The scenario of a firm. Raises `InputError`."""
    given = entry.opened
    if given is None and settings.folder is not None:
        given = opened(settings.folder / entry.file, regular=True)
    if given is not None:
        return completed(given, settings.arguments)
    values = _values(entry, settings, shared)
    return filled(settings.base, values, entry.place, settings.arguments)


def _values(entry: FirmEntry, settings: Settings, shared: Bench) -> list[tuple[Place, TreeNode]]:
    """The cells of a row that are not empty. Raises `InputError`."""
    if entry.wrong is not None:
        raise InputError([Problem(entry.place, "", "", entry.wrong)])
    sink, values = Sink(), list[tuple[Place, TreeNode]]()
    for i in shared.order:
        where, column, cell = shared.places[i], settings.columns[i], entry.cells[i]
        if where is None or is_nothing(cell, where.kind):
            continue
        if isinstance(cell, Odd) and cell.text.startswith("="):
            sink.add(entry.place, where.path, visible(cell.text), phrase("portfolio.formula"))
            continue
        try:
            node = node_of(in_words(cell, column, where.kind), where.kind, entry.place)
        except TooDeepError:
            sink.add(entry.place, where.path, "", phrase("scenario.file.deep"))
            continue
        values.append((where, in_unit(node, cell, column)))
    given = {where.path for where, _ in values}
    for outer, inner in shared.rivals:
        if {outer, inner} <= given:
            sink.add(entry.place, inner, "", phrase("portfolio.rival", path=outer))
    if sink.problems:
        raise InputError(sink.problems)
    return values
