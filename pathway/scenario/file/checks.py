"""What values of a scenario must have to do with each other. Each check reports what contradicts
and goes on.

Values that are missing, or were refused before, are None and contradict nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date

from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import Number, Phrase, Quantity, phrase
from pathway.law.events import EVENT_KEYS
from pathway.scenario.file.milestones import in_order
from pathway.scenario.file.records import Values
from pathway.scenario.file.tree import Sink, Table, joined
from pathway.scenario.firm import PROFIT_PAIR, Steps
from pathway.scenario.scenario import HORIZON_YEARS

_TIER_DATES = ("innovation_entered", "select_entered", "bse_listed")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "neeq-base": ("neeq_listed",),
    "neeq-innovation": ("neeq_listed", "innovation_entered"),
    "neeq-select": ("neeq_listed", "select_entered"),
    "bse": ("bse_listed",),
}
_NOT_BEFORE_NEEQ = ("neeq_listed", *_TIER_DATES)
_SURPLUS: Mapping[str, tuple[str, ...]] = {
    "unlisted": _NOT_BEFORE_NEEQ,
    "regional": _NOT_BEFORE_NEEQ,
    "neeq-base": ("bse_listed",),
    "neeq-innovation": ("bse_listed",),
    "neeq-select": ("bse_listed",),
}


def _at(values: Values, key: str, expected: Phrase, sink: Sink) -> None:
    """A problem with one value of a table."""
    sink.at(values.node(key), joined(values.path, key), expected)


def _not_before(values: Values, key: str, earlier: date | None, message: str, sink: Sink) -> None:
    """Reports a date that lies before another one."""
    when = values.day(key)
    if when is not None and earlier is not None and when < earlier:
        _at(values, key, phrase(message, date=earlier), sink)


def check_firm(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """Founding, joint-stock company and listing follow each other."""
    firm, status = scenario.sub("firm"), scenario.sub("status")
    _not_before(
        firm, "joint_stock_since", firm.day("founded"), "scenario.check.before-founded", sink
    )
    _not_before(status, "neeq_listed", firm.day("founded"), "scenario.check.before-founded", sink)
    _not_after(firm, "founded", as_of, sink)


def _not_after(values: Values, key: str, as_of: date | None, sink: Sink) -> None:
    when = values.day(key)
    if when is not None and as_of is not None and when > as_of:
        _at(values, key, phrase("scenario.check.after-as-of", as_of=as_of), sink)


def check_status(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """The venue has its dates and no dates of later venues; a tier is entered after the listing;
    facts are past.
    """
    status = scenario.sub("status")
    venue = status.text("venue") or ("" if status.given("venue") else "unlisted")
    for key in _NEEDED.get(venue, ()):
        if not status.given(key):
            path = joined(status.path, key)
            sink.add(status.table.file, path, "", phrase("scenario.check.venue-needs", venue=venue))
    for key in _SURPLUS.get(venue, ()):
        if status.given(key):
            _at(status, key, phrase("scenario.check.venue-has-not", venue=venue), sink)
    for key in _TIER_DATES:
        _not_before(status, key, status.day("neeq_listed"), "scenario.check.before-neeq", sink)
    if (
        status.given("innovation_entered")
        and not status.given("neeq_listed")
        and venue not in _SURPLUS
    ):
        _at(status, "innovation_entered", phrase("scenario.check.without-neeq"), sink)
    if status.given("innovation_test") and not status.given("innovation_entered"):
        _at(status, "innovation_test", phrase("scenario.check.test-without-entry"), sink)
    for key in ("neeq_listed", *_TIER_DATES):
        _not_after(status, key, as_of, sink)
    _check_earlier(status, as_of, sink)


def _check_earlier(status: Values, as_of: date | None, sink: Sink) -> None:
    """Earlier NEEQ listings end after they begin and overlap neither each other nor the present
    listing.
    """
    spells: list[tuple[date, date, Values]] = []
    for row in status.rows("earlier_neeq"):
        _not_after(row, "delisted", as_of, sink)
        listed, delisted = row.day("listed"), row.day("delisted")
        if listed is None or delisted is None:
            continue
        if delisted <= listed:
            _at(row, "delisted", phrase("scenario.check.delisted-first", date=listed), sink)
        else:
            spells.append((listed, delisted, row))
    spells.sort(key=lambda spell: spell[0])
    last: date | None = None
    for listed, delisted, row in spells:
        if last is not None and listed < last:
            _at(row, "listed", phrase("scenario.check.overlap", date=last), sink)
        last = delisted if last is None else max(last, delisted)
    _not_before(status, "neeq_listed", last, "scenario.check.overlap", sink)


def check_years(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """One entry a year, audited years over and before forecast ones, reports after the period that
    they describe.
    """
    rows = scenario.rows("fiscal_years")
    audited = max(
        (row.whole("year") or 0 for row in rows if row.text("basis") == "audited"), default=0
    )
    seen: set[int] = set()
    for row in rows:
        year = row.whole("year")
        if year is None:
            continue
        if year in seen:
            _at(row, "year", phrase("scenario.check.year-twice", year=year), sink)
        seen.add(year)
        if row.text("basis") == "forecast" and year < audited:
            _at(row, "basis", phrase("scenario.check.forecast-first", year=audited), sink)
        if row.text("basis") == "audited" and as_of is not None and as_of <= date(year, 12, 31):
            _at(row, "basis", phrase("scenario.check.not-over", year=year, as_of=as_of), sink)
        _after(row, "published", date(year, 12, 31), sink)
        _after(row.sub("half_year"), "published", date(year, 6, 30), sink)
        _check_profit(row, sink)


def _after(values: Values, key: str, end: date, sink: Sink) -> None:
    when = values.day(key)
    if when is not None and when <= end:
        _at(values, key, phrase("scenario.check.published-early", end=end), sink)


def _check_profit(row: Values, sink: Sink) -> None:
    """net_profit is the lower of the pair; half a pair needs it."""
    given = [key for key in PROFIT_PAIR if row.given(key)]
    pair = [value for key in given if (value := row.number(key)) is not None]
    if not row.given("net_profit"):
        if len(given) == 1:
            other = next(key for key in PROFIT_PAIR if key not in given)
            _at(row, given[0], phrase("scenario.check.half-pair", other=other), sink)
        return
    profit = row.number("net_profit")
    if profit is None or not pair or len(pair) < len(given):
        return
    if profit > min(pair) or (len(pair) == 2 and profit != min(pair)):
        _at(row, "net_profit", phrase("scenario.check.profit", keys=tuple(given)), sink)


_TAKEN = {kind: ("kind", "date", *keys, "note") for kind, keys in EVENT_KEYS.items()}
"""Kind of event -> the keys that it takes."""
_EVENT_KEYS = frozenset(key for keys in _TAKEN.values() for key in keys)


def check_events(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """An event has the keys of its kind, and is over or executed after it began."""
    for row in scenario.rows("events"):
        kind = row.text("kind") or ""
        for key in row.table.entries:
            if kind in _TAKEN and key in _EVENT_KEYS and key not in _TAKEN[kind]:
                expected = phrase("scenario.check.event-key", kind=kind, keys=_TAKEN[kind])
                _at(row, key, expected, sink)
        for key in ("until", "executed"):
            _not_before(row, key, row.day("date"), "scenario.check.until", sink)


def check_audits(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """Audited statements run to a month end, one for each, and agree with the fiscal years."""
    seen: set[date] = set()
    for row in scenario.rows("audits"):
        end = row.day("period_end")
        if end is None:
            continue
        last = date(end.year, end.month, monthrange(end.year, end.month)[1])
        if end != last:
            _at(row, "period_end", phrase("scenario.check.month-end", last=last), sink)
        if end in seen:
            _at(row, "period_end", phrase("scenario.check.audit-twice", end=end), sink)
        seen.add(end)
        _after(row, "published", end, sink)
        for year in scenario.rows("fiscal_years"):
            if year.whole("year") == end.year:
                _check_report(row, end, year, as_of, sink)


def _check_report(row: Values, end: date, year: Values, as_of: date | None, sink: Sink) -> None:
    """What is said of a year end or of 30 June is what the fiscal year itself says."""
    published, half = row.day("published"), year.sub("half_year")
    match end.month, end.day:
        case 12, 31:
            own = year.day("published")
            audited = year.text("basis") != "forecast"
            denied = not audited and published is not None and published <= (as_of or date.min)
        case 6, 30:
            own = half.day("published") if half.flag("audited") else None
            denied = half.flag("audited") is False
        case _:
            return
    if denied:
        _at(row, "period_end", phrase("scenario.check.audit-denied", path=year.path), sink)
    elif own is not None and published is not None and own != published:
        expected = phrase("scenario.check.audit-report", path=year.path, date=own)
        _at(row, "published", expected, sink)


def _one_of(row: Values, first: str, second: str, sink: Sink) -> None:
    """A table has one of two keys, not both."""
    if row.given(first) and row.given(second):
        _at(row, second, phrase("scenario.check.not-both", other=first), sink)
    elif not row.given(first) and not row.given(second):
        expected = phrase("scenario.check.one-of-two", names=(first, second))
        sink.add(row.table.file, row.path, "", expected)


def check_placements(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """A placement is completed on a day and has raised something, or is under way since one."""
    for row in scenario.rows("placements"):
        _one_of(row, "date", "open_since", sink)
        _not_after(row, "open_since", as_of, sink)
        if row.given("date") and not row.given("cash"):
            path = joined(row.path, "cash")
            sink.add(row.table.file, path, "", phrase("scenario.check.placement-cash"))


def check_holders(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """Groups of holders have names of their own, shares since the firm was founded, and together no
    more than there are.
    """
    seen: set[str] = set()
    total: Number = 0
    for row in scenario.rows("holders"):
        name = row.text("group")
        if name is not None and name in seen:
            _at(row, "group", phrase("scenario.check.group-twice"), sink)
        seen.add(name or "")
        founded = scenario.sub("firm").day("founded")
        _not_before(row, "acquired", founded, "scenario.check.before-founded", sink)
        total += row.number("shares") or 0
    facts = scenario.sub("facts").data.get("share_capital")
    there = facts.at(as_of) if isinstance(facts, Steps) and as_of is not None else None
    if there is not None and total > there:
        last = scenario.rows("holders")[-1]
        expected = phrase("scenario.check.more-shares", there=Quantity(there, "shares"))
        sink.add(last.table.file, "holders", str(total), expected)


_FEW_SHARES = 100_000
"""Fewer shares than any company has that plans a listing: such a number was meant in millions or in
ten thousands.
"""


def check_shares(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """Shares are counted one by one, whatever the unit of the file's amounts."""
    facts = scenario.sub("facts")
    given = facts.data.get("share_capital")
    if not isinstance(given, Steps):
        return
    for _, value in given.steps:
        if 0 < value < _FEW_SHARES:
            path = joined(facts.path, "share_capital")
            found = Quantity(value, "shares")
            sink.doubts.append(phrase("scenario.check.few-shares", path=path, found=found))
            return


def check_tasks(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """A task lies before or after one milestone and has a name of its own."""
    seen: set[str] = set()
    for row in scenario.rows("tasks"):
        _one_of(row, "before", "after", sink)
        name = row.text("name")
        if name is not None and name in seen:
            _at(row, "name", phrase("scenario.check.task-twice"), sink)
        seen.add(name or "")


def check_milestones(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """The milestones of a step are in its order."""
    days, table = scenario.data.get("milestones"), scenario.table.entries.get("milestones")
    if not isinstance(days, Mapping) or not isinstance(table, Table):
        return
    for first, second in in_order(frozenset(days)):
        if days[second] < days[first]:
            expected = phrase("scenario.check.milestones", first=first, date=days[first])
            sink.at(table.entries[second], joined("milestones", second), expected)


def check_horizon(scenario: Values, as_of: date | None, sink: Sink) -> None:
    """The plan ends within the years that are encoded."""
    plan = scenario.sub("plan")
    years = plan.whole("horizon_years") if plan.given("horizon_years") else HORIZON_YEARS
    if as_of is not None and years is not None and as_of.year + years > LAST_YEAR:
        expected = phrase("scenario.check.horizon", last=LAST_YEAR, as_of=as_of)
        sink.add(plan.node("horizon_years").file, "plan.horizon_years", str(years), expected)


CHECKS: tuple[Callable[[Values, date | None, Sink], None], ...] = (
    check_firm,
    check_status,
    check_years,
    check_events,
    check_audits,
    check_placements,
    check_holders,
    check_shares,
    check_tasks,
    check_milestones,
    check_horizon,
)
"""Every check: (the scenario's values, its as_of, where to report)."""
