"""A provision with its versions, and the re-issues of each version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from attrs import frozen

from pathway.base.phrases import Bilingual, phrase
from pathway.law.provision import Citation, EvidenceStatus, Provision, Version
from pathway.law.reading.effects import EFFECTS, read_effect
from pathway.law.reading.rule_file import RuleFile, RuleTable

PROVISION_KEYS = frozenset({"en", "zh", "steps", "version"})
REISSUE_KEYS = frozenset(
    {"effective", "published", "cite", "status", "note", "checked_on", "quote"}
)
VERSION_KEYS = REISSUE_KEYS.union(
    ("until", "ended_published", "tested_at", "applies_by", "strict", "lead", "reissued"),
    ("fixed_at", "lapses"),
    EFFECTS,
)


@frozen(eq=False, repr=False)
class _Issue:
    """What each text of a rule has of its own, be it the first or a re-issue."""

    effective: date
    published: date
    cite: Citation
    status: EvidenceStatus
    confidence: str
    checked_on: date
    note: Bilingual | None
    quote: str


def read_provision(file: RuleFile, table: RuleTable, path: str) -> Provision | None:
    """A provision with its versions in order of time.

    Args:
        file: the file that is read; it collects what is wrong.
        table: the provision's table.
        path: its id.

    Returns:
        The provision, with the versions that could be read; None where it has none at all.
    """
    tables = table.get("version")
    if not isinstance(tables, list) or not tables:
        file.wrong(f"{path}.version", tables, phrase("rules.versions"))
        return None
    # An overlay may leave the titles of a provision that exists alone.
    bare = bool(file.layer) and "en" not in table and path in file.known
    title = Bilingual("", "") if bare else file.titles(table, path)
    texts = [_texts(file, inner, f"{path}.version[{i}]") for i, inner in enumerate(tables)]
    made = sorted((v for part in texts for v in part), key=lambda v: v.effective)
    for earlier, later in pairwise(made):
        if earlier.effective == later.effective:
            file.wrong(f"{path}.version", later.effective, phrase("rules.two-versions"))
    _in_order(file, texts, path)
    return Provision(path, title, file.texts(table, "steps", path), tuple(made))


def _in_order(file: RuleFile, texts: Sequence[Sequence[Version]], path: str) -> None:
    """Re-issues lie after the version that they re-issue and before the next version."""
    begins = sorted(part[0].effective for part in texts if part)
    for i, part in enumerate(texts):
        for earlier, later in pairwise(v.effective for v in part):
            after = next((day for day in begins if day > part[0].effective), date.max)
            if not earlier <= later <= after:
                place = f"{path}.version[{i}].reissued"
                file.wrong(place, later, phrase("rules.reissue-order"))


def _texts(file: RuleFile, table: object, path: str) -> list[Version]:
    """A version and its re-issues; none where it cannot be made."""
    if not isinstance(table, dict):
        file.wrong(path, table, phrase("rules.table"))
        return []
    effective = _begun(file, table, path, VERSION_KEYS)
    if effective is None:
        return []
    effect = read_effect(file, table, path)
    issues = list(_issues(file, table, path, effective))
    tested_at = file.texts(table, "tested_at", path)
    applies_by = file.text(table, "applies_by", path) if "applies_by" in table else None
    until = file.day(table, "until", path, None)
    ended_published = file.day(table, "ended_published", path, None)
    if until is not None and until <= issues[-1].effective:
        file.wrong(f"{path}.until", until, phrase("rules.until-order"))
    if effect is None:
        return []
    return [
        Version(
            effective=issue.effective,
            published=issue.published,
            cite=issue.cite,
            status=issue.status,
            confidence=issue.confidence,
            checked_on=issue.checked_on,
            effect=effect,
            tested_at=tested_at,
            applies_by=applies_by,
            # What ends without a successor is the last text.
            until=until if issue is issues[-1] else None,
            ended_published=ended_published if issue is issues[-1] else None,
            note=issue.note,
            quote=issue.quote,
            layer=file.layer,
        )
        for issue in issues
    ]


def _issues(file: RuleFile, table: RuleTable, path: str, effective: date) -> Iterator[_Issue]:
    first = _issue(file, table, path, effective)
    yield first
    rows = table.get("reissued", [])
    if not isinstance(rows, list):
        file.wrong(f"{path}.reissued", rows, phrase("rules.reissued"))
        return
    for i, row in enumerate(rows):
        here = f"{path}.reissued[{i}]"
        if not isinstance(row, dict):
            file.wrong(here, row, phrase("rules.reissued"))
            continue
        begun = _begun(file, row, here, REISSUE_KEYS)
        if begun is not None:
            yield _issue(file, row, here, begun, first)


def _begun(file: RuleFile, table: RuleTable, path: str, keys: frozenset[str]) -> date | None:
    """The day from which a version or re-issue is in force; unknown keys are told on the way."""
    known = phrase("rules.key" if "reissued" in keys else "rules.reissue-key")
    for key in sorted(table.keys() - keys):
        file.wrong(f"{path}.{key}", key, known, keys)
    effective = file.day(table, "effective", path, None)
    if effective is None and "effective" not in table:
        file.wrong(f"{path}.effective", None, phrase("rules.date"))
    return effective


def _issue(
    file: RuleFile, table: RuleTable, path: str, effective: date, first: _Issue | None = None
) -> _Issue:
    """What one text has of its own. first: the text that it re-issues, from which it takes status,
    note and day of checking where it gives none; never the citation, nor the words quoted.
    """
    cite = table.get("cite")
    if not isinstance(cite, dict):
        file.wrong(f"{path}.cite", cite, phrase("rules.cite"))
        cite = {"instrument": ""}
    file.only(cite, f"{path}.cite", ("instrument", "article"))
    checked_on = file.checked_on if first is None else first.checked_on
    if first is None or "status" in table:
        status, confidence = file.status(table, path)
    else:
        status, confidence = first.status, first.confidence
    return _Issue(
        effective=effective,
        published=file.day(table, "published", path, effective) or effective,
        cite=Citation(
            file.text(cite, "instrument", f"{path}.cite"),
            file.text(cite, "article", f"{path}.cite", ""),
        ),
        status=status,
        confidence=confidence,
        checked_on=file.day(table, "checked_on", path, checked_on) or checked_on,
        note=first.note if first is not None and "note" not in table else file.note(table, path),
        quote=file.text(table, "quote", path, ""),
    )
