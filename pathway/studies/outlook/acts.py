"""What the firm, its sponsor and its auditor must do next: by when, from when on it is of use, and
what happens if it is done later. Every day and every consequence is planned, none is written by
hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from typing import Literal

from attrs import evolve, frozen

from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import add_months, to_date
from pathway.dates.schedule import Schedule, latest
from pathway.law.effect import AtMost, Period, Requires
from pathway.law.provision import Provision
from pathway.law.steps import DUE, LEGAL_DAYS, MILESTONES, OUTSIDE, STEPS, is_own
from pathway.planning.findings import title
from pathway.planning.requirements import extended_at
from pathway.planning.solve import NO_DELAY, PlanQuestion, Solved
from pathway.scenario.scenario import Scenario
from pathway.studies.outlook.replan import (
    Replan,
    with_interim_audit,
    with_interim_report,
    with_report,
)

Doer = Literal["company", "sponsor", "auditor"]

_WITH_IT = 10
"""Calendar days up to which a delay is said to move the listing with it."""
_WHILE = 200
"""Calendar days after the planned one within which work that is no legal duty is looked at."""


@frozen
class Consequence:
    """What happens if an act is done one working day after its latest day.

    Attributes:
        kind: `moves` (the date is later), `no-date` (there is none any more) or `slack` (by itself
            it moves nothing yet).
        date: The date then; None where there is none.
        days: Calendar days by which it is later; None where there is no date.
        bar: What the law makes of the delay, in words; None where it makes nothing of it.
        until: With `slack`: the last day on which it moves nothing by itself, as far as known.
    """

    kind: Literal["moves", "no-date", "slack"]
    date: Date | None
    days: int | None
    bar: Phrase | None = None
    until: Date | None = None

    @property
    def text(self) -> Phrase:
        """It in words."""
        if self.kind == "no-date":
            key = "no-date" if self.bar is None else "no-date-barred"
            return phrase(f"screen.later.{key}", bar=self.bar or "")
        if self.kind == "slack":
            key = "slack" if self.until is None else "slack-until"
            return phrase(f"screen.later.{key}", until=str(self.until))
        assert self.date is not None
        key = "with-it" if (self.days or 0) <= _WITH_IT else "moves"
        key = "barred" if self.bar is not None else key
        day = str(self.date)
        return phrase(f"screen.later.{key}", date=day, n=str(self.days), bar=self.bar or "")

    @property
    def short(self) -> Phrase:
        """It in a few words, for a narrow column."""
        if self.kind == "moves" and (self.bar is not None or (self.days or 0) <= _WITH_IT):
            key = "short-with-it" if self.bar is None else "short-barred"
            return phrase(f"screen.later.{key}", date=str(self.date))
        if self.kind == "slack":
            key = "short-slack" if self.until is None else "short-slack-until"
            return phrase(f"screen.later.{key}", until=str(self.until))
        return self.text


@frozen
class Act:
    """Something that the firm, its sponsor or its auditor must do.

    Attributes:
        id: A milestone (`bse.filed`), or `annual-report.2026`, `interim-report.2027`,
            `interim-audit.2027`, `tier-papers`, `extension`, `renewal`.
        party: Whose it is.
        title: It in words.
        planned: The day that the plan counts on.
        useful: The first day from which doing it is of use: before it, it gains nothing even if
            everything goes as fast as it can.
        latest: The last working day that keeps the date, if all else is in time.
        later: What happens if it is done one working day later.
    """

    id: str
    party: Doer
    title: Phrase
    planned: Date
    useful: Date
    latest: Date
    later: Consequence


def do_next(replan: Replan, floor: Solved | None) -> tuple[Act, ...]:
    """The acts that a date rests on, the first latest day first. floor: the best schedule at the
    fastest pace.
    """
    listed = _Acts(replan, floor)
    found = [
        *listed.milestones(),
        *listed.due_work(),
        *listed.reports(),
        *listed.interim_reports(),
        *listed.interim_audits(),
        *listed.extensions(),
        *listed.renewals(),
    ]
    return tuple(sorted(found, key=lambda act: (act.latest, act.planned)))


class _Acts:
    """The acts of one plan. What is found is kept at its latest day when the next is looked for, so
    that all of them together keep the date.
    """

    def __init__(self, replan: Replan, floor: Solved | None) -> None:
        self.replan = replan
        self.best, self.scenario = replan.best, replan.scenario
        self.days = self.best.schedule.days
        self.network = self.best.regime.network
        self.end = self.days[self.best.final]
        self.start = self.scenario.as_of.toordinal()
        back = latest(self.network, {self.best.final: self.end})
        self.back = back.days if isinstance(back, Schedule) else self.days
        self.useful = _latest_days(floor)
        self.kept: Scenario = self.scenario
        self.late: dict[str, int] = {}

    # -- milestones --------------------------------------------------------------------------------

    def milestones(self) -> Iterator[Act]:
        """The milestones that the firm brings about itself."""
        for name in self.network.milestones:
            step, _, short = name.rpartition(".")
            if (
                step not in self.best.steps
                or name in self.network.pins
                or not is_own(name)
                or any(due.after == name for due in DUE)
            ):
                continue
            last = self._open_day(self.days[name], self.back[name])
            self.late[name] = last
            useful = max(
                self.days[name], self.useful.get(name, self.start), self._lives_to_the_end(name)
            )
            yield Act(
                id=name,
                party="company",
                title=phrase(f"screen.act.{short}", venue=Phrase(f"screen.board.{step}")),
                planned=to_date(self.days[name]),
                useful=to_date(min(useful, last)),
                latest=to_date(last),
                later=self._slipped(name, last),
            )

    def _open_day(self, planned: int, last: int) -> int:
        """The last working day that is not before the planned one; that day itself, if there is
        none.
        """
        found = self.replan.open_before(last)
        return found if found >= planned else last

    def _lives_to_the_end(self, name: str) -> int:
        """The first day from which a resolution still holds when the shares are listed."""
        step, _, short = name.rpartition(".")
        if STEPS[step].strands[short] != "resolutions":
            return self.start
        for period in self._validities(step):
            return add_months(self.end, -period.count) if period.unit == "months" else self.start
        return self.start

    def _validities(self, step: str) -> Iterator[Period]:
        """How long a shareholders' resolution serves."""
        requirements = self.replan.asked.requirements
        for provision in requirements.book.for_step(step):
            version = requirements.law.in_force(provision, self.start)
            effect = None if version is None else version.effect
            if isinstance(effect, AtMost) and effect.since == "shareholders_resolved":
                yield effect.period

    def due_work(self) -> Iterator[Act]:
        """Work that is due a while after a milestone."""
        clock = self.replan.asked.requirements.clock
        for due in DUE:
            if due.after not in self.days or due.after.partition(".")[0] not in self.best.steps:
                continue
            step = clock.advance(Period(due.count, due.unit))  # type: ignore[arg-type]
            planned, last = (step.after(days[due.after]) for days in (self.days, self.back))
            if last < self.start:
                continue
            self.late[due.after] = self.back[due.after]
            yield Act(
                id=due.name,
                party="sponsor" if due.party == "sponsor" else "company",
                title=Phrase(f"screen.act.{due.name}"),
                planned=to_date(planned),
                useful=to_date(planned),
                latest=to_date(last),
                later=self._consequence(not_before={due.after: self.back[due.after] + 1}),
            )

    # -- reports and audits ------------------------------------------------------------------------

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
        top = self.replan.open_before(legal) if duty else min(planned + _WHILE, self.end)

        def keeps(day: int) -> bool:
            return self._keeps(change(self.kept, year, day))

        whole = top == planned or (top > planned and keeps(top))
        last = top if whole else self._last(keeps, planned, top)
        if not duty and last == top:
            return
        self.kept = change(self.kept, year, last)
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
            later=self._after(lambda day: change(self.scenario, year, day), first_late),
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
                return self._keeps(later(self.kept, day))

            if self._keeps(later(self.kept, None)):
                continue
            last = self._last(keeps, planned, min(planned + _WHILE, self.end))
            assumed[year] = last
            yield Act(
                id=f"interim-audit.{year}",
                party="auditor",
                title=phrase("screen.act.interim-audit", year=str(year)),
                planned=to_date(planned),
                useful=to_date(planned),
                latest=to_date(last),
                later=self._after(lambda day: later(self.scenario, day), last),
            )

    # -- statements and resolutions on file --------------------------------------------------------

    def extensions(self) -> Iterator[Act]:
        """Each extension of the validity of statements on which a day of a review rests."""
        found: dict[int, tuple[str, int]] = {}
        requirements = self.replan.asked.requirements
        for step in self.best.steps:
            for name in MILESTONES[step]:
                for provision in requirements.book.for_step(step):
                    rests = self._rests_on_extension(provision, step, name)
                    if rests is not None:
                        found.setdefault(rests[0], (f"{step}.{name}", rests[1]))
        for last, (milestone, again) in sorted(found.items()):
            yield Act(
                id="extension",
                party="sponsor",
                title=phrase("screen.act.extension", period_end=to_date(last)),
                planned=to_date(self._open_day(self.start, last)),
                useful=to_date(max(self.start, add_months(last, -1))),
                latest=to_date(self._open_day(self.start, last)),
                later=self._consequence(not_before={milestone: again}),
            )

    def _rests_on_extension(
        self, provision: Provision, step: str, name: str
    ) -> tuple[int, int] | None:
        """The last day on which statements are fresh without the extension, and the next on which
        others are, where a milestone needs it.
        """
        requirements, full = self.replan.asked.requirements, f"{step}.{name}"
        if full not in self.days or full in self.network.pins:
            return None
        if not extended_at(self.scenario, step, name):
            return None
        day = self.days[full]
        version = requirements.law.in_force(provision, day)
        if version is None or name not in version.tested_at:
            return None
        if not isinstance(version.effect, Requires):
            return None
        if day not in requirements.version_verdict(version, True).met:
            return None
        plain = requirements.version_verdict(version, False).met
        before, again = plain.prev(day), plain.next(day)
        return None if day in plain or before is None else (before, again or self.end + _WHILE)

    def renewals(self) -> Iterator[Act]:
        """A shareholders' resolution that runs out before the shares are issued."""
        for step in self.best.steps:
            name = f"{step}.shareholders_resolved"
            if name not in self.days:
                continue
            for period in self._validities(step):
                given = name in self.network.pins
                passed = self.days[name] if given else self.late.get(name, self.days[name])
                step_ = self.replan.asked.requirements.clock.advance(period)
                last = step_.after(passed)
                issue = self.days.get(f"{step}.registered", self.end)
                if not self.start <= last < issue:
                    continue
                yield Act(
                    id="renewal",
                    party="company",
                    title=Phrase("screen.act.renewal"),
                    planned=to_date(self._open_day(self.start, last)),
                    useful=to_date(max(self.start, self._lives_to_the_end(name))),
                    latest=to_date(self._open_day(self.start, last)),
                    later=Consequence("slack", to_date(self.end), 0, until=to_date(issue - 1)),
                )

    # -- consequences ------------------------------------------------------------------------------

    def _keeps(self, scenario: Scenario) -> bool:
        return self.replan.keeps(scenario, self.late)

    def _last(self, keeps: Callable[[int], bool], planned: int, top: int) -> int:
        last = self.replan.last_day(keeps, planned, top)
        return self._open_day(planned, last)

    def _slipped(self, name: str, last: int) -> Consequence:
        """What happens if a milestone is reached one working day after a day."""
        first = self.replan.open_after(last)
        found = self._consequence(not_before={name: first})
        if found.kind != "slack":
            return found
        until = self.replan.last_day(
            lambda day: self.replan.keeps(not_before={name: day}), first, self.end
        )
        return evolve(found, until=to_date(until))

    def _after(self, change: Callable[[int], Scenario], last: int) -> Consequence:
        """What happens if something comes one working day after a day."""
        return self._consequence(change(self.replan.open_after(last)))

    def _consequence(
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


def _latest_days(solved: Solved | None) -> Mapping[str, int]:
    """The latest days of a schedule that keep its end."""
    if solved is None:
        return {}
    end = solved.schedule.days[solved.final]
    back = latest(solved.regime.network, {solved.final: end})
    return back.days if isinstance(back, Schedule) else {}
