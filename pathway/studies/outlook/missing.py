"""Facts and figures that are not given and stand in the way of an earlier day, or of any: which they
are, from what value on they help, and to what day.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from fractions import Fraction

from attrs import evolve, frozen

from pathway.base.phrases import Number, Quantity, Value
from pathway.law.language.grammar import Call, Compare, Constant, Name, Node, metrics_of
from pathway.law.provision import Metric
from pathway.law.steps import Venue
from pathway.planning.solve import Ask, PlanQuestion, best_of, question
from pathway.planning.subject import OFFERING, RAISED
from pathway.scenario.firm import Firm, FiscalYear, Steps
from pathway.scenario.scenario import Scenario
from pathway.studies.levers.turning_points import leaves

_MOST, _MOST_PLANS, _MOST_PLANS_IN_NEED = 2, 16, 60
"""How many sets of facts are looked for, and how many plans are made for it: for an earlier date,
and for any.
"""
_HIGH: Mapping[str, Number] = {"yuan": 10**9, "ratio": 1, "shares": 10**9}
"""Values that are high for a unit, where the law compares a figure with no number."""


@frozen
class MissingFact:
    """A fact or figure that is not given.

    Attributes:
        metric: Its name in the vocabulary of the law.
        paths: Where a scenario says it; a yearly figure has a path for each year that lacks it.
        title: It in words.
        needed: The least value from which on it helps, in the unit (the most, where less is asked
            for). None where the law asks for no number.
        unit: What `needed` counts.
        at_most: Whether `needed` must not be passed.
    """

    metric: str
    paths: tuple[str, ...]
    title: Value
    needed: Number | None
    unit: str
    at_most: bool = False

    @property
    def quantity(self) -> Value | None:
        """What is needed, with its unit."""
        return None if self.needed is None else Quantity(self.needed, self.unit)


@frozen
class OnceGiven:
    """Facts that are not given, with the day that they would give.

    Attributes:
        facts: The facts, all of which it takes.
        date: The day.
        days: Calendar days by which it is earlier. None where there is no day without them.
    """

    facts: tuple[MissingFact, ...]
    date: Date
    days: int | None


def conditional(asked: PlanQuestion, target: Venue, base: Date | None) -> tuple[OnceGiven, ...]:
    """The sets of facts not given that would give an earlier day than the present one, the earliest
    day first.
    """
    search = _Missing(asked, target, base)
    return tuple(sorted(search.sets(), key=lambda one: (one.date, len(one.facts))))


@frozen(eq=False, repr=False)
class _Candidate:
    """A metric that is not given, with the values at which a comparison changes, the best last."""

    metric: Metric
    years: tuple[int, ...]
    values: tuple[Number, ...]
    at_most: bool
    compared: bool


class _EnoughError(Exception):
    """No more plans are made."""


class _Missing:
    def __init__(self, asked: PlanQuestion, target: Venue, base: Date | None) -> None:
        self.asked, self.target, self.base = asked, target, base
        self.scenario: Scenario = asked.requirements.scenario
        self.planned = 0
        self.most = _MOST_PLANS if base is not None else _MOST_PLANS_IN_NEED

    def sets(self) -> Iterator[OnceGiven]:
        """Sets of facts, each the smallest of its kind; none has a fact of another."""
        with contextlib.suppress(_EnoughError):
            yield from self._sets()

    def _sets(self) -> Iterator[OnceGiven]:
        left = self._candidates()
        for _ in range(_MOST):
            if not left or not self._helps(left):
                return
            needed = self._least([], left)
            found = self._date(needed)
            assert found is not None
            yield self._told(needed, found)
            left = [one for one in left if one not in needed]

    # -- what is not given -------------------------------------------------------------------------

    def _candidates(self) -> list[_Candidate]:
        requirements = self.asked.requirements
        steps = dict.fromkeys(
            s for to, route in self.asked.routes if to == self.target for s in route
        )
        nodes = leaves(requirements, steps)
        last = requirements.clock.horizon if self.base is None else self.base.toordinal()
        open_ = [node for node in nodes if self._is_open(node, last)]
        names = dict.fromkeys(name for node in open_ for name in metrics_of(node))
        out = []
        for name in names:
            metric = requirements.book.vocabulary.get(name)
            if metric is None or (metric.soft and not requirements.strict):
                continue
            years = self._years_without(metric)
            if years is not None:
                out.append(_candidate(metric, years, nodes))
        # Figures of the accounts first, returns before amounts: a firm has them at hand.
        return sorted(out, key=_at_hand)

    def _is_open(self, node: Node, last: int) -> bool:
        """Whether it is not known on some day up to the last one whether a condition holds."""
        requirements = self.asked.requirements
        if not any(name in requirements.book.vocabulary for name in metrics_of(node)):
            return False
        found = requirements.condition(node)
        return not (found.met | found.unmet).covers(requirements.clock.start, last)

    def _years_without(self, metric: Metric) -> tuple[int, ...] | None:
        """The fiscal years that lack a yearly figure (none, for another fact); None where it is
        given or no scenario says it.
        """
        firm = self.scenario.firm
        section, _, name = metric.path.partition(".")
        if metric.yearly and metric.path == f"fiscal_years.{{year}}.{metric.name}":
            given = {year.year: year for year in firm.fiscal_years}
            as_of = self.scenario.as_of.year
            years = given or dict.fromkeys(range(as_of - 2, as_of + 2))
            out = tuple(
                year
                for year, one in years.items()
                if one is None or getattr(one, metric.name) is None
            )
            return out or None
        if section == "facts":
            dated = metric.name in RAISED or metric.name == "placement_market_cap"
            lacks = metric.name not in firm.facts and not (firm.placements and dated)
            return () if lacks else None
        if section == "offering" and metric.name in OFFERING:
            return () if getattr(firm.offering, OFFERING[metric.name]) is None else None
        if section == "governance":
            return () if name not in firm.governance else None
        return None

    # -- planning ----------------------------------------------------------------------------------

    def _helps(self, chosen: Sequence[_Candidate]) -> bool:
        found = self._date(chosen)
        return found is not None and (self.base is None or found < self.base)

    def _date(
        self, chosen: Sequence[_Candidate], values: Mapping[str, Number] | None = None
    ) -> Date | None:
        self.planned += 1
        if self.planned > self.most:
            raise _EnoughError
        firm = self.scenario.firm
        for one in chosen:
            firm = _with(firm, one, (values or {}).get(one.metric.name, one.values[-1]))
        requirements = self.asked.requirements
        ask = Ask((self.target,), self.scenario.pace, requirements.book, requirements.strict)
        asked = question(evolve(self.scenario, firm=firm), ask, like=self.asked)
        found = best_of(asked, self.target)
        return None if found is None else found.date

    def _least(self, kept: list[_Candidate], among: list[_Candidate]) -> list[_Candidate]:
        """The fewest of some candidates that help together with those kept, by halves."""
        if kept and self._helps(kept):
            return []
        if len(among) == 1:
            return among
        middle = len(among) // 2
        left, right = among[:middle], among[middle:]
        if self._helps([*kept, *left]):
            return self._least(kept, left)
        if self._helps([*kept, *right]):
            return self._least(kept, right)
        more = self._least([*kept, *left], right)
        return [*self._least([*kept, *more], left), *more]

    def _told(self, chosen: Sequence[_Candidate], found: Date) -> OnceGiven:
        """The least value of each fact that gives the same day."""
        values: dict[str, Number] = {}
        for one in chosen:
            for value in one.values:
                if self._date(chosen, {**values, one.metric.name: value}) == found:
                    values[one.metric.name] = value
                    break
        facts = tuple(_fact(one, values.get(one.metric.name)) for one in chosen)
        days = None if self.base is None else (self.base - found).days
        return OnceGiven(facts, found, days)


def _at_hand(one: _Candidate) -> tuple[bool, bool, bool]:
    metric = one.metric
    return not metric.yearly, metric.unit != "ratio", metric.unit == "flag"


def _candidate(metric: Metric, years: tuple[int, ...], nodes: Sequence[Node]) -> _Candidate:
    thresholds: set[Number] = set()
    upper: set[Number] = set()
    bare = True
    for node in nodes:
        if isinstance(node, Compare) and metric.name in metrics_of(node):
            if not isinstance(node.right, Constant) or isinstance(node.right.value, str):
                continue
            if isinstance(node.left, Name) or (
                isinstance(node.left, Call) and node.left.function in ("each", "mean", "sum")
            ):
                (thresholds if node.op in (">=", ">", "==") else upper).add(node.right.value)
                bare = False
    at_most = bool(upper) and not thresholds
    if at_most:
        return _Candidate(metric, years, tuple(sorted(upper, reverse=True)), True, True)
    high = _HIGH.get(metric.unit, 1)
    values = tuple(sorted(thresholds)) or (high,)
    # The highest threshold may be one of a sum, or of another figure's growth: go well beyond.
    if metric.unit == "yuan":
        values = (*values, max(values[-1], 1) * 4)
    return _Candidate(metric, years, values, False, not bare)


def _with(firm: Firm, one: _Candidate, value: Number) -> Firm:
    """A firm with a value for a fact that is not given."""
    metric = one.metric
    section, _, name = metric.path.partition(".")
    if section == "fiscal_years":
        years = {year.year: year for year in firm.fiscal_years}
        for i, year in enumerate(one.years):
            # From year to year as much more, so that figures that must grow do.
            grown = value if metric.unit == "ratio" else value * 2**i
            given = years.get(year, FiscalYear(year, "forecast"))
            years[year] = evolve(given, **{metric.name: grown})  # type: ignore[arg-type]
        return evolve(firm, fiscal_years=tuple(years[year] for year in sorted(years)))
    if section == "facts":
        return evolve(firm, facts={**firm.facts, metric.name: Steps.always(value)})
    if section == "offering":
        changed = evolve(firm.offering, **{OFFERING[metric.name]: value})
        return evolve(firm, offering=changed)
    return evolve(firm, governance={**firm.governance, name: True})


def _fact(one: _Candidate, value: Number | None) -> MissingFact:
    section = one.metric.path.partition(".")[0]
    paths = tuple(one.metric.path.format(year=year) for year in one.years) or (one.metric.path,)
    exact = (
        one.compared
        and section != "governance"
        and value in one.values[: len(one.values) - (one.metric.unit == "yuan")]
    )
    needed: Number | None = value if exact else None
    if isinstance(needed, Fraction) and needed.denominator == 1:
        needed = needed.numerator
    return MissingFact(
        one.metric.name, paths, one.metric.title, needed, one.metric.unit, one.at_most
    )
