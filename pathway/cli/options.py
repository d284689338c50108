"""What the commands share: their options, those of every command that reads a scenario, and how a
command whose answer is one of the library is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TypeVar

import click

from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import LANGS, Lang, said
from pathway.cli import completion
from pathway.cli.asked import Asked, ledger_for
from pathway.cli.endings import chosen, mark_csv
from pathway.cli.output import CommandAnswer, print_answer, refuse_terminal
from pathway.law.steps import PACES, TARGETS

_FIRST_YEAR = 1990
Decorated = TypeVar("Decorated", bound=Callable[..., object])


def described(
    lang: Lang, name: str, key: str | None = None
) -> Callable[[Callable[..., object]], click.Command]:
    """A command with its page of help. key: of its messages, where they are not in the room `cli`."""
    key = key or f"cli.{name}"
    return click.command(
        name, help=said(lang, f"{key}.help"), short_help=said(lang, f"{key}.short")
    )


def say(lang: Lang, key: str, **values: str) -> str:
    """A message of the `cli` room."""
    return said(lang, f"cli.{key}", **values)


class DayType(click.ParamType[date]):
    """A date as YYYY-MM-DD, within what calendars can hold."""

    name = "YYYY-MM-DD"

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        text, years = str(value), {"first": str(_FIRST_YEAR), "last": str(LAST_YEAR)}
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or not _FIRST_YEAR <= found.year <= LAST_YEAR or len(text) != 10:
            self.fail(say(self.lang, "bad-day", found=text, **years), param, ctx)
        return found


def lang_option(lang: Lang) -> Callable[[Decorated], Decorated]:
    """`--lang` behind the command's name works as well as before it; `main` has read it already."""
    return click.option(
        "--lang", type=click.Choice(LANGS), expose_value=False, help=say(lang, "lang")
    )


def output_options(
    lang: Lang, formats: Sequence[str], default: str | None = None
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """`--format`, `-o`, `--bom` where there is CSV, and `--lang`; the command gets `form` and
    `output`.

    default: the format where neither `--format` nor the file's name says one; None for the first.
    """
    usual = formats[0] if default is None else default

    def add(function: Callable[..., object]) -> Callable[..., object]:
        @wraps(function)
        def told(
            *, form: str | None, output: Path | None, bom: bool = False, **others: object
        ) -> object:
            form, output = chosen(form, output, formats, usual, lang)
            if bom:
                mark_csv(form, lang)
            return function(form=form, output=output, **others)

        decorated: Callable[..., object] = told
        if "csv" in formats:
            bom_option = click.option("--bom", is_flag=True, help=said(lang, "output.bom"))
            decorated = bom_option(decorated)
        for option in (
            lang_option(lang),
            click.option(
                "-o",
                "--output",
                type=click.Path(dir_okay=False),
                metavar="FILE",
                help=say(lang, "output"),
            ),
            click.option(
                "--format",
                "form",
                type=click.Choice(formats),
                help=said(lang, "output.format", default=usual or "text, csv"),
            ),
        ):
            decorated = option(decorated)
        return decorated

    return add


def answer_options(
    lang: Lang, formats: Sequence[str]
) -> Callable[[Callable[..., CommandAnswer | int]], Callable[..., object]]:
    """As `output_options`, for a command that gives an answer of the library: it is written in the
    format asked for. A number in its place is an exit status.
    """

    def add(function: Callable[..., CommandAnswer | int]) -> Callable[..., object]:
        @wraps(function)
        def printed(*, form: str, output: Path | None, **others: object) -> int:
            refuse_terminal(form, output, lang)
            found = function(**others)
            return found if isinstance(found, int) else print_answer(found, form, output, lang)

        return output_options(lang, formats)(printed)

    return add


def rule_options(lang: Lang) -> Callable[[Decorated], Decorated]:
    """`--rules`, repeatable."""
    return click.option(
        "--rules",
        "overlays",
        multiple=True,
        metavar="FILE|EDITION",
        help=say(lang, "rules"),
        shell_complete=completion.overlays,
    )


def ledger_option(lang: Lang) -> Callable[[Decorated], Decorated]:
    """`--ledger`: the file of rules that somebody has checked."""
    return click.option("--ledger", metavar="FILE", help=said(lang, "ledger.option"))


def scenario_options(lang: Lang) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """The options of every command that reads a scenario; the command gets them as `asked`."""

    def add(function: Callable[..., object]) -> Callable[..., object]:
        @wraps(function)
        def told(
            *,
            overrides: Sequence[str],
            as_of: date | None,
            overlays: Sequence[str],
            strict: bool,
            ledger: str | None,
            **others: object,
        ) -> object:
            files = others.get("files")
            sources = (
                files if isinstance(files, tuple) else (others.get("file"), others.get("source"))
            )
            place = ledger_for(ledger, sources)
            return function(asked=Asked(overrides, as_of, overlays, strict, lang, place), **others)

        decorated: Callable[..., object] = told
        for option in (
            click.option("--strict", is_flag=True, help=say(lang, "strict")),
            ledger_option(lang),
            rule_options(lang),
            click.option("--as-of", type=DayType(lang), help=say(lang, "as-of")),
            click.option(
                "--set",
                "overrides",
                multiple=True,
                metavar="PATH=VALUE",
                help=say(lang, "set"),
                shell_complete=completion.set_paths,
            ),
        ):
            decorated = option(decorated)
        return decorated

    return add


def targets_option(lang: Lang, explained: str = "plan.target") -> Callable[[Decorated], Decorated]:
    """`--target`, repeatable. explained: the message of its help."""
    return click.option(
        "--target", "targets", multiple=True, type=click.Choice(TARGETS), help=say(lang, explained)
    )


def target_option(lang: Lang, key: str) -> Callable[[Decorated], Decorated]:
    """`--target`, of which there is one. key: the message of its help."""
    return click.option("--target", type=click.Choice(TARGETS), help=say(lang, key))


def pace_option(lang: Lang, help_: str | None = None) -> Callable[[Decorated], Decorated]:
    """`--pace`. help_: what it says of itself where that is not the usual."""
    explained = help_ or say(lang, "plan.pace")
    return click.option("--pace", type=click.Choice(PACES), help=explained)


def draw_options(lang: Lang, draws: int) -> Callable[[Decorated], Decorated]:
    """`--draws` and `--seed` of commands that simulate. draws: the default."""

    def add(command: Decorated) -> Decorated:
        seed = click.IntRange(0, 2**63)
        click.option(
            "--seed", type=seed, default=1, show_default=True, help=say(lang, "simulate.seed")
        )(command)
        most = click.IntRange(1, 10**9)
        help_ = say(lang, "simulate.draws")
        return click.option("--draws", type=most, default=draws, show_default=True, help=help_)(
            command
        )

    return add


def can_draw(lang: Lang, command: str = "simulate") -> bool:
    """Whether the library that simulations need is there; says what to install if not."""
    from importlib.util import find_spec

    try:
        found = find_spec("numpy") is not None
    except ValueError:  # a module that was switched off
        found = False
    if not found:
        click.echo(say(lang, "simulate.needs-library", command=command, name="numpy"), err=True)
    return found
