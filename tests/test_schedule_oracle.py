"""The solver against an oracle that tries every combination of days on a short horizon."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.dates.advance import Advance, Count, Days, Rounded, Stepwise
from pathway.dates.days import DaySet
from pathway.dates.schedule import (
    Constraint,
    Gate,
    Infeasible,
    Lag,
    Limit,
    Network,
    Schedule,
    conflict,
    counted_from,
    earliest,
    latest,
)
from tests.conftest import tries

START = 738_000
SETTINGS = settings(deadline=None, derandomize=True, max_examples=tries(400))

days_ahead = st.integers(0, 8)
open_days = st.sets(st.integers(-4, 24), min_size=6).map(
    lambda s: tuple(sorted(START + d for d in s))
)
steps: st.SearchStrategy[Advance] = st.one_of(
    st.builds(Days, st.integers(0, 5)),
    st.builds(Count, open_days, st.integers(0, 3)),
    st.builds(lambda n, on: Rounded(Days(n), DaySet.of(on)), st.integers(0, 4), open_days),
    st.builds(
        lambda cut, n, more: Stepwise(((START - 10, Days(n)), (START + cut, Days(n + more)))),
        st.integers(1, 7),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Two to four milestones on at most nine days, with every kind of constraint, and sometimes a
    fact.
    """
    count = draw(st.integers(2, 4))
    names = tuple("abcd"[:count])
    horizon = START + draw(st.integers(3, 8 if count < 4 else 6))
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(
        lambda pair: pair[0] != pair[1]
    )
    constraints: list[Constraint] = []
    for i in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(("lag", "lag", "limit", "gate")))
        if kind == "gate":
            members = draw(st.sets(days_ahead, min_size=1))
            gate = DaySet.of(START + d for d in members)
            constraints.append(
                Gate(draw(st.sampled_from(names)), gate, f"gate {i}", draw(st.booleans()))
            )
            continue
        source, target = draw(pairs)
        made = Lag if kind == "lag" else Limit
        constraints.append(made(source, target, draw(steps), f"{kind} {i}"))
    pins = {}
    if draw(st.booleans()):
        pins[draw(st.sampled_from(names))] = START + draw(st.integers(-4, 5))
    return Network(names, START, horizon, pins, tuple(constraints))


def holds(constraint: Constraint, days: Mapping[str, int], pins: Mapping[str, int]) -> bool:
    """Whether a schedule keeps a constraint. Facts are not tested: neither a gate, nor a lag that
    ends in one.
    """
    match constraint:
        case Gate():
            return constraint.milestone in pins or days[constraint.milestone] in constraint.days
        case Lag():
            after = constraint.step.after(days[constraint.source])
            return constraint.target in pins or days[constraint.target] >= after
        case Limit():
            both = constraint.source in pins and constraint.target in pins
            return both or days[constraint.target] <= constraint.reach.after(
                days[constraint.source]
            )


def feasible(network: Network, deadlines: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Every schedule within the horizon and the deadlines that keeps all constraints."""
    domains = [
        (network.pins[m],)
        if m in network.pins
        else range(network.start, min(deadlines.get(m, network.horizon), network.horizon) + 1)
        for m in network.milestones
    ]
    for combination in product(*domains):
        days = dict(zip(network.milestones, combination, strict=True))
        if all(holds(c, days, network.pins) for c in network.constraints):
            yield days


def bound(schedules: list[dict[str, int]], pick: Callable[[Iterable[int]], int]) -> dict[str, int]:
    return {name: pick(s[name] for s in schedules) for name in schedules[0]}


@SETTINGS
@given(networks())
def test_the_earliest_schedule_is_the_minimum_of_all(network: Network) -> None:
    """`earliest` is the component-wise minimum of all feasible schedules, and infeasible exactly
    when there is none.
    """
    all_of_them = list(feasible(network, {}))
    found = earliest(network)
    if not all_of_them:
        assert isinstance(found, Infeasible)
        return
    assert isinstance(found, Schedule)
    assert dict(found.days) == bound(all_of_them, min)


@SETTINGS
@given(networks(), st.dictionaries(st.sampled_from("abcd"), days_ahead, max_size=2))
def test_the_latest_schedule_is_the_maximum_of_all(network: Network, ahead: dict[str, int]) -> None:
    """`latest` is the component-wise maximum of all schedules within the deadlines, or infeasible
    if there is none.
    """
    deadlines = {name: START + d for name, d in ahead.items() if name in network.milestones}
    all_of_them = list(feasible(network, deadlines))
    found = latest(network, deadlines)
    if not all_of_them:
        assert isinstance(found, Infeasible)
        return
    assert isinstance(found, Schedule)
    assert dict(found.days) == bound(all_of_them, max)


def after(source: str, target: str, count: int) -> Lag:
    return Lag(source, target, Days(count), f"{source}>{target}")


def only(milestone: str, *ahead: int) -> Gate:
    return Gate(milestone, DaySet.of(START + d for d in ahead), f"gate of {milestone}")


@pytest.mark.parametrize(
    ("constraint", "pins", "milestone", "past"),
    [
        (only("b", 2, 9), {}, "b", True),
        (only("b", 2), {}, "b", False),
        (after("a", "b", 6), {}, "b", True),
        (Limit("a", "b", Days(2), "wall"), {"a": START}, "b", False),
    ],
)
def test_a_day_beyond_the_horizon_is_told_from_no_day_at_all(
    constraint: Constraint, pins: dict[str, int], milestone: str, past: bool
) -> None:
    """Three days after the start, with five days to look at: the next open day is the ninth, or
    there is none; six days more are too many; a fact's limit is a wall on every horizon.
    """
    constraints = (after("a", "b", 3), constraint)
    found = earliest(Network(("a", "b"), START, START + 5, pins, constraints))
    assert isinstance(found, Infeasible)
    assert (found.milestone, found.constraint, found.past_horizon) == (milestone, constraint, past)


@pytest.mark.parametrize(
    ("constraint", "pins", "milestone", "bound"),
    [
        (only("b", 4, 9), {}, "b", START + 2),
        (after("a", "b", 3), {}, "a", START - 1),
        (after("a", "b", 3), {"a": START}, "b", START + 2),
    ],
)
def test_looking_back_nothing_lies_beyond_the_horizon(
    constraint: Constraint, pins: dict[str, int], milestone: str, bound: int
) -> None:
    """With two days until the deadline, a later open day, or three days more, is a deadline missed
    and never a horizon too short.
    """
    found = latest(Network(("a", "b"), START, START + 5, pins, (constraint,)), {"b": START + 2})
    assert found == Infeasible(milestone, constraint, bound, past_horizon=False)


@pytest.mark.slow
@SETTINGS
@given(networks())
def test_every_cause_forbids_the_day_before(network: Network) -> None:
    """Moved one day earlier alone, a milestone breaks the constraint that its cause names, or lies
    before the start.
    """
    found = earliest(network)
    if isinstance(found, Infeasible):
        return
    for name in network.milestones:
        last = found.pushes[name][-1]
        sooner = {**found.days, name: found.days[name] - 1}
        if last.kind == "pinned":
            assert found.days[name] == network.pins[name]
        elif last.constraint is None:
            assert found.days[name] == network.start
        else:
            assert not holds(last.constraint, sooner, network.pins)


@pytest.mark.slow
@SETTINGS
@given(networks())
def test_slack_is_never_negative_and_deadlines_at_the_earliest_day_are_met(
    network: Network,
) -> None:
    """With the last milestone's earliest day as its deadline, no latest day lies before the
    earliest.
    """
    found = earliest(network)
    if isinstance(found, Infeasible):
        return
    final = network.milestones[-1]
    back = latest(network, {final: found.days[final]})
    assert isinstance(back, Schedule)
    assert all(back.days[m] >= found.days[m] for m in network.milestones)
    assert back.days[final] == found.days[final]


@pytest.mark.slow
@SETTINGS
@given(networks(), st.dictionaries(st.sampled_from("abcd"), days_ahead, max_size=1))
def test_a_conflict_is_enough_and_not_too_much(network: Network, ahead: dict[str, int]) -> None:
    """The constraints of a conflict leave no schedule by themselves, and without any one of them
    there is one.
    """
    deadlines = {name: START + d for name, d in ahead.items() if name in network.milestones}
    named = conflict(network, deadlines)

    def left(constraints: tuple[Constraint, ...]) -> bool:
        reduced = Network(
            network.milestones, network.start, network.horizon, network.pins, constraints
        )
        return next(feasible(reduced, deadlines), None) is not None

    if left(network.constraints):
        assert named == ()
        return
    assert not left(named)
    assert all(left(tuple(c for c in named if c is not one)) for one in named)


@pytest.mark.slow
@SETTINGS
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_constraints_does_not_matter(network: Network, random: Random) -> None:
    """The same constraints in any order give the same days."""
    shuffled = list(network.constraints)
    random.shuffle(shuffled)
    again = earliest(
        Network(network.milestones, network.start, network.horizon, network.pins, tuple(shuffled))
    )
    first = earliest(network)
    if isinstance(first, Schedule) and isinstance(again, Schedule):
        assert again.days == first.days
    else:
        assert isinstance(first, Infeasible) and isinstance(again, Infeasible)


ROUNDED = Gate("b", DaySet.of((START + 5, START + 9)), "business days of b", rounding=True)
SIX = (
    after("a", "b", 3),
    ROUNDED,
    after("b", "c", 2),
    Gate("e", DaySet.of((START + 2,)), "business days of e", rounding=True),
    Limit("f", "g", Days(2), "f>g"),
    only("g", 9),
)
NETWORK = Network(tuple("abcdefg"), START, START + 20, {"a": START + 1}, SIX)


def test_causes_are_told_by_kind_and_constraint() -> None:
    """A given day is pinned; three days after it, put on to a business day, come from the lag and
    not from the closed days; what nothing holds begins on the as-of day, also where only closed days
    move it; two days before an open day at the latest is a limit.
    """
    found = earliest(NETWORK)
    assert isinstance(found, Schedule)
    assert {m: day - START for m, day in found.days.items()} == {
        "a": 1,
        "b": 5,
        "c": 7,
        "d": 0,
        "e": 2,
        "f": 7,
        "g": 9,
    }
    causes = {m: found.cause(m) for m in NETWORK.milestones}
    assert {m: (c.kind, c.to - START) for m, c in causes.items()} == {
        "a": ("pinned", 1),
        "b": ("lag", 4),
        "c": ("lag", 7),
        "d": ("as_of", 0),
        "e": ("as_of", 0),
        "f": ("limit", 7),
        "g": ("gate", 9),
    }
    expected = {"a": None, "b": SIX[0], "c": SIX[2], "d": None, "e": None, "f": SIX[4], "g": SIX[5]}
    assert {m: c.constraint for m, c in causes.items()} == expected
    assert [(p.kind, p.to - START, p.constraint) for p in found.pushes["b"]] == [
        ("lag", 4, SIX[0]),
        ("gate", 5, ROUNDED),
    ]


def test_a_chain_goes_back_to_what_counts_from_nothing() -> None:
    """From the last milestone over the lags to the given day; from the source of a limit to the
    milestone that it must not be too far before; a gate and the as-of day end it.
    """
    found = earliest(NETWORK)
    assert isinstance(found, Schedule)
    chains = {m: "".join(found.chain(m)) for m in NETWORK.milestones}
    assert chains == {"a": "a", "b": "ab", "c": "abc", "d": "d", "e": "e", "f": "gf", "g": "g"}
    assert [counted_from(c) for c in SIX] == ["a", None, "b", None, "g", None]


def test_what_pins_alone_allow() -> None:
    """Three days after the given one; nothing for what comes after a milestone that is not given."""
    days = {"a": START + 1, "b": START + 5}
    assert [NETWORK.due(name, days) for name in "bcd"] == [START + 4, None, None]


def test_looking_back_bounds_are_told_by_kind_and_constraint() -> None:
    """With ten days for the last milestone: the deadline itself, two days before it put back on to a
    business day, a given day, the horizon, closed days and an open day.
    """
    limit = Limit("d", "h", Days(2), "d>h")
    network = Network(
        tuple("abcdegh"), START, START + 20, {"a": START + 1}, (*SIX[:4], only("g", 9), limit)
    )
    found = latest(network, {"c": START + 10, "d": START + 4})
    assert isinstance(found, Schedule)
    told = {m: (p[0].kind, p[0].to - START, p[0].constraint) for m, p in found.pushes.items()}
    assert told == {
        "a": ("pinned", 1, None),
        "b": ("gate", 5, ROUNDED),
        "c": ("as_of", 10, None),
        "d": ("as_of", 4, None),
        "e": ("gate", 2, SIX[3]),
        "g": ("gate", 9, only("g", 9)),
        "h": ("limit", 6, limit),
    }
    assert {m: day - START for m, day in found.days.items()} == {m: t[1] for m, t in told.items()}


def test_the_first_day_is_still_a_day() -> None:
    """A milestone open on the as-of day alone can be that day, looking forward and back."""
    network = Network(("b",), START, START + 5, {}, (only("b", 0),))
    back = latest(network, {"b": START + 3})
    assert isinstance(back, Schedule) and back.days == {"b": START}
    forth = earliest(network)
    assert isinstance(forth, Schedule) and forth.days == {"b": START}


def test_a_limit_that_a_given_day_keeps_bars_nothing() -> None:
    """Two days after a given day at the latest, and one day after it at the earliest: one day; four
    days after it: none, and the limit from the given day is the wall.
    """
    wall = Limit("a", "b", Days(2), "wall")
    for count, kept in ((1, True), (4, False)):
        made = Network(("a", "b"), START, START + 9, {"a": START}, (wall, after("a", "b", count)))
        found = earliest(made)
        if kept:
            assert isinstance(found, Schedule) and found.days["b"] == START + count
        else:
            assert found == Infeasible("b", wall, START + 4, past_horizon=False)


def test_a_conflict_names_what_says_most() -> None:
    """Five days more, a day that comes before and a business day that comes before: the two that
    say why, without the business day and without what has nothing to do with it; with a deadline,
    the lag alone; nothing where there is a schedule.
    """
    lag, early, other = after("a", "b", 5), only("b", 2), after("a", "c", 1)
    business = Gate("b", DaySet.of((START + 2,)), "business", rounding=True)
    network = Network(tuple("abc"), START, START + 9, {}, (business, lag, other, early))
    assert conflict(network) == (lag, early)
    free = Network(tuple("abc"), START, START + 9, {}, (lag, other))
    assert conflict(free, {"b": START + 4}) == (lag,)
    assert conflict(free, {"b": START + 5}) == ()
    assert conflict(free) == ()
