"""When can a Chinese company be listed, and which rule decides that day?

    import pathway
    from datetime import date

    scenario = pathway.load("firm.toml", set={"fiscal_years.2026.net_profit": 18e6}, as_of=date(2026, 11, 23))
    plan = pathway.plan(scenario, targets=["bse"], pace="typical")
    plan.best["bse"].date
    plan.best["bse"].why("bse.listed")
    pathway.check(scenario, "bse").ready

Everything the commands do, the library does; the commands only parse, call and print. Nothing here
reads the clock: a scenario without `as_of` needs it (or `today`) as an argument.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from pathway.base.version import VERSION

if TYPE_CHECKING:
    from pathway.base.errors import InputError, OutOfRangeError, PathwayError, Problem
    from pathway.law.rulebook import Rulebook
    from pathway.law.rulebook import load as load_rules
    from pathway.planning.check import Readiness, check
    from pathway.planning.planner import plan
    from pathway.planning.values import Plan, Route
    from pathway.recognition import Ladder, ladder
    from pathway.scenario.file import load, loads, rebuild
    from pathway.scenario.scenario import Scenario
    from pathway.studies.compare import Comparison, Variation, compare, vary
    from pathway.studies.levers.search import Leverage, levers
    from pathway.studies.portfolio.rows import Row, portfolio
    from pathway.studies.simulate import Simulation, simulate

__version__ = VERSION

# Loaded when first used, so that `pathway --help` need not read the law.
_HOMES = {
    "Comparison": "pathway.studies.compare",
    "Variation": "pathway.studies.compare",
    "compare": "pathway.studies.compare",
    "vary": "pathway.studies.compare",
    "InputError": "pathway.base.errors",
    "OutOfRangeError": "pathway.base.errors",
    "PathwayError": "pathway.base.errors",
    "Problem": "pathway.base.errors",
    "Rulebook": "pathway.law.rulebook",
    "load_rules": "pathway.law.rulebook:load",
    "Leverage": "pathway.studies.levers.search",
    "levers": "pathway.studies.levers.search",
    "Plan": "pathway.planning.values",
    "Route": "pathway.planning.values",
    "plan": "pathway.planning.planner",
    "Row": "pathway.studies.portfolio.rows",
    "portfolio": "pathway.studies.portfolio.rows",
    "Readiness": "pathway.planning.check",
    "check": "pathway.planning.check",
    "Ladder": "pathway.recognition",
    "ladder": "pathway.recognition",
    "Scenario": "pathway.scenario.scenario",
    "load": "pathway.scenario.file",
    "loads": "pathway.scenario.file",
    "rebuild": "pathway.scenario.file",
    "Simulation": "pathway.studies.simulate",
    "simulate": "pathway.studies.simulate",
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
