"""What the picture of a route shows besides its milestones: audited accounts, closed gates, windows.

All of it is read from the law that the plan used, on the plan's own days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from itertools import pairwise

from attrs import frozen

from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import ALL, DaySet, add_months, add_months_to_month_end, to_date
from pathway.law.effect import AtLeast, AtMost, OnDays, Period, Requires
from pathway.law.language.grammar import Call, Constant, Logic, Node, Ref
from pathway.law.provision import Provision, Version
from pathway.law.steps import STEPS
from pathway.planning.causes import milestone_title
from pathway.planning.requirements import Requirements, extended_at
from pathway.planning.values import Milestone, Plan, Route
from pathway.planning.windows import ROUNDING

_SHORTEST_CLOSING = 5
"""Calendar days below which a closed gate is not worth showing."""
_JUST_WAITED = 31
"""Calendar days after a gap between accounts within which a milestone has waited for its end."""
_WINDOWS_AFTER = 2
"""Windows shown after the one that is used."""
_QUARTER_END = 3


@frozen
class Accounts:
    """One set of audited accounts that a route relies on.

    Attributes:
        period_end: The last day of the period.
        known: The day from which they are available, audited.
        until: The last day on which they are in date.
        extended: The last day with the extension while an application is on file. None: none of
            the milestones that rely on them may use it.
        relied: The milestones that rely on them and the days on which they are tested.
    """

    period_end: date
    known: date
    until: date
    extended: date | None
    relied: tuple[tuple[str, Date], ...]

    @property
    def last(self) -> date:
        """The last day on which they can be relied on."""
        return self.extended or self.until


@frozen
class Closing:
    """A time in which a milestone could not be, although the firm could have been ready.

    Attributes:
        milestone: The milestone, by id.
        first: The first closed day that is looked at.
        opens: The day on which it is open.
        reason: What was missing, in words.
    """

    milestone: str
    first: date
    opens: date
    reason: Phrase


@frozen
class TierWindow:
    """A day on which the tier opens.

    Attributes:
        day: The day.
        open: Whether the firm fulfils what is asked on it.
        used: Whether the plan uses it.
    """

    day: date
    open: bool
    used: bool


@frozen
class Outline:
    """What the picture of a route shows besides its milestones.

    Attributes:
        accounts: The audited accounts relied on, in order.
        gaps: The days between them on which no accounts are in date: first and last.
        closings: The closed gates, in order.
        windows: The tier windows from the as-of day on, up to two after the used one.
        letter: The last day on which the letter of tutoring is good. None: no rule ends it.
    """

    accounts: tuple[Accounts, ...]
    gaps: tuple[tuple[date, date], ...]
    closings: tuple[Closing, ...]
    windows: tuple[TierWindow, ...]
    letter: date | None


def outline(plan: Plan, route: Route) -> Outline:
    """What the picture of one route of a plan shows besides its milestones.

    Args:
        plan: The plan.
        route: One of its routes, with dates.

    Returns:
        Accounts, gaps, closings, windows and the end of the tutoring letter.
    """
    return _Reader(plan, route).outline()


class _Reader:
    """Reads one route against the law that its plan used."""

    def __init__(self, plan: Plan, route: Route) -> None:
        self.plan, self.route = plan, route
        self.requirements = Requirements(plan.scenario, plan.rulebook, plan.strict)
        self.ahead = tuple(m for m in route.milestones if not m.pinned)
        self.start = plan.scenario.as_of.toordinal()

    def outline(self) -> Outline:
        accounts = tuple(self._accounts())
        return Outline(
            accounts,
            tuple(_gaps(accounts)),
            tuple(self._closings()),
            tuple(self._windows()),
            self._letter(),
        )

    def _rules(self, item: Milestone) -> Iterator[tuple[Provision, Version]]:
        """The rules tested at a milestone, each in the version that governed."""
        step, _, short = item.id.rpartition(".")
        for name, version in self.route.relied:
            provision = self.plan.rulebook.provision(name)
            if step not in provision.steps or short not in version.tested_at:
                continue
            if version.applies_by is None and not version.in_force(item.date):
                continue
            yield provision, version

    # -- accounts ----------------------------------------------------------------------------------

    def _accounts(self) -> Iterator[Accounts]:
        sets = self.requirements.subject.statements()
        found: dict[tuple[int, int], list[tuple[str, date]]] = {}
        reach: dict[tuple[int, int], tuple[int, int | None]] = {}
        for item in self.ahead:
            step, _, short = item.id.rpartition(".")
            for validity, extension, quarterly, lead in self._asks(item):
                day = item.date.toordinal() - lead
                known = [
                    one
                    for one in sets
                    if one[1] <= day and not (quarterly and to_date(one[0]).month % _QUARTER_END)
                ]
                if not known:
                    continue
                newest = max(known)
                longer = extended_at(self.plan.scenario, step, short) and extension
                last = add_months_to_month_end(newest[0], validity)
                more = add_months_to_month_end(newest[0], validity + extension) if longer else None
                if day > (more or last):
                    continue
                found.setdefault(newest, []).append((item.id, to_date(day)))
                before = reach.get(newest, (last, None))
                reach[newest] = (last, more or before[1])
        for newest in sorted(found):
            last, more = reach[newest]
            yield Accounts(
                to_date(newest[0]),
                to_date(newest[1]),
                to_date(last),
                None if more is None else to_date(more),
                tuple(dict.fromkeys(found[newest])),
            )

    def _asks(self, item: Milestone) -> Iterator[tuple[int, int, bool, int]]:
        """What is asked of audited accounts at a milestone: months, months of extension, whether
        of a quarter's end only, and days before the milestone.
        """
        for _, version in self._rules(item):
            if isinstance(version.effect, Requires):
                node = version.effect.node(self.plan.strict)
                for call in _calls(node, self.requirements):
                    months = [int(a.value) for a in call.args if isinstance(a, Constant)]
                    quarterly = any(name == "ends" for name, _ in call.options)
                    yield months[0], months[1], quarterly, version.effect.lead

    # -- gates and windows -------------------------------------------------------------------------

    def _closings(self) -> Iterator[Closing]:
        for item in self.ahead:
            _, _, short = item.id.rpartition(".")
            if short in ("window", "filed"):
                closing = self._closing(item)
                if closing is not None:
                    yield closing

    def _closing(self, item: Milestone) -> Closing | None:
        """The gate that opened last before a milestone, closed from the as-of day on."""
        step, _, short = item.id.rpartition(".")
        extended = extended_at(self.plan.scenario, step, short)
        end = item.date.toordinal()
        best: Closing | None = None
        for provision, version in self._rules(item):
            match version.effect:
                case Requires():
                    held = self.requirements.verdict(provision.id, extended).met
                    last = (~held & DaySet.between(self.start, end)).prev(end)
                    reason = phrase("outline.rule", title=provision.title)
                    if last is not None and (span := (~held).span_at(last)) is not None:
                        reason = self._report(last + 1) or reason
                        found = self._made(item, max(span[0], self.start), last + 1, reason)
                        best = _later(best, found)
                case AtLeast() if (source := self._source(version.effect.since, step)) is not None:
                    if version.effect.period.count == 0:
                        reason = phrase("outline.until", milestone=milestone_title(source.id))
                        opens = source.date.toordinal()
                        best = _later(best, self._made(item, self.start, opens, reason))
        return best

    def _made(self, item: Milestone, first: int, opens: int, reason: Phrase) -> Closing | None:
        if opens - first < _SHORTEST_CLOSING:
            return None
        return Closing(item.id, to_date(first), to_date(opens), reason)

    def _source(self, since: str, step: str) -> Milestone | None:
        """The milestone of the route that a period runs from; none of the same step: those follow
        one another anyway.
        """
        if since.partition(".")[0] == step or "." not in since:
            return None
        names = {name: own for s in STEPS.values() for name, own in s.stands_for.items()}
        wanted = {since, *(own for name, own in names.items() if name == since)}
        return next((m for m in self.ahead if m.id in wanted), None)

    def _report(self, day: int) -> Phrase | None:
        """The annual report that is out on a day, where one is."""
        for end, known in self.requirements.subject.statements():
            last = to_date(end)
            if known == day:
                key = "outline.annual" if (last.month, last.day) == (12, 31) else "outline.interim"
                return phrase(key, year=str(last.year), end=last)
        return None

    def _windows(self) -> Iterator[TierWindow]:
        item = next((m for m in self.ahead if m.id.endswith(".window")), None)
        if item is None:
            return
        rules = list(self._rules(item))
        kinds = [v for _, v in rules if isinstance(v.effect, OnDays)]
        opening = next(
            (v for v in kinds if isinstance(v.effect, OnDays) and v.effect.kind not in ROUNDING),
            None,
        )
        if opening is None:
            return
        allowed = ALL
        for provision, version in rules:
            if isinstance(version.effect, Requires):
                allowed &= self.requirements.verdict(provision.id, True).met
        after = 0
        end = item.date.toordinal()
        for day in self.requirements.allowed(opening).days():
            if day < self.start:
                continue
            after += day > end
            if after > _WINDOWS_AFTER:
                return
            yield TierWindow(to_date(day), day in allowed, day == end)

    def _letter(self) -> date | None:
        """Until when the letter of tutoring is good for filing."""
        for item in self.ahead:
            step, _, short = item.id.rpartition(".")
            if short != "filed":
                continue
            passed = next(
                (m for m in self.route.milestones if m.id == f"{step}.tutoring_passed"), None
            )
            if passed is None:
                continue
            for _, version in self._rules(item):
                match version.effect:
                    case AtMost(since="tutoring_passed", period=Period(unit="months") as period):
                        return to_date(add_months(passed.date.toordinal(), period.count))
        return None


def _later(one: Closing | None, other: Closing | None) -> Closing | None:
    """That of two closings which opens later."""
    if one is None or other is None:
        return one or other
    return other if other.opens > one.opens else one


def _calls(node: Node, requirements: Requirements) -> Iterator[Call]:
    """Every condition about audited accounts in an expression, through other provisions too."""
    match node:
        case Call(function="statements_valid"):
            yield node
        case Logic():
            for part in node.parts:
                yield from _calls(part, requirements)
        case Ref():
            for version in requirements.law.known(requirements.book.provision(node.id)):
                if isinstance(version.effect, Requires):
                    yield from _calls(version.effect.node(), requirements)


def _gaps(accounts: tuple[Accounts, ...]) -> Iterator[tuple[date, date]]:
    """The days between two sets of accounts on which none is in date, where the route has just
    waited for their end.
    """
    for one, other in pairwise(accounts):
        first, last = one.last.toordinal() + 1, other.known.toordinal() - 1
        waited = other.relied[0][1].toordinal() - last
        if first <= last and waited <= _JUST_WAITED:
            yield to_date(first), to_date(last)
