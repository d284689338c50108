"""A table of made-up firms, always the same for the same number and seed: `python -m
tests.benchmarks.firms 6000`.

Two thirds stand in the base tier of NEEQ, a quarter in the innovation tier, the rest outside;
sizes, margins and growth are spread so that some firms are ready, some will be, and some never are.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta

AS_OF = date(2026, 11, 23)
PAST, AHEAD = (2023, 2024, 2025), (2026, 2027, 2028)
_FIGURES = ("net_profit", "revenue", "operating_cash_flow", "rd_expense", "net_assets", "roe")
_FACTS = (
    "share_capital",
    "holders",
    "qualified_investors",
    "cash_raised_since_listing",
    "public_float",
)
_INDUSTRIES = ("C34", "C35", "C38", "C39", "C26", "C27", "I65", "M74")
_PROVINCES = ("Jiangsu", "Zhejiang", "Guangdong", "Shandong", "Beijing", "Sichuan")


def header() -> list[str]:
    """The columns of the table."""
    years = [
        f"fiscal_years.{year}.{name}"
        for year in (*PAST, *AHEAD)
        for name in ("basis", *_FIGURES, *(("audit_opinion", "published") if year in PAST else ()))
    ]
    return [
        "name",
        "as_of",
        "firm.industry",
        "firm.province",
        "firm.founded",
        "firm.joint_stock_since",
        "status.venue",
        "status.neeq_listed",
        "status.innovation_entered",
        *years,
        *(f"facts.{name}" for name in _FACTS),
        "facts.market_cap.pe",
        "offering.new_shares",
        "offering.placees",
        "offering.holders_after",
        "milestones.bse.tutoring_filed",
    ]


def firms(count: int, seed: int = 1, size: float = 1.0) -> Iterator[dict[str, str]]:
    """So many rows; a value that is not given is left out. size: how many times as large the firms
    are as those of the base tier usually are; of larger ones more can be listed.
    """
    chance = random.Random(seed)
    for number in range(count):
        yield {key: str(value) for key, value in _firm(chance, number, size).items()}


def _firm(chance: random.Random, number: int, size: float) -> dict[str, object]:
    venue = chance.choices(("neeq-base", "neeq-innovation", "unlisted"), (66, 25, 9))[0]
    founded = _day(chance, date(1998, 1, 1), date(2016, 12, 31))
    stock = _day(chance, founded + timedelta(days=400), date(2021, 12, 31))
    row: dict[str, object] = {
        "name": f"企业{number + 1:05d}",
        "as_of": AS_OF,
        "firm.industry": chance.choice(_INDUSTRIES),
        "firm.province": chance.choice(_PROVINCES),
        "firm.founded": founded,
        "firm.joint_stock_since": stock,
        "status.venue": venue,
    }
    if venue != "unlisted":
        listed = row["status.neeq_listed"] = _day(chance, date(2022, 1, 4), date(2026, 6, 30))
        if venue == "neeq-innovation":
            row["status.innovation_entered"] = _day(chance, listed, date(2026, 10, 30))
            if chance.random() < 0.3:
                row["milestones.bse.tutoring_filed"] = _day(chance, date(2026, 5, 6), AS_OF)
    _years(chance, row, size)
    capital = chance.randrange(20, 120) * 10**6
    row |= {
        "facts.share_capital": capital,
        "facts.holders": chance.randrange(2, 400),
        "facts.qualified_investors": chance.randrange(20, 120),
        "facts.cash_raised_since_listing": chance.randrange(0, 60) * 10**6,
        "facts.public_float": round(chance.uniform(0.28, 0.6), 2),
        "facts.market_cap.pe": chance.randrange(12, 40),
        "offering.new_shares": capital // chance.randrange(3, 8),
    }
    if chance.random() < 0.8:
        row |= {
            "offering.placees": chance.randrange(150, 600),
            "offering.holders_after": chance.randrange(210, 900),
        }
    return row


def _years(chance: random.Random, row: dict[str, object], size: float) -> None:
    """Figures that grow from year to year, the last of them forecast; not every firm looks as
    far.
    """
    revenue = chance.lognormvariate(0, 0.7) * 150e6 * size
    margin, growth = chance.uniform(0.05, 0.22), chance.uniform(0, 0.3)
    assets = revenue * chance.uniform(0.5, 1.3)
    for year in (*PAST, *AHEAD[: chance.randrange(2, 4)]):
        profit = revenue * margin * chance.uniform(0.85, 1.15)
        figures = (profit, revenue, profit * 0.9, revenue * chance.uniform(0.02, 0.09), assets)
        cells: dict[str, object] = dict(zip(_FIGURES, map(round, figures), strict=False))
        cells |= {
            "roe": f"{profit / assets:.4f}",
            "basis": "audited" if year in PAST else "forecast",
        }
        if year in PAST:
            clean = chance.random() < 0.97
            cells["audit_opinion"] = "unqualified" if clean else "unqualified-with-emphasis"
            cells["published"] = _day(chance, date(year + 1, 3, 1), date(year + 1, 4, 29))
        row |= {f"fiscal_years.{year}.{name}": value for name, value in cells.items()}
        revenue, assets = revenue * (1 + growth), assets + profit * 0.8


def _day(chance: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randrange(max((last - first).days, 0) + 1))


def main() -> None:
    """Writes the table to standard output."""
    writer = csv.DictWriter(sys.stdout, header(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(firms(int(sys.argv[1]) if len(sys.argv) > 1 else 6000))


if __name__ == "__main__":
    main()
