"""What is known of a firm on each day, in the words of the law.

A fiscal year counts from the day its audited report is published, and from that day the year before
the last drops out. A year that the scenario does not give is expected on its report day all the
same: from then on the last year's figures are "not given" and no older year stands in for them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import get_args

from attrs import frozen

from pathway.base.phrases import Number
from pathway.dates.days import FIRST, LAST, DaySet, add_months, to_date
from pathway.law.events import PLACEMENTS, Occurrence
from pathway.law.language.metrics import Known, MetricKey
from pathway.law.language.verdict import Timeline
from pathway.law.provision import Vocabulary
from pathway.law.steps import LEGAL_DAYS
from pathway.scenario.firm import (
    Event,
    FiscalYear,
    HalfYear,
    InnovationTest,
    Multiple,
    Offering,
    Steps,
)
from pathway.scenario.scenario import Scenario

_UNGIVEN_YEARS = 12
"""How many years without figures are followed behind the last given one; beyond, everything is not
given anyway.
"""

_HALF_YEAR: dict[str, Callable[[HalfYear], Known]] = {
    "half_net_profit": lambda h: h.net_profit,
    "half_revenue": lambda h: h.revenue,
}
OFFERING = {
    "offer_shares": "new_shares",
    "placees": "placees",
    "holders_after": "holders_after",
    "share_capital_after": "share_capital_after",
}
"""Metrics of the planned offering -> field."""
_ENTERED_BY = {f"entered_by_{test}": test for test in get_args(InnovationTest)}
"""Metrics that ask by which test the firm entered the innovation tier -> the test."""
RAISED: dict[str, tuple[int | None, bool]] = {
    "cash_raised_since_listing": (None, False),
    "cash_raised_24m": (24, False),
    "cash_raised_12m": (12, False),
    "professional_equity_24m": (24, True),
    "professional_equity_12m": (12, True),
}
"""Facts that dated placements give: within how many months, and of professional investors only."""
_SESSIONS = 60
OF_SESSIONS_OF: dict[str, tuple[str, bool, str]] = {
    "market_value_60d": ("market_value", False, "market_cap"),
    "highest_value_60d": ("market_value", True, "market_cap"),
    "highest_close_60d": ("closing_price_fen", True, ""),
}
"""Metrics of the last 60 trading days: of which fact, whether the highest and not the mean, and what
stands for it where it is not given.
"""
OF_SESSIONS = frozenset(OF_SESSIONS_OF)
_DERIVED = frozenset({*PLACEMENTS, "forced-delisting", "tier-entry"})
"""Kinds of events that other tables than `[[events]]` tell."""
_NO_UNLESS_SAID = frozenset({"special_voting", "red_chip", "red_chip_abroad"})
"""Unusual forms of a company: a firm that says nothing about them has none."""


@frozen
class Brought:
    """An event that follows from the file. day: ordinal. rule: the provision that brings it. sure:
    it falls on the firm in any case; else only if it has a standing by then that the event ends.
    """

    kind: str
    ground: str | None
    day: int
    rule: str
    sure: bool


class Knowledge:
    """A scenario as the subject of the law (`pathway.law.language.verdict.Subject`).

    brought: events that follow from its figures and report days. as_last: fiscal years after the
    last one given have its figures.

    Equal timelines of similar firms (`taking_from`) are one object, so that what was made from them
    is found by identity.
    """

    def __init__(
        self,
        scenario: Scenario,
        vocabulary: Vocabulary,
        brought: tuple[Brought, ...] = (),
        as_last: bool = False,
        sessions: tuple[int, ...] = (),
    ) -> None:
        self.scenario, self.vocabulary, self.brought = scenario, vocabulary, brought
        self.as_last, self.sessions = as_last, sessions
        self.years = {year.year: year for year in scenario.firm.fiscal_years}
        self._like: Knowledge | None = None
        self._changed: frozenset[str] = frozenset()
        self._own: dict[MetricKey, Timeline] = {}
        self._all: dict[Timeline, Timeline] = {}

    def taking_from(self, like: Knowledge, changed: frozenset[str]) -> None:
        """Takes the timelines of all metrics but those that changed from a similar firm."""
        self._like, self._changed, self._all = like, changed, like._all

    def with_events(self, brought: tuple[Brought, ...]) -> Knowledge:
        """The same with events that follow from the file."""
        if brought == self.brought:
            return self
        made = Knowledge(self.scenario, self.vocabulary, brought, self.as_last, self.sessions)
        made._own, made._all = self._own, self._all
        made._like, made._changed = self._like, self._changed
        return made

    # -- when things become known ------------------------------------------------------------------

    def report_day(self, year: int) -> int:
        """The day from which a year's audited report is available."""
        given = self.years.get(year)
        if given is not None and given.published is not None:
            return given.published.toordinal()
        return date(year + 1, *self.scenario.report_day).toordinal()

    def interim_day(self, year: int) -> int:
        """The day from which a year's interim report is available."""
        given = self.years.get(year)
        if (
            given is not None
            and given.half_year is not None
            and given.half_year.published is not None
        ):
            return given.half_year.published.toordinal()
        return date(year, *self.scenario.interim_report_day).toordinal()

    def _span(self) -> range:
        """The fiscal years followed: two before the first that matters to some behind the last
        given.
        """
        first = min([*self.years, self.scenario.as_of.year]) - 2
        last = max([*self.years, self.scenario.as_of.year]) + _UNGIVEN_YEARS
        return range(first, last + 1)

    @cached_property
    def _latest_annual(self) -> tuple[tuple[int, int], ...]:
        """(day, the last fiscal year whose report is out from that day on)."""
        return self._latest(self.report_day)

    @cached_property
    def _latest_interim(self) -> tuple[tuple[int, int], ...]:
        return self._latest(self.interim_day)

    def _latest(self, published: Callable[[int], int]) -> tuple[tuple[int, int], ...]:
        out: list[tuple[int, int]] = []
        for year in reversed(self._span()):
            # A year that comes out after a later one never is the last year known.
            if not out or published(year) < out[-1][0]:
                out.append((published(year), year))
        return tuple(reversed(out))

    def statements(self) -> tuple[tuple[int, int], ...]:
        """Audited statements: (last day of the period, day from which they are available)."""
        return tuple(self._statements())

    def _statements(self) -> Iterator[tuple[int, int]]:
        for year in self._span():
            yield date(year, 12, 31).toordinal(), self.report_day(year)
            half = self.years[year].half_year if year in self.years else None
            audited = half.audited if half is not None else None
            if audited:
                yield date(year, 6, 30).toordinal(), self.interim_day(year)
            elif audited is None and self.scenario.interim_audits:
                yield date(year, 6, 30).toordinal(), self.interim_audit_day_of(year)
        for audit in self.scenario.firm.audits:
            yield audit.period_end.toordinal(), audit.published.toordinal()

    def interim_audit_day_of(self, year: int) -> int:
        """The day from which a half-year's accounts are taken to be audited; at the floor as early
        as has been seen.
        """
        assumed = date(year, *self.scenario.interim_audit_day).toordinal()
        if self.scenario.pace != "floor":
            return assumed
        return min(assumed, date(year, *LEGAL_DAYS.interim_audit_seen).toordinal())

    def covered(self, what: str) -> tuple[int, ...]:
        """The days that statements must reach, by what happened on them."""
        firm = self.scenario.firm
        if what == "joint-stock":
            since = firm.joint_stock_since
            return () if since is None else (since.toordinal(),)
        if what == "reserves":
            return tuple(
                event.date.toordinal()
                for event in firm.events
                if event.kind == "shares-from-reserves"
            )
        return tuple(
            p.date.toordinal()
            for p in firm.placements
            if p.date is not None and p.new_holders is not False
        )

    # -- metrics -----------------------------------------------------------------------------------

    def is_yearly(self, name: str) -> bool:
        """Whether a metric belongs to a reporting period."""
        return self.vocabulary[name].yearly

    def is_soft(self, name: str) -> bool:
        """Whether a metric that is not given is taken as fulfilled (and named)."""
        return self.vocabulary[name].soft

    def periods(self, metric: str) -> tuple[tuple[int, int], ...]:
        """(day, the last fiscal year for which a yearly or half-yearly metric is out from that day
        on), in order.
        """
        return self._latest_interim if metric.startswith("half_") else self._latest_annual

    def yearly(self, metric: str, back: int) -> Timeline:
        """A yearly (or half-yearly) metric of the period `back` before the last one known on each
        day.
        """
        return self._line((metric, back), lambda: self._yearly(metric, back))

    def _yearly(self, metric: str, back: int) -> Timeline:
        steps: list[tuple[int, Known]] = [(FIRST, None)]
        for day, year in self.periods(metric):
            value = self.of_year(metric, year - back)
            if value != steps[-1][1]:
                steps.append((day, value))
        return tuple(steps)

    def daily(self, metric: str) -> Timeline:
        """A metric that is not tied to a fiscal year."""
        return self._line((metric, 0), lambda: self._daily(metric))

    def _line(self, key: MetricKey, make: Callable[[], Timeline]) -> Timeline:
        """A timeline, made once; that of a similar firm where it is the same."""
        if key not in self._own:
            like, (metric, back) = self._like, key
            if like is not None and metric not in self._changed:
                yearly = self.is_yearly(metric)
                self._own[key] = like.yearly(metric, back) if yearly else like.daily(metric)
            else:
                made = make()
                self._own[key] = self._all.setdefault(made, made)
        return self._own[key]

    @cached_property
    def yearly_metrics(self) -> tuple[frozenset[str], frozenset[str]]:
        """The metrics of reporting periods, those of half years included, and those of half years
        alone.
        """
        yearly = frozenset(name for name, metric in self.vocabulary.items() if metric.yearly)
        return yearly, frozenset(name for name in yearly if name.startswith("half_"))

    def given(self, metric: str) -> tuple[Known, ...]:
        """A yearly metric of every fiscal year given, in order."""
        return tuple(self.of_year(metric, year) for year in self.years)

    def stands_for(self, year: int) -> int | None:
        """The fiscal year whose figures are taken for one: itself, or the last one given."""
        if year in self.years:
            return year
        last = max(self.years, default=None)
        return last if self.as_last and last is not None and year > last else None

    def of_year(self, metric: str, year: int) -> Known:
        """A yearly (or half-yearly) metric of one fiscal year."""
        source = self.stands_for(year)
        if source is None:
            return None
        given = self.years[source]
        if metric == "unqualified":
            return (
                None if given.audit_opinion is None else int(given.audit_opinion == "unqualified")
            )
        if metric.startswith("half_"):
            return self._of_half_year(metric, given)
        if metric == "directors_vouch":
            return None if given.directors_vouch is None else int(given.directors_vouch)
        value: Known = getattr(given, metric)
        return value

    def _of_half_year(self, metric: str, given: FiscalYear) -> Known:
        half = given.half_year
        if metric == "half_audited":
            audited = half.audited if half is not None else None
            if audited is None:
                end = date(given.year, 6, 30)
                audited = self.scenario.interim_audits or any(
                    audit.period_end == end for audit in self.scenario.firm.audits
                )
            return int(audited)
        if metric == "half_unqualified":
            opinion = half.audit_opinion if half is not None else None
            return None if opinion is None else int(opinion == "unqualified")
        return _HALF_YEAR[metric](half) if half is not None else None

    def _daily(self, metric: str) -> Timeline:
        firm = self.scenario.firm
        match metric:
            case "report_lag":
                return self._lag(self._latest_annual)
            case "half_lag":
                return self._lag(self._latest_interim)
            case "annual_report_late":
                legal = LEGAL_DAYS.annual_report
                return self._late(
                    (date(year + 1, *legal), self.report_day(year)) for year in self._span()
                )
            case "interim_report_late":
                legal = LEGAL_DAYS.interim_report
                return self._late(
                    (date(year, *legal), self.interim_day(year)) for year in self._span()
                )
            case "on_neeq":
                return (
                    _flag_since(firm.status.neeq_listed)
                    if firm.status.neeq_listed
                    else ((FIRST, 0),)
                )
            case "month":
                years = range(
                    self.scenario.as_of.year - 1,
                    self.scenario.as_of.year + self.scenario.horizon_years + 2,
                )
                months = [
                    (date(year, month, 1).toordinal(), month)
                    for year in years
                    for month in range(1, 13)
                ]
                return ((FIRST, months[0][1]), *months[1:])
            case "complete_fiscal_years":
                return self._complete_years()
            case "joint_stock":
                return _flag_since(firm.joint_stock_since)
            case "earlier_neeq_months":
                stays = [
                    _whole_months(x.listed.toordinal(), x.delisted.toordinal())
                    for x in firm.status.earlier_neeq
                ]
                return ((FIRST, max(stays, default=0)),)
            case "base_tier":
                return ((FIRST, int(firm.status.venue == "neeq-base")),)
            case "running_months":
                whole = firm.governance.get("book_value_conversion", True)
                since = firm.founded if whole else firm.joint_stock_since
                if since is None:
                    return ((FIRST, None),)
                return _months_since(since, self._last_day())
            case "neeq_months":
                return _months_since(firm.status.neeq_listed, self._last_day())
            case "industry":
                return ((FIRST, firm.industry),)
            case "share_capital_after":
                return self._capital_after(firm.offering)
        if metric in OF_SESSIONS_OF:
            return self._of_sessions(*OF_SESSIONS_OF[metric])
        if metric in OFFERING:
            return ((FIRST, getattr(firm.offering, OFFERING[metric])),)
        if metric in _ENTERED_BY:
            test = firm.status.innovation_test
            return ((FIRST, None if test is None else int(test == _ENTERED_BY[metric])),)
        if metric in RAISED and firm.placements and metric not in firm.facts:
            return self._raised(*RAISED[metric])
        if metric == "placement_market_cap" and firm.placements and metric not in firm.facts:
            return self._placed_at()
        if metric in firm.facts:
            given = firm.facts[metric]
            return self._multiple(given) if isinstance(given, Multiple) else _timeline(given)
        flag = firm.governance.get(metric, False if metric in _NO_UNLESS_SAID else None)
        return ((FIRST, None if flag is None else int(flag)),)

    def stood_for_by(self, metric: str) -> str:
        """The metric whose values a metric has: another one's where what it is made of is not
        given, else its own.
        """
        fact, _, instead = OF_SESSIONS_OF.get(metric, (metric, False, ""))
        given = isinstance(self.scenario.firm.facts.get(fact), Steps)
        return metric if given or not instead else instead

    def _of_sessions(self, fact: str, whole: bool, instead: str) -> Timeline:
        """The mean of a fact over the last 60 trading days, or the highest of them; where the fact
        is not given, what stands for it.
        """
        given = self.scenario.firm.facts.get(fact)
        if not isinstance(given, Steps):
            return self.daily(instead) if instead else ((FIRST, None),)
        return over_sessions(_timeline(given), self.sessions, _SESSIONS, mean=not whole)

    def _last_day(self) -> date:
        """The last day that a plan looks at."""
        as_of = self.scenario.as_of.toordinal()
        return to_date(add_months(as_of, 12 * self.scenario.horizon_years))

    def _late(self, reports: Iterable[tuple[date, int]]) -> Timeline:
        """Whether a report is late: from the day after the legal one to that on which it is out.

        reports: (legal day, day on which it is out) of each.
        """
        late = DaySet(
            (legal.toordinal() + 1, out) for legal, out in reports if out > legal.toordinal()
        )
        steps: list[tuple[int, Known]] = [(FIRST, 0)]
        for first, last in late.spans:
            steps += [(first, 1), (last + 1, 0)]
        return tuple(steps)

    def _raised(self, months: int | None, professional: bool) -> Timeline:
        """Cash raised by dated placements, within so many months or ever since the listing."""
        since = self.scenario.firm.status.neeq_listed
        own = [
            (p.date.toordinal(), p.cash)
            for p in self.scenario.firm.placements
            if p.date is not None
            and p.cash is not None
            and (not professional or p.investors == "professional")
            and (months is not None or since is None or p.date >= since)
        ]
        changes: dict[int, Number] = {}
        for day, cash in own:
            changes[day] = changes.get(day, 0) + cash
            if months is not None:
                over = add_months(day, months) + 1
                changes[over] = changes.get(over, 0) - cash
        steps: list[tuple[int, Known]] = [(FIRST, 0)]
        total: Number = 0
        for day in sorted(changes):
            total += changes[day]
            steps.append((day, total))
        return tuple(steps)

    def _placed_at(self) -> Timeline:
        """The market value at the price of the latest dated placement."""
        dated = sorted(
            (p.date.toordinal(), p.market_cap)
            for p in self.scenario.firm.placements
            if p.date is not None and p.market_cap is not None
        )
        return ((FIRST, None), *dated)

    def _lag(self, latest: tuple[tuple[int, int], ...]) -> Timeline:
        """Calendar year of the day minus the last reporting year known."""
        known = dict(latest)
        turns = {date(year, 1, 1).toordinal() for year in self._span()}
        steps: list[tuple[int, Known]] = [(FIRST, None)]
        year: int | None = None
        for day in sorted(turns | known.keys()):
            year = known.get(day, year)
            if year is not None:
                steps.append((day, date.fromordinal(day).year - year))
        return tuple(steps)

    def _complete_years(self) -> Timeline:
        """Complete calendar years of existence that the last audited accounts cover.

        A company converted at book value counts its time as a limited company. Where the founding
        day is not given, the fiscal years for which there are figures bear witness.
        """
        firm = self.scenario.firm
        start = (
            firm.founded
            if firm.governance.get("book_value_conversion", True)
            else firm.joint_stock_since
        )
        if start is not None:
            first = start.year + ((start.month, start.day) != (1, 1))
            return (
                (FIRST, 0),
                *((day, max(year - first + 1, 0)) for day, year in self._latest_annual),
            )
        return ((FIRST, 0), *((day, self._run(year)) for day, year in self._latest_annual))

    def _run(self, year: int) -> int:
        """How many fiscal years in a row, ending with this one, have figures."""
        count = 0
        while year - count in self.years:
            count += 1
        return count

    def _multiple(self, given: Multiple) -> Timeline:
        return tuple(
            (day, None if value is None or isinstance(value, str) else value * given.pe)
            for day, value in self.yearly("net_profit", 0)
        )

    def _capital_after(self, offering: Offering) -> Timeline:
        if offering.share_capital_after is not None or offering.new_shares is None:
            return ((FIRST, offering.share_capital_after),)
        new = offering.new_shares
        return tuple(
            (day, None if value is None or isinstance(value, str) else value + new)
            for day, value in self.daily("share_capital")
        )

    # -- events ------------------------------------------------------------------------------------

    def events(self, kind: str, venue: str | None) -> tuple[Occurrence, ...]:
        """Events of a kind, as the scenario gives them or as they follow from it. An application
        without a venue counts for any.
        """
        if kind in _DERIVED:
            return tuple(self._derived(kind))
        given = (
            Occurrence(
                start=event.date.toordinal(),
                ended=event.until.toordinal() if event.until else None,
                executed=event.executed.toordinal() if event.executed else None,
                on=event.on,
                path=f"events.{place}",
            )
            for place, event in enumerate(self.scenario.firm.events)
            if _is_kind(event, kind)
            and (venue is None or event.venue is None or event.venue == venue)
        )
        followed = (
            Occurrence(one.day, path=one.rule)
            for one in self.brought
            if one.sure and _is_kind(one, kind)
        )
        return (*given, *followed)

    def _derived(self, kind: str) -> Iterator[Occurrence]:
        """What other tables of the scenario tell as events: placements from their opening to their
        completion, or completed with new holders; listings ended by force; the entry into the tier,
        for who is not in it today.
        """
        firm = self.scenario.firm
        if kind == "tier-entry":
            entered = firm.status.innovation_entered or self.scenario.as_of
            yield Occurrence(entered.toordinal(), path="status.innovation_entered")
        for place, one in enumerate(firm.placements):
            path = f"placements.{place}"
            if kind == "placement-under-way" and one.open_since is not None:
                ended = None if one.date is None else one.date.toordinal()
                yield Occurrence(one.open_since.toordinal(), ended, path=path)
            new = one.date is not None and one.new_holders is not False
            if kind == "placement-completed" and new and one.date is not None:
                yield Occurrence(one.date.toordinal(), path=path)
        for place, stay in enumerate(firm.status.earlier_neeq):
            if kind == "forced-delisting" and stay.forced:
                yield Occurrence(stay.delisted.toordinal(), path=f"status.earlier_neeq.{place}")

    def endings(self, kind: str) -> tuple[int, ...]:
        """The days of events of a kind, those included that only fall on a firm with a standing."""
        given = (event.date.toordinal() for event in self.scenario.firm.events)
        kinds = [event.kind for event in self.scenario.firm.events]
        days = [day for day, own in zip(given, kinds, strict=True) if own == kind]
        return tuple(sorted({*days, *(one.day for one in self.brought if one.kind == kind)}))


def _is_kind(event: Event | Brought, kind: str) -> bool:
    if kind == "application-withdrawn-after-inspection":
        inspected = isinstance(event, Event) and bool(event.after_inspection)
        return event.kind == "application-withdrawn" and inspected
    name, _, ground = kind.partition(":")
    narrowed = event.ground if event.kind == "tier-demotion" else getattr(event, "matter", None)
    return event.kind == name and (not ground or (narrowed or "other") == ground)


def over_sessions(values: Timeline, sessions: tuple[int, ...], count: int, mean: bool) -> Timeline:
    """The mean, or the highest, of a value on the last trading days, from each of them on.

    values: the value day by day, None before it is given. sessions: trading days, in order.
    """
    starts = [day for day, _ in values]
    last = bisect_right(sessions, starts[-1]) + count
    out: list[tuple[int, Known]] = [(FIRST, values[0][1])] if len(values) == 1 else [(FIRST, None)]
    window: deque[Number] = deque(maxlen=count)
    for day in sessions[bisect_left(sessions, starts[1] if len(starts) > 1 else LAST) : last]:
        value = values[bisect_right(starts, day) - 1][1]
        if value is None or isinstance(value, str):
            continue
        window.append(value)
        if len(window) == count:
            found = Fraction(sum(window)) / count if mean else max(window)
            if found != out[-1][1]:
                out.append((day, found))
    return tuple(out)


def _timeline(given: Steps) -> Timeline:
    steps = tuple((start.toordinal(), value) for start, value in given.steps)
    return steps if steps and steps[0][0] == FIRST else ((FIRST, None), *steps)


def _flag_since(start: date | None) -> Timeline:
    return ((FIRST, None),) if start is None else ((FIRST, 0), (start.toordinal(), 1))


def _whole_months(start: int, end: int) -> int:
    months = 0
    while add_months(start, months + 1) <= end:
        months += 1
    return months


def _months_since(start: date | None, until: date) -> Timeline:
    """Completed months since a day, followed to the end of the plan."""
    if start is None:
        return ((FIRST, 0),)
    months = 12 * max(until.year + 1 - start.year, 0)
    return ((FIRST, 0), *((add_months(start.toordinal(), n), n) for n in range(1, months + 1)))
