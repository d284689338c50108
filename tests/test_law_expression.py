"""Expressions over time (events, statements, years) and in a stranger's hands: none crashes or runs
for long.
"""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.dates.days import ALL, FIRST, NONE
from pathway.law.effect import AtLeast, Requires
from pathway.law.events import ASKED, EVENT_KINDS, MATTERS, Occurrence
from pathway.law.language.grammar import Call, Constant, ExpressionError, Node, parts_of
from pathway.law.language.parser import parse
from pathway.law.language.verdict import Evaluator, Timeline, Verdict, at
from pathway.law.rulebook import shipped, vocabulary

METRICS = frozenset(vocabulary())
KINDS = {
    *EVENT_KINDS,
    "application-withdrawn-after-inspection",
    "tier-demotion:late-report",
    "tier-demotion:annual-report",
    "tier-demotion:price",
    "tier-demotion:other",
    *(f"{k}:{m}" for k in ("csrc-penalty", "public-censure") for m in MATTERS),
    "forced-delisting",
    "placement-completed",
    "placement-under-way",
}


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


class Fake:
    """A firm with some events and statements; every figure that is not given is missing."""

    def __init__(
        self,
        figures: dict[str, tuple[object, ...]] | None = None,
        events: tuple[tuple[str, str | None, str, str | None], ...] = (),
        statements: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.figures, self.happened, self.audited = figures or {}, events, statements

    def yearly(self, metric: str, back: int) -> Timeline:
        series = self.figures.get(metric, ())
        value = series[back] if back < len(series) else None
        assert value is None or isinstance(value, int | Fraction)
        return ((FIRST, value),)

    def daily(self, metric: str) -> Timeline:
        return self.yearly(metric, 0)

    def is_yearly(self, name: str) -> bool:
        return vocabulary()[name].yearly

    def is_soft(self, name: str) -> bool:
        return vocabulary()[name].soft

    def events(self, kind: str, venue: str | None) -> tuple[Occurrence, ...]:
        return tuple(
            Occurrence(day(start), day(end) if end else None)
            for name, where, start, end in self.happened
            if name == kind and venue in (None, where)
        )

    def covered(self, what: str) -> tuple[int, ...]:
        return ()

    def statements(self) -> tuple[tuple[int, int], ...]:
        return tuple((day(end), day(known)) for end, known in self.audited)


def verdict(text: str, firm: Fake | None = None, extended: bool = False) -> Verdict:
    def other(name: str) -> Verdict:
        return Verdict(parse("always", METRICS), ALL, NONE)

    return Evaluator(firm or Fake(), other, extended).verdict(parse(text, METRICS))


# -- events ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "period", "last"),
    [
        ("2025-09-01", "12 months", "2026-09-01"),
        ("2024-02-29", "12 months", "2025-02-28"),
        ("2025-08-31", "6 months", "2026-02-28"),
        ("2025-09-01", "30 days", "2025-10-01"),
    ],
)
def test_a_look_back_ends_with_the_anniversary(start: str, period: str, last: str) -> None:
    """An event bars from its day through the last day of the period; the day before and the day
    after are free.
    """
    found = verdict(
        f'clear_of("csrc-penalty", {period})', Fake(events=(("csrc-penalty", None, start, None),))
    )
    assert found.unmet.spans == ((day(start), day(last)),)


def test_look_backs_of_several_events_run_together() -> None:
    """A second event within the period makes it longer and a third after it begins another."""
    dates = ("2024-01-10", "2024-06-10", "2026-01-10")
    firm = Fake(events=tuple(("public-censure", None, when, None) for when in dates))
    spans = verdict('clear_of("public-censure", 12 months)', firm).unmet.spans
    assert spans == ((day("2024-01-10"), day("2025-06-10")), (day("2026-01-10"), day("2027-01-10")))


def test_another_kind_or_venue_does_not_bar() -> None:
    """Only events of the kind, at the venue and from the day that an expression names count."""
    firm = Fake(events=(("application-rejected", "star", "2024-05-20", None),))
    assert verdict('clear_of("application-withdrawn", 6 months)', firm).met == ALL
    assert verdict('clear_of("application-rejected", 6 months, venue="bse")', firm).met == ALL
    assert verdict('clear_of("application-rejected", 6 months, venue="star")', firm).unmet
    assert verdict('clear_of("application-rejected", 6 months, since=2024-05-21)', firm).met == ALL
    assert verdict('clear_of("application-rejected", 6 months, since=2024-05-20)', firm).unmet


@pytest.mark.parametrize(("end", "last"), [("2026-03-01", "2026-02-28"), (None, "9999-12-31")])
def test_what_is_open_bars_until_the_day_it_closes(end: str | None, last: str) -> None:
    """A pending investigation bars until the day before it is closed, or for ever."""
    firm = Fake(events=(("investigation", None, "2025-09-01", end),))
    assert verdict('no_open("investigation")', firm).unmet.spans == (
        (day("2025-09-01"), day(last)),
    )


# -- statements ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period_end", "known", "last", "extended_last"),
    [
        ("2024-12-31", "2025-04-20", "2025-06-30", "2025-09-30"),
        ("2025-03-31", "2025-05-15", "2025-09-30", "2025-12-31"),
        ("2025-06-30", "2025-08-25", "2025-12-31", "2026-03-31"),
        ("2025-08-31", "2025-10-15", "2026-02-28", "2026-05-31"),
    ],
)
def test_statements_serve_from_publication_to_a_month_end(
    period_end: str, known: str, last: str, extended_last: str
) -> None:
    """Statements serve from the day they are out to the end of the sixth month, or the ninth where
    extended.
    """
    firm = Fake(statements=((period_end, known),))
    text = "statements_valid(6 months, 3 months)"
    assert verdict(text, firm).met.spans == ((day(known), day(last)),)
    assert verdict(text, firm, extended=True).met.spans == ((day(known), day(extended_last)),)


def test_statements_that_come_out_too_late_never_serve() -> None:
    """Statements published after they have gone stale serve on no day."""
    assert not verdict(
        "statements_valid(6 months, 3 months)", Fake(statements=(("2024-12-31", "2025-07-01"),))
    ).met


# -- several years ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spent", "expected"),
    [((10, 5), "met"), ((10, 4), "unmet"), ((15, 4), "unmet"), ((10,), "unknown")],
)
def test_years_are_compared_with_their_own_year(spent: tuple[int, ...], expected: str) -> None:
    """R&D of each year over revenue of the same year: 10 of 200 and 5 of 100, never across the
    years.
    """
    firm = Fake({"rd_expense": spent, "revenue": (200, 100)})
    found = verdict("each(rd_expense, 2) / each(revenue, 2) >= 5%", firm)
    assert found.outcome(day("2026-01-01")) == expected
    assert (
        verdict("each(rd_expense, 2) >= each(revenue, 2) * 5%", firm).outcome(day("2026-01-01"))
        == expected
    )


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ((10, 0, -5), "unknown"),
        ((10, 0, 0), "unknown"),
        ((-4, 0, 100), "unmet"),
        ((0, 0, 100), "unmet"),
    ],
)
def test_growth_to_nothing_fails_and_growth_from_nothing_is_unknown(
    series: tuple[int, ...], expected: str
) -> None:
    """Compound growth from zero or less has no value; growth that ends at zero or less is below
    every threshold.
    """
    assert (
        verdict("cagr(revenue, 2) >= 20%", Fake({"revenue": series})).outcome(day("2026-01-01"))
        == expected
    )


def test_an_assumption_is_met_and_strictly_unmet() -> None:
    """A soft fact that is not given is assumed on every day; strictly it is met on none; a hard one
    is never met.
    """
    soft, hard = verdict("holders >= 200"), verdict("market_cap >= 200m")
    assert (soft.met, soft.assumed, soft.strictly().met, soft.strictly().unmet) == (
        ALL,
        ALL,
        NONE,
        ALL,
    )
    assert (hard.met, hard.unmet, set(hard.missing)) == (NONE, NONE, {"market_cap"})


@pytest.mark.parametrize(
    ("given", "outcome", "missing"),
    [
        ({}, "unknown", {"offer_shares", "share_capital"}),
        ({"offer_shares": (5,)}, "unknown", {"share_capital"}),
        ({"share_capital": (50,)}, "assumed", {"offer_shares"}),
        ({"offer_shares": (5,), "share_capital": (50,)}, "met", set()),
    ],
)
def test_only_what_lacks_nothing_hard_is_assumed(
    given: dict[str, tuple[object, ...]], outcome: str, missing: set[str]
) -> None:
    """The size of an offering may be assumed, the capital it is a share of may not: a comparison
    that lacks both is not known.
    """
    found = verdict("offer_shares >= share_capital * 10%", Fake(given))
    assert found.outcome(day("2026-01-01")) == outcome
    assert found.missing == missing


def test_a_figure_that_some_days_lack_is_missing() -> None:
    """Revenue that is known until the report of a year without figures comes out: met before that
    day, not known from it on, and named as missing.
    """

    class UntilApril(Fake):
        def yearly(self, metric: str, back: int) -> Timeline:
            return (FIRST, 100), (day("2026-04-20"), None)

    found = verdict("revenue >= 100", UntilApril())
    assert found.met.spans == ((FIRST, day("2026-04-19")),)
    assert found.outcome(day("2026-04-20")) == "unknown"
    assert found.missing == {"revenue"}


# -- strangers' expressions ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "always >= 1",
        "each(always, 2) >= 1",
        "prior(never) >= 1",
        "mean(revenue, 0) >= 1",
        "mean(revenue, 2.5) >= 1",
        "sum(revenue, 21) >= 1",
        "sum(revenue, 2 months) >= 1",
        "each(rd_expense, 2) >= each(revenue, 3)",
        "each(rd_expense, 2) + each(revenue, 3) >= 1",
        'clear_of("csrc-penalty", 1.5 months)',
        'clear_of("csrc-penalty", 10000 days)',
        'clear_of("csrc-penalty", 6 months, since="2024")',
        'clear_of("csrc-penalty", 6 months, venue=revenue)',
        'clear_of("csrc-penalty", 6 months, venue=(always))',
        "statements_valid(180 days, 90 days)",
        "statements_valid(10000 months, 3 months)",
        "statements_valid(6 months)",
        "statements_valid(6 months, 0 months, 3 months)",
        "statements_valid(6 months, 0 months, joint_stock, sponsor)",
        'industry_in("")',
        "revenue >= " + "9" * 5000,
        "revenue >= 1" + " + 1" * 3000,
        "revenue >= 1" + " * 1bn" * 3000,
        "revenue >= ٣",
        "sponsor and (revenue + 1)",
    ],
)
def test_what_would_crash_or_run_for_long_is_refused(text: str) -> None:
    """What has no meaning, or would take for ever, is refused before anything is computed."""
    with pytest.raises(ExpressionError):
        parse(text, METRICS)


COUNTS = st.integers(1, 20).map(str)
YEARLY = st.sampled_from(["revenue", "net_profit", "roe", "unqualified", "half_revenue"])
NUMBERS = st.one_of(
    st.sampled_from(["0", "15m", "8%", "1.5bn", "market_cap", "holders", "industry", "revenue"]),
    st.builds("{}({}, {})".format, st.sampled_from(["mean", "sum", "cagr"]), YEARLY, COUNTS),
    st.builds("{}({})".format, st.sampled_from(["growth", "prior"]), YEARLY),
    st.builds("each({}, 3)".format, YEARLY),
)
SUMS = st.recursive(
    NUMBERS,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
    max_leaves=6,
)
PLAIN = st.one_of(
    st.builds("{} {} {}".format, SUMS, st.sampled_from([">=", ">", "<=", "<", "==", "!="]), SUMS),
    st.builds("rising({}, {})".format, YEARLY, COUNTS),
    st.builds(
        'clear_of("{}", {} months)'.format, st.sampled_from(sorted(KINDS)), st.integers(0, 9999)
    ),
    st.builds(
        'clear_of("{}", {} days, on="{}", from="{}")'.format,
        st.sampled_from(["csrc-penalty", "criminal-conviction", "major-violation"]),
        st.integers(0, 9999),
        st.sampled_from(["company", "company controller", "director officer subsidiary"]),
        st.sampled_from(["date", "executed"]),
    ),
    st.builds(
        'no_open("{}", on="{}")'.format,
        st.sampled_from(["investigation", "dishonest-list"]),
        st.sampled_from(["company", "controller director"]),
    ),
    st.builds(
        "statements_valid({} months, {} months)".format, st.integers(0, 9999), st.integers(0, 9999)
    ),
    st.sampled_from(
        ["always", "never", "sponsor", "industry", 'industry_in("J", "K70")', "bse.standard.1a"]
    ),
)
CONDITIONS = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=8,
)
FIRM = Fake(
    {
        "revenue": (200, 0, -3),
        "net_profit": (Fraction(1, 3), None, 5),
        "unqualified": (1, 0, None),
        "market_cap": (0,),
    },
    (("csrc-penalty", None, "2025-09-01", None), ("public-censure", None, "2024-02-29", None)),
    (("2024-12-31", "2025-04-20"), ("2025-06-30", "2025-08-25")),
)


@settings(deadline=None, max_examples=400, derandomize=True)
@given(CONDITIONS)
def test_every_condition_of_the_language_has_an_outcome(text: str) -> None:
    """Whatever parses can be evaluated; no day is both met and unmet, and what is assumed is
    met.
    """
    found = verdict(text, FIRM)
    assert not found.met & found.unmet
    assert not found.assumed - found.met
    assert not found.strictly().met & found.strictly().unmet
    assert found.outcome(day("2025-10-01")) in ("met", "unmet", "unknown", "assumed")


@settings(deadline=None, max_examples=500, derandomize=True)
@given(st.text(max_size=80))
def test_no_text_is_more_than_refused(text: str) -> None:
    """Any text at all, of any script, is parsed or refused at a place within it."""
    try:
        parse(text, METRICS)
    except ExpressionError as refused:
        assert 0 <= refused.at <= len(text)


# -- the shipped law -------------------------------------------------------------------------------


def conditions() -> list[tuple[str, Node]]:
    out: list[tuple[str, Node]] = []
    for provision in shipped().provisions.values():
        for version in provision.versions:
            if isinstance(version.effect, Requires):
                out += [
                    (provision.id, version.effect.node()),
                    (provision.id, version.effect.node(strict=True)),
                ]
            elif isinstance(version.effect, AtLeast) and version.effect.unless is not None:
                out.append((provision.id, version.effect.unless))
    return out


def test_the_law_asks_only_for_events_that_can_be_told() -> None:
    """Every kind of event in the shipped law is one that a scenario can hold: a slip in a name
    would bar nobody.
    """
    for name, node in conditions():
        for part in parts_of(node):
            if isinstance(part, Call) and part.function in ("clear_of", "no_open"):
                assert isinstance(part.args[0], Constant)
                assert part.args[0].value in ASKED == KINDS, name


# -- what a verdict tells --------------------------------------------------------------------------


def leaves(found: list[Verdict]) -> list[str]:
    """The metrics that the comparisons of some verdicts compare."""
    return [name for leaf in found for name in METRICS if f"'{name}'" in repr(leaf.node)]


def test_a_comparison_tells_what_it_found_and_against_what() -> None:
    """From the first day on revenue is 100 and, from 20 April on, 80, against twice a profit of 45:
    met until then, unmet from then on, with both values.
    """

    class UntilApril(Fake):
        def yearly(self, metric: str, back: int) -> Timeline:
            if metric == "net_profit":
                return ((FIRST, 45),)
            return (FIRST, 100), (day("2026-04-20"), 80)

    found = verdict("revenue >= 2 * net_profit", UntilApril())
    told = {text: found.piece(day(text)) for text in ("2026-04-19", "2026-04-20")}
    assert [
        (piece.outcome, piece.values, piece.threshold)
        for piece in told.values()
        if piece is not None
    ] == [("met", (100,), 90), ("unmet", (80,), 90)]
    assert found.piece(FIRST) == told["2026-04-19"]


def test_an_alternative_that_holds_for_sure_rests_on_no_assumption() -> None:
    """Of a value that is given and holders that are assumed the first alone counts, where it holds;
    where it does not, the assumption does. Where both must hold, both count.
    """
    when = day("2026-01-01")
    rich, poor = Fake({"market_cap": (300_000_000,)}), Fake({"market_cap": (100_000_000,)})
    either = "holders >= 200 or market_cap >= 200m"
    assert leaves(list(verdict(either, rich).assumed_leaves_on(when))) == ["market_cap"]
    assert "holders" in leaves(list(verdict(either, poor).assumed_leaves_on(when)))
    both = verdict("holders >= 200 and market_cap >= 200m", rich)
    assert set(leaves(list(both.assumed_leaves_on(when)))) == {"holders", "market_cap"}


def test_of_alternatives_those_that_hold_are_told() -> None:
    """A firm that is worth enough is not told of the number of its holders; where neither holds, it
    is told of both.
    """
    when, either = day("2026-01-01"), "holders >= 200 or market_cap >= 200m"
    rich = Fake({"market_cap": (300_000_000,), "holders": (100,)})
    poor = Fake({"market_cap": (100_000_000,), "holders": (100,)})
    assert leaves(list(verdict(either, rich).telling_leaves_on(when))) == ["market_cap"]
    assert set(leaves(list(verdict(either, poor).telling_leaves_on(when)))) == {
        "holders",
        "market_cap",
    }


def test_strictly_nothing_is_assumed() -> None:
    """What was assumed is unmet, and not assumed any more."""
    assert verdict("holders >= 200").strictly().assumed == NONE


def test_the_words_of_a_verdict_are_those_of_the_text() -> None:
    """A verdict is of the expression that it answers: also of `never`, and of what is denied."""
    for text in ("never", "always", "not holders >= 200", 'no_open("investigation")'):
        assert verdict(text).node == parse(text, METRICS)


def test_statements_that_must_cover_an_event_serve_until_the_day_before_it() -> None:
    """Statements to 31 December serve through 30 June; where reserves became shares on 10 March,
    those no longer serve from that day on, and those to 31 March serve again.
    """

    class Raised(Fake):
        def covered(self, what: str) -> tuple[int, ...]:
            return (day("2025-03-10"),)

    firm = Raised(statements=(("2024-12-31", "2025-01-20"), ("2025-03-31", "2025-05-15")))
    found = verdict('statements_valid(6 months, 3 months, covers="reserves")', firm)
    assert found.met.spans == (
        (day("2025-01-20"), day("2025-03-09")),
        (day("2025-05-15"), day("2025-09-30")),
    )


def test_statements_to_another_month_are_passed_over_where_quarters_count() -> None:
    """Of statements to the end of August and of September those of the quarter alone serve."""
    firm = Fake(statements=(("2025-08-31", "2025-10-01"), ("2025-09-30", "2025-11-10")))
    found = verdict('statements_valid(6 months, 3 months, ends="quarter")', firm)
    assert found.met.spans == ((day("2025-11-10"), day("2026-03-31")),)


def test_a_timeline_has_the_value_of_its_last_step() -> None:
    """On the day of a step its value holds, on the day before it that of the step before."""
    line: Timeline = ((FIRST, 1), (day("2026-04-20"), 2), (day("2027-04-20"), 3))
    days = ("2026-04-19", "2026-04-20", "2027-04-19", "2027-04-20", "2030-01-01")
    assert [at(line, day(text)) for text in days] == [1, 2, 2, 3, 3]
