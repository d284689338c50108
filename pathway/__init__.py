"""When can a Chinese company be listed, and which rule decides that day?

    import pathway
    from datetime import date

    scenario = pathway.load("firm.toml", set={"fiscal_years.2026.net_profit": 18e6}, as_of=date(2026, 11, 23))
    plan = pathway.plan(scenario, targets=["bse"], pace="typical")
    plan.best["bse"].date
    plan.best["bse"].why("bse.listed")
    pathway.check(scenario, "bse").ready

Everything the commands do, the library does; the commands only parse, call and print. Nothing here reads the clock:
a scenario without `as_of` needs it (or `today`) as an argument.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from pathway._version import VERSION

if TYPE_CHECKING:
    from pathway.comparison import Comparison, Variation, compare, vary
    from pathway.errors import InputError, OutOfRangeError, PathwayError, Problem
    from pathway.law.book import Rulebook
    from pathway.law.book import load as load_rules
    from pathway.leverage import Leverage, levers
    from pathway.planning import plan
    from pathway.plans import Plan, Route
    from pathway.portfolios import Row, portfolio
    from pathway.readiness import Readiness, check
    from pathway.recognition import Ladder, ladder
    from pathway.scenario import Scenario
    from pathway.scenario_file import load, loads, rebuild

__version__ = VERSION

# Loaded when first used, so that `pathway --help` need not read the law.
_HOMES = {
    "Comparison": "pathway.comparison",
    "Variation": "pathway.comparison",
    "compare": "pathway.comparison",
    "vary": "pathway.comparison",
    "InputError": "pathway.errors",
    "OutOfRangeError": "pathway.errors",
    "PathwayError": "pathway.errors",
    "Problem": "pathway.errors",
    "Rulebook": "pathway.law.book",
    "load_rules": "pathway.law.book:load",
    "Leverage": "pathway.leverage",
    "levers": "pathway.leverage",
    "Plan": "pathway.plans",
    "Route": "pathway.plans",
    "plan": "pathway.planning",
    "Row": "pathway.portfolios",
    "portfolio": "pathway.portfolios",
    "Readiness": "pathway.readiness",
    "check": "pathway.readiness",
    "Ladder": "pathway.recognition",
    "ladder": "pathway.recognition",
    "Scenario": "pathway.scenario",
    "load": "pathway.scenario_file",
    "loads": "pathway.scenario_file",
    "rebuild": "pathway.scenario_file",
    "Simulation": "pathway.simulation",
    "simulate": "pathway.simulation",
}

__all__ = [
    "Comparison",
    "InputError",
    "Ladder",
    "Leverage",
    "OutOfRangeError",
    "PathwayError",
    "Plan",
    "Problem",
    "Readiness",
    "Route",
    "Row",
    "Rulebook",
    "Scenario",
    "Simulation",
    "Variation",
    "__version__",
    "check",
    "compare",
    "ladder",
    "levers",
    "load",
    "load_rules",
    "loads",
    "plan",
    "portfolio",
    "rebuild",
    "simulate",
    "vary",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'pathway' has no attribute {name!r}")
    home, _, other = _HOMES[name].partition(":")
    return getattr(import_module(home), other or name)
