"""Where an answer goes: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from attrs import frozen

from pathway.base.escapes import terminal
from pathway.base.files import replaced
from pathway.base.formats import LIBRARIES
from pathway.base.phrases import Lang, said
from pathway.cli.endings import marked


@frozen
class CommandAnswer:
    """What a command found. answer: of the library. full: whether all of it is shown, where that is
    more than usual.
    """

    answer: object
    status: int = 0
    full: bool = False


def print_answer(found: CommandAnswer, form: str, output: Path | None, lang: Lang) -> int:
    """Writes an answer in the format asked for: the exit status."""
    from pathway.report.ways import told, way_of

    way = way_of(found.answer, lang, found.full)
    if form in way.files:
        return write_made(form, way.files[form], output, lang) or found.status
    write(told(way, form), output)
    return found.status


def refuse_terminal(form: str, output: Path | None, lang: Lang) -> None:
    """Refuses to print a workbook on a terminal. Raises `click.UsageError`."""
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError(said(lang, "cli.plan.binary"))


def write_made(form: str, make: Callable[[], bytes], output: Path | None, lang: Lang) -> int:
    """Writes what another library makes, or says which one to install: the exit status."""
    try:
        data = make()
    except ModuleNotFoundError as error:
        name = error.name or LIBRARIES.get(form, form)
        click.echo(said(lang, "output.needs-library", form=form, name=name), err=True)
        return 1
    write_bytes(data, output)
    return 0


def write(text: str, output: Path | None) -> None:
    """Prints a text, or writes it into a file whole; what a terminal would obey is escaped."""
    text = marked(terminal(text))
    if output is None:
        with to_reader():
            click.echo(text, nl=False)
    else:
        # A file's name may hold what is no text; it becomes an escape.
        write_bytes(text.encode("utf-8", "backslashreplace"), output)


def write_bytes(data: bytes, output: Path | None) -> None:
    """Writes bytes to standard output, or into a file whole: the old one stays until the new one is
    complete.
    """
    if output is None:
        with to_reader():
            click.echo(data, nl=False)
        return
    with replaced(output) as name:
        Path(name).write_bytes(data)


class ReaderGoneError(Exception):
    """Whoever read standard output has gone away; nothing is wrong. (Of a broken pipe click itself
    makes status 1.)
    """


class NotWrittenError(Exception):
    """Standard output could not be written; why, in the words of the system."""


@contextlib.contextmanager
def to_reader() -> Iterator[None]:
    """Writing to standard output. Raises `ReaderGoneError` or `NotWrittenError`."""
    try:
        yield
    except BrokenPipeError:
        raise ReaderGoneError from None
    except OSError as error:
        if error.filename is not None:  # of a file that is read meanwhile
            raise
        raise NotWrittenError(error.strerror or str(error)) from None
