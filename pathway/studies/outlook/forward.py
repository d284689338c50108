"""What the firm, its sponsor or its auditor can do to bring a date forward, in few words."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from typing import TYPE_CHECKING

from attrs import frozen

from pathway.base.phrases import Phrase, phrase
from pathway.law.steps import Venue
from pathway.planning.values import Plan

if TYPE_CHECKING:
    from pathway.studies.levers.results import Change

_MOST, _LOOKED_AT = 2, 12
"""How many are told, and among how many levers they are looked for."""


@frozen
class Forward:
    """Something that can be done to bring the date forward.

    Attributes:
        text: It in words.
        date: The date then.
        days: Calendar days by which it is earlier.
    """

    text: Phrase
    date: Date
    days: int


def forward(plan: Plan, target: Venue) -> tuple[Forward, ...]:
    """The acts that bring a date forward most, one for each date: reports, steps and choices, no
    figures. Two together where that brings more. The earliest date first.
    """
    from pathway.studies.levers.search import brief

    found = brief(plan.scenario, target, plan.rulebook, plan.strict, _LOOKED_AT)
    out: dict[Date, Forward] = {}
    for lever in found.levers:
        if lever.days_gained is None or any(one.input.kind == "amount" for one in lever.changes):
            continue
        words = [change_words(one) for one in lever.changes]
        text = words[0] if len(words) == 1 else phrase("screen.both", one=words[0], two=words[1])
        out.setdefault(lever.date, Forward(text, lever.date, lever.days_gained))
    return tuple(out.values())[:_MOST]


def change_words(change: Change) -> Phrase:
    """A change of one input in words."""
    from pathway.studies.levers.inputs import shown

    item = change.input
    before, after = shown(item, item.value), shown(item, change.value)
    key = "screen.change" if item.kind == "amount" else f"screen.change-{item.kind}"
    return phrase(key, title=item.title, before=before, after=after)
