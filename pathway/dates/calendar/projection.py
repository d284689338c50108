"""Years without a notice: the days off that the patterns of earlier notices give.

Nothing here knows a holiday's length or when a pattern changed: that is data (`patterns.toml`, and
`lunar.toml` for the festivals of the lunar calendar).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from attrs import evolve, field, frozen

from pathway.dates.calendar.toml_values import array, day, number, read, table, text
from pathway.dates.days import Span

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@frozen
class Layout:
    """Days off and weekend days worked for a holiday that begins on one weekday, as offsets from
    its first day.
    """

    off: Span
    work: tuple[int, ...]


Shape = tuple[Layout, ...]


@frozen
class Rule:
    """How one holiday is laid out.

    start: the first day of the break, as an offset from the holiday itself. exchanges_closed: the
    offset of a day on which only the exchanges close. mid_autumn, joins: the shape of a National
    Day break with Mid-Autumn in it, and the day of September from which Mid-Autumn begins it.
    """

    shape: Shape = field(repr=False)
    start: int = 0
    exchanges_closed: int | None = None
    mid_autumn: Shape | None = field(default=None, repr=False)
    joins: int = 31


@frozen
class Era:
    """The rules, by holiday, that the notices showed from a day on."""

    known: int
    rules: Mapping[str, Rule] = field(repr=False)


@frozen
class Break:
    """One projected break: days off (both ends included), weekend days worked, a day only the
    exchanges close.
    """

    off: Span
    work: tuple[int, ...]
    exchanges_closed: int | None = None


def _layout(row: Mapping[str, object]) -> Layout:
    first, last = map(number, array(row["off"]))
    return Layout((first, last), tuple(map(number, array(row.get("work", [])))))


def _rule(row: Mapping[str, object], shapes: Mapping[str, Shape]) -> Rule:
    closed = row.get("exchanges_closed")
    joined = row.get("mid_autumn")
    return Rule(
        shapes[text(row["shape"])],
        number(row.get("from", 0)),
        None if closed is None else number(closed),
        None if joined is None else shapes[text(joined)],
        number(row.get("joins", 31)),
    )


@cache
def eras() -> tuple[Era, ...]:
    """Every era, oldest first, with the rules that it took over from the one before."""
    data = read("patterns.toml")
    shapes = {
        name: tuple(_layout(table(table(rows)[weekday])) for weekday in WEEKDAYS)
        for name, rows in table(data["shape"]).items()
    }
    found: list[Era] = []
    rules: dict[str, Rule] = {}
    for entry in map(table, array(data["era"])):
        rules |= {name: _rule(table(row), shapes) for name, row in entry.items() if name != "known"}
        found.append(Era(day(entry.get("known", date.min)), dict(rules)))
    return tuple(found)


@cache
def _lunar() -> Mapping[int, tuple[int, ...]]:
    """Spring Festival, Dragon Boat and Mid-Autumn by year."""
    return {
        int(year): tuple(day(f"{year}-{text(when)}") for when in array(row))
        for year, row in read("lunar.toml").items()
    }


def qingming(year: int) -> int:
    """Qingming, by the usual formula for this century."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4).toordinal()


def festivals(year: int) -> Mapping[str, int]:
    """The day of each holiday in a year."""
    spring, dragon_boat, mid_autumn = _lunar()[year]
    return {
        "new-year": date(year, 1, 1).toordinal(),
        "spring-festival": spring,
        "qingming": qingming(year),
        "labour-day": date(year, 5, 1).toordinal(),
        "dragon-boat": dragon_boat,
        "mid-autumn": mid_autumn,
        "national-day": date(year, 10, 1).toordinal(),
    }


def _laid_out(rule: Rule, holiday: int) -> Break:
    first = holiday + rule.start
    layout = rule.shape[(first + 6) % 7]
    closed = None if rule.exchanges_closed is None else holiday + rule.exchanges_closed
    return Break(
        (first + layout.off[0], first + layout.off[1]),
        tuple(first + offset for offset in layout.work),
        closed,
    )


def _joined(rules: Mapping[str, Rule], when: Mapping[str, int], year: int) -> Break | None:
    """The National Day break with Mid-Autumn in it, where it is."""
    rule = rules["national-day"]
    if rule.mid_autumn is None:
        return None
    national, mid_autumn = when["national-day"], when["mid-autumn"]
    longer = evolve(rule, shape=rule.mid_autumn)
    if date(year, 9, 1).toordinal() + rule.joins - 1 <= mid_autumn < national:
        return _laid_out(longer, mid_autumn)
    whole = _laid_out(longer, national)
    return whole if national <= mid_autumn <= whole.off[1] else None


def _apart(breaks: Iterable[Break]) -> Iterator[Break]:
    """The same breaks, with days worked that fall into another break a week further away."""
    every = tuple(breaks)
    taken = {d for one in every for d in range(one.off[0], one.off[1] + 1)}
    for one in every:
        work = []
        for d in one.work:
            step = -7 if d < one.off[0] else 7
            while d in taken:
                d += step
            taken.add(d)
            work.append(d)
        yield evolve(one, work=tuple(work))


def project(era: Era, year: int) -> tuple[Break, ...]:
    """The breaks of a year. The New Year break may begin, and have days worked, in the year
    before.
    """
    when = festivals(year)
    joined = _joined(era.rules, when, year)
    alone = {"national-day", "mid-autumn"} if joined else set()
    breaks = [_laid_out(rule, when[name]) for name, rule in era.rules.items() if name not in alone]
    return tuple(_apart([*breaks, joined] if joined else breaks))
