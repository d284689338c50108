"""Venues, steps and milestones, paces, and the routes from where a firm is to where it wants to be
listed.

All of it is data: `rulebook/steps.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from attrs import frozen

from pathway.base import package_data

Venue = Literal[
    "unlisted",
    "regional",
    "neeq-base",
    "neeq-innovation",
    "neeq-select",
    "bse",
    "star",
    "chinext",
    "sse-main",
    "szse-main",
]
VENUES: tuple[Venue, ...] = get_args(Venue)
OUTSIDE: tuple[Venue, ...] = ("unlisted", "regional")
"""Venues below the national market: whoever is there is not quoted on NEEQ."""
EXCHANGES: tuple[Venue, ...] = ("bse", "star", "chinext", "sse-main", "szse-main")
"""Venues that are exchanges: where a listing ends the route through the tiers."""
TARGETS: tuple[Venue, ...] = ("neeq-base", "neeq-innovation", *EXCHANGES)
"""Venues that a plan can be made for."""

Pace = Literal["floor", "typical", "cautious"]
PACES: tuple[Pace, ...] = get_args(Pace)
"""How fast steps are counted: as fast as any can be, as most are, as slow as they may be."""

RouteSteps = tuple[str, ...]


@frozen(eq=False, repr=False)
class Step:
    """One step of a route.

    kind: which milestones it has. milestones: in order. strands: of each milestone, the thread of
    work that it belongs to. beside: strands that run side by side. acts: of each milestone, who
    brings it about. paced: who mostly decides how long it takes to get there. on_file: milestones
    at which an application is on file. core: the provision without which the step does not exist.
    half_year: milestones whose time to reach them is in part the same for all firms of a half-year.
    stands_for: milestones of other steps that one of this step stands for.
    """

    name: str
    kind: str
    milestones: tuple[str, ...]
    strands: Mapping[str, str]
    beside: frozenset[str]
    acts: Mapping[str, str]
    paced: Mapping[str, str]
    on_file: frozenset[str]
    core: str
    half_year: frozenset[str]
    stands_for: Mapping[str, str]

    def reaches(self, first: str, milestone: str) -> bool:
        """Whether a milestone is another one or comes after it."""
        return self.milestones.index(milestone) >= self.milestones.index(first)

    def done_by(self, milestone: str) -> tuple[str, ...]:
        """The later milestones of which one with a day says that this one is done."""
        own = self.strands[milestone]
        later = self.milestones[self.milestones.index(milestone) + 1 :]
        return tuple(name for name in later if self.strands[name] in self._following(own))

    def _following(self, strand: str) -> frozenset[str]:
        """A strand and those that do not run beside it."""
        others = self.beside - {strand} if strand in self.beside else frozenset()
        return frozenset(self.strands.values()) - others


@frozen(eq=False, repr=False)
class LegalDays:
    """The last days (month, day) on which periodic reports are in time, and the earliest on which
    audited half-year accounts have been seen.
    """

    annual_report: tuple[int, int]
    interim_report: tuple[int, int]
    interim_audit_seen: tuple[int, int]


@frozen
class StandingRule:
    """A standing that an event ends: time counts from `since` up to it, and anew from the next
    entry.

    venue: where a firm is that has the standing now. back_to: where the event puts it.
    """

    since: str
    ended_by: str
    venue: Venue
    back_to: Venue


@frozen(eq=False, repr=False)
class DueWork:
    """Work that is due a while after a milestone, without which the milestone is lost.

    name: what it is. after: the milestone's id. count, unit: the period. party: whose work it is.
    rule: where the period stands, by id.
    """

    name: str
    after: str
    count: int
    unit: str
    party: str
    rule: str


@frozen(eq=False, repr=False)
class _RouteRow:
    """Routes from some venues to some targets; `{to}` in a step stands for the target."""

    origins: tuple[str, ...]
    targets: tuple[str, ...]
    steps: RouteSteps

    def route(self, target: Venue) -> RouteSteps:
        """The route to a target."""
        return tuple(step.format(to=target) for step in self.steps)


def _table(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict), value
    return value


def _rows(value: object) -> Sequence[object]:
    assert isinstance(value, list), value
    return value


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, list), value
    return tuple(map(str, value))


def _step(name: str, row: Mapping[str, object], kinds: Mapping[str, object]) -> Step:
    listed = kinds[str(row["kind"])]
    assert isinstance(listed, list)
    rows = [_table(item) for item in listed]
    return Step(
        name=name,
        kind=str(row["kind"]),
        milestones=tuple(str(item["name"]) for item in rows),
        strands={str(item["name"]): str(item["strand"]) for item in rows},
        beside=frozenset(_texts(row.get("beside", []))),
        acts={str(item["name"]): str(item["act"]) for item in rows},
        paced={str(item["name"]): str(item.get("paced", item["act"])) for item in rows},
        on_file=frozenset(str(item["name"]) for item in rows if item.get("on_file") is True),
        core=str(row["core"]),
        half_year=frozenset(str(item["name"]) for item in rows if item.get("half_year") is True),
        stands_for={
            key: f"{name}.{short}" for key, short in _table(row.get("stands_for", {})).items()
        },
    )


def _month_day(value: object) -> tuple[int, int]:
    month, day = str(value).split("-")
    return int(month), int(day)


def _venue(name: object) -> Venue:
    return next(venue for venue in VENUES if venue == name)


_DATA = package_data.table("rulebook", "steps.toml")

STEPS: Mapping[str, Step] = {
    name: _step(name, _table(row), _table(_DATA["milestones"]))
    for name, row in _table(_DATA["step"]).items()
}
"""Every step by name."""

MILESTONES: Mapping[str, tuple[str, ...]] = {name: step.milestones for name, step in STEPS.items()}
"""Every step with its milestones in order."""
MILESTONE_IDS: tuple[str, ...] = tuple(
    f"{step}.{name}" for step, names in MILESTONES.items() for name in names
)
"""Every milestone as users write it: `bse.filed`."""

CORE: Mapping[str, str] = {name: step.core for name, step in STEPS.items()}
"""The provision without which a step does not exist: before its first version nothing is known of
the step.
"""

LEGAL_DAYS = LegalDays(**{key: _month_day(day) for key, day in _table(_DATA["legal_day"]).items()})
"""Until when periodic reports are in time."""

STANDINGS: tuple[StandingRule, ...] = tuple(
    StandingRule(
        since=str(row["since"]),
        ended_by=str(row["ended_by"]),
        venue=_venue(row["venue"]),
        back_to=_venue(row["back_to"]),
    )
    for row in map(_table, _table(_DATA["standing"]).values())
)
"""Standings that an event ends."""

DUE: tuple[DueWork, ...] = tuple(
    DueWork(
        name=str(row["name"]),
        after=str(row["after"]),
        count=int(str(row["period"]).split(" ", 1)[0]),
        unit=str(row["period"]).split(" ", 1)[1],
        party=str(row["party"]),
        rule=str(row["rule"]),
    )
    for row in map(_table, _rows(_DATA["due"]))
)
"""Work that is due a while after a milestone."""

CHECKED: Mapping[Venue, str] = {
    _venue(name): str(_table(row)["check"]) for name, row in _table(_DATA["venue"]).items()
}
"""The step whose requirements make a firm ready for a venue."""

_ROUTES: tuple[_RouteRow, ...] = tuple(
    _RouteRow(_texts(row["from"]), _texts(row["to"]), _texts(row["steps"]))
    for row in map(_table, _rows(_DATA["route"]))
)


def routes(venue: Venue, target: Venue) -> tuple[RouteSteps, ...]:
    """The routes from a venue to a higher one; none where the law knows none (or this rulebook none
    yet).
    """
    return tuple(
        row.route(target) for row in _ROUTES if venue in row.origins and target in row.targets
    )


def targets_above(venue: Venue) -> tuple[Venue, ...]:
    """The exchanges that a firm at a venue can still reach."""
    return tuple(target for target in EXCHANGES if routes(venue, target))


def starting_venues() -> tuple[Venue, ...]:
    """Where a firm can be today that may still list elsewhere: the select tier is history."""
    return tuple(venue for venue in VENUES if targets_above(venue) and venue != "neeq-select")


def route_id(route: RouteSteps) -> str:
    """A route as users write it: `innovation>bse`."""
    return ">".join(route)


def anchor(name: str, route: RouteSteps) -> str:
    """The milestone of a route that a rule means by `neeq.listed` or `innovation.entered`."""
    for step in route:
        if name in STEPS[step].stands_for:
            return STEPS[step].stands_for[name]
    return name


def is_own(milestone: str) -> bool:
    """Whether the firm itself sees to a milestone; others are done by authorities and markets."""
    return actor(milestone) == "company"


def actor(milestone: str) -> str:
    """Who brings a milestone about: company, sponsor, authority, exchange or market."""
    step, _, name = milestone.rpartition(".")
    return STEPS[step].acts[name]


def pacer(milestone: str) -> str:
    """Who mostly decides how long it takes to get to a milestone, named as by `actor`."""
    step, _, name = milestone.rpartition(".")
    return STEPS[step].paced[name]
