"""What answers about random firms must have in common, whatever they are: the same firm told in
another way has the same day, and a better firm no later one.

The firms are those of `tests.random_firms`, planned without explanations where the property lets;
PATHWAY_TRIES=10 tries them on 2,000.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

import pathway
from pathway.dates.days import to_date
from pathway.law.steps import Venue
from pathway.planning.solve import Solved, best_of, question
from pathway.scenario.file.schema import SCENARIO
from pathway.scenario.file.tree import wrap
from pathway.scenario.scenario import Scenario
from tests.conftest import Run, tries
from tests.random_firms import AS_OF, Seeded, Table, anywhere, scenario_of

HEAD = 'schema = "pathway.scenario/1"\nname = "x"\n'


def solved(scenario: Scenario) -> Solved | None:
    """The best schedule for the one target of a firm; None where there is none."""
    (target,) = scenario.targets or ("bse",)
    return best_of(question(scenario), target)


def day(scenario: Scenario) -> date:
    """The day of the best schedule; the last of all where there is none."""
    found = solved(scenario)
    return date.max if found is None else found.date


def firms(count: int, first: int) -> Iterator[tuple[int, Table]]:
    """The tables of so many firms that have a day, times PATHWAY_TRIES, from a number on: where
    there is no day, nothing can move.
    """
    left, number = tries(count), first
    while left:
        tables = anywhere(Seeded(Random(number)))
        if solved(scenario_of(tables)) is not None:
            yield number, tables
            left -= 1
        number += 1


@pytest.mark.slow
def test_pinning_milestones_to_their_own_days_changes_nothing() -> None:
    """W2: any one milestone of a plan, some or all of them, given for the day that the plan has for
    it, leave the firm the day that it had.

    With the acceptance goes what comes after it: the floor of a whole review is counted from there,
    and cannot be where the acceptance is said to be done without its day.
    """
    for number, tables in firms(40, 10_000):
        scenario = scenario_of(tables)
        found = solved(scenario)
        assert found is not None
        days = found.schedule.days
        if any(days.get(n, d.toordinal()) != d.toordinal() for n, d in scenario.milestones.items()):
            continue  # what was begun is gone through again: its days cannot be given twice
        own = {
            name: to_date(ordinal)
            for name, ordinal in found.schedule.days.items()
            if name not in scenario.milestones and to_date(ordinal) >= AS_OF
        }
        dice = Random(number)
        some = dice.sample(sorted(own), min(3, len(own)))
        for pins in ({name: own[name] for name in some[:1]}, {n: own[n] for n in some}, own):
            steps = {name.partition(".")[0] for name in pins}
            begun = {n: own[n] for n in own if n.endswith(".accepted") and n.split(".")[0] in steps}
            pins = begun | pins
            again = pathway.rebuild(scenario, {"milestones": {**scenario.milestones, **pins}})
            assert day(again) == found.date, (number, sorted(pins))


@pytest.mark.slow
def test_more_profit_is_never_later() -> None:
    """A fifth more profit in every forecast year, or a third in one, is no day later."""
    for number, tables in firms(40, 20_000):
        first = day(scenario_of(tables))
        ahead = [year for year in tables["fiscal_years"] if year["basis"] == "forecast"]
        for years, factor in ((ahead, 12), (ahead[:1], 13)):
            more = [
                _more(year, factor) if year in years else year for year in tables["fiscal_years"]
            ]
            assert day(scenario_of({**tables, "fiscal_years": more})) <= first, number


def _more(year: Table, factor: int) -> Table:
    """A year with its profits times a tenth of the factor, losses left alone."""
    names = ("net_profit", "net_profit_reported", "net_profit_recurring")
    more = {name: year[name] * factor // 10 for name in names if year.get(name, 0) > 0}
    return {**year, **more}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unit", "scale"), [("wan", 10_000), ("million", 10**6), ("thousand", 1000)]
)
def test_the_unit_of_a_file_changes_nothing(unit: str, scale: int) -> None:
    """The same amounts in another unit are the same firm, and have the same day."""
    for number, tables in firms(10, 30_000):
        first = scenario_of(tables)
        plain = SCENARIO.plain(wrap(tables, ""), scale)
        assert isinstance(plain, dict)
        other = pathway.loads(f'{HEAD}unit = "{unit}"\n', as_of=AS_OF, set=plain)
        assert other.firm == first.firm, number
        assert day(other) == day(first), number


@pytest.mark.slow
def test_the_order_in_which_a_file_tells_things_changes_nothing() -> None:
    """Tables and their keys in any order are the same firm, and have the same day."""
    for number, tables in firms(20, 40_000):
        dice = Random(number)
        again = _shuffled(tables, dice)
        for name in ("fiscal_years", "audits"):
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
    for number, tables in firms(20, 50_000):
        dice = Random(number)
        below = {name for name in tables if dice.random() < 0.5}
        base, own = tmp_path / "base.toml", tmp_path / "own.toml"
        base.write_text(HEAD + toml({n: t for n, t in tables.items() if n in below}))
        rest = toml({n: t for n, t in tables.items() if n not in below})
        own.write_text(f'schema = "pathway.scenario/1"\nextends = "base.toml"\n{rest}')
        assert day(pathway.load(own, as_of=AS_OF)) == day(scenario_of(tables)), number


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
    for number, tables in firms(20, 60_000):
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
    for number, tables in firms(6, 70_000):
        scenario = scenario_of(tables)
        found = solved(scenario)
        assert found is not None
        (target,) = scenario.targets or ("bse",)
        kept = pathway.plan(scenario, by=found.date)
        missed = pathway.plan(scenario, by=found.date - timedelta(1))
        assert any(r.feasible for r in kept.routes if r.target == target), number
        assert not any(r.feasible for r in missed.routes), number


@pytest.mark.slow
def test_both_languages_and_all_formats_tell_the_same_days(run: Run, tmp_path: Path) -> None:
    """The days of a plan's JSON are in its CSV, and its JSON is the same in Chinese, words apart."""
    path = tmp_path / "firm.toml"
    for number, tables in firms(3, 80_000):
        path.write_text(f"{HEAD}as_of = {AS_OF}\n{toml(tables)}", encoding="utf-8")
        english, chinese = (
            json.loads(run("--lang", lang, "plan", str(path), "--format", "json")[1])
            for lang in ("en", "zh")
        )
        assert _days(english) == _days(chinese), number
        told = run("plan", str(path), "--format", "csv")[1]
        dated = [r for r in english["routes"] if r["feasible"]]
        assert all(m["date"] in told for r in dated for m in r["milestones"]), number
        full = run("plan", str(path), "--full")[1]
        assert all(r["date"] in full for r in dated), number


def _days(found: Mapping[str, Any]) -> list[tuple[str, str | None, list[tuple[str, str]]]]:
    return [
        (route["id"], route["date"], [(m["id"], m["date"]) for m in route.get("milestones", [])])
        for route in found["routes"]
    ]


@pytest.mark.slow
def test_each_lever_gives_its_day() -> None:
    """A plan with what a lever sets has the day that `levers` says of it."""
    tried = 0
    for number, tables in firms(3, 90_000):
        scenario = scenario_of(tables)
        target: Venue = (scenario.targets or ("bse",))[0]
        for lever in pathway.levers(scenario, target).levers[:4]:
            again = pathway.rebuild(scenario, dict(lever.set))
            assert day(again) == (lever.date or date.max), (number, lever)
            tried += 1
    assert tried
