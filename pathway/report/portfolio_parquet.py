"""A portfolio as Parquet: the columns of the CSV with their types, so that dates are dates and
counts are numbers.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pathway.report.portfolio import PortfolioLayout
from pathway.studies.portfolio.row_values import Row

_DATES = frozenset({"date", "cause_date", "next_date", "p10", "p50", "p90"})
_SHARES = frozenset({"feasible_share", "probability_by"})
_NUMBERS = frozenset({"row", "next_slack_days", "assumed", "unchecked"})


def parquet(rows: Sequence[Row], layout: PortfolioLayout) -> bytes:
    """Some rows as a Parquet file. Texts are as they are, without the apostrophes of the CSV.

    Raises `ModuleNotFoundError` where pyarrow is missing.
    """
    import pyarrow
    from pyarrow import parquet as files

    names = layout.columns
    others = names[len(names) - len(layout.others) :]
    types = {
        "date": pyarrow.date32(),
        "number": pyarrow.int64(),
        "flag": pyarrow.bool_(),
        "text": pyarrow.string(),
        "share": pyarrow.float64(),
    }
    schema = pyarrow.schema(
        [(name, types["text" if name in others else _kind(name)]) for name in names]
    )
    listed = [dict(zip(names, layout.values(row), strict=True)) for row in rows]
    out = io.BytesIO()
    files.write_table(pyarrow.Table.from_pylist(listed, schema=schema), out)
    return out.getvalue()


def _kind(column: str) -> str:
    name = column.rpartition(".")[2]
    if name in _DATES:
        return "date"
    if name in _SHARES:
        return "share"
    return "number" if name in _NUMBERS else "flag" if name == "projected" else "text"
