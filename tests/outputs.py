"""Writes what every command says about every shipped scenario into a folder, so that two commits
can be compared.

    python -m tests.outputs before/        in one checkout
    python -m tests.outputs after/         in the other
    diff -r before after

One file for each command, format and language, with the exit status and both streams. The day is
held still.
"""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from freezegun import freeze_time

ROOT = Path(__file__).parent.parent
TODAY = "2026-11-23"
LANGUAGES = ("en", "zh")
_DATA = ("text", "json", "csv", "md")


def commands(scenarios: Path) -> Iterator[tuple[str, ...]]:
    """The argument lists, without the language; those with `-o` write the file `OUT`."""
    files = sorted(scenarios.glob("*.toml"))
    for file in files:
        name = str(file.relative_to(scenarios.parent))
        for form in _DATA:
            for command in (
                ("plan", name),
                ("plan", name, "--pace", "cautious", "--by", "2029-06-30"),
            ):
                yield (*command, "--format", form)
            yield "check", name, "--venue", "bse", "--format", form
            yield (
                "check",
                name,
                "--venue",
                "neeq-innovation",
                "--on",
                "2027-04-30",
                "--format",
                form,
            )
            yield "ladder", name, "--format", form
            yield "money", name, "--all", "--format", form
            yield "compare", name, "--vary", "plan.pace=floor,typical,cautious", "--format", form
            yield (
                "simulate",
                name,
                "--target",
                "bse",
                "--draws",
                "500",
                "--seed",
                "1",
                "--format",
                form,
            )
        for form in ("text", "json"):
            yield "why", name, "bse.listed", "--format", form
            yield "levers", name, "--target", "bse", "--format", form
        yield "plan", name, "--strict"
        yield "plan", name, "--pace", "floor", "--target", "star", "--target", "szse-main"
        yield "plan", name, "--format", "ics"
        yield "rules", "sources", name
    for edition in (
        "report-2022",
        "scenarios/reforms/six-months.toml",
        "scenarios/reforms/stricter-standard-1.toml",
    ):
        yield "plan", "scenarios/base-tier-parts-maker.toml", "--rules", edition
    yield "compare", *(str(file.relative_to(scenarios.parent)) for file in files)
    for form in ("csv", "jsonl", "text"):
        yield "portfolio", "scenarios/firms.csv", "--target", "bse", "--jobs", "1", "--format", form
    for topic in ("neeq", "bse", "star", "chinext", "sse-main", "szse-main"):
        yield "rules", "list", topic
    for rule in (
        "bse.standard",
        "bse.standard.1a",
        "bse.twelve-months",
        "neeq.innovation.test",
        "star.standard",
    ):
        yield "rules", "show", rule
    yield "rules", "diff", "2023-08-31", "2023-09-01"
    yield "rules", "diff", "shipped", "report-2022"
    yield "rules", "sources"
    yield "calendar", "windows", "2027"
    yield "calendar", "days", "2027-02-01", "2027-02-28"
    yield "calendar", "add", "2027-04-30", "10", "--kind", "trading"
    yield "new", "--template", "--venue", "neeq-innovation"
    yield ("backtest",)
    yield "backtest", "--scores", "--format", "md"
    yield ("--help",)


def said(arguments: tuple[str, ...]) -> str:
    """What a command prints, with its exit status."""
    status, printed, noted = ran(arguments)
    return f"$ pathway {' '.join(arguments)}\n[{status}]\n{printed}\n[stderr]\n{noted}"


def ran(arguments: tuple[str, ...]) -> tuple[object, str, str]:
    """A command's exit status and both its streams, with the day held still."""
    from pathway.cli.main import main

    buffers = io.BytesIO(), io.BytesIO()
    out, notes = (io.TextIOWrapper(one, encoding="utf-8", newline="") for one in buffers)
    status: object = 0
    with freeze_time(TODAY), contextlib.redirect_stdout(out), contextlib.redirect_stderr(notes):
        try:
            main(list(arguments))
        except SystemExit as left:
            status = left.code
    out.flush()
    notes.flush()
    printed, noted = (one.getvalue().decode("utf-8") for one in buffers)
    return status, printed, noted


def write(folder: Path) -> int:
    """Writes one file a command and language, named by its place in the list; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for place, arguments in enumerate(commands(Path("scenarios"))):
        for lang in LANGUAGES:
            words = "-".join(
                word.rpartition("/")[2] for word in arguments if not word.startswith("--")
            )
            text = said(("--lang", lang, *arguments))
            (folder / f"{place:04d}-{words[:80]}.{lang}.txt").write_text(text, encoding="utf-8")
            count += 1
    return count


if __name__ == "__main__":
    target = Path(sys.argv[1]).absolute()
    os.chdir(ROOT)
    print(write(target), "outputs in", target)
