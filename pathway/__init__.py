"""When can a Chinese company be listed, and which rule decides that day?

    import pathway
    from datetime import date

    scenario = pathway.load("firm.toml", set={"fiscal_years.2026.net_profit": 18e6})
    plan = pathway.plan(scenario, targets=["bse"], pace="typical")
    plan.best["bse"].date
    plan.best["bse"].why("bse.listed")
    pathway.check(scenario, "bse").ready

A scenario is one firm with what is assumed and what is asked: `load` reads it from a file, `loads`
from a text, and `rebuild` and `vary` make others of it. Each question is one call and its answer
one value, which never changes and holds all that the command of the same name prints:

    plan       Plan        the earliest day per venue and route, its causes, what blocks it
    check      Readiness   every requirement of a venue on a day, and what is missing
    compare    Comparison  scenarios side by side, and what made the difference
    levers     Leverage    what would bring the date forward, and how far figures may fall
    simulate   Simulation  how the date is distributed over many draws
    portfolio  Row         one row for each of many firms
    ladder     Ladder      where the firm stands on the ladder of specialised SMEs
    money      Funding     what can pay for the way, and what follows after the bell
    since      Since       what moved the dates since an earlier plan
    backtest   Backtest    known cases planned as of their time, against what happened

The law and the calendars can be asked by themselves, files begun, and many firms put into files:

    rules      Rules       what is in force, what changed, what it rests on, what is worth checking
    calendar   Calendar    windows of the innovation tier, trading and working days, counting days
    new        a text      a commented scenario to fill in; `example`: one that ships
    parts      Part        a portfolio as a folder of files, with which a run can go on
    frame      a table     any answer as a DataFrame of pandas or polars

A `Venue` is a market or tier: `unlisted`, `regional`, `neeq-base`, `neeq-innovation`,
`neeq-select`, `bse`, `star`, `chinext`, `sse-main`, `szse-main`. A `Pace` says how long steps take:
`floor` (the legal minimum or the fastest case), `typical` (the median case), `cautious` (the 90th
percentile or the legal maximum). Money is in yuan, ratios are fractions of one, and figures are
exact (`int` or `Fraction`); a file's own unit of money holds only for its text and overrides.

The law is data: `load_rules` reads the shipped `Rulebook`, lays changes on it, and takes in what a
ledger says was checked. Every answer names the provisions that it rests on, with their citations
and how well their text is established.

Errors are of the type `PathwayError`: `InputError` for what was read, `UsageError` for an argument,
`OutOfRangeError` for a question outside the law or calendar that is encoded, `EngineError` for what
does the work.

Nothing here reads the clock: a scenario without `as_of` needs it, or `today`, as an argument.
"""

import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from pathway.base.version import VERSION

__version__ = VERSION


@cache
def _homes() -> Mapping[str, str]:
    """Every public name with the module that defines it: the lines of `__init__.pyi`."""
    from importlib.resources import files

    stub = files(__name__).joinpath("__init__.pyi").read_text(encoding="utf-8")
    lines = (line.split() for line in stub.splitlines())
    return {words[3]: words[1] for words in lines if words[:1] == ["from"]}


def __dir__() -> list[str]:
    return sorted(_homes())


def __getattr__(name: str) -> object:
    """A public name, loaded when it is first used: `pathway --help` need not read the law."""
    if name == "__all__":
        return __dir__()
    if name not in _homes():
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message, name=name, obj=sys.modules[__name__])
    return getattr(import_module(_homes()[name]), name)
