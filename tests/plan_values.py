"""Works out the numbers of the rulebook's durations that follow from others.

    python -m tests.plan_values            what they are to be, and what they are
    python -m tests.plan_values --write    writes them into the rulebook

Of an offering on BSE the points of each step are given, and what a plan takes for it is worked out:
with M and H the median and the 90th percentile of the time from a milestone to the listing,
`typical` is M at the start of the step less M at its end, `cautious` H at its start less H at its
end. Of the other boards and of transfers the whole is given, and shares of it for the steps; the
points of the steps are worked out, such that they give the whole back.

All of it is exact but for the level of the case, of which `STRATA` stand for all: the steps of a
case share a level as in a simulation (`pathway/studies/simulate/levels.py`), given that level they
are independent, and sums of independent lengths are convolutions.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from pathway.law.duration import Duration, rows_by_start
from pathway.law.effect import Period
from pathway.law.rulebook import shipped
from pathway.law.steps import MILESTONES
from pathway.studies.simulate.fit import LEVELS, fitted
from pathway.studies.simulate.levels import OF_THE_CASE

FOLDER = Path(__file__).parent.parent / "pathway" / "rulebook"
FIRST = date(2021, 11, 15)
"""The Beijing exchange opened."""
WHOLES: Mapping[str, tuple[str, int]] = {
    "star": ("listed", 200),
    "chinext": ("listed", 244),
    "sse-main": ("listed", 234),
    "szse-main": ("listed", 234),
    "star-transfer": ("committee", 72),
    "chinext-transfer": ("committee", 72),
}
"""Step -> the milestone to which the whole from acceptance is known, and its 10th percentile."""
STRATA = 64
DAYS = 2048
"""As far as lengths are followed; what takes longer counts as that long."""
ROUNDS = 12

Floats = NDArray[np.float64]
Values = Mapping[str, int]


class Chain:
    """The steps from acceptance to a milestone, one after another."""

    def __init__(self, durations: Sequence[Duration], step: str, last: str) -> None:
        names = MILESTONES[step]
        self.names = names[names.index("accepted") : names.index(last) + 1]
        self.rows: Mapping[str, list[tuple[Duration, int, int]]] = {
            since: [
                (row, period.spans[0][0], period.spans[-1][1])
                for row, period in rows_by_start(
                    row for row in durations if (row.step, row.since, row.to) == (step, since, to)
                )
            ]
            for since, to in pairwise(self.names)
        }
        self.left = cache(self._left)

    def _left(self, since: str, day: int) -> tuple[float, float, float]:
        """The 10th percentile, the median and the 90th percentile of the days from a milestone
        reached on a day to the last one.
        """
        if since == self.names[-1]:
            return 0.0, 0.0, 0.0
        reached = np.zeros((STRATA, DAYS))
        reached[:, 0] = 1
        for name in self.names[self.names.index(since) : -1]:
            after = np.zeros((STRATA, DAYS))
            for row, first, last in self.rows[name]:
                on = np.arange(DAYS) + day
                mine = np.where((on >= first) & (on <= last), reached, 0)
                if mine.any():
                    after += _later(mine, row)
            reached = after
        shares = np.cumsum(reached.mean(axis=0))
        return _quantile(shares, 0.1), _quantile(shares, 0.5), _quantile(shares, 0.9)


def _later(reached: Floats, row: Duration) -> Floats:
    """The days on which a step ends, by the days on which it starts, in each stratum of cases."""
    counts = np.minimum(fitted(row).counts, DAYS - 1)
    spread = np.bincount(counts, minlength=DAYS) / LEVELS
    size = 2 * DAYS
    own = np.fft.irfft(np.fft.rfft(reached, size) * np.fft.rfft(spread, size), size)
    # A stratum holds as many levels as the next one: its lengths are those at its levels.
    shared = np.zeros_like(own)
    for stratum, levels in enumerate(np.split(counts, STRATA)):
        lengths, many = np.unique(levels, return_counts=True)
        for length, share in zip(lengths.tolist(), many / len(levels), strict=True):
            shared[stratum, length : length + DAYS] += share * reached[stratum]
    part = OF_THE_CASE / LEVELS
    both = part * shared + (1 - part) * own
    both[:, DAYS - 1] += both[:, DAYS:].sum(axis=1)
    return both[:, :DAYS]


def _quantile(shares: Floats, share: float) -> float:
    """Where a cumulated share is reached, between whole days."""
    place = int(np.searchsorted(shares, share))
    below = shares[place - 1] if place else 0.0
    return place - 0.5 + float((share - below) / (shares[place] - below))


# -- what a plan takes -----------------------------------------------------------------------------


def plan_values(durations: Sequence[Duration]) -> dict[Duration, Values]:
    """`typical` and `cautious` of the review on BSE: the middle of what starts on several days of a
    row's time ask for.
    """
    chain, out = Chain(durations, "bse", "listed"), dict[Duration, Values]()
    for row, _, _ in (found for rows in chain.rows.values() for found in rows):
        taken = [[_taken(chain, row, day, which) for day in _starts(row)] for which in (1, 2)]
        typical, high = (max(round(float(np.median(found))), row.floor.count) for found in taken)
        out[row] = {"typical": typical, "cautious": max(typical, high)}
    return out


def _taken(chain: Chain, row: Duration, day: int, which: int) -> float:
    whole, length = chain.left(row.since, day)[which], 0.0
    # The end is that much later, and the rows of what follows go by it.
    for _ in range(ROUNDS):
        length = whole - chain.left(row.to, _quarter(day + round(length)))[which]
    return length


def _quarter(day: int) -> int:
    """The middle of the quarter that a day lies in: days of one quarter are taken alike."""
    when = date.fromordinal(day)
    return date(when.year, (when.month - 1) // 3 * 3 + 2, 15).toordinal()


def _starts(row: Duration) -> Iterator[int]:
    """The middles of the quarters in which a row holds; of the last one, those of a year."""
    first = row.starts_from or FIRST
    last = row.starts_until or date(first.year + 1, 1, 1)
    for year in range(first.year, last.year + 1):
        for month in (2, 5, 8, 11):
            if first <= date(year, month, 15) < last:
                yield date(year, month, 15).toordinal()


# -- points that give a whole back -----------------------------------------------------------------


def points(durations: Sequence[Duration]) -> dict[Duration, Values]:
    """`p10`, `p50` and `p90` of the steps of which only a whole is known: their shares of numbers
    that make the whole come out.
    """
    out = dict[Duration, Values]()
    for step, (last, low) in WHOLES.items():
        rows = [row for ((row, _, _),) in Chain(durations, step, last).rows.values()]
        wanted = [low, sum(r.typical.count for r in rows), sum(r.cautious.count for r in rows)]
        sizes, made = np.array(wanted, float), dict[Duration, Values]()
        for _ in range(ROUNDS):
            made = {row: _shared(row, sizes, wanted) for row in rows}
            drawn = [_with_points(row, values) for row, values in made.items()]
            sizes += np.array(wanted) - Chain(drawn, step, last).left("accepted", 1)
            sizes[0] = max(sizes[0], 0)
        out |= made
    return out


def _shared(row: Duration, sizes: Floats, wanted: Sequence[int]) -> Values:
    part, high = row.typical.count / wanted[1], row.cautious.count / wanted[2]
    middle = max(round(part * float(sizes[1])), row.floor.count)
    return {
        "p10": min(max(round(part * float(sizes[0])), row.floor.count), middle),
        "p50": middle,
        "p90": max(round(high * float(sizes[2])), middle),
    }


def _with_points(row: Duration, values: Values) -> Duration:
    low, middle, high = (Period(values[name], "days") for name in ("p10", "p50", "p90"))
    return evolve(row, p10=low, p50=middle, p90=high)


# -- the rulebook's files --------------------------------------------------------------------------


def written(text: str, values: Mapping[Duration, Values]) -> str:
    """A rulebook file with these values in its rows."""
    head, *tables = text.split("[[duration]]\n")
    for place, table in enumerate(tables):
        for row, numbers in values.items():
            start = f"starts_from = {row.starts_from}\n" if row.starts_from else ""
            keys = (
                f'step = "{row.step}"\n',
                f'since = "{row.since}"\n',
                f'to = "{row.to}"\n',
                start,
            )
            if all(key in table for key in keys) and bool(start) == ("starts_from" in table):
                for name, number in numbers.items():
                    table = re.sub(rf"^{name} = .*$", f"{name} = {number}", table, flags=re.M)
        tables[place] = table
    return "[[duration]]\n".join([head, *tables])


def given(row: Duration, names: Values) -> Values:
    """What a row has under some names."""
    found = {name: getattr(row, name) for name in names}
    return {name: period.count for name, period in found.items()}


if __name__ == "__main__":
    found = plan_values(shipped().durations) | points(shipped().durations)
    for row, numbers in found.items():
        print(
            row.step, row.since, row.to, row.starts_from or "", numbers, "now", given(row, numbers)
        )
    for path in FOLDER.glob("durations*.toml") if sys.argv[1:] == ["--write"] else ():
        path.write_text(written(path.read_text(encoding="utf-8"), found), encoding="utf-8")
