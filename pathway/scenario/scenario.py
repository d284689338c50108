"""A firm, the plan asked for, the assumptions made and the milestones that are fixed: one scenario.

This module says what a scenario is; `pathway.scenario.file` reads one from TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import field, frozen

from pathway.base.phrases import Number, Phrase
from pathway.law.steps import Venue
from pathway.scenario.firm import Firm

Pace = Literal["floor", "typical", "cautious"]
PACES: tuple[Pace, ...] = ("floor", "typical", "cautious")
Extension = Literal["never", "review", "always"]
LaterYears = Literal["as-last", "none"]
Party = Literal["company", "sponsor", "auditor", "lawyer", "authority"]


@frozen
class Task:
    """A piece of work that the firm adds to its working timetable.

    before, after: the milestone by which it must be done, or after which it begins; one of the two.
    working_days: how long it takes.
    """

    name: str
    party: Party
    working_days: int
    before: str | None = None
    after: str | None = None


@frozen
class Scenario:
    """Everything one plan is made from.

    as_of: "today", and the day up to which law and calendars are known. targets: venues asked for,
    or None for every venue above the present one. milestones: facts and fixed days, by milestone
    id. statement_extension: as given (`extension` says what holds at the pace). report_day and
    interim_report_day: (month, day) on which reports come out where not given. interim_audit_day:
    (month, day) on which half-year accounts that are assumed to be audited are available.
    later_years: what is taken of fiscal years after the last one given. pauses_end: the first day
    after a market pause whose end is not known. durations: calendar days that override the
    rulebook's, by the milestone reached. tasks: the firm's own. document: the merged file after
    overrides, for those who change it again. doubts: what can be read but is hardly meant, in
    words.
    """

    name: str
    as_of: date
    firm: Firm
    targets: tuple[Venue, ...] | None = None
    pace: Pace = "typical"
    horizon_years: int = 10
    milestones: Mapping[str, date] = field(factory=dict)
    report_day: tuple[int, int] = (4, 20)
    interim_report_day: tuple[int, int] = (8, 31)
    interim_audit_day: tuple[int, int] = (9, 30)
    interim_audits: bool = True
    statement_extension: Extension | None = None
    later_years: LaterYears = "as-last"
    pauses_end: date | None = None
    durations: Mapping[str, int] = field(factory=dict)
    tasks: tuple[Task, ...] = ()
    uncertainty: Mapping[str, Number] = field(factory=dict)
    defaulted: frozenset[str] = frozenset()
    source: str = ""
    document: Mapping[str, object] = field(factory=dict, repr=False, eq=False)
    doubts: tuple[Phrase, ...] = ()

    @property
    def extension(self) -> Extension:
        """When the extension of statement validity is taken: as given; else in review, and at the
        floor, a bound with every relief used, always.
        """
        return self.statement_extension or ("always" if self.pace == "floor" else "review")
