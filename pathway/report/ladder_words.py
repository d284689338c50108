"""Words that the ladder's text and its data share: findings in short, how firm something is, a row
of money.
"""

from __future__ import annotations

from collections.abc import Iterable

from pathway.base.phrases import Lang, Phrase, Quantity, Value, phrase, render
from pathway.law.raw_tables import Footing
from pathway.planning.findings import Finding
from pathway.planning.local_money import Money


def standing_text(status: str, confidence: str) -> Phrase:
    """How firmly something is established, in words; what one page alone says is called so."""
    word = Phrase(f"text.status.{status}")
    single = status == "reported" and confidence == "low"
    return phrase("ladder.single" if single else "ladder.status", status=word)


def firmness(value: Footing) -> Phrase:
    """How firmly something is established, in words."""
    return standing_text(value.status, value.confidence)


def found_words(found: Finding) -> Phrase:
    """A finding in short words: what was found, what is asked, what is short."""
    values = found.text.values
    if "needed" not in values:
        if "what" in values and found.outcome == "unmet":
            return phrase("ladder.flag-no", what=values["what"])
        return found.text
    if found.unit == "flag":
        return phrase("ladder.flag-no", what=values["what"]) if found.value == 0 else found.text
    # Where one value alone will do ("first in its niche"), a distance says nothing.
    if found.shortfall is None or values["op"] == "=":
        return phrase("ladder.found", **compared(found))
    gap = Quantity(found.shortfall, "points" if found.unit == "ratio" else found.unit)
    key = "ladder.over-gap" if values["op"] in ("≤", "<") else "ladder.found-gap"
    return phrase(key, gap=gap, **compared(found))


def compared(found: Finding) -> dict[str, Value]:
    """The parts of a comparison in words, its outcome apart."""
    return {name: value for name, value in found.text.values.items() if name != "state"}


def texts_of(items: Iterable[Finding], lang: Lang) -> list[str]:
    """Findings in short words."""
    return [render(found_words(item), lang) for item in items]


def money_text(row: Money) -> Phrase:
    """A row of money as one line."""
    grant = row.grant
    what: Value = grant.title
    amount: Value = ""
    if grant.amount is not None:
        amount = phrase("ladder.money-amount", amount=Quantity(grant.amount, "yuan"))
    elif grant.cap is not None and grant.share is None:
        amount = phrase("ladder.money-cap", amount=Quantity(grant.cap, "yuan"))
    elif grant.draft:
        amount = Phrase("ladder.money-draft")
    validity = phrase(
        f"ladder.validity.{row.validity}", first=grant.valid_from or "", last=grant.valid_to or ""
    )
    place = grant.city or phrase(f"ladder.place.{grant.place}")
    return phrase(
        "ladder.money-line",
        place=place,
        stage=Phrase(f"ladder.stage.{grant.stage}"),
        amount=amount,
        what=what,
        validity=validity,
        cite=grant.cite,
        status=firmness(grant.standing),
    )
