"""What is measured, and each line of the table that it makes, in both languages."""

from __future__ import annotations

import csv
import importlib.util
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from tests.benchmarks.firms import firms, header
from tests.benchmarks.inside import THREE_STEPS
from tests.benchmarks.measure import Sample, first_line, in_turn, inside, python

_SCENARIOS = Path(__file__).parents[2] / "scenarios"
ONE, EVERY = (str(_SCENARIOS / f"{name}.toml") for name in ("base-tier-parts-maker", "every-board"))
_STEPS = str(_SCENARIOS / "statements-go-stale.toml")
_PEERS = str(Path(__file__).with_name("peers.py"))
_GRID = (
    "fiscal_years.2026.net_profit=" + ",".join(f"{n}m" for n in range(10, 50)),
    "fiscal_years.2027.net_profit=" + ",".join(f"{n}m" for n in range(15, 40)),
)
_DRAWS = 100_000
_FIRMS, _OF_DASK, _LARGE = 6000, 2000, 4.0
_ROUNDS = 7

BARE = "bare interpreter"


def _pathway(*arguments: str) -> list[str]:
    return python("-m", "pathway", *arguments)


COMMANDS: Mapping[str, list[str]] = {
    BARE: python("-c", "pass"),
    "pathway --help": _pathway("--help"),
    "pathway plan --format csv": _pathway("plan", ONE, "--format", "csv"),
    "pathway plan --format json": _pathway("plan", ONE, "--format", "json"),
    "pathway plan": _pathway("plan", ONE),
    "every exchange": _pathway("plan", EVERY, "--format", "json"),
    "pathway levers": _pathway("levers", ONE, "--format", "json"),
    "pathway compare": _pathway(
        "compare", ONE, *(f"--vary={one}" for one in _GRID), "--format", "csv"
    ),
}
"""What is started, by name."""

Both = tuple[str, str]
"""A text in English and in Chinese."""
_TITLES: Mapping[str, Both] = {
    BARE: ("a bare interpreter", "空解释器"),
    "every exchange": ("the same, every exchange", "同上，全部交易所"),
    "pathway compare": ("`pathway compare`, 1,000 cells", "`pathway compare`，1000格"),
}


@frozen
class Line:
    """One line of the table.

    title: what is measured. sample: seconds, once a round. than: what it is compared with, and how
    many times as long it takes. note: what else there is to say.
    """

    title: Both
    sample: Sample
    than: Both | None = None
    ratio: float = 0.0
    note: Both | None = None


def starts() -> Iterator[Line]:
    """Whole commands, and the first line of a plan with its likely range."""
    samples = in_turn(COMMANDS, _ROUNDS)
    bare = samples[BARE]
    for name, sample in samples.items():
        title = _TITLES.get(name, (f"`{name}`", f"`{name}`"))
        yield Line(title, sample, _TITLES[BARE], sample.times(bare))
    first = first_line(COMMANDS["pathway plan"], _ROUNDS)
    yield Line(("`pathway plan`, first line (clock)", "`pathway plan` 首行（时钟）"), first)


def grids() -> Iterator[Line]:
    """A grid against separate plans."""
    found = inside("grid", ONE)
    shared = Sample(tuple(found["shared"]))
    dates = int(found["dates"][0])
    yield Line(
        ("a grid of 1,000 cells", "1000格的网格"),
        shared,
        note=(f"{dates} different dates", f"{dates}个不同日期"),
    )
    for name, title in (
        ("alone", ("1,000 separate plans, unexplained", "单独推算1000次，不作解释")),
        ("explained", ("1,000 separate plans, explained", "单独推算1000次，含解释")),
    ):
        one = Sample(tuple(found[name]))
        yield Line(title, one, ("the grid", "网格"), one.times(shared))


def simulations() -> Iterator[Line]:
    """A million draws, against numpy drawing as many numbers of the same kinds."""
    found = {name: Sample(tuple(one)) for name, one in inside("simulation", _STEPS, ONE).items()}
    own: Both = ("their random numbers alone", "仅抽取同样的随机数")
    million: Both = ("a million draws, three steps", "一百万次抽样，三个环节")
    hard: Both = ("a million draws, 4 uncertain years", "一百万次抽样，四年不确定")
    normals: Both = ("16 million normals", "1600万个正态数")
    yield Line(million, found["three"], own, found["three"].times(found["three_numbers"]))
    yield Line(hard, found["hard"], own, found["hard"].times(found["hard_numbers"]))
    yield Line(hard, found["hard"], normals, found["hard"].times(found["normals"]))


def peers() -> Iterator[Line]:
    """The chain of three steps in whole processes, each with as many draws."""

    sets = [f"--set={key}={value}" for key, value in json.loads(THREE_STEPS).items()]
    drawn = ("--draws", str(_DRAWS), "--format", "json")
    commands = {"pathway": _pathway("simulate", _STEPS, *sets, *drawn)}
    for name in ("simpy", "numpy"):
        if importlib.util.find_spec(name) is not None:
            commands[name] = python(_PEERS, name, str(_DRAWS))
    samples = in_turn(commands, 5)
    ours: Both = (f"`pathway simulate`, {_DRAWS:,} draws", f"`pathway simulate`，{_DRAWS}次")
    yield Line(ours, samples["pathway"])
    titles: Mapping[str, Both] = {
        "simpy": ("the same chain in SimPy, no law", "SimPy 同一链条，无规则"),
        "numpy": ("the same chain in numpy, no law", "numpy 同一链条，无规则"),
    }
    for name, title in titles.items():
        if name in samples:
            one = samples[name]
            yield Line(title, one, ("`simulate`", "`simulate`"), one.times(samples["pathway"]))


def portfolios() -> Iterator[Line]:
    """Thousands of firms, no two alike, on two cores; and what a cluster of one machine costs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.csv"
        _table(path, _FIRMS)
        for target, to in (("bse", ("BSE", "北交所")), ("", ("every exchange", "全部交易所"))):
            found = inside("portfolio", str(path), target, "2")
            share, memory = round(found["dated"][0] * 100), round(found["memory"][0])
            yield Line(
                (f"{_FIRMS:,} firms to {to[0]} (clock)", f"{_FIRMS}家企业，{to[1]}（时钟）"),
                Sample(tuple(found["seconds"])),
                note=(f"{share}% have a date, {memory} MiB", f"{share}%有日期，{memory} MiB"),
            )
        # A cluster of this machine is locked with keys that cryptography makes.
        if any(importlib.util.find_spec(name) is None for name in ("distributed", "cryptography")):
            return
        _table(path, _OF_DASK)
        alone, cluster = (
            Sample(tuple(inside("portfolio", str(path), "bse", "2", name)["seconds"]))
            for name in ("", "local")
        )
        title: Both = (f"{_OF_DASK:,} firms with Dask (clock)", f"{_OF_DASK}家企业，Dask（时钟）")
        yield Line(title, cluster, ("two processes", "两个进程"), cluster.times(alone))


def _table(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(firms(count, size=_LARGE))


PARTS = {
    "starts": starts,
    "grids": grids,
    "simulations": simulations,
    "peers": peers,
    "portfolios": portfolios,
}
"""What the table is made of, in order."""
