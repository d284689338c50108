"""What faster reviews would bring: nothing that a firm can do, but good to know."""

from __future__ import annotations

from pathway.law.curve import curve
from pathway.planning.under_way import goes_on
from pathway.studies.levers.inputs import Input, Setting
from pathway.studies.levers.probe import Probe

_QUARTER = 0.25


def fast_quarter(probe: Probe) -> dict[Input, Setting]:
    """The steps of the present plan that authorities and exchanges decide, each as long as it takes
    with the fastest quarter of firms: of those, for a step under way, that it has taken as long.
    Steps that are given, and rows that are not in calendar days, stay as they are.
    """
    own = {item.path: item for item in probe.inputs if item.whose == "authority"}
    out: dict[Input, Setting] = {}
    for to, row, _, elapsed in probe.timed():
        item, found = own.get(f"durations.{to}"), curve(row)
        if item is None or to in probe.scenario.durations or found is None:
            continue
        if row.at(probe.scenario.pace).unit != "days":
            continue
        begun = elapsed > 0 and goes_on(row)
        days = found.under_way(elapsed, _QUARTER) if begun else found.quantile(_QUARTER)
        if isinstance(item.value, int) and round(days) < item.value:
            out[item] = round(days)
    return out
