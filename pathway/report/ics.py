"""Plans as one iCalendar file (RFC 5545): an all-day event per milestone, reminders where the firm
itself must act.

The same plans give the same bytes: stamps come from `as_of`, identifiers from the scenario's name,
the route and the milestone. A file imported again therefore replaces the events of the last one,
and a later plan goes before an older.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from pathway.base.escapes import one_line
from pathway.base.phrases import Lang, Phrase, render, said, show
from pathway.base.version import VERSION
from pathway.law.steps import Venue, is_own
from pathway.planning.causes import Cause, milestone_title, route_title
from pathway.planning.values import Milestone, Plan, Route
from pathway.report.plan_text import miss_text
from pathway.studies.outlook import Outlook
from pathway.studies.outlook.act import Act
from pathway.studies.timetable import Work

if TYPE_CHECKING:
    from icalendar import Event

REMINDERS = (30, 7)
"""Calendar days before a day of the firm's own on which a calendar reminds it."""
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "calendar.pathway.invalid")
_FIRST = date(2000, 1, 1)


@frozen
class Entry:
    """One event before it is written. key: what tells it from the others of its scenario. given: it
    has happened or is fixed. own: the firm itself must act, so that a calendar reminds it.
    """

    key: str
    day: date
    summary: str
    description: tuple[str, ...]
    categories: tuple[str, ...]
    given: bool = False
    own: bool = False


def ics_bytes(
    plans: Sequence[Plan],
    lang: Lang,
    outlooks: Sequence[Mapping[Venue, Outlook]] = (),
) -> bytes:
    """Plans as one calendar: the best route per target, or what blocks where a plan has no feasible
    one. outlooks: what there is to say of each plan besides its days; what must be done is in the
    calendar then, on its latest day.

    Raises `ModuleNotFoundError` without the library `icalendar`.
    """
    name = said(lang, "ics.name", names=tuple(dict.fromkeys(_firm(plan) for plan in plans)))
    return calendar_bytes(name, _events(plans, lang, outlooks or [{}] * len(plans)))


def calendar_bytes(name: str, events: Iterable[Event]) -> bytes:
    """Events as one calendar. Raises `ModuleNotFoundError` without the library `icalendar`."""
    from icalendar import Calendar, vText

    out = Calendar()
    out.add("prodid", f"-//pathway//listing-pathway {VERSION}//EN")
    out.add("version", "2.0")
    # The library does not know that these are texts, in which commas must be escaped.
    title = vText(one_line(name))
    out.add("name", title)
    out.add("x-wr-calname", title)
    for event in events:
        out.add_component(event)
    return bytes(out.to_ical())


def _events(
    plans: Sequence[Plan], lang: Lang, outlooks: Sequence[Mapping[Venue, Outlook]]
) -> Iterator[Event]:
    """The events of each plan; a second plan of a scenario of that name is told from the first."""
    seen: Counter[str] = Counter()
    for plan, outlook in zip(plans, outlooks, strict=True):
        name = plan.scenario.name
        seen[name] += 1
        turn = (str(seen[name]),) if seen[name] > 1 else ()
        for entry in _entries(plan, outlook, lang):
            yield event_of(entry, (name, *turn), plan.scenario.as_of, lang)


def event_of(entry: Entry, names: tuple[str, ...], as_of: date, lang: Lang) -> Event:
    """An entry as an event. names: what its identifier is made of, beside its key: that of its
    scenario above all. as_of: the day that its stamps come from.
    """
    from icalendar import Alarm, Event

    uid = uuid.uuid5(_NAMESPACE, "\n".join((*names, entry.key)))
    stamp = datetime.combine(as_of, time(), UTC)
    event = Event()
    event.add("uid", f"{uid}@pathway.invalid")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", max((as_of - _FIRST).days, 0))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", one_line(entry.summary))
    event.add("description", "\n".join(map(one_line, entry.description)))
    event.add("categories", list(entry.categories))
    event.add("status", "CONFIRMED" if entry.given else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    for days in REMINDERS if entry.own else ():
        if entry.day - timedelta(days=days) < as_of:
            continue  # its day is over before the calendar is made
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(days=-days))
        alarm.add(
            "description", one_line(said(lang, "ics.reminder", days=days, summary=entry.summary))
        )
        event.add_component(alarm)
    return event


# -- what is written -------------------------------------------------------------------------------


def _firm(plan: Plan) -> str:
    return plan.scenario.firm.name or plan.scenario.name


def _entries(plan: Plan, outlooks: Mapping[Venue, Outlook], lang: Lang) -> Iterator[Entry]:
    if not plan.best:
        yield from _blocked(plan, lang)
    for route in plan.best.values():
        outlook = outlooks.get(route.target)
        acts = {act.id: act for act in outlook.do_next} if outlook is not None else {}
        ahead = [m for m in route.milestones if not (m.pinned and m.date < plan.scenario.as_of)]
        for item in ahead or route.milestones:
            act = acts.get(item.id)
            # Who must act is told of the latest day; of the first one only where it is of use.
            if act is None or act.useful == item.date:
                yield _milestone(plan, route, item, lang)
            if act is None and _is_own(item) and item.slack_days:
                yield _latest(plan, route, item, lang)
        for act in outlook.do_next if outlook is not None else ():
            if act.latest != act.planned or act.id not in {m.id for m in route.milestones}:
                yield _act(plan, route, act, lang)
        turns: Counter[str] = Counter()
        for work in outlook.work if outlook is not None else ():
            turns[show(work.title, "en")] += 1
            if work.latest_start is not None and work.latest_start >= plan.scenario.as_of:
                turn = turns[show(work.title, "en")]
                yield _begin(plan, route, work, work.latest_start, turn, lang)


def _act(plan: Plan, route: Route, act: Act, lang: Lang) -> Entry:
    """Something to be done, on its latest day."""
    known = {item.id: item for item in route.milestones}
    item = known.get(act.id, route.milestones[-1])
    lines = [
        said(lang, "screen.act-later", later=act.later.text),
        said(lang, "screen.act-useful", useful=act.useful),
        *_reservations(plan, route, item, lang),
    ]
    own = act.id in known
    key = f"{route.id}\n{act.id}\nlatest" if own else f"{route.id}\n{act.id}\n{act.planned}"
    category = "own" if act.party == "company" else "advisers"
    words = Phrase(f"screen.category.{category}")
    return Entry(
        key,
        act.latest,
        said(lang, "screen.act-summary", firm=_firm(plan), title=act.title),
        tuple(lines),
        (_venue(route, lang), render(words, lang), said(lang, "ics.category.latest")),
        own=True,
    )


def _begin(plan: Plan, route: Route, work: Work, by: date, turn: int, lang: Lang) -> Entry:
    """The last day on which a piece of work can begin; no date rests on it. turn: how often work of
    that name has come before, and once more.
    """
    category = "own" if work.party == "company" else "advisers"
    words = [f"screen.category.{category}", "screen.category.practice"]
    length = said(
        lang,
        "screen.begin-length-own" if work.own else "screen.begin-length",
        n=str(work.working_days),
        first=str(work.first),
        last=str(work.last),
    )
    return Entry(
        f"{route.id}\n{show(work.title, 'en')}\nbegin {turn}",
        by,
        said(lang, "screen.begin-summary", firm=_firm(plan), title=work.begins),
        (length,),
        (_venue(route, lang), *(said(lang, key) for key in words[: 1 if work.own else 2])),
        own=True,
    )


def _is_own(item: Milestone) -> bool:
    return not item.pinned and is_own(item.id)


def _milestone(plan: Plan, route: Route, item: Milestone, lang: Lang) -> Entry:
    own = _is_own(item)
    kind = "own" if is_own(item.id) else "others"
    lines = [
        *_cause(item.cause, lang),
        *_room(route, item, lang),
        *_reservations(plan, route, item, lang),
    ]
    return Entry(
        key=f"{route.id}\n{item.id}",
        day=item.date,
        summary=said(lang, "ics.summary", firm=_firm(plan), title=milestone_title(item.id)),
        description=tuple(lines),
        categories=(_venue(route, lang), said(lang, f"ics.category.{kind}")),
        given=item.pinned,
        own=own,
    )


def _latest(plan: Plan, route: Route, item: Milestone, lang: Lang) -> Entry:
    """The last day on which the firm can see to a milestone without moving the end."""
    assert item.latest is not None
    title, final = milestone_title(item.id), milestone_title(route.milestones[-1].id)
    lines = [
        said(lang, "ics.is-latest", date=item.date, final=final, end=_end(route)),
        *_reservations(plan, route, item, lang),
    ]
    return Entry(
        f"{route.id}\n{item.id}\nlatest",
        item.latest,
        said(lang, "ics.summary-latest", firm=_firm(plan), title=title),
        tuple(lines),
        (_venue(route, lang), *(said(lang, f"ics.category.{c}") for c in ("own", "latest"))),
        own=True,
    )


def _blocked(plan: Plan, lang: Lang) -> Iterator[Entry]:
    """One event on the as-of day per target that no route reaches, with what blocks each route."""
    for target in plan.targets:
        venue = Phrase(f"text.venue.{target}")
        lines: list[str] = []
        for route, block in (
            (r, b) for r in plan.routes if r.target == target for b in r.blocked_by
        ):
            title = milestone_title(block.milestone)
            lines.append(
                said(lang, "ics.blocked", route=route_title(route.id), title=title, text=block.text)
            )
            lines += [f"- {miss_text(miss, plan, lang)}" for miss in block.nearest]
        yield Entry(
            f"{target}\nblocked",
            plan.scenario.as_of,
            said(lang, "ics.summary-blocked", firm=_firm(plan), venue=venue),
            tuple(lines),
            (render(venue, lang), said(lang, "ics.category.blocked")),
        )


def _venue(route: Route, lang: Lang) -> str:
    return said(lang, f"text.venue.{route.target}")


def _end(route: Route) -> date:
    """The day that slack is counted towards: the deadline asked for, or else the route's own last
    day.
    """
    last = route.by or route.date
    assert last is not None
    return last


def _cause(cause: Cause, lang: Lang) -> Iterator[str]:
    yield render(cause.text, lang)
    for detail in cause.details:
        yield "- " + render(detail, lang)
    for cite in cause.cites:
        if cause.status is None or cause.status == "official":
            yield said(lang, "ics.source", text=cite.text(lang))
        else:
            status = Phrase(f"text.status.{cause.status}")
            yield said(lang, "ics.source-status", text=cite.text(lang), status=status)


def _room(route: Route, item: Milestone, lang: Lang) -> Iterator[str]:
    """How far a milestone may slip."""
    final = route.milestones[-1].id
    if item.pinned or item.latest is None:
        return
    if item.slack_days:
        yield said(
            lang,
            "ics.latest",
            final=milestone_title(final),
            end=_end(route),
            latest=item.latest,
            n=item.slack_days,
        )
    elif item.id != final:
        yield said(lang, "ics.no-slack", final=milestone_title(final), end=_end(route))


def _reservations(plan: Plan, route: Route, item: Milestone, lang: Lang) -> Iterator[str]:
    if item.projected:
        yield said(lang, "ics.projected", through=plan.official_through)
    pace = Phrase(f"causes.pace.{plan.pace}")
    yield said(lang, "ics.route", route=route_title(route.id), pace=pace, as_of=plan.scenario.as_of)
