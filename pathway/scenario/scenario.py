"""A firm, the plan asked for, the assumptions made and the milestones that are fixed: one scenario.

This module says what a scenario is; `pathway.scenario.file` reads one from TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from attrs import field, frozen

from pathway.base.phrases import Number, Phrase
from pathway.law.steps import LEGAL_DAYS, Pace, Venue
from pathway.scenario.firm import Firm

Extension = Literal["never", "review", "always"]
EXTENSIONS: tuple[Extension, ...] = get_args(Extension)
"""When the extension of statement validity is counted on, the safest first."""
LaterYears = Literal["as-last", "none"]
Party = Literal["company", "sponsor", "auditor", "lawyer", "authority"]

PACE: Pace = "typical"
LATER_YEARS: LaterYears = "as-last"
HORIZON_YEARS = 10
REPORT_DAY, INTERIM_REPORT_DAY, INTERIM_AUDIT_DAY = (4, 20), LEGAL_DAYS.interim_report, (9, 30)
"""What holds where a scenario does not say: (month, day) for the days on which reports come out."""


@frozen
class Task:
    """A piece of work that the firm adds to its working timetable.

    Attributes:
        name: What it is called.
        party: Who does it.
        working_days: How many working days it takes.
        before: The milestone by which it must be done; this or `after`.
        after: The milestone after which it begins.
    """

    name: str
    party: Party
    working_days: int
    before: str | None = None
    after: str | None = None


@frozen
class Scenario:
    """Everything that one plan is made from; `load` reads it from a file.

    Attributes:
        name: What the firm or the case is called.
        as_of: "Today": the day up to which facts, law and calendars are known.
        firm: The firm.
        targets: The venues asked for. None: every exchange above the present venue.
        pace: How long steps take: `floor`, `typical` or `cautious`.
        horizon_years: Years from `as_of` on in which dates are looked for.
        milestones: The days of milestones that have been reached, or are fixed, by id.
        report_day: The month and day on which an annual report comes out, where the firm does not
            give the day.
        interim_report_day: The same for the report of a first half-year.
        interim_audit_day: The month and day on which half-year accounts that are assumed to be
            audited are available.
        interim_audits: Whether the accounts of a first half-year are taken to be audited, where the
            firm does not say.
        statement_extension: Where the time for which audited statements are valid may be extended:
            `never`, while an application is under `review`, or `always`. None: not given;
            `extension` says what holds.
        later_years: What is taken of fiscal years after the last one given: `as-last` or `none`.
        pauses_end: The first day after a market pause whose end is not known. None: the day after
            `as_of`.
        durations: Calendar days that a step takes, in place of the rulebook's, by the milestone
            reached.
        tasks: The firm's own work beside the plan, each for a number of working days.
        uncertainty: The coefficient of variation of a forecast, by figure, for `simulate`;
            `durations`: 0 where they are certain.
        defaulted: Scenario paths that a default stands for.
        source: The file that was read.
        document: The merged file with its overrides, amounts in its own unit, for `rebuild`.
        doubts: Overrides that can be read but are hardly meant, in words.
        notices_through: The last day whose holiday notices are known. None: the as-of day.
    """

    name: str
    as_of: date
    firm: Firm
    targets: tuple[Venue, ...] | None = None
    pace: Pace = PACE
    horizon_years: int = HORIZON_YEARS
    milestones: Mapping[str, date] = field(factory=dict)
    report_day: tuple[int, int] = REPORT_DAY
    interim_report_day: tuple[int, int] = INTERIM_REPORT_DAY
    interim_audit_day: tuple[int, int] = INTERIM_AUDIT_DAY
    interim_audits: bool = True
    statement_extension: Extension | None = None
    later_years: LaterYears = LATER_YEARS
    pauses_end: date | None = None
    durations: Mapping[str, int] = field(factory=dict)
    tasks: tuple[Task, ...] = ()
    uncertainty: Mapping[str, Number] = field(factory=dict)
    defaulted: frozenset[str] = frozenset()
    source: str = ""
    document: Mapping[str, object] = field(factory=dict, repr=False, eq=False)
    doubts: tuple[Phrase, ...] = ()
    notices_through: date | None = None

    def __repr__(self) -> str:
        venue = self.firm.status.venue
        return f"<Scenario {self.name!r} as of {self.as_of}, {venue}, {self.pace}>"

    @property
    def extension(self) -> Extension:
        """Where the validity of audited statements may be extended: as given, else by the pace.

        That is in review; at the floor, a bound with every relief used, always.
        """
        return self.statement_extension or ("always" if self.pace == "floor" else "review")
