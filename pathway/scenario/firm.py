"""What is known of a firm, and since when. Money in yuan, shares in shares, ratios as fractions of
one.

Every number is exact (`int` or `Fraction`): a mean of returns that is exactly 8% must not fall to
7.9999…%. Two dates belong to a fact: the period that it describes and the day from which it is
known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from attrs import field, fields, frozen

from pathway.base.phrases import Number
from pathway.law.language.events import EventKind
from pathway.law.rulebook import vocabulary
from pathway.law.steps import Venue

Basis = Literal["audited", "forecast"]
BASES: tuple[Basis, ...] = get_args(Basis)
_Date = date

FACTS: Mapping[str, str] = {
    metric.path.removeprefix("facts."): metric.unit
    for metric in vocabulary().values()
    if metric.path.startswith("facts.")
}
"""Facts that may change over time, those that the law has a word for: name -> unit."""
GOVERNANCE: tuple[str, ...] = tuple(
    metric.path.removeprefix("governance.")
    for metric in vocabulary().values()
    if metric.path.startswith("governance.")
)
"""What a firm may state about itself, in the law's words."""
FORECAST_METRICS = (
    "net_profit",
    "revenue",
    "operating_cash_flow",
    "rd_expense",
    "net_assets",
    "roe",
)
"""The metrics of a fiscal year that a forecast gives."""
PROFIT_PAIR = ("net_profit_reported", "net_profit_recurring")
"""Net profit before and after non-recurring items; `net_profit` is the lower of them."""

Level = Literal["innovative", "specialised", "little-giant", "champion"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The titles of the specialised-SME ladder, from the lowest rung up."""


@frozen
class HalfYear:
    """Figures of a year's first half. published: the day its report came or comes out; None if not
    given.
    """

    net_profit: Number | None = None
    revenue: Number | None = None
    audited: bool | None = None
    published: date | None = None


@frozen
class FiscalYear:
    """One calendar year's figures, audited or forecast.

    net_profit: attributable, the lower of before and after non-recurring items. roe: weighted
    average, on the same basis. net_assets: at year end. main_revenue: of the main business.
    published: when the audited report is (to be) available; None means the scenario's report day.
    """

    year: int
    basis: Basis
    net_profit: Number | None = None
    net_profit_reported: Number | None = None
    net_profit_recurring: Number | None = None
    revenue: Number | None = None
    operating_cash_flow: Number | None = None
    rd_expense: Number | None = None
    net_assets: Number | None = None
    roe: Number | None = None
    audit_opinion: str | None = None
    published: date | None = None
    half_year: HalfYear | None = None
    main_revenue: Number | None = None


@frozen
class Steps:
    """A fact that changes on certain days: `at(day)` is the value of the last step on or before it,
    else None.
    """

    steps: tuple[tuple[date, Number], ...]

    @classmethod
    def always(cls, value: Number) -> Steps:
        """A fact that is simply a number."""
        return cls(((date.min, value),))

    def at(self, when: date) -> Number | None:
        i = bisect_right([start for start, _ in self.steps], when) - 1
        return self.steps[i][1] if i >= 0 else None


@frozen
class Multiple:
    """Market capitalisation as a multiple (price/earnings) of the latest known year's net
    profit.
    """

    pe: Number


@frozen
class Listing:
    """An earlier continuous NEEQ listing."""

    listed: date
    delisted: date


@frozen
class Status:
    """Where the firm is now. Dates are None where not given or not applicable."""

    venue: Venue = "unlisted"
    neeq_listed: date | None = None
    innovation_entered: date | None = None
    bse_listed: date | None = None
    select_entered: date | None = None
    earlier_neeq: tuple[Listing, ...] = ()


@frozen
class Event:
    """Something that bars a firm for a time. until: when an investigation or a listing as dishonest
    ended.
    """

    kind: EventKind
    date: _Date
    until: _Date | None = None
    after_inspection: bool | None = None
    venue: Venue | None = None
    ground: str | None = None


@frozen
class Offering:
    """The planned public offering: shares, placees (persons), holders after it (persons), capital
    after it (shares).
    """

    new_shares: Number | None = None
    placees: Number | None = None
    holders_after: Number | None = None
    share_capital_after: Number | None = None


OFFERING_KEYS: tuple[str, ...] = tuple(item.name for item in fields(Offering))
"""What a scenario tells of the planned offering."""


@frozen
class Recognition:
    """A title of the specialised-SME ladder that the firm holds.

    reviewed: the years of the reviews that it has passed. valid_until: the last day on its
    certificate, if given.
    """

    level: Level
    granted: date
    reviewed: tuple[int, ...] = ()
    valid_until: date | None = None


@frozen
class Firm:
    """A firm as one scenario knows it.

    facts: name -> Steps (or Multiple, for market_cap). governance: name -> bool, the firm's own
    statements about itself (`pathway/rulebook/vocabulary.toml` lists both). ladder: raw answers for
    the recognition ladder.
    """

    name: str = ""
    industry: str | None = None
    province: str | None = None
    founded: date | None = None
    joint_stock_since: date | None = None
    status: Status = Status()
    fiscal_years: tuple[FiscalYear, ...] = ()
    facts: Mapping[str, Steps | Multiple] = field(factory=dict)
    governance: Mapping[str, bool] = field(factory=dict)
    offering: Offering = Offering()
    events: tuple[Event, ...] = ()
    recognition: tuple[Recognition, ...] = ()
    ladder: Mapping[str, object] = field(factory=dict)
