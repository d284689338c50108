"""Rulebook files (TOML) into provisions. Every problem of a file is found before anything is
refused.

The format is the same for the shipped law and for overlays; `pathway/rulebook/README.md` describes
it. A re-issue (`reissued`) becomes a `Version` of its own, so that nobody else need know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import define, field

from pathway.base.errors import Problem
from pathway.base.phrases import Bilingual, phrase
from pathway.base.toml_text import TomlTooDeepError, document, not_toml
from pathway.law.duration import Duration
from pathway.law.provision import Instrument, Metric, Provision, Vocabulary
from pathway.law.reading.durations import read_duration
from pathway.law.reading.rule_file import RuleFile, RuleTable
from pathway.law.reading.versions import PROVISION_KEYS, read_provision

_BOOK_KEYS = ("checked_on",)
_INSTRUMENT_KEYS = ("en", "zh", "number", "promulgated", "address", "evidence", "copy")


@define(eq=False, repr=False)
class Parsed:
    """What one file holds. problems: everything that is wrong with it."""

    provisions: list[Provision] = field(factory=list)
    instruments: dict[str, Instrument] = field(factory=dict)
    durations: list[Duration] = field(factory=list)
    problems: list[Problem] = field(factory=list)


def read(
    text: str, source: str, vocabulary: Vocabulary, layer: str = "", known: Iterable[str] = ()
) -> Parsed:
    """The contents of one rulebook file.

    Args:
        text: the file's text (TOML).
        source: what problems call the file.
        vocabulary: the metrics that its expressions may use.
        layer: the overlay's name; "" for the shipped law, whose expressions are parsed when they
            are needed.
        known: ids of the provisions below an overlay, whose titles it need not repeat.

    Returns:
        What could be read, and every problem.
    """
    file = RuleFile(source, vocabulary, layer, known)
    try:
        tables = document(text)
    except TomlTooDeepError:
        file.wrong("", None, phrase("scenario.file.deep"))
        return Parsed(problems=file.problems)
    except ValueError as error:
        file.wrong("", None, not_toml(error))
        return Parsed(problems=file.problems)
    return _read(file, tables)


def read_tables(tables: dict[str, object], source: str, vocabulary: Vocabulary) -> Parsed:
    """The contents of one file of the shipped law, read already; its tables are used up.

    The shipped law is not looked at as what a stranger wrote: a plan begins sooner.
    """
    return _read(RuleFile(source, vocabulary, "", ()), tables)


def _read(file: RuleFile, tables: dict[str, object]) -> Parsed:
    layer = file.layer
    whole = dict(tables)
    book = tables.pop("book", {})
    if isinstance(book, dict):
        file.only(book, "book", _BOOK_KEYS)
        file.checked_on = file.day(book, "checked_on", "book", None) or date.min
    else:
        file.wrong("book", book, phrase("rules.table"))
    _notes(file, tables.pop("note", {}))
    instruments = _instruments(file, tables.pop("instrument", {}))
    rows = tables.pop("duration", [])
    durations = [
        read_duration(file, table, f"duration[{i}]")
        for i, table in enumerate(rows if isinstance(rows, list) else [rows])
    ]
    provisions: list[Provision] = []
    _walk(file, tables, "", provisions)
    # What else is wrong with such a key or text says so already.
    for path in _unprintable(whole, "") if layer and not file.problems else ():
        file.wrong(path, None, phrase("rules.unprintable"))
    return Parsed(provisions, instruments, [d for d in durations if d is not None], file.problems)


def _unprintable(value: object, path: str) -> Iterator[str]:
    """Where a key or a text holds what does not print, ends of lines in texts aside: it could forge
    what a terminal shows.
    """
    match value:
        case str() if not value.isprintable():
            if not "".join(value.split()).isprintable():
                yield path
        case dict():
            for key, inner in value.items():
                here = f"{path}.{key}" if path else key
                if key.isprintable():
                    yield from _unprintable(inner, here)
                else:
                    yield here
        case list():
            for i, item in enumerate(value):
                yield from _unprintable(item, f"{path}[{i}]")


def _notes(file: RuleFile, tables: object) -> None:
    if not isinstance(tables, dict):
        file.wrong("note", tables, phrase("rules.table"))
        return
    for name, table in tables.items():
        if isinstance(table, dict):
            file.only(table, f"note.{name}", ("en", "zh"))
            file.notes[name] = file.titles(table, f"note.{name}")
        else:
            file.wrong(f"note.{name}", table, phrase("rules.table"))


def _instruments(file: RuleFile, tables: object) -> dict[str, Instrument]:
    if not isinstance(tables, dict):
        file.wrong("instrument", tables, phrase("rules.table"))
        return {}
    out: dict[str, Instrument] = {}
    for name, table in tables.items():
        path = f"instrument.{name}"
        if not isinstance(table, dict):
            file.wrong(path, table, phrase("rules.table"))
            continue
        file.only(table, path, _INSTRUMENT_KEYS)
        out[name] = Instrument(
            id=name,
            title=file.titles(table, path),
            number=file.text(table, "number", path, ""),
            promulgated=file.day(table, "promulgated", path, None),
            address=file.text(table, "address", path, ""),
            evidence=file.evidence(table, path),
            copy=file.text(table, "copy", path, ""),
        )
    return out


def _walk(file: RuleFile, table: RuleTable, path: str, out: list[Provision]) -> None:
    """The provisions of a table and of the tables within it: their ids are the paths."""
    for key, inner in table.items():
        here = f"{path}.{key}" if path else key
        if not isinstance(inner, dict):
            if not path or key not in PROVISION_KEYS:
                names = tuple(sorted(PROVISION_KEYS))
                file.wrong(here, key, phrase("rules.provision-key", names=names), PROVISION_KEYS)
            continue
        if key == "version":
            continue
        if "version" in inner or "en" in inner:
            provision = read_provision(file, inner, here)
            if provision is not None:
                out.append(provision)
        _walk(file, inner, here, out)


def read_vocabulary(tables: Mapping[str, object]) -> Vocabulary:
    """The metrics of the language (a shipped file, so it is taken to be right)."""
    return {
        name: Metric(
            name=name,
            title=Bilingual(row["en"], row["zh"]),
            unit=row["unit"],
            yearly=row.get("yearly", False),
            soft=row.get("soft", False),
            path=row["path"],
        )
        for name, row in tables.items()
        if isinstance(row, dict)
    }
