"""What the commands share: options of every command that reads a scenario, and how output is
written.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from attrs import frozen

from pathway.base.escapes import terminal
from pathway.base.files import replaced
from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import LANGS, Lang, render, said
from pathway.cli import completion
from pathway.cli.endings import chosen, mark_csv, marked
from pathway.law.steps import PACES, TARGETS

if TYPE_CHECKING:
    from pathway.law.rulebook import Rulebook
    from pathway.scenario.scenario import Scenario

_FIRST_YEAR = 1990
_SHANGHAI = timezone(timedelta(hours=8))
Decorated = TypeVar("Decorated", bound=Callable[..., object])


def today() -> date:
    """The current day in Shanghai: the one place where the clock is read."""
    try:
        return datetime.now(_SHANGHAI).date()
    except OverflowError:  # the last hours that Python's calendar knows are over there already
        return date.max


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
                type=click.Path(dir_okay=False, path_type=Path),
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


def shown(answer: object, form: str, lang: Lang, full: bool = False) -> str:
    """An answer of the library in the format asked for. full: all of it, where that is more."""
    from pathway.report.answers import told, way_of

    return told(way_of(answer, lang, full), form)


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


def targets_option(lang: Lang, explained: str = "plan.target") -> Callable[[Decorated], Decorated]:
    """`--target`, repeatable. explained: the message of its help."""
    return click.option(
        "--target", "targets", multiple=True, type=click.Choice(TARGETS), help=say(lang, explained)
    )


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
