"""The smallest placement that opens a test of a tier or of a listing on NEEQ, and the last day on
which it still does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from attrs import frozen

from pathway.base.phrases import Number, Phrase, Quantity, Value, phrase
from pathway.law.effect import Requires
from pathway.law.language.grammar import Compare, Constant, Name, parts_of
from pathway.law.provision import Version
from pathway.law.steps import OUTSIDE
from pathway.planning.findings import title
from pathway.planning.subject import RAISED
from pathway.scenario.firm import Steps
from pathway.studies.money.on_path import Anew, PathEffect, SetArguments, amount_text, last_day

_VALUE = "placement_market_cap"
_AT_LISTING = ("listing_placement", "listing_placement_professional")
"""Facts that a placement made with the NEEQ listing gives."""
_PROFESSIONAL = tuple(name for name, (_, only) in RAISED.items() if only)

Applied = Callable[[Number, Number | None], SetArguments]
"""A placement of so much cash at such a market value, as overrides."""


@frozen
class _Threshold:
    """What one provision asks of a placement."""

    rule: str
    version: Version
    metric: str
    amount: Number


@frozen
class _Found:
    """The smallest placement that brings the date forward."""

    cash: Number
    market_cap: Number | None
    when: date


def placement(anew: Anew) -> PathEffect:
    """What a placement opens, if anything: the least cash, the least market value at its price, and
    the last day.
    """
    outside = anew.scenario.firm.status.venue in OUTSIDE
    if outside:
        asks = tuple(_asks(anew, (*_AT_LISTING, _VALUE)))
        found = _smallest(anew, asks, lambda cash, value: _at_listing(anew, cash, value))
        if found is not None:
            return _opened(anew, asks, found, _at_listing(anew, found.cash, found.market_cap))
    metrics = _PROFESSIONAL if outside else tuple(RAISED)
    asks = tuple(_asks(anew, (*metrics, _VALUE)))
    first = anew.scenario.as_of + timedelta(days=1)
    found = _smallest(anew, asks, lambda cash, value: _dated(anew, cash, value, first))
    if found is None:
        return PathEffect("placement", "none", Phrase("money.effect.placement-none"))

    def on(when: date) -> SetArguments:
        return _dated(anew, found.cash, found.market_cap, when)

    def holds(when: date) -> bool:
        return anew.listed(on(when)) == found.when

    by = last_day(first, found.when, holds)
    return _opened(anew, asks, found, on(by), by)


def _asks(anew: Anew, metrics: tuple[str, ...]) -> Iterator[_Threshold]:
    """What the law of every route to the target asks of placements, from the as-of day on."""
    requirements = anew.asked.requirements
    as_of = anew.scenario.as_of.toordinal()
    for step in dict.fromkeys(step for route in anew.routes for step in route):
        for provision in requirements.book.for_step(step):
            for version in requirements.law.known(provision):
                effect = version.effect
                if not isinstance(effect, Requires) or version.period.next(as_of) is None:
                    continue
                for part in parts_of(effect.node(anew.ask.strict)):
                    match part:
                        case Compare(
                            op=">=", left=Name(name=metric), right=Constant(value=amount)
                        ) if metric in metrics and not isinstance(amount, str):
                            yield _Threshold(provision.id, version, metric, amount)
                        case _:
                            pass


def _smallest(anew: Anew, asks: tuple[_Threshold, ...], applied: Applied) -> _Found | None:
    """The least cash that brings the date forward at all, and for it the least market value."""
    cash = sorted({cash for ask in asks if ask.metric != _VALUE for cash in _missing(anew, ask)})
    values = sorted({ask.amount for ask in asks if ask.metric == _VALUE})
    most = values[-1] if values else None

    def better(amount: Number, value: Number | None) -> date | None:
        when = anew.listed(applied(amount, value))
        return when if when is not None and (anew.date is None or when < anew.date) else None

    for amount in cash:
        when = better(amount, most)
        if when is None:
            continue
        options = (None, *values)
        value = next(option for option in options if better(amount, option) == when)
        return _Found(amount, value, when)
    return None


def _missing(anew: Anew, ask: _Threshold) -> Iterator[Number]:
    """What must be raised for a threshold: all of it, or what earlier placements leave of it."""
    raised: Number = 0
    fact = anew.scenario.firm.facts.get(ask.metric)
    if isinstance(fact, Steps):
        raised = fact.at(anew.scenario.as_of) or 0
        if ask.amount > raised:
            yield ask.amount - raised
        return
    yield ask.amount
    earlier = [p for p in anew.scenario.firm.placements if p.date is not None and p.cash]
    for one in sorted(earlier, key=lambda p: p.date or date.min, reverse=True):
        raised += one.cash or 0
        if ask.amount > raised:
            yield ask.amount - raised


def _dated(anew: Anew, cash: Number, value: Number | None, when: date) -> SetArguments:
    """A placement completed on a day, taken by professional investors."""
    place = f"placements.{len(anew.scenario.firm.placements)}"
    out = {
        f"{place}.date": when.isoformat(),
        f"{place}.cash": amount_text(cash),
        f"{place}.investors": "professional",
    }
    if value is not None:
        out[f"{place}.market_cap"] = amount_text(value)
    return out | _facts(anew, tuple(RAISED), cash, value)


def _at_listing(anew: Anew, cash: Number, value: Number | None) -> SetArguments:
    """A placement made with the NEEQ listing, taken by professional investors."""
    out = {f"facts.{name}": amount_text(cash) for name in _AT_LISTING}
    if value is not None:
        out[f"facts.{_VALUE}"] = amount_text(value)
    return out | _facts(anew, _AT_LISTING, cash, value)


def _facts(
    anew: Anew, names: tuple[str, ...], cash: Number, value: Number | None
) -> dict[str, str]:
    """Undated facts of the scenario that the placement changes: where a fact is given, dated
    placements do not count.
    """
    out: dict[str, str] = {}
    facts, as_of = anew.scenario.firm.facts, anew.scenario.as_of
    for name in names:
        fact = facts.get(name)
        if isinstance(fact, Steps):
            out[f"facts.{name}"] = amount_text((fact.at(as_of) or 0) + cash)
    fact = facts.get(_VALUE)
    if value is not None and isinstance(fact, Steps):
        out[f"facts.{_VALUE}"] = amount_text(value)
    return out


def _opened(
    anew: Anew,
    asks: tuple[_Threshold, ...],
    found: _Found,
    given: SetArguments,
    by: date | None = None,
) -> PathEffect:
    """The effect in words, with the tests that ask for such a placement."""
    opening = {
        (ask.rule, ask.version.effective): ask
        for ask in asks
        if ask.metric != _VALUE and found.cash in set(_missing(anew, ask))
    }
    titles: tuple[Value, ...] = tuple(
        title(anew.asked.requirements.book.provision(ask.rule).title, ask.rule)
        for ask in opening.values()
    )
    at_value: Value = ""
    if found.market_cap is not None:
        at_value = phrase("money.effect.at-value", value=Quantity(found.market_cap, "yuan"))
    by_day: Value = Phrase("money.effect.with-listing")
    if by is not None:
        by_day = phrase("money.effect.by", day=by)
    replan = anew.replan(given)
    was: Value = anew.date or Phrase("money.no-date")
    return PathEffect(
        id="placement",
        direction="opens",
        text=phrase(
            "money.effect.placement",
            cash=Quantity(found.cash, "yuan"),
            at_value=at_value,
            by_day=by_day,
            tests=titles,
            was=was,
            date=found.when,
        ),
        replans=(replan,),
        rules=tuple(anew.basis(ask.rule, ask.version) for ask in opening.values()),
        amount=found.cash,
    )
