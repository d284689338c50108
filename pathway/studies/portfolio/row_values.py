"""What a portfolio says of each firm: a row with one answer for each target."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from typing import Literal

from attrs import frozen

from pathway.base.errors import Problem, printable
from pathway.base.phrases import Phrase
from pathway.base.renderable import Renderable
from pathway.law.steps import Venue
from pathway.planning.values import Block, Route, Spread, Why

RowStatus = Literal["ok", "infeasible", "error", "skipped"]


@frozen
class Decisive:
    """What decides a date: the last law, fact or calendar in its chain of causes.

    Attributes:
        kind: `as_of`, `pinned`, `lag`, `limit` or `gate`, as for a `Cause`.
        milestone: The milestone that it fixes, by id.
        date: The day of that milestone.
        rule: The id of the provision or duration behind it, if any.
        text: It in words.
    """

    kind: str
    milestone: str
    date: Date
    rule: str | None
    text: Phrase


@frozen
class NextStep:
    """The first milestone ahead.

    Attributes:
        milestone: Its id.
        date: Its day.
        slack_days: Calendar days that it may slip without moving the final date.
    """

    milestone: str
    date: Date
    slack_days: int | None


@frozen
class Blocked:
    """What leaves a firm without a date.

    Attributes:
        milestone: The milestone that finds no day, by id.
        rule: The provision or duration that leaves none, by id.
        text: Why, in words.
        nearest_rule: The alternative of the rule that comes nearest, by id.
        nearest: What it still lacks, in words.
    """

    milestone: str
    rule: str
    text: Phrase
    nearest_rule: str | None = None
    nearest: Phrase | None = None


@frozen
class Answer:
    """The answer for one target.

    Attributes:
        target: The venue.
        date: The day of the best route. None where no route is feasible.
        route: The best route, by id.
        standard: The listing standard relied on, by id.
        projected: Whether the date rests on days beyond the official calendar.
        decisive: What decides the date.
        next: The first milestone ahead.
        assumed: How many facts were taken as fulfilled, as they are not given.
        unchecked: How many of the rules tested on the way nobody has held against the official
            text.
        blocked: What leaves the firm without a date.
        spread: The distribution of the date, where draws were asked for.
    """

    target: Venue
    date: Date | None
    route: str | None = None
    standard: str | None = None
    projected: bool = False
    decisive: Decisive | None = None
    next: NextStep | None = None
    assumed: int = 0
    unchecked: int = 0
    blocked: Blocked | None = None
    spread: Spread | None = None


@frozen
class Row(Renderable):
    """One firm of a portfolio.

    Attributes:
        file: The name of the table, or the firm's own file.
        row: The number of its row in the table, the header being 1. None for a file of its own.
        name: The firm's name, or "".
        status: `ok` if it reaches at least one target, `infeasible` if none, `error` if it could
            not be read or planned, `skipped` for a row that sums up others and is no firm.
        answers: What was found, by target.
        problems: What is wrong with it, where `status` is `error`.
        doubts: What is hardly meant as it is understood.
        others: The cells of columns that are the table's own, by their names.
    """

    file: str
    row: int | None
    name: str
    status: RowStatus
    answers: tuple[Answer, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Phrase, ...] = ()
    others: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        found = [self.status, *(f"{answer.target} {answer.date}" for answer in self.answers)]
        return f"<Row {self.place} {self.name!r}: {', '.join(found)}>"

    @property
    def place(self) -> str:
        """Where the firm stands: the row's number, or the file."""
        return printable(self.file) if self.row is None else str(self.row)


def answer_of(route: Route, spread: Spread | None) -> Answer:
    """The answer that the best route to a target is. spread: the distribution of its date."""
    if route.date is None:
        blocked = _blocked(route.blocked_by[0])
        return Answer(
            route.target, None, assumed=len(route.assumed), blocked=blocked, spread=spread
        )
    final = route.milestone(route.critical_path[-1])
    return Answer(
        target=route.target,
        date=route.date,
        route=route.id,
        standard=route.standard,
        projected=final.projected,
        decisive=_decisive(route.decisive),
        next=_next(route),
        assumed=len(route.assumed),
        unchecked=len({rule for rule, version in route.relied if version.status != "official"}),
        spread=spread,
    )


def _decisive(link: Why) -> Decisive:
    return Decisive(link.cause.kind, link.milestone, link.date, link.cause.rule, link.cause.text)


def _next(route: Route) -> NextStep | None:
    ahead = next((m for m in route.milestones if not m.pinned), None)
    return None if ahead is None else NextStep(ahead.id, ahead.date, ahead.slack_days)


def _blocked(block: Block) -> Blocked:
    miss = block.nearest[0] if block.nearest else None
    if miss is None:
        return Blocked(block.milestone, block.rule, block.text)
    return Blocked(block.milestone, block.rule, block.text, miss.id, miss.finding.text)
