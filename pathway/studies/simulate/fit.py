"""How long a step takes at each of 65,536 levels, in whole days: a row's curve made ready for
draws.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import phrase
from pathway.law.curve import Curve, curve
from pathway.law.duration import Duration
from pathway.planning.causes import milestone_title

LEVELS = 1 << 16
"""A draw is a level from 0 to 65,535: the share of cases that take no longer, in steps of
1/65,536.
"""
_LONGEST = 20_000
"""Days beyond every horizon: a duration ends there, so that its sums with days stay small."""


@frozen(eq=False)
class Fitted:
    """The duration of one row of the rulebook at every level, in days of one kind (units: those of
    `unit`).

    floor: months that the step takes at least, where the floor is given in months; it is kept
    whatever the draw. lengths: the counts that there are. places: of each level's among them.
    """

    counts: NDArray[np.int16]
    unit: str
    floor: int = 0
    lengths: NDArray[np.int16] = field(init=False, repr=False)
    places: NDArray[np.uint16] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        lengths, places = np.unique(self.counts, return_inverse=True)
        object.__setattr__(self, "lengths", lengths)
        object.__setattr__(self, "places", places.astype(np.uint16))

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
    """The distribution of a row. Raises `OutOfRangeError` where its lengths cannot be compared."""
    found, unit = curve(row), (row.p50 or row.typical).unit
    if found is None:
        raise OutOfRangeError(
            phrase("simulate.mixed-units", step=milestone_title(f"{row.step}.{row.to}"))
        )
    months = row.floor.count if row.floor.unit == "months" and unit != "months" else 0
    return Fitted(counts_of(found), unit, months)


def counts_of(found: Curve) -> NDArray[np.int16]:
    """Whole days at each level, the middle of the level's share taken; nowhere less than at the
    level below.
    """
    first, last = int(found.points[0][0]), 1 - 0.5 / LEVELS
    ends: list[float] = []
    # A length stands for what is rounded to it.
    while (not ends or ends[-1] < last) and first + len(ends) < _LONGEST:
        ends.append(found.share(first + len(ends) + 0.5))
    levels = (np.arange(LEVELS) + 0.5) / LEVELS
    return (first + np.searchsorted(np.array(ends), levels)).astype(np.int16)
