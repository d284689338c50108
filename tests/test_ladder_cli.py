"""`pathway ladder` as its user meets it: formats, languages, width, refusals, overlays."""

import csv
import io
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from freezegun import freeze_time
from rich.cells import cell_len

import pathway
from tests.conftest import Run, fits

SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))
LADDER = str(next(path for path in SCENARIOS if path.stem == "ladder-parts-maker"))
DAYS = ("2017-05-01", "2021-06-01", "2023-05-01", "2025-06-01", "2026-11-23", "2028-05-02")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_json_fits_its_schema_on_every_day(run: Run, path: Path, lang: str) -> None:
    """Every shipped scenario's ladder as JSON fits the shipped schema, under every version of the
    rules.
    """
    for day in (*DAYS, None):
        more = ("--on", day) if day else ("--batch", "7")
        status, out, err = run("--lang", lang, "ladder", str(path), "--format", "json", *more)
        if status == 2:
            # A scenario of an earlier as-of day does not know batch 7.
            assert day is None
            continue
        found = json.loads(out)
        fits(found, "ladder")
        assert (status, err, found["listing_condition"]) == (0, "", False)


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", ["40", "60", "100"])
def test_text_keeps_to_the_width(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    lang: str,
    columns: str,
) -> None:
    """Text fits the terminal, counting Chinese characters as two, and speaks one language."""
    monkeypatch.setenv("COLUMNS", columns)
    for day in DAYS:
        status, page, _ = run("--lang", lang, "ladder", str(path), "--on", day)
        assert (status, page != "") == (0, True)
        assert max(cell_len(line) for line in page.splitlines()) <= int(columns)


def test_the_title_past_its_review_is_told(run: Run) -> None:
    """The text says what the title of 2023 needs, what the little giant lacks and by how much."""
    page = run("ladder", LADDER)[1]
    assert "expired or pending: needs 2026" in page
    assert "short by 4 percentage points" in page
    assert "no condition of listing" in page


def test_what_is_not_given_is_one_list_of_keys(run: Run) -> None:
    """The keys to fill in are listed once, by their paths in a scenario, years included."""
    found = json.loads(run("ladder", LADDER, "--format", "json")[1])
    assert found["missing"] == ["ladder.world_rank"]
    bare = next(str(path) for path in SCENARIOS if path.stem == "base-tier-parts-maker")
    missing = json.loads(run("ladder", bare, "--format", "json")[1])["missing"]
    assert "fiscal_years.2023.revenue" in missing
    assert len(missing) == len(set(missing))


def test_csv_has_a_row_per_condition_and_markdown_those_that_are_lacking(run: Run) -> None:
    """CSV has one row per condition with its figures; the memo a row for what is lacking."""
    rows = list(csv.DictReader(io.StringIO(run("ladder", LADDER, "--format", "csv")[1])))
    (share,) = [row for row in rows if row["id"] == "recognition.little-giant.main-share"]
    assert (share["value"], share["threshold"], share["gap"]) == ("86%", "90%", "4%")
    assert (share["status"], share["confidence"], share["version"]) == ("reported", "low", "Q-2026")
    out = run("ladder", LADDER, "--format", "md")[1]
    assert "| Main business share | 86% | 90% |" in out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--set", "ladder.class1_pi=2"], "did you mean ladder.class1_ip?"),
        (["--set", "ladder.product_fields=['six-bases']"], "six-base"),
        (["--set", "ladder.applicant=reveiw"], "did you mean review?"),
        (["--set", "ladder.province_score=16"], "from 0 to 15"),
        (["--on", "2016-03-15"], "encoded from 2016-03-16"),
        (["--batch", "9"], "no little-giant batch 9"),
        (["--on", "2016-13-01"], "expected a date"),
        (["--rules", "report-2O22"], "report-2022"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_mistakes_are_refused_in_words(run: Run, args: list[str], words: str) -> None:
    """A wrong key, value, day, batch or overlay leaves with 2 and says what would be right."""
    status, out, err = run("ladder", LADDER, *args)
    assert (status, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_overlays_reach_the_ladder(run: Run, tmp_path: Path) -> None:
    """An overlay replaces a condition of a rung; `rules check` and `plan` accept the same file."""
    overlay = tmp_path / "reform.toml"
    overlay.write_text(
        "[recognition.little-giant.main-share]\n[[recognition.little-giant.main-share.version]]\n"
        'effective = 2026-06-01\ncite = { instrument = "quality-sme-2026" }\nstatus = "unconfirmed"\n'
        'requires = "main_business_share >= 85%"\n',
        encoding="utf-8",
    )
    found = json.loads(run("ladder", LADDER, "--rules", str(overlay), "--format", "json")[1])
    items = {item["id"]: item for rung in found["rungs"] for item in rung["conditions"]}
    assert items["recognition.little-giant.main-share"]["outcome"] == "met"
    assert run("rules", "check", str(overlay))[0] == 0
    assert run("plan", LADDER, "--rules", str(overlay))[0] == 0


def test_rules_commands_know_the_ladder(run: Run) -> None:
    """The law of the ladder can be listed, shown and compared between two days."""
    assert "recognition.little-giant.growth" in run("rules", "list", "recognition.little-giant")[1]
    assert (
        "main_business_share >= 90%"
        in run("rules", "show", "recognition.little-giant.main-share")[1]
    )
    changed = json.loads(run("rules", "diff", "2026-03-31", "2026-04-01", "--format", "json")[1])[
        "changes"
    ]
    assert "recognition.specialised.years" in [change["id"] for change in changed]


@freeze_time("2026-11-23 20:00", tz_offset=0)
def test_today_is_the_day_in_shanghai(run: Run, tmp_path: Path) -> None:
    """A scenario without an as-of day is judged on the current day in Shanghai."""
    bare = tmp_path / "bare.toml"
    bare.write_text('schema = "pathway.scenario/1"\n', encoding="utf-8")
    assert json.loads(run("ladder", str(bare), "--format", "json")[1])["on"] == "2026-11-24"


def test_plans_do_not_read_the_law_of_the_ladder() -> None:
    """A plan loads neither the ladder's law nor its package; a ladder as JSON loads no library for
    text.
    """
    code = (
        "import sys\nfrom pathway.cli.main import main\ntry:\n main(sys.argv[1:])\nexcept SystemExit:\n pass\n"
        "from pathway.law import rulebook\n"
        "print(rulebook.ladder_law.cache_info().currsize, 'pathway.recognition' in sys.modules, 'rich' in sys.modules,"
        " file=sys.stderr)\n"
    )

    def loaded(*args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True
        )
        return done.stderr.strip()

    assert loaded("plan", LADDER, "--format", "json") == "0 False False"
    assert loaded("ladder", LADDER, "--format", "json") == "1 True False"


def test_the_library_is_the_command() -> None:
    """`pathway.ladder` is a function, whatever was imported before, and answers what the command
    prints.
    """
    import_module("pathway.recognition")
    found = pathway.ladder(pathway.load(LADDER))
    assert (found.reached, found.rung("little-giant").outcome) == ("specialised", "unmet")
