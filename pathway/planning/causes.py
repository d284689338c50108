"""The cause of a day in words: which constraint decided it, where that constraint stands, how firm
it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from pathway.base.phrases import Bilingual, Lang, Phrase, Value, phrase, said
from pathway.dates.days import to_date
from pathway.dates.schedule import (
    Constraint,
    Gate,
    Infeasible,
    Lag,
    Limit,
    Push,
    PushKind,
    counted_from,
)
from pathway.law.articles import in_chinese
from pathway.law.effect import AtLeast, AtMost, Period
from pathway.law.language.grammar import Ref
from pathway.law.provision import Citation, EvidenceStatus, Instrument
from pathway.planning.findings import finding, gained, title
from pathway.planning.origin import AGAIN, Origin, origin_of
from pathway.planning.requirements import Requirements
from pathway.planning.under_way import taking


@frozen
class Cite:
    """Where a rule stands, or, for a duration, the cases that it rests on.

    Attributes:
        citation: The instrument's id and the article.
        instrument: The law, rule or notice. None where it is not known, and for a duration.
        basis: The cases that a duration rests on.
    """

    citation: Citation
    instrument: Instrument | None
    basis: Bilingual | None = None

    def text(self, lang: Lang = "en") -> str:
        """The source in words.

        Args:
            lang: `en` or `zh`.

        Returns:
            The instrument's title and the article; or the basis.
        """
        if self.basis is not None:
            return self.basis.text(lang)
        if self.instrument is None:
            return " ".join(filter(None, (self.citation.instrument, self.citation.article)))
        name, article = self.instrument.title.text(lang), self.citation.article
        if not article:
            return name
        if lang == "zh":
            return name + (in_chinese(article) or article)
        return said(
            lang,
            "causes.article" if article[0].isdigit() else "causes.place",
            name=name,
            article=article,
        )


@frozen
class Cause:
    """Why a milestone is not earlier.

    Attributes:
        kind: `as_of` (nothing but today), `pinned` (a day that is given), `lag` (not before another
            milestone and a period), `limit` (another milestone would be too late) or `gate` (only
            on certain days).
        source: The milestone that it counts from, if any.
        rule: The id of the provision or duration behind it, if any.
        text: It in words.
        to: The day to which it moves the milestone.
        details: For a requirement: what became true on that day.
        cites: Where the rule stands.
        status: How well the rule's text is established: `official`, `reported`, `derived`,
            `unconfirmed` or `unknown`. None where no rule is behind it.
        confidence: How sure the rule's value is, as the rulebook says it, or "".
        calendar: Whether it is a day of the calendar, such as a tier window.
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


def point_title(name: str, provision: str) -> Phrase:
    """A milestone at which a provision is asked, by id, in words without its step: shares are
    quoted on NEEQ and listed on an exchange.
    """
    neeq = name in ("listed", "approved") and provision.startswith("neeq.")
    return Phrase(f"milestones.short.{name}{'-neeq' if neeq else ''}")


def route_title(route: str) -> Phrase:
    """A route, such as `innovation>bse`, in words: its steps, one behind the other."""
    first, _, rest = route.partition(">")
    step = Phrase(f"milestones.step.{first}")
    return phrase("milestones.then", first=step, rest=route_title(rest)) if rest else step


def period_text(period: Period) -> Phrase:
    """A period in words."""
    key = period.unit.replace(" ", "-") + ("-one" if period.count == 1 else "")
    return phrase(f"causes.period.{key}", n=period.count)


def _stands(
    origin: Origin, requirements: Requirements, day: int, start: int | None
) -> tuple[tuple[Cite, ...], EvidenceStatus | None, str]:
    """Where a constraint stands and how firmly.

    day: of the milestone that it binds. start: of the milestone that it counts from. A duration
    stands on observed cases, not on the clock that the law sets.
    """
    row = None if start is None else origin.row(start)
    if row is not None:
        return (Cite(Citation(origin.rule), None, row.basis),), row.status, row.confidence
    version = origin.version(day)
    if version is None:
        return (), None, ""
    cite = Cite(version.cite, requirements.book.instruments.get(version.cite.instrument))
    return (cite,), version.status, version.confidence


def cause_of(push: Push, days: Mapping[str, int], requirements: Requirements) -> Cause:
    """One push of a milestone in words."""
    to = to_date(push.to)
    constraint = push.constraint
    if constraint is None:
        return Cause(
            kind=push.kind,
            source=None,
            rule=None,
            text=phrase(f"causes.{push.kind}", day=to),
            to=to,
        )
    origin, source = origin_of(constraint), counted_from(constraint)
    start = None if source is None else days[source]
    cites, status, confidence = _stands(origin, requirements, push.to, start)
    text, details = _words(constraint, origin, push, days, requirements)
    return Cause(
        kind=push.kind,
        source=source,
        rule=origin.rule,
        text=text,
        to=to,
        details=details,
        cites=cites,
        status=status,
        confidence=confidence,
        calendar=isinstance(constraint, Gate) and not details,
    )


def _rule_title(origin: Origin, requirements: Requirements) -> Value:
    """The title of the provision behind a constraint; of a duration, at which pace it is
    counted.
    """
    if origin.provision is None:
        return Phrase(
            f"causes.pace.{requirements.scenario.pace}"
            if origin.override is None
            else "causes.scenario-time"
        )
    return title(origin.provision.title, origin.rule)


def _words(
    constraint: Constraint,
    origin: Origin,
    push: Push,
    days: Mapping[str, int],
    requirements: Requirements,
) -> tuple[Phrase, tuple[Phrase, ...]]:
    match constraint:
        case Lag():
            return _lag_words(constraint, origin, days, requirements), ()
        case Limit():
            effect = origin.effect
            assert isinstance(effect, AtMost)
            return phrase(
                "causes.limit",
                title=_rule_title(origin, requirements),
                period=period_text(effect.period),
                target=milestone_title(constraint.target),
                day=to_date(days[constraint.target]),
            ), ()
        case Gate():
            return _gate_words(origin, push, requirements)


def _lag_words(
    constraint: Lag, origin: Origin, days: Mapping[str, int], requirements: Requirements
) -> Phrase:
    source, day = milestone_title(constraint.source), to_date(days[constraint.source])
    if origin.override is not None:
        period = period_text(Period(origin.override, "days"))
        return phrase("causes.override", period=period, source=source, day=day)
    row = origin.row(days[constraint.source])
    if row is not None:
        pace = requirements.scenario.pace
        how = Phrase(f"causes.pace.{pace}")
        length = taking(row, pace, requirements.clock.start - days[constraint.source])
        key = "causes.duration" if length == row.at(pace) else "causes.under-way"
        return phrase(key, period=period_text(length), source=source, day=day, pace=how)
    effect = origin.effect
    assert isinstance(effect, AtLeast)
    if effect.period.count == 0:
        return phrase(
            "causes.not-before", title=_rule_title(origin, requirements), source=source, day=day
        )
    period = period_text(effect.period)
    return phrase(
        "causes.lag", title=_rule_title(origin, requirements), period=period, source=source, day=day
    )


def _gate_words(
    origin: Origin, push: Push, requirements: Requirements
) -> tuple[Phrase, tuple[Phrase, ...]]:
    to = to_date(push.to)
    if origin.provision is None:
        return phrase("causes.again" if origin.rule == AGAIN else "causes.regime", day=to), ()
    if origin.lapses is not None and origin.lapses.count:
        title_, period = _rule_title(origin, requirements), period_text(origin.lapses)
        return phrase("causes.lapses", title=title_, period=period, day=to), ()
    found: tuple[Phrase, ...] = ()
    if not origin.picked:
        verdict = requirements.verdict(origin.provision.id, extended=True)
        found = tuple(
            finding(leaf, push.to, requirements.subject).text
            for leaf in gained(verdict, push.to)
            if not isinstance(leaf.node, Ref)
        )
    key = "causes.gate" if found else "causes.window"
    return phrase(key, title=_rule_title(origin, requirements), day=to), found


def conflict_cause(
    constraint: Constraint, failure: Infeasible, requirements: Requirements
) -> Cause:
    """A constraint that leaves a milestone without a day, or takes part in that, in words."""
    origin = origin_of(constraint)
    # No day of the start is known where nothing fits; the milestone's own bound is the nearest.
    start = failure.bound if counted_from(constraint) is not None else None
    cites, status, confidence = _stands(origin, requirements, failure.bound, start)
    kind, text = _conflict_words(constraint, origin, failure, requirements)
    return Cause(
        kind=kind,
        source=counted_from(constraint),
        rule=origin.rule,
        text=text,
        to=to_date(failure.bound),
        details=(),
        cites=cites,
        status=status,
        confidence=confidence,
    )


def _conflict_words(
    constraint: Constraint, origin: Origin, failure: Infeasible, requirements: Requirements
) -> tuple[PushKind, Phrase]:
    match constraint:
        case Gate():
            return "gate", _closed_words(constraint, origin, failure, requirements)
        case Lag():
            return "lag", phrase(
                "causes.blocked.lag",
                title=_rule_title(origin, requirements),
                period=_period_of(origin, requirements, failure.bound),
                source=milestone_title(constraint.source),
                target=milestone_title(constraint.target),
            )
        case Limit():
            given = requirements.scenario.milestones.get(constraint.source)
            key = "causes.blocked.limit" if given is None else "causes.blocked.expired"
            return "limit", phrase(
                key,
                title=_rule_title(origin, requirements),
                period=_period_of(origin, requirements, failure.bound),
                name=constraint.source,
                source=milestone_title(constraint.source),
                target=milestone_title(constraint.target),
                given=given or "",
            )


def _closed_words(
    gate: Gate, origin: Origin, failure: Infeasible, requirements: Requirements
) -> Phrase:
    """Why a gate does not leave a day that it is asked for, and between which days it does not."""
    title_, bound, clock = _rule_title(origin, requirements), failure.bound, requirements.clock
    before, after = gate.days.prev(bound), gate.days.next(bound)
    within = after is not None and after <= clock.horizon
    if origin.lapses is not None:
        key = "lapses-before" if within else "lapses"
        if not origin.lapses.count:
            key += "-at-once"
        day = to_date(after if within and after is not None else bound)
        period = period_text(origin.lapses)
        return phrase(f"causes.blocked.{key}", title=title_, period=period, day=day)
    if after is not None and within:
        if before is None or before < clock.start:
            return phrase("causes.gate", title=title_, day=to_date(after))
        first, last = to_date(before + 1), to_date(after - 1)
        return phrase("causes.blocked.gap", title=title_, first=first, last=last)
    key = "gate" if after is None else "horizon"
    return phrase(f"causes.blocked.{key}", title=title_, day=to_date(bound))


def _period_of(origin: Origin, requirements: Requirements, start: int) -> Phrase:
    """The period that a lag or limit sets, for a step that starts on a day."""
    if origin.override is not None:
        return period_text(Period(origin.override, "days"))
    row = origin.row(start)
    if row is not None:
        elapsed = requirements.clock.start - start
        return period_text(taking(row, requirements.scenario.pace, elapsed))
    effect = origin.effect
    assert isinstance(effect, AtLeast | AtMost)
    return period_text(effect.period)
