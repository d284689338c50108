"""`pathway doctor`: what the answers of an installation rest on."""

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.conftest import Run, fits


def state(run: Run, *more: str) -> dict[str, object]:
    status, out, err = run("doctor", "--as-of", "2026-11-23", "--format", "json", *more)
    assert (status, err) == (0, "")
    found: dict[str, object] = json.loads(out)
    fits(found, "doctor")
    return found


def test_the_calendar_is_official_through_the_last_holiday_notice(run: Run) -> None:
    """On 2026-11-23 the notice for 2026 is out and that for 2027 is not: 38 days ahead."""
    assert state(run)["calendar"] == {"official_through": "2026-12-31", "official_days": 38}


def test_a_calendar_that_is_over_is_said(run: Run) -> None:
    """As of 2027-02-01 no day ahead is official, and the text says so."""
    text = " ".join(run("doctor", "--as-of", "2027-02-01")[1].split())
    assert "every trading and working day ahead is projected" in text


def test_a_missing_library_has_no_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not installed is null, and named in the text."""
    monkeypatch.setattr("pathway.studies.health.LIBRARIES", ("click", "no-such-library"))
    libraries = state(run)["libraries"]
    assert isinstance(libraries, dict)
    assert libraries["no-such-library"] is None and libraries["click"] is not None
    assert "no-such-library" in run("doctor")[1]


def test_the_ledger_found_upwards_counts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger in a folder above holds one check; none is stale."""
    below = tmp_path / "deals"
    below.mkdir()
    ledger = tmp_path / "pathway-rules.toml"
    where = ("--by", "Li", "--on", "2026-11-20", "--ledger", str(ledger))
    assert run("rules", "confirm", "bse.twelve-months", *where)[0] == 0
    monkeypatch.chdir(below)
    found = state(run)["ledger"]
    assert found == {"file": str(ledger), "checks": 1, "stale": []}


def test_a_ledger_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    """A file that is no ledger is wrong input, named."""
    path = tmp_path / "other.toml"
    path.write_text("x = 1\n", encoding="utf-8")
    status, out, err = run("doctor", "--ledger", str(path))
    assert (status, out) == (2, "") and "other.toml" in err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_has_a_share_for_each_status(run: Run, lang: str) -> None:
    """The shares of the five statuses are told, and of what is in force that of the firm ones, in
    eighty columns.
    """
    lines = run("--lang", lang, "doctor")[1].splitlines()
    assert sum("%" in line for line in lines) == 6
    assert max(map(cell_len, lines)) <= 80


@pytest.mark.parametrize(("as_of", "least"), [("2026-11-23", 90), ("2021-12-01", 50)])
def test_what_is_in_force_is_mostly_read_or_reported(run: Run, as_of: str, least: int) -> None:
    """Of the rules in force on 2026-11-23 nine in ten are official or reported; of those of the end
    of 2021, of which few texts were found, half.
    """
    out = run("doctor", "--as-of", as_of, "--format", "json")[1]
    counts: dict[str, int] = json.loads(out)["rules"]["in_force"]
    assert counts["official"] + counts["reported"] >= least / 100 * sum(counts.values())
