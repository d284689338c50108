"""The parts of a portfolio as files: CSV, JSON lines or Parquet, whole each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial

from pathway.report.portfolio import PortfolioLayout, write_csv, write_jsonl
from pathway.studies.portfolio.parts import Render
from pathway.studies.portfolio.row_values import Row


def renderer(form: str, layout: PortfolioLayout) -> Render:
    """Makes a part's bytes: `csv`, `jsonl` or `parquet`.

    Raises `ModuleNotFoundError` where pyarrow is missing.
    """
    if form == "parquet":
        import pyarrow  # noqa: F401 (better missed now than after the first firms)

        from pathway.report.portfolio_parquet import parquet

        return partial(parquet, layout=layout)

    def render(rows: Sequence[Row]) -> bytes:
        out = io.StringIO(newline="")
        if form == "csv":
            write_csv(rows, layout, out)
        else:
            write_jsonl(rows, layout.lang, out)
        return out.getvalue().encode("utf-8")

    return render
