"""The examples at the end of a command's `--help`: data, `pathway/base/messages/examples.toml`."""

from __future__ import annotations

import click

from pathway.base.phrases import Lang, said


def with_examples(command: click.Command, lang: Lang, path: str) -> click.Command:
    """The command, or the group of them, with its examples below the options. path: its name, with
    its group's before it.
    """
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            with_examples(below, lang, f"{path}.{name}")
    elif lines := example_lines(path, lang):
        # Behind a backspace click leaves the lines of a paragraph as they are.
        command.epilog = "\n".join(["\b", said(lang, "examples.heading"), *lines])
    return command


def example_lines(path: str, lang: Lang) -> list[str]:
    """The examples of a command, by its name; none where it has none."""
    try:
        return said(lang, f"examples.{path}").strip().splitlines()
    except KeyError:
        return []
