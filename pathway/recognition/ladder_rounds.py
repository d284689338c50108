"""Which law governs an evaluation: the one that the round's call cites; where there is no round,
that of the day.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import frozen

from pathway.base.errors import OutOfRangeError
from pathway.base.phrases import Phrase, phrase
from pathway.recognition.texts import Batch, RungText, batches, texts
from pathway.scenario.firm import Level
from pathway.scenario.scenario import Scenario


@frozen
class Governing:
    """The law of one rung's evaluation.

    Attributes:
        key: What picked it: a national `round`, the provincial `notice`, or only the `date`.
        day: The day whose law governs.
        text: The named version of the rules. None where none is encoded for that day.
        overlay: The name of the round's own changes to the rules, or "".
        batch: The number of the national round, if it is one.
        reason: Why this law governs, in words.
    """

    key: str
    day: date
    text: RungText | None
    overlay: str
    batch: int | None
    reason: Phrase

    @property
    def version(self) -> str | None:
        """The name of the version with the round's own changes; None where none is encoded."""
        if self.text is None:
            return None
        return f"{self.text.id}+{self.overlay}" if self.overlay else self.text.id


def governing(scenario: Scenario, level: Level, on: date, batch: int | None = None) -> Governing:
    """The law that governs a rung on a day, or in a national round of little giants.

    Raises `OutOfRangeError` for a round that is not encoded, or of which nothing was known.
    """
    if level == "little-giant" and batch is not None:
        return _of_round(_asked(batch, scenario.as_of))
    if level in ("little-giant", "champion"):
        known = [
            b
            for b in batches()
            if b.level == level and b.year == on.year and b.known <= min(on, scenario.as_of)
        ]
        if known and known[-1].law is not None:
            return _of_round(known[-1])
        reason = (
            phrase("ladder.by-date.open-round", batch=known[-1].batch)
            if known
            else Phrase("ladder.by-date.none")
        )
        return _by_date(level, on, scenario.as_of, reason)
    notice = scenario.firm.ladder.get("notice_cites")
    cited = next((t for t in _known(level, scenario.as_of) if t.id == notice), None)
    if cited is not None:
        day = (
            on
            if cited.start <= on and (cited.until is None or on < cited.until)
            else _inside(cited, on)
        )
        return Governing(
            key="notice",
            day=day,
            text=cited,
            overlay="",
            batch=None,
            reason=phrase("ladder.by-notice", version=cited.id),
        )
    return _by_date(level, on, scenario.as_of, Phrase("ladder.by-date.no-notice"))


def _by_date(level: Level, on: date, as_of: date, reason: Phrase) -> Governing:
    text = version(level, on, as_of)
    return Governing(key="date", day=on, text=text, overlay="", batch=None, reason=reason)


def version(level: Level, on: date, as_of: date) -> RungText | None:
    """The named version in force on a day, as far as versions were published by another."""
    begun = [text for text in _known(level, as_of) if text.start <= on]
    return begun[-1] if begun else None


def _known(level: Level, as_of: date) -> tuple[RungText, ...]:
    return tuple(text for text in texts() if text.level == level and text.published <= as_of)


def _inside(text: RungText, on: date) -> date:
    """The day nearest to another on which a version is in force."""
    return text.start if on < text.start or text.until is None else text.until - timedelta(days=1)


def _asked(number: int, as_of: date) -> Batch:
    rounds = [b for b in batches() if b.level == "little-giant"]
    for batch in rounds:
        if batch.batch == number and batch.known <= as_of:
            return batch
    raise OutOfRangeError(
        phrase("ladder.no-round", batch=number, last=rounds[-1].batch, as_of=as_of)
    )


def _of_round(batch: Batch) -> Governing:
    """The law of a round; of one whose thresholds or call are not known, none."""
    if batch.law is None:
        reason = phrase("ladder.by-round.unknown", batch=batch.batch)
        return Governing(
            key="round", day=batch.known, text=None, overlay="", batch=batch.batch, reason=reason
        )
    found = version(batch.level, batch.law, batch.law)
    name = found.id if found is not None else ""
    full = f"{name}+{batch.overlay}" if batch.overlay else name
    key = "ladder.by-round.numbered" if batch.number else "ladder.by-round.known"
    reason = phrase(key, batch=batch.batch, year=str(batch.year), number=batch.number, version=full)
    return Governing(
        key="round",
        day=batch.law,
        text=found,
        overlay=batch.overlay,
        batch=batch.batch,
        reason=reason,
    )


def calendar(as_of: date) -> tuple[Batch, ...]:
    """The rounds of which anything was known on a day."""
    return tuple(b for b in batches() if b.known <= as_of)
