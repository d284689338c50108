"""Trading and working days against the notices, chinese-calendar and the projection rule; knowledge
as of a day.
"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.base.errors import OutOfRangeError
from pathway.base.limits import LAST_YEAR
from pathway.dates import calendar
from pathway.dates.advance import Count
from pathway.dates.calendar import projection, toml_values
from pathway.dates.calendar.official import notices
from pathway.dates.calendar.open_days import FIRST_YEAR
from pathway.dates.calendar.projection import eras, festivals, qingming
from pathway.dates.days import DaySet
from tests.benchmarks import projection_accuracy

DATA = Path(__file__).parent / "data"
OFFICIAL = range(2005, 2027)
PROJECTED = range(2027, 2061)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"calendar_{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def o(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def days_of(year: int) -> range:
    return range(o(f"{year}-01-01"), o(f"{year}-12-31") + 1)


def weekend(day: int) -> bool:
    return date.fromordinal(day).weekday() >= 5


KNOWN = calendar.load(o("2026-11-23"))
TRADING, WORKING = KNOWN.trading, KNOWN.working


@pytest.mark.parametrize("row", rows("days"), ids=lambda r: r["first"])
def test_known_days(row: dict[str, str]) -> None:
    """The exchanges are closed, open, or closed while offices make up for a holiday, on the days
    that are known.
    """
    for day in range(o(row["first"]), o(row["last"]) + 1):
        assert TRADING.is_open(day) == (row["trading"] == "open")
        if row["trading"] == "make-up":
            assert weekend(day) and WORKING.is_open(day)


@pytest.mark.parametrize("row", rows("counts"), ids=lambda r: r["year"])
def test_days_per_year(row: dict[str, str]) -> None:
    """A year has its number of trading and of working days."""
    year = days_of(int(row["year"]))
    assert TRADING.count(year[0], year[-1]) == int(row["trading"])
    assert WORKING.count(year[0], year[-1]) == int(row["working"])


@pytest.mark.parametrize("year", [*range(2015, 2027), *PROJECTED])
def test_working_days_make_up_for_all_but_the_statutory_holidays(year: int) -> None:
    """Working days = days - weekend days - statutory holidays, but for one extra day in 2015 and
    two in 2020.
    """
    days = days_of(year)
    extra = {2015: 1, 2020: 2}.get(year, 0)
    statutory = 13 if year >= 2025 else 11
    assert (
        WORKING.count(days[0], days[-1]) == len(days) - sum(map(weekend, days)) - statutory - extra
    )


@pytest.mark.parametrize("year", OFFICIAL)
def test_official_years_agree_with_chinese_calendar(year: int) -> None:
    """Day by day, but for five days on which only the exchanges closed and the make-up Saturday
    2005-12-31.

    The notice for 2006 (国办发明电〔2005〕35号) has that Saturday worked; chinese-calendar does not know
    it.
    """
    days = [date.fromordinal(d) for d in days_of(year)]
    trading = {d for d in days if d.weekday() < 5 and not chinese_calendar.is_holiday(d)}
    working = {d for d in days if chinese_calendar.is_workday(d)}
    differ = {d for d in days if TRADING.is_open(d.toordinal()) != (d in trading)}
    exchanges_only = {"2005-02-07", "2005-02-08", "2006-01-26", "2006-01-27", "2024-02-09"}
    assert {str(d) for d in differ} == {d for d in exchanges_only if d.startswith(str(year))}
    assert all(not TRADING.is_open(d.toordinal()) for d in differ)
    assert {str(d) for d in days if WORKING.is_open(d.toordinal()) != (d in working)} == (
        {"2005-12-31"} if year == 2005 else set()
    )


def test_exchanges_never_open_at_weekends_or_on_days_off() -> None:
    """Every trading day is a weekday and a working day; offices alone work make-up weekend days and
    five weekdays.
    """
    trading, working = set(TRADING.days), set(WORKING.days)
    assert not any(map(weekend, trading))
    assert trading <= working
    assert sum(not weekend(d) for d in working - trading) == 5


def test_twenty_working_days_after_2026_04_22() -> None:
    """Twenty working days after 22 April 2026 is 22 May: the holiday and the make-up Saturday are
    counted right.
    """
    assert WORKING.add(o("2026-04-22"), 20) == o("2026-05-22")


# -------------------------------------------------------------------------------------------------
# beyond the notices


@pytest.mark.parametrize("row", rows("projected_closures"), ids=lambda r: r["year"])
def test_projected_closures(row: dict[str, str]) -> None:
    """The weekdays on which the exchanges are expected to close are those that the rule gives by
    hand.
    """
    closed = [d for d in days_of(int(row["year"])) if not weekend(d) and not TRADING.is_open(d)]
    assert " ".join(f"{date.fromordinal(d):%m-%d}" for d in closed) == row["closed"]
    assert all(map(TRADING.projected, closed))


@pytest.mark.parametrize("row", rows("projected_counts"), ids=lambda r: r["year"])
def test_projected_trading_days_per_year(row: dict[str, str]) -> None:
    """A projected year has its number of trading days."""
    year = days_of(int(row["year"]))
    assert TRADING.count(year[0], year[-1]) == int(row["trading"])


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_rule_of_2025_gives_the_official_years_since(year: int) -> None:
    """The rule printed in the 2025 notice reproduces the closures of 2025 and, a year ahead, all of
    2026.
    """
    rule = eras()[-1]
    before = calendar.load(o("2025-11-03"))
    if year == 2026:
        assert [d for d in days_of(2026) if before.trading.is_open(d) != TRADING.is_open(d)] == []
        assert [d for d in days_of(2026) if before.working.is_open(d) != WORKING.is_open(d)] == []
    breaks = projection.project(rule, year)
    off = {d for b in breaks for d in range(b.off[0], b.off[1] + 1) if not weekend(d)}
    assert off == {d for d in days_of(year) if not weekend(d) and not TRADING.is_open(d)}


@pytest.mark.parametrize("year", [*range(2015, 2027), *PROJECTED])
def test_weekday_rule_of_the_three_day_holidays(year: int) -> None:
    """A three-day holiday closes the weekdays that its day of the week asks for, but for Mid-Autumn
    2015.
    """
    closed = {0: {0}, 1: {-1, 0}, 2: {0}, 3: {0, 1}, 4: {0}, 5: {2}, 6: {1}}
    when = festivals(year)
    autumn = date.fromordinal(when["mid-autumn"])
    names = ["new-year", "qingming", "dragon-boat"]
    if autumn.month == 9 and autumn.day < 28 and year != 2015:
        names.append("mid-autumn")
    for name in names:
        near = {d: when[name] + d for d in range(-2, 3)}
        weekdays = {d for d, day in near.items() if not weekend(day)}
        shut = {d for d in weekdays if day_is_shut(near[d])}
        assert shut == closed[date.fromordinal(when[name]).weekday()], name


def day_is_shut(day: int) -> bool:
    return not TRADING.is_open(day)


def test_31_december_closes_before_a_tuesday() -> None:
    """When 1 January is a Tuesday the exchanges close on the day before too."""
    for year in range(2019, 2061):
        eve = o(f"{year - 1}-12-31")
        if date.fromordinal(eve).weekday() < 5:
            assert day_is_shut(eve) == (date.fromordinal(eve).weekday() == 0), year


def test_national_day_has_eight_days_with_mid_autumn() -> None:
    """2028 has Mid-Autumn on 3 October: eight days from the first, so nobody is off on the
    ninth.
    """
    assert [WORKING.is_open(o(f"2028-10-0{d}")) for d in range(1, 10)] == [False] * 8 + [True]


@pytest.mark.parametrize("year", PROJECTED)
def test_mid_autumn_at_the_end_of_september_begins_the_national_day_break(year: int) -> None:
    """Mid-Autumn on 28-30 September starts eight days off."""
    autumn = festivals(year)["mid-autumn"]
    if o(f"{year}-09-28") <= autumn <= o(f"{year}-09-30"):
        assert not any(WORKING.is_open(autumn + i) for i in range(8))
        assert WORKING.next(autumn + 8) <= autumn + 10


@pytest.mark.parametrize("era", eras(), ids=lambda e: date.fromordinal(e.known).isoformat())
def test_patterns_work_only_weekend_days(era: projection.Era) -> None:
    """Whatever the year, a day worked in lieu is a weekend day outside every break, and none is
    named twice.
    """
    for year in range(2005, 2061):
        breaks = projection.project(era, year)
        off = {d for b in breaks for d in range(b.off[0], b.off[1] + 1)}
        work = [d for b in breaks for d in b.work]
        assert all(map(weekend, work)) and not off & set(work) and len(set(work)) == len(work)


@pytest.mark.parametrize("year", range(2008, 2027))
def test_festivals_fall_on_days_off(year: int) -> None:
    """Spring Festival, Qingming, Dragon Boat and Mid-Autumn carry the names that chinese-calendar
    gives those days.

    Where Mid-Autumn falls into National Day, and for Saturday 23 June 2012, it does not name the
    festival itself.
    """
    when = festivals(year)
    for name, english in {
        "spring-festival": "Spring Festival",
        "qingming": "Tomb-sweeping Day",
        "dragon-boat": "Dragon Boat Festival",
    }.items():
        if (year, name) != (2012, "dragon-boat"):
            assert chinese_calendar.get_holiday_detail(date.fromordinal(when[name])) == (
                True,
                english,
            )
    assert chinese_calendar.is_holiday(date.fromordinal(when["mid-autumn"]))
    assert when["dragon-boat"] == o("2012-06-23") or year != 2012


@pytest.mark.parametrize("year", range(2005, 2061))
def test_lunar_dates_follow_the_moon(year: int) -> None:
    """First of a lunar month is within a day of the mean new moon; the 5th and the 15th lie 4 and
    14 days after one.
    """
    new_moon_2000 = date(2000, 1, 6).toordinal() + 18.24 / 24 + 8 / 24
    when = festivals(year)
    for name, after in {"spring-festival": 0, "dragon-boat": 4, "mid-autumn": 14}.items():
        age = (when[name] - after + 0.5 - new_moon_2000 + 14.77) % 29.530588 - 14.77
        assert abs(age) < 1.25, name
    first = date.fromordinal(when["spring-festival"])
    assert date(year, 1, 21) <= first <= date(year, 2, 21)
    assert 110 <= when["dragon-boat"] - when["spring-festival"] <= 155
    assert when["mid-autumn"] - when["dragon-boat"] in range(97, 130)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2008, 4),
        (2016, 4),
        (2017, 4),
        (2019, 5),
        (2023, 5),
        (2024, 4),
        (2026, 5),
        (2027, 5),
        (2028, 4),
    ],
)
def test_qingming(year: int, days: int) -> None:
    """Qingming is on 4 or 5 April."""
    assert qingming(year) == o(f"{year}-04-0{days}")


# -------------------------------------------------------------------------------------------------
# what was known when


@pytest.mark.parametrize("row", rows("notices"), ids=lambda r: r["year"])
def test_a_year_is_official_from_the_day_of_its_notice(row: dict[str, str]) -> None:
    """The day before a year's notice its days are projected; on the day they are official, as a
    rule to its end.
    """
    year, published = int(row["year"]), o(row["published"])
    assert calendar.load(published).official_through == o(row["through"])
    assert calendar.load(published - 1).official_through < o(f"{year}-01-01")
    assert calendar.load(published - 1).trading.projected(o(f"{year}-01-01"))
    assert not calendar.load(published).working.projected(o(row["through"]))


def test_the_year_after_the_last_notice_is_projected() -> None:
    """In November 2026 the calendar is official through 2026."""
    assert (
        KNOWN.official_through
        == TRADING.official_through
        == WORKING.official_through
        == o("2026-12-31")
    )
    assert not TRADING.projected(o("2026-12-31")) and TRADING.projected(o("2027-01-01"))


def test_a_new_year_break_that_begins_in_december_waits_for_its_notice() -> None:
    """1 January 2019 was a Tuesday: the notice for 2018 settles nothing from Saturday 29 December,
    worked for it.
    """
    before = calendar.load(o("2018-12-05"))
    assert before.official_through == o("2018-12-28")
    assert not before.trading.is_open(o("2018-12-31")) and before.working.is_open(o("2018-12-29"))


@pytest.mark.parametrize(
    ("published", "closed", "worked"),
    [
        ("2015-05-13", ["2015-09-03", "2015-09-04"], ["2015-09-06"]),
        ("2019-03-22", ["2019-05-02", "2019-05-03"], ["2019-04-28", "2019-05-05"]),
        ("2020-01-27", ["2020-01-31"], []),
    ],
)
def test_second_notices_are_not_known_before_they_came(
    published: str, closed: list[str], worked: list[str]
) -> None:
    """Extra closures and make-up days exist from the day of the second notice on."""
    before, after = calendar.load(o(published) - 1), calendar.load(o(published))
    assert all(before.trading.is_open(o(d)) and not after.trading.is_open(o(d)) for d in closed)
    assert all(not before.working.is_open(o(d)) and after.working.is_open(o(d)) for d in worked)


def test_the_make_up_saturday_of_2020_was_cancelled() -> None:
    """Saturday 1 February 2020 was to be worked until the holiday was made longer."""
    assert calendar.load(o("2020-01-26")).working.is_open(o("2020-02-01"))
    assert not calendar.load(o("2020-01-27")).working.is_open(o("2020-02-01"))


@pytest.mark.parametrize(
    ("as_of", "closed", "opened"),
    [
        ("2014-12-15", ["2016-02-12"], ["2016-02-05"]),
        ("2018-06-01", ["2020-05-01"], ["2020-05-04", "2020-05-05"]),
        ("2019-11-21", ["2021-05-03", "2021-05-04", "2021-05-05"], ["2021-05-06"]),
        ("2024-11-11", ["2026-02-16", "2026-02-24"], []),
        ("2024-11-12", ["2026-02-16", "2026-02-23"], ["2026-02-24"]),
    ],
)
def test_patterns_are_those_known_on_the_day(
    as_of: str, closed: list[str], opened: list[str]
) -> None:
    """A projection uses the lengths of Spring Festival and Labour Day that notices had shown by
    then.
    """
    trading = calendar.load(o(as_of)).trading
    assert [d for d in closed if trading.is_open(o(d))] == []
    assert [d for d in opened if not trading.is_open(o(d))] == []


@given(
    st.dates(date(2014, 1, 1), date(2060, 12, 31)), st.dates(date(2014, 1, 1), date(2060, 12, 31))
)
def test_settled_days_never_change_but_by_a_second_notice(early: date, late: date) -> None:
    """Since 2014, what a calendar calls official stays so later, outside the days that second
    notices changed.
    """
    if early > late:
        early, late = late, early
    before, after = calendar.load(early.toordinal()), calendar.load(late.toordinal())
    assert before.official_through <= after.official_through
    changed = {
        "2015-09-03",
        "2015-09-04",
        "2015-09-06",
        "2019-04-28",
        "2019-05-02",
        "2019-05-03",
        "2019-05-05",
        "2020-01-31",
        "2020-02-01",
    }
    for old, new in ((before.trading, after.trading), (before.working, after.working)):
        through = before.official_through
        differ = {d for d in old.days if d <= through} ^ {d for d in new.days if d <= through}
        assert {date.fromordinal(d).isoformat() for d in differ} <= changed


def test_notices_are_in_order_and_cited() -> None:
    """Notices come oldest first, every year from 2005 has one, and all but that of 2005 carry their
    number.
    """
    found = notices()
    assert [n.published for n in found] == sorted(n.published for n in found)
    assert sorted({n.year for n in found}) == list(OFFICIAL)
    assert [n.year for n in found if not n.cite] == [2005]
    assert next(n.cite for n in found if n.year == 2025) == "国办发明电〔2024〕12号"


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (toml_values.table, [], "expected a table"),
        (toml_values.array, {}, "expected an array"),
        (toml_values.text, date(2025, 1, 1), "expected a string"),
        (toml_values.number, "8", "expected a whole number"),
    ],
)
def test_wrong_data_is_refused_at_once(
    reader: Callable[[object], object], value: object, expected: str
) -> None:
    """A slip in the calendar's own files stops the program rather than shift a day."""
    with pytest.raises(TypeError, match=expected):
        reader(value)


def test_equal_knowledge_is_one_calendar() -> None:
    """Two days with the same notices known share one calendar, which is built once."""
    assert calendar.load(o("2026-11-23")) is calendar.load(o("2026-01-05"))
    assert calendar.load(o("2025-11-03")) is not KNOWN


# -------------------------------------------------------------------------------------------------
# asking a calendar

inside = st.integers(o("2005-02-01"), o("2060-11-30"))
BOTH = pytest.mark.parametrize("days", [TRADING, WORKING], ids=["trading", "working"])


@BOTH
@given(inside, st.integers(-15, 15))
def test_next_prev_and_add_agree_with_walking(
    days: calendar.OpenDays, start: int, count: int
) -> None:
    """Counting open days gives the day that walking from day to day gives."""
    listed = set(days.days)
    assert days.is_open(start) == (start in listed)
    assert days.next(start) == next(d for d in range(start, start + 31) if d in listed)
    assert days.prev(start) == next(d for d in range(start, start - 31, -1) if d in listed)
    here, left = start, abs(count)
    while left:
        here += 1 if count > 0 else -1
        left -= here in listed
    assert days.add(start, count) == here
    if count >= 0:
        assert days.advance(count).after(start) == here


@BOTH
def test_the_calendar_begins_with_its_first_open_day(days: calendar.OpenDays) -> None:
    """New Year 2005 is off from Saturday 1 to Monday 3 January; the exchanges and offices open on
    Tuesday 4, to which one may count from either side.
    """
    first = o("2005-01-04")
    assert date.fromordinal(first).strftime("%A") == "Tuesday"
    assert (days.next(o("2005-01-01")), days.prev(first), days.is_open(first)) == (
        first,
        first,
        True,
    )
    assert (days.add(o("2005-01-05"), -1), days.add(o("2005-01-01"), 1)) == (first, first)
    assert days.count(o("2005-01-01"), first) == 1


@BOTH
@given(inside, st.integers(-40, 400))
def test_count_includes_both_ends(days: calendar.OpenDays, first: int, length: int) -> None:
    """A count holds every open day from the first to the last; none when the last comes first."""
    last = min(max(first + length, o("2005-01-01")), o("2060-12-31"))
    listed = set(days.days)
    assert days.count(first, last) == sum(d in listed for d in range(first, last + 1))


@BOTH
@pytest.mark.parametrize(
    ("year", "month", "last"),
    [(2026, 2, "2026-02-27"), (2026, 5, "2026-05-29"), (2027, 1, "2027-01-29")],
)
def test_last_trading_day_of_a_month(
    days: calendar.OpenDays, year: int, month: int, last: str
) -> None:
    """A month's last trading day; its last working day is the same or a make-up day after it."""
    found = days.last_of_month(year, month)
    assert found == o(last) if days is TRADING else found >= o(last)


def test_a_make_up_saturday_can_be_a_months_last_working_day() -> None:
    """February 2026 ends with Saturday the 28th, worked for Spring Festival."""
    assert WORKING.last_of_month(2026, 2) == o("2026-02-28")


@BOTH
def test_the_set_and_the_step_hold_the_same_days(days: calendar.OpenDays) -> None:
    """A calendar as a day set, and as a step of a schedule, is made of its open days."""
    assert days.day_set() == DaySet.of(days.days)
    assert days.day_set() is days.day_set()
    assert days.advance(10) == Count(days.days, 10)


@pytest.mark.parametrize(
    ("day", "chinese"), [("2004-12-31", "2004年12月31日"), ("2061-01-01", "2061年1月1日")]
)
def test_days_outside_the_range_are_refused(day: str, chinese: str) -> None:
    """The calendar covers 2005 to 2060 and answers nothing outside, in either language."""
    for ask in (
        calendar.load,
        TRADING.is_open,
        TRADING.next,
        TRADING.prev,
        WORKING.projected,
        lambda d: TRADING.add(d, 0),
        lambda d: TRADING.count(d, d),
    ):
        with pytest.raises(OutOfRangeError) as refused:
            ask(o(day))
        assert (
            refused.value.text()
            == f"{day} is outside the calendar, which covers 2005-01-01 to 2060-12-31"
        )
        assert (
            refused.value.text("zh") == f"{chinese}不在日历范围内（2005年1月1日至2060年12月31日）"
        )


def test_counting_out_of_the_range_is_refused() -> None:
    """An answer beyond the calendar is refused as well, never clipped."""
    with pytest.raises(OutOfRangeError, match="20 trading days from 2060-12-20 leave the calendar"):
        TRADING.add(o("2060-12-20"), 20)
    with pytest.raises(OutOfRangeError, match="-5 working days from 2005-01-05"):
        WORKING.add(o("2005-01-05"), -5)
    with pytest.raises(OutOfRangeError):
        TRADING.prev(o("2005-01-03"))


def test_the_last_year_is_the_last_whose_festivals_are_encoded() -> None:
    """No year of the calendar lacks its festivals, and none is encoded that it does not reach."""
    assert {int(year) for year in toml_values.read("lunar.toml")} == set(
        range(FIRST_YEAR, LAST_YEAR + 1)
    )


def test_a_number_that_is_no_date_is_refused() -> None:
    """A day before the first that exists is named by its number."""
    with pytest.raises(OutOfRangeError, match="day 0 is outside"):
        TRADING.is_open(0)


# -------------------------------------------------------------------------------------------------
# how good it is


def test_projection_accuracy() -> None:
    """Forecasts since 2015 miss as many days as counted before; exact hits after N days lie within
    three points.
    """
    found, want = projection_accuracy.measure(), projection_accuracy.expected()
    for name, text in want.items():
        if name.startswith("exact_share"):
            assert found[name] == pytest.approx(float(text), abs=3), name
        else:
            assert f"{found[name]:.{len(text.partition('.')[2])}f}" == text, name


@pytest.mark.parametrize(
    ("year", "mid_autumn"),
    [(2025, date(2025, 10, 6)), (2028, date(2028, 10, 3)), (2031, date(2031, 10, 1))],
)
def test_mid_autumn_within_the_national_days_makes_one_break_of_eight(
    year: int, mid_autumn: date
) -> None:
    """The notice for 2025 joined the two from 1 to 8 October; projected years with Mid-Autumn in the
    week do the same, and have no break of its own.
    """
    breaks = projection.project(projection.eras()[-1], year)
    found = [b.off for b in breaks if b.off[0] <= mid_autumn.toordinal() <= b.off[1]]
    assert found == [(date(year, 10, 1).toordinal(), date(year, 10, 8).toordinal())]
    assert sum(b.off[1] >= date(year, 9, 1).toordinal() for b in breaks) == 1


def test_the_eve_of_the_spring_festival_is_off() -> None:
    """Since 2025 the eve is a holiday by law: that of 6 February 2027 is off in every projection."""
    eve = date(2027, 2, 5).toordinal()
    breaks = projection.project(projection.eras()[-1], 2027)
    assert any(b.off[0] <= eve <= b.off[1] for b in breaks)
