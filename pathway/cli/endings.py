"""The format of an output, from `--format` or else from the ending of the file's name: one rule for
every command.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pathway.base.errors import printable, visible
from pathway.base.formats import BOM, ENDINGS
from pathway.base.phrases import Lang, said

_BOM = "pathway.bom"


def chosen(
    form: str | None, output: Path | None, formats: Sequence[str], default: str, lang: Lang
) -> tuple[str, Path | None]:
    """The format and the file to write; None for standard output.

    form: what `--format` says. formats: those that the command writes. default: where nothing says
    which. Raises `click.BadParameter` for an ending that is unknown, or of no format of the command,
    and for a folder that is not there.
    """
    if output is None or str(output) == "-":
        return form or default, None
    refuse_no_folder(output, lang)
    ending = output.suffix.lower()
    if form is not None or not ending:
        return form or default, output
    found = ENDINGS.get(ending)
    if found is None or found not in formats:
        key = "output.unknown" if found is None else "output.other"
        known = tuple(end for end, of in ENDINGS.items() if of in formats)
        text = said(lang, key, ending=visible(ending), endings=known)
        raise click.BadParameter(text, param_hint="-o")
    return found, output


def refuse_no_folder(output: Path, lang: Lang) -> None:
    """Refuses a file in a folder that is not there, before anything is computed. Raises
    `click.BadParameter`.
    """
    above = output.parent
    if not above.is_dir():
        text = said(lang, "cli.folder-missing", folder=printable(str(above)))
        raise click.BadParameter(text, param_hint="-o")


def mark_csv(form: str, lang: Lang) -> None:
    """Lets the CSV of this call begin with the mark by which Excel knows UTF-8. form: "" where the
    command has still to choose.
    """
    if form not in ("csv", ""):
        raise click.UsageError(said(lang, "output.bom-of-csv"))
    click.get_current_context().meta[_BOM] = True


def marked(text: str) -> str:
    """A text to write, with the mark where it was asked for."""
    here = click.get_current_context(silent=True)
    return f"{BOM}{text}" if here is not None and here.meta.get(_BOM) else text
