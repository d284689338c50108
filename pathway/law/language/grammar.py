"""The language in which a provision says what it requires: its grammar and its trees.

`pathway.law.language.parser` parses it; nothing is ever handed to Python's `eval`.

    market_cap >= 200m and (
      (each(net_profit, 2) >= 15m and mean(roe, 2) >= 8%) or (net_profit >= 25m and roe >= 8%))

Grammar (`[…]` optional, `{…}` repeated):

    condition  = conjunct {"or" conjunct}
    conjunct   = negation {"and" negation}
    negation   = ["not"] comparison
    comparison = sum [(">=" | ">" | "<=" | "<" | "==" | "!=") sum]
    sum        = product {("+" | "-") product}
    product    = atom {("*" | "/") atom}
    atom       = number | date | text | metric | provision | call | "(" condition ")"
    number     = digits ["." digits] ["k" | "m" | "bn" | "%"]
    date       = YYYY-MM-DD
    text       = '"' characters '"'
    metric     = a name of `vocabulary.toml`, such as net_profit: its value in the last year known
    provision  = a dotted id, such as bse.standard.1a: the version of it in force on the day
    call       = function "(" argument {"," argument} ")"
    argument   = condition | number ("months" | "days") | name "=" atom

A hyphen inside a dotted id belongs to the id. There are no loops and no variables, and years,
digits, nesting and sums are bounded, so every expression ends soon. The words `always` and `never`
hold on every day and on none.

Over the last n fiscal years known on a day: `each(m, n)` is every year's value (a comparison must
hold for all; two of the same n are taken year by year), `mean`, `sum`, `cagr(m, n)` the yearly
compound growth over n periods, `growth(m)` the last year's growth, `rising(m, n)` whether each of n
years is above the one before, `prior(m)` the value one year (or half-year) earlier. On events:
`clear_of("kind", 12 months)` holds where no such event lies in the period that ends on the day, the
anniversary included (`venue=` and `since=` narrow it), `no_open("kind")` where none is pending.
`statements_valid(6 months, 3 months)` holds while audited statements are fresh, the second period
where an extension is allowed. `industry_in("J", "K70")` compares GB/T 4754 prefixes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Number, Phrase


class ExpressionError(ValueError):
    """An expression is not in the language. `problem` says why, `at` where (0-based)."""

    def __init__(self, problem: Phrase, at: int) -> None:
        super().__init__(problem, at)
        self.problem, self.at = problem, at


@frozen(cache_hash=True)
class Constant:
    """A number, a date (as its ordinal), a text, or a period."""

    value: Number | str
    unit: Literal["", "ratio", "money", "date", "text", "months", "days"] = ""


@frozen(cache_hash=True)
class Name:
    """A metric or one of the words `always` and `never`."""

    name: str


ALWAYS = Name("always")
"""The condition that holds on every day."""


@frozen(cache_hash=True)
class Ref:
    """Another provision, by id."""

    id: str


@frozen(cache_hash=True)
class Call:
    """A function of the language with its arguments and options."""

    function: str
    args: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()


@frozen(cache_hash=True)
class Arithmetic:
    """`left op right` on numbers."""

    op: str
    left: Node
    right: Node


@frozen(cache_hash=True)
class Compare:
    """`left op right`, a condition. source: its text, for those who must show it."""

    op: str
    left: Node
    right: Node


@frozen(cache_hash=True)
class Logic:
    """`and` or `or` of two or more conditions, or `not` of one."""

    op: str
    parts: tuple[Node, ...]


Node = Constant | Name | Ref | Call | Arithmetic | Compare | Logic


def references(node: Node) -> Iterator[str]:
    """The ids of the provisions that an expression names, in order."""
    match node:
        case Ref():
            yield node.id
        case Logic():
            for part in node.parts:
                yield from references(part)
        case _:
            return


def metrics_of(node: Node) -> Iterator[str]:
    """The metrics that an expression names, in order, with repetitions."""
    match node:
        case Name():
            yield node.name
        case Logic():
            for part in node.parts:
                yield from metrics_of(part)
        case Compare() | Arithmetic():
            yield from metrics_of(node.left)
            yield from metrics_of(node.right)
        case Call():
            for arg in node.args:
                yield from metrics_of(arg)
        case _:
            return


def parts_of(node: Node) -> Iterator[Node]:
    """A condition and the conditions below it."""
    yield node
    if isinstance(node, Logic):
        for part in node.parts:
            yield from parts_of(part)


@cache
def calls_of(node: Node) -> frozenset[str]:
    """The functions that a condition calls itself (not through other provisions)."""
    match node:
        case Logic():
            return frozenset().union(*map(calls_of, node.parts))
        case Call():
            return frozenset((node.function,))
        case _:
            return frozenset()
