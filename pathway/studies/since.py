"""What moved the dates since an earlier plan: one cause after the other, so that the parts add up.

The earlier plan is taken through to the present one in steps, each of which changes one thing: the
program, the day, the holiday notices, the law, the facts. What a step moves is its part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from os import PathLike
from pathlib import Path
from typing import Literal

from attrs import evolve, frozen

from pathway.base import usage
from pathway.base.errors import InputError, OutOfRangeError, Problem, printable, visible
from pathway.base.files import read_at_most
from pathway.base.phrases import Phrase, phrase
from pathway.base.renderable import Renderable
from pathway.base.version import VERSION
from pathway.dates import calendar
from pathway.dates.days import to_date
from pathway.law.rulebook import Overlay, Rulebook, heard_by, load_rules
from pathway.law.steps import PACES, TARGETS, Pace, Venue
from pathway.planning.arguments import checked_ask, refuse_no_scenario
from pathway.planning.solve import Ask, best_of, question
from pathway.scenario.file import loads, rebuild
from pathway.scenario.scenario import Scenario

MovedKind = Literal["program", "time", "calendar", "law", "checks", "facts"]
_LARGEST = 2**26
"""Bytes of a saved plan."""
_MOST_TOLD = 12
"""Facts and rules that are named; the rest is counted."""


@frozen
class MovedBy:
    """What one cause did to a date.

    Attributes:
        kind: `program`, `time`, `calendar`, `law`, `checks` (rules that somebody held against the
            official text) or `facts`.
        before: The date without it. None where there is none.
        after: The date with it.
        days: Calendar days by which it moved the date; later is positive. None where it took the
            date, or there was none before; what gives it back counts from the last day before.
    """

    kind: MovedKind
    before: Date | None
    after: Date | None
    days: int | None


@frozen
class Moved:
    """One target, then and now.

    Attributes:
        target: The venue.
        before: The date of the earlier plan. None where it had none.
        after: The date of the present one.
        days: Calendar days from the one to the other: the sum of those that the parts have. None
            where one of the dates is missing.
        parts: What each cause did, one after the other.
    """

    target: Venue
    before: Date | None
    after: Date | None
    days: int | None
    parts: tuple[MovedBy, ...]


@frozen
class Since(Renderable):
    """The answer of `since`: what moved the dates since an earlier plan.

    Attributes:
        scenario: What is planned now.
        before: The as-of day of the earlier plan.
        targets: What happened to each target.
        told: What changed, in words, by the kind of the cause.
    """

    scenario: Scenario
    before: Date
    targets: tuple[Moved, ...]
    told: Mapping[MovedKind, tuple[Phrase, ...]]

    def __repr__(self) -> str:
        days = [f"{moved.target} {moved.days}" for moved in self.targets]
        return f"<Since {self.before} of {self.scenario.name!r}: {', '.join(days)} days>"


@frozen
class _Earlier:
    """The earlier plan. dates: what it said, by target; None where it is made only now."""

    scenario: Scenario
    ask: Ask
    dates: Mapping[str, Date | None] | None
    program: str


def since(
    before: date | str | PathLike[str] | Mapping[str, object],
    scenario: Scenario,
    targets: Sequence[Venue] | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
) -> Since:
    """What moved the dates since an earlier plan? One cause after the other, adding up.

    Args:
        before: The earlier plan: the file that it was saved in (`--format json`; of several plans
            in it that of the scenario of this name), or its data as `Plan.to_dict` gives them. Or a
            day: then the plan of the same facts that could be made on that day.
        scenario: The firm and what is assumed now, as `load` reads them.
        targets: The venues to look at. Default: those of the earlier plan, or of the scenario.
        pace: How long steps take in both: `floor`, `typical` or `cautious`. Default: that of each.
        rulebook: The law to plan by now, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm now.

    Returns:
        For each target both dates, and what each cause did.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue or pace is called so.
        InputError: The file cannot be read, or the data are no plan, or one by a program that did
            not keep what is needed.
        OutOfRangeError: No route leads to a target, the day is not before the scenario's as-of day, or
            the law on one of the days, or the calendar, is not encoded.
    """
    refuse_no_scenario(scenario)
    ask = checked_ask(targets, pace, rulebook, strict)
    if isinstance(before, str | PathLike):
        before = _saved(Path(before), scenario.name)
    if isinstance(before, Mapping):
        earlier = _read(before, ask)
    else:
        day = usage.day("before", before)
        if day >= scenario.as_of:
            raise OutOfRangeError(phrase("since.not-before", day=day, as_of=scenario.as_of))
        earlier = _Earlier(rebuild(scenario, {"as_of": day}), ask, None, VERSION)
    ask = evolve(ask, targets=ask.targets or earlier.ask.targets)
    stages = list(_stages(earlier, scenario, ask))
    venues = ask.targets or tuple(stages[-1][1])
    return Since(
        scenario=scenario,
        before=earlier.scenario.as_of,
        targets=tuple(_moved(venue, earlier, stages) for venue in venues),
        told=dict(_told(earlier, scenario, ask)),
    )


def _stages(
    earlier: _Earlier, scenario: Scenario, ask: Ask
) -> Iterator[tuple[MovedKind, Mapping[Venue, Date | None]]]:
    """The dates after each step on the way from the earlier plan to the present one."""
    old, was = earlier.scenario, evolve(earlier.ask, targets=ask.targets)
    yield "program", _dates(old, was)
    book = ask.rulebook or load_rules(())
    heard = evolve(was, rulebook=heard_by(was.rulebook or load_rules(()), old.as_of))
    later = _on(old, scenario.as_of)
    yield "time", _dates(evolve(later, notices_through=old.as_of), heard)
    yield "calendar", _dates(later, heard)
    law = _dates(later, evolve(was, rulebook=book))
    yield "law", law
    if _new_checks(book, earlier.scenario.as_of):
        yield "checks", law  # how well a rule is established moves no date
    yield "facts", _dates(scenario, evolve(ask, rulebook=book))


def _on(scenario: Scenario, day: date) -> Scenario:
    """The scenario on a later day; as it is where its facts do not go with that day."""
    try:
        return rebuild(scenario, {"as_of": day})
    except InputError:
        return scenario


def _dates(scenario: Scenario, ask: Ask) -> dict[Venue, Date | None]:
    asked = question(scenario, ask)
    found = {target: best_of(asked, target) for target in asked.targets}
    return {target: None if one is None else one.date for target, one in found.items()}


def _moved(
    venue: Venue,
    earlier: _Earlier,
    stages: Sequence[tuple[MovedKind, Mapping[Venue, Date | None]]],
) -> Moved:
    first = stages[0][1].get(venue) if earlier.dates is None else earlier.dates.get(venue)
    parts: list[MovedBy] = []
    last = known = first
    for kind, dates in stages:
        now = dates.get(venue)
        if kind != "program" or earlier.dates is not None:
            parts.append(MovedBy(kind, last, now, _days(known, now)))
        last, known = now, now or known
    return Moved(venue, first, last, _days(first, last), tuple(parts))


def _days(before: Date | None, after: Date | None) -> int | None:
    return None if before is None or after is None else (after - before).days


# -- in words --------------------------------------------------------------------------------------


def _told(
    earlier: _Earlier, scenario: Scenario, ask: Ask
) -> Iterator[tuple[MovedKind, tuple[Phrase, ...]]]:
    """What changed, by cause."""
    old = earlier.scenario
    if earlier.program != VERSION:
        yield "program", (phrase("since.program", before=earlier.program, after=VERSION),)
    yield "time", (phrase("since.time", before=old.as_of, after=scenario.as_of),)
    known = [
        to_date(calendar.load(one.as_of.toordinal()).official_through) for one in (old, scenario)
    ]
    if known[0] != known[1]:
        yield "calendar", (phrase("since.calendar", before=known[0], after=known[1]),)
    yield "law", tuple(_few(_law(earlier, scenario, ask)))
    book = ask.rulebook or load_rules(())
    if checks := _new_checks(book, old.as_of):
        yield "checks", tuple(_few(iter(checks)))
    yield "facts", tuple(_few(_facts(old.document, scenario.document)))


def _few(told: Iterator[Phrase]) -> Iterator[Phrase]:
    """The first of many, and how many more there are."""
    every = list(told)
    yield from every[:_MOST_TOLD]
    if len(every) > _MOST_TOLD:
        yield phrase("since.more", n=len(every) - _MOST_TOLD)


def _law(earlier: _Earlier, scenario: Scenario, ask: Ask) -> Iterator[Phrase]:
    """The rules of which a version was published in between, and overlays that came or went."""
    book = ask.rulebook or load_rules(())
    was = earlier.ask.rulebook or load_rules(())
    for name in book.editions:
        if name not in was.editions:
            yield phrase("since.overlay-new", name=name)
    for name in was.editions:
        if name not in book.editions:
            yield phrase("since.overlay-gone", name=name)
    for provision in book.provisions.values():
        new = [
            v for v in provision.versions if earlier.scenario.as_of < v.published <= scenario.as_of
        ]
        for version in new:
            yield phrase(
                "since.law",
                id=provision.id,
                title=provision.title,
                published=version.published,
                effective=version.effective,
            )


def _new_checks(book: Rulebook, since: date) -> list[Phrase]:
    """The rules of which a version was held against the official text after a day, in words."""
    return [
        phrase("since.check", id=provision.id, title=provision.title, by=check.by, on=check.on)
        for provision in book.provisions.values()
        for check in (version.confirmed for version in provision.versions)
        if check is not None and check.on > since
    ]


def _facts(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Phrase]:
    """The values of a scenario that differ."""
    old, new = dict(_flat(before)), dict(_flat(after))
    for path in dict.fromkeys((*old, *new)):
        a, b = old.get(path), new.get(path)
        if a != b and path not in ("as_of", "schema"):
            missing = phrase("since.nothing")
            yield phrase("since.fact", path=path, before=a or missing, after=b or missing)


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a document, by its path; fiscal years by their year."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            year = inner.get("year") if isinstance(inner, Mapping) else None
            yield from _flat(inner, f"{path}.{place if year is None else year}")
    else:
        yield path, visible(str(value))


# -- a plan that was saved -------------------------------------------------------------------------


def _saved(path: Path, name: str) -> Mapping[str, object]:
    """The saved plan of a file; of several, that of the scenario of this name. Raises
    `InputError`.
    """
    place = printable(str(path))
    try:
        found = json.loads(read_at_most(path, _LARGEST))
    except FileNotFoundError:
        raise InputError([Problem(place, "", "", phrase("scenario.file.missing"))]) from None
    except OSError:
        raise InputError([Problem(place, "", "", phrase("scenario.file.unreadable"))]) from None
    except (ValueError, RecursionError):
        raise InputError([Problem(place, "", "", phrase("since.not-json"))]) from None
    plans = found if isinstance(found, list) else [found]
    mine = [one for one in plans if isinstance(one, dict)]
    if len(plans) > 1:
        mine = [one for one in mine if one.get("scenario") == name]
        if not mine:
            raise InputError([Problem(place, "", "", phrase("since.none-of", name=name))])
    if not mine:
        raise InputError([Problem(place, "", "", phrase("since.no-plan"))])
    return mine[0]


def _read(saved: Mapping[str, object], ask: Ask) -> _Earlier:
    """The earlier plan of its data. Raises `InputError`."""
    again, routes, best = saved.get("again"), saved.get("routes"), saved.get("best")
    if saved.get("schema") != "pathway.plan/1" or not isinstance(routes, list):
        raise _refused("schema", str(saved.get("schema") or ""), "since.no-plan")
    if not isinstance(again, Mapping) or not isinstance(best, Mapping):
        raise _refused("again", "", "since.too-old")
    text, overlays, pace = again.get("scenario"), again.get("overlays"), again.get("pace")
    targets = again.get("targets")
    if not isinstance(text, str) or not isinstance(overlays, list) or pace not in PACES:
        raise _refused("again", "", "since.broken")
    if not isinstance(targets, list) or not set(targets) <= set(TARGETS):
        raise _refused("again.targets", "", "since.broken")
    laid = [
        Overlay(str(one.get("name")), str(one.get("text")))
        for one in overlays
        if isinstance(one, Mapping)
    ]
    days = {str(r.get("id")): r.get("date") for r in routes if isinstance(r, Mapping)}
    return _Earlier(
        scenario=loads(text, source=f"{_SAVED}: again.scenario"),
        ask=Ask(
            targets=tuple(targets),
            pace=ask.pace or pace,
            rulebook=load_rules(laid) if laid else None,
            strict=again.get("strict") is True,
        ),
        dates={target: _day(days.get(str(best.get(target)))) for target in targets},
        program=visible(str(again.get("program"))),
    )


_SAVED = "OLD.json"


def _day(text: object) -> Date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        raise _refused(
            "routes", visible(text if isinstance(text, str) else ""), "since.broken"
        ) from None


def _refused(path: str, found: str, key: str) -> InputError:
    return InputError([Problem(_SAVED, path, visible(found), phrase(key))])
