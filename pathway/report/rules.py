"""The rulebook as text and data: lists, single provisions, differences, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pathway.base.phrases import Lang, said
from pathway.law.browse import InstrumentUse, VersionChange, effect_text, period_source
from pathway.law.provision import (
    EVIDENCE,
    STATUSES,
    Duration,
    Period,
    Provision,
    Tail,
    Version,
)
from pathway.law.rulebook import Rulebook
from pathway.law.steps import PACES
from pathway.planning.causes import Cite
from pathway.report.data import Json, day
from pathway.report.text import Page


def version_data(book: Rulebook, version: Version | None, lang: Lang) -> Json:
    """One version as data."""
    if version is None:
        return None
    return {
        "effective": day(version.effective),
        "published": day(version.published),
        "until": day(version.until),
        "tested_at": list(version.tested_at),
        "applies_by": version.applies_by,
        "effect": effect_text(version),
        "cite": Cite(version.cite, book.instruments.get(version.cite.instrument)).text(lang),
        "quote": version.quote or None,
        "status": version.status,
        "confidence": version.confidence or None,
        "checked_on": day(version.checked_on),
        "note": version.note.text(lang) if version.note else None,
        "layer": version.layer or None,
    }


def provision_data(
    book: Rulebook, provision: Provision, versions: Sequence[Version], lang: Lang
) -> dict[str, Json]:
    """A provision with some of its versions as data."""
    return {
        "id": provision.id,
        "title": provision.title.text(lang),
        "steps": list(provision.steps),
        "versions": [version_data(book, v, lang) for v in versions],
    }


def list_text(rows: Sequence[tuple[Provision, Version | None]], lang: Lang) -> str:
    """One paragraph per provision: id, title, since when, status."""
    page = Page(lang)
    for provision, version in rows:
        since = (
            page.say("rules.since", day=version.effective)
            if version
            else page.say("rules.not-in-force")
        )
        status = _status(version, lang) if version else ""
        page.line(f"{provision.id}  {provision.title.text(lang)}", hang=4)
        page.line(f"{since}{'，' if lang == 'zh' else ', '}{status}" if status else since, indent=4)
    page.line()
    page.line(page.say("rules.count", n=len(rows)))
    return page.text()


def show_text(book: Rulebook, provision: Provision, versions: Sequence[Version], lang: Lang) -> str:
    """A provision with its versions."""
    page = Page(lang)
    page.line(f"{provision.id}  {provision.title.text(lang)}", hang=4)
    for version in versions:
        page.line()
        until = str(version.until) if version.until else "…"
        page.line(f"{version.effective} – {until}  ({_status(version, lang)})", indent=2)
        page.line(effect_text(version), indent=4, hang=2)
        if version.tested_at:
            page.line(page.say("rules.tested-at", names=version.tested_at), indent=4, hang=2)
        if version.applies_by:
            page.line(page.say("rules.applies-by", name=version.applies_by), indent=4, hang=2)
        cite = Cite(version.cite, book.instruments.get(version.cite.instrument)).text(lang)
        page.line(page.say("rules.cite", cite=cite), indent=4, hang=2)
        if version.quote:
            page.line(page.say("rules.quote", words=version.quote), indent=4, hang=2)
        page.line(
            page.say("rules.dates", published=version.published, checked=version.checked_on),
            indent=4,
            hang=2,
        )
        if version.note:
            page.line(version.note.text(lang), indent=4, hang=2)
        if version.layer:
            page.line(page.say("rules.layer", name=version.layer), indent=4)
    return page.text()


def _status(version: Version, lang: Lang) -> str:
    text = said(lang, f"text.status.{version.status}")
    return f"{text}/{version.confidence}" if version.confidence else text


Sides = tuple[tuple[Rulebook, str], tuple[Rulebook, str]]
"""What is compared: each side's rulebook and its name (or a day)."""
Lengths = Sequence[tuple[Duration | None, Duration | None]]


def diff_text(changes: Sequence[VersionChange], lengths: Lengths, sides: Sides, lang: Lang) -> str:
    """What differs between two days or two rulebooks."""
    page = Page(lang)
    count = len(changes) + len(lengths)
    page.line(page.say("rules.diff", first=sides[0][1], second=sides[1][1], n=count))
    shown = ""
    for change in changes:
        page.line()
        if change.provision.id != shown:
            page.line(f"{change.provision.id}  {change.provision.title.text(lang)}", hang=4)
            shown = change.provision.id
        same = (
            change.before
            and change.after
            and effect_text(change.before) == effect_text(change.after)
        )
        for sign, (book, _), version in (
            ("-", sides[0], change.before),
            ("+", sides[1], change.after),
        ):
            if version is not None:
                until = f" – {version.until}" if version.until else ""
                page.line(
                    f"{sign} {version.effective}{until}: {effect_text(version)}", indent=2, hang=4
                )
                _where(page, book, version, bool(same))
    for before, after in lengths:
        row = after or before
        assert row is not None
        page.line()
        page.line(f"{row.step}: {row.since} > {row.to}", hang=4)
        for sign, duration in (("-", before), ("+", after)):
            if duration is not None:
                page.line(f"{sign} {_length(duration)}", indent=2, hang=4)
    return page.text()


def _where(page: Page, book: Rulebook, version: Version, source: bool) -> None:
    """At which milestone a version is tested and what picks it; where the effects are the same, its
    source too.
    """
    if version.tested_at:
        page.line(page.say("rules.tested-at", names=version.tested_at), indent=6, hang=2)
    if version.applies_by:
        page.line(page.say("rules.applies-by", name=version.applies_by), indent=6, hang=2)
    if source:
        cite = Cite(version.cite, book.instruments.get(version.cite.instrument)).text(page.lang)
        page.line(page.say("rules.cite", cite=cite), indent=6, hang=2)


def _length(row: Duration) -> str:
    until = f" – {row.starts_until}" if row.starts_until else ""
    since = f"{row.starts_from or '…'}{until}: " if row.starts_from or until else ""
    lengths = [f"{pace} {period_source(row.at(pace))}" for pace in PACES]
    lengths += [f"{name} {period_source(period)}" for name, period in _points(row)]
    if row.tail is not None:
        lengths.append(f"tail {row.tail.share:g} from {row.tail.since} mean {row.tail.mean}")
    return since + ", ".join(lengths)


def _points(row: Duration) -> list[tuple[str, Period]]:
    """The points of a row that are given besides what a plan takes."""
    points = (("p10", row.p10), ("p50", row.p50), ("p90", row.p90))
    return [(name, period) for name, period in points if period is not None]


def diff_data(
    changes: Sequence[VersionChange], lengths: Lengths, sides: Sides, lang: Lang
) -> dict[str, Json]:
    """What differs between two days or two rulebooks, as data."""
    (before, first), (after, second) = sides
    return {
        "first": first,
        "second": second,
        "changes": [
            {
                "id": c.provision.id,
                "before": version_data(before, c.before, lang),
                "after": version_data(after, c.after, lang),
            }
            for c in changes
        ],
        "durations": [{"before": _length_data(a), "after": _length_data(b)} for a, b in lengths],
    }


def _length_data(row: Duration | None) -> Json:
    if row is None:
        return None
    paces: dict[str, Json] = {pace: period_source(row.at(pace)) for pace in PACES}
    return {
        "step": row.step,
        "since": row.since,
        "to": row.to,
        "starts_from": day(row.starts_from),
        "starts_until": day(row.starts_until),
        **paces,
        **{name: period_source(period) for name, period in _points(row)},
        **({} if row.tail is None else {"tail": _tail_data(row.tail)}),
    }


def _tail_data(tail: Tail) -> dict[str, Json]:
    return {"share": tail.share, "from": tail.since, "mean": tail.mean}


def sources_data(sources: Sequence[InstrumentUse], lang: Lang) -> list[Json]:
    """Every instrument relied on, as data."""
    return [
        {
            "id": s.instrument.id,
            "title": s.instrument.title.text(lang),
            "number": s.instrument.number or None,
            "promulgated": day(s.instrument.promulgated),
            "address": s.instrument.address or None,
            "evidence": s.instrument.evidence,
            "copy": s.instrument.copy or None,
            "versions": {**s.versions},
        }
        for s in sources
    ]


def sources_text(sources: Sequence[InstrumentUse], lang: Lang) -> str:
    """Every instrument relied on, with what rests on it."""
    page = Page(lang)
    totals = dict.fromkeys(STATUSES, 0)
    for source in sources:
        item = source.instrument
        page.line(item.title.text(lang), hang=4)
        details = [item.id, item.number, str(item.promulgated or ""), item.address]
        page.line("; ".join(filter(None, details)), indent=4, hang=2)
        if item.evidence:
            seen = page.say(f"rules.evidence.{item.evidence}")
            copied = page.say("rules.copy", place=item.copy) if item.copy else ""
            page.line(seen + copied, indent=4, hang=2)
        counts = []
        for status in STATUSES:
            n = source.versions.get(status, 0)
            totals[status] += n
            if n:
                counts.append(f"{said(lang, f'text.status.{status}')} {n}")
        page.line(", ".join(counts), indent=4)
    page.line()
    everything = ", ".join(f"{said(lang, f'text.status.{s}')} {n}" for s, n in totals.items() if n)
    page.line(page.say("rules.totals", counts=everything, n=sum(totals.values())))
    known: Counter[str] = Counter(source.instrument.evidence or "unsaid" for source in sources)
    kinds = ", ".join(
        f"{page.say(f'rules.evidence.{kind}')} {known[kind]}"
        for kind in (*EVIDENCE, "unsaid")
        if known[kind]
    )
    page.line(page.say("rules.evidence-totals", counts=kinds, n=len(sources)))
    return page.text()
