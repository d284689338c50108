# The public API, and the one list of it. Type checkers read these lines; so does `__init__.py`, which
# imports a name from its home when it is first used.
from pathway.base.errors import EngineError as EngineError
from pathway.base.errors import InputError as InputError
from pathway.base.errors import OutOfRangeError as OutOfRangeError
from pathway.base.errors import PathwayError as PathwayError
from pathway.base.errors import Problem as Problem
from pathway.base.errors import UsageError as UsageError
from pathway.base.phrases import Lang as Lang
from pathway.law.rulebook import Rulebook as Rulebook
from pathway.law.rulebook import load_rules as load_rules
from pathway.law.steps import Pace as Pace
from pathway.law.steps import Venue as Venue
from pathway.planning.causes import Cause as Cause
from pathway.planning.check import Readiness as Readiness
from pathway.planning.check import check as check
from pathway.planning.planner import plan as plan
from pathway.planning.values import Milestone as Milestone
from pathway.planning.values import Plan as Plan
from pathway.planning.values import Route as Route
from pathway.planning.values import Why as Why
from pathway.recognition import Ladder as Ladder
from pathway.recognition import ladder as ladder
from pathway.report.answers import frame as frame
from pathway.scenario.file import load as load
from pathway.scenario.file import loads as loads
from pathway.scenario.file import rebuild as rebuild
from pathway.scenario.scenario import Scenario as Scenario
from pathway.studies.axes import Variation as Variation
from pathway.studies.axes import vary as vary
from pathway.studies.compare import Comparison as Comparison
from pathway.studies.compare import compare as compare
from pathway.studies.levers.results import Leverage as Leverage
from pathway.studies.levers.search import levers as levers
from pathway.studies.money import Funding as Funding
from pathway.studies.money import money as money
from pathway.studies.portfolio.row_values import Row as Row
from pathway.studies.portfolio.rows import portfolio as portfolio
from pathway.studies.simulate import Simulation as Simulation
from pathway.studies.simulate import simulate as simulate
from pathway.studies.since import Since as Since
from pathway.studies.since import since as since

__version__: str
