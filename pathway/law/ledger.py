"""The user's own ledger of checks: which versions of rules somebody has held against the official
text.

A ledger is a file, `pathway-rules.toml`, that lies in a scenario's folder or above it. Each entry
names one version of one rule, and what the program read there when it was checked: a rule that has
a new version since, or another reading, asks to be checked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from attrs import evolve, field, frozen

from pathway.base.errors import InputError, Problem, nearest, printable, visible
from pathway.base.files import NotRegularError, read_at_most, replaced
from pathway.base.limits import LARGEST_TEXT
from pathway.base.phrases import phrase
from pathway.base.toml_text import TomlTooDeepError, document, not_toml
from pathway.law.browse import effect_text
from pathway.law.provision import Confirmation, Provision, Version
from pathway.law.rulebook import Rulebook, complete

SCHEMA = "pathway.ledger/1"
_TEXTS = ("rule", "reads", "by")
_DAYS = ("version", "on")
_MORE = ("source", "article")
_HEAD = f"""\
# Rules of law that have been held against the official text. Written by `pathway rules confirm`.
schema = "{SCHEMA}"
"""


@frozen
class LedgerEntry:
    """One check of a rule.

    Attributes:
        rule: The rule, by id.
        version: The first day of the version that was checked.
        reads: What the program read there, in the words of the rulebook format.
        check: Who checked it, when and where.
    """

    rule: str
    version: date
    reads: str
    check: Confirmation


@frozen
class Ledger:
    """The checks of one file. place: what problems call it."""

    place: str
    entries: tuple[LedgerEntry, ...] = field(default=())


def read_ledger(path: Path) -> Ledger:
    """The checks of a file. Raises `InputError` with everything that is wrong with it."""
    name = printable(str(path))
    try:
        data = read_at_most(path, LARGEST_TEXT, regular=True)
    except (NotRegularError, OSError, ValueError):  # a name may hold what no file's does
        raise InputError([Problem(name, "", "", phrase("ledger.unreadable"))]) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem(name, "", "", phrase("rules.not-text"))]) from None
    if len(data) > LARGEST_TEXT:
        raise InputError([Problem(name, "", "", phrase("rules.too-large"))])
    try:
        found = document(text)
    except TomlTooDeepError:
        raise InputError([Problem(name, "", "", phrase("scenario.file.deep"))]) from None
    except ValueError as error:
        raise InputError([Problem(name, "", "", not_toml(error))]) from None
    return Ledger(name, _entries(found, name))


def _entries(found: dict[str, object], name: str) -> tuple[LedgerEntry, ...]:
    problems = [
        Problem(name, visible(key), visible(key), phrase("rules.unknown-key"), nearest(key, _KEYS))
        for key in found.keys() - {*_KEYS}
    ]
    if found.get("schema") != SCHEMA:
        shown = visible(str(found.get("schema", "")))
        problems.append(Problem(name, "schema", shown, phrase("ledger.schema", schema=SCHEMA)))
    rows = found.get("confirmed", [])
    if not isinstance(rows, list):
        problems.append(Problem(name, "confirmed", "", phrase("ledger.rows")))
        rows = []
    made: list[LedgerEntry] = []
    for i, row in enumerate(rows):
        wrong = list(_wrong(row, f"confirmed[{i}]", name))
        problems += wrong
        if not wrong and isinstance(row, dict):
            texts = {key: str(row.get(key, "")) for key in (*_TEXTS, *_MORE)}
            check = Confirmation(texts["by"], row["on"], texts["source"], texts["article"])
            made.append(LedgerEntry(texts["rule"], row["version"], texts["reads"], check))
    if problems:
        raise InputError(problems)
    return tuple(made)


_KEYS = ("schema", "confirmed")


def _wrong(row: object, path: str, name: str) -> Iterable[Problem]:
    if not isinstance(row, dict):
        yield Problem(name, path, "", phrase("rules.table"))
        return
    known = (*_TEXTS, *_DAYS, *_MORE)
    for key in row.keys() - {*known}:
        yield Problem(
            name, f"{path}.{visible(key)}", "", phrase("rules.unknown-key"), nearest(key, known)
        )
    for key in (*_TEXTS, *_MORE):
        value = row.get(key, "" if key in _MORE else None)
        if not isinstance(value, str) or not value.isprintable() or (key in _TEXTS and not value):
            shown = "" if value is None else visible(str(value))
            yield Problem(name, f"{path}.{key}", shown, phrase("rules.text"))
    for key in _DAYS:
        value = row.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            shown = "" if value is None else visible(str(value))
            yield Problem(name, f"{path}.{key}", shown, phrase("rules.date"))


# -- what it does to the law -----------------------------------------------------------------------


def confirmed(book: Rulebook, ledger: Ledger) -> Rulebook:
    """The rulebook in which the versions that the ledger names count as read in the official text.

    An entry whose version is not there, or reads otherwise now, changes nothing; `stale` names it.
    Raises `InputError` where an entry names no rule at all.
    """
    checks: dict[tuple[str, date, str], Confirmation] = {}
    problems = []
    for i, entry in enumerate(ledger.entries):
        # A ledger may speak of the ladder, of whose law plans of listings know nothing.
        if entry.rule not in book.provisions and entry.rule not in complete().provisions:
            near = nearest(entry.rule, book.provisions)
            place = f"confirmed[{i}].rule"
            problems.append(
                Problem(ledger.place, place, visible(entry.rule), phrase("rules.id"), near)
            )
        checks[entry.rule, entry.version, entry.reads] = entry.check
    if problems:
        raise InputError(problems)
    named = {rule for rule, _, _ in checks}
    provisions = {
        name: _checked(provision, checks) if name in named else provision
        for name, provision in book.provisions.items()
    }
    return evolve(book, provisions=provisions)


def _checked(provision: Provision, checks: dict[tuple[str, date, str], Confirmation]) -> Provision:
    versions = []
    for version in provision.versions:
        check = checks.get((provision.id, version.effective, effect_text(version)))
        if check is not None:
            version = evolve(
                version,
                status="official",
                confidence="",
                checked_on=max(version.checked_on, check.on),
                confirmed=check,
            )
        versions.append(version)
    return evolve(provision, versions=tuple(versions))


def stale(book: Rulebook, ledger: Ledger) -> tuple[LedgerEntry, ...]:
    """The checks that no longer count: their version is gone, or reads otherwise now."""
    current = {
        (entry.rule, version.effective, effect_text(version))
        for entry in ledger.entries
        if entry.rule in book.provisions
        for version in book.provisions[entry.rule].versions
    }
    return tuple(e for e in ledger.entries if (e.rule, e.version, e.reads) not in current)


# -- writing ---------------------------------------------------------------------------------------


def entry_of(provision: Provision, version: Version, check: Confirmation) -> LedgerEntry:
    """The entry that says that a version was checked."""
    return LedgerEntry(provision.id, version.effective, effect_text(version), check)


def add_to(path: Path, entry: LedgerEntry) -> None:
    """Writes a check behind those that the file holds, whose words and comments stay as they are.

    Raises `InputError` where the file is no ledger, and `OSError` where it cannot be written.
    """
    before = _HEAD
    if path.exists():
        read_ledger(path)
        before = path.read_text(encoding="utf-8-sig")
    with replaced(path) as name:
        Path(name).write_text(f"{before.rstrip()}\n\n{_toml(entry)}", encoding="utf-8")


def _toml(entry: LedgerEntry) -> str:
    check = entry.check
    rows: Sequence[tuple[str, str | date]] = (
        ("rule", entry.rule),
        ("version", entry.version),
        ("reads", entry.reads),
        ("by", check.by),
        ("on", check.on),
        ("source", check.source),
        ("article", check.article),
    )
    lines = [f"{key} = {_value(value)}" for key, value in rows if value != ""]
    return "\n".join(["[[confirmed]]", *lines]) + "\n"


def _value(value: str | date) -> str:
    import json

    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
