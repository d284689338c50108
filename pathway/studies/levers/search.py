"""What would bring the date forward, and how far figures may fall before it slips.

For every input the smallest change that moves the date is found exactly: a date depends on a figure
only through comparisons, so only the values at which a comparison changes are planned
(`turning_points`); a minimum period can only help by getting shorter, so its turning point is
bisected; days are tried one by one from the present one on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from itertools import combinations

from attrs import field, frozen

from pathway.base import usage
from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import phrase
from pathway.law.rulebook import Rulebook
from pathway.law.steps import VENUES, Pace, Venue, route_id
from pathway.planning.arguments import checked_ask, refuse_no_scenario
from pathway.scenario.scenario import Scenario
from pathway.studies.compare import Changed, Flip, difference, flips
from pathway.studies.levers.inputs import Input, Setting
from pathway.studies.levers.probe import Probe

_REPORT_SLIP = 130
"""Calendar days that a report may come later before its margin is called safe: beyond, the legal
deadline is past.
"""


@frozen
class Change:
    """One input set to another value.

    Attributes:
        input: What is changed.
        value: To what, in the unit of the input.
    """

    input: Input
    value: Setting


@frozen
class Lever:
    """A change, or a pair of changes, that brings the date forward.

    Attributes:
        changes: What is changed.
        set: The same as overrides, which `rebuild(scenario, lever.set)` takes: from paths to values
            as texts.
        date: The date with the change.
        route: The best route with the change, by id.
        days_gained: Calendar days. None where there is no date without the change.
        changed: Where the chain of causes parts from that of the plan without the change.
        flipped: The requirements that first hold on another day.
    """

    changes: tuple[Change, ...]
    set: Mapping[str, str]
    date: Date
    route: str
    days_gained: int | None
    changed: Changed | None
    flipped: tuple[Flip, ...]


@frozen
class Margin:
    """How far one input may move before the date slips.

    Attributes:
        input: What moves.
        cliff: The nearest value at which the date slips, in the unit of the input.
        written: The same as an override's value.
        date_after: The date then. None where no date is left.
        days_lost: Calendar days. None where no date is left.
    """

    input: Input
    cliff: Setting
    written: str
    date_after: Date | None
    days_lost: int | None


@frozen
class Leverage:
    """The answer of `levers`: what would bring the date forward, and what would put it off.

    Attributes:
        scenario: What was planned, with the pace that was used.
        target: The venue.
        date: The date without changes. None where there is none.
        route: The best route without changes, by id.
        by: The day that levers had to reach, if one was asked for.
        levers: The changes that help, the earliest date first.
        margins: How far each figure and report may slip, the earliest date after it first.
        pairs: Whether levers are pairs, because no single change helps.
        planned: How many scenarios were planned to find them.
    """

    scenario: Scenario
    target: Venue
    date: Date | None
    route: str | None
    by: Date | None
    levers: tuple[Lever, ...]
    margins: tuple[Margin, ...]
    pairs: bool = False
    planned: int = field(default=0, repr=False)


def levers(
    scenario: Scenario,
    target: Venue | None = None,
    by: date | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
) -> Leverage:
    """What would bring the date forward, and how far can figures fall before it slips?

    Each input is changed alone, as little as helps and as little as helps most; pairs are tried
    where no single change helps.

    Args:
        scenario: The firm and what is assumed, as `load` reads them.
        target: The venue to reach. Default: the first of the scenario's targets, else of the
            exchanges above the firm's present venue.
        by: Only changes that reach the target by this day.
        pace: How long steps take: `floor`, `typical` or `cautious`. Default: that of the
            scenario.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.

    Returns:
        The changes that help, and the margins of the present date.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue or pace is called so.
        OutOfRangeError: No route leads to the target, or the law on the as-of day, or the calendar,
            is not encoded.
    """
    refuse_no_scenario(scenario)
    usage.refuse_unknown("target", target, VENUES, optional=True)
    asked = (target,) if target is not None else None
    probe = Probe(scenario, checked_ask(asked, pace, rulebook, strict, by))
    search = _Search(probe, probe.ask.by)
    found = search.singles()
    pairs = not found and not search.reached(probe.base)
    if pairs:
        found = search.pairs()
    found.sort(key=lambda lever: (lever.date, len(lever.set), *lever.set))
    margins = sorted(search.margins(), key=lambda m: (m.date_after or date.max, m.input.path))
    return Leverage(
        scenario=probe.scenario,
        target=probe.target,
        date=probe.base,
        route=route_id(probe.solved.steps) if probe.solved else None,
        by=by,
        levers=tuple(found),
        margins=tuple(margins),
        pairs=pairs and bool(found),
        planned=probe.planned,
    )


class _Search:
    """Looks for levers and margins of one probe."""

    def __init__(self, probe: Probe, by: date | None) -> None:
        self.probe, self.by = probe, by

    def reached(self, when: date | None) -> bool:
        """Whether a date is good enough: by the day asked for, else before the present one."""
        if when is None:
            return False
        if self.by is not None:
            return when <= self.by
        return self.probe.base is None or when < self.probe.base

    # -- single changes ----------------------------------------------------------------------------

    def singles(self) -> list[Lever]:
        """The smallest change of each input that helps, and the smallest that helps most."""
        if self.by is not None and self.probe.base is not None and self.probe.base <= self.by:
            return []
        out: list[Lever] = []
        for item in self.probe.inputs:
            for values in self._values(item):
                out += self._best(item, self._helpful(item, values))
        return out

    def _values(self, item: Input) -> Iterator[Sequence[Setting]]:
        """Every value of an input worth planning, from the present one on, the largest change last;
        one direction at a time.
        """
        match item.kind:
            case "amount":
                yield from (self.probe.values(item, up) for up in (True, False))
            case "choice":
                yield self.probe.options(item)
            case "length":
                yield tuple(range(int(_number(item.value)) - 1, int(item.low) - 1, -1))
            case "day":
                yield self.probe.days_before(item)

    def _helpful(self, item: Input, values: Sequence[Setting]) -> Sequence[Setting]:
        """Those of many values that need planning one by one: of lengths and days only some."""
        match item.kind:
            case "length":
                return self._shorter(item, [_number(value) for value in values])
            case "day":
                return self._earlier(item, [day for day in values if isinstance(day, date)])
            case _:
                return values

    def _best(self, item: Input, values: Sequence[Setting]) -> list[Lever]:
        first: tuple[date, Setting] | None = None
        best: tuple[date, Setting] | None = None
        for value in values:
            when = self.probe.day({item: value})
            if when is None or not self.reached(when):
                continue
            first = first or (when, value)
            if best is None or when < best[0]:
                best = (when, value)
        picked = [first] if first == best else [first, best]
        return [self._lever((Change(item, pick[1]),)) for pick in picked if pick is not None]

    def _shorter(self, item: Input, lengths: Sequence[int]) -> Sequence[Setting]:
        """The longest length that helps, and the shortest. A shorter minimum never makes anything
        later.
        """
        most = self.probe.day({item: lengths[-1]}) if lengths else None
        if not self.reached(most):
            return ()
        low, high = lengths[-1], lengths[0]
        turn = _last(lambda n: self.reached(self.probe.day({item: n})), low, high)
        full = _last(lambda n: self.probe.day({item: n}) == most, low, turn)
        return (turn, full)

    def _earlier(self, item: Input, days: Sequence[date]) -> Sequence[Setting]:
        """Days before the present one: those that help, back to the first that helps as much as any
        tried.
        """
        sample = (*days[:: max(len(days) // 6, 1)], *days[-1:])
        tried = [day for day in sample if self.reached(self.probe.day({item: day}))]
        if not tried:
            return ()
        goal = min(when for day in tried if (when := self.probe.day({item: day})) is not None)
        out: list[date] = []
        for day in days:
            when = self.probe.day({item: day})
            if when is not None and self.reached(when):
                out.append(day)
                if when <= goal:
                    break
        return out

    # -- pairs -------------------------------------------------------------------------------------

    def pairs(self) -> list[Lever]:
        """Pairs of changes that help where no single one does, each as small as the other
        allows.
        """
        extremes = [
            (item, values) for item in self.probe.inputs for values in self._values(item) if values
        ]
        out: list[Lever] = []
        for (one, ones), (two, twos) in combinations(extremes, 2):
            if one.path == two.path or not self.reached(
                self.probe.day({one: ones[-1], two: twos[-1]})
            ):
                continue
            small = next(v for v in ones if self.reached(self.probe.day({one: v, two: twos[-1]})))
            other = next(v for v in twos if self.reached(self.probe.day({one: small, two: v})))
            out.append(self._lever((Change(one, small), Change(two, other))))
        return out

    # -- margins -----------------------------------------------------------------------------------

    def margins(self) -> Iterator[Margin]:
        """For every figure and report day of the present plan, where the date slips."""
        base = self.probe.base
        if base is None:
            return
        for item in self.probe.inputs:
            if item.kind == "amount" and item.value is not None:
                values: Iterable[Setting] = self.probe.values(item, up=False)
            elif item.kind == "day" and item.year is not None:
                values = self._later(item)
            else:
                continue
            for value in values:
                if not self.probe.valid({item: value}):
                    continue
                when = self.probe.day({item: value})
                if when is None or when > base:
                    lost = None if when is None else (when - base).days
                    yield Margin(item, value, self.probe.written(item, value), when, lost)
                    break

    def _later(self, item: Input) -> Sequence[Setting]:
        days = self.probe.days_after(item, _REPORT_SLIP)
        base = self.probe.base
        assert base is not None
        slips = [
            (when := self.probe.day({item: day})) is None or when > base for day in days[9::30]
        ]
        return days if any(slips) else ()

    # -- results -----------------------------------------------------------------------------------

    def _lever(self, changes: tuple[Change, ...]) -> Lever:
        settings = {change.input: change.value for change in changes}
        asked, solved = self.probe.answer(settings)
        if solved is None:
            raise OutOfRangeError(phrase("levers.lost"))
        base = self.probe.base
        return Lever(
            changes=changes,
            set={c.input.path: self.probe.written(c.input, c.value) for c in changes},
            date=solved.date,
            route=route_id(solved.steps),
            days_gained=None if base is None else (base - solved.date).days,
            changed=difference(
                self.probe.asked, self.probe.solved, asked, solved, self.probe.target
            ),
            flipped=tuple(flips(self.probe.asked.requirements, asked.requirements, solved.steps)),
        )


def _number(value: Setting | None) -> int:
    assert isinstance(value, int)
    return value


def _last(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The greatest number up to `high` for which something holds that holds for `low` and then up
    to some point.
    """
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
