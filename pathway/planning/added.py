"""What provisions and durations add to the networks of a route, and the alternatives among it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise, product

from attrs import frozen

from pathway.dates.days import FIRST, LAST, DaySet
from pathway.dates.schedule import Constraint, Gate
from pathway.law.steps import StandingRule
from pathway.planning.memory import Inquiry
from pathway.planning.origin import Origin

Bundle = tuple[Constraint, ...]


@frozen(eq=False, repr=False)
class Conditional:
    """Constraints that apply only when a milestone falls into a period; several bundles are
    alternatives.
    """

    picker: str
    period: DaySet
    bundles: tuple[Bundle, ...]


@frozen(eq=False, repr=False)
class Added:
    """What one provision, or the durations of a step, adds to the networks, and what it asked.

    reads: what all the answers may depend on.
    """

    reads: frozenset[str]
    asked: tuple[Inquiry, ...]
    constraints: tuple[Constraint, ...]
    last_constraints: tuple[Constraint, ...]
    choices: tuple[Conditional, ...]
    standing: tuple[tuple[StandingRule, str, str, Hashable], ...]

    @property
    def adds(self) -> tuple[object, ...]:
        """What it adds, whatever it asked."""
        choices = [(one.picker, one.period, one.bundles) for one in self.choices]
        return self.constraints, self.last_constraints, choices, self.standing


def alternatives_of(
    choices: Sequence[Conditional], possible: Callable[[str], DaySet]
) -> Iterator[list[Bundle]]:
    """For each milestone that picks versions: the bundles of each period that it may fall
    into.

    possible: the days on which a milestone may fall at all.
    """
    for picker in dict.fromkeys(choice.picker for choice in choices):
        mine = [choice for choice in choices if choice.picker == picker]
        may_fall = possible(picker)
        cuts = sorted(
            {edge for c in mine for first, last in c.period.spans for edge in (first, last + 1)}
        )
        bounds = [FIRST, *(cut for cut in cuts if FIRST < cut <= LAST), LAST + 1]
        out: list[Bundle] = []
        periods = [DaySet.between(a, b - 1) for a, b in pairwise(bounds)]
        live = [period for period in periods if period & may_fall]
        for period in live:
            applying = [c.bundles for c in mine if period.spans[0][0] in c.period]
            own: Bundle = (
                () if len(live) == 1 else (Gate(picker, period, Origin(f"regime@{picker}")),)
            )
            out += [
                (*own, *(c for bundle in bundles for c in bundle)) for bundles in product(*applying)
            ]
        yield out
