"""Uncertain figures: forecast years and market capitalisation as random paths, and which draws meet
the same law.

Errors are lognormal with mean one and compound: each forecast year's error is that of the year
before times a new one. ROE moves with profit, and so does a market capitalisation given as a
multiple, unless they have an error of their own. Law depends on a figure only through comparisons,
so draws with the same outcomes of all comparisons share their gates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from pathway.base.phrases import Number
from pathway.planning.subject import OF_SESSIONS, Knowledge
from pathway.scenario.firm import FiscalYear, Multiple, Steps
from pathway.scenario.scenario import Scenario

Floats = NDArray[np.float64]

_WITH = {
    "net_profit": ("net_profit", "net_profit_reported", "net_profit_recurring"),
    "revenue": ("revenue", "main_revenue"),
    "operating_cash_flow": ("operating_cash_flow",),
    "rd_expense": ("rd_expense",),
    "net_assets": ("net_assets",),
    "roe": ("roe",),
}
"""What moves with an error, besides ROE with profit."""
HALF = {"half_net_profit": "net_profit", "half_revenue": "revenue"}
"""Metrics of a first half-year, and the yearly metric that each is the half of."""


@frozen
class Uncertain:
    """The uncertain figures of a scenario.

    errors: metric -> coefficient of variation. years: the forecast ones. open_halves: those whose
    interim report is not out yet. of_market_cap: metrics that market capitalisation stands for.
    """

    scenario: Scenario
    errors: Mapping[str, float]
    years: tuple[int, ...]
    open_halves: frozenset[int]
    of_market_cap: frozenset[str] = frozenset()

    @property
    def metrics(self) -> frozenset[str]:
        """The metrics whose values are uncertain."""
        names = {name for metric in self.errors for name in _WITH.get(metric, (metric,))}
        if "net_profit" in self.errors:
            names |= {"roe", "half_net_profit"}
            if isinstance(self.scenario.firm.facts.get("market_cap"), Multiple):
                names.add("market_cap")
        if "revenue" in self.errors:
            names.add("half_revenue")
        return frozenset(names | self.of_market_cap if "market_cap" in names else names)

    def factors(self, normal: Callable[[str], Floats]) -> Factors:
        """What figures are multiplied by in each draw. normal: the standard normal numbers of a
        stream.
        """
        out: dict[tuple[str, int], Floats] = {}
        for metric, spread in self.errors.items():
            if metric == "market_cap":
                out[metric, 0] = _error(spread, normal(metric))
                continue
            path: Floats | None = None
            for year in self.years:
                error = _error(spread, normal(f"{metric}.{year}"))
                path = error if path is None else path * error
                out[metric, year] = path
        return Factors(self, out)


def _error(spread: float, normal: Floats) -> Floats:
    """A lognormal error with mean one and this coefficient of variation."""
    variance = np.log1p(spread * spread)
    found: Floats = np.exp(np.sqrt(variance) * normal - variance / 2)
    return found


@frozen(eq=False)
class Factors:
    """What the figures of some draws are multiplied by: (metric, year) -> one number per draw."""

    uncertain: Uncertain
    of: Mapping[tuple[str, int], Floats] = field(repr=False)
    _made: dict[tuple[str, int, Number], Floats] = field(init=False, repr=False, factory=dict)

    def error(self, name: str, year: int) -> tuple[str, int] | None:
        """The error of a figure of a fiscal year, as a key of `of`; None where it is certain."""
        for metric, names in _WITH.items():
            if name in names and (metric, year) in self.of:
                return metric, year
        return ("net_profit", year) if name == "roe" and ("net_profit", year) in self.of else None

    def factor(self, name: str, year: int) -> Floats | None:
        """The factor of a figure of a fiscal year; None where it is certain."""
        error = self.error(name, year)
        return None if error is None else self.of[error]

    def some(self, places: NDArray[np.intp] | Sequence[int]) -> Factors:
        """Those of some of the draws."""
        return Factors(self.uncertain, {key: of.take(places) for key, of in self.of.items()})

    def is_random(self, name: str, year: int) -> bool:
        """Whether a figure of a fiscal year (or the market capitalisation, of year 0) differs
        between draws.
        """
        return (name, year) in self.of or self.factor(name, year) is not None

    def metric(self, name: str, year: int, given: Number) -> Floats | None:
        """A figure of a fiscal year in each draw: whole yuan, ratios as they come; None where it is
        certain.
        """
        factor = self.factor(name, year)
        if factor is None:
            return None
        key = name, year, given
        if key not in self._made:
            scaled = float(given) * factor
            self._made[key] = scaled if name == "roe" else np.rint(scaled, out=scaled)
        return self._made[key]

    def half_metric(self, name: str, year: int, given: Number) -> Floats | None:
        """A figure of a year's first half in each draw; None where it is certain, or out
        already.
        """
        return self.metric(name, year, given) if year in self.uncertain.open_halves else None

    def market_cap(self, given: Number) -> Floats | None:
        """An amount or multiple of market capitalisation in each draw; None where it is certain."""
        factor = self.of.get(("market_cap", 0))
        return None if factor is None else float(given) * factor

    def scenario(self, draw: int) -> Scenario:
        """The scenario of one draw."""
        scenario = self.uncertain.scenario
        years = tuple(self._year(year, draw) for year in scenario.firm.fiscal_years)
        facts = dict(scenario.firm.facts)
        if ("market_cap", 0) in self.of:
            facts["market_cap"] = self._market_cap(facts["market_cap"], draw)
        return evolve(scenario, firm=evolve(scenario.firm, fiscal_years=years, facts=facts))

    def _year(self, year: FiscalYear, draw: int) -> FiscalYear:
        new: dict[str, object] = {}
        for name in (*(name for names in _WITH.values() for name in names),):
            given = getattr(year, name)
            drawn = None if given is None else self.metric(name, year.year, given)
            if drawn is not None:
                new[name] = exact(drawn[draw])
        half = year.half_year
        if half is not None:
            parts = {}
            for name in HALF.values():
                given = getattr(half, name)
                drawn = None if given is None else self.half_metric(name, year.year, given)
                if drawn is not None:
                    parts[name] = exact(drawn[draw])
            new["half_year"] = evolve(half, **parts)  # type: ignore[arg-type]
        return evolve(year, **new)  # type: ignore[arg-type]

    def _market_cap(self, given: Steps | Multiple, draw: int) -> Steps | Multiple:
        factor = self.of["market_cap", 0][draw]
        if isinstance(given, Multiple):
            return Multiple(exact(float(given.pe) * factor))
        return Steps(tuple((day, exact(float(value) * factor)) for day, value in given.steps))


def exact(value: float | np.float64) -> Number:
    """A drawn value as an exact number."""
    found = Fraction(float(value))
    return found.numerator if found.denominator == 1 else found


def uncertain(known: Knowledge) -> Uncertain | None:
    """The uncertain figures of a scenario; None where all are certain."""
    scenario = known.scenario
    years = tuple(
        sorted(year.year for year in scenario.firm.fiscal_years if year.basis == "forecast")
    )
    errors = {
        metric: float(spread)
        for metric, spread in sorted(scenario.uncertainty.items())
        if spread
        and (
            (metric in _WITH and years)
            or (metric == "market_cap" and metric in scenario.firm.facts)
        )
    }
    halves = frozenset(
        year for year in years if known.interim_day(year) > scenario.as_of.toordinal()
    )
    standing = frozenset(name for name in OF_SESSIONS if known.stood_for_by(name) == "market_cap")
    return Uncertain(scenario, errors, years, halves, standing) if errors else None
