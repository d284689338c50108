"""`pathway new`: asks what a scenario needs and writes a commented file; or writes a template
without asking.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.errors import InputError, Problem, did_you_mean, printable
from pathway.base.files import NotRegularError, read_at_most
from pathway.base.limits import LARGEST_TEXT, LONGEST_ANSWER
from pathway.base.phrases import Lang, Phrase, phrase, said
from pathway.cli.asked import today
from pathway.cli.options import lang_option, say
from pathway.cli.output import write
from pathway.law.steps import starting_venues

if TYPE_CHECKING:
    from pathway.law.steps import Venue
    from pathway.scenario.interview.conversation import Advice, Tell
    from pathway.scenario.interview.session import Session
    from pathway.studies.worth_asking import Worth

_DEFAULT = "firm.toml"


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("new", help=said(lang, "new.help"), short_help=say(lang, "new.short"))
    @click.argument("file", required=False)
    @click.option("--all", "everything", is_flag=True, help=said(lang, "new.all"))
    @click.option("--example", metavar="NAME", help=said(lang, "new.example"))
    @click.option("--template", "only_template", is_flag=True, help=say(lang, "new.template"))
    @click.option("--venue", type=click.Choice(starting_venues()), help=say(lang, "new.venue"))
    @click.option("--force", is_flag=True, help=say(lang, "new.force"))
    @lang_option(lang)
    def new(
        file: str | None,
        everything: bool,
        example: str | None,
        only_template: bool,
        venue: Venue | None,
        force: bool,
    ) -> int:
        if venue is not None and not only_template:
            raise click.UsageError(say(lang, "new.venue-alone"))
        if (example is not None) + only_template + everything > 1:
            raise click.UsageError(said(lang, "new.one-way"))
        shipped = {} if example is None else _shipped(example, lang)
        name = file or ("-" if only_template else f"{example}.toml" if example else _DEFAULT)
        target = None if name == "-" else Path(name)
        if target is not None and os.path.lexists(target) and (target.is_dir() or not force):
            raise click.UsageError(say(lang, "new.exists", name=name))
        if shipped:
            _write_example(shipped, target, force, lang)
            return 0
        if only_template:
            from pathway.scenario.interview.drafted import new as draft

            write(draft(today(), venue or "neeq-base", lang=lang), target)
            return 0
        return _interview(name, target, force, everything, lang)

    return new


def _shipped(name: str, lang: Lang) -> Mapping[str, str]:
    """The texts of a scenario that ships with the program and of those that it extends."""
    from pathway.scenario.interview.drafted import example, example_names

    names = example_names()
    wanted = name.removesuffix(".toml")
    if wanted not in names:
        hint = did_you_mean(wanted, names, lang)
        raise click.UsageError(said(lang, "new.no-example", name=name, names=names) + hint)
    return example(wanted)


def _write_example(texts: Mapping[str, str], target: Path | None, force: bool, lang: Lang) -> None:
    """Writes an example, and beside it the files that it extends, where they are not there yet."""
    own, *others = texts
    if target is None:
        write(texts[own], None)
        return
    for name in others:
        beside = target.with_name(name)
        if os.path.lexists(beside) and not force:
            if beside.is_file() and beside.read_bytes() == texts[name].encode("utf-8"):
                continue
            raise click.UsageError(say(lang, "new.exists", name=str(beside)))
        write(texts[name], beside)
    write(texts[own], target)
    _tell_in(lang)(said(lang, "interview.written", name=str(target)), 0)


def _interview(name: str, target: Path | None, force: bool, everything: bool, lang: Lang) -> int:
    """The whole interview: from its draft, if there is one, to the file."""
    from pathway.scenario.interview.conversation import Talk, conversation
    from pathway.scenario.interview.session import Session, draft, resumed

    tell = _tell_in(lang)
    kept = None if target is None else target.with_name(f"{target.name}.draft")
    session = Session(name, today(), by_rounds=not everything, lang=lang)
    tell(said(lang, "interview.intro", name=name), 0)
    if kept is not None and kept.is_file():
        session = resumed(name, _draft(kept), str(kept), lang)
        tell(said(lang, "interview.resumed", draft=str(kept), n=len(session.answers)), 0)
    states = [session]

    def keep(after: Session) -> None:
        states[0] = after
        if kept is not None and after.answers:
            write(draft(after), kept)

    def between(reached: Session) -> Advice:
        return _between(reached, tell, lang)

    done = conversation(session, Talk(lang, _hear, tell, keep, between))
    session = states[0]
    if not done:
        _leave(session, kept, name, lang)
        return 1
    if target is not None and target.exists() and not force:
        raise click.UsageError(
            say(lang, "new.exists", name=name)
        )  # made meanwhile; the draft stays
    write(session.text(lang), target)
    if kept is not None:
        kept.unlink(missing_ok=True)
        tell("", 0)
        tell(said(lang, "interview.written", name=name), 0)
    return 0


def _draft(path: Path) -> str:
    """The text of a draft. Raises `InputError`."""
    try:
        data = read_at_most(path, LARGEST_TEXT, regular=True)
    except NotRegularError:
        raise InputError(
            [Problem(printable(str(path)), "", "", phrase("interview.draft"))]
        ) from None
    if len(data) > LARGEST_TEXT:
        raise InputError([Problem(printable(str(path)), "", "", phrase("rules.too-large"))])
    return data.decode("utf-8", "replace")


def _between(session: Session, tell: Tell, lang: Lang) -> Advice:
    """Shows the plan of the answers so far, and finds the questions that would move its day."""
    from pathway.planning.planner import explained
    from pathway.planning.solve import question
    from pathway.report.planned import first_screens
    from pathway.scenario.file import loads
    from pathway.scenario.interview.conversation import Advice
    from pathway.scenario.interview.first_round import open_questions
    from pathway.scenario.interview.tries import tries
    from pathway.studies.worth_asking import worth_asking

    scenario = loads(session.text(lang), source=session.name, today=session.today)
    tell("", 0)
    tell(said(lang, "interview.planned"), 0)
    tell("", 0)
    asked = question(scenario)
    for part in first_screens([explained(asked, None)], [asked], lang):
        click.echo(part, nl=False, err=True)
    tell("", 0)
    tell(said(lang, "interview.looking"), 0)
    left = open_questions(session.answers, session.today)
    worth = worth_asking(
        scenario, {q.key: (q.dotted, tries(q, session.today)) for q in left if q.path}
    )
    if not worth:
        tell(said(lang, "interview.enough"), 0)
    return Advice({key: _why(found) for key, found in worth.items()})


def _why(worth: Worth) -> Phrase:
    """What an answer does to the day, in words."""
    key = "why-some" if worth.missing else "why-none" if worth.never else "why-between"
    return phrase(f"interview.{key}", first=worth.first, last=worth.last)


def _leave(session: Session, kept: Path | None, name: str, lang: Lang) -> None:
    """Says what is kept of an interview that was left."""
    tell = _tell_in(lang)
    tell("", 0)
    if kept is None:
        tell(said(lang, "interview.dropped"), 0)
    elif session.answers:
        tell(said(lang, "interview.kept", n=len(session.answers), draft=str(kept), name=name), 0)
    else:
        kept.unlink(missing_ok=True)
        tell(said(lang, "interview.left"), 0)


def _tell_in(lang: Lang) -> Tell:
    """Shows paragraphs on standard error, wrapped: standard output is for the file."""
    from pathway.report.text import Page

    def tell(text: str, indent: int) -> None:
        page = Page(lang)
        page.line(text, indent=indent)
        click.echo(page.text(), nl=False, err=True)

    return tell


def _hear() -> str:
    """The next line of standard input; with editing on a terminal."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 (editing, for `input`)
        return input("> ")
    click.echo("> ", nl=False, err=True)
    line = sys.stdin.buffer.readline(LONGEST_ANSWER)
    if not line:
        raise EOFError
    # What is not text in this encoding becomes characters that no scenario takes.
    text = line.decode(sys.stdin.encoding or "utf-8", "surrogateescape").rstrip("\r\n")
    click.echo(text.encode("utf-8", "replace"), err=True)
    return text
