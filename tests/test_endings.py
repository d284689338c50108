"""Where an answer goes and in which format: one rule for every command; every JSON has a schema."""

import json
from importlib import import_module
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from pathway.base.formats import ENDINGS
from pathway.cli.main import COMMANDS
from tests.conftest import Run, fits

BASE = "scenarios/base-tier-parts-maker.toml"
BEGINNINGS = {
    ".json": b"{",
    ".csv": b"scenario,",
    ".md": b"# ",
    ".ics": b"BEGIN:VCALENDAR",
    ".xlsx": b"PK",
}


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_the_ending_of_a_name_decides_the_format(run: Run, tmp_path: Path, ending: str) -> None:
    """A plan goes into a file in the format of its name, in capitals too; --format goes before."""
    for name in (f"plan{ending}", f"PLAN{ending.upper()}"):
        assert run("plan", BASE, "--target", "bse", "-o", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).read_bytes().startswith(BEGINNINGS[ending])
    args = ("plan", BASE, "--target", "bse", "--format", "md", "-o", str(tmp_path / f"b{ending}"))
    assert run(*args)[0] == 0
    assert (tmp_path / f"b{ending}").read_bytes().startswith(BEGINNINGS[".md"])


@pytest.mark.parametrize("command", [("plan",), ("check", "--venue", "bse"), ("why", "bse.listed")])
@pytest.mark.parametrize("name", ["answer.docx", "answer.parquet"])
def test_an_ending_of_no_format_is_refused(
    run: Run, tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    """A name that says a format which the command does not write is an error of use, with those
    that it writes; nothing is written.
    """
    status, out, err = run(command[0], BASE, *command[1:], "-o", str(tmp_path / name))
    assert (status, out) == (2, "")
    assert ".json" in err
    assert not list(tmp_path.iterdir())


def test_a_dash_is_standard_output(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-o -` prints, and leaves no file called so."""
    file = str(Path(BASE).resolve())
    monkeypatch.chdir(tmp_path)
    status, out, _ = run("plan", file, "--format", "json", "-o", "-")
    assert (status, json.loads(out)["schema"]) == (0, "pathway.plan/1")
    assert not list(tmp_path.iterdir())


def test_csv_for_excel_begins_with_a_mark(run: Run, tmp_path: Path) -> None:
    """`--bom` puts one mark before CSV, in a file and on standard output; with anything else it is
    an error of use.
    """
    path = tmp_path / "plan.csv"
    assert run("plan", BASE, "--target", "bse", "-o", str(path), "--bom")[0] == 0
    plain = run("plan", BASE, "--target", "bse", "--format", "csv")[1]
    assert path.read_bytes() == b"\xef\xbb\xbf" + plain.encode()
    firms = ("portfolio", "scenarios/firms.csv", "--target", "bse", "--bom", "-o")
    assert run(*firms, str(tmp_path / "firms.csv"))[0] == 0
    assert (tmp_path / "firms.csv").read_bytes().count(b"\xef\xbb\xbf") == 1
    assert run("plan", BASE, "--bom")[0] == 2


def test_every_format_of_every_command_has_an_ending() -> None:
    """What `--format` offers can be said by the name of a file too."""
    pending: list[click.Command] = [
        import_module(module).command("en") for module in COMMANDS.values()
    ]
    offered = set[str]()
    for command in pending:
        pending += command.commands.values() if isinstance(command, click.Group) else ()
        for option in command.params:
            if option.name == "form" and isinstance(option.type, click.Choice):
                offered |= set(map(str, option.type.choices))
    assert {"text", "json", "csv", "xlsx"} <= offered <= set(ENDINGS.values())


@pytest.mark.parametrize(
    "command",
    [
        ("rules", "list", "bse.st"),
        ("rules", "show", "bse.statements"),
        ("rules", "diff", "shipped", "report-2022"),
        ("rules", "diff", "2022-01-01", "2026-11-23"),
        ("rules", "sources"),
        ("calendar", "windows", "2027"),
        ("calendar", "days", "2026-09-30", "2026-10-02"),
        ("calendar", "add", "2026-11-23", "-5"),
    ],
)
def test_json_of_rules_and_calendar_fits_its_schema(run: Run, command: tuple[str, ...]) -> None:
    """What the groups print is described as well."""
    status, out, _ = run(*command, "--format", "json")
    assert status == 0
    fits(json.loads(out), "-".join(command[:2]))


def test_schemas_are_printed_by_name(run: Run) -> None:
    """`pathway schema` lists all, and each is a valid schema with an id of its own."""
    names = run("schema")[1].split()
    assert {"plan", "check", "rules-list", "calendar-days"} <= set(names)
    found = [json.loads(run("schema", name)[1]) for name in names]
    for schema in found:
        Draft202012Validator.check_schema(schema)
    ids = [schema["$id"] for schema in found]
    assert len(set(ids)) == len(ids)
    status, _, err = run("schema", "plam")
    assert (status, "plan" in err) == (2, True)


def test_what_holds_since_ever_has_no_day(run: Run) -> None:
    """A requirement that always held has null and a flag, not the first day of Python."""
    found = json.loads(run("check", BASE, "--venue", "bse", "--format", "json")[1])
    fits(found, "check")
    assert "0001-01-01" not in json.dumps(found)
    always = [item for item in found["requirements"] if item["always"]]
    assert always
    assert {item["met_from"] for item in always} == {None}
