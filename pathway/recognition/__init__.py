"""The specialised-SME recognition ladder (专精特新梯度): innovative, specialised, little giant, champion.

    import pathway
    found = pathway.ladder(pathway.load("firm.toml"))
    found.reached, [(rung.level, rung.outcome) for rung in found.rungs]

What each rung asks for is law (`rulebook/ladder/recognition.toml`); scoring sheets, rounds, bridges
and money are tables beside it. Recognition is a condition of no listing.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

from attrs import frozen

from pathway.base import usage
from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import Number, Phrase, phrase
from pathway.base.renderable import Renderable
from pathway.dates.calendar import open_days
from pathway.law.language.verdict import Outcome
from pathway.law.rulebook import Rulebook, ladder_law
from pathway.planning.arguments import refuse_no_rulebook, refuse_no_scenario
from pathway.planning.local_money import Money, money
from pathway.planning.subject import Knowledge
from pathway.recognition.bridges import Board, Bridge, boards, bridges
from pathway.recognition.court import Court, RungCondition
from pathway.recognition.ladder_rounds import Governing, calendar, governing
from pathway.recognition.ladder_subject import LadderSubject
from pathway.recognition.sheets import Sheet, filled
from pathway.recognition.texts import Batch, batches
from pathway.recognition.titles import Title, held
from pathway.scenario.firm import LEVELS, Basis, Level
from pathway.scenario.scenario import Scenario

__all__ = ["Growth", "Ladder", "Rung", "RungCondition", "ladder"]


@frozen
class Growth:
    """The growth figure of a rung whose formula the law leaves open.

    Attributes:
        mean: The arithmetic mean of the yearly growth, as a fraction of one.
        compound: The compound yearly growth, as a fraction of one.
        used: Which of them the outcome uses.
    """

    mean: Number | None
    compound: Number | None
    used: str


@frozen
class Rung:
    """One rung of the ladder: the law that governs it, and whether the firm would be recognised.

    Attributes:
        level: `innovative`, `specialised`, `little-giant` or `champion`.
        outcome: `unmet` where a condition is, else `unknown` where one is, else `assumed` where one
            is, else `met`.
        governing: The law of the evaluation, and what picked it.
        review: Whether it is a review of a title that the firm holds, and no first recognition.
        conditions: Every condition of the rung.
        sheet: The scoring sheet, filled in. None where the rung has none.
        growth: Both readings of average growth, where the rung asks for it.
        note: Why there is no answer, where none of its conditions is encoded.
    """

    level: Level
    outcome: Outcome
    governing: Governing
    review: bool
    conditions: tuple[RungCondition, ...]
    sheet: Sheet | None
    growth: Growth | None
    note: Phrase | None

    def with_outcome(self, *outcomes: Outcome) -> tuple[RungCondition, ...]:
        """The conditions with one of some outcomes.

        Args:
            outcomes: `met`, `unmet`, `unknown` or `assumed`.

        Returns:
            The conditions, in the order of the rulebook.

        Raises:
            UsageError: No outcome is called so.
        """
        for outcome in outcomes:
            usage.refuse_unknown("outcomes", outcome, get_args(Outcome))
        return tuple(item for item in self.conditions if item.outcome in outcomes)


@frozen
class Ladder(Renderable):
    """The answer of `ladder`: where a firm stands, and what each rung asks for.

    Attributes:
        scenario: What was looked at.
        on: The day asked about.
        strict: Whether facts that are not given counted against the firm.
        rulebook: The law that was used.
        titles: The titles granted by the day, the lowest rung first.
        reached: The highest rung whose title is valid on the day. None: none.
        fiscal_year: The last year whose report is out on the day, with its basis (None where the
            scenario does not give it).
        rungs: Every rung, the lowest first.
        calendar: The national rounds known on the as-of day.
        bridges: What a title opens on the way to a listing.
        boards: The conditions of regional special boards.
        money: The money for titles and stages that is in reach.
        missing: Scenario paths whose values would settle what is not known.
    """

    scenario: Scenario
    on: date
    strict: bool
    rulebook: Rulebook
    titles: tuple[Title, ...]
    reached: Level | None
    fiscal_year: tuple[int, Basis | None]
    rungs: tuple[Rung, ...]
    calendar: tuple[Batch, ...]
    bridges: tuple[Bridge, ...]
    boards: tuple[Board, ...]
    money: tuple[Money, ...]
    missing: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Ladder of {self.scenario.name!r} on {self.on}: {self.reached or 'no title'}>"

    def rung(self, level: Level) -> Rung:
        """One rung.

        Args:
            level: `innovative`, `specialised`, `little-giant` or `champion`.

        Returns:
            The rung.

        Raises:
            UsageError: No rung is called so.
        """
        usage.refuse_unknown("level", level, LEVELS)
        return next(rung for rung in self.rungs if rung.level == level)


def ladder(
    scenario: Scenario,
    on: date | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    batch: int | None = None,
) -> Ladder:
    """Where does a firm stand on the ladder of specialised SMEs (专精特新), and what does it lack?

    The conditions are those of `pathway/rulebook/ladder/`, each with its citation; the version that
    governs a rung is the one that its round's call cites.

    Args:
        scenario: The firm and what is assumed, as `load` reads them.
        on: The day. Default: the day of the round's call, else the scenario's as-of day.
        rulebook: One that holds the law of the ladder (`load_rules(…, ladder=True)`). Default: the
            shipped one.
        strict: Whether a fact that is not given counts against the firm instead of being assumed.
        batch: The number of a national round of little giants: evaluate that rung by its rules.

    Returns:
        The titles held, every rung with its conditions, the rounds, and what a title changes.

    Raises:
        UsageError: An argument is of the wrong kind.
        OutOfRangeError: The day lies before the first version that is encoded or beyond the
            calendar, the round is not encoded, or the rulebook does not hold the law of the ladder.
    """
    refuse_no_scenario(scenario)
    refuse_no_rulebook(rulebook)
    usage.refuse_no_flag("strict", strict)
    on = usage.day("on", on, optional=True)
    if batch is not None:
        batch = usage.whole("batch", batch, 1)
    book = rulebook or ladder_law()
    when = on or _day_of(batch, scenario.as_of)
    _refuse_outside(book, scenario, when)
    knowledge = Knowledge(scenario, book.vocabulary)
    titles = held(scenario.firm, when)
    rungs = tuple(
        _rung(book, knowledge, titles, level, when, strict=strict, batch=batch) for level in LEVELS
    )
    court = Court(book, LadderSubject(knowledge, when, titles, None), when, scenario.as_of, strict)
    valid = [title.level for title in titles if title.state == "valid"]
    return Ladder(
        scenario=scenario,
        on=when,
        strict=strict,
        rulebook=book,
        titles=titles,
        reached=valid[-1] if valid else None,
        fiscal_year=_last_year(knowledge, when),
        rungs=rungs,
        calendar=calendar(scenario.as_of),
        bridges=bridges(scenario, titles, when),
        boards=boards(scenario, court),
        money=money(scenario, when),
        missing=_paths(book, knowledge, when, rungs),
    )


def _day_of(batch: int | None, as_of: date) -> date:
    """The day of a round's call (of its law, where only a month is known); the as-of day without a
    round.
    """
    rounds = (
        b for b in batches() if b.level == "little-giant" and b.batch == batch and b.law is not None
    )
    return next((b.call.day or b.known for b in rounds), as_of)


def _refuse_outside(book: Rulebook, scenario: Scenario, when: date) -> None:
    versions = [
        v for p in book.provisions.values() if p.id.startswith("recognition.") for v in p.versions
    ]
    if not versions:
        raise OutOfRangeError(phrase("ladder.no-law-at-all"))
    first = min(v.effective for v in versions)
    if when < first or scenario.as_of < first:
        raise OutOfRangeError(
            phrase("ladder.before-law", first=first, on=min(when, scenario.as_of))
        )
    open_days.check(when.toordinal())


def _rung(
    book: Rulebook,
    knowledge: Knowledge,
    titles: tuple[Title, ...],
    level: Level,
    when: date,
    strict: bool,
    batch: int | None,
) -> Rung:
    law = governing(knowledge.scenario, level, when, batch)
    answers = LadderSubject(knowledge, when, titles, level)
    sheet = filled(level, law.text.id, answers) if law.text is not None else None
    if sheet is not None:
        answers = answers.with_values(sheet.values)
    court = Court(book, answers, law.day, knowledge.scenario.as_of, strict)
    conditions = court.conditions(level) if law.text is not None else ()
    review = answers.values["in_review"] == 1
    return Rung(
        level=level,
        outcome=_together(conditions),
        governing=law,
        review=review,
        conditions=conditions,
        sheet=sheet if conditions else None,
        growth=_growth(conditions, sheet, answers),
        note=None if conditions else Phrase(f"ladder.no-law.{level}"),
    )


def _together(conditions: tuple[RungCondition, ...]) -> Outcome:
    """All conditions together; a rung of which no condition is known is not known."""
    found = {item.outcome for item in conditions}
    order: tuple[Outcome, ...] = ("unmet", "unknown", "assumed")
    return next((outcome for outcome in order if outcome in found), "met" if found else "unknown")


def _growth(
    conditions: tuple[RungCondition, ...], sheet: Sheet | None, answers: LadderSubject
) -> Growth | None:
    """Both formulas, where a condition or a sheet speaks of average growth without saying which is
    meant.
    """
    scored = sheet is not None and "growth_mean_2y" in sheet.metrics
    if not conditions or not (
        scored or any("growth_mean_2y" in item.source for item in conditions)
    ):
        return None
    mean, compound = answers.values["growth_mean_2y"], answers.values["growth_compound_2y"]
    assert not isinstance(mean, str) and not isinstance(compound, str)
    return Growth(mean, compound, "arithmetic-mean")


def _last_year(knowledge: Knowledge, when: date) -> tuple[int, Basis | None]:
    """The last fiscal year whose report is (or should be) out on a day."""
    year = next(
        (
            y
            for y in range(when.year, when.year - 3, -1)
            if knowledge.report_day(y) <= when.toordinal()
        ),
        None,
    )
    last = when.year - 3 if year is None else year
    return last, knowledge.years[last].basis if last in knowledge.years else None


def _paths(
    book: Rulebook, knowledge: Knowledge, when: date, rungs: tuple[Rung, ...]
) -> tuple[str, ...]:
    """The scenario paths of what is not given and leaves something open, each once, in the order of
    the rungs.
    """
    last, _ = _last_year(knowledge, when)
    out: dict[str, None] = {}
    for rung in rungs:
        unsure = [item for item in rung.conditions if item.outcome == "unknown"]
        names = [name for item in unsure for name in item.missing]
        if rung.sheet is not None and unsure:
            names += [
                name
                for block in rung.sheet.blocks
                for item in block.indicators
                for name in item.missing
            ]
        for name in names:
            path = book.vocabulary[name].path
            if (
                not path
                or path == "ladder"
                or (rung.sheet is not None and name in rung.sheet.values)
            ):
                continue
            metric = path.rpartition(".")[2]
            years = [
                y
                for y in range(last - 2, last + 1)
                if getattr(knowledge.years.get(y), metric, None) is None
            ]
            out |= dict.fromkeys(
                path.replace("{year}", str(y)) for y in (years if "{year}" in path else (0,))
            )
    return tuple(out)
