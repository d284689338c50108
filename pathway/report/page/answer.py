"""The first block of the page: the day and how sure it is, what decides it, which accounts it relies
on; and, where there is no day, why.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from pathway.base.phrases import Lang, Phrase, render, said
from pathway.planning.values import Milestone, Plan, Route
from pathway.report.page.accounts_strand import accounts_name
from pathway.report.page.words import (
    act_of,
    day_text,
    days_text,
    long_day,
    milestone_name,
    told,
    words,
    written,
)
from pathway.report.screen import screen_text
from pathway.report.simulation import percent_text
from pathway.studies.board import Briefing
from pathway.studies.outline import Outline
from pathway.studies.outlook import Outlook

_WHO = {"company": "firm", "sponsor": "spons", "authority": "auth", "exchange": "auth"}
"""Whose a thing is -> its look on the page."""
_LOOKS = {
    "company": "firm",
    "sponsor": "spons",
    "auditor": "spons",
    "authority": "auth",
    "law": "law",
    "calendar": "law",
}
_ENDLESS = 100_000
"""Columns of a screen on which no line is broken."""
_MOST_LINKS = 7
"""Links of what decides that are shown: the last ones."""


@frozen
class Deciding:
    """A link of what decides: its day, what it is, whose."""

    milestone: str
    day: str
    name: str
    after: str
    whose: str
    look: str


@frozen
class AccountsLine:
    """Accounts that the date relies on: which, and for what until when."""

    name: str
    use: str


@frozen
class BlockedGroup:
    """Reasons of one kind for which there is no day, or ways to one."""

    heading: str
    lines: tuple[str, ...]


@frozen
class Headline:
    """The first block.

    Attributes:
        heading: What the day is of.
        day: The day, large; without one, that there is none.
        beside: The weekday, or "".
        facts: (name, value) below it.
        note: What the day is worth.
        deciding: What decides it, in order.
        accounts: The accounts it relies on.
        foot: What the star means.
        blocked: Why there is no day, and what would give one.
    """

    heading: str
    day: str
    beside: str
    facts: tuple[tuple[str, str], ...]
    note: str
    deciding: tuple[Deciding, ...]
    accounts: tuple[AccountsLine, ...]
    foot: str
    blocked: tuple[BlockedGroup, ...] = ()


def star(milestone: Milestone) -> str:
    """The mark of a day that rests on a projected calendar."""
    return "*" if milestone.projected else ""


def whose(milestone: str, lang: Lang) -> tuple[str, str]:
    """Whose a milestone is, in words and as a look."""
    short = milestone.rpartition(".")[2]
    if short == "responded":
        return words(lang, "who.both"), "both"
    if short == "window":
        return words(lang, "who.law"), "law"
    look = _WHO.get(act_of(milestone), "auth")
    if short == "listed":
        look = "firm"
    return words(lang, f"who.{look}"), look


def look_of(party: str) -> str:
    """The look of what somebody does."""
    return _LOOKS[party]


def deciding(found: Outlook, lang: Lang) -> tuple[Deciding, ...]:
    """The links that decide the date, in the words of the first screen."""
    out = []
    for link in found.decisive[-_MOST_LINKS:]:
        name, colon, after = told(link.text, lang).partition(words(lang, "colon"))
        day = day_text(link.date, lang) + ("*" if link.projected else "")
        who = said(lang, f"screen.whose.{link.whose}")
        name = name[:1].upper() + name[1:]
        out.append(Deciding(link.milestone, day, name, colon + after, who, _LOOKS[link.whose]))
    return tuple(out)


def answer(board: Briefing, lang: Lang, draws: int) -> Headline:
    """The first block of the page."""
    case = board.main
    plan, route = case.plan, case.route
    venue = said(lang, f"text.venue.{case.target}")
    if route is None or route.date is None:
        return _no_day(board, case.target, lang)
    outcome = case.outcome(case.target)
    last = route.milestone(route.critical_path[-1])
    facts: list[tuple[str, str]] = []
    note = words(lang, f"note.{plan.pace}")
    if outcome is not None:
        low, middle, high = (outcome.quantile(p) for p in (10, 50, 90))
        if low is not None:
            key = "likely" if high is not None else "likely-open"
            ends = {"first": day_text(low, lang), "last": day_text(high, lang) if high else ""}
            facts.append((words(lang, "fact.likely"), words(lang, f"fact.{key}-days", **ends)))
        if middle is not None:
            even = words(lang, "fact.even-day", day=day_text(middle, lang))
            facts.append((words(lang, "fact.even"), even))
        share = percent_text(outcome.probability_by(route.date))
        note += words(lang, "note.share", share=share)
        if outcome.infeasible:
            never = percent_text(1 - Fraction(outcome.feasible_share))
            note += words(lang, "note.never", share=never)
    floor = case.outlook.range.floor
    if floor is not None:
        facts.append((words(lang, "fact.floor"), day_text(floor, lang)))
    facts.append((words(lang, "fact.way"), way_text(plan, route, lang)))
    weekday = said(lang, f"text.weekday.{route.date.weekday()}")
    return Headline(
        heading=words(lang, "answer.heading", venue=venue),
        day=long_day(route.date, lang),
        beside=weekday + star(last),
        facts=tuple(facts),
        note=note,
        deciding=deciding(case.outlook, lang),
        accounts=tuple(_accounts(board.outline, route, lang)) if board.outline else (),
        foot=words(lang, "answer.foot", day=day_text(plan.official_through, lang)),
    )


def way_text(plan: Plan, route: Route, lang: Lang) -> str:
    """The steps of a route and its listing standard, in words."""
    steps = [words(lang, f"step.{step}") for step in route.id.split(">")]
    text = words(lang, "step.then").join(steps)
    if route.standard is None:
        return text
    title = plan.rulebook.provisions[route.standard].title.text(lang)
    # A standard's title begins with its name: "Standard 1: profit and return on equity".
    name = title.partition("：" if lang == "zh" else ":")[0]
    return words(lang, "step.standard", way=text, standard=name[:1].lower() + name[1:])


def _accounts(outline: Outline, route: Route, lang: Lang) -> list[AccountsLine]:
    out = []
    for one in outline.accounts:
        names = [milestone_name(name, lang) for name, _ in one.relied]
        uses = words(lang, "list").join(
            n if lang == "zh" else n.lower() for n in dict.fromkeys(names)
        )
        values: Mapping[str, str] = {
            "uses": uses[:1].upper() + uses[1:],
            "known": day_text(one.known, lang),
            "until": day_text(one.until, lang),
            "last": day_text(one.last, lang),
        }
        more = one.extended is not None and any(day > one.until for _, day in one.relied)
        text = words(lang, "accounts.use-extended" if more else "accounts.use", **values)
        if more:
            milestone, _ = one.relied[-1]
            spare = (one.last - route.milestone(milestone).date).days
            if 0 <= spare <= 30:
                name = milestone_name(milestone, lang)
                name = name if lang == "zh" else name.lower()
                days = days_text(spare, lang)
                text += words(lang, "accounts.near", days=days, milestone=name)
        name = accounts_name(one.period_end, lang)
        out.append(AccountsLine(name[:1].upper() + name[1:], text))
    return out


def _no_day(board: Briefing, target: str, lang: Lang) -> Headline:
    """The first block of a firm without a date, in the words of the first screen."""
    plan = board.main.plan
    routes = [r for r in plan.routes if r.target == target]
    late = next((r.date for r in routes if r.date is not None), None)
    found = screen_text(plan, board.main.outlooks, lang, columns=_ENDLESS, head=False)
    blocks = [written(block, lang).splitlines() for block in found.strip("\n").split("\n\n")]
    # A table of several targets stands before the reasons, and what else to type after them.
    reasons, *others = blocks[len(plan.targets) > 1 : -1]
    groups = [(words(lang, "answer.blocked"), reasons[1:]), *((b[0], b[1:]) for b in others)]
    return Headline(
        heading=words(lang, "answer.heading", venue=said(lang, f"text.venue.{target}")),
        day=words(lang, "answer.none"),
        beside="",
        facts=((words(lang, "fact.earliest"), day_text(late, lang)),) if late else (),
        note=reasons[0].strip(),
        deciding=(),
        accounts=(),
        foot="",
        blocked=tuple(
            BlockedGroup(heading.strip().rstrip(":："), tuple(map(_line, lines)))
            for heading, lines in groups
            if lines
        ),
    )


def _line(text: str) -> str:
    """A line of the first screen as one of a list begins."""
    text = text.strip()
    return text[:1].upper() + text[1:]


def pace_text(plan: Plan, lang: Lang) -> str:
    """How long steps take in the plan."""
    return render(Phrase(f"causes.pace.{plan.pace}"), lang)
