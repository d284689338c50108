"""An interview under way: what is answered, what comes next, and drafts of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from attrs import evolve, field, frozen

from pathway.base.errors import InputError, Problem, nearest
from pathway.base.limits import LONGEST_ANSWER
from pathway.base.phrases import Bilingual, Lang, Phrase, phrase
from pathway.base.toml_text import document
from pathway.scenario.file import loads
from pathway.scenario.file.fields import Choice, Day, Field, Num
from pathway.scenario.file.tree import Sink, joined, wrap
from pathway.scenario.interview import first_round
from pathway.scenario.interview.answers import canonical, happenings, parsed, parts_of_row, toml
from pathway.scenario.interview.asked_of import field_of
from pathway.scenario.interview.flow import (
    Answers,
    Path,
    Question,
    questions,
    scale_of,
)
from pathway.scenario.interview.spoken import said_as, shown_as
from pathway.scenario.interview.writing import HEAD, written

DRAFT = "pathway.interview/1"
_NO_DAY = ("-", "no", "none", "n/a", "无", "没有", "否", "尚未", "未备案", "不详", "不知道")
"""What stands for a day that there is not."""


@frozen
class Session:
    """An interview for one file. name: of the file, as problems call it. today: what "now" is for
    defaults. by_rounds: a short first round, then rounds of what matters; else everything in one go.
    lang: in which defaults are offered.
    """

    name: str
    today: date
    answers: Answers = field(factory=dict)
    by_rounds: bool = False
    lang: Lang = field(default="en", eq=False)
    _pending: Question | None = field(init=False, eq=False, repr=False)

    @_pending.default
    def _unanswered(self) -> Question | None:
        return next((q for q in self._questions(self.answers) if q.key not in self.answers), None)

    def _questions(self, answers: Answers) -> Iterator[Question]:
        if self.by_rounds:
            return first_round.questions(answers, self.today, self.lang)
        return questions(answers, self.today)

    def in_full(self) -> Answers:
        """The answers as those of the whole interview."""
        return first_round.in_full(self.answers, self.today) if self.by_rounds else self.answers

    def pending(self) -> Question | None:
        """The first question without an answer; None when all are answered."""
        return self._pending

    def at_gate(self) -> bool:
        """Whether a round is over, and the next thing to know is what another one would ask."""
        return self._pending is not None and self._pending.key.startswith(first_round.ROUND)

    def go_on(self, keys: Sequence[str]) -> Session:
        """The interview with a further round of questions, by their keys; none: it is over."""
        question = self.pending()
        return self if question is None else self._with(question, ", ".join(keys))

    def answered(self, text: str) -> Session:
        """The interview with an answer to the pending question. Raises `InputError` saying what is
        wrong with it.
        """
        question = self.pending()
        if question is None:
            return self
        text = text.strip() or question.default
        if not text or (isinstance(question.kind, Day) and text.casefold() in _NO_DAY):
            if question.required:
                raise InputError([Problem(self.name, question.key, "", phrase("interview.needed"))])
            return self._with(question, "")
        given, paths = self.read(question, text)
        after = self._with(question, given)
        if paths:
            after._refuse(paths)
        return after

    def read(self, question: Question, text: str) -> tuple[str, list[str]]:
        """An answer as it is kept, and the paths that it fills. Raises `InputError`."""
        if len(text) > LONGEST_ANSWER:
            raise InputError([Problem(self.name, question.key, text, phrase("scenario.text"))])
        if question.years:
            return self._read_row(question, text)
        if question.key == first_round.EVENT:
            return self._read_events(text)
        given = self._read_value(question.kind, text, question.path or (question.key,))
        return given, [question.dotted] if question.path else []

    def _read_value(self, kind: Field, text: str, at: Path) -> str:
        """One value as it is kept. Raises `InputError` with what the loader would say."""
        scale = scale_of(self.answers)
        value = parsed(kind, text, scale)
        sink, path = Sink(), ""
        for part in at:
            path = joined(path, str(part))
        if isinstance(kind, Choice) and value not in kind.options:
            sink.add(self.name, path, text, _one_of(text, kind.options))
        else:
            kind.read(wrap(value, self.name, scale), path, sink)
        if sink.problems:
            raise InputError(sink.problems)
        return canonical(kind, value, text)

    def _read_row(self, question: Question, text: str) -> tuple[str, list[str]]:
        """The figures of several years."""
        row = parts_of_row(text)
        if len(row) > len(question.years):
            expected = phrase("interview.too-many", n=len(row), years=_years(question))
            raise InputError([Problem(self.name, question.key, text, expected)])
        kept: list[str] = []
        paths: list[str] = []
        problems: list[Problem] = []
        percents = question.unit == "ratio" and any(_over_one(part) for part in row)
        for year, part in zip(question.years, row, strict=False):
            if not part:
                kept.append("-")
                continue
            if percents and part[-1] not in "%":
                part += "%"
            paths.append(question.dotted.replace(str(question.years[0]), str(year), 1))
            at = tuple(year if step == question.years[0] else step for step in question.path)
            try:
                kept.append(self._read_value(question.kind, part, at).replace(" ", ""))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return " ".join(kept), paths

    def _read_events(self, text: str) -> tuple[str, list[str]]:
        """What happened, and when."""
        kept: list[str] = []
        paths: list[str] = []
        problems: list[Problem] = []
        for n, (kind, day) in enumerate(happenings(text)):
            paths += [f"events.{n}.kind", f"events.{n}.date"]
            try:
                named = self._read_value(field_of("events.{n}.kind"), kind, ("events", n, "kind"))
                when = self._read_value(field_of("as_of"), day, ("events", n, "date"))
                kept.append(f"{named} {when}")
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return "; ".join(kept), paths

    def _with(self, question: Question, text: str) -> Session:
        return evolve(self, answers={**self.answers, question.key: text})

    def _refuse(self, paths: Sequence[str]) -> None:
        """Raises what the loader says of the answers together; not what is missing because it is
        still to be asked.
        """
        text = written(self.in_full(), self.today, "en")
        try:
            loads(text, source=self.name, today=self.today)
        except InputError as error:
            now = [problem for problem in error.problems if problem.path in paths or problem.found]
            if now:
                raise InputError(now) from None

    def back(self) -> Session:
        """The interview without its last answer."""
        return evolve(self, answers=dict(list(self.answers.items())[:-1]))

    def text(self, lang: Lang) -> str:
        """The scenario, as far as it is answered, with comments."""
        return written(self.in_full(), self.today, lang, HEAD)


def _one_of(text: str, options: Sequence[str]) -> Phrase:
    """What could have been answered, and what probably was meant."""
    names = tuple(Bilingual(shown_as(o, "en"), shown_as(o, "zh")) for o in options)
    near = nearest(text, options)
    if near is None:
        return phrase("interview.one-of", names=names)
    return phrase("interview.one-of-near", names=names, near=Bilingual(near, said_as(near).zh))


def _over_one(part: str) -> bool:
    """Whether a figure is one or more as it is typed, without a size."""
    value = parsed(Num(), part, 1)
    return isinstance(value, int | Fraction) and not -1 < value < 1 and "%" not in part


def _years(question: Question) -> tuple[str, ...]:
    return tuple(map(str, question.years))


# -- drafts ----------------------------------------------------------------------------------------


def draft(session: Session) -> str:
    """The answers so far, as a file to go on from."""
    lines = [f"schema = {toml(DRAFT)}", f"today = {toml(session.today)}"]
    lines += ["rounds = true"] * session.by_rounds + ["", "[answers]"]
    return (
        "\n".join(
            [*lines, *(f"{toml(key)} = {toml(text)}" for key, text in session.answers.items())]
        )
        + "\n"
    )


def resumed(name: str, text: str, file: str, lang: Lang = "en") -> Session:
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
            rounds = found.get("rounds") is True
            return _replayed(Session(name, today, by_rounds=rounds, lang=lang), saved)
    except (KeyError, ValueError):
        pass
    raise InputError([Problem(file, "", "", phrase("interview.draft"))])


def _replayed(session: Session, saved: Mapping[str, str]) -> Session:
    answers: dict[str, str] = {}
    for question in session._questions(answers):
        if question.key not in saved:
            break
        if saved[question.key]:
            # A draft is a file: what is in it need not be what was once accepted.
            evolve(session, answers=answers).read(question, saved[question.key])
        answers[question.key] = saved[question.key]
    after = evolve(session, answers=answers)
    after._refuse(())
    return after
