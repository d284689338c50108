"""What a plan is: the values that the planner makes, every renderer shows and `pathway.plan`
returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from fractions import Fraction

from attrs import field, frozen

from pathway.base.phrases import Phrase
from pathway.law.provision import Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, Venue
from pathway.planning.causes import Cause
from pathway.planning.findings import Miss
from pathway.scenario.scenario import Scenario

_TIME = frozenset({"causes.duration", "causes.override"})
"""Causes that only say how long a step takes."""


@frozen
class Milestone:
    """One milestone of a route.

    latest: the last day that still makes the route's final date (or the deadline asked for);
    slack_days: calendar days from date to latest. critical: on the chain of causes of the final
    date, or without slack. projected: the date rests on days beyond the official calendar. via:
    earlier moves of the same milestone, first to last.
    """

    id: str
    date: Date
    latest: Date | None
    critical: bool
    projected: bool
    pinned: bool
    cause: Cause
    via: tuple[Cause, ...] = ()

    @property
    def slack_days(self) -> int | None:
        """Calendar days from the earliest to the latest day."""
        return None if self.latest is None else (self.latest - self.date).days


@frozen
class Requirement:
    """A provision tested on a route: since when it holds (None: on no day) and whether it was the
    one chosen.
    """

    id: str
    met_from: date | None
    chosen: bool


@frozen
class Spread:
    """How a date is distributed over draws: the days by which 10, 50 and 90 per cent of them are
    listed.

    None where fewer draws ever are. share: of draws with a date within the horizon.
    """

    p10: Date | None
    p50: Date | None
    p90: Date | None
    share: Fraction


@frozen
class Block:
    """Why a route has no date: the milestone that finds no day, the rule that leaves none, the
    nearest misses.
    """

    milestone: str
    rule: str
    cause: Cause
    text: Phrase
    nearest: tuple[Miss, ...] = ()


@frozen
class Why:
    """One link in the chain of causes behind a date, latest first."""

    milestone: str
    date: Date
    cause: Cause
    via: tuple[Cause, ...]


@frozen
class Route:
    """One way to a target. date: of its last milestone; None where it is not feasible within the
    horizon.

    done: earlier milestones of a step under way whose day is not given. assumed: scenario paths
    taken as fulfilled. unconfirmed: rules used whose text is not confirmed. relied: every rule
    tested on the way, with the version that governed.
    """

    id: str
    target: Venue
    date: Date | None
    standard: str | None = None
    milestones: tuple[Milestone, ...] = ()
    critical_path: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    done: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    warnings: tuple[Phrase, ...] = ()
    relied: tuple[tuple[str, Version], ...] = field(default=(), repr=False)
    blocked_by: tuple[Block, ...] = ()
    by: Date | None = None

    @property
    def feasible(self) -> bool:
        """Whether the route reaches its target within the horizon (and by the deadline, if there is
        one).
        """
        return self.date is not None and not self.blocked_by

    def milestone(self, name: str) -> Milestone:
        """A milestone by id. Raises `KeyError`."""
        for item in self.milestones:
            if item.id == name:
                return item
        raise KeyError(name)

    def why(self, name: str) -> tuple[Why, ...]:
        """The chain of causes behind a date: the milestone asked for first, then what decided it,
        and so on.
        """
        known = {item.id: item for item in self.milestones}
        out: list[Why] = []
        current: str | None = name
        while current is not None and current in known and all(w.milestone != current for w in out):
            item = known[current]
            out.append(Why(item.id, item.date, item.cause, item.via))
            current = item.cause.source
        if not out:
            raise KeyError(name)
        return tuple(out)

    @property
    def decisive(self) -> Why:
        """What decides the date of a route that has one: the last link of its chain of causes that
        is law, fact or calendar, and not only the time that steps take.
        """
        chain = self.why(self.critical_path[-1])
        return next((link for link in chain if link.cause.text.key not in _TIME), chain[-1])


@frozen
class Plan:
    """The answer to one scenario: every route to every target, and the best one per target."""

    scenario: Scenario
    rulebook: Rulebook = field(repr=False)
    pace: Pace
    strict: bool
    official_through: date
    targets: tuple[Venue, ...]
    routes: tuple[Route, ...]

    @property
    def best(self) -> Mapping[str, Route]:
        """The feasible route with the earliest date, per target; targets without one are absent."""
        out: dict[str, Route] = {}
        for target in self.targets:
            open_routes = [r for r in self.routes if r.target == target and r.feasible]
            if open_routes:
                out[target] = min(open_routes, key=lambda r: r.date or date.max)
        return out
