"""The interview as a conversation: what is shown, what the words `?`, `back` and `quit` do, and what
happens between two rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from pathway.base.errors import InputError
from pathway.base.phrases import Bilingual, Lang, Phrase, Quantity, phrase, said
from pathway.law.rulebook import shipped
from pathway.scenario.file.fields import Choice, Flag, Num, Several
from pathway.scenario.file.records import FactField
from pathway.scenario.interview.answers import NO, YES, happenings, parsed, parts_of_row
from pathway.scenario.interview.asked_of import last_audited
from pathway.scenario.interview.first_round import EVENT
from pathway.scenario.interview.flow import Question, scale_of
from pathway.scenario.interview.session import Session
from pathway.scenario.interview.spoken import said_as, shown_as
from pathway.scenario.interview.writing import unit_text

_HELP, _BACK, _QUIT = ("?", "？", "help", "帮助"), ("back", "返回"), ("quit", "exit", "退出")
_MOST_RULES = 6

Hear = Callable[[], str]
"""The next line that the user types; raises `EOFError` or `KeyboardInterrupt` when there is
none.
"""
Tell = Callable[[str, int], None]
"""Shows a paragraph, indented by some columns; "" for a blank line."""


@frozen
class Advice:
    """What a further round would ask: the keys of its questions, and why each is worth an answer."""

    reasons: Mapping[str, Phrase] = field(factory=dict)


@frozen
class Talk:
    """A conversation. keep: gets the interview after each change. between: shows what the answers
    of a round come to, and says what the next one would ask.
    """

    lang: Lang
    hear: Hear
    tell: Tell
    keep: Callable[[Session], None]
    between: Callable[[Session], Advice] = lambda _: Advice()


def conversation(session: Session, talk: Talk) -> bool:
    """Asks until nothing is left to ask (True) or the user leaves (False); whoever leaves between
    two rounds is through.
    """
    section, advice = "", Advice()
    while (question := session.pending()) is not None:
        if session.at_gate():
            advice = talk.between(session)
            session = session.go_on(tuple(advice.reasons) if _wants_more(advice, talk) else ())
            talk.keep(session)
            continue
        if question.section.en != section:
            section = question.section.en
            if section:
                talk.tell("", 0)
                talk.tell(f"— {question.section.text(talk.lang)} —", 0)
        _ask(question, session, talk)
        if question.key in advice.reasons:
            talk.tell(said(talk.lang, "interview.why", why=advice.reasons[question.key]), 2)
        try:
            text = talk.hear().strip()
        except (EOFError, KeyboardInterrupt):
            return False
        word = text.casefold()
        if word in _QUIT:
            return False
        if word in _HELP:
            _explain(question, session, talk)
        elif word in _BACK:
            if session.answers:
                session = session.back()
                talk.keep(session)
            else:
                talk.tell(said(talk.lang, "interview.first"), 2)
        else:
            session = _take(question, session, text, talk)
            talk.keep(session)
    return True


def _wants_more(advice: Advice, talk: Talk) -> bool:
    """Whether the user wants the next round; not asked where it would ask nothing."""
    if not advice.reasons:
        return False
    talk.tell("", 0)
    talk.tell(said(talk.lang, "interview.more", n=len(advice.reasons)), 0)
    while True:
        try:
            word = talk.hear().strip().casefold()
        except (EOFError, KeyboardInterrupt):
            return False
        if word in YES:
            return True
        if not word or word in NO or word in _QUIT:
            return False
        talk.tell(said(talk.lang, "interview.say-yes-or-no"), 2)


def _take(question: Question, session: Session, text: str, talk: Talk) -> Session:
    """The interview after an answer, or as it was if the answer is refused; tells what became of
    it.
    """
    try:
        after = session.answered(text)
    except InputError as error:
        for problem in error.problems:
            talk.tell(problem.text(talk.lang), 2)
        return session
    given = after.answers[question.key]
    if not given and question.path:
        kind = {None: "skipped", True: "skipped-soft", False: "skipped-hard"}[question.soft]
        talk.tell(said(talk.lang, f"interview.{kind}"), 2)
    elif meaning := _meaning(question, text, given, after, talk.lang):
        talk.tell(said(talk.lang, "interview.means", amount=meaning), 2)
    return after


def _meaning(
    question: Question, typed: str, given: str, session: Session, lang: Lang
) -> Phrase | Quantity | Bilingual | None:
    """An answer as the program understands it, so that a wrong unit or place shows at once; None
    where that is what was typed.
    """
    scale = scale_of(session.answers)
    if question.years:
        row = [
            phrase("interview.of-year", year=str(year), amount=amount)
            for year, part in zip(question.years, parts_of_row(given), strict=False)
            if part and (amount := _amount(question, part, scale))
        ]
        return phrase("interview.row", amounts=tuple(row)) if row else None
    if isinstance(question.kind, Choice):
        return said_as(given) if said_as(given).text(lang) not in (typed, given) else None
    if question.key == EVENT:
        happened = [
            phrase("interview.happened", kind=said_as(kind), day=date.fromisoformat(day))
            for kind, day in happenings(given)
        ]
        return phrase("interview.row", amounts=tuple(happened))
    return _amount(question, given, scale)


def _amount(question: Question, text: str, scale: int) -> Quantity | None:
    value = parsed(question.kind, text, scale)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    match question.unit:
        case "money":
            return Quantity(value * scale, "yuan")
        case "ratio" | "shares":
            return Quantity(value, question.unit)
    return None


def _ask(question: Question, session: Session, talk: Talk) -> None:
    lang = talk.lang
    unit = unit_text(question, session.answers, lang)
    what = said(lang, "interview.in-unit", unit=unit) if unit else ""
    if isinstance(question.kind, Flag):
        what = said(lang, "interview.yes-no")
    if question.years:
        what = _years_text(question, session, lang) + what
    kind = question.kind
    standing = said_as(question.default).text(lang) if _options(question) else question.default
    if isinstance(kind, Flag) and standing:
        standing = said(lang, f"words.{standing}")
    default = said(lang, "interview.default", text=standing) if standing else ""
    talk.tell(said(lang, "interview.question", text=question.text, unit=what, default=default), 0)
    options = _options(question)
    if options:
        named = tuple(
            phrase("interview.option", n=i, name=shown_as(name, lang))
            for i, name in enumerate(options, 1)
        )
        talk.tell(said(lang, "interview.options", names=named).strip(), 2)


def _years_text(question: Question, session: Session, lang: Lang) -> str:
    """For which years figures are asked, in the order of the answer."""
    last = last_audited(session.today)
    past = tuple(str(year) for year in question.years if year <= last)
    ahead = tuple(str(year) for year in question.years if year > last)
    return said(lang, "interview.years", past=past, ahead=ahead)


def _options(question: Question) -> tuple[str, ...]:
    kind = question.kind.of if isinstance(question.kind, Several) else question.kind
    return kind.options if isinstance(kind, Choice) else ()


def _explain(question: Question, session: Session, talk: Talk) -> None:
    """What a question means, its unit, its key, and the rules that read the answer."""
    lang, tell = talk.lang, talk.tell
    tell(question.help.text(lang), 2)
    unit = unit_text(question, session.answers, lang)
    if unit:
        tell(said(lang, "interview.help-unit", unit=unit), 2)
    if question.unit == "money" and isinstance(question.kind, Num | FactField):
        tell(said(lang, "interview.help-sizes"), 2)
    if question.years:
        tell(said(lang, "interview.help-row", n=len(question.years)), 2)
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
