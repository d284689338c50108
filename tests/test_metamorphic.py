"""What answers about random firms must have in common, whatever they are: the same firm told in
another way has the same day, and a better firm no later one.

The firms are the first 2,000 of `tests.random_firms`, each tried on one property by its number (some
on those of `test_plan_properties`), and planned without explanations where the property lets.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve

import pathway
from pathway.dates.days import to_date
from pathway.law.effect import AtLeast, AtMost, Period, Requires
from pathway.law.events import EVENT_KINDS
from pathway.law.provision import Provision
from pathway.law.rulebook import Rulebook, shipped
from pathway.law.steps import Venue, targets_above
from pathway.planning.solve import PLAIN, Ask, Solved, best_of, question
from pathway.scenario.file.schema import SCENARIO
from pathway.scenario.file.tree import wrap
from pathway.scenario.scenario import Scenario
from tests.conftest import Run
from tests.random_firms import AS_OF, SHARES, Seeded, Table, anywhere, happening, scenario_of, share
from tests.test_plan_properties import broken

HEAD = 'schema = "pathway.scenario/1"\nname = "x"\n'


def solved(scenario: Scenario, ask: Ask = PLAIN) -> Solved | None:
    """The best schedule for the one target of a firm; None where there is none."""
    (target,) = scenario.targets or ("bse",)
    return best_of(question(scenario, ask), target)


def day(scenario: Scenario, ask: Ask = PLAIN) -> date:
    """The day of the best schedule; the last of all where there is none."""
    found = solved(scenario, ask)
    return date.max if found is None else found.date


def with_a_day(name: str) -> Iterator[tuple[int, Table, Scenario, Solved]]:
    """The firms of a property that have a day: where there is none, nothing can move."""
    tried = 0
    for number, tables in share(name):
        scenario = scenario_of(tables)
        found = solved(scenario)
        if found is not None:
            tried += 1
            yield number, tables, scenario, found
    assert tried


def test_every_firm_has_its_property() -> None:
    """A share for each of 200 firms; of ten firms at least seven have a day."""
    assert sum(SHARES.values()) == 200
    firms = [scenario_of(anywhere(Seeded(Random(number)))) for number in range(60)]
    assert sum(solved(one) is not None for one in firms) >= 0.7 * len(firms)


def _ahead(scenario: Scenario, found: Solved) -> dict[str, date]:
    """The days of a plan that are still to come, of those not given; none where what was begun is
    gone through again, as its days cannot be given twice.
    """
    days = found.schedule.days
    if any(days.get(n, d.toordinal()) != d.toordinal() for n, d in scenario.milestones.items()):
        return {}
    return {
        name: to_date(ordinal)
        for name, ordinal in days.items()
        if name not in scenario.milestones and to_date(ordinal) >= AS_OF
    }


def _pinned(scenario: Scenario, own: Mapping[str, date], names: Sequence[str]) -> Scenario:
    """A firm with days of its own plan given. With what comes after the acceptance goes the
    acceptance: the floor of a whole review is counted from there, and cannot be where it is said to
    be done without its day.
    """
    steps = {name.partition(".")[0] for name in names}
    begun = {n: own[n] for n in own if n.endswith(".accepted") and n.split(".")[0] in steps}
    pins = begun | {name: own[name] for name in names}
    return pathway.rebuild(scenario, {"milestones": {**scenario.milestones, **pins}})


@pytest.mark.slow
def test_pinning_one_milestone_to_its_own_day_changes_nothing() -> None:
    """W2: a milestone of a plan given for the day that the plan has for it leaves the firm the day
    that it had.
    """
    for number, _, scenario, found in with_a_day("one day given"):
        if own := _ahead(scenario, found):
            name = Random(number).choice(sorted(own))
            assert day(_pinned(scenario, own, [name])) == found.date, (number, name)


@pytest.mark.slow
def test_pinning_some_or_all_milestones_to_their_own_days_changes_nothing() -> None:
    """W2: nor do several of them, or all."""
    for number, _, scenario, found in with_a_day("all days given"):
        if own := _ahead(scenario, found):
            some = Random(number).sample(sorted(own), min(3, len(own)))
            for names in (some, sorted(own)):
                assert day(_pinned(scenario, own, names)) == found.date, (number, names)


ADVERSE = tuple(kind for kind in EVENT_KINDS if kind != "board-change")
"""A tutoring that changes its board is no misfortune."""
_THRESHOLD = re.compile(r"(>= )(\d+(?:\.\d+)?)")
_LOOSER = re.compile(r"\bnot\b|<|==|!=|>= 0\b")


def _raised(provision: Provision) -> Provision | None:
    """A provision that asks for a quarter more; None where a smaller figure would be stricter, or
    none is asked for.
    """
    versions = []
    for version in provision.versions:
        effect = version.effect
        if isinstance(effect, Requires) and not _LOOSER.search(effect.source):
            source = _THRESHOLD.sub(
                lambda m: f"{m[1]}{float(Fraction(m[2]) * 5 / 4):g}", effect.source
            )
            effect = evolve(effect, source=source)
        versions.append(evolve(version, effect=effect))
    changed = tuple(versions) != tuple(provision.versions)
    return evolve(provision, versions=tuple(versions)) if changed else None


def _longer(provision: Provision) -> Provision | None:
    """A provision that makes wait longer, or lets run out sooner; None where it does neither."""
    versions = []
    for version in provision.versions:
        effect = version.effect
        if isinstance(effect, AtLeast):
            period = Period(effect.period.count + 2, effect.period.unit)
            effect = evolve(effect, period=period)
        elif isinstance(effect, AtMost) and effect.period.count > 2:
            effect = evolve(effect, period=Period(effect.period.count - 1, effect.period.unit))
        versions.append(evolve(version, effect=effect))
    changed = tuple(versions) != tuple(provision.versions)
    return evolve(provision, versions=tuple(versions)) if changed else None


@cache
def _stricter(change: Callable[[Provision], Provision | None]) -> Mapping[str, Provision]:
    """What each provision of the law that can be made stricter becomes."""
    found = {name: change(provision) for name, provision in shipped().provisions.items()}
    return {name: provision for name, provision in found.items() if provision is not None}


def _tightened(
    number: int, change: Callable[[Provision], Provision | None]
) -> tuple[Rulebook, list[str]]:
    """The law with every fourth of the provisions that can be made stricter stricter."""
    every = _stricter(change)
    names = Random(number).sample(sorted(every), len(every) // 4)
    book = shipped()
    return evolve(book, provisions={**book.provisions, **{n: every[n] for n in names}}), names


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "change"), [("thresholds", _raised), ("waits", _longer)], ids=["thresholds", "waits"]
)
def test_stricter_law_is_never_earlier(
    name: str, change: Callable[[Provision], Provision | None]
) -> None:
    """Law that asks for a quarter more, or makes wait two months (days) longer, lets nobody be
    earlier.
    """
    for number, _, scenario, found in with_a_day(name):
        book, names = _tightened(number, change)
        assert day(scenario, Ask(rulebook=book)) >= found.date, (number, names)


@pytest.mark.slow
def test_one_more_event_is_never_earlier() -> None:
    """Whatever befalls a firm besides, it is listed no earlier; what is said to have befallen it before
    an application that is on file all the same apart.
    """
    for number, tables, scenario, found in with_a_day("events"):
        dice = Seeded(Random(f"event {number}"))
        event = happening(dice, dice.pick(ADVERSE))
        if event["date"] <= AS_OF and any(name.endswith(".filed") for name in scenario.milestones):
            continue  # it contradicts what was filed since: such a fact stands, and what follows waits
        more = scenario_of({**tables, "events": [*tables["events"], event]})
        assert day(more) >= found.date, (number, event)


@pytest.mark.slow
def test_more_profit_is_never_later() -> None:
    """A fifth more profit in every forecast year, or a third in one, is no day later."""
    for number, tables, _, found in with_a_day("profit"):
        ahead = [year for year in tables["fiscal_years"] if year["basis"] == "forecast"]
        years, factor = (ahead, 12) if number % 2 else (ahead[:1], 13)
        more = [_more(year, factor) if year in years else year for year in tables["fiscal_years"]]
        assert day(scenario_of({**tables, "fiscal_years": more})) <= found.date, number


def _more(year: Table, factor: int) -> Table:
    """A year with its profits times a tenth of the factor, losses left alone."""
    names = ("net_profit", "net_profit_reported", "net_profit_recurring")
    more = {name: year[name] * factor // 10 for name in names if year.get(name, 0) > 0}
    return {**year, **more}


@pytest.mark.slow
def test_better_facts_are_never_later() -> None:
    """More holders, patents, market makers, cash flow, or a higher value, is no day later."""
    for number, tables, _, found in with_a_day("facts"):
        name = Random(number).choice(("market_cap", "holders", "market_makers", "cash flow"))
        facts, years = dict(tables["facts"]), tables["fiscal_years"]
        if name == "cash flow":
            years = [{**y, "operating_cash_flow": y["operating_cash_flow"] * 5 // 4} for y in years]
        elif isinstance(facts[name], int):
            facts[name] = facts[name] * 5 // 4 + 2
        else:
            facts[name] = [{**one, "value": one["value"] * 5 // 4} for one in facts[name]]
        better = scenario_of({**tables, "facts": facts, "fiscal_years": years})
        assert day(better) <= found.date, (number, name)


@cache
def _growing() -> frozenset[str]:
    """The provisions that compare the revenue of one year with that of others, or another figure
    with revenue, themselves or through those that they name.
    """
    every = shipped().provisions
    text = {
        name: " ".join(v.effect.source for v in p.versions if isinstance(v.effect, Requires))
        for name, p in every.items()
    }
    found = {name for name, source in text.items() if _COMPARES.search(source)}
    while True:
        more = {n for n, t in text.items() if any(word in found for word in _WORD.findall(t))}
        if more <= found:
            return frozenset(found)
        found |= more


_COMPARES = re.compile(r"(growth|cagr|rising|prior)\(|/ *(sum\()?revenue|rd_ratio|rd_share")
_WORD = re.compile(r"[a-z][\w.-]+")


@pytest.mark.slow
def test_more_revenue_is_later_only_by_a_test_of_growth() -> None:
    """Law is not monotone in revenue: more in one year is less growth in the next, and a smaller
    share for research. Where a tenth more in one year makes a firm later, a rule that compares
    revenue so is what its earlier days would break.
    """
    for number, tables, _, found in with_a_day("growth"):
        year = Random(number).choice((2025, 2026, 2027))
        more = [
            {**y, "revenue": y["revenue"] * 11 // 10} if y["year"] == year else y
            for y in tables["fiscal_years"]
        ]
        richer = scenario_of({**tables, "fiscal_years": more})
        if day(richer) > found.date:
            rules = {rule.partition("@")[0] for rule in broken(richer, found)}
            assert rules and rules <= _growing(), (number, year, rules)


@pytest.mark.slow
def test_the_unit_of_a_file_changes_nothing() -> None:
    """The same amounts in another unit are the same firm, and have the same day."""
    for number, tables in share("unit"):
        first = scenario_of(tables)
        unit, scale = Random(number).choice(UNITS)
        plain = SCENARIO.plain(wrap(tables, ""), scale)
        assert isinstance(plain, dict)
        other = pathway.loads(f'{HEAD}unit = "{unit}"\n', as_of=AS_OF, set=plain)
        assert told_alike(other, first), number


UNITS = (("wan", 10_000), ("million", 10**6), ("thousand", 1000))


def told_alike(one: Scenario, other: Scenario) -> bool:
    """Whether two files tell the same, or at least come to the same day: what plans read is all that
    a scenario has but the file's own text.
    """
    return evolve(one, source="") == evolve(other, source="") or day(one) == day(other)


@pytest.mark.slow
def test_the_order_in_which_a_file_tells_things_changes_nothing() -> None:
    """Tables and their keys in any order are the same firm, and have the same day."""
    for number, tables in share("order"):
        dice = Random(number)
        again = _shuffled(tables, dice)
        for name in ("fiscal_years", "audits", "events"):
            dice.shuffle(again[name])
        assert day(scenario_of(again)) == day(scenario_of(tables)), number


def _shuffled(table: Mapping[str, Any], dice: Random) -> dict[str, Any]:
    """A table with its keys in another order, and so its tables."""
    names = list(table)
    dice.shuffle(names)
    return {
        name: _shuffled(table[name], dice) if isinstance(table[name], dict) else table[name]
        for name in names
    }


@pytest.mark.slow
def test_a_firm_in_two_files_is_the_firm_in_one(tmp_path: Path) -> None:
    """What a file extends may hold any of its tables."""
    for number, tables in share("two files"):
        dice = Random(number)
        below = {name for name in tables if dice.random() < 0.5}
        base, own = tmp_path / "base.toml", tmp_path / "own.toml"
        base.write_text(HEAD + toml({n: t for n, t in tables.items() if n in below}))
        rest = toml({n: t for n, t in tables.items() if n not in below})
        own.write_text(f'schema = "pathway.scenario/1"\nextends = "base.toml"\n{rest}')
        assert told_alike(pathway.load(own, as_of=AS_OF), scenario_of(tables)), number


def toml(tables: Mapping[str, Any]) -> str:
    """Tables as TOML: inline below the first level, which no value of a firm minds."""
    return "".join(f"{name} = {_inline(value)}\n" for name, value in tables.items())


def _inline(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f'"{k}" = {_inline(v)}' for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value)
        case _:
            return str(value)


@pytest.mark.slow
def test_a_row_of_a_table_is_the_firm(tmp_path: Path) -> None:
    """A firm told by the cells of one row has the day that it has in a file of its own."""
    path = tmp_path / "firms.csv"
    for number, tables in share("row"):
        cells = {
            "name": "x",
            "as_of": AS_OF.isoformat(),
            "unit": "yuan",
            **dict(_cells(tables, "")),
        }
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows((list(cells), list(cells.values())))
        (target,) = tables["plan"]["targets"]
        (row,) = pathway.portfolio(path, targets=[target], jobs=1)
        (answer,) = row.answers
        assert (answer.date or date.max) == day(scenario_of(tables)), (number, row.problems)


def _cells(table: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """The values of a table by their paths, as a column's name has them."""
    for name, value in table.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            yield from _cells(value, here)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for i, item in enumerate(value):
                inner = {k: v for k, v in item.items() if name != "fiscal_years" or k != "year"}
                yield from _cells(inner, f"{here}.{item.get('year', i)}")
        elif name != "targets" and value != []:
            yield here, _inline(value).strip('"')


@pytest.mark.slow
def test_a_deadline_can_be_kept_on_its_own_day_and_not_a_day_earlier() -> None:
    """`--by` the plan's own day is kept; by the day before, nothing can be."""
    for number, _, scenario, found in with_a_day("deadline"):
        kept = pathway.plan(scenario, by=found.date)
        missed = pathway.plan(scenario, by=found.date - timedelta(1))
        assert any(route.feasible for route in kept.routes), number
        assert not any(route.feasible for route in missed.routes), number


@pytest.mark.slow
def test_both_languages_and_all_formats_tell_the_same_days() -> None:
    """The days of a plan's JSON are in its tables and its whole text, in English and in Chinese."""
    for number, tables in share("languages"):
        plan = pathway.plan(scenario_of(tables))
        told = json.loads(plan.to_json())
        rows = json.dumps(plan.to_rows(), default=str)
        texts = [plan.to_text(lang) for lang in ("en", "zh")]
        for route in told["routes"]:
            assert all(m["date"] in rows for m in route.get("milestones", [])), number
        best = [route.date.isoformat() for route in plan.best.values() if route.date]
        assert all(one in text for one in best for text in texts), number


@pytest.mark.slow
def test_the_command_tells_the_same_in_both_languages(run: Run, tmp_path: Path) -> None:
    """JSON is the same in Chinese, words apart, and what `--full` prints has all of its days."""
    path = tmp_path / "firm.toml"
    for number, tables in share("levers"):
        path.write_text(f"{HEAD}as_of = {AS_OF}\n{toml(tables)}", encoding="utf-8")
        english, chinese = (
            json.loads(run("--lang", lang, "plan", str(path), "--format", "json")[1])
            for lang in ("en", "zh")
        )
        assert _days(english) == _days(chinese), number
        full = run("plan", str(path), "--full")[1]
        assert all(r["date"] in full for r in english["routes"] if r["feasible"]), number


def _days(found: Mapping[str, Any]) -> list[tuple[str, str | None, list[tuple[str, str]]]]:
    return [
        (route["id"], route["date"], [(m["id"], m["date"]) for m in route.get("milestones", [])])
        for route in found["routes"]
    ]


@pytest.mark.slow
def test_another_target_changes_nothing() -> None:
    """A firm that looks at a second venue has the day for the first that it had."""
    for number, tables, scenario, found in with_a_day("another target"):
        (target,) = tables["plan"]["targets"]
        others = [one for one in targets_above(scenario.firm.status.venue) if one != target]
        asked = question(scenario, Ask(targets=(*others[:1], target)))
        both = best_of(asked, target)
        assert both is not None and both.date == found.date, number


@pytest.mark.slow
def test_each_lever_gives_its_day() -> None:
    """A plan with what a lever sets has the day that `levers` says of it."""
    tried = 0
    for number, _, scenario, _ in with_a_day("levers"):
        target: Venue = (scenario.targets or ("bse",))[0]
        for lever in pathway.levers(scenario, target).levers[:6]:
            again = pathway.rebuild(scenario, dict(lever.set))
            assert day(again) == (lever.date or date.max), (number, lever)
            tried += 1
    assert tried
