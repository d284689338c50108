"""Day sets against plain sets, months against `relativedelta`, and the inverses of steps against
trying every day.
"""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from pathway.dates.advance import Advance, Count, Days, Months, Rounded, Soonest, Stepwise
from pathway.dates.days import (
    ALL,
    FIRST,
    LAST,
    NONE,
    DaySet,
    add_months,
    add_months_to_month_end,
    day,
    look_back_end,
    to_date,
)

LOW, HIGH = day(date(2023, 1, 1)), day(date(2023, 3, 1))
WINDOW = range(LOW, HIGH)

near = st.integers(LOW, HIGH - 1)
span = st.tuples(near, st.integers(-2, 9)).map(lambda p: (p[0], min(p[0] + p[1], HIGH - 1)))
spans = st.lists(span, max_size=6)
years = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def plain(pairs: list[tuple[int, int]]) -> set[int]:
    """The same days as a Python set."""
    return {d for first, last in pairs for d in range(first, last + 1)}


@given(spans)
def test_a_day_set_holds_exactly_the_days_of_its_spans(pairs: list[tuple[int, int]]) -> None:
    """Members, order, truth and membership are those of a plain set."""
    built, want = DaySet(pairs), plain(pairs)
    assert list(built.days()) == sorted(want)
    assert bool(built) == bool(want)
    assert [d for d in WINDOW if d in built] == sorted(want)


@given(spans)
def test_spans_are_sorted_disjoint_and_do_not_touch(pairs: list[tuple[int, int]]) -> None:
    """Two sets with the same days have the same spans, with a gap between any two."""
    built = DaySet(pairs)
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(built.spans))
    again = DaySet.of(plain(pairs))
    assert built == again and hash(built) == hash(again)


@given(spans, spans)
def test_union_intersection_difference_are_those_of_plain_sets(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    """`|`, `&` and `-` agree with Python's."""
    a, b, x, y = DaySet(left), DaySet(right), plain(left), plain(right)
    assert set((a | b).days()) == x | y
    assert set((a & b).days()) == x & y
    assert set((a - b).days()) == x - y


@given(spans)
def test_the_complement_holds_every_other_day(pairs: list[tuple[int, int]]) -> None:
    """A day is in a set or in its complement, never in both, and complementing twice changes
    nothing.
    """
    built = DaySet(pairs)
    assert all((d in built) != (d in ~built) for d in (FIRST, *WINDOW, LAST))
    assert ~~built == built
    assert (built | ~built, built & ~built) == (ALL, NONE)


@given(spans, near)
def test_next_prev_and_span_at_agree_with_looking_at_every_day(
    pairs: list[tuple[int, int]], when: int
) -> None:
    """The nearest members are those that a plain set has."""
    built, want = DaySet(pairs), plain(pairs)
    assert built.next(when) == min((d for d in want if d >= when), default=None)
    assert built.prev(when) == max((d for d in want if d <= when), default=None)
    found = built.span_at(when)
    if when not in want:
        assert found is None
    else:
        assert found is not None
        first, last = found
        assert first <= when <= last and set(range(first, last + 1)) <= want
        assert first - 1 not in want and last + 1 not in want


@given(spans, spans, near)
def test_one_set_then_another_changes_over_on_a_day(
    one: list[tuple[int, int]], two: list[tuple[int, int]], when: int
) -> None:
    """Before the day the members are those of the first set, from it on those of the second, in
    spans that do not touch.
    """
    both = DaySet(one).then(when, DaySet(two))
    want = {d for d in plain(one) if d < when} | {d for d in plain(two) if d >= when}
    assert both == DaySet.of(want)


@given(spans, st.integers(-400, 400))
def test_shifting_moves_every_member(pairs: list[tuple[int, int]], by: int) -> None:
    """A shifted set holds each member moved by as many days."""
    assert set(DaySet(pairs).shift(by).days()) == {d + by for d in plain(pairs)}


def test_shifting_leaves_open_ends_open() -> None:
    """ "Since for ever" and "for ever" stay so when a set is shifted."""
    assert DaySet.since(LOW).shift(7) == DaySet.since(LOW + 7)
    assert DaySet.until(LOW).shift(-7) == DaySet.until(LOW - 7)
    assert ALL.shift(7) == ALL


def test_a_set_of_days_knows_nothing_but_days() -> None:
    """Something that is no day is no member."""
    assert "2023-01-01" not in ALL


def test_sets_show_their_dates() -> None:
    """The text of a set names dates, single days singly, and open ends as dots."""
    a, b = day(date(2023, 1, 1)), day(date(2023, 1, 5))
    assert (
        repr(DaySet(((FIRST, a - 9), (a, a), (b, LAST))))
        == "DaySet(…..2022-12-23, 2023-01-01, 2023-01-05..…)"
    )


@given(years, st.integers(-600, 600))
def test_adding_months_is_what_relativedelta_does(when: date, months: int) -> None:
    """The corresponding day, else the month's last day."""
    assert to_date(add_months(day(when), months)) == when + relativedelta(months=months)


@given(years, st.integers(0, 600))
def test_adding_months_to_the_month_end_is_relativedelta_with_day_31(
    when: date, months: int
) -> None:
    """A period from a reporting date ends with a month."""
    assert to_date(add_months_to_month_end(day(when), months)) == when + relativedelta(
        months=months, day=31
    )


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2026-06-30", 6, "2026-12-30"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-03-31", -1, "2025-02-28"),
    ],
)
def test_months_end_on_the_corresponding_or_the_last_day(start: str, months: int, end: str) -> None:
    """Civil Code arts. 201-204: the corresponding day of the last month, else its last day."""
    assert to_date(add_months(day(date.fromisoformat(start)), months)) == date.fromisoformat(end)


def test_six_months_after_30_june_end_with_the_year() -> None:
    """Six months after a half-year's end is 31 December when counted by reporting dates."""
    assert to_date(add_months_to_month_end(day(date(2026, 6, 30)), 6)) == date(2026, 12, 31)


def test_months_stop_at_the_ends_of_time() -> None:
    """Months past the last day there is end on it, and before the first on that."""
    assert add_months(day(date(9999, 6, 1)), 12) == LAST
    assert add_months(day(date(1, 6, 1)), -12) == FIRST


def tried(step: Advance, low: int, high: int) -> Callable[[int], tuple[int, int]]:
    """`least` and `greatest` by trying every start from `low` to `high`."""
    ends = {a: step.after(a) for a in range(low, high + 1)}
    return lambda end: (
        min(a for a, f in ends.items() if f >= end),
        max(a for a, f in ends.items() if f <= end),
    )


def listed_days(drawn: bytes) -> tuple[int, ...]:
    """The days whose bits are set, and one in every week whatever is drawn."""
    bits = int.from_bytes(drawn, "big")
    return tuple(LOW - 120 + i for i in range(8 * len(drawn)) if i % 7 == 0 or bits >> i & 1)


BYTES = (HIGH - LOW + 240) // 8 + 1
sessions = st.binary(min_size=BYTES, max_size=BYTES).map(listed_days)


@given(st.integers(0, 90), near)
def test_days_are_inverted_exactly(count: int, end: int) -> None:
    """The first start that ends late enough and the last that ends early enough are found."""
    step = Days(count)
    assert (step.least(end), step.greatest(end)) == tried(step, LOW - 120, HIGH + 120)(end)


@given(st.integers(0, 14), st.integers(0, 2), st.dates(date(2019, 12, 1), date(2025, 3, 31)))
def test_months_are_inverted_exactly(count: int, extra: int, when: date) -> None:
    """The same for months, where several starts share an end and some days are no end at all."""
    step, end = Months(count, extra), day(when)
    low, high = end - 31 * count - 40, end + 40
    assert (step.least(end), step.greatest(end)) == tried(step, low, high)(end)


@given(sessions, st.integers(0, 6), near)
def test_counts_are_inverted_exactly(listed: tuple[int, ...], count: int, end: int) -> None:
    """The same for the n-th listed day after the start."""
    step = Count(listed, count)
    assert (step.least(end), step.greatest(end)) == tried(step, LOW - 120, HIGH + 120)(end)


@given(sessions, st.integers(1, 6), near)
def test_a_count_ends_on_the_nth_listed_day_strictly_after(
    listed: tuple[int, ...], count: int, start: int
) -> None:
    """The start itself never counts."""
    assert Count(listed, count).after(start) == sorted(d for d in listed if d > start)[count - 1]


@given(sessions, st.integers(0, 20), near)
def test_rounding_on_to_a_set_is_inverted_exactly(
    listed: tuple[int, ...], count: int, end: int
) -> None:
    """The same for a step that goes on to the next day of a set."""
    step = Rounded(Days(count), DaySet.of(listed))
    assert (step.least(end), step.greatest(end)) == tried(step, LOW - 160, HIGH + 60)(end)


@given(sessions, st.integers(0, 20), st.integers(0, 6), near)
def test_the_soonest_of_several_steps_is_inverted_exactly(
    listed: tuple[int, ...], days: int, count: int, end: int
) -> None:
    """Whichever step ends first decides, and least and greatest start are exact."""
    step = Soonest((Days(days), Count(listed, count)))
    assert (step.least(end), step.greatest(end)) == tried(step, LOW - 160, HIGH + 120)(end)


@given(st.integers(0, 30), st.integers(0, 30), near, near)
def test_steps_that_change_are_inverted_exactly(
    before: int, after: int, change: int, end: int
) -> None:
    """The same for a step that changes on a day, provided that no later start ends earlier."""
    step = Stepwise(((FIRST, Days(before)), (change, Days(after))))
    if step.is_monotone():
        assert (step.least(end), step.greatest(end)) == tried(step, LOW - 120, HIGH + 120)(end)
    else:
        assert step.after(change) < step.after(change - 1)


@pytest.mark.parametrize(
    "step", [Days(5), Months(3), Months(1, 1), Count((LOW, LOW + 1, LOW + 5), 2)]
)
def test_steps_stop_at_the_ends_of_time(step: Advance) -> None:
    """A step past the last day ends on it, any start ends by then, and nothing ends before the
    first day.
    """
    assert step.after(LAST) == LAST
    assert step.greatest(LAST) == LAST
    assert step.least(FIRST) == FIRST
    assert step.greatest(FIRST) == FIRST - 1


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        # Six months back from 29, 30 and 31 August 2027 is 28 February alike.
        (date(2027, 2, 28), 6, date(2027, 8, 31)),
        (date(2027, 2, 27), 6, date(2027, 8, 27)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 4, 30), 1, date(2027, 5, 31)),
        (date(2027, 8, 30), 6, date(2028, 2, 29)),
    ],
)
def test_a_look_back_reaches_a_day_to_the_end_of_the_month(
    start: date, months: int, last: date
) -> None:
    """From the last day of a month on, all days reach it whose own day that month has not."""
    assert to_date(look_back_end(start.toordinal(), months)) == last


def test_a_span_is_covered_by_one_span_alone() -> None:
    """Of the days 5 to 9 and 12 to 20 a set covers what lies within one of the two."""
    found = DaySet([(5, 9), (12, 20)])
    covered = [(5, 9), (6, 8), (9, 9), (12, 20), (13, 20)]
    assert all(found.covers(*span) for span in covered)
    assert not any(found.covers(*span) for span in [(4, 6), (5, 10), (9, 12), (10, 11), (20, 21)])


def test_the_day_of_the_change_belongs_to_the_second_set() -> None:
    """A span of the first set that ends on the day ends the day before; spans that meet there are
    one, and those behind stay.
    """
    assert set(DaySet([(1, 5)]).then(5, DaySet([(9, 10)])).days()) == {1, 2, 3, 4, 9, 10}
    joined = DaySet([(1, 4)]).then(5, DaySet([(5, 6), (9, 10), (12, 13)]))
    assert joined == DaySet([(1, 6), (9, 10), (12, 13)])


def test_open_ends_stay_open_whichever_way_days_move() -> None:
    """From the tenth day on, three days earlier, is from the seventh on; so up to a day."""
    assert DaySet.since(10).shift(-3) == DaySet.since(7)
    assert DaySet.until(10).shift(3) == DaySet.until(13)
