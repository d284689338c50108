"""The sections of the page in their order: what each of them says.

A section is a template with what it shows; to add one, write its template and a function here that
gives what it shows, or None where there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from attrs import frozen

from pathway.base.phrases import Lang, said, semicolons, show
from pathway.planning.values import Route
from pathway.report.memo.since import moved_rows, moved_text
from pathway.report.page import drawn
from pathway.report.page.answer import Headline, answer, look_of, star, whose
from pathway.report.page.fitting import PrintLook, look_of_sheet
from pathway.report.page.money_page import after_shows, money_shows
from pathway.report.page.needs import all_needs
from pathway.report.page.rests import rests
from pathway.report.page.small_bars import share_bar
from pathway.report.page.words import (
    day_text,
    days_text,
    gained,
    long_day,
    milestone_name,
    told,
    words,
    written,
)
from pathway.report.simulation import percent_text
from pathway.report.timetable_sheet import rests_text
from pathway.studies.board import Briefing
from pathway.studies.timetable import Work, by_party


@frozen
class PageSection:
    """One section of the page.

    Attributes:
        id: Its anchor, and the name of its template.
        nav: What it is called in the list of sections.
        shows: What its template shows.
    """

    id: str
    nav: str
    shows: Mapping[str, object]


_TIME = frozenset({"causes.duration", "causes.override", "causes.under-way"})
"""Causes that only say how long a step takes: a printed page leaves them to the list of what
decides.
"""
_NEXT_DAYS = 200
"""Calendar days within which work that must begin is told under what to do next."""
Maker = Callable[["_Teller"], Mapping[str, object] | None]


@frozen
class PrintSheet:
    """Sections that are printed on one page.

    Attributes:
        sections: In their order.
        look: How they are printed, so that they fit it.
    """

    sections: tuple[PageSection, ...]
    look: PrintLook


def sheets(board: Briefing, lang: Lang, draws: int) -> tuple[PrintSheet, ...]:
    """The sections that have something to show, by the printed page that they stand on.

    Args:
        board: What the report is made from.
        lang: The language.
        draws: How many draws.

    Returns:
        The sheets, in the order of the page; none is empty.
    """
    page = _Teller(board, lang, draws)
    out = []
    for makers in _SHEETS if page.route is not None else _WITHOUT_DAY:
        found = []
        for name, make in makers.items():
            shows = make(page)
            if shows is not None:
                found.append(PageSection(name, words(lang, f"nav.{name}"), shows))
        if found:
            out.append(PrintSheet(tuple(found), look_of_sheet({s.id: s.shows for s in found})))
    return tuple(out)


@frozen
class _Teller:
    """What the sections are made from."""

    board: Briefing
    lang: Lang
    draws: int

    @property
    def route(self) -> Route | None:
        """The route that is told, if it has a date."""
        route = self.board.main.route
        return route if route is not None and route.date is not None else None

    def say(self, key: str, /, **values: str | int | date) -> str:
        """A message of the report."""
        return words(self.lang, key, **values)

    def day(self, when: date) -> str:
        """A day."""
        return day_text(when, self.lang)

    def answer(self) -> Headline:
        """The first block."""
        return answer(self.board, self.lang, self.draws)


def _answer(page: _Teller) -> Mapping[str, object]:
    return {"answer": page.answer()}


# -- the timeline ----------------------------------------------------------------------------------


def _way(page: _Teller) -> Mapping[str, object] | None:
    route = page.route
    if route is None or route.date is None:
        return None
    badges = {link.milestone: i for i, link in enumerate(page.answer().deciding, 1)}
    return {
        "heading": page.say("way.heading", day=long_day(route.date, page.lang)),
        "lede": _lede(page, route),
        "drawing": drawn.timeline(page.board, route, badges, page.lang, page.draws),
        "rows": [
            {
                "day": page.day(m.date) + star(m),
                "name": milestone_name(m.id, page.lang, False),
                "decides": m.id in route.critical_path,
                "whose": whose(m.id, page.lang),
                "latest": page.day(m.latest) if m.latest and not m.pinned else "",
                "slack": "" if m.slack_days is None or m.pinned else str(m.slack_days),
                "why": told(m.cause.text, page.lang),
            }
            for m in route.milestones
        ],
    }


def _lede(page: _Teller, route: Route) -> str:
    """One sentence on what the date hangs on."""
    link = route.decisive
    name = milestone_name(link.milestone, page.lang)
    name = name if page.lang == "zh" else name.lower()
    return page.say(
        "way.lede",
        milestone=name,
        day=page.day(link.date),
        cause=told(link.cause.text, page.lang),
    )


# -- what to do, and why ---------------------------------------------------------------------------


def _next(page: _Teller) -> Mapping[str, object] | None:
    route = page.route
    if route is None or route.date is None:
        return None
    as_of = page.board.main.plan.scenario.as_of
    official = page.board.main.plan.official_through
    whole = max((route.date - as_of).days, 1)
    rows = []
    for act in page.board.main.outlook.do_next:
        left = (act.latest - as_of).days
        name = told(act.title, page.lang)
        late = act.planned < act.latest
        rows.append(
            {
                "by": page.day(act.latest) + ("*" if act.latest > official else ""),
                "bar": share_bar(left / whole),
                "left": _left(page, left),
                "act": name[:1].upper() + name[1:],
                "note": page.say("next.planned", day=page.day(act.planned)) if late else "",
                "whose": (said(page.lang, f"screen.whose.{act.party}"), look_of(act.party)),
                "later": told(act.later.text, page.lang),
            }
        )
    return {"rows": rows, "begin": _to_begin(page)} if rows else None


def _to_begin(page: _Teller) -> list[dict[str, str]]:
    """The firm's own work of the next half-year, by the day on which it must begin."""
    found, as_of = page.board.timetable, page.board.main.plan.scenario.as_of
    works = [
        work
        for work in (found.works if found is not None else ())
        if work.latest_start is not None
        and (work.own or work.party == "company")
        and 0 <= (work.latest_start - as_of).days <= _NEXT_DAYS
    ]
    works.sort(key=lambda work: work.latest_start or work.first)
    return [
        {"by": page.day(w.latest_start), "act": shown_title(w, page.lang)}
        for w in works
        if w.latest_start is not None
    ]


def _left(page: _Teller, days: int) -> str:
    if days < 60:
        return days_text(days, page.lang)
    return page.say("months", n=str(round(days / 30.4)))


def _why(page: _Teller) -> Mapping[str, object] | None:
    route = page.route
    if route is None:
        return None
    links = [route.milestone(name) for name in route.critical_path]
    return {
        "rows": [
            {
                "day": page.day(m.date) + star(m),
                "name": milestone_name(m.id, page.lang),
                "time": m.cause.text.key in _TIME,
                "text": told(m.cause.text, page.lang),
                "details": [told(d, page.lang) for d in m.cause.details[:3]],
                "source": semicolons((c.text(page.lang) for c in m.cause.cites), page.lang),
                "status": ""
                if m.cause.status is None
                else said(page.lang, f"text.status.{m.cause.status}"),
            }
            for m in links
        ]
    }


def _since(page: _Teller) -> Mapping[str, object] | None:
    found = page.board.since
    if found is None:
        return None
    lang = page.lang
    texts = [one for some in found.told.values() for one in some]
    return {
        "heading": page.say("since.heading", day=long_day(found.before, lang)),
        "targets": [
            {"text": moved_text(moved, lang), "rows": moved_rows(moved, lang)}
            for moved in found.targets
        ],
        "changes": [told(text, lang) for text in texts],
    }


def _timetable(page: _Teller) -> Mapping[str, object] | None:
    found = page.board.timetable
    if found is None:
        return None
    lang = page.lang
    return {
        "groups": [
            {
                "party": said(lang, f"timetable.party.{party}"),
                "rows": [
                    {
                        "title": shown_title(work, lang),
                        "first": page.day(work.first),
                        "last": page.day(work.last),
                        "days": str(work.working_days),
                        "latest": page.day(work.latest_start) if work.latest_start else "",
                        "mark": said(lang, f"timetable.pressure.{work.pressure}"),
                        "rests": rests_text(work, lang),
                    }
                    for work in works
                ],
            }
            for party, works in by_party(found).items()
        ]
    }


def shown_title(work: Work, lang: Lang) -> str:
    """What a piece of work is called, as a label begins."""
    text = written(show(work.title, lang), lang)
    return text[:1].upper() + text[1:]


def _ways(page: _Teller) -> Mapping[str, object] | None:
    found = drawn.other_ways(page.board, page.lang)
    if found is None:
        return None
    return {"drawing": drawn.draw_ways(found), "rows": found.rows, "count": str(len(found.rows))}


# -- how sure, and what moves it -------------------------------------------------------------------


def _sure(page: _Teller) -> Mapping[str, object] | None:
    case = page.board.main
    outcome = case.outcome(case.target)
    sure: dict[str, object] | None = None
    if outcome is not None and outcome.counts:
        middle = outcome.quantile(50)
        sure = {
            "heading": page.say("sure.half", day=long_day(middle, page.lang))
            if middle is not None
            else page.say("sure.less-than-half"),
            "drawing": drawn.distribution(outcome, page.lang),
            "rows": [(name, percent_text(share)) for name, share in outcome.by_quarter],
        }
    movers = drawn.movers(page.board.leverage, page.lang)
    moved: dict[str, object] | None = None
    if movers is not None:
        moved = {
            "drawing": drawn.moves(movers),
            "rows": [(row.name, row.day, gained(row.days, page.lang)) for row in movers.rows],
        }
    return {"sure": sure, "moves": moved} if sure or moved else None


def _money(page: _Teller) -> Mapping[str, object] | None:
    return money_shows(page.board.funding, page.lang)


def _after(page: _Teller) -> Mapping[str, object] | None:
    return after_shows(page.board.funding, page.lang)


def _rests(page: _Teller) -> Mapping[str, object]:
    return {"columns": rests(page.board, page.route, page.lang, page.draws)}


def _req(page: _Teller) -> Mapping[str, object] | None:
    found = all_needs(page.board.main.plan, page.board.readiness, page.lang)
    return {"needs": found} if page.board.readiness else None


def _again(page: _Teller) -> Mapping[str, object]:
    return {}


_SHEETS: tuple[Mapping[str, Maker], ...] = (
    {"answer": _answer, "way": _way},
    {"next": _next, "timetable": _timetable, "ways": _ways},
    {
        "why": _why,
        "since": _since,
        "sure": _sure,
        "money": _money,
        "after": _after,
        "rests": _rests,
    },
    {"req": _req, "again": _again},
)
"""Every section with what it shows, in the order of the page, by printed page."""
_WITHOUT_DAY: tuple[Mapping[str, Maker], ...] = (
    {name: make for makers in _SHEETS[:-1] for name, make in makers.items()},
    _SHEETS[-1],
)
"""The same where there is no day; what some draws have is drawn on the screen only."""
