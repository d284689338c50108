"""What the answers of this installation rest on: calendar, law, the user's ledger, libraries."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from os import PathLike
from pathlib import Path

from attrs import frozen

from pathway.base import usage
from pathway.base.renderable import Renderable
from pathway.dates import calendar
from pathway.dates.days import to_date
from pathway.law.ledger import read_ledger, stale
from pathway.law.ledger_place import nearest_ledger
from pathway.law.provision import STATUSES, EvidenceStatus
from pathway.law.rulebook import Rulebook, load_rules
from pathway.planning.arguments import refuse_no_rulebook
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
NO_ENCODINGS: Mapping[str, str] = {}


@frozen
class CheckedRule:
    """A provision whose text was looked up.

    Attributes:
        id: The provision's.
        on: The day on which the text of one of its versions was last looked up.
    """

    id: str
    on: date


@frozen
class LedgerState:
    """The user's ledger of checks.

    Attributes:
        place: The file.
        checks: How many checks it holds.
        stale: The rules of which the version that was checked is gone or reads otherwise, by id.
    """

    place: Path
    checks: int
    stale: tuple[str, ...]


@frozen
class Health(Renderable):
    """What the answers of an installation rest on.

    Attributes:
        as_of: The day on which one looks.
        program: The version, and a digest of code and data.
        python: The version of Python.
        libraries: The libraries that some command uses, each with its version; None where it is not
            installed.
        official_through: The last day that official calendars settle.
        oldest: The rule whose text was looked up longest ago.
        newest: The rule whose text was looked up last.
        statuses: How many versions of the law there are, by how firmly their text is established.
        in_force: How many rules are in force on the as-of day, by how firmly the text of the version in
            force is established.
        ledger: The user's ledger. None where there is none.
        encodings: The encodings of a terminal, by what they are of; empty where none was asked for.
    """

    as_of: date
    program: str
    python: str
    libraries: Mapping[str, str | None]
    official_through: date
    oldest: CheckedRule
    newest: CheckedRule
    statuses: Mapping[EvidenceStatus, int]
    in_force: Mapping[EvidenceStatus, int]
    ledger: LedgerState | None
    encodings: Mapping[str, str] = NO_ENCODINGS

    def __repr__(self) -> str:
        return f"<Health of {self.program} as of {self.as_of}>"

    @property
    def official_days(self) -> int:
        """How many calendar days from the as-of day on the calendar is official."""
        return max(0, (self.official_through - self.as_of).days)


def doctor(
    as_of: date,
    rulebook: Rulebook | None = None,
    ledger: str | PathLike[str] | None = None,
) -> Health:
    """What do the answers of this installation rest on?

    Args:
        as_of: The day on which one looks.
        rulebook: The law, with the overlays that count, as `load_rules` reads it. Default: the
            shipped one, that of the ladder included.
        ledger: The file of rules that somebody has checked. Default: the nearest
            `pathway-rules.toml` in or above the current folder.

    Returns:
        The horizon of the calendar, how well the law is established, the ledger, and the versions
        of Python and its libraries.

    Raises:
        UsageError: An argument is of the wrong kind.
        InputError: The ledger is none, or holds what it may not.
        OutOfRangeError: No calendar is known on that day.
    """
    as_of = usage.day("as_of", as_of)
    refuse_no_rulebook(rulebook)
    if ledger is not None:
        usage.refuse_no_path("ledger", ledger)
    book = rulebook or load_rules((), ladder=True)
    versions = [(p.id, v) for p in book.provisions.values() for v in p.versions]
    looked_up = sorted((v.checked_on, name) for name, v in versions if not v.layer)
    counts = Counter(v.status for _, v in versions)
    now = [found for p in book.provisions.values() if (found := p.version(as_of)) is not None]
    today = Counter(v.status for v in now)
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
        in_force={status: today[status] for status in STATUSES},
        ledger=_ledger(book, Path(ledger) if ledger else nearest_ledger(Path.cwd())),
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
