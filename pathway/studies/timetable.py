"""The working timetable: who must work on what, week by week, so that a plan's milestones are kept.

Tasks of common practice (`rulebook/tasks.toml`) and the firm's own are laid backwards from the
milestones they end with, on working days: at their normal length where there is time for it, shorter
where there is not, and marked where even the shortest does not fit. No date of the plan rests on
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Literal

from attrs import evolve, frozen

from pathway.base.phrases import Bilingual, Phrase, Value, phrase
from pathway.dates import calendar
from pathway.dates.calendar import OpenDays
from pathway.dates.days import to_date
from pathway.law.steps import OUTSIDE, STEPS, is_own
from pathway.law.tasks import PracticeTask, practice_tasks
from pathway.planning.causes import milestone_title
from pathway.planning.values import Milestone, Plan, Route
from pathway.scenario.scenario import Party, Task
from pathway.studies.outline import Accounts, Outline

PARTIES: tuple[Party, ...] = ("company", "sponsor", "auditor", "lawyer", "authority")
Pressure = Literal["normal", "short", "late"]
RestsOn = Literal["practice", "law", "own", "plan"]
_WEEK = 7


@frozen
class Work:
    """A row of the timetable: a piece of work of one party.

    Attributes:
        title: What it is.
        party: Whose it is.
        first: The first day of work.
        last: The last one.
        working_days: How many working days it takes (trading days, for papers that are due by
            them), the first and the last included.
        pressure: `normal`: it has its normal length. `short`: there is time for less, down to the
            shortest. `late`: even the shortest would have had to begin before the as-of day.
        latest_start: The last day on which work of the shortest length can begin and still end by
            the milestone's latest day. None for the time of authorities.
        own: Whether the scenario gives it.
        backwards: Whether it is laid backwards from the day by which it must be done, so that
            somebody must see to its beginning.
        rests_on: `practice`, `law`, `own` (the scenario gives it) or `plan` (the plan's own time).
        source: Where a text asks for it. None otherwise.
        evidence: How firmly that text is known; "" otherwise.
    """

    title: Value
    party: Party
    first: date
    last: date
    working_days: int
    pressure: Pressure
    latest_start: date | None
    own: bool = False
    backwards: bool = False
    rests_on: RestsOn = "practice"
    source: Bilingual | None = None
    evidence: str = ""

    @property
    def begins(self) -> Phrase:
        """That it should begin, in words."""
        title = self.title
        if isinstance(title, Bilingual) and title.en[1:2].islower():
            title = Bilingual(title.en[0].lower() + title.en[1:], title.zh)
        return phrase("screen.begin", title=title)


@frozen
class Timetable:
    """The working timetable of one route.

    Attributes:
        works: The rows, by party and then by their first day.
        milestones: The milestones of the route, in order.
        weeks: The Monday of each week shown, from the first day of work or the as-of day to the
            listing.
    """

    works: tuple[Work, ...]
    milestones: tuple[Milestone, ...]
    weeks: tuple[date, ...]


def timetable(plan: Plan, route: Route, outline: Outline) -> Timetable:
    """The working timetable of a route with dates.

    Args:
        plan: The plan.
        route: One of its routes, with dates.
        outline: What the route relies on besides its milestones.

    Returns:
        The rows, the milestones and the weeks.
    """
    return _Scheduler(plan, route, outline).timetable()


@frozen
class _End:
    """Up to when a task must be done: by plan, and at the latest."""

    day: int
    latest: int


class _Scheduler:
    """Lays the tasks of one route on the working days that are known on the as-of day."""

    def __init__(self, plan: Plan, route: Route, outline: Outline) -> None:
        self.plan, self.route, self.outline = plan, route, outline
        self.start = plan.scenario.as_of.toordinal()
        known = calendar.load(self.start)
        self.working: OpenDays = known.working
        self.trading: OpenDays = known.trading
        self.days = {m.id: m for m in route.milestones}
        self.begins: dict[str, _End] = {}

    def timetable(self) -> Timetable:
        works = [*self._practice(), *self._own(), *self._authorities()]
        order = {party: i for i, party in enumerate(PARTIES)}
        works.sort(key=lambda work: (order[work.party], work.first, work.last))
        last = max([m.date for m in self.route.milestones] + [work.last for work in works])
        first = self.start - date.fromordinal(self.start).weekday()
        weeks = range(first, last.toordinal() + 1, _WEEK)
        return Timetable(tuple(works), self.route.milestones, tuple(map(to_date, weeks)))

    # -- tasks of common practice ------------------------------------------------------------------

    def _practice(self) -> Iterator[Work]:
        firm = self.plan.scenario.firm
        # Only joint-stock companies are quoted.
        joint = firm.joint_stock_since is not None or firm.status.venue not in OUTSIDE
        tasks = [t for t in practice_tasks() if not (joint and t.until_joint_stock)]
        for step in self.route.id.split(">"):
            self.begins = {}
            for task in _ordered([t for t in tasks if STEPS[step].kind in t.kinds]):
                work = None if task.accounts else self._laid(task, step)
                if work is not None:
                    yield _sourced(work, task)
        kinds = {STEPS[step].kind for step in self.route.id.split(">")}
        for task in tasks:
            if task.accounts and task.kinds & kinds:
                yield from self._audits(task)

    def _laid(self, task: PracticeTask, step: str) -> Work | None:
        days = self.trading if task.trading else self.working
        after = None if task.after is None else self.days.get(f"{step}.{task.after}")
        if task.after is not None and after is None:
            return None
        if task.before is None:
            assert after is not None
            first = days.add(after.date.toordinal(), 1)
            last = days.add(after.date.toordinal(), task.normal)
            end = _End(last, last + ((after.slack_days or 0) if not after.pinned else 0))
            return self._made(
                task.title, task.party, first, last, "normal", end, task.shortest, days
            )
        end_ = self._end(task.before, step)
        if end_ is None or end_.latest < self.start:
            return None
        if after is not None:
            first = days.next(after.date.toordinal() + 1)
            last = days.prev(end_.day)
            if last < first:
                return None
            return self._made(
                task.title, task.party, first, last, "normal", end_, task.shortest, days
            )
        work = self._backwards(task.title, task.party, end_, task.normal, task.shortest, days)
        if work is not None and work.latest_start is not None:
            latest = max(work.first, work.latest_start).toordinal() - 1
            self.begins[task.id] = _End(work.first.toordinal() - 1, latest)
        return work

    def _end(self, before: str, step: str) -> _End | None:
        """The day up to which a task must be done."""
        if before in self.begins:
            return self.begins[before]
        item = self.days.get(f"{step}.{before}")
        if item is None or item.pinned:
            return None
        day = item.date.toordinal()
        return _End(day, day if item.latest is None else item.latest.toordinal())

    def _backwards(
        self,
        title: Value,
        party: str,
        end: _End,
        normal: int,
        shortest: int,
        days: OpenDays,
        own: bool = False,
    ) -> Work | None:
        """Work that ends by a day: as long as it normally is, or as there is time for; where the
        milestone may slip, it may use that time.
        """
        if end.latest < self.start:
            return None
        last = days.prev(end.day)
        first = days.add(last + 1, -normal)
        pressure: Pressure = "normal"
        if first < self.start:
            first = days.next(self.start)
            room = days.count(first, end.latest)
            count = min(normal, max(room, shortest))
            last = days.add(first - 1, count)
            pressure = "late" if room < shortest else "short" if count < normal else "normal"
        work = self._made(title, party, first, last, pressure, end, shortest, days, own)
        return evolve(work, backwards=True)

    def _made(
        self,
        title: Value,
        party: str,
        first: int,
        last: int,
        pressure: Pressure,
        end: _End,
        shortest: int,
        days: OpenDays,
        own: bool = False,
    ) -> Work:
        whose = next(p for p in PARTIES if p == party)
        start = days.add(max(end.latest, end.day) + 1, -shortest)
        count = days.count(first, last)
        return Work(
            title, whose, to_date(first), to_date(last), count, pressure, to_date(start), own
        )

    def _audits(self, task: PracticeTask) -> Iterator[Work]:
        """The field work for each set of accounts that is not out yet."""
        for accounts in self.outline.accounts:
            if accounts.known <= self.plan.scenario.as_of:
                continue
            day = accounts.known.toordinal()
            title = Bilingual(
                task.title.en.format(accounts=_named(accounts).en),
                task.title.zh.format(accounts=_named(accounts).zh),
            )
            earliest = self.working.next(accounts.period_end.toordinal() + 1)
            room = self.working.count(earliest, self.working.prev(day))
            normal = min(task.normal, max(room, task.shortest))
            work = self._backwards(
                title, task.party, _End(day, day), normal, task.shortest, self.working
            )
            if work is not None:
                yield _sourced(work, task)

    # -- the firm's own, and the time of authorities -----------------------------------------------

    def _own(self) -> Iterator[Work]:
        for task in self.plan.scenario.tasks:
            work = self._of_firm(task)
            if work is not None:
                yield evolve(work, rests_on="own")

    def _of_firm(self, task: Task) -> Work | None:
        days = self.working
        if task.before is not None:
            item = self.days.get(task.before)
            if item is None:
                return None
            day = item.date.toordinal()
            end = _End(day, day if item.latest is None else item.latest.toordinal())
            n = task.working_days
            return self._backwards(task.name, task.party, end, n, n, days, own=True)
        item = self.days.get(task.after or "")
        if item is None:
            return None
        first = days.next(max(item.date.toordinal() + 1, self.start))
        last = days.add(first - 1, task.working_days)
        return self._made(
            task.name,
            task.party,
            first,
            last,
            "normal",
            _End(last, last),
            task.working_days,
            days,
            True,
        )

    def _authorities(self) -> Iterator[Work]:
        """What authorities and exchanges take, from the milestone before."""
        by_strand: dict[tuple[str, str], list[Milestone]] = {}
        for item in self.route.milestones:
            step, _, short = item.id.rpartition(".")
            by_strand.setdefault((step, STEPS[step].strands[short]), []).append(item)
        for items in by_strand.values():
            for before, item in pairwise(items):
                short = item.id.rpartition(".")[2]
                if is_own(item.id) or item.date < self.plan.scenario.as_of or short == "listed":
                    continue
                first = self.working.next(before.date.toordinal() + 1)
                last = item.date.toordinal()
                if first <= last:
                    days = self.working.count(first, last)
                    title = phrase("timetable.authority", milestone=milestone_title(item.id))
                    yield Work(
                        title=title,
                        party="authority",
                        first=to_date(first),
                        last=item.date,
                        working_days=days,
                        pressure="normal",
                        latest_start=None,
                        rests_on="plan",
                    )


def _sourced(work: Work, task: PracticeTask) -> Work:
    """A piece of work with what it rests on."""
    return evolve(work, rests_on=task.status, source=task.source, evidence=task.evidence)


def _named(accounts: Accounts) -> Bilingual:
    """A set of accounts in words."""
    end = accounts.period_end
    if (end.month, end.day) == (12, 31):
        return Bilingual(f"{end.year} accounts", f"{end.year}年度财务报表")
    return Bilingual(f"accounts of {end}", f"{end.year}年{end.month}月{end.day}日财务报表")


def _ordered(tasks: list[PracticeTask]) -> Iterator[PracticeTask]:
    """Tasks so that one which another waits for comes after it: it ends where the other begins."""
    waiting = list(tasks)
    while waiting:
        names = {task.id for task in waiting}
        ready = [task for task in waiting if task.before not in names]
        yield from ready
        waiting = [task for task in waiting if task not in ready]


def by_party(found: Timetable) -> Mapping[Party, tuple[Work, ...]]:
    """The rows of each party that has any."""
    out = {p: tuple(w for w in found.works if w.party == p) for p in PARTIES}
    return {party: works for party, works in out.items() if works}
