"""Scoring sheets: per indicator the value, the band and the points, and a total, or the range in
which it lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from attrs import frozen

from pathway.base.phrases import Bilingual, Number, Value
from pathway.law.language.grammar import Compare, metrics_of
from pathway.law.language.metrics import Known
from pathway.law.language.parser import parse
from pathway.law.language.verdict import Evaluator, Verdict
from pathway.law.raw_tables import Footing, RawTable, both, number, parsed, rows, standing, sub
from pathway.planning.findings import finding, unit_of
from pathway.recognition.ladder_subject import LadderSubject
from pathway.scenario.firm import Level


@frozen
class Points:
    """Points that are sure and points that are possible.

    Attributes:
        least: Points that are sure.
        most: Points that are possible; the same where every indicator is known.
    """

    least: Number
    most: Number

    @property
    def known(self) -> bool:
        """Whether there is one number."""
        return self.least == self.most

    def __add__(self, other: Points) -> Points:
        return Points(self.least + other.least, self.most + other.most)


@frozen
class Indicator:
    """One line of a scoring sheet.

    Attributes:
        id: Its name.
        title: It in words.
        points: Its points.
        most: The most points that it can give.
        values: What was found, each with its unit.
        band: The condition that gave the points, or "".
        edge: Whether the value lies on the edge of two bands.
        missing: The metrics without a value that leave it open.
    """

    id: str
    title: Bilingual
    points: Points
    most: Number
    values: tuple[tuple[Known, str], ...]
    band: str
    edge: bool
    missing: tuple[str, ...]


@frozen
class SheetPart:
    """A part of a scoring sheet.

    Attributes:
        title: It in words.
        metric: The metric under which the law asks for its points, or "".
        most: The most points that it can give.
        indicators: Its lines.
    """

    title: Bilingual
    metric: str
    most: Number
    indicators: tuple[Indicator, ...]

    @property
    def points(self) -> Points:
        """The sum of its indicators."""
        return sum((item.points for item in self.indicators), Points(0, 0))


@frozen
class Sheet:
    """A scoring sheet, filled in for a firm.

    Attributes:
        level: The rung.
        blocks: Its parts.
        total: The points of all parts, or what the firm states.
        needed: The points that the law asks for.
        stated: Whether the total is the firm's own statement.
        instrument: The id of the instrument that holds it.
        standing: How firmly it is established.
        edge_standing: How firmly it is established to which band an edge belongs.
        edge_text: To which band a value on the edge of two belongs, in words.
        values: What the law may ask of it (`specialised_score_least` and the like).
        metrics: The metrics that its bands look at.
    """

    level: Level
    blocks: tuple[SheetPart, ...]
    total: Points
    needed: int
    stated: bool
    instrument: str
    standing: Footing
    edge_standing: Footing
    edge_text: Value
    values: dict[str, Known]
    metrics: frozenset[str]

    @property
    def edges(self) -> tuple[Indicator, ...]:
        """The indicators whose value lies on the edge of two bands."""
        return tuple(item for block in self.blocks for item in block.indicators if item.edge)


@cache
def _tables() -> tuple[RawTable, ...]:
    return rows(parsed("sheets"), "sheet")


def filled(level: Level, version: str, answers: LadderSubject) -> Sheet | None:
    """The sheet of a rung in a named version of its rules, filled in; None where it has none."""
    found = (table for table in _tables() if (table["level"], table["version"]) == (level, version))
    return next((_sheet(table, level, answers) for table in found), None)


def _sheet(table: RawTable, level: Level, answers: LadderSubject) -> Sheet:
    blocks = tuple(_block(block, answers) for block in rows(table, "block"))
    metric = str(table["metric"])
    stated = answers.values.get(metric)
    total = sum((block.points for block in blocks), Points(0, 0))
    if isinstance(stated, int | Fraction):
        total = Points(stated, stated)
    values: dict[str, Known] = {}
    for name, points in ((metric, total), *((b.metric, b.points) for b in blocks if b.metric)):
        values |= {f"{name}_least": points.least, f"{name}_most": points.most}
        values[name] = points.least if points.known else None
    edge = both(sub(table, "edge"))
    return Sheet(
        level=level,
        blocks=blocks,
        total=total,
        needed=int(number(table, "needed")),
        stated=stated is not None,
        instrument=str(table["instrument"]),
        standing=standing(table),
        edge_standing=standing(sub(table, "edge")),
        edge_text=edge or "",
        values=values,
        metrics=frozenset(
            w
            for block in rows(table, "block")
            for item in rows(block, "item")
            for w in _metrics(item, answers)
        ),
    )


def _metrics(table: RawTable, answers: LadderSubject) -> Iterator[str]:
    for _, source in _bands(table) if "bands" in table else ():
        yield from metrics_of(parse(source, frozenset(answers.knowledge.vocabulary)))


def _block(table: RawTable, answers: LadderSubject) -> SheetPart:
    title = both(table)
    assert title is not None
    items = tuple(_indicator(item, answers) for item in rows(table, "item"))
    return SheetPart(title, str(table.get("metric", "")), number(table, "max"), items)


def _bands(table: RawTable) -> tuple[tuple[Number, str], ...]:
    found = table["bands"]
    assert isinstance(found, list)
    return tuple((points, source) for points, source in found)


def _indicator(table: RawTable, answers: LadderSubject) -> Indicator:
    """The first band that holds gives the points; bands above it that are not decided may give
    more.
    """
    title, bands = both(table), _bands(table) if "bands" in table else ()
    assert title is not None
    if not bands:
        return _given(table, title, answers)
    evaluator, when = Evaluator(answers, _no_provision), answers.when.toordinal()
    possible: list[Number] = []
    missing: dict[str, None] = {}
    values: dict[tuple[Known, str], None] = {}
    for points, source in bands:
        verdict = evaluator.verdict(parse(source, frozenset(answers.knowledge.vocabulary)))
        values |= dict.fromkeys(_values(verdict, answers))
        if verdict.outcome(when) == "met":
            most, edge = max([points, *possible]), not possible and _on_edge(verdict, answers)
            return Indicator(
                id=str(table["id"]),
                title=title,
                points=Points(points, most),
                most=bands[0][0],
                values=tuple(values),
                band=source,
                edge=edge,
                missing=tuple(missing),
            )
        if verdict.outcome(when) != "unmet":
            possible.append(points)
            missing |= dict.fromkeys(
                name for leaf in verdict.leaves_on(when) for name in sorted(leaf.missing)
            )
    rest = Points(0, max(possible, default=0))
    return Indicator(
        id=str(table["id"]),
        title=title,
        points=rest,
        most=bands[0][0],
        values=tuple(values),
        band="",
        edge=False,
        missing=tuple(missing),
    )


def _no_provision(name: str) -> Verdict:
    raise KeyError(f"a scoring sheet names the provision {name}")


def _values(verdict: Verdict, answers: LadderSubject) -> tuple[tuple[Known, str], ...]:
    """The values that a band looks at, with their units."""
    when = answers.when.toordinal()
    found = (finding(leaf, when, answers.knowledge) for leaf in verdict.leaves_on(when))
    return tuple((f.value, f.unit) for f in found if f.value is not None)


def _given(table: RawTable, title: Bilingual, answers: LadderSubject) -> Indicator:
    """An indicator whose points somebody else sets: as the firm gives them, else anything up to its
    most.
    """
    metric, most = str(table["given"]), number(table, "max")
    value = answers.values.get(metric)
    known = isinstance(value, int | Fraction)
    points = Points(value, value) if isinstance(value, int | Fraction) else Points(0, most)
    return Indicator(
        id=str(table["id"]),
        title=title,
        points=points,
        most=most,
        values=(),
        band="",
        edge=False,
        missing=() if known else (metric,),
    )


def _on_edge(verdict: Verdict, answers: LadderSubject) -> bool:
    """Whether a ratio or an amount equals the threshold that it must reach; a count of things has
    no edge.
    """
    vocabulary, when = answers.knowledge.vocabulary, answers.when.toordinal()
    return any(
        isinstance(leaf.node, Compare)
        and leaf.node.op in (">=", "<=")
        and unit_of(leaf.node.left, vocabulary) in ("ratio", "yuan")
        and (piece := leaf.piece(when)) is not None
        and piece.values == (piece.threshold,)
        for leaf in verdict.leaves_on(when)
        if leaf.outcome(when) == "met"
    )
