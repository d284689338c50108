"""Shipped tables that are no provisions, such as rounds, titles and money: plain values with how
firmly each is established.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import cast

from attrs import frozen

from pathway.base import package_data
from pathway.base.phrases import Bilingual, Number
from pathway.law.provision import EvidenceStatus

RawTable = Mapping[str, object]


@frozen
class Footing:
    """How firmly something is established.

    Attributes:
        status: `official`, `reported`, `derived`, `unconfirmed` or `unknown`.
        confidence: `low`, `med` or `high`, or "".
    """

    status: EvidenceStatus
    confidence: str = ""


def parsed(name: str, folder: str = "ladder") -> RawTable:
    """A data file of a folder of the rulebook as plain tables."""
    raw = package_data.data("rulebook", folder, f"{name}.toml")
    return tomllib.loads(raw.decode("utf-8"), parse_float=Fraction)


def rows(table: RawTable, key: str) -> tuple[RawTable, ...]:
    """The tables of a list; none where the key is missing."""
    found = table.get(key, [])
    return tuple(found) if isinstance(found, list) else ()


def sub(table: RawTable, key: str) -> RawTable:
    """A table inside; an empty one where there is none."""
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def both(table: RawTable) -> Bilingual | None:
    """A text in both languages, if the table has one."""
    return Bilingual(str(table["en"]), str(table.get("zh", table["en"]))) if "en" in table else None


def standing(table: RawTable) -> Footing:
    """The status that a table gives."""
    status, _, confidence = str(table["status"]).partition("/")
    return Footing(cast(EvidenceStatus, status), confidence)


def day(table: RawTable, key: str) -> date | None:
    """A date, if given."""
    found = table.get(key)
    return found if isinstance(found, date) else None


def whole(table: RawTable, key: str) -> int | None:
    """A whole number, if given."""
    found = table.get(key)
    return found if isinstance(found, int) else None


def number(table: RawTable, key: str) -> Number:
    """A number that the table has."""
    found = table[key]
    assert isinstance(found, int | Fraction)
    return found
