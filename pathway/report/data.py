"""Plans and readiness as plain data: what the JSON formats hold and what the schemas in `schemas`
describe.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from pathway.base.phrases import Lang, Number, render
from pathway.base.version import VERSION
from pathway.planning.causes import Cause
from pathway.planning.check import Item, Readiness
from pathway.planning.findings import Miss
from pathway.planning.values import Block, Milestone, Plan, Route, Spread, Why
from pathway.scenario.interview.answers import toml

Json = None | bool | int | float | str | Sequence["Json"] | dict[str, "Json"]


def dumps(value: Json) -> str:
    """JSON text as the commands print it."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def number(value: Number | None) -> int | float | None:
    """A number as JSON has it: whole numbers stay whole."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value


SPREAD = ("p10", "p50", "p90", "feasible_share")
"""A distribution in short: the keys of `spread_data`, and the columns of tables."""
PROBABILITY_BY = "probability_by"
"""A key more where a day was asked for: the share of draws listed by then."""


def spread_data(spread: Spread) -> dict[str, Json]:
    """A distribution in short."""
    days = (spread.p10, spread.p50, spread.p90)
    out: dict[str, Json] = dict(
        zip(SPREAD, (*map(day, days), six_digits(spread.share)), strict=True)
    )
    if spread.probability_by is not None:
        out[PROBABILITY_BY] = six_digits(spread.probability_by)
    return out


def six_digits(share: Fraction) -> float:
    """A share of draws, to six digits."""
    return round(float(share), 6)


def day(value: date | None) -> str | None:
    """A date as ISO text."""
    return None if value is None else value.isoformat()


def plan_data(plan: Plan, lang: Lang, more: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """`pathway.plan/1`. more: what there is to say besides the days (`outlook_data`)."""
    return {
        "schema": "pathway.plan/1",
        "scenario": plan.scenario.name,
        "as_of": plan.scenario.as_of.isoformat(),
        "pace": plan.pace,
        "strict": plan.strict,
        "rulebook": {
            "editions": list(plan.rulebook.editions),
            "checked_through": plan.rulebook.checked_through.isoformat(),
        },
        "calendar": {"official_through": plan.official_through.isoformat()},
        "best": {target: route.id for target, route in plan.best.items()},
        **(more or {}),
        "routes": [_route(route, lang) for route in plan.routes],
        "again": again_data(plan),
    }


def again_data(plan: Plan) -> dict[str, Json]:
    """What is needed to plan again: the scenario as it was read, the question, the overlays, and by
    which program.
    """
    return {
        "program": VERSION,
        "scenario": "".join(f"{k} = {toml(v)}\n" for k, v in plan.scenario.document.items()),
        "targets": list(plan.targets),
        "pace": plan.pace,
        "strict": plan.strict,
        "overlays": [{"name": one.name, "text": one.text} for one in plan.rulebook.overlays],
    }


def _route(route: Route, lang: Lang) -> dict[str, Json]:
    out: dict[str, Json] = {
        "id": route.id,
        "target": route.target,
        "feasible": route.feasible,
        "date": day(route.date),
        "standard": route.standard,
        "milestones": [_milestone(m, lang) for m in route.milestones],
        "critical_path": list(route.critical_path),
        "requirements": [
            {"id": r.id, "met_from": day(r.met_from), "chosen": r.chosen}
            for r in route.requirements
        ],
        "done": list(route.done),
        "assumed": list(route.assumed),
        "unconfirmed": list(route.unconfirmed),
        "warnings": [render(w, lang) for w in route.warnings],
    }
    checks: list[Json] = [
        {"rule": rule, "version": day(v.effective), "by": v.confirmed.by, "on": day(v.confirmed.on)}
        for rule, v in route.relied
        if v.confirmed is not None
    ]
    if checks:
        out["confirmed"] = checks
    if route.by is not None:
        out["by"] = day(route.by)
    if route.blocked_by:
        out["blocked_by"] = [_block(b, lang) for b in route.blocked_by]
    return out


def _milestone(item: Milestone, lang: Lang) -> dict[str, Json]:
    return {
        "id": item.id,
        "date": day(item.date),
        "latest": day(item.latest),
        "slack_days": item.slack_days,
        "critical": item.critical,
        "projected": item.projected,
        "pinned": item.pinned,
        "cause": cause_data(item.cause, lang),
        "via": [cause_data(c, lang) for c in item.via],
    }


def cause_data(cause: Cause, lang: Lang) -> dict[str, Json]:
    """A cause, as it stands in plans and in `why`."""
    return {
        "kind": cause.kind,
        "from": cause.source,
        "rule": cause.rule,
        "text": render(cause.text, lang),
        "details": [render(d, lang) for d in cause.details],
        "cite": [c.text(lang) for c in cause.cites],
        "status": cause.status,
        "confidence": cause.confidence or None,
    }


def _block(block: Block, lang: Lang) -> dict[str, Json]:
    return {
        "milestone": block.milestone,
        "rule": block.rule,
        "text": render(block.text, lang),
        "cause": cause_data(block.cause, lang),
        "nearest": [_miss(miss, lang) for miss in block.nearest],
    }


def _miss(miss: Miss, lang: Lang) -> dict[str, Json]:
    found = miss.finding
    return {
        "id": miss.id,
        "metric": found.metrics[0] if found.metrics else None,
        "value": number(found.value),
        "needed": number(found.threshold),
        "shortfall": number(found.shortfall),
        "on": day(miss.on),
        "outcome": found.outcome,
        "text": render(found.text, lang),
    }


def why_data(route: Route, chain: Sequence[Why], lang: Lang) -> dict[str, Json]:
    """`pathway.why/1`: the chain of causes behind one date, the date asked for first."""
    return {
        "schema": "pathway.why/1",
        "route": route.id,
        "milestone": chain[0].milestone,
        "date": day(chain[0].date),
        "chain": [
            {
                "milestone": link.milestone,
                "date": day(link.date),
                "cause": cause_data(link.cause, lang),
                "via": [cause_data(c, lang) for c in link.via],
            }
            for link in chain
        ],
    }


def check_data(readiness: Readiness, lang: Lang) -> dict[str, Json]:
    """`pathway.check/1`."""
    return {
        "schema": "pathway.check/1",
        "scenario": readiness.scenario,
        "venue": readiness.venue,
        "on": readiness.on.isoformat(),
        "ready": readiness.ready,
        "requirements": [_item(item, lang) for item in readiness.items],
    }


def _item(item: Item, lang: Lang) -> dict[str, Json]:
    lead = item.lead
    return {
        "id": item.id,
        "title": item.title.text(lang),
        "outcome": item.outcome,
        "value": number(lead.value) if lead else None,
        "threshold": number(lead.threshold) if lead else None,
        "shortfall": number(lead.shortfall) if lead else None,
        "fact": item.paths[0] if item.paths else None,
        "facts": list(item.paths),
        "met_from": day(item.met_from),
        "always": item.always,
        "text": [render(f.text, lang) for f in item.findings],
        "cite": [c.text(lang) for c in item.cites],
        "status": item.status,
        "confidence": item.confidence or None,
        "tested_at": list(item.tested_at),
        "children": [_item(child, lang) for child in item.children],
    }
