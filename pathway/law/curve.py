"""How long a step takes, as a distribution: a curve through the points of a row of durations.

The cases lie evenly between the floor and P10 and between P10 and the median (between the floor and
the median where no P10 is given). Above the median the rest is exponential, through P90: longer and
longer times get rarer and rarer. A tail mixes in the cases that get stuck. No case is below the
floor.
"""

from __future__ import annotations

from itertools import pairwise
from math import exp, log

from attrs import frozen

from pathway.law.duration import Duration, Tail
from pathway.law.effect import Period

_MEDIAN, _HIGH = 0.5, 0.9
_FEWEST = {1: 28, 2: 59, 3: 89, 6: 181, 12: 365}
"""Months -> the fewest days that so many months can have."""
_HALVINGS = 60
_RARE = 1e-9


@frozen(eq=False, repr=False)
class Curve:
    """The distribution of one row. Lengths are counted in the unit of the row.

    points: (length, share of the cases that take no longer) from the floor to the median. mean: of
    the exponential above the median. tail: the cases that get stuck (calendar days).
    """

    points: tuple[tuple[float, float], ...]
    mean: float
    tail: Tail | None = None

    def share(self, length: float) -> float:
        """The share of cases that take no longer than a length."""
        usual = self._usual(length)
        if self.tail is None:
            return usual
        beyond = length - self.tail.since
        stuck = 1 - exp(-beyond / self.tail.mean) if beyond > 0 else 0.0
        return usual + self.tail.share * (stuck - usual)

    def quantile(self, share: float) -> float:
        """The length that a share of the cases, below one, do not exceed."""
        if self.tail is None:
            return self._usual_quantile(share)
        # No formula turns a mixture round; the two bounds are those of its parts.
        low, high = self.points[0][0], self._usual_quantile(share)
        high = max(high, self.tail.since - self.tail.mean * log(1 - share))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if self.share(middle) >= share else (middle, high)
        return high

    def under_way(self, elapsed: float, share: float) -> float:
        """The length that a share of the cases do not exceed, of those that took as long as
        this.
        """
        over = self.share(elapsed)
        if 1 - over > _RARE:
            return self.quantile(over + share * (1 - over))
        # So far out what is left is exponential, however long it has taken.
        mean = self.mean if self.tail is None else max(self.mean, self.tail.mean)
        return elapsed - mean * log(1 - share)

    def _usual(self, length: float) -> float:
        if length < self.points[0][0]:
            return 0.0
        for (first, below), (last, above) in pairwise(self.points):
            if length < last:
                return below + (above - below) * (length - first) / (last - first)
        beyond = length - self.points[-1][0]
        return 1 - (1 - _MEDIAN) * exp(-beyond / self.mean) if self.mean else 1.0

    def _usual_quantile(self, share: float) -> float:
        for (first, below), (last, above) in pairwise(self.points):
            if share <= above:
                return first + (last - first) * (share - below) / (above - below)
        return self.points[-1][0] + self.mean * log((1 - _MEDIAN) / (1 - share))


def curve(row: Duration) -> Curve | None:
    """The distribution of a row; None where its lengths are in units that cannot be compared.

    A floor in months counts among days as the fewest days that it can have.
    """
    middle, high = row.p50 or row.typical, row.p90 or row.cautious
    found = [_among(period, middle.unit) for period in (row.floor, row.p10 or row.floor, high)]
    if None in found:
        return None
    floor, low, most = (count or 0 for count in found)
    median = max(middle.count, floor)
    points = [(float(floor), 0.0), (float(median), _MEDIAN)]
    if row.p10 is not None:
        points.insert(1, (float(min(max(low, floor), median)), 1 - _HIGH))
    mean = max(most - median, 0) / log(_MEDIAN / (1 - _HIGH))
    return Curve(tuple(points), mean, row.tail)


def _among(period: Period, unit: str) -> int | None:
    """The count of a period among lengths of a unit."""
    if period.unit == unit:
        return period.count
    if period.unit == "months" and unit == "days":
        return _FEWEST.get(period.count, 30 * period.count)
    return None
