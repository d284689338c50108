"""The rulebook as text and data: lists, single provisions, differences, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from pathway.base.phrases import Lang, Phrase, Value, phrase, said, semicolons
from pathway.law.browse import InstrumentUse, effect_text, period_source
from pathway.law.duration import Duration, Tail
from pathway.law.effect import AtLeast, AtMost, AuthorityClock, Period
from pathway.law.provision import EVIDENCE, STATUSES, Provision, Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import PACES
from pathway.planning.causes import Cite, milestone_title, period_text, point_title
from pathway.report.data import Json, day
from pathway.report.tables import TableRow
from pathway.report.text import Page
from pathway.studies.law_answers import RuleChanges, RuleList, RuleVersions


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


def list_data(found: RuleList, lang: Lang) -> list[Json]:
    """Every provision of a list with the version in force, as data."""
    return [
        provision_data(found.rulebook, one.provision, [one.version] if one.version else [], lang)
        for one in found.rules
    ]


_VERSION_COLUMNS = ("effective", "until", "effect", "cite", "status", "note")
_LIST_COLUMNS = ("id", "title", *_VERSION_COLUMNS)


def _version_row(
    book: Rulebook, provision: Provision, version: Version | None, lang: Lang
) -> TableRow:
    """A version under `_LIST_COLUMNS`."""
    data = version_data(book, version, lang)
    told = data if isinstance(data, dict) else {}
    cells = [str(told.get(name) or "") for name in _VERSION_COLUMNS]
    return (provision.id, provision.title.text(lang), *cells)


def list_rows(found: RuleList, lang: Lang) -> Iterator[TableRow]:
    """A row per provision, with the version in force."""
    yield _LIST_COLUMNS
    for one in found.rules:
        yield _version_row(found.rulebook, one.provision, one.version, lang)


def show_rows(found: RuleVersions, lang: Lang) -> Iterator[TableRow]:
    """A row per version of a provision."""
    yield _LIST_COLUMNS
    for version in found.versions:
        yield _version_row(found.rulebook, found.provision, version, lang)


def list_text(found: RuleList, lang: Lang) -> str:
    """One paragraph per provision: id, title, since when, status."""
    page = Page(lang)
    for one in found.rules:
        provision, version = one.provision, one.version
        page.line(f"{provision.id}  {provision.title.text(lang)}", hang=4)
        if version is None:
            page.line(page.say("rules.not-in-force"), indent=4)
        else:
            status = _status(version)
            page.line(page.say("rules.in-force", day=version.effective, status=status), indent=4)
    page.line()
    page.line(page.say("rules.count", n=len(found.rules)))
    return page.text()


def show_text(found: RuleVersions, lang: Lang) -> str:
    """A provision with its versions."""
    page, book, provision = Page(lang), found.rulebook, found.provision
    page.line(f"{provision.id}  {provision.title.text(lang)}", hang=4)
    for version in found.versions:
        page.line()
        span, status = _span(version.effective, version.until), _status(version)
        key = "rules.version" if "last" in span else "rules.version-now"
        page.line(page.say(key, **span, status=status), indent=2)
        page.line(effect_words(version, lang), indent=4, hang=2)
        _asked(page, provision.id, version, 4)
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


def _status(version: Version) -> Phrase:
    status = Phrase(f"text.status.{version.status}")
    if not version.confidence:
        return status
    sure = Phrase(f"text.confidence.{version.confidence}")
    return phrase("text.rules.status", status=status, confidence=sure)


def _span(first: date | None, until: date | None) -> dict[str, Value]:
    """The first and the last day of what holds until a day."""
    return {
        **({} if first is None else {"first": first}),
        **({} if until is None else {"last": until - timedelta(days=1)}),
    }


def effect_words(version: Version, lang: Lang) -> str:
    """A version's effect as the rulebook writes it; in Chinese with periods in words."""
    effect = version.effect
    periods = AtLeast | AtMost | AuthorityClock
    if lang == "en" or not isinstance(effect, periods):
        return effect_text(version)
    period = period_text(effect.period)
    source = milestone_title(effect.since) if "." in effect.since else point_title(effect.since, "")
    match effect:
        case AtLeast() if effect.period.count == 0 and not effect.unless_source:
            key = "text.rules.not-before"
        case AtLeast() if effect.unless_source:
            unless = effect.unless_source
            key = "text.rules.at-least-unless"
            return said(lang, key, period=period, source=source, unless=unless)
        case AtLeast():
            key = "text.rules.at-least"
        case AtMost():
            key = "text.rules.at-most"
        case AuthorityClock():
            key = "text.rules.within"
    return said(lang, key, period=period, source=source)


def _asked(page: Page, provision: str, version: Version, indent: int) -> None:
    """At which milestones a version is asked, and which one picks it."""
    names = tuple(point_title(name, provision) for name in version.tested_at)
    if names:
        page.line(page.say("rules.tested-at", names=names), indent=indent, hang=2)
    if version.applies_by:
        name = point_title(version.applies_by, provision)
        page.line(page.say("rules.applies-by", name=name), indent=indent, hang=2)


def diff_text(found: RuleChanges, lang: Lang) -> str:
    """What differs between two days or two rulebooks."""
    page = Page(lang)
    count = len(found.changes) + len(found.lengths)
    page.line(page.say("rules.diff", first=found.names[0], second=found.names[1], n=count))
    shown = ""
    for change in found.changes:
        page.line()
        if change.provision.id != shown:
            page.line(f"{change.provision.id}  {change.provision.title.text(lang)}", hang=4)
            shown = change.provision.id
        same = (
            change.before
            and change.after
            and effect_text(change.before) == effect_text(change.after)
        )
        for sign, book, version in (
            ("-", found.books[0], change.before),
            ("+", found.books[1], change.after),
        ):
            if version is not None:
                span = _span(version.effective, version.until)
                key = "rules.span" if "last" in span else "rules.from"
                text = page.say(key, **span, effect=effect_words(version, lang))
                page.line(f"{sign} {text}", indent=2, hang=4)
                _where(page, change.provision.id, book, version, bool(same))
    for pair in found.lengths:
        row = pair.after or pair.before
        assert row is not None
        page.line()
        page.line(f"{row.step}: {row.since} > {row.to}", hang=4)
        for sign, duration in (("-", pair.before), ("+", pair.after)):
            if duration is not None:
                page.line(f"{sign} {_length(duration)}", indent=2, hang=4)
    return page.text()


def _where(page: Page, provision: str, book: Rulebook, version: Version, source: bool) -> None:
    """At which milestone a version is tested and what picks it; where the effects are the same, its
    source too.
    """
    _asked(page, provision, version, 6)
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


def diff_rows(found: RuleChanges, lang: Lang) -> Iterator[TableRow]:
    """A row per rule or duration that differs, with what it says on either side."""
    yield ("id", "title", "before", "after", "effect_before", "effect_after")
    for change in found.changes:
        versions = (change.before, change.after)
        yield (
            change.provision.id,
            change.provision.title.text(lang),
            *("" if version is None else str(version.effective) for version in versions),
            *("" if version is None else effect_words(version, lang) for version in versions),
        )
    for pair in found.lengths:
        row = pair.after or pair.before
        assert row is not None
        sides = ("" if one is None else _length(one) for one in (pair.before, pair.after))
        yield (f"{row.step}: {row.since} > {row.to}", "", "", "", *sides)


def diff_data(found: RuleChanges, lang: Lang) -> dict[str, Json]:
    """What differs between two days or two rulebooks, as data."""
    (first, second), (before, after) = found.names, found.books
    return {
        "first": first,
        "second": second,
        "changes": [
            {
                "id": c.provision.id,
                "before": version_data(before, c.before, lang),
                "after": version_data(after, c.after, lang),
            }
            for c in found.changes
        ],
        "durations": [
            {"before": _length_data(pair.before), "after": _length_data(pair.after)}
            for pair in found.lengths
        ],
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


def sources_rows(sources: Sequence[InstrumentUse], lang: Lang) -> Iterator[TableRow]:
    """A row per instrument, with how many versions of each status rest on it."""
    yield ("id", "title", "number", "promulgated", "address", "evidence", *STATUSES)
    for source in sources:
        item = source.instrument
        yield (
            item.id,
            item.title.text(lang),
            item.number,
            str(item.promulgated or ""),
            item.address,
            item.evidence or "",
            *(str(source.versions.get(status, 0)) for status in STATUSES),
        )


def sources_text(sources: Sequence[InstrumentUse], lang: Lang) -> str:
    """Every instrument relied on, with what rests on it."""
    page = Page(lang)
    totals: dict[str, int] = dict.fromkeys(STATUSES, 0)
    for source in sources:
        item = source.instrument
        page.line(item.title.text(lang), hang=4)
        details = [item.id, item.number, str(item.promulgated or ""), item.address]
        page.line(semicolons(filter(None, details), lang), indent=4, hang=2)
        if item.evidence:
            seen = page.say(f"rules.evidence.{item.evidence}")
            copied = page.say("rules.copy", place=item.copy) if item.copy else ""
            page.line(seen + copied, indent=4, hang=2)
        for status in STATUSES:
            totals[status] += source.versions.get(status, 0)
        page.line(_counted("text.status", source.versions, STATUSES, lang), indent=4)
    page.line()
    everything = _counted("text.status", totals, STATUSES, lang)
    page.line(page.say("rules.totals", counts=everything, n=sum(totals.values())))
    known: Counter[str] = Counter(source.instrument.evidence or "unsaid" for source in sources)
    kinds = _counted("text.rules.evidence", known, (*EVIDENCE, "unsaid"), lang)
    page.line(page.say("rules.evidence-totals", counts=kinds, n=len(sources)))
    return page.text()


def _counted(room: str, counts: Mapping[str, int], names: Sequence[str], lang: Lang) -> str:
    """How many there are of each kind, the kinds in words and in their order."""
    return semicolons(
        (
            said(lang, "text.rules.count-of", name=Phrase(f"{room}.{name}"), n=counts[name])
            for name in names
            if counts.get(name)
        ),
        lang,
    )
