"""The calendars as the build makes them ready to load: the projection of forty years is not worked
out at every start.

Only the last states of what is known are made ready; as of an earlier day the calendars are worked
out from the notices and their patterns, as they are in a checkout.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pathway.base.package_data import checksum, worked_out
from pathway.dates.days import Span

MODULE = "calendars"
"""What the module is called that holds them."""
_FILES = tuple(("dates", "calendar", f"{name}.toml") for name in ("official", "patterns", "lunar"))
Spans = tuple[Span, ...]
KnownDays = tuple[int, Spans, Spans]
"""The last settled day, the trading days and the working days of one state of what is known."""


class Ready:
    """What was made ready. turns: the days on which something became known, in order. states: by
    how many of these days had passed.
    """

    def __init__(self, turns: tuple[int, ...], states: Mapping[int, KnownDays]) -> None:
        self.turns, self.states = turns, states


@cache
def ready() -> Ready | None:
    """What the build made ready; None in a checkout, or where the data is other data by now."""
    module = worked_out(MODULE, *_FILES)
    return None if module is None else Ready(module.TURNS, module.STATES)


def made_ready(turns: tuple[int, ...], states: Mapping[int, KnownDays]) -> str:
    """The module that holds these calendars: what the build writes."""
    return (
        '"""The calendars made ready to load, by the build."""\n\n'
        f"CONTENT = {checksum(*_FILES)}\nTURNS = {turns!r}\nSTATES = {dict(states)!r}\n"
    )
