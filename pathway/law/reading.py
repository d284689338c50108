"""Rulebook files (TOML) into provisions. Every problem of a file is found before anything is
refused.

The file format, shared by the shipped law and by overlays:

    [book]                        # optional; for a whole file
    checked_on = 2026-11-23
    [instrument.some-rule-2023]
    en = "…"
    zh = "…"
    number = "…"
    promulgated = 2023-02-17
    address = "https://…"

    [bse.standard.1a]             # a provision: any dotted id
    en = "…"
    zh = "…"
    steps = ["bse"]
    [[bse.standard.1a.version]]
    effective = 2021-11-15        # in force from this day
    published = 2021-10-30        # known from this day; default: effective
    until = 2027-01-01            # only where it ends without a successor
    tested_at = ["filed", "committee"]
    applies_by = "filed"          # the milestone whose day picks the version; default: the tested one
    cite = { instrument = "bse-listing-rules-2021", article = "2.1.3(1)" }
    status = "unconfirmed/high"   # official | reported | derived | unconfirmed | unknown, with an optional firmness
    note = { en = "…", zh = "…" }
    # and one effect:
    requires = "market_cap >= 200m"     # optional: strict = "…", and lead = 15 (tested so many days before)
    lag = { since = "neeq.listed", period = "12 months", boundary = true, unless = "…" }
    limit = { since = "tutoring_passed", period = "12 months" }
    days = { kind = "last-trading-day", months = [1, 2, 3, 4, 5, 8] }
    clock = { since = "filed", period = "5 working days" }
    release = [{ part = "1/3", after = "0 days" }]
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise

from attrs import define, field

from pathway.base.errors import Problem, visible
from pathway.base.phrases import Bilingual, Phrase, phrase
from pathway.law.language.grammar import ExpressionError, Node
from pathway.law.language.parser import EVENTS, parse
from pathway.law.provision import (
    STATUSES,
    UNITS,
    AtLeast,
    AtMost,
    Citation,
    Clock,
    Duration,
    Effect,
    EvidenceStatus,
    Instrument,
    Metric,
    OnDays,
    Period,
    Provision,
    Release,
    Requires,
    Version,
    Vocabulary,
)

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
_PERIOD = re.compile(r"(\d{1,4}) (days?|months?|trading days?|working days?)")
_VERSION_KEYS = frozenset(
    {
        "effective",
        "published",
        "until",
        "ended_published",
        "tested_at",
        "applies_by",
        "cite",
        "status",
        "note",
        "checked_on",
        "requires",
        "strict",
        "lead",
        "lag",
        "limit",
        "days",
        "clock",
        "release",
    }
)
_PROVISION_KEYS = frozenset({"en", "zh", "steps", "version"})
_EFFECTS = ("requires", "lag", "limit", "days", "clock", "release")


@define
class Parsed:
    """What one file holds. problems: everything that is wrong with it."""

    provisions: list[Provision] = field(factory=list)
    instruments: dict[str, Instrument] = field(factory=dict)
    durations: list[Duration] = field(factory=list)
    problems: list[Problem] = field(factory=list)


def period(text: str) -> Period | None:
    """A period from its text, such as "12 months" or "10 trading days"; None if it is not one."""
    found = _PERIOD.fullmatch(text)
    if not found:
        return None
    unit = found[2] if found[2].endswith("s") else found[2] + "s"
    return next(Period(int(found[1]), u) for u in UNITS if u == unit)


def _shown(value: object) -> str:
    """What was found, in a few characters; "" for nothing."""
    match value:
        case None:
            return ""
        case dict():
            return "{…}" if value else "{}"
        case list():
            return "[…]" if value else "[]"
        case bool():
            return str(value).lower()
        case int() if value.bit_length() > 200:
            # Python refuses to write out very long integers.
            return f"10^{value.bit_length() * 3 // 10}"
        case _:
            return visible(str(value))


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


class _Reader:
    """Walks one file's tables and collects what it finds and what is wrong."""

    def __init__(
        self, source: str, vocabulary: Vocabulary, layer: str, known: Iterable[str]
    ) -> None:
        self.source, self.layer = source, layer
        self.metrics = frozenset(vocabulary)
        self.known = frozenset(known)
        self.checked_on = date.min
        self.out = Parsed()

    def wrong(self, path: str, found: object, expected: Phrase, near: Iterable[str] = ()) -> None:
        shown = _shown(found)
        close = difflib.get_close_matches(shown, list(near), 1)
        self.out.problems.append(
            Problem(self.source, path, shown, expected, close[0] if close else None)
        )

    # -- single values -----------------------------------------------------------------------------

    def text(
        self, table: Mapping[str, object], key: str, path: str, default: str | None = None
    ) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            self.wrong(f"{path}.{key}", value, phrase("rules.text"))
            return ""
        return value

    def day(
        self, table: Mapping[str, object], key: str, path: str, default: date | None
    ) -> date | None:
        value = table.get(key, default)
        if value is None or type(value) is date:
            return value
        self.wrong(f"{path}.{key}", value, phrase("rules.date"))
        return default

    def titles(self, table: Mapping[str, object], path: str) -> Bilingual:
        return Bilingual(self.text(table, "en", path), self.text(table, "zh", path))

    def texts(self, table: Mapping[str, object], key: str, path: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(f"{path}.{key}", value, phrase("rules.texts"))
            return ()
        return tuple(value)

    def period(self, table: Mapping[str, object], key: str, path: str) -> Period:
        value = table.get(key)
        found = period(value) if isinstance(value, str) else None
        if type(value) is int and 0 <= value <= 9999:
            return Period(value, "days")
        if found is None:
            self.wrong(f"{path}.{key}", value, phrase("rules.period"))
            return Period(0, "days")
        return found

    def expression(self, source: object, path: str) -> Node | None:
        if not isinstance(source, str):
            self.wrong(path, source, phrase("rules.text"))
            return None
        try:
            return parse(source, self.metrics)
        except ExpressionError as error:
            name = error.problem.values.get("name")
            before = source[: error.at]
            place = phrase(
                "rules.expression",
                why=error.problem,
                line=before.count("\n") + 1,
                column=error.at - before.rfind("\n"),
            )
            self.wrong(path, name, place, self.metrics | EVENTS)
            return None

    def source_text(self, source: object, path: str) -> str | None:
        """An expression as one line. Shipped law is parsed when it is needed (the tests parse all
        of it).
        """
        if isinstance(source, str) and not self.layer:
            return " ".join(source.split())
        return " ".join(str(source).split()) if self.expression(source, path) is not None else None

    def status(self, table: Mapping[str, object], path: str) -> tuple[EvidenceStatus, str]:
        text = table.get("status")
        name, _, confidence = text.partition("/") if isinstance(text, str) else ("", "", "")
        for status in STATUSES:
            if status == name and confidence in ("", "low", "med", "high"):
                return status, confidence
        self.wrong(f"{path}.status", text, phrase("rules.one-of", names=STATUSES), STATUSES)
        return "unknown", ""

    # -- tables ------------------------------------------------------------------------------------

    def walk(self, table: Mapping[str, object], path: str) -> None:
        for key, inner in table.items():
            here = f"{path}.{key}" if path else key
            if not isinstance(inner, dict):
                if not path or key not in _PROVISION_KEYS:
                    self.wrong(
                        here,
                        key,
                        phrase("rules.provision-key", names=tuple(sorted(_PROVISION_KEYS))),
                        _PROVISION_KEYS,
                    )
                continue
            if key == "version":
                continue
            if "version" in inner or "en" in inner:
                self.provision(inner, here)
            self.walk(inner, here)

    def provision(self, table: Mapping[str, object], path: str) -> None:
        versions = table.get("version")
        if not isinstance(versions, list) or not versions:
            self.wrong(f"{path}.version", versions, phrase("rules.versions"))
            return
        # An overlay may leave the titles of a provision that exists alone.
        bare = bool(self.layer) and "en" not in table and path in self.known
        title = Bilingual("", "") if bare else self.titles(table, path)
        read = [self.version(v, f"{path}.version[{i}]") for i, v in enumerate(versions)]
        made = sorted((v for v in read if v is not None), key=lambda v: v.effective)
        for earlier, later in pairwise(made):
            if earlier.effective == later.effective:
                self.wrong(f"{path}.version", later.effective, phrase("rules.two-versions"))
        self.out.provisions.append(
            Provision(path, title, self.texts(table, "steps", path), tuple(made))
        )

    def version(self, table: object, path: str) -> Version | None:
        if not isinstance(table, dict):
            self.wrong(path, table, phrase("rules.table"))
            return None
        for key in table.keys() - _VERSION_KEYS:
            self.wrong(f"{path}.{key}", key, phrase("rules.key"), _VERSION_KEYS)
        effective = self.day(table, "effective", path, None)
        if effective is None:
            if "effective" not in table:
                self.wrong(f"{path}.effective", None, phrase("rules.date"))
            return None
        effect = self.effect(table, path)
        cite = table.get("cite")
        if not isinstance(cite, dict):
            self.wrong(f"{path}.cite", cite, phrase("rules.cite"))
            cite = {"instrument": ""}
        status, confidence = self.status(table, path)
        note = table.get("note")
        if effect is None:
            return None
        return Version(
            effective=effective,
            published=self.day(table, "published", path, effective) or effective,
            cite=Citation(
                self.text(cite, "instrument", f"{path}.cite"),
                self.text(cite, "article", f"{path}.cite", ""),
            ),
            status=status,
            confidence=confidence,
            checked_on=self.day(table, "checked_on", path, self.checked_on) or self.checked_on,
            effect=effect,
            tested_at=self.texts(table, "tested_at", path),
            applies_by=self.text(table, "applies_by", path, "") or None,
            until=self.day(table, "until", path, None),
            ended_published=self.day(table, "ended_published", path, None),
            note=self.titles(note, f"{path}.note") if isinstance(note, dict) else None,
            layer=self.layer,
        )

    def effect(self, table: Mapping[str, object], path: str) -> Effect | None:
        given = [key for key in _EFFECTS if key in table]
        if len(given) != 1:
            self.wrong(path, ", ".join(given) or None, phrase("rules.one-effect", names=_EFFECTS))
            return None
        key, value = given[0], table[given[0]]
        if key == "requires":
            strict = (
                self.source_text(table["strict"], f"{path}.strict") if "strict" in table else None
            )
            source = self.source_text(value, f"{path}.requires")
            lead = table.get("lead", 0)
            if type(lead) is not int or not 0 <= lead <= 366:
                self.wrong(f"{path}.lead", lead, phrase("rules.lead"))
                return None
            return Requires(source, self.metrics, strict, lead) if source is not None else None
        if key == "release":
            return self.release(value, path)
        if not isinstance(value, dict):
            self.wrong(f"{path}.{key}", value, phrase("rules.table"))
            return None
        readers: Mapping[str, Callable[[Mapping[str, object], str], Effect | None]] = {
            "lag": self.lag,
            "limit": self.limit,
            "clock": self.clock,
            "days": self.days,
        }
        return readers[key](value, f"{path}.{key}")

    def lag(self, table: Mapping[str, object], path: str) -> Effect | None:
        unless = self.expression(table["unless"], f"{path}.unless") if "unless" in table else None
        boundary = table.get("boundary", False)
        if not isinstance(boundary, bool):
            self.wrong(f"{path}.boundary", boundary, phrase("rules.flag"))
        source = " ".join(str(table.get("unless", "")).split())
        since, period = self.text(table, "since", path), self.period(table, "period", path)
        return AtLeast(since, period, bool(boundary), unless, source)

    def limit(self, table: Mapping[str, object], path: str) -> Effect | None:
        return AtMost(self.text(table, "since", path), self.period(table, "period", path))

    def clock(self, table: Mapping[str, object], path: str) -> Effect | None:
        return Clock(self.text(table, "since", path), self.period(table, "period", path))

    def days(self, table: Mapping[str, object], path: str) -> Effect | None:
        kind = table.get("kind")
        if not isinstance(kind, str) or kind not in DAY_KINDS:
            self.wrong(f"{path}.kind", kind, phrase("rules.one-of", names=DAY_KINDS), DAY_KINDS)
            return None
        if kind not in _DAY_PARAMETERS:
            return OnDays(kind, ())
        key, expected, fits = _DAY_PARAMETERS[kind]
        params = table.get(key)
        if not isinstance(params, list) or not params or not all(map(fits, params)):
            self.wrong(f"{path}.{key}", params, phrase(expected))
            return None
        return OnDays(kind, tuple(params))

    def release(self, value: object, path: str) -> Effect | None:
        if not isinstance(value, list) or not value:
            self.wrong(f"{path}.release", value, phrase("rules.release"))
            return None
        parts: list[tuple[Fraction, Period]] = []
        for i, item in enumerate(value):
            here = f"{path}.release[{i}]"
            if not isinstance(item, dict) or not re.fullmatch(
                r"\d+(/[1-9]\d*)?", str(item.get("part"))
            ):
                self.wrong(here, item, phrase("rules.release"))
                continue
            parts.append((Fraction(str(item["part"])), self.period(item, "after", here)))
        return Release(tuple(parts))

    def instruments(self, tables: object) -> None:
        if not isinstance(tables, dict):
            self.wrong("instrument", tables, phrase("rules.table"))
            return
        for name, table in tables.items():
            path = f"instrument.{name}"
            if not isinstance(table, dict):
                self.wrong(path, table, phrase("rules.table"))
                continue
            self.out.instruments[name] = Instrument(
                name,
                self.titles(table, path),
                self.text(table, "number", path, ""),
                self.day(table, "promulgated", path, None),
                self.text(table, "address", path, ""),
            )

    def duration(self, table: object, path: str) -> None:
        if not isinstance(table, dict):
            self.wrong(path, table, phrase("rules.table"))
            return
        basis = table.get("basis")
        status, confidence = self.status(table, path)
        paces = [self.period(table, pace, path) for pace in ("floor", "typical", "cautious")]
        self.out.durations.append(
            Duration(
                self.text(table, "step", path),
                self.text(table, "since", path),
                self.text(table, "to", path),
                paces[0],
                paces[1],
                paces[2],
                status,
                confidence,
                self.titles(basis if isinstance(basis, dict) else {}, f"{path}.basis"),
                self.day(table, "starts_from", path, None),
                self.day(table, "starts_until", path, None),
                self.text(table, "rule", path, ""),
            )
        )


def read(
    text: str, source: str, vocabulary: Vocabulary, layer: str = "", known: Iterable[str] = ()
) -> Parsed:
    """The contents of one rulebook file. layer: the overlay's name; known: ids that exist below an
    overlay.
    """
    reader = _Reader(source, vocabulary, layer, known)
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        reader.wrong("", None, phrase("rules.toml", why=str(error) or type(error).__name__))
        return reader.out
    book = tables.pop("book", {})
    if isinstance(book, dict):
        reader.checked_on = reader.day(book, "checked_on", "book", None) or date.min
    reader.instruments(tables.pop("instrument", {}))
    durations = tables.pop("duration", [])
    for i, table in enumerate(durations if isinstance(durations, list) else [durations]):
        reader.duration(table, f"duration[{i}]")
    reader.walk(tables, "")
    return reader.out


def read_vocabulary(text: str) -> Vocabulary:
    """The words of the language (a shipped file, so it is taken to be right)."""
    return {
        name: Metric(
            name,
            Bilingual(word["en"], word["zh"]),
            word["unit"],
            word.get("yearly", False),
            word.get("soft", False),
            word["path"],
        )
        for name, word in tomllib.loads(text).items()
    }
