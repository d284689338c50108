"""`pathway since`: what moved the dates since an earlier plan."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.errors import InputError, Problem, printable
from pathway.base.files import read_at_most
from pathway.base.phrases import Lang, phrase, said
from pathway.cli.options import (
    Asked,
    DayType,
    output_options,
    pace_option,
    rendered,
    scenario_options,
    targets_option,
    write,
)

if TYPE_CHECKING:
    from pathway.law.steps import Pace, Venue
    from pathway.studies.since import Since

_LARGEST = 2**26
"""Bytes of a saved plan."""


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("since", help=said(lang, "since.help"), short_help=said(lang, "since.short"))
    @click.argument("files", nargs=-1, required=True, metavar="[OLD.json] FILE")
    @click.option("--since", "day", type=DayType(lang), help=said(lang, "since.since"))
    @targets_option(lang)
    @pace_option(lang)
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md"))
    def since(
        files: Sequence[str],
        day: date | None,
        targets: Sequence[Venue],
        pace: Pace | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.studies.since import since as make

        if len(files) != (2 if day is None else 1):
            raise click.UsageError(said(lang, "since.one-or-two"))
        scenario = asked.scenario(files[-1])
        before = day or _saved(Path(files[0]), scenario.name)
        found = make(
            before,
            scenario,
            targets=targets or None,
            pace=pace,
            rulebook=asked.rulebook(),
            strict=asked.strict,
        )
        write(_rendered(found, form, lang), output)
        return 0

    return since


def _saved(path: Path, name: str) -> Mapping[str, object]:
    """The saved plan of a file; of several, that of the scenario of this name. Raises
    `InputError`.
    """
    place = printable(str(path))
    try:
        found = json.loads(read_at_most(path, _LARGEST))
    except FileNotFoundError:
        raise InputError([Problem(place, "", "", phrase("scenario.file.missing"))]) from None
    except (ValueError, RecursionError):
        raise InputError([Problem(place, "", "", phrase("since.not-json"))]) from None
    plans = found if isinstance(found, list) else [found]
    mine = [one for one in plans if isinstance(one, dict)]
    if len(plans) > 1:
        mine = [one for one in mine if one.get("scenario") == name]
        if not mine:
            raise InputError([Problem(place, "", "", phrase("since.none-of", name=name))])
    if not mine:
        raise InputError([Problem(place, "", "", phrase("since.no-plan"))])
    return mine[0]


def _rendered(found: Since, form: str, lang: Lang) -> str:
    from pathway.report.since import since_data, since_rows, since_text

    def memo() -> str:
        from pathway.report.memo.since import since_memo

        return since_memo(found, lang)

    return rendered(
        form,
        lambda: since_text(found, lang),
        lambda: since_data(found, lang),
        lambda: since_rows(found, lang),
        memo,
    )
