"""The expression language: what parses, what is refused and where, and what holds when figures are
missing.
"""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.dates.days import FIRST
from pathway.law.events import Occurrence
from pathway.law.language.grammar import (
    Arithmetic,
    Compare,
    Constant,
    ExpressionError,
    Logic,
    Name,
    Node,
    Ref,
)
from pathway.law.language.parser import parse
from pathway.law.language.verdict import Evaluator, Timeline, Verdict
from pathway.law.rulebook import vocabulary

METRICS = frozenset(vocabulary())


def tree(text: str) -> Node:
    return parse(text, METRICS)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15m", 15_000_000),
        ("1.5bn", 1_500_000_000),
        ("250k", 250_000),
        ("8%", Fraction("0.08")),
        ("2", Fraction(2)),
    ],
)
def test_numbers_have_scales(text: str, value: Fraction) -> None:
    """k, m, bn and % scale a number exactly."""
    node = tree(f"revenue >= {text}")
    assert isinstance(node, Compare)
    assert isinstance(node.right, Constant)
    assert node.right.value == value


def test_and_binds_before_or_and_not_before_both() -> None:
    """`a or b and not c` is `a or (b and (not c))`."""
    node = tree("sponsor or innovative and not positioning")
    negation = Logic("not", (Name("positioning"),))
    assert node == Logic("or", (Name("sponsor"), Logic("and", (Name("innovative"), negation))))


def test_products_bind_before_sums_from_the_left() -> None:
    """`1 - 2 - 3 * 4` is `(1 - 2) - (3 * 4)`."""
    node = tree("revenue >= 1 - 2 - 3 * 4")
    assert isinstance(node, Compare)
    one, two, three, four = (Constant(Fraction(n)) for n in (1, 2, 3, 4))
    assert node.right == Arithmetic("-", Arithmetic("-", one, two), Arithmetic("*", three, four))


def test_dotted_names_are_provisions() -> None:
    """A dotted id, hyphens included, refers to a provision."""
    assert tree("bse.net-assets or bse.standard.1a") == Logic(
        "or", (Ref("bse.net-assets"), Ref("bse.standard.1a"))
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 0),
        ("net_proft >= 1", 0),
        ("revenue >=", 10),
        ("revenue >= 10x", 11),
        ("(revenue >= 1", 13),
        ("revenue >= 1)", 12),
        ("revenue + 1", 0),
        ("median(revenue, 2) >= 1", 0),
        ("mean(revenue) >= 1", 0),
        ("mean(2, revenue) >= 1", 0),
        ('clear_of("csrc-penalty", 12)', 0),
        ('clear_of("csrc-penalty", 12 months, until=1)', 36),
        ("revenue >= 2026-02-30", 11),
        ("revenue >= (sponsor and innovative)", 0),
        ("sponsor and 5", 0),
        ("revenue ; 1", 8),
        ("__import__", 0),
        ("(" * 60 + "sponsor" + ")" * 60, 40),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_its_place(text: str, at: int) -> None:
    """Everything else is refused, and the place of the first error is told."""
    with pytest.raises(ExpressionError) as refused:
        tree(text)
    assert refused.value.at == at


@settings(deadline=None, max_examples=500, derandomize=True)
@given(st.text(alphabet='abn_o()<>=!+-*/.,"0123456789%m revnuetdcl', max_size=60))
def test_random_text_is_parsed_or_refused(text: str) -> None:
    """No text makes the parser do anything but answer or refuse."""
    with suppress(ExpressionError):
        tree(text)


class Fake:
    """A firm whose metrics never change: yearly ones newest first."""

    def __init__(self, **values: object) -> None:
        self.values = values

    def yearly(self, metric: str, back: int) -> Timeline:
        series = self.values.get(metric, ())
        assert isinstance(series, tuple)
        return ((FIRST, series[back] if back < len(series) else None),)

    def daily(self, metric: str) -> Timeline:
        value = self.values.get(metric)
        assert value is None or isinstance(value, int | str)
        return ((FIRST, value),)

    def is_yearly(self, name: str) -> bool:
        return vocabulary()[name].yearly

    def is_soft(self, name: str) -> bool:
        return vocabulary()[name].soft

    def events(self, kind: str, venue: str | None) -> tuple[Occurrence, ...]:
        return ()

    def covered(self, what: str) -> tuple[int, ...]:
        return ()

    def statements(self) -> tuple[tuple[int, int], ...]:
        return ()


def found(text: str, **values: object) -> str:
    def nowhere(name: str) -> Verdict:
        raise AssertionError(name)

    return Evaluator(Fake(**values), nowhere).verdict(tree(text)).outcome(738_000)


# A condition of each outcome: T met, F unmet, U not known (a figure is missing), A assumed (a soft
# fact is missing).
CONDITIONS = {"T": "always", "F": "never", "U": "market_cap >= 1", "A": "sponsor"}
NAMES = {"met": "T", "unmet": "F", "unknown": "U", "assumed": "A"}
PAIRS = ("TT", "TF", "TU", "TA", "FF", "FU", "FA", "UU", "UA", "AA")
TABLE = {
    "and": dict(zip(PAIRS, "TFUAFFFUUA", strict=True)),
    "or": dict(zip(PAIRS, "TTTTFUAUAA", strict=True)),
}


@pytest.mark.parametrize("op", ["and", "or"])
@pytest.mark.parametrize("left", "TFUA")
@pytest.mark.parametrize("right", "TFUA")
def test_and_and_or_have_four_values(op: str, left: str, right: str) -> None:
    """`and` and `or` of met, unmet, not known and assumed follow the truth table, in either
    order.
    """
    text = f"({CONDITIONS[left]}) {op} ({CONDITIONS[right]})"
    assert NAMES[found(text)] == TABLE[op].get(left + right, TABLE[op].get(right + left))


@pytest.mark.parametrize(("inner", "outer"), [("T", "F"), ("F", "T"), ("U", "U"), ("A", "A")])
def test_not_keeps_what_is_unknown_or_assumed(inner: str, outer: str) -> None:
    """`not` swaps met and unmet and leaves the rest: an assumption is never turned into a
    reproach.
    """
    assert NAMES[found(f"not ({CONDITIONS[inner]})")] == outer


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("each(net_profit, 2) >= 15m", {"net_profit": (15_000_000, 15_000_000)}, "met"),
        ("each(net_profit, 2) >= 15m", {"net_profit": (15_000_000, 14_999_999)}, "unmet"),
        ("each(net_profit, 2) >= 15m", {"net_profit": (15_000_000,)}, "unknown"),
        ("each(net_profit, 2) >= 15m", {"net_profit": (14_000_000,)}, "unmet"),
        ("mean(roe, 2) >= 8%", {"roe": (Fraction(15, 100), Fraction(1, 100))}, "met"),
        ("mean(roe, 2) >= 8%", {"roe": (Fraction(15, 100), Fraction(992, 100_000))}, "unmet"),
        (
            "sum(rd_expense, 2) / sum(revenue, 2) >= 8%",
            {"rd_expense": (20, 4), "revenue": (200, 100)},
            "met",
        ),
        ("growth(revenue) >= 30%", {"revenue": (130, 100)}, "met"),
        ("growth(revenue) >= 30%", {"revenue": (130, 0)}, "unknown"),
        ("cagr(revenue, 2) >= 30%", {"revenue": (169, 100, 100)}, "met"),
        ("cagr(revenue, 2) >= 30%", {"revenue": (1_689_999, 1, 1_000_000)}, "unmet"),
        ("cagr(revenue, 3) >= 10%", {"revenue": (1_331, 1, 1, 1_000)}, "met"),
        ("cagr(revenue, 3) >= 10%", {"revenue": (1_330_999, 1, 1, 1_000_000)}, "unmet"),
        ("rising(revenue, 2)", {"revenue": (3, 2, 1)}, "met"),
        ("rising(revenue, 2)", {"revenue": (3, 3, 1)}, "unmet"),
        ("rising(revenue, 2)", {"revenue": (3, 2)}, "unknown"),
        ("half_revenue >= prior(half_revenue)", {"half_revenue": (5, 5)}, "met"),
        ("net_assets / share_capital >= 1", {"net_assets": (6,), "share_capital": 6}, "met"),
        ("net_assets / share_capital >= 1", {"net_assets": (6,), "share_capital": 0}, "unknown"),
        ('industry_in("J", "K70")', {"industry": "K7010"}, "met"),
        ('industry_in("J", "K70")', {"industry": "K71"}, "unmet"),
        ('clear_of("csrc-penalty", 12 months) and no_open("investigation")', {}, "met"),
        ("statements_valid(6 months, 3 months)", {}, "unmet"),
    ],
)
def test_functions_are_exact(text: str, values: dict[str, object], expected: str) -> None:
    """Aggregates are exact at their thresholds, and a missing figure is not known rather than
    zero.
    """
    assert found(text, **values) == expected
