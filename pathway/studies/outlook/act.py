"""One thing to do, and what happens if it is done later."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Phrase, phrase

Doer = Literal["company", "sponsor", "auditor"]

_WITH_IT = 10
"""Calendar days up to which a delay is said to move the listing with it."""


@frozen
class Consequence:
    """What happens if an act is done one working day after its latest day.

    Attributes:
        kind: `moves` (the date is later), `no-date` (there is none any more) or `slack` (by itself
            it moves nothing yet).
        date: The date then; None where there is none.
        days: Calendar days by which it is later; None where there is no date.
        bar: What the law makes of the delay, in words; None where it makes nothing of it.
        until: With `slack`: the last day on which it moves nothing by itself, as far as known.
    """

    kind: Literal["moves", "no-date", "slack"]
    date: Date | None
    days: int | None
    bar: Phrase | None = None
    until: Date | None = None

    @property
    def text(self) -> Phrase:
        """It in words."""
        if self.kind == "no-date":
            key = "no-date" if self.bar is None else "no-date-barred"
            return phrase(f"screen.later.{key}", bar=self.bar or "")
        if self.kind == "slack":
            key = "slack" if self.until is None else "slack-until"
            return phrase(f"screen.later.{key}", until=str(self.until))
        assert self.date is not None
        key = "with-it" if (self.days or 0) <= _WITH_IT else "moves"
        key = "barred" if self.bar is not None else key
        day = str(self.date)
        return phrase(f"screen.later.{key}", date=day, n=str(self.days), bar=self.bar or "")

    @property
    def short(self) -> Phrase:
        """It in a few words, for a narrow column."""
        if self.kind == "moves" and (self.bar is not None or (self.days or 0) <= _WITH_IT):
            key = "short-with-it" if self.bar is None else "short-barred"
            return phrase(f"screen.later.{key}", date=str(self.date))
        if self.kind == "slack":
            key = "short-slack" if self.until is None else "short-slack-until"
            return phrase(f"screen.later.{key}", until=str(self.until))
        return self.text


@frozen
class Act:
    """Something that the firm, its sponsor or its auditor must do.

    Attributes:
        id: A milestone (`bse.filed`), or `annual-report.2026`, `interim-report.2027`,
            `interim-audit.2027`, `tier-papers`, `extension`, `renewal`.
        party: Whose it is.
        title: It in words.
        planned: The day that the plan counts on.
        useful: The first day from which doing it is of use: before it, it gains nothing even if
            everything goes as fast as it can.
        latest: The last working day that keeps the date, if all else is in time.
        later: What happens if it is done one working day later.
    """

    id: str
    party: Doer
    title: Phrase
    planned: Date
    useful: Date
    latest: Date
    later: Consequence
