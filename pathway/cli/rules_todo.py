"""`pathway rules todo` and `pathway rules confirm`: which rules are worth checking against the
official text, and noting that one was checked.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.errors import UsageError, printable
from pathway.base.phrases import Lang, phrase, said
from pathway.cli import completion
from pathway.cli.options import (
    Asked,
    DayType,
    lang_option,
    output_options,
    pace_option,
    read_rules,
    rendered,
    scenario_options,
    today,
    write,
)
from pathway.law.steps import TARGETS, Pace, Venue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pathway.law.provision import Provision, Version


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
        from pathway.report.todo import todo_data, todo_rows, todo_text
        from pathway.studies.unchecked import unchecked_rules

        found = unchecked_rules(
            asked.scenario(file),
            target=target,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
        )

        def memo() -> str:
            from pathway.report.memo.todo import todo_memo

            return todo_memo(found, lang)

        text = rendered(
            form,
            lambda: todo_text(found, lang),
            lambda: todo_data(found, lang),
            lambda: todo_rows(found, lang),
            memo,
        )
        write(text, output)

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
        from pathway.law.ledger import add_to, entry_of
        from pathway.law.ledger_place import LEDGER_NAME, nearest_ledger
        from pathway.law.provision import Confirmation
        from pathway.report.todo import entry_text

        texts = [" ".join(text.split()) for text in (by, source, article)]
        if not texts[0] or not all(text.isprintable() for text in texts):
            raise click.UsageError(said(lang, "ledger.name"))
        if on > today():
            raise click.UsageError(said(lang, "ledger.future", on=on))
        provision = read_rules(()).provision(name)
        checked = _in_force(provision, version or on)
        place = Path(ledger) if ledger else nearest_ledger(Path()) or Path(LEDGER_NAME)
        entry = entry_of(provision, checked, Confirmation(texts[0], on, texts[1], texts[2]))
        add_to(place, entry)
        title = provision.title.text(lang)
        write(entry_text(entry, title, printable(str(place)), lang), None)

    return confirm


def _in_force(provision: Provision, on: date) -> Version:
    """The version of a rule as encoded that was in force on a day. Raises `UsageError`."""
    governing = provision.version(on)
    found = [v for v in provision.versions if governing and v.effective == governing.effective]
    if not found:
        known: Sequence[str] = [str(v.effective) for v in provision.versions]
        expected = phrase("ledger.not-in-force", rule=provision.id, on=on, known=known[-1])
        raise UsageError("--version", "", expected)
    return found[0]
