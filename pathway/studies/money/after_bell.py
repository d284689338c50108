"""After the bell: when the shares of each group of holders come free, which reports are due, how long
the sponsor watches, when a transfer may be filed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from fractions import Fraction
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Number, Phrase, Quantity, Value, phrase
from pathway.dates.days import add_months, to_date
from pathway.law.after_listing import (
    Supervision,
    growth_tier,
    lock_rows,
    report_duties,
    supervisions,
    transfers,
    unprofitable_rows,
)
from pathway.law.effect import AtLeast, Period, Release
from pathway.law.language.verdict import at
from pathway.law.provision import Version
from pathway.law.rulebook import Rulebook, shipped
from pathway.law.steps import EXCHANGES, STEPS
from pathway.planning.clock import Clock
from pathway.planning.known_law import KnownLaw
from pathway.planning.subject import Knowledge
from pathway.scenario.firm import HOLDER_ROLES, HolderGroup
from pathway.scenario.scenario import Scenario
from pathway.studies.money.joining import joiner_lock
from pathway.studies.money.on_path import Anew, RuleBasis, basis_of

AfterKind = Literal["release", "report", "supervision", "transfer", "growth-tier"]
_NEEQ = ("neeq", "neeq-direct")
_REPORT_MONTHS = 24
"""For how long after a listing its reports are listed: later years are alike."""


@frozen
class ListedOn:
    """A listing that is past or planned.

    Attributes:
        step: The step of a route that ends with it.
        date: Its day.
        filed: The day of the filing for it, if known.
        planned: Whether it lies in the plan, not in the past.
    """

    step: str
    date: Date
    filed: Date | None = None
    planned: bool = True


@frozen
class AfterDay:
    """A day after a listing.

    Attributes:
        kind: `release` of shares, `report`, `supervision`, `transfer` or `growth-tier`.
        date: The day.
        text: What happens, in words.
        listing: The listing that it follows.
        group: Of a release: the holders. "" else.
        role: Of a release: what they are to the firm.
        part: Of a release: the fraction of their shares that comes free.
        shares: Of a release: how many shares. None where they are not given.
        rules: Where it stands.
        note: A doubt about it.
    """

    kind: AfterKind
    date: Date
    text: Phrase
    listing: ListedOn
    group: Value = ""
    role: str | None = None
    part: Fraction | None = None
    shares: Number | None = None
    rules: tuple[RuleBasis, ...] = ()
    note: Value | None = None


def after_days(scenario: Scenario, anew: Anew | None) -> tuple[AfterDay, ...]:
    """What follows the firm's listing, the earliest first; past days are left out."""
    calendar = _BellCalendar(scenario, anew)
    days = [day for listing in _listings(scenario, anew) for day in calendar.days(listing)]
    ahead = [day for day in days if day.date >= scenario.as_of]
    return tuple(sorted(ahead, key=lambda day: day.date))


def _listings(scenario: Scenario, anew: Anew | None) -> Iterator[ListedOn]:
    """The listings that lock holders: those that are past, and those of the plan."""
    status = scenario.firm.status
    if status.neeq_listed is not None and status.venue.startswith("neeq"):
        yield ListedOn("neeq", status.neeq_listed, planned=False)
    if status.venue == "bse" and status.bse_listed is not None:
        filed = scenario.milestones.get("bse.filed")
        yield ListedOn("bse", status.bse_listed, filed, planned=False)
    own = scenario.milestones.get(f"{status.venue}.listed")
    if own is not None and status.venue in STEPS and status.venue != "bse":
        filed = scenario.milestones.get(f"{status.venue}.filed")
        yield ListedOn(status.venue, own, filed, planned=False)
    if anew is None or anew.base is None:
        return
    for step in anew.base.steps:
        when = anew.day(f"{step}.listed")
        if when is not None and when > scenario.as_of:
            yield ListedOn(step, when, anew.day(f"{step}.filed"))


class _BellCalendar:
    """Writes the days after a listing."""

    def __init__(self, scenario: Scenario, anew: Anew | None) -> None:
        self.scenario, self.anew = scenario, anew
        given = anew.ask.rulebook if anew is not None else None
        self.book: Rulebook = given or shipped()
        clock = Clock(scenario.as_of, scenario.horizon_years, strict=False)
        self.law = KnownLaw(self.book, clock, scenario.as_of)
        self.knowledge = Knowledge(scenario, self.book.vocabulary)

    def days(self, listing: ListedOn) -> Iterator[AfterDay]:
        """The days after one listing."""
        for group in self.scenario.firm.holders or _by_role(listing.step):
            yield from self._released(listing, group)
        if listing.step in _NEEQ and self._goes_on():
            return  # what follows for a company on NEEQ ends with the listing on an exchange
        yield from self._reports(listing)
        yield from self._supervision(listing)
        if listing.step == "bse":
            yield from self._transfers(listing)
        if listing.step == growth_tier().step:
            yield from self._growth_tier(listing)

    def _goes_on(self) -> bool:
        """Whether the plan leads on to an exchange."""
        return (
            self.anew is not None and self.anew.base is not None and self.anew.target in EXCHANGES
        )

    def _version(self, rule: str, on: date) -> Version | None:
        """The version of a provision in force on a day, as far as it is known."""
        provision = self.book.provisions.get(rule)
        return None if provision is None else self.law.in_force(provision, on.toordinal())

    def _bases(self, rules: Iterable[str], on: date) -> tuple[RuleBasis, ...]:
        found = ((rule, self._version(rule, on)) for rule in rules)
        return tuple(basis_of(rule, version, self.book) for rule, version in found if version)

    # -- shares ------------------------------------------------------------------------------------

    def _released(self, listing: ListedOn, group: HolderGroup) -> Iterator[AfterDay]:
        """The days on which shares of a group come free."""
        row = next(
            (r for r in lock_rows() if listing.step in r.steps and group.role in r.roles), None
        )
        version = self._version(row.rule, listing.date) if row is not None else None
        if row is None or version is None or not isinstance(version.effect, Release):
            return
        joined = self._joined(listing, group)
        later = self._unprofitable(listing, group)
        for part, period in version.effect.parts:
            when, rule, key = self._after(listing.date, period), row.rule, "release"
            if joined is not None and joined[0] > when:
                when, rule, key = *joined, "release-joined"
            elif when == listing.date:
                key = "release-at-once"
            yield AfterDay(
                kind="release",
                date=when,
                text=self._release_text(key, group, part, listing),
                listing=listing,
                group=_name(group),
                role=group.role,
                part=part,
                shares=None if group.shares is None else part * group.shares,
                rules=self._bases((rule, *later), listing.date),
                note=self._note(later, listing) or (row.later if rule == row.rule else None),
            )

    def _unprofitable(self, listing: ListedOn, group: HolderGroup) -> tuple[str, ...]:
        """The provision by which the holders may wait longer, as the company is not profitable in
        the last year before the listing.
        """
        profit = at(self.knowledge.yearly("net_profit", 0), listing.date.toordinal())
        if not isinstance(profit, int | Fraction) or profit >= 0:
            return ()
        return tuple(
            row.rule
            for row in unprofitable_rows()
            if listing.step in row.steps and group.role in row.roles
        )

    def _note(self, rules: tuple[str, ...], listing: ListedOn) -> Value | None:
        """What a provision says that may make a release later."""
        found = [self._version(rule, listing.date) for rule in rules]
        notes = [version.note for version in found if version is not None and version.note]
        return phrase("money.after.unprofitable", text=notes[0]) if notes else None

    def _release_text(
        self, key: str, group: HolderGroup, part: Fraction, listing: ListedOn
    ) -> Phrase:
        shares: Value = ""
        if group.shares is not None:
            whole = Quantity(part * group.shares // 1, "shares")
            shares = phrase("money.after.shares", shares=whole)
        return phrase(
            f"money.after.{key}",
            group=_name(group),
            part="" if part == 1 else phrase("money.after.part", part=f"{part}"),
            shares=shares,
            venue=Phrase(f"money.listing.{listing.step}"),
            acquired=group.acquired or "",
        )

    def _joined(self, listing: ListedOn, group: HolderGroup) -> tuple[date, str] | None:
        """Until when holders who joined shortly before the filing are locked, and by which
        provision.
        """
        row = joiner_lock(listing.step)
        if row is None or group.acquired is None or listing.filed is None:
            return None
        if self._version(row.rule, listing.filed) is None:
            return None
        acquired = group.acquired.toordinal()
        if not listing.filed.toordinal() < add_months(acquired, row.within):
            return None
        return to_date(add_months(acquired, row.months)), row.rule

    def _after(self, start: date, period: Period) -> date:
        return to_date(self.law.clock.advance(period).after(start.toordinal()))

    # -- duties ------------------------------------------------------------------------------------

    def _reports(self, listing: ListedOn) -> Iterator[AfterDay]:
        """The periodic reports of the first two years."""
        end = to_date(add_months(listing.date.toordinal(), _REPORT_MONTHS))
        first = max(listing.date, self.scenario.as_of)
        for duty in report_duties():
            if listing.step not in duty.steps:
                continue
            for year in range(first.year, end.year + 1):
                due = date(year, *duty.day)
                if first < due <= end:
                    covered = year - 1 if duty.kind == "annual" else year
                    yield AfterDay(
                        kind="report",
                        date=due,
                        text=phrase(f"money.after.report.{duty.kind}", year=str(covered)),
                        listing=listing,
                        rules=(RuleBasis("", duty.cite, duty.standing),),
                    )

    def _supervision(self, listing: ListedOn) -> Iterator[AfterDay]:
        """The last day on which the sponsor watches over the company."""
        row = next((row for row in supervisions() if listing.step in row.steps), None)
        if row is None:
            return
        years = self._years(row, listing)
        rules = self._bases((row.rule,), listing.date)
        if row.cite is not None and row.standing is not None:
            rules = (RuleBasis("", row.cite, row.standing),)
        yield AfterDay(
            kind="supervision",
            date=date(listing.date.year + years, 12, 31),
            text=phrase("money.after.supervision", n=str(years)),
            listing=listing,
            rules=rules,
        )

    def _years(self, row: Supervision, listing: ListedOn) -> int:
        """The full fiscal years: fewer for a company that had long been on BSE when it filed."""
        since = self._on_bse_since()
        if row.shorter is None or row.shorter_after is None or not since or not listing.filed:
            return row.years
        long = add_months(since.toordinal(), row.shorter_after) <= listing.filed.toordinal()
        return row.shorter if long else row.years

    def _on_bse_since(self) -> date | None:
        """Since when the firm is on BSE, the select tier included."""
        status = self.scenario.firm.status
        return status.select_entered or status.bse_listed

    # -- other boards ------------------------------------------------------------------------------

    def _transfers(self, listing: ListedOn) -> Iterator[AfterDay]:
        """The first days on which transfers may be filed."""
        since = listing.date if listing.planned else self._on_bse_since() or listing.date
        for row in transfers():
            version = self._version(row.rule, max(since, self.scenario.as_of))
            if version is None or not isinstance(version.effect, AtLeast):
                continue
            when = to_date(self.law.clock.lag(version.effect).after(since.toordinal()))
            caution = self.book.provisions.get(row.note)
            yield AfterDay(
                kind="transfer",
                date=max(when, self.scenario.as_of),
                text=Phrase(f"money.after.transfer.{row.step}"),
                listing=listing,
                rules=self._bases((row.rule, row.note), max(when, self.scenario.as_of)),
                note=caution.title if caution is not None else None,
            )

    def _growth_tier(self, listing: ListedOn) -> Iterator[AfterDay]:
        """The day on which a company that was not profitable leaves STAR's growth tier."""
        tier = growth_tier()
        if self.anew is None or tier.entry not in self.anew.asked.requirements.book.provisions:
            return
        requirements, day = self.anew.asked.requirements, listing.date.toordinal()
        if requirements.verdict(tier.entry).outcome(day) != "met":
            return
        out = requirements.verdict(tier.exit).met.next(day + 1)
        if out is not None:
            yield AfterDay(
                kind="growth-tier",
                date=to_date(out),
                text=Phrase("money.after.growth-tier"),
                listing=listing,
                rules=self._bases((tier.exit,), to_date(out)),
            )


def _by_role(step: str) -> tuple[HolderGroup, ...]:
    """A group for every role that the law of a listing tells apart."""
    told = {role for row in lock_rows() if step in row.steps for role in row.roles}
    return tuple(HolderGroup("", role) for role in HOLDER_ROLES if role in told)


def _name(group: HolderGroup) -> Value:
    """What a group is called: by the scenario, or else by its role."""
    return group.group or Phrase(f"money.role.{group.role}")
