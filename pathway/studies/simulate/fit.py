"""How long a step takes, as a distribution through three points: the floor, the typical and the
cautious duration.

Half of the draws lie evenly between the floor and the median (`typical`), the rest above it with an
exponential tail through the 90th percentile (`cautious`). No draw is below the floor. Longer
reviews stay possible and get rarer and rarer: all that is known of them is that one in ten takes
longer than `cautious`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import phrase
from pathway.law.provision import Duration, Period

LEVELS = 1 << 16
"""A draw is a level from 0 to 65,535: the share of cases that take no longer, in steps of
1/65,536.
"""
MEDIAN, HIGH = 0.5, 0.9
_LONGEST = 20_000
"""Days beyond every horizon: a duration ends there, so that its sums with days stay small."""
_FEWEST = {1: 28, 2: 59, 3: 89, 6: 181, 12: 365}
"""Months -> the fewest days that so many months can have."""


@frozen(eq=False)
class Fitted:
    """The duration of one row of the rulebook at every level, in days of one kind (units: those of
    `unit`).

    floor: months that the step takes at least, where the floor is given in months; it is kept
    whatever the draw.
    """

    counts: NDArray[np.int16]
    unit: str
    floor: int = 0

    @property
    def plain(self) -> bool:
        """Whether the step is a number of calendar days and nothing else."""
        return self.unit == "days" and not self.floor

    @property
    def certain(self) -> bool:
        """Whether every draw is the same."""
        return bool(self.counts[0] == self.counts[-1])


@lru_cache(maxsize=2**10)
def fitted(row: Duration) -> Fitted:
    """The distribution of a row. Raises `OutOfRangeError` where its three durations cannot be
    compared.
    """
    unit = row.typical.unit
    others = {row.floor.unit, row.cautious.unit} - {unit}
    if others - ({"months"} if unit == "days" else set()):
        raise OutOfRangeError(phrase("simulate.mixed-units", step=f"{row.step}.{row.to}"))
    months = row.floor.count if row.floor.unit == "months" and unit != "months" else 0
    return Fitted(
        _counts(_days(row.floor, unit), row.typical.count, _days(row.cautious, unit)), unit, months
    )


def _days(period: Period, unit: str) -> int:
    """The count of a period; for months among days the fewest calendar days that they can have."""
    if period.unit == "months" and unit == "days":
        return _FEWEST.get(period.count, 30 * period.count)
    return period.count


def _counts(floor: int, typical: int, cautious: int) -> NDArray[np.int16]:
    """Whole days at each level, the middle of the level's share taken; nowhere less than at the
    level below.
    """
    typical, cautious = max(typical, floor), max(cautious, typical, floor)
    share = (np.arange(LEVELS) + 0.5) / LEVELS
    below = floor + (typical - floor) * share / MEDIAN
    above = typical + (cautious - typical) * np.log(MEDIAN / (1 - share)) / np.log(
        MEDIAN / (1 - HIGH)
    )
    return np.rint(np.minimum(np.where(share < MEDIAN, below, above), _LONGEST)).astype(np.int16)
