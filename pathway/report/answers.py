"""How each answer of the library is shown: data, JSON, text, rows, and tables of other libraries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from attrs import frozen

from pathway.base import usage
from pathway.base.errors import EngineError
from pathway.base.phrases import Lang, phrase
from pathway.base.renderable import Renderable
from pathway.law.steps import TARGETS
from pathway.planning.check import Readiness
from pathway.planning.values import Plan
from pathway.recognition import Ladder
from pathway.report.data import Json, check_data, dumps, plan_data
from pathway.report.tables import TableRow
from pathway.studies.compare import Comparison
from pathway.studies.levers.results import Leverage
from pathway.studies.money import Funding
from pathway.studies.portfolio.row_values import Row
from pathway.studies.simulate import Simulation
from pathway.studies.since import Since

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WHOLE = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DATES = frozenset({"date", "latest", "met_from", "p10", "p50", "p90", "before", "after"})
_NUMBERS = frozenset({"slack_days", "delta_days", "feasible_share", "probability_by"})
_NUMBERS |= {"days", "gain_days", "cost_days", "count"}
_FLAGS = frozenset({"best", "critical", "projected", "pinned", "always", "pair"})
LIBRARIES = ("pandas", "polars")


@frozen
class _Way:
    """How answers of one kind are shown."""

    data: Callable[[], dict[str, Json]]
    text: Callable[[], str]
    rows: Callable[[], Iterable[TableRow]]


def _way(answer: object, lang: Lang) -> _Way:
    match answer:
        case Plan():
            from pathway.report.tables import plan_rows
            from pathway.report.text import plan_text

            return _Way(
                lambda: plan_data(answer, lang),
                lambda: plan_text(answer, lang),
                lambda: plan_rows([answer], lang),
            )
        case Readiness():
            from pathway.report.tables import check_rows
            from pathway.report.text import check_text

            return _Way(
                lambda: check_data(answer, lang),
                lambda: check_text(answer, lang),
                lambda: check_rows(answer, lang),
            )
        case Comparison():
            from pathway.report.comparison import comparison_data, comparison_rows, comparison_text

            return _Way(
                lambda: comparison_data(answer, lang),
                lambda: comparison_text(answer, lang),
                lambda: comparison_rows(answer, lang),
            )
        case Leverage():
            from pathway.report.levers import lever_rows, levers_data, levers_text

            return _Way(
                lambda: levers_data(answer, lang),
                lambda: levers_text(answer, lang),
                lambda: lever_rows(answer, lang),
            )
        case Simulation():
            from pathway.report.simulation import simulation_data, simulation_rows, simulation_text

            return _Way(
                lambda: simulation_data(answer, lang),
                lambda: simulation_text(answer, lang),
                lambda: simulation_rows(answer, lang),
            )
        case Ladder():
            from pathway.report.ladder import ladder_text
            from pathway.report.ladder_data import ladder_data, ladder_rows

            return _Way(
                lambda: ladder_data(answer, lang),
                lambda: ladder_text(answer, lang),
                lambda: ladder_rows(answer, lang),
            )
        case Funding():
            from pathway.report.money import money_text_page
            from pathway.report.money_data import money_data, money_rows

            return _Way(
                lambda: money_data(answer, lang),
                lambda: money_text_page(answer, lang),
                lambda: money_rows(answer, lang),
            )
        case Since():
            from pathway.report.since import since_data, since_rows, since_text

            return _Way(
                lambda: since_data(answer, lang),
                lambda: since_text(answer, lang),
                lambda: since_rows(answer, lang),
            )
    raise TypeError("an answer that no report knows")


def data_of(answer: object, lang: Lang) -> dict[str, object]:
    """An answer as plain data."""
    return dict(_data(answer, lang))


def _data(answer: object, lang: Lang) -> Mapping[str, Json]:
    if isinstance(answer, Row):
        from pathway.report.portfolio import row_data

        return row_data(answer, lang)
    return _way(answer, lang).data()


def json_of(answer: object, lang: Lang) -> str:
    """An answer as JSON."""
    return dumps(dict(_data(answer, lang)))


def text_of(answer: object, lang: Lang) -> str:
    """An answer in words."""
    if isinstance(answer, Row):
        from pathway.report.portfolio_text import portfolio_text

        return portfolio_text([answer], lang)
    return _way(answer, lang).text()


def rows_of(answer: object, lang: Lang) -> list[dict[str, object]]:
    """An answer as rows with typed values."""
    if isinstance(answer, Row):
        return _portfolio_rows([answer], lang)
    head, *rows = _way(answer, lang).rows()
    return [dict(zip(head, map(_typed, head, row), strict=True)) for row in rows]


def _typed(name: str, text: str) -> object:
    """A cell of a table as the value that it writes."""
    kind = name.rpartition(".")[2]
    if text == "":
        return None
    if kind in _FLAGS and text in ("true", "false"):
        return text == "true"
    if kind in _DATES and _DATE.fullmatch(text):
        return date.fromisoformat(text)
    if kind in _NUMBERS and _WHOLE.fullmatch(text):
        return int(text)
    if kind in _NUMBERS and _NUMBER.fullmatch(text):
        return float(text)
    return text


def _portfolio_rows(rows: Sequence[Row], lang: Lang) -> list[dict[str, object]]:
    """Rows of a portfolio under the columns of all of them."""
    from pathway.report.data import PROBABILITY_BY, SPREAD
    from pathway.report.portfolio import PortfolioLayout

    answers = [answer for row in rows for answer in row.answers]
    found = {answer.target for answer in answers}
    spreads = [answer.spread for answer in answers if answer.spread is not None]
    drawn: tuple[str, ...] = SPREAD if spreads else ()
    if any(spread.probability_by is not None for spread in spreads):
        drawn = (*drawn, PROBABILITY_BY)
    others = tuple(dict.fromkeys(name for row in rows for name, _ in row.others))
    targets = tuple(target for target in TARGETS if target in found)
    layout = PortfolioLayout(targets, lang, drawn, others)
    return [dict(zip(layout.columns, layout.values(row), strict=True)) for row in rows]


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
            return cast(object, import_module(name).DataFrame(rows))
    raise EngineError(phrase("frames.none", names=(library,) if library else LIBRARIES))


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ValueError:  # a module that was switched off
        return False


def _joined(given: Sequence[Renderable], lang: Lang) -> Iterator[dict[str, object]]:
    firms = [item for item in given if isinstance(item, Row)]
    if firms and len(firms) == len(given):
        yield from _portfolio_rows(firms, lang)
        return
    for item in given:
        yield from item.to_rows(lang)
