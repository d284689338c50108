"""What other people's texts do where they land: nothing."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from pathway.base.escapes import csv_cell, markdown, one_line, terminal
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
BASE = ROOT / "scenarios" / "base-tier-parts-maker.toml"
FORMULAS = (
    '=HYPERLINK("http://example.invalid","x")',
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "\t=1",
    "＝1+1",
    "--cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_no_formula(text: str) -> None:
    """S2: what a spreadsheet would compute begins with an apostrophe."""
    assert csv_cell(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["-12", "+3.5%", "-1,200", "-", "--set plan.pace=floor", "2027-05-01"]
)
def test_a_number_stays_a_number(text: str) -> None:
    """Differences in days, amounts and settings are written as they are."""
    assert csv_cell(text) == text


@pytest.mark.parametrize(
    "text",
    ["\x1b[2J", "\x1b]0;x\x07", "\x9b31m", "a\u202eb", "a\u2066b", "\u200b", "\udcff", "\x00"],
)
def test_a_terminal_obeys_nothing(text: str) -> None:
    """S1: controls, marks of direction and what hides become escapes."""
    assert terminal(text).isprintable() and "\\u" in terminal(text)


def test_lines_stay_lines_and_names_stay_in_theirs() -> None:
    """S1: a whole text keeps its lines; a name in it cannot forge one."""
    assert terminal("a\n\tb") == "a\n\tb"
    assert one_line("good.toml\nall is well\r\nreally\u2028so") == "good.toml all is well really so"


@pytest.mark.parametrize("text", ["\U000e0041", "\x7f", "\u202e", '"\u2028'])
def test_json_means_the_same(text: str) -> None:
    """A JSON document whose hidden characters are escaped holds the same values."""
    data = json.dumps({"name": text}, ensure_ascii=False)
    assert json.loads(terminal(data)) == {"name": text}


def test_markdown_is_words() -> None:
    """S3: no markup, link, picture, HTML or end of a cell comes out of a name."""
    hostile = "<script>x</script> ![p](http://a) [l](b) `c` *d* e|f\ng ~~h~~ &lt;"
    text = markdown(hostile)
    assert not re.search(r"(?<!\\)[\[\]`*|~]|<|\n", text)
    assert re.sub(r"\\(.)", r"\1", text).replace("&lt;", "<").replace(
        "&amp;", "&"
    ) == hostile.replace("\n", " ")


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A scenario whose names would be a formula, markup and a calendar's end of line."""
    path = tmp_path / "firm.toml"
    text = BASE.read_text(encoding="utf-8")
    text = re.sub(r'(?m)^name = ".*"$', 'name = "=1+1 <b>|, x;"', text, count=1)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "line",
    [
        ("plan", "F"),
        ("compare", "F", "F"),
        ("compare", "F", "--vary", "plan.pace=floor,typical"),
        ("check", "F", "--venue", "bse"),
        pytest.param(("levers", "F", "--target", "bse"), marks=pytest.mark.slow, id="levers"),
        ("ladder", "F"),
    ],
    ids=lambda line: str(line[0]),
)
def test_no_command_writes_a_formula(run: Run, named: Path, line: tuple[str, ...]) -> None:
    """S2: no cell of any command's CSV begins as a formula does, and no cell of its Markdown is
    HTML.
    """
    args = tuple(str(named) if word == "F" else word for word in line)
    rows = list(csv.reader(io.StringIO(run(*args, "--format", "csv")[1])))
    assert rows
    for row in rows:
        assert all(csv_cell(cell) == cell or cell.startswith("'") for cell in row)
    assert "<b>" not in run(*args, "--format", "md")[1]


def test_titles_of_an_overlay_that_drive_a_terminal(run: Run, tmp_path: Path) -> None:
    """S1: an overlay with controls in a title is refused, by `rules check` and by a plan alike."""
    overlay = tmp_path / "reform.toml"
    overlay.write_text(
        '[bse.standard.1a]\nen = "\\u001b[2JX\\u001b]0;y\\u0007"\nzh = "\\u202e甲"\n'
        '[[bse.standard.1a.version]]\neffective = 2026-01-01\nstatus = "official"\n'
        'cite = { instrument = "x", article = "\\u001b[31m1" }\nrequires = "market_cap >= 1m"\n'
        '[instrument.x]\nen = "X"\nzh = "甲"\n',
        encoding="utf-8",
    )
    checked = run("rules", "check", str(overlay))
    assert checked[:2] == (2, "") and "bse.standard.1a.en" in checked[2]
    assert checked == run("check", str(BASE), "--venue", "bse", "--rules", str(overlay))
    assert "\x1b" not in checked[2]


def test_a_file_name_forges_no_line(run: Run, tmp_path: Path) -> None:
    """S1: a newline and an escape in the name of a firm's file stay within their line."""
    (tmp_path / "a\nall firms are listed\x1b[2J.toml").write_text("x", encoding="utf-8")
    for form in ("csv", "text", "jsonl"):
        _, out, err = run("portfolio", str(tmp_path), "--jobs", "1", "--format", form)
        assert "\x1b" not in out + err
        assert not any(line.startswith("all firms") for line in (out + err).splitlines())


def test_an_unknown_option_that_drives_a_terminal(run: Run) -> None:
    """S1: what is wrong on the line is repeated with its controls as escapes."""
    status, _, err = run("plan", "--\x1b[2Jx")
    assert status == 2 and "\x1b" not in err


def test_texts_in_calendar_and_workbook(run: Run, named: Path, tmp_path: Path) -> None:
    """S3: in a calendar the name ends no line of its own; in a workbook it is no formula."""
    import icalendar
    import openpyxl

    run("plan", str(named), "--format", "ics", "-o", str(tmp_path / "plan.ics"))
    made = icalendar.Calendar.from_ical((tmp_path / "plan.ics").read_bytes())
    assert len(made.subcomponents) > 3
    run("plan", str(named), "--format", "xlsx", "-o", str(tmp_path / "plan.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells if str(cell.value).startswith("=1+1"))
