"""One rulebook file while it is read: its single values, and everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from pathway.base.errors import Problem, nearest, visible
from pathway.base.phrases import Bilingual, Phrase, phrase
from pathway.law.effect import UNITS, Period
from pathway.law.events import ASKED, PERSONS
from pathway.law.language.grammar import ExpressionError, Node
from pathway.law.language.parser import parse
from pathway.law.provision import EVIDENCE, STATUSES, Evidence, EvidenceStatus, Vocabulary

RuleTable = Mapping[str, object]
_PERIOD = re.compile(r"([0-9]{1,4}) (days?|months?|trading days?|working days?)")


class RuleFile:
    """Reads single values of a file's tables; what is wrong is collected, never raised.

    Every method takes the table, the key and the path of the table in the file (for problems), and
    answers with a harmless value where the one in the file is wrong.

    Args:
        source: what problems call the file.
        vocabulary: the metrics that expressions may use.
        layer: the overlay's name; "" for the shipped law.
        known: ids of the provisions that exist below an overlay.
    """

    def __init__(
        self, source: str, vocabulary: Vocabulary, layer: str, known: Iterable[str]
    ) -> None:
        self.source, self.layer = source, layer
        self.metrics = frozenset(vocabulary)
        self.known = frozenset(known)
        self.checked_on = date.min
        self.notes: dict[str, Bilingual] = {}
        self.problems: list[Problem] = []

    def wrong(self, path: str, found: object, expected: Phrase, near: Iterable[str] = ()) -> None:
        """Notes a problem. near: the valid names, of which the nearest is shown."""
        shown = _shown(found)
        self.problems.append(Problem(self.source, path, shown, expected, nearest(shown, near)))

    def text(self, table: RuleTable, key: str, path: str, default: str | None = None) -> str:
        """A text. Without a default it must be given."""
        value = table.get(key, default)
        if not isinstance(value, str):
            self.wrong(f"{path}.{key}", value, phrase("rules.text"))
            return ""
        return value

    def day(self, table: RuleTable, key: str, path: str, default: date | None) -> date | None:
        """A date, or the default where none is given."""
        value = table.get(key, default)
        if value is None or type(value) is date:
            return value
        self.wrong(f"{path}.{key}", value, phrase("rules.date"))
        return default

    def only(self, table: RuleTable, path: str, keys: Iterable[str]) -> None:
        """Notes the keys of a table that mean nothing there."""
        known = tuple(keys)
        for key in table:
            if key not in known:
                self.wrong(f"{path}.{key}", key, phrase("rules.unknown-key"), known)

    def titles(self, table: RuleTable, path: str) -> Bilingual:
        """The texts `en` and `zh` of a table."""
        return Bilingual(self.text(table, "en", path), self.text(table, "zh", path))

    def texts(self, table: RuleTable, key: str, path: str) -> tuple[str, ...]:
        """A list of texts; none where it is not given."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(f"{path}.{key}", value, phrase("rules.texts"))
            return ()
        return tuple(value)

    def period(self, table: RuleTable, key: str, path: str) -> Period:
        """A period such as "12 months"; a bare number counts days."""
        value = table.get(key)
        found = _period(value) if isinstance(value, str) else None
        if type(value) is int and 0 <= value <= 9999:
            return Period(value, "days")
        if found is None:
            self.wrong(f"{path}.{key}", value, phrase("rules.period"))
            return Period(0, "days")
        return found

    def expression(self, source: object, path: str) -> Node | None:
        """The tree of an expression; None where it is not in the language."""
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
            known = self.metrics.union(ASKED, PERSONS)
            self.wrong(path, name, place, () if name in known else known)
            return None

    def source_text(self, source: object, path: str) -> str | None:
        """An expression as one line. Shipped law is parsed when it is needed (the tests parse all
        of it).
        """
        if isinstance(source, str) and not self.layer:
            return " ".join(source.split())
        return " ".join(str(source).split()) if self.expression(source, path) is not None else None

    def status(self, table: RuleTable, path: str) -> tuple[EvidenceStatus, str]:
        """A status and its firmness, such as ("unconfirmed", "high")."""
        text = table.get("status")
        name, _, confidence = text.partition("/") if isinstance(text, str) else ("", "", "")
        for status in STATUSES:
            if status == name and confidence in ("", "low", "med", "high"):
                return status, confidence
        self.wrong(f"{path}.status", text, phrase("rules.one-of", names=STATUSES), STATUSES)
        return "unknown", ""

    def evidence(self, table: RuleTable, path: str) -> Evidence | None:
        """How an instrument was seen; None where the file does not say."""
        value = table.get("evidence")
        for evidence in EVIDENCE:
            if evidence == value:
                return evidence
        if value is not None:
            expected = phrase("rules.one-of", names=EVIDENCE)
            self.wrong(f"{path}.evidence", value, expected, EVIDENCE)
        return None

    def note(self, table: RuleTable, path: str) -> Bilingual | None:
        """A note: written out, the name of a `[note.…]` of the file, or "" for none."""
        value = table.get("note", "")
        if isinstance(value, dict):
            return self.titles(value, f"{path}.note")
        if isinstance(value, str) and value in self.notes:
            return self.notes[value]
        if value != "":
            self.wrong(f"{path}.note", value, phrase("rules.note"), self.notes)
        return None


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


def _period(text: str) -> Period | None:
    found = _PERIOD.fullmatch(text)
    if not found:
        return None
    unit = found[2] if found[2].endswith("s") else found[2] + "s"
    return next(Period(int(found[1]), u) for u in UNITS if u == unit)
