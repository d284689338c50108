"""`pathway doctor`: what the answers of this installation rest on."""

from __future__ import annotations

import locale
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from attrs import evolve

from pathway.base.phrases import Lang, said
from pathway.cli.asked import read_rules, today
from pathway.cli.options import DayType, answer_options, described, rule_options
from pathway.cli.output import CommandAnswer


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "doctor", "doctor")
    @click.option("--as-of", type=DayType(lang), help=said(lang, "doctor.as-of"))
    @click.option(
        "--ledger",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=said(lang, "doctor.ledger-option"),
    )
    @rule_options(lang)
    @answer_options(lang, ("text", "json"))
    def doctor(as_of: date | None, ledger: Path | None, overlays: Sequence[str]) -> CommandAnswer:
        from pathway.studies.health import doctor as examine

        found = examine(as_of or today(), read_rules(overlays), ledger)
        return CommandAnswer(evolve(found, encodings=terminal_encodings()))

    return doctor


def terminal_encodings() -> dict[str, str]:
    """The encodings of standard output, of the locale and of file names, and the columns."""
    return {
        "output": getattr(sys.stdout, "encoding", None) or "utf-8",
        "locale": locale.getpreferredencoding(False),
        "files": sys.getfilesystemencoding(),
        "columns": str(shutil.get_terminal_size((80, 24)).columns),
    }
