"""`pathway rules todo` and `pathway rules confirm`: which rules are worth checking against the
official text, and noting that one was checked.
"""

from __future__ import annotations

from datetime import date

import click

from pathway.base.phrases import Lang, said
from pathway.cli import completion
from pathway.cli.asked import Asked, read_rules, today
from pathway.cli.options import (
    DayType,
    answer_options,
    lang_option,
    pace_option,
    scenario_options,
    target_option,
)
from pathway.cli.output import CommandAnswer, print_answer
from pathway.law.steps import Pace, Venue


def todo_command(lang: Lang) -> click.Command:
    """`rules todo` in a language."""

    @click.command(
        "todo", help=said(lang, "ledger.todo"), short_help=said(lang, "ledger.todo-short")
    )
    @click.argument("file")
    @target_option(lang, "levers.target")
    @pace_option(lang)
    @scenario_options(lang)
    @answer_options(lang, ("text", "json", "csv", "md"))
    def todo(file: str, target: Venue | None, pace: Pace | None, asked: Asked) -> CommandAnswer:
        from pathway.studies.law_questions import rules

        asking = rules(asked.rulebook() or read_rules(()))
        found = asking.todo(asked.scenario(file), target, pace, asked.strict)
        return CommandAnswer(found)

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
        print_answer(CommandAnswer(made), "text", None, lang)

    return confirm
