"""The specialised-SME recognition ladder (专精特新梯度): innovative, specialised, little giant, champion.

    import pathway
    found = pathway.ladder(pathway.load("firm.toml"))
    found.reached, [(rung.level, rung.outcome) for rung in found.rungs]

What each rung asks for is law (`rulebook/ladder/recognition.toml`); scoring sheets, rounds, bridges
and money are tables beside it. Recognition is a condition of no listing.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import Number, Phrase, phrase
from pathway.law.language.verdict import Outcome
from pathway.law.rulebook import Rulebook, ladder_law
from pathway.planning.subject import Knowledge
from pathway.recognition.court import Court, RungCondition
from pathway.recognition.ladder_rounds import Governing, calendar, governing
from pathway.recognition.ladder_subject import LadderSubject
from pathway.recognition.sheets import Sheet, filled
from pathway.recognition.texts import Batch, batches
from pathway.recognition.titles import Title, held
from pathway.recognition.ways import Board, Bridge, Money, boards, money, ways
from pathway.scenario.firm import LEVELS, Basis, Level
from pathway.scenario.scenario import Scenario

__all__ = ["Growth", "Ladder", "Rung", "RungCondition", "ladder"]


@frozen
class Growth:
    """The growth figure of a rung whose formula is open: both values, and which one the outcome
    uses.
    """

    mean: Number | None
    compound: Number | None
    used: str


@frozen
class Rung:
    """One rung: the law that governs it, every condition, and whether the firm would be recognised.

    outcome: unmet where a condition is, else unknown where one is, else assumed where one rests on
    an assumption. note: why there is no answer where none of its conditions is encoded.
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
        """The conditions with one of some outcomes."""
        return tuple(item for item in self.conditions if item.outcome in outcomes)


@frozen
class Ladder:
    """The answer of `ladder`. reached: the highest rung whose title is valid on the day; None for
    none.

    fiscal_year: the last one whose report is out on the day, with its basis (None where the
    scenario does not give it). calendar: the rounds known on the as-of day. missing: scenario paths
    whose values would settle what is not known.
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
    ways: tuple[Bridge, ...]
    boards: tuple[Board, ...]
    money: tuple[Money, ...]
    missing: tuple[str, ...]

    def rung(self, level: Level) -> Rung:
        """One rung."""
        return next(rung for rung in self.rungs if rung.level == level)


def ladder(
    scenario: Scenario,
    on: date | None = None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    batch: int | None = None,
) -> Ladder:
    """Where a firm stands on the recognition ladder on a day (default: the as-of day).

    batch: evaluate the little giant by the rules of this national round, and the firm on the day of
    its call unless `on` is given. rulebook: one that holds the law of the ladder
    (`pathway.load_rules(…, ladder=True)`). Raises `OutOfRangeError` for a day before the first
    encoded version and for a round that is not encoded.
    """
    book = rulebook or ladder_law()
    when = on or _day_of(batch, scenario.as_of)
    _refuse_early(book, scenario, when)
    knowledge = Knowledge(scenario, book.vocabulary)
    titles = held(scenario.firm, when)
    rungs = tuple(_rung(book, knowledge, titles, level, when, strict, batch) for level in LEVELS)
    court = Court(book, LadderSubject(knowledge, when, titles, None), when, scenario.as_of, strict)
    valid = [title.level for title in titles if title.state == "valid"]
    return Ladder(
        scenario,
        when,
        strict,
        book,
        titles,
        valid[-1] if valid else None,
        _last_year(knowledge, when),
        rungs,
        calendar(scenario.as_of),
        ways(scenario, titles, when),
        boards(scenario, court),
        money(scenario, when),
        _paths(book, knowledge, when, rungs),
    )


def _day_of(batch: int | None, as_of: date) -> date:
    """The day of a round's call (of its law, where only a month is known); the as-of day without a
    round.
    """
    rounds = (
        b for b in batches() if b.level == "little-giant" and b.batch == batch and b.law is not None
    )
    return next((b.call.day or b.known for b in rounds), as_of)


def _refuse_early(book: Rulebook, scenario: Scenario, when: date) -> None:
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
        level,
        _together(conditions),
        law,
        review,
        conditions,
        sheet if conditions else None,
        _growth(conditions, sheet, answers),
        None if conditions else Phrase(f"ladder.no-law.{level}"),
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
    scored = sheet is not None and "growth_mean_2y" in sheet.words
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
        words = [name for item in unsure for name in item.missing]
        if rung.sheet is not None and unsure:
            words += [
                name
                for block in rung.sheet.blocks
                for item in block.indicators
                for name in item.missing
            ]
        for name in words:
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
