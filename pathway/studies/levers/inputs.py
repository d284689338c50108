"""What a firm can change: figures, days, choices and lengths of a scenario, and how `--set` writes
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from pathway.base.phrases import Number, Phrase, Quantity, Value, phrase
from pathway.law.provision import Vocabulary
from pathway.law.steps import LEGAL_DAYS, actor
from pathway.planning.subject import OFFERING
from pathway.scenario.file import money_unit
from pathway.scenario.firm import FACTS, FORECAST_METRICS, Multiple, Steps
from pathway.scenario.scenario import EXTENSIONS, Party, Scenario

Setting = Number | date | str | bool
Override = str | int | float | bool
"""A setting as `rebuild` takes it."""
Kind = Literal["amount", "day", "choice", "length"]
_GRAIN = {"ratio": Fraction(1, 10**6), "multiple": Fraction(1, 10**4)}
"""The smallest change considered, by unit; one yuan, share or person otherwise."""
_SIGNED = frozenset({"net_profit", "operating_cash_flow", "net_assets", "roe"})
_HIGHEST = {"yuan": 10**12, "shares": 10**11, "count": 10**7, "ratio": 1, "multiple": 10**4}


@frozen
class Input:
    """One thing that a firm could change.

    Attributes:
        path: Its path in the scenario, as for `load(set=…)`.
        kind: `amount`, `day`, `choice` or `length` (how long a step takes).
        title: It in words.
        value: As given: yuan, shares, persons, a fraction of one, days. None where it is not given.
        unit: What an amount counts: `yuan`, `shares`, `ratio`, `multiple` and so on.
        metric: The metric that it gives, or "".
        year: The fiscal year it belongs to, if any.
        low: The least value looked at, in the unit.
        high: The greatest value looked at, in the unit.
        whose: Who can change it: `company`, `sponsor`, `auditor` or `authority`.
        first: Of a day: the first one that it can be.
        legal: Of a report: the last day on which it is in time.
    """

    path: str
    kind: Kind
    title: Value = field(eq=False)
    value: Setting | None
    unit: str = "count"
    metric: str = ""
    year: int | None = None
    low: Number = 0
    high: Number = 0
    whose: Party = "company"
    first: date | None = None
    legal: date | None = None

    @property
    def grain(self) -> Fraction:
        """The smallest change considered."""
        return _GRAIN.get(self.unit, Fraction(1))


def amounts(scenario: Scenario, vocabulary: Vocabulary) -> Iterator[Input]:
    """The figures of forecast years, the facts that are one number, and the figures of the
    offering.
    """
    for year in scenario.firm.fiscal_years:
        if year.basis == "audited":
            continue
        for name in FORECAST_METRICS:
            title = phrase("levers.metric", title=vocabulary[name].title, year=str(year.year))
            value: Number | None = getattr(year, name)
            yield _amount(
                f"fiscal_years.{year.year}.{name}",
                title,
                value,
                vocabulary[name].unit,
                name,
                year.year,
            )
    for name in FACTS:
        given = scenario.firm.facts.get(name)
        if isinstance(given, Multiple):
            title = phrase("levers.multiple", title=vocabulary[name].title)
            yield _amount(f"facts.{name}.pe", title, given.pe, "multiple", name)
        elif given is None or len(given.steps) == 1:
            yield _amount(
                f"facts.{name}", vocabulary[name].title, _single(given), vocabulary[name].unit, name
            )
    for metric, name in OFFERING.items():
        yield _amount(
            f"offering.{name}",
            vocabulary[metric].title,
            getattr(scenario.firm.offering, name),
            vocabulary[metric].unit,
            metric,
        )


def _single(given: Steps | None) -> Number | None:
    return given.steps[0][1] if given is not None else None


def _amount(
    path: str, title: Value, value: Number | None, unit: str, metric: str, year: int | None = None
) -> Input:
    high = _HIGHEST.get(unit, 10**7)
    low = -high if metric in _SIGNED else 0
    return Input(
        path=path,
        kind="amount",
        title=title,
        value=value,
        unit=unit,
        metric=metric,
        year=year,
        low=low,
        high=high,
    )


def report_days(scenario: Scenario) -> Iterator[Input]:
    """The days on which annual and half-year reports still to come are out."""
    for year in scenario.firm.fiscal_years:
        own, after = year.year, year.year + 1
        half = year.half_year.published if year.half_year is not None else None
        out = half or date(own, *scenario.interim_report_day)
        legal = date(own, *LEGAL_DAYS.interim_report)
        path = f"fiscal_years.{own}.half_year.published"
        reports = [("leverage.half-year", path, out, date(own, 7, 1), legal)]
        out = year.published or date(after, *scenario.report_day)
        legal = date(after, *LEGAL_DAYS.annual_report)
        reports.append(
            ("levers.report-day", f"fiscal_years.{own}.published", out, date(after, 1, 1), legal)
        )
        for key, path, out, first, legal in reports:
            if out > scenario.as_of:
                yield Input(
                    path=path,
                    kind="day",
                    title=phrase(key, year=str(own)),
                    value=out,
                    unit="day",
                    year=own,
                    whose="auditor",
                    first=first,
                    legal=legal,
                )


def act(milestone: str, when: date) -> Input:
    """A milestone that is given, or planned, for a day."""
    step, _, short = milestone.rpartition(".")
    return Input(
        path=f"milestones.{milestone}",
        kind="day",
        title=Phrase(f"milestones.{step}.{short}"),
        value=when,
        unit="day",
        whose=party(actor(milestone)),
    )


def party(who: str) -> Party:
    """Whose a milestone is for a firm that wants to be faster: exchanges and the market count with
    the authorities.
    """
    return "company" if who == "company" else "sponsor" if who == "sponsor" else "authority"


def fixed_days(scenario: Scenario) -> Iterator[Input]:
    """Milestones that the scenario fixes for a day still to come."""
    return (act(name, when) for name, when in scenario.milestones.items() if when > scenario.as_of)


def choices(scenario: Scenario) -> Iterator[tuple[Input, tuple[Setting, ...]]]:
    """Assumptions that could be made otherwise, with the other settings."""
    if not scenario.interim_audits:
        yield _choice("assumptions.interim_audits", False), (True,)
    extension = scenario.extension
    if extension != "always":
        yield (
            _choice("assumptions.statement_extension", extension),
            EXTENSIONS[EXTENSIONS.index(extension) + 1 :],
        )


def _choice(path: str, value: Setting) -> Input:
    return Input(
        path=path,
        kind="choice",
        title=Phrase(f"levers.choice.{path.rpartition('.')[2]}"),
        value=value,
        unit="choice",
        whose="auditor" if path.endswith("interim_audits") else "company",
    )


def written(scenario: Scenario, item: Input, value: Setting) -> str:
    """A setting as `--set PATH=VALUE` takes it: money in the file's own unit, exact."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | date):
        return str(value)
    scale = money_unit(scenario) if item.unit == "yuan" else 1
    return decimal(Fraction(value) / scale)


def override(scenario: Scenario, item: Input, value: Setting) -> Override:
    """A setting as `rebuild` takes it: a number or a truth as itself, all else as a text."""
    if isinstance(value, bool | str):
        return value
    text = written(scenario, item, value)
    if isinstance(value, date):
        return text
    return float(text) if "." in text else int(text)


def decimal(value: Fraction) -> str:
    """A fraction in decimals: exact where they end within twelve places, else cut there."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = abs(value.numerator) * 10**12 // value.denominator
    text = f"{scaled // 10**12}.{scaled % 10**12:012d}".rstrip("0")
    return f"-{text}" if value < 0 else text


def shown(item: Input, value: Setting | None) -> Value:
    """A setting in words."""
    if value is None:
        return Phrase("explain.not-given")
    if isinstance(value, bool):
        return Quantity(int(value), "flag")
    if isinstance(value, str):
        return Phrase(f"levers.option.{value}")
    if isinstance(value, date):
        return value
    if item.kind == "length":
        return phrase("levers.day" if value == 1 else "levers.days", n=str(value))
    return Quantity(value, {"multiple": "count"}.get(item.unit, item.unit))
