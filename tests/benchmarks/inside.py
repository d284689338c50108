"""What is measured within one process of an installed program: a script that the benchmarks start,
`inside.py WORK ARGUMENT...`, and that prints JSON. It knows no other module of the benchmarks, for
it runs where there is no checkout.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Found = Mapping[str, list[float]]
"""Seconds of the processor, once a round, or other numbers, by name."""
_ROUNDS = 5
_EVERY = 10
_MILLION = 1_000_000
_FIGURES = ("net_profit", "revenue", "operating_cash_flow", "rd_expense", "net_assets", "roe")
_LATER = {2028: (33, 258, 29, 13.4, 280, 0.123), 2029: (36, 285, 32, 14.8, 316, 0.121)}
"""Two more forecast years of the firm of the example: its figures, in millions."""


def taken(work: Callable[[], object]) -> float:
    """Seconds of the processor that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def turns(work: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Each of some works once a round, in turn; the first round only fills the caches."""
    found: dict[str, list[float]] = {name: [] for name in work}
    for place in range(_ROUNDS + 1):
        for name, one in work.items():
            seconds = taken(one)
            if place:
                found[name].append(seconds)
    return found


def plans(file: str, count: str) -> Found:
    """So many plans of a scenario, one after the other: for counting instructions."""
    import pathway

    scenario = pathway.load(file)
    return {"plans": [taken(lambda: pathway.plan(scenario)) for _ in range(int(count))]}


def grid(file: str) -> Found:
    """A grid of 1,000 cells, against separate plans of its cells: without what explains them, which
    a grid does not have either, and with it. Every tenth cell is planned by itself.
    """
    import pathway
    from pathway.planning.solve import best_of, question

    scenario = pathway.load(file)
    axes = {
        "fiscal_years.2026.net_profit": [10 + n for n in range(40)],
        "fiscal_years.2027.net_profit": [15 + n for n in range(25)],
    }
    alone = [cell.scenario for cell in pathway.vary(scenario, axes)[::_EVERY]]
    days = {pathway.plan(one).best["bse"].date for one in alone if pathway.plan(one).best}
    found = turns(
        {
            "shared": lambda: pathway.compare(pathway.vary(scenario, axes)),
            "alone": lambda: [best_of(question(one), "bse") for one in alone],
            "explained": lambda: [pathway.plan(one) for one in alone],
        }
    )
    for name in ("alone", "explained"):
        found[name] = [seconds * _EVERY for seconds in found[name]]
    return {**found, "dates": [len(days)]}


def simulation(steps: str, route: str) -> Found:
    """A million draws of three steps, and of a route with four uncertain forecast years; against
    numpy drawing the same kinds and amounts of numbers, and no more.
    """
    import numpy as np

    import pathway

    three = pathway.load(steps, set=json.loads(THREE_STEPS))
    later: dict[str, object] = {}
    for year, figures in _LATER.items():
        told: dict[str, object] = {"basis": "forecast", "audit_opinion": "unqualified"}
        told |= dict(zip(_FIGURES, figures, strict=True))
        later |= {f"fiscal_years.{year}.{name}": value for name, value in told.items()}
    hard = pathway.load(route, set={**later, "uncertainty.net_profit": 0.5})

    def numbers(levels: int, normals: int) -> None:
        chance = np.random.default_rng(1)
        for _ in range(levels):
            chance.integers(0, 1 << 16, _MILLION, dtype=np.uint16)
        for _ in range(normals):
            chance.standard_normal(_MILLION)

    return turns(
        {
            "three": lambda: pathway.simulate(three, _MILLION),
            "three_numbers": lambda: numbers(3, 0),
            "hard": lambda: pathway.simulate(hard, _MILLION),
            "hard_numbers": lambda: numbers(12, 4),
            "normals": lambda: numbers(0, 16),
        }
    )


THREE_STEPS = json.dumps(
    {
        "as_of": "2026-11-23",
        "milestones.bse.tutoring_passed": "2026-02-02",
        "milestones.bse.filed": "2026-02-16",
        "milestones.bse.committee": "2026-11-23",
    }
)
"""A firm on the day of its listing committee: submission, registration and listing are left."""


def portfolio(table: str, target: str, jobs: str, cluster: str = "") -> Found:
    """A table of firms, once: seconds by the clock, the share of answers with a date, the most
    memory of a process in MiB. target: "" for every exchange. cluster: an address, or `local`.
    """
    from pathway.scenario.file import Arguments
    from pathway.studies.portfolio.rows import prepared

    start = time.perf_counter()
    answers = [
        answer.date is not None
        for row in prepared(Path(table), Arguments(targets=[target] if target else None)).rows(
            int(jobs), cluster=cluster or None
        )
        for answer in row.answers
    ]
    seconds = time.perf_counter() - start
    most = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    dated = sum(answers) / max(len(answers), 1)
    return {"seconds": [seconds], "dated": [dated], "memory": [most / 1024]}


WORK: Mapping[str, Callable[..., Found]] = {
    "plans": plans,
    "grid": grid,
    "simulation": simulation,
    "portfolio": portfolio,
}


def main() -> None:
    """Prints what the work found."""
    print(json.dumps(dict(WORK[sys.argv[1]](*sys.argv[2:]))))


if __name__ == "__main__":
    main()
