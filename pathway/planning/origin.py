"""Where the constraints of a network come from: the law, a duration, or the scenario itself."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from pathway.dates.schedule import Constraint
from pathway.law.duration import Duration
from pathway.law.effect import Effect, Period
from pathway.law.provision import Provision, Version

AGAIN = "again"
"""In place of a rule: what is gone through again comes after what is given of it."""


def _named(provision: Provision | None) -> str | None:
    return None if provision is None else provision.id


def _dated(versions: tuple[Version, ...]) -> tuple[date, ...]:
    return tuple(version.effective for version in versions)


@frozen(cache_hash=True, repr=False)
class Origin:
    """Where a constraint comes from: the law, a duration, or the scenario itself.

    Attributes:
        rule: The id of what it rests on.
        provision: The provision, where it is law.
        versions: Those of its versions that may govern the constraint's milestone.
        picked: Whether one of them was picked by another milestone, or counts from one; else the
            version in force on the milestone's own day governs.
        starts: The durations of a step, each with the first day (ordinal) of a start on which it holds.
        override: Calendar days that the scenario gives for the step.
        lapses: How long the requirement may fail, for a gate that holds an application within the
            days that it survives.
    """

    rule: str
    provision: Provision | None = field(default=None, eq=_named)
    versions: tuple[Version, ...] = field(default=(), eq=_dated)
    picked: bool = False
    starts: tuple[tuple[int, Duration], ...] = ()
    override: int | None = None
    lapses: Period | None = None

    def version(self, day: int) -> Version | None:
        """Says which version governs a milestone on a day.

        Args:
            day: The ordinal of the day.

        Returns:
            The version; None where none is in force.
        """
        if self.picked:
            return self.versions[0]
        return next((v for v in self.versions if day in v.period), None)

    @property
    def effect(self) -> Effect | None:
        """The effect of the version that was picked."""
        return self.versions[0].effect if self.picked else None

    @property
    def rows(self) -> tuple[Duration, ...]:
        """The durations of a step, the first one first."""
        return tuple(row for _, row in self.starts)

    def row(self, start: int) -> Duration | None:
        """Says how long a step takes that starts on a day.

        Args:
            start: The ordinal of the day.

        Returns:
            The duration; None where none times the step.
        """
        held = [row for first, row in self.starts if first <= start]
        if held:
            return held[-1]
        return self.starts[0][1] if self.starts else None


def origin_of(constraint: Constraint) -> Origin:
    """Where a constraint of a network made here comes from."""
    assert isinstance(constraint.origin, Origin)
    return constraint.origin
