"""Answers as data, JSON, text, Markdown and rows: what every one of them can be asked for."""

from __future__ import annotations

import re
from datetime import date

from pathway.base.phrases import Lang
from pathway.law.provision import STATUSES
from pathway.report.data import dumps
from pathway.report.ways import way_of

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WHOLE = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_DATES = frozenset({"date", "latest", "met_from", "p10", "p50", "p90", "before", "after"})
_DATES |= {"as_of", "floor", "typical", "cautious", "actual", "day", "from", "window", "version"}
_DATES |= {"entry_floor", "entry_typical", "entry_cautious", "effective", "promulgated"}
_DATES |= {"until", "on", "instead"}
_NUMBERS = frozenset({"slack_days", "delta_days", "feasible_share", "probability_by"})
_NUMBERS |= {"number", "days", "gain_days", "cost_days", "count", "error_days", "rank", *STATUSES}
_FLAGS = frozenset({"best", "critical", "projected", "pinned", "always", "pair"})
_FLAGS |= {"violation", "covered", "trading", "working"}
_TRUTH = {"true": True, "false": False, "yes": True, "no": False}


def data_of(answer: object, lang: Lang) -> dict[str, object]:
    """An answer as plain data."""
    return dict(way_of(answer, lang).data())


def json_of(answer: object, lang: Lang) -> str:
    """An answer as JSON."""
    return dumps(way_of(answer, lang).json())


def markdown_of(answer: object, lang: Lang) -> str:
    """An answer as Markdown."""
    return way_of(answer, lang).markdown()


def text_of(answer: object, lang: Lang) -> str:
    """An answer in words."""
    return way_of(answer, lang).text()


def rows_of(answer: object, lang: Lang) -> list[dict[str, object]]:
    """An answer as rows with typed values."""
    way = way_of(answer, lang)
    if way.values is not None:
        return way.values()
    head, *rows = way.rows() or ((),)
    return [dict(zip(head, map(_typed, head, row), strict=True)) for row in rows]


def _typed(name: str, text: str) -> object:
    """A cell of a table as the value that it writes."""
    kind = name.rpartition(".")[2]
    if text == "":
        return None
    if kind in _FLAGS and text in _TRUTH:
        return _TRUTH[text]
    if kind in _DATES and _DATE.fullmatch(text):
        return date.fromisoformat(text)
    if kind in _NUMBERS and _WHOLE.fullmatch(text):
        return int(text)
    if kind in _NUMBERS and _NUMBER.fullmatch(text):
        return float(text)
    return text
