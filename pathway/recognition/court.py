"""One rung's provisions on one day: the versions that its round picks, evaluated for a firm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from attrs import frozen

from pathway.base.phrases import Bilingual
from pathway.law.effect import Requires, States
from pathway.law.language.grammar import Logic, Name, metrics_of, references
from pathway.law.language.verdict import Evaluator, Outcome, Verdict
from pathway.law.provision import EvidenceStatus, Provision, Version
from pathway.law.rulebook import Rulebook
from pathway.planning.causes import Cite
from pathway.planning.findings import Finding, finding, missed_by
from pathway.recognition.ladder_subject import LadderSubject, rare


@frozen
class RungCondition:
    """One condition of a rung.

    Attributes:
        id: The provision's.
        title: The provision's.
        outcome: `met`, `unmet`, `unknown` or `assumed`.
        findings: What it asks and what was found.
        lacking: What is still missing, of alternatives in the one that lacks least.
        missing: The metrics without a value that leave it open.
        cite: Where it stands.
        status: How well its text is established, as for a `Version`.
        confidence: `low`, `med` or `high`, or "".
        source: Its expression as the rulebook writes it.
        note: A doubt about it, or how its value was arrived at.
        children: The alternatives or parts that it is made of.
    """

    id: str
    title: Bilingual
    outcome: Outcome
    findings: tuple[Finding, ...]
    lacking: tuple[Finding, ...]
    missing: tuple[str, ...]
    cite: Cite
    status: EvidenceStatus
    confidence: str
    source: str
    note: Bilingual | None = None
    children: tuple[RungCondition, ...] = ()

    @property
    def lead(self) -> Finding | None:
        """The finding whose figures stand for the condition; None where it is about no figure."""
        numeric = [
            f
            for f in (*self.lacking, *self.findings, *_below(self.children))
            if f.threshold is not None
        ]
        same = [f for f in numeric if f.outcome == self.outcome]
        return next(iter(same or numeric), None)


def _below(children: tuple[RungCondition, ...]) -> Iterator[Finding]:
    for child in children:
        yield from child.findings
        yield from _below(child.children)


class Court:
    """Decides provisions for a firm. pivot: the day whose law governs; as_of: the day by which law
    was known.
    """

    def __init__(
        self, book: Rulebook, answers: LadderSubject, pivot: date, as_of: date, strict: bool
    ) -> None:
        self.book, self.answers, self.pivot, self.as_of, self.strict = (
            book,
            answers,
            pivot,
            as_of,
            strict,
        )
        self.when = answers.when.toordinal()
        self._verdicts: dict[str, Verdict] = {}

    def version(self, provision: Provision) -> Version | None:
        """The version that governs."""
        return provision.version(self.pivot, self.as_of)

    def verdict(self, name: str) -> Verdict:
        """The verdict of a provision by id; where no version governs it is not open."""
        if name not in self._verdicts:
            version = self.version(self.book.provision(name))
            source = version.effect if version is not None else None
            metrics = frozenset(self.book.vocabulary)
            if isinstance(source, Requires):
                rule = source
            else:
                rule = Requires("always" if isinstance(source, States) else "never", metrics)
            found = Evaluator(self.answers, self.verdict).verdict(rule.node(self.strict))
            self._verdicts[name] = found.strictly() if self.strict else found
        return self._verdicts[name]

    def conditions(self, step: str) -> tuple[RungCondition, ...]:
        """The conditions of a rung that no other of its conditions contains, in the order of the
        file.
        """
        governing = [(p, v) for p in self.book.for_step(step) if (v := self.version(p)) is not None]
        inner = {name for p, v in self._reached(governing) for name in self._names(v)}
        return tuple(self.condition(p, v) for p, v in governing if p.id not in inner)

    def _reached(
        self, start: list[tuple[Provision, Version]]
    ) -> Iterator[tuple[Provision, Version]]:
        for provision, version in start:
            yield provision, version
            inner = [self.book.provision(name) for name in self._names(version)]
            yield from self._reached([(p, v) for p in inner if (v := self.version(p)) is not None])

    def _names(self, version: Version) -> tuple[str, ...]:
        effect = version.effect
        return tuple(references(effect.node(self.strict))) if isinstance(effect, Requires) else ()

    def condition(self, provision: Provision, version: Version) -> RungCondition:
        """A provision's version with what it found."""
        verdict = self.verdict(provision.id)
        lacking = tuple(lacking_leaves(verdict, self.when))
        open_words = dict.fromkeys(
            name
            for leaf in lacking
            if self.when not in leaf.met | leaf.unmet or self.when in leaf.assumed
            for name in sorted(leaf.missing)
        )
        knowledge, effect = self.answers.knowledge, version.effect
        children = [self.book.provision(name) for name in self._names(version)]
        return RungCondition(
            id=provision.id,
            title=provision.title,
            outcome=verdict.outcome(self.when),
            findings=tuple(
                finding(leaf, self.when, knowledge) for leaf in verdict.own_leaves_on(self.when)
            ),
            lacking=tuple(finding(leaf, self.when, knowledge) for leaf in lacking),
            missing=tuple(open_words),
            cite=Cite(version.cite, self.book.instruments.get(version.cite.instrument)),
            status=version.status,
            confidence=version.confidence,
            source=effect.source if isinstance(effect, Requires) else "",
            note=version.note,
            children=tuple(
                self.condition(p, v) for p in children if (v := self.version(p)) is not None
            ),
        )


def lacking_leaves(verdict: Verdict, when: int) -> list[Verdict]:
    """What a condition lacks, of alternatives the one that lacks least; what it rests on by
    assumption, where it is assumed.
    """
    if verdict.outcome(when) == "met":
        return []
    if not verdict.parts:
        return [verdict]
    lacking = [lacking_leaves(part, when) for part in verdict.parts]
    if isinstance(verdict.node, Logic) and verdict.node.op == "or":
        # An alternative that fails does not matter while another is open or assumed.
        outcome = verdict.outcome(when)
        lacking = [
            leaves
            for part, leaves in zip(verdict.parts, lacking, strict=True)
            if part.outcome(when) == outcome
        ]
        return min(lacking or [[verdict]], key=lambda leaves: _cost(leaves, when))
    return [leaf for leaves in lacking for leaf in leaves]


def _cost(leaves: list[Verdict], when: int) -> tuple[bool, int, int, Fraction]:
    """How hard it is to make some leaves hold: by a prize last of all, then by what is not known,
    by what is missing, by how much.
    """
    by_prize = any(
        name in rare()
        for leaf in leaves
        if isinstance(leaf.node, Name)
        for name in metrics_of(leaf.node)
    )
    outcomes = [leaf.outcome(when) for leaf in leaves]
    return (
        by_prize,
        outcomes.count("unknown"),
        len(leaves),
        sum((missed_by(leaf, when) for leaf in leaves), Fraction(0)),
    )
