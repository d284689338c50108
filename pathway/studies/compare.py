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

from pathway.base import usage
from pathway.base.errors import InputError, Problem
from pathway.base.phrases import Bilingual, phrase
from pathway.dates.days import to_date
from pathway.dates.schedule import Push
from pathway.law.provision import Requires
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, RouteSteps, Venue, route_id
from pathway.planning.arguments import checked_ask, refuse_no_scenario
from pathway.planning.causes import Cause, cause_of, conflict_cause
from pathway.planning.origin import origin_of
from pathway.planning.planner import chosen_standard, hardest
from pathway.planning.requirements import Requirements
from pathway.planning.solve import Failed, PlanQuestion, Solved, best_of, question, solve
from pathway.planning.values import Spread
from pathway.scenario.file import rebuild
from pathway.scenario.scenario import Scenario
from pathway.studies.simulate import MOST_DRAWS, MOST_SEED, simulate

MOST_CELLS = 100_000


@frozen
class Variation:
    """A scenario made from another one by overrides.

    Attributes:
        scenario: The new scenario.
        overrides: What was changed: from paths to values as written.
    """

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
    """A requirement that first holds on another day than in the first scenario.

    Attributes:
        id: The provision's.
        title: The provision's.
        before: The first day, from the as-of day on, in the first scenario. None: on no day.
        after: The same in this scenario.
    """

    id: str
    title: Bilingual
    before: Date | None
    after: Date | None


@frozen
class Changed:
    """Where two chains of causes part: the first milestone on another day, or with another cause.

    Attributes:
        milestone: Its id.
        before: Its cause in the first scenario. None where there is none to compare with: another
            route, or no date.
        after: The same in this scenario.
    """

    milestone: str
    before: Cause | None
    after: Cause | None


@frozen
class Standing:
    """One target in one scenario.

    Attributes:
        target: The venue.
        date: The day of the best route. None where no route is feasible.
        route: The best route, by id.
        standard: The listing standard relied on, by id.
        delta_days: Calendar days from the first scenario's date to this one; later is positive.
            None where one of them has no date.
        changed: Where the chains of causes part. None where they do not, and for the first.
        flipped: The requirements of the route that first hold on another day.
        spread: The distribution of the date, where draws were asked for.
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
    """One scenario of a comparison.

    Attributes:
        name: The scenario's, or for a `Variation` its overrides in short.
        overrides: What a `Variation` changes. Empty for a scenario.
        standings: What was found, by target.
    """

    name: str
    overrides: Mapping[str, object]
    standings: Mapping[Venue, Standing]


@frozen
class Comparison:
    """The answer of `compare`: scenarios side by side; differences are to the first.

    Attributes:
        columns: One for each scenario, in the order given.
        targets: The venues that any of them was planned for.
        as_of: The as-of day of each scenario.
    """

    columns: tuple[Column, ...]
    targets: tuple[Venue, ...]
    as_of: tuple[date, ...] = field(repr=False)


def vary(scenario: Scenario, grid: Mapping[str, Sequence[object]]) -> tuple[Variation, ...]:
    """Makes a scenario for every combination of values.

    Args:
        scenario: The one to start from.
        grid: From paths (`fiscal_years.2026.net_profit`) to the values that each takes. Amounts are
            in the unit of money of the scenario's file.

    Returns:
        A variation for each combination; the last path changes fastest.

    Raises:
        UsageError: An argument is of the wrong kind.
        InputError: A value is wrong, or there are more than 100,000 combinations; every problem is
            named once.
    """
    refuse_no_scenario(scenario)
    grid = _grid(grid)
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


def _grid(given: Mapping[str, Sequence[object]]) -> Mapping[str, tuple[object, ...]]:
    """A grid whose paths are texts and whose values are lists. Raises `UsageError`."""
    expected = phrase("errors.usage.grid")
    usage.refuse_other("grid", given, Mapping, expected)
    for path in given:
        usage.refuse_other("grid", path, str, expected)
    return {path: usage.several("grid", values, expected) for path, values in given.items()}


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
    """Plans scenarios side by side: the best date of each, and what made the difference.

    Args:
        scenarios: What to compare, as `load`, `rebuild` and `vary` make them; the first one is what
            the others are compared with.
        targets: The venues to reach. Default: those of each scenario, else every exchange above its
            firm's present venue.
        pace: How long steps take: `floor`, `typical` or `cautious`. Default: that of each scenario.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.
        draws: Also simulate every scenario with so many draws (`simulate`); 0: do not.
        seed: The seed of the random numbers: the same for all, so that distributions differ only by
            what the scenarios differ in.

    Returns:
        A column for each scenario.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue or pace is called so, or there is
            nothing to compare.
        OutOfRangeError: No route leads to a target, or the law on the as-of day, or the calendar,
            is not encoded.
        EngineError: Draws were asked for, and numpy is not installed.
    """
    scenarios = _compared(scenarios)
    ask = checked_ask(targets, pace, rulebook, strict)
    draws = usage.whole("draws", draws, 0, MOST_DRAWS)
    seed = usage.whole("seed", seed, 0, MOST_SEED)
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
            drawn = simulate(
                scenario,
                draws=draws,
                seed=seed,
                targets=ask.targets,
                pace=pace,
                rulebook=rulebook,
                strict=strict,
            )
            for one in drawn.outcomes:
                standings[one.target] = evolve(standings[one.target], spread=one.spread)
        overrides = dict(item.overrides) if isinstance(item, Variation) else {}
        columns.append(Column(item.name, overrides, standings))
    days = tuple((i.scenario if isinstance(i, Variation) else i).as_of for i in scenarios)
    return Comparison(tuple(columns), tuple(venues), days)


def _compared(given: Sequence[Scenario | Variation]) -> tuple[Scenario | Variation, ...]:
    """At least one scenario. Raises `UsageError`."""
    expected = phrase("errors.usage.scenarios")
    found = usage.several("scenarios", given, expected)
    for item in found:
        usage.refuse_other("scenarios", item, (Scenario, Variation), expected)
    if not found:
        raise usage.wrong("scenarios", given, expected)
    return found


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
        target=target,
        date=solved.date if solved is not None else None,
        route=route_id(solved.steps) if solved is not None else None,
        standard=chosen_standard(asked.requirements, solved.steps, solved.schedule)
        if solved is not None
        else None,
        delta_days=delta,
        changed=None if same else difference(first, base, asked, solved, target),
        flipped=() if same else tuple(flips(first.requirements, asked.requirements, route)),
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
