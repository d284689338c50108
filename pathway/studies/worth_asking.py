"""Which facts that are not given are worth asking for: those whose value would move the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from pathway.base.errors import InputError
from pathway.law.steps import Venue
from pathway.planning.planner import plan
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
        tries: From the key of a fact to its path and the values to try, as `--set` takes them.
        most: How many facts at the most.

    Returns:
        The facts that move the best date of the first target that has one, or give it one.
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
    best = sorted(worth, key=lambda key: _rank(here, worth[key]))[:most]
    return {key: worth[key] for key in tries if key in best}


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
