"""Random firms, with every key of a scenario that moves a date, for properties that hold whatever the
firm.

`firms` and `firms_anywhere` are strategies of hypothesis, which make a failure small. `seeded` gives
as many firms as wanted for little time: the same ones at every run, each named by its number. Three
in four have a day, so that something can move.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Protocol, TypeVar

from attrs import frozen
from hypothesis import strategies as st

import pathway
from pathway.law.events import (
    DEMOTION_GROUNDS,
    EVENT_KEYS,
    EVENT_KINDS,
    MATTERS,
    PERSONS,
    EventKind,
)
from pathway.scenario.scenario import Scenario

AS_OF = date(2026, 11, 23)
YEARS = range(2023, 2031)
MILLION = 1_000_000
T = TypeVar("T")

Table = dict[str, Any]
"""A table of a scenario, as a file has it, amounts in yuan."""

TARGETS: Mapping[str, tuple[str, ...]] = {
    "unlisted": ("bse", "bse", "neeq-base", "neeq-innovation", "star", "chinext", "sse-main"),
    "neeq-base": ("bse", "bse", "bse", "neeq-innovation", "star", "chinext"),
    "neeq-innovation": ("bse", "bse", "bse", "star", "szse-main"),
    "bse": ("star", "chinext"),
}
"""Where firms of a venue may want to go, the usual ones more often."""


class Dice(Protocol):
    """Where chance comes from."""

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high."""

    def pick(self, among: Sequence[T]) -> T:
        """One of several."""

    def chance(self, percent: int) -> bool:
        """Whether something happens that happens so often."""


@frozen
class Drawn:
    """Chance from hypothesis."""

    draw: st.DrawFn

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return self.draw(st.integers(low, high))

    def pick(self, among: Sequence[T]) -> T:
        """One of several."""
        return self.draw(st.sampled_from(among))

    def chance(self, percent: int) -> bool:
        """Whether something happens that happens so often; the simpler firm is that without it."""
        return self.number(0, 99) >= 100 - percent


@frozen
class Seeded:
    """Chance from a seed."""

    random: Random

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return self.random.randint(low, high)

    def pick(self, among: Sequence[T]) -> T:
        """One of several."""
        return among[self.random.randrange(len(among))]

    def chance(self, percent: int) -> bool:
        """Whether something happens that happens so often."""
        return self.random.randrange(100) < percent


def happening(dice: Dice, kind: EventKind, as_of: date = AS_OF) -> Table:
    """An event of a kind, before the as-of day or after it, with the keys that its kind takes."""
    days = dice.number(1, 300) if kind == "tier-demotion" else dice.number(-500, 200)
    when = as_of + timedelta(days)
    event: Table = {"kind": kind, "date": when}
    for key in EVENT_KEYS[kind]:
        match key:
            case "on":
                event[key] = dice.pick(PERSONS)
            case "matter":
                event[key] = dice.pick(MATTERS)
            case "ground":
                event[key] = dice.pick(DEMOTION_GROUNDS)
            case "venue":
                event[key] = dice.pick(("bse", "star", "chinext", "sse-main"))
            case "after_inspection":
                event[key] = dice.chance(50)
            case _ if dice.chance(70):
                event[key] = when + timedelta(dice.number(0, 300))
    return event


def events(dice: Dice, as_of: date = AS_OF) -> list[Table]:
    """None to two events of any kind."""
    count = dice.pick((0, 0, 0, 0, 1, 1, 2))
    return [happening(dice, dice.pick(EVENT_KINDS), as_of) for _ in range(count)]


def placement(dice: Dice, as_of: date = AS_OF) -> Table:
    """Shares issued for cash, or being issued."""
    if dice.chance(25):
        return {"open_since": as_of - timedelta(dice.number(0, 200))}
    return {
        "date": as_of - timedelta(dice.number(-100, 900)),
        "cash": dice.number(5, 45) * MILLION,
        "market_cap": dice.number(50, 600) * MILLION,
        "investors": dice.pick(("professional", "other")),
    }


def audits(dice: Dice) -> list[Table]:
    """Audits to ends of quarters, or of a month."""
    ends = [
        date(year, month, day)
        for year, month, day in ((2026, 9, 30), (2026, 10, 31), (2027, 3, 31), (2027, 9, 30))
        if dice.chance(20)
    ]
    return [{"period_end": end, "published": end + timedelta(dice.number(20, 120))} for end in ends]


def _opinion(dice: Dice) -> str:
    if dice.chance(97):
        return "unqualified"
    return dice.pick(("unqualified-with-emphasis", "unqualified-with-emphasis", "qualified"))


SIZE: Mapping[str, int] = {"star": 4, "chinext": 3, "sse-main": 6, "szse-main": 6}
"""How many times larger than for BSE the figures are with which a firm can be listed on a board."""


def fiscal_year(dice: Dice, year: int, size: int = 1, as_of: date = AS_OF) -> Table:
    """A year's figures: mostly those of a firm that can be listed."""
    good = dice.chance(95)
    late = dice.chance(1)
    out: Table = {
        "year": year,
        "basis": "audited" if year < as_of.year else "forecast",
        "net_profit": (dice.number(18, 60) * size if good else dice.number(-10, 17)) * MILLION,
        "revenue": (dice.number(12, 50) * 10 * size if good else dice.number(2, 60)) * MILLION,
        "operating_cash_flow": dice.number(5, 45) * size * MILLION,
        "rd_expense": dice.number(5, 30) * size * MILLION,
        "net_assets": (dice.number(8, 40) * 10 if dice.chance(99) else -5) * MILLION,
        "roe": (dice.number(8, 16) if good else dice.number(2, 8)) / 100,
        "audit_opinion": _opinion(dice),
        "dividends": dice.number(0, 20) * MILLION if dice.chance(50) else 0,
        "published": date(year + 1, 5, dice.number(1, 28))
        if late
        else date(year + 1, dice.number(2, 4), dice.number(1, 28)),
    }
    if dice.chance(25):
        out["half_year"] = {
            "net_profit": dice.number(5, 30) * MILLION,
            "revenue": dice.number(5, 25) * 10 * MILLION,
            "audited": dice.chance(60),
            "published": date(year, 8, dice.number(5, 31)),
            "audit_opinion": _opinion(dice),
        }
    return out


def status(dice: Dice, venue: str, as_of: date = AS_OF) -> Table:
    """Where a firm is, and since when."""
    out: Table = {"venue": venue}
    if venue == "unlisted":
        if dice.chance(15):
            out["earlier_neeq"] = [{"listed": date(2016, 3, 1), "delisted": date(2019, 9, 30)}]
        return out
    listed = as_of - timedelta(dice.number(10, 900))
    out["neeq_listed"] = listed
    if dice.chance(10):
        out["earlier_neeq"] = [
            {
                "listed": date(2016, 3, 1),
                "delisted": dice.pick((date(2016, 12, 1), date(2019, 9, 30))),
            }
        ]
    entered = listed + timedelta(dice.number(0, (as_of - listed).days))
    if venue == "neeq-innovation":
        out["innovation_entered"] = entered
        if dice.chance(80):
            out["innovation_test"] = dice.pick(("profit", "growth", "rd", "market"))
    if venue == "bse":
        out["neeq_listed"] = listed - timedelta(1000)
        out["innovation_entered"] = listed - timedelta(600)
        out["bse_listed"] = listed
    return out


_TUTORING, _RESOLUTIONS = (
    ("tutoring_filed", "tutoring_passed"),
    ("board_resolved", "shareholders_resolved"),
)
_REVIEW = ("filed", "accepted", "inquired", "responded")


def milestones(dice: Dice, step: str, as_of: date = AS_OF) -> Table:
    """What of an offering has happened, in the order of each strand: nothing, in two firms of
    three.
    """
    out: dict[str, date] = {}
    if dice.chance(70):
        return {}
    day = as_of - timedelta(dice.number(60, 400))
    if dice.chance(75):
        out |= _strand(dice, step, _TUTORING, day, as_of)
    if dice.chance(30):
        out |= _strand(dice, step, _RESOLUTIONS, day, as_of)
    if len(out) > 1 and dice.chance(25):
        out |= _strand(dice, step, _REVIEW, max(out.values()), as_of)
    return dict(out)


def _strand(dice: Dice, step: str, names: Sequence[str], day: date, as_of: date) -> dict[str, date]:
    out: dict[str, date] = {}
    for name in names[: dice.number(1, len(names))]:
        day = min(day + timedelta(dice.number(5, 120)), as_of)
        out[f"{step}.{name}"] = day
    return out


def assumptions(dice: Dice) -> Table:
    """What is assumed, where the firm says it."""
    out: Table = {
        "interim_audits": dice.chance(85),
        "later_years": dice.pick(("as-last", "as-last", "as-last", "none")),
    }
    if dice.chance(50):
        out["interim_audit_day"] = dice.pick(("08-05", "09-30", "11-15"))
    if dice.chance(50):
        out["statement_extension"] = dice.pick(("never", "review", "always"))
    return out


def governance(dice: Dice) -> Table:
    """What a firm says of itself, mostly what does not stand in its way."""
    out: Table = {"supervisory_board": dice.chance(50)}
    if dice.chance(15):
        out["restructuring_tested"] = dice.chance(80)
    if dice.chance(15):
        out["no_supervisory_measure"] = dice.chance(80)
    if dice.chance(10):
        out["new_economy"] = True
    return out


def facts(dice: Dice, size: int = 1, as_of: date = AS_OF) -> Table:
    """What may change over time."""
    holders: object = dice.number(30, 150) if size == 1 else dice.number(1000, 1500)
    if dice.chance(30):
        later = as_of + timedelta(dice.number(1, 400))
        holders = [
            {"from": date(2016, 1, 1), "value": 60},
            {"from": later, "value": 230 if size == 1 else 1050},
        ]
    capital, value = (
        ((25, 40, 60, 120, 40, 60, 120), (150, 250, 450, 900, 900, 1600, 1600))
        if size == 1
        else ((40, 120, 150, 400, 600), (250, *(450, 900, 1600) * 3))
    )
    out: Table = {
        "share_capital": dice.pick(capital) * MILLION,
        "market_cap": dice.pick(value) * size * MILLION,
        "holders": holders,
        "listing_placement": 20 * MILLION,
        "cash_raised_since_listing": 20 * MILLION,
        "qualified_investors": 60,
        "market_makers": dice.pick((0, 0, 4)),
        "volume_60d": dice.pick((500_000, 2_000_000, 12_000_000, 15_000_000))
        if size == 1
        else dice.pick((2_000_000, *(12_000_000, 15_000_000) * 4)),
    }
    if size > 1 or dice.chance(60):
        out |= {"rd_staff_ratio": 0.16, "invention_patents": 12}
    return out


def firm_tables(dice: Dice, venue: str, target: str, as_of: date = AS_OF) -> Table:
    """A firm at a venue that plans for a target, as the tables of a scenario."""
    size = SIZE.get(target, 1)
    outside = venue == "unlisted"
    founded = date(dice.number(2008, 2022 if outside else 2014), dice.number(1, 12), 15)
    formed = (
        date(dice.number(max(founded.year, 2022), 2027), 12, 20) if outside else date(2015, 6, 1)
    )
    out: Table = {
        "firm": {
            "founded": founded,
            "joint_stock_since": formed,
            "industry": dice.pick((*("C34", "C39") * 6, "I65", "C27", "K70")),
        },
        "status": status(dice, venue, as_of),
        "fiscal_years": [fiscal_year(dice, year, size, as_of) for year in YEARS],
        "events": events(dice, as_of),
        "audits": audits(dice),
        "placements": [placement(dice, as_of)] if dice.chance(35) else [],
        "governance": governance(dice),
        "facts": facts(dice, size, as_of),
        "assumptions": assumptions(dice),
        "plan": {
            "targets": [target],
            "pace": dice.pick(("floor", "typical", "typical", "cautious")),
        },
    }
    if dice.chance(15):
        side = dice.pick(("before", "after"))
        out["tasks"] = [
            {"name": "Plant audited", "party": "auditor", "working_days": 20, side: "bse.filed"}
        ]
    step = f"{target}-transfer" if venue == "bse" else target
    if venue not in ("unlisted", "bse") and target not in ("neeq-base", "neeq-innovation"):
        out["milestones"] = milestones(dice, step, as_of)
    return out


def scenario_of(tables: Mapping[str, object], as_of: date = AS_OF) -> Scenario:
    """The scenario of a firm's tables."""
    return pathway.loads(
        'schema = "pathway.scenario/1"\nname = "x"\n', as_of=as_of, set=dict(tables)
    )


def _for_bse(dice: Dice) -> Table:
    return firm_tables(dice, dice.pick(("unlisted", "neeq-base", "neeq-innovation")), "bse")


def anywhere(dice: Dice) -> Table:
    """A firm anywhere, with one target."""
    venue = dice.pick(("neeq-innovation", "neeq-innovation", "neeq-base", "unlisted", "bse"))
    return firm_tables(dice, venue, dice.pick(TARGETS[venue]))


@st.composite
def tables_anywhere(draw: st.DrawFn) -> Table:
    """The tables of a firm anywhere, with one target."""
    return anywhere(Drawn(draw))


@st.composite
def firms(draw: st.DrawFn) -> Scenario:
    """A firm outside or on NEEQ; planned for BSE."""
    tables = _for_bse(Drawn(draw))
    return scenario_of(tables | {"plan": {}})


@st.composite
def firms_anywhere(draw: st.DrawFn) -> Scenario:
    """A firm anywhere, with one target."""
    return scenario_of(anywhere(Drawn(draw)))


def seeded(count: int, first: int = 0) -> Iterator[tuple[int, Scenario]]:
    """Firms anywhere, each with its number, which makes it again: `seeded(1, number)`."""
    for number in range(first, first + count):
        yield number, scenario_of(anywhere(Seeded(Random(number))))


FIRMS = 2000
SHARES: Mapping[str, int] = {
    "rules": 12,
    "paces": 12,
    "later as-of": 12,
    "strict": 12,
    "one day given": 12,
    "all days given": 12,
    "thresholds": 12,
    "waits": 12,
    "events": 12,
    "profit": 12,
    "facts": 8,
    "growth": 10,
    "unit": 19,
    "order": 12,
    "two files": 10,
    "row": 6,
    "languages": 1,
    "deadline": 8,
    "another target": 5,
    "levers": 1,
}
"""How many of 200 firms are tried on a property: every firm on one, what is dear on fewer."""


def share(name: str) -> Iterator[tuple[int, Table]]:
    """The tables of the firms that are tried on a property, of the first 2,000 (times
    PATHWAY_TRIES), each with its number.
    """
    names = [one for one, count in SHARES.items() for _ in range(count)]
    for number in range(round(FIRMS * float(os.environ.get("PATHWAY_TRIES", "1")))):
        if names[number % len(names)] == name:
            yield number, anywhere(Seeded(Random(number)))
