"""Answers as files: what a command writes with `-o`, for programs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from os import PathLike, fspath
from os.path import splitext
from pathlib import Path

from pathway.base import usage
from pathway.base.escapes import terminal
from pathway.base.files import replaced
from pathway.base.formats import BOM, ENDINGS
from pathway.base.phrases import LANGS, Lang, phrase
from pathway.base.renderable import Renderable
from pathway.planning.values import Plan
from pathway.report.libraries import missing_library
from pathway.report.page.board_report import BoardReport
from pathway.report.portfolio import layout_of_rows, write_csv, write_jsonl
from pathway.report.ways import Way, told, way_of
from pathway.studies.portfolio.row_values import Row

Exported = Renderable | BoardReport | Iterable[Renderable]
"""What can be a file: a result, or several of one kind."""
_TEXTS = ("text", "json", "csv", "md")
_OF_PAGES = ("html", "pdf")
_OF_ROWS = ("csv", "jsonl", "xlsx", "text")
_OF_PLANS = (*_TEXTS, "ics", "xlsx")


def export(
    answer: Exported, form: str, lang: Lang = "en", full: bool = False, bom: bool = False
) -> bytes:
    """A result as a file, the same bytes that its command writes with `-o`.

    Args:
        answer: A result, or several of one kind: plans, or the rows of a portfolio.
        form: The format: `text`, `json`, `csv` or `md`; of a plan and of money also `ics` and
            `xlsx`, of a comparison `html` and `xlsx`, of the rows of a portfolio `csv`, `jsonl`,
            `xlsx` and `text`, of a report for a board `html` and `pdf`.
        lang: The language, `en` or `zh`.
        full: Whether all is shown where the command has an option for it: of a plan (`--full`), of
            money (`--all`), of a backtest (`--scores`).
        bom: Whether CSV begins with the mark by which Excel knows that it is UTF-8.

    Returns:
        The bytes of the file.

    Raises:
        UsageError: An argument is of the wrong kind, or the result has no such format.
        EngineError: The library that writes the format, or Chromium for a PDF, is not installed.
    """
    usage.refuse_unknown("lang", lang, LANGS)
    usage.refuse_no_flag("full", full)
    usage.refuse_no_flag("bom", bom)
    try:
        made = _made(answer, form, lang, full)
    except ModuleNotFoundError as error:
        raise missing_library(form, error) from None
    return BOM.encode() + made if bom and form == "csv" else made


def save(
    answer: Exported,
    path: str | PathLike[str],
    lang: Lang = "en",
    full: bool = False,
    bom: bool = False,
) -> Path:
    """Writes a result into a file, in the format that the ending of its name says.

    Args:
        answer: A result, or several of one kind, as for `export`.
        path: The file, such as `plan.ics`, which is written whole or not at all.
        lang: The language, `en` or `zh`.
        full: Whether all is shown, as for `export`.
        bom: Whether CSV begins with the mark by which Excel knows that it is UTF-8.

    Returns:
        The path of the file.

    Raises:
        UsageError: An argument is of the wrong kind, or the ending is of no format of the result.
        EngineError: The library that writes the format, or Chromium for a PDF, is not installed.
    """
    usage.refuse_no_path("path", path)
    target = Path(fspath(path))
    form = ENDINGS.get(splitext(fspath(path))[1].lower())  # none for the name of a folder
    if form is None:
        raise usage.wrong("path", str(path), phrase("output.ending", endings=tuple(ENDINGS)))
    data = export(answer, form, lang, full, bom)
    with replaced(target) as name:
        Path(name).write_bytes(data)
    return target


def _made(answer: Exported, form: str, lang: Lang, full: bool) -> bytes:
    if isinstance(answer, BoardReport):
        usage.refuse_unknown("form", form, _OF_PAGES)
        page = answer.to_html(lang)
        return _text(page) if form == "html" else _printed(page)
    expected = phrase("output.answers")
    given = (
        (answer,) if isinstance(answer, Renderable) else usage.several("answer", answer, expected)
    )
    rows = [item for item in given if isinstance(item, Row)]
    plans = [item for item in given if isinstance(item, Plan)]
    if given and len(rows) == len(given):
        return _portfolio(rows, form, lang)
    if len(given) > 1 and len(plans) == len(given):
        return _plans(plans, form, lang, full)
    if len(given) != 1 or not isinstance(given[0], Renderable):
        raise usage.wrong("answer", answer, expected)
    way = way_of(given[0], lang)
    if full and way.full is None:
        raise usage.wrong("full", full, phrase("output.whole"))
    return _one(way.full() if full and way.full is not None else way, form)


def _one(way: Way, form: str) -> bytes:
    usage.refuse_unknown("form", form, (*_TEXTS, *way.files))
    if form in way.files:
        return way.files[form]()
    return _text(told(way, form))


def _text(text: str) -> bytes:
    # A file's name may hold what is no text; it becomes an escape.
    return terminal(text).encode("utf-8", "backslashreplace")


def _printed(page: str) -> bytes:
    from pathway.report.page.pdf import pdf

    return pdf(page)


def _plans(plans: Sequence[Plan], form: str, lang: Lang, full: bool) -> bytes:
    """Several plans in one file, as `pathway plan A B` writes them."""
    from pathway.report.planned import closely, plan_file, render_plans

    usage.refuse_unknown("form", form, _OF_PLANS)
    if form == "text":
        ways = [way_of(plan, lang, full) for plan in plans]
        return _text("\n".join(way.text() for way in ways))
    more = [closely(plan) for plan in plans]
    if form in ("ics", "xlsx"):
        return plan_file(plans, form, lang, more)
    return _text(render_plans(plans, form, lang, more))


def _portfolio(rows: Sequence[Row], form: str, lang: Lang) -> bytes:
    """The rows of a portfolio in one file, under the columns that they need."""
    usage.refuse_unknown("form", form, _OF_ROWS)
    out = io.StringIO(newline="")
    match form:
        case "xlsx":
            from pathway.report.portfolio_xlsx import portfolio_xlsx

            return portfolio_xlsx(iter(rows), layout_of_rows(rows, lang))
        case "csv":
            write_csv(rows, layout_of_rows(rows, lang), out)
        case "jsonl":
            write_jsonl(rows, lang, out)
        case _:
            from pathway.report.portfolio_text import portfolio_text

            return _text(portfolio_text(iter(rows), lang))
    return out.getvalue().encode("utf-8", "backslashreplace")
