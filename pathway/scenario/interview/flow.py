"""Which questions there are, given the answers so far. Answers are texts by the question's key; ""
means skipped.

The questions follow from the answers alone, so that taking back the last answer, or going on
another day with the answers kept, leads to the same place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import cast

from attrs import frozen

from pathway.base.limits import LAST_YEAR
from pathway.base.phrases import Bilingual, Phrase, render
from pathway.law.rulebook import shipped
from pathway.law.steps import MILESTONES, TARGETS, VENUES, Venue, routes, targets_above
from pathway.scenario.file.fields import (
    FIRST_YEAR,
    Choice,
    Day,
    Field,
    Flag,
    Num,
    Several,
)
from pathway.scenario.file.records import FactField
from pathway.scenario.file.schema import UNITS
from pathway.scenario.firm import FACTS
from pathway.scenario.interview.asked_of import (
    basis_of,
    demanded,
    field_of,
    last_audited,
    soft,
    uses_of,
)
from pathway.scenario.interview.entries import QuestionEntry, Section, sections
from pathway.scenario.interview.uses import Uses

Answers = Mapping[str, str]
Path = tuple[str | int, ...]

_MOST_YEARS = 15
_MOST_ROWS = 50


@frozen
class Question:
    """One question. path: where its value stands in a scenario; () for a question that only steers.

    default: what an empty answer means, "" where it means to skip. unit: of its number. rules: what
    reads it. soft: whether it counts as fulfilled where not given; None if no rule asks for it by
    itself. opens: what a yes leads to. kinds: of events that have it; none means all.
    """

    key: str
    path: Path
    kind: Field
    text: Bilingual
    help: Bilingual
    section: Bilingual
    default: str = ""
    example: str = ""
    unit: str = ""
    required: bool = False
    rules: tuple[str, ...] = ()
    soft: bool | None = None
    opens: tuple[Question, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    @property
    def dotted(self) -> str:
        """The path as problems name it."""
        return ".".join(map(str, self.path))


def scale_of(answers: Answers) -> int:
    """Yuan per unit of the file's amounts of money."""
    return UNITS.get(answers.get("unit", ""), 1)


def questions(answers: Answers, today: date) -> Iterator[Question]:
    """The questions in order, as far as the answers decide which they are.

    Reads an answer only after its question was yielded, so that answers may come while it runs.
    """
    frame = _Frame(answers, today)
    for section in sections():
        match section.each:
            case "year":
                for year in frame.years():
                    yield from frame.plain(section, {"year": str(year)})
            case "more":
                yield from frame.rows(section)
            case "statement":
                yield from frame.statements(section)
            case _:
                yield from frame.plain(section, {})


def question_of(
    path: str, values: Mapping[str, str], answers: Answers, today: date
) -> Question | None:
    """One question by the path in `questions.toml`; None where this firm is not asked it. values: of
    what the path leaves open.
    """
    frame = _Frame(answers, today)
    section, entry = _entries()[path]
    return frame.question(entry, section, values) if frame.wanted(entry) else None


def first_gate(section_id: str, answers: Answers, today: date) -> Question:
    """The question whether a list has an entry at all."""
    section = next(section for section in sections() if section.id == section_id)
    return next(_Frame(answers, today).rows(section))


@cache
def _entries() -> Mapping[str, tuple[Section, QuestionEntry]]:
    return {entry.path or entry.key: (s, entry) for s in sections() for entry in s.entries}


# -- the flow --------------------------------------------------------------------------------------


@frozen
class _Frame:
    """The answers, read as values."""

    answers: Answers
    today: date

    @property
    def venue(self) -> Venue:
        return cast(Venue, self.answers.get("status.venue") or "unlisted")

    @property
    def targets(self) -> tuple[Venue, ...]:
        given = self.answers.get("plan.targets", "")
        return tuple(cast(Venue, name) for name in given.split(", ") if name)

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.answers.get("as_of") or self.today.isoformat())

    @property
    def uses(self) -> Uses:
        return uses_of(self.venue, self.targets, self.as_of)

    def years(self) -> range:
        first, last = (int(self.answers.get(f"years.{end}") or 0) for end in ("first", "last"))
        return range(first, last + 1)

    def plain(self, section: Section, values: Mapping[str, str]) -> Iterator[Question]:
        """The questions of a section, once."""
        for entry in section.entries:
            if self._asked(entry, values):
                yield self.question(entry, section, values)

    def _asked(self, entry: QuestionEntry, values: Mapping[str, str]) -> bool:
        if entry.under and self.answers.get(_put(entry.under, values)) != "yes":
            return False
        if entry.after and not self.answers.get(_put(entry.after, values)):
            return False
        if (
            entry.forecast
            and self.answers.get(_put("fiscal_years.{year}.basis", values)) != "forecast"
        ):
            return False
        if entry.if_kind and self.answers.get(_put("events.{n}.kind", values)) not in entry.if_kind:
            return False
        return self.wanted(entry)

    def wanted(self, entry: QuestionEntry) -> bool:
        if entry.demanded:
            return entry.path in demanded(self.venue)
        return entry.always or any(path in self.uses for path in (entry.path, *entry.also))

    def question(
        self, entry: QuestionEntry, section: Section, values: Mapping[str, str]
    ) -> Question:
        kind, path = self._kind(entry), self._path(entry, values)
        opens = (
            [
                self.question(other, section, values)
                for other in section.entries
                if other.under == entry.key and self.wanted(other)
            ]
            if entry.gate
            else []
        )
        return Question(
            key=_put(entry.key, values),
            path=path,
            kind=kind,
            text=_milestone(str(path[-1])) if entry.path == "milestones.{n}.date" else entry.text,
            help=entry.help,
            section=_titled(section, values),
            default="no" if entry.gate else self._default(entry, values),
            example=_put(entry.example, values),
            unit=entry.unit or _unit(entry.path, kind),
            required=entry.required or kind.required or entry.demanded,
            rules=self.uses.get(entry.path, ()),
            # A day that is not given has a rule of its own for what stands in.
            soft=soft().get(entry.path)
            if entry.path in self.uses and not isinstance(kind, Day)
            else None,
            opens=tuple(opens),
            kinds=entry.if_kind,
        )

    def _kind(self, entry: QuestionEntry) -> Field:
        first = int(self.answers.get("years.first") or FIRST_YEAR)
        match entry.key, entry.kind:
            case "status.venue", _:
                return Choice(options=tuple(venue for venue in VENUES if targets_above(venue)))
            case "plan.targets", _:
                reached = tuple(name for name in TARGETS if routes(self.venue, name))
                return Several(of=Choice(options=reached))
            case "years.last", _:
                return Num(what="whole", low=first, high=min(first + _MOST_YEARS - 1, LAST_YEAR))
            case _, "year":
                return Num(what="whole", low=FIRST_YEAR, high=LAST_YEAR)
            case _, "milestone":
                return Choice(options=self._milestones())
            case "milestones.{n}.date", _:
                return field_of("as_of")
            case _ if entry.gate:
                return Flag()
            case _:
                return field_of(entry.path)

    def _path(self, entry: QuestionEntry, values: Mapping[str, str]) -> Path:
        if entry.path.startswith("milestones."):
            given = self.answers.get(_put("milestones.{n}.id", values))
            return (
                "milestones",
                given or next(f"{step}.{MILESTONES[step][0]}" for step in reversed(self._steps())),
            )
        parts = entry.path.split(".") if entry.path else []
        return tuple(int(values[part[1:-1]]) if part[0] == "{" else part for part in parts)

    def _steps(self) -> tuple[str, ...]:
        """The steps of the routes ahead."""
        targets = self.targets or targets_above(self.venue)
        return tuple(
            dict.fromkeys(
                s for target in targets for route in routes(self.venue, target) for s in route
            )
        )

    def _milestones(self) -> tuple[str, ...]:
        """The milestones on the routes ahead that are not given yet."""
        given = {text for key, text in self.answers.items() if key.startswith("milestones.")}
        return tuple(
            f"{s}.{name}"
            for s in self._steps()
            for name in MILESTONES[s]
            if f"{s}.{name}" not in given
        )

    def _default(self, entry: QuestionEntry, values: Mapping[str, str]) -> str:
        match entry.default:
            case "today":
                return self.today.isoformat()
            case "first-year":
                return str(last_audited(self.as_of) - 2)
            case "last-year":
                return str(max(self.as_of.year + 2, int(self.answers["years.first"])))
            case "basis":
                return basis_of(self.as_of, int(values["year"]))
            case other:
                return other

    def rows(self, section: Section) -> Iterator[Question]:
        """The entries of a list, each after the question whether there is one more."""
        if section.id == "earlier" and section.list not in self.uses:
            return
        for n in range(_MOST_ROWS):
            values = {"n": str(n)}
            row = (
                [self.question(entry, section, values) for entry in section.entries]
                if n == 0
                else []
            )
            text = section.another if n else section.more
            gate = Question(
                key=f"{section.id}.{n}.more",
                path=(),
                kind=Flag(),
                text=text,
                help=section.help,
                section=section.title,
                default="no",
                rules=self.uses.get(section.list, ()),
                opens=tuple(q for q in row if q.path),
            )
            yield gate
            if self.answers.get(gate.key) != "yes" or (
                section.id == "milestones" and not self._milestones()
            ):
                return
            yield from self.plain(section, values)

    def statements(self, section: Section) -> Iterator[Question]:
        """The firm's statements that rules on its routes read; those taken as fulfilled only if it
        wants to.
        """
        metrics = [
            m
            for m in shipped().vocabulary.values()
            if m.path in self.uses and m.path.startswith("governance.")
        ]
        made = [
            Question(
                key=m.path,
                path=tuple(m.path.split(".")),
                kind=Flag(),
                text=m.title,
                help=section.help,
                section=section.title,
                example="true",
                rules=self.uses[m.path],
                soft=m.soft,
            )
            for m in metrics
        ]
        yield from (question for question in made if not question.soft)
        soft = tuple(question for question in made if question.soft)
        if not soft:
            return
        gate = Question(
            key=f"{section.id}.more",
            path=(),
            kind=Flag(),
            text=section.more,
            help=section.help,
            section=section.title,
            default="no",
            opens=soft,
        )
        yield gate
        if self.answers.get(gate.key) == "yes":
            yield from soft


def _put(text: str, values: Mapping[str, str]) -> str:
    if "year" in values:
        text = text.replace("{next}", str(int(values["year"]) + 1))
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _milestone(name: str) -> Bilingual:
    """The milestone whose day is asked for, in words."""
    message = Phrase(f"milestones.{name}")
    return Bilingual(render(message, "en"), render(message, "zh"))


def _titled(section: Section, values: Mapping[str, str]) -> Bilingual:
    return Bilingual(_put(section.title.en, values), _put(section.title.zh, values))


def _unit(path: str, kind: Field) -> str:
    """What the numbers of a field are: money, ratio, shares; "" for what has no unit."""
    number = kind.of if isinstance(kind, FactField) else kind
    if not isinstance(number, Num):
        return ""
    if number.what in ("money", "ratio"):
        return number.what
    fact = FACTS.get(path.rpartition(".")[2], "")
    return fact if fact == "shares" else ""
