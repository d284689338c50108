"""A scenario as the subject of the ladder's law on one day: figures, answers and titles as metrics
of the law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from pathway.base.phrases import Number
from pathway.dates.days import FIRST
from pathway.law.events import Occurrence
from pathway.law.language.metrics import Known, growth
from pathway.law.language.verdict import Timeline, at
from pathway.law.raw_tables import RawTable, parsed, sub
from pathway.planning.subject import Knowledge
from pathway.recognition.titles import Title, holds
from pathway.scenario.firm import Level
from pathway.scenario.scenario import Scenario


class LadderSubject:
    """What the law asks of a firm on one day (`pathway.law.language.verdict.Subject`); every value
    is constant.

    level: the rung asked about; a firm that holds its title applies for review unless it says
    otherwise. more: values found elsewhere, such as the totals of a scoring sheet.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        when: date,
        titles: tuple[Title, ...],
        level: Level | None,
        more: Mapping[str, Known] | None = None,
    ) -> None:
        self.knowledge, self.when, self.titles, self.level = knowledge, when, titles, level
        self.values: dict[str, Known] = {
            **_answers(knowledge),
            **_computed(knowledge, when.toordinal()),
        }
        self.values |= _held(knowledge.scenario, titles, level)
        self.values |= more or {}

    def with_values(self, more: Mapping[str, Known]) -> LadderSubject:
        """The same firm with more values."""
        return LadderSubject(self.knowledge, self.when, self.titles, self.level, more)

    def yearly(self, metric: str, back: int) -> Timeline:
        """A yearly metric of the year `back` before the last one known on the day."""
        return ((FIRST, at(self.knowledge.yearly(metric, back), self.when.toordinal())),)

    def daily(self, metric: str) -> Timeline:
        """Anything else: an answer of the ladder table, or a fact of the scenario."""
        if metric in self.values:
            return ((FIRST, self.values[metric]),)
        return ((FIRST, at(self.knowledge.daily(metric), self.when.toordinal())),)

    def is_yearly(self, name: str) -> bool:
        """Whether a metric belongs to a reporting period."""
        return self.knowledge.is_yearly(name) and name not in self.values

    def is_soft(self, name: str) -> bool:
        """Whether a metric that is not given is taken as fulfilled (and named)."""
        return self.knowledge.is_soft(name)

    def events(self, kind: str, venue: str | None) -> tuple[Occurrence, ...]:
        """Events of a kind."""
        return self.knowledge.events(kind, venue)

    def covered(self, what: str) -> tuple[int, ...]:
        """No rung asks for statements."""
        return ()

    def statements(self) -> tuple[tuple[int, int], ...]:
        """Audited statements."""
        return self.knowledge.statements()


@cache
def _meanings() -> RawTable:
    return parsed("answers")


@cache
def rare() -> frozenset[str]:
    """The metrics of which a firm that says nothing has none, such as prizes: none to count on."""
    return frozenset(name for name in _meanings() if sub(_meanings(), name).get("no_unless_said"))


def _number(answer: object) -> Known:
    """An answer as a number, true and false as 1 and 0; a word without a meaning here is none."""
    if isinstance(answer, bool):
        return int(answer)
    return answer if isinstance(answer, int | Fraction) else None


def _answers(knowledge: Knowledge) -> dict[str, Known]:
    """Words that scenarios answer in their ladder table: numbers and flags as they are, others by
    what they mean.
    """
    given = knowledge.scenario.firm.ladder
    out: dict[str, Known] = {}
    for name, metric in knowledge.vocabulary.items():
        table, _, key = metric.path.partition(".")
        meaning = sub(_meanings(), name)
        if meaning:
            out[name] = _meant(meaning, given)
        elif table == "ladder" and key:
            out[name] = _number(given.get(key))
    quality = given.get("quality")
    out["quality_items"] = len(set(quality) - {"none"}) if isinstance(quality, tuple) else None
    industry, prefixes = (
        knowledge.scenario.firm.industry,
        sub(_meanings(), "industrial")["prefixes"],
    )
    assert isinstance(prefixes, list)
    out["industrial"] = int(industry is None or industry.startswith(tuple(prefixes)))
    if out.get("class1_ip") == 0:
        out |= {"class1_ip_high_value": 0, "class1_ip_own": 0}
    out["not_established"] = None
    return out


def _meant(meaning: RawTable, given: Mapping[str, object]) -> Known:
    value = given.get(str(meaning["key"]))
    if value is None:
        return 0 if meaning.get("no_unless_said") else None
    yes = meaning["any"]
    assert isinstance(yes, list)
    stated: Iterable[object] = value if isinstance(value, tuple) else (value,)
    return int(any(item in yes for item in stated))


def _computed(knowledge: Knowledge, when: int) -> dict[str, Known]:
    """Growth: as the firm states it, else from the metrics of its fiscal years."""
    stated = knowledge.scenario.firm.ladder
    main = [_value(knowledge, "main_revenue", back, when) for back in range(3)]
    profit = [_value(knowledge, "net_profit", back, when) for back in range(3)]
    revenue = [_value(knowledge, "revenue", back, when) for back in range(3)]
    return {
        "main_growth": _first(stated.get("main_growth"), growth(main[0], main[1])),
        "growth_mean_2y": _first(stated.get("main_growth_2y"), _mean(main)),
        "growth_compound_2y": _compound(main),
        "profit_growth_mean_2y": _mean(profit),
        "revenue_growth_2y": _first(stated.get("revenue_growth_2y"), _compound(revenue)),
    }


def _value(knowledge: Knowledge, metric: str, back: int, when: int) -> Number | None:
    value = at(knowledge.yearly(metric, back), when)
    return value if isinstance(value, int | Fraction) else None


def _first(stated: object, found: Number | None) -> Number | None:
    return stated if isinstance(stated, int | Fraction) else found


def _mean(newest_first: list[Number | None]) -> Fraction | None:
    """The arithmetic mean of the growth of two years."""
    first, second = (growth(newest_first[i], newest_first[i + 1]) for i in range(2))
    return None if first is None or second is None else Fraction(first + second) / 2


def _compound(newest_first: list[Number | None]) -> Number | None:
    """The yearly growth over two years."""
    return growth(newest_first[0], newest_first[2], 2)


def _held(scenario: Scenario, titles: tuple[Title, ...], level: Level | None) -> dict[str, Known]:
    def flag(value: bool | None) -> Known:
        return None if value is None else int(value)

    applicant = scenario.firm.ladder.get("applicant")
    holder = any(title.level == level for title in titles)
    return {
        "holds_innovative": flag(holds(titles, "innovative")),
        "holds_specialised": flag(holds(titles, "specialised")),
        "holds_little_giant": flag(holds(titles, "little-giant")),
        "holds_champion": flag(holds(titles, "champion")),
        "in_review": int(holder if applicant is None else applicant == "review"),
    }
