"""Amounts of money that carry their own size: 24m, 2400万, 1.2亿, 24000000元.

Such an amount is in yuan, whatever the unit of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from pathway.base.phrases import Number
from pathway.scenario.file.tree import Odd, exact, simple

SIZES: Mapping[str, int] = {
    "k": 10**3,
    "m": 10**6,
    "bn": 10**9,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "亿": 10**8,
    "wan": 10**4,
    "yi": 10**8,
    "元": 1,
    "yuan": 1,
}
"""What may stand behind a number -> how many times it is taken."""
_AMOUNT = re.compile(
    r"([-+]?(?:[0-9]{1,3}(?:[,_][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*"
    rf"({'|'.join(SIZES)})\s*(?:元|yuan)?"
)
_LONGEST = 60
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94)}
"""Full-width digits, letters and signs -> the usual ones."""


def sized(text: str) -> Number | None:
    """The yuan of an amount with a size; None for any other text."""
    if len(text) > _LONGEST:
        return None
    match = _AMOUNT.fullmatch(text.translate(_NARROW).strip().casefold())
    if match is None:
        return None
    number = exact(re.sub(r"[,_]", "", match[1]))
    return None if isinstance(number, Odd) else simple(Fraction(number) * SIZES[match[2]])
