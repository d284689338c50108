"""What can pay for the way: sources of money, whom they suit, the rules that they touch; and what a
place gives.

All of it is data, `pathway/rulebook/money/`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal, get_args

from attrs import frozen

from pathway.base.phrases import Bilingual
from pathway.law.raw_tables import Footing, RawTable, both, day, parsed, rows, standing, sub, whole
from pathway.law.steps import VENUES, Venue

Computed = Literal[
    "placement", "round", "lock", "holders", "restructuring", "dividends", "leverage"
]
"""What a source does to the path that is planned anew or worked out."""
COMPUTED: tuple[Computed, ...] = get_args(Computed)


@frozen
class FundingSource:
    """A source of money, or a use of money that rules look at.

    Attributes:
        id: Its name.
        section: The section of the research report that names it; "" for a use of money.
        title: What it is called.
        venues: Where a firm is for it to fit.
        when: The condition for it to fit, in the language of the law.
        fits: Whom it suits.
        asks: What it asks for.
        path: What it does to the path.
        milestones: The milestones that it touches, by their name within a step.
        rules: The ids of the provisions that it touches.
        computed: What of its effect is worked out for a firm.
        cite: Where it stands whom it suits and what it asks for.
        standing: How firmly that is established.
    """

    id: str
    section: str
    title: Bilingual
    venues: tuple[Venue, ...]
    when: str
    fits: Bilingual
    asks: Bilingual
    path: Bilingual
    milestones: tuple[str, ...]
    rules: tuple[str, ...]
    computed: tuple[Computed, ...]
    cite: Bilingual
    standing: Footing


@frozen
class SupportKind:
    """A kind of support that places gave, as of the day of the report.

    Attributes:
        id: Its name.
        content: What is given.
        provinces: The places named.
        as_of: The day of the report.
        cite: Where it stands.
        standing: How firmly it is established.
    """

    id: str
    content: Bilingual
    provinces: tuple[str, ...]
    as_of: date
    cite: Bilingual
    standing: Footing


@frozen
class ProvinceTarget:
    """How many specialised firms a place wants by a day.

    Attributes:
        province: The place.
        content: How many, of which level.
        until: The day by which; the row has expired after it.
        cite: Where it stands.
        standing: How firmly it is established.
    """

    province: str
    content: Bilingual
    until: date
    cite: Bilingual
    standing: Footing


@frozen
class FavouredField:
    """A field that a place favours, as of the day of the report.

    Attributes:
        province: The place.
        title: The field.
        industries: The classes (GB/T 4754) that firms of the field belong to; none where no class
            stands for it.
        as_of: The day of the report.
        cite: Where it stands.
        standing: How firmly it is established.
    """

    province: str
    title: Bilingual
    industries: tuple[str, ...]
    as_of: date
    cite: Bilingual
    standing: Footing

    def suits(self, industry: str) -> bool:
        """Whether firms of a class belong to the field.

        Args:
            industry: The class, such as `C39`. A class as wide as several of the field's, such as
                `C`, says too little.

        Returns:
            Whether one of the field's classes holds the firm's.
        """
        return industry.startswith(self.industries) if self.industries else False


@cache
def funding_sources() -> tuple[FundingSource, ...]:
    """Every source of money, in the order of the report, and the uses of money behind them."""
    table = parsed("sources", "money")
    report = sub(table, "report")
    return tuple(_source(row, report) for row in rows(table, "source"))


def _source(row: RawTable, report: RawTable) -> FundingSource:
    venues = texts_of(row, "venues") or VENUES
    computed = texts_of(row, "computed")
    return FundingSource(
        id=str(row["id"]),
        section=str(row["section"]),
        title=_sure(both(row)),
        venues=tuple(venue for venue in VENUES if venue in venues),
        when=str(row["when"]),
        fits=_sure(both(sub(row, "fits"))),
        asks=_sure(both(sub(row, "asks"))),
        path=_sure(both(sub(row, "path"))),
        milestones=texts_of(row, "milestones"),
        rules=texts_of(row, "rules"),
        computed=tuple(name for name in COMPUTED if name in computed),
        cite=_sure(both(sub(report, "cite"))),
        standing=standing(report),
    )


def texts_of(row: RawTable, key: str) -> tuple[str, ...]:
    """A list of texts; none where the key is missing."""
    found = row.get(key, [])
    assert isinstance(found, list), key
    return tuple(map(str, found))


def _sure(text: Bilingual | None) -> Bilingual:
    assert text is not None
    return text


@cache
def support_kinds() -> tuple[SupportKind, ...]:
    """The kinds of support of the report's table 1."""
    table, (as_of, cite, footing) = parsed("support", "money"), _report()
    return tuple(
        SupportKind(
            id=str(row["id"]),
            content=_sure(both(row)),
            provinces=texts_of(row, "provinces"),
            as_of=as_of,
            cite=cite,
            standing=footing,
        )
        for row in rows(table, "kind")
    )


@cache
def province_targets() -> tuple[ProvinceTarget, ...]:
    """The targets of the report's table 2."""
    table, (_, cite, footing) = parsed("support", "money"), _report()
    return tuple(
        ProvinceTarget(
            province=str(row["province"]),
            content=_sure(both(row)),
            until=date(whole(row, "by") or whole(table, "target_year") or date.max.year, 12, 31),
            cite=cite,
            standing=footing,
        )
        for row in rows(table, "target")
    )


@cache
def favoured_fields() -> tuple[FavouredField, ...]:
    """The fields of the report's table 3, those of a place together."""
    table, (as_of, cite, footing) = parsed("support", "money"), _report()
    return tuple(
        FavouredField(
            province=str(row["province"]),
            title=_sure(both(field)),
            industries=texts_of(field, "industries"),
            as_of=as_of,
            cite=cite,
            standing=footing,
        )
        for row in rows(table, "field")
        for field in rows(row, "list")
    )


def _report() -> tuple[date, Bilingual, Footing]:
    """Day, citation and status of the tables of support."""
    table = sub(parsed("support", "money"), "report")
    as_of = day(table, "day")
    assert as_of is not None
    return as_of, _sure(both(sub(table, "cite"))), standing(table)
