"""What a source of money does to the path, and the plan made anew to find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)
from fractions import Fraction
from typing import Literal

from attrs import evolve, field, frozen

from pathway.base.errors import InputError, OutOfRangeError
from pathway.base.phrases import Bilingual, Number, Phrase
from pathway.dates.days import to_date
from pathway.law.funding import Computed
from pathway.law.provision import Version
from pathway.law.raw_tables import Footing
from pathway.law.rulebook import Rulebook
from pathway.law.steps import RouteSteps, Venue
from pathway.planning.causes import Cite
from pathway.planning.solve import Ask, PlanQuestion, Solved, best_of, question
from pathway.scenario.file import rebuild
from pathway.scenario.scenario import Scenario

Direction = Literal["opens", "delays", "locks", "bars", "limits", "none"]

SetArguments = Mapping[str, str]
"""Paths of the scenario with values, both as `--set` writes them."""


@frozen
class RuleBasis:
    """Where something stands.

    Attributes:
        rule: The provision's id; "" for what is no provision.
        cite: Its source in words.
        standing: How firmly it is established.
    """

    rule: str
    cite: Bilingual
    standing: Footing


def basis_of(rule: str, version: Version, book: Rulebook) -> RuleBasis:
    """Where a version of a provision stands."""
    cite = Cite(version.cite, book.instruments.get(version.cite.instrument))
    return RuleBasis(
        rule,
        Bilingual(cite.text("en"), cite.text("zh")),
        Footing(version.status, version.confidence),
    )


@frozen
class DatedChange:
    """A date planned anew.

    Attributes:
        set: What was changed, path and text as `--set` takes them:
            `rebuild(scenario, [f"{path}={text}" for path, text in replan.set.items()])`.
        milestone: The milestone whose date it is, by id.
        date: Its date. None where there is none any more.
        days_gained: Calendar days by which it is earlier than in the plan as it is, negative where
            later. None where one of the two has no date.
    """

    set: Mapping[str, str]
    milestone: str
    date: Date | None
    days_gained: int | None


@frozen
class PathEffect:
    """One thing that a source does to the path.

    Attributes:
        id: What was worked out: `placement`, `round`, `lock`, `holders`, `restructuring`,
            `dividends` or `leverage`.
        direction: Whether it `opens` an earlier date, `delays` it, `locks` holders, `bars` the
            filing, `limits` how much, or does nothing (`none`).
        text: The finding in words.
        replans: The dates that it names, each with the change that gives it.
        rules: The provisions that it rests on.
        amount: The amount of money that it names, in yuan, if any.
        set: The change that makes the amount true, where no date hangs on it.
    """

    id: Computed
    direction: Direction
    text: Phrase
    replans: tuple[DatedChange, ...] = ()
    rules: tuple[RuleBasis, ...] = field(default=(), repr=False)
    amount: Number | None = None
    set: Mapping[str, str] = field(factory=dict)

    @property
    def days_gained(self) -> int | None:
        """The most calendar days gained by a change that it names; None where none gains any."""
        gains = [replan.days_gained for replan in self.replans if replan.days_gained is not None]
        return max((gain for gain in gains if gain > 0), default=None)


class Anew:
    """One target of one scenario, planned again with overrides; every plan is made once.

    Raises `OutOfRangeError` where nothing can be planned at all.
    """

    def __init__(self, scenario: Scenario, ask: Ask) -> None:
        self.scenario = evolve(scenario, pace=ask.pace or scenario.pace)
        asked = question(self.scenario, ask)
        self.target: Venue = asked.targets[0]
        self.ask = evolve(ask, targets=(self.target,), pace=self.scenario.pace)
        self.asked = asked if len(asked.targets) == 1 else question(self.scenario, self.ask)
        self.base = best_of(self.asked, self.target)
        self._solved: dict[tuple[tuple[str, str], ...], Solved | None] = {}

    @property
    def planned(self) -> int:
        """How many plans were made."""
        return 1 + len(self._solved)

    @property
    def date(self) -> Date | None:
        """The date without changes."""
        return self.base.date if self.base is not None else None

    @property
    def routes(self) -> tuple[RouteSteps, ...]:
        """Every route to the target."""
        return tuple(route for _, route in self.asked.routes)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of the best route; of every route where none has a date."""
        if self.base is not None:
            return self.base.steps
        return tuple(dict.fromkeys(step for route in self.routes for step in route))

    @property
    def last_step(self) -> str:
        """The step that ends at the target."""
        return self.steps[-1]

    def day(self, milestone: str, given: SetArguments | None = None) -> Date | None:
        """The day of a milestone of the best schedule."""
        solved = self.solved(given or {})
        if solved is None or milestone not in solved.schedule.days:
            return None
        return to_date(solved.schedule.days[milestone])

    def solved(self, given: SetArguments) -> Solved | None:
        """The best schedule with some overrides; None where there is none, or the scenario would be
        refused.
        """
        if not given:
            return self.base
        key = tuple(given.items())
        if key not in self._solved:
            self._solved[key] = self._plan(given)
        return self._solved[key]

    def _plan(self, given: SetArguments) -> Solved | None:
        try:
            return best_of(self._question(given), self.target)
        except (InputError, OutOfRangeError):
            return None

    def _question(self, given: SetArguments) -> PlanQuestion:
        changed = rebuild(self.scenario, [f"{path}={value}" for path, value in given.items()])
        return question(changed, self.ask, like=self.asked)

    def listed(self, given: SetArguments) -> Date | None:
        """The date with some overrides."""
        solved = self.solved(given)
        return solved.date if solved is not None else None

    def replan(self, given: SetArguments) -> DatedChange:
        """The date with some overrides, with what it gains."""
        solved = self.solved(given)
        when = solved.date if solved is not None else None
        final = solved.final if solved is not None else self.base.final if self.base else ""
        gained = None if when is None or self.date is None else (self.date - when).days
        return DatedChange(dict(given), final or f"{self.last_step}.listed", when, gained)

    def basis(self, rule: str, version: Version) -> RuleBasis:
        """Where a version of a provision stands."""
        return basis_of(rule, version, self.asked.requirements.book)

    def governing(self, rules: Sequence[str], on: Date | None = None) -> tuple[RuleBasis, ...]:
        """Where those of some provisions stand that govern a step of the path on a day (default:
        that of the last milestone, or the as-of day).
        """
        requirements = self.asked.requirements
        day = (on or self.date or self.scenario.as_of).toordinal()
        out: list[RuleBasis] = []
        for name in rules:
            provision = requirements.book.provisions.get(name)
            if provision is None or not set(provision.steps) & set(self.steps):
                continue
            version = requirements.law.in_force(provision, day)
            if version is not None:
                out.append(self.basis(name, version))
        return tuple(out)


def amount_text(yuan: Number) -> str:
    """An amount as `--set` takes it whatever the unit of the file: in millions, exact; parts of a
    yuan are left off.
    """
    whole = int(Fraction(yuan) // 1)
    if whole == 0:
        return "0"
    millions, rest = divmod(whole, 10**6)
    return f"{millions}.{rest:06d}".rstrip("0").rstrip(".") + "m"


def last_day(first: date, last: date, holds: Callable[[date], bool]) -> date:
    """The last day up to which something holds that holds on the first day, and from some day on no
    longer does.
    """
    low, high = first.toordinal(), last.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(to_date(middle)) else (low, middle - 1)
    return to_date(low)
