"""What the firm, its sponsor or its auditor can do to bring a date forward, in few words: three plans
are made for it, of a report that is out sooner, of own steps at their fastest, and of both. The
smallest changes that help are found by `levers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from typing import TYPE_CHECKING

from attrs import field, frozen

from pathway.base.phrases import Phrase, phrase
from pathway.law.steps import Venue
from pathway.planning.solve import Ask
from pathway.planning.values import Plan

if TYPE_CHECKING:
    from pathway.studies.levers.inputs import Input, Setting
    from pathway.studies.levers.probe import Probe
    from pathway.studies.levers.results import Change

_SOONER = (3, 31)
"""Month and day by which a report that is out sooner is tried: a month before the legal day."""


@frozen
class Forward:
    """Something that can be done to bring the date forward.

    Attributes:
        text: It in words.
        date: The date then.
        days: Calendar days by which it is earlier.
        set: The same as overrides, which `rebuild` takes.
    """

    text: Phrase
    date: Date
    days: int
    set: Mapping[str, str | int] = field(repr=False)


def forward(plan: Plan, target: Venue) -> tuple[Forward, ...]:
    """The acts of three that bring a date forward by ten days or more, the earliest date first; both
    together only where that brings more than either.
    """
    from pathway.studies.levers import MIN_DAYS
    from pathway.studies.levers.probe import Probe

    probe = Probe(plan.scenario, Ask((target,), plan.pace, plan.rulebook, plan.strict))
    base, found = probe.base, list(_tried(probe))
    if base is None:
        return ()
    out: list[Forward] = []
    for text, settings in found:
        when = probe.day(settings)
        beyond = min([base, *(one.date for one in out)])
        if when is None or (beyond - when).days < MIN_DAYS:
            continue
        days = (base - when).days
        out.append(Forward(text, when, days, {i.path: _given(v) for i, v in settings.items()}))
    return tuple(sorted(out, key=lambda one: one.date))


def _tried(probe: Probe) -> Iterator[tuple[Phrase, dict[Input, Setting]]]:
    """What is tried, in words, with the settings of it."""
    report = _report(probe)
    steps: dict[Input, Setting] = {
        item: item.low
        for item in probe.inputs
        if item.kind == "length" and item.whose != "authority" and item.low < item.high
    }
    fastest = phrase("screen.own-steps")
    if report is not None:
        yield report
    if steps:
        yield fastest, steps
    if report is not None and steps:
        yield phrase("screen.both", one=report[0], two=fastest), {**report[1], **steps}


def _report(probe: Probe) -> tuple[Phrase, dict[Input, Setting]] | None:
    """The next annual report by the end of March, where it is to come out later."""
    from pathway.studies.levers.inputs import shown

    for item in probe.inputs:
        if item.kind == "day" and item.path.startswith("fiscal_years.") and "half" not in item.path:
            assert isinstance(item.value, date)
            sooner = date(item.value.year, *_SOONER)
            if not probe.scenario.as_of < sooner < item.value:
                return None
            values = {"before": shown(item, item.value), "after": sooner}
            return phrase("screen.change-day", title=item.title, **values), {item: sooner}
    return None


def _given(value: Setting) -> str | int:
    return value if isinstance(value, int) else str(value)


def change_words(change: Change) -> Phrase:
    """A change of one input in words."""
    from pathway.studies.levers.inputs import shown

    item = change.input
    before, after = shown(item, item.value), shown(item, change.value)
    key = "change"
    if isinstance(change.value, date) and isinstance(item.value, date):
        key = "change-day" if change.value < item.value else key
    return phrase(f"screen.{key}", title=item.title, before=before, after=after)
