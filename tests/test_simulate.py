"""Simulation: every draw is a plan, distributions go through their points, and the seed decides
everything.
"""

import json
import math
import operator
import subprocess
import sys
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import pathway
from pathway.dates.advance import Days, Months, Stepwise
from pathway.dates.days import DaySet
from pathway.dates.schedule import Constraint, Gate, Lag, Limit, Network, Schedule, earliest
from pathway.law.effect import Period
from pathway.law.language.grammar import Compare, Constant, Name
from pathway.law.language.parser import parse
from pathway.law.rulebook import Overlay, load_rules, shipped, vocabulary
from pathway.planning.network import Builder, Regime
from pathway.planning.solve import Ask, final_of, question
from pathway.planning.ways import attempts
from pathway.report.data import dumps
from pathway.report.simulation import percent_text, simulation_data, simulation_text
from pathway.studies.simulate import Simulation, TargetOutcome, simulate
from pathway.studies.simulate.comparisons import DrawnMetric, DrawnTest
from pathway.studies.simulate.criticality import correlation
from pathway.studies.simulate.drawn import Drawn, DrawnRow
from pathway.studies.simulate.engine import Engine
from pathway.studies.simulate.fit import LEVELS, Fitted, fitted
from pathway.studies.simulate.forecasts import Factors, uncertain
from pathway.studies.simulate.preparing import prepared
from pathway.studies.simulate.random_steps import drawn_steps
from pathway.studies.simulate.step_tables import Grid
from pathway.studies.simulate.thresholds import thresholds_of
from pathway.studies.simulate.truths import numbered
from tests.conftest import Run, fits, tries

ROOT = Path(__file__).parent.parent
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
ONE_STEP = """
schema = "pathway.scenario/1"
as_of = 2025-06-02
[status]
venue = "neeq-innovation"
neeq_listed = 2022-03-01
innovation_entered = 2023-05-22
[[fiscal_years]]
year = 2024
net_profit = 60e6
revenue = 400e6
roe = 0.15
net_assets = 400e6
audit_opinion = "unqualified"
[[fiscal_years]]
year = 2025
basis = "forecast"
net_profit = 60e6
revenue = 400e6
roe = 0.15
net_assets = 400e6
audit_opinion = "unqualified"
[facts]
market_cap = 900e6
share_capital = 60e6
[offering]
new_shares = 20e6
[milestones]
"bse.filed" = 2024-12-02
"bse.committee" = 2025-04-01
"bse.submitted" = 2025-05-06
"bse.registered" = 2025-06-02
[plan]
targets = ["bse"]
"""
"""A firm that is registered today: all that is left is the time to its listing."""


# -- every draw is a plan --------------------------------------------------------------------------


class _Step:
    """The step of one draw, as the solver takes steps."""

    def __init__(self, drawn: Drawn, grid: Grid, level: int) -> None:
        self.drawn, self.grid, self.level = drawn, grid, level

    def after(self, start: int) -> int:
        # Who starts later than the last day of a row ends no earlier than who starts on that day.
        before = [row.first + self.grid.start - 1 for row in self.drawn.rows[1:]]
        end = max(map(self._by_its_row, [start, *(day for day in before if day < start)]))
        return end if self.drawn.hurry is None else min(end, self.drawn.hurry.last(start))

    def _by_its_row(self, start: int) -> int:
        row = self.drawn.row(start, self.grid)
        steps = row.steps(int(row.fit.counts[self.level]), self.drawn.business)
        return max(step.after(start) for step in steps)


def drawn_once(lag: Constraint, step: _Step) -> Lag:
    """A lag that takes as long as one draw says; the earliest schedule never asks for more."""
    assert isinstance(lag, Lag)
    return evolve(lag, step=step)  # type: ignore[arg-type]


def solved(
    scenario: pathway.Scenario,
    levels: Mapping[str, int],
    grid: Grid,
    target: str,
    strict: bool,
    book: Any,
) -> tuple[int, Any] | None:
    """The last day of the plan of one draw and its route, by the solver of single plans."""
    asked = question(scenario, Ask(rulebook=book, strict=strict))
    best: tuple[int, Any] | None = None
    for to, way in asked.routes:
        for anew in attempts(asked.requirements, way) if to == target else ():
            keys = []
            for regime in Builder(asked.requirements, way, anew).regimes():
                network, drawn = regime.network, drawn_steps(asked.requirements, regime)
                constraints = [
                    drawn_once(c, _Step(drawn[c.origin], grid, levels[drawn[c.origin].stream]))
                    if c.origin in drawn
                    else c
                    for c in network.constraints
                ]
                found = earliest(evolve(network, constraints=tuple(constraints)))
                if isinstance(found, Schedule):
                    keys.append(found.days[final_of(way)])
            if keys:
                if best is None or min(keys) < best[0]:
                    best = min(keys), way
                break
    return best


def compare(
    scenario: pathway.Scenario, draws: int, seed: int, strict: bool = False, book: Any = None
) -> None:
    """Checks every draw against the plan of its inputs."""
    engine = Engine(scenario, seed, Ask(rulebook=book, strict=strict))
    factors = engine.factors(0, draws) if engine.uncertain is not None else None
    for target, found in engine.block(0, draws).items():
        for draw in range(draws):
            levels = {}
            for taken in found.taken:
                for group in taken.groups:
                    for place in np.flatnonzero(group.places == draw):
                        for regime, _ in group.options:
                            for step in regime.drawn.values():
                                given_today = step.given_today(
                                    engine.grid, group.draws[step.stream][[place]]
                                )
                                levels[step.stream] = int(given_today[0])
            drawn = scenario if factors is None else factors.scenario(draw)
            single = solved(drawn, levels, engine.grid, target, strict, book)
            assert int(found.best[draw]) == (
                engine.grid.never if single is None else single[0] - engine.grid.start
            )
            assert single is None or found.taken[found.choice[draw]].route.steps == single[1]


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_draw_of_a_shipped_scenario_is_the_plan_of_its_inputs(path: Path) -> None:
    """Figures and durations of a draw, planned by the solver of single plans, give the draw's day
    and route.
    """
    spread = {
        "net_profit": 0.3,
        "revenue": 0.2,
        "market_cap": 0.4,
        "rd_expense": 0.2,
        "operating_cash_flow": 0.5,
    }
    few = 3 if path.stem in ("every-board", "ladder-parts-maker", "straight-to-innovation") else 12
    overrides = {f"uncertainty.{word}": error for word, error in spread.items()}
    compare(pathway.load(path, set=overrides, as_of=date(2026, 11, 23)), few, 7)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["six-months", "stricter-standard-1", "report-2022"])
def test_draws_under_a_reform_are_its_plans(name: str) -> None:
    """Where an overlay makes several regimes, every draw takes the one that its plan takes."""
    path = ROOT / "scenarios" / "reforms" / f"{name}.toml"
    book = pathway.load_rules([str(path) if path.exists() else name])
    spread = {"uncertainty.net_profit": 0.3, "uncertainty.market_cap": 0.3}
    compare(
        pathway.load(ROOT / "scenarios/base-tier-parts-maker.toml", set=spread), 25, 5, book=book
    )


def test_a_step_goes_by_the_period_in_which_it_starts() -> None:
    """As of September 2023 replies of draws asked in 2023, 2024, 2025 and later take as long as
    they did in those years.
    """
    text = (
        ONE_STEP.split("[milestones]")[0]
        .replace("2025-06-02", "2023-09-04")
        .replace("2023-05-22", "2023-05-15")
    )
    years = "".join(
        f"""
[[fiscal_years]]
year = {year}
basis = "{"audited" if year < 2023 else "forecast"}"
net_profit = 60e6
revenue = 400e6
roe = 0.15
net_assets = 400e6
audit_opinion = "unqualified"
"""
        for year in (2021, 2022, 2023, 2024, 2025, 2026)
    )
    head, _, tail = text.partition("[[fiscal_years]]")
    scenario = pathway.loads(
        head + years + "[facts]" + tail.partition("[facts]")[2] + '[plan]\ntargets = ["bse"]\n'
    )
    engine = Engine(scenario, 1)
    regime, _ = engine.block(0, 1)["bse"].taken[0].groups[0].options[0]
    (replies,) = [
        step for step in regime.drawn.values() if step.stream == "bse.inquired>bse.responded"
    ]
    assert len(replies.rows) == 4
    compare(scenario, 40, 11)


def test_a_draw_whose_figures_cost_the_tier_goes_through_the_tier_again() -> None:
    """Where the draw's market value costs the firm its tier, its route is that of its own plan."""
    path = ROOT / "scenarios" / "forecast-year-decides.toml"
    overrides = {"uncertainty.market_cap": 1.0}
    compare(pathway.load(path, set=overrides, as_of=date(2026, 11, 23)), 40, 0)


def test_a_draw_whose_tutoring_letter_runs_out_is_tutored_again() -> None:
    """Where what is given of a strand leaves a draw no schedule, the strand is gone through
    again.
    """
    path = ROOT / "scenarios" / "base-tier-parts-maker.toml"
    overrides = {
        "milestones.bse.tutoring_filed": "2026-03-02",
        "milestones.bse.tutoring_passed": "2026-06-30",
        "status.venue": "neeq-innovation",
        "status.innovation_entered": "2026-05-20",
    }
    compare(pathway.load(path, set=overrides, as_of=date(2026, 11, 23)), 40, 5)


@pytest.mark.parametrize("given", ["bse.committee", "bse.registered", "bse.listed"])
def test_a_draw_of_contradictory_facts_is_its_plan(given: str) -> None:
    """A meeting, a registration or a listing given before the entry into the tier that it needs
    does away with nothing that comes after it.
    """
    path = ROOT / "scenarios" / "base-tier-parts-maker.toml"
    day = "2026-12-01" if given == "bse.listed" else "2026-09-01"
    overrides = {f"milestones.{given}": day}
    compare(pathway.load(path, set=overrides, as_of=date(2026, 11, 23)), 20, 3)


@settings(max_examples=tries(12), deadline=None, derandomize=True)
@given(
    st.sampled_from(
        [
            "base-tier-parts-maker",
            "forecast-year-decides",
            "penalty-look-back",
            "statements-go-stale",
        ]
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "uncertainty.net_profit": st.floats(0.01, 1),
            "uncertainty.market_cap": st.floats(0.01, 1),
            "uncertainty.revenue": st.floats(0.01, 1),
            "uncertainty.roe": st.floats(0.01, 1),
            "uncertainty.net_assets": st.floats(0.01, 1),
            "plan.pace": st.sampled_from(["floor", "typical", "cautious"]),
            "plan.horizon_years": st.integers(1, 10),
            "durations.bse.responded": st.integers(0, 400),
        },
    ),
    st.integers(0, 2**32),
    st.booleans(),
)
def test_every_draw_is_the_plan_of_its_inputs(
    name: str, overrides: dict[str, object], seed: int, strict: bool
) -> None:
    """Whatever is uncertain, each draw equals the single plan of its figures and durations."""
    compare(
        pathway.load(ROOT / "scenarios" / f"{name}.toml", set=overrides, as_of=date(2026, 11, 23)),
        5,
        seed,
        strict,
    )


@st.composite
def networks(draw: st.DrawFn) -> tuple[Network, list[Lag]]:
    """Networks of a few milestones with lags, limits and gates; the lags whose length will be
    random.
    """
    names = tuple("abcdef"[: draw(st.integers(2, 6))])
    constraints: list[Any] = []
    random = []
    for i, name in enumerate(names[1:], 1):
        for source in draw(st.sets(st.sampled_from(names[:i]), min_size=1, max_size=2)):
            lag = Lag(source, name, Months(draw(st.integers(0, 3))), f"{source}>{name}#0")
            constraints.append(lag)
            if draw(st.booleans()):
                random.append(lag)
        if draw(st.integers(0, 2)) == 0:
            source = draw(st.sampled_from(names[:i]))
            constraints.append(
                Limit(source, name, Months(draw(st.integers(1, 6))), f"limit {source} {name}")
            )
    for name in names:
        for _ in range(draw(st.integers(0, 2))):
            spans = draw(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 90)), max_size=6))
            days = DaySet((START + first, START + first + length) for first, length in spans)
            constraints.append(Gate(name, days | DaySet.since(START + 550), f"gate {name}"))
    pins = {names[0]: START - draw(st.integers(0, 40))} if draw(st.booleans()) else {}
    return Network(names, START, START + 700, pins, tuple(constraints)), random


START = date(2027, 1, 4).toordinal()


@settings(max_examples=tries(60), deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(1, 250), st.lists(st.integers(0, 200), min_size=3, max_size=3)),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2**32),
)
def test_no_draw_that_starts_later_by_another_row_ends_earlier(
    rows: list[tuple[int, list[int]]], sessions: bool, business: bool, seed: int
) -> None:
    """Rows that follow one another: arrays lead to the days that single draws do, and at one level
    who starts later is done no earlier, whichever row holds.
    """
    grid = Grid(START, START + 700)
    listed = tuple(range(START - 60, START + 3000, 3))
    firsts = [-30, *sorted({first for first, _ in rows})]
    made = tuple(
        DrawnRow(first, Fitted(counts_through(*sorted(points)), "days", 0), listed if odd else None)
        for first, (_, points), odd in zip(
            firsts, [rows[0], *rows], (sessions and i % 2 == 1 for i in range(9)), strict=False
        )
    )
    step = Drawn("a>b", made, DaySet.of(listed) if business else None)
    chance = np.random.default_rng(seed)
    starts = np.sort(chance.integers(0, 400, 40)).astype(np.int16)
    for level in chance.integers(0, LEVELS, 4).tolist():
        single = _Step(step, grid, level)
        found = step.after(grid, starts, np.full(len(starts), level, np.uint16)).tolist()
        assert found == [grid.offset(single.after(START + day)) for day in starts.tolist()]
        assert found == sorted(found)
        assert [int(step.ends(grid, START + day)[level]) for day in starts.tolist()] == found


@settings(max_examples=tries(60), deadline=None, derandomize=True)
@given(networks(), st.integers(0, 2**32))
def test_arrays_find_the_earliest_schedule_of_random_networks(
    made: tuple[Network, list[Lag]], seed: int
) -> None:
    """Lags, limits, gates and facts over arrays lead to the days that the solver finds draw by
    draw.
    """
    network, random = made
    listed = tuple(range(START - 60, START + 3000, 3))
    chance = np.random.default_rng(seed)
    grid = Grid(START, network.horizon)
    drawn: dict[Hashable, Drawn] = {}
    for lag in random:
        fit = Fitted(
            counts_through(*sorted(chance.integers(0, 90, 3).tolist())),
            "days",
            int(chance.integers(0, 2)),
        )
        days = DaySet.of(listed) if chance.random() < 0.5 else None
        row = DrawnRow(-1000, fit, listed if chance.random() < 0.3 else None)
        drawn[lag.origin] = Drawn(str(lag.origin), (row,), days, network.pins.get(lag.source))
    arrays = prepared(Regime(network, ()), grid, drawn)
    draws = {one.stream: chance.integers(0, LEVELS, 8, dtype=np.uint16) for one in drawn.values()}
    found = arrays.schedules(draws)
    for place in range(8):
        constraints = [
            drawn_once(
                c,
                _Step(
                    drawn[c.origin],
                    grid,
                    int(drawn[c.origin].given_today(grid, draws[str(c.origin)])[place]),
                ),
            )
            if c.origin in drawn
            else c
            for c in network.constraints
        ]
        single = earliest(evolve(network, constraints=tuple(constraints)))
        offsets = {
            name: day if isinstance(day, int) else int(day[place]) for name, day in found.items()
        }
        if isinstance(single, Schedule):
            assert {name: START + day for name, day in offsets.items()} == {
                n: single.days[n] for n in offsets
            }
        else:
            assert grid.never in offsets.values()


# -- distributions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_without_uncertainty_every_quantile_is_the_plan(path: Path) -> None:
    """With certain durations and figures all quantiles equal the deterministic plan, of every
    target.
    """
    scenario = pathway.load(
        path, set={"uncertainty": {"durations": False}}, as_of=date(2026, 11, 23)
    )
    plan = pathway.plan(scenario)
    for outcome in simulate(scenario, draws=50).outcomes:
        best = plan.best.get(outcome.target)
        assert {outcome.quantile(percent) for percent in (1, 10, 50, 90, 100)} == {
            best.date if best else None
        }
        assert outcome.routes == (((best.id, 50),) if best else ())


@settings(max_examples=tries(60), deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(-100, 600), st.integers(0, 300)), min_size=2, max_size=5),
    st.booleans(),
)
def test_a_table_of_steps_by_their_start_is_the_steps(
    parts: list[tuple[int, int]], levelled: bool
) -> None:
    """Steps that differ by the day of their start lead to the same days by table and one by one."""
    grid = Grid(START, START + 700)
    firsts = sorted({first for first, _ in parts})
    step = Stepwise(
        tuple((START + first, Days(n)) for first, (_, n) in zip(firsts, parts, strict=False)),
        levelled,
    )
    table = grid.after(step)[:-1].tolist()
    assert table == [grid.offset(step.after(START + day)) for day in range(grid.size - 1)]


def counts_through(floor: int, typical: int, cautious: int) -> np.typing.NDArray[np.int16]:
    """The lengths of a row with these three points and no others."""
    some = next(row for row in shipped().durations if (row.step, row.to) == ("bse", "accepted"))
    floor_, typical_, cautious_ = (Period(n, "days") for n in (floor, typical, cautious))
    return fitted(evolve(some, floor=floor_, typical=typical_, cautious=cautious_)).counts


def quantile(floor: float, typical: float, cautious: float, share: float) -> float:
    """Uniform below the median, an exponential tail through the 90th percentile above it."""
    if share < 0.5:
        return floor + (typical - floor) * share / 0.5
    return typical + (cautious - typical) * math.log(0.5 / (1 - share)) / math.log(5)


@pytest.mark.parametrize("percent", [5, 10, 25, 50, 75, 90, 99])
def test_one_uncertain_step_without_gates_has_the_analytic_quantiles(percent: int) -> None:
    """A single random step gives the quantiles of its distribution, but for the error of so many
    draws.
    """
    grid = Grid(START, START + 3000)
    network = Network(
        ("a", "b"), START, grid.horizon, {"a": START}, (Lag("a", "b", Months(0), "a>b#0"),)
    )
    drawn: dict[Hashable, Drawn] = {
        "a>b#0": Drawn(
            "a>b", (DrawnRow(-9, Fitted(counts_through(18, 40, 60), "days")),), None, START
        )
    }
    levels = np.random.default_rng(percent).integers(0, LEVELS, 200_000, dtype=np.uint16)
    days = np.sort(
        np.asarray(prepared(Regime(network, ()), grid, drawn).schedules({"a>b": levels})["b"])
    )
    share = percent / 100
    error = 4 * math.sqrt(share * (1 - share) / 200_000)
    low, high = (quantile(18, 40, 60, share + d) for d in (-error, error))
    assert low - 0.5 <= days[int(200_000 * share)] <= high + 0.5


def test_one_step_of_a_route_goes_on_to_the_next_session() -> None:
    """From registration to listing 18, 40 and 58 days: floor, median and 90th percentile, each on a
    trading day.
    """
    found = simulate(pathway.loads(ONE_STEP), draws=60_000).outcomes[0]
    assert found.counts[0][0] == date(2025, 6, 20)
    assert found.quantile(50) == date(2025, 7, 14)  # 12 and 13 July are a weekend
    assert found.quantile(90) == date(2025, 7, 30)


def test_a_step_under_way_goes_on_as_the_cases_that_took_as_long() -> None:
    """Forty days after registration half of all cases are over: the rest decides, by the tail of
    the distribution.
    """
    text = ONE_STEP.replace("as_of = 2025-06-02", "as_of = 2025-07-14")  # 42 days
    found = simulate(pathway.loads(text), draws=60_000).outcomes[0]
    # Of a tail that is exponential the rest is the same exponential: its median is ln 2 means
    # later.
    median = 42 + 18 / math.log(5) * math.log(2)
    assert abs((found.quantile(50) - date(2025, 6, 2)).days - median) <= 3  # type: ignore[operator]
    assert found.counts[0][0] >= date(2025, 7, 14)


@pytest.mark.parametrize(
    ("floor", "typical", "cautious"), [(7, 26, 33), (0, 7, 19), (5, 28, 200), (9, 9, 9), (3, 3, 8)]
)
def test_durations_go_through_their_three_points(floor: int, typical: int, cautious: int) -> None:
    """No draw is below the floor; half are no longer than typical, nine in ten no longer than
    cautious.
    """
    counts = counts_through(floor, typical, cautious)
    assert counts[0] == counts.min() == floor
    assert counts[LEVELS // 2 - 1] <= typical <= counts[LEVELS // 2]
    assert abs(int(counts[int(LEVELS * 0.9)]) - cautious) <= 1
    assert (np.diff(counts) >= 0).all()


def test_durations_in_several_units_are_refused() -> None:
    """A row of an overlay with calendar and working days has no distribution, and says so."""
    row = next(row for row in shipped().durations if (row.step, row.to) == ("bse", "inquired"))
    with pytest.raises(pathway.OutOfRangeError, match="different units"):
        fitted(evolve(row, p90=Period(20, "working days")))


def test_forecast_errors_are_lognormal_and_compound() -> None:
    """The error of the second forecast year has twice the log-variance of the first, and both have
    mean one.
    """
    scenario = pathway.load(
        ROOT / "scenarios/base-tier-parts-maker.toml", set={"uncertainty.net_profit": 0.2}
    )
    of = Engine(scenario, 1).factors(0, 65_536).of
    first, second = of["net_profit", 2026], of["net_profit", 2027]
    variance = math.log(1.04)
    assert np.log(first).var() == pytest.approx(variance, rel=0.03)
    assert np.log(second).var() == pytest.approx(2 * variance, rel=0.03)
    assert (first.mean(), second.mean()) == (
        pytest.approx(1, abs=0.005),
        pytest.approx(1, abs=0.005),
    )
    assert np.corrcoef(np.log(first), np.log(second))[0, 1] == pytest.approx(
        math.sqrt(0.5), abs=0.02
    )


def test_roe_and_a_multiple_follow_profit() -> None:
    """In every draw ROE is as many times the given one as profit is, and net assets in yuan stay as
    they are.
    """
    scenario = pathway.load(
        ROOT / "scenarios/base-tier-parts-maker.toml", set={"uncertainty.net_profit": 0.2}
    )
    drawn = Engine(scenario, 1).factors(0, 10).scenario(3)
    for before, after in zip(scenario.firm.fiscal_years, drawn.firm.fiscal_years, strict=True):
        if before.basis == "audited":
            assert after == before
        else:
            assert after.net_assets == before.net_assets
            assert after.roe and before.roe and after.net_profit and before.net_profit
            assert float(after.roe / before.roe) == pytest.approx(
                float(after.net_profit / before.net_profit)
            )
    assert drawn.firm.facts["market_cap"] == scenario.firm.facts["market_cap"]


def test_a_threshold_is_met_as_often_as_the_normal_distribution_says() -> None:
    """A firm that only profit of 25m in 2026 makes ready in 2027 is as often ready as its lognormal
    error allows.
    """
    scenario = pathway.load(
        ROOT / "scenarios/forecast-year-decides.toml",
        set={"uncertainty": {"durations": False, "net_profit": 0.15}},
        as_of=date(2026, 11, 23),
    )
    profit = next(year.net_profit for year in scenario.firm.fiscal_years if year.year == 2026)
    variance = math.log(1 + 0.15**2)
    share = 1 - NormalDist().cdf(
        (math.log(25e6 / float(profit or 0)) + variance / 2) / math.sqrt(variance)
    )
    planned = pathway.plan(scenario).best["bse"].date
    found = simulate(scenario, draws=60_000).outcomes[0]
    assert float(found.probability_by(planned)) == pytest.approx(share, abs=0.008)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("errors", "left", "right"),
    [
        ({"net_profit": 0.15}, "market_cap", "20.1 * net_profit"),
        ({"net_profit": 0.15}, "market_cap / 3", "6.7 * net_profit"),
        (
            {"net_profit": 0.15, "market_cap": 0.2},
            "market_cap / 3 + market_cap / 3",
            "market_cap / 1.5",
        ),
        ({"market_cap": 0.2}, "market_cap * 0.1 + market_cap * 0.2", "market_cap * 0.3"),
    ],
)
def test_figures_that_are_equal_are_equal_in_every_draw(
    errors: dict[str, float], left: str, right: str
) -> None:
    """A market cap of 20.1 times profit is neither above nor below 20.1 times profit, whatever is
    drawn and however floating point rounds it.
    """
    scenario = pathway.load(
        ROOT / "scenarios/forecast-year-decides.toml", set={"uncertainty": errors}
    )
    factors = Engine(scenario, 1, Ask()).factors(0, 500)
    values = (
        (
            ("market_cap", 0),
            DrawnMetric("multiple", "market_cap", 2026, Fraction("20.1"), 27_000_000),
        ),
        (("net_profit", 0), DrawnMetric("year", "net_profit", 2026, 27_000_000)),
    )
    for sign, holds in ((">=", 1), ("<=", 1), (">", 0), ("<", 0)):
        node = parse(f"{left} {sign} {right}", frozenset(vocabulary()))
        assert DrawnTest(node, values).outcomes(factors, 500).tolist() == [holds] * 500


@given(
    st.integers(-(10**12), 10**12),
    st.integers(-(10**12), 10**12),
    st.sampled_from([">=", ">", "<=", "<"]),
    st.lists(st.floats(0.001, 1000), min_size=1, max_size=20),
)
@settings(max_examples=tries(60), deadline=None)
def test_a_figure_passes_a_constant_from_the_least_error_on(
    given_: int, constant: int, op: str, errors: list[float]
) -> None:
    """One error tells on which side of a constant a drawn figure lies, also for the errors next to
    it: rounded to whole yuan, the figure is above the constant, or is not.
    """
    scenario = pathway.load(
        ROOT / "scenarios/forecast-year-decides.toml", set={"uncertainty": {"net_profit": 0.1}}
    )
    known = question(scenario).requirements.subject
    drawn = uncertain(known)
    assert drawn is not None
    node = Compare(op, Name("net_profit"), Constant(Fraction(constant), ""))
    test = DrawnTest(node, ((("net_profit", 0), DrawnMetric("year", "net_profit", 2026, given_)),))
    likeness = drawn.factors(lambda _: np.zeros(1))
    found = thresholds_of(test, likeness)
    assert found is not None
    sizes = [*errors]
    for one in found.bounds:
        sizes += [one.least, *(np.nextafter(one.least, side) for side in (0, np.inf))]
    sizes = [size for size in sizes if size < 1e15]
    compared: dict[str, Any] = {
        ">=": operator.ge,
        ">": operator.gt,
        "<=": operator.le,
        "<": operator.lt,
    }
    of = Factors(drawn, {("net_profit", 2026): np.array(sizes)})
    holds = np.full(len(sizes), found.holds)
    for one in found.bounds:
        holds &= one.holds(of)
    assert holds.tolist() == [compared[op](round(float(given_) * size), constant) for size in sizes]


@given(st.integers(1, 50), st.integers(1, 45), st.integers(0, 2**32 - 1), st.floats(0.01, 0.5))
@settings(max_examples=tries(60), deadline=None)
def test_draws_are_numbered_by_their_outcomes(
    size: int, columns: int, seed: int, share: float
) -> None:
    """Draws with the same outcomes have one number, numbers go by the outcomes in order, and the
    first draw of each is given, however many outcomes there are.
    """
    found = np.random.default_rng(seed).random((columns, size)) < share
    numbers, firsts, outcomes = numbered(list(found), size)
    rows = [tuple(row) for row in found.T.tolist()]
    ordered = sorted(set(rows))
    assert numbers.tolist() == [ordered.index(row) for row in rows]
    assert firsts == [rows.index(row) for row in ordered]
    assert outcomes == b"".join(bytes(row) for row in ordered)


def test_the_median_of_a_real_review_is_its_typical_day() -> None:
    """A firm before its listing committee: half of the draws are listed by the plan's day within
    three days, nine in ten by the cautious one within seven.
    """
    asked = pathway.load(
        ROOT / "scenarios" / "statements-go-stale.toml",
        set={
            "as_of": "2026-11-23",
            "milestones.bse.tutoring_passed": "2026-02-02",
            "milestones.bse.filed": "2026-02-16",
            "milestones.bse.committee": "2026-11-23",
        },
    )
    found = simulate(asked, draws=60_000).outcomes[0]
    paces: tuple[tuple[pathway.Pace, int, int], ...] = (("typical", 50, 3), ("cautious", 90, 7))
    for pace, percent, apart in paces:
        planned, drawn = pathway.plan(asked, pace=pace).best["bse"].date, found.quantile(percent)
        assert planned is not None and drawn is not None
        assert abs((drawn - planned).days) <= apart


HALF_YEAR_AHEAD = """
schema = "pathway.scenario/1"
as_of = 2026-06-22
[status]
venue = "neeq-innovation"
neeq_listed = 2024-03-01
innovation_entered = 2025-05-20
[[fiscal_years]]
year = 2024
net_profit = 40_000_000
roe = 0.12
net_assets = 300_000_000
audit_opinion = "unqualified"
[[fiscal_years]]
year = 2025
net_profit = 45_000_000
revenue = 210_000_000
roe = 0.12
net_assets = 330_000_000
audit_opinion = "unqualified"
[[fiscal_years]]
year = 2026
basis = "forecast"
net_profit = 45_000_000
revenue = 220_000_000
roe = 0.12
net_assets = 330_000_000
[fiscal_years.half_year]
revenue = 105_000_000
published = 2026-08-24
[facts]
market_cap = { pe = 20 }
[milestones]
"bse.tutoring_filed" = 2025-12-01
"bse.tutoring_passed" = 2026-05-20
"bse.board_resolved" = 2026-06-01
"bse.shareholders_resolved" = 2026-06-20
[uncertainty]
durations = false
net_profit = 0.2
revenue = 0.2
"""
BOTH = """
[bse.both]
en = "Market cap and revenue of the half-year"
zh = "市值与半年度营业收入"
steps = ["bse"]
[[bse.both.version]]
effective = 2021-11-15
tested_at = ["filed"]
cite = { instrument = "bse-listing-rules-2021" }
status = "unconfirmed"
requires = "market_cap >= 800m and half_revenue >= 105m"
"""


@pytest.mark.slow
def test_a_multiple_of_an_audited_profit_is_known_in_every_draw() -> None:
    """From August on, 20 times the audited profit of 2025 stands beside the half-year's forecast:
    draws with revenue enough file, the others do not, as their plans say.
    """
    compare(pathway.loads(HALF_YEAR_AHEAD), 20, 3, book=load_rules([Overlay("reform.toml", BOTH)]))


@pytest.mark.slow
def test_shares_add_up() -> None:
    """The quarters add up to the share that has a date, and routes and causes keep to it."""
    scenario = pathway.load(
        ROOT / "scenarios/straight-to-innovation.toml", set={"uncertainty.net_profit": 0.3}
    )
    found = simulate(scenario, draws=5_000).outcomes[0]
    assert sum(share for _, share in found.by_quarter) == found.feasible_share
    assert sum(n for _, n in found.routes) == found.draws - found.infeasible
    assert all(0 < one.share <= 1 for one in (*found.critical, *found.reasons))
    assert sum(one.share for one in found.reasons) == 1
    finals = [one.share for one in found.critical if one.link.milestone == "bse.listed"]
    assert sum(finals) == 1


def test_what_leaves_no_date_is_what_blocks_the_plan() -> None:
    """A firm that no standard fits has no date in any draw, because of the standard that blocks its
    plan; late draws meet years that the file does not give.
    """
    scenario = pathway.load(ROOT / "scenarios/nearest-miss.toml")
    found = simulate(scenario, draws=500).outcomes[0]
    (block, *_) = pathway.plan(scenario).routes[0].blocked_by
    assert found.feasible_share == 0
    first, *others = found.reasons
    assert (first.link.milestone, first.link.rule) == (block.milestone, block.rule)
    assert first.share > Fraction(9, 10) and first.share + sum(one.share for one in others) == 1


def test_quantiles_count_draws_without_a_date_as_later_than_all() -> None:
    """With three of ten draws without a date there is a median, but no day by which 90 per cent are
    listed.
    """
    days = ((date(2027, 1, 4), 4), (date(2027, 2, 1), 3))
    found = TargetOutcome("bse", 10, days, 3, None, None, (), 10, (), (), ())
    assert [found.quantile(p) for p in (10, 40, 50, 70, 90)] == [
        date(2027, 1, 4),
        date(2027, 1, 4),
        date(2027, 2, 1),
        date(2027, 2, 1),
        None,
    ]
    assert found.by_quarter == (("2027Q1", Fraction(7, 10)),)
    assert found.probability_by(date(2027, 1, 31)) == Fraction(2, 5)


def test_rank_correlation_counts_ties_at_their_mean() -> None:
    """Spearman's coefficient of a textbook case with ties: ranks 1, 2.5, 2.5, 4 against 1, 2, 3,
    4.
    """
    inputs, dates = np.array([1, 5, 5, 9], np.int16), np.array([10, 20, 30, 40], np.int16)
    assert correlation(inputs, dates) == pytest.approx(4.5 / math.sqrt(4.5 * 5))


# -- the same seed, the same bytes -----------------------------------------------------------------


@pytest.mark.slow
def test_the_number_of_jobs_changes_nothing() -> None:
    """Three blocks of draws in one process and in two give the same bytes."""
    overrides = {"uncertainty.net_profit": 0.5}
    scenario = pathway.load(ROOT / "scenarios/base-tier-parts-maker.toml", set=overrides)
    one, two = (
        dumps(simulation_data(simulate(scenario, draws=140_000, seed=5, jobs=jobs), "en"))
        for jobs in (1, 2)
    )
    assert one == two


def test_the_seed_decides() -> None:
    """The same seed gives the same distribution, another seed another one."""
    scenario = pathway.load(ROOT / "scenarios/statements-go-stale.toml")
    one, same, other = (simulate(scenario, draws=2_000, seed=seed).outcomes for seed in (3, 3, 4))
    assert one == same
    assert one[0].counts != other[0].counts


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["straight-to-innovation", "nearest-miss", "every-board"])
def test_json_fits_its_schema(run: Run, lang: str, name: str) -> None:
    """Simulations as JSON fit the shipped schema, in both languages, with a date or without."""
    status, out, err = run(
        "--lang", lang, "simulate", f"scenarios/{name}.toml", "--draws", "300", "--format", "json"
    )
    assert (status, err) == (0, "")
    found = json.loads(out)
    fits(found, "simulate")
    assert found["draws"] == 300
    assert found["quantiles"] == found["targets"][0]["quantiles"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_text_fits_the_terminal(found: Simulation, lang: Any, columns: int) -> None:
    """No line of the text is wider than the terminal, and the plan's day is in it."""
    from rich.cells import cell_len

    text = simulation_text(found, lang, columns)
    assert max(cell_len(line) for line in text.splitlines()) <= columns
    day = found.outcomes[0].plan
    assert day is not None
    shown = {"en": str(day), "zh": f"{day.year}年{day.month}月{day.day}日"}[lang]
    assert shown in "".join(text.split()) if lang == "zh" else shown in text


@pytest.fixture(scope="module")
def found() -> Iterator[Simulation]:
    """One simulation with routes, figures, causes and draws without a date."""
    overrides = {"uncertainty.net_profit": 0.3}
    yield simulate(
        pathway.load(ROOT / "scenarios/straight-to-innovation.toml", set=overrides), draws=500
    )


@pytest.mark.parametrize("form", ["csv", "md"])
def test_tables(run: Run, form: str) -> None:
    """Tables name the quantiles and quarters of the target."""
    status, out, _ = run(
        "simulate", "scenarios/statements-go-stale.toml", "--draws", "200", "--format", form
    )
    assert status == 0
    assert "p50" in out.lower()
    assert "quarter" in out


def test_rows_of_a_simulation_are_days_and_numbers() -> None:
    """A quantile is a day, a share a number, each in a column that holds nothing else."""
    found = pathway.simulate(pathway.load("scenarios/statements-go-stale.toml"), draws=200)
    for row in found.to_rows():
        kinds = (date, type(None)) if row["what"] == "quantile" else (type(None), float)
        assert (type(row["day"]), type(row["number"])) == kinds, row


@pytest.mark.parametrize(
    "arguments", [("--draws", "0"), ("--seed", "-1"), ("--set", "uncertainty.net_profits=0.1")]
)
def test_wrong_arguments_are_refused(run: Run, arguments: tuple[str, ...]) -> None:
    """No draws, a negative seed and an unknown figure exit with 2 and write nothing."""
    status, out, err = run("simulate", "scenarios/statements-go-stale.toml", *arguments)
    assert (status, out) == (2, "")
    assert arguments[0].strip("-") in err


def test_a_missing_library_is_named() -> None:
    """Without numpy the command says what to install; everything else goes on working."""
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "from pathway.cli.main import main\n"
        "sys.argv = ['pathway', 'simulate', 'scenarios/statements-go-stale.toml']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "listing-pathway[simulate]" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_numbers_of_draws_are_refused() -> None:
    """The library refuses no draws at all."""
    with pytest.raises(pathway.UsageError, match="draws"):
        simulate(pathway.loads(ONE_STEP), draws=0)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(0), "0%"),
        (Fraction(1), "100%"),
        (Fraction(1, 3), "33%"),
        (Fraction(1, 30), "3.3%"),
        (Fraction(1, 10**6), "<0.1%"),
        (1 - Fraction(1, 10**6), ">99.9%"),
    ],
)
def test_shares_in_per_cent(share: Fraction, text: str) -> None:
    """A share is never rounded to nothing or to all."""
    assert percent_text(share) == text


def test_a_day_asked_for_has_the_share_of_draws_listed_by_then(run: Run) -> None:
    """`--by` gives the share that the draws of each day add up to, in text, JSON and CSV."""
    file = str(ROOT / "scenarios" / "how-sure.toml")
    args = ("simulate", file, "--target", "bse", "--draws", "500", "--by", "2028-06-30")
    found = json.loads(run(*args, "--format", "json")[1])
    fits(found, "simulate")
    counted = sum(one["draws"] for one in found["by_day"] if one["date"] <= "2028-06-30")
    assert 0 < counted < 500
    assert found["by"] == {"date": "2028-06-30", "probability": counted / 500}
    share = percent_text(Fraction(counted, 500))
    assert f"Listed by 2028-06-30: {share} of the draws" in run(*args)[1]
    assert f"bse,probability_by,2028-06-30,{counted / 500}," in run(*args, "--format", "csv")[1]


@pytest.mark.parametrize("step", ["bse.committee", "bse.registered"])
def test_a_day_given_against_the_law_lets_nothing_behind_it_be_early(step: str) -> None:
    """A company of the base tier whose file is said to have been heard in September cannot be listed
    before it enters the innovation tier, in the draws as in the plan.
    """
    scenario = pathway.load(
        ROOT / "scenarios/base-tier-parts-maker.toml", set={f"milestones.{step}": "2026-09-01"}
    )
    floor = pathway.plan(scenario, ["bse"], pace="floor").best["bse"].date
    found = pathway.simulate(scenario, draws=300, seed=1, targets=["bse"]).outcomes[0].spread
    assert floor is not None
    assert found.p10 is not None
    assert found.p10 >= floor
