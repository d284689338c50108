"""A command never writes over what it reads: `-o` may name none of the files on its line, nor any
scenario or overlay.

It is asked of the finished command, so that no command can forget it; `-o` comes as it was written,
and goes on as a path.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path

import click

from pathway.base.phrases import Lang, said

_SOURCES = (".toml",)
"""Endings of files that are only ever written by hand or by `new`: those that a scenario extends,
or that lie in a folder of firms, are not named on the line.
"""

_SEPARATORS = tuple({os.sep, os.altsep or os.sep})


def guarded(command: click.Command, lang: Lang) -> click.Command:
    """The command, or the group of them, that refuses to write over its own input."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            guarded(below, lang)
    elif command.callback is not None and any(p.name == "output" for p in command.params):
        command.callback = _refusing(command.callback, lang)
    return command


def _refusing(callback: Callable[..., object], lang: Lang) -> Callable[..., object]:
    @wraps(callback)
    def asked(**values: object) -> object:
        named = values.get("output")
        if not isinstance(named, str):
            return callback(**values)
        output = Path(named)
        if named != "-":
            _refuse_folder(named, lang)
            _refuse(output, [name for key, name in _texts(values) if key != "output"], lang)
        return callback(**{**values, "output": output})

    return asked


def _refuse_folder(named: str, lang: Lang) -> None:
    """Raises `click.UsageError` for what can only be a folder, which `Path` would take for a file."""
    if named.endswith(_SEPARATORS) or Path(named).name != os.path.basename(named):
        raise click.UsageError(said(lang, "outputs.folder", name=named))


def _refuse(output: Path, others: list[str], lang: Lang) -> None:
    """Raises `click.UsageError` for a file that is read, and for one without a name."""
    if output == Path():
        raise click.UsageError(said(lang, "outputs.no-name"))
    if not output.is_file():
        return
    if any(_is_same(output, name) for name in others):
        raise click.UsageError(said(lang, "outputs.own-input", name=str(output)))
    if output.resolve().suffix.lower() in _SOURCES:
        raise click.UsageError(said(lang, "outputs.source", name=str(output)))


def _is_same(output: Path, name: str) -> bool:
    try:
        return os.path.samefile(output, name)
    except (OSError, ValueError):  # no file, or what cannot be the name of one
        return False


def _texts(values: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Every text and path among a command's arguments, with the name of its parameter."""
    for key, value in values.items():
        for item in value if isinstance(value, tuple | list) else (value,):
            if isinstance(item, str | os.PathLike):
                yield key, os.fspath(item)
