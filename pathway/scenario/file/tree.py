"""What a TOML file says, as a tree that remembers which file said it and in which unit of money.

A tree is never changed: merging, overriding and rescaling make a new one. Numbers in it are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from attrs import define, evolve, field, frozen

from pathway.base.errors import Problem, nearest, visible
from pathway.base.phrases import Number, Phrase

MAX_DEPTH = 12
"""Tables and lists inside each other; the format needs five."""
_MAX_DIGITS = 60
"""Characters of a word for which a neighbour is looked up."""
_CROWD = 200
UNREADABLE_MARK = "\ue000"
"""First character of a text that stands for something TOML could not read (an impossible date)."""


@frozen
class Odd:
    """A value that no scenario can hold: NaN, infinity, an impossible date, a Python object."""

    text: str


Scalar = str | bool | int | Fraction | date | datetime | time | Odd


@frozen
class Leaf:
    """One value. file: who gave it. scale: yuan per unit of money in that file."""

    value: Scalar
    file: str
    scale: int | Fraction = 1


@frozen
class Table:
    """A table of nodes by key, in the order of the file."""

    entries: Mapping[str, TreeNode]
    file: str


@frozen
class Array:
    """A list of nodes."""

    items: tuple[TreeNode, ...]
    file: str


TreeNode = Leaf | Table | Array


class TooDeepError(Exception):
    """Tables within tables beyond `MAX_DEPTH`."""


def exact(text: str) -> int | Fraction | Odd:
    """A decimal number exactly as written; `Odd` for NaN, infinity and absurd lengths or
    exponents.
    """
    if len(text) > _MAX_DIGITS:
        return Odd(text)
    try:
        number = Decimal(text)
        if not number.is_finite() or abs(number.adjusted()) > _MAX_DIGITS:
            return Odd(text)
        return simple(Fraction(number))
    except (ArithmeticError, ValueError):
        return Odd(text)


def simple(number: Number) -> Number:
    """The same number, as an `int` if it is whole."""
    return number.numerator if number.denominator == 1 else number


def _scalar(value: object) -> Scalar:
    match value:
        case str() if value.startswith(UNREADABLE_MARK):
            return Odd(value[1:])
        case bool() | int() | str() | date() | time() | Odd():
            return value
        case Fraction():
            return simple(value)
        case float() | Decimal():
            return exact(str(value))
        case _:
            return Odd(str(value))


def wrap(value: object, file: str, scale: int | Fraction = 1, depth: int = 0) -> TreeNode:
    """A tree of plain Python values (as `tomllib` gives them). Raises `TooDeepError`."""
    if depth > MAX_DEPTH:
        raise TooDeepError
    if isinstance(value, Mapping):
        return Table(
            {str(key): wrap(inner, file, scale, depth + 1) for key, inner in value.items()}, file
        )
    if isinstance(value, list | tuple):
        return Array(tuple(wrap(inner, file, scale, depth + 1) for inner in value), file)
    return Leaf(_scalar(value), file, scale)


def rescaled(node: TreeNode, ratio: int | Fraction) -> TreeNode:
    """The same tree with every amount `ratio` times as large."""
    match node:
        case Leaf():
            return evolve(node, scale=node.scale * ratio)
        case Array():
            return evolve(node, items=tuple(rescaled(inner, ratio) for inner in node.items))
        case Table():
            return evolve(
                node, entries={key: rescaled(inner, ratio) for key, inner in node.entries.items()}
            )


def plain(node: TreeNode) -> object:
    """The tree as plain values, amounts left in their own units."""
    match node:
        case Leaf():
            return node.value.text if isinstance(node.value, Odd) else node.value
        case Array():
            return [plain(inner) for inner in node.items]
        case Table():
            return {key: plain(inner) for key, inner in node.entries.items()}


# -- showing ---------------------------------------------------------------------------------------


def _number(value: Number) -> str:
    if isinstance(value, Fraction):
        return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"
    # Python refuses to write out very long integers.
    return (
        str(value)
        if value.bit_length() < 200
        else f"{'-' if value < 0 else ''}10^{value.bit_length() * 3 // 10}"
    )


def shown(node: TreeNode) -> str:
    """A node in a few characters, much as TOML writes it, safe to print."""
    match node:
        case Table():
            return "{…}" if node.entries else "{}"
        case Array():
            return "[…]" if node.items else "[]"
    match node.value:
        case bool():
            return "true" if node.value else "false"
        case int() | Fraction():
            return visible(_number(node.value))
        case str():
            return f'"{visible(node.value)}"'
        case Odd():
            return visible(node.value.text)
        case _:
            return node.value.isoformat()


def joined(path: str, key: str) -> str:
    """The path of a key in the table at `path`, as `--set` takes it."""
    bare = re.fullmatch(r"[\w.-]{1,60}", key) is not None
    name = key if bare else f'"{visible(key)}"'
    return f"{path}.{name}" if path else name


# -- problems --------------------------------------------------------------------------------------


@define
class Sink:
    """Collects the problems of one scenario, so that all of them are told at once.

    doubts: what can be read but is hardly meant.
    """

    problems: list[Problem] = field(factory=list)
    doubts: list[Phrase] = field(factory=list)

    @property
    def crowded(self) -> bool:
        """Whether so much is wrong that suggestions are no longer worth their time."""
        return len(self.problems) >= _CROWD

    def add(
        self, file: str, path: str, found: str, expected: Phrase, near: str | None = None
    ) -> None:
        """One more problem, unless it is known already. near: the valid name that may have been
        meant.
        """
        problem = Problem(file, path, found, expected, near)
        if self.crowded or problem not in self.problems:
            self.problems.append(problem)

    def at(self, node: TreeNode, path: str, expected: Phrase, near: str | None = None) -> None:
        """A problem with a node that was found."""
        self.add(node.file, path, shown(node), expected, near)

    def nearest(self, word: str, options: Iterable[str]) -> str | None:
        """`nearest`, while suggestions are still worth their time."""
        return None if self.crowded else nearest(word, options)
