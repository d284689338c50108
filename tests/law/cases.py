"""What a law case may say, and the reading of the files in this folder.

Whatever a file says that is not part of the format is a problem, never passed over: a key that is
mistyped must not make a check vanish.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from attrs import frozen

from pathway.base.errors import nearest

FOLDER = Path(__file__).parent

Given = Mapping[str, object]
"""What a scenario says: override paths such as `fiscal_years.2024.roe`, and values."""


Subject = Mapping[str, tuple[frozenset[str], frozenset[str]]]
"""What a line of `expect` can state about its subject: the keys that state an answer, each with the
options that it needs and those that it also knows.
"""


def _subject(**answers: str) -> Subject:
    """A subject from its answers; of the options of each, those with `!` are needed."""
    return {
        key: (
            frozenset(name[:-1] for name in options.split() if name.endswith("!")),
            frozenset(name for name in options.split() if not name.endswith("!")),
        )
        for key, options in answers.items()
    }


_PLAN = "route pace strict"
_LADDER = "on batch strict"
SUBJECTS: Mapping[str, Subject] = {
    "rule": _subject(
        outcome="on! strict extended",
        first="strict extended",
        last="strict extended",
        instrument="on!",
        tested_at="on!",
        applies_by="on!",
        due="since! on strict",
        free="since!",
        released="since! shares!",
    ),
    "target": _subject(
        day=f"milestone {_PLAN}",
        not_before=f"milestone {_PLAN}",
        not_after=f"milestone {_PLAN}",
        none=_PLAN,
        later_by=f"than! milestone {_PLAN}",
        no_later=f"than! milestone {_PLAN}",
        because=f"milestone {_PLAN}",
        best="pace strict",
        standard=_PLAN,
        assumed=_PLAN,
        not_assumed=_PLAN,
        warning=f"naming {_PLAN}",
        no_warning=_PLAN,
        blocked_by=_PLAN,
        refused="naming pace strict",
    ),
    "check": _subject(ready="on! strict", failing="on! strict", refused="on! naming strict"),
    "rung": _subject(
        outcome=_LADDER,
        failing=_LADDER,
        unknown=_LADDER,
        law=_LADDER,
        points=_LADDER,
        total=_LADDER,
        indicators=_LADDER,
        edges=_LADDER,
        growth_used=_LADDER,
        growth_mean=_LADDER,
        growth_compound=_LADDER,
        reached=_LADDER,
    ),
    "condition": _subject(outcome=_LADDER, short=_LADDER, status=_LADDER),
    "title": _subject(state="on", review="on"),
    "bridge": _subject(opening="on"),
    "money": _subject(amount="on"),
}

_TEXT, _TEXTS, _FLAG, _DAY, _WHOLE, _TABLE = (str,), (list,), (bool,), (date,), (int,), (dict,)
_NUMBER = (int, Decimal)
_TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(SUBJECTS, _TEXT),
    **dict.fromkeys(("strict", "extended", "none", "no_later", "ready", "reached"), _FLAG),
    **dict.fromkeys(("on", "since", "first", "last", "free", "day"), _DAY),
    **dict.fromkeys(("not_before", "not_after"), _DAY),
    **dict.fromkeys(("shares", "batch", "edges", "review", "amount"), _WHOLE),
    **dict.fromkeys(("tested_at", "failing", "unknown", "points", "indicators"), _TEXTS),
    **dict.fromkeys(("given", "than", "naming", "released"), _TABLE),
    **dict.fromkeys(("short", "total", "growth_mean", "growth_compound"), _NUMBER),
    "due": (date, str),
}
"""The kind of value of every key of a line; a text where nothing is said."""

_CASE: Mapping[str, tuple[type, ...]] = {
    "id": _TEXT,
    "source": _TEXT,
    "says": _TEXT,
    "as_of": _DAY,
    "expect": _TEXTS,
    "base": _TEXT,
    "given": _TABLE,
    "rules": _TEXTS,
    "note": _TEXT,
}
_NEEDED = ("id", "source", "says", "as_of", "expect")
_ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]+[a-z]?")


@frozen
class Line:
    """One line of `expect`. given: what it changes in the case. than: what is changed in the plan
    beside it. values: every other key.
    """

    subject: str
    given: Given
    than: Given
    values: Mapping[str, object]

    @property
    def expected(self) -> Mapping[str, object]:
        """The keys that state an answer."""
        return {k: v for k, v in self.values.items() if k in SUBJECTS[self.subject]}

    def __str__(self) -> str:
        asked = {k: v for k, v in self.values.items() if k not in self.expected}
        beside = {f"than {k}": v for k, v in self.than.items()}
        return ", ".join(f"{k} = {v}" for k, v in {**asked, **self.given, **beside}.items())


@frozen
class Case:
    """One worked example: a firm as known on a day, and what the law says of it. rules: editions
    laid on the shipped law.
    """

    file: str
    id: str
    source: str
    says: str
    as_of: date
    given: Given
    lines: tuple[Line, ...]
    rules: tuple[str, ...]


def flat(tables: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Tables of a scenario as override paths; a list of fiscal years by year."""
    out: dict[str, object] = {}
    for key, value in tables.items():
        path = f"{prefix}{key}"
        if path == "fiscal_years" and isinstance(value, list) and _all_tables(value):
            value = _by_year(value)
        if isinstance(value, dict) and value:
            out |= flat(value, f"{path}.")
        else:
            out[path] = value
    return out


def _by_year(rows: Sequence[Mapping[str, object]]) -> dict[str, dict[str, object]]:
    """Fiscal years by year. Raises `ValueError` where one has no year or stands twice."""
    out = {str(row.get("year")): {k: v for k, v in row.items() if k != "year"} for row in rows}
    if len(out) != len(rows) or "None" in out:
        raise ValueError("a fiscal year has no year, or stands twice")
    return out


def read(path: Path) -> tuple[list[Case], list[str]]:
    """The cases of a file that are in order, and everything that is not, in words."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [], [f"{path.name}: {error}"]
    bases, rows = tables.pop("base", {}), tables.pop("case", [])
    problems = [f"{path.name}: unknown key {key}" for key in tables]
    if not _all_tables(rows) or not isinstance(bases, dict) or not _all_tables([*bases.values()]):
        return [], [*problems, f"{path.name}: cases are [[case]], firms [base.name]"]
    cases: list[Case] = []
    for place, row in enumerate(rows, 1):
        name = f"{path.name}: {row.get('id', f'case {place}')}"
        found = list(_problems(row, bases))
        if not found:
            try:
                cases.append(_case(path.name, row, bases))
            except ValueError as error:
                found = [str(error)]
        problems += [f"{name}: {problem}" for problem in found]
    used = [row.get("base") for row in rows]
    problems += [
        f"{path.name}: no case builds on base.{name}" for name in bases if name not in used
    ]
    return cases, problems


def _all_tables(rows: object) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _case(file: str, row: Mapping[str, object], bases: Mapping[str, Mapping[str, object]]) -> Case:
    base = bases[str(row["base"])] if "base" in row else {}
    expect, rules, given = row["expect"], row.get("rules", []), row.get("given", {})
    assert isinstance(expect, list) and isinstance(rules, list) and isinstance(given, dict)
    as_of = row["as_of"]
    assert isinstance(as_of, date)
    return Case(
        file,
        str(row["id"]),
        str(row["source"]),
        str(row["says"]),
        as_of,
        {**flat(base), **flat(given)},
        tuple(_line(entry) for entry in expect),
        tuple(map(str, rules)),
    )


def _line(entry: Mapping[str, object]) -> Line:
    subject = next(key for key in SUBJECTS if key in entry)
    given, than = entry.get("given", {}), entry.get("than", {})
    assert isinstance(given, dict) and isinstance(than, dict)
    values = {key: value for key, value in entry.items() if key not in ("given", "than")}
    return Line(subject, flat(given), flat(than), values)


# -- what is wrong ---------------------------------------------------------------------------------


def _problems(row: Mapping[str, object], bases: Mapping[str, object]) -> Iterator[str]:
    yield from _keys(row, _CASE)
    yield from (f"{key} is missing" for key in _NEEDED if key not in row)
    if not _ID.fullmatch(str(row.get("id", "X-1"))):
        yield "an id is capitals, a hyphen, a number and perhaps a letter: BSE-11b"
    yield from (f"{key} is empty" for key in ("source", "says", "expect") if not row.get(key, "x"))
    if row.get("base", None) not in (None, *bases):
        yield f"no base.{row['base']} in this file"
    expect = row.get("expect")
    for place, entry in enumerate(expect if isinstance(expect, list) else (), 1):
        yield from (f"line {place} of expect: {problem}" for problem in _line_problems(entry))


def _line_problems(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "not a table"
        return
    asked = [key for key in SUBJECTS if key in entry]
    if len(asked) != 1:
        yield f"asks about {' and '.join(asked) or 'nothing'}; one of {', '.join(SUBJECTS)} is due"
        return
    subject = SUBJECTS[asked[0]]
    options = frozenset[str]().union(*(needed | known for needed, known in subject.values()))
    valid = {asked[0], "given", *options, *subject}
    yield from _keys(entry, {key: _TYPES.get(key, _TEXT) for key in valid})
    stated = [key for key in subject if key in entry]
    if not stated:
        yield f"expects nothing; one of {', '.join(subject)} is due"
        return
    for key in stated:
        yield from (f"{key} needs {n}" for n in sorted(subject[key][0] - entry.keys()))
    read = frozenset[str]().union(*(subject[key][0] | subject[key][1] for key in stated))
    idle = (options & entry.keys()) - read
    yield from (f"{key} changes nothing about {', '.join(stated)}" for key in sorted(idle))


def _keys(row: Mapping[str, object], valid: Mapping[str, tuple[type, ...]]) -> Iterator[str]:
    """Keys that are not part of the format, and values of another kind than their key takes."""
    for key, value in row.items():
        if key not in valid:
            close = nearest(key, valid)
            yield f"unknown key {key}" + (f"; did you mean {close}?" if close else "")
        elif (
            not isinstance(value, valid[key])
            or isinstance(value, datetime)
            or (isinstance(value, bool) and bool not in valid[key])
        ):
            yield f"{key} = {value!r} is not a {' or '.join(t.__name__ for t in valid[key])}"


def cases() -> tuple[list[Case], list[str]]:
    """Every case of the folder, and every problem."""
    found: list[Case] = []
    problems: list[str] = []
    for path in sorted(FOLDER.glob("*.toml")):
        more, wrong = read(path)
        found += more
        problems += wrong
    return found, [*problems, *repeated(found)]


def repeated(found: Iterable[Case]) -> Iterator[str]:
    """Cases whose id stands for another one already."""
    seen: dict[str, str] = {}
    for case in found:
        if case.id in seen:
            yield f"{case.file}: {case.id} stands in {seen[case.id]} already"
        seen.setdefault(case.id, case.file)
