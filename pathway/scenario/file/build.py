"""From checked values to a `Scenario`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import PurePath
from typing import TypeVar, cast

from pathway.base.phrases import Number
from pathway.law.events import EventKind, Person
from pathway.law.steps import Pace, Venue
from pathway.scenario.file.records import Values
from pathway.scenario.file.schema import METRICS
from pathway.scenario.firm import (
    OFFERING_KEYS,
    PROFIT_PAIR,
    Basis,
    Event,
    ExtraAudit,
    Firm,
    FiscalYear,
    HalfYear,
    HolderGroup,
    HolderRole,
    InnovationTest,
    Investors,
    Level,
    Listing,
    Multiple,
    Offering,
    Placement,
    Recognition,
    Status,
    Steps,
)
from pathway.scenario.scenario import (
    HORIZON_YEARS,
    INTERIM_AUDIT_DAY,
    INTERIM_REPORT_DAY,
    LATER_YEARS,
    PACE,
    REPORT_DAY,
    Extension,
    LaterYears,
    Party,
    Scenario,
    Task,
)

T = TypeVar("T")


def _sure(value: T | None) -> T:
    """A value that the readers have made sure of."""
    assert value is not None
    return value


def _mapping(values: Values, key: str, kind: type[T] | tuple[type[T], ...]) -> dict[str, T]:
    """The values of one type in a table of names."""
    found = values.data.get(key)
    data = found.data if isinstance(found, Values) else found if isinstance(found, Mapping) else {}
    return {str(name): value for name, value in data.items() if isinstance(value, kind)}


def _listings(status: Values) -> tuple[Listing, ...]:
    listings = (
        Listing(_sure(row.day("listed")), _sure(row.day("delisted")), row.flag("forced") is True)
        for row in status.rows("earlier_neeq")
    )
    return tuple(sorted(listings, key=lambda listing: listing.listed))


def _status(status: Values) -> Status:
    return Status(
        venue=cast(Venue, status.text("venue") or "unlisted"),
        neeq_listed=status.day("neeq_listed"),
        innovation_entered=status.day("innovation_entered"),
        bse_listed=status.day("bse_listed"),
        select_entered=status.day("select_entered"),
        earlier_neeq=_listings(status),
        innovation_test=cast("InnovationTest | None", status.text("innovation_test")),
    )


def _basis(row: Values, as_of: date, report_day: tuple[int, int]) -> Basis:
    """What the file says, or else whether the year's audited report is out by as_of."""
    published = row.day("published") or date(_sure(row.whole("year")) + 1, *report_day)
    return cast(Basis, row.text("basis") or ("audited" if published <= as_of else "forecast"))


def _fiscal_year(row: Values, basis: Basis) -> FiscalYear:
    metrics = {name: row.number(name) for name in METRICS}
    pair = [value for name in PROFIT_PAIR if (value := metrics[name]) is not None]
    if metrics["net_profit"] is None and pair:
        metrics["net_profit"] = min(pair)
    half = row.sub("half_year")
    return FiscalYear(
        year=_sure(row.whole("year")),
        basis=basis,
        **metrics,
        audit_opinion=row.text("audit_opinion"),
        directors_vouch=row.flag("directors_vouch"),
        published=row.day("published"),
        half_year=HalfYear(
            half.number("net_profit"),
            half.number("revenue"),
            half.flag("audited"),
            half.day("published"),
            half.text("audit_opinion"),
        )
        if row.given("half_year")
        else None,
    )


def _event(row: Values) -> Event:
    return Event(
        kind=cast(EventKind, _sure(row.text("kind"))),
        date=_sure(row.day("date")),
        until=row.day("until"),
        after_inspection=row.flag("after_inspection"),
        venue=cast("Venue | None", row.text("venue")),
        ground=row.text("ground"),
        executed=row.day("executed"),
        on=cast(Person, row.text("on") or "company"),
        matter=row.text("matter"),
        note=row.text("note"),
    )


def _audit(row: Values) -> ExtraAudit:
    return ExtraAudit(_sure(row.day("period_end")), _sure(row.day("published")))


def _placement(row: Values) -> Placement:
    return Placement(
        date=row.day("date"),
        cash=row.number("cash"),
        market_cap=row.number("market_cap"),
        investors=cast("Investors | None", row.text("investors")),
        open_since=row.day("open_since"),
        new_holders=row.flag("new_holders"),
    )


def _holder(row: Values) -> HolderGroup:
    return HolderGroup(
        group=_sure(row.text("group")),
        role=cast(HolderRole, _sure(row.text("role"))),
        shares=row.number("shares"),
        acquired=row.day("acquired"),
    )


def _task(row: Values) -> Task:
    return Task(
        name=_sure(row.text("name")),
        party=cast(Party, _sure(row.text("party"))),
        working_days=_sure(row.whole("working_days")),
        before=row.text("before"),
        after=row.text("after"),
    )


def _recognition(row: Values) -> Recognition:
    years = row.data.get("reviewed")
    reviewed = (
        tuple(int(year) for year in years if isinstance(year, int))
        if isinstance(years, tuple)
        else ()
    )
    return Recognition(
        level=cast(Level, row.text("level")),
        granted=_sure(row.day("granted")),
        reviewed=reviewed,
        valid_until=row.day("valid_until"),
    )


def _firm(values: Values, as_of: date, report_day: tuple[int, int]) -> Firm:
    firm, offering = values.sub("firm"), values.sub("offering")
    years = [
        _fiscal_year(row, _basis(row, as_of, report_day)) for row in values.rows("fiscal_years")
    ]
    return Firm(
        name=firm.text("name") or "",
        industry=firm.text("industry"),
        province=firm.text("province"),
        founded=firm.day("founded"),
        joint_stock_since=firm.day("joint_stock_since"),
        status=_status(values.sub("status")),
        fiscal_years=tuple(sorted(years, key=lambda year: year.year)),
        facts={**_mapping(values, "facts", Steps), **_mapping(values, "facts", Multiple)},
        governance=_mapping(values, "governance", bool),
        offering=Offering(**{key: offering.number(key) for key in OFFERING_KEYS}),
        events=tuple(_event(row) for row in values.rows("events")),
        audits=tuple(sorted(map(_audit, values.rows("audits")), key=lambda x: x.period_end)),
        placements=tuple(_placement(row) for row in values.rows("placements")),
        holders=tuple(_holder(row) for row in values.rows("holders")),
        recognition=tuple(_recognition(row) for row in values.rows("recognition")),
        ladder=_mapping(values, "ladder", object),
        money=_mapping(values, "money", (int, Fraction)),
    )


def _defaulted(values: Values) -> frozenset[str]:
    """The assumptions that matter and were not given."""
    assumptions, years = values.sub("assumptions"), values.rows("fiscal_years")
    halves = [row.sub("half_year") for row in years if row.given("half_year")]
    missing = {
        "assumptions.report_day": any(not row.given("published") for row in years),
        "assumptions.interim_report_day": any(not half.given("published") for half in halves),
        "assumptions.interim_audits": True,
        "assumptions.statement_extension": True,
    }
    names = {
        path
        for path, matters in missing.items()
        if matters and not assumptions.given(path.partition(".")[2])
    }
    names |= {f"{row.path}.basis" for row in years if not row.given("basis")}
    if not values.sub("status").given("venue"):
        names.add("status.venue")
    return frozenset(names)


def _month_day(values: Values, key: str, default: tuple[int, int]) -> tuple[int, int]:
    value = values.data.get(key)
    return (int(value[0]), int(value[1])) if isinstance(value, tuple) else default


def build(values: Values, source: str, document: Mapping[str, object]) -> Scenario:
    """The scenario of values without problems."""
    as_of, plan, assumptions = (
        _sure(values.day("as_of")),
        values.sub("plan"),
        values.sub("assumptions"),
    )
    report_day = _month_day(assumptions, "report_day", REPORT_DAY)
    firm = _firm(values, as_of, report_day)
    pace = cast(Pace, plan.text("pace") or PACE)
    targets, audits = plan.data.get("targets"), assumptions.flag("interim_audits")
    return Scenario(
        name=values.text("name") or firm.name or PurePath(source).stem,
        as_of=as_of,
        firm=firm,
        targets=cast("tuple[Venue, ...] | None", targets),
        pace=pace,
        horizon_years=plan.whole("horizon_years") or HORIZON_YEARS,
        milestones=_mapping(values, "milestones", date),
        report_day=report_day,
        interim_report_day=_month_day(assumptions, "interim_report_day", INTERIM_REPORT_DAY),
        interim_audit_day=_month_day(assumptions, "interim_audit_day", INTERIM_AUDIT_DAY),
        interim_audits=audits is not False,
        statement_extension=cast("Extension | None", assumptions.text("statement_extension")),
        later_years=cast(LaterYears, assumptions.text("later_years") or LATER_YEARS),
        pauses_end=assumptions.day("pauses_end"),
        durations=_mapping(values, "durations", int),
        tasks=tuple(_task(row) for row in values.rows("tasks")),
        uncertainty=_numbers(values, "uncertainty"),
        defaulted=_defaulted(values),
        source=source,
        document=document,
    )


def _numbers(values: Values, key: str) -> dict[str, Number]:
    table = values.sub(key)
    return {name: value for name in table.data if (value := table.number(name)) is not None}
