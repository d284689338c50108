"""`pathway money`: what can pay for the way to a listing and what each source does to it; what
follows after the bell.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.phrases import Lang
from pathway.cli.binary import LIBRARIES, refuse_terminal, write_made
from pathway.cli.options import (
    Asked,
    output_options,
    pace_option,
    rendered,
    say,
    scenario_options,
    write,
)
from pathway.law.steps import TARGETS, Pace, Venue

if TYPE_CHECKING:
    from pathway.studies.money import Funding


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("money", help=say(lang, "money.help"), short_help=say(lang, "money.short"))
    @click.argument("file")
    @click.option("--target", type=click.Choice(TARGETS), help=say(lang, "money.target"))
    @pace_option(lang)
    @click.option("--all", "everything", is_flag=True, help=say(lang, "money.all"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md", "ics", "xlsx"))
    def money(
        file: str,
        target: Venue | None,
        pace: Pace | None,
        everything: bool,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.studies.money import money as find

        refuse_terminal(form, output, lang)
        found = find(
            asked.scenario(file),
            target=target,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
        )
        if form in LIBRARIES:
            return write_made(form, lambda: _file(found, form, lang, everything), output, lang)
        write(_rendered(found, form, lang, everything), output)
        return 0

    return money


def _file(found: Funding, form: str, lang: Lang, everything: bool) -> bytes:
    """A calendar of what follows the listing, or the whole answer as a workbook."""
    from pathway.report.money_files import money_ics, money_xlsx

    return money_ics(found, lang) if form == "ics" else money_xlsx(found, lang, everything)


def _rendered(found: Funding, form: str, lang: Lang, everything: bool) -> str:
    from pathway.report.money_data import money_data, money_rows

    def text() -> str:
        from pathway.report.money import money_text_page

        return money_text_page(found, lang, everything)

    def memo() -> str:
        from pathway.report.memo.money import money_memo

        return money_memo(found, lang, everything)

    return rendered(
        form,
        text,
        lambda: money_data(found, lang, everything),
        lambda: money_rows(found, lang, everything),
        memo,
    )
