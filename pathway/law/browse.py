"""Questions about the rulebook itself: what is in force, what changed between two days, what it all rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from pathway.law.book import Rulebook
from pathway.law.provision import (
    AtLeast,
    AtMost,
    Clock,
    Instrument,
    OnDays,
    Period,
    Provision,
    Release,
    Requires,
    Version,
)


@frozen
class Change:
    """A provision whose version differs between two days; None where none is in force."""

    provision: Provision
    before: Version | None
    after: Version | None


@frozen
class Source:
    """An instrument and what rests on it: versions by status."""

    instrument: Instrument
    versions: Mapping[str, int]


def changes(book: Rulebook, first: date, second: date) -> Iterator[Change]:
    """The provisions whose version in force differs between two days."""
    for provision in book.provisions.values():
        before, after = provision.version(first), provision.version(second)
        if before is not after and (before is None or after is None or before.effective != after.effective):
            yield Change(provision, before, after)


def sources(book: Rulebook) -> tuple[Source, ...]:
    """Every instrument that is cited, by the number of versions that rest on it."""
    counts: dict[str, Counter[str]] = {}
    for provision in book.provisions.values():
        for version in provision.versions:
            counts.setdefault(version.cite.instrument, Counter())[version.status] += 1
    found = [Source(book.instruments[name], dict(count)) for name, count in counts.items()]
    return tuple(sorted(found, key=lambda s: (-sum(s.versions.values()), s.instrument.id)))


def effect_text(version: Version) -> str:
    """A version's effect in the words of the rulebook format."""
    effect = version.effect
    match effect:
        case Requires():
            return effect.source
        case AtLeast():
            tail = f" unless {effect.unless_source}" if effect.unless_source else ""
            return f"at least {period_source(effect.period)} after {effect.since}{tail}"
        case AtMost():
            return f"at most {period_source(effect.period)} after {effect.since}"
        case OnDays():
            params = ", ".join(str(p) for p in effect.params)
            return f"{effect.kind}({params})" if params else effect.kind
        case Clock():
            return f"within {period_source(effect.period)} of {effect.since}"
        case Release():
            return "; ".join(f"{part} after {period_source(period)}" for part, period in effect.parts)


def period_source(period: Period) -> str:
    """A period as the rulebook format writes it."""
    return f"{period.count} {period.unit if period.count != 1 else period.unit.removesuffix('s')}"
