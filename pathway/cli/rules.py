"""`pathway rules`: browse the rulebook, its versions, citations and statuses; validate an
overlay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from pathway.base.phrases import Lang, phrase, render
from pathway.cli import completion
from pathway.cli.options import (
    Asked,
    DayType,
    lang_option,
    output_options,
    read_rules,
    rule_options,
    say,
    scenario_options,
    today,
    write,
)
from pathway.cli.rules_todo import confirm_command, todo_command

_SHIPPED = "shipped"
"""How the rulebook without overlays is called in a comparison."""


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
    @output_options(lang, ("text", "json"))
    def list_(
        prefix: str, on: date | None, overlays: Sequence[str], form: str, output: Path | None
    ) -> None:
        from pathway.report.data import dumps
        from pathway.report.rules import list_text, provision_data

        book, when = read_rules(overlays), on or today()
        chosen = [p for p in book.provisions.values() if p.id.startswith(prefix)]
        if not chosen:
            book.provision(prefix)
        rows = [(p, p.version(when)) for p in chosen]
        if form == "json":
            write(dumps([provision_data(book, p, [v] if v else [], lang) for p, v in rows]), output)
        else:
            write(list_text(rows, lang), output)

    return list_


def _show(lang: Lang) -> click.Command:
    @click.command(
        "show", help=say(lang, "rules-group.show"), short_help=say(lang, "rules-group.show")
    )
    @click.argument("name", metavar="ID", shell_complete=completion.rule_ids)
    @click.option("--on", type=DayType(lang), help=say(lang, "rules-group.on"))
    @rule_options(lang)
    @output_options(lang, ("text", "json"))
    def show(
        name: str, on: date | None, overlays: Sequence[str], form: str, output: Path | None
    ) -> None:
        from pathway.base.errors import OutOfRangeError
        from pathway.report.data import dumps
        from pathway.report.rules import provision_data, show_text

        book = read_rules(overlays)
        provision = book.provision(name)
        versions = list(provision.known(date.max))
        if on is not None:
            found = provision.version(on)
            if found is None:
                first = min(v.effective for v in provision.versions)
                raise OutOfRangeError(phrase("rules.before-first", id=name, on=on, first=first))
            versions = [found]
        if form == "json":
            write(dumps(provision_data(book, provision, versions, lang)), output)
        else:
            write(show_text(book, provision, versions, lang), output)

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
    @output_options(lang, ("text", "json"))
    def diff(
        first: date | str,
        second: date | str,
        overlays: Sequence[str],
        form: str,
        output: Path | None,
    ) -> None:
        from pathway.law.browse import changes, differences, lengths
        from pathway.report.data import dumps
        from pathway.report.rules import diff_data, diff_text

        if isinstance(first, date) and isinstance(second, date):
            book = read_rules(overlays)
            sides = ((book, str(first)), (book, str(second)))
            found, times = list(changes(book, first, second)), []
        elif isinstance(first, str) and isinstance(second, str):
            books = [
                read_rules([*overlays, *([name] if name != _SHIPPED else [])])
                for name in (first, second)
            ]
            sides = ((books[0], first), (books[1], second))
            found, times = list(differences(*books)), list(lengths(*books))
        else:
            raise click.UsageError(say(lang, "rules-group.mixed"))
        if form == "json":
            write(dumps(diff_data(found, times, sides, lang)), output)
        else:
            write(diff_text(found, times, sides, lang), output)

    return diff


def _sources(lang: Lang) -> click.Command:
    @click.command(
        "sources",
        help=say(lang, "rules-group.sources"),
        short_help=say(lang, "rules-group.sources-short"),
    )
    @click.argument("file", required=False)
    @scenario_options(lang)
    @output_options(lang, ("text", "json"))
    def sources_(
        file: str | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> None:
        from pathway.law.browse import all_versions, sources
        from pathway.report.data import dumps
        from pathway.report.rules import sources_data, sources_text

        book = asked.checked(read_rules(asked.overlays))
        relied = list(all_versions(book))
        if file is not None:
            from pathway.planning.planner import plan

            made = plan(asked.scenario(file), rulebook=book, strict=asked.strict)
            relied = list(
                dict.fromkeys(item for route in made.best.values() for item in route.relied)
            )
        elif asked.overrides or asked.as_of or asked.strict:
            raise click.UsageError(say(lang, "rules-group.no-file"))
        found = sources(relied, book)
        write(
            dumps(sources_data(found, lang)) if form == "json" else sources_text(found, lang),
            output,
        )

    return sources_


def _check(lang: Lang) -> click.Command:
    @click.command(
        "check", help=say(lang, "rules-group.check"), short_help=say(lang, "rules-group.check")
    )
    @click.argument("file")
    @lang_option(lang)
    def check(file: str) -> None:
        from pathway.law.rulebook import load_rules

        book = load_rules([file])
        name = book.editions[-1]
        brought = [v for p in book.provisions.values() for v in p.versions if v.layer == name]
        touched = sum(any(v.layer == name for v in p.versions) for p in book.provisions.values())
        text = phrase("text.rules.fine", name=file, provisions=touched, versions=len(brought))
        write(render(text, lang) + "\n", None)

    return check
