"""`pathway rules`: browse the rulebook, its versions, citations and statuses; validate an
overlay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from pathway.base.escapes import terminal
from pathway.base.phrases import Lang, phrase, render
from pathway.cli import completion
from pathway.cli.asked import Asked, read_rules, today
from pathway.cli.options import (
    DayType,
    answer_options,
    lang_option,
    rule_options,
    say,
    scenario_options,
)
from pathway.cli.output import CommandAnswer, write
from pathway.cli.rules_todo import confirm_command, todo_command


def command(lang: Lang) -> click.Group:
    """The command group in a language."""
    group = click.Group(
        "rules", help=say(lang, "rules-group.help"), short_help=say(lang, "rules-group.short")
    )
    own = (_list(lang), _show(lang), _diff(lang), _sources(lang), _check(lang))
    for made in (*own, todo_command(lang), confirm_command(lang)):
        group.add_command(made)
    return group


def _list(lang: Lang) -> click.Command:
    @click.command(
        "list", help=say(lang, "rules-group.list"), short_help=say(lang, "rules-group.list")
    )
    @click.argument("prefix", required=False, default="", shell_complete=completion.rule_ids)
    @click.option("--on", type=DayType(lang), help=say(lang, "rules-group.on"))
    @rule_options(lang)
    @answer_options(lang, ("text", "json", "csv"))
    def list_(prefix: str, on: date | None, overlays: Sequence[str]) -> CommandAnswer:
        from pathway.studies.law_questions import rules

        return CommandAnswer(rules(read_rules(overlays)).list(on or today(), prefix))

    return list_


def _show(lang: Lang) -> click.Command:
    @click.command(
        "show", help=say(lang, "rules-group.show"), short_help=say(lang, "rules-group.show")
    )
    @click.argument("name", metavar="ID", shell_complete=completion.rule_ids)
    @click.option("--on", type=DayType(lang), help=say(lang, "rules-group.on"))
    @rule_options(lang)
    @answer_options(lang, ("text", "json", "csv"))
    def show(name: str, on: date | None, overlays: Sequence[str]) -> CommandAnswer:
        from pathway.studies.law_questions import rules

        return CommandAnswer(rules(read_rules(overlays)).show(name, on))

    return show


class _Side(click.ParamType["date | str"]):
    """One side of a comparison: a day, or a rulebook (`shipped`, an edition, an overlay's file)."""

    name = "DATE|RULES"

    def __init__(self, lang: Lang) -> None:
        self.day = DayType(lang)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | str:
        looks_like_a_day = str(value)[:1].isdigit() and not Path(str(value)).exists()
        return (
            self.day.convert(value, param, ctx)
            if looks_like_a_day or isinstance(value, date)
            else str(value)
        )


def _diff(lang: Lang) -> click.Command:
    @click.command(
        "diff", help=say(lang, "rules-group.diff"), short_help=say(lang, "rules-group.diff-short")
    )
    @click.argument("first", type=_Side(lang), metavar="DATE1|RULES1")
    @click.argument("second", type=_Side(lang), metavar="DATE2|RULES2")
    @rule_options(lang)
    @answer_options(lang, ("text", "json", "csv"))
    def diff(first: date | str, second: date | str, overlays: Sequence[str]) -> CommandAnswer:
        from pathway.studies.law_questions import rules

        if isinstance(first, date) != isinstance(second, date):
            raise click.UsageError(say(lang, "rules-group.mixed"))
        return CommandAnswer(rules(read_rules(overlays)).diff(first, second))

    return diff


def _sources(lang: Lang) -> click.Command:
    @click.command(
        "sources",
        help=say(lang, "rules-group.sources"),
        short_help=say(lang, "rules-group.sources-short"),
    )
    @click.argument("file", required=False)
    @scenario_options(lang)
    @answer_options(lang, ("text", "json", "csv"))
    def sources_(file: str | None, asked: Asked) -> CommandAnswer:
        from pathway.studies.law_questions import rules

        if file is None and (asked.overrides or asked.as_of or asked.strict):
            raise click.UsageError(say(lang, "rules-group.no-file"))
        scenario = None if file is None else asked.scenario(file)
        return CommandAnswer(rules(asked.whole_rulebook()).sources(scenario, asked.strict))

    return sources_


def _check(lang: Lang) -> click.Command:
    @click.command(
        "check", help=say(lang, "rules-group.check"), short_help=say(lang, "rules-group.check")
    )
    @click.argument("file")
    @lang_option(lang)
    def check(file: str) -> None:
        from pathway.law.rulebook import load_rules
        from pathway.studies.law_questions import rules

        found = rules(load_rules()).check(file)
        for doubt in found.doubts:
            click.echo(terminal(f"pathway: {doubt.text(lang)}"), err=True)
        brought = {"provisions": len(found.provisions), "versions": found.versions}
        text = phrase("text.rules.fine", name=file, **brought)
        write(render(text, lang) + "\n", None)

    return check
