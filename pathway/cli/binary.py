"""Answers that are files of other programs: calendars and workbooks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from pathway.base.formats import LIBRARIES
from pathway.base.phrases import Lang
from pathway.cli.options import say, write_bytes


def refuse_terminal(form: str, output: Path | None, lang: Lang) -> None:
    """Refuses to print a workbook on a terminal. Raises `click.UsageError`."""
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError(say(lang, "plan.binary"))


def write_made(form: str, make: Callable[[], bytes], output: Path | None, lang: Lang) -> int:
    """Writes what another library makes, or says which one to install: the exit status."""
    try:
        data = make()
    except ModuleNotFoundError as error:
        name = error.name or LIBRARIES[form]
        click.echo(say(lang, "plan.needs-library", form=form, name=name), err=True)
        return 1
    write_bytes(data, output)
    return 0
