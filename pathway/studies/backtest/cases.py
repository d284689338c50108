"""Known cases: companies with the days of their milestones, from CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

from attrs import field, frozen

from pathway.base.errors import InputError, Problem, nearest, printable
from pathway.base.limits import LARGEST_TEXT
from pathway.base.phrases import phrase
from pathway.law.steps import MILESTONE_IDS

_COLUMNS = ("code", "name", "milestone", "date", "confidence")
_OTHER = ("neeq-select.listed",)


@frozen
class Case:
    """A company of which is known when it passed its milestones.

    Attributes:
        code: Its code on the market, or "".
        name: Its name.
        milestones: The days of its milestones, by id, as far as they are known.
    """

    code: str
    name: str
    milestones: Mapping[str, date] = field(factory=dict)


def shipped_cases() -> tuple[Case, ...]:
    """The cases that ship with the program."""
    text = (
        files("pathway").joinpath("studies", "cases", "companies.csv").read_text(encoding="utf-8")
    )
    return read_cases(text, "companies.csv")


def cases_of(path: Path) -> tuple[Case, ...]:
    """The cases of a CSV file. Raises `InputError` with every problem."""
    name = printable(str(path))
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_TEXT + 1)
    except (OSError, ValueError) as error:  # a name may hold what no file's does
        missing = isinstance(error, FileNotFoundError)
        why = phrase("scenario.file.missing" if missing else "backtest.unreadable")
        raise InputError([Problem(name, "", "", why)]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem(name, "", "", phrase("rules.not-text"))]) from None
    if len(raw) > LARGEST_TEXT:
        raise InputError([Problem(name, "", "", phrase("rules.too-large"))])
    return read_cases(text, name)


def read_cases(text: str, source: str) -> tuple[Case, ...]:
    """Cases from CSV (code, name, milestone, date, confidence). Raises `InputError` with every
    problem.
    """
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(rows[0]) != _COLUMNS:
        found = ",".join(rows[0])[:60] if rows else ""
        raise InputError([Problem(source, "1", found, phrase("backtest.columns", names=_COLUMNS))])
    problems: list[Problem] = []
    cases: dict[tuple[str, str], dict[str, date]] = {}
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(_COLUMNS):
            problems.append(
                Problem(
                    source,
                    str(line),
                    ",".join(row)[:60],
                    phrase("backtest.columns", names=_COLUMNS),
                )
            )
            continue
        code, name, milestone, day, _ = row
        known = cases.setdefault((code, name), {})
        if milestone.startswith("event:"):
            continue
        names = (*MILESTONE_IDS, *_OTHER)
        if milestone not in names:
            expected, near = phrase("backtest.milestone"), nearest(milestone, names)
            problems.append(Problem(source, str(line), milestone, expected, near))
        try:
            known[milestone] = date.fromisoformat(day)
        except ValueError:
            problems.append(Problem(source, str(line), day, phrase("backtest.day")))
    if problems:
        raise InputError(problems)
    return tuple(Case(code, name, known) for (code, name), known in cases.items())
