"""Portfolios: many firms from a table or a folder give the same answers as each of them alone."""

import codecs
import csv
import dataclasses
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from freezegun import freeze_time
from rich.cells import cell_len

import pathway
from pathway.base.errors import EngineError, InputError
from pathway.base.phrases import Phrase
from pathway.cli.main import main
from pathway.report.portfolio import PortfolioLayout, write_csv
from pathway.scenario.file import Arguments, filled
from pathway.scenario.file import template as nothing
from pathway.scenario.file.cells import node_of
from pathway.scenario.file.overrides import place
from pathway.scenario.file.tree import Sink
from pathway.scenario.firm import Event, ExtraAudit, Placement
from pathway.scenario.scenario import Task
from pathway.studies.portfolio.chunk import plan_chunk
from pathway.studies.portfolio.row_values import Row
from pathway.studies.portfolio.rows import prepared
from tests.benchmarks.firms import firms, header
from tests.conftest import fits

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "scenarios" / "firms.csv"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `pathway portfolio`: (exit status, standard output, standard error)."""
    monkeypatch.setenv("PATHWAY_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")

    def go(*args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["portfolio", *map(str, args)])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return go


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Sixty made-up firms."""
    return list(firms(60, seed=7))


def write_table(path: Path, rows: list[dict[str, str]], names: list[str] | None = None) -> Path:
    """A CSV table of rows."""
    names = names or header()
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def as_toml(row: dict[str, str]) -> str:
    """A row written as a scenario file by rules of its own: dotted keys, fiscal years as tables."""
    top = ['schema = "pathway.scenario/1"']
    years: dict[str, list[str]] = {}
    for path, text in row.items():
        name = path.rpartition(".")[2]
        is_text = name in ("name", "industry", "province", "venue", "basis", "audit_opinion")
        line = json.dumps(text, ensure_ascii=False) if is_text else text
        first, *rest = path.split(".")
        if first == "fiscal_years":
            years.setdefault(rest[0], []).append(f"{rest[1]} = {line}")
        elif first == "milestones":
            top.append(f'milestones."{".".join(rest)}" = {line}')
        else:
            top.append(f"{path} = {line}")
    tables = [
        f"[[fiscal_years]]\nyear = {year}\n" + "\n".join(lines) for year, lines in years.items()
    ]
    return "\n".join([*top, *tables]) + "\n"


def write_folder(path: Path, rows: list[dict[str, str]]) -> Path:
    """A folder with one scenario a file, named so that they sort as the rows stand, every third one
    in a sub-folder.
    """
    for i, row in enumerate(rows):
        place = path / (f"{i:04}/firm.toml" if i % 3 == 2 else f"{i:04}.toml")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(as_toml(row), encoding="utf-8")
    return path


def write_workbook(path: Path, rows: list[dict[str, str]]) -> Path:
    """An xlsx table with real numbers and dates."""
    lines = [[typed(row.get(name, "")) for name in header()] for row in rows]
    return workbook(path, header(), *lines)


def typed(text: str) -> object:
    """A text as a spreadsheet takes it when it is typed in."""
    for kind in (int, float, datetime.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None


def contents(rows: Iterator[Row]) -> list[tuple[object, ...]]:
    """What rows say, apart from where the firms stand."""
    return [(row.name, row.status, row.answers) for row in rows]


@pytest.mark.slow
def test_table_folder_and_workbook_give_the_same_rows(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    """The same firms as CSV, as a folder of scenarios and as xlsx get the same answers in the same
    order.
    """
    rows = rows[:24]
    table = contents(pathway.portfolio(write_table(tmp_path / "firms.csv", rows), ["bse"]))
    folder = contents(pathway.portfolio(write_folder(tmp_path / "firms", rows), ["bse"]))
    book = contents(pathway.portfolio(write_workbook(tmp_path / "firms.xlsx", rows), ["bse"]))
    assert [name for name, *_ in table] == [row["name"] for row in rows]
    assert folder == table
    assert book == table


@pytest.mark.slow
def test_every_row_is_the_plan_of_its_scenario(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    """Each row has the date, route, standard, slack, assumptions and blocks of `pathway.plan` of
    the same TOML file.
    """
    found = list(pathway.portfolio(write_table(tmp_path / "firms.csv", rows), pace="cautious"))
    for given, row in zip(rows, found, strict=True):
        plan = pathway.plan(pathway.loads(as_toml(given)), pace="cautious")
        assert row.status == ("ok" if plan.best else "infeasible")
        assert tuple(answer.target for answer in row.answers) == plan.targets
        for answer in row.answers:
            best = plan.best.get(answer.target)
            if best is None:
                block = next(r for r in plan.routes if r.target == answer.target).blocked_by[0]
                assert answer.blocked is not None
                assert (
                    answer.date,
                    answer.blocked.milestone,
                    answer.blocked.rule,
                    answer.blocked.text,
                ) == (None, block.milestone, block.rule, block.text)
                assert answer.blocked.nearest == (
                    block.nearest[0].finding.text if block.nearest else None
                )
                continue
            ahead = next(m for m in best.milestones if not m.pinned)
            assert (answer.date, answer.route, answer.standard, answer.assumed) == (
                best.date,
                best.id,
                best.standard,
                len(best.assumed),
            )
            assert answer.next is not None
            assert answer.decisive is not None
            assert (answer.next.milestone, answer.next.slack_days) == (ahead.id, ahead.slack_days)
            causes = [link.cause for link in best.why(best.milestones[-1].id)]
            assert answer.decisive.text in [cause.text for cause in causes]


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_number_of_processes(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    """One process and two write the same bytes in every format, bad rows included."""
    bad = dict(rows[30], **{"status.venue": "nasdaq"})
    path = write_table(tmp_path / "firms.csv", [*rows[:30], bad, *rows[31:]])
    for form in ("csv", "jsonl", "xlsx", "text"):
        made = []
        for jobs in ("1", "2"):
            out = tmp_path / f"{jobs}.{form}"
            args = [
                "portfolio",
                str(path),
                "--target",
                "bse",
                "--jobs",
                jobs,
                "--format",
                form,
                "-o",
                str(out),
            ]
            done = subprocess.run(
                [sys.executable, "-m", "pathway", *args], cwd=ROOT, capture_output=True
            )
            assert done.returncode == 2
            made.append((out.read_bytes(), done.stderr))
        assert made[0] == made[1]


@pytest.mark.slow
def test_processes_give_the_rows_in_order(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    """The library's rows are the same values with two processes, and stop when nobody wants
    more.
    """
    path = write_table(tmp_path / "firms.csv", rows)
    alone = list(pathway.portfolio(path, ["bse"]))
    assert list(pathway.portfolio(path, ["bse"], jobs=2)) == alone
    some = pathway.portfolio(path, ["bse"], jobs=2)
    assert next(some) == alone[0]


def test_a_process_that_dies_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    """Where a process is killed from outside, the status is 1, with a message and without a
    file.
    """

    def killed(*_: object) -> Iterator[list[Row]]:
        raise EngineError(Phrase("engines.lost"))
        yield []

    monkeypatch.setattr("pathway.studies.portfolio.rows.in_processes", killed)
    path = write_table(tmp_path / "firms.csv", rows)
    status, out, err = run(path, "--jobs", "2", "-o", tmp_path / "out.csv")
    assert (status, out) == (1, "")
    assert "--jobs" in err
    assert list(tmp_path.iterdir()) == [path]


def test_a_chunk_needs_only_its_arguments() -> None:
    """Planning a chunk twice gives equal rows, and the settings can be hashed and sent to another
    process.
    """
    import pickle

    ready = prepared(SAMPLE, Arguments(targets=["bse"], set={"plan.pace": "floor"}))
    chunk = tuple(ready.firms.entries())
    sent, settings = pickle.loads(pickle.dumps((chunk, ready.settings)))
    assert hash(settings) == hash(ready.settings)
    assert plan_chunk(sent, settings) == plan_chunk(chunk, ready.settings) == list(ready.rows())


def test_bad_rows_are_named_and_the_rest_is_done(
    run: Run, tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    """Wrong rows say which column is wrong, on the side and in the output; all others are planned;
    the status is 2.
    """
    table = [dict(row) for row in rows[:6]]
    table[1]["fiscal_years.2025.basis"] = "auditd"
    table[4]["facts.holders"] = "many"
    table[5] |= {"status.venue": "bse", "status.bse_listed": "2024-05-06"}
    path = write_table(tmp_path / "firms.csv", table, [*header(), "status.bse_listed"])
    status, out, err = run(path, "--target", "bse", "--jobs", "1")
    found = list(csv.DictReader(io.StringIO(out)))
    assert status == 2
    assert [row["row"] for row in found] == ["2", "3", "4", "5", "6", "7"]
    assert [row["row"] for row in found if row["status"] == "error"] == ["3", "6", "7"]
    assert [row["problem_column"] for row in found][1:5:3] == [
        "fiscal_years.2025.basis",
        "facts.holders",
    ]
    assert '"auditd"' in found[1]["problem"]
    assert "audited" in found[1]["problem"]
    assert "3 of 6 firms could not be read or planned: rows 3, 6, 7" in err
    assert "facts.holders" in err


def test_a_ragged_row_is_a_bad_row(tmp_path: Path) -> None:
    """A row with more or fewer cells than the header is wrong, a blank one is none, and numbers
    count blank rows.
    """
    path = tmp_path / "firms.csv"
    path.write_text(
        "name,as_of,status.venue\nA,2026-11-23,neeq-base,x\n\nB,2026-11-23\nC,2026-11-23,unlisted,,\n"
    )
    found = list(pathway.portfolio(path, ["bse"]))
    assert [(row.row, row.status) for row in found] == [
        (2, "error"),
        (4, "error"),
        (5, "infeasible"),
    ]
    assert "4 cells, the header 3" in found[0].problems[0].text()


BASE_ROW = "甲,2026-11-23,neeq-base,2025-03-12\n"
HEAD = "name,as_of,status.venue,status.neeq_listed\n"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "first row"),
        (b"\n\n", "first row"),
        ("企业,市场\n甲,新三板\n".encode(), "first row"),
        (BASE_ROW.encode(), "first row"),
        (HEAD.encode(), "no firm"),
        ((HEAD.replace("venue", "venu") + BASE_ROW).encode(), "status.venue"),
        ((HEAD.replace("as_of", "name") + BASE_ROW).encode(), "two columns"),
        ((HEAD.replace("as_of", "'name'") + BASE_ROW).encode(), "two columns"),
        ((HEAD.replace("as_of", "") + BASE_ROW).encode(), "column B"),
        ((HEAD.replace("as_of", "extends") + BASE_ROW).encode(), "extended file"),
        ((HEAD + '"甲,2026').encode(), "quotation mark"),
        (bytes(range(256)) * 9, "GB18030"),
        (b"\0" * 100, "GB18030"),
        (b"PK\3\4 but no workbook", "damaged"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_an_unusable_table_is_refused_whole(
    run: Run, tmp_path: Path, raw: bytes, words: str
) -> None:
    """A table without header or rows, with unknown or double columns, or unreadable, is refused;
    nothing is written.
    """
    path = tmp_path / "firms.csv"
    path.write_bytes(raw)
    status, out, err = run(path, "-o", tmp_path / "out.csv")
    assert (status, out) == (2, "")
    assert "firms.csv" in err
    assert words in err
    assert [p.name for p in tmp_path.iterdir()] == ["firms.csv"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.csv", "no such file"),
        ("empty", "no scenario file"),
        ("one.toml", "pathway plan"),
        ("old.xls", ".xlsx"),
    ],
)
def test_what_is_neither_table_nor_folder_of_firms_is_refused(
    run: Run, tmp_path: Path, name: str, words: str
) -> None:
    """A missing file, an empty folder, a single scenario and an old workbook are refused with what
    to do.
    """
    (tmp_path / "empty").mkdir()
    (tmp_path / "one.toml").write_text("x = 1")
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    status, out, err = run(tmp_path / name)
    assert (status, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--base", "no.toml"], "no.toml"),
        (["--rules", "report-2021"], "report-2022"),
        (["--format", "xlsx"], "-o"),
        (["--target", "nasdaq"], "nasdaq"),
        (["--jobs", "0"], "jobs"),
        (["--by", "2028-12-31"], "--simulate"),
    ],
)
def test_wrong_options_are_refused(run: Run, args: list[str], words: str) -> None:
    """Wrong options leave with 2 before any firm is planned."""
    status, out, err = run(SAMPLE, *args)
    assert (status, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16"],
    ids=["plain", "with BOM", "Chinese Excel", "Unicode text"],
)
@pytest.mark.parametrize("separator", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
def test_encodings_and_separators_of_spreadsheets_are_understood(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    """A table says the same in UTF-8 with or without a mark, GB18030 and UTF-16, with CRLF and any
    usual separator.
    """
    path = tmp_path / "firms.csv"
    text = (HEAD + BASE_ROW).replace(",", separator).replace("\n", "\r\n")
    path.write_bytes(text.encode(encoding))
    (row,) = pathway.portfolio(path, ["bse"])
    assert (row.row, row.name, row.status) == (2, "甲", "infeasible")
    assert encoding != "utf-8-sig" or path.read_bytes().startswith(codecs.BOM_UTF8)


CELLS = {
    "2025/3/12": "2025-03-12",
    "2025.03.12": "2025-03-12",
    "2025年3月12日": "2025-03-12",
    '"12,500,000"': "12500000",
    "12.5m": "12500000",
    "1250万": "12500000",
    '"1,250.00 万元"': "12500000",
    "0.125亿": "12500000",
    "12.5%": "0.125",
    "TRUE": "true",
    " 64 ": "64",
}


@pytest.mark.parametrize("cell", CELLS)
def test_cells_mean_what_a_spreadsheet_shows(tmp_path: Path, cell: str) -> None:
    """A date, a number, a ratio or a yes in a spreadsheet's own writing is what a scenario file
    would give.
    """
    plain = CELLS[cell]
    path = {
        "2025-03-12": "status.neeq_listed",
        "12500000": "fiscal_years.2025.net_profit",
        "true": "governance.sponsor",
        "0.125": "fiscal_years.2025.roe",
        "64": "facts.holders",
    }[plain]
    found = []
    for text in (cell, plain):
        (tmp_path / "firms.csv").write_text(
            f"as_of,status.venue,{path}\n2026-11-23,unlisted,{text}\n", "utf-8"
        )
        found.append(list(pathway.portfolio(tmp_path / "firms.csv", ["bse"])))
    assert found[0] == found[1]
    assert [p.path for row in found[0] for p in row.problems] in ([], ["status.neeq_listed"])


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("facts.holders", "12.5%", "whole number"),
        ("fiscal_years.2025.net_profit", "12%", "amount"),
        ("fiscal_years.2025.net_profit", "1,23", "amount"),
        ("founded", "2025/2/30", "no such"),
        ("firm.founded", "2025/2/30", "day that the calendar has"),
        ("firm.founded", "last year", "2027-07-01"),
        ("governance.sponsor", "maybe", "true or false"),
        ("plan.targets", "bse;nasdaq", "one of"),
        ("events.1.kind", "csrc-penalty", "next place is 0"),
        ("facts.holders", "#N/A", "whole number"),
        ("facts.holders", "24m", "amounts of money only"),
        ("fiscal_years.2025.roe", "15k", "amounts of money only"),
        ("audits.0.period_end", "2026/10/30", "the last day of a month, such as 2026-10-31"),
        ("placements.0.open_since", "2027-01-20", "on or before as_of"),
        ("status.innovation_test", "rd", "needs innovation_entered"),
        ("assumptions.interim_audit_day", "6-30", "MM-DD"),
    ],
)
def test_cells_that_cannot_be_read_are_explained(
    tmp_path: Path, column: str, cell: str, words: str
) -> None:
    """A cell that means nothing for its column is refused in the words of a scenario file."""
    path = tmp_path / "firms.csv"
    path.write_text(f'as_of,status.venue,{column}\n2026-11-23,unlisted,"{cell}"\n', "utf-8")
    try:
        (row,) = pathway.portfolio(path)
        text = "\n".join(p.text() for p in row.problems)
    except InputError as error:
        text = error.text()
    assert words in text
    assert column in text


def test_two_columns_for_one_value_contradict_each_other(tmp_path: Path) -> None:
    """facts.market_cap and facts.market_cap.pe may stand side by side, but a row gives one of
    them.
    """
    path = tmp_path / "firms.csv"
    path.write_text(
        "as_of,status.venue,facts.market_cap,facts.market_cap.pe\n"
        "2026-11-23,unlisted,3e8,\n2026-11-23,unlisted,,20\n2026-11-23,unlisted,3e8,20\n"
    )
    assert [row.status for row in pathway.portfolio(path, ["bse"])] == [
        "infeasible",
        "infeasible",
        "error",
    ]


def test_lists_are_filled_whatever_the_order_of_columns(tmp_path: Path) -> None:
    """The second event may stand before the first one, and a firm may have only the first."""
    path = tmp_path / "firms.csv"
    path.write_text(
        "as_of,status.venue,events.1.kind,events.1.date,events.0.date,events.0.kind\n"
        "2026-11-23,unlisted,public-censure,2024-05-06,2023-01-09,csrc-penalty\n"
        "2026-11-23,unlisted,,,2023-01-09,csrc-penalty\n"
    )
    assert [row.status for row in pathway.portfolio(path, ["bse"])] == ["infeasible", "infeasible"]


def test_dated_facts_have_columns(tmp_path: Path) -> None:
    """Audits, placements, events, tasks and the single keys are columns like any other."""
    cells = {
        "as_of": "2026-11-23",
        "unit": "wan",
        "status.venue": "neeq-innovation",
        "status.neeq_listed": "2025/3/12",
        "status.innovation_entered": "2026/5/20",
        "status.innovation_test": "rd",
        "governance.supervisory_board": "TRUE",
        "assumptions.interim_audit_day": "09-15",
        "assumptions.later_years": "none",
        "fiscal_years.2025.dividends": "800",
        "audits.0.period_end": "2026年9月30日",
        "audits.0.published": "2026/11/10",
        "placements.0.date": "2026/3/18",
        "placements.0.cash": "1500万",
        "placements.0.investors": "professional",
        "events.0.kind": "csrc-penalty",
        "events.0.date": "2025/9/1",
        "events.0.executed": "2025/12/1",
        "events.0.on": "director",
        "tasks.0.name": "New plant audited",
        "tasks.0.party": "auditor",
        "tasks.0.before": "bse.filed",
        "tasks.0.working_days": "20",
    }
    sink = Sink()
    places = [place(path, "firms.csv", sink) for path in cells]
    values = [
        (where, node_of(cell, where.kind, "firms.csv:2"))
        for where, cell in zip(places, cells.values(), strict=True)
        if where is not None
    ]
    scenario = filled(nothing(), values, "firms.csv:2")
    firm = scenario.firm
    assert (firm.status.innovation_test, firm.governance) == ("rd", {"supervisory_board": True})
    assert (scenario.interim_audit_day, scenario.later_years) == ((9, 15), "none")
    assert firm.fiscal_years[0].dividends == 8_000_000
    assert firm.audits == (ExtraAudit(date(2026, 9, 30), date(2026, 11, 10)),)
    assert firm.placements == (Placement(date(2026, 3, 18), 15_000_000, investors="professional"),)
    assert firm.events == (
        Event("csrc-penalty", date(2025, 9, 1), executed=date(2025, 12, 1), on="director"),
    )
    assert scenario.tasks == (Task("New plant audited", "auditor", 20, before="bse.filed"),)
    (tmp_path / "firms.csv").write_text(
        f"{','.join(cells)}\n{','.join(cells.values())}\n", encoding="utf-8"
    )
    (row,) = pathway.portfolio(tmp_path / "firms.csv", ["bse"])
    assert (row.status, row.problems) == ("infeasible", ())


# -- xlsx ------------------------------------------------------------------------------------------


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_formula_without_a_stored_value_is_a_bad_row(tmp_path: Path) -> None:
    """A workbook that a program wrote holds formulas without values: such a row is named, the
    others are planned.
    """
    head = ["name", "as_of", "status.venue", "facts.holders"]
    day = datetime(2026, 11, 23)
    path = workbook(
        tmp_path / "f.xlsx", head, ["A", day, "unlisted", "=8*8"], [360, day, "unlisted", 64]
    )
    bad, good = pathway.portfolio(path, ["bse"])
    assert (bad.status, bad.problems[0].path, bad.problems[0].found) == (
        "error",
        "facts.holders",
        "=8*8",
    )
    assert "stored value" in bad.problems[0].text()
    assert (good.row, good.name, good.status) == (3, "360", "infeasible")


def test_a_time_of_day_and_an_error_value_are_bad_cells(tmp_path: Path) -> None:
    """Dates with a time and error values of a workbook are refused in words."""
    head, day = ["as_of", "status.venue", "facts.holders"], date(2026, 11, 23)
    morning = datetime(2026, 11, 23, 9, 30)
    lines = [[morning, "unlisted", 64], [day, "unlisted", 64], [day, "unlisted", "#DIV/0!"]]
    path = workbook(tmp_path / "f.xlsx", head, *lines)
    found = list(pathway.portfolio(path, ["bse"]))
    assert [row.status for row in found] == ["error", "infeasible", "error"]
    assert "09:30" in found[0].problems[0].found
    assert found[2].problems[0].found == "#DIV/0!"


def test_noise_of_floating_point_is_not_part_of_a_number(tmp_path: Path) -> None:
    """0.1 + 0.2 in a workbook is 0.3, as the spreadsheet shows it."""
    rows = []
    for value in (0.1 + 0.2, 0.3):
        path = workbook(
            tmp_path / "f.xlsx", ["as_of", "fiscal_years.2025.roe"], [date(2026, 11, 23), value]
        )
        rows.append(prepared(path).firms.entries())
    assert [entry.cells for entry in rows[0]] == [entry.cells for entry in rows[1]]


# -- output ----------------------------------------------------------------------------------------

FORMULA = '=HYPERLINK("http://x")'


def test_no_name_becomes_a_formula(run: Run, tmp_path: Path) -> None:
    """A name that begins like a formula is quoted in CSV, and is a text in xlsx and JSON lines."""
    for name in (FORMULA, "+1", "-1", "@x"):
        with (tmp_path / "firms.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([["name", "as_of"], [name, "2026-11-23"]])
        (row,) = csv.DictReader(io.StringIO(run(tmp_path / "firms.csv", "--target", "bse")[1]))
        assert row["name"] == f"'{name}"
        run(tmp_path / "firms.csv", "--target", "bse", "-o", tmp_path / "out.xlsx")
        cell = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]["C2"]
        assert (cell.value, cell.data_type) == (name, "s")
        assert json.loads(run(tmp_path / "firms.csv", "--format", "jsonl")[1])["name"] == name


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_lines_fit_their_schema(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str
) -> None:
    """Every line is one firm and fits the shipped schema, whether planned, blocked or wrong."""
    monkeypatch.setenv("PATHWAY_LANG", lang)
    path = tmp_path / "firms.csv"
    path.write_text(
        SAMPLE.read_text(encoding="utf-8").replace("unlisted", "nasdaq"), encoding="utf-8"
    )
    status, out, _ = run(path, "--format", "jsonl")
    lines = [json.loads(line) for line in out.splitlines()]
    for line in lines:
        fits(line, "portfolio")
    assert status == 2
    assert [line["status"] for line in lines] == ["ok", "ok", "error", "infeasible"]


def test_all_rows_planned_leaves_with_0(run: Run) -> None:
    """Firms without a feasible route are an answer, not an error; nothing is said on the side."""
    status, out, err = run(SAMPLE, "--target", "bse", "--jobs", "1")
    assert (status, err) == (0, "")
    assert [row["status"] for row in csv.DictReader(io.StringIO(out))] == [
        "ok",
        "ok",
        "ok",
        "infeasible",
    ]


def test_csv_has_the_columns_of_the_targets_asked_for(run: Run) -> None:
    """The header names each target asked for, all seven where none is."""
    names = run(SAMPLE, "--target", "star", "--target", "bse")[1].splitlines()[0].split(",")
    assert tuple(names) == PortfolioLayout(("star", "bse"), "en").columns
    assert {name.partition(".")[0] for name in run(SAMPLE)[1].splitlines()[0].split(",")} > {
        "neeq-base",
        "szse-main",
    }


@cache
def sample_dates() -> tuple[str, ...]:
    """The days on which firms of the sample are listed in Beijing."""
    found = pathway.portfolio(SAMPLE, ["bse"])
    return tuple(str(row.answers[0].date) for row in found if row.answers[0].date)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "width",
    ["50", pytest.param("80", marks=pytest.mark.slow), pytest.param("100", marks=pytest.mark.slow)],
)
@pytest.mark.parametrize("targets", [["--target", "bse"], []], ids=["bse", "all"])
def test_text_keeps_to_the_width(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str, width: str, targets: list[str]
) -> None:
    """The table for a terminal fits its width and shows every date whole."""
    monkeypatch.setenv("PATHWAY_LANG", lang)
    monkeypatch.setenv("COLUMNS", width)
    out = run(SAMPLE, "--format", "text", *targets)[1]
    assert max(cell_len(line) for line in out.splitlines()) <= int(width)
    assert len(sample_dates()) == 3
    assert all(day in out for day in sample_dates())


def test_set_as_of_pace_and_strict_hold_for_every_row(run: Run) -> None:
    """Options change every row as they change a single plan."""
    args = [
        "--target",
        "bse",
        "--format",
        "jsonl",
        "--set",
        "facts.public_float=0.3",
        "--as-of",
        "2026-12-01",
    ]
    out = run(SAMPLE, *args, "--pace", "floor", "--strict")[1]
    (given,) = [
        row
        for row in csv.DictReader(SAMPLE.read_text("utf-8").splitlines())
        if row["name"] == "Birch Optics"
    ]
    toml = as_toml({k: v.replace(",", "") for k, v in given.items() if v and not v.endswith("%")})
    toml = toml.replace("unit = million", 'unit = "million"')
    for year, roe in (("2024", "0.125"), ("2025", "0.129"), ("2026", "0.13")):
        toml = toml.replace(f"year = {year}\n", f"year = {year}\nroe = {roe}\n")
    scenario = pathway.loads(toml, set=["facts.public_float=0.3"], as_of=date(2026, 12, 1))
    plan = pathway.plan(scenario, ["bse"], "floor", strict=True)
    answer = json.loads(out.splitlines()[1])["targets"][0]
    best = plan.best.get("bse")
    assert answer["date"] == (str(best.date) if best else None)
    assert best or answer["blocked"]["rule"] == plan.routes[0].blocked_by[0].rule


def test_a_base_is_what_rows_start_from(tmp_path: Path) -> None:
    """With a base, a row overrides single values of a scenario file, in its unit of money."""
    base = ROOT / "scenarios" / "base-tier-parts-maker.toml"
    path = tmp_path / "firms.csv"
    path.write_text("fiscal_years.2026.net_profit,fiscal_years.2026.published\n9,\n\n,2027-03-20\n")
    found = [row.answers[0].date for row in pathway.portfolio(path, base=base)]
    overrides = (["fiscal_years.2026.net_profit=9"], ["fiscal_years.2026.published=2027-03-20"])
    assert found == [
        route.date
        if (route := pathway.plan(pathway.load(base, set=given)).best.get("bse"))
        else None
        for given in overrides
    ]


def test_today_in_shanghai_stands_in_for_as_of(run: Run, tmp_path: Path) -> None:
    """A table without as_of is planned from the current day in Shanghai."""
    path = tmp_path / "firms.csv"
    path.write_text("name,status.venue\nA,unlisted\n")
    with freeze_time("2026-11-30 20:00:00"):
        out = run(path, "--target", "neeq-base", "--format", "jsonl", "--jobs", "1")[1]
    assert "2026-12-01" in out


def test_a_folder_takes_no_base(tmp_path: Path) -> None:
    """A folder's scenarios start from their own `extends`."""
    with pytest.raises(InputError, match="extends"):
        pathway.portfolio(
            ROOT / "scenarios", base=ROOT / "scenarios" / "base-tier-parts-maker.toml"
        )


def test_a_folders_bad_files_are_named(run: Run) -> None:
    """Files that are no scenarios are named with their path in the folder; the rest is planned."""
    status, out, err = run(ROOT / "scenarios", "--target", "bse", "--format", "jsonl")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert [line["file"] for line in lines if line["status"] == "error"] == [
        "reforms/six-months.toml",
        "reforms/stricter-standard-1.toml",
    ]
    assert [line["file"] for line in lines] == sorted(line["file"] for line in lines)
    assert "reforms/six-months.toml" in err


def test_output_is_whole_or_not_at_all(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that breaks off leaves the old file as it was and nothing beside it."""
    target = tmp_path / "out.csv"
    target.write_text("old")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathway.report.portfolio._plain", broken)
    status, _, err = run(SAMPLE, "--target", "bse", "-o", target)
    assert status == 1
    assert "No space" in err
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("out.csv", "old")]


@pytest.mark.slow
def test_a_broken_pipe_is_no_error(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    """A reader that goes away ends the command quietly, its processes too."""
    path = write_table(tmp_path / "firms.csv", rows * 3)
    code = f"{sys.executable} -m pathway portfolio {path} --target bse --jobs 2 --format jsonl; echo status $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({code}) | head -1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    assert done.stderr == "status 0\n"


def test_rows_are_frozen_values() -> None:
    """A row cannot be changed, and equal rows are equal."""
    row = next(pathway.portfolio(SAMPLE, ["bse"]))
    assert row == next(pathway.portfolio(SAMPLE, ["bse"]))
    with pytest.raises((AttributeError, dataclasses.FrozenInstanceError)):
        row.name = "x"  # type: ignore[misc]


def test_rows_come_as_they_are_planned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The header and the first rows are written before the last firms are read."""
    seen: list[int] = []

    def source() -> Iterator[Row]:
        for row in pathway.portfolio(SAMPLE, ["bse"]):
            seen.append(out.tell())
            yield row

    out = io.StringIO()
    write_csv(source(), PortfolioLayout(("bse",), "en"), out)
    assert seen == sorted(set(seen))
    assert seen[0] > 0


def test_simulated_firms_have_the_distribution_of_their_own_simulation(
    run: Run, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    """P10, P50, P90 and the share with a date are those of `simulate` for each firm alone, called
    by its row.
    """
    path = write_table(tmp_path / "firms.csv", rows[:5])
    status, out, _ = run(
        path,
        "--target",
        "bse",
        "--simulate",
        "--draws",
        500,
        "--seed",
        3,
        "--jobs",
        1,
        "--by",
        "2029-06-30",
    )
    assert status == 0
    for row, found in zip(rows, csv.DictReader(io.StringIO(out)), strict=False):
        alone = pathway.simulate(
            pathway.loads(as_toml(row)), draws=500, seed=3, targets=["bse"], firm=found["row"]
        ).outcomes[0]
        days = [str(alone.quantile(percent) or "") for percent in (10, 50, 90)]
        assert [found[f"bse.{name}"] for name in ("p10", "p50", "p90")] == days
        assert float(found["bse.feasible_share"]) == float(alone.feasible_share)
        share = alone.probability_by(date(2029, 6, 30))
        assert float(found["bse.probability_by"]) == float(share)


def test_simulated_firms_as_text_and_lines(run: Run) -> None:
    """On a terminal P50 and P90 stand beside the date; as JSON lines the distribution fits the
    schema.
    """
    arguments = (SAMPLE, "--target", "bse", "--simulate", "--draws", 200, "--jobs", 1, "--format")
    _, text, _ = run(*arguments, "text")
    assert "P90" in text
    assert all(cell_len(line) <= 80 for line in text.splitlines())
    _, lines, _ = run(*arguments, "jsonl", "--by", "2028-12-31")
    for line in lines.splitlines():
        fits(json.loads(line), "portfolio")
        assert "simulated" in json.loads(line)["targets"][0]
