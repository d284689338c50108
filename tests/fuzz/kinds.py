"""Every kind of case, and how many of a thousand cases are of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from tests.fuzz.direct import DIRECT
from tests.fuzz.generators import BY_COMMAND, Case

KINDS: Mapping[str, Callable[[random.Random], Case]] = {**BY_COMMAND, **DIRECT}
SHARES: Mapping[str, int] = {
    "parser": 380,
    "loader": 250,
    "law": 120,
    "overlay": 50,
    "scenario": 40,
    "expression": 35,
    "overrides": 35,
    "table": 25,
    "workbook": 20,
    "draft": 15,
    "parts": 10,
    "answers": 8,
    "interview": 7,
    "study": 5,
}
"""Of a thousand. What reads a text without a command round it is cheap, so that there are more."""


def shared(cases: int) -> dict[str, int]:
    """How many of so many cases are of each kind; at least one."""
    return {kind: max(1, cases * share // 1000) for kind, share in SHARES.items()}
