"""A scenario with inputs set otherwise, without going through its file again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from typing import TypeVar

from attrs import evolve

from pathway.base.phrases import Number
from pathway.scenario.firm import FiscalYear, HalfYear, Multiple, Offering, Steps
from pathway.scenario.scenario import Scenario
from pathway.studies.levers.inputs import Input, Setting

Whole = TypeVar("Whole", Scenario, FiscalYear, Offering)
InputSettings = Mapping[Input, Setting]
NO_SETTINGS: InputSettings = {}


def with_settings(scenario: Scenario, settings: InputSettings) -> Scenario:
    """The scenario with some inputs changed. Whether a file could say so is not checked."""
    return reduce(_with, settings.items(), scenario)


def _with(scenario: Scenario, one: tuple[Input, Setting]) -> Scenario:
    item, value = one
    section, _, name = item.path.partition(".")
    firm = scenario.firm
    match section:
        case "fiscal_years":
            years = (
                _year(year, name.partition(".")[2], value) if year.year == item.year else year
                for year in firm.fiscal_years
            )
            return evolve(scenario, firm=evolve(firm, fiscal_years=tuple(years)))
        case "offering":
            return evolve(
                scenario, firm=evolve(firm, offering=_replaced(firm.offering, name, value))
            )
        case "facts":
            facts = {**firm.facts, name.removesuffix(".pe"): _fact(name, value)}
            return evolve(scenario, firm=evolve(firm, facts=facts))
        case "milestones":
            assert isinstance(value, date)
            return evolve(scenario, milestones={**scenario.milestones, name: value})
        case "durations":
            assert isinstance(value, int)
            return evolve(scenario, durations={**scenario.durations, name: value})
        case _:
            return _replaced(scenario, name, value)


def _year(year: FiscalYear, name: str, value: Setting) -> FiscalYear:
    """A fiscal year with one field changed: a metric is called as its field."""
    if name == "half_year.published":
        assert isinstance(value, date)
        half = HalfYear() if year.half_year is None else year.half_year
        return evolve(year, half_year=evolve(half, published=value))
    return _replaced(year, name, value)


def _replaced(values: Whole, name: str, value: Setting) -> Whole:
    """The same with one field changed, whose type an input's kind and unit go with."""
    return evolve(values, **{name: value})  # type: ignore[arg-type]


def _fact(name: str, value: Setting) -> Multiple | Steps:
    return Multiple(_number(value)) if name.endswith(".pe") else Steps.always(_number(value))


def _number(value: Setting) -> Number:
    assert not isinstance(value, str | date)
    return value
