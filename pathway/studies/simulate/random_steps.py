"""Which steps of a route take a random time: those that a duration of the rulebook times."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from pathway.dates.in_time import InTime
from pathway.dates.schedule import Lag
from pathway.law.duration import Duration
from pathway.planning.network import Regime
from pathway.planning.origin import origin_of
from pathway.planning.requirements import Requirements
from pathway.planning.under_way import goes_on
from pathway.studies.simulate.drawn import Drawn, DrawnRow
from pathway.studies.simulate.fit import fitted


def drawn_steps(requirements: Requirements, regime: Regime) -> dict[Hashable, Drawn]:
    """Origin of a lag -> the random length of its step, for the lags of a regime that are not
    certain.

    A step whose rows differ by the day on which it starts goes by its start in each draw.
    """
    out: dict[Hashable, Drawn] = {}
    for lag in regime.network.constraints:
        if not isinstance(lag, Lag) or lag.target in regime.network.pins:
            continue
        origin = origin_of(lag)
        if not origin.rows:
            continue
        rows = tuple(_rows(requirements, origin.starts, regime.network.start))
        begun = regime.network.pins.get(lag.source) if goes_on(origin.rows[0]) else None
        stream = f"{lag.source}>{lag.target}"
        business = requirements.law.business_days(lag.target)
        hurry = lag.step if isinstance(lag.step, InTime) else None
        drawn = Drawn(stream, rows, business, begun, hurry=hurry)
        if not drawn.certain:
            out[origin] = drawn
    return out


def _rows(
    requirements: Requirements, starts: Sequence[tuple[int, Duration]], start: int
) -> Iterator[DrawnRow]:
    for since, row in starts:
        first = max(since - start, -start)
        fit = fitted(row)
        calendars = requirements.clock.calendars
        listed = {
            "trading days": calendars.trading.days,
            "working days": calendars.working.days,
        }.get(fit.unit)
        yield DrawnRow(first, fit, listed)
