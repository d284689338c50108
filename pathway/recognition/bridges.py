"""What a title changes on the way to a listing: bridges to NEEQ by place and day, the direct link,
special boards.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from attrs import frozen

from pathway.base.phrases import Bilingual, Phrase, phrase
from pathway.law.grants import named, place
from pathway.law.raw_tables import Footing, RawTable, both, day, parsed, rows, standing, sub
from pathway.law.steps import EXCHANGES, OUTSIDE
from pathway.recognition.court import Court, RungCondition
from pathway.recognition.titles import Title
from pathway.scenario.scenario import Scenario

Opening = Literal["open", "not-open", "unknown", "past", "by-size"]


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


@cache
def _tables() -> RawTable:
    return parsed("path")


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
