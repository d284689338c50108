"""Events in the language of the law: on whom they fell, from which day they count, how long they
bar.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

import pathway
from pathway.base.errors import InputError
from pathway.base.phrases import render
from pathway.dates.days import ALL, LAST, NONE, look_back_end, to_date
from pathway.law.events import (
    ASKED,
    EVENT_KEYS,
    EVENT_KINDS,
    EXECUTED,
    LASTING,
    PERSONS,
    Occurrence,
    Person,
)
from pathway.law.language.grammar import ExpressionError
from pathway.law.language.parser import parse
from pathway.law.language.verdict import Evaluator, Timeline, Verdict
from pathway.law.rulebook import load_rules, vocabulary
from pathway.planning.findings import finding
from pathway.planning.requirements import Requirements

METRICS = frozenset(vocabulary())
SCENARIOS = Path(__file__).parent.parent / "scenarios"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


class Firm:
    """A firm to which some things have happened, and of which nothing else is known."""

    def __init__(self, *events: tuple[str, Occurrence]) -> None:
        self.happened = events

    def yearly(self, metric: str, back: int) -> Timeline:
        raise AssertionError(metric)

    def daily(self, metric: str) -> Timeline:
        raise AssertionError(metric)

    def is_yearly(self, name: str) -> bool:
        raise AssertionError(name)

    def is_soft(self, name: str) -> bool:
        raise AssertionError(name)

    def events(self, kind: str, venue: str | None) -> tuple[Occurrence, ...]:
        return tuple(event for name, event in self.happened if name == kind)

    def covered(self, what: str) -> tuple[int, ...]:
        return ()

    def statements(self) -> tuple[tuple[int, int], ...]:
        raise AssertionError


def verdict(text: str, firm: Firm) -> Verdict:
    def nowhere(name: str) -> Verdict:
        raise AssertionError(name)

    return Evaluator(firm, nowhere).verdict(parse(text, METRICS))


def happened(
    start: str, ended: str | None = None, executed: str | None = None, on: Person = "company"
) -> Occurrence:
    return Occurrence(
        day(start), day(ended) if ended else None, day(executed) if executed else None, on
    )


def spans(text: str, *events: tuple[str, Occurrence]) -> list[tuple[str, str]]:
    """The days on which something bars."""
    found = verdict(text, Firm(*events)).unmet.spans
    return [(to_date(first).isoformat(), to_date(last).isoformat()) for first, last in found]


# -- on whom ---------------------------------------------------------------------------------------


def test_a_look_back_may_name_persons() -> None:
    """What fell on a director bars where directors are named, or nobody is, and not where others
    are.
    """
    event = ("csrc-penalty", happened("2025-09-01", on="director"))
    bars = [("2025-09-01", "2026-09-01")]
    assert spans('clear_of("csrc-penalty", 12 months)', event) == bars
    assert spans('clear_of("csrc-penalty", 12 months, on = "director officer")', event) == bars
    assert spans('clear_of("csrc-penalty", 12 months, on = "company controller")', event) == []


def test_a_pending_case_may_be_on_a_person() -> None:
    """An open case on a subsidiary is no open case on the company or whoever controls it."""
    event = ("investigation", happened("2026-10-01", on="subsidiary"))
    assert spans('no_open("investigation", on = "company controller")', event) == []
    assert spans('no_open("investigation", on = "subsidiary")', event) == [
        ("2026-10-01", "9999-12-31")
    ]


# -- from which day --------------------------------------------------------------------------------

CRIME = 'clear_of("criminal-conviction", 36 months, on = "company controller", from = "executed")'


def test_a_look_back_may_run_from_the_end_of_execution() -> None:
    """Convicted on 2026-06-01, executed on 2027-06-01: barred from the conviction through
    2030-06-01.
    """
    event = happened("2026-06-01", executed="2027-06-01", on="controller")
    assert spans(CRIME, ("criminal-conviction", event)) == [("2026-06-01", "2030-06-01")]
    plain = CRIME.replace(', from = "executed"', "")
    assert spans(plain, ("criminal-conviction", event)) == [("2026-06-01", "2029-06-01")]
    said = CRIME.replace('"executed"', '"date"')
    assert spans(said, ("criminal-conviction", event)) == [("2026-06-01", "2029-06-01")]


def test_without_the_end_of_execution_the_end_of_the_look_back_is_the_earliest() -> None:
    """The look-back then runs from the event; the days after it are assumed, with the path that
    would settle it, and strictly not met.
    """
    event = Occurrence(day("2026-06-01"), on="controller", path="events.3")
    found = verdict(CRIME, Firm(("criminal-conviction", event)))
    assert found.unmet.spans == ((day("2026-06-01"), day("2029-06-01")),)
    assert found.outcome(day("2029-06-02")) == "assumed"
    assert found.outcome(day("2026-05-31")) == "met"
    assert found.earliest == ((day("2029-06-02"), "events.3.executed"),)
    assert found.strictly().unmet.spans == ((day("2026-06-01"), LAST),)


def test_what_is_executed_at_once_or_not_at_all_is_not_assumed() -> None:
    """Where the end of execution is given, or is not asked for, the days behind the look-back are
    simply met.
    """
    for text, event in (
        (CRIME, happened("2020-01-10", executed="2020-01-10")),
        (CRIME, happened("2020-01-10", on="subsidiary")),
        ('clear_of("criminal-conviction", 36 months)', happened("2020-01-10")),
    ):
        found = verdict(text, Firm(("criminal-conviction", event)))
        assert (found.assumed, found.outcome(day("2026-01-01"))) == (NONE, "met")


def test_an_open_case_bars_a_look_back() -> None:
    """What lasts lies in the period as long as one of its days does: without an end for good, else
    a year from its last day.
    """
    text = 'clear_of("investigation", 12 months)'
    assert spans(text, ("investigation", happened("2024-03-01"))) == [("2024-03-01", "9999-12-31")]
    assert spans(text, ("investigation", happened("2024-03-01", "2025-05-01"))) == [
        ("2024-03-01", "2026-04-30")
    ]
    assert spans(text, ("investigation", happened("2024-03-01", "2024-03-01"))) == [
        ("2024-03-01", "2025-03-01")
    ]


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2025-09-01", 12, "2026-09-01"),
        ("2025-02-28", 6, "2025-08-31"),
        ("2025-08-30", 6, "2026-02-28"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-06-30", 1, "2025-07-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-02-28", 12, "2024-02-29"),
        ("2025-04-17", 0, "2025-04-17"),
        ("9999-12-31", 12, "9999-12-31"),
        ("9999-12-30", 12, "9999-12-31"),
    ],
)
def test_months_are_counted_back_by_the_calendar(start: str, months: int, last: str) -> None:
    """Six months back from 29, 30 and 31 August is 28 February: what fell on it counts on all of
    them.
    """
    assert to_date(look_back_end(day(start), months)).isoformat() == last


# -- what may be asked -----------------------------------------------------------------------------


def test_every_kind_says_what_may_be_said_of_it() -> None:
    """The table of kinds is complete; those that last and those that are executed are not the
    same.
    """
    assert tuple(EVENT_KEYS) == EVENT_KINDS
    assert {"investigation", "dishonest-list", "intermediary-barred", "papers-barred"} == LASTING
    assert {"csrc-penalty", "criminal-conviction", "major-violation"} == EXECUTED
    assert set(EVENT_KINDS) < ASKED


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_every_kind_may_be_asked_about(kind: str) -> None:
    """The law can look back on every kind of event, the new ones included."""
    assert verdict(f'clear_of("{kind}", 24 months)', Firm()).met == ALL


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ('clear_of("csrc-penalty", 12 months, on = "boss")', 41, "unknown word boss"),
        ('clear_of("csrc-penalty", 12 months, on = "")', 41, "expected one of: company"),
        ('clear_of("csrc-penalty", 12 months, on = company)', 41, "unknown metric"),
        ('clear_of("csrc-penalty", 12 months, from = "sentence")', 43, "date, executed"),
        ('clear_of("public-censure", 12 months, from = "executed")', 0, "has no executed"),
        ('clear_of("late-report", 12 months, on = "director")', 0, "has no on"),
        ('clear_of("tier-demotion:other", 12 months, on = "company")', 0, "has no on"),
        ('clear_of("csrc-penalty", 12 months, on = "company", on = "officer")', 52, "on="),
        ('no_open("investigation", from = "executed")', 25, "no_open(from=)"),
        ('clear_of("censure", 12 months)', 0, "unknown kind of event censure"),
    ],
)
def test_a_slip_that_would_bar_nobody_is_refused(text: str, at: int, words: str) -> None:
    """Unknown persons and days, and options that a kind of event cannot have, are refused at their
    place.
    """
    with pytest.raises(ExpressionError) as refused:
        parse(text, METRICS)
    assert words in render(refused.value.problem, "en")
    assert refused.value.at == at


# -- day by day ------------------------------------------------------------------------------------

ORIGIN = date(2024, 1, 1)
HORIZON = 1100
KINDS = ("csrc-penalty", "investigation", "public-censure", "criminal-conviction")
later = st.none() | st.integers(0, 500)


@st.composite
def events(draw: st.DrawFn) -> tuple[str, Occurrence]:
    kind = draw(st.sampled_from(KINDS))
    start = ORIGIN.toordinal() + draw(st.integers(0, 700))
    ended = draw(later) if kind in LASTING else None
    executed = draw(later) if kind in EXECUTED else None
    return kind, Occurrence(
        start,
        None if ended is None else start + ended,
        None if executed is None else start + executed,
        draw(st.sampled_from(PERSONS)),
    )


def counts(kind: str, event: Occurrence, executed: bool) -> range:
    """The days on which an event counts."""
    if kind == "investigation":
        if event.ended is None:
            return range(event.start, ORIGIN.toordinal() + HORIZON)
        return range(event.start, max(event.ended, event.start + 1))
    last = event.executed if executed and event.executed is not None else event.start
    return range(event.start, last + 1)


@pytest.mark.slow
@settings(deadline=None, max_examples=150, derandomize=True)
@given(
    st.lists(events(), max_size=4),
    st.sampled_from(KINDS),
    st.sampled_from(("months", "days")),
    st.integers(0, 30),
    st.sets(st.sampled_from(PERSONS)),
    st.booleans(),
)
def test_look_backs_are_what_reading_day_by_day_finds(
    happenings: list[tuple[str, Occurrence]],
    kind: str,
    unit: str,
    length: int,
    persons: set[Person],
    executed: bool,
) -> None:
    """A day is barred exactly where the period that is counted back from it holds a day on which an
    event of the kind, on one of the persons, counts; and free days are assumed exactly where such
    an event before them lacks the end of its execution.
    """
    executed = executed and kind in EXECUTED
    options = f', on = "{" ".join(sorted(persons))}"' if persons else ""
    options += ', from = "executed"' if executed else ""
    found = verdict(f'clear_of("{kind}", {length} {unit}{options})', Firm(*happenings))
    meant = [e for name, e in happenings if name == kind and (not persons or e.on in persons)]
    counting = {d for event in meant for d in counts(kind, event, executed)}
    open_ended = [e.start for e in meant if executed and e.executed is None]
    for n in range(HORIZON):
        today = ORIGIN + timedelta(n)
        back = relativedelta(months=length) if unit == "months" else timedelta(length)
        first, last = (today - back).toordinal(), today.toordinal()
        barred = any(d in counting for d in range(first, last + 1))
        assert (last in found.unmet) is barred
        assert (last in found.met) is not barred
        assert (last in found.assumed) is (not barred and any(e < last for e in open_ended))


@settings(deadline=None, max_examples=80, derandomize=True)
@given(st.lists(events(), max_size=4), st.sets(st.sampled_from(PERSONS)))
def test_what_is_open_is_what_reading_day_by_day_finds(
    happenings: list[tuple[str, Occurrence]], persons: set[Person]
) -> None:
    """A case is pending from its day to the day before it is closed."""
    options = f', on = "{" ".join(sorted(persons))}"' if persons else ""
    found = verdict(f'no_open("investigation"{options})', Firm(*happenings))
    for n in range(HORIZON):
        today = ORIGIN.toordinal() + n
        pending = any(
            event.start <= today and (event.ended is None or today < event.ended)
            for name, event in happenings
            if name == "investigation" and (not persons or event.on in persons)
        )
        assert (today in found.unmet) is pending


# -- in a plan -------------------------------------------------------------------------------------

REFORM = """
[bse.csrc.negative.crime]
[[bse.csrc.negative.crime.version]]
effective = 2026-01-01
published = 2026-01-01
tested_at = ["filed", "committee"]
cite = { instrument = "reform" }
status = "unconfirmed"
requires = 'clear_of("criminal-conviction", 36 months, on="company controller", from="executed")'

[instrument.reform]
en = "A reform"
zh = "改革"
"""


@pytest.fixture
def reform(tmp_path: Path) -> pathway.Rulebook:
    path = tmp_path / "reform.toml"
    path.write_text(REFORM, encoding="utf-8")
    return load_rules([str(path)])


def convicted(**more: object) -> pathway.Scenario:
    event = {"kind": "criminal-conviction", "date": date(2024, 6, 1), "on": "controller", **more}
    changes = {"events": [event], "uncertainty": {"durations": False}}
    return pathway.load(SCENARIOS / "penalty-look-back.toml", set=changes)


def test_a_plan_names_the_end_of_execution_that_it_lacks(reform: pathway.Rulebook) -> None:
    """Without `executed` the plan files after 36 months from the conviction and names the path as
    assumed; strictly there is no date; with it, the look-back runs from there.
    """
    route = pathway.plan(convicted(), targets=["bse"], rulebook=reform).best["bse"]
    filed = route.milestone("bse.filed")
    assert filed.date >= date(2027, 6, 2)
    assert filed.cause.rule in ("bse.csrc.negative.crime", "bse.negative.major-violation")
    assert "events.0.executed" in route.assumed
    assert (
        "bse" not in pathway.plan(convicted(), targets=["bse"], rulebook=reform, strict=True).best
    )
    known = convicted(executed=date(2024, 9, 1))
    route = pathway.plan(known, targets=["bse"], rulebook=reform).best["bse"]
    assert route.milestone("bse.filed").date >= date(2027, 9, 2)
    assert "events.0.executed" not in route.assumed


def test_the_wait_is_put_into_words(reform: pathway.Rulebook) -> None:
    """A finding names the persons, and says that a look-back is over at the earliest or has no
    end.
    """

    def said(scenario: pathway.Scenario, when: str) -> str:
        needs = Requirements(scenario, reform)
        (leaf,) = needs.verdict("bse.csrc.negative.crime").leaves_on(day(when))
        return render(finding(leaf, day(when), needs.subject).text, "en")

    assert said(convicted(), "2027-06-01") == (
        "criminal conviction (company, controller) of 2024-06-01 bars until 2027-06-01"
    )
    assert "ended on 2027-06-01 at the earliest" in said(convicted(), "2027-06-02")
    assert "at the earliest" not in said(convicted(executed=date(2024, 6, 1)), "2027-06-02")
    strict = Requirements(convicted(), reform, strict=True)
    (leaf,) = strict.verdict("bse.csrc.negative.crime").leaves_on(day("2028-01-01"))
    assert "no end is known" in render(finding(leaf, day("2028-01-01"), strict.subject).text, "en")


def test_what_is_shared_between_similar_scenarios_knows_the_events(
    reform: pathway.Rulebook,
) -> None:
    """Requirements that take from those of a similar firm find what they find alone."""
    base = Requirements(convicted(), reform)
    base.verdict("bse.csrc.negative.crime")
    for change in ({"on": "subsidiary"}, {"executed": date(2025, 1, 1)}, {"note": "appealed"}):
        scenario = convicted(**change)
        shared = Requirements(scenario, reform, like=base).verdict("bse.csrc.negative.crime")
        alone = Requirements(scenario, reform).verdict("bse.csrc.negative.crime")
        assert (shared.met, shared.assumed) == (alone.met, alone.assumed)


def test_draws_wait_as_plans_do(reform: pathway.Rulebook) -> None:
    """With durations that are certain, every draw lists on the plan's day, also after a look-back
    from the end of execution.
    """
    for scenario in (convicted(), convicted(executed=date(2024, 9, 1))):
        planned = pathway.plan(scenario, targets=["bse"], rulebook=reform).best["bse"].date
        found = pathway.simulate(scenario, targets=["bse"], rulebook=reform, draws=50, seed=1)
        assert {found.outcomes[0].quantile(percent) for percent in (1, 50, 99)} == {planned}


def test_an_overlay_with_a_slip_is_refused_with_the_nearest_word(tmp_path: Path) -> None:
    """A person that does not exist is told with its line and the word that may have been meant."""
    path = tmp_path / "reform.toml"
    path.write_text(REFORM.replace("company controller", "company controler"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_rules([str(path)])
    (problem,) = refused.value.problems
    assert "unknown word controler" in problem.text("en") and problem.nearest == "controller"
