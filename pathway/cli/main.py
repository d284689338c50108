"""The `pathway` command: finds the language, loads the command asked for and turns errors into
messages and exits.

Exit status: 0 done; 1 a run failed for a reason that is not the input's; 2 wrong usage or input; 3
no feasible route, or requirements not met.
"""

from __future__ import annotations

import io
import locale
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from pathway.base.errors import EngineError, PathwayError, did_you_mean, printable
from pathway.base.escapes import terminal
from pathway.base.garbage import sweep_never
from pathway.base.phrases import LANGS, Lang, said
from pathway.base.version import VERSION
from pathway.cli.click_words import spoken, usage_in, whole
from pathway.cli.examples import with_examples
from pathway.cli.output import NotWrittenError, ReaderGoneError, to_reader
from pathway.cli.own_inputs import guarded
from pathway.cli.process import end_in_order, give_up_output, settle_streams

COMMANDS: Mapping[str, str] = {
    "plan": "pathway.cli.plan",
    "check": "pathway.cli.check",
    "why": "pathway.cli.why",
    "compare": "pathway.cli.compare",
    "levers": "pathway.cli.levers",
    "since": "pathway.cli.since",
    "simulate": "pathway.cli.simulate",
    "money": "pathway.cli.money",
    "rules": "pathway.cli.rules",
    "calendar": "pathway.cli.calendar",
    "ladder": "pathway.cli.ladder",
    "new": "pathway.cli.new",
    "portfolio": "pathway.cli.portfolio",
    "backtest": "pathway.cli.backtest",
    "guide": "pathway.cli.guide",
    "schema": "pathway.cli.schema",
    "doctor": "pathway.cli.doctor",
    "report": "pathway.cli.report",
}
"""Every command and the module that defines it, as a function `command(lang)`; loaded when asked
for.
"""


class _Commands(click.Group):
    """Loads a command's module only when that command (or the help page) is asked for."""

    lang: Lang = "en"

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        made: click.Command = import_module(COMMANDS[cmd_name]).command(self.lang)
        made = usage_in(guarded(made, self.lang), self.lang)
        return with_examples(made, self.lang, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            hint = did_you_mean(name, COMMANDS, self.lang)
            ctx.fail(said(self.lang, "cli.no-command", name=name) + hint)
        return super().resolve_command(ctx, args)


def language(args: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """The language to speak: `--lang`, then PATHWAY_LANG, then the locale, else English."""
    asked = ""
    for i, arg in enumerate(args):
        if arg == "--":
            break
        if arg == "--lang" and i + 1 < len(args):
            asked = args[i + 1]
        elif arg.startswith("--lang="):
            asked = arg.partition("=")[2]
    place = (
        environ.get("LC_ALL")
        or environ.get("LC_MESSAGES")
        or environ.get("LANG")
        or locale.getlocale()[0]
        or ""
    )
    for name in (asked, environ.get("PATHWAY_LANG", ""), place):
        if name.lower().startswith("zh"):
            return "zh"
        if name:
            return "en"
    return "en"


def build(lang: Lang) -> click.Group:
    """The whole command tree in a language."""
    group = _Commands(
        name="pathway",
        help=said(lang, "cli.help"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    group.lang = lang
    group.params.append(
        click.Option(
            ["--lang"],
            type=click.Choice(LANGS),
            expose_value=False,
            help=said(lang, "cli.lang"),
        )
    )
    usage_in(group, lang)
    return click.version_option(
        VERSION, "-V", "--version", prog_name="pathway", message="%(prog)s %(version)s"
    )(group)


def main(args: Sequence[str] | None = None) -> None:
    """Runs the command line and leaves with its exit status."""
    arguments = list(sys.argv[1:] if args is None else args)
    sweep_never()
    settle_streams()
    end_in_order()
    lang = language(arguments, os.environ)
    with spoken(lang):
        sys.exit(_run(arguments, lang))


def _run(arguments: list[str], lang: Lang) -> int:
    """Runs a command line; its exit status. `help plan` is `plan --help`."""
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    try:
        status = build(lang).main(arguments, prog_name="pathway", standalone_mode=False)
        with to_reader():
            sys.stdout.flush()
    except EngineError as error:
        click.echo(terminal(f"pathway: {error.text(lang)}"), err=True)
        status = 1
    except PathwayError as error:
        click.echo(terminal(error.text(lang)), err=True)
        status = 2
    except click.ClickException as error:
        with io.StringIO() as told:
            whole(error, lang).show(told)
            click.echo(terminal(told.getvalue()), nl=False, err=True)
        status = error.exit_code
    except click.Abort:
        status = 1
    except (BrokenPipeError, ReaderGoneError):
        # The reader went away (`| head`); nothing is wrong.
        give_up_output()
        status = 0
    except NotWrittenError as error:
        give_up_output()
        click.echo(f"pathway: {said(lang, 'outputs.stdout')}: {error}", err=True)
        status = 1
    except OSError as error:
        place = "" if error.filename is None else f"{printable(os.fsdecode(error.filename))}: "
        click.echo(f"pathway: {place}{_why(error, lang)}", err=True)
        status = 1
    return status if isinstance(status, int) else 0


def _why(error: OSError, lang: Lang) -> str:
    """What the system says of a file; the common cases in the language asked for."""
    match error:
        case FileNotFoundError() if error.filename is not None:
            above = os.path.dirname(os.fsdecode(error.filename)) or "."
            key = "cli.file-missing" if os.path.isdir(above) else "cli.folder-missing"
            return said(lang, key, folder=printable(above))
        case PermissionError():
            return said(lang, "cli.not-permitted")
        case IsADirectoryError():
            return said(lang, "cli.is-folder")
    return error.strerror or str(error)
