"""What follows a listing, as data: who is locked by which provision, reports, supervision, a transfer;
and which rules an effect of money rests on.

`pathway/rulebook/money/after.toml`; periods stand in the provisions themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Literal, get_args

from attrs import frozen

from pathway.base.phrases import Bilingual
from pathway.law.funding import Computed, texts_of
from pathway.law.raw_tables import (
    Footing,
    RawTable,
    both,
    number,
    parsed,
    rows,
    standing,
    sub,
    whole,
)
from pathway.law.steps import LEGAL_DAYS

ReportKind = Literal["annual", "interim", "first-quarter", "third-quarter"]
REPORT_KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
_LEGAL: Mapping[str, tuple[int, int]] = {
    "annual": LEGAL_DAYS.annual_report,
    "interim": LEGAL_DAYS.interim_report,
}


@frozen
class LockRow:
    """The provision that frees the shares of holders with certain roles after a route's last
    step. later: what still holds once they are free, if anything.
    """

    steps: tuple[str, ...]
    roles: tuple[str, ...]
    rule: str
    later: Bilingual | None


@frozen
class JoinerLock:
    """Holders who joined within some months before the filing are locked from the acquisition."""

    steps: tuple[str, ...]
    rule: str
    within: int
    months: int


@frozen
class ReportDuty:
    """A periodic report that is due every year by a day (month, day)."""

    kind: ReportKind
    steps: tuple[str, ...]
    day: tuple[int, int]
    cite: Bilingual
    standing: Footing


@frozen
class Supervision:
    """How long the sponsor watches over the company: full fiscal years after that of the listing.

    rule: the provision that says it, or "", where the citation stands here. shorter: the years for
    a company that had been listed for so many months (shorter_after) when it filed.
    """

    steps: tuple[str, ...]
    years: int
    rule: str
    cite: Bilingual | None
    standing: Footing | None
    shorter: int | None
    shorter_after: int | None


@frozen
class TransferRow:
    """A transfer open after the listing on BSE: its step, the provision on the time to wait, and
    the one on whether anyone still goes that way.
    """

    step: str
    rule: str
    note: str


@frozen
class GrowthTier:
    """The provisions by which a company enters STAR's growth tier, and leaves it."""

    step: str
    entry: str
    exit: str


@cache
def _table() -> RawTable:
    return parsed("after", "money")


@cache
def lock_rows() -> tuple[LockRow, ...]:
    """Who is locked by which provision."""
    return tuple(
        LockRow(
            steps=texts_of(row, "steps"),
            roles=texts_of(row, "roles"),
            rule=str(row["rule"]),
            later=both(sub(row, "later")),
        )
        for row in rows(_table(), "lock")
    )


@cache
def unprofitable_rows() -> tuple[LockRow, ...]:
    """Whose release may be later where the company was not profitable before the listing."""
    return tuple(
        LockRow(texts_of(row, "steps"), texts_of(row, "roles"), str(row["rule"]), None)
        for row in rows(_table(), "unprofitable")
    )


@cache
def joiner_locks() -> tuple[JoinerLock, ...]:
    """Who joined too late, by step."""
    return tuple(
        JoinerLock(
            texts_of(row, "steps"),
            str(row["rule"]),
            int(number(row, "within")),
            int(number(row, "months")),
        )
        for row in rows(_table(), "joiner")
    )


@cache
def report_duties() -> tuple[ReportDuty, ...]:
    """The periodic reports of a listed company."""
    return tuple(_duty(row) for row in rows(_table(), "report"))


def _duty(row: RawTable) -> ReportDuty:
    kind = next(kind for kind in REPORT_KINDS if kind == row["kind"])
    month, day = _LEGAL[kind] if kind in _LEGAL else map(int, str(row["day"]).split("-"))
    cite = both(sub(row, "cite"))
    assert cite is not None
    return ReportDuty(kind, texts_of(row, "steps"), (month, day), cite, standing(row))


@cache
def supervisions() -> tuple[Supervision, ...]:
    """How long sponsors watch over a company, by the step that listed it."""
    return tuple(
        Supervision(
            steps=texts_of(row, "steps"),
            years=int(number(row, "years")),
            rule=str(row.get("rule", "")),
            cite=both(sub(row, "cite")),
            standing=standing(row) if "status" in row else None,
            shorter=whole(row, "shorter"),
            shorter_after=whole(row, "shorter_after"),
        )
        for row in rows(_table(), "supervision")
    )


@cache
def transfers() -> tuple[TransferRow, ...]:
    """The transfers that are open after a listing on BSE."""
    return tuple(
        TransferRow(str(row["step"]), str(row["rule"]), str(row["note"]))
        for row in rows(_table(), "transfer")
    )


def growth_tier() -> GrowthTier:
    """STAR's growth tier."""
    row = sub(_table(), "growth_tier")
    return GrowthTier(str(row["step"]), str(row["entry"]), str(row["exit"]))


def rules_of(computed: Computed) -> tuple[str, ...]:
    """The provisions on which an effect rests, by id."""
    return texts_of(_computed(computed), "rules")


def holders_limit() -> int:
    """How many holders an unlisted company may have before the CSRC registers its listing."""
    return int(number(_computed("holders"), "limit"))


def dividend_limit() -> tuple[Fraction, int]:
    """The share of the profit of so many years that dividends before a filing may reach."""
    row = _computed("dividends")
    return Fraction(str(row["share"]).removesuffix("%")) / 100, int(number(row, "years"))


def _computed(name: str) -> RawTable:
    return sub(sub(_table(), "computed"), name)
