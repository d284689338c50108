"""The effect of a version of a rule on a plan: each version has one.

- `Requires`: an expression that must hold on the day of a milestone (a gate);
- `Names`: an expression; where it holds, the plan tells the title, and waits for nothing;
- `Brings`: an event that falls on the firm where an expression comes true;
- `States`: what the law says without a plan being held to it (a definition, a repeal, …);
- `AtLeast`: a milestone lies no earlier than a period after another one (a lag);
- `AtMost`: a milestone lies no later than a period after another one (a limit);
- `OnDays`: a milestone falls on certain calendar days (a gate);
- `AuthorityClock`: a period within which an authority acts; it is known and shown but binds
  nobody's plan;
- `Release`: shares of the holders concerned come free in parts after a listing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, get_args

from attrs import field, frozen

from pathway.law.language.grammar import Node
from pathway.law.language.parser import parse

Statement = Literal["definition", "note", "unchecked", "nothing"]
STATEMENTS: tuple[Statement, ...] = get_args(Statement)
Unit = Literal["days", "months", "trading days", "working days"]
UNITS: tuple[Unit, ...] = get_args(Unit)


@frozen
class Period:
    """A length of time.

    Attributes:
        count: How many.
        unit: `days` (calendar days), `months`, `trading days` (sessions of the exchanges) or
            `working days` (weekdays and weekend days worked, less holidays).
    """

    count: int
    unit: Unit


@frozen
class Requires:
    """An expression that must hold on the day of the tested milestone.

    Expressions are parsed when first needed: most versions never are.

    Attributes:
        source: The expression as the rulebook writes it.
        metrics: Those that it may use.
        strict: What must hold instead under strict reading, if that differs.
        lead: Calendar days before the tested milestone on which it must hold.
        fixed_at: The milestone at which one of its alternatives is chosen; later ones are tested by
            that one alone. None: each is tested by all.
        lapses: How long it may fail while an application is on file; when it fails for longer, the
            application ends. None: it may not fail on a tested day, and no other day counts.
    """

    source: str
    metrics: frozenset[str] = field(repr=False)
    strict: str | None = None
    lead: int = 0
    fixed_at: str | None = None
    lapses: Period | None = None

    def node(self, strict: bool = False) -> Node:
        """The expression, taken apart.

        Args:
            strict: Whether it is read strictly.

        Returns:
            Its tree (`pathway/law/language/grammar.py`).
        """
        return parse(
            self.strict if strict and self.strict is not None else self.source, self.metrics
        )


@frozen
class States:
    """What the law says without anything being tested; it holds on every day.

    Attributes:
        kind: `definition` says what a word of the law means; `note` tells a right, a practice or a
            procedure; `unchecked` is a rule that no plan is held to; `nothing` says that in this
            time the law asks nothing (not yet, no longer, or not of this firm).
    """

    kind: Statement


@frozen
class Names:
    """A practice or a doubt that a plan tells of and does not wait for.

    Attributes:
        source: When it concerns the firm on a tested day: an expression as the rulebook writes it.
        metrics: Those that it may use.
    """

    source: str
    metrics: frozenset[str] = field(repr=False)

    def node(self) -> Node:
        """The expression, taken apart.

        Returns:
            Its tree (`pathway/law/language/grammar.py`).
        """
        return parse(self.source, self.metrics)


@frozen
class Brings:
    """An event that falls on the firm by what its figures and facts are.

    Attributes:
        kind: The kind of event, as in a scenario.
        source: The expression that brings it when it comes true, as the rulebook writes it.
        metrics: Those that it may use.
        after: How long after that day the event falls on the firm.
        ground: Why, for a demotion from a tier.
    """

    kind: str
    source: str
    metrics: frozenset[str] = field(repr=False)
    after: Period
    ground: str | None = None

    def node(self) -> Node:
        """The expression, taken apart.

        Returns:
            Its tree (`pathway/law/language/grammar.py`).
        """
        return parse(self.source, self.metrics)


@frozen
class AtLeast:
    """A minimum period: the tested milestone lies no earlier than `since` and a period after it.

    Attributes:
        since: The milestone from which the period runs.
        period: How long.
        boundary: Whether it is disputed that the period's last day is late enough; strict reading
            then adds a day.
        unless: Where this holds on the tested milestone's day, no period is asked for.
        unless_source: The same as the rulebook writes it, or "".
    """

    since: str
    period: Period
    boundary: bool = False
    unless: Node | None = None
    unless_source: str = ""


@frozen
class AtMost:
    """A maximum period: the tested milestone lies no later than `since` and a period after it.

    Attributes:
        since: The milestone from which the period runs.
        period: How long; its last day is still in time.
    """

    since: str
    period: Period


@frozen
class OnDays:
    """Calendar days: the tested milestone falls on one of them.

    Attributes:
        kind: The kind of day, such as `last-trading-day`.
        params: What the kind takes, such as the months 1, 2 and 3.
    """

    kind: str
    params: tuple[object, ...]


@frozen
class AuthorityClock:
    """A period within which an authority acts: known and shown, but it binds nobody's plan.

    Attributes:
        since: The milestone from which the period runs.
        period: How long.
    """

    since: str
    period: Period


@frozen
class Release:
    """Shares of the holders concerned come free in parts after a listing.

    Attributes:
        parts: The fraction of a holding, and the period after listing at which it comes free.
    """

    parts: tuple[tuple[Fraction, Period], ...]


Effect = Requires | States | Names | Brings | AtLeast | AtMost | OnDays | AuthorityClock | Release
