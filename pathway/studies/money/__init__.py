"""What can pay for the way to a listing, what each source does to it, what a place gives, and what
follows after the bell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from datetime import date as Date  # noqa: N812 (fields called `date` hide the type)

from attrs import evolve, field, frozen

from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import Phrase
from pathway.base.renderable import Renderable
from pathway.law.funding import Computed, FundingSource, funding_sources
from pathway.law.rulebook import Rulebook
from pathway.law.steps import MILESTONES, Pace, Venue, route_id
from pathway.planning.arguments import checked_ask, checked_target, refuse_no_scenario
from pathway.scenario.scenario import Scenario
from pathway.studies.money.after_bell import AfterDay, after_days
from pathway.studies.money.bounds import dividends_effect, leverage_effect, restructuring_effect
from pathway.studies.money.joining import holders_effect, lock_effect, round_effect
from pathway.studies.money.means import FirmMeans, Fitting
from pathway.studies.money.on_path import Anew, PathEffect, RuleBasis
from pathway.studies.money.places import Support, support_of
from pathway.studies.money.raising import placement

_WORKED_OUT: Mapping[Computed, Callable[[Anew], PathEffect | None]] = {
    "placement": placement,
    "round": round_effect,
    "lock": lock_effect,
    "holders": holders_effect,
    "restructuring": restructuring_effect,
    "dividends": dividends_effect,
}


@frozen
class SourceFound:
    """A source of money for a firm.

    Attributes:
        source: The source.
        fitting: Whether it suits the firm, and why not.
        milestone: The first milestone of the plan that it touches, by id. None where it touches
            none, or there is no plan.
        date: The day of that milestone.
        effects: What it does to the path, worked out.
        rules: The provisions that it touches.
    """

    source: FundingSource
    fitting: Fitting
    milestone: str | None = None
    date: Date | None = None
    effects: tuple[PathEffect, ...] = ()
    rules: tuple[RuleBasis, ...] = ()

    @property
    def days_gained(self) -> int | None:
        """The most calendar days that it brings the date forward; None where it does not."""
        gains = [gain for effect in self.effects if (gain := effect.days_gained) is not None]
        return max(gains, default=None)

    @property
    def opens(self) -> bool:
        """Whether it opens a date, or an earlier one."""
        return any(effect.direction == "opens" for effect in self.effects)


@frozen
class Funding(Renderable):
    """The answer of `money`: what can pay for the way, and what follows after the bell.

    Attributes:
        scenario: What was planned, with the pace that was used.
        target: The venue planned for. None where there is nothing above the firm's venue.
        date: The date without changes. None where there is none.
        route: The best route, by id.
        no_plan: Why there is no plan, where there is none.
        sources: Every source, those that fit first, and of them what gains most first; then those
            that may fit once more is given, then those that do not.
        support: What the firm's place gives.
        after: What follows the listing, the earliest first.
        planned: How many plans were made to find it.
    """

    scenario: Scenario
    target: Venue | None
    date: Date | None
    route: str | None
    no_plan: Phrase | None
    sources: tuple[SourceFound, ...]
    support: Support
    after: tuple[AfterDay, ...]
    planned: int = field(default=0, repr=False)

    def __repr__(self) -> str:
        found = f"{len(self.sources)} sources"
        return f"<Funding of {self.scenario.name!r} for {self.target} {self.date}: {found}>"

    def with_fit(self, fit: str) -> tuple[SourceFound, ...]:
        """The sources that fit, may fit or do not.

        Args:
            fit: `fits`, `open` or `absent`.

        Returns:
            The sources, in order.
        """
        return tuple(found for found in self.sources if found.fitting.fit == fit)


def money(
    scenario: Scenario,
    target: Venue | None = None,
    pace: Pace | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
) -> Funding:
    """What can pay for the way, and what does each source do to it?

    Every date found comes with the overrides that give it, as `--set` takes them.

    Args:
        scenario: The firm and what is assumed, as `load` reads them.
        target: The venue to reach. Default: the first of the scenario's targets, else of the
            exchanges above the firm's present venue.
        pace: How long steps take: `floor`, `typical` or `cautious`. Default: that of the
            scenario.
        rulebook: The law to plan by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.

    Returns:
        The sources of money, the support of the firm's place, and what follows after the listing.
        A firm without a plan gets all but what is worked out from one.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue or pace is called so.
        OutOfRangeError: No route leads to the target that was asked for.
    """
    refuse_no_scenario(scenario)
    ask = checked_ask(checked_target(target), pace, rulebook, strict)
    anew, no_plan = None, None
    try:
        anew = Anew(scenario, ask)
    except OutOfRangeError as error:
        if target is not None:
            raise
        no_plan = error.message
    scenario = evolve(scenario, pace=ask.pace or scenario.pace)
    sources = _sorted(_sources(FirmMeans(scenario), anew))
    return Funding(
        scenario=scenario,
        target=anew.target if anew is not None else None,
        date=anew.date if anew is not None else None,
        route=route_id(anew.base.steps) if anew is not None and anew.base is not None else None,
        no_plan=no_plan,
        sources=sources,
        support=support_of(scenario),
        after=after_days(scenario, anew),
        planned=anew.planned if anew is not None else 0,
    )


def _sources(means: FirmMeans, anew: Anew | None) -> tuple[SourceFound, ...]:
    """Every source, with what it does to the path; what several do is worked out once."""
    effects: dict[Computed, PathEffect | None] = {}
    out: list[SourceFound] = []
    for source in funding_sources():
        fitting = means.fitting(source)
        for name in source.computed if fitting.fit == "fits" else ():
            if name not in effects:
                effects[name] = _effect(name, means, anew)
        found = [effects.get(name) for name in source.computed]
        milestone, when = _touched(source, anew)
        out.append(
            SourceFound(
                source=source,
                fitting=fitting,
                milestone=milestone,
                date=when,
                effects=tuple(one for one in found if one and fitting.fit == "fits"),
                rules=anew.governing(source.rules) if anew is not None else (),
            )
        )
    return tuple(out)


def _effect(name: Computed, means: FirmMeans, anew: Anew | None) -> PathEffect | None:
    if name == "leverage":
        return leverage_effect(means.knowledge)
    return _WORKED_OUT[name](anew) if anew is not None else None


def _touched(source: FundingSource, anew: Anew | None) -> tuple[str | None, date | None]:
    """The first milestone ahead that a source touches."""
    if anew is None or anew.base is None:
        return None, None
    for name in source.milestones:
        for step in anew.base.steps:
            when = anew.day(f"{step}.{name}") if name in MILESTONES[step] else None
            if when is not None and when > anew.scenario.as_of:
                return f"{step}.{name}", when
    return None, None


_FITS = ("fits", "open", "absent")


def _sorted(sources: tuple[SourceFound, ...]) -> tuple[SourceFound, ...]:
    """What fits first; of it what opens a date, then what gains most."""
    return tuple(
        sorted(
            sources,
            key=lambda found: (
                _FITS.index(found.fitting.fit),
                not found.opens,
                -(found.days_gained or 0),
            ),
        )
    )
