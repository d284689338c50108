"""`pathway calendar`: tier windows, trading and working days, counting days; official or
projected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import Lang
from pathway.cli.asked import read_rules, today
from pathway.cli.options import DayType, answer_options, output_options, rule_options, say
from pathway.cli.output import CommandAnswer, print_answer
from pathway.dates.counting import DAY_KINDS, FIRST_WINDOWS, MOST_COUNTED, DayKind

if TYPE_CHECKING:
    pass


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


def _windows(lang: Lang) -> click.Command:
    @click.command(
        "windows",
        help=say(lang, "calendar-group.windows"),
        short_help=say(lang, "calendar-group.windows"),
    )
    @click.argument(
        "years", nargs=-1, type=click.IntRange(FIRST_WINDOWS, LAST_YEAR), metavar="[YEAR]..."
    )
    @click.option("--as-of", type=DayType(lang), help=say(lang, "calendar-group.as-of"))
    @rule_options(lang)
    @answer_options(lang, ("text", "json", "csv"))
    def windows(years: Sequence[int], as_of: date | None, overlays: Sequence[str]) -> CommandAnswer:
        from pathway.studies.calendars import calendar

        known = calendar(as_of or today(), read_rules(overlays))
        return CommandAnswer(known.windows(*years))

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
        from pathway.studies.calendars import calendar

        if last is not None and last < first:
            raise click.BadParameter(say(lang, "calendar-group.backwards"), param_hint="TO")
        found = calendar(as_of or today()).days(first, last)
        print_answer(CommandAnswer(found), form, output, lang)
        if form == "text":
            counts = (len(found.days), found.trading, found.working)
            texts = dict(zip(("days", "trading", "working"), map(str, counts), strict=True))
            click.echo(say(lang, "calendar-group.count", **texts), err=True)

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
    @click.argument("count", type=click.IntRange(-MOST_COUNTED, MOST_COUNTED), metavar="N")
    @click.option(
        "--kind",
        type=click.Choice(DAY_KINDS),
        default="trading",
        show_default=True,
        help=say(lang, "calendar-group.kind"),
    )
    @click.option("--as-of", type=DayType(lang), help=say(lang, "calendar-group.as-of"))
    @answer_options(lang, ("text", "json", "csv"))
    def add(start: date, count: int, kind: DayKind, as_of: date | None) -> CommandAnswer:
        from pathway.studies.calendars import calendar

        return CommandAnswer(calendar(as_of or today()).add(start, count, kind))

    return add
