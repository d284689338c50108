"""What a command line asks about: the day, a scenario with what was said of it, and the law; and what
is said on standard error of what is hardly meant.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from pathway.base.escapes import terminal
from pathway.base.phrases import Lang, render, said

if TYPE_CHECKING:
    from pathway.law.rulebook import Rulebook
    from pathway.scenario.scenario import Scenario

_SHANGHAI = timezone(timedelta(hours=8))


def today() -> date:
    """The current day in Shanghai: the one place where the clock is read."""
    try:
        return datetime.now(_SHANGHAI).date()
    except OverflowError:  # the last hours that Python's calendar knows are over there already
        return date.max


@frozen(eq=False, repr=False)
class Asked:
    """What every command that reads a scenario was told of it, besides its file."""

    overrides: Sequence[str]
    as_of: date | None
    overlays: Sequence[str]
    strict: bool
    lang: Lang
    ledger: Path | None = None

    def scenario(self, source: str) -> Scenario:
        """A scenario from a file or, for `-`, from standard input; says what is hardly meant."""
        from pathway.scenario.file import load

        stdin = sys.stdin.buffer if source == "-" else None
        scenario = load(source, set=self.overrides, as_of=self.as_of, today=today(), stdin=stdin)
        note_doubts([scenario], self.lang)
        return scenario

    def without_file(self) -> Scenario:
        """A scenario of overrides alone. Raises `click.UsageError` where there are none."""
        from pathway.scenario.file import loads
        from pathway.scenario.file.schema import SCHEMA

        if not self.overrides:
            raise click.UsageError(said(self.lang, "without-file.nothing"))
        text = f'schema = "{SCHEMA}"\n'
        named = said(self.lang, "without-file.name")
        scenario = loads(text, source=named, set=self.overrides, as_of=self.as_of, today=today())
        note_doubts([scenario], self.lang)
        return scenario

    def rulebook(self) -> Rulebook | None:
        """The rulebook of listings with overlays; None for the shipped one, of which a plan reads
        only what it needs.
        """
        from pathway.law.rulebook import load_rules

        if self.ledger is None and not self.overlays:
            return None
        book = load_rules(self.overlays, ledger=self.ledger)
        note_rules(book, self.lang)
        return book

    def whole_rulebook(self) -> Rulebook:
        """The rulebook with the law of the ladder, overlays and ledger."""
        return read_rules(self.overlays, self.ledger)


def ledger_for(asked: str | None, sources: Iterable[object]) -> Path | None:
    """The user's ledger: the one asked for (`-` for none), else the one that lies beside the first
    of the sources or above it.
    """
    if asked is not None:
        return None if asked == "-" else Path(asked)
    from pathway.law.ledger_place import nearest_ledger

    named = (source for source in sources if isinstance(source, str) and source != "-")
    return nearest_ledger(Path(next(named, "")))


def note_doubts(scenarios: Iterable[Scenario], lang: Lang) -> None:
    """Says on standard error, once each, what is hardly meant as it is understood."""
    for doubt in dict.fromkeys(
        render(doubt, lang) for scenario in scenarios for doubt in scenario.doubts
    ):
        click.echo(terminal(f"pathway: {doubt}"), err=True)


def note_rules(book: Rulebook, lang: Lang) -> None:
    """Says on standard error what overlays hold that is hardly meant."""
    if book.overlays:
        from pathway.law.hardly_meant import hardly_meant

        for doubt in hardly_meant(book):
            click.echo(terminal(f"pathway: {doubt.text(lang)}"), err=True)


def read_rules(overlays: Sequence[str], ledger: Path | None = None) -> Rulebook:
    """The whole rulebook, the recognition ladder included, with overlays and a ledger."""
    from pathway.law.rulebook import load_rules

    return load_rules(overlays, ladder=True, ledger=ledger)
