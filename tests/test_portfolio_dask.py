"""Portfolios on a Dask cluster and in parts: the same bytes, whatever is killed in the middle."""

import csv
import io
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import dask
import pytest
from attrs import evolve
from distributed import LocalCluster
from distributed.diagnostics.plugin import SchedulerPlugin
from freezegun import freeze_time
from pyarrow import parquet

from pathway.base.errors import EngineError, InputError
from pathway.cli.main import main
from pathway.report.portfolio import PortfolioLayout, write_csv
from pathway.report.portfolio_parts import renderer
from pathway.scenario.file import Arguments
from pathway.studies.portfolio.chunk import Settings, plan_chunk
from pathway.studies.portfolio.parts import opened, written
from pathway.studies.portfolio.row_values import Row
from pathway.studies.portfolio.rows import (
    Chunk,
    Portfolio,
    prepared,
)
from pathway.studies.portfolio.table import open_firms
from pathway.studies.workers.cluster import LOCAL, _client, _hushed, _on_worker, on_cluster
from pathway.studies.workers.program import program
from tests.benchmarks.firms import firms, header

ROWS = int(os.environ.get("PATHWAY_ROWS", "6000"))
"""Firms of the test of mixed rows: as many as a large broker has on its list."""
ROOT = Path(__file__).parent.parent

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `pathway portfolio`: (exit status, standard error, that of processes included)."""
    monkeypatch.setenv("PATHWAY_LANG", "en")

    def go(*args: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["portfolio", *map(str, args)])
        return int(left.value.code or 0), capfd.readouterr().err

    return go


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    """Two workers, each a process that starts anew when it is killed."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as made:
        yield made


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty made-up firms, one of them with a venue that does not exist."""
    path = tmp_path_factory.mktemp("input") / "firms.csv"
    rows = list(firms(60, seed=7))
    rows[30]["status.venue"] = "nasdaq"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def expected(table: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one process of this machine writes about the firms."""
    out = tmp_path_factory.mktemp("expected") / "out.csv"
    with pytest.raises(SystemExit):
        main(
            [
                "portfolio",
                str(table),
                "--target",
                "bse",
                "--jobs",
                "1",
                "-o",
                str(out),
                "--lang",
                "en",
            ]
        )
    return out.read_bytes()


class Starts(SchedulerPlugin):  # type: ignore[misc]
    """Counts how often a scheduler has given each task to a worker."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()

    def transition(
        self, key: str, start: str, finish: str, *args: object, **kwargs: object
    ) -> None:
        if finish == "processing":
            self.of[key] += 1


def kill_a_busy_worker(cluster: LocalCluster) -> None:
    """Kills the process of the worker that has the most tasks or results that nobody has
    fetched.
    """
    states = cluster.scheduler.workers.values()
    busiest = max(states, key=lambda state: len(state.processing) + len(state.has_what))
    nanny = next(
        nanny for nanny in cluster.workers.values() if nanny.worker_address == busiest.address
    )
    os.kill(nanny.pid, signal.SIGKILL)


def joined(folder: Path) -> bytes:
    """The CSV parts of a folder as one file: the first header, and the lines below each."""
    parts = [path.read_bytes().split(b"\n", 1) for path in sorted(folder.glob("part-*.csv"))]
    return b"\n".join([parts[0][0], b"".join(lines for _, lines in parts)])


def inventory(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line) for line in (folder / "inventory.jsonl").read_text("utf-8").splitlines()
    ]


# -- the same results ------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_cluster_writes_the_bytes_of_one_process(
    run: Run, cluster: LocalCluster, table: Path, expected: bytes, tmp_path: Path
) -> None:
    """CSV and JSON lines have the same bytes from a cluster's address as from one process, a bad
    row included.
    """
    for form in ("csv", "jsonl"):
        made = []
        for engine in (
            ["--jobs", "1"],
            ["--engine", "dask", "--cluster", cluster.scheduler_address, "--chunk", "7"],
        ):
            out = tmp_path / f"out.{form}"
            status, err = run(table, "--target", "bse", *engine, "-o", out)
            assert status == 2
            made.append((out.read_bytes(), err))
        assert made[0] == made[1]
        assert form != "csv" or made[0][0] == expected


@pytest.mark.slow
def test_a_cluster_of_this_machine_is_started_and_ended(
    table: Path, expected: bytes, tmp_path: Path
) -> None:
    """Without an address, Dask runs here; it writes the same bytes, and says nothing of its own."""
    out = tmp_path / "out.csv"
    args = [
        "portfolio",
        str(table),
        "--target",
        "bse",
        "--engine",
        "dask",
        "--jobs",
        "2",
        "-o",
        str(out),
        "--lang=en",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pathway", *args], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, out.read_bytes()) == (2, expected)
    assert [line.split(":")[0] for line in done.stderr.splitlines() if "firms.csv" in line] == [
        "  firms.csv"
    ]
    assert "distributed" not in done.stderr


INTRUDER = """
import sys
from distributed import Client, Security
for security in (None, Security.temporary()):
    for address in (sys.argv[1], sys.argv[1].replace("tls", "tcp")):
        try:
            with Client(address, security=security, timeout=3, set_as_default=False) as client:
                print("in:", client.submit(sum, [1, 2]).result(timeout=3))
        except Exception as error:
            print(type(error).__name__)
"""


@pytest.mark.slow
def test_nobody_else_can_use_the_cluster_of_this_machine() -> None:
    """S4: another program of this machine, with a key of its own or none, is turned away by the
    scheduler, which goes on working; it listens on this machine only, and no page tells of tasks.
    """
    with _hushed(), _client(LOCAL, 1) as client:
        address = client.scheduler.address
        assert address.startswith("tls://127.0.0.1:")
        line = [sys.executable, "-W", "ignore", "-c", INTRUDER, address]
        done = subprocess.run(line, capture_output=True, text=True)
        said = done.stdout.split()
        assert len(said) == 4 and "in:" not in said
        assert client.submit(sum, [1, 2]).result() == 3
        port = client.cluster.scheduler.http_server.port
        with pytest.raises(HTTPError):
            urlopen(f"http://127.0.0.1:{port}/info/main/workers.html", timeout=5)


def test_without_keys_no_cluster_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library that makes keys is missing, a cluster here is refused with what to install."""
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(EngineError, match="cryptography"):
        next(on_cluster(str, iter([1]), LOCAL, 1))


@pytest.mark.slow
def test_workers_need_no_file_of_the_one_who_asks(cluster: LocalCluster, tmp_path: Path) -> None:
    """A folder's scenarios with what they extend, the base of a table and an overlay are sent, not
    their paths.
    """
    folder = tmp_path / "deals"
    folder.mkdir()
    base = (ROOT / "scenarios" / "base-tier-parts-maker.toml").read_text("utf-8")
    (folder / "base.toml").write_text(base, "utf-8")
    (folder / "heir.toml").write_text(
        'schema = "pathway.scenario/1"\nextends = "base.toml"\nname = "Heir"\n', "utf-8"
    )
    (folder / "orphan.toml").write_text(
        'schema = "pathway.scenario/1"\nextends = "none.toml"\n', "utf-8"
    )
    rules = tmp_path / "reform.toml"
    rules.write_text(
        (ROOT / "scenarios" / "reforms" / "six-months.toml").read_text("utf-8"), "utf-8"
    )
    rows = tmp_path / "firms.csv"
    rows.write_text("name,fiscal_years.2026.net_profit\nA,9\nB,\n")
    for source, start in ((folder, None), (rows, folder / "base.toml")):
        ready = prepared(
            source,
            Arguments(targets=["bse"], today=date(2026, 11, 23)),
            base=start,
            rules=[str(rules)],
        )
        alone = list(ready.rows())
        entries = list(ready.chunks())
        sent = [ready._carried(chunk) for chunk in entries]
        for path in (rules, start or folder / "heir.toml"):
            path.rename(path.with_suffix(".gone"))
        assert [row for chunk in sent for row in planned_far_away(ready, chunk, cluster)] == alone
        for path in (rules, start or folder / "heir.toml"):
            path.with_suffix(".gone").rename(path)


def planned_far_away(ready: Portfolio, chunk: Chunk, cluster: LocalCluster) -> list[Row]:
    """A chunk that carries all it needs, planned by a cluster from settings without a folder."""
    work = partial(plan_chunk, settings=evolve(ready.settings, folder=None))
    return next(on_cluster(work, iter([chunk]), cluster.scheduler_address, 1))


# -- what is killed --------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_killed_worker_loses_and_doubles_no_row(cluster: LocalCluster, table: Path) -> None:
    """With a worker killed after the first row, every row comes once and in order, as from one
    process.
    """
    ready = prepared(table, Arguments(targets=["bse"]))
    starts = Starts()
    cluster.scheduler.add_plugin(starts)
    rows = ready.rows(cluster=cluster.scheduler_address, size=4)
    found = [next(rows)]
    kill_a_busy_worker(cluster)
    found += rows
    assert [row.row for row in found] == list(range(2, 62))
    assert found == list(ready.rows())
    assert max(starts.of.values()) > 1
    assert len(starts.of) == 15


@pytest.mark.slow
def test_parts_are_whole_after_a_worker_was_killed(
    cluster: LocalCluster, table: Path, expected: bytes, tmp_path: Path
) -> None:
    """With a worker killed after the first part, all parts together are the CSV of one process."""
    folder = tmp_path / "parts"
    with opened(folder, prepared(table, Arguments(targets=["bse"])), 4, "csv", "en") as held:
        parts = written(
            held,
            lambda chunks: held.ready.planned(chunks, 2, cluster.scheduler_address, 4),
            renderer("csv", PortfolioLayout(("bse",), "en")),
        )
        next(parts)
        kill_a_busy_worker(cluster)
        assert len(list(parts)) == 14
    assert joined(folder) == expected
    assert inventory(folder)[-1] == {"parts": 15, "rows": 60, "errors": 1}


@pytest.mark.slow
def test_a_killed_command_goes_on_where_it_was(run: Run, tmp_path: Path) -> None:
    """A command killed after its first parts leaves them whole; the next one plans the rest and
    leaves them alone.
    """
    path, folder = tmp_path / "firms.csv", tmp_path / "parts"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(firms(240, seed=3))
    args = [path, "--target", "bse", "--jobs", "1", "--chunk", "4", "--parts", folder]
    with subprocess.Popen(
        [sys.executable, "-m", "pathway", "portfolio", *map(str, args)], cwd=ROOT
    ) as command:
        while not (folder / "part-00002.csv").exists():
            assert command.poll() is None
            time.sleep(0.001)
        command.kill()
    before = {part.name: part.stat().st_mtime_ns for part in folder.glob("part-*")}
    told = {part["name"] for part in inventory(folder)}
    assert 2 <= len(told) < 60
    status, err = run(*args)
    assert status == 0
    assert f"240 firms in 60 parts in {folder}, {len(told)} of them" in " ".join(err.split())
    after = {part.name: part.stat().st_mtime_ns for part in folder.glob("part-*")}
    assert {name for name in before if before[name] == after[name]} >= told
    whole = tmp_path / "whole.csv"
    assert run(path, "--target", "bse", "--jobs", "1", "-o", whole)[0] == 0
    assert joined(folder) == whole.read_bytes()
    assert {p.name for p in folder.iterdir()} == {
        *after,
        "manifest.json",
        "inventory.jsonl",
        ".lock",
    }


KINDS = 84
"""How many firms the table of many is made of; each comes again and again under other names."""
PLAIN = {
    "as_of": "2026-11-23",
    "status.venue": "neeq-innovation",
    "status.neeq_listed": "2023-05-01",
    "status.innovation_entered": "2025-05-20",
    "fiscal_years.2024.roe": "0.11",
    "fiscal_years.2025.net_profit": "26000000",
    "fiscal_years.2025.roe": "0.12",
}
"""What the firms have in common of which little is known, so that planning them takes little."""


def mixed() -> list[dict[str, str]]:
    """Firms of which every seventh has a slip in a venue, a word for a number or a return on equity
    without its per cent sign; of every twentieth much is known, of the others little.
    """
    rows: list[dict[str, str]] = []
    for i, row in enumerate(firms(KINDS, seed=11)):
        profit = str(18_000_000 + i * 40_000)
        row = row if i % 20 == 0 else {**PLAIN, "fiscal_years.2024.net_profit": profit}
        if i % 21 == 3:
            row["status.venue"] = "neeq-bse"
        elif i % 21 == 10:
            row["facts.share_capital"] = "many"
        elif i % 21 == 17:
            row["fiscal_years.2025.roe"] = "8.5"
        rows.append(row)
    return rows


def named(rows: Sequence[dict[str, str]], path: Path) -> None:
    """Writes firms down, each under a name and with a person in charge of its own."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*header(), "负责人"], lineterminator="\n")
        writer.writeheader()
        for i, row in enumerate(rows):
            writer.writerow({**row, "name": f"企业{i}", "负责人": f"张{i}"})


def of_many(kinds: bytes) -> bytes:
    """What is to be written about many firms, from what one process wrote about each kind of them:
    the same but for the row, the name and the person in charge.
    """
    head, *lines = csv.reader(kinds.decode("utf-8").splitlines(keepends=True))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    for i in range(ROWS):
        row = dict(zip(head, lines[i % KINDS], strict=True))
        problem = row["problem"].replace(f"firms.csv:{row['row']}:", f"firms.csv:{i + 2}:")
        own = {"row": i + 2, "name": f"企业{i}", "负责人": f"张{i}", "problem": problem}
        writer.writerow({**row, **own}.values())
    return out.getvalue().encode("utf-8")


@pytest.mark.slow
def test_a_terminated_cluster_goes_on_with_good_and_bad_rows(run: Run, tmp_path: Path) -> None:
    """SIGTERM in the middle of a local cluster's work on 6,000 firms leaves whole parts, and nothing
    else; the same command does the rest and leaves them alone. Bad rows are errors and doubted ones
    doubts, each under its own number, and all is what one process writes about such firms.
    """
    kinds, path, folder = mixed(), tmp_path / "firms.csv", tmp_path / "parts"
    named(kinds, path)
    alone = tmp_path / "kinds.csv"
    assert run(path, "--target", "bse", "--jobs", "1", "-o", alone)[0] == 2
    named([kinds[i % KINDS] for i in range(ROWS)], path)
    args = [path, "--target", "bse", "--chunk", "100", "--parts", folder]
    args += ["--engine", "dask", "--jobs", "2"]
    with subprocess.Popen(
        [sys.executable, "-m", "pathway", "portfolio", *map(str, args)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    ) as command:
        while not (folder / "part-00001.csv").exists():
            assert command.poll() is None
            time.sleep(0.01)
        command.terminate()
    assert command.returncode != 0
    assert not list(folder.glob(".part-*"))
    told = {str(part["name"]) for part in inventory(folder)}
    before = {name: (folder / name).stat().st_mtime_ns for name in told}
    assert 0 < len(told) < -(-ROWS // 100)
    assert run(*args)[0] == 2
    assert {name: (folder / name).stat().st_mtime_ns for name in told} == before
    assert joined(folder) == of_many(alone.read_bytes())
    found = list(csv.DictReader(io.StringIO(joined(folder).decode("utf-8"))))
    place = [i % KINDS % 21 for i in range(ROWS)]
    bad = [i for i, row in enumerate(found) if row["status"] == "error"]
    assert bad == [i for i in range(ROWS) if place[i] in (3, 10)]
    doubted = {i for i, row in enumerate(found) if row["doubts"] and row["status"] != "error"}
    assert {i for i in range(ROWS) if place[i] == 17} <= doubted


@pytest.mark.slow
def test_firms_that_kill_every_worker_are_told(cluster: LocalCluster) -> None:
    """A task over which workers die again and again ends with a message."""
    cluster.scheduler.allowed_failures = 1
    with pytest.raises(EngineError) as caught:
        list(on_cluster(os._exit, iter([1]), cluster.scheduler_address, 2))
    assert (caught.value.message.key, caught.value.message.values) == (
        "engines.killed",
        {"times": 2},
    )


# -- parts -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def finished(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished folder of six parts with ten firms each, for tests to copy."""
    folder = tmp_path_factory.mktemp("finished") / "parts"
    options = ["--target", "bse", "--jobs", "1", "--chunk", "10", "--lang", "en"]
    with pytest.raises(SystemExit) as left:
        main(["portfolio", str(table), *options, "--parts", str(folder)])
    assert left.value.code == 2
    return folder


@pytest.fixture
def made(finished: Path, tmp_path: Path) -> Path:
    """A finished folder of six parts with ten firms each."""
    return Path(shutil.copytree(finished, tmp_path / "parts"))


@pytest.mark.slow
def test_parts_are_the_rows_of_one_file(
    run: Run, table: Path, tmp_path: Path, expected: bytes
) -> None:
    """The parts with their headers taken off are the single CSV; the inventory counts every row
    once, and what is wrong is told.
    """
    made = tmp_path / "parts"
    status, err = run(table, "--target", "bse", "--jobs", "1", "--chunk", "10", "--parts", made)
    assert (status, "1 of 60 firms" in err) == (2, True)
    assert joined(made) == expected
    *parts, sums = inventory(made)
    assert [(part["first"], part["last"]) for part in parts] == [
        (f"{i}", f"{i + 9}") for i in range(2, 62, 10)
    ]
    assert [part["errors"] for part in parts] == [0, 0, 0, 1, 0, 0]
    assert sums == {"parts": 6, "rows": 60, "errors": 1}


@pytest.mark.slow
def test_finished_parts_are_not_planned_again(
    run: Run, made: Path, table: Path, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a part that is missing, altered or not told of by a whole line of the inventory is
    planned again.
    """
    (made / "part-00001.csv").unlink()
    (made / "part-00003.csv").write_text("row\n", "utf-8")
    lines = (made / "inventory.jsonl").read_text("utf-8").splitlines()
    (made / "inventory.jsonl").write_text("\n".join([*lines[:5], lines[5][:40]]), "utf-8")
    (made / ".part-00005.csv.x1").write_text("half")
    planned = []

    def counted(chunk: Chunk, settings: Settings) -> list[Row]:
        planned.append(chunk[0].row)
        return plan_chunk(chunk, settings)

    monkeypatch.setattr("pathway.studies.portfolio.rows.plan_chunk", counted)
    status, err = run(table, "--target", "bse", "--jobs", "1", "--chunk", "10", "--parts", made)
    assert status == 2
    assert "3 of them finished by an earlier run" in " ".join(err.split())
    assert "1 of 60 firms" in err
    assert planned == [12, 32, 52]
    assert joined(made) == expected
    assert inventory(made)[-1] == {"parts": 6, "rows": 60, "errors": 1}
    assert not list(made.glob(".part*"))


@pytest.mark.slow
def test_parts_of_another_portfolio_are_refused(
    run: Run, made: Path, table: Path, tmp_path: Path
) -> None:
    """Another table, other settings, another size: each difference is named with both values, and
    nothing changes.
    """
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    other = tmp_path / "firms.csv"
    other.write_text(table.read_text("utf-8").replace("audited", "forecast", 1), "utf-8")
    args = ["--target", "bse", "--jobs", "1", "--parts", made, "--chunk"]
    status, err = run(other, *args, "10")
    assert status == 2
    assert "input_sha256" in err
    assert "pace" not in err
    status, err = run(
        table, *args, "12", "--pace", "floor", "--set", "facts.holders=9", "--rules", "report-2022"
    )
    assert status == 2
    assert f"{made}/manifest.json: chunk: found 10; this run has 12" in err
    assert all(f"manifest.json: {name}: found " in err for name in ("pace", "set", "rules"))
    assert "input_sha256" not in err
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


def test_a_folder_belongs_to_the_day_on_which_it_was_begun(run: Run, tmp_path: Path) -> None:
    """Firms without as_of are planned as of the first run's day by later runs too, which say so."""
    path, folder = tmp_path / "firms.csv", tmp_path / "parts"
    path.write_text("name,status.venue\nA,unlisted\nB,unlisted\n")
    args = [path, "--target", "neeq-base", "--jobs", "1", "--chunk", "1", "--parts", folder]
    with freeze_time("2026-11-23 04:00:00"):
        assert run(*args)[0] == 0
    first = joined(folder)
    (folder / "part-00001.csv").unlink()
    with freeze_time("2026-11-30 04:00:00"):
        status, err = run(*args)
    assert status == 0
    assert "as of 2026-11-23" in err
    assert joined(folder) == first


@pytest.mark.slow
def test_parts_go_only_into_a_folder_of_their_own(
    run: Run, made: Path, table: Path, tmp_path: Path
) -> None:
    """A folder with other files, a broken manifest, or another run at work is refused with status
    2.
    """
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("x")
    status, err = run(table, "--parts", tmp_path / "full")
    assert (status, "not empty" in err) == (2, True)
    assert [path.name for path in (tmp_path / "full").iterdir() if path.name != ".lock"] == [
        "thesis.txt"
    ]
    with opened(made, prepared(table, Arguments(targets=["bse"])), 10, "csv", "en"):
        status, err = run(table, "--target", "bse", "--chunk", "10", "--parts", made)
        assert (status, "another run" in err) == (2, True)
    for text in ("{", "[]", '{"schema": "pathway.parts/9", "begun": null}'):
        (made / "manifest.json").write_text(text)
        status, err = run(table, "--target", "bse", "--chunk", "10", "--parts", made)
        assert (status, "no manifest of parts" in err) == (2, True)


def test_parts_are_whole_or_not_there(
    run: Run, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that breaks off in the middle of a part leaves those before it and nothing of that
    one.
    """

    def broken(rows: Sequence[Row], *args: Any) -> None:
        if (rows[0].row or 0) > 20:
            raise OSError(28, "No space left on device")
        write_csv(rows, *args)

    monkeypatch.setattr("pathway.report.portfolio_parts.write_csv", broken)
    folder = tmp_path / "parts"
    status, err = run(table, "--target", "bse", "--jobs", "1", "--chunk", "10", "--parts", folder)
    assert status == 1
    assert "No space" in err
    names = {"part-00000.csv", "part-00001.csv", "manifest.json", "inventory.jsonl", ".lock"}
    assert {path.name for path in folder.iterdir()} == names
    assert [part["rows"] for part in inventory(folder)] == [10, 10]


@pytest.mark.slow
def test_parquet_holds_the_values_of_the_csv_with_types(
    run: Run, made: Path, table: Path, tmp_path: Path
) -> None:
    """A Parquet part has the columns and values of the CSV part, dates as dates, counts as numbers,
    flags as flags.
    """
    folder = tmp_path / "parquet"
    run(
        table,
        "--target",
        "bse",
        "--jobs",
        "1",
        "--chunk",
        "10",
        "--parts",
        folder,
        "--format",
        "parquet",
    )
    for part in sorted(made.glob("part-*")):
        found = parquet.read_table(folder / f"{part.stem}.parquet")
        types = {field.name: str(field.type) for field in found.schema}
        assert types["row"] == types["bse.next_slack_days"] == types["bse.assumed"] == "int64"
        assert (
            types["bse.date"] == types["bse.cause_date"] == types["bse.next_date"] == "date32[day]"
        )
        assert (types["bse.projected"], types["bse.cause"]) == ("bool", "string")
        as_text = [
            {
                k: "" if v is None else str(v).lower() if isinstance(v, bool) else str(v)
                for k, v in row.items()
            }
            for row in found.to_pylist()
        ]
        with part.open(encoding="utf-8", newline="") as lines:
            assert as_text == list(csv.DictReader(lines))


# -- clusters that do not work ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["nonsense", "tcp://127.0.0.1:99999", "foo://127.0.0.1:8786", "http://"]
)
def test_what_is_no_address_is_told(run: Run, table: Path, tmp_path: Path, address: str) -> None:
    """An address that cannot be one is told with an example, and nothing is written."""
    status, err = run(table, "--engine", "dask", "--cluster", address, "-o", tmp_path / "out.csv")
    assert status == 1
    assert (
        err
        == f"pathway: {address} is no address of a Dask scheduler; expected one like tcp://10.0.0.5:8786\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_told(run: Run, table: Path, tmp_path: Path) -> None:
    """Where no scheduler answers within Dask's own patience, the address is told, with what to look
    at.
    """
    with dask.config.set({"distributed.comm.timeouts.connect": "0.5s"}):
        status, err = run(
            table,
            "--engine",
            "dask",
            "--cluster",
            "tcp://127.0.0.1:1",
            "--parts",
            tmp_path / "parts",
        )
    assert status == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:1 " in err
    assert "same command" in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_cluster_without_workers_is_told(monkeypatch: pytest.MonkeyPatch, table: Path) -> None:
    """Where no worker joins for a while, a message says how to start one."""
    monkeypatch.setattr("pathway.studies.workers.cluster._LOOK", 0.05)
    with (
        LocalCluster(
            n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
        ) as empty,
        pytest.raises(EngineError) as caught,
    ):
        next(prepared(table).rows(cluster=empty.scheduler_address))
    assert caught.value.message.key == "engines.no-workers"


@pytest.mark.slow
def test_workers_with_another_program_are_refused(
    monkeypatch: pytest.MonkeyPatch, cluster: LocalCluster, table: Path
) -> None:
    """A worker that runs another version, or the same one altered, plans nothing."""
    monkeypatch.setattr("pathway.studies.workers.cluster.program", lambda: "0.1.0+000000000000")
    with pytest.raises(EngineError) as caught:
        next(prepared(table).rows(cluster=cluster.scheduler_address))
    assert caught.value.message.key == "engines.other"
    assert caught.value.message.values["found"] == program()


def test_workers_without_the_program_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What travels to a worker finds out by itself that the program is not there."""
    monkeypatch.setitem(sys.modules, "pathway.studies.workers.program", None)
    assert _on_worker()("0.1.0+000000000000", b"", b"") == ("absent", None)


@pytest.mark.parametrize(
    ("library", "args"),
    [("distributed", ["--engine", "dask"]), ("pyarrow", ["--format", "parquet", "--parts"])],
)
def test_a_missing_library_is_named(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    table: Path,
    tmp_path: Path,
    library: str,
    args: list[str],
) -> None:
    """Without Dask or pyarrow, the message says what to install."""
    monkeypatch.setitem(sys.modules, library, None)
    args = (
        [*args, str(tmp_path / "parts")]
        if args[-1] == "--parts"
        else [*args, "-o", str(tmp_path / "out.csv")]
    )
    status, err = run(table, *args)
    assert status == 1
    assert "pip install 'listing-pathway[dask]'" in err
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_start_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], table: Path
) -> None:
    """Without Dask not even the header of the table goes to standard output."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SystemExit) as left:
        main(["portfolio", str(table), "--engine", "dask", "--format", "csv"])
    assert (left.value.code, capsys.readouterr().out) == (1, "")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--cluster", "tcp://x:1"], "--engine dask"),
        (["--engine", "dask", "--cluster", "tcp://x:1", "--jobs", "2"], "--jobs"),
        (["--parts", "p", "-o", "x.csv"], "-o"),
        (["--parts", "p", "--format", "xlsx"], "parquet"),
        (["-o", "x.parquet"], "--parts"),
        (["--chunk", "0"], "chunk"),
        (["--engine", "spark"], "dask"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    run: Run, table: Path, args: list[str], words: str
) -> None:
    """Wrong options leave with 2 before any firm is planned."""
    status, err = run(table, *args)
    assert status == 2
    assert words in err


# -- tables that are larger than memory ------------------------------------------------------------


def test_a_csv_is_never_held_whole(tmp_path: Path) -> None:
    """Opening, counting, digesting and reading a table of 32 MB takes a fraction of that in
    memory.
    """
    path = tmp_path / "firms.csv"
    with path.open("w", encoding="utf-8") as out:
        out.write("name,as_of\n")
        out.writelines(f"{'x' * 64_000},2026-11-23\n" for _ in range(500))
    tracemalloc.start()
    try:
        ready = prepared(path)
        assert (ready.count, len(ready.firms.digest(None))) == (500, 64)
        assert sum(len(chunk) for chunk in ready.chunks(5)) == 500
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()


def test_a_table_must_not_change_while_it_is_read(tmp_path: Path) -> None:
    """A table that someone writes to between two passes is refused."""
    path = tmp_path / "firms.csv"
    path.write_text("name,as_of\nA,2026-11-23\n")
    found = open_firms(path)
    path.write_text("name,as_of\nA,2026-11-23\nB,2026-11-23\n")
    with pytest.raises(InputError, match="changed while it was read"):
        list(found.entries())
