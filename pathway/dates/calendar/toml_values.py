"""Reading the calendar's own data files: TOML values with a type, wrong data refused at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pathway.base import package_data


def read(name: str) -> Mapping[str, object]:
    """A data file of this package."""
    return package_data.table("dates", "calendar", name)


def table(value: object) -> Mapping[str, object]:
    """A table with string keys."""
    if not isinstance(value, dict):
        raise TypeError(f"expected a table, got {value!r}")
    return value


def array(value: object) -> Iterator[object]:
    """The entries of an array."""
    if not isinstance(value, list):
        raise TypeError(f"expected an array, got {value!r}")
    return iter(value)


def text(value: object) -> str:
    """A string."""
    if not isinstance(value, str):
        raise TypeError(f"expected a string, got {value!r}")
    return value


def number(value: object) -> int:
    """A whole number."""
    if not isinstance(value, int):
        raise TypeError(f"expected a whole number, got {value!r}")
    return value


def day(value: object) -> int:
    """The ordinal of a date, written as a TOML date or as a string."""
    when = value if isinstance(value, date) else date.fromisoformat(text(value))
    return when.toordinal()


def span(value: object) -> tuple[int, int]:
    """A day ("2025-01-01") or a span with both ends included ("2025-01-28..2025-02-04")."""
    first, dots, last = text(value).partition("..")
    return day(first), day(last if dots else first)
