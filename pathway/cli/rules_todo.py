"""`pathway rules todo` and `pathway rules confirm`: which rules are worth checking against the
official text, and noting that one was checked.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pathway.base.phrases import Lang, said
from pathway.cli import completion
from pathway.cli.options import (
    Asked,
    DayType,
    lang_option,
    output_options,
    pace_option,
    read_rules,
    scenario_options,
    shown,
    today,
    write,
)
from pathway.law.steps import TARGETS, Pace, Venue


def todo_command(lang: Lang) -> click.Command:
    """`rules todo` in a language."""

    @click.command(
        "todo", help=said(lang, "ledger.todo"), short_help=said(lang, "ledger.todo-short")
    )
    @click.argument("file")
    @click.option("--target", type=click.Choice(TARGETS), help=said(lang, "cli.levers.target"))
    @pace_option(lang)
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md"))
    def todo(
        file: str,
        target: Venue | None,
        pace: Pace | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> None:
        from pathway.studies.law_questions import rules

        asking = rules(asked.rulebook() or read_rules(()))
        found = asking.todo(asked.scenario(file), target, pace, asked.strict)
        write(shown(found, form, lang), output)

    return todo


def confirm_command(lang: Lang) -> click.Command:
    """`rules confirm` in a language."""

    @click.command(
        "confirm", help=said(lang, "ledger.confirm"), short_help=said(lang, "ledger.confirm-short")
    )
    @click.argument("name", metavar="ID", shell_complete=completion.rule_ids)
    @click.option("--by", required=True, metavar="NAME", help=said(lang, "ledger.confirm-by"))
    @click.option("--on", required=True, type=DayType(lang), help=said(lang, "ledger.confirm-on"))
    @click.option("--version", type=DayType(lang), help=said(lang, "ledger.confirm-version"))
    @click.option("--source", default="", metavar="URL", help=said(lang, "ledger.confirm-source"))
    @click.option("--article", default="", help=said(lang, "ledger.confirm-article"))
    @click.option("--ledger", metavar="FILE", help=said(lang, "ledger.confirm-ledger"))
    @lang_option(lang)
    def confirm(
        name: str,
        by: str,
        on: date,
        version: date | None,
        source: str,
        article: str,
        ledger: str | None,
    ) -> None:
        from pathway.studies.law_questions import rules

        if on > today():
            raise click.UsageError(said(lang, "ledger.future", on=on))
        made = rules(read_rules(())).confirm(name, by, on, version, source, article, ledger)
        write(shown(made, "text", lang), None)

    return confirm
