"""The money of a firm's place and of the centre, on a day: which rows are in force, and what a route
earns in all.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Bilingual
from pathway.law.grants import Grant, grants, place
from pathway.law.raw_tables import parsed, rows
from pathway.scenario.scenario import Scenario

Validity = Literal["in-force", "end-unknown", "expired", "undated"]


@frozen
class Money:
    """Money for a title or a stage, on the day asked for.

    Attributes:
        grant: What is paid, and for what.
        validity: `in-force`, `end-unknown`, `expired` or `undated`.
    """

    grant: Grant
    validity: Validity


def money(scenario: Scenario, on: date) -> tuple[Money, ...]:
    """The rows of money of the firm's place and of the centre that had begun by a day, the expired
    ones included.
    """
    here: set[str | None] = {"China", place(scenario.firm.province)}
    board = place(str(scenario.firm.ladder.get("special_board", "")) or None)
    here |= {
        board,
        *(str(row["province"]) for row in rows(parsed("path"), "market") if row["id"] == board),
    }
    return tuple(
        Money(grant, _validity(grant, on))
        for grant in grants()
        if _pays(grant, here) and (grant.valid_from is None or grant.valid_from <= on)
    )


def _pays(grant: Grant, here: set[str | None]) -> bool:
    """Whether a row is of one of some places; a scenario may name the city for the province."""
    return grant.place in here or (
        grant.city is not None and bool({grant.city.en, grant.city.zh} & here)
    )


def _validity(grant: Grant, on: date) -> Validity:
    if grant.valid_to is not None:
        return "in-force" if on <= grant.valid_to else "expired"
    return "undated" if grant.valid_from is None else "end-unknown"


@frozen
class Total:
    """What a place pays on a route to BSE, drafts and expired rows apart. amount: yuan."""

    place: str
    city: Bilingual | None
    route: str
    amount: int
    rows: tuple[str, ...]


_ROUTES = {
    "neeq>innovation>bse": ("neeq-base", "innovation", "bse-accepted", "bse-listed"),
    "neeq-direct>bse": ("neeq-direct", "bse-accepted", "bse-listed"),
}


def totals(money: tuple[Money, ...]) -> tuple[Total, ...]:
    """The sums by place and route, where a place pays for more than one stage of it."""
    live = [
        row.grant
        for row in money
        if row.validity != "expired" and not row.grant.draft and row.grant.amount
    ]
    out: list[Total] = []
    for where in dict.fromkeys((grant.place, grant.city) for grant in live):
        for route, stages in _ROUTES.items():
            paid = [
                grant
                for grant in live
                if (grant.place, grant.city) == where and grant.stage in stages
            ]
            if len(paid) > 1:
                amount = sum(grant.amount or 0 for grant in paid)
                out.append(Total(*where, route, amount, tuple(grant.id for grant in paid)))
    return tuple(out)
