"""The cause of a day in words: which constraint decided it, where that constraint stands, how firm
it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from pathway.base.phrases import Bilingual, Lang, Phrase, Value, phrase, render
from pathway.dates.days import to_date
from pathway.dates.schedule import Constraint, Gate, Infeasible, Lag, Limit, Push, PushKind
from pathway.law.language.grammar import Ref
from pathway.law.provision import AtLeast, AtMost, Citation, EvidenceStatus, Instrument, Period
from pathway.planning.findings import finding, gained, title
from pathway.planning.network import Origin
from pathway.planning.requirements import Requirements


@frozen
class Cite:
    """A citation with its instrument's title, as far as known; or, for a duration, the cases that
    it rests on.
    """

    citation: Citation
    instrument: Instrument | None
    basis: Bilingual | None = None

    def text(self, lang: Lang = "en") -> str:
        """Title and article; or the basis."""
        if self.basis is not None:
            return self.basis.text(lang)
        if self.instrument is None:
            return " ".join(filter(None, (self.citation.instrument, self.citation.article)))
        name = self.instrument.title.text(lang)
        parts = [f"《{name}》" if lang == "zh" and not name.startswith("《") else name]
        if self.citation.article:
            key = "causes.article" if self.citation.article[0].isdigit() else "causes.place"
            parts.append(render(phrase(key, article=self.citation.article), lang))
        return ("" if lang == "zh" else ", ").join(parts)


@frozen
class Cause:
    """Why a milestone is not earlier.

    kind: as_of, pinned, lag, limit or gate. source: the milestone it counts from, if any. rule: the
    provision's or duration's id. text: it in words. details: what became true that day, for a
    requirement. status and confidence: how firm the rule is.
    """

    kind: PushKind
    source: str | None
    rule: str | None
    text: Phrase
    to: date
    details: tuple[Phrase, ...] = ()
    cites: tuple[Cite, ...] = ()
    status: EvidenceStatus | None = None
    confidence: str = ""
    calendar: bool = False


def milestone_title(name: str) -> Phrase:
    """A milestone in words."""
    step, _, short = name.rpartition(".")
    return Phrase(f"milestones.{step}.{short}")


def period_text(period: Period) -> Phrase:
    """A period in words."""
    key = period.unit.replace(" ", "-") + ("-one" if period.count == 1 else "")
    return phrase(f"causes.period.{key}", n=period.count)


def cites_of(origin: Origin, needs: Requirements, day: int) -> tuple[Cite, ...]:
    """Where a constraint stands. A duration stands on observed cases, not on the clock that the law
    sets.
    """
    if origin.duration is not None:
        return (Cite(Citation(origin.rule), None, origin.duration.basis),)
    version = origin.version
    if version is None and origin.provision is not None:
        version = needs.in_force(origin.provision, day)
    if version is None:
        return ()
    return (Cite(version.cite, needs.book.instruments.get(version.cite.instrument)),)


def _firmness(origin: Origin, needs: Requirements, day: int) -> tuple[EvidenceStatus | None, str]:
    if origin.duration is not None:
        return origin.duration.status, origin.duration.confidence
    version = origin.version or (
        needs.in_force(origin.provision, day) if origin.provision else None
    )
    return (version.status, version.confidence) if version else (None, "")


def cause_of(
    push: Push, days: Mapping[str, int], origins: Mapping[str, Origin], needs: Requirements
) -> Cause:
    """One push of a milestone in words."""
    to = to_date(push.to)
    constraint = push.constraint
    if constraint is None:
        return Cause(push.kind, None, None, phrase(f"causes.{push.kind}", day=to), to)
    origin = origins.get(constraint.label, Origin(constraint.label))
    status, confidence = _firmness(origin, needs, push.to)
    text, details = _words(constraint, origin, push, days, needs)
    return Cause(
        push.kind,
        _source(constraint),
        origin.rule,
        text,
        to,
        details,
        cites_of(origin, needs, push.to),
        status,
        confidence,
        isinstance(constraint, Gate) and not details,
    )


def _source(constraint: Constraint) -> str | None:
    match constraint:
        case Lag():
            return constraint.source
        case Limit():
            return constraint.target
        case _:
            return None


def _rule_title(origin: Origin, needs: Requirements) -> Value:
    """The title of the provision behind a constraint; of a duration, at which pace it is
    counted.
    """
    if origin.provision is None:
        return Phrase(
            f"causes.pace.{needs.scenario.pace}"
            if origin.override is None
            else "causes.scenario-time"
        )
    return title(origin.provision.title, origin.rule)


def _words(
    constraint: Constraint, origin: Origin, push: Push, days: Mapping[str, int], needs: Requirements
) -> tuple[Phrase, tuple[Phrase, ...]]:
    match constraint:
        case Lag():
            return _lag_words(constraint, origin, days, needs), ()
        case Limit():
            effect = origin.version.effect if origin.version else None
            assert isinstance(effect, AtMost)
            return phrase(
                "causes.limit",
                title=_rule_title(origin, needs),
                period=period_text(effect.period),
                target=milestone_title(constraint.target),
                day=to_date(days[constraint.target]),
            ), ()
        case Gate():
            return _gate_words(origin, push, needs)


def _lag_words(
    constraint: Lag, origin: Origin, days: Mapping[str, int], needs: Requirements
) -> Phrase:
    source, day = milestone_title(constraint.source), to_date(days[constraint.source])
    if origin.override is not None:
        period = period_text(Period(origin.override, "days"))
        return phrase("causes.override", period=period, source=source, day=day)
    if origin.duration is not None:
        row = next(
            d
            for d in needs.book.durations
            if (d.step, d.since, d.to)
            == (origin.duration.step, origin.duration.since, origin.duration.to)
            and (d.starts_from or date.min) <= day < (d.starts_until or date.max)
        )
        pace = needs.scenario.pace
        period, how = period_text(row.at(pace)), Phrase(f"causes.pace.{pace}")
        return phrase("causes.duration", period=period, source=source, day=day, pace=how)
    effect = origin.version.effect if origin.version else None
    assert isinstance(effect, AtLeast)
    if effect.period.count == 0:
        return phrase("causes.not-before", title=_rule_title(origin, needs), source=source, day=day)
    period = period_text(effect.period)
    return phrase(
        "causes.lag", title=_rule_title(origin, needs), period=period, source=source, day=day
    )


def _gate_words(
    origin: Origin, push: Push, needs: Requirements
) -> tuple[Phrase, tuple[Phrase, ...]]:
    to = to_date(push.to)
    if origin.provision is None:
        return phrase("causes.regime", day=to), ()
    found: tuple[Phrase, ...] = ()
    if origin.version is None:
        verdict = needs.verdict(origin.provision.id, extended=True)
        found = tuple(
            finding(leaf, push.to, needs.subject).text
            for leaf in gained(verdict, push.to)
            if not isinstance(leaf.node, Ref)
        )
    key = "causes.gate" if found else "causes.window"
    return phrase(key, title=_rule_title(origin, needs), day=to), found


def conflict_cause(
    constraint: Constraint, failure: Infeasible, origins: Mapping[str, Origin], needs: Requirements
) -> Cause:
    """A constraint that leaves a milestone without a day, or takes part in that, in words."""
    origin = origins.get(constraint.label, Origin(constraint.label))
    status, confidence = _firmness(origin, needs, failure.bound)
    kind, text = _conflict_words(constraint, origin, failure, needs)
    return Cause(
        kind,
        _source(constraint),
        origin.rule,
        text,
        to_date(failure.bound),
        (),
        cites_of(origin, needs, failure.bound),
        status,
        confidence,
    )


def _conflict_words(
    constraint: Constraint, origin: Origin, failure: Infeasible, needs: Requirements
) -> tuple[PushKind, Phrase]:
    bound = to_date(failure.bound)
    match constraint:
        case Gate():
            key = "causes.blocked.horizon" if failure.past_horizon else "causes.blocked.gate"
            return "gate", phrase(key, title=_rule_title(origin, needs), day=bound)
        case Lag():
            return "lag", phrase(
                "causes.blocked.lag",
                title=_rule_title(origin, needs),
                period=_period_of(origin, needs),
                source=milestone_title(constraint.source),
                target=milestone_title(constraint.target),
            )
        case Limit():
            given = needs.scenario.milestones.get(constraint.source)
            key = "causes.blocked.limit" if given is None else "causes.blocked.expired"
            return "limit", phrase(
                key,
                title=_rule_title(origin, needs),
                period=_period_of(origin, needs),
                name=constraint.source,
                source=milestone_title(constraint.source),
                target=milestone_title(constraint.target),
                given=given or "",
                day=bound,
            )


def _period_of(origin: Origin, needs: Requirements) -> Phrase:
    """The period that a lag or limit sets."""
    if origin.override is not None:
        return period_text(Period(origin.override, "days"))
    if origin.duration is not None:
        return period_text(origin.duration.at(needs.scenario.pace))
    effect = origin.version.effect if origin.version else None
    assert isinstance(effect, AtLeast | AtMost)
    return period_text(effect.period)
