"""An interview under way: what is answered, what comes next, drafts of it, and the conversation
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction

from attrs import evolve, field, frozen

from pathway.base.errors import InputError, Problem
from pathway.base.phrases import Lang, Phrase, Quantity, phrase, said
from pathway.base.toml_text import document
from pathway.law.rulebook import shipped
from pathway.scenario.file import loads
from pathway.scenario.file.fields import Choice, Flag, Num, Several
from pathway.scenario.file.records import FactField
from pathway.scenario.file.tree import Sink, joined, wrap
from pathway.scenario.interview.answers import canonical, parsed, toml
from pathway.scenario.interview.flow import Answers, Question, questions, scale_of
from pathway.scenario.interview.writing import HEAD, unit_text, written

DRAFT = "pathway.interview/1"
_HELP, _BACK, _QUIT = ("?", "？", "help", "帮助"), ("back", "返回"), ("quit", "exit", "退出")
_MOST_RULES = 6


@frozen
class Session:
    """An interview for one file. name: of the file, as problems call it. today: what "now" is for
    defaults.
    """

    name: str
    today: date
    answers: Answers = field(factory=dict)
    _pending: Question | None = field(init=False, eq=False, repr=False)

    @_pending.default
    def _unanswered(self) -> Question | None:
        return next(
            (q for q in questions(self.answers, self.today) if q.key not in self.answers), None
        )

    def pending(self) -> Question | None:
        """The first question without an answer; None when all are answered."""
        return self._pending

    def answered(self, text: str) -> Session:
        """The interview with an answer to the pending question. Raises `InputError` saying what is
        wrong with it.
        """
        question = self.pending()
        if question is None:
            return self
        text = text.strip() or question.default
        if not text:
            if question.required:
                raise InputError([Problem(self.name, question.key, "", phrase("interview.needed"))])
            return self._with(question, "")
        value = _understood(question, text, self.answers, self.name)
        after = self._with(question, canonical(question.kind, value, text))
        if question.path:
            after._refuse(_place(question))
        return after

    def _with(self, question: Question, text: str) -> Session:
        return evolve(self, answers={**self.answers, question.key: text})

    def _refuse(self, path: str) -> None:
        """Raises what the loader says of the answers together; not what is missing because it is
        still to be asked.
        """
        try:
            loads(written(self.answers, self.today, "en"), source=self.name, today=self.today)
        except InputError as error:
            now = [problem for problem in error.problems if problem.path == path or problem.found]
            if now:
                raise InputError(now) from None

    def back(self) -> Session:
        """The interview without its last answer."""
        return evolve(self, answers=dict(list(self.answers.items())[:-1]))

    def text(self, lang: Lang) -> str:
        """The scenario, as far as it is answered, with comments."""
        return written(self.answers, self.today, lang, HEAD)


def _place(question: Question) -> str:
    """What problems call a question's answer."""
    path = ""
    for part in question.path or (question.key,):
        path = joined(path, str(part))
    return path


def _understood(question: Question, text: str, answers: Answers, name: str) -> object:
    """The value that an answer means. Raises `InputError`. name: of the file, for problems."""
    value, sink = parsed(question.kind, text, scale_of(answers)), Sink()
    question.kind.read(wrap(value, name, scale_of(answers)), _place(question), sink)
    if sink.problems:
        raise InputError(sink.problems)
    return value


# -- drafts ----------------------------------------------------------------------------------------


def draft(session: Session) -> str:
    """The answers so far, as a file to go on from."""
    lines = [f"schema = {toml(DRAFT)}", f"today = {toml(session.today)}", "", "[answers]"]
    return (
        "\n".join(
            [*lines, *(f"{toml(key)} = {toml(text)}" for key, text in session.answers.items())]
        )
        + "\n"
    )


def resumed(name: str, text: str, file: str) -> Session:
    """The interview of a draft, on the day on which it was begun. file: the draft's, as problems
    call it.

    Answers to questions that are no longer asked are dropped, with all that follow. Raises
    `InputError` where it is no draft, or its answers are refused.
    """
    try:
        found = document(text)
        today, saved = found["today"], found["answers"]
        if (
            found["schema"] == DRAFT
            and isinstance(today, date)
            and not isinstance(today, datetime)
            and isinstance(saved, dict)
            and all(type(v) is str for v in saved.values())
        ):
            return _replayed(Session(name, today), saved)
    except (KeyError, ValueError):
        pass
    raise InputError([Problem(file, "", "", phrase("interview.draft"))])


def _replayed(session: Session, saved: Mapping[str, str]) -> Session:
    answers: dict[str, str] = {}
    for question in questions(answers, session.today):
        if question.key not in saved:
            break
        if saved[question.key]:
            # A draft is a file: what is in it need not be what was once accepted.
            _understood(question, saved[question.key], answers, session.name)
        answers[question.key] = saved[question.key]
    after = evolve(session, answers=answers)
    after._refuse("")
    return after


# -- the conversation ------------------------------------------------------------------------------

Hear = Callable[[], str]
"""The next line that the user types; raises `EOFError` or `KeyboardInterrupt` when there is
none.
"""
Tell = Callable[[str, int], None]
"""Shows a paragraph, indented by some columns; "" for a blank line."""


def conversation(
    session: Session, lang: Lang, hear: Hear, tell: Tell, keep: Callable[[Session], None]
) -> bool:
    """Asks until nothing is left to ask (True) or the user leaves (False). keep: gets the interview
    after each change.
    """
    section = ""
    while (question := session.pending()) is not None:
        if question.section.en != section:
            section = question.section.en
            tell("", 0)
            tell(f"— {question.section.text(lang)} —", 0)
        _ask(question, session, lang, tell)
        try:
            text = hear().strip()
        except (EOFError, KeyboardInterrupt):
            return False
        word = text.casefold()
        if word in _QUIT:
            return False
        if word in _HELP:
            _explain(question, session, lang, tell)
        elif word in _BACK:
            if session.answers:
                session = session.back()
                keep(session)
            else:
                tell(said(lang, "interview.first"), 2)
        else:
            session = _take(question, session, text, lang, tell)
            keep(session)
    return True


def _take(question: Question, session: Session, text: str, lang: Lang, tell: Tell) -> Session:
    """The interview after an answer, or as it was if the answer is refused; tells what became of
    it.
    """
    try:
        after = session.answered(text)
    except InputError as error:
        for problem in error.problems:
            tell(problem.text(lang), 2)
        return session
    given = after.answers[question.key]
    if not given and question.path:
        kind = {None: "skipped", True: "skipped-soft", False: "skipped-hard"}[question.soft]
        tell(said(lang, f"interview.{kind}"), 2)
    elif meaning := _meaning(question, given, scale_of(after.answers)):
        tell(said(lang, "interview.means", amount=meaning), 2)
    return after


def _meaning(question: Question, text: str, scale: int) -> Quantity | None:
    """An amount or a ratio as the program writes it, so that a wrong unit shows at once."""
    value = parsed(question.kind, text, scale)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | Fraction)
        or question.unit not in ("money", "ratio")
    ):
        return None
    return Quantity(value * scale, "yuan") if question.unit == "money" else Quantity(value, "ratio")


def _ask(question: Question, session: Session, lang: Lang, tell: Tell) -> None:
    unit = unit_text(question, session.answers, lang)
    what = said(lang, "interview.in-unit", unit=unit) if unit else ""
    if isinstance(question.kind, Flag):
        what = said(lang, "interview.yes-no")
    default = said(lang, "interview.default", text=question.default) if question.default else ""
    tell(said(lang, "interview.question", text=question.text, unit=what, default=default), 0)
    options = _options(question)
    if options:
        named = tuple(
            phrase("interview.option", n=i, name=name) for i, name in enumerate(options, 1)
        )
        tell(said(lang, "interview.options", names=named).strip(), 2)


def _options(question: Question) -> tuple[str, ...]:
    kind = question.kind.of if isinstance(question.kind, Several) else question.kind
    return kind.options if isinstance(kind, Choice) else ()


def _explain(question: Question, session: Session, lang: Lang, tell: Tell) -> None:
    """What a question means, its unit, its key, and the rules that read the answer."""
    tell(question.help.text(lang), 2)
    unit = unit_text(question, session.answers, lang)
    if unit:
        tell(said(lang, "interview.help-unit", unit=unit), 2)
    if question.unit == "money" and isinstance(question.kind, Num | FactField):
        tell(said(lang, "interview.help-sizes"), 2)
    if question.path:
        tell(said(lang, "interview.help-key", path=question.dotted), 2)
    if question.rules:
        book = shipped()
        named: list[Phrase] = [
            phrase("interview.help-rule", id=name, title=book.provisions[name].title)
            for name in question.rules[:_MOST_RULES]
        ]
        if len(question.rules) > _MOST_RULES:
            named.append(phrase("interview.help-more", n=len(question.rules) - _MOST_RULES))
        tell(said(lang, "interview.help-rules", n=len(question.rules), names=tuple(named)), 2)
