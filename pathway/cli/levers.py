"""`pathway levers`: what would bring the date forward, and how far figures may fall before it
slips.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from pathway.base.phrases import Lang
from pathway.cli.options import (
    DayType,
    chosen_rules,
    output_options,
    read_scenario,
    rendered,
    say,
    scenario_options,
    write,
)
from pathway.cli.plan import PACES, TARGETS

if TYPE_CHECKING:
    from pathway.law.steps import Venue
    from pathway.scenario.scenario import Pace
    from pathway.studies.levers.search import Leverage


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("levers", help=say(lang, "levers.help"), short_help=say(lang, "levers.short"))
    @click.argument("file")
    @click.option("--target", type=click.Choice(TARGETS), help=say(lang, "levers.target"))
    @click.option("--pace", type=click.Choice(PACES), help=say(lang, "plan.pace"))
    @click.option("--by", type=DayType(lang), help=say(lang, "levers.by"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md"))
    def levers(
        file: str,
        target: str | None,
        pace: str | None,
        by: date | None,
        overrides: Sequence[str],
        as_of: date | None,
        overlays: Sequence[str],
        strict: bool,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.studies.levers.search import levers as find

        scenario = read_scenario(file, overrides, as_of, lang)
        found = find(
            scenario,
            cast("Venue | None", target),
            by,
            cast("Pace | None", pace),
            chosen_rules(overlays),
            strict,
        )
        write(_rendered(found, form, lang), output)
        return 0 if found.date is not None else 3

    return levers


def _rendered(found: Leverage, form: str, lang: Lang) -> str:
    from pathway.report.levers import lever_rows, levers_data, levers_text

    return rendered(
        form,
        lambda: levers_text(found, lang),
        lambda: levers_data(found, lang),
        lambda: lever_rows(found, lang),
    )
