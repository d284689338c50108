"""What binds an application as a whole, and what follows from the file: on small rulebooks."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pathway
from pathway.dates.advance import Days, Rounded
from pathway.dates.days import DaySet
from pathway.dates.in_time import InTime
from pathway.law import rulebook
from pathway.planning import requirements
from pathway.planning.enduring import unbroken

SCENARIOS = Path(__file__).parent.parent / "scenarios"
BASE = SCENARIOS / "base-tier-parts-maker.toml"
HEAD = '[instrument.reform]\nen = "A reform"\nzh = "一项改革"\n'


def rule(name: str, effect: str, tested: str = "") -> str:
    at = f"tested_at = {tested}\n" if tested else ""
    return (
        f'[{name}]\nen = "A rule"\nzh = "一项规则"\nsteps = ["bse"]\n[[{name}.version]]\n'
        f'effective = 2020-01-01\n{at}status = "unconfirmed"\n'
        f'cite = {{ instrument = "reform" }}\n{effect}\n'
    )


def book(tmp_path: Path, *rules: str) -> rulebook.Rulebook:
    path = tmp_path / "reform.toml"
    path.write_text(HEAD + "".join(rules), encoding="utf-8")
    return rulebook.load_rules([str(path)])


SPANS = st.lists(st.tuples(st.integers(1, 80), st.integers(0, 25)), max_size=4).map(
    lambda found: DaySet((a, a + n) for a, n in found)
)


@given(SPANS, SPANS, st.integers(0, 12))
def test_a_step_in_time_agrees_with_trying_every_start(
    good: DaySet, open_days: DaySet, count: int
) -> None:
    """`least` and `greatest` of a step that hurries are those found by trying every day, and no
    later start ends earlier.
    """
    step = InTime(
        Rounded(Days(count), open_days | DaySet.since(110)), good, open_days | DaySet.since(110)
    )
    ends = {start: step.after(start) for start in range(1, 140)}
    assert list(ends.values()) == sorted(ends.values())
    assert all(end >= start for start, end in ends.items())
    for end in range(1, 110):
        assert step.least(end) == next(start for start, last in ends.items() if last >= end)
        fitting = [start for start, last in ends.items() if last <= end]
        assert step.greatest(end) == (fitting[-1] if fitting else 0)


def test_who_starts_while_it_is_good_is_done_by_its_last_day() -> None:
    """A step of seven days from 28 June is over on 30 June where what it needs lasts until then."""
    good = DaySet.between(date(2027, 4, 20).toordinal(), date(2027, 6, 30).toordinal())
    step = InTime(Days(7), good)
    assert step.after(date(2027, 6, 28).toordinal()) == date(2027, 6, 30).toordinal()
    assert step.after(date(2027, 7, 1).toordinal()) == date(2027, 7, 8).toordinal()


@given(SPANS, st.integers(0, 15), st.integers(1, 90))
def test_stretches_are_broken_where_a_gap_is_longer_than_the_grace(
    open_days: DaySet, grace: int, since: int
) -> None:
    """Two open days lie in one stretch if and only if no gap of closed days between them is longer
    than the grace.
    """
    found = unbroken(open_days, Days(grace), since)
    days = [day for day in range(1, 130) if day in open_days]
    for a, b in pairwise(days):
        if a >= since:
            together = any(a in one and b in one for one in found)
            assert together == (b - a - 1 <= grace)


def test_an_application_ends_where_a_requirement_fails_for_too_long(tmp_path: Path) -> None:
    """Without audited half-years, accounts are stale from 1 October to the next annual report:
    longer than three months, so no review that meets an autumn comes through.
    """
    stale = rule(
        "bse.fresh",
        'requires = "statements_valid(6 months, 3 months)"\nlapses = "3 months"',
        '["committee", "submitted", "registered"]',
    )
    scenario = pathway.load(BASE, set={"assumptions.interim_audits": False})
    under = pathway.plan(scenario, targets=["bse"], rulebook=book(tmp_path, stale))
    assert under.best == {}
    rules = {block.rule for block in under.routes[0].blocked_by}
    assert "bse.fresh" in rules


def test_a_fixed_alternative_counts_from_then_on(tmp_path: Path) -> None:
    """One alternative holds up to the committee and the other only after it: neither lasts from
    there to the listing, so nothing is listed before one of them holds on both days.
    """
    plain = pathway.plan(pathway.load(BASE), targets=["bse"]).best["bse"]
    committee = plain.milestone("bse.committee").date
    assert plain.date is not None and committee.year == plain.date.year - 0
    asked = (
        rule(
            "bse.either",
            'requires = "bse.early or bse.late"\nfixed_at = "committee"',
            '["committee", "listed"]',
        ),
        rule("bse.early", f'requires = "month <= {committee.month}"'),
        rule("bse.late", f'requires = "month > {committee.month}"'),
    )
    found = pathway.plan(pathway.load(BASE), targets=["bse"], rulebook=book(tmp_path, *asked)).best[
        "bse"
    ]
    days = [found.milestone(f"bse.{name}").date.month for name in ("committee", "listed")]
    assert found.date is not None and found.date > plain.date
    assert all(month <= committee.month for month in days) or all(
        month > committee.month for month in days
    )


@pytest.mark.parametrize("day", [date(2027, 4, 30), date(2027, 5, 1)])
def test_a_late_report_is_an_event(tmp_path: Path, day: date) -> None:
    """A report of 2026 published on 30 April 2027 is in time; on 1 May it is late, and a rule that
    bars late reports for 36 months then bars.
    """
    late = rule(
        "bse.late-report",
        'brings = { event = "late-report", when = "annual_report_late" }',
    )
    scenario = pathway.load(BASE, set={"fiscal_years.2026.published": day})
    under = pathway.plan(scenario, targets=["bse"], rulebook=book(tmp_path, late))
    if day == date(2027, 4, 30):
        plain = pathway.plan(pathway.load(BASE), targets=["bse"]).best["bse"]
        assert (
            under.best["bse"].milestone("bse.committee").date >= plain.milestone("bse.filed").date
        )
    else:
        assert under.best["bse"].milestone("bse.filed").date > date(2030, 5, 1)
        bars = requirements.verdict(scenario, book(tmp_path, late), "bse.negative.late-report")
        assert bars.unmet.span_at(day.toordinal()) == (
            day.toordinal(),
            date(2030, 5, 1).toordinal(),
        )
