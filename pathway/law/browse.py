"""Questions about the rulebook itself: what is in force, what changed between two days, what it all
rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from pathway.law.duration import Duration
from pathway.law.effect import (
    AtLeast,
    AtMost,
    AuthorityClock,
    Brings,
    Names,
    OnDays,
    Period,
    Release,
    Requires,
    States,
)
from pathway.law.provision import Instrument, Provision, Version
from pathway.law.rulebook import Rulebook


@frozen
class VersionChange:
    """A rule whose version differs between two days or two rulebooks.

    Attributes:
        provision: The rule.
        before: The version on the first day. None where none is in force.
        after: The version on the second day. None where none is in force.
    """

    provision: Provision
    before: Version | None
    after: Version | None


@frozen
class InstrumentUse:
    """An instrument and what rests on it.

    Attributes:
        instrument: The law, rule or notice.
        versions: How many versions of rules cite it, by how well their text is established.
    """

    instrument: Instrument
    versions: Mapping[str, int]


def changes(book: Rulebook, first: date, second: date) -> Iterator[VersionChange]:
    """The provisions whose version in force differs between two days."""
    for provision in book.provisions.values():
        before, after = provision.version(first), provision.version(second)
        if before is not after and (
            before is None or after is None or before.effective != after.effective
        ):
            yield VersionChange(provision, before, after)


def differences(first: Rulebook, second: Rulebook) -> Iterator[VersionChange]:
    """The versions of law that one rulebook has and another has not, or has with another effect."""
    for name in dict.fromkeys([*first.provisions, *second.provisions]):
        own, other = first.provisions.get(name), second.provisions.get(name)
        before, after = _by_day(own), _by_day(other)
        provision = other or own
        assert provision is not None
        for day in sorted(before.keys() | after.keys()):
            if _substance(before.get(day)) != _substance(after.get(day)):
                yield VersionChange(provision, before.get(day), after.get(day))


def lengths(first: Rulebook, second: Rulebook) -> Iterator[tuple[Duration | None, Duration | None]]:
    """The durations of steps that one rulebook has and another has not, or has with other
    lengths.
    """
    before, after = (
        {(d.step, d.since, d.to, d.starts_from): d for d in book.durations}
        for book in (first, second)
    )
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield before.get(key), after.get(key)


def _by_day(provision: Provision | None) -> dict[date, Version]:
    """The versions as they end one another, by the day on which they begin."""
    return (
        {}
        if provision is None
        else {version.effective: version for version in provision.known(date.max)}
    )


def _substance(version: Version | None) -> object:
    """What makes a difference between two versions: all but the overlay that brought them and the
    words quoted.
    """
    return None if version is None else evolve(version, layer="", quote="")


def sources(relied: Iterable[tuple[str, Version]], book: Rulebook) -> tuple[InstrumentUse, ...]:
    """Every instrument that versions rest on, by how many of them do."""
    counts: dict[str, Counter[str]] = {}
    for _, version in relied:
        counts.setdefault(version.cite.instrument, Counter())[version.status] += 1
    found = [InstrumentUse(book.instruments[name], dict(count)) for name, count in counts.items()]
    return tuple(sorted(found, key=lambda s: (-sum(s.versions.values()), s.instrument.id)))


def all_versions(book: Rulebook) -> Iterator[tuple[str, Version]]:
    """Every version of every provision."""
    for provision in book.provisions.values():
        yield from ((provision.id, version) for version in provision.versions)


def effect_text(version: Version) -> str:
    """A version's effect in the words of the rulebook format."""
    effect = version.effect
    match effect:
        case Requires():
            return effect.source
        case States():
            # As it was printed before statements had a word of their own: lists are compared.
            return "always"
        case Names():
            return f"named where {effect.source}"
        case Brings():
            ground = f" ({effect.ground})" if effect.ground else ""
            after = f"{effect.after.count} {effect.after.unit}"
            return f"{effect.kind}{ground} {after} after {effect.source}"
        case AtLeast():
            tail = f" unless {effect.unless_source}" if effect.unless_source else ""
            return f"at least {period_source(effect.period)} after {effect.since}{tail}"
        case AtMost():
            return f"at most {period_source(effect.period)} after {effect.since}"
        case OnDays():
            params = ", ".join(str(p) for p in effect.params)
            return f"{effect.kind}({params})" if params else effect.kind
        case AuthorityClock():
            return f"within {period_source(effect.period)} of {effect.since}"
        case Release():
            return "; ".join(
                f"{part} after {period_source(period)}" for part, period in effect.parts
            )


def period_source(period: Period) -> str:
    """A period as the rulebook format writes it."""
    return f"{period.count} {period.unit if period.count != 1 else period.unit.removesuffix('s')}"
