"""What binds an application as a whole: the alternative that is fixed at one of its milestones, and
requirements that may fail for a while but not for long.

Both are either-or (this standard or that one; before a break or after it), so each is a list of
bundles of constraints, of which the plan takes the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from pathway.dates.advance import Advance
from pathway.dates.days import ALL, FIRST, NONE, DaySet
from pathway.dates.schedule import Gate
from pathway.law.effect import Requires
from pathway.law.language.grammar import Node, Ref, alternatives
from pathway.law.provision import Provision, Version
from pathway.law.steps import MILESTONES, STEPS
from pathway.planning.origin import Origin
from pathway.planning.requirements import Requirements

Gates = tuple[Gate, ...]


def fixed_at(versions: Sequence[Version]) -> str | None:
    """The milestone at which one of a provision's alternatives is fixed; None where none is."""
    found = (v.effect.fixed_at for v in versions if isinstance(v.effect, Requires))
    return next((name for name in found if name is not None), None)


@frozen(eq=False, repr=False)
class Late:
    """A milestone at which only the alternative chosen before counts.

    versions: those of which the one in force on its own day applies. extended: whether the
    extension of statement validity is available there.
    """

    name: str
    milestone: str
    versions: tuple[Version, ...]
    extended: bool


def chosen(
    requirements: Requirements,
    provision: Provision,
    late: Sequence[Late],
    within: DaySet,
    fixed: int | None = None,
) -> tuple[Gates, ...]:
    """For each alternative that can be chosen, the days that it leaves open to later milestones.

    An alternative that is open on no day on which another is closed is left out. within: the days
    that the plan looks at. fixed: the day on which the alternative was chosen, where it is a fact.
    """
    ways: dict[Node, None] = {}
    for version in (v for one in late for v in one.versions if v.period & within):
        if isinstance(version.effect, Requires):
            node = version.effect.node(requirements.strict)
            ways.update(dict.fromkeys(alternatives(node)))
    if fixed is not None:
        # Who has chosen, chose one that held then; where none did, the fact is beyond the figures.
        then = [way for way in ways if fixed in requirements.condition(way, extended=True).met]
        ways = dict.fromkeys(then or ways)
    testing = [(one, tuple(_testing(requirements, one, within))) for one in late]
    open_days = {
        way: tuple(_open(requirements, way, *one) & within for one in testing) for way in ways
    }
    kept = {
        way: days
        for i, (way, days) in enumerate(open_days.items())
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
            Gate(one.milestone, days, _origin(requirements, way, provision))
            for one, days in zip(late, open_on, strict=True)
            if days != within
        )
        for way, open_on in kept.items()
    )


def _covers(wider: tuple[DaySet, ...], narrower: tuple[DaySet, ...]) -> bool:
    return all(not (b - a) for a, b in zip(wider, narrower, strict=True))


def _testing(
    requirements: Requirements, late: Late, within: DaySet
) -> Iterator[tuple[DaySet, tuple[Node, ...]]]:
    """The days of the plan on which each version tests a milestone, and the alternatives that it
    has.
    """
    for version in late.versions:
        if late.name in version.tested_at and isinstance(version.effect, Requires):
            days = version.period & within
            if days:
                yield days, alternatives(version.effect.node(requirements.strict))


def _open(
    requirements: Requirements,
    way: Node,
    late: Late,
    testing: Sequence[tuple[DaySet, tuple[Node, ...]]],
) -> DaySet:
    """The days on which a milestone may happen by one alternative: where it holds, where a version
    is in force that has it and tests the milestone; every day where none tests it.
    """
    held = requirements.condition(way, late.extended).met
    out = ALL
    for days, offered in testing:
        out -= days - held if way in offered else days
    return out


def _origin(requirements: Requirements, way: Node, provision: Provision) -> Origin:
    """The provision of an alternative, where it is one; else the provision that offers it."""
    own = requirements.book.provision(way.id) if isinstance(way, Ref) else provision
    return Origin(own.id, own, requirements.law.known(own))


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
        if spans and first <= _latest_end(spans[-1][1], grace):
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return tuple(DaySet.between(first, last) for first, last in spans if last >= since)


def _latest_end(last: int, grace: Advance) -> int:
    """The last day on which a requirement may hold again that held last on a day: its first day
    without counts into the period, and a month end counts to a month end.
    """
    return max(grace.after(last) + 1, grace.after(last + 1) - 1)


def surviving(
    requirements: Requirements, provision: Provision, free: Sequence[str], begun: int | None
) -> tuple[Gates, ...]:
    """For each stretch in which an application on file survives a requirement that may lapse, the
    gates that hold it there; none where nothing planned can end for want of it.

    provision: one that may lapse (`KnownLaw.lapsing`). free: the milestones of the application that
    are planned and `endangered`, at least one. begun: the day of the last one that is given: the
    application is on file, and only the stretch of that day is left to it.
    """
    clock = requirements.clock
    within = DaySet.between(clock.start, clock.horizon)
    lapsing = requirements.law.lapsing(provision)
    effect = lapsing[-1].effect
    assert isinstance(effect, Requires) and effect.lapses is not None
    grace = effect.lapses
    open_days = ALL
    for version in lapsing:
        open_days -= version.period - requirements.allowed(version, extended=True)
    since = clock.start if begun is None else begun
    if begun is not None and not grace.count and begun not in open_days:
        # What fails on the very day of a fact is a warning: the fact stands, and later milestones
        # wait.
        return ()
    stretches = unbroken(open_days, clock.advance(grace), since)
    if begun is not None:
        stretches = tuple(one for one in stretches[:1] if one.spans[0][0] <= begun)
    stretches = tuple(one for one in stretches if one & within)
    origin = Origin(provision.id, provision, requirements.law.known(provision), lapses=grace)
    if not stretches and begun is None and any("filed" in v.tested_at for v in lapsing):
        # Nothing can be filed, which the requirement itself says.
        return ()
    if not stretches:
        # It has ended, or will before anything can be done.
        return ((Gate(free[0], NONE, origin),),)
    return tuple(
        ()
        if stretch.covers(clock.start, clock.horizon)
        else tuple(Gate(name, stretch, origin) for name in free)
        for stretch in stretches
    )


def endangered(milestones: Sequence[str], lapsing: Sequence[Version]) -> list[str]:
    """Those milestones at which some versions are asked, or that come before one at which they are:
    after the last of them, nothing can end for want of what they require.
    """
    asked = {name for version in lapsing for name in version.tested_at}
    out = []
    for milestone in milestones:
        step, _, name = milestone.partition(".")
        if any(STEPS[step].reaches(name, last) for last in asked & set(MILESTONES[step])):
            out.append(milestone)
    return out


def on_file(step: str) -> tuple[str, ...]:
    """The milestones of an application from its filing on."""
    names = MILESTONES[step]
    return names[names.index("filed") :] if "filed" in names else ()
