"""`pathway ladder`: the specialised-SME recognition ladder: rungs, gaps, rounds, and what a title
changes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.phrases import Lang
from pathway.cli.options import (
    Asked,
    DayType,
    output_options,
    read_rules,
    rendered,
    say,
    scenario_options,
    write,
)

if TYPE_CHECKING:
    from pathway.recognition import Ladder


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("ladder", help=say(lang, "ladder.help"), short_help=say(lang, "ladder.short"))
    @click.argument("file")
    @click.option("--on", type=DayType(lang), help=say(lang, "ladder.on"))
    @click.option("--batch", type=click.IntRange(1), help=say(lang, "ladder.batch"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md"))
    def ladder(
        file: str,
        on: date | None,
        batch: int | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> None:
        from pathway.recognition import ladder as climb

        scenario = asked.scenario(file)
        found = climb(
            scenario,
            on=on,
            rulebook=read_rules(asked.overlays) if asked.overlays else None,
            strict=asked.strict,
            batch=batch,
        )
        write(_rendered(found, form, lang), output)

    return ladder


def _rendered(found: Ladder, form: str, lang: Lang) -> str:
    from pathway.report.ladder_data import ladder_data, ladder_rows

    def text() -> str:
        from pathway.report.ladder import ladder_text

        return ladder_text(found, lang)

    def memo() -> str:
        from pathway.report.memo.ladder import ladder_memo

        return ladder_memo(found, lang)

    return rendered(
        form,
        text,
        lambda: ladder_data(found, lang),
        lambda: ladder_rows(found, lang),
        memo,
    )
