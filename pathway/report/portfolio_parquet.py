"""A portfolio as Parquet: the columns of the CSV with their types, so that dates are dates and
counts are numbers.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pathway.base.phrases import Lang
from pathway.law.steps import Venue
from pathway.report.portfolio import columns, values
from pathway.studies.portfolio.rows import Row

_DATES = frozenset({"date", "cause_date", "next_date", "p10", "p50", "p90"})
_NUMBERS = frozenset({"row", "next_slack_days", "assumed"})


def parquet(
    rows: Sequence[Row], targets: Sequence[Venue], lang: Lang, drawn: bool = False
) -> bytes:
    """Some rows as a Parquet file. Texts are as they are, without the apostrophes of the CSV.

    Raises `ModuleNotFoundError` where pyarrow is missing.
    """
    import pyarrow
    from pyarrow import parquet as files

    names = columns(targets, drawn)
    types = {
        "date": pyarrow.date32(),
        "number": pyarrow.int64(),
        "flag": pyarrow.bool_(),
        "text": pyarrow.string(),
        "share": pyarrow.float64(),
    }
    schema = pyarrow.schema([(name, types[_kind(name.rpartition(".")[2])]) for name in names])
    listed = [dict(zip(names, values(row, targets, lang, drawn), strict=True)) for row in rows]
    out = io.BytesIO()
    files.write_table(pyarrow.Table.from_pylist(listed, schema=schema), out)
    return out.getvalue()


def _kind(name: str) -> str:
    if name in _DATES:
        return "date"
    if name == "feasible_share":
        return "share"
    return "number" if name in _NUMBERS else "flag" if name == "projected" else "text"
