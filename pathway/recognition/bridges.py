"""What a title changes on the way to a listing: bridges to NEEQ by place and day, the direct link,
special boards.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Bilingual, Phrase, phrase
from pathway.law.steps import EXCHANGES, OUTSIDE
from pathway.recognition.court import Court, RungCondition
from pathway.recognition.texts import (
    Footing,
    Grant,
    RawTable,
    both,
    day,
    grants,
    parsed,
    rows,
    standing,
    sub,
)
from pathway.recognition.titles import Title
from pathway.scenario.scenario import Scenario

Opening = Literal["open", "not-open", "unknown", "past", "by-size"]
Validity = Literal["in-force", "end-unknown", "expired", "undated"]


@frozen
class Bridge:
    """One thing that a title, or size, opens on the way to a listing.

    Attributes:
        id: `green-channel`, `public-notice-review` or `direct-link`.
        opening: `open`, `not-open`, `unknown`, `past` (the firm is beyond the step that it eases)
            or `by-size` (titles do not matter).
        reason: Why, in words.
        cite: Where it stands.
        standing: How firmly it is established.
        details: More about it.
    """

    id: str
    opening: Opening
    reason: Phrase
    cite: Bilingual
    standing: Footing
    details: tuple[Bilingual, ...] = ()


@frozen
class Board:
    """A condition of a regional special board, on the day asked for.

    Attributes:
        place: The board's province.
        condition: The condition, with what was found.
        record: How many firms the board has helped, if known.
    """

    place: Bilingual
    condition: RungCondition
    record: Bilingual | None = None


@frozen
class Money:
    """Money for a title or a stage, on the day asked for.

    Attributes:
        grant: What is paid, and for what.
        validity: `in-force`, `end-unknown`, `expired` or `undated`.
    """

    grant: Grant
    validity: Validity


@cache
def _tables() -> RawTable:
    return parsed("path")


@cache
def places() -> dict[str, str]:
    """Chinese and English names of provinces and markets -> the English one."""
    out: dict[str, str] = {}
    for en, zh in sub(_tables(), "provinces").items():
        out |= {str(en).lower(): str(en), str(zh): str(en)}
    for row in rows(_tables(), "market"):
        out |= {str(row["id"]).lower(): str(row["id"]), str(row["zh"]): str(row["id"])}
    return out


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


def bridges(scenario: Scenario, titles: tuple[Title, ...], on: date) -> tuple[Bridge, ...]:
    """The bridges and the direct link for a firm on a day."""
    bridge = sub(_tables(), "bridge")
    cite = both(sub(bridge, "cite"))
    assert cite is not None
    out = []
    for name, key, all_markets in (
        ("green-channel", "titles", True),
        ("public-notice-review", "raised", False),
    ):
        opening, reason = _bridge(scenario, titles, on, _levels(bridge, key), all_markets)
        doubt = both(sub(bridge, "not_known")) if name == "public-notice-review" else None
        out.append(
            Bridge(
                id=name,
                opening=opening,
                reason=reason,
                cite=cite,
                standing=standing(bridge),
                details=(doubt,) if doubt else (),
            )
        )
    return (*out, _direct(scenario, on))


def _levels(bridge: RawTable, key: str) -> tuple[str, ...]:
    found = bridge[key]
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _bridge(
    scenario: Scenario,
    titles: tuple[Title, ...],
    on: date,
    levels: tuple[str, ...],
    all_markets: bool,
) -> tuple[Opening, Phrase]:
    """Whether a bridge is open: on NEEQ already, the day, the market, the title, in that order."""
    bridge, ladder = sub(_tables(), "bridge"), scenario.firm.ladder
    signed = day(bridge, "memoranda") or date.max
    if scenario.firm.status.venue not in OUTSIDE:
        return "past", Phrase("ladder.way.past")
    if on < (day(bridge, "guideline") or date.max):
        return "not-open", phrase("ladder.way.no-rule", first=day(bridge, "guideline") or on)
    if on < signed:
        return "not-open", phrase("ladder.way.no-memorandum", first=signed)
    board = place(str(ladder["special_board"])) if "special_board" in ladder else None
    if board is None:
        return "unknown", _serving(scenario.firm.province, all_markets)
    name = named(board)
    market = next((row for row in rows(_tables(), "market") if row["id"] == board), None)
    if market is None:
        # Markets that joined after the first eighteen are not known.
        return ("not-open" if on == signed else "unknown"), phrase(
            "ladder.way.no-market", board=name
        )
    if not all_markets and not market.get("both"):
        return "not-open", phrase("ladder.way.green-only", board=name)
    states = {t.state for t in titles if t.level in levels}
    if "valid" in states or (all_markets and ladder.get("cultivation_layer") is True):
        return "open", phrase("ladder.way.open", board=name)
    if states:
        return "unknown", Phrase("ladder.way.title-pending")
    return "not-open", phrase(
        "ladder.way.no-title", levels=tuple(Phrase(f"ladder.level.{x}") for x in levels)
    )


def _serving(province: str | None, all_markets: bool) -> Phrase:
    """Which markets of the firm's province have the bridge, where the firm names no board."""
    here = place(province)
    if here is None:
        return Phrase("ladder.way.no-place")
    markets = [row for row in rows(_tables(), "market") if row["province"] == here]
    served = [str(row["id"]) for row in markets if all_markets or row.get("both")]
    if not served:
        return phrase("ladder.way.none-in-province", province=named(here))
    return phrase("ladder.way.give-board", province=named(here), markets=tuple(map(named, served)))


def _direct(scenario: Scenario, on: date) -> Bridge:
    table = sub(_tables(), "direct_link")
    cite, text, start = both(sub(table, "cite")), both(table), day(table, "since")
    assert cite is not None and text is not None and start is not None
    opening: Opening = "by-size"
    reason = Phrase("ladder.way.by-size")
    if scenario.firm.status.venue in EXCHANGES:
        opening, reason = "past", Phrase("ladder.way.listed")
    elif on < start:
        opening, reason = "not-open", phrase("ladder.way.no-rule", first=start)
    return Bridge(
        id="direct-link",
        opening=opening,
        reason=reason,
        cite=cite,
        standing=standing(table),
        details=(text,),
    )


def frequency() -> Bilingual:
    """How common little giants are on BSE: evidence, not a rule."""
    found = both(sub(_tables(), "frequency"))
    assert found is not None
    return found


def boards(scenario: Scenario, court: Court) -> tuple[Board, ...]:
    """The special boards of the firm's province (or the one that it is on) whose conditions are
    known for the day.
    """
    here = {
        place(scenario.firm.province),
        place(str(scenario.firm.ladder.get("special_board", "")) or None),
    }
    return tuple(
        Board(named(str(row["place"])), condition, both(row))
        for row in rows(_tables(), "board")
        if row["place"] in here
        for condition in court.conditions(str(row["step"]))
    )


def money(scenario: Scenario, on: date) -> tuple[Money, ...]:
    """The rows of money of the firm's place and of the centre that had begun by a day, the expired
    ones included.
    """
    here: set[str | None] = {"China", place(scenario.firm.province)}
    board = place(str(scenario.firm.ladder.get("special_board", "")) or None)
    here |= {
        board,
        *(str(row["province"]) for row in rows(_tables(), "market") if row["id"] == board),
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
