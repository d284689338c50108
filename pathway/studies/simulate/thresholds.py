"""A figure against a constant, for many draws at once: the smallest error with which the figure
passes it, found exactly.

A drawn figure is the given one times an error, rounded to whole yuan, so it rises (or, below zero,
falls) with the error, and one number says on which side a draw lies. The number is found by halving
the floats there are, each tried by the exact arithmetic that a plan uses.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from pathway.law.language.grammar import Call, Compare, Constant, Name
from pathway.law.language.metrics import compiled, keys_of
from pathway.studies.simulate.comparisons import DrawnMetric, DrawnTest
from pathway.studies.simulate.forecasts import Factors

_MOST = 1e150
"""Errors beyond this do not occur."""


@frozen
class LeastError:
    """Whether an error is at least (below: less than) some number."""

    error: tuple[str, int]
    least: float
    below: bool

    def holds(self, factors: Factors) -> NDArray[np.bool_]:
        """In which draws it holds."""
        of = factors.of[self.error]
        return np.less(of, self.least) if self.below else np.greater_equal(of, self.least)


@frozen
class LeastErrors:
    """A comparison as bounds that must all hold.

    holds: whether what is certain in it holds. open: whether some of it is not known.
    """

    holds: bool
    bounds: tuple[LeastError, ...]
    open: bool


def thresholds_of(test: DrawnTest, likeness: Factors) -> LeastErrors | None:
    """A comparison of a metric, or of each of several years of it, with a constant; None for any
    other. likeness: any draws, to tell what is random.
    """
    node = test.node
    if not isinstance(node, Compare) or node.op not in (">=", ">", "<=", "<"):
        return None
    if not isinstance(node.right, Constant) or isinstance(node.right.value, str):
        return None
    if isinstance(node.left, Name):
        keys: Sequence[tuple[str, int]] = [(node.left.name, 0)]
    elif isinstance(node.left, Call) and node.left.function == "each":
        keys = keys_of(node.left)
    else:
        return None
    values, one = dict(test.values), Compare(node.op, Name("of"), node.right)
    holds, unknown, found = True, False, list[LeastError]()
    for key in keys:
        given = values[key]
        if given is None or isinstance(given, str):
            unknown = True
            continue
        error = given.error(likeness) if isinstance(given, DrawnMetric) else None
        if isinstance(given, DrawnMetric) and given.is_random(likeness):
            if error is None:
                return None
            bound = _bound(error, _tried(one, given, error))
            if isinstance(bound, LeastError):
                found.append(bound)
            else:
                holds = holds and bound
        else:
            certain = given.certain if isinstance(given, DrawnMetric) else given
            holds = holds and bool(compiled(one)({("of", 0): certain})[0])
    return LeastErrors(holds, tuple(dict.fromkeys(found)), unknown)


def _tried(one: Compare, given: DrawnMetric, error: tuple[str, int]) -> Callable[[float], bool]:
    """Whether the comparison holds at an error."""
    holds = compiled(one)

    def at(size: float) -> bool:
        return bool(holds({("of", 0): given.at(error, size)})[0])

    return at


def _bound(error: tuple[str, int], holds: Callable[[float], bool]) -> LeastError | bool:
    """Where an outcome that turns once at most turns; the outcome where it does not."""
    low, high = 0, _place(_MOST)
    first, last = holds(_float(low)), holds(_float(high))
    if first == last:
        return first
    while high - low > 1:
        middle = (low + high) // 2
        if holds(_float(middle)) == first:
            low = middle
        else:
            high = middle
    return LeastError(error, _float(high), below=first)


def _place(value: float) -> int:
    """The place of a float among those from zero up."""
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def _float(place: int) -> float:
    return float(struct.unpack("<d", struct.pack("<q", place))[0])
