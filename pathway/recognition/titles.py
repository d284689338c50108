"""Titles that a firm holds: how long they last, when they are reviewed, and what they are worth on
a day.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Phrase, phrase
from pathway.law.raw_tables import day, number, parsed, rows
from pathway.recognition.texts import batches
from pathway.scenario.firm import LEVELS, Firm, Level, Recognition

State = Literal["valid", "review-due", "expired-or-pending"]


@frozen
class Title:
    """A title that a firm holds, on a day.

    Attributes:
        level: The rung.
        granted: The day on which it was granted.
        state: `valid`; `review-due`: the year of the review has come, three years since the title
            have not passed, and no result is on file; or `expired-or-pending`: they have passed.
            The last two count neither as valid nor as lost.
        review_year: The year in which it is (or was) next reviewed.
        batch: The number of its national round, if it has one.
    """

    level: Level
    granted: date
    state: State
    review_year: int
    batch: int | None = None

    @property
    def text(self) -> Phrase:
        """The state in words."""
        return phrase(f"ladder.state.{self.state}", year=self.review_year)


@cache
def _validity() -> int:
    """The years that a title lasts (the same in every version known)."""
    return int(max(number(row, "validity_years") for row in rows(parsed("rounds"), "lifecycle")))


def held(firm: Firm, when: date) -> tuple[Title, ...]:
    """The titles granted by a day, each with its state, from the lowest rung up; of several of one
    rung the latest.
    """
    latest: dict[Level, Recognition] = {}
    for row in sorted(firm.recognition, key=lambda r: r.granted):
        if row.granted <= when:
            latest[row.level] = row
    return tuple(_title(latest[level], when) for level in LEVELS if level in latest)


def _title(row: Recognition, when: date) -> Title:
    passed = [year for year in row.reviewed if row.granted.year < year <= when.year]
    due = max([row.granted.year, *passed]) + _validity()
    turn = (when.month, when.day) >= (row.granted.month, row.granted.day)
    state: State = "valid"
    if row.valid_until is not None and row.valid_until.year >= due:
        state = "valid" if when <= row.valid_until else "expired-or-pending"
    elif when.year >= due:
        state = "review-due" if when.year == due and not turn else "expired-or-pending"
    # Champions' lists come a year after their call: only little giants are told apart by the year.
    national = (
        b.batch for b in batches() if b.level == "little-giant" and b.year == row.granted.year
    )
    batch = next(national, None) if row.level == "little-giant" else None
    return Title(row.level, row.granted, state, due, batch)


def holds(titles: tuple[Title, ...], level: Level) -> bool | None:
    """Whether a rung's title is held: for the first three rungs a higher one of them does too.
    None: not certain.
    """
    wanted = (level,) if level == "champion" else LEVELS[LEVELS.index(level) : 3]
    found = [title.state for title in titles if title.level in wanted]
    return True if "valid" in found else None if found else False


def updates(when: date) -> tuple[str, str]:
    """The yearly day by which titles' data are updated ("MM-DD"), and the status of that rule."""
    inforce = [
        row for row in rows(parsed("rounds"), "lifecycle") if (day(row, "from") or date.max) <= when
    ]
    row = (inforce or list(rows(parsed("rounds"), "lifecycle"))[:1])[-1]
    update = row["update"]
    assert isinstance(update, dict)
    return str(update["day"]), str(update["status"])
