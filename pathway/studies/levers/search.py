"""What would bring the date forward, and how far figures may fall before it slips.

For every input the smallest change that moves the date is found exactly: a date depends on a figure
only through comparisons, so only the values at which a comparison changes are planned
(`turning_points`); a minimum period can only help by getting shorter, so its turning point is
bisected; days are tried one by one from the present one on. Then two changes together are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from pathway.base import usage
from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import phrase
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, Venue, route_id
from pathway.planning.arguments import checked_ask, checked_target, refuse_no_scenario
from pathway.planning.solve import Ask
from pathway.scenario.scenario import Scenario
from pathway.studies.compare import difference, flips
from pathway.studies.levers import MIN_DAYS, MOST_DAYS
from pathway.studies.levers.inputs import Input, Setting
from pathway.studies.levers.margins import figure_margins, margins
from pathway.studies.levers.probe import Probe
from pathway.studies.levers.results import Change, Lever, Leverage, Margin
from pathway.studies.levers.reviews import fast_quarter
from pathway.studies.levers.settings import NO_SETTINGS, InputSettings


def levers(
    scenario: Scenario,
    target: Venue | None = None,
    by: date | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    min_days: int = MIN_DAYS,
    everything: bool = False,
) -> Leverage:
    """What would bring the date forward, and how far can figures fall before it slips?

    What the firm, its sponsor and its auditor can do is changed as little as helps and as little as
    helps most: each input alone, then two together where that brings more than either alone.

    Args:
        scenario: The firm and what is assumed, as `load` reads them.
        target: The venue to reach. Default: the first of the scenario's targets, else of the
            exchanges above the firm's present venue.
        by: Only changes that reach the target by this day.
        pace: How long steps take: `floor`, `typical` or `cautious`. Default: that of the
            scenario.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.
        min_days: Only changes that gain so many calendar days, and margins that cost so many. With
            `by` a change need only reach the day.
        everything: Whether a single day counts, whatever `min_days` says, and what faster reviews
            by authorities and exchanges would bring is told, too.

    Returns:
        The changes that help, and the margins of the present date.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue or pace is called so.
        OutOfRangeError: No route leads to the target, or the law on the as-of day, or the calendar,
            is not encoded.
    """
    refuse_no_scenario(scenario)
    asked = checked_target(target)
    usage.refuse_no_flag("everything", everything)
    least = 1 if everything else usage.whole("min_days", min_days, 1, MOST_DAYS)
    probe = Probe(scenario, checked_ask(asked, pace, rulebook, strict, by))
    search = _Search(probe, probe.ask.by, least)
    singles = search.singles()
    pairs = search.pairs(search.acts)
    reviews = search.lever(fast_quarter(probe)) if everything else None
    return _answer(search, (*singles, *pairs), margins(probe, least), reviews)


def brief(
    scenario: Scenario,
    target: Venue,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    most: int = 3,
) -> Leverage:
    """The few levers and margins that matter most, in a fraction of the time.

    Levers as `levers` finds them, but two together only of what takes time (reports, steps, given
    days), and of each only what brings most; margins of figures only, those nearest to their cliff.

    Args:
        scenario: The firm, with the pace that it is planned at.
        target: The venue to reach.
        rulebook: The law to plan by. None: the shipped one.
        strict: Whether a fact that is not given counts against the firm.
        most: How many levers, and how many margins, there are at most.

    Returns:
        As for `levers`: the earliest dates first; of margins the smallest part to fall first.
    """
    probe = Probe(scenario, Ask((target,), rulebook=rulebook, strict=strict))
    search = _Search(probe, None, MIN_DAYS)
    singles = search.singles()
    pairs = search.pairs([item for item in search.acts if item.kind != "amount"])
    best: dict[frozenset[str], Lever] = {}
    for lever in sorted((*singles, *pairs), key=_order):
        best.setdefault(frozenset(lever.set), lever)
    near = sorted(figure_margins(probe, MIN_DAYS), key=_room)
    return _answer(search, tuple(best.values())[:most], near[:most])


def _answer(
    search: _Search,
    found: Iterable[Lever],
    margins: Iterable[Margin],
    reviews: Lever | None = None,
) -> Leverage:
    probe, ordered = search.probe, tuple(sorted(found, key=_order))
    return Leverage(
        scenario=probe.scenario,
        target=probe.target,
        date=probe.base,
        route=route_id(probe.solved.steps) if probe.solved else None,
        by=search.by,
        levers=ordered,
        margins=tuple(sorted(margins, key=lambda m: (m.date_after or date.max, m.input.path))),
        pairs=bool(ordered) and all(len(lever.changes) > 1 for lever in ordered),
        reviews=reviews,
        min_days=search.least,
        planned=probe.planned,
    )


def _order(lever: Lever) -> tuple[object, ...]:
    return lever.date, len(lever.set), *lever.set


def _room(margin: Margin) -> Fraction:
    """How large a part of its value a figure may lose."""
    value, cliff = margin.input.value, margin.cliff
    assert isinstance(value, int | Fraction) and isinstance(cliff, int | Fraction)
    return abs(Fraction(value - cliff) / Fraction(value)) if value else Fraction(1)


class _Search:
    """Looks for the levers of one probe. least: calendar days that they gain."""

    def __init__(self, probe: Probe, by: date | None, least: int) -> None:
        self.probe, self.by, self.least = probe, by, least
        self.done = by is not None and probe.base is not None and probe.base <= by
        self.acts = tuple(item for item in probe.inputs if item.whose != "authority")
        self._alone: dict[Input, date] = {}

    @cached_property
    def _hopeless(self) -> tuple[Input, ...]:
        """The figures that help in no way by themselves, whatever their values."""
        figures = [item for item in self.acts if item.kind == "amount"]
        if not self.reached(self.probe.soonest(NO_SETTINGS, figures)):
            return tuple(figures)
        return tuple(
            item for item in figures if not self.reached(self.probe.soonest(NO_SETTINGS, [item]))
        )

    def reached(self, when: date | None, beyond: date | None = None) -> bool:
        """Whether a date is good enough: by the day asked for, else so much before the present one.

        beyond: another date that it has to beat by as much.
        """
        if when is None or (beyond is not None and not self._gains(when, beyond)):
            return False
        if self.by is not None:
            return when <= self.by
        return self.probe.base is None or self._gains(when, self.probe.base)

    def _gains(self, when: date, other: date) -> bool:
        return when + timedelta(days=self.least) <= other

    # -- single changes ----------------------------------------------------------------------------

    def singles(self) -> list[Lever]:
        """The smallest change of each input that helps, and the smallest that helps most."""
        out: list[Lever] = []
        for item in () if self.done else self.acts:
            if item in self._hopeless:
                continue
            for values in self._values(item):
                out += self._best(item, self._helpful(item, values))
        return out

    def _may_reach(self, figures: Sequence[Input], settings: InputSettings = NO_SETTINGS) -> bool:
        """Whether figures can bring a date that is good enough at all, whatever their values, with
        some other changes.
        """
        known = [self._alone[item] for item in (*figures, *settings) if item in self._alone]
        beyond = min(known, default=None)
        return self.reached(self.probe.soonest(settings, figures), beyond)

    def _together_may_reach(
        self, figures: Sequence[Input], settings: InputSettings = NO_SETTINGS
    ) -> bool:
        """The same for changes tried together: first with all figures that help nothing alone,
        because mostly they do not help at all.
        """
        alone = [item for item in figures if item not in self._hopeless]
        others = () if len(alone) == len(figures) else self._hopeless
        return self._may_reach([*alone, *others], settings) and self._may_reach(figures, settings)

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
            self._note(item, when)
            if when is None or not self.reached(when):
                continue
            first = first or (when, value)
            if best is None or when < best[0]:
                best = (when, value)
        picked = [first] if first == best else [first, best]
        return [self._made({item: pick[1]}) for pick in picked if pick is not None]

    def _note(self, item: Input, when: date | None) -> None:
        """Keeps the earliest date that an input brings by itself."""
        if when is not None:
            self._alone[item] = min(when, self._alone.get(item, when))

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

    def pairs(self, items: Iterable[Input]) -> list[Lever]:
        """Two changes that together bring more than either alone: each as small as helps, and as
        small as helps most, given the other.
        """
        acts = () if self.done else tuple(items)
        others = [one for item in acts if item.kind != "amount" for one in self._extremes(item)]
        figures = [item for item in acts if item.kind == "amount"]
        hopeful = [item for item in figures if self._may_add(item, figures, others)]
        for item in hopeful:
            for values in self._values(item) if item in self._hopeless else ():
                self._best(item, values)
        extremes = [one for item in hopeful for one in self._extremes(item)] + others
        out: list[Lever] = []
        for (one, ones), (two, twos) in combinations(extremes, 2):
            pair = {one: ones[-1], two: twos[-1]}
            if one.path == two.path or not self._pair_may_reach(pair):
                continue
            if self.probe.may_add_up({one: ones[-1]}, {two: twos[-1]}):
                out += self._together(one, ones, two, twos)
        return out

    def _extremes(self, item: Input) -> Iterator[tuple[Input, Sequence[Setting]]]:
        """The values of an input worth planning, one direction at a time, where the largest change
        may help another.
        """
        for values in self._values(item):
            if values and self._may_help(item, values[-1]):
                yield item, values

    def _may_add(
        self,
        figure: Input,
        figures: Sequence[Input],
        others: Sequence[tuple[Input, Sequence[Setting]]],
    ) -> bool:
        """Whether a figure may help together with another one, or with another change."""
        return any(
            self._together_may_reach([figure, other]) for other in figures if other is not figure
        ) or any(self._together_may_reach([figure], {item: values[-1]}) for item, values in others)

    def _pair_may_reach(self, pair: InputSettings) -> bool:
        figures = [item for item in pair if item.kind == "amount"]
        settings = {item: value for item, value in pair.items() if item.kind != "amount"}
        return not figures or self._together_may_reach(figures, settings)

    def _may_help(self, item: Input, most: Setting) -> bool:
        """Whether a change at its largest does no harm by itself: then it may help another."""
        base, when = self.probe.base, self.probe.day({item: most})
        self._note(item, when)
        return base is None or (when is not None and when <= base)

    def _together(
        self, one: Input, ones: Sequence[Setting], two: Input, twos: Sequence[Setting]
    ) -> Iterator[Lever]:
        beyond = min(
            (self._alone[item] for item in (one, two) if item in self._alone), default=None
        )
        most = self.probe.day({one: ones[-1], two: twos[-1]})
        if not self.reached(most, beyond):
            return

        def smallest(good: Callable[[date | None], bool]) -> dict[Input, Setting]:
            def first(item: Input, values: Sequence[Setting], other: InputSettings) -> Setting:
                return _first(
                    values,
                    lambda value: good(self.probe.day(_both(one, two, {**other, item: value}))),
                    inward=item.kind in ("length", "day"),
                )

            small = first(one, ones, {two: twos[-1]})
            return {one: small, two: first(two, twos, {one: small})}

        helps = smallest(lambda when: self.reached(when, beyond))
        best = smallest(lambda when: when is not None and most is not None and when <= most)
        yield self._made(helps)
        if best != helps:
            yield self._made(best)

    # -- results -----------------------------------------------------------------------------------

    def lever(self, settings: InputSettings) -> Lever | None:
        """A lever of some changes, where they are any and help."""
        if not settings or not self.reached(self.probe.day(settings)):
            return None
        return self._made(settings)

    def _made(self, settings: InputSettings) -> Lever:
        asked, solved = self.probe.answer(settings)
        if solved is None:
            raise OutOfRangeError(phrase("levers.lost"))
        base = self.probe.base
        return Lever(
            changes=tuple(Change(item, value) for item, value in settings.items()),
            set={item.path: self.probe.override(item, value) for item, value in settings.items()},
            date=solved.date,
            route=route_id(solved.steps),
            days_gained=None if base is None else (base - solved.date).days,
            changed=difference(
                self.probe.asked, self.probe.solved, asked, solved, self.probe.target
            ),
            flipped=tuple(flips(self.probe.asked.requirements, asked.requirements, solved.steps)),
        )


def _both(one: Input, two: Input, settings: InputSettings) -> InputSettings:
    """Two settings in one order, so that what is planned is found again."""
    return {one: settings[one], two: settings[two]}


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


def _first(values: Sequence[Setting], holds: Callable[[Setting], bool], inward: bool) -> Setting:
    """The first value for which something holds that holds for the last one. inward: there are too
    many to try each, and it holds for all behind some place.
    """
    if not inward:
        return next(value for value in values if holds(value))
    last = len(values) - 1
    return values[last - _last(lambda back: holds(values[last - back]), 0, last)]
