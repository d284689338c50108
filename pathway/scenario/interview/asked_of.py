"""What the loader and the law say about the questions of an interview: which keys a firm cannot go
without, what reads an answer, what a year is taken as.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import cast

from pathway.base.errors import InputError
from pathway.law.rulebook import shipped
from pathway.law.steps import Venue
from pathway.scenario.file import loads
from pathway.scenario.file.fields import Field
from pathway.scenario.file.records import Sub, TablesField
from pathway.scenario.file.schema import SCENARIO, SCHEMA
from pathway.scenario.interview.uses import Uses, uses


def last_audited(as_of: date) -> int:
    """The last fiscal year whose audited report is out on a day, where nothing is said of it."""
    return next(y for y in range(as_of.year - 1, 0, -1) if basis_of(as_of, y) == "audited")


@cache
def demanded(venue: str) -> frozenset[str]:
    """The keys without which the loader refuses a firm at a venue."""
    try:
        loads(f'schema = "{SCHEMA}"\nas_of = 2026-01-01\n[status]\nvenue = "{venue}"\n')
    except InputError as error:
        return frozenset(problem.path for problem in error.problems)
    return frozenset()


@cache
def basis_of(as_of: date, year: int) -> str:
    """Whether the loader takes a year as audited or forecast where nothing is said."""
    text = f'schema = "{SCHEMA}"\nas_of = {as_of}\n[[fiscal_years]]\nyear = {year}\n'
    return loads(text).firm.fiscal_years[0].basis


@cache
def uses_of(venue: Venue, targets: tuple[Venue, ...], as_of: date) -> Uses:
    """Which provisions read what of a scenario, on the ways from a venue to targets."""
    return uses(shipped(), venue, targets, as_of)


@cache
def soft() -> Mapping[str, bool]:
    """Scenario path -> whether what is not given there is taken as fulfilled."""
    metrics = [metric for metric in shipped().vocabulary.values() if metric.path]
    taken = {metric.path for metric in metrics if metric.soft}
    return {metric.path: metric.path in taken for metric in metrics}


@cache
def field_of(path: str) -> Field:
    """The field of a scenario that holds a path. Raises `KeyError`."""
    kind: Field = SCENARIO
    for part in path.split("."):
        if isinstance(kind, TablesField):
            kind = kind.of
            continue
        kind = cast(Sub, kind).fields[part]
    return kind
