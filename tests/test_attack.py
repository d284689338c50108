"""Attacks that once succeeded, by the number under which they were found: T for tracebacks, W for
wrong answers, D for inputs that never end. (What harms outputs is in `test_outputs_kept.py`, what
drives a terminal or a spreadsheet in `test_escapes.py`, mistyped names of law in
`test_overlay_refusals.py`.)
"""

import os
import sys
import time
import zipfile
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from freezegun import freeze_time

from pathway.scenario.file import workbook
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
BASE = str(ROOT / "scenarios" / "base-tier-parts-maker.toml")
FIRM = 'schema = "pathway.scenario/1"\nas_of = 2026-11-23\n'
HEAD = '[instrument.x]\nen = "X"\nzh = "甲"\n'


def rule(name: str, body: str, cite: str = '{ instrument = "x" }', steps: str = '"bse"') -> str:
    """A provision of an overlay with one version."""
    return (
        f'[{name}]\nen = "T"\nzh = "题"\nsteps = [{steps}]\n[[{name}.version]]\n'
        f'effective = 2021-01-01\nstatus = "official"\ncite = {cite}\n{body}\n'
    )


LAYERS = "".join(
    rule(
        f"layer.l{i}-{j}",
        'requires = "%s"'
        % (" and ".join(f"layer.l{i + 1}-{k}" for k in range(6)) if i < 9 else "always"),
        steps="",
    )
    for i in range(10)
    for j in range(6)
)
CHAIN = "".join(
    rule(f"chain.p{i}", f'requires = "{f"chain.p{i + 1}" if i < 600 else "always"}"', steps="")
    for i in range(601)
)
OVERLAYS = {
    "T1 a cite that is no table": (rule("bse.new", 'requires = "always"', '"x"'), "expected cite"),
    "T2 the 30th of February": (
        rule(
            "innovation.window",
            'days = { kind = "yearly", days = ["02-30"] }',
            steps='"innovation"',
        ),
        "days of every year",
    ),
    "T2 the 29th of February": (
        rule(
            "innovation.window",
            'days = { kind = "yearly", days = ["02-29"] }',
            steps='"innovation"',
        ),
        "days of every year",
    ),
    "T9 a lead of 6,000 hex digits": (
        rule("bse.new", f'requires = "always"\nlead = 0x{"f" * 6000}'),
        "from 0 to 366",
    ),
    "T9 a part of 5,000 digits": (
        rule("bse.new", f'release = [{{ part = "{"9" * 5000}", after = "0 days" }}]'),
        "expected a list of { part",
    ),
    "T9 a header of 3,000 parts": (f"[{'.'.join(['a'] * 3000)}]\nen = 1\n", "nested too deeply"),
    "T9 a chain of 600 references": (CHAIN, "leads through more than 40"),
    "W1 a step mistyped": (
        rule("bse.new", 'requires = "never"', steps='"bsee"'),
        "no step has this name (did you mean bse?)",
    ),
    "W1 a milestone mistyped": (
        rule("bse.new", 'requires = "never"\ntested_at = ["fild"]'),
        "has this name (did you mean filed?)",
    ),
    "W1 a mistyped milestone to count from": (
        rule("bse.new", 'lag = { since = "neeq.listd", period = "9 months" }'),
        "has this name (did you mean neeq.listed?)",
    ),
    "W3 an instrument of the ladder alone": (
        rule("bse.new", 'requires = "always"', '{ instrument = "champion-2023" }'),
        "no instrument has this id",
    ),
    "W6 digits of another script": (
        rule("bse.new", 'lag = { since = "neeq.listed", period = "١٢ months" }'),
        "expected a period",
    ),
    "D10 an expression of 1 MiB": (
        rule("bse.new", f'requires = "always{" or always" * 100_000}"'),
        "longer than 20000 characters",
    ),
}


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_is_refused_by_name(run: Run, tmp_path: Path, name: str) -> None:
    """`rules check` and a plan refuse it with the same words, and soon."""
    text, words = OVERLAYS[name]
    path = tmp_path / "o.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    begun = time.process_time()
    checked = run("rules", "check", str(path))
    assert checked[0] == 2 and words in " ".join(checked[2].split())
    assert run("plan", BASE, "--rules", str(path)) == checked
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("D4 layers of references", HEAD + LAYERS),
        ("W6 a mark of UTF-8", "\ufeff" + HEAD + rule("bse.new", 'requires = "always"')),
    ],
    ids=["D4", "W6"],
)
def test_an_overlay_is_read(run: Run, tmp_path: Path, name: str, text: str) -> None:
    """What is right is read, in a time that grows with its length."""
    path = tmp_path / "o.toml"
    path.write_text(text, encoding="utf-8")
    assert run("rules", "check", str(path))[0] == 0, name


def test_d5_a_note_of_one_long_word(run: Run, tmp_path: Path) -> None:
    """A note of a word of 20,000 letters is cut into lines."""
    path = tmp_path / "o.toml"
    note = 'requires = "always"\nnote = { en = "%s", zh = "甲" }' % ("x" * 20_000)
    path.write_text(HEAD + rule("bse.new", note), encoding="utf-8")
    status, out, _ = run("rules", "show", "bse.new", "--rules", str(path))
    assert status == 0 and max(map(len, out.splitlines())) <= 80


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file here")
def test_d6_an_overlay_without_end(run: Run) -> None:
    """What never ends is read up to the limit and refused."""
    status, _, err = run("plan", BASE, "--rules", "/dev/zero")
    assert status == 2 and "larger than 1 MiB" in err


def test_t3_a_milestone_given_beyond_the_horizon(run: Run, tmp_path: Path) -> None:
    """A simulation with a day far ahead of the horizon answers."""
    path = tmp_path / "f.toml"
    path.write_text(
        FIRM + '[status]\nvenue = "unlisted"\n[milestones]\n"neeq.listed" = 2050-03-01\n',
        encoding="utf-8",
    )
    status, _, _ = run("simulate", str(path), "--draws", "20", "--target", "bse")
    assert status in (0, 3)


@pytest.mark.parametrize("text", ["9" * 5000, "②", "２" * 5000, "?" * 20_000], ids=range(4))
def test_t6_answers_of_any_length(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """An answer of 5,000 digits is an answer that is refused."""
    monkeypatch.chdir(tmp_path)
    typed = TextIOWrapper(BytesIO(f"X\n2026-11-23\n{text}\n".encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", typed)
    status, _, err = run("new", "q.toml")
    assert status == 1 and "Traceback" not in err


DRAFT = 'schema = "pathway.interview/1"\ntoday = 2026-11-23\n[answers]\n'


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        DRAFT + '"unit" = "0"\n',
        DRAFT + '"status.venue" = "mars"\n',
        DRAFT.replace("2026-11-23", "0001-01-01"),
        DRAFT.replace("2026-11-23", "9999-12-31"),
        DRAFT + "#" * 2**20,
    ],
    ids=["deep", "unit", "venue", "first-day", "last-day", "large"],
)
def test_t7_a_draft_that_somebody_wrote(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """A draft that is refused stays as it was; one without an answer is begun anew."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO()))
    path = tmp_path / "q.toml.draft"
    path.write_text(text, encoding="utf-8")
    status, _, err = run("new", "q.toml")
    assert status in (1, 2) and "Traceback" not in err
    assert status == 1 or path.read_text(encoding="utf-8") == text


def test_t8_an_amount_of_4500_hex_digits(run: Run) -> None:
    """An amount beyond any number of yuan is refused as one."""
    status, out, err = run("plan", BASE, "--set", f"facts.market_cap=0x{'f' * 4500}")
    assert (status, out) == (2, "") and "facts.market_cap" in err


@pytest.mark.parametrize("name", ["manifest.json", "inventory.jsonl"])
@pytest.mark.parametrize("content", ["[" * 100_000, '{"name": 1, "rows": "x"}', '{"name": []}'])
def test_t10_foreign_hands_in_a_folder_of_parts(
    run: Run, tmp_path: Path, name: str, content: str
) -> None:
    """A manifest that is none is refused; lines of an inventory that are none count for nothing."""
    table = tmp_path / "firms.csv"
    table.write_text("name,as_of\nx,2026-11-23\n", encoding="utf-8")
    line = ("portfolio", str(table), "--target", "bse", "--jobs", "1", "--parts")
    run(*line, str(tmp_path / "p"))
    (tmp_path / "p" / name).write_text(content, encoding="utf-8")
    status, _, err = run(*line, str(tmp_path / "p"))
    assert status == (2 if name == "manifest.json" else 0)
    assert "Traceback" not in err


@freeze_time("9999-12-31 20:00:00")
def test_t12_the_last_hours_of_the_calendar(run: Run) -> None:
    """When Shanghai is a day further than Python's calendar, a plan of a dated file still works."""
    assert run("plan", BASE, "--target", "bse", "--format", "json")[0] == 0


def test_d7_a_pipe_among_the_firms_of_a_folder(run: Run, tmp_path: Path) -> None:
    """A pipe is an error of its own; the other firms are planned."""
    os.mkfifo(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_bytes(Path(BASE).read_bytes())
    status, out, err = run("portfolio", str(tmp_path), "--jobs", "1", "--target", "bse")
    assert status == 2 and "regular file" in err
    assert len(out.splitlines()) == 3


def test_d8_a_million_columns(run: Run, tmp_path: Path) -> None:
    """A table wider than any sheet is refused at once."""
    path = tmp_path / "t.csv"
    path.write_text(",".join(f"c{i}" for i in range(200_000)) + "\n1\n", encoding="utf-8")
    status, _, err = run("portfolio", str(path), "--jobs", "1")
    assert status == 2 and "at most 16384 columns" in err


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_d8_many_columns_of_ours(run: Run, tmp_path: Path, filled: bool) -> None:
    """12,000 columns of events cost twice what 6,000 do, not four times: less than 10 s, where the
    square of their number took 45.
    """
    path = tmp_path / "t.csv"
    names = [f"events.{i}.{key}" for i in range(4000) for key in ("kind", "date", "on")]
    cells = ["public-censure", "2025-01-01", "director"] if filled else [""] * 3
    row = ",".join(["x", "2026-11-23", *cells * 4000])
    path.write_text(",".join(["name", "as_of", *names]) + f"\n{row}\n", encoding="utf-8")
    begun = time.process_time()
    status, _, _ = run("portfolio", str(path), "--jobs", "1", "--target", "bse")
    assert status == 0
    assert time.process_time() - begun < 10


def test_d8_columns_passed_through_are_not_all_named(run: Run, tmp_path: Path) -> None:
    """Of 3,000 columns that are the table's own the note names twenty, and says how many there
    are.
    """
    path = tmp_path / "t.csv"
    names = ",".join(f"own {i}" for i in range(3000))
    path.write_text(f"name,as_of,{names}\nx,2026-11-23{',' * 3000}\n", encoding="utf-8")
    _, _, err = run("portfolio", str(path), "--jobs", "1", "--target", "bse")
    assert "3000 columns that are none of ours" in err and len(err) < 1500


def test_d9_many_impossible_dates(run: Run, tmp_path: Path) -> None:
    """Every impossible date of a long file is named, and the file is not read once for each."""
    path = tmp_path / "f.toml"
    text = FIRM + "".join(f'k{i} = "{"y" * 60}"\n' for i in range(3000))
    path.write_text(text + "".join(f"d{i} = 2026-02-30\n" for i in range(49)), encoding="utf-8")
    begun = time.process_time()
    status, _, err = run("plan", str(path))
    assert status == 2 and err.count("2026-02-30") == 49
    assert time.process_time() - begun < 10


CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
ROWS = (
    f'<row r="1">{CELL.format("A1", "name")}{CELL.format("B1", "as_of")}</row>'
    f'<row r="2">{CELL.format("A2", "x")}{CELL.format("B2", "2026-11-23")}</row>'
)


def sheet(tmp_path: Path, rows: str, more: str = "") -> str:
    """A workbook with rows that no program would write."""
    import openpyxl

    made = tmp_path / "made.xlsx"
    openpyxl.Workbook().save(made)
    path = tmp_path / "t.xlsx"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = f'<worksheet xmlns="{space}">{more}<sheetData>{ROWS}{rows}</sheetData></worksheet>'
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            own = name.endswith("sheet1.xml")
            new.writestr(name, content if own else old.read(name))
    return str(path)


WORKBOOKS = {
    "D1 a sheet as large as can be": (
        f'<row r="1048576">{CELL.format("A1048576", "y")}</row>',
        '<dimension ref="A1:XFD1048576"/>',
        0,
        "",
    ),
    "D2 a row number of twelve digits": (
        f'<row r="1000000000000">{CELL.format("A1000000000000", "y")}</row>',
        "",
        2,
        "ends with row 1048576",
    ),
    "D3 a sheet that unpacks to more than it may": (" " * 2**19, "", 2, "too large"),
    "W4 a day that is none": (
        '<row r="3"><c r="A3"><v>7</v></c><c r="B3" t="d"><v>9999-99-99</v></c></row>',
        "",
        2,
        "t.xlsx:3: as_of: found 9999-99-99",
    ),
    "W4 a text that is not there": (
        f'<row r="3"><c r="A3" t="s"><v>99999</v></c>{CELL.format("B3", "2026-11-23")}</row>',
        "",
        0,
        "",
    ),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_that_no_program_writes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What a sheet declares costs nothing; a cell that cannot be read costs its own row only."""
    rows, more, expected, words = WORKBOOKS[name]
    path = sheet(tmp_path, rows, more)
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 2**18)
    begun = time.process_time()
    status, out, err = run("portfolio", path, "--jobs", "1", "--target", "bse", "--format", "csv")
    assert status == expected and words in " ".join(err.split())
    assert time.process_time() - begun < 20
    if name.startswith("W4"):
        assert out.splitlines()[1].startswith("2,t.xlsx,x,infeasible")
