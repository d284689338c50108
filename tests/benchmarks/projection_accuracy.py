"""How good is the projection? Every year from 2015 to 2026 forecast on the day before its notice,
against what came.

Run as `python -m tests.benchmarks.projection_accuracy`. The numbers expected are an earlier,
independent count (see `tests/data/calendar_accuracy.csv`); a number that differs is marked.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pathway.dates import calendar
from pathway.dates.calendar import official
from pathway.dates.calendar.projection import festivals

YEARS = range(2015, 2027)
STEPS = (5, 20, 60, 120)
EXPECTED = Path(__file__).parent.parent / "data" / "calendar_accuracy.csv"

Sessions = frozenset[int]


def span_of(year: int) -> range:
    """Every day of a year."""
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


def is_weekday(day: int) -> bool:
    return date.fromordinal(day).weekday() < 5


def sessions(as_of: int, year: int) -> Sessions:
    """The trading days of a year, as known on a day."""
    trading = calendar.load(as_of).trading
    return frozenset(d for d in span_of(year) if trading.is_open(d))


def actual(year: int) -> Sessions:
    """The trading days that came, all notices known."""
    return sessions(max(n.published for n in official.notices()), year)


def frozen(year: int) -> Sessions:
    """The forecast with the patterns of the notice before: made on the day before the year's own
    notice.
    """
    return sessions(min(n.published for n in official.notices() if n.year == year) - 1, year)


def weekdays(year: int) -> Sessions:
    """The forecast of someone who knows no holidays."""
    return frozenset(filter(is_weekday, span_of(year)))


def statutory(year: int) -> Sessions:
    """The forecast from the law alone: statutory days, and for those on a weekend the next weekday
    that is not one.

    The law is the one in force in the year: Spring Festival without its eve to 2024; two more days
    from 2025.
    """
    when = festivals(year)
    spring = range(-1, 3) if year >= 2025 else range(3)
    days = [when[name] for name in ("new-year", "qingming", "dragon-boat", "mid-autumn")]
    days += [when["spring-festival"] + i for i in spring]
    days += [when["labour-day"] + i for i in range(2 if year >= 2025 else 1)]
    days += [when["national-day"] + i for i in range(3)]
    off = {d for d in days if is_weekday(d)}
    every = set(days)
    for day in sorted(d for d in days if not is_weekday(d)):
        lieu = day
        while not is_weekday(lieu) or lieu in off or lieu in every:
            lieu += 1
        off.add(lieu)
    return weekdays(year) - off


def wrong(forecast: Mapping[int, Sessions]) -> dict[int, int]:
    """Days per year that are open in one and closed in the other."""
    return {year: len(forecast[year] ^ actual(year)) for year in forecast}


def exact_share(forecast: Mapping[int, Sessions], step: int) -> float:
    """Per cent of actual trading days from which `step` trading days by the forecast end on the day
    they really did.

    The forecast of each year is the one made the day before its notice. Starts whose end lies past
    the last year are left out.
    """
    came, guessed = (_listed(s) for s in ((actual(y) for y in YEARS), forecast.values()))
    hits = [
        came[i + step] == _after(guessed, start, step)
        for i, start in enumerate(came)
        if i + step < len(came)
    ]
    return 100 * sum(hits) / len(hits)


def _listed(years: Iterable[Sessions]) -> list[int]:
    return sorted(frozenset().union(*years))


def _after(listed: list[int], start: int, step: int) -> int | None:
    i = bisect_right(listed, start) + step - 1
    return listed[i] if i < len(listed) else None


def measure() -> dict[str, float]:
    """Every number of the table, by name."""
    forecast = {year: frozen(year) for year in YEARS}
    missed = wrong(forecast)
    return {
        "frozen_wrong_days": sum(missed.values()),
        "frozen_wrong_per_year": sum(missed.values()) / len(YEARS),
        "frozen_perfect_years": sum(not n for n in missed.values()),
        "weekdays_wrong_per_year": sum(wrong({y: weekdays(y) for y in YEARS}).values())
        / len(YEARS),
        "statutory_wrong_per_year": sum(wrong({y: statutory(y) for y in YEARS}).values())
        / len(YEARS),
    } | {f"exact_share_{step}": exact_share(forecast, step) for step in STEPS}


def expected() -> dict[str, str]:
    """The earlier count, as written down."""
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        return {row["measure"]: row["expected"] for row in csv.DictReader(lines)}


def main() -> None:
    """Print the table."""
    found = measure()
    print(f"{'':<26}{'measured':>10}{'expected':>10}")
    for name, text in expected().items():
        decimals = len(text.partition(".")[2])
        shown = f"{found[name]:.{decimals}f}"
        print(f"{name:<26}{shown:>10}{text:>10}{'' if shown == text else '  differs'}")
    print(
        "Shares start from every actual trading day; the earlier count does not say from which days it starts."
    )
    missed = wrong({year: frozen(year) for year in YEARS})
    print("wrong days by year:", ", ".join(f"{year}: {n}" for year, n in missed.items()))


if __name__ == "__main__":
    main()
