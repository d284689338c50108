"""What `levers` answers: changes that bring the date forward, and margins of the present one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)

from attrs import field, frozen

from pathway.base.phrases import Bilingual
from pathway.base.renderable import Renderable
from pathway.law.steps import Venue
from pathway.scenario.scenario import Scenario
from pathway.studies.compare import Changed, Flip
from pathway.studies.levers import MIN_DAYS
from pathway.studies.levers.inputs import Input, Override, Setting


@frozen
class Change:
    """One input set to another value.

    Attributes:
        input: What is changed.
        value: To what, in the unit of the input.
    """

    input: Input
    value: Setting


@frozen
class Lever:
    """A change, or several together, that brings the date forward.

    Attributes:
        changes: What is changed.
        set: The same as overrides, which `rebuild(scenario, lever.set)` takes: from paths to values,
            numbers (amounts in the unit of the scenario's file) and truths as such, days and words
            as texts.
        date: The date with the change.
        route: The best route with the change, by id.
        days_gained: Calendar days. None where there is no date without the change.
        changed: Where the chain of causes parts from that of the plan without the change.
        flipped: The requirements that first hold on another day.
    """

    changes: tuple[Change, ...]
    set: Mapping[str, Override]
    date: Date
    route: str
    days_gained: int | None
    changed: Changed | None
    flipped: tuple[Flip, ...]


@frozen
class Barrier:
    """What a firm falls under behind a cliff: a requirement that fails on the day of the plan.

    Attributes:
        rule: Its provision, by id.
        title: Its title.
        until: The first day from then on on which it is fulfilled again. None where there is none.
    """

    rule: str
    title: Bilingual
    until: Date | None


@frozen
class Margin:
    """How far one input may move before the date slips.

    Attributes:
        input: What moves.
        cliff: The nearest value at which the date slips, in the unit of the input.
        set: What shows it, as overrides, which `rebuild(scenario, margin.set)` takes: the cliff; of an
            act, the first day from it on on which it can take place, and of what comes before it
            in its application the days on which that does. Empty where the plan then goes
            another way, without the act.
        date_after: The date then. None where no date is left.
        days_lost: Calendar days. None where no date is left.
        legal: The last legal day, where the cliff is the day after it: of a report, or of the
            statements that an act rests on.
        bar: What stands in the way behind a legal day, if anything does.
    """

    input: Input
    cliff: Setting
    set: Mapping[str, Override]
    date_after: Date | None
    days_lost: int | None
    legal: Date | None = None
    bar: Barrier | None = None


@frozen
class Leverage(Renderable):
    """The answer of `levers`: what would bring the date forward, and what would put it off.

    Attributes:
        scenario: What was planned, with the pace that was used.
        target: The venue.
        date: The date without changes. None where there is none.
        route: The best route without changes, by id.
        by: The day that levers had to reach, if one was asked for.
        levers: The changes that help, the earliest date first: what the firm, its sponsor or its
            auditor can do, one change or two together.
        margins: How far each figure, report and act may slip, the earliest date after it first.
        pairs: Whether all levers are pairs, because no single change helps.
        reviews: The date if every step that authorities and exchanges decide took no longer than
            with the fastest quarter of firms. None where it was not asked for, or gains nothing.
        min_days: What a lever gains, and a margin costs, at least, in calendar days.
        planned: How many scenarios were planned to find them.
    """

    scenario: Scenario
    target: Venue
    date: Date | None
    route: str | None
    by: Date | None
    levers: tuple[Lever, ...]
    margins: tuple[Margin, ...]
    pairs: bool = False
    reviews: Lever | None = None
    min_days: int = MIN_DAYS
    planned: int = field(default=0, repr=False)

    def __repr__(self) -> str:
        found = f"{len(self.levers)} levers, {len(self.margins)} margins"
        return f"<Leverage of {self.scenario.name!r} for {self.target} {self.date}: {found}>"
