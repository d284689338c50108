"""What the answers of this installation rest on: calendar, law, the user's ledger, libraries."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from attrs import frozen

from pathway.dates import calendar
from pathway.dates.days import to_date
from pathway.law.ledger import read_ledger, stale
from pathway.law.ledger_place import nearest_ledger
from pathway.law.provision import STATUSES, EvidenceStatus
from pathway.law.rulebook import Rulebook
from pathway.studies.workers.program import program

LIBRARIES = (
    "attrs",
    "click",
    "python-dateutil",
    "rich",
    "jinja2",
    "numpy",
    "openpyxl",
    "icalendar",
    "pyarrow",
    "pandas",
    "polars",
    "dask",
    "distributed",
)
"""The libraries that some command uses, those that every command needs first."""


@frozen
class CheckedRule:
    """A provision and the day on which the text of one of its versions was last looked up."""

    id: str
    on: date


@frozen
class LedgerState:
    """The user's ledger. checks: entries; stale: those whose version is gone or reads otherwise."""

    place: Path
    checks: int
    stale: tuple[str, ...]


@frozen
class Health:
    """What the answers rest on.

    program: the version and a digest of code and data. libraries: name -> version; None where it is
    not installed. official_through: the last day that official calendars settle, as known on as_of.
    oldest, newest: the rules looked up longest ago and last. statuses: versions of the law by how
    firmly their text is established.
    """

    as_of: date
    program: str
    python: str
    libraries: Mapping[str, str | None]
    official_through: date
    oldest: CheckedRule
    newest: CheckedRule
    statuses: Mapping[EvidenceStatus, int]
    ledger: LedgerState | None

    @property
    def official_days(self) -> int:
        """How many calendar days from the as-of day on the calendar is official."""
        return max(0, (self.official_through - self.as_of).days)


def health(book: Rulebook, as_of: date, folder: Path, ledger: Path | None = None) -> Health:
    """The state of this installation.

    Args:
        book: The law, with the overlays that count.
        as_of: The day on which one looks.
        folder: Where the ledger is looked for, upwards.
        ledger: The ledger itself, instead.

    Raises:
        InputError: The ledger is none, or holds what it may not.
        OutOfRangeError: No calendar is known on that day.
    """
    versions = [(p.id, v) for p in book.provisions.values() for v in p.versions]
    looked_up = sorted((v.checked_on, name) for name, v in versions if not v.layer)
    counts = Counter(v.status for _, v in versions)
    through = calendar.load(as_of.toordinal()).official_through
    return Health(
        as_of=as_of,
        program=program(),
        python=platform.python_version(),
        libraries={name: _installed(name) for name in LIBRARIES},
        official_through=to_date(through),
        oldest=CheckedRule(looked_up[0][1], looked_up[0][0]),
        newest=CheckedRule(looked_up[-1][1], looked_up[-1][0]),
        statuses={status: counts[status] for status in STATUSES},
        ledger=_ledger(book, ledger or nearest_ledger(folder)),
    )


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _ledger(book: Rulebook, place: Path | None) -> LedgerState | None:
    if place is None:
        return None
    found = read_ledger(place)
    gone = dict.fromkeys(entry.rule for entry in stale(book, found))
    return LedgerState(place, len(found.entries), tuple(gone))
