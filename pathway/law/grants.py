"""Money for titles and for stages on the way to a listing, and the places that pay it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache

from attrs import frozen

from pathway.base.phrases import Bilingual, Number
from pathway.law.raw_tables import (
    Footing,
    RawTable,
    both,
    day,
    parsed,
    rows,
    standing,
    sub,
    whole,
)


@frozen
class Grant:
    """Money for a title, or for a stage on the way to a listing.

    Attributes:
        id: Its name.
        place: A province, or `China`.
        city: The city, if only that one pays.
        stage: The title or stage, such as `bse-accepted`.
        title: It in words.
        amount: In yuan. None where it is a share of the proceeds, or only a cap is known.
        share: The share of the offering's net proceeds that is paid, as a fraction of one.
        cap: The most that is paid, in yuan.
        draft: Whether it stands in a draft only.
        valid_from: The first day on which it is paid, if known.
        valid_to: The last day, if known.
        cite: Where it stands.
        standing: How firmly it is established.
    """

    id: str
    place: str
    city: Bilingual | None
    stage: str
    title: Bilingual
    amount: int | None
    share: Fraction | None
    cap: int | None
    draft: bool
    valid_from: date | None
    valid_to: date | None
    cite: Bilingual
    standing: Footing

    def paid(self, net_proceeds: Number | None = None) -> Number | None:
        """What is paid.

        Args:
            net_proceeds: The net proceeds of the offering in yuan, for a share of them.

        Returns:
            In yuan; None where it cannot be said.
        """
        if self.share is None:
            return self.amount
        if net_proceeds is None:
            return None
        part = self.share * net_proceeds
        return part if self.cap is None or part <= self.cap else self.cap


@cache
def grants() -> tuple[Grant, ...]:
    """Every row of money that is encoded."""
    return tuple(_grant(row) for row in rows(parsed("money"), "row"))


def _grant(row: RawTable) -> Grant:
    title, cite, share = both(row), both(sub(row, "cite")), row.get("share")
    assert title is not None and cite is not None
    return Grant(
        id=str(row["id"]),
        place=str(row["place"]),
        city=both(sub(row, "city")),
        stage=str(row["stage"]),
        title=title,
        amount=whole(row, "amount"),
        share=share if isinstance(share, Fraction) else None,
        cap=whole(row, "cap"),
        draft=bool(row.get("draft", False)),
        valid_from=day(row, "valid_from"),
        valid_to=day(row, "valid_to"),
        cite=cite,
        standing=standing(row),
    )


@cache
def _path() -> RawTable:
    return parsed("path")


@cache
def places() -> dict[str, str]:
    """Chinese and English names of provinces and markets -> the English one."""
    out: dict[str, str] = {}
    for en, zh in sub(_path(), "provinces").items():
        out |= {str(en).lower(): str(en), str(zh): str(en)}
    for row in rows(_path(), "market"):
        out |= {str(row["id"]).lower(): str(row["id"]), str(row["zh"]): str(row["id"])}
    return out


@cache
def provinces() -> frozenset[str]:
    """The English names of all provinces."""
    return frozenset(sub(_path(), "provinces"))


def place(name: str | None) -> str | None:
    """The English name of a province or market; the name itself where it is none of those known."""
    if name is None:
        return None
    plain = name.strip()
    for tail in ("专精特新专板", "股权交易中心", "省", "市", " Province", " province"):
        plain = plain.removesuffix(tail)
    return places().get(plain.lower(), plain)


def named(where: str) -> Bilingual:
    """A province or market in both languages, as far as its Chinese name is known."""
    chinese = (name for name, en in places().items() if en == where and not name.isascii())
    return Bilingual(where, next(chinese, where))
