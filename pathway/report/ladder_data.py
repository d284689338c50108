"""The recognition ladder as plain data (`pathway.ladder/1`) and as rows for CSV and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from pathway.base.phrases import Bilingual, Lang, render, show
from pathway.law.grants import Grant
from pathway.law.language.metrics import Known
from pathway.law.raw_tables import Footing
from pathway.planning.findings import Finding, shown
from pathway.planning.local_money import Money, totals
from pathway.recognition import Ladder, Rung
from pathway.recognition.bridges import Bridge
from pathway.recognition.court import RungCondition
from pathway.recognition.sheets import Indicator, Points, Sheet
from pathway.recognition.texts import Batch, Moment, call_to_list, reviews
from pathway.recognition.titles import updates
from pathway.report.data import Json, day, number
from pathway.report.ladder_words import texts_of
from pathway.report.tables import TableRow


def ladder_data(found: Ladder, lang: Lang) -> dict[str, Json]:
    """`pathway.ladder/1`."""
    update, status = updates(found.on)
    prior = call_to_list()
    return {
        "schema": "pathway.ladder/1",
        "scenario": found.scenario.name,
        "as_of": day(found.scenario.as_of),
        "on": day(found.on),
        "strict": found.strict,
        "editions": list(found.rulebook.editions),
        "listing_condition": False,
        "reached": found.reached,
        "fiscal_year": {"year": found.fiscal_year[0], "basis": found.fiscal_year[1]},
        "titles": [
            {
                "level": t.level,
                "granted": day(t.granted),
                "batch": t.batch,
                "state": t.state,
                "review_year": t.review_year,
                "text": render(t.text, lang),
            }
            for t in found.titles
        ],
        "yearly_update": {"by": update, "status": status},
        "rungs": [_rung(found, rung, lang) for rung in found.rungs],
        "missing": list(found.missing),
        "rounds": [_batch(b, lang) for b in found.calendar],
        "reviews": [
            {
                "year": r.year,
                "batches": list(r.batches),
                "passed": r.passed,
                **_standing(r.standing),
            }
            for r in reviews()
            if r.known <= found.scenario.as_of
        ],
        "call_to_list_months": {
            "low": number(prior.low),
            "likely": number(prior.likely),
            "high": number(prior.high),
            **_standing(prior.standing),
        },
        "ways": [_bridge(bridge, lang) for bridge in found.bridges],
        "boards": [
            {
                "place": b.place.en,
                "condition": _condition(b.condition, found, lang),
                "record": _text(b.record, lang),
            }
            for b in found.boards
        ],
        "money": [_money(row, found, lang) for row in found.money],
        "money_by_route": [
            {
                "place": t.place,
                "city": _text(t.city, lang),
                "route": t.route,
                "amount": t.amount,
                "rows": list(t.rows),
            }
            for t in totals(found.money)
        ],
    }


def _standing(value: Footing) -> dict[str, Json]:
    return {"status": value.status, "confidence": value.confidence or None}


def _text(value: Bilingual | None, lang: Lang) -> str | None:
    return None if value is None else value.text(lang)


def _known(value: Known) -> int | float | str | None:
    return value if isinstance(value, str) else number(value)


def _rung(found: Ladder, rung: Rung, lang: Lang) -> dict[str, Json]:
    law = rung.governing
    growth: Json = None
    if rung.growth is not None:
        growth = {
            "arithmetic_mean": number(rung.growth.mean),
            "compound": number(rung.growth.compound),
            "used": rung.growth.used,
            "open": True,
        }
    return {
        "level": rung.level,
        "outcome": rung.outcome,
        "review": rung.review,
        "version": law.version,
        "picked_by": law.key,
        "batch": law.batch,
        "law_of": day(law.day),
        "reason": render(law.reason, lang),
        "note": render(rung.note, lang)
        if rung.note
        else _text(law.text.note if law.text else None, lang),
        "growth": growth,
        "conditions": [_condition(item, found, lang) for item in rung.conditions],
        "sheet": None if rung.sheet is None else _sheet(rung.sheet, found, lang),
    }


def _condition(item: RungCondition, found: Ladder, lang: Lang) -> dict[str, Json]:
    lead = item.lead
    vocabulary = found.rulebook.vocabulary
    findings: tuple[Finding, ...] = item.findings or item.lacking
    paths = [
        vocabulary[name].path
        for f in (*item.lacking, *item.findings)
        for name in f.metrics
        if name in vocabulary
    ]
    return {
        "id": item.id,
        "title": item.title.text(lang),
        "outcome": item.outcome,
        "value": number(lead.value) if lead else None,
        "threshold": number(lead.threshold) if lead else None,
        "gap": number(lead.shortfall) if lead else None,
        "unit": lead.unit if lead else None,
        "text": texts_of(findings, lang),
        "requires": item.source,
        "facts": list(dict.fromkeys(path for path in paths if path)),
        "missing": list(item.missing),
        "cite": item.cite.text(lang),
        "status": item.status,
        "confidence": item.confidence or None,
        "single_source": (item.status, item.confidence) == ("reported", "low"),
        "note": _text(item.note, lang),
        "children": [_condition(child, found, lang) for child in item.children],
    }


def _points(points: Points) -> list[Json]:
    return [number(points.least), number(points.most)]


def _sheet(sheet: Sheet, found: Ladder, lang: Lang) -> dict[str, Json]:
    return {
        "total": number(sheet.total.least) if sheet.total.known else None,
        "range": _points(sheet.total),
        "needed": sheet.needed,
        "stated": sheet.stated,
        **_standing(sheet.standing),
        "edge_rule": _standing(sheet.edge_standing),
        "blocks": [
            {
                "title": block.title.text(lang),
                "range": _points(block.points),
                "most": number(block.most),
                "indicators": [_indicator(item, found, lang) for item in block.indicators],
            }
            for block in sheet.blocks
        ],
    }


def _indicator(item: Indicator, found: Ladder, lang: Lang) -> dict[str, Json]:
    vocabulary = found.rulebook.vocabulary
    return {
        "id": item.id,
        "title": item.title.text(lang),
        "values": [_known(value) for value, _ in item.values],
        "band": item.band or None,
        "points": number(item.points.least) if item.points.known else None,
        "range": _points(item.points),
        "most": number(item.most),
        "edge": item.edge,
        "missing": [vocabulary[name].path for name in item.missing],
    }


def _moment(moment: Moment, lang: Lang) -> dict[str, Json]:
    return {"day": day(moment.day), "text": _text(moment.text, lang), **_standing(moment.standing)}


def _batch(batch: Batch, lang: Lang) -> dict[str, Json]:
    return {
        "level": batch.level,
        "batch": batch.batch,
        "year": batch.year,
        "number": batch.number or None,
        "call": _moment(batch.call, lang),
        "list": _moment(batch.list, lang),
        "recognised": batch.recognised,
        "recognised_status": _standing(batch.recognised_standing),
        "note": _text(batch.note, lang),
    }


def _bridge(bridge: Bridge, lang: Lang) -> dict[str, Json]:
    return {
        "id": bridge.id,
        "opening": bridge.opening,
        "reason": render(bridge.reason, lang),
        "details": [detail.text(lang) for detail in bridge.details],
        "cite": bridge.cite.text(lang),
        **_standing(bridge.standing),
    }


def _money(row: Money, found: Ladder, lang: Lang) -> dict[str, Json]:
    grant: Grant = row.grant
    proceeds = found.scenario.firm.ladder.get("net_proceeds")
    return {
        "id": f"recognition.money.{grant.id}",
        "place": grant.place,
        "city": _text(grant.city, lang),
        "stage": grant.stage,
        "text": grant.title.text(lang),
        "amount": grant.amount,
        "share": number(grant.share),
        "cap": grant.cap,
        "paid": number(grant.paid(proceeds if isinstance(proceeds, int) else None)),
        "draft": grant.draft,
        "valid_from": day(grant.valid_from),
        "valid_to": day(grant.valid_to),
        "validity": row.validity,
        "cite": grant.cite.text(lang),
        **_standing(grant.standing),
    }


def ladder_rows(found: Ladder, lang: Lang) -> Iterator[TableRow]:
    """One row per condition of every rung and per part of one."""
    yield (
        "level",
        "rung_outcome",
        "version",
        "picked_by",
        "id",
        "title",
        "outcome",
        "value",
        "threshold",
        "gap",
        "status",
        "confidence",
        "missing",
        "cite",
        "text",
    )
    for rung in found.rungs:
        head = (rung.level, rung.outcome, rung.governing.version or "", rung.governing.key)
        if rung.note is not None:
            yield (
                *head,
                "",
                "",
                "unknown",
                "",
                "",
                "",
                "unknown",
                "",
                "",
                "",
                render(rung.note, lang),
            )
        for item in rung.conditions:
            for row in _condition_rows(item, found, lang):
                yield (*head, *row)


def _condition_rows(item: RungCondition, found: Ladder, lang: Lang) -> Iterator[TableRow]:
    lead, vocabulary = item.lead, found.rulebook.vocabulary
    numbers = ["", "", ""]
    if lead is not None:
        values = (lead.value, lead.threshold, lead.shortfall)
        numbers = ["" if v is None else show(shown(v, lead.unit), lang) for v in values]
    paths = " ".join(vocabulary[name].path for name in item.missing if vocabulary[name].path)
    text = "; ".join(texts_of(item.findings or item.lacking, lang))
    yield (
        item.id,
        item.title.text(lang),
        item.outcome,
        *numbers,
        item.status,
        item.confidence,
        paths,
        item.cite.text(lang),
        text,
    )
    for child in item.children:
        yield from _condition_rows(child, found, lang)
