"""One target of a scenario, planned again as if something were done later: what the list of things
to do and the chain of what decides are made from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

from attrs import evolve

from pathway.dates.days import to_date
from pathway.law.steps import RouteSteps, Venue
from pathway.planning.solve import NO_DELAY, Ask, PlanQuestion, Solved, best_of, question, solve
from pathway.scenario.firm import ExtraAudit, FiscalYear, HalfYear
from pathway.scenario.scenario import Scenario


class Replan:
    """Plans one target again with something changed. asked: the question without changes. best:
    its best schedule.
    """

    def __init__(self, asked: PlanQuestion, target: Venue, best: Solved) -> None:
        self.asked, self.target, self.best = asked, target, best
        self.scenario = asked.requirements.scenario
        self.working = asked.requirements.clock.calendars.working

    # -- days --------------------------------------------------------------------------------------

    def open_before(self, day: int) -> int:
        """The last working day up to a day."""
        return self.working.prev(day)

    def open_after(self, day: int) -> int:
        """The first working day after a day."""
        return self.working.next(day + 1)

    # -- plans -------------------------------------------------------------------------------------

    def solved(
        self, scenario: Scenario | None = None, not_before: Mapping[str, int] = NO_DELAY
    ) -> tuple[PlanQuestion, Solved | None]:
        """The question about another scenario, or about milestones done later, and its best
        schedule.
        """
        asked = self.asked if scenario is None else self._like(scenario)
        return asked, best_of(asked, self.target, not_before)

    def date(self, scenario: Scenario) -> date | None:
        """The date then; None where there is none."""
        found = self.solved(scenario)[1]
        return None if found is None else found.date

    def keeps(
        self, scenario: Scenario | None = None, not_before: Mapping[str, int] = NO_DELAY
    ) -> bool:
        """Whether the date is kept then. A route that is later now is not looked at: what comes
        later makes it no earlier.
        """
        asked = self.asked
        if scenario is not None:
            asked = evolve(asked, requirements=self._like(scenario).requirements)
        routes = tuple(one for one in asked.routes if one in self._level)
        found = best_of(evolve(asked, routes=routes), self.target, not_before)
        return found is not None and found.date <= self.best.date

    @cached_property
    def _level(self) -> tuple[tuple[Venue, RouteSteps], ...]:
        """The routes that lead to the date as well as the best one."""
        out = []
        for to, steps in self.asked.routes:
            found = solve(self.asked.requirements, steps) if to == self.target else None
            if isinstance(found, Solved) and found.date == self.best.date:
                out.append((to, steps))
        return tuple(out)

    def _like(self, scenario: Scenario) -> PlanQuestion:
        requirements = self.asked.requirements
        ask = Ask((self.target,), scenario.pace, requirements.book, requirements.strict)
        return question(scenario, ask, like=self.asked)

    def last_day(self, keeps: Callable[[int], bool], first: int, last: int) -> int:
        """The last working day, from one that keeps the date up to another, for which something
        still holds, where it holds up to some day and not after it.

        What is on time for one milestone and late for the next turns on the milestones' own days
        and on the ends of months; these are tried before the days between.
        """
        days = [day for day in range(first + 1, last + 1) if self.working.is_open(day)]
        if not days:
            return first
        turns = {self.open_before(day) for day in self.best.schedule.days.values()}
        turns |= {day for day in days if self._ends_a_month(day)} | {days[-1]}
        marks = [day for day in sorted(turns) if first < day <= last]
        low, high = _between(keeps, first, marks)
        if high is None:
            return low
        rest = [day for day in days if low < day < high]
        if not rest or not keeps(rest[0]):
            return low
        return _between(keeps, rest[0], rest[1:])[0]

    def _ends_a_month(self, day: int) -> bool:
        return to_date(day).month != to_date(self.open_after(day)).month


def _between(
    keeps: Callable[[int], bool], first: int, days: Sequence[int]
) -> tuple[int, int | None]:
    """The last of some days for which something holds that holds for the first, and the next one;
    by halves.
    """
    low, high = 0, len(days)
    while low < high:
        middle = (low + high + 1) // 2
        if keeps(days[middle - 1]):
            low = middle
        else:
            high = middle - 1
    return (days[low - 1] if low else first), (days[low] if low < len(days) else None)


# -- scenarios in which something comes later ------------------------------------------------------


def with_report(scenario: Scenario, year: int, day: int) -> Scenario:
    """The annual report of a year comes out on a day."""
    return _with_year(scenario, year, lambda one: evolve(one, published=to_date(day)))


def with_interim_report(scenario: Scenario, year: int, day: int) -> Scenario:
    """The report of a first half-year comes out on a day."""
    return _with_year(
        scenario,
        year,
        lambda one: evolve(
            one, half_year=evolve(one.half_year or HalfYear(), published=to_date(day))
        ),
    )


def _with_year(
    scenario: Scenario, year: int, change: Callable[[FiscalYear], FiscalYear]
) -> Scenario:
    # A later year has the figures of the last one given; here it is said with them.
    full = with_later_years(scenario, year, bare=scenario.later_years == "none")
    changed = tuple(change(one) if one.year == year else one for one in full.firm.fiscal_years)
    return evolve(scenario, firm=evolve(scenario.firm, fiscal_years=changed))


def with_later_years(scenario: Scenario, year: int, bare: bool = False) -> Scenario:
    """The fiscal years up to one are given: those after the last one given with its figures, or
    bare of any.
    """
    years = list(scenario.firm.fiscal_years)
    last = max(years, key=lambda one: one.year, default=None)
    for later in range(year if last is None else last.year + 1, year + 1):
        if last is None or bare:
            years.append(FiscalYear(year=later, basis="forecast"))
        else:
            years.append(evolve(last, year=later, basis="forecast", published=None, half_year=None))
    return evolve(scenario, firm=evolve(scenario.firm, fiscal_years=tuple(years)))


def with_interim_audit(
    scenario: Scenario, years: Mapping[int, int], year: int, day: int | None
) -> Scenario:
    """The accounts of a year's first half are audited by a day, or not at all; those of the others
    as assumed. years: the assumed days, by year.
    """
    days = {**years, year: day}
    audits = tuple(
        ExtraAudit(date(one, 6, 30), to_date(when))
        for one, when in days.items()
        if when is not None
    )
    firm = evolve(scenario.firm, audits=(*scenario.firm.audits, *audits))
    return evolve(scenario, firm=firm, interim_audits=False)
