"""`pathway rules`: browse the rulebook, its versions, citations and statuses; validate an overlay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli.options import Day, lang_option, output_options, read_rules, rule_options, say, today, write
from pathway.words import Lang, phrase, render

if TYPE_CHECKING:
    from pathway.report.data import Json


def command(lang: Lang) -> click.Group:
    """The command group in a language."""
    group = click.Group("rules", help=say(lang, "rules-group.help"), short_help=say(lang, "rules-group.short"))
    for made in (_list(lang), _show(lang), _diff(lang), _sources(lang), _check(lang)):
        group.add_command(made)
    return group


def _list(lang: Lang) -> click.Command:
    @click.command("list", help=say(lang, "rules-group.list"), short_help=say(lang, "rules-group.list"))
    @click.argument("prefix", required=False, default="")
    @click.option("--on", type=Day(lang), help=say(lang, "rules-group.on"))
    @rule_options(lang)
    @output_options(lang, ("text", "json"))
    def list_(prefix: str, on: date | None, overlays: Sequence[str], form: str, output: Path | None) -> None:
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
    @click.command("show", help=say(lang, "rules-group.show"), short_help=say(lang, "rules-group.show"))
    @click.argument("name", metavar="ID")
    @click.option("--on", type=Day(lang), help=say(lang, "rules-group.on"))
    @rule_options(lang)
    @output_options(lang, ("text", "json"))
    def show(name: str, on: date | None, overlays: Sequence[str], form: str, output: Path | None) -> None:
        from pathway.errors import OutOfRangeError
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


def _diff(lang: Lang) -> click.Command:
    @click.command("diff", help=say(lang, "rules-group.diff"), short_help=say(lang, "rules-group.diff"))
    @click.argument("first", type=Day(lang), metavar="DATE1")
    @click.argument("second", type=Day(lang), metavar="DATE2")
    @rule_options(lang)
    @output_options(lang, ("text", "json"))
    def diff(first: date, second: date, overlays: Sequence[str], form: str, output: Path | None) -> None:
        from pathway.law.browse import changes
        from pathway.report.data import dumps
        from pathway.report.rules import diff_text, version_data

        book = read_rules(overlays)
        found = list(changes(book, first, second))
        if form == "json":
            rows = [
                {"id": c.provision.id, "before": version_data(book, c.before, lang),
                 "after": version_data(book, c.after, lang)} for c in found
            ]  # fmt: skip
            write(dumps({"first": first.isoformat(), "second": second.isoformat(), "changes": rows}), output)
        else:
            write(diff_text(found, first, second, lang), output)

    return diff


def _sources(lang: Lang) -> click.Command:
    @click.command("sources", help=say(lang, "rules-group.sources"), short_help=say(lang, "rules-group.sources"))
    @rule_options(lang)
    @output_options(lang, ("text", "json"))
    def sources_(overlays: Sequence[str], form: str, output: Path | None) -> None:
        from pathway.law.browse import sources
        from pathway.report.data import day, dumps
        from pathway.report.rules import sources_text

        found = sources(read_rules(overlays))
        if form == "json":
            rows: list[Json] = [
                {"id": s.instrument.id, "title": s.instrument.title.text(lang), "number": s.instrument.number or None,
                 "promulgated": day(s.instrument.promulgated), "address": s.instrument.address or None,
                 "versions": {**s.versions}} for s in found
            ]  # fmt: skip
            write(dumps(rows), output)
        else:
            write(sources_text(found, lang), output)

    return sources_


def _check(lang: Lang) -> click.Command:
    @click.command("check", help=say(lang, "rules-group.check"), short_help=say(lang, "rules-group.check"))
    @click.argument("file")
    @lang_option(lang)
    def check(file: str) -> None:
        from pathway.law.book import laid_on, shipped

        book = laid_on(shipped(), file)
        name = book.editions[-1]
        brought = [v for p in book.provisions.values() for v in p.versions if v.layer == name]
        touched = sum(any(v.layer == name for v in p.versions) for p in book.provisions.values())
        text = phrase("text.rules.fine", name=file, provisions=touched, versions=len(brought))
        click.echo(render(text, lang))

    return check
