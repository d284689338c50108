"""What is kept while the acts of one plan are looked for, and what happens if one of them comes
later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve

from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import to_date
from pathway.dates.schedule import Schedule, latest
from pathway.planning.findings import title
from pathway.planning.solve import NO_DELAY, PlanQuestion
from pathway.scenario.scenario import Scenario
from pathway.studies.outlook.act import Consequence
from pathway.studies.outlook.replan import Replan

WHILE = 200
"""Calendar days after the planned one within which work that is no legal duty is looked at."""


class Keeping:
    """One plan while its acts are looked for. What is found is kept at its latest day when the next
    is looked for, so that all of them together keep the date.

    scenario: with the reports found so far on their latest days. late: the latest days of the
    milestones found so far.
    """

    def __init__(self, replan: Replan) -> None:
        self.replan, self.best, self.given = replan, replan.best, replan.scenario
        self.days, self.network = self.best.schedule.days, self.best.regime.network
        self.end, self.start = self.days[self.best.final], self.given.as_of.toordinal()
        back = latest(self.network, {self.best.final: self.end})
        self.back = back.days if isinstance(back, Schedule) else self.days
        self.scenario: Scenario = self.given
        self.late: dict[str, int] = {}

    def open_day(self, first: int, last: int) -> int:
        """The last working day from one day to another; the latter itself, if there is none."""
        found = self.replan.open_before(last)
        return found if found >= first else last

    def keeps(self, scenario: Scenario) -> bool:
        return self.replan.keeps(scenario, self.late)

    def last(self, keeps: Callable[[int], bool], planned: int, top: int) -> int:
        last = self.replan.last_day(keeps, planned, top)
        return self.open_day(planned, last)

    def slipped(self, name: str, last: int) -> Consequence:
        """What happens if a milestone is reached one working day after a day."""
        first = self.replan.open_after(last)
        found = self.consequence(not_before={name: first})
        if found.kind != "slack":
            return found
        until = self.replan.last_day(
            lambda day: self.replan.keeps(not_before={name: day}), first, self.end
        )
        return evolve(found, until=to_date(until))

    def after(self, change: Callable[[int], Scenario], last: int) -> Consequence:
        """What happens if something comes one working day after a day."""
        return self.consequence(change(self.replan.open_after(last)))

    def consequence(
        self, scenario: Scenario | None = None, not_before: Mapping[str, int] = NO_DELAY
    ) -> Consequence:
        asked, solved = self.replan.solved(scenario, not_before)
        bar = self._new_bar(asked)
        if solved is None:
            return Consequence("no-date", None, None, bar)
        days = (solved.date - to_date(self.end)).days
        return Consequence("moves" if days > 0 else "slack", solved.date, days, bar)

    def _new_bar(self, asked: PlanQuestion) -> Phrase | None:
        """What the law makes of the delay: an event that did not follow from the file before."""
        known = {(one.kind, one.day) for one in self.replan.asked.requirements.subject.brought}
        for one in asked.requirements.subject.brought:
            if (one.kind, one.day) not in known and one.sure:
                rule = asked.requirements.book.provision(one.rule)
                return phrase("screen.bar", title=title(rule.title, rule.id))
        return None
