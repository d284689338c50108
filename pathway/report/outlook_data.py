"""What a plan says besides its days, as plain data: how sure, what decides, what next, what is
missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from pathway.base.phrases import Lang, render, show
from pathway.law.steps import Venue
from pathway.report.data import Json, day, number, spread_data
from pathway.studies.outlook import DateRange, Outlook
from pathway.studies.outlook.act import Act
from pathway.studies.outlook.chain import DecisiveLink
from pathway.studies.outlook.missing import MissingFact, OnceGiven
from pathway.studies.timetable import Work


def outlook_data(found: Mapping[Venue, Outlook], lang: Lang) -> dict[str, Json]:
    """The keys that a plan gains: `range` and `decisive` of every target; `do_next`, `begin` and
    `conditional` of those that were looked at closely.
    """
    told = {target: one for target, one in found.items() if one.told}
    return {
        "range": {target: _range(one.range) for target, one in found.items()},
        "do_next": {target: [_act(act, lang) for act in o.do_next] for target, o in told.items()},
        "decisive": {
            target: [_link(link, lang) for link in o.decisive] for target, o in found.items()
        },
        "begin": {target: [_begin(work, lang) for work in o.work] for target, o in told.items()},
        "conditional": {
            target: [_conditional(item, lang) for item in o.conditional]
            for target, o in told.items()
        },
    }


def _range(found: DateRange) -> dict[str, Json]:
    bounds: dict[str, Json] = {"floor": day(found.floor), "cautious": day(found.cautious)}
    return bounds if found.spread is None else {**bounds, **spread_data(found.spread)}


def _act(act: Act, lang: Lang) -> dict[str, Json]:
    later = act.later
    return {
        "id": act.id,
        "party": act.party,
        "text": render(act.title, lang),
        "planned": day(act.planned),
        "useful": day(act.useful),
        "latest": day(act.latest),
        "if_later": {
            "kind": later.kind,
            "date": day(later.date),
            "days": later.days,
            "until": day(later.until),
            "bar": None if later.bar is None else render(later.bar, lang),
            "text": render(later.text, lang),
        },
    }


def _begin(work: Work, lang: Lang) -> dict[str, Json]:
    return {
        "party": work.party,
        "text": render(work.begins, lang),
        "basis": "file" if work.own else "practice",
        "by": day(work.latest_start),
        "first": day(work.first),
        "last": day(work.last),
        "working_days": work.working_days,
        "pressure": work.pressure,
    }


def _link(link: DecisiveLink, lang: Lang) -> dict[str, Json]:
    return {
        "milestone": link.milestone,
        "since": link.since,
        "date": day(link.date),
        "whose": link.whose,
        "text": render(link.text, lang),
        "rule": link.rule,
        "days": link.days,
        "projected": link.projected,
        "beside": [
            {"days": b.days, "whose": b.whose, "text": render(b.text, lang), "rule": b.rule}
            for b in link.beside
        ],
    }


def _conditional(item: OnceGiven, lang: Lang) -> dict[str, Json]:
    return {
        "facts": [_fact(fact, lang) for fact in item.facts],
        "date": day(item.date),
        "days": item.days,
    }


def _fact(fact: MissingFact, lang: Lang) -> dict[str, Json]:
    return {
        "metric": fact.metric,
        "paths": list(fact.paths),
        "text": show(fact.title, lang),
        "needed": number(fact.needed),
        "at_most": fact.at_most,
    }
