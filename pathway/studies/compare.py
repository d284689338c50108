"""Scenarios side by side: the best date for each target, the difference to the first one, and what
made it.

The law, the calendar and every requirement that reads nothing that changed are worked out once for
all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from itertools import product

from attrs import evolve, field, frozen

from pathway.base.errors import InputError, Problem
from pathway.base.phrases import Bilingual, phrase
from pathway.dates.days import to_date
from pathway.dates.schedule import Push
from pathway.law.provision import Requires
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, RouteSteps, Venue, route_id
from pathway.planning.causes import Cause, cause_of, conflict_cause
from pathway.planning.network import origin_of
from pathway.planning.planner import chosen_standard, hardest
from pathway.planning.requirements import Requirements
from pathway.planning.solve import Ask, Failed, PlanQuestion, Solved, best_of, question, solve
from pathway.planning.values import Spread
from pathway.scenario.file import rebuild
from pathway.scenario.scenario import Scenario

MOST_CELLS = 100_000


@frozen
class Variation:
    """A scenario made from another one by overrides: path -> value as written."""

    scenario: Scenario
    overrides: Mapping[str, object]

    @property
    def name(self) -> str:
        """The overrides in short: the last part of each path, and the value."""
        return (
            ", ".join(f"{_short(path)}={value}" for path, value in self.overrides.items())
            or self.scenario.name
        )


@frozen
class Flip:
    """A requirement that holds from another day on than in the first scenario; None: on no day."""

    id: str
    title: Bilingual
    before: Date | None
    after: Date | None


@frozen
class Changed:
    """Where two chains of causes part: the first milestone on another day, or with another cause.

    before and after: the cause in the first scenario and in this one; None where there is none to
    compare with (the other route, or no schedule).
    """

    milestone: str
    before: Cause | None
    after: Cause | None


@frozen
class Standing:
    """One target in one scenario.

    date: None where no route is feasible. delta_days: calendar days to the first scenario's date,
    later is positive. spread: the distribution of the date, where draws were asked for.
    """

    target: Venue
    date: Date | None
    route: str | None
    standard: str | None
    delta_days: int | None
    changed: Changed | None
    flipped: tuple[Flip, ...]
    spread: Spread | None = None


@frozen
class Column:
    """One scenario of a comparison. overrides: what `--vary` changed in it."""

    name: str
    overrides: Mapping[str, object]
    standings: Mapping[Venue, Standing]


@frozen
class Comparison:
    """Scenarios side by side; differences are to the first. pace: of the first scenario's plan."""

    columns: tuple[Column, ...]
    targets: tuple[Venue, ...]
    as_of: tuple[date, ...] = field(repr=False)


def vary(scenario: Scenario, grid: Mapping[str, Sequence[object]]) -> tuple[Variation, ...]:
    """A scenario for every combination of values, in order: the last path changes fastest.

    grid: path, as for `--set`, -> values. Raises `InputError` with every problem, each once.
    """
    cells = 1
    for values in grid.values():
        cells *= len(values)
    if cells > MOST_CELLS:
        limit = phrase("compare.too-many", n=cells, most=MOST_CELLS)
        raise InputError([Problem("--vary", "", str(cells), limit)])
    out: list[Variation] = []
    problems: list[Problem] = []
    for values in product(*grid.values()):
        overrides = dict(zip(grid, values, strict=True))
        try:
            out.append(Variation(rebuild(scenario, _arguments(overrides)), overrides))
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise InputError(problems)
    return tuple(out)


def _arguments(overrides: Mapping[str, object]) -> Mapping[str, object] | list[str]:
    """Texts are read as on the command line, anything else as it is."""
    if all(isinstance(value, str) for value in overrides.values()):
        return [f"{path}={value}" for path, value in overrides.items()]
    return overrides


def _short(path: str) -> str:
    parts = path.split(".")
    named = parts[-2:-1] and (
        parts[-2].isdigit() or parts[0] in ("milestones", "durations", "uncertainty")
    )
    return ".".join(parts[-2:]) if named else parts[-1]


def compare(
    scenarios: Sequence[Scenario | Variation],
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    draws: int = 0,
    seed: int = 1,
) -> Comparison:
    """The best date per target of every scenario, the difference in days to the first, and what
    changed.

    targets, pace, rulebook, strict: as for `plan`. draws and seed: also simulate every scenario,
    with the same random numbers, so that distributions differ by what the scenarios differ in.
    Raises `OutOfRangeError` where the law is not encoded.
    """
    if not scenarios:
        raise ValueError("nothing to compare")
    ask = Ask(targets, pace, rulebook, strict)
    bases: dict[int, PlanQuestion] = {}
    first: PlanQuestion | None = None
    memory: dict[Venue, Solved | None] = {}
    columns: list[Column] = []
    venues: dict[Venue, None] = {}
    for item in scenarios:
        scenario = item.scenario if isinstance(item, Variation) else item
        near = bases.get(scenario.as_of.toordinal(), first)
        asked = question(scenario, ask, like=near)
        bases.setdefault(scenario.as_of.toordinal(), asked)
        solved = {target: best_of(asked, target) for target in asked.targets}
        if first is None:
            first, memory = asked, solved
        venues.update(dict.fromkeys(asked.targets))
        standings = {
            t: _standing(t, asked, solved[t], first, memory.get(t), t in memory) for t in solved
        }
        if draws:
            from pathway.studies.simulate import simulate

            for one in simulate(scenario, draws, seed, targets, pace, rulebook, strict).outcomes:
                standings[one.target] = evolve(standings[one.target], spread=one.spread)
        overrides = dict(item.overrides) if isinstance(item, Variation) else {}
        columns.append(Column(item.name, overrides, standings))
    days = tuple((i.scenario if isinstance(i, Variation) else i).as_of for i in scenarios)
    return Comparison(tuple(columns), tuple(venues), days)


def _standing(
    target: Venue,
    asked: PlanQuestion,
    solved: Solved | None,
    first: PlanQuestion,
    base: Solved | None,
    known: bool,
) -> Standing:
    delta = (solved.date - base.date).days if solved is not None and base is not None else None
    same = asked is first or not known
    route = (
        solved.steps
        if solved is not None
        else next(route for to, route in asked.routes if to == target)
    )
    return Standing(
        target,
        solved.date if solved is not None else None,
        route_id(solved.steps) if solved is not None else None,
        chosen_standard(asked.requirements, solved.steps, solved.schedule)
        if solved is not None
        else None,
        delta,
        None if same else difference(first, base, asked, solved, target),
        () if same else tuple(flips(first.requirements, asked.requirements, route)),
    )


def difference(
    first: PlanQuestion,
    base: Solved | None,
    asked: PlanQuestion,
    solved: Solved | None,
    target: Venue,
) -> Changed | None:
    """What changed between the best schedules of two scenarios; None where nothing did."""
    if solved is None:
        return None if base is None else _failure(asked, target)
    if base is None or base.steps != solved.steps:
        return Changed(solved.final, None, _cause(asked.requirements, solved, solved.final))
    ours = solved.schedule.chain(solved.final)
    for name in ours:
        theirs = base.schedule.days.get(name)
        if theirs is None or theirs != solved.schedule.days[name] or not _alike(base, solved, name):
            before = _cause(first.requirements, base, name) if theirs is not None else None
            return Changed(name, before, _cause(asked.requirements, solved, name))
    return None


def _failure(asked: PlanQuestion, target: Venue) -> Changed | None:
    """The rule that leaves a target without a date: on the route that comes farthest."""
    failed = [solve(asked.requirements, route) for to, route in asked.routes if to == target]
    worst = next((f for f in failed if isinstance(f, Failed)), None)
    if worst is None:
        return None
    _, failure = hardest(worst)
    if failure.constraint is None:
        return Changed(failure.milestone, None, None)
    return Changed(
        failure.milestone,
        None,
        conflict_cause(failure.constraint, failure, asked.requirements),
    )


def _alike(base: Solved, other: Solved, name: str) -> bool:
    return _rule(base.schedule.cause(name)) == _rule(other.schedule.cause(name))


def _rule(push: Push) -> tuple[str, str | None]:
    if push.constraint is None:
        return push.kind, None
    return push.kind, origin_of(push.constraint).rule


def _cause(requirements: Requirements, solved: Solved, name: str) -> Cause:
    return cause_of(solved.schedule.cause(name), solved.schedule.days, requirements)


def flips(first: Requirements, other: Requirements, route: RouteSteps) -> Iterator[Flip]:
    """The requirements of a route that first hold on another day than in the first scenario."""
    if first is other:
        return
    for step in route:
        for provision in other.book.for_step(step):
            if not any(isinstance(v.effect, Requires) for v in other.law.known(provision)):
                continue
            if provision.id not in first.book.provisions:
                continue
            old, new = (
                first.verdict(provision.id, extended=True),
                other.verdict(provision.id, extended=True),
            )
            if old is new:
                continue
            before = old.met.next(first.scenario.as_of.toordinal())
            after = new.met.next(other.scenario.as_of.toordinal())
            if before != after:
                yield Flip(
                    provision.id,
                    provision.title,
                    None if before is None else to_date(before),
                    None if after is None else to_date(after),
                )
