"""Money on the way, and after the bell, as data (`pathway.money/1`) and as table rows."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Lang, render, show
from pathway.law.raw_tables import Footing
from pathway.planning.local_money import Money
from pathway.report.data import Json, day, number
from pathway.report.money import set_arguments
from pathway.report.tables import TableRow
from pathway.studies.money import Funding, SourceFound
from pathway.studies.money.after_bell import AfterDay
from pathway.studies.money.on_path import DatedChange, PathEffect, RuleBasis


def money_data(found: Funding, lang: Lang, everything: bool = False) -> dict[str, Json]:
    """`pathway.money/1`. everything: with sources that do not fit and rows that have expired."""
    sources = [one for one in found.sources if everything or one.fitting.fit != "absent"]
    return {
        "schema": "pathway.money/1",
        "scenario": found.scenario.name,
        "as_of": found.scenario.as_of.isoformat(),
        "pace": found.scenario.pace,
        "base": {"target": found.target, "date": day(found.date), "route": found.route},
        "no_plan": None if found.no_plan is None else render(found.no_plan, lang),
        "sources": [_source(one, lang) for one in sources],
        "support": _support(found, lang, everything),
        "after": [_after(one, lang) for one in found.after],
    }


def _source(found: SourceFound, lang: Lang) -> dict[str, Json]:
    source = found.source
    return {
        "id": source.id,
        "section": source.section or None,
        "title": source.title.text(lang),
        "fit": found.fitting.fit,
        "missing": list(found.fitting.missing),
        "reasons": [render(reason, lang) for reason in found.fitting.reasons],
        "suits": source.fits.text(lang),
        "asks": source.asks.text(lang),
        "path": source.path.text(lang),
        "milestone": found.milestone,
        "date": day(found.date),
        "days_gained": found.days_gained,
        "effects": [_effect(effect, lang) for effect in found.effects],
        "rules": [_basis(basis, lang) for basis in found.rules],
        **_footing(source.cite.text(lang), source.standing),
    }


def _effect(effect: PathEffect, lang: Lang) -> dict[str, Json]:
    return {
        "id": effect.id,
        "direction": effect.direction,
        "text": render(effect.text, lang),
        "amount": number(effect.amount),
        "set": dict(effect.set),
        "replans": [_replan(replan) for replan in effect.replans],
        "rules": [_basis(basis, lang) for basis in effect.rules],
    }


def _replan(replan: DatedChange) -> dict[str, Json]:
    return {
        "set": dict(replan.set),
        "milestone": replan.milestone,
        "date": day(replan.date),
        "days_gained": replan.days_gained,
    }


def _basis(basis: RuleBasis, lang: Lang) -> dict[str, Json]:
    return {"rule": basis.rule or None, **_footing(basis.cite.text(lang), basis.standing)}


def _footing(cite: str, footing: Footing) -> dict[str, Json]:
    return {"cite": cite, "status": footing.status, "confidence": footing.confidence or None}


def _support(found: Funding, lang: Lang, everything: bool) -> dict[str, Json]:
    support = found.support
    current = support.current_targets(found.scenario)
    rows = support.rows if everything else support.current_rows
    return {
        "province": None if support.province is None else support.province.en,
        "doubts": [render(doubt, lang) for doubt in support.doubt],
        "kinds": [
            {
                "id": kind.id,
                "text": kind.content.text(lang),
                "as_of": day(kind.as_of),
                **_footing(kind.cite.text(lang), kind.standing),
            }
            for kind in support.kinds
        ],
        "fields": [
            {
                "title": field.title.text(lang),
                "industries": list(field.industries),
                "matches": field in support.matching,
                "as_of": day(field.as_of),
                **_footing(field.cite.text(lang), field.standing),
            }
            for field in support.fields
        ],
        "targets": [
            {
                "text": target.content.text(lang),
                "until": day(target.until),
                "expired": target not in current,
                **_footing(target.cite.text(lang), target.standing),
            }
            for target in support.targets
            if everything or target in current
        ],
        "rows": [_row(row, lang) for row in rows],
    }


def _row(row: Money, lang: Lang) -> dict[str, Json]:
    grant = row.grant
    return {
        "id": grant.id,
        "place": grant.place,
        "city": None if grant.city is None else grant.city.text(lang),
        "stage": grant.stage,
        "text": grant.title.text(lang),
        "amount": grant.amount,
        "share": number(grant.share),
        "cap": grant.cap,
        "draft": grant.draft,
        "valid_from": day(grant.valid_from),
        "valid_to": day(grant.valid_to),
        "validity": row.validity,
        **_footing(grant.cite.text(lang), grant.standing),
    }


def _after(one: AfterDay, lang: Lang) -> dict[str, Json]:
    return {
        "kind": one.kind,
        "date": day(one.date),
        "text": render(one.text, lang),
        "from": {
            "step": one.listing.step,
            "date": day(one.listing.date),
            "planned": one.listing.planned,
        },
        "group": show(one.group, lang) or None,
        "role": one.role,
        "part": None if one.part is None else str(one.part),
        "shares": number(one.shares),
        "note": None if one.note is None else show(one.note, lang),
        "rules": [_basis(basis, lang) for basis in one.rules],
    }


COLUMNS = (
    "section",
    "id",
    "title",
    "date",
    "days_gained",
    "direction",
    "text",
    "set",
    "rule",
    "cite",
    "status",
)


def money_rows(found: Funding, lang: Lang, everything: bool = False) -> Iterator[TableRow]:
    """A row for each source, each date planned anew, each row of support, each day after."""
    yield COLUMNS
    for one in found.sources:
        if everything or one.fitting.fit != "absent":
            yield from _source_rows(one, lang)
    support, current = found.support, found.support.current_targets(found.scenario)
    for kind in support.kinds:
        yield _line(
            "support",
            kind.id,
            text=kind.content.text(lang),
            cite=kind.cite.text(lang),
            footing=kind.standing,
        )
    for field in support.matching:
        yield _line(
            "support",
            "field",
            text=field.title.text(lang),
            cite=field.cite.text(lang),
            footing=field.standing,
        )
    for target in support.targets:
        if everything or target in current:
            yield _line(
                "support",
                "target",
                date=str(target.until),
                text=target.content.text(lang),
                cite=target.cite.text(lang),
                footing=target.standing,
            )
    for row in support.rows if everything else support.current_rows:
        yield _line(
            "support",
            row.grant.id,
            date=str(row.grant.valid_to or ""),
            text=row.grant.title.text(lang),
            cite=row.grant.cite.text(lang),
            footing=row.grant.standing,
        )
    for day_after in found.after:
        yield from _after_rows(day_after, lang)


def _line(
    section: str,
    name: str,
    footing: Footing,
    cite: str,
    title: str = "",
    date: str = "",
    gained: str = "",
    direction: str = "",
    text: str = "",
    changes: str = "",
    rule: str = "",
) -> TableRow:
    return (
        section,
        name,
        title,
        date,
        gained,
        direction,
        text,
        changes,
        rule,
        cite,
        footing.status,
    )


def _source_rows(found: SourceFound, lang: Lang) -> Iterator[TableRow]:
    source = found.source
    title, cite = source.title.text(lang), source.cite.text(lang)
    yield _line(
        "source",
        source.id,
        source.standing,
        cite,
        title=title,
        date=str(found.date or ""),
        direction=found.fitting.fit,
        text=" ".join((source.fits.text(lang), source.path.text(lang))),
    )
    for effect in found.effects:
        basis = effect.rules[0] if effect.rules else None
        common = {
            "title": title,
            "direction": effect.direction,
            "text": render(effect.text, lang),
            "rule": basis.rule if basis is not None else "",
        }
        where = basis.cite.text(lang) if basis is not None else cite
        footing = basis.standing if basis is not None else source.standing
        for replan in effect.replans:
            gained = "" if replan.days_gained is None else str(replan.days_gained)
            yield _line(
                "effect",
                f"{source.id}.{effect.id}",
                footing,
                where,
                date=str(replan.date or ""),
                gained=gained,
                changes=set_arguments(replan.set),
                **common,
            )
        if not effect.replans:
            yield _line(
                "effect",
                f"{source.id}.{effect.id}",
                footing,
                where,
                changes=set_arguments(effect.set),
                **common,
            )


def _after_rows(one: AfterDay, lang: Lang) -> Iterator[TableRow]:
    basis = one.rules[0] if one.rules else None
    yield _line(
        "after",
        one.kind,
        basis.standing if basis is not None else Footing("derived"),
        basis.cite.text(lang) if basis is not None else "",
        title=show(one.group, lang),
        date=str(one.date),
        text=render(one.text, lang),
        rule=basis.rule if basis is not None else "",
    )
