"""The firm of a case as of one of its days: what the case tells, and what is assumed of the rest.

The cases tell days, not figures: those are more than enough for every rule. Nor do they tell of the
meetings: once a firm has the tutoring letter, its board and shareholders are taken to have resolved
a month before it, since real firms file within days of the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from pathway.base.phrases import Number
from pathway.law.steps import STEPS, Venue
from pathway.scenario.firm import Firm, FiscalYear, Status, Steps
from pathway.scenario.scenario import Scenario
from pathway.studies.backtest.cases import Case

PLENTY = 10**12
"""A figure that no rule finds wanting."""
_RATIO = 1
_LETTER = "tutoring_passed"
_MEETINGS = timedelta(days=30)
"""How long before the tutoring letter meetings are taken to have been held."""
_ON_NEEQ = timedelta(days=1500)
"""How long before its first known day a firm is taken to have been on NEEQ, if it was."""


def scenario_of(case: Case, route: tuple[str, ...], as_of: date) -> Scenario:
    """The firm as of a day: its venue and dates as far as the case tells, and figures that no rule
    finds wanting. route: the steps that are looked at.
    """
    past = {name: day for name, day in case.milestones.items() if day <= as_of}
    venue = _venue(route, past)
    on_neeq = venue != "unlisted"
    listed = past.get("neeq.listed", min(case.milestones.values()) - _ON_NEEQ) if on_neeq else None
    entered = (
        past.get("innovation.entered", listed) if venue not in ("unlisted", "neeq-base") else None
    )
    names = (
        "share_capital",
        "market_cap",
        "holders",
        "cash_raised_since_listing",
        "cash_raised_12m",
        "volume_60d",
        "invention_patents",
        "qualified_investors",
        "market_makers",
    )
    facts = {name: Steps.always(PLENTY) for name in names}
    if not on_neeq:
        # More than 200 holders before the listing would ask for a registration of their own.
        del facts["holders"]
    facts |= {name: Steps.always(_RATIO) for name in ("public_float", "rd_staff_ratio")}
    firm = Firm(
        case.name,
        founded=date(1990, 1, 1),
        joint_stock_since=date(1990, 1, 1),
        status=Status(
            venue, listed, entered, past.get("bse.listed"), past.get("neeq-select.listed")
        ),
        fiscal_years=tuple(_year(year, as_of) for year in range(as_of.year - 5, as_of.year + 9)),
        facts=facts,
    )
    behind = {"unlisted": (), "neeq-base": ("neeq",)}.get(venue, ("neeq", "innovation"))
    steps = [step for step in route if step not in behind]
    pinned = {name: day for name, day in past.items() if name.partition(".")[0] in steps}
    return Scenario(case.name, as_of, firm, milestones={**_meetings(steps, pinned), **pinned})


def _meetings(steps: list[str], pinned: Mapping[str, date]) -> dict[str, date]:
    """The days on which meetings are taken to have been held of which a case tells nothing."""
    out: dict[str, date] = {}
    for step in steps:
        letter = pinned.get(f"{step}.{_LETTER}")
        meetings = [n for n, strand in STEPS[step].strands.items() if strand == "resolutions"]
        if letter is not None and not any(f"{step}.{name}" in pinned for name in meetings):
            out |= {f"{step}.{name}": letter - _MEETINGS for name in meetings}
    return out


def _venue(route: tuple[str, ...], past: Mapping[str, date]) -> Venue:
    """Where a firm is, by what has happened: who applies to the Beijing exchange is in the
    innovation tier already, who applies to another one is on none.
    """
    if "bse" not in route:
        if not route[0].endswith("-transfer"):
            return "unlisted"
        return "bse" if "bse.listed" in past else "neeq-select"
    steps = {name.partition(".")[0] for name in past}
    if "innovation.entered" in past or ("bse" in steps and "neeq.listed" not in past):
        return "neeq-innovation"
    return "neeq-base" if "neeq.listed" in past or "innovation" in steps else "unlisted"


def _year(year: int, as_of: date) -> FiscalYear:
    """A fiscal year with plenty of everything, growing, its report out at once."""
    plenty: Number = PLENTY * (year - 1990)
    return FiscalYear(
        year,
        "audited" if year < as_of.year else "forecast",
        net_profit=plenty,
        revenue=plenty,
        operating_cash_flow=plenty,
        rd_expense=plenty,
        net_assets=plenty * 10,
        roe=_RATIO,
        audit_opinion="unqualified",
        published=date(year + 1, 1, 1),
    )
