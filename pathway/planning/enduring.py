"""What binds an application as a whole: the alternative that is fixed at one of its milestones, and
requirements that may fail for a while but not for long.

Both are either-or (this standard or that one; before a break or after it), so each is a list of
bundles of constraints, of which the plan takes the best.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from pathway.dates.days import ALL, FIRST, NONE, Advance, DaySet
from pathway.dates.schedule import Gate
from pathway.law.language.grammar import references
from pathway.law.provision import Period, Provision, Requires, Version
from pathway.law.steps import MILESTONES
from pathway.planning.origin import Origin
from pathway.planning.requirements import Requirements

Gates = tuple[Gate, ...]


def fixed_at(versions: Sequence[Version]) -> str | None:
    """The milestone at which one of a provision's alternatives is fixed; None where none is."""
    found = (v.effect.fixed_at for v in versions if isinstance(v.effect, Requires))
    return next((name for name in found if name is not None), None)


@frozen
class Late:
    """A milestone at which only the alternative chosen before counts. extended: whether the
    extension of statement validity is available there.
    """

    name: str
    milestone: str
    extended: bool


def chosen(
    requirements: Requirements,
    provision: Provision,
    late: Sequence[Late],
    within: DaySet,
) -> tuple[Gates, ...]:
    """For each alternative that can be chosen, the days that it leaves open to later milestones.

    An alternative that is open on no day on which another is closed is left out. within: the days
    that the plan looks at.
    """
    versions = [v for v in requirements.law.known(provision) if v.period & within]
    names: dict[str, None] = {}
    for version in versions:
        if isinstance(version.effect, Requires):
            names.update(dict.fromkeys(references(version.effect.node(requirements.strict))))
    open_days = {
        name: tuple(_open(requirements, versions, name, one) & within for one in late)
        for name in names
    }
    kept = {
        name: days
        for i, (name, days) in enumerate(open_days.items())
        if any(days)
        and not any(
            _covers(other, days) and (other != days or j < i)
            for j, other in enumerate(open_days.values())
            if j != i
        )
    }
    if not kept:
        first = next(iter(open_days), None)
        kept = {} if first is None else {first: open_days[first]}
    return tuple(
        tuple(
            Gate(one.milestone, days, _origin(requirements, name))
            for one, days in zip(late, open_on, strict=True)
            if days != within
        )
        for name, open_on in kept.items()
    )


def _covers(wider: tuple[DaySet, ...], narrower: tuple[DaySet, ...]) -> bool:
    return all(not (b - a) for a, b in zip(wider, narrower, strict=True))


def _open(requirements: Requirements, versions: Sequence[Version], name: str, late: Late) -> DaySet:
    """The days on which a milestone may happen by one alternative: where it holds, where a version
    is in force that has it and tests the milestone; every day where none tests it.
    """
    held = requirements.verdict(name, late.extended).met
    out = ALL
    for version in versions:
        if late.name not in version.tested_at or not isinstance(version.effect, Requires):
            continue
        offered = name in references(version.effect.node(requirements.strict))
        out -= version.period - (held if offered else NONE)
    return out


def _origin(requirements: Requirements, name: str) -> Origin:
    provision = requirements.book.provision(name)
    return Origin(name, provision, requirements.law.known(provision))


def unbroken(open_days: DaySet, grace: Advance, since: int) -> tuple[DaySet, ...]:
    """The stretches of days, from a day on, in which an application survives a requirement that
    holds on some days: it may fail for no longer than a period at a stretch.

    The first stretch reaches back before the day where the requirement held so shortly before it;
    else it begins with the first day on which the requirement holds.
    """
    before = open_days.prev(since)
    spans: list[tuple[int, int]] = [] if before is None else [(FIRST, before)]
    for first, last in open_days.spans:
        if last <= since:
            continue
        if spans and first <= grace.after(spans[-1][1]) + 1:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return tuple(DaySet.between(first, last) for first, last in spans if last >= since)


def surviving(
    requirements: Requirements, provision: Provision, free: Sequence[str], begun: int | None
) -> tuple[Gates, ...] | None:
    """For each stretch in which an application on file survives a requirement that may lapse, the
    gates that hold it there; None where the requirement cannot lapse.

    free: the milestones of the application that are planned. begun: the day of the last one that is
    given: the application is on file, and only the stretch of that day is left to it.
    """
    clock = requirements.clock
    within = DaySet.between(clock.start, clock.horizon)
    lapsing = [
        version
        for version in requirements.law.known(provision)
        if _lapses(version) is not None and version.period & within
    ]
    grace = next((_lapses(version) for version in reversed(lapsing)), None)
    if grace is None or not free:
        return None
    open_days = ALL
    for version in lapsing:
        open_days -= version.period - requirements.allowed(version, extended=True)
    since = clock.start if begun is None else begun
    stretches = unbroken(open_days, clock.advance(grace), since)
    if begun is not None:
        stretches = tuple(one for one in stretches[:1] if one.spans[0][0] <= begun)
    origin = Origin(provision.id, provision, requirements.law.known(provision), lapses=grace)
    if not stretches:
        return ((Gate(free[0], NONE, origin),),)
    return tuple(
        ()
        if stretch.covers(clock.start, clock.horizon)
        else tuple(Gate(name, stretch, origin) for name in free)
        for stretch in stretches
        if stretch & within
    )


def _lapses(version: Version) -> Period | None:
    return version.effect.lapses if isinstance(version.effect, Requires) else None


def on_file(step: str) -> tuple[str, ...]:
    """The milestones of an application from its filing on."""
    names = MILESTONES[step]
    return names[names.index("filed") :] if "filed" in names else ()
