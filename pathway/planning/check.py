"""Readiness on a day: every requirement of a venue, what was found, what is asked, and since when
it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import frozen

from pathway.base import usage
from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import Bilingual, Phrase, phrase
from pathway.base.renderable import Renderable
from pathway.dates.days import to_date
from pathway.law.effect import AtLeast, Requires, States
from pathway.law.language.grammar import Ref
from pathway.law.language.verdict import Outcome, Verdict
from pathway.law.provision import EvidenceStatus, Provision, Version
from pathway.law.rulebook import Rulebook, shipped_for
from pathway.law.steps import (
    CHECKED,
    CORE,
    MILESTONES,
    OUTSIDE,
    VENUES,
    Venue,
    anchor,
    routes,
)
from pathway.planning.arguments import refuse_no_rulebook, refuse_no_scenario
from pathway.planning.causes import Cite, milestone_title, period_text
from pathway.planning.findings import Finding, finding
from pathway.planning.requirements import Requirements, extended_at
from pathway.planning.solve import Ask, Solved, question, solve
from pathway.scenario.scenario import Scenario


@frozen
class Item:
    """One requirement on a day.

    Attributes:
        id: The provision's, such as `bse.standard`.
        title: The provision's.
        outcome: `met`, `unmet`, `unknown` (a figure is not given) or `assumed` (taken as met, as
            a fact is not given).
        findings: What it asks and what was found.
        met_from: The day since which it holds without a break, if it holds on the day asked for;
            else the first later day on which it does. None: on no day, or since ever.
        paths: The scenario paths that it reads.
        cites: Where it stands.
        status: How well its text is established: `official`, `reported`, `derived`, `unconfirmed`
            or `unknown`.
        confidence: How sure its value is, as the rulebook says it, or "".
        tested_at: The milestones (names within the venue's step) at which it is tested.
        note: A doubt about it, or how its value was arrived at.
        children: The alternatives or parts that it is made of.
        always: Whether it holds since ever.
    """

    id: str
    title: Bilingual
    outcome: Outcome
    findings: tuple[Finding, ...]
    met_from: date | None
    paths: tuple[str, ...]
    cites: tuple[Cite, ...]
    status: EvidenceStatus
    confidence: str
    tested_at: tuple[str, ...]
    note: Bilingual | None = None
    children: tuple[Item, ...] = ()
    always: bool = False

    @property
    def lead(self) -> Finding | None:
        """The first finding that fails, else the first with numbers, which stand for the whole."""
        numeric = [f for f in self.findings if f.threshold is not None]
        failing = [f for f in numeric if f.outcome in ("unmet", "unknown")]
        return next(iter(failing or numeric), None)


@frozen
class Readiness(Renderable):
    """The answer of `check`: every requirement of a venue on a day.

    Attributes:
        scenario: The scenario's name.
        venue: The venue asked about.
        on: The day asked about.
        items: The requirements, in the order of the rulebook.
    """

    scenario: str
    venue: Venue
    on: date
    items: tuple[Item, ...]

    def __repr__(self) -> str:
        unmet = [item.id for item in self.items if item.outcome in ("unmet", "unknown")]
        state = "ready" if self.ready else f"not met: {', '.join(unmet)}"
        return f"<Readiness of {self.scenario!r} for {self.venue} on {self.on}: {state}>"

    @property
    def ready(self) -> bool:
        """Whether every requirement holds, or is assumed to."""
        return all(item.outcome in ("met", "assumed") for item in self.items)


def check(
    scenario: Scenario,
    venue: Venue,
    on: date | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    ipo: bool = False,
) -> Readiness:
    """Is a firm ready for a venue on a day? Every requirement, with what was found.

    A requirement is the version in force on that day, as far as it was published by the as-of day.
    On a later day, what the plan has reached by then is taken as reached.

    Args:
        scenario: The firm and what is assumed, as `load` reads them.
        venue: The venue whose requirements are looked at.
        on: The day. Default: the scenario's as-of day.
        rulebook: The law to go by, as `load_rules` reads it. Default: the shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.
        ipo: Whether a firm that can transfer to the venue is checked for a direct offering all the
            same.

    Returns:
        The requirements, and whether the firm meets them all.

    Raises:
        UsageError: An argument is of the wrong kind, or no venue is called so.
        OutOfRangeError: The venue's requirements are not encoded, or not for that day, or the firm
            is there already.
    """
    refuse_no_scenario(scenario)
    usage.refuse_unknown("venue", venue, VENUES)
    refuse_no_rulebook(rulebook)
    usage.refuse_no_flag("strict", strict)
    usage.refuse_no_flag("ipo", ipo)
    on = usage.day("on", on, optional=True)
    step = _step(scenario.firm.status.venue, venue, ipo)
    if step not in CORE:
        raise OutOfRangeError(phrase("check.no-venue", venue=Phrase(f"text.venue.{venue}")))
    book = rulebook or shipped_for((step,))
    when = on or scenario.as_of
    reached = _reached(scenario, venue, step, book, strict) if when > scenario.as_of else {}
    past = {name: day for name, day in reached.items() if day <= when.toordinal()}
    requirements = Requirements(scenario, book, strict, min(when, scenario.as_of), reached=past)
    if step == "neeq" and scenario.firm.status.venue not in OUTSIDE:
        raise OutOfRangeError(phrase("check.there-already", venue=Phrase(f"text.venue.{venue}")))
    over = frozenset(
        name.partition(".")[2]
        for name, day in reached.items()
        if name.startswith(f"{step}.") and day < when.toordinal()
    )
    provisions = [p for p in book.for_step(step) if _is_tested(requirements, p, over)]
    core = book.provision(CORE[step]).versions
    first = min(v.effective for v in core)
    if when < first or scenario.as_of < min(v.published for v in core):
        raise OutOfRangeError(
            phrase("check.before-law", venue=Phrase(f"text.venue.{venue}"), first=first, on=when)
        )
    items = tuple(
        item
        for p in provisions
        if (item := _item(requirements, step, p, when.toordinal(), past)) is not None
    )
    return Readiness(scenario.name, venue, when, items)


def _step(present: Venue, venue: Venue, ipo: bool) -> str:
    """The step whose requirements make a firm ready for a venue."""
    transfer = f"{venue}-transfer"
    return transfer if not ipo and (transfer,) in routes(present, venue) else CHECKED.get(venue, "")


def _reached(
    scenario: Scenario, venue: Venue, step: str, book: Rulebook, strict: bool
) -> dict[str, int]:
    """The days of the milestones on the best route to a venue; none where no route has a date."""
    try:
        asked = question(scenario, Ask((venue,), rulebook=book, strict=strict))
    except OutOfRangeError:
        return {}
    found = [solve(asked.requirements, route) for _, route in asked.routes if step in route]
    best = min(
        (one for one in found if isinstance(one, Solved)), key=lambda one: one.date, default=None
    )
    if best is None:
        return {}
    days = dict(best.schedule.days)
    for name in ("neeq.listed", "innovation.entered"):
        own = anchor(name, best.steps)
        if own in days:
            days[name] = days[own]
    return days


def _is_tested(requirements: Requirements, provision: Provision, over: frozenset[str]) -> bool:
    """Whether a provision says something about the firm (process dates and opening hours do not) at
    a milestone that is not over yet.
    """
    return any(
        frozenset(v.tested_at) - over and _about_firm(v) for v in requirements.law.known(provision)
    )


def _about_firm(version: Version) -> bool:
    match version.effect:
        case Requires() | States():
            return True
        case AtLeast():
            return "." in version.effect.since
        case _:
            return False


def _item(
    requirements: Requirements,
    step: str,
    provision: Provision,
    when: int,
    past: Mapping[str, int],
) -> Item | None:
    version = requirements.law.in_force(provision, when)
    if version is None or not _about_firm(version):
        return None
    last = [name for name in MILESTONES[step] if f"{step}.{name}" in past]
    extended = extended_at(requirements.scenario, step, last[-1] if last else None)
    verdict = requirements.verdict(provision.id, extended)
    return _made(requirements, provision, version, verdict, when)


def _made(
    requirements: Requirements, provision: Provision, version: Version, verdict: Verdict, when: int
) -> Item:
    inner = verdict.parts_on(when)
    # A requirement in force is shown as its version reads it; what is only stated on that day asks
    # nothing.
    own = inner[0] if inner else verdict
    if isinstance(version.effect, AtLeast):
        findings: tuple[Finding, ...] = (
            _waiting(requirements, version.effect, verdict.outcome(when)),
        )
    else:
        leaves = {leaf.node: leaf for leaf in own.telling_leaves_on(when)}
        findings = tuple(finding(leaf, when, requirements.subject) for leaf in leaves.values())
    paths = [
        requirements.book.vocabulary[m].path
        for f in findings
        for m in f.metrics
        if m in requirements.book.vocabulary
    ]
    span = verdict.met.span_at(when)
    start = span[0] if span else verdict.met.next(when)
    always = start is not None and to_date(start) == date.min
    return Item(
        id=provision.id,
        title=provision.title,
        outcome=verdict.outcome(when),
        findings=findings,
        met_from=None if start is None or always else to_date(start),
        paths=tuple(dict.fromkeys(filter(None, paths))),
        cites=(Cite(version.cite, requirements.book.instruments.get(version.cite.instrument)),),
        status=version.status,
        confidence=version.confidence,
        tested_at=version.tested_at,
        note=version.note,
        children=tuple(_children(requirements, own, when)),
        always=always,
    )


def _waiting(requirements: Requirements, effect: AtLeast, outcome: Outcome) -> Finding:
    """A minimum period in words, counted from the firm's status."""
    since = requirements.day_of(effect.since)
    source = milestone_title(effect.since)
    if since is None:
        return Finding(phrase("check.not-yet", source=source), outcome)
    if effect.period.count == 0:
        return Finding(phrase("check.since", source=source, day=to_date(since)), outcome)
    over = to_date(requirements.clock.lag(effect).after(since))
    text = phrase(
        "check.lag", period=period_text(effect.period), source=source, day=to_date(since), over=over
    )
    return Finding(text, outcome)


def _children(requirements: Requirements, verdict: Verdict, when: int) -> Iterator[Item]:
    """The provisions that a requirement refers to, as items."""
    if isinstance(verdict.node, Ref) and verdict.node.id in requirements.book.provisions:
        provision = requirements.book.provisions[verdict.node.id]
        version = requirements.law.in_force(provision, when)
        if version is not None:
            yield _made(requirements, provision, version, verdict.parts[0], when)
        return
    for part in verdict.parts_on(when):
        yield from _children(requirements, part, when)


def unmet(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items that stand in the way."""
    return tuple(item for item in items if item.outcome in ("unmet", "unknown"))
