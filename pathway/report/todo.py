"""Rules to be checked against the official text, as text, data and table rows."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.errors import printable
from pathway.base.phrases import Lang, Value, phrase, said
from pathway.law.browse import effect_text
from pathway.planning.causes import Cite
from pathway.report.data import Json, day
from pathway.report.tables import TableRow
from pathway.report.text import Page
from pathway.studies.law_answers import RuleCheck
from pathway.studies.unchecked import OtherReading, UncheckedRule, UncheckedRules

_SHOWN = 10
"""Rules that would not move the date, as many as are named in text."""


def todo_data(found: UncheckedRules, lang: Lang) -> dict[str, Json]:
    """`pathway.todo/1`: the unchecked rules of a plan, those first that would move the date most."""
    return {
        "schema": "pathway.todo/1",
        "scenario": found.scenario.name,
        "as_of": day(found.scenario.as_of),
        "target": found.target,
        "route": found.route,
        "date": day(found.date),
        "checked": found.checked,
        "unchecked": len(found.rules),
        "could_move": len(found.movable),
        "rules": [_rule_data(rule, found, lang) for rule in found.rules],
    }


def _rule_data(rule: UncheckedRule, found: UncheckedRules, lang: Lang) -> dict[str, Json]:
    version = rule.version
    return {
        "id": rule.provision.id,
        "title": rule.provision.title.text(lang),
        "version": day(version.effective),
        "reads": effect_text(version),
        "cite": cite_text(rule, found, lang),
        "status": version.status,
        "confidence": version.confidence or None,
        "checked_on": day(version.checked_on),
        "could_move": rule.moves,
        "readings": [
            {
                "version": None if reading.version is None else day(reading.version.effective),
                "reads": None if reading.version is None else effect_text(reading.version),
                "date": day(reading.date),
                "days": reading.days,
            }
            for reading in rule.readings
        ],
    }


def cite_text(rule: UncheckedRule, found: UncheckedRules, lang: Lang) -> str:
    """Where a rule stands."""
    cite = rule.version.cite
    return Cite(cite, found.book.instruments.get(cite.instrument)).text(lang)


def todo_rows(found: UncheckedRules, lang: Lang) -> Iterator[TableRow]:
    """A row per rule and other reading."""
    yield ("rule", "title", "version", "status", "source", "instead", "date", "days")
    for rule in found.rules:
        for reading in rule.readings:
            instead = "" if reading.version is None else str(reading.version.effective)
            yield (
                rule.provision.id,
                rule.provision.title.text(lang),
                str(rule.version.effective),
                rule.version.status,
                cite_text(rule, found, lang),
                instead,
                str(reading.date or ""),
                "" if reading.days is None else str(reading.days),
            )


def todo_text(found: UncheckedRules, lang: Lang) -> str:
    """What to check, in order of what hangs on it."""
    page = Page(lang)
    page.line(
        said(lang, "ledger.head", name=found.scenario.name, as_of=found.scenario.as_of), hang=2
    )
    venue = phrase(f"text.venue.{found.target}")
    if found.date is None:
        page.line(said(lang, "ledger.no-date", venue=venue), hang=2)
    else:
        page.line(said(lang, "ledger.listed", venue=venue, date=found.date), hang=2)
    page.line(
        said(
            lang,
            "ledger.count",
            movable=len(found.movable),
            unchecked=len(found.rules),
            checked=found.checked,
        ),
        hang=2,
    )
    for rule in found.movable:
        page.line()
        page.line(f"{rule.provision.id}  {rule.provision.title.text(lang)}", hang=2)
        for reading in rule.readings:
            if reading.days != 0:
                page.line(_reading(reading, lang), indent=2, hang=2)
        page.line(said(lang, "ledger.reads", text=effect_text(rule.version)), indent=2, hang=2)
        status = said(lang, f"text.status.{rule.version.status}")
        cite = cite_text(rule, found, lang)
        page.line(said(lang, "ledger.source", cite=cite, status=status), indent=2, hang=2)
    rest = [rule.provision.id for rule in found.rules if not rule.moves]
    if rest:
        page.line()
        names: Value = (*rest[:_SHOWN], *(("…",) if len(rest) > _SHOWN else ()))
        page.line(said(lang, "ledger.rest", n=len(rest), names=names), hang=2)
    if found.rules:
        page.line()
        page.line(said(lang, "ledger.how", rule=found.rules[0].provision.id), hang=2)
    return page.text()


def _reading(reading: OtherReading, lang: Lang) -> str:
    key = "without" if reading.version is None else "instead"
    version = "" if reading.version is None else reading.version.effective
    if reading.date is None:
        outcome = phrase("ledger.gone")
    elif reading.days is None:
        outcome = phrase("ledger.then", date=reading.date)
    else:
        side = "later" if reading.days > 0 else "earlier"
        n = abs(reading.days)
        side += "-one" if n == 1 else ""
        outcome = phrase(f"ledger.{side}", date=reading.date, n=n)
    return said(lang, f"ledger.{key}", version=version, outcome=outcome)


def entry_data(found: RuleCheck, lang: Lang) -> dict[str, Json]:
    """A check that was written down, as data."""
    entry, check = found.entry, found.entry.check
    return {
        "rule": entry.rule,
        "title": found.provision.title.text(lang),
        "version": day(entry.version),
        "reads": entry.reads,
        "by": check.by,
        "on": day(check.on),
        "source": check.source or None,
        "article": check.article or None,
        "ledger": printable(str(found.ledger)),
    }


def entry_rows(found: RuleCheck) -> Iterator[TableRow]:
    """A check that was written down, as a row."""
    data = entry_data(found, "en")
    yield tuple(data)
    yield tuple("" if value is None else str(value) for value in data.values())


def entry_text(found: RuleCheck, lang: Lang) -> str:
    """A check that was written down: what was read there, by whom, and where it stands."""
    page, entry, place = Page(lang), found.entry, printable(str(found.ledger))
    page.line(f"{entry.rule}  {found.provision.title.text(lang)}", hang=2)
    page.line(said(lang, "ledger.version", version=entry.version), indent=2, hang=2)
    page.line(said(lang, "ledger.reads", text=entry.reads), indent=2, hang=2)
    check = entry.check
    page.line(said(lang, "ledger.by", by=check.by, on=check.on, place=place), indent=2, hang=2)
    return page.text()
