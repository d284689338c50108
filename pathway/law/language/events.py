"""The events of a firm that the law asks about."""

from __future__ import annotations

from typing import Literal, get_args

EventKind = Literal[
    "csrc-penalty",
    "public-censure",
    "criminal-conviction",
    "major-violation",
    "investigation",
    "dishonest-list",
    "late-report",
    "tier-demotion",
    "application-rejected",
    "application-withdrawn",
]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)
"""What a scenario may report."""
EVENTS = frozenset(
    {
        *EVENT_KINDS,
        "tier-demotion:annual-report",
        "tier-demotion:other",
        "application-withdrawn-after-inspection",
    }
)
"""What `clear_of` and `no_open` may ask about: the kinds, and some of them narrowed down."""
