"""How long the steps of a route take: rows of durations, picked by the day on which a step starts and by
what the firm is, as lags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from pathway.dates.advance import Advance, Days, Rounded, Soonest, Stepwise
from pathway.dates.days import ALL, FIRST, LAST, DaySet
from pathway.dates.in_time import InTime
from pathway.dates.schedule import Lag
from pathway.law.duration import Duration, rows_by_start
from pathway.law.language.grammar import Node
from pathway.law.steps import MILESTONES
from pathway.planning.origin import Origin
from pathway.planning.requirements import Requirements, extended_at
from pathway.planning.under_way import taking
from pathway.scenario.scenario import Scenario

Reply = TypeVar("Reply")


class Asks(Protocol):
    """What builds the networks of a route, as far as durations ask of it. start: the first day of the
    plan (ordinal). pins: milestones that are given. loose: what may mean anything.
    """

    requirements: Requirements
    scenario: Scenario
    start: int
    pins: Mapping[str, int]
    loose: frozenset[str]

    def resolve(self, name: str, step: str) -> str | None:
        """The milestone of the network that a rule of a step means."""

    def possible(self, milestone: str) -> DaySet:
        """The days on which a milestone may fall at all."""

    def ask(
        self, reads: frozenset[str], question: Callable[[Requirements], Reply], most: Reply
    ) -> Reply:
        """Asks something of the firm."""


def lags_of(asks: Asks, step: str) -> Iterator[Lag]:
    """How long a step takes from each of its milestones to the next, as the rows of durations have it
    that hold for the firm, or as its file says.
    """
    rows = asks.requirements.law.durations(step)
    edges = dict.fromkeys((d.since, d.to) for d in rows)
    names = MILESTONES[step]
    for before, name in pairwise(names):
        if f"{step}.{name}" in asks.scenario.durations:
            edges.setdefault((before, name))
    for since, to in edges:
        source, target = asks.resolve(since, step), asks.resolve(to, step)
        if source is None or target is None:
            continue
        through = names[names.index(since) + 1 : names.index(to) + 1]
        override = asks.scenario.durations.get(f"{step}.{to}")
        if len(through) > 1 and any(f"{step}.{n}" in asks.scenario.durations for n in through):
            # What is known of several steps together says nothing of a time that is given.
            continue
        if override is not None and len(through) == 1:
            origin = Origin(f"durations.{target}", override=override)
            yield Lag(source, target, _rounded(asks, Days(override), target), origin)
            continue
        own = [d for d in rows if (d.since, d.to) == (since, to)]
        yield from _of_rows(asks, own, source, target)


def _of_rows(asks: Asks, rows: Sequence[Duration], source: str, target: str) -> Iterator[Lag]:
    """The rows of one edge, picked by the day on which the step starts."""
    if any(_anything(asks, row.when) for row in rows if row.when is not None):
        yield _shortest(asks, rows, source, target)
        return
    possible = asks.possible(source)
    stretches = _starts(asks, rows)
    live = [i for i, (days, _) in enumerate(stretches) if days & possible]
    if not live:
        return
    # Who starts later is not done earlier because a row for other firms or days holds then: no
    # plan waits for the row of next year, and no later day of writing gains by it.
    first = live[0]
    # Only a step that has begun goes on as those that took as long.
    elapsed = asks.start - asks.pins.get(source, asks.start)
    parts = [
        (days.spans[0][0], _length(asks, row, target, elapsed if i >= first else 0))
        for i, (days, row) in enumerate(stretches[: live[-1] + 1])
    ]
    soonest = parts[first][1].after(possible.spans[0][0])
    for i in range(first):
        if parts[i][1].after(parts[i + 1][0] - 1) > soonest:
            first = i
            break
    starts = tuple((stretches[i][0].spans[0][0], stretches[i][1]) for i in range(first, len(parts)))
    origin = Origin(starts[0][1].rule or f"durations.{target}", starts=starts)
    parts = parts[first:]
    length = parts[0][1] if len(parts) == 1 else Stepwise(tuple(parts), levelled=True)
    yield Lag(source, target, length, origin)


def _anything(asks: Asks, condition: Node) -> bool:
    """Whether a condition reads what may mean anything."""
    return not asks.requirements.law.reads_through(condition).isdisjoint(asks.loose)


def _shortest(asks: Asks, rows: Sequence[Duration], source: str, target: str) -> Lag:
    """The shortest of the rows of one edge that may hold for a firm that may be any."""
    usual = rows_by_start(row for row in rows if row.when is None)
    possible = asks.possible(source)
    live = [row for row, period in usual if period & possible]
    live += [row for row in rows if row.when is not None]
    elapsed = asks.start - asks.pins.get(source, asks.start)
    shortest = Soonest(tuple(_length(asks, row, target, elapsed) for row in live))
    return Lag(source, target, shortest, Origin(f"durations.{target}"))


def _starts(asks: Asks, rows: Sequence[Duration]) -> list[tuple[DaySet, Duration]]:
    """The days of a start, each stretch with the row that holds for it: one for firms or days
    like these, else the row for any.
    """
    usual = list(rows_by_start(row for row in rows if row.when is None))
    special = [(row, _days_of(asks, row)) for row in rows if row.when is not None]
    out: list[tuple[DaySet, Duration]] = []
    for row, period in usual:
        edges = {period.spans[0][0], period.spans[-1][1] + 1}
        for _, days in special:
            for first, last in (days & period).spans:
                edges |= {first, last + 1}
        for first, after in pairwise(sorted(edges)):
            own = next((one for one, days in special if first in days), row)
            stretch = DaySet.between(first, after - 1)
            if out and out[-1][1] is own:
                out[-1] = out[-1][0] | stretch, own
            else:
                out.append((stretch, own))
    return out


def _days_of(asks: Asks, row: Duration) -> DaySet:
    """The days of a start for which a row with a condition holds, and is not only assumed
    to.
    """
    when = row.when
    assert when is not None
    first = FIRST if row.starts_from is None else row.starts_from.toordinal()
    last = LAST if row.starts_until is None else row.starts_until.toordinal() - 1
    reads = asks.requirements.law.reads_through(when)
    sure = asks.ask(reads, lambda r: r.condition(when).met - r.condition(when).assumed, ALL)
    return sure & DaySet.between(first, last)


def _length(asks: Asks, row: Duration, target: str, elapsed: int) -> Advance:
    """How long a step takes at the pace, ending on a day on which its milestone can be."""
    period = taking(row, asks.scenario.pace, elapsed)
    length = _rounded(asks, asks.requirements.clock.advance(period), target)
    if not row.in_time_for or asks.scenario.pace == "cautious":
        return length
    step, _, name = target.rpartition(".")
    extended = extended_at(asks.scenario, step, name)
    reads = asks.requirements.law.reads(row.in_time_for)
    if not reads.isdisjoint(asks.loose):
        return _rounded(asks, Days(0), target)
    good = asks.ask(reads, lambda r: r.verdict(row.in_time_for, extended).met, ALL)
    return InTime(length, good, asks.requirements.law.business_days(target))


def _rounded(asks: Asks, step: Advance, target: str) -> Advance:
    """A step that ends on a day on which the milestone can take place at all."""
    business = asks.requirements.law.business_days(target)
    return step if business is None else Rounded(step, business)
