"""The trees of the language in which a provision says what it requires.

`pathway/rulebook/README.md` gives the grammar and says what each function means, with examples;
`pathway.law.language.parser` parses it. Nothing is ever handed to Python's `eval`: there are no
loops and no variables, and years, digits, nesting and sums are bounded, so every expression ends
soon.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Number, Phrase

REMEMBERED = 2**12
"""Conditions of which what was made of them is kept: some ten times as many as all shipped law has,
so that a process which reads one overlay after another does not grow.
"""


class ExpressionError(ValueError):
    """An expression is not in the language. `problem` says why, `at` where (0-based)."""

    def __init__(self, problem: Phrase, at: int) -> None:
        super().__init__(problem, at)
        self.problem, self.at = problem, at


@frozen(cache_hash=True)
class Constant:
    """A number, a date (as its ordinal), a text, or a period."""

    value: Number | str
    unit: Literal["", "ratio", "money", "date", "text", "months", "days", "fiscal_years"] = ""


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


@lru_cache(maxsize=REMEMBERED)
def alternatives(node: Node) -> tuple[Node, ...]:
    """The ways of fulfilling a condition, none of which offers another choice by itself: `a and (b
    or c)` is `a and b`, or `a and c`.
    """
    if not isinstance(node, Logic) or node.op == "not":
        return (node,)
    parts = [alternatives(part) for part in node.parts]
    if node.op == "or":
        return tuple(one for part in parts for one in part)
    return tuple(Logic("and", one) for one in product(*parts))


@lru_cache(maxsize=REMEMBERED)
def calls_of(node: Node) -> frozenset[str]:
    """The functions that a condition calls itself (not through other provisions)."""
    match node:
        case Logic():
            return frozenset().union(*map(calls_of, node.parts))
        case Call():
            return frozenset((node.function,))
        case _:
            return frozenset()


def compared_with(node: Node, metric: str) -> Iterator[int]:
    """The whole numbers that a condition holds a metric against."""
    for part in parts_of(node):
        if (
            isinstance(part, Compare)
            and part.left == Name(metric)
            and isinstance(part.right, Constant)
        ):
            yield int(part.right.value)


def without(node: Node, metric: str) -> Node | None:
    """A condition with the comparisons of one metric taken as fulfilled; None where nothing else is
    left.
    """
    if metric not in metrics_of(node):
        return node
    if isinstance(node, Logic) and node.op == "and":
        left = [rest for part in node.parts if (rest := without(part, metric)) is not None]
        if len(left) > 1:
            return Logic("and", tuple(left))
        return left[0] if left else None
    return None
