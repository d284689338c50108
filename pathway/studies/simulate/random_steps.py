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

StepsMade = dict[tuple[int, int | None], tuple[Lag, Drawn | None]]
"""Random steps made already: of a lag, told apart by identity, that starts on a given day."""


def drawn_steps(
    requirements: Requirements, regime: Regime, known: StepsMade | None = None
) -> dict[Hashable, Drawn]:
    """Origin of a lag -> the random length of its step, for the lags of a regime that are not
    certain.

    A step whose rows differ by the day on which it starts goes by its start in each draw. known:
    steps made for other regimes of the same law; new ones are added.
    """
    out: dict[Hashable, Drawn] = {}
    known = {} if known is None else known
    for lag in regime.network.constraints:
        if not isinstance(lag, Lag) or lag.target in regime.network.pins:
            continue
        key = id(lag), regime.network.pins.get(lag.source)
        if key not in known:
            known[key] = lag, _drawn_step(requirements, regime, lag)
        drawn = known[key][1]
        if drawn is not None:
            out[origin_of(lag)] = drawn
    return out


def _drawn_step(requirements: Requirements, regime: Regime, lag: Lag) -> Drawn | None:
    """The random length of a step; None where it is certain."""
    origin = origin_of(lag)
    if not origin.rows:
        return None
    rows = tuple(_rows(requirements, origin.starts, regime.network.start))
    begun = regime.network.pins.get(lag.source) if goes_on(origin.rows[0]) else None
    business = requirements.law.business_days(lag.target)
    hurry = lag.step if isinstance(lag.step, InTime) else None
    drawn = Drawn(f"{lag.source}>{lag.target}", rows, business, begun, hurry=hurry)
    return None if drawn.certain else drawn


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
