"""How long a review takes: the points of its steps, the totals, what a plan takes of them, and a
step under way.

The numbers are those of a calibration from known cases and published yearly figures, written out
here by themselves. Lengths are worked out anew, not read from the program's own distributions.
"""

import math
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve

import pathway
from pathway.law.curve import Curve, curve
from pathway.law.duration import Duration, Tail, rows_by_start
from pathway.law.effect import Period
from pathway.law.rulebook import Overlay, load_rules, shipped
from pathway.law.steps import MILESTONES
from pathway.planning.under_way import taking
from pathway.report.simulation import simulation_data
from pathway.studies.simulate import simulate
from pathway.studies.simulate.fit import LEVELS, fitted
from pathway.studies.simulate.levels import RandomLevels, Sharing, sharing
from tests import plan_values

BOOK = shipped()
NAMES = ("accepted", "inquired", "responded", "committee", "submitted", "registered", "listed")
STUCK = {2: Tail(0.02, 100, 90), 5: Tail(0.05, 100, 90)}
# Step -> (first year of a start, floor, P10, median, P90, per cent that get stuck).
ROWS: dict[str, list[tuple[int, int, int, int, int, int]]] = {
    "inquired": [(0, 7, 12, 19, 31, 0), (2023, 7, 17, 24, 33, 0)],
    "responded": [
        (0, 14, 16, 100, 261, 0),
        (2023, 14, 91, 187, 338, 0),
        (2024, 14, 114, 244, 476, 0),
        (2025, 14, 150, 245, 384, 0),
        (2026, 14, 122, 236, 419, 0),
    ],
    "committee": [(0, 7, 10, 19, 42, 0), (2023, 7, 10, 19, 41, 0)],
    "submitted": [(0, 5, 5, 6, 11, 0), (2023, 5, 7, 14, 28, 0)],
    "registered": [
        (0, 5, 6, 9, 17, 2),
        (2023, 5, 12, 24, 50, 5),
        (2024, 5, 6, 22, 120, 0),
        (2025, 5, 12, 24, 50, 5),
    ],
    "listed": [(0, 18, 35, 47, 63, 0), (2023, 18, 28, 40, 58, 0)],
}
# Cohort -> P10, median and P90 of the days from acceptance to listing.
TOTALS = {
    2022: (122, 214, 398),
    2023: (200, 325, 550),
    2024: (235, 394, 660),
    2025: (258, 380, 556),
    2026: (237, 375, 595),
}


def rows(step: str, to: str) -> list[Duration]:
    """The rows of a step between two milestones that follow one another."""
    names = MILESTONES[step]
    since = names[names.index(to) - 1]
    return [d for d in BOOK.durations if (d.step, d.since, d.to) == (step, since, to)]


def row(to: str, day: date) -> Duration:
    """The row of BSE that holds for a start on a day."""
    return next(r for r, days in rows_by_start(rows("bse", to)) if day.toordinal() in days)


def points(to: str, year: int) -> tuple[int, int, int, int, int]:
    return [numbers[1:] for numbers in ROWS[to] if numbers[0] <= year][-1]


# -- rows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", NAMES[1:])
@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025, 2026, 2030])
def test_rows_have_their_points(to: str, year: int) -> None:
    """Floor, P10, median, P90 and the share that gets stuck are those of the calibration, by the
    year in which the step starts.
    """
    found, (floor, low, middle, high, stuck) = row(to, date(year, 7, 1)), points(to, year)
    given = [found.floor, found.p10, found.p50, found.p90]
    assert given == [Period(n, "days") for n in (floor, low, middle, high)]
    assert found.tail == STUCK.get(stuck)


@pytest.mark.parametrize("to", NAMES[1:])
@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025, 2026])
def test_draws_go_through_the_points(to: str, year: int) -> None:
    """One draw in ten is no longer than P10, half are no longer than the median, nine in ten no
    longer than P90, among those that do not get stuck; none is below the floor.
    """
    found, (floor, low, middle, high, stuck) = row(to, date(year, 7, 1)), points(to, year)
    counts = fitted(evolve(found, tail=None)).counts
    assert counts[0] == floor and (np.diff(counts) >= 0).all()
    for share, days in ((0.1, low), (0.5, middle), (0.9, high)):
        assert abs(int(counts[int(share * LEVELS)]) - days) <= 1
    every = fitted(found).counts
    assert (every >= 100).mean() >= stuck / 100 - 0.001


def test_between_the_points_lengths_lie_evenly() -> None:
    """Halfway between floor and P10, and between P10 and the median, lies the middle of the two."""
    found = curve(row("responded", date(2025, 7, 1)))
    assert found is not None
    assert found.quantile(0.05) == pytest.approx((14 + 150) / 2)
    assert found.quantile(0.3) == pytest.approx((150 + 245) / 2)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999])
@pytest.mark.parametrize(("to", "year"), [("responded", 2025), ("registered", 2025)])
def test_a_share_and_its_length_belong_together(to: str, year: int, share: float) -> None:
    """The length that a share of cases do not exceed is not exceeded by that share."""
    found = curve(row(to, date(year, 7, 1)))
    assert found is not None
    assert found.share(found.quantile(share)) == pytest.approx(share, abs=1e-6)


def test_registrations_that_get_stuck_take_100_days_and_190_on_average() -> None:
    """Of the starts of 2025 five in a hundred take 100 days and an exponential time of 90 on
    average: with those that would take so long anyway, 1.7 per cent take more than 190.
    """
    found = curve(row("registered", date(2025, 7, 1)))
    assert found is not None
    usual = 0.5 * math.exp(-(190 - 24) * math.log(5) / (50 - 24))
    assert 1 - found.share(190) == pytest.approx(0.05 * math.exp(-1) + 0.95 * usual, rel=1e-6)


@pytest.mark.parametrize(
    ("step", "to", "lengths"),
    [
        ("bse", "tutoring_passed", (285, 540)),
        ("star", "tutoring_passed", (285, 540)),
        ("szse-main", "tutoring_passed", (285, 540)),
        ("bse", "accepted", (7, 19)),
        ("neeq", "approved", (70, 180)),
        ("neeq-direct", "listed", (20, 45)),
    ],
)
def test_steps_before_the_review(step: str, to: str, lengths: tuple[int, int]) -> None:
    """Typical and cautious days of tutoring, acceptance and the review of NEEQ."""
    (found,) = [r for r in rows(step, to) if r.when is None]
    assert (found.typical.count, found.cautious.count) == lengths


@pytest.mark.parametrize("step", ["bse", "star", "chinext", "sse-main", "szse-main"])
def test_who_has_the_letter_may_file_the_same_day(step: str) -> None:
    """A select-tier case filed on the day of the tutoring letter; typical are 3 days, cautious
    15.
    """
    (found,) = [d for d in BOOK.durations if (d.step, d.since) == (step, "tutoring_passed")]
    lengths = [found.at(pace).count for pace in ("floor", "typical", "cautious")]
    assert lengths == [0, 3, 15]


@pytest.mark.parametrize(
    ("step", "to", "days"),
    [("bse", "listed", 100), ("star", "listed", 45), ("chinext", "listed", 60)],
)
def test_the_whole_has_a_floor_of_its_own(step: str, to: str, days: int) -> None:
    """From acceptance on nobody was listed sooner, however short each step may be."""
    (found,) = [d for d in BOOK.durations if (d.step, d.since, d.to) == (step, "accepted", to)]
    assert found.floor == found.typical == found.cautious == Period(days, "days")


# -- totals ----------------------------------------------------------------------------------------


def drawn(first: str, starts: np.ndarray, seed: int = 0) -> np.ndarray:
    """Days from a milestone to the listing in many draws, worked out from the numbers above: a
    level of the case in some steps (so many that two steps have the rank correlation 0.2), one of
    its own in the others; a step's row by the day on which it starts.
    """
    chance = np.random.default_rng(seed)
    case, day = chance.random(len(starts)), starts.astype(float)
    for to in NAMES[NAMES.index(first) + 1 :]:
        own, pick = chance.random(len(starts)), chance.random(len(starts))
        share = np.where(pick < math.sqrt(0.2), case, own)
        out = np.zeros(len(starts))
        for place, (year, *numbers) in enumerate(ROWS[to]):
            until = ROWS[to][place + 1][0] if place + 1 < len(ROWS[to]) else 9999
            since = date(max(year, 1), 1, 1).toordinal()
            mine = (day >= since) & (day < date(until, 1, 1).toordinal())
            out[mine] = length(numbers, share[mine])
        day = day + np.rint(out)
    return np.asarray(day - starts)


def length(numbers: list[int], share: np.ndarray) -> np.ndarray:
    floor, low, middle, high, stuck = numbers
    part = stuck / 100
    usual = np.minimum(share / (1 - part), 1 - 1e-9)
    below = np.interp(usual, [0, 0.1, 0.5], [floor, low, middle])
    above = middle + (high - middle) * np.log(0.5 / (1 - usual)) / math.log(5)
    out = np.where(usual < 0.5, below, above)
    if not stuck:
        return np.asarray(out)
    return np.where(share < 1 - part, out, 100 - 90 * np.log(np.minimum((1 - share) / part, 1)))


def days_of(first: date, last: date, draws: int = 60_000) -> np.ndarray:
    return np.random.default_rng(1).integers(first.toordinal(), last.toordinal(), draws)


@pytest.mark.parametrize("cohort", TOTALS)
def test_the_steps_give_the_total_of_their_cohort(cohort: int) -> None:
    """Acceptance to listing has the P10, median and P90 of its cohort, within seven per cent (a
    median is known to about 10 to 25).
    """
    first = date(2021, 11, 15) if cohort == 2022 else date(cohort, 1, 1)
    total = drawn("accepted", days_of(first, date(cohort + 1, 1, 1)))
    for share, days in zip((0.1, 0.5, 0.9), TOTALS[cohort], strict=True):
        assert np.quantile(total, share) == pytest.approx(days, rel=0.07)


def planned(first: str, day: date, pace: str) -> int:
    """The days to the listing that a plan takes, without gates and business days."""
    when = day
    for to in NAMES[NAMES.index(first) + 1 :]:
        when += timedelta(days=row(to, when).at(pace).count)  # type: ignore[arg-type]
    return (when - day).days


@pytest.mark.parametrize("first", NAMES[:-1])
@pytest.mark.parametrize("cohort", TOTALS)
def test_what_a_plan_takes_adds_up(cohort: int, first: str) -> None:
    """From every milestone the typical steps to come add up to the median of the time left within 7
    days, and the cautious ones to its 90th percentile within 10, on average over a cohort's starts.
    """
    apart: dict[str, list[float]] = {"typical": [], "cautious": []}
    for month in range(1, 13, 2):
        day = date(cohort, month, 15)
        left = drawn(first, np.full(40_000, day.toordinal()), month)
        for pace, share in (("typical", 0.5), ("cautious", 0.9)):
            apart[pace].append(planned(first, day, pace) - float(np.quantile(left, share)))
    assert abs(float(np.mean(apart["typical"]))) <= 7
    assert abs(float(np.mean(apart["cautious"]))) <= 10


@pytest.mark.parametrize("first", NAMES[:-1])
@pytest.mark.parametrize("start", [date(2025, 3, 3), date(2026, 6, 29), date(2027, 12, 27)])
def test_what_a_plan_takes_adds_up_on_any_day_from_2025_on(start: date, first: str) -> None:
    """From 2025 on that holds for every single start."""
    left = drawn(first, np.full(100_000, start.toordinal()))
    assert abs(planned(first, start, "typical") - np.quantile(left, 0.5)) <= 7
    assert abs(planned(first, start, "cautious") - np.quantile(left, 0.9)) <= 10


@pytest.mark.slow
def test_the_numbers_that_follow_from_others_are_up_to_date() -> None:
    """What the script works out is what the rulebook has."""
    found = plan_values.plan_values(BOOK.durations) | plan_values.points(BOOK.durations)
    for one, numbers in found.items():
        assert plan_values.given(one, numbers) == numbers, (one.step, one.to, one.starts_from)


@pytest.mark.parametrize(
    ("step", "last", "total"),
    [
        ("star", "listed", (403, 600)),
        ("chinext", "listed", (500, 800)),
        ("sse-main", "listed", (450, 800)),
        ("star-transfer", "committee", (121, 150)),
    ],
)
def test_draws_of_shared_out_steps_give_the_whole_back(
    step: str, last: str, total: tuple[int, int]
) -> None:
    """Where only a whole is known, the steps drawn one by one have its median and its 90th
    percentile, within two per cent.
    """
    names = MILESTONES[step][MILESTONES[step].index("accepted") : MILESTONES[step].index(last) + 1]
    chance, many = RandomLevels(3), 1 << 15
    found = np.zeros(many)
    for since, to in pairwise(names):
        stream = f"{step}.{since}>{step}.{to}"
        (one,) = rows(step, to)
        found += fitted(one).counts.take(chance.levels(0, stream, many, sharing(stream)))
    for share, days in zip((0.5, 0.9), total, strict=True):
        assert np.quantile(found, share) == pytest.approx(days, rel=0.02)


# -- what steps share ------------------------------------------------------------------------------


def ranks(a: np.ndarray, b: np.ndarray) -> float:
    """The rank correlation of levels, which are ranks themselves."""
    return float(np.corrcoef(a.astype(float), b.astype(float))[0, 1])


MANY = 1 << 18
REPLY, MEETING = "bse.inquired>bse.responded", "bse.responded>bse.committee"


def levels(firm: str, stream: str, start: date | None = None, size: int = MANY) -> np.ndarray:
    return RandomLevels(5, firm).levels(0, stream, size, sharing(stream, start))


@pytest.mark.parametrize("start", [None, date(2027, 3, 1)])
@pytest.mark.parametrize("stream", [REPLY, MEETING, "bse.filed>bse.accepted"])
def test_every_level_is_as_likely_as_any_other(stream: str, start: date | None) -> None:
    """Whatever a step shares, its levels lie evenly from 0 to 65,535."""
    counts = np.bincount(levels("", stream, start) >> 12, minlength=16)
    expected = MANY / 16
    assert np.abs(counts - expected).max() <= 5 * math.sqrt(expected)


@pytest.mark.parametrize("start", [None, date(2027, 3, 1)])
def test_steps_of_one_review_have_a_rank_correlation_of_a_fifth(start: date | None) -> None:
    """A hard case is slower throughout, but not much: 0.2 between any two steps of its review."""
    found = ranks(levels("a", REPLY, start), levels("a", MEETING, start))
    assert found == pytest.approx(0.2, abs=5 / math.sqrt(MANY))


def test_what_is_no_step_of_the_review_goes_its_own_way() -> None:
    """Tutoring and acceptance tell nothing of the review."""
    review = levels("a", REPLY, date(2027, 3, 1))
    for other in ("bse.tutoring_filed>bse.tutoring_passed", "bse.filed>bse.accepted"):
        assert ranks(levels("a", other), review) == pytest.approx(0, abs=5 / math.sqrt(MANY))


@pytest.mark.parametrize(
    ("stream", "one", "other", "rank"),
    [
        (REPLY, date(2027, 3, 1), date(2027, 6, 30), 0.25),
        (REPLY, date(2027, 6, 30), date(2027, 7, 1), 0.0),
        (MEETING, date(2027, 3, 1), date(2027, 3, 1), 0.0),
    ],
)
def test_firms_share_their_half_year(stream: str, one: date, other: date, rank: float) -> None:
    """The replies of two firms asked in one half-year have a rank correlation of 0.25, those of
    different half-years and other steps none.
    """
    found = ranks(levels("a", stream, one), levels("b", stream, other))
    assert found == pytest.approx(rank, abs=5 / math.sqrt(MANY))


def test_only_steps_of_a_review_share_a_level() -> None:
    """A review has a level of its case; tutoring, meetings and acceptance do not."""
    assert sharing("bse.accepted>bse.inquired") == Sharing("bse")
    assert sharing("neeq.accepted>neeq.approved") == Sharing("neeq")
    assert sharing("star.registered>star.listed") == Sharing("star")
    for stream in ("bse.tutoring_passed>bse.filed", "bse.filed>bse.accepted", "a>b"):
        assert sharing(stream) == Sharing()


def test_more_draws_begin_with_those_of_fewer() -> None:
    """The first draws do not depend on how many there are."""
    few, many = levels("a", REPLY, None, 1_000), levels("a", REPLY, None, 5_000)
    assert (few == many[:1_000]).all()


# -- plans -----------------------------------------------------------------------------------------

SCENARIO = """
schema = "pathway.scenario/1"
as_of = {as_of}
[status]
venue = "neeq-innovation"
neeq_listed = 2020-03-02
innovation_entered = 2021-05-31
{years}
[facts]
market_cap = 900e6
share_capital = 60e6
[offering]
new_shares = 20e6
[milestones]
{given}
[plan]
targets = ["bse"]
"""
YEAR = """
[[fiscal_years]]
year = {year}
basis = "{basis}"
net_profit = 60e6
revenue = 400e6
roe = 0.15
net_assets = 400e6
audit_opinion = "unqualified"
"""
GIVEN = {"filed": "2026-06-15", "accepted": "2026-06-22"}


def scenario(as_of: str, **given: str) -> pathway.Scenario:
    now = int(as_of[:4])
    years = "".join(
        YEAR.format(year=year, basis="audited" if year < now else "forecast")
        for year in range(min(now, 2026) - 3, 2031)
    )
    lines = "\n".join(f'"bse.{name}" = {day}' for name, day in (GIVEN | given).items())
    return pathway.loads(SCENARIO.format(as_of=as_of, years=years, given=lines))


def test_the_median_of_a_chain_is_its_typical_day() -> None:
    """Three steps without gates: half of the draws are listed by the plan's day within 3 days, nine
    in ten by the cautious one within 7.
    """
    asked = scenario("2026-11-23", committee="2026-11-23")
    found = simulate(asked, draws=60_000).outcomes[0]
    middle, high = found.quantile(50), found.quantile(90)
    cautious = pathway.plan(asked, pace="cautious").best["bse"].date
    assert found.plan is not None and middle is not None and high is not None
    assert abs((middle - found.plan).days) <= 3
    assert cautious is not None and abs((high - cautious).days) <= 7


def listed(asked: pathway.Scenario, pace: pathway.Pace, to: str) -> date:
    found = pathway.plan(asked, pace=pace).best["bse"].milestone(f"bse.{to}").date
    assert found is not None
    return found


REPLIES = [(14, 0.0), (122, 0.1), (236, 0.5)]


def share_of(days: int) -> float:
    """The share of replies of 2026 that take no longer, by the points of their row."""
    for (first, below), (last, above) in pairwise(REPLIES):
        if days < last:
            return below + (above - below) * (days - first) / (last - first)
    return 1 - 0.5 * math.exp(-(days - 236) * math.log(5) / (419 - 236))


def days_at(share: float) -> float:
    return 236 + (419 - 236) * math.log(0.5 / (1 - share)) / math.log(5)


# Days around a change of rows: of 2025, whose replies take 363 days at the cautious pace, those of
# 2024 take 451.
AROUND = [date(2024, 12, 16), date(2024, 12, 31), date(2025, 1, 2), date(2025, 1, 20)]
AROUND += [date(2025, 2, 20), date(2025, 4, 1)]


def of_2024(as_of: date, **given: str) -> pathway.Scenario:
    return scenario(str(as_of), filed="2024-12-02", accepted="2024-12-10", **given)


def test_no_plan_waits_for_the_row_of_next_year() -> None:
    """Accepted on 2025-12-05 a file is asked about 24 days later, on 2025-12-29, though replies to
    questions of the new year take eight days less.
    """
    asked = scenario("2025-12-19", filed="2025-12-01", accepted="2025-12-05")
    assert listed(asked, "typical", "inquired") == date(2025, 12, 29)


def test_a_registration_does_not_wait_for_the_quicker_launches_of_next_year() -> None:
    """Submitted on 2022-12-15 a file is registered about 10 days later, on Monday 26 December, and
    launched 47 days after that, on Monday 2023-02-13; launches of 2023 take 40.
    """
    asked = scenario(
        "2022-12-20",
        filed="2022-06-28",
        accepted="2022-06-30",
        committee="2022-11-10",
        submitted="2022-12-15",
    )
    assert listed(asked, "typical", "registered") == date(2022, 12, 26)
    assert listed(asked, "typical", "listed") == date(2023, 2, 13)


def test_who_starts_in_january_is_not_done_before_who_started_in_december() -> None:
    """Questions of 31 December 2024 are answered 451 days later at the cautious pace, on
    2026-03-27; none of the weeks after is answered before that.
    """
    for day in ("2025-01-02", "2025-03-28"):
        found = listed(of_2024(date(2025, 4, 1), inquired=day), "cautious", "responded")
        assert found >= date(2024, 12, 31) + timedelta(451), day


@pytest.mark.parametrize("pace", ["typical", "cautious"])
def test_a_later_day_of_writing_around_new_year_gains_nothing(pace: pathway.Pace) -> None:
    """As of later and later days around a change of rows the listing is never earlier."""
    days = [listed(of_2024(day), pace, "listed") for day in AROUND]
    assert days == sorted(days)


@pytest.mark.parametrize("pace", ["typical", "cautious"])
def test_a_planned_start_around_new_year_given_as_a_fact_changes_nothing(
    pace: pathway.Pace,
) -> None:
    """The day on which a plan sees the first inquiry, given as a fact, leaves the listing as it
    is.
    """
    for day in AROUND:
        asked = of_2024(day)
        given = of_2024(day, inquired=str(listed(asked, pace, "inquired")))
        assert listed(given, pace, "listed") == listed(asked, pace, "listed"), day


@pytest.mark.parametrize(
    ("elapsed", "pace", "left"),
    [
        (150, "typical", 0.5),
        (200, "typical", 0.5),
        (300, "typical", 0.6),
        (400, "typical", 0.6),
        (100, "cautious", 0.9),
        (300, "cautious", 0.9),
    ],
)
def test_a_reply_under_way_takes_as_long_as_the_cases_did(
    elapsed: int, pace: pathway.Pace, left: float
) -> None:
    """Of the replies that took as long as this one, the plan takes the one that half of them do not
    exceed, six in ten past the typical length, and nine in ten at the cautious pace.
    """
    asked, today = date(2026, 7, 20), date(2026, 7, 20) + timedelta(days=elapsed)
    share = share_of(elapsed)
    expected = asked + timedelta(days=days_at(share + left * (1 - share)))
    found = listed(scenario(str(today), inquired=str(asked)), pace, "responded")
    assert timedelta(days=-1) <= found - expected <= timedelta(days=4)  # on to a working day


def test_a_step_that_runs_over_does_not_end_today() -> None:
    """The day before the typical length is over a plan says weeks, not tomorrow; and no day of
    waiting brings the end nearer.
    """
    asked, before = date(2026, 7, 20), date(2026, 7, 20)
    for elapsed in range(0, 420, 12):
        today = asked + timedelta(days=elapsed)
        found = listed(scenario(str(today), inquired=str(asked)), "typical", "responded")
        assert found >= before
        assert elapsed < 100 or (found - today).days >= 60
        before = found


def test_between_strands_nothing_is_under_way() -> None:
    """Resolutions of long ago do not put off a filing: the firm waited for its tutoring letter."""
    given = {"tutoring_passed": "2026-11-20", "shareholders_resolved": "2026-05-20"}
    lines = "\n".join(f'"bse.{name}" = {day}' for name, day in given.items())
    years = "".join(
        YEAR.format(year=year, basis="audited" if year < 2026 else "forecast")
        for year in range(2023, 2031)
    )
    text = SCENARIO.format(as_of="2026-11-23", years=years, given=lines)
    assert listed(pathway.loads(text), "typical", "filed") == date(2026, 11, 23)


def test_the_floor_has_no_step_under_way() -> None:
    """At the floor a step is over as soon as its shortest time has passed."""
    found = row("responded", date(2026, 7, 20))
    assert taking(found, "floor", 300) == Period(14, "days")
    assert taking(found, "typical", 0) == found.typical
    assert taking(found, "typical", 14) == found.typical


@pytest.mark.parametrize("elapsed", [2_000, 20_000, 200_000])
def test_however_long_a_step_has_taken_it_goes_on(elapsed: int) -> None:
    """Where no known case took as long, some time is left all the same."""
    for to in NAMES[1:]:
        found = taking(row(to, date(2025, 7, 1)), "typical", elapsed)
        assert elapsed < found.count < elapsed + 400


def test_nothing_known_of_a_step_leaves_it_as_it_is() -> None:
    """A row whose lengths are in units that cannot be compared has no curve."""
    found = row("inquired", date(2026, 7, 1))
    assert curve(evolve(found, p90=Period(20, "working days"))) is None


ROW = """
[[duration]]
step = "bse"
since = "{since}"
to = "{to}"
floor = {days}
typical = {days}
cautious = {days}
status = "unconfirmed"
basis = {{ en = "a reform", zh = "一项改革" }}
"""


def test_the_floor_of_the_whole_binds_short_steps() -> None:
    """Where every step takes a day, a firm accepted on 22 June 2026 is listed 100 days later."""
    text = "".join(ROW.format(since=a, to=b, days=1) for a, b in pairwise(NAMES))
    book = load_rules([Overlay("reform.toml", text)])
    found = pathway.plan(scenario("2026-06-22"), rulebook=book).best["bse"].date
    assert found is not None and found >= date(2026, 6, 22) + timedelta(days=100)


def test_times_of_ones_own_are_not_held_to_the_floor_of_the_whole() -> None:
    """Who says how long a step takes is taken at his word."""
    given = {f"durations.bse.{to}": 1 for to in NAMES[1:]}
    asked = pathway.load("scenarios/statements-go-stale.toml", set=given)
    route = pathway.plan(asked, pace="floor").best["bse"]
    accepted, final = route.milestone("bse.accepted").date, route.date
    assert accepted is not None and final is not None
    assert (final - accepted).days < 100


def test_firms_of_a_portfolio_draw_for_themselves() -> None:
    """With one seed two firms have their own draws; the same firm has the same."""
    asked = scenario("2026-11-23", committee="2026-11-23")

    def data(firm: str) -> object:
        return simulation_data(simulate(asked, draws=2_000, seed=2, firm=firm), "en")

    assert data("2") == data("2") != data("3")


def test_a_firm_is_called_by_a_text() -> None:
    """Anything else is refused."""
    with pytest.raises(pathway.UsageError, match="firm"):
        simulate(scenario("2026-11-23"), draws=10, firm=3)  # type: ignore[arg-type]


def test_curves_of_one_length() -> None:
    """A row whose points are all the same has that length at every share."""
    found = Curve(((9.0, 0.0), (9.0, 0.5)), 0.0)
    assert (found.share(8.9), found.share(9), found.quantile(0.2)) == (0.0, 1.0, 9.0)


def refused(row_: str) -> list[str]:
    with pytest.raises(pathway.InputError) as error:
        load_rules([Overlay("reform.toml", row_)])
    return [problem.path for problem in error.value.problems]


GOOD = ROW.format(since="filed", to="accepted", days=5)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda text: text + "p_10 = 3\n", "duration[0].p_10"),
        (lambda text: text + "p10 = 4\n", "duration[0].p10"),
        (lambda text: text + "p50 = 6\n", "duration[0].cautious"),
        (lambda text: text.replace("cautious = 5", "cautious = 4"), "duration[0].cautious"),
        (lambda text: text + "tail = 3\n", "duration[0].tail"),
        (
            lambda text: text + "tail = { share = 2.0, from = 9, mean = 9 }\n",
            "duration[0].tail.share",
        ),
        (
            lambda text: text + "tail = { share = 0.1, from = -1, mean = 9 }\n",
            "duration[0].tail.from",
        ),
        (
            lambda text: text + "tail = { share = 0.1, from = 9, mean = 0 }\n",
            "duration[0].tail.mean",
        ),
        (lambda text: text + 'cases = "six"\n', "duration[0].cases"),
    ],
)
def test_wrong_points_are_refused(change: Callable[[str], str], path: str) -> None:
    """Unknown keys, points out of order and tails that are none are refused with their place."""
    assert path in refused(change(GOOD))
