"""The parts of a portfolio as files: CSV, JSON lines or Parquet, whole each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial

from pathway.base.phrases import Lang
from pathway.law.steps import Venue
from pathway.report.portfolio import write_csv, write_jsonl
from pathway.studies.portfolio.parts import Render
from pathway.studies.portfolio.rows import Row


def renderer(form: str, targets: Sequence[Venue], lang: Lang, drawn: bool = False) -> Render:
    """Makes a part's bytes: `csv`, `jsonl` or `parquet`. drawn: with the distributions of the
    dates.

    Raises `ModuleNotFoundError` where pyarrow is missing.
    """
    if form == "parquet":
        import pyarrow  # noqa: F401 (better missed now than after the first firms)

        from pathway.report.portfolio_parquet import parquet

        return partial(parquet, targets=targets, lang=lang, drawn=drawn)

    def render(rows: Sequence[Row]) -> bytes:
        out = io.StringIO(newline="")
        if form == "csv":
            write_csv(rows, targets, lang, out, drawn)
        else:
            write_jsonl(rows, lang, out)
        return out.getvalue().encode("utf-8")

    return render
