"""What is known of a firm on each day, in the words of the law.

A fiscal year counts from the day its audited report is published, and from that day the year before
the last drops out. A year that the scenario does not give is expected on its report day all the
same: from then on the last year's figures are "not given" and no older year stands in for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import get_args

from pathway.dates.days import FIRST, add_months, to_date
from pathway.law.events import Occurrence
from pathway.law.language.metrics import Known, MetricKey
from pathway.law.language.verdict import Timeline
from pathway.law.provision import Vocabulary
from pathway.law.steps import LEGAL_DAYS
from pathway.planning.occurrences import Brought, endings, occurrences
from pathway.planning.timelines import (
    flag_since,
    lag,
    late,
    months_since,
    over_sessions,
    placed_at,
    raised,
    steps_of,
    whole_months,
)
from pathway.scenario.firm import (
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
_NO_UNLESS_SAID = frozenset({"special_voting", "red_chip", "red_chip_abroad"})
"""Unusual forms of a company: a firm that says nothing about them has none."""


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
            out_on = published(year)
            if not out or out_on < out[-1][0]:
                out.append((out_on, year))
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
                return lag(self._latest_annual, self._span())
            case "half_lag":
                return lag(self._latest_interim, self._span())
            case "annual_report_late":
                legal = LEGAL_DAYS.annual_report
                return late(
                    (date(year + 1, *legal), self.report_day(year)) for year in self._span()
                )
            case "interim_report_late":
                legal = LEGAL_DAYS.interim_report
                return late((date(year, *legal), self.interim_day(year)) for year in self._span())
            case "on_neeq":
                return (
                    flag_since(firm.status.neeq_listed)
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
                return flag_since(firm.joint_stock_since)
            case "earlier_neeq_months":
                stays = [
                    whole_months(x.listed.toordinal(), x.delisted.toordinal())
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
                return months_since(since, self._last_day())
            case "neeq_months":
                return months_since(firm.status.neeq_listed, self._last_day())
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
            return raised(firm, *RAISED[metric])
        if metric == "placement_market_cap" and firm.placements and metric not in firm.facts:
            return placed_at(firm)
        if metric in firm.facts:
            given = firm.facts[metric]
            return self._multiple(given) if isinstance(given, Multiple) else steps_of(given)
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
        return over_sessions(steps_of(given), self.sessions, _SESSIONS, mean=not whole)

    def _last_day(self) -> date:
        """The last day that a plan looks at."""
        as_of = self.scenario.as_of.toordinal()
        return to_date(add_months(as_of, 12 * self.scenario.horizon_years))

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

    # -- events ------------------------------------------------------------------------------------

    def events(self, kind: str, venue: str | None) -> tuple[Occurrence, ...]:
        """Events of a kind, as the scenario gives them or as they follow from it. An application
        without a venue counts for any.
        """
        return occurrences(self.scenario, self.brought, kind, venue)

    def endings(self, kind: str) -> tuple[int, ...]:
        """The days of events of a kind, those included that only fall on a firm with a standing."""
        return endings(self.scenario, self.brought, kind)
