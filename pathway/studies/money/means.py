"""Whether a source of money suits a firm: its condition, tried on what the scenario says on the day
of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Phrase
from pathway.dates.days import FIRST
from pathway.law.events import Occurrence
from pathway.law.funding import FundingSource
from pathway.law.language.grammar import metrics_of
from pathway.law.language.metrics import Known
from pathway.law.language.parser import parse
from pathway.law.language.verdict import Evaluator, Timeline, Verdict, at
from pathway.law.money_vocabulary import funding_vocabulary
from pathway.law.rulebook import vocabulary
from pathway.planning.findings import finding
from pathway.planning.subject import Knowledge
from pathway.scenario.scenario import Scenario

Fit = Literal["fits", "open", "absent"]


@frozen
class Fitting:
    """Whether a source suits the firm.

    Attributes:
        fit: It `fits`, does not (`absent`), or that is `open` because an input is not given.
        missing: The scenario paths that are not given.
        reasons: Where it does not fit: what was found.
    """

    fit: Fit
    missing: tuple[str, ...] = ()
    reasons: tuple[Phrase, ...] = ()


class FirmMeans:
    """A firm as sources of money look at it (`pathway.law.language.verdict.Subject`): what the
    scenario says on its as-of day, which holds on every day.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.words = {**vocabulary(), **funding_vocabulary()}
        self.knowledge = Knowledge(scenario, self.words)
        self.when = scenario.as_of.toordinal()
        self.values: Mapping[str, Known] = {
            name: self._said(metric.path) for name, metric in funding_vocabulary().items()
        }

    def _said(self, path: str) -> Known:
        """What the scenario says at a path of its tables `money` and `ladder`."""
        table, _, key = path.partition(".")
        firm = self.scenario.firm
        found = (firm.money if table == "money" else firm.ladder).get(key)
        if isinstance(found, bool):
            return int(found)
        return found if isinstance(found, int | Fraction) else None

    def yearly(self, metric: str, back: int) -> Timeline:
        """A yearly metric of the year `back` before the last one known."""
        return ((FIRST, at(self.knowledge.yearly(metric, back), self.when)),)

    def daily(self, metric: str) -> Timeline:
        """Anything else that the scenario says."""
        if metric in self.values:
            return ((FIRST, self.values[metric]),)
        return ((FIRST, at(self.knowledge.daily(metric), self.when)),)

    def is_yearly(self, name: str) -> bool:
        """Whether a metric belongs to a reporting period."""
        return self.words[name].yearly

    def is_soft(self, name: str) -> bool:
        """Nothing is taken as given: whoever lends asks."""
        return False

    def events(self, kind: str, venue: str | None) -> tuple[Occurrence, ...]:
        """Events of a kind."""
        return self.knowledge.events(kind, venue)

    def covered(self, what: str) -> tuple[int, ...]:
        """No source asks for statements."""
        return ()

    def statements(self) -> tuple[tuple[int, int], ...]:
        """Audited statements."""
        return self.knowledge.statements()

    # -- sources -----------------------------------------------------------------------------------

    def fitting(self, source: FundingSource) -> Fitting:
        """Whether a source suits the firm where it is."""
        venue = self.scenario.firm.status.venue
        if venue not in source.venues:
            reason = Phrase("money.absent.venue", {"venue": Phrase(f"text.venue.{venue}")})
            return Fitting("absent", reasons=(reason,))
        node = parse(source.when, frozenset(self.words))
        evaluator = Evaluator(self, self._no_provision)
        verdict = evaluator.verdict(node)
        match verdict.outcome(self.when):
            case "met":
                return Fitting("fits")
            case "unmet":
                return Fitting("absent", reasons=tuple(self._reasons(verdict)))
            case _:
                return Fitting("open", missing=tuple(dict.fromkeys(self._missing(verdict))))

    @staticmethod
    def _no_provision(name: str) -> Verdict:
        raise KeyError(name)

    def _reasons(self, verdict: Verdict) -> Iterator[Phrase]:
        for leaf in verdict.leaves_on(self.when):
            yield finding(leaf, self.when, self.knowledge).text

    def _missing(self, verdict: Verdict) -> Iterator[str]:
        for leaf in verdict.leaves_on(self.when):
            if leaf.outcome(self.when) == "unknown":
                for name in metrics_of(leaf.node):
                    metric = self.words[name]
                    timeline = self.yearly(name, 0) if metric.yearly else self.daily(name)
                    if at(timeline, self.when) is None:
                        yield metric.path.replace("{year}", str(self._year()))

    def _year(self) -> int:
        """The fiscal year whose figures are the last known, or should be."""
        years = [year for day, year in self.knowledge.periods("revenue") if day <= self.when]
        return years[-1] if years else self.scenario.as_of.year - 1
