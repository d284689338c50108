"""Comparisons of law over arrays of draws: the outcome of each in every draw.

Numbers are floats here; where two of them are so close that rounding could decide, the draw is
compared exactly, by the same code that a plan uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from pathway.base.phrases import Number
from pathway.law.language.grammar import Arithmetic, Call, Compare, Constant, Name, Node
from pathway.law.language.metrics import Known, MetricKey, compiled, count_of, keys_of
from pathway.planning.subject import Knowledge
from pathway.scenario.firm import Multiple
from pathway.studies.simulate.forecasts import HALF, Factors, Floats, exact

Codes = NDArray[np.int8]
_OPEN = 2
_NEAR = 1e-9
"""Numbers closer than this, as a share of the greater (or in absolute terms), are compared
exactly.
"""

_DrawnNumber = Floats | float | None


@frozen
class DrawnMetric:
    """A metric of a period. kind: `year`, `half`, `multiple` (of that year's profit) or `amount`
    (of market cap).
    """

    kind: str
    name: str
    year: int
    given: Number
    profit: Number = 0

    @property
    def certain(self) -> Number:
        """Its value as the scenario has it."""
        return self.profit * self.given if self.kind == "multiple" else self.given

    def drawn(self, factors: Factors) -> Floats | None:
        """Its value in each draw; None where it is certain."""
        match self.kind:
            case "year":
                return factors.metric(self.name, self.year, self.given)
            case "half":
                return factors.half_metric(self.name, self.year, self.given)
            case "amount":
                return factors.market_cap(self.given)
            case _:
                profit, multiple = (
                    factors.metric("net_profit", self.year, self.profit),
                    factors.market_cap(self.given),
                )
                if profit is None and multiple is None:
                    return None
                one = np.float64(float(self.profit)) if profit is None else profit
                found: Floats = np.asarray(
                    one * (np.float64(float(self.given)) if multiple is None else multiple)
                )
                return found

    def is_random(self, factors: Factors) -> bool:
        """Whether it differs between draws."""
        match self.kind:
            case "half":
                return (
                    factors.is_random(self.name, self.year)
                    and self.year in factors.uncertain.open_halves
                )
            case "year":
                return factors.is_random(self.name, self.year)
            case "amount":
                return factors.is_random("market_cap", 0)
            case _:
                return factors.is_random("net_profit", self.year) or factors.is_random(
                    "market_cap", 0
                )

    def error(self, factors: Factors) -> tuple[str, int] | None:
        """The one error that it moves with; None where it is certain, or moves with two."""
        cap = ("market_cap", 0) if ("market_cap", 0) in factors.of else None
        match self.kind:
            case "amount":
                return cap
            case "multiple":
                profit = factors.error("net_profit", self.year)
                return profit or cap if None in (profit, cap) else None
            case _:
                return factors.error(self.name, self.year) if self.is_random(factors) else None

    def at(self, error: tuple[str, int], size: float) -> Number:
        """Its value as the plan of a draw has it, where it moves with one error, of some size."""
        if self.kind != "multiple":
            scaled = float(self.given) * size
            whole = self.kind != "amount" and self.name != "roe"
            return round(scaled) if whole else exact(scaled)
        if error[0] == "market_cap":
            return self.profit * exact(float(self.given) * size)
        return round(float(self.profit) * size) * self.given

    def exactly(self, factors: Factors, draw: int) -> Number:
        """Its value in one draw as the plan of that draw has it."""
        error = self.error(factors)
        if error is not None:
            return self.at(error, float(factors.of[error][draw]))
        profit = factors.error("net_profit", self.year) if self.kind == "multiple" else None
        if profit is None:
            return self.certain
        sizes = (float(factors.of[key][draw]) for key in (profit, ("market_cap", 0)))
        scaled, multiple = (
            float(given) * size
            for given, size in zip((self.profit, self.given), sizes, strict=True)
        )
        return round(scaled) * exact(multiple)

    def is_whole(self, factors: Factors) -> bool:
        """Whether `drawn`, or the certain value as a float, is just what the plan has."""
        if self.is_random(factors):
            return self.kind != "multiple"
        return float(self.certain) == self.certain


Given = DrawnMetric | Known


@frozen
class DrawnTest:
    """A comparison with the metrics that it reads on some days."""

    node: Node
    values: tuple[tuple[MetricKey, Given], ...] = field(repr=False)

    def is_random(self, factors: Factors) -> bool:
        """Whether the outcome may differ between draws."""
        return any(
            isinstance(given, DrawnMetric) and given.is_random(factors) for _, given in self.values
        )

    @property
    def may_be_open(self) -> bool:
        """Whether it is not known in some draws: a figure is not given, or a quotient or growth has
        no value.
        """
        absent = any(given is None or isinstance(given, str) for _, given in self.values)
        return absent or _may_have_none(self.node)

    def outcomes(self, factors: Factors, size: int) -> Codes:
        """Whether it holds in each draw: 0 no, 1 yes, 2 not known."""
        drawn: dict[MetricKey, _DrawnNumber] = {}
        for key, given in self.values:
            floats = given.drawn(factors) if isinstance(given, DrawnMetric) else None
            certain = given.certain if isinstance(given, DrawnMetric) else given
            drawn[key] = floats if floats is not None else _plain(certain)
        whole = frozenset(key for key, given in self.values if _is_whole(given, factors))
        codes, near = _compared(self.node, drawn, size, whole, self.may_be_open)
        for draw in np.flatnonzero(near).tolist():
            values = {
                key: g.exactly(factors, draw) if isinstance(g, DrawnMetric) else g
                for key, g in self.values
            }
            holds = compiled(self.node)(values)[0]
            codes[draw] = _OPEN if holds is None else int(holds)
        return codes


def _is_whole(given: Given, factors: Factors) -> bool:
    if isinstance(given, DrawnMetric):
        return given.is_whole(factors)
    return given is None or isinstance(given, str) or float(given) == given


def _may_have_none(node: Node) -> bool:
    match node:
        case Compare():
            return _may_have_none(node.left) or _may_have_none(node.right)
        case Arithmetic():
            return node.op == "/" or _may_have_none(node.left) or _may_have_none(node.right)
        case Call():
            return node.function in ("growth", "cagr")
        case _:
            return False


def _plain(given: Known) -> _DrawnNumber:
    return None if given is None or isinstance(given, str) else float(given)


def timeline(known: Knowledge, key: MetricKey) -> Iterator[tuple[int, Given]]:
    """The values of a metric from each day on at which it changes, drawn ones by where they come
    from.
    """
    name, back = known.stood_for_by(key[0]), key[1]
    cap = known.scenario.firm.facts.get("market_cap") if name == "market_cap" else None
    if isinstance(cap, Multiple):
        for day, year in known.periods("net_profit"):
            profit = known.of_year("net_profit", year)
            ready = profit is not None and not isinstance(profit, str)
            source = known.stands_for(year) or year
            yield day, DrawnMetric("multiple", name, source, cap.pe, profit) if ready else None  # type: ignore[arg-type]
    elif known.is_yearly(name):
        for day, year in known.periods(name):
            value = known.of_year(name, year - back)
            if value is None or isinstance(value, str):
                yield day, value
            else:
                yield (
                    day,
                    DrawnMetric(
                        "half" if name in HALF else "year",
                        HALF.get(name, name),
                        known.stands_for(year - back) or year - back,
                        value,
                    ),
                )
    else:
        for day, value in known.daily(name):
            amount = cap is not None and value is not None and not isinstance(value, str)
            yield day, DrawnMetric("amount", name, 0, value) if amount else value  # type: ignore[arg-type]


# -- over arrays -----------------------------------------------------------------------------------


def _compared(
    node: Node,
    values: Mapping[MetricKey, _DrawnNumber],
    size: int,
    whole: frozenset[MetricKey],
    open_: bool,
) -> tuple[Codes, NDArray[np.bool_]]:
    """Whether a comparison holds in each draw, and where rounding may have decided. whole: metrics
    that are not rounded. open_: whether it is not known in some draws, perhaps.
    """
    if isinstance(node, Compare):
        pairs = _paired(_numbers(node.left, values), _numbers(node.right, values))
        op, rounded = node.op, not (_as_it_is(node.left, whole) and _as_it_is(node.right, whole))
    elif isinstance(node, Call) and node.function == "rising":
        pairs, op = list(pairwise(values[key] for key in keys_of(node))), ">"
        rounded = not whole.issuperset(keys_of(node))
    else:
        pairs, op, rounded = [(next(iter(values.values())), 0.0)], "!=", False
    fails, unknown, near = (np.zeros(size, np.bool_) for _ in range(3))
    for left, right in pairs:
        if left is None or right is None:
            unknown |= True
            continue
        a, b = np.asarray(left, np.float64), np.asarray(right, np.float64)
        fails |= _fails(op, a, b)
        if open_:
            unknown |= np.isnan(a) | np.isnan(b)
        if rounded:
            near |= _close(a, b)
    codes = np.logical_not(fails).view(np.int8)
    if open_:
        codes[unknown & ~fails] = _OPEN
    return codes, near


def _close(a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Where two numbers are so close that rounding may decide."""
    apart = np.abs(a - b)
    if b.ndim == 0:
        # Twice as far as need be, so that it does not hang on the other number.
        return np.less_equal(apart, 2 * _NEAR * max(abs(float(b)), 1))
    return np.less_equal(apart, _NEAR * np.maximum(np.maximum(np.abs(a), np.abs(b)), 1))


def _as_it_is(node: Node, whole: frozenset[MetricKey]) -> bool:
    """Whether a side of a comparison is a figure itself, and no float is rounded on the way."""
    match node:
        case Constant():
            return not isinstance(node.value, str) and float(node.value) == node.value
        case Name():
            return (node.name, 0) in whole
        case Call(function="each" | "prior"):
            return whole.issuperset(keys_of(node))
        case _:
            return False


def _fails(op: str, a: Floats, b: Floats) -> NDArray[np.bool_]:
    match op:
        case ">=":
            found = a < b
        case ">":
            found = a <= b
        case "<=":
            found = a > b
        case "<":
            found = a >= b
        case "==":
            found = (a != b) & ~np.isnan(a) & ~np.isnan(b)
        case _:
            found = a == b
    return np.asarray(found)


def _paired(
    left: Sequence[_DrawnNumber], right: Sequence[_DrawnNumber]
) -> list[tuple[_DrawnNumber, _DrawnNumber]]:
    return (
        list(zip(left, right, strict=True))
        if len(left) == len(right)
        else [(x, y) for x in left for y in right]
    )


def _numbers(node: Node, values: Mapping[MetricKey, _DrawnNumber]) -> list[_DrawnNumber]:
    match node:
        case Constant():
            return [None if isinstance(node.value, str) else float(node.value)]
        case Name():
            return [values[node.name, 0]]
        case Arithmetic():
            pairs = _paired(_numbers(node.left, values), _numbers(node.right, values))
            return [_arithmetic(node.op, x, y) for x, y in pairs]
        case Call():
            return _aggregate(node, [values[key] for key in keys_of(node)])
        case _:
            raise AssertionError(node)


def _arithmetic(op: str, left: _DrawnNumber, right: _DrawnNumber) -> _DrawnNumber:
    if left is None or right is None:
        return None
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            below = np.asarray(right, np.float64)
            found: Floats = np.full(np.broadcast_shapes(np.shape(left), below.shape), np.nan)
            np.divide(left, below, out=found, where=below != 0)
            return found


def _aggregate(node: Call, newest_first: list[_DrawnNumber]) -> list[_DrawnNumber]:
    count = count_of(node)
    match node.function:
        case "prior":
            return newest_first[1:2]
        case "each":
            return newest_first
        case "growth" | "cagr":
            last, base = newest_first[0], newest_first[count]
            if last is None or base is None:
                return [None]
            ratio = _arithmetic("/", last, np.where(np.asarray(base) > 0, base, np.nan))
            assert ratio is not None
            with np.errstate(invalid="ignore"):
                found = np.asarray(ratio if count == 1 else np.power(ratio, 1 / count)) - 1
            # The root of a negative ratio counts as a fall by more than everything.
            return [np.where(np.asarray(ratio) < 0, -2.0, found) if count > 1 else found]
        case _:
            total: _DrawnNumber = 0.0
            for value in newest_first:
                total = _arithmetic("+", total, value)
            if total is None or node.function != "mean":
                return [total]
            return [total / count]
