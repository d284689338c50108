"""Asks the program what a line of a law case expects, and says what it found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, cast

from attrs import frozen

import pathway
from pathway.base.phrases import Bilingual, Number, Phrase, render
from pathway.dates.days import FIRST, LAST, DaySet, to_date
from pathway.law.effect import AtLeast, AtMost, AuthorityClock, Period, Release, Unit
from pathway.law.provision import Version
from pathway.law.rulebook import Rulebook, shipped
from pathway.law.steps import Pace, Venue
from pathway.planning.check import unmet
from pathway.planning.clock import Clock as OpenDays
from pathway.planning.local_money import totals
from pathway.planning.requirements import Requirements
from pathway.planning.values import Route
from pathway.recognition import Ladder, RungCondition
from pathway.recognition.sheets import Points
from pathway.scenario.file.overrides import place
from pathway.scenario.file.tree import Sink
from pathway.scenario.firm import Level
from pathway.scenario.scenario import Scenario
from tests.law.cases import Case, Given, Line


class CaseError(Exception):
    """A case that names something that the program does not know."""


@frozen
class Answer:
    """What a line expects under one key, what the program found, and whether that agrees."""

    key: str
    expected: object
    found: object
    agrees: bool


Finds = Mapping[str, Callable[[], object]]
"""How the program's answer under a key is found."""


def answers(case: Case, line: Line) -> Iterator[Answer]:
    """The program's answers to a line, one for each key that states something."""
    match line.subject:
        case "rule":
            yield from _equal(line, _rule(case, line))
        case "target":
            yield from _target(case, line)
        case "check":
            yield from _check(case, line)
        case _:
            yield from _equal(line, _ladder(case, line))


def scenario(case: Case, given: Given) -> Scenario:
    """The scenario of a case with what a line gives beside. Raises `InputError`."""
    told = {"name": case.id, "as_of": case.as_of, **case.given, **given}
    return pathway.loads('schema = "pathway.scenario/1"', source=case.id, set=told)


def _book(case: Case) -> Rulebook | None:
    """The rulebook with the editions that a case names; None for the shipped one."""
    return pathway.load_rules(list(case.rules)) if case.rules else None


def _equal(line: Line, finds: Finds) -> Iterator[Answer]:
    """Answers that agree where they are equal."""
    for key, expected in line.expected.items():
        found = finds[key]()
        yield Answer(key, expected, found, found == _exact(expected))


def _exact(value: object) -> object:
    """A value as the program has it: decimals as fractions, ids in any order as a set."""
    match value:
        case Decimal():
            return Fraction(value)
        case list():
            return value if any(isinstance(item, int) for item in value) else set(value)
        case _:
            return value


def _existing(name: object, names: Iterable[str]) -> None:
    """Raises `CaseError` where a name is none of those that there are."""
    known = list(dict.fromkeys(names))
    if name not in known:
        raise CaseError(f"no {name}; there are {', '.join(known) or 'none'}")


def _strict(line: Line) -> bool:
    return bool(line.values.get("strict"))


def _date(line: Line, key: str) -> date:
    return cast(date, line.values[key])


# -- rules -----------------------------------------------------------------------------------------


def _rule(case: Case, line: Line) -> Finds:
    name = str(line.values["rule"])
    provision = (_book(case) or shipped()).provision(name)
    first = min(version.effective for version in provision.versions)
    firm = scenario(case, line.given)
    requirements = Requirements(firm, _book(case) or shipped(), _strict(line), first)
    clock, verdict = (
        requirements.clock,
        requirements.verdict(name, bool(line.values.get("extended"))),
    )
    if "on" in line.values and _date(line, "on") < first:
        raise CaseError(f"{name} is in force from {first} on")

    def version(key: str) -> Version:
        found = provision.version(_date(line, key), firm.as_of)
        if found is None:
            raise CaseError(f"as of {firm.as_of} no {name} is in force on {line.values[key]}")
        return found

    return {
        "outcome": lambda: verdict.outcome(_date(line, "on").toordinal()),
        "first": lambda: _turn(verdict.met, _date(line, "first"), 0),
        "last": lambda: _turn(verdict.met, _date(line, "last"), 1),
        "instrument": lambda: version("on").cite.instrument,
        "tested_at": lambda: set(version("on").tested_at),
        "applies_by": lambda: version("on").applies_by,
        "due": lambda: _due(
            clock, version("on" if "on" in line.values else "since"), _date(line, "since")
        ),
        "free": lambda: max(_released(clock, version("since"), _date(line, "since"))),
        "released": lambda: {
            str(day): part * cast(int, line.values["shares"])
            for day, part in _released(clock, version("since"), _date(line, "since")).items()
        },
    }


def _turn(met: DaySet, near: date, end: Literal[0, 1]) -> object:
    """The first (0) or last (1) of the unbroken days that hold a day, or else of the next ones in
    that direction.
    """
    day = near.toordinal()
    span = met.span_at(day)
    if span is None:
        beyond = met.prev(day) if end else met.next(day)
        return "on no day" if beyond is None else to_date(beyond)
    return "without end" if span[end] in (FIRST, LAST) else to_date(span[end])


def _due(clock: OpenDays, version: Version, since: date) -> object:
    """The day on which the period ends that a rule counts from a day; "none" where it sets none."""
    match version.effect:
        case AtLeast() as effect:
            return to_date(clock.lag(effect).after(since.toordinal()))
        case AtMost() | AuthorityClock() as effect:
            return to_date(clock.advance(effect.period).after(since.toordinal()))
        case _:
            return "none"


def _released(clock: OpenDays, version: Version, since: date) -> dict[date, Fraction]:
    """The parts of a holding that come free after a listing, by day."""
    if not isinstance(version.effect, Release):
        raise CaseError("the rule is no lock-up")
    return {
        to_date(clock.advance(period).after(since.toordinal())): part
        for part, period in version.effect.parts
    }


# -- plans -----------------------------------------------------------------------------------------


def _target(case: Case, line: Line) -> Iterator[Answer]:
    try:
        route = _route(case, line, line.given)
    except pathway.OutOfRangeError as error:
        yield from _refused(line, error)
        return
    day = _day(route, line)
    for key, expected in line.expected.items():
        match key:
            case "day":
                yield Answer(key, expected, day, day == expected)
            case "not_before":
                yield Answer(key, expected, day, isinstance(day, date) and day >= _date(line, key))
            case "not_after":
                yield Answer(key, expected, day, isinstance(day, date) and day <= _date(line, key))
            case "none":
                yield Answer(key, expected, day, (route.date is None) == expected)
            case "later_by" | "no_later":
                yield _beside(case, line, day, key)
            case "best":
                yield Answer(key, expected, route.id, route.feasible and route.id == expected)
            case "standard":
                yield Answer(key, expected, route.standard, route.standard == expected)
            case "warning" | "no_warning":
                _existing_message(str(expected))
                told = [(w.key, dict(w.values)) for w in route.warnings]
                named = any(w.key == expected and _names(w, line) for w in route.warnings)
                yield Answer(key, expected, told, named == (key == "warning"))
            case "refused":
                yield Answer(key, expected, day, False)
            case _:
                if key == "not_assumed" and place(str(expected), "", Sink()) is None:
                    raise CaseError(f"no scenario has {expected}")
                ids = _ids(route, line, key)
                yield Answer(key, expected, ids, (expected in ids) != key.startswith("not_"))


def _route(case: Case, line: Line, given: Given) -> Route:
    """The route asked for; else the best, or the first where none is open."""
    plan = pathway.plan(
        scenario(case, given),
        [cast(Venue, line.values["target"])],
        cast("Pace | None", line.values.get("pace")),
        rulebook=_book(case),
        strict=_strict(line),
    )
    if "route" not in line.values:
        return next(iter(plan.best.values()), plan.routes[0])
    routes = {route.id: route for route in plan.routes}
    _existing(line.values["route"], routes)
    return routes[str(line.values["route"])]


def _day(route: Route, line: Line) -> object:
    """The day of the milestone asked for, or of the end of the route; in words where there is
    none.
    """
    if route.date is None:
        return f"none: {', '.join(f'{b.milestone} by {b.rule}' for b in route.blocked_by)}"
    days = {item.id: item.date for item in route.milestones}
    name = str(line.values.get("milestone", route.critical_path[-1]))
    return days.get(name, f"no day of {name}, only of {', '.join(days)}")


def _existing_message(key: str) -> None:
    """Raises `CaseError` where there is no such message: that it is not given would always hold."""
    try:
        render(Phrase(key))
    except FileNotFoundError:
        raise CaseError(f"no message {key}") from None
    except KeyError as error:
        if error.args == (key,):
            raise CaseError(f"no message {key}") from None


def _ids(route: Route, line: Line, key: str) -> list[str | None]:
    """The rules or scenario paths that a route names under a key."""
    if key == "blocked_by":
        return [block.rule for block in route.blocked_by]
    if key != "because":
        return list(route.assumed)
    name = line.values.get("milestone", route.critical_path[-1] if route.critical_path else "")
    own = (item for item in route.milestones if item.id == name)
    return [cause.rule for item in own for cause in (item.cause, *item.via)]


def _beside(case: Case, line: Line, day: object, key: str) -> Answer:
    """The day beside that of the same firm with something else given."""
    other = _day(_route(case, line, {**line.given, **line.than}), line)
    expected, found = line.values[key], f"{day} beside {other}"
    if not isinstance(day, date) or not isinstance(other, date):
        return Answer(key, expected, found, False)
    if key == "no_later":
        return Answer(key, expected, found, (day <= other) == expected)
    form = re.fullmatch(r"(\d+) (days|months|trading days|working days)", str(expected))
    if form is None:
        raise CaseError(f'later_by = {expected!r}: the form is "20 working days"')
    clock = Requirements(scenario(case, line.given), shipped()).clock
    least = clock.advance(Period(int(form[1]), cast(Unit, form[2]))).after(other.toordinal())
    return Answer(key, expected, found, day.toordinal() >= least)


def _refused(line: Line, error: pathway.OutOfRangeError) -> Iterator[Answer]:
    """A question that is refused, as expected or not."""
    for key, expected in line.expected.items():
        agrees = key == "refused" and error.message.key == expected
        found = f"refused by {error.message.key}: {error}"
        yield Answer(key, expected, found, agrees and _names(error.message, line))


def _names(message: Phrase, line: Line) -> bool:
    """Whether a message carries the values that a line names; a title in English."""
    naming = cast(Mapping[str, object], line.values.get("naming", {}))
    values = {
        key: value.en if isinstance(value, Bilingual) else value
        for key, value in message.values.items()
    }
    return all(values.get(key) == value for key, value in naming.items())


# -- readiness -------------------------------------------------------------------------------------


def _check(case: Case, line: Line) -> Iterator[Answer]:
    venue = cast(Venue, line.values["check"])
    firm = scenario(case, line.given)
    try:
        found = pathway.check(firm, venue, _date(line, "on"), _book(case), _strict(line))
    except pathway.OutOfRangeError as error:
        yield from _refused(line, error)
        return
    finds: Finds = {
        "ready": lambda: found.ready,
        "failing": lambda: {item.id for item in unmet(found.items)},
        "refused": lambda: "an answer",
    }
    yield from _equal(line, finds)


# -- the recognition ladder ------------------------------------------------------------------------


def _ladder(case: Case, line: Line) -> Finds:
    on, batch = cast("date | None", line.values.get("on")), line.values.get("batch")
    firm = scenario(case, line.given)
    book = pathway.load_rules(list(case.rules), ladder=True) if case.rules else None
    found = pathway.ladder(firm, on, book, _strict(line), cast("int | None", batch))
    name = str(line.values[line.subject])
    match line.subject:
        case "rung":
            _existing(name, [rung.level for rung in found.rungs])
            return _rung(found, cast(Level, name))
        case "condition":
            return _condition(found, name)
        case "title":
            titles = {title.level: title for title in found.titles}
            _existing(name, titles)
            title = titles[cast(Level, name)]
            return {"state": lambda: title.state, "review": lambda: title.review_year}
        case "bridge":
            return {
                "opening": lambda: {bridge.id: bridge.opening for bridge in found.bridges}.get(name)
            }
        case _:
            return {"amount": lambda: {t.route: t.amount for t in totals(found.money)}.get(name)}


def _rung(found: Ladder, level: Level) -> Finds:
    rung = found.rung(level)
    blocks = rung.sheet.blocks if rung.sheet else ()
    return {
        "outcome": lambda: rung.outcome,
        "failing": lambda: {item.id for item in rung.with_outcome("unmet")},
        "unknown": lambda: {item.id for item in rung.with_outcome("unknown")},
        "law": lambda: rung.governing.version,
        "points": lambda: [_points(block.points) for block in blocks],
        "indicators": lambda: [_points(i.points) for block in blocks for i in block.indicators],
        "total": lambda: _points(rung.sheet.total) if rung.sheet else None,
        "edges": lambda: len(rung.sheet.edges) if rung.sheet else None,
        "growth_used": lambda: rung.growth and rung.growth.used,
        "growth_mean": lambda: rung.growth and _rounded(rung.growth.mean),
        "growth_compound": lambda: rung.growth and _rounded(rung.growth.compound),
        "reached": lambda: found.reached == level,
    }


def _points(points: Points) -> object:
    """The points of a part of a sheet; both ends of the range where they are not certain."""
    return points.least if points.known else (points.least, points.most)


def _rounded(value: Number | None) -> Fraction | None:
    """A rate to four decimals."""
    return None if value is None else round(Fraction(value), 4)


def _condition(found: Ladder, name: str) -> Finds:
    tops = [item for rung in found.rungs for item in rung.conditions]
    known = list(_all((*tops, *(board.condition for board in found.boards))))
    _existing(name, [item.id for item in known])
    item, *others = (item for item in known if item.id == name)
    if any(other.outcome != item.outcome for other in others):
        raise CaseError(f"{name} has another outcome on each rung")
    return {
        "outcome": lambda: item.outcome,
        "short": lambda: item.lead and item.lead.shortfall,
        "status": lambda: "/".join(filter(None, (item.status, item.confidence))),
    }


def _all(items: Iterable[RungCondition]) -> Iterator[RungCondition]:
    """Conditions and the parts that they are made of."""
    for item in items:
        yield item
        yield from _all(item.children)
