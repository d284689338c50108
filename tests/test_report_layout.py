"""The geometry of the report's drawings: places of labels, the axis of time, widths of texts, SVG."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.report.page import svg
from pathway.report.page.axis import Axis, spanning
from pathway.report.page.flags import PlacedLabel, WantedLabel, column, place
from pathway.report.page.measure import broken, clean, clipped, width

LABELS = st.lists(
    st.builds(WantedLabel, st.floats(150, 900), st.floats(20, 140)), min_size=1, max_size=6
).map(lambda labels: sorted(labels, key=lambda label: label.at))


def crossings(placed: tuple[PlacedLabel, ...], walls: list[float]) -> list[str]:
    """What meets what, found by looking at every pair."""
    out = []
    for i, one in enumerate(placed):
        out += [f"{i} meets a wall" for wall in walls if one.left < wall < one.right]
        for j, other in enumerate(placed):
            if i == j:
                continue
            if one.level == other.level and one.left < other.right and other.left < one.right:
                out.append(f"{i} lies on {j}")
            if other.level >= one.level and one.left < other.pole < one.right:
                out.append(f"the pole of {j} crosses {i}")
    return out


@settings(max_examples=40, deadline=None, derandomize=True)
@given(LABELS)
def test_labels_with_room_cross_nothing(labels: list[WantedLabel]) -> None:
    """Labels whose days lie apart and far from the edges meet no other label and no pole."""
    apart = [
        WantedLabel(150 + 110 * i + label.at % 50, label.width) for i, label in enumerate(labels)
    ]
    placed = place(apart, 0, 1100)
    assert crossings(placed, []) == []


def test_seven_review_milestones_need_three_levels() -> None:
    """Seven labels of 130 units, two clusters 200 units apart on a page of 1,040, stand on at most
    three levels above the bar.
    """
    days = [440, 447, 473, 690, 715, 740, 770]
    placed = place([WantedLabel(float(x), 130) for x in days], 122, 1039)
    assert crossings(placed, []) == []
    assert max(label.level for label in placed) <= 2


def test_a_label_looks_away_from_a_wall() -> None:
    """A wall ten units right of a day leaves its label only the left side."""
    (only,) = place([WantedLabel(500, 100)], 0, 1000, [510])
    assert only.looks_left and only.right < 500


def test_labels_without_room_stay_on_the_page() -> None:
    """Forty labels on one day, each half as wide as the page, all stand within it, each on a level
    of its own.
    """
    placed = place([WantedLabel(500, 500)] * 40, 0, 1000)
    assert all(label.left >= 0 and label.right <= 1000 for label in placed)
    assert len({(label.level, label.looks_left) for label in placed}) == 40


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 800), min_size=1, max_size=12).map(sorted))
def test_labels_in_a_column_keep_their_order_and_distance(wishes: list[float]) -> None:
    """Labels in a column stand at least so far apart, in the order of their days."""
    places = column(wishes, 15.2, 0, 800)
    assert all(b - a >= 15.2 - 1e-6 for a, b in pairwise(places))


def test_labels_with_room_in_a_column_stand_at_their_days() -> None:
    """Days that lie apart by more than the least distance are where their labels stand."""
    assert column([10, 40, 200], 15.2, 0, 800) == pytest.approx((10, 40, 200))


def test_two_labels_on_one_day_part_evenly() -> None:
    """Two labels that both want to stand at 100 stand half the distance above and below it."""
    assert column([100, 100], 20, 0, 800) == pytest.approx((90, 110))


def test_an_axis_is_linear_in_days() -> None:
    """Half-way between two days lies half-way between their places; days outside are kept at the
    ends.
    """
    axis = Axis(date(2026, 1, 1), date(2026, 1, 11), 100, 200)
    assert axis.at(date(2026, 1, 6)) == pytest.approx(150)
    assert axis.at(date(2020, 1, 1)) == 100 and axis.at(date(2030, 1, 1)) == 200


@pytest.mark.parametrize(
    ("days", "step", "named"),
    [(90, 1, 5), (800, 3, 9), (5475, 12, 0)],
    ids=["three months", "two years", "fifteen years"],
)
def test_the_names_of_months_follow_the_room(days: int, step: int, named: int) -> None:
    """On 900 units three months name every month, two years every quarter, fifteen years none; at
    least so many names stand.
    """
    axis = spanning([date(2026, 11, 23), date(2026, 11, 23) + timedelta(days)], 100, 1000)
    assert axis.step == step
    assert sum(tick.named for tick in axis.ticks()) >= named
    assert sum(tick.year for tick in axis.ticks()) >= (1 if days > 365 else 0)


def test_chinese_takes_two_columns_of_latin() -> None:
    """A Chinese character is as wide as its font is high, and a digit about half of that."""
    assert width("上市", 10) == pytest.approx(20, rel=0.1)
    assert width("20", 10) == pytest.approx(11, rel=0.15)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.text("aW 上，\u202e—", max_size=40), st.floats(0, 400))
def test_a_clipped_text_fits(text: str, room: float) -> None:
    """A clipped text is never wider than its room."""
    assert width(clipped(text, room, 11), 11) <= room


def test_marks_that_turn_writing_are_taken_out() -> None:
    """A right-to-left override and control characters do not reach a drawing."""
    assert clean("a\u202eb\x00c\u200fd") == "a b c d"


def test_a_line_never_begins_with_a_closing_mark() -> None:
    """Chinese breaks between characters, but no line begins with a full stop or comma."""
    lines = broken("关闭，须先披露。年报", 45, 9.8, 9)
    assert lines is not None and "".join(lines) == "关闭，须先披露。年报"
    assert all(line[0] not in "，。" for line in lines)


def test_what_stands_in_a_drawing_is_escaped() -> None:
    """Markup in a name is text in the drawing."""
    made = svg.text(1, 2, '<script>alert("x")</script>')
    assert "<script>" not in made and "&lt;script&gt;" in made
    assert '"' not in str(svg.tag("g", id='"><b')).replace('id="&#34;&gt;&lt;b"', "")
