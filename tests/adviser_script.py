"""What an adviser's script looks like: every line of it is typed. `test_packaging` checks and runs it
against the built wheel.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pathway
from pathway import Pace, Venue

PACES: tuple[Pace, ...] = ("floor", "typical", "cautious")
TARGET: Venue = "bse"


def dates(scenario: pathway.Scenario) -> Mapping[Pace, date | None]:
    """The day of the listing at each pace."""
    found: dict[Pace, date | None] = {}
    for pace in PACES:
        plan: pathway.Plan = pathway.plan(scenario, targets=[TARGET], pace=pace)
        route: pathway.Route | None = plan.best.get(TARGET)
        found[pace] = route.date if route else None
    return found


def missing(scenario: pathway.Scenario) -> list[str]:
    """The requirements that are not met."""
    ready: pathway.Readiness = pathway.check(scenario, TARGET)
    return [item.id for item in ready.items if item.outcome == "unmet"]


def grid(scenario: pathway.Scenario) -> Iterator[tuple[str, int | None]]:
    """How many days each profit moves the listing."""
    cells = pathway.vary(scenario, {"fiscal_years.2026.net_profit": ["±20%"]})
    compared: pathway.Comparison = pathway.compare([scenario, *cells], targets=[TARGET])
    for column in compared.columns:
        yield column.name, column.standings[TARGET].delta_days


def how_sure(scenario: pathway.Scenario, by: date) -> float:
    """The share of draws that are listed by a day."""
    drawn: pathway.Simulation = pathway.simulate(scenario, draws=200, targets=[TARGET], by=by)
    return float(drawn.outcomes[0].probability_by(by))


def main(file: Path) -> None:
    try:
        scenario = pathway.load(file)
    except pathway.InputError as error:
        sys.exit(error.text("zh"))
    print(dates(scenario), missing(scenario), dict(grid(scenario)))
    print(how_sure(scenario, date(2028, 12, 31)))
    rows: list[pathway.Row] = list(pathway.portfolio([scenario], targets=[TARGET]))
    print([(row.name, row.status, row.doubts) for row in rows])
    since: pathway.Since = pathway.since(date(2026, 10, 26), scenario, targets=[TARGET])
    print(json.dumps(since.to_dict(), ensure_ascii=False)[:80])
    print(pathway.plan(scenario).to_rows("zh")[0]["date"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
