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
from pathway.law.events import EventKind, Person
from pathway.law.rulebook import vocabulary
from pathway.law.steps import Venue

Basis = Literal["audited", "forecast"]
BASES: tuple[Basis, ...] = get_args(Basis)
_Date = date
InnovationTest = Literal["profit", "growth", "rd", "market"]
Investors = Literal["professional", "other"]
HolderRole = Literal[
    "controller", "ten-percent", "officer", "core-staff", "strategic-staff", "strategic", "other"
]
HOLDER_ROLES: tuple[HolderRole, ...] = get_args(HolderRole)
"""What holders of shares are to the firm, as far as lock-ups tell them apart."""

FACTS: Mapping[str, str] = {
    metric.path.removeprefix("facts."): metric.unit
    for metric in vocabulary().values()
    if metric.path.startswith("facts.")
}
"""Facts that may change over time, those that are metrics of the law: name -> unit."""
GOVERNANCE: tuple[str, ...] = tuple(
    metric.path.removeprefix("governance.")
    for metric in vocabulary().values()
    if metric.path.startswith("governance.")
)
"""What a firm may state about itself: metrics of the law too."""
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
    """The figures of a year's first half. None where one is not given.

    Attributes:
        net_profit: In yuan, as for a `FiscalYear`.
        revenue: In yuan.
        audited: Whether the accounts are audited.
        published: The day on which the report came or comes out.
        audit_opinion: Of the audited accounts, as for a `FiscalYear`.
    """

    net_profit: Number | None = None
    revenue: Number | None = None
    audited: bool | None = None
    published: date | None = None
    audit_opinion: str | None = None


@frozen
class FiscalYear:
    """One calendar year's figures, audited or forecast. None where one is not given.

    Attributes:
        year: The calendar year.
        basis: `audited` or `forecast`.
        net_profit: In yuan, attributable to the parent: the lower of before and after non-recurring
            items, as every board's listing rules count it.
        net_profit_reported: In yuan, before non-recurring items are taken out.
        net_profit_recurring: In yuan, after they are taken out.
        revenue: In yuan.
        operating_cash_flow: In yuan, net.
        rd_expense: In yuan.
        net_assets: In yuan, at year end.
        roe: Weighted average return on equity, as a fraction of one, on the basis of `net_profit`.
        audit_opinion: `unqualified`, `unqualified-with-emphasis`, `qualified`, `adverse` or
            `disclaimer`.
        published: The day from which the audited report is available, and the year counts. None:
            the scenario's report day.
        half_year: The figures of the first half.
        main_revenue: In yuan, of the main business.
        dividends: In yuan, paid in cash for the year, whenever they are paid.
        directors_vouch: Whether more than half of the directors vouch for the annual report.
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
    dividends: Number | None = None
    directors_vouch: bool | None = None

    @property
    def unqualified_or_emphasis(self) -> int | None:
        """Whether the opinion is unqualified, an emphasis of matter allowed; None if not given."""
        return self._opinion("unqualified", "unqualified-with-emphasis")

    @property
    def qualified_opinion(self) -> int | None:
        """Whether the opinion is qualified; None if not given."""
        return self._opinion("qualified")

    @property
    def adverse_or_disclaimer(self) -> int | None:
        """Whether the opinion is adverse or disclaimed; None if not given."""
        return self._opinion("adverse", "disclaimer")

    def _opinion(self, *kinds: str) -> int | None:
        return None if self.audit_opinion is None else int(self.audit_opinion in kinds)


@frozen
class ExtraAudit:
    """Audited statements beyond those of the fiscal years and half-years, up to a month end.

    Attributes:
        period_end: The last day that they cover.
        published: The day on which they are signed and available.
    """

    period_end: date
    published: date


@frozen
class Placement:
    """An issue of shares or convertible bonds for cash, at or after the NEEQ listing.

    Attributes:
        date: The day of its completion. None while it is under way.
        cash: In yuan, raised by it.
        market_cap: In yuan, at the price of the placement.
        investors: Whether professional ones took it.
        open_since: The day since which it is under way.
        new_holders: Whether it brings new holders. None where it is not said: it is taken to.
    """

    date: _Date | None = None
    cash: Number | None = None
    market_cap: Number | None = None
    investors: Investors | None = None
    open_since: _Date | None = None
    new_holders: bool | None = None


@frozen
class HolderGroup:
    """Holders of shares from before a listing that come free together.

    Attributes:
        group: What they are called.
        role: What they are to the firm.
        shares: How many shares they hold together. None where it is not given.
        acquired: The day on which they acquired them, if given: who joins shortly before a filing
            is locked from that day.
    """

    group: str
    role: HolderRole
    shares: Number | None = None
    acquired: date | None = None


@frozen
class Steps:
    """A fact that changes on certain days.

    Attributes:
        steps: The days from which a value holds, in order, with the value.
    """

    steps: tuple[tuple[date, Number], ...]

    @classmethod
    def always(cls, value: Number) -> Steps:
        """A fact that never changes.

        Args:
            value: Its value.

        Returns:
            The fact.
        """
        return cls(((date.min, value),))

    def at(self, when: date) -> Number | None:
        """The value on a day.

        Args:
            when: The day.

        Returns:
            The value of the last step on or before the day; None before the first.
        """
        i = bisect_right([start for start, _ in self.steps], when) - 1
        return self.steps[i][1] if i >= 0 else None


@frozen
class Multiple:
    """Market capitalisation as a multiple of the net profit of the last year known.

    Attributes:
        pe: Price over earnings.
    """

    pe: Number


@frozen
class Listing:
    """An earlier continuous listing on NEEQ.

    Attributes:
        listed: Its first day.
        delisted: The day on which it ended.
        forced: Whether NEEQ ended it by force.
    """

    listed: date
    delisted: date
    forced: bool = False


@frozen
class Status:
    """Where the firm is now. A day is None where it is not given, or there is none.

    Attributes:
        venue: The market or tier.
        neeq_listed: Since when it is listed on NEEQ without a break.
        innovation_entered: Since when it is in the innovation tier.
        bse_listed: Since when it is listed on the Beijing exchange.
        select_entered: Since when it was in the former select tier.
        earlier_neeq: Earlier listings on NEEQ.
        innovation_test: The test by which it entered the innovation tier.
    """

    venue: Venue = "unlisted"
    neeq_listed: date | None = None
    innovation_entered: date | None = None
    bse_listed: date | None = None
    select_entered: date | None = None
    earlier_neeq: tuple[Listing, ...] = ()
    innovation_test: InnovationTest | None = None


@frozen
class Event:
    """Something that the law counts from; `EVENT_KEYS` says which kind has what.

    Attributes:
        kind: What happened.
        date: The day on which it happened, or began.
        until: The day on which an investigation, a listing as dishonest or a ban ended. None: it
            goes on.
        after_inspection: Of an application withdrawn: whether an on-site inspection came before.
        venue: Of an application that was rejected or withdrawn: where it was made. Of a change of
            board: the one left.
        ground: Of a demotion from a tier: why.
        executed: The day on which the execution of a sentence or penalty ended.
        on: On whom it fell.
        matter: Of a penalty or censure: what for.
        note: Whatever the firm wants to say of it.
    """

    kind: EventKind
    date: _Date
    until: _Date | None = None
    after_inspection: bool | None = None
    venue: Venue | None = None
    ground: str | None = None
    executed: _Date | None = None
    on: Person = "company"
    matter: str | None = None
    note: str | None = None


@frozen
class Offering:
    """The planned public offering. None where a figure is not given.

    Attributes:
        new_shares: How many shares are offered.
        placees: How many persons take them.
        holders_after: How many persons hold shares afterwards.
        share_capital_after: How many shares there are afterwards.
    """

    new_shares: Number | None = None
    placees: Number | None = None
    holders_after: Number | None = None
    share_capital_after: Number | None = None


OFFERING_KEYS: tuple[str, ...] = tuple(item.name for item in fields(Offering))
"""What a scenario tells of the planned offering."""


@frozen
class Recognition:
    """A title of the specialised-SME ladder (专精特新) that the firm holds.

    Attributes:
        level: `innovative`, `specialised`, `little-giant` or `champion`.
        granted: The day on which it was granted.
        reviewed: The years of the reviews that it has passed.
        valid_until: The last day on its certificate, if given.
    """

    level: Level
    granted: date
    reviewed: tuple[int, ...] = ()
    valid_until: date | None = None


@frozen
class Firm:
    """A firm as one scenario knows it.

    Attributes:
        name: Its name, or "".
        industry: Its class in the national classification (GB/T 4754), such as `C35`.
        province: Its province.
        founded: The day on which it was founded.
        joint_stock_since: Since when it is a company limited by shares.
        status: Where it is now.
        fiscal_years: Its figures by year, the earliest first.
        facts: What may change over time, by name: yuan, shares, persons or a fraction of one, as
            `pathway/rulebook/vocabulary.toml` says for each.
        governance: The firm's own statements about itself, by name.
        offering: The planned public offering.
        events: What happened to it that the law counts from.
        audits: Audited statements beyond those of its years and half-years.
        placements: Its issues of shares or convertible bonds for cash.
        holders: Its holders by group, for the days on which their shares come free.
        recognition: Its titles of the specialised-SME ladder.
        ladder: Its answers for that ladder, by name.
        money: What it says of its means for sources of money, by name: yuan, or whether something
            is so.
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
    audits: tuple[ExtraAudit, ...] = ()
    placements: tuple[Placement, ...] = ()
    holders: tuple[HolderGroup, ...] = ()
    recognition: tuple[Recognition, ...] = ()
    ladder: Mapping[str, object] = field(factory=dict)
    money: Mapping[str, Number | bool] = field(factory=dict)
