"""What is decided in one place: the extension of statements, the duration of a step, months on
NEEQ.
"""

from datetime import date
from pathlib import Path

import pytest

import pathway
from pathway.base.phrases import render
from pathway.law import rulebook
from pathway.law.duration import row_on
from pathway.planning import requirements
from pathway.studies.simulate import simulate

SCENARIOS = Path(__file__).parent.parent / "scenarios"
STALE = SCENARIOS / "statements-go-stale.toml"
BASE = SCENARIOS / "base-tier-parts-maker.toml"


@pytest.mark.parametrize("pace", ["floor", "typical", "cautious"])
@pytest.mark.parametrize("in_file", ["floor", "typical", "cautious"])
def test_a_pace_asked_for_leaves_nothing_of_the_one_in_the_file(in_file: str, pace: str) -> None:
    """A plan at a pace is the same whether the file has another pace or that one."""
    asked = pathway.plan(pathway.load(STALE, set={"plan.pace": in_file}), pace=pace)  # type: ignore[arg-type]
    given = pathway.plan(pathway.load(STALE, set={"plan.pace": pace}))
    assert {k: r.date for k, r in asked.best.items()} == {k: r.date for k, r in given.best.items()}


def test_typical_over_a_file_at_floor_does_not_extend_statements_at_filing() -> None:
    """`--pace typical` over a file at pace floor lists on 2027-09-13, as the file at pace typical
    does: accepted on 2026-09-03, then 24, 241, 22, 16, 27 and 40 days, on to a working day each.
    """
    floor = pathway.load(STALE, set={"plan.pace": "floor"})
    assert pathway.plan(floor, targets=["bse"], pace="typical").best["bse"].date == date(
        2027, 9, 13
    )


def test_draws_at_a_pace_do_not_depend_on_the_pace_of_the_file() -> None:
    """Simulated dates, too, forget the pace of the file."""
    floor, typical = (pathway.load(STALE, set={"plan.pace": pace}) for pace in ("floor", "typical"))
    one = simulate(floor, draws=500, seed=1, targets=["bse"], pace="typical").outcomes[0]
    other = simulate(typical, draws=500, seed=1, targets=["bse"]).outcomes[0]
    assert one.counts == other.counts


LATER = """
[[duration]]
step = "bse"
since = "{since}"
to = "{to}"
starts_from = {start}
floor = 5
typical = {days}
cautious = 700
status = "unconfirmed"
basis = {{ en = "a reform", zh = "一项改革" }}
"""


def overlay(tmp_path: Path, **values: object) -> rulebook.Rulebook:
    path = tmp_path / "reform.toml"
    path.write_text(LATER.format(**values), encoding="utf-8")
    return rulebook.load_rules([str(path)])


def test_a_duration_from_a_later_day_leaves_earlier_starts_alone(tmp_path: Path) -> None:
    """An overlay that times a step from 2040 on changes nothing for a plan that is over by then."""
    book = overlay(tmp_path, since="inquired", to="responded", start="2040-01-01", days=400)
    scenario = pathway.load(BASE)
    plain, under = pathway.plan(scenario), pathway.plan(scenario, rulebook=book)
    assert under.best["bse"].date == plain.best["bse"].date
    assert render(under.best["bse"].milestone("bse.responded").cause.text)


def test_a_duration_from_a_later_day_holds_for_starts_from_then(tmp_path: Path) -> None:
    """Inquiries from 2027-06-01 on that take 400 days are answered 400 days after them, or on the
    next working day.
    """
    book = overlay(tmp_path, since="inquired", to="responded", start="2027-06-01", days=400)
    route = pathway.plan(pathway.load(BASE), rulebook=book).best["bse"]
    asked, answered = (route.milestone(f"bse.{name}").date for name in ("inquired", "responded"))
    assert asked >= date(2027, 6, 1) and 400 <= (answered - asked).days <= 410


UNDER_REVIEW = """
schema = "pathway.scenario/1"
as_of = 2026-12-11
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
roe = 0.12
net_assets = 330_000_000
audit_opinion = "unqualified"
[facts]
market_cap = 900_000_000
[milestones]
"bse.tutoring_filed" = 2025-12-01
"bse.tutoring_passed" = 2026-05-20
"bse.filed" = 2026-06-22
"bse.accepted" = 2026-06-25
"bse.inquired" = 2026-07-20
"bse.responded" = 2026-10-20
"bse.committee" = 2026-11-13
"bse.submitted" = 2026-12-10
"""
ROW = """
[[duration]]
step = "bse"
since = "{since}"
to = "{to}"
{when}
floor = {days}
typical = {days}
cautious = {days}
status = "unconfirmed"
basis = {{ en = "a reform", zh = "一项改革" }}
"""


@pytest.mark.parametrize(
    ("before", "after", "registered", "listed"),
    [(100, 10, "2026-12-21", "2027-03-31"), (10, 100, "2026-12-21", "2026-12-31")],
)
def test_a_step_that_soon_takes_less_is_not_waited_for(
    before: int, after: int, registered: str, listed: str
) -> None:
    """Registration is possible from Monday 2026-12-21 on, ten days after the submission and a
    Sunday. Where listing takes 100 days after it, and 10 from New Year on, whoever registers in
    January is listed no earlier than who registered in December: the plan does not wait.
    """
    rows = (
        ROW.format(since="submitted", to="registered", when="", days=10),
        ROW.format(since="registered", to="listed", when="starts_until = 2027-01-01", days=before),
        ROW.format(since="registered", to="listed", when="starts_from = 2027-01-01", days=after),
    )
    book = rulebook.load_rules([rulebook.Overlay("reform.toml", "".join(rows))])
    route = pathway.plan(pathway.loads(UNDER_REVIEW), targets=["bse"], rulebook=book).best["bse"]
    assert str(route.milestone("bse.registered").date) == registered
    assert str(route.date) == listed


def test_the_only_row_of_a_step_holds_also_before_its_first_day(tmp_path: Path) -> None:
    """Some row holds on every day: where one begins late and none before it, that one does."""
    book = overlay(tmp_path, since="inquired", to="responded", start="2027-06-01", days=400)
    rows = [d for d in book.durations if d.starts_from == date(2027, 6, 1)]
    assert row_on(rows, date(2020, 1, 1)) is rows[0]


def test_months_on_neeq_are_counted_as_long_as_a_plan_looks(tmp_path: Path) -> None:
    """A firm listed on NEEQ for 130 months meets a rule that asks for 73."""
    path = tmp_path / "reform.toml"
    path.write_text(
        """
[instrument.reform]
en = "A reform"
zh = "一项改革"
[bse.long-stay]
en = "Six years on NEEQ"
zh = "挂牌满六年"
steps = ["bse"]
[[bse.long-stay.version]]
effective = 2020-01-01
tested_at = ["filed"]
cite = { instrument = "reform" }
status = "unconfirmed"
requires = "neeq_months >= 73"
""",
        encoding="utf-8",
    )
    scenario = pathway.load(BASE, set={"status.neeq_listed": date(2016, 1, 12)})
    verdict = requirements.verdict(scenario, rulebook.load_rules([str(path)]), "bse.long-stay")
    assert verdict.outcome(date(2026, 11, 23).toordinal()) == "met"
    assert verdict.met.next(date(2020, 1, 1).toordinal()) == date(2022, 2, 12).toordinal()
