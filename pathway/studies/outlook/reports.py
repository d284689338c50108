"""Reports and audits that a date rests on, and half-year accounts of the past that are taken as
audited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)

from attrs import frozen

from pathway.base.phrases import phrase
from pathway.dates.days import to_date
from pathway.law.steps import LEGAL_DAYS, OUTSIDE
from pathway.scenario.scenario import Scenario
from pathway.studies.outlook.act import Act
from pathway.studies.outlook.kept import WHILE, Keeping
from pathway.studies.outlook.replan import (
    Replan,
    with_interim_audit,
    with_interim_report,
    with_report,
)


def reports_and_audits(kept: Keeping) -> Iterator[Act]:
    """The reports and audits of one plan, each kept at its latest day for those after it."""
    found = _Papers(kept)
    yield from found.reports()
    yield from found.interim_reports()
    yield from found.interim_audits()


class _Papers:
    def __init__(self, kept: Keeping) -> None:
        self.kept, self.replan = kept, kept.replan
        self.scenario, self.days, self.end, self.start = kept.given, kept.days, kept.end, kept.start

    def reports(self) -> Iterator[Act]:
        """The annual reports that come out before the end; of a firm that need not publish them,
        those on which the date rests.
        """
        report_day = self.replan.asked.requirements.subject.report_day
        for year in range(self.scenario.as_of.year - 1, to_date(self.end).year):
            planned = report_day(year)
            if not self.start < planned <= self.end:
                continue
            legal = date(year + 1, *LEGAL_DAYS.annual_report).toordinal()
            yield from self._report(f"annual-report.{year}", with_report, year, planned, legal)

    def interim_reports(self) -> Iterator[Act]:
        """The half-year reports that a listed firm must publish before the end."""
        for year in range(self.scenario.as_of.year, to_date(self.end).year + 1):
            planned = self.replan.asked.requirements.subject.interim_day(year)
            legal = date(year, *LEGAL_DAYS.interim_report).toordinal()
            if not self.start < planned <= self.end or not self._publishes(legal):
                continue
            name = f"interim-report.{year}"
            yield from self._report(name, with_interim_report, year, planned, legal)

    def _publishes(self, legal: int) -> bool:
        """Whether the firm is listed by the legal day of a report, and so must publish it."""
        listed = [
            self.days[name] for name in ("neeq.listed", "neeq-direct.listed") if name in self.days
        ]
        return self.scenario.firm.status.venue not in OUTSIDE or min(listed, default=legal) < legal

    def _report(
        self,
        name: str,
        change: Callable[[Scenario, int, int], Scenario],
        year: int,
        planned: int,
        legal: int,
    ) -> Iterator[Act]:
        """A report: until the legal day, or as long before it as the date asks for."""
        duty = self._publishes(legal) and planned <= legal
        top = self.replan.open_before(legal) if duty else min(planned + WHILE, self.end)

        def keeps(day: int) -> bool:
            return self.kept.keeps(change(self.kept.scenario, year, day))

        whole = top == planned or (top > planned and keeps(top))
        last = top if whole else self.kept.last(keeps, planned, top)
        if not duty and last == top:
            return
        self.kept.scenario = change(self.kept.scenario, year, last)
        first_late = legal if duty and last == top else last
        yield Act(
            id=name,
            party="company" if duty else "auditor",
            title=phrase(
                f"screen.act.{name.partition('.')[0]}{'' if duty else '-audited'}", year=str(year)
            ),
            planned=to_date(planned),
            useful=to_date(min(planned, last)),
            latest=to_date(last),
            later=self.kept.after(lambda day: change(self.scenario, year, day), first_late),
        )

    def interim_audits(self) -> Iterator[Act]:
        """Audits of half-year accounts that the date rests on and that are only assumed."""
        if not self.scenario.interim_audits:
            return
        subject = self.replan.asked.requirements.subject
        years = range(self.scenario.as_of.year - 2, to_date(self.end).year + 1)
        assumed = {
            year: subject.interim_audit_day_of(year)
            for year in years
            if _unsaid(self.scenario, year)
        }
        for year, planned in assumed.items():
            if not self.start < planned <= self.end:
                continue

            def later(scenario: Scenario, day: int | None, year: int = year) -> Scenario:
                return with_interim_audit(scenario, assumed, year, day)

            def keeps(day: int) -> bool:
                return self.kept.keeps(later(self.kept.scenario, day))

            if self.kept.keeps(later(self.kept.scenario, None)):
                continue
            last = self.kept.last(keeps, planned, min(planned + WHILE, self.end))
            assumed[year] = last
            yield Act(
                id=f"interim-audit.{year}",
                party="auditor",
                title=phrase("screen.act.interim-audit", year=str(year)),
                planned=to_date(planned),
                useful=to_date(planned),
                latest=to_date(last),
                later=self.kept.after(lambda day: later(self.scenario, day), last),
            )


@frozen
class PastAudit:
    """Half-year accounts of the past that are taken as audited.

    Attributes:
        year: Their year.
        date: The date if they are not. None where there is none then.
    """

    year: int
    date: Date | None


def past_audit(replan: Replan) -> PastAudit | None:
    """The last half-year accounts of the past, where they are taken as audited and the date rests
    on it.
    """
    scenario, subject = replan.scenario, replan.asked.requirements.subject
    years = range(scenario.as_of.year - 1, scenario.as_of.year + 1)
    past = [y for y in years if subject.interim_audit_day_of(y) <= scenario.as_of.toordinal()]
    if not scenario.interim_audits or not past or not _unsaid(scenario, past[-1]):
        return None
    ahead = range(past[-1] + 1, scenario.as_of.year + scenario.horizon_years + 1)
    assumed = {y: subject.interim_audit_day_of(y) for y in ahead if _unsaid(scenario, y)}
    found = replan.date(with_interim_audit(scenario, assumed, past[-1], None))
    return None if found == replan.best.date else PastAudit(past[-1], found)


def _unsaid(scenario: Scenario, year: int) -> bool:
    given = next((y for y in scenario.firm.fiscal_years if y.year == year), None)
    return given is None or given.half_year is None or given.half_year.audited is None
