"""Whatever is asked, the answer is well formed in every format and both languages."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.conftest import Run
from tests.outputs import ROOT, commands, ran

FIRMS = ("base-tier-parts-maker", "nearest-miss")
"""A firm with a date and one without."""


def asked() -> Iterator[object]:
    """What is asked about the law, and about two firms; the latter takes its time."""
    for arguments in commands(ROOT / "scenarios"):
        named = [word for word in arguments if word.endswith(".toml")]
        if "rules" in arguments[:1] or "--rules" in arguments or not named:
            slow = arguments[0] == "backtest"
        elif len(named) == 1 and Path(named[0]).stem in FIRMS:
            slow = True
        else:
            continue
        marks = [pytest.mark.slow] if slow else []
        yield pytest.param(arguments, id=" ".join(arguments), marks=marks)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("arguments", list(asked()))
def test_every_answer_is_well_formed(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], lang: str
) -> None:
    """JSON can be read, tables have as many cells in every row as in the header, text keeps to the
    width and speaks the language; 0 is an answer and 3 one without a date.
    """
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    status, out, err = ran(("--lang", lang, *arguments))
    assert status in (0, 3)
    assert (err == "") == (arguments[:2] != ("calendar", "days"))
    form = dict(pairwise(arguments)).get("--format", "text")
    match form:
        case "json":
            json.loads(out)
        case "jsonl":
            assert all(isinstance(json.loads(line), dict) for line in out.splitlines())
        case "csv":
            head, *rows = csv.reader(io.StringIO(out))
            assert rows and {len(row) for row in rows} == {len(head)}
        case "md":
            for block in re.findall(r"(?:^\|.*\n)+", out, re.MULTILINE):
                lines = block.splitlines()
                assert len(lines) > 1 and set(lines[1]) == set("| -")
                assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
            assert out.startswith(("| ", "# "))
        case "ics":
            assert out.startswith("BEGIN:VCALENDAR\r\n")
        case _:
            # A file to fill in and columns of days are no pages to read.
            if arguments[0] not in ("new", "calendar"):
                settings = ("--set", "http")
                lines = [line for line in out.splitlines() if not any(s in line for s in settings)]
                assert max(map(cell_len, lines)) <= 80
            if arguments[0] != "calendar":
                assert re.search("[\u4e00-\u9fff]", out) or lang == "en"


def test_a_rulebook_that_times_a_step_otherwise_differs_in_that(run: Run, tmp_path: Path) -> None:
    """`rules diff` shows a duration that an overlay brings, and the one that ends where it
    begins.
    """
    (tmp_path / "faster.toml").write_text(
        '[[duration]]\nstep = "bse"\nsince = "filed"\nto = "accepted"\nstarts_from = 2027-01-01\n'
        'floor = 0\ntypical = "5 working days"\ncautious = "1 month"\nstatus = "derived"\n'
        'basis = { en = "counted", zh = "计数" }\n',
        encoding="utf-8",
    )
    names = ("rules", "diff", "shipped", str(tmp_path / "faster.toml"))
    status, out, err = run(*names)
    assert (status, err) == (0, "")
    text = " ".join(out.split())
    # The shipped row rests on six cases of 0 to 19 days, median 7.
    shipped = "floor 0 days, typical 7 days, cautious 19 days"
    assert f"bse: filed > accepted - {shipped} + … – 2027-01-01: {shipped}" in text
    assert "+ 2027-01-01: floor 0 days, typical 5 working days, cautious 1 month" in text
    found = json.loads(run(*names, "--format", "json")[1])
    assert found["changes"] == []
    ended, begun = found["durations"]
    assert (ended["before"]["starts_until"], ended["after"]["starts_until"]) == (None, "2027-01-01")
    assert (begun["before"], begun["after"]["starts_from"]) == (None, "2027-01-01")


def test_every_instrument_counts_its_versions(run: Run) -> None:
    """The versions counted under the instruments are those of the totals, status by status."""
    listed, _, closing = run("rules", "sources")[1].rpartition("\n\n")
    totals = " ".join(closing.split()).partition(" instruments:")[0]
    pattern = r"(official|reported|derived|unconfirmed|unknown) (\d+)"
    summed: dict[str, int] = {}
    for line in listed.splitlines():
        if re.fullmatch(rf"    {pattern}(; {pattern})*", line):
            for status, n in re.findall(pattern, line):
                summed[status] = summed.get(status, 0) + int(n)
    said = re.findall(pattern, " ".join(totals.split()))
    assert summed == {status: int(n) for status, n in said}
    assert totals.startswith(f"{sum(summed.values())} versions: ")


def test_a_rule_is_shown_as_it_is_on_a_day(run: Run) -> None:
    """With `--on` one version is shown; a day before the first version is refused with that day."""
    shown = json.loads(
        run("rules", "show", "bse.twelve-months", "--on", "2022-01-04", "--format", "json")[1]
    )
    assert [version["effective"] for version in shown["versions"]] == ["2021-11-15"]
    status, out, err = run("rules", "show", "bse.twelve-months", "--on", "2021-11-14")
    assert (status, out) == (2, "")
    assert "2021-11-15" in err


def test_a_topic_that_no_rule_has_is_refused(run: Run) -> None:
    """`rules list` names the nearest rule to a topic that no id begins with."""
    status, out, err = run("rules", "list", "bse.standrad.1a")
    assert (status, out) == (2, "")
    assert "bse.standard.1a" in err


@pytest.mark.parametrize(
    ("arguments", "day"),
    [
        (("months", "2026-01-31", "1"), "2026-02-28"),
        (("calendar", "2026-01-31", "10"), "2026-02-10"),
        (("calendar", "2026-01-31", "-31"), "2025-12-31"),
        # The first working day after the Spring Festival of 2026 (15 to 23 February) is the 24th.
        (("working", "2026-02-14", "1"), "2026-02-24"),
    ],
)
def test_a_period_is_counted_in_any_unit(run: Run, arguments: tuple[str, ...], day: str) -> None:
    """`calendar add` counts months, calendar days and days of business, on and back."""
    kind, *count = arguments
    options = ("calendar", "add", "--as-of", "2026-11-23", "--kind", kind)
    assert run(*options, "--", *count) == (0, f"{day}\n", "")
    head, row = csv.reader(io.StringIO(run(*options, "--format", "csv", "--", *count)[1]))
    found = dict(zip(head, row, strict=True))
    assert (found["day"], found["calendar"], found["kind"]) == (day, "official", kind)


def test_a_count_beyond_the_notices_says_so(run: Run) -> None:
    """A day that rests on the projected calendar is marked as such."""
    out = run("calendar", "add", "2027-12-31", "10", "--as-of", "2026-11-23")[1]
    assert re.fullmatch(r"2028-01-\d\d \(.*projected.*\)\n", out)


def test_days_are_counted_on_the_side(run: Run) -> None:
    """The week of New Year 2026 has columns of text, and its open days are counted beside it: off
    from Thursday 1 to Saturday 3 January, Sunday 4 is worked for it, by offices alone.
    """
    _, out, err = run("calendar", "days", "2025-12-29", "2026-01-04")
    head, *rows = (line.split() for line in out.splitlines())
    assert head[:2] == ["day", "weekday"]
    found = {row[0]: row[2:4] for row in rows}
    assert [found[f"2025-12-{d}"] for d in (29, 30, 31)] == [["yes", "yes"]] * 3
    assert [found[f"2026-01-0{d}"] for d in (1, 2, 3)] == [["no", "no"]] * 3
    assert found["2026-01-04"] == ["no", "yes"]
    assert re.findall(r"\d+", err) == ["7", "3", "4"]


@pytest.mark.parametrize(
    ("effect", "text"),
    [
        ('requires = "holders >= 200"', "holders >= 200"),
        ('names = "holders >= 200"', "named where holders >= 200"),
        (
            'brings = { event = "tier-demotion", when = "holders < 50", after = "5 trading days", '
            'ground = "price" }',
            "tier-demotion (price) 5 trading days after holders < 50",
        ),
        ('lag = { since = "filed", period = "1 month" }', "at least 1 month after filed"),
        (
            'lag = { since = "filed", period = 2, unless = "sponsor" }',
            "at least 2 days after filed unless sponsor",
        ),
        ('limit = { since = "filed", period = "3 months" }', "at most 3 months after filed"),
        (
            'clock = { since = "filed", period = "5 working days" }',
            "within 5 working days of filed",
        ),
        ('days = { kind = "working-day" }', "working-day"),
        ('days = { kind = "yearly", days = ["04-30"] }', "yearly(04-30)"),
        (
            'release = [{ part = "1/3", after = "12 months" }, { part = "2/3", after = 0 }]',
            "1/3 after 12 months; 2/3 after 0 days",
        ),
    ],
)
def test_an_effect_reads_as_it_is_written(run: Run, tmp_path: Path, effect: str, text: str) -> None:
    """`rules show` says what a version does in the words of the file."""
    overlay = tmp_path / "reform.toml"
    overlay.write_text(
        '[bse.reform]\nen = "A reform"\nzh = "改革"\nsteps = ["bse"]\n[[bse.reform.version]]\n'
        "effective = 2027-07-01\nstatus = 'unconfirmed'\n"
        f"cite = {{ instrument = 'bse-listing-rules-2021' }}\n{effect}\n",
        encoding="utf-8",
    )
    arguments = ("rules", "show", "bse.reform", "--rules", str(overlay))
    (version,) = json.loads(run(*arguments, "--format", "json")[1])["versions"]
    assert (version["effect"], version["layer"]) == (text, "reform.toml")
    shown = run(*arguments)[1]
    assert text in " ".join(shown.split())
    assert "reform.toml" in shown


@pytest.mark.parametrize("name", ["2026-13-01", "soon", "1989-12-31", "2061-01-01", "20260101"])
def test_a_day_that_is_none_is_refused(run: Run, name: str) -> None:
    """A day is year, month and day, between 1990 and 2060."""
    status, out, err = run("plan", "scenarios/base-tier-parts-maker.toml", "--as-of", name)
    assert (status, out) == (2, "")
    assert name in err and "2027-03-31" in err


@pytest.mark.slow
def test_levers_for_a_day_say_whether_they_reach_it(run: Run) -> None:
    """Asked for a day that the plan reaches anyway, or that no single change reaches, `levers` says
    so; the day stands in the JSON, and each lever found keeps to it.
    """
    name = "scenarios/forecast-year-decides.toml"
    date = json.loads(run("plan", name, "--format", "json")[1])["routes"][0]["date"]
    made = " ".join(run("levers", name, "--by", date)[1].split())
    assert f"{date} is made as things are." in made
    never = "2027-01-29"
    none = " ".join(run("levers", name, "--by", never)[1].split())
    assert f"No change of one or two inputs makes {never}." in none
    found = json.loads(run("levers", name, "--by", never, "--format", "json")[1])
    assert (found["by"], [one for one in found["levers"] if one["date"] > never]) == (never, [])


@pytest.mark.slow
def test_margins_are_rows_beside_levers(run: Run) -> None:
    """As CSV each margin is a row: the setting beyond which the date slips, the later date, and the
    days lost as a negative number.
    """
    rows = list(
        csv.DictReader(
            io.StringIO(run("levers", "scenarios/forecast-year-decides.toml", "--format", "csv")[1])
        )
    )
    margins = [row for row in rows if row["kind"] == "margin"]
    profit = next(row for row in margins if "2026.net_profit" in row["set"])
    # Standard 1b asks for 25 million; the file counts in million.
    assert profit["set"] == "--set fiscal_years.2026.net_profit=24.999999"
    assert all(row["days"] == "" or int(row["days"]) < 0 for row in margins)


@pytest.mark.slow
def test_a_long_simulation_shows_how_far_it_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a bar counts the draws on standard error; the answer is the same as without."""
    arguments = ("simulate", "scenarios/how-sure.toml", "--draws", "2000", "--format", "json")
    plain = run(*arguments)
    assert (plain[0], plain[2]) == (0, "")
    monkeypatch.setattr("pathway.cli.simulate._LONG", 1_000)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    status, out, err = run(*arguments)
    assert (status, out) == plain[:2]
    assert "2000/2000" in err
