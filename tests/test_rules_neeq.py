"""The rulebook as a whole: every day is covered by one version. The calendar of tier entry: the
days of real rounds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pathway.dates.days import DaySet, to_date
from pathway.law.effect import AuthorityClock
from pathway.law.provision import Provision
from pathway.law.rulebook import shipped
from pathway.planning import requirements
from pathway.scenario import file as scenario_file
from pathway.scenario.scenario import Scenario

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of expected values."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scenario(as_of: str) -> Scenario:
    """A scenario of which only the as-of day matters."""
    return scenario_file.loads(f'schema = "pathway.scenario/1"\nname = "case"\nas_of = {as_of}')


# -- the rulebook as a whole -----------------------------------------------------------------------


def quarter_days(first: date) -> Iterator[date]:
    """1 January, April, July and October from a day on until 2030."""
    days = (date(year, month, 1) for year in range(first.year, 2031) for month in (1, 4, 7, 10))
    return (day for day in days if first <= day <= date(2030, 1, 1))


@pytest.mark.parametrize("provision", shipped().provisions.values(), ids=lambda p: p.id)
def test_one_version_in_force(provision: Provision) -> None:
    """From its first day on, exactly one version of a provision is in force on every quarter
    day.
    """
    for day in quarter_days(provision.versions[0].effective):
        live = [
            v
            for v in provision.known(date.max)
            if v.effective <= day and (v.until is None or day < v.until)
        ]
        assert len(live) == 1, day


@pytest.mark.parametrize("provision", shipped().provisions.values(), ids=lambda p: p.id)
def test_one_version_known_and_in_force(provision: Provision) -> None:
    """As known on a quarter day, exactly one version is in force on it once one that has begun is
    published.
    """
    for day in quarter_days(provision.versions[0].effective):
        live = [
            v
            for v in provision.known(day)
            if v.effective <= day and (v.until is None or day < v.until)
        ]
        begun = any(v.published <= day and v.effective <= day for v in provision.versions)
        assert len(live) == int(begun), day


@pytest.mark.parametrize("provision", shipped().provisions.values(), ids=lambda p: p.id)
def test_titles_in_both_languages(provision: Provision) -> None:
    """Every provision is named in English and in Chinese."""
    chinese = [
        any("\u4e00" <= letter <= "\u9fff" for letter in title)
        for title in (provision.title.en, provision.title.zh)
    ]
    assert provision.title.en
    assert chinese == [False, True]


# -- the calendar of tier entry --------------------------------------------------------------------

CALENDAR_RULES = {
    "window": "neeq.innovation.windows",
    "announced": "neeq.innovation.yearly-round.announced",
    "entered": "neeq.innovation.yearly-round",
}
ROUNDS = {
    (milestone, year): [
        row["day"]
        for row in rows("neeq_tier_rounds.csv")
        if row["milestone"] == milestone and row["day"][:4] == year
    ]
    for milestone, year in dict.fromkeys(
        (row["milestone"], row["day"][:4]) for row in rows("neeq_tier_rounds.csv")
    )
}


@pytest.mark.parametrize(("milestone", "year"), ROUNDS)
def test_days_of_tier_rounds(milestone: str, year: str) -> None:
    """The calendar of tier entry gives exactly the days on which the rounds of a year began, or
    came out.
    """
    case = scenario(f"{year}-12-31")
    provision = shipped().provision(CALENDAR_RULES[milestone])
    first = max(date(int(year), 1, 1), provision.versions[0].effective)
    within = DaySet.between(first.toordinal(), date(int(year), 12, 31).toordinal())
    held = requirements.verdict(case, shipped(), provision.id).met
    found = [str(to_date(day)) for day in (held & within).days()]
    assert found == ROUNDS[milestone, year]


@pytest.mark.parametrize(
    "row", rows("neeq_window_steps.csv"), ids=lambda row: f"{row['window']}-{row['step']}"
)
def test_steps_of_a_window(row: dict[str, str]) -> None:
    """The steps of a tier window fall on the days that the notice and the press name."""
    window = date.fromisoformat(row["window"])
    version = shipped().provision(f"neeq.innovation.steps.{row['step']}").version(window)
    assert version is not None
    assert isinstance(version.effect, AuthorityClock)
    asked = requirements.Requirements(scenario("2023-12-31"), shipped())
    assert (
        str(to_date(asked.clock.advance(version.effect.period).after(window.toordinal())))
        == row["day"]
    )
