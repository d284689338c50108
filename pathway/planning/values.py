"""What a plan is: the values that the planner makes, every renderer shows and `pathway.plan`
returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from fractions import Fraction

from attrs import field, frozen

from pathway.base import usage
from pathway.base.phrases import Phrase, phrase
from pathway.base.renderable import Renderable
from pathway.law.provision import Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import Pace, Venue
from pathway.planning.causes import Cause
from pathway.planning.findings import Miss
from pathway.scenario.scenario import Scenario

_TIME = frozenset({"causes.duration", "causes.under-way", "causes.override"})
"""Causes that only say how long a step takes."""


@frozen
class Milestone:
    """One milestone of a route.

    Attributes:
        id: Step and milestone, such as `bse.filed`.
        date: The earliest day.
        latest: The last day that still makes the route's final date (or the deadline asked for).
            None where no day does.
        critical: Whether it is on the chain of causes of the final date, or without slack.
        projected: Whether the date rests on days beyond the official calendar.
        pinned: Whether the scenario gives the day.
        cause: What decided the date.
        via: The earlier moves of the same milestone, first to last.
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
        """Calendar days from the earliest to the latest day; None where there is no latest."""
        return None if self.latest is None else (self.latest - self.date).days


@frozen
class Requirement:
    """A provision tested on a route.

    Attributes:
        id: The provision's.
        met_from: The first day, from the as-of day on, on which it holds. None: on no day.
        chosen: Whether it is the listing standard relied on.
    """

    id: str
    met_from: date | None
    chosen: bool


@frozen
class Spread:
    """How a date is distributed over draws, in short.

    Attributes:
        p10: The day by which 10 per cent of the draws are listed. None where fewer ever are.
        p50: The same for 50 per cent.
        p90: The same for 90 per cent.
        share: The share of draws with a date within the horizon, from 0 to 1.
        probability_by: The share of draws that are listed by the day asked for, from 0 to 1. None
            where none was asked for.
    """

    p10: Date | None
    p50: Date | None
    p90: Date | None
    share: Fraction
    probability_by: Fraction | None = None


@frozen
class Block:
    """Why a route has no date, or does not meet the deadline.

    Attributes:
        milestone: The milestone that finds no day.
        rule: The provision or duration that leaves none, by id; `by` for the deadline.
        cause: The rule in words, with its citations.
        text: Why, in words.
        nearest: What each alternative of the rule still lacks, the nearest first.
        alone: Whether the rule leaves no day by itself; else none is left by all rules that are
            named together.
    """

    milestone: str
    rule: str
    cause: Cause
    text: Phrase
    nearest: tuple[Miss, ...] = ()
    alone: bool = True


@frozen
class Why:
    """One link in the chain of causes behind a date.

    Attributes:
        milestone: The milestone whose day is explained, by id.
        date: Its day.
        cause: What decided the day; `cause.source` is the milestone of the next link.
        via: The milestone's earlier moves, first to last.
    """

    milestone: str
    date: Date
    cause: Cause
    via: tuple[Cause, ...]


@frozen
class Route:
    """One route to a target: its steps, the day of each milestone, and what the days rest on.

    Attributes:
        id: The steps in order, such as `innovation>bse`.
        target: The venue it leads to.
        date: The day of the last milestone. None where there is none within the horizon.
        standard: The listing standard relied on, as a provision's id. None where there is none.
        milestones: In order of time.
        critical_path: The ids of the milestones that decide the date, first to last.
        requirements: The provisions tested on the route.
        done: Earlier milestones of a step under way whose day is not given.
        assumed: Scenario paths of facts taken as fulfilled, as they are not given.
        unconfirmed: Ids of rules used whose text is not confirmed.
        warnings: What else a reader must know.
        relied: Every rule tested on the route, by id, with the version that governed.
        blocked_by: Why there is no date, or the deadline is not met. Empty where all is well.
        by: The deadline asked for.
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

    def __repr__(self) -> str:
        return f"<Route {self.id}: {self.date or 'no date'}, {len(self.milestones)} milestones>"

    @property
    def feasible(self) -> bool:
        """Whether the route reaches its target within the horizon, and by the deadline if any."""
        return self.date is not None and not self.blocked_by

    def _refuse_unknown(self, name: str) -> None:
        if not self.milestones:
            raise usage.wrong("name", name, phrase("errors.usage.no-dates", route=self.id))
        usage.refuse_unknown("name", name, [item.id for item in self.milestones])

    def milestone(self, name: str) -> Milestone:
        """A milestone of the route.

        Args:
            name: Its id, such as `bse.filed`.

        Returns:
            The milestone.

        Raises:
            UsageError: The route has no milestone of this id, or no dates at all.
        """
        self._refuse_unknown(name)
        return next(item for item in self.milestones if item.id == name)

    def why(self, name: str) -> tuple[Why, ...]:
        """The chain of causes behind a date: why not earlier?

        Args:
            name: The id of the milestone to explain, such as `bse.listed`.

        Returns:
            The milestone asked for first, then the one that decided it, and so on.

        Raises:
            UsageError: The route has no milestone of this id, or no dates at all.
        """
        self._refuse_unknown(name)
        known = {item.id: item for item in self.milestones}
        out: list[Why] = []
        current: str | None = name
        while current is not None and current in known and all(w.milestone != current for w in out):
            item = known[current]
            out.append(Why(item.id, item.date, item.cause, item.via))
            current = item.cause.source
        return tuple(out)

    @property
    def decisive(self) -> Why:
        """What decides the date of a route that has one.

        The last link of its chain of causes that is law, fact or calendar, and not only the time
        that steps take.
        """
        chain = self.why(self.critical_path[-1])
        return next((link for link in chain if link.cause.text.key not in _TIME), chain[-1])


@frozen
class Plan(Renderable):
    """The answer of `plan`: every route to every target, and the best one per target.

    Attributes:
        scenario: What was planned, with the pace that was used.
        rulebook: The law that was used.
        pace: How long steps take: `floor`, `typical` or `cautious`.
        strict: Whether facts that are not given counted against the firm.
        official_through: The last day that official calendars settle; later days are projected.
        targets: The venues planned for, in the order asked for.
        routes: Every route to every target, feasible or not.
        asked_for: The targets that the call named; empty where they are those of the scenario.
    """

    scenario: Scenario
    rulebook: Rulebook = field(repr=False)
    pace: Pace
    strict: bool
    official_through: date
    targets: tuple[Venue, ...]
    routes: tuple[Route, ...]
    asked_for: tuple[Venue, ...] = field(default=(), eq=False, repr=False)

    def __repr__(self) -> str:
        best = self.best
        days = [f"{v} {best[v].date if v in best else None}" for v in self.targets]
        head = f"Plan of {self.scenario.name!r} as of {self.scenario.as_of}, {self.pace}"
        return f"<{head}: {', '.join(days)}>"

    @property
    def best(self) -> Mapping[str, Route]:
        """The feasible route with the earliest date, per target; targets without one are absent."""
        out: dict[str, Route] = {}
        for target in self.targets:
            open_routes = [r for r in self.routes if r.target == target and r.feasible]
            if open_routes:
                out[target] = min(open_routes, key=lambda r: r.date or date.max)
        return out
