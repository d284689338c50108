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

PACE: Pace = "typical"
HORIZON_YEARS = 10
REPORT_DAY, INTERIM_REPORT_DAY = (4, 20), LEGAL_DAYS.interim_report
"""What holds where a scenario does not say: (month, day) for the days on which reports come out."""


@frozen
class Scenario:
    """Everything one plan is made from.

    as_of: "today", and the day up to which law and calendars are known. targets: venues asked for,
    or None for every venue above the present one. milestones: facts and fixed days, by milestone
    id. statement_extension: as given (`extension` says what holds at the pace). report_day and
    interim_report_day: (month, day) on which reports come out where not given. pauses_end: the
    first day after a market pause whose end is not known. durations: calendar days that override
    the rulebook's, by the milestone reached. document: the merged file after overrides, for those
    who change it again. doubts: overrides that can be read but are hardly meant, in words.
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
    interim_audits: bool = True
    statement_extension: Extension | None = None
    pauses_end: date | None = None
    durations: Mapping[str, int] = field(factory=dict)
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
