"""`pathway calendar`: tier windows, trading and working days, counting days; official or
projected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import Lang, said
from pathway.cli.options import DayType, output_options, read_rules, rule_options, say, today, write

if TYPE_CHECKING:
    from pathway.report.data import Json

Columns = Mapping[str, str]
"""What a text shows of its rows: the columns, and the room of messages that has their words ("" for
days and numbers).
"""
_WINDOWS: Columns = {
    "window": "",
    "entry_floor": "",
    "entry_typical": "",
    "entry_cautious": "",
    "calendar": "calendar.known",
    "status": "text.status",
}
_DAYS: Columns = {
    "day": "",
    "weekday": "calendar.weekday",
    "trading": "words",
    "working": "words",
    "calendar": "calendar.known",
}
_FIRST_WINDOWS = 2016
"""The first year with windows of entry into the innovation tier."""


def command(lang: Lang) -> click.Group:
    """The command group in a language."""
    group = click.Group(
        "calendar",
        help=say(lang, "calendar-group.help"),
        short_help=say(lang, "calendar-group.short"),
    )
    for made in (_windows(lang), _days(lang), _add(lang)):
        group.add_command(made)
    return group


def _written(
    rows: Sequence[dict[str, Json]], form: str, output: Path | None, lang: Lang, columns: Columns
) -> None:
    """Rows as JSON or CSV, or some of their columns as text."""
    from pathway.report.data import dumps

    if form == "json":
        write(dumps(rows), output)
        return
    if form == "csv":
        from pathway.report.tables import rendered

        heads = [list(rows[0])] if rows else []
        write(rendered([*heads, *(list(map(_cell, row.values())) for row in rows)], "csv"), output)
        return
    from pathway.report.text import Page, grid

    page = Page(lang)
    table = grid([said(lang, f"calendar.column.{name}") for name in columns])
    for row in rows:
        table.add_row(
            *(
                said(lang, f"{room}.{_cell(row[name])}") if room else _cell(row[name])
                for name, room in columns.items()
            )
        )
    page.show(table, indent=0)
    write(page.text(), output)


def _cell(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _windows(lang: Lang) -> click.Command:
    @click.command(
        "windows",
        help=say(lang, "calendar-group.windows"),
        short_help=say(lang, "calendar-group.windows"),
    )
    @click.argument(
        "years", nargs=-1, type=click.IntRange(_FIRST_WINDOWS, LAST_YEAR), metavar="[YEAR]..."
    )
    @click.option("--as-of", type=DayType(lang), help=say(lang, "calendar-group.as-of"))
    @rule_options(lang)
    @output_options(lang, ("text", "json", "csv"))
    def windows(
        years: Sequence[int],
        as_of: date | None,
        overlays: Sequence[str],
        form: str,
        output: Path | None,
    ) -> None:
        from pathway.planning.rounds import rounds

        when = as_of or today()
        wanted = sorted(set(years)) or [when.year, when.year + 1]
        rows: list[dict[str, Json]] = [
            {
                "window": r.window.isoformat(),
                "entry_floor": r.floor.isoformat(),
                "entry_typical": r.typical.isoformat(),
                "entry_cautious": r.cautious.isoformat(),
                "calendar": "projected" if r.projected else "official",
                "rule": r.rule,
                "status": r.status,
            }
            for r in rounds(read_rules(overlays), wanted, when)
        ]
        _written(rows, form, output, lang, _WINDOWS)

    return windows


def _days(lang: Lang) -> click.Command:
    @click.command(
        "days", help=say(lang, "calendar-group.days"), short_help=say(lang, "calendar-group.days")
    )
    @click.argument("first", type=DayType(lang), metavar="FROM")
    @click.argument("last", type=DayType(lang), metavar="TO", required=False)
    @click.option("--as-of", type=DayType(lang), help=say(lang, "calendar-group.as-of"))
    @output_options(lang, ("text", "json", "csv"))
    def days(
        first: date, last: date | None, as_of: date | None, form: str, output: Path | None
    ) -> None:
        from pathway.dates import calendar

        end = last or first
        if end < first:
            raise click.BadParameter(say(lang, "calendar-group.backwards"), param_hint="TO")
        known = calendar.load((as_of or today()).toordinal())
        rows: list[dict[str, Json]] = [
            {
                "day": date.fromordinal(d).isoformat(),
                "weekday": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[
                    date.fromordinal(d).weekday()
                ],
                "trading": known.trading.is_open(d),
                "working": known.working.is_open(d),
                "calendar": "projected" if known.trading.projected(d) else "official",
            }
            for d in range(first.toordinal(), end.toordinal() + 1)
        ]
        _written(rows, form, output, lang, _DAYS)
        if form == "text":
            span = (first.toordinal(), end.toordinal())
            counts = {"trading": known.trading.count(*span), "working": known.working.count(*span)}
            texts = {name: str(n) for name, n in counts.items()}
            click.echo(say(lang, "calendar-group.count", days=str(len(rows)), **texts), err=True)

    return days


class _Counting(click.Command):
    """A command whose last argument may be a negative number, which is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Moves a negative number behind the options."""
        negative = [arg for arg in args if arg[:1] == "-" and arg[1:].isdecimal()]
        if len(negative) == 1 and "--" not in args:
            args = [*(arg for arg in args if arg not in negative), "--", *negative]
        return super().parse_args(ctx, args)


def _add(lang: Lang) -> click.Command:
    @click.command(
        "add",
        help=say(lang, "calendar-group.add"),
        short_help=say(lang, "calendar-group.add"),
        cls=_Counting,
    )
    @click.argument("start", type=DayType(lang), metavar="DATE")
    @click.argument("count", type=click.IntRange(-5000, 5000), metavar="N")
    @click.option(
        "--kind",
        type=click.Choice(("trading", "working", "calendar", "months")),
        default="trading",
        show_default=True,
        help=say(lang, "calendar-group.kind"),
    )
    @click.option("--as-of", type=DayType(lang), help=say(lang, "calendar-group.as-of"))
    @output_options(lang, ("text", "json", "csv"))
    def add(
        start: date, count: int, kind: str, as_of: date | None, form: str, output: Path | None
    ) -> None:
        from pathway.dates import calendar
        from pathway.dates.days import add_months

        known = calendar.load((as_of or today()).toordinal())
        day = start.toordinal()
        match kind:
            case "trading":
                found = known.trading.add(day, count)
            case "working":
                found = known.working.add(day, count)
            case "calendar":
                found = day + count
            case _:
                found = add_months(day, count)
        projected = kind in ("trading", "working") and known.trading.projected(max(found, day))
        row: dict[str, Json] = {
            "from": start.isoformat(),
            "count": count,
            "kind": kind,
            "day": date.fromordinal(found).isoformat(),
            "calendar": "projected" if projected else "official",
        }
        if form == "text":
            key = "calendar.found-projected" if projected else "calendar.found"
            write(said(lang, key, day=date.fromordinal(found)) + "\n", output)
        else:
            _written([row], form, output, lang, {})

    return add
