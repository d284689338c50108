"""Scenarios side by side: the best date for each target, the difference to the first one, and what
made it.

The law, the calendar and every requirement that reads nothing that changed are worked out once for
all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from pathlib import PurePath

from attrs import evolve, field, frozen

from pathway.base import usage
from pathway.base.limits import MOST_DRAWS
from pathway.base.phrases import Bilingual, phrase
from pathway.base.renderable import Renderable
from pathway.dates.days import to_date
from pathway.dates.schedule import Push
from pathway.law.effect import Requires
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, RouteSteps, Venue, route_id
from pathway.planning.arguments import checked_ask
from pathway.planning.blocks import hardest
from pathway.planning.causes import Cause, cause_of, conflict_cause
from pathway.planning.origin import origin_of
from pathway.planning.planner import chosen_standard
from pathway.planning.requirements import Requirements
from pathway.planning.solve import (
    Ask,
    Failed,
    PlanQuestion,
    Solutions,
    Solved,
    best_of,
    question,
    solve,
)
from pathway.planning.values import Spread
from pathway.scenario.scenario import Scenario
from pathway.studies.axes import Variation
from pathway.studies.simulate import MOST_SEED, TargetOutcome, simulate


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
        standard_title: The listing standard in words.
    """

    target: Venue
    date: Date | None
    route: str | None
    standard: str | None
    delta_days: int | None
    changed: Changed | None
    flipped: tuple[Flip, ...]
    spread: Spread | None = None
    standard_title: Bilingual | None = None


@frozen
class Column:
    """One scenario of a comparison.

    Attributes:
        name: The scenario's, or for a `Variation` its overrides in short, after the name of the
            scenario where there are several.
        overrides: What a `Variation` changes. Empty for a scenario.
        standings: What was found, by target.
        scenario: What was planned.
        reference: The place, from 0, of the column that differences are to.
    """

    name: str
    overrides: Mapping[str, object]
    standings: Mapping[Venue, Standing]
    scenario: Scenario = field(repr=False)
    reference: int = 0


@frozen
class Comparison(Renderable):
    """The answer of `compare`: scenarios side by side.

    Differences of a variation are to the last scenario that is given before it, those of a scenario
    to the first.

    Attributes:
        columns: One for each scenario, in the order given.
        targets: The venues that any of them was planned for.
    """

    columns: tuple[Column, ...]
    targets: tuple[Venue, ...]

    def __repr__(self) -> str:
        return f"<Comparison of {len(self.columns)} scenarios for {', '.join(self.targets)}>"

    @property
    def as_of(self) -> tuple[Date, ...]:
        """The as-of day of each scenario."""
        return tuple(column.scenario.as_of for column in self.columns)

    @property
    def axes(self) -> tuple[str, ...]:
        """The paths that any of the scenarios varies."""
        return tuple(dict.fromkeys(path for column in self.columns for path in column.overrides))


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
        scenarios: What to compare, as `load`, `rebuild` and `vary` make them. A variation is
            compared with the last scenario before it, a scenario with the first of all.
        targets: The venues to reach. Default: those of each scenario, else every exchange above its
            firm's present venue.
        pace: How long steps take: `floor`, `typical` or `cautious`. Default: that of each scenario.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.
            A variation's own law and strictness go before these two.
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
    bases: dict[tuple[object, ...], Solutions] = {}
    compared: dict[int, tuple[PlanQuestion, Mapping[Venue, Solved | None]]] = {}
    venues: dict[Venue, None] = {}
    columns: list[Column] = []
    reference = 0
    names = _names([_scenario_of(item) for item in scenarios])
    several = len(set(names)) > 1
    for place, item in enumerate(scenarios):
        scenario, own = _scenario_of(item), _asked_of(item, ask)
        law = (id(own.rulebook), own.strict)
        near = bases.get((scenario.as_of, *law), bases.get(law))
        asked = question(scenario, own, like=near.asked if near is not None else None)
        known = bases.setdefault((scenario.as_of, *law), Solutions(asked))
        bases.setdefault(law, known)
        venues.update(dict.fromkeys(asked.targets))
        here = asked, {venue: best_of(asked, venue, known=known) for venue in asked.targets}
        compared_with = reference if isinstance(item, Variation) else 0
        if not isinstance(item, Variation) or not compared:
            compared[place] = here
        standings = dict(_standings(here, compared[compared_with]))
        for one in _drawn(scenario, own, draws, seed):
            standings[one.target] = evolve(standings[one.target], spread=one.spread)
        overrides = dict(item.overrides) if isinstance(item, Variation) else {}
        named = names[place]
        name = item.name if isinstance(item, Variation) else named
        name = f"{named}: {name}" if several and overrides else name
        columns.append(Column(name, overrides, standings, scenario, compared_with))
        reference = reference if isinstance(item, Variation) else place
    return Comparison(tuple(columns), tuple(venues))


def _names(scenarios: Sequence[Scenario]) -> list[str]:
    """What scenarios are called: by their names, and by their files too where several files bear
    one name.
    """
    files: dict[str, set[str]] = {}
    for one in scenarios:
        files.setdefault(one.name, set()).add(one.source)
    out: list[str] = []
    for one in scenarios:
        places = files[one.name]
        short = {PurePath(place).name for place in places}
        shown = PurePath(one.source).name if len(short) == len(places) else one.source
        out.append(f"{one.name} ({shown})" if len(places) > 1 else one.name)
    return out


def _scenario_of(item: Scenario | Variation) -> Scenario:
    return item.scenario if isinstance(item, Variation) else item


def _asked_of(item: Scenario | Variation, ask: Ask) -> Ask:
    """What is asked of one scenario: a variation may have a law and a strictness of its own."""
    if not isinstance(item, Variation):
        return ask
    strict = ask.strict if item.strict is None else item.strict
    return evolve(ask, rulebook=item.rulebook or ask.rulebook, strict=strict)


def _standings(
    here: tuple[PlanQuestion, Mapping[Venue, Solved | None]],
    there: tuple[PlanQuestion, Mapping[Venue, Solved | None]],
) -> Iterator[tuple[Venue, Standing]]:
    """What was found for each target, with what made the difference to another scenario."""
    (asked, solved), (first, memory) = here, there
    for target, found in solved.items():
        known = target in memory
        yield target, _standing(target, asked, found, first, memory.get(target), known)


def _drawn(scenario: Scenario, ask: Ask, draws: int, seed: int) -> tuple[TargetOutcome, ...]:
    """The distributions of a scenario's dates; none without draws."""
    if not draws:
        return ()
    return simulate(
        scenario,
        draws=draws,
        seed=seed,
        targets=ask.targets,
        pace=ask.pace,
        rulebook=ask.rulebook,
        strict=ask.strict,
    ).outcomes


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
    standard = (
        chosen_standard(asked.requirements, solved.steps, solved.schedule)
        if solved is not None
        else None
    )
    return Standing(
        target=target,
        date=solved.date if solved is not None else None,
        route=route_id(solved.steps) if solved is not None else None,
        standard=standard,
        standard_title=(
            None if standard is None else asked.requirements.book.provisions[standard].title
        ),
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
    _, failure = hardest(asked.requirements, worst)
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
