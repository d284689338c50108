"""Levers and margins: every one does what it says, and nothing smaller does; checked by planning
from scratch.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import pathway
from pathway.base.phrases import Lang
from pathway.planning.solve import Ask, Solutions, best_of, question
from pathway.report.levers import levers_text
from pathway.scenario.scenario import Scenario
from pathway.studies.levers.inputs import Input, Override, Setting, override, written
from pathway.studies.levers.probe import Probe
from pathway.studies.levers.results import Lever, Leverage, Margin
from pathway.studies.levers.search import brief
from pathway.studies.levers.settings import with_settings
from tests.conftest import Run, fits, tries
from tests.random_firms import firms

SCENARIOS = Path(__file__).parent.parent / "scenarios"
TO_BSE = Ask(("bse",))
# A firm that fails is told as it is: to make it small takes many minutes of planning.
AS_DRAWN = (Phase.explicit, Phase.reuse, Phase.generate)
FEW = settings(deadline=None, derandomize=True, max_examples=tries(4), phases=AS_DRAWN)
SOME = settings(deadline=None, derandomize=True, max_examples=tries(6), phases=AS_DRAWN)
MANY = settings(deadline=None, derandomize=True, max_examples=tries(12), phases=AS_DRAWN)


def replanned(scenario: Scenario, overrides: Mapping[str, Override]) -> date:
    """The date of a scenario with overrides, planned from scratch; the last day of all where there
    is none.
    """
    best = pathway.plan(pathway.rebuild(scenario, overrides), targets=["bse"]).best.get("bse")
    return date.max if best is None or best.date is None else best.date


def put_off(scenario: Scenario, margin: Margin, value: Setting) -> date:
    """The date with another value, planned from scratch. An act put off to a day takes place then
    or later: given for a day that is worse than a later one, it would say something else.
    """
    kind, _, name = margin.input.path.partition(".")
    if kind != "milestones":
        return replanned(scenario, {margin.input.path: override(scenario, margin.input, value)})
    assert isinstance(value, date)
    found = best_of(question(scenario, TO_BSE), "bse", not_before={name: value.toordinal()})
    return date.max if found is None else found.date


def between(item: Input, value: Setting) -> Iterator[Setting]:
    """Values on the way from the present one to another, closer and closer to it; both ends left
    out.
    """
    old = item.value
    if isinstance(value, date) and isinstance(old, date):
        step = 1 if value < old else -1
        days = abs((old - value).days)
        yield from (
            value + timedelta(step * n)
            for n in {1, 2, days // 3, days // 2, days - 1}
            if 0 < n < days
        )
    elif not isinstance(value, str | bool | date) and not isinstance(old, str | bool | date):
        start, end = Fraction(item.low if old is None else old), Fraction(value)
        gap = (end - start) / item.grain
        for n in {
            1,
            2,
            int(abs(gap)) // 1000,
            int(abs(gap)) // 7,
            int(abs(gap)) // 2,
            int(abs(gap)) - 1,
        }:
            if 0 < n < abs(gap):
                yield end - item.grain * n * (1 if gap > 0 else -1)


def firsts(found: Leverage) -> list[Lever]:
    """Of the levers on one input in one direction, the smallest change."""
    out: dict[tuple[str, bool], Lever] = {}
    for lever in found.levers:
        change, *others = lever.changes
        if others or change.input.kind == "choice":
            continue
        key = (change.input.path, _less(change.value, change.input.value))
        other = out.get(key)
        if other is None or _size(change.input, change.value) < _size(
            change.input, other.changes[0].value
        ):
            out[key] = lever
    return list(out.values())


def by_input(found: Leverage) -> list[list[Margin]]:
    """The margins of each input, the nearest cliff first."""
    out: dict[str, list[Margin]] = {}
    for margin in found.margins:
        out.setdefault(margin.input.path, []).append(margin)
    return [
        sorted(mine, key=lambda margin: _size(margin.input, margin.cliff)) for mine in out.values()
    ]


def _less(value: Setting, old: Setting | None) -> bool:
    return old is not None and value < old  # type: ignore[operator]


def _size(item: Input, value: Setting) -> Fraction:
    if isinstance(value, date) and isinstance(item.value, date):
        return Fraction(abs((value - item.value).days))
    assert not isinstance(value, str | bool | date) and not isinstance(
        item.value, str | bool | date
    )
    return abs(Fraction(value) - Fraction(item.low if item.value is None else item.value))


@pytest.mark.slow
@FEW
@given(firms())
def test_levers_and_margins_do_what_they_say(scenario: Scenario) -> None:
    """Every lever gives its date and nothing smaller an earlier one; every margin gives its date,
    nothing up to the nearest cliff of an input costs a day, and a cliff behind it costs more.
    """
    found = pathway.levers(scenario, "bse", everything=True)
    base = found.date or date.max
    for lever in found.levers:
        assert replanned(scenario, lever.set) == lever.date < base
        assert lever.days_gained == (None if found.date is None else (found.date - lever.date).days)
    for lever in firsts(found):
        (change,) = lever.changes
        for value in between(change.input, change.value):
            assert (
                replanned(scenario, {change.input.path: override(scenario, change.input, value)})
                >= base
            )
    for margin in found.margins:
        assert replanned(scenario, margin.set) == (margin.date_after or date.max) > base
    for nearest, *farther in by_input(found):
        for value in between(nearest.input, nearest.cliff):
            assert put_off(scenario, nearest, value) <= base
        lost = [margin.date_after or date.max for margin in (nearest, *farther)]
        assert lost == sorted(set(lost))


@pytest.mark.slow
@FEW
@given(
    firms(),
    st.sampled_from(("net_profit", "roe", "revenue")),
    st.sampled_from((2026, 2027)),
    st.integers(2, 6),
)
def test_no_lever_is_overlooked(scenario: Scenario, name: str, year: int, times: int) -> None:
    """Where a larger figure of a forecast year helps, there is a lever on it that is no larger."""
    path = f"fiscal_years.{year}.{name}"
    given_year = next(y for y in scenario.firm.fiscal_years if y.year == year)
    value = Fraction(getattr(given_year, name)) * times
    found = pathway.levers(scenario, "bse", everything=True)
    if found.pairs or replanned(scenario, {path: float(value)}) >= (found.date or date.max):
        return
    mine = [
        change.value
        for lever in found.levers
        for change in lever.changes
        if change.input.path == path
    ]
    assert any(not isinstance(v, str | bool | date) and v <= value for v in mine)


@pytest.mark.slow
@FEW
@given(firms(), st.integers(30, 500))
def test_levers_for_a_day_reach_it(scenario: Scenario, days: int) -> None:
    """With `by`, only changes that reach the day are given, and none where it is reached
    already.
    """
    base = pathway.plan(scenario, targets=["bse"]).best.get("bse")
    if base is None or base.date is None:
        return
    by = base.date - timedelta(days)
    assert all(lever.date <= by for lever in pathway.levers(scenario, "bse", by=by).levers)
    assert pathway.levers(scenario, "bse", by=base.date).levers == ()


@pytest.mark.slow
@MANY
@given(firms(), firms())
def test_what_scenarios_share_changes_no_date(one: Scenario, two: Scenario) -> None:
    """A schedule worked out, or found again, with what another scenario left over is the one worked
    out from nothing.
    """
    first = question(one, TO_BSE)
    known = Solutions(first)
    best_of(first, "bse", known=known)
    shared, alone = question(two, TO_BSE, like=first), question(two, TO_BSE)
    for a, b in zip(shared.routes, alone.routes, strict=True):
        assert a == b
    expected = best_of(alone, "bse")
    for found in (best_of(shared, "bse"), *(best_of(shared, "bse", known=known) for _ in range(2))):
        assert (found and found.schedule.days) == (expected and expected.schedule.days)


@SOME
@given(firms(), st.sampled_from(("net_profit", "roe", "revenue")), st.integers(50, 150))
def test_a_schedule_found_again_is_that_of_a_plan(firm: Scenario, name: str, share: int) -> None:
    """With one figure changed, the schedule found by the answers to what the law asks is the one
    worked out from nothing, causes included.
    """
    first = question(firm, TO_BSE)
    known = Solutions(first)
    best_of(first, "bse", known=known)
    year = firm.firm.fiscal_years[-1]
    value = Fraction(getattr(year, name)) * share / 100
    item = Input(f"fiscal_years.{year.year}.{name}", "amount", "", 0, metric=name, year=year.year)
    other = with_settings(firm, {item: value})
    found = best_of(question(other, TO_BSE, like=first), "bse", known=known)
    expected = best_of(question(other, TO_BSE), "bse")
    assert (found and found.schedule) == (expected and expected.schedule)


@pytest.mark.slow
@FEW
@given(firms(), st.integers(0, 10**6), st.integers(50, 150))
def test_no_value_of_a_figure_is_earlier_than_its_bound(
    firm: Scenario, place: int, share: int
) -> None:
    """The day before which no value of a figure brings the listing lies on or before the day that
    any value brings.
    """
    probe = Probe(firm, TO_BSE)
    figures = [item for item in probe.inputs if item.kind == "amount" and item.value is not None]
    item = figures[place % len(figures)]
    assert isinstance(item.value, int | Fraction)
    value = Fraction(item.value * share, 100) if item.unit == "ratio" else item.value * share // 100
    when = probe.day({item: value})
    bound = probe.soonest({}, [item])
    assert when is None or (bound is not None and bound <= when)


@SOME
@given(st.integers(-110, 12))
def test_a_report_on_another_day_is_known_from_two_others(days: int) -> None:
    """The date with a report that comes out on another day is that of a plan from scratch."""
    scenario = pathway.load(SCENARIOS / "base-tier-parts-maker.toml")
    probe = Probe(scenario, TO_BSE)
    item = next(one for one in probe.inputs if one.path == "fiscal_years.2026.published")
    day = date(2027, 4, 20) + timedelta(days=days)
    assert (probe.day({item: day}) or date.max) == replanned(scenario, {item.path: str(day)})


@cache
def shipped_levers(name: str) -> Leverage:
    """The levers of a shipped scenario, looked for once; the firm of the nearest miss is through
    its tutoring early enough to file on the figures of 2026.
    """
    tutoring = {"durations.bse.tutoring_passed": 180} if name == "nearest-miss" else {}
    return pathway.levers(pathway.load(SCENARIOS / f"{name}.toml", set=tutoring))


def test_the_growth_standard_asks_for_thirty_per_cent() -> None:
    """Standard 2 asks for 30% growth: after revenue of 327m, 425.1m of 2026 is the smallest that
    makes it hold, where 2027 grows enough for it to last until the listing.
    """
    miss = pathway.load(SCENARIOS / "nearest-miss.toml", set={"fiscal_years.2027.revenue": 600})
    found = pathway.levers(miss)
    assert found.date is None
    lever = next(x for x in found.levers if x.set == {"fiscal_years.2026.revenue": 425.1})
    assert "bse.standard.2" in [flip.id for flip in lever.flipped]


def test_the_mean_return_standard_asks_for_eight_per_cent_over_two_years() -> None:
    """Standard 1a asks for a mean of 8% until the listing: before the 7.3% of 2027, 8.7% of 2026 is
    the smallest that makes it hold on the report of 2027, too.
    """
    found = shipped_levers("nearest-miss")
    single = [x for x in found.levers if [*x.set] == ["fiscal_years.2026.roe"]]
    lever = single[0]
    assert lever.set == {"fiscal_years.2026.roe": 0.087}
    assert "bse.standard.1a" in [flip.id for flip in lever.flipped]


def test_a_pair_is_found_where_neither_change_does_anything_alone() -> None:
    """Standard 4 asks for 1.5bn and 50m of research in two years: after 9.8m of 2025, 40.2m of 2026
    and the market value give a date together, and nothing by themselves.
    """
    found = pathway.levers(pathway.load(SCENARIOS / "nearest-miss.toml"))
    wanted = {"fiscal_years.2026.rd_expense": 40.2, "facts.market_cap": 1500}
    lever = next(x for x in found.levers if x.set == wanted)
    assert "bse.standard.4" in [flip.id for flip in lever.flipped]


@pytest.mark.slow
def test_the_margin_of_standard_1b_is_25_million() -> None:
    """Standard 1b asks for 25m: the date slips as soon as the profit of 2026 is a yuan less."""
    found = shipped_levers("forecast-year-decides")
    margin = next(m for m in found.margins if m.input.path == "fiscal_years.2026.net_profit")
    assert margin.cliff == 24_999_999
    assert margin.set[margin.input.path] == 24.999999


@pytest.mark.slow
def test_levers_come_most_days_gained_first() -> None:
    """Levers are sorted by the date that they give, earliest first."""
    dates = [lever.date for lever in shipped_levers("forecast-year-decides").levers]
    assert dates == sorted(dates)


PAIR = """
schema = "pathway.scenario/1"
as_of = 2026-11-23
[status]
venue = "neeq-innovation"
neeq_listed = 2024-03-01
innovation_entered = 2025-05-20
[[fiscal_years]]
year = 2025
basis = "audited"
net_profit = 9_000_000
revenue = 90_000_000
net_assets = 90_000_000
roe = 0.05
audit_opinion = "unqualified"
[[fiscal_years]]
year = 2026
basis = "forecast"
net_profit = 12_000_000
revenue = 95_000_000
net_assets = 90_000_000
roe = 0.06
audit_opinion = "unqualified"
[facts]
share_capital = 40_000_000
market_cap = 300_000_000
[offering]
new_shares = 14_000_000
[milestones]
"bse.tutoring_passed" = 2026-11-16
"""


@pytest.mark.slow
def test_a_pair_of_changes_where_no_single_one_helps() -> None:
    """Standard 1a needs 15m in each of two years and a mean of 8%, and the year after the last one
    given is taken like it: short of both, the pair is given, each no larger than needed.
    """
    found = pathway.levers(pathway.loads(PAIR, source="pair"), "bse")
    assert found.pairs and found.date is None
    wanted = {"fiscal_years.2026.net_profit": 15_000_000, "fiscal_years.2026.roe": 0.08}
    assert wanted in [dict(lever.set) for lever in found.levers]


@pytest.mark.slow
def test_two_changes_together_beat_either_alone() -> None:
    """A pair is named only where it gains ten days more than each of its changes by itself."""
    found = shipped_levers("base-tier-parts-maker")
    pairs = [lever for lever in found.levers if len(lever.set) == 2]
    assert pairs and not found.pairs
    for lever in pairs:
        alone = [replanned(found.scenario, {path: text}) for path, text in lever.set.items()]
        assert replanned(found.scenario, lever.set) == lever.date
        assert all((when - lever.date).days >= 10 for when in alone)


@pytest.mark.slow
def test_levers_are_acts_that_gain_ten_days() -> None:
    """Without `everything` no lever gains less than ten days or waits for an authority."""
    found = shipped_levers("base-tier-parts-maker")
    assert found.levers and found.reviews is None
    for lever in found.levers:
        assert lever.days_gained is not None and lever.days_gained >= 10
        assert "authority" not in [change.input.whose for change in lever.changes]


def test_faster_reviews_are_one_line() -> None:
    """With `everything` what authorities decide is one answer: all their steps at the fast quarter
    together, none of them a lever by itself.
    """
    scenario = pathway.load(SCENARIOS / "penalty-look-back.toml")
    found = pathway.levers(scenario, everything=True)
    assert found.reviews is not None
    assert replanned(scenario, found.reviews.set) == found.reviews.date
    again = pathway.plan(pathway.rebuild(scenario, found.reviews.set), targets=["bse"])
    assert again.best["bse"].date == found.reviews.date
    assert "durations.bse.registered" in found.reviews.set
    assert not any("durations.bse.registered" in lever.set for lever in found.levers)


@pytest.mark.slow
def test_a_report_after_its_legal_day_bars_for_36_months() -> None:
    """Annual reports are due by 30 April, half-year reports by 31 August; a later one bars the
    exchange for 36 months, up to and with the day on which they end.
    """
    found = shipped_levers("base-tier-parts-maker")
    bars = {m.input.path: (m.legal, m.cliff, m.bar) for m in found.margins if m.legal}
    for path, legal in (
        ("fiscal_years.2026.published", date(2027, 4, 30)),
        ("fiscal_years.2027.half_year.published", date(2027, 8, 31)),
    ):
        last, cliff, bar = bars[path]
        late = legal + timedelta(days=1)
        assert (last, cliff) == (legal, late) and bar is not None
        assert bar.rule == "bse.negative.late-report"
        assert bar.until == late.replace(year=late.year + 3) + timedelta(days=1)


@pytest.mark.slow
def test_filing_knows_when_its_statements_end() -> None:
    """Accounts of 31 December are fresh for six months: whoever files after 30 June waits for the
    next ones.
    """
    found = shipped_levers("base-tier-parts-maker")
    margin = next(m for m in found.margins if m.input.path == "milestones.bse.filed" and m.legal)
    assert (margin.legal, margin.cliff) == (date(2027, 6, 30), date(2027, 7, 1))
    assert margin.bar is not None and margin.bar.rule == "bse.statements.filing"
    assert margin.date_after == replanned(found.scenario, margin.set)


def test_the_brief_answer_is_part_of_the_whole() -> None:
    """The few levers and margins of the first screen are among those that `levers` finds."""
    whole = shipped_levers("nearest-miss")
    found = brief(whole.scenario, whole.target, most=2)
    assert [lever.set for lever in found.levers] == [
        {"fiscal_years.2026.roe": 0.087},
        {"fiscal_years.2027.roe": 0.084},
    ]
    assert {str(lever.set) for lever in found.levers} <= {str(one.set) for one in whole.levers}


@pytest.mark.parametrize("unit", ["yuan", "thousand", "wan", "million"])
def test_what_is_written_is_read_back(unit: str) -> None:
    """An amount written in any unit of money is the same amount when it is read again."""
    scenario = pathway.loads(PAIR.replace("as_of", f'unit = "{unit}"\nas_of'), source="pair")
    item = Input("fiscal_years.2026.net_profit", "amount", "", 0, "yuan", "net_profit", 2026)
    again = pathway.rebuild(scenario, [f"{item.path}={written(scenario, item, 24_999_999)}"])
    assert again.firm.fiscal_years[-1].net_profit == 24_999_999


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "name",
    [
        "nearest-miss",
        pytest.param("forecast-year-decides", marks=pytest.mark.slow),
        pytest.param("every-board", marks=pytest.mark.slow),
    ],
)
def test_json_fits_its_schema(run: Run, lang: str, name: str) -> None:
    """Levers as JSON fit the shipped schema; exit status 3 says that there is no date without a
    change.
    """
    status, out, err = run(
        "--lang", lang, "levers", str(SCENARIOS / f"{name}.toml"), "--format", "json"
    )
    found = json.loads(out)
    fits(found, "levers")
    assert (status, err) == (0 if found["base"]["date"] else 3, "")


def test_the_printed_setting_gives_the_printed_date(run: Run) -> None:
    """The first lever's --set arguments, handed to plan, give the date that the lever promises."""
    path = str(SCENARIOS / "nearest-miss.toml")
    rows = list(csv.DictReader(io.StringIO(run("levers", path, "--format", "csv")[1])))
    lever = next(row for row in rows if row["kind"] == "lever")
    made = json.loads(run("plan", path, *lever["set"].split(" "), "--format", "json")[1])
    best = next(r for r in made["routes"] if r["id"] == made["best"]["bse"])
    assert best["date"] == lever["date"]


@pytest.mark.parametrize("columns", ["60", "100"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "name", ["nearest-miss", pytest.param("forecast-year-decides", marks=pytest.mark.slow)]
)
def test_text_fits_the_terminal(
    monkeypatch: pytest.MonkeyPatch, name: str, lang: Lang, columns: str
) -> None:
    """Levers and margins fit narrow and wide terminals in both languages."""
    monkeypatch.setenv("COLUMNS", columns)
    out = levers_text(shipped_levers(name), lang)
    lines = [line for line in out.splitlines() if "--set" not in line]
    assert max(map(cell_len, lines)) <= int(columns)


def test_the_command_prints_the_text(run: Run) -> None:
    """Without a format the command prints levers and margins as text for its terminal."""
    path = str(SCENARIOS / "nearest-miss.toml")
    found = run("--lang", "zh", "levers", path, "--set", "durations.bse.tutoring_passed=180")
    assert found == (3, levers_text(shipped_levers("nearest-miss"), "zh", 80), "")


@pytest.mark.parametrize("name", ["base-tier-parts-maker", "forecast-year-decides"])
def test_what_is_set_is_what_rebuild_takes(name: str) -> None:
    """Numbers are numbers: `rebuild(scenario, lever.set)` comes to the day of the lever, and that of
    a figure's margin to the day after its cliff.
    """
    found = shipped_levers(name)
    of_figures = [m for m in found.margins if m.input.unit in ("yuan", "ratio", "multiple")]
    told: list[tuple[Mapping[str, Override], date | None]] = [
        (lever.set, lever.date) for lever in found.levers[:6]
    ]
    told += [(margin.set, margin.date_after) for margin in of_figures[:4]]
    for changes, day in told:
        again = pathway.plan(pathway.rebuild(found.scenario, changes), [found.target])
        best = again.best.get(found.target)
        assert (best.date if best else None) == day, changes
    assert any(isinstance(v, int | float) for m in of_figures for v in m.set.values())
