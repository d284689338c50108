"""One `[[duration]]` of a rulebook file: how long a step takes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from pathway.base.phrases import Bilingual, phrase
from pathway.law.duration import Duration, Tail
from pathway.law.effect import Period
from pathway.law.reading.rule_file import RuleFile, RuleTable

_REQUIRED = ("step", "since", "to", "floor", "status", "basis")
_PACES = ("typical", "cautious")
_POINTS = ("p10", "p50", "p90")
_NARROWED = ("starts_from", "starts_until", "when", "in_time_for", "rule")
DURATION_KEYS: tuple[str, ...] = (*_REQUIRED, *_PACES, *_POINTS, "tail", *_NARROWED, "cases")
TAIL_KEYS = ("share", "from", "mean")
_MOST = 9999


def read_duration(file: RuleFile, table: object, path: str) -> Duration | None:
    """A row; what is wrong with it is noted in the file."""
    if not isinstance(table, dict):
        file.wrong(path, table, phrase("rules.table"))
        return None
    file.only(table, path, DURATION_KEYS)
    status, confidence = file.status(table, path)
    before = len(file.problems)
    floor = file.period(table, "floor", path)
    bound = not any(pace in table for pace in _PACES)
    typical, cautious = (floor if bound else file.period(table, pace, path) for pace in _PACES)
    points = {name: file.period(table, name, path) for name in _POINTS if name in table}
    lengths = {"floor": floor, "typical": typical, "cautious": cautious, **points}
    if len(file.problems) == before:
        _ordered(file, table, path, lengths)
    starts_from = file.day(table, "starts_from", path, None)
    starts_until = file.day(table, "starts_until", path, None)
    if starts_from is not None and starts_until is not None and starts_until <= starts_from:
        file.wrong(f"{path}.starts_until", starts_until, phrase("rules.until-order"))
    return Duration(
        step=file.text(table, "step", path),
        since=file.text(table, "since", path),
        to=file.text(table, "to", path),
        floor=floor,
        typical=typical,
        cautious=cautious,
        status=status,
        confidence=confidence,
        basis=_basis(file, table, path),
        starts_from=starts_from,
        starts_until=starts_until,
        rule=file.text(table, "rule", path, ""),
        when=file.expression(table["when"], f"{path}.when") if "when" in table else None,
        in_time_for=file.text(table, "in_time_for", path, ""),
        p10=points.get("p10"),
        p50=points.get("p50"),
        p90=points.get("p90"),
        tail=_tail(file, table["tail"], f"{path}.tail") if "tail" in table else None,
        cases=_count(file, table.get("cases", 0), f"{path}.cases", 0),
    )


def _basis(file: RuleFile, table: RuleTable, path: str) -> Bilingual:
    """What a row was read from: written out, or the name of a `[note.…]` of the file."""
    basis = table.get("basis")
    if isinstance(basis, str) and basis in file.notes:
        return file.notes[basis]
    return file.titles(basis if isinstance(basis, dict) else {}, f"{path}.basis")


def _ordered(file: RuleFile, table: RuleTable, path: str, lengths: Mapping[str, Period]) -> None:
    """Notes lengths that are shorter than one before them, among those of one unit."""
    middle, high = (
        name if name in table else pace for name, pace in zip(_POINTS[1:], _PACES, strict=True)
    )
    chains = (("floor", *_PACES), ("floor", _POINTS[0], middle, high))
    pairs = dict.fromkeys(
        pair for names in chains for pair in pairwise(name for name in names if name in table)
    )
    for name, other in pairs:
        shorter, longer = lengths[name], lengths[other]
        if shorter.unit == longer.unit and longer.count < shorter.count:
            expected = phrase("rules.not-shorter", name=name)
            file.wrong(f"{path}.{other}", table[other], expected)


def _tail(file: RuleFile, table: object, path: str) -> Tail | None:
    if not isinstance(table, dict) or set(table) != set(TAIL_KEYS):
        file.wrong(path, table, phrase("rules.tail"))
        return None
    share = table["share"]
    if type(share) is not float or not 0 < share < 1:
        file.wrong(f"{path}.share", share, phrase("rules.tail-share"))
        return None
    since, mean = (
        _count(file, table[key], f"{path}.{key}", least)
        for key, least in (("from", 0), ("mean", 1))
    )
    return Tail(share, since, mean)


def _count(file: RuleFile, value: object, path: str, least: int) -> int:
    if type(value) is int and least <= value <= _MOST:
        return value
    file.wrong(path, value, phrase("rules.count", least=least))
    return least
