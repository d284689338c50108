"""Comparisons as a workbook and as a page: a heat table for two axes, else one line for each
scenario.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from attrs import frozen

from pathway.base.phrases import Lang, colon, said
from pathway.law.steps import Venue
from pathway.report.comparison import comparison_rows
from pathway.report.spreadsheet import put_at, undated, without_day
from pathway.studies.axes import short_path
from pathway.studies.compare import Comparison, Standing

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EARLIER, _SAME, _LATER = (99, 190, 123), (255, 255, 255), (248, 105, 107)
"""Colours of the earliest day, of no difference and of the latest, as red, green and blue."""
_STYLE = """body{font:15px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2em}
table{border-collapse:collapse;margin:.5em 0 2em}caption{text-align:left;font-weight:600}
td,th{border:1px solid #bbb;padding:.25em .6em;text-align:left}td{white-space:nowrap}
td small{color:#333}"""


@frozen
class Heat:
    """A grid of two axes for one target of one scenario. cells: by the values of both; a place
    without a date, or without an answer, is None.
    """

    firm: str
    target: Venue
    axes: tuple[str, str]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Standing]


def heats(found: Comparison) -> Iterator[Heat]:
    """The heat tables of a comparison: none unless two axes are varied."""
    if len(found.axes) != 2:
        return
    first, second = found.axes
    for firm in dict.fromkeys(c.scenario.name for c in found.columns if c.overrides):
        cells = [c for c in found.columns if c.overrides and c.scenario.name == firm]
        keys = [(str(c.overrides[first]), str(c.overrides[second])) for c in cells]
        for target in found.targets:
            yield Heat(
                firm,
                target,
                (first, second),
                tuple(dict.fromkeys(row for row, _ in keys)),
                tuple(dict.fromkeys(column for _, column in keys)),
                {
                    key: column.standings[target]
                    for key, column in zip(keys, cells, strict=True)
                    if target in column.standings
                },
            )


def _title(heat: Heat, lang: Lang) -> str:
    venue = said(lang, f"text.venue.{heat.target}")
    return colon(heat.firm, said(lang, "axes.heat", venue=venue), lang)


def _corner(heat: Heat) -> str:
    return " \\ ".join(map(short_path, heat.axes))


def _date(cell: Standing | None, lang: Lang) -> date | str:
    if cell is None:
        return ""
    return cell.date or said(lang, "compare.no-date")


# -- xlsx ------------------------------------------------------------------------------------------


def comparison_xlsx(found: Comparison, lang: Lang) -> bytes:
    """A workbook: all rows on the first sheet, then a sheet for each heat table, coloured from the
    earliest day to the latest.
    """
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "compare"
    sheet.freeze_panes = "B2"
    for number, texts in enumerate(comparison_rows(found, lang), 1):
        for i, text in enumerate(texts, 1):
            put_at(sheet, number, i, text)
    for i in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(i)].width = 18
    sheet.auto_filter.ref = sheet.dimensions
    for place, heat in enumerate(heats(found), 1):
        _heat_sheet(book.create_sheet(f"{place} {heat.target}"), heat, lang)
    made = io.BytesIO()
    book.save(made)
    return undated(made, without_day)


def _heat_sheet(sheet: Worksheet, heat: Heat, lang: Lang) -> None:
    """The days, coloured, and below them the dates."""
    from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
    from openpyxl.styles.colors import Color
    from openpyxl.utils import get_column_letter

    put_at(sheet, 1, 1, _title(heat, lang))
    height = len(heat.rows)
    for top in (2, height + 4):
        put_at(sheet, top, 1, _corner(heat))
        for j, column in enumerate(heat.columns, 2):
            put_at(sheet, top, j, column)
            sheet.column_dimensions[get_column_letter(j)].width = 13
        for i, row in enumerate(heat.rows, top + 1):
            put_at(sheet, i, 1, row)
    for i, row in enumerate(heat.rows, 3):
        for j, column in enumerate(heat.columns, 2):
            cell = heat.cells.get((row, column))
            if cell is not None and cell.delta_days is not None:
                put_at(sheet, i, j, cell.delta_days)
            put_at(sheet, i + height + 2, j, _date(cell, lang))
    sheet.column_dimensions["A"].width = 28
    colours = [Color(f"{r:02X}{g:02X}{b:02X}") for r, g, b in (_EARLIER, _SAME, _LATER)]
    marks = [FormatObject("min"), FormatObject("num", val=0), FormatObject("max")]
    scale = Rule(type="colorScale", colorScale=ColorScale(cfvo=marks, color=colours))
    end = get_column_letter(len(heat.columns) + 1)
    sheet.conditional_formatting.add(f"B3:{end}{height + 2}", scale)


# -- HTML ------------------------------------------------------------------------------------------


def comparison_html(found: Comparison, lang: Lang) -> str:
    """A page that needs nothing else: the heat tables, or one line for each scenario."""
    tables = [_heat_table(heat, lang) for heat in heats(found)]
    if not tables:
        head, *rows = comparison_rows(found, lang)
        lines = [_line("th", head), *(_line("td", row) for row in rows)]
        tables = [f"<table>\n{''.join(lines)}</table>\n"]
    title = escape(found.columns[0].scenario.name)
    legend = escape(said(lang, "axes.references"))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n<h1>{title}</h1>\n{''.join(tables)}<p>{legend}</p>\n</body>\n</html>\n"
    )


def _heat_table(heat: Heat, lang: Lang) -> str:
    days = [c.delta_days for c in heat.cells.values() if c.delta_days is not None]
    earliest, latest = min(days, default=0), max(days, default=0)
    lines = [_line("th", (_corner(heat), *heat.columns))]
    for row in heat.rows:
        cells = [f'<th scope="row">{escape(row)}</th>']
        for column in heat.columns:
            cell = heat.cells.get((row, column))
            delta = None if cell is None else cell.delta_days
            small = "" if delta is None else f"<br><small>{delta:+d}</small>"
            colour = "#eee" if delta is None else _shade(delta, earliest, latest)
            shown = escape(str(_date(cell, lang)))
            cells.append(f'<td style="background:{colour}">{shown}{small}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>\n")
    return f"<table>\n<caption>{escape(_title(heat, lang))}</caption>\n{''.join(lines)}</table>\n"


def _line(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>\n"


def _shade(delta: int, earliest: int, latest: int) -> str:
    """The colour of a number of days between the earliest and the latest."""
    end, most = (_EARLIER, earliest) if delta < 0 else (_LATER, latest)
    share = delta / most if most else 0
    mixed = (round(a + (b - a) * share) for a, b in zip(_SAME, end, strict=True))
    return "#{:02x}{:02x}{:02x}".format(*mixed)
