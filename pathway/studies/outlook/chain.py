"""What decides a date, in the few links that matter: law, facts and calendar one by one, the times
that authorities take in a row as one; each with whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from typing import Literal

from attrs import evolve, frozen

from pathway.base.phrases import Phrase, Value, phrase
from pathway.dates.days import to_date
from pathway.dates.schedule import Gate, Lag, Limit, Push, Schedule, counted_from, earliest
from pathway.law.effect import AtLeast, Requires
from pathway.law.steps import is_own
from pathway.planning.causes import cause_of, period_text
from pathway.planning.findings import finding, gained, title
from pathway.planning.origin import Origin, origin_of
from pathway.planning.requirements import Requirements
from pathway.planning.values import Milestone, Route
from pathway.studies.outlook.replan import Replan, with_report

Whose = Literal["company", "sponsor", "authority", "law", "calendar"]

NEAR, _CLOSE = 21, 10
"""Calendar days within which another constraint is named beside the one that decides, and within
which what leads to it is told too.
"""


@frozen
class DecisiveLink:
    """One link of what decides a date.

    Attributes:
        milestone: The milestone whose day it decides, by id; of several in a row the last.
        since: The milestone that it counts from, by id. None where it counts from none.
        date: The day of the milestone.
        whose: Whose it is: `company`, `sponsor`, `authority`, `law` or `calendar`.
        text: It in words, with the milestone.
        rule: The id of the provision or duration behind it; of several in a row, or of none, None.
        days: Calendar days from `since`. None where it counts from no milestone.
        projected: Whether the day rests on days beyond the official calendar.
        beside: What would have decided the day only a few days earlier, if there is such a thing.
    """

    milestone: str
    since: str | None
    date: Date
    whose: Whose
    text: Phrase
    rule: str | None
    days: int | None
    projected: bool
    beside: tuple[NearMiss, ...] = ()


@frozen
class NearMiss:
    """What would decide a day if the link that does were away.

    Attributes:
        days: Calendar days by which the milestone would be earlier.
        text: It in words, without the milestone.
        whose: Whose it is.
        rule: The id of the provision or duration behind it, if any.
        source: The milestone that it counts from, if any.
    """

    days: int
    text: Phrase
    whose: Whose
    rule: str | None
    source: str | None = None


def short_title(milestone: str) -> Phrase:
    """A milestone in words, without the board that its route names anyway."""
    step, _, short = milestone.rpartition(".")
    if step.startswith("neeq"):
        return Phrase(f"screen.milestone.neeq-{short}")
    return Phrase(f"screen.milestone.{short}")


def decisive(replan: Replan, route: Route) -> tuple[DecisiveLink, ...]:
    """The links that decide the date of a route, in order of time; a milestone without slack that
    the calendar decides is one of them.
    """
    return tuple(_Chain(replan, route).links())


class _Chain:
    def __init__(self, replan: Replan, route: Route) -> None:
        self.replan, self.route = replan, route
        self.requirements: Requirements = replan.asked.requirements
        self.schedule, self.network = replan.best.schedule, replan.best.regime.network
        self.projected = {m.id for m in route.milestones if m.projected}

    def links(self) -> Iterator[DecisiveLink]:
        """The links, time in a row put together."""
        on_path = {*self.route.critical_path, *self._close_behind()}
        names = [
            m.id
            for m in _in_order(self.route)
            if m.id in on_path or (m.slack_days == 0 and not m.pinned and self._by_calendar(m.id))
        ]
        row: list[str] = []
        for name in names:
            if self._is_time(name) and (not row or self._source(name) == row[-1]):
                row.append(name)
                continue
            yield from self._time(row)
            row = [name] if self._is_time(name) else []
            if not row:
                yield self._link(name)
        yield from self._time(row)

    def _close_behind(self) -> tuple[str, ...]:
        """The milestones that would decide the first day of the chain if the calendar or a rule did
        not, a few days later.
        """
        first = self.route.critical_path[0]
        for near in self._beside(first):
            if near.source is not None and near.days <= _CLOSE:
                return self.schedule.chain(near.source)
        return ()

    # -- kinds -------------------------------------------------------------------------------------

    def _push(self, name: str) -> Push:
        return self.schedule.cause(name)

    def _source(self, name: str) -> str | None:
        constraint = self._push(name).constraint
        return None if constraint is None else counted_from(constraint)

    def _is_time(self, name: str) -> bool:
        """Whether a day is only that of another milestone and the time that a step takes, or the
        law's own few days between them.
        """
        constraint = self._push(name).constraint
        if not isinstance(constraint, Lag) or constraint.source not in self.schedule.days:
            return False
        origin = origin_of(constraint)
        if origin.override is not None or origin.rows:
            return True
        # A period of law within a step (the day after the list) is time too; one that counts from
        # another step (twelve months on the market) is a condition of its own.
        effect = origin.effect
        same = constraint.source.partition(".")[0] == name.partition(".")[0]
        return isinstance(effect, AtLeast) and same and effect.period.unit != "months"

    def _by_calendar(self, name: str) -> bool:
        constraint = self._push(name).constraint
        return (
            isinstance(constraint, Gate)
            and cause_of(self._push(name), self.schedule.days, self.requirements).calendar
        )

    # -- links -------------------------------------------------------------------------------------

    def _time(self, row: Sequence[str]) -> Iterator[DecisiveLink]:
        """Steps in a row as one link."""
        if not row:
            return
        source, last = self._source(row[0]), row[-1]
        assert source is not None
        days = self.schedule.days[last] - self.schedule.days[source]
        single = len(row) == 1
        text = phrase(
            "screen.link.time",
            n=str(days),
            source=short_title(source),
        )
        reply = next((name for name in row if name.endswith(".responded")), None)
        if reply is not None and not single:
            own = self._source(reply)
            assert own is not None
            text = phrase(
                "screen.link.review",
                n=str(days),
                source=short_title(source),
                own=str(self.schedule.days[reply] - self.schedule.days[own]),
            )
        whose: Whose = "company" if all(map(is_own, row)) else "authority"
        constraint = self._push(last).constraint
        rule = None if not single or constraint is None else origin_of(constraint).rule
        yield DecisiveLink(
            milestone=last,
            since=source,
            date=to_date(self.schedule.days[last]),
            whose=whose,
            text=_of(last, text),
            rule=rule,
            days=days,
            projected=last in self.projected,
            beside=tuple(self._beside(row[0])) if single else (),
        )

    def _link(self, name: str) -> DecisiveLink:
        push = self._push(name)
        whose, text = self._told(name, push, self.schedule.days)
        constraint, source = push.constraint, self._source(name)
        here = self.schedule.days[name]
        return DecisiveLink(
            milestone=name,
            since=source,
            date=to_date(here),
            whose=whose,
            text=_of(name, text),
            rule=None if constraint is None else origin_of(constraint).rule,
            days=None if source is None else here - self.schedule.days[source],
            projected=name in self.projected,
            beside=tuple(self._beside(name)),
        )

    def _told(self, name: str, push: Push, days: Mapping[str, int]) -> tuple[Whose, Phrase]:
        """Whose a link is, and it in words without the milestone."""
        constraint = push.constraint
        if constraint is None:
            whose: Whose = "company" if is_own(name) else "authority"
            return whose, Phrase(f"screen.link.{push.kind}")
        origin = origin_of(constraint)
        if isinstance(constraint, Lag):
            return self._lag(name, constraint, origin, days)
        if isinstance(constraint, Limit):
            text = phrase("screen.link.limit", title=self._title(origin, name))
            return "law", text
        return self._gate(name, push, origin)

    def _lag(
        self, name: str, lag: Lag, origin: Origin, days: Mapping[str, int]
    ) -> tuple[Whose, Phrase]:
        source = short_title(lag.source)
        effect = origin.effect
        if isinstance(effect, AtLeast):
            if effect.period.count == 0:
                text = phrase("screen.link.not-before", source=source)
                return "law", text
            period = period_text(effect.period)
            key = "screen.link.lag"
            return "law", phrase(key, period=period, source=source)
        n = str(days[name] - days[lag.source])
        whose: Whose = "company" if is_own(name) else "authority"
        text = phrase("screen.link.time", n=n, source=source)
        return whose, text

    def _gate(self, name: str, push: Push, origin: Origin) -> tuple[Whose, Phrase]:
        if origin.provision is None:
            return "law", Phrase("screen.link.version")
        verdict = None
        if any(isinstance(v.effect, Requires) for v in origin.versions):
            verdict = self.requirements.verdict(origin.provision.id, extended=True)
        if verdict is None:
            year = self._first_after_report(name, push)
            if year is not None:
                return "law", phrase("screen.link.window", year=str(year))
            held = self._held_back_by(name, push)
            if held is not None:
                return "law", phrase("screen.link.window-after", title=held)
            if name.endswith(".window"):
                return "calendar", Phrase("screen.link.next-window")
            return "calendar", phrase("screen.link.calendar", title=self._title(origin, name))
        for leaf in gained(verdict, push.to):
            found = finding(leaf, push.to, self.requirements.subject)
            year = self._report_of(push.to)
            if found.metrics and year is not None:
                return "law", phrase(
                    "screen.link.report",
                    title=found.text.values.get("what", self._title(origin, name)),
                    year=str(year),
                )
        return "law", phrase("screen.link.rule", title=self._title(origin, name))

    def _title(self, origin: Origin, name: str) -> Value:
        if origin.provision is None:
            return short_title(name)
        return title(origin.provision.title, origin.rule)

    def _report_of(self, day: int) -> int | None:
        """The fiscal year whose annual report comes out on a day."""
        year = to_date(day).year - 1
        return year if self.requirements.subject.report_day(year) == day else None

    def _first_after_report(self, name: str, push: Push) -> int | None:
        """The fiscal year whose report day makes a window the first that serves: with the report
        out by the window before, that one would serve.
        """
        gate = push.constraint
        assert isinstance(gate, Gate)
        before = gate.days.prev(push.to - 1)
        year = to_date(push.to).year - 1
        out = self.requirements.subject.report_day(year)
        if before is None or before < self.network.start or not before < out <= push.to:
            return None
        _, solved = self.replan.solved(with_report(self.replan.scenario, year, before))
        if solved is None or solved.schedule.days.get(name, push.to) >= push.to:
            return None
        return year

    def _held_back_by(self, name: str, push: Push) -> Value | None:
        """The title of the requirement that does not hold in the window before."""
        gate = push.constraint
        assert isinstance(gate, Gate)
        before = gate.days.prev(push.to - 1)
        if before is None or before < self.network.start:
            return None
        for other in self.network.gates(name):
            origin = origin_of(other)
            if before not in other.days and origin.provision is not None and not other.rounding:
                return title(origin.provision.title, origin.rule)
        return None

    # -- what stands close behind ------------------------------------------------------------------

    def _beside(self, name: str) -> Iterator[NearMiss]:
        """What would decide the day of a milestone without the rule that does, where that is only a
        few days earlier. A rule may shut a milestone by more than one gate.
        """
        decisive_ = self._push(name).constraint
        if decisive_ is None or (isinstance(decisive_, Lag) and origin_of(decisive_).rows):
            return
        rule = origin_of(decisive_).rule
        shut = {id(gate) for gate in self.network.gates(name) if origin_of(gate).rule == rule}
        shut.add(id(decisive_))
        rest = tuple(c for c in self.network.constraints if id(c) not in shut)
        found = earliest(evolve(self.network, constraints=rest))
        if not isinstance(found, Schedule):
            return
        days = self.schedule.days[name] - found.days[name]
        push = found.cause(name)
        if not 0 < days <= NEAR or push.constraint is None:
            return
        whose, text = self._told(name, push, found.days)
        rule = origin_of(push.constraint).rule
        yield NearMiss(days, text, whose, rule, counted_from(push.constraint))


def _of(milestone: str, cause: Phrase) -> Phrase:
    return phrase("screen.link.of", milestone=short_title(milestone), cause=cause)


def _in_order(route: Route) -> list[Milestone]:
    """The milestones of a route in order of time, those of one day in the order of the chain."""
    place = {name: i for i, name in enumerate(route.critical_path)}
    return sorted(route.milestones, key=lambda m: (m.date, place.get(m.id, -1)))
