"""The short way through the interview: a first round of at most twenty questions to a plan, then
rounds of those whose answers would move the day.

The first round has answers of its own shape (the figures of all years in one); `in_full` turns them
into those of the whole interview, which writes the file. What a further round asks is chosen by
whoever plans, and kept as the answer to its key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import cast

from attrs import evolve, frozen

from pathway.base.phrases import Bilingual, Lang
from pathway.law.steps import MILESTONES, Venue, routes, targets_above
from pathway.scenario.file.fields import Day, Flag, Text
from pathway.scenario.interview import asked_of, flow
from pathway.scenario.interview.answers import happenings, parsed, parts_of_row
from pathway.scenario.interview.flow import Answers, Question

ROUND = "round."
"""How the keys of rounds begin: `round.1` holds the keys of the questions of the second round."""
EVENT, TUTORING, JUNE = "event", "tutoring", "june"
_THREE_YEARS: tuple[Venue, ...] = ("star", "chinext", "sse-main", "szse-main")
"""The boards with conditions on three audited years."""
_FIRST_EVENT = "events.0.more"
_MULTIPLE = "multiple"


@frozen
class _FirstQuestion:
    """One question of `first_round.toml`, whose head says what each part means."""

    ask: str
    key: str
    yearly: bool
    venues: tuple[str, ...]
    default: Mapping[str, str]
    text: Bilingual | None
    help: Bilingual | None


@cache
def _data() -> tuple[int, tuple[_FirstQuestion, ...]]:
    """The suggested multiple of the profit, and every question."""
    text = (
        files("pathway")
        .joinpath("scenario", "interview", "first_round.toml")
        .read_text(encoding="utf-8")
    )
    table = tomllib.loads(text)
    entries = tuple(
        _FirstQuestion(
            ask=row.get("ask", ""),
            key=row.get("key", ""),
            yearly=row.get("yearly", False),
            venues=tuple(row.get("venues", ())),
            default=row.get("default", {}),
            text=Bilingual(row["en"], row["zh"]) if "en" in row else None,
            help=Bilingual(row["help"]["en"], row["help"]["zh"]) if "help" in row else None,
        )
        for row in table["question"]
    )
    return table["suggested_multiple"], entries


def yearly_key(name: str) -> str:
    """The key of the answer that holds a figure of every year."""
    return f"years.{name}"


def years_asked(answers: Answers, today: date) -> tuple[int, ...]:
    """Two audited fiscal years and two to come; an audited one more for the boards whose law looks
    at three.
    """
    last = asked_of.last_audited(today)
    three = any(target in _THREE_YEARS for target in _targets(answers))
    return tuple(range(last - 1 - three, last + 3))


def questions(answers: Answers, today: date, lang: Lang) -> Iterator[Question]:
    """The questions of the first round, then those of each further round behind the question
    whether to go on. lang: in which defaults are offered.

    Reads an answer only after its question was yielded, so that answers may come while it runs.
    """
    for entry in _data()[1]:
        question = _asked(entry, answers, today, lang)
        if question is not None:
            yield question
    for n in range(1, 100):
        gate = Question(
            key=f"{ROUND}{n}",
            path=(),
            kind=Text(),
            text=Bilingual("", ""),
            help=Bilingual("", ""),
            section=Bilingual("", ""),
        )
        yield gate
        chosen = answers.get(gate.key, "")
        if not chosen:
            return
        known = {q.key: _offered(q) for q in _everything(answers, today)}
        yield from (known[key] for key in chosen.split(", ") if key in known)


def open_questions(answers: Answers, today: date) -> tuple[Question, ...]:
    """The questions of the whole interview that the answers leave open, statements and half-years
    included; no new events and milestones, and nothing of years to come that nobody can know.
    """
    known = in_full(answers, today)
    asked = {
        key
        for name, chosen in answers.items()
        if name.startswith(ROUND)
        for key in chosen.split(", ")
    }
    return tuple(
        question
        for question in _everything(answers, today)
        if question.path
        and not known.get(question.key)
        and question.key not in asked
        and _can_be_known(question, today)
    )


def _can_be_known(question: Question, today: date) -> bool:
    """Whether a fact is no opinion of auditors on a year to come, nor about a half-year after the
    present one: what is assumed of those has questions of its own.
    """
    if question.path[0] != "fiscal_years":
        return True
    year, last = cast(int, question.path[1]), asked_of.last_audited(today)
    if question.path[2] == "half_year":
        return year <= last + 1
    return year <= last or question.path[-1] != "audit_opinion"


def _offered(question: Question) -> Question:
    """A question of a further round: the clean opinion is offered."""
    opinion = question.path[-1:] == ("audit_opinion",)
    return evolve(question, default="unqualified") if opinion else question


def _everything(answers: Answers, today: date) -> Iterator[Question]:
    """The whole interview with every door opened that leads to no new event or milestone."""
    years = {f"half.{year}": "yes" for year in years_asked(answers, today)}
    opened = {**in_full(answers, today), **years, "statements.more": "yes"}
    return flow.questions(opened, today)


# -- one question ----------------------------------------------------------------------------------


def _asked(entry: _FirstQuestion, answers: Answers, today: date, lang: Lang) -> Question | None:
    """The question of an entry; None where this firm is not asked it."""
    venue = answers.get("status.venue", "")
    if entry.venues and venue not in entry.venues:
        return None
    question = _own(entry, answers, today) if entry.key else _borrowed(entry, answers, today)
    if question is None:
        return None
    default = entry.default.get(lang, question.default)
    if default == _MULTIPLE:
        default = _suggested(answers, today)
    if entry.ask == "plan.targets" and default not in _reachable(answers):
        default = ""
    text = entry.text or question.text
    return evolve(
        question,
        default=default,
        text=_dated(text, today),
        help=entry.help or question.help,
        section=Bilingual("", ""),
    )


def _borrowed(entry: _FirstQuestion, answers: Answers, today: date) -> Question | None:
    if entry.ask == _FIRST_EVENT:
        return flow.first_gate("events", answers, today)
    if not entry.yearly:
        return flow.question_of(entry.ask, {}, answers, today)
    years = years_asked(answers, today)
    question = flow.question_of(entry.ask, {"year": str(years[0])}, answers, today)
    name = entry.ask.rpartition(".")[2]
    return question and evolve(question, key=yearly_key(name), years=years)


def _own(entry: _FirstQuestion, answers: Answers, today: date) -> Question | None:
    """A question that the whole interview does not have in this shape."""
    path: flow.Path = ()
    kind: Text | Day | Flag = Text()
    if entry.key == EVENT and answers.get(_FIRST_EVENT) != "yes":
        return None
    if entry.key == TUTORING:
        step = _tutored(answers)
        if step is None:
            return None
        path, kind = ("milestones", f"{step}.tutoring_filed"), Day()
    if entry.key == JUNE:
        year = asked_of.last_audited(today) + 1
        if today <= date(year, 6, 30):
            return None
        path, kind = ("fiscal_years", year, "half_year", "audited"), Flag()
    assert entry.text is not None and entry.help is not None
    return Question(
        key=entry.key,
        path=path,
        kind=kind,
        text=entry.text,
        help=entry.help,
        section=Bilingual("", ""),
        required=entry.key == EVENT,
    )


def _suggested(answers: Answers, today: date) -> str:
    """A multiple of the profit to offer; "" where the last audited year has none."""
    scale = flow.scale_of(answers)
    row = parts_of_row(answers.get(yearly_key("net_profit"), ""))
    profit = asked_of.field_of("fiscal_years.2025.net_profit")
    audited = len(years_asked(answers, today)) - 2
    values = [parsed(profit, part, scale) for part in row[:audited] if part]
    last = values[-1] if values else None
    return f"pe {_data()[0]}" if isinstance(last, int | Fraction) and last > 0 else ""


def _reachable(answers: Answers) -> tuple[Venue, ...]:
    return targets_above(_venue(answers))


def _targets(answers: Answers) -> tuple[Venue, ...]:
    named = [name for name in answers.get("plan.targets", "").split(", ") if name]
    return tuple(cast(Venue, name) for name in named) or _reachable(answers)


def _venue(answers: Answers) -> Venue:
    return cast(Venue, answers.get("status.venue") or "unlisted")


def _tutored(answers: Answers) -> str | None:
    """The first step on the routes ahead that begins with tutoring."""
    for target in _targets(answers):
        for route in routes(_venue(answers), target):
            for step in route:
                if "tutoring_filed" in MILESTONES[step]:
                    return step
    return None


def _dated(text: Bilingual, today: date) -> Bilingual:
    year = str(asked_of.last_audited(today) + 1)
    return Bilingual(text.en.replace("{year}", year), text.zh.replace("{year}", year))


# -- the answers of the whole interview ------------------------------------------------------------


def in_full(answers: Answers, today: date) -> dict[str, str]:
    """The answers as the whole interview takes them, those not given left empty."""
    years = years_asked(answers, today)
    full = {
        "years.first": str(years[0]),
        "years.last": str(years[-1]),
        "plan.targets": "",
        **{key: text for key, text in answers.items() if not key.startswith(ROUND)},
    }
    for key in [
        key for key in full if key.startswith("years.") and key not in ("years.first", "years.last")
    ]:
        name = key.removeprefix("years.")
        row = parts_of_row(full.pop(key))
        full |= {f"fiscal_years.{y}.{name}": part for y, part in zip(years, row, strict=False)}
    full |= _happened(full.pop(EVENT, ""))
    if tutored := full.pop(TUTORING, ""):
        step = _tutored(answers)
        full |= {"milestones.0.more": "yes", "milestones.0.id": f"{step}.tutoring_filed"}
        full["milestones.0.date"] = tutored
    if june := full.pop(JUNE, ""):
        full[f"fiscal_years.{years[-2]}.half_year.audited"] = june
    for year in years:
        if any(full[key] for key in full if key.startswith(f"fiscal_years.{year}.half_year.")):
            full[f"half.{year}"] = "yes"
    if any(full[key] for key in full if key.startswith("governance.")):
        full["statements.more"] = "yes"
    for question in flow.questions(full, today):
        full.setdefault(question.key, question.default)
    return full


def _happened(text: str) -> dict[str, str]:
    """The entries of the list of events that one answer names."""
    full: dict[str, str] = {}
    for n, (kind, day) in enumerate(happenings(text)):
        full |= {f"events.{n}.more": "yes", f"events.{n}.kind": kind, f"events.{n}.date": day}
    return full
