"""What can happen to a firm that the law counts from, and what a scenario says of it.

The kinds of events and of persons are words that scenarios and the law share. Which of them bar a
firm, and for how long, the rulebook says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from attrs import frozen

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
    "controller-change",
    "main-business-change",
    "officers-change",
    "restructuring",
    "special-voting-adopted",
    "sponsor-change",
    "auditor-change",
    "intermediary-barred",
    "papers-barred",
    "board-change",
    "shares-from-reserves",
]
Person = Literal["company", "controller", "director", "officer", "subsidiary", "holder"]
"""On whom an event fell. controller: the controlling shareholder or whoever controls the firm. holder:
another holder of 5% or more.
"""
PERSONS: tuple[Person, ...] = get_args(Person)

EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)
EVENT_KEYS: Mapping[str, tuple[str, ...]] = {
    "csrc-penalty": ("executed", "on", "matter"),
    "public-censure": ("on", "matter"),
    "criminal-conviction": ("executed", "on"),
    "major-violation": ("executed", "on"),
    "investigation": ("until", "on"),
    "dishonest-list": ("until", "on"),
    "late-report": (),
    "tier-demotion": ("ground",),
    "application-rejected": ("venue",),
    "application-withdrawn": ("venue", "after_inspection"),
    "controller-change": (),
    "main-business-change": (),
    "officers-change": (),
    "restructuring": (),
    "special-voting-adopted": (),
    "sponsor-change": (),
    "auditor-change": (),
    "intermediary-barred": ("until",),
    "papers-barred": ("until", "on"),
    "board-change": ("venue",),
    "shares-from-reserves": (),
}
"""Every kind of event, with what a scenario may say of it besides its kind, date and note."""
LASTING = frozenset(kind for kind, keys in EVENT_KEYS.items() if "until" in keys)
"""Kinds that last: without an end they go on."""
EXECUTED = frozenset(kind for kind, keys in EVENT_KEYS.items() if "executed" in keys)
"""Sentences and penalties, whose execution ends on a later day."""
DEMOTION_GROUNDS = ("late-report", "annual-report", "price", "other")
"""Why a firm was moved down a tier: a late report; what a report says; price or market value; else,
and where no ground is given, `other`.
"""
MATTERS = ("fund-occupation", "illegal-guarantee", "other")
"""What a penalty or censure was for: funds occupied by the controller, guarantees against the rules;
else, and where nothing is said, `other`.
"""
PLACEMENTS = ("placement-under-way", "placement-completed")
"""Placements as the law asks about them: not completed yet; completed, with new holders."""
ASKED: frozenset[str] = (
    frozenset(EVENT_KINDS)
    | {"application-withdrawn-after-inspection", "forced-delisting", *PLACEMENTS}
    | {f"{kind}:{m}" for kind, keys in EVENT_KEYS.items() if "matter" in keys for m in MATTERS}
    | {f"tier-demotion:{ground}" for ground in DEMOTION_GROUNDS}
)
"""What the law may ask about: every kind, and some of them narrowed down."""


@frozen
class Occurrence:
    """An event as the law counts it, its days as ordinals.

    start: its own day. ended: from which day it is over, None where it is not or cannot be.
    executed: the day on which the execution of a sentence or penalty ended, None where that is not
    given. path: where the scenario says it.
    """

    start: int
    ended: int | None = None
    executed: int | None = None
    on: Person = "company"
    path: str = "events"
