"""What a row of a table can hardly mean: amounts that do not fit their unit, a unit or a venue that
is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pathway.base.phrases import Phrase, Quantity, phrase
from pathway.scenario.file.cells import Cell
from pathway.scenario.file.schema import METRICS
from pathway.scenario.firm import FiscalYear
from pathway.scenario.scenario import Scenario
from pathway.studies.portfolio.header import TableColumn

_LARGE = {"net_profit": 10**10}
_LARGE_OTHERS = 10**12
"""Yuan from which an amount is hardly meant in its unit; a few groups in China earn as much."""
_SMALL = 10**6
"""Yuan below which not all amounts of a firm lie that prepares a listing."""
_JUMP = 500
"""Times that revenue or net assets hardly change by from one year to the next."""
_OVER_REVENUE = 20
"""Times its revenue that a profit or loss hardly is."""
_MONEY = tuple(name for name, kind in METRICS.items() if kind.what == "money")


def doubts_of(
    scenario: Scenario, cells: Sequence[Cell], columns: Sequence[TableColumn]
) -> Iterator[Phrase]:
    """What is hardly meant in a row that has been read."""
    unit = phrase(f"tables.unit.{scenario.document.get('unit', 'yuan')}")
    for column, cell in zip(columns, cells, strict=False):
        if column.path == "unit" and column.gaps and (cell is None or not str(cell).strip()):
            yield phrase("tables.no-unit", column=column.name, unit=unit)
    if "status.venue" in scenario.defaulted:
        yield phrase("tables.no-venue")
    yield from _amounts(scenario.firm.fiscal_years, unit)
    for year in scenario.firm.fiscal_years:
        if year.roe is not None and abs(Fraction(year.roe)) > 1:
            path, found = f"fiscal_years.{year.year}.roe", Quantity(year.roe, "ratio")
            yield phrase("tables.roe", path=path, found=found)


def _amounts(years: Sequence[FiscalYear], unit: Phrase) -> Iterator[Phrase]:
    """What does not fit the unit: the first that is too large, or all together too small, or the
    first two that do not go together.
    """
    found: dict[tuple[int, str], Fraction] = {
        (year.year, name): Fraction(amount)
        for year in years
        for name in _MONEY
        if (amount := getattr(year, name)) is not None and amount != 0
    }
    if not found:
        return
    for (year, name), amount in found.items():
        if abs(amount) >= _LARGE.get(name.partition("_re")[0], _LARGE_OTHERS):
            path, shown = f"fiscal_years.{year}.{name}", Quantity(amount, "yuan")
            yield phrase("tables.large", path=path, found=shown, unit=unit)
            return
    largest = max(map(abs, found.values()))
    if largest < _SMALL:
        yield phrase("tables.small", found=Quantity(largest, "yuan"), unit=unit)
        return
    for (year, name), amount in found.items():
        before = found.get((year - 1, name))
        if name in ("revenue", "net_assets") and before is not None:
            times = _times(amount, before)
            if times >= _JUMP:
                path, other = f"fiscal_years.{year}.{name}", str(year - 1)
                yield phrase("tables.jump", path=path, other=other, times=Quantity(times, "count"))
                return
        revenue = found.get((year, "revenue"))
        if name == "net_profit" and revenue and abs(amount) >= _OVER_REVENUE * abs(revenue):
            yield phrase(
                "tables.over-revenue",
                year=str(year),
                profit=Quantity(amount, "yuan"),
                revenue=Quantity(revenue, "yuan"),
            )
            return


def _times(one: Fraction, other: Fraction) -> int:
    """How many times the smaller of two amounts the larger is."""
    ratio = abs(one / other)
    return int(max(ratio, 1 / ratio))
