"""Uses of money that rules look at: mergers, dividends, debt."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from pathway.base.phrases import Number, Phrase, Quantity, Value, phrase
from pathway.dates.days import to_date
from pathway.law.after_listing import dividend_limit, rules_of
from pathway.law.effect import Requires
from pathway.law.language.grammar import Compare, Constant, Name, parts_of
from pathway.law.language.verdict import at
from pathway.law.provision import Version
from pathway.law.rulebook import Rulebook, ladder_law
from pathway.planning.findings import title
from pathway.planning.subject import Knowledge
from pathway.studies.money.joining import filed
from pathway.studies.money.on_path import Anew, PathEffect, amount_text, basis_of


def restructuring_effect(anew: Anew) -> PathEffect | None:
    """What a merger that changes the main business would cost if it were completed tomorrow. None
    where nothing asks for a stable business.
    """
    if anew.date is None:
        return None
    tomorrow = anew.scenario.as_of + timedelta(days=1)
    place = f"events.{len(anew.scenario.firm.events)}"
    replan = anew.replan(
        {f"{place}.kind": "main-business-change", f"{place}.date": tomorrow.isoformat()}
    )
    rules = anew.governing(rules_of("restructuring"))
    if replan.date == anew.date:
        text = phrase("money.effect.restructuring-none", day=tomorrow, date=anew.date)
        return PathEffect("restructuring", "none", text, (replan,), rules)
    late: Value = ""
    if replan.days_gained is not None:
        late = phrase("money.days-later", n=str(-replan.days_gained))
    text = phrase(
        "money.effect.restructuring",
        day=tomorrow,
        was=anew.date,
        date=replan.date or Phrase("money.no-date"),
        lost=late,
    )
    return PathEffect("restructuring", "delays", text, (replan,), rules)


def dividends_effect(anew: Anew) -> PathEffect | None:
    """The most that may be paid for the last year before the filing, other years as given. None
    where profits are not given, or no rule looks at it.
    """
    rules, filing = anew.governing(rules_of("dividends")), filed(anew)
    if not rules or filing is None or anew.date is None:
        return None
    share, count = dividend_limit()
    subject = anew.asked.requirements.subject
    known = [year for day, year in subject.periods("dividends") if day <= filing.toordinal()]
    year = known[-1] if known else None
    if year is None or year not in subject.years:
        return None
    profits = [subject.of_year("net_profit", year - back) for back in range(count)]
    paid = [subject.of_year("dividends", year - back) for back in range(1, count)]
    total = _sum(profits)
    if total is None:
        return None
    room = Fraction(share * total) - sum(Fraction(_plain(amount)) for amount in paid)
    most = int(room // 1)
    if most < 0:
        return None
    # A year whose dividends are not given would be assumed to be in order: it is set to none paid.
    before = {
        f"fiscal_years.{year - back}.dividends": "0"
        for back, amount in enumerate(paid, 1)
        if amount is None
    }
    path = f"fiscal_years.{year}.dividends"
    kept = anew.replan({**before, path: amount_text(most)})
    over = anew.replan({**before, path: amount_text(most + 1)})
    barred = over.date != kept.date
    text = phrase(
        "money.effect.dividends-bar" if barred else "money.effect.dividends-warn",
        year=str(year),
        most=Quantity(most, "yuan"),
        share=Quantity(share, "ratio"),
        years=str(count),
        date=kept.date or Phrase("money.no-date"),
        then=over.date or Phrase("money.no-date"),
    )
    return PathEffect(
        "dividends", "bars" if barred else "limits", text, (kept, over), rules, amount=most
    )


def _sum(values: list[Number | str | None]) -> Number | None:
    total: Number = 0
    for value in values:
        if value is None or isinstance(value, str):
            return None
        total += value
    return total


def _plain(value: Number | str | None) -> Number:
    """A number; nothing where it is not given."""
    return 0 if value is None or isinstance(value, str) else value


def leverage_effect(knowledge: Knowledge) -> PathEffect | None:
    """How much new debt the titles of specialised SMEs leave room for. None where the debt ratio or
    the net assets are not given.
    """
    scenario = knowledge.scenario
    as_of = scenario.as_of.toordinal()
    ratio = scenario.firm.ladder.get("debt_ratio")
    net = at(knowledge.yearly("net_assets", 0), as_of)
    if not isinstance(ratio, int | Fraction) or isinstance(net, str) or net is None or ratio >= 1:
        return None
    law = ladder_law()
    limits = [
        (limit, name, version)
        for name in rules_of("leverage")
        for limit, version in _debt_limits(law, name, as_of)
    ]
    if not limits:
        return None
    limit, name, version = min(limits, key=lambda row: row[0])
    room = _room(Fraction(ratio), Fraction(net), Fraction(limit))
    values: dict[str, Value] = {
        "ratio": Quantity(ratio, "ratio"),
        "limit": Quantity(limit, "ratio"),
        "title": title(law.provisions[name].title, name),
        "rung": Phrase(f"ladder.level.{name.split('.')[1]}"),
    }
    if room <= 0:
        text = phrase("money.effect.leverage-over", **values)
        return PathEffect("leverage", "limits", text, rules=(basis_of(name, version, law),))
    text = phrase("money.effect.leverage", room=Quantity(int(room // 1), "yuan"), **values)
    return PathEffect(
        "leverage",
        "limits",
        text,
        rules=(basis_of(name, version, law),),
        amount=int(room // 1),
        set={"ladder.debt_ratio": str(float(limit))},
    )


def _room(ratio: Fraction, net: Fraction, limit: Fraction) -> Fraction:
    """The new debt that brings the ratio of debt to assets up to a limit: with assets A and debt rA,
    (rA + x) / (A + x) = limit, and A = net / (1 - r).
    """
    assets = net / (1 - ratio)
    return (limit - ratio) * assets / (1 - limit)


def _debt_limits(law: Rulebook, name: str, as_of: int) -> list[tuple[Number, Version]]:
    """The highest debt ratio that a provision allows on a day."""
    out: list[tuple[Number, Version]] = []
    for version in law.provisions[name].known(to_date(as_of)):
        if as_of not in version.period or not isinstance(version.effect, Requires):
            continue
        for part in parts_of(version.effect.node()):
            match part:
                case Compare(
                    op="<=", left=Name(name="debt_ratio"), right=Constant(value=limit)
                ) if not isinstance(limit, str):
                    out.append((limit, version))
                case _:
                    pass
    return out
