"""Every kind of case, and how many of a thousand cases are of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from tests.fuzz.direct import DIRECT
from tests.fuzz.generators import BY_COMMAND, Case

KINDS: Mapping[str, Callable[[random.Random], Case]] = {**BY_COMMAND, **DIRECT}
SHARES: Mapping[str, int] = {
    "parser": 400,
    "loader": 330,
    "law": 150,
    "overlay": 20,
    "scenario": 25,
    "expression": 20,
    "overrides": 20,
    "table": 10,
    "workbook": 7,
    "draft": 5,
    "parts": 4,
    "answers": 3,
    "interview": 4,
    "study": 2,
}
"""Of a thousand. What reads a text without a command round it takes a twentieth of the time, so that
there are seven such cases for each that runs a command.
"""


def shared(cases: int) -> dict[str, int]:
    """How many of so many cases are of each kind; at least one."""
    return {kind: max(1, cases * share // 1000) for kind, share in SHARES.items()}
