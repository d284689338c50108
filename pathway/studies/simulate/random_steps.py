"""Which steps of a route take a random time: those that a duration of the rulebook times."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.dates.schedule import Lag
from pathway.law.provision import Duration
from pathway.planning.network import Regime
from pathway.planning.requirements import Requirements
from pathway.studies.simulate.drawn import Drawn, DrawnRow
from pathway.studies.simulate.fit import fitted


def drawn_steps(needs: Requirements, regime: Regime) -> dict[str, Drawn]:
    """Label of a lag -> the random length of its step, for the lags of a regime that are not
    certain.

    A step whose rows differ by the day on which it starts goes by its start in each draw.
    """
    out: dict[str, Drawn] = {}
    for lag in regime.network.constraints:
        if (
            not isinstance(lag, Lag)
            or lag.target in regime.network.pins
            or regime.origins[lag.label].duration is None
        ):
            continue
        stream = lag.label.partition("#")[0]
        rows = tuple(_rows(needs, regime, stream))
        begun = regime.network.pins.get(lag.source)
        drawn = Drawn(stream, rows, needs.business_days(lag.target), begun)
        if not drawn.certain:
            out[lag.label] = drawn
    return out


def _rows(needs: Requirements, regime: Regime, stream: str) -> Iterator[DrawnRow]:
    start = regime.network.start
    found: list[Duration] = []
    for label, origin in regime.origins.items():
        if origin.duration is not None and label.partition("#")[0] == stream:
            found.append(origin.duration)
    for row in sorted(found, key=lambda row: row.starts_from.toordinal() if row.starts_from else 0):
        first = row.starts_from.toordinal() - start if row.starts_from else -start
        fit = fitted(row)
        calendars = needs.calendars
        listed = {
            "trading days": calendars.trading.days,
            "working days": calendars.working.days,
        }.get(fit.unit)
        yield DrawnRow(first, fit, listed)
