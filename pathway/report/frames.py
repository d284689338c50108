"""Answers as tables of other libraries: pandas and polars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from pathway.base import usage
from pathway.base.errors import EngineError
from pathway.base.phrases import Lang, phrase
from pathway.base.renderable import Renderable
from pathway.report.portfolio import portfolio_rows
from pathway.studies.portfolio.row_values import Row

LIBRARIES = ("pandas", "polars")


def frame(
    answer: Renderable | Iterable[Renderable], lang: Lang = "en", library: str | None = None
) -> object:
    """A table of another library: pandas or polars, neither of which is needed for anything else.

    Args:
        answer: A result, or several of one kind: the rows of a portfolio, plans.
        lang: The language of sentences, `en` or `zh`.
        library: `pandas` or `polars`. Default: the first of them that is installed.

    Returns:
        A `DataFrame` with the columns of the command's CSV, dates as dates.

    Raises:
        UsageError: An argument is of the wrong kind.
        EngineError: Neither library is installed, or not the one asked for.
    """
    usage.refuse_unknown("library", library, LIBRARIES, optional=True)
    expected = phrase("frames.results")
    given = (
        (answer,) if isinstance(answer, Renderable) else usage.several("answer", answer, expected)
    )
    for item in given:
        usage.refuse_other("answer", item, Renderable, expected)
    rows = list(_joined(given, lang))
    for name in (library,) if library else LIBRARIES:
        if _installed(name):
            # Unless told to, polars takes the types of the first hundred rows for those of all.
            every = {"infer_schema_length": None} if name == "polars" else {}
            return cast(object, import_module(name).DataFrame(rows, **every))
    raise EngineError(phrase("frames.none", names=(library,) if library else LIBRARIES))


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ValueError:  # a module that was switched off
        return False


def _joined(given: Sequence[Renderable], lang: Lang) -> Iterator[dict[str, object]]:
    firms = [item for item in given if isinstance(item, Row)]
    if firms and len(firms) == len(given):
        yield from portfolio_rows(firms, lang)
        return
    for item in given:
        yield from item.to_rows(lang)
