"""Which facts that are not given are worth asking for: those whose value would move the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from pathway.base.errors import InputError
from pathway.law.steps import Venue
from pathway.planning.planner import plan
from pathway.scenario.file import rebuild
from pathway.scenario.scenario import Scenario
from pathway.studies.axes import Variation, vary
from pathway.studies.compare import compare

_MOST = 8
"""Questions of one round: few enough to be answered in a minute or two."""


@frozen
class Worth:
    """What a fact does to the day.

    Attributes:
        first: The first day that one of its tries gave.
        last: The last one.
        never: Whether one of them left no day.
        missing: Whether there is no day without it.
    """

    first: date
    last: date
    never: bool
    missing: bool


def worth_asking(
    scenario: Scenario, tries: Mapping[str, tuple[str, Sequence[str]]], most: int = _MOST
) -> dict[str, Worth]:
    """The facts that matter most, in the order in which they were given.

    A fact that could bring the day forward goes before one that could only put it off, and that
    before one that could only leave no day at all; among themselves, by days.

    Args:
        scenario: What is known so far.
        tries: From the key of a fact to its path and the values to try, as `--set` takes them, the
            one that speaks most for the firm last.
        most: How many facts at the most.

    Returns:
        The facts that move the best date of the first target that has one, or give it one; where
        none does so alone, those without which all of them together do not.
    """
    target = _target(scenario)
    cells: list[tuple[str, Variation]] = []
    for key, (path, values) in tries.items():
        cells += [(key, cell) for value in values for cell in _varied(scenario, path, value)]
    found = compare([scenario, *(cell for _, cell in cells)], targets=[target])
    here, *days = (column.standings[target].date for column in found.columns)
    by_key: dict[str, list[date | None]] = {}
    for (key, _), day in zip(cells, days, strict=True):
        by_key.setdefault(key, []).append(day)
    worth = {key: w for key, given in by_key.items() if (w := _worth(here, given)) is not None}
    if here is None and not worth:
        return _together(scenario, target, {key: tries[key] for key in by_key}, most)
    best = sorted(worth, key=lambda key: _rank(here, worth[key]))[:most]
    return {key: worth[key] for key in tries if key in best}


def _together(
    scenario: Scenario, target: Venue, tries: Mapping[str, tuple[str, Sequence[str]]], most: int
) -> dict[str, Worth]:
    """The facts that are all needed for a day: each of them at its best gives one, and without one of
    these there is none. Other facts at their best can stand in for one another; the first of them
    are dropped.
    """
    needed = {path: (key, values[-1]) for key, (path, values) in tries.items() if len(values) == 2}

    def day(paths: Mapping[str, tuple[str, str]]) -> date | None:
        try:
            given = rebuild(scenario, [f"{path}={value}" for path, (_, value) in paths.items()])
        except InputError:
            return None
        route = plan(given, targets=[target]).best.get(target)
        return route.date if route else None

    found = day(needed)
    if found is None:
        return {}
    for path in tuple(needed):
        fewer = {other: given for other, given in needed.items() if other != path}
        if without := day(fewer):
            needed, found = fewer, without
    keys = [key for key, _ in needed.values()][:most]
    return {key: Worth(found, found, never=True, missing=True) for key in keys}


def _target(scenario: Scenario) -> Venue:
    """The first target that has a date, else the first."""
    made = plan(scenario)
    return next((target for target in made.targets if target in made.best), made.targets[0])


def _varied(scenario: Scenario, path: str, value: str) -> tuple[Variation, ...]:
    """The scenario with one value; none where the rest of it does not allow that."""
    try:
        return vary(scenario, {path: [value]})
    except InputError:
        return ()


def _worth(here: date | None, tried: Sequence[date | None]) -> Worth | None:
    """What the tries of a fact come to; None where they change nothing."""
    days = sorted(day for day in (here, *tried) if day is not None)
    if not days or all(day == here for day in tried):
        return None
    return Worth(days[0], days[-1], None in tried, here is None)


def _rank(here: date | None, worth: Worth) -> tuple[int, int]:
    if here is None or worth.first < here:
        return 0, 0 if here is None else (worth.first - here).days
    return (1, (here - worth.last).days) if worth.last > here else (2, 0)
