"""What the answers rest on, as text and data."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, Value, said
from pathway.report.data import Json, day
from pathway.report.tables import TableRow
from pathway.report.text import Page
from pathway.studies.health import Health


def health_data(found: Health) -> dict[str, Json]:
    """`pathway.doctor/1`."""
    ledger = found.ledger
    return {
        "schema": "pathway.doctor/1",
        "as_of": day(found.as_of),
        "program": found.program,
        "python": found.python,
        "libraries": dict(found.libraries),
        "calendar": {
            "official_through": day(found.official_through),
            "official_days": found.official_days,
        },
        "rules": {
            "oldest": {"id": found.oldest.id, "checked_on": day(found.oldest.on)},
            "newest": {"id": found.newest.id, "checked_on": day(found.newest.on)},
            "statuses": {str(status): n for status, n in found.statuses.items()},
            "in_force": {str(status): n for status, n in found.in_force.items()},
        },
        "ledger": None
        if ledger is None
        else {
            "file": str(ledger.place),
            "checks": ledger.checks,
            "stale": list(ledger.stale),
        },
        "encodings": dict(found.encodings),
    }


def health_text(found: Health, lang: Lang) -> str:
    """The state for a terminal."""
    page = Page(lang)

    def tell(key: str, /, **values: Value) -> None:
        page.line(said(lang, f"doctor.{key}", **values), indent=2, hang=2)

    page.line(said(lang, "doctor.head", day=found.as_of))
    tell("program", program=found.program, python=found.python)
    here = [f"{name} {number}" for name, number in found.libraries.items() if number is not None]
    absent = [name for name, number in found.libraries.items() if number is None]
    tell("libraries", names=tuple(here))
    if absent:
        tell("absent", names=tuple(absent))
    if found.encodings:
        tell("encodings", **found.encodings)
    page.line()
    page.line(said(lang, "doctor.calendar-head"))
    key = "calendar" if found.official_days else "calendar-over"
    tell(key, day=found.official_through, days=str(found.official_days))
    page.line()
    page.line(said(lang, "doctor.law-head"))
    total = sum(found.statuses.values())
    for status, n in found.statuses.items():
        share = f"{n / total:.0%}"
        tell("status", status=said(lang, f"text.status.{status}"), n=str(n), share=share)
    now = sum(found.in_force.values())
    firm = found.in_force["official"] + found.in_force["reported"]
    tell("in-force", day=found.as_of, n=str(now), share=f"{firm / now:.0%}" if now else "-")
    tell("oldest", rule=found.oldest.id, day=found.oldest.on)
    tell("newest", rule=found.newest.id, day=found.newest.on)
    _ledger(page, found, lang)
    return page.text()


def _ledger(page: Page, found: Health, lang: Lang) -> None:
    page.line()
    page.line(said(lang, "doctor.ledger-head"))
    if found.ledger is None:
        page.line(said(lang, "doctor.no-ledger"), indent=2, hang=2)
        return
    place, checks = str(found.ledger.place), str(found.ledger.checks)
    page.line(said(lang, "doctor.ledger", file=place, checks=checks), indent=2, hang=2)
    if found.ledger.stale:
        page.line(said(lang, "doctor.stale", rules=found.ledger.stale), indent=2, hang=2)


def health_rows(found: Health) -> Iterator[TableRow]:
    """A row for each thing that there is to know."""
    yield ("name", "value")
    yield ("as_of", str(found.as_of))
    yield ("program", found.program)
    yield ("python", found.python)
    yield from ((f"libraries.{name}", number or "") for name, number in found.libraries.items())
    yield ("calendar.official_through", str(found.official_through))
    yield from ((f"rules.{status}", str(n)) for status, n in found.statuses.items())
    yield from ((f"rules.in_force.{status}", str(n)) for status, n in found.in_force.items())
    yield ("rules.oldest", f"{found.oldest.id} {found.oldest.on}")
    yield ("rules.newest", f"{found.newest.id} {found.newest.on}")
    if found.ledger is not None:
        yield ("ledger.file", str(found.ledger.place))
        yield ("ledger.checks", str(found.ledger.checks))
