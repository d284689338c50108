"""One target of one scenario, planned again and again with inputs changed: the date, and nothing
that is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from pathway.base.errors import InputError, OutOfRangeError, UsageError
from pathway.base.phrases import Number, Phrase, phrase
from pathway.dates.days import FIRST, to_date
from pathway.dates.schedule import Lag
from pathway.law.duration import Duration
from pathway.law.steps import MILESTONES, Venue, pacer
from pathway.planning.origin import origin_of
from pathway.planning.requirements import Parted, Requirements
from pathway.planning.sharing import EVENTS, VALUED
from pathway.planning.solve import (
    PLAIN,
    Ask,
    PlanQuestion,
    Solutions,
    Solved,
    best,
    best_of,
    question,
    solve_all,
    soonest,
)
from pathway.planning.subject import OF_SESSIONS, Knowledge
from pathway.planning.under_way import taking
from pathway.scenario.file import rebuild
from pathway.scenario.scenario import Scenario
from pathway.studies.levers.inputs import (
    Input,
    Override,
    Setting,
    amounts,
    choices,
    fixed_days,
    override,
    party,
    report_days,
    written,
)
from pathway.studies.levers.settings import InputSettings, with_settings
from pathway.studies.levers.turning_points import Changes, leaves, reading, turns_back

_Key = tuple[tuple[str, Setting], ...]


@frozen
class _Tried:
    """What became of some changes: the date, whether a file could say so, whether any schedule is
    another than without them, and what means something else to the law.
    """

    date: date | None
    valid: bool = True
    moves: bool = True
    changed: frozenset[str] = frozenset()


class Probe:
    """Plans one target of a scenario with some inputs changed, and keeps what it found.

    base: the date without changes; None where there is none. inputs: everything that could be
    changed.
    """

    def __init__(self, scenario: Scenario, ask: Ask = PLAIN) -> None:
        self.scenario = evolve(scenario, pace=ask.pace or scenario.pace)
        asked = question(self.scenario, ask)
        self.target: Venue = asked.targets[0]
        self.ask = evolve(ask, targets=(self.target,), pace=self.scenario.pace)
        self.asked = asked if len(asked.targets) == 1 else question(self.scenario, self.ask)
        self._known = Solutions(self.asked)
        self._first = solve_all(self.asked, self.target, known=self._known)
        self.solved = best(self._first)
        self.base = self.solved.date if self.solved is not None else None
        self._tried: dict[_Key, _Tried] = {}
        self.planned = 0
        self._given = Knowledge(self.scenario, self.asked.requirements.book.vocabulary)
        self._options = dict(choices(self.scenario))
        steps = tuple(dict.fromkeys(step for _, route in self.asked.routes for step in route))
        self._leaves = leaves(self.asked.requirements, steps)
        self._reads = self.asked.requirements.law.read_by(steps)
        self._values: dict[tuple[str, bool], tuple[Number, ...]] = {}
        self._firms: dict[_Key, Requirements] = {}
        self._soonest: dict[tuple[_Key, frozenset[str]], date | None] = {}
        self.inputs = tuple(self._inputs())
        self._loose = {item: self._read(item) for item in self.inputs if item.kind == "amount"}

    # -- inputs ------------------------------------------------------------------------------------

    def _inputs(self) -> Iterator[Input]:
        vocabulary = self.asked.requirements.book.vocabulary
        # What comes out after the last day can have had no part in it, and brings no earlier day
        # about either.
        last = self.base.toordinal() if self.base is not None else None
        report_day = self.asked.requirements.subject.report_day
        for item in amounts(self.scenario, vocabulary):
            if last is None or item.year is None or report_day(item.year) <= last:
                yield item
        for item in report_days(self.scenario):
            if self.base is None or item.first is None or item.first <= self.base:
                yield item
        yield from fixed_days(self.scenario)
        yield from self._options
        yield from self._lengths()

    def _lengths(self) -> Iterator[Input]:
        """How long each step of the present plan takes, down to the fastest seen."""
        advance = self.asked.requirements.clock.advance
        for to, row, start, since in self.timed():
            given = self.scenario.durations.get(to)
            now = advance(taking(row, self.scenario.pace, since)).after(start) - start
            least = advance(row.floor).after(start) - start
            yield Input(
                path=f"durations.{to}",
                kind="length",
                title=phrase("levers.length", title=Phrase(f"milestones.{row.step}.{row.to}")),
                value=now if given is None else given,
                unit="days",
                low=least,
                high=now,
                whose=party(pacer(to)),
            )

    def timed(self) -> Iterator[tuple[str, Duration, int, int]]:
        """The steps of the present plan that take time: the milestone that each leads to, its row of
        durations, the day (ordinal) on which it begins and how many days of it have passed.
        """
        if self.solved is None:
            return
        network, days = self.solved.regime.network, self.solved.schedule.days
        today = self.asked.requirements.clock.start
        seen: set[str] = set()
        for lag in network.constraints:
            if not isinstance(lag, Lag) or lag.target in network.pins or lag.target in seen:
                continue
            row = self._row(lag, days[lag.source])
            if row is None:
                continue
            names = MILESTONES[row.step]
            if names.index(row.to) - names.index(row.since) == 1:
                seen.add(lag.target)
                yield lag.target, row, days[lag.source], today - days[lag.source]

    def _row(self, lag: Lag, start: int) -> Duration | None:
        """The row of durations of a step; where the scenario gives the time, that of the law that
        it stands for.
        """
        origin = origin_of(lag)
        if origin.override is None:
            return origin.row(start)
        step, _, to = lag.target.rpartition(".")
        since = lag.source.rpartition(".")[2]
        try:
            return self.asked.requirements.book.duration(step, since, to, to_date(start))
        except (KeyError, UsageError):
            return None

    def options(self, item: Input) -> Sequence[Setting]:
        """The other settings of a choice, the smallest change first."""
        return self._options[item]

    def days_before(self, item: Input) -> Sequence[date]:
        """The days before the present one to which an input can be brought forward, the nearest
        first.
        """
        assert isinstance(item.value, date)
        first = max(self.scenario.as_of + timedelta(days=1), item.first or date.min)
        start = item.value
        if item.year is not None and self.base is not None:
            start = min(
                start, self.base + timedelta(days=1)
            )  # until then an earlier report changes nothing
        return [start - timedelta(days=n) for n in range(1, (start - first).days + 1)]

    def days_after(self, item: Input, count: int) -> Sequence[date]:
        """The days after the present one, the nearest first."""
        assert isinstance(item.value, date)
        return [item.value + timedelta(days=n) for n in range(1, count + 1)]

    def values(self, item: Input, up: bool) -> tuple[Number, ...]:
        """The values of an amount at which anything in law changes, from the present one up or
        down.

        An amount that is not given is looked for from its lowest value up.
        """
        key = (item.path, up)
        if key not in self._values:
            self._values[key] = tuple(self._found(item, up))
        return self._values[key]

    def _found(self, item: Input, up: bool) -> list[Number]:
        start, given = item.value, item.value is not None
        if not given and not up:
            return []
        if not isinstance(start, date | str | bool) and start is not None:
            first: Number = start
        else:
            first = item.low
        nodes = reading(self._leaves, self._metrics(item))
        changes = Changes(lambda value: self._knowledge(item, value), nodes, item.grain)
        knots: list[Number] = [0]
        if turns_back(nodes) and item.year is not None:
            knots += [
                v for v in self.asked.requirements.subject.given(item.metric) if isinstance(v, int)
            ]
        found = changes.between(first, item.high if up else item.low, knots)
        return found if given else [first, *found]

    def _metrics(self, item: Input) -> frozenset[str]:
        """The metrics that an input gives: itself and what follows from it."""
        metrics = {item.metric}
        if item.metric == "net_profit":
            metrics.add("market_cap")
        if item.metric in ("share_capital", "offer_shares"):
            metrics.add("share_capital_after")
        return frozenset(metrics)

    def _following(self, item: Input) -> frozenset[str]:
        """The same, with what is told of the last trading days."""
        metrics = self._metrics(item)
        return metrics if metrics.isdisjoint(VALUED) else metrics | OF_SESSIONS

    def _knowledge(self, item: Input, value: Number) -> Knowledge:
        scenario = with_settings(self.scenario, {item: value})
        known = Knowledge(scenario, self.asked.requirements.book.vocabulary)
        known.taking_from(self._given, self._following(item))
        return known

    # -- planning ----------------------------------------------------------------------------------

    def written(self, item: Input, value: Setting) -> str:
        """A value as `--set` takes it."""
        return written(self.scenario, item, value)

    def override(self, item: Input, value: Setting) -> Override:
        """A value as `rebuild` takes it."""
        return override(self.scenario, item, value)

    def day(self, settings: InputSettings) -> date | None:
        """The date with some inputs changed; None where there is none, or the scenario would be
        refused.
        """
        return self._try(settings).date

    def valid(self, settings: InputSettings) -> bool:
        """Whether a scenario with these changes, which move the date, can be read at all."""
        return self._try(settings).valid

    def may_add_up(self, one: InputSettings, two: InputSettings) -> bool:
        """Whether two changes together may bring what neither brings by itself.

        A change that leaves every answer of the law to this plan as it is cannot help another,
        unless one of its questions reads both.
        """
        first, second = self._try(one), self._try(two)
        if first.moves and second.moves:
            return True
        shared = [
            question
            for question in self._known.questions()
            if not question.reads.isdisjoint(first.changed)
            and not question.reads.isdisjoint(second.changed)
        ]
        if first.moves or second.moves or not shared:
            return bool(shared)
        both = self._question({**one, **two}).requirements
        return any(question.ask(both) != question.answer for question in shared)

    def answer(self, settings: InputSettings) -> tuple[PlanQuestion, Solved | None]:
        """The question with some inputs changed, and its best schedule."""
        asked = question(self._rebuilt(settings), self.ask, like=self.asked)
        return asked, best_of(asked, self.target, known=self._known)

    def _rebuilt(self, settings: InputSettings) -> Scenario:
        changes = [f"{item.path}={self.written(item, value)}" for item, value in settings.items()]
        return rebuild(self.scenario, changes)

    def _question(self, settings: InputSettings) -> PlanQuestion:
        changed = with_settings(self.scenario, settings)
        return question(changed, self.ask, like=self.asked, holding=self._parted(settings))

    def _parted(self, settings: InputSettings) -> Parted | None:
        """Of a report that comes out on another day: until then the firm is as if it came out on
        the last day looked at, from then on as if it had come out on the first.
        """
        if any(item.kind == "length" for item in settings):
            same = self._firm(settings)  # how long steps take is nothing that rules ask of a firm
            return Parted(FIRST, same, same)
        for item, value in settings.items():
            # A report that is late is late on the day on which it is out, too.
            if item.legal is not None and isinstance(value, date) and value <= item.legal:
                first, last = self._reach(item, value)
                if first < value < last:
                    early, late = ({**settings, item: day} for day in (first, last))
                    return Parted(value.toordinal(), self._firm(late), self._firm(early))
        return None

    def _reach(self, item: Input, value: date) -> tuple[date, date]:
        """The first and the last day looked at of a report that is in time, on the side of the
        present day on which a day lies.
        """
        assert isinstance(item.value, date) and item.legal is not None
        if value <= item.value:
            return max(self.scenario.as_of + timedelta(days=1), item.first or date.min), item.value
        return item.value, item.legal

    def _firm(self, settings: InputSettings) -> Requirements:
        """What the firm fulfils with some inputs changed, kept."""
        changes = {
            item: value
            for item, value in settings.items()
            if item.kind != "length" and value != item.value
        }
        key = _key(changes)
        if not changes:
            return self.asked.requirements
        if key not in self._firms:
            self._firms[key] = self._question(changes).requirements
        return self._firms[key]

    def soonest(self, settings: InputSettings, figures: Sequence[Input]) -> date | None:
        """A day before which the target is not reached with some inputs changed, whatever the
        values of some figures; None where it is not reached at all.
        """
        loose = frozenset[str]().union(*(self._loose[item] for item in figures))
        key = _key(settings), loose
        if key not in self._soonest:
            try:
                asked = self._question(settings) if settings else self.asked
                self._soonest[key] = soonest(asked, self.target, loose)
            except (InputError, OutOfRangeError):
                self._soonest[key] = date.min
        return self._soonest[key]

    def _read(self, figure: Input) -> frozenset[str]:
        """What rules of the routes read that may mean something else if a figure has another
        value.
        """
        metrics, law = self._following(figure), self.asked.requirements.law
        return metrics & self._reads | (
            frozenset() if metrics.isdisjoint(law.brought_by) else {EVENTS}
        )

    def _try(self, settings: InputSettings) -> _Tried:
        key = _key(settings)
        if key not in self._tried:
            self._tried[key] = self._plan(settings)
        return self._tried[key]

    def _plan(self, settings: InputSettings) -> _Tried:
        self.planned += 1
        try:
            asked = self._question(settings)
            found = solve_all(asked, self.target, known=self._known)
            solved = best(found)
            when = solved.date if solved is not None else None
            if when != self.base and not all(map(_always_valid, settings)):
                self._rebuilt(settings)
        except (InputError, OutOfRangeError):
            return _Tried(None, valid=False)
        moves = len(found) != len(self._first) or any(
            a is not b for a, b in zip(found, self._first, strict=True)
        )
        return _Tried(when, moves=moves, changed=asked.requirements.changed)


def _key(settings: InputSettings) -> _Key:
    return tuple((item.path, value) for item, value in settings.items())


def _always_valid(item: Input) -> bool:
    """Whether a file takes every value that is looked at."""
    return item.kind in ("length", "choice") or item.legal is not None
