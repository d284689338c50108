"""What a comparison makes of a firm's metrics: each is compiled once to a function of the values
that it reads.

A missing metric gives no number, and a test without its numbers neither holds nor fails. Numbers
stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import isqrt
from operator import add, eq, ge, gt, le, lt, mul, ne, sub

from pathway.base.phrases import Number
from pathway.law.language.grammar import (
    REMEMBERED,
    Arithmetic,
    Call,
    Compare,
    Constant,
    Name,
    Node,
)

Known = Number | str | None
MetricKey = tuple[str, int]
"""A metric, and how many periods back."""
MetricValues = Mapping[MetricKey, Known]
Compared = tuple[bool | None, tuple[Known, ...], Known]
"""Whether a comparison holds (None: not known), the left value (several for `each`), the threshold
if there is one.
"""

_Numbers = list[Number | None]
_COMPARE: Mapping[str, Callable[[Number, Number], bool]] = {
    ">=": ge,
    ">": gt,
    "<=": le,
    "<": lt,
    "==": eq,
    "!=": ne,
}
_ARITHMETIC: Mapping[str, Callable[[Number, Number], Number]] = {"+": add, "-": sub, "*": mul}


@lru_cache(maxsize=REMEMBERED)
def metric_keys(node: Node) -> tuple[MetricKey, ...]:
    """The metrics that an expression reads, by period, each once."""
    return tuple(dict.fromkeys(_metric_keys(node)))


def _metric_keys(node: Node) -> Iterator[MetricKey]:
    match node:
        case Name() if node.name not in ("always", "never"):
            yield node.name, 0
        case Compare() | Arithmetic():
            yield from _metric_keys(node.left)
            yield from _metric_keys(node.right)
        case Call(function="industry_in"):
            yield "industry", 0
        case Call():
            yield from keys_of(node)
        case _:
            return


def keys_of(node: Call) -> tuple[MetricKey, ...]:
    """The periods of one metric that a function reads, the newest first."""
    metric = node.args[0]
    assert isinstance(metric, Name)
    extra = node.function in ("growth", "prior", "cagr", "rising")
    return tuple((metric.name, back) for back in range(count_of(node) + extra))


def count_of(node: Call) -> int:
    if len(node.args) == 1:
        return 1
    years = node.args[1]
    assert isinstance(years, Constant) and not isinstance(years.value, str)
    return int(years.value)


@lru_cache(maxsize=REMEMBERED)
def compiled(node: Node) -> Callable[[MetricValues], Compared]:
    """A comparison, or a metric or function that is itself yes or no, as a function of the values
    of its metrics.
    """
    if not isinstance(node, Compare):
        truth = _truth(node)
        return lambda values: (truth(values), tuple(values.values()), None)
    left, right, holds = _numbers(node.left), _numbers(node.right), _COMPARE[node.op]

    def found(values: MetricValues) -> Compared:
        a, b = left(values), right(values)
        outcome: bool | None = True
        for x, y in _paired(a, b):
            if x is None or y is None:
                outcome = outcome and None
            elif not holds(x, y):
                outcome = False
                break
        return outcome, tuple(a), b[0] if len(b) == 1 else None

    return found


def _paired(left: _Numbers, right: _Numbers) -> Iterator[tuple[Number | None, Number | None]]:
    """Year by year where both sides are of several years, else every value with the single one."""
    return (
        zip(left, right, strict=True)
        if len(left) == len(right)
        else ((x, y) for x in left for y in right)
    )


def _numbers(node: Node) -> Callable[[MetricValues], _Numbers]:
    """The number of a node, or several for `each`; None where a metric is not given or a quotient
    has no value.
    """
    match node:
        case Constant():
            constant = [_number(node.value)]
            return lambda values: constant
        case Name():
            key = node.name, 0
            return lambda values: [_number(values[key])]
        case Arithmetic():
            left, right, op = _numbers(node.left), _numbers(node.right), node.op
            return lambda values: [
                _arithmetic(op, x, y) for x, y in _paired(left(values), right(values))
            ]
        case Call():
            keys, aggregate = keys_of(node), _aggregate(node)
            return lambda values: aggregate([_number(values[key]) for key in keys])
        case _:
            raise AssertionError(node)


def _arithmetic(op: str, left: Number | None, right: Number | None) -> Number | None:
    if left is None or right is None:
        return None
    if op == "/":
        return None if right == 0 else Fraction(left) / Fraction(right)
    return _ARITHMETIC[op](left, right)


def _aggregate(node: Call) -> Callable[[_Numbers], _Numbers]:
    """What a function makes of its periods, the newest first."""
    count = count_of(node)
    match node.function:
        case "prior":
            return lambda newest_first: newest_first[1:2]
        case "each":
            return lambda newest_first: newest_first
        case "growth" | "cagr":
            return lambda newest_first: [growth(newest_first[0], newest_first[count], count)]
        case "mean":
            return lambda newest_first: [
                None if (total := _sum(newest_first)) is None else Fraction(total, count)
            ]
        case _:
            return lambda newest_first: [_sum(newest_first)]


def _sum(window: _Numbers) -> Number | None:
    total: Number = 0
    for value in window:
        if value is None:
            return None
        total += value
    return total


def growth(last: Number | None, base: Number | None, periods: int = 1) -> Number | None:
    """Growth, or yearly growth over several periods; from nothing or from a negative figure it has
    no value.
    """
    if last is None or base is None or base <= 0:
        return None
    ratio = Fraction(last) / Fraction(base)
    return (ratio if periods == 1 else _root(ratio, periods)) - 1


def _root(ratio: Fraction, degree: int) -> Fraction:
    """The root of a ratio: exact up to 12 decimals, else rounded down there (so never up to a
    threshold).
    """
    if ratio < 0:
        return Fraction(-1)
    scale = 10**12
    scaled = ratio.numerator * scale**degree // ratio.denominator
    if degree == 2:
        return Fraction(isqrt(scaled), scale)
    low, high = 0, max(scaled, 1) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= scaled else (low, middle)
    return Fraction(low, scale)


def _truth(node: Node) -> Callable[[MetricValues], bool | None]:
    if isinstance(node, Call) and node.function == "industry_in":
        prefixes = tuple(str(arg.value) for arg in node.args if isinstance(arg, Constant))
        return lambda values: (
            None if (code := values["industry", 0]) is None else str(code).startswith(prefixes)
        )
    if isinstance(node, Call) and node.function == "rising":
        keys = keys_of(node)
        return lambda values: _rising([_number(values[key]) for key in keys])
    key = metric_keys(node)[0]
    return lambda values: None if (value := _number(values[key])) is None else bool(value)


def _rising(newest_first: _Numbers) -> bool | None:
    if any(
        new is not None and old is not None and new <= old for new, old in pairwise(newest_first)
    ):
        return False
    return None if None in newest_first else True


def _number(value: Known) -> Number | None:
    return None if isinstance(value, str) else value
