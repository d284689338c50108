"""The one effect of a version, from its key: `requires`, `names`, `brings`, `states`, `lag`,
`limit`, `days`, `clock` or `release`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from pathway.base.phrases import phrase
from pathway.law.effect import (
    STATEMENTS,
    AtLeast,
    AtMost,
    AuthorityClock,
    Brings,
    Effect,
    Names,
    OnDays,
    Period,
    Release,
    Requires,
    States,
)
from pathway.law.events import ASKED, DEMOTION_GROUNDS
from pathway.law.reading.rule_file import RuleFile, RuleTable

EFFECTS = ("requires", "names", "brings", "lag", "limit", "days", "clock", "release", "states")
DAY_KINDS = (
    "trading-day",
    "working-day",
    "last-trading-day",
    "yearly",
    "last-week-of-month",
    "day-before-last-week-of-month",
    "listed",
    "closed",
)
"""What `pathway.planning.windows` turns into days."""


def _is_month(value: object) -> bool:
    return type(value) is int and 1 <= value <= 12


def _is_yearly(value: object) -> bool:
    """Whether a text is "MM-DD" of a day that every year has."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(f"2023-{value}")
    except ValueError:
        return False
    return True


def _is_date(value: object) -> bool:
    return type(value) is date


_MONTHS = ("months", "rules.months", _is_month)
_DAY_PARAMETERS: Mapping[str, tuple[str, str, Callable[[object], bool]]] = {
    # kind of days -> its key, what is expected of it, whether an item is
    "last-trading-day": _MONTHS,
    "last-week-of-month": _MONTHS,
    "day-before-last-week-of-month": _MONTHS,
    "yearly": ("days", "rules.yearly", _is_yearly),
    "listed": ("days", "rules.dates", _is_date),
}


def read_effect(file: RuleFile, table: RuleTable, path: str) -> Effect | None:
    """The effect of a version.

    Args:
        file: the file that is read; it collects what is wrong.
        table: the version's table.
        path: where it stands in the file.

    Returns:
        The effect; None where there is not exactly one, or where it cannot be made.
    """
    given = [key for key in EFFECTS if key in table]
    if len(given) != 1:
        file.wrong(path, ", ".join(given) or None, phrase("rules.one-effect", names=EFFECTS))
        return None
    key, value = given[0], table[given[0]]
    if key == "requires":
        return _requires(file, table, path)
    if key == "states":
        return _states(file, table, path)
    if key == "names":
        source = file.source_text(value, f"{path}.names")
        return Names(source, file.metrics) if source is not None else None
    if key == "release":
        return _release(file, value, path)
    if not isinstance(value, dict):
        file.wrong(f"{path}.{key}", value, phrase("rules.table"))
        return None
    readers: Mapping[str, Callable[[RuleFile, RuleTable, str], Effect | None]] = {
        "lag": _lag,
        "limit": _limit,
        "clock": _clock,
        "days": _days,
        "brings": _brings,
    }
    return readers[key](file, value, f"{path}.{key}")


def _requires(file: RuleFile, table: RuleTable, path: str) -> Effect | None:
    strict = file.source_text(table["strict"], f"{path}.strict") if "strict" in table else None
    source = file.source_text(table["requires"], f"{path}.requires")
    lead = table.get("lead", 0)
    if type(lead) is not int or not 0 <= lead <= 366:
        file.wrong(f"{path}.lead", lead, phrase("rules.lead"))
        return None
    fixed_at = file.text(table, "fixed_at", path) if "fixed_at" in table else None
    lapses = file.period(table, "lapses", path) if "lapses" in table else None
    if source is None:
        return None
    return Requires(
        source=source,
        metrics=file.metrics,
        strict=strict,
        lead=lead,
        fixed_at=fixed_at,
        lapses=lapses,
    )


def _brings(file: RuleFile, table: RuleTable, path: str) -> Effect | None:
    file.only(table, path, ("event", "when", "ground", "after"))
    kind, source = table.get("event"), file.source_text(table.get("when"), f"{path}.when")
    if not isinstance(kind, str) or kind not in ASKED:
        expected = phrase("rules.one-of", names=tuple(sorted(ASKED)))
        file.wrong(f"{path}.event", kind, expected, ASKED)
    ground = next((name for name in DEMOTION_GROUNDS if name == table.get("ground")), None)
    if "ground" in table and ground is None:
        expected = phrase("rules.one-of", names=DEMOTION_GROUNDS)
        file.wrong(f"{path}.ground", table["ground"], expected, DEMOTION_GROUNDS)
    after = file.period(table, "after", path) if "after" in table else Period(0, "days")
    return Brings(str(kind), source, file.metrics, after, ground) if source is not None else None


def _states(file: RuleFile, table: RuleTable, path: str) -> Effect | None:
    if "tested_at" in table or "applies_by" in table:
        file.wrong(f"{path}.tested_at", None, phrase("rules.states-tested"))
    for kind in STATEMENTS:
        if table["states"] == kind:
            return States(kind)
    names = phrase("rules.one-of", names=STATEMENTS)
    file.wrong(f"{path}.states", table["states"], names, STATEMENTS)
    return None


def _lag(file: RuleFile, table: RuleTable, path: str) -> Effect | None:
    file.only(table, path, ("since", "period", "boundary", "unless"))
    unless = file.expression(table["unless"], f"{path}.unless") if "unless" in table else None
    boundary = table.get("boundary", False)
    if not isinstance(boundary, bool):
        file.wrong(f"{path}.boundary", boundary, phrase("rules.flag"))
    source = " ".join(str(table.get("unless", "")).split())
    since, period = file.text(table, "since", path), file.period(table, "period", path)
    return AtLeast(since, period, bool(boundary), unless, source)


def _limit(file: RuleFile, table: RuleTable, path: str) -> Effect | None:
    file.only(table, path, ("since", "period"))
    return AtMost(file.text(table, "since", path), file.period(table, "period", path))


def _clock(file: RuleFile, table: RuleTable, path: str) -> Effect | None:
    file.only(table, path, ("since", "period"))
    return AuthorityClock(file.text(table, "since", path), file.period(table, "period", path))


def _days(file: RuleFile, table: RuleTable, path: str) -> Effect | None:
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in DAY_KINDS:
        file.wrong(f"{path}.kind", kind, phrase("rules.one-of", names=DAY_KINDS), DAY_KINDS)
        return None
    if kind not in _DAY_PARAMETERS:
        file.only(table, path, ("kind",))
        return OnDays(kind, ())
    key, expected, fits = _DAY_PARAMETERS[kind]
    file.only(table, path, ("kind", key))
    params = table.get(key)
    if not isinstance(params, list) or not params or not all(map(fits, params)):
        file.wrong(f"{path}.{key}", params, phrase(expected))
        return None
    return OnDays(kind, tuple(params))


def _release(file: RuleFile, value: object, path: str) -> Effect | None:
    if not isinstance(value, list) or not value:
        file.wrong(f"{path}.release", value, phrase("rules.release"))
        return None
    parts: list[tuple[Fraction, Period]] = []
    for i, item in enumerate(value):
        here = f"{path}.release[{i}]"
        if not isinstance(item, dict) or not re.fullmatch(
            r"[0-9]{1,4}(/[1-9][0-9]{0,3})?", str(item.get("part"))
        ):
            file.wrong(here, item, phrase("rules.release"))
            continue
        file.only(item, here, ("part", "after"))
        parts.append((Fraction(str(item["part"])), file.period(item, "after", here)))
    if any(not part for part, _ in parts) or sum(part for part, _ in parts) > 1:
        file.wrong(f"{path}.release", value, phrase("rules.release-parts"))
    return Release(tuple(parts))
