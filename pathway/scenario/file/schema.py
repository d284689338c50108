"""Which keys a scenario has, and what each of them holds. The only place that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from attrs import evolve

from pathway.base.limits import LAST_YEAR
from pathway.law.events import DEMOTION_GROUNDS, EVENT_KINDS, MATTERS, PERSONS
from pathway.law.money_vocabulary import MONEY
from pathway.law.steps import MILESTONE_IDS, PACES, TARGETS, VENUES
from pathway.scenario.file.fields import (
    FIRST_YEAR,
    Choice,
    Day,
    Field,
    Flag,
    MonthDay,
    Num,
    Several,
    Text,
)
from pathway.scenario.file.records import FactField, Ids, Sub, TablesField
from pathway.scenario.file.tree import Leaf, Table
from pathway.scenario.firm import (
    BASES,
    FACTS,
    FORECAST_METRICS,
    GOVERNANCE,
    HOLDER_ROLES,
    LEVELS,
    OFFERING_KEYS,
    InnovationTest,
    Investors,
)
from pathway.scenario.scenario import EXTENSIONS, LaterYears, Party

SCHEMA = "pathway.scenario/1"
UNITS: Mapping[str, int] = {
    "yuan": 1,
    "thousand": 10**3,
    "wan": 10**4,
    "million": 10**6,
    "yi": 10**8,
}
"""Unit of money -> yuan."""
AUDIT_OPINIONS = ("unqualified", "unqualified-with-emphasis", "qualified", "adverse", "disclaimer")
LADDER_FLAGS = (
    "general_gate",
    "no_serious_breach",
    "information_system",
    "management_certificate",
    "own_brand",
    "chain_role",
    "market_position",
    "ip_origin",
    "outside_group",
    "key_breakthrough",
    "core_ip",
    "profit_above_sector",
    "technique_leading",
    "board_potential",
    "new_product",
)
"""What a firm may state about itself on the recognition ladder."""

_PROFIT = Num(what="money")
_AMOUNT = Num(what="money", low=0)
_COUNT = Num(what="whole", low=0)
_SHARE = Num(what="ratio", low=0, high=1)
_FACT_UNITS: Mapping[str, Num] = {
    "yuan": _AMOUNT,
    "shares": _COUNT,
    "count": _COUNT,
    "ratio": _SHARE,
}

METRICS: Mapping[str, Num] = {
    "net_profit": _PROFIT,
    "net_profit_reported": _PROFIT,
    "net_profit_recurring": _PROFIT,
    "revenue": _AMOUNT,
    "operating_cash_flow": _PROFIT,
    "rd_expense": _AMOUNT,
    "net_assets": _PROFIT,
    "main_revenue": _AMOUNT,
    "roe": Num(what="ratio", low=-10, high=10),
    "dividends": _AMOUNT,
}
"""The metrics of a fiscal year."""
UNCERTAIN = (*FORECAST_METRICS, "market_cap")
"""What `[uncertainty]` may give an error of."""

_HALF_YEAR = Sub(
    fields={
        "net_profit": _PROFIT,
        "revenue": _AMOUNT,
        "audited": Flag(),
        "published": Day(),
        "audit_opinion": Choice(options=AUDIT_OPINIONS),
    }
)
_FISCAL_YEAR = Sub(
    fields={
        "year": Num(what="whole", low=FIRST_YEAR, high=LAST_YEAR, required=True),
        "basis": Choice(options=BASES),
        **METRICS,
        "audit_opinion": Choice(options=AUDIT_OPINIONS),
        "directors_vouch": Flag(),
        "published": Day(),
        "half_year": _HALF_YEAR,
    }
)
_STATUS = Sub(
    fields={
        "venue": Choice(options=VENUES),
        "neeq_listed": Day(),
        "innovation_entered": Day(),
        "bse_listed": Day(),
        "select_entered": Day(),
        "earlier_neeq": TablesField(
            of=Sub(
                fields={
                    "listed": Day(required=True),
                    "delisted": Day(required=True),
                    "forced": Flag(),
                }
            )
        ),
        "innovation_test": Choice(options=get_args(InnovationTest)),
    }
)
_FIRM = Sub(
    fields={
        "name": Text(),
        "industry": Text(pattern=r"[A-T][0-9]{0,4}", expected="scenario.industry"),
        "province": Text(),
        "founded": Day(),
        "joint_stock_since": Day(),
    }
)
_EVENT = Sub(
    fields={
        "kind": Choice(options=EVENT_KINDS, required=True),
        "date": Day(required=True),
        "until": Day(),
        "after_inspection": Flag(),
        "venue": Choice(options=VENUES),
        "ground": Choice(options=DEMOTION_GROUNDS),
        "executed": Day(),
        "on": Choice(options=PERSONS),
        "matter": Choice(options=MATTERS),
        "note": Text(),
    }
)
_AUDIT = Sub(fields={"period_end": Day(required=True), "published": Day(required=True)})
_PLACEMENT = Sub(
    fields={
        "date": Day(),
        "cash": _AMOUNT,
        "market_cap": _AMOUNT,
        "investors": Choice(options=get_args(Investors)),
        "open_since": Day(),
        "new_holders": Flag(),
    }
)
_HOLDER = Sub(
    fields={
        "group": Text(required=True),
        "role": Choice(options=HOLDER_ROLES, required=True),
        "shares": _COUNT,
        "acquired": Day(),
    }
)
_MILESTONE = Choice(options=MILESTONE_IDS, expected="scenario.unknown-milestone")
_TASK = Sub(
    fields={
        "name": Text(required=True),
        "party": Choice(options=get_args(Party), required=True),
        "before": _MILESTONE,
        "after": _MILESTONE,
        "working_days": Num(what="whole", low=1, high=1000, required=True),
    }
)
_LADDER = Sub(
    fields={
        "years_in_niche": Num(low=0, high=300),
        "main_business_share": _SHARE,
        "debt_ratio": Num(what="ratio", low=0, high=10),
        "market_share": _SHARE,
        "market_rank": Num(what="whole", low=1),
        "class1_ip": _COUNT,
        "class1_ip_high_value": _COUNT,
        "class1_ip_own": _COUNT,
        "class2_ip": _COUNT,
        "development_score": Num(low=0, high=100),
        "rd_body": Choice(options=("national", "provincial", "city", "below", "none")),
        "institutional_equity_2y": _AMOUNT,
        "institutional_equity_3y": _AMOUNT,
        "qualified_status": Several(of=Text()),
        "special_board": Text(),
        "cultivation_layer": Flag(),
        "applicant": Choice(options=("new", "review")),
        "notice_cites": Choice(options=("Q-2022", "Q-2026")),
        "world_rank": Num(what="whole", low=1),
        "other_ip": _COUNT,
        "development_score_prior": Num(low=0, high=100),
        "innovative_score": Num(low=0, high=100),
        "specialised_score": Num(low=0, high=100),
        "province_score": Num(low=0, high=15),
        "main_growth": Num(what="ratio", low=-1, high=1000),
        "main_growth_2y": Num(what="ratio", low=-1, high=1000),
        "revenue_growth_2y": Num(what="ratio", low=-1, high=1000),
        "staff": _COUNT,
        "digital_level": Num(what="whole", low=1, high=4),
        "quality": Several(
            of=Choice(options=("award", "certificate", "brand", "standards", "none"))
        ),
        "product_fields": Several(
            of=Choice(
                options=(
                    "strategic-emerging",
                    "gap-filling",
                    "six-base",
                    "time-honoured",
                    "chain-supplier",
                    "ten-fields",
                    "network-power",
                    "other",
                )
            )
        ),
        "prizes": Several(
            of=Choice(
                options=(
                    "national-top3",
                    "national-top5",
                    "national",
                    "provincial-top3",
                    "provincial",
                    "none",
                )
            )
        ),
        "contest": Choice(options=("top50", "top500", "none")),
        "net_proceeds": _AMOUNT,
        **dict.fromkeys(LADDER_FLAGS, Flag()),
    }
)
_RECOGNITION = Sub(
    fields={
        "level": Choice(options=LEVELS, required=True),
        "granted": Day(required=True),
        "reviewed": Several(of=Num(what="whole", low=FIRST_YEAR, high=LAST_YEAR)),
        "valid_until": Day(),
    }
)
_ASSUMPTIONS = Sub(
    fields={
        "report_day": MonthDay(),
        "interim_report_day": MonthDay(after=(6, 30)),
        "interim_audits": Flag(),
        "interim_audit_day": MonthDay(after=(6, 30)),
        "statement_extension": Choice(options=EXTENSIONS),
        "later_years": Choice(options=get_args(LaterYears)),
        "pauses_end": Day(),
    }
)
_PLAN = Sub(
    fields={
        "targets": Several(of=Choice(options=TARGETS)),
        "pace": Choice(options=PACES),
        "horizon_years": Num(what="whole", low=1, high=30),
    }
)

_TABLES: Mapping[str, Field] = {
    "firm": _FIRM,
    "status": _STATUS,
    "fiscal_years": TablesField(of=_FISCAL_YEAR, yearly=True),
    "facts": Sub(
        fields={
            name: FactField(of=_FACT_UNITS[unit], multiple=name == "market_cap")
            for name, unit in FACTS.items()
        }
    ),
    "governance": Sub(fields=dict.fromkeys(GOVERNANCE, Flag())),
    "offering": Sub(fields=dict.fromkeys(OFFERING_KEYS, _COUNT)),
    "events": TablesField(of=_EVENT),
    "audits": TablesField(of=_AUDIT),
    "placements": TablesField(of=_PLACEMENT),
    "holders": TablesField(of=_HOLDER, number_at="facts.holders"),
    "recognition": TablesField(of=_RECOGNITION),
    "ladder": _LADDER,
    "money": Sub(
        fields={name: _AMOUNT if unit == "yuan" else Flag() for name, unit in MONEY.items()}
    ),
    "milestones": Ids(names=MILESTONE_IDS, of=Day()),
    "plan": _PLAN,
    "tasks": TablesField(of=_TASK),
    "assumptions": _ASSUMPTIONS,
    "durations": Ids(names=MILESTONE_IDS, of=Num(what="whole", low=0, high=3650)),
    "uncertainty": Sub(
        fields={**dict.fromkeys(UNCERTAIN, Num(low=0, high=5)), "durations": Flag()}
    ),
}
_TOP: Mapping[str, Field] = {
    "schema": Choice(options=(SCHEMA,)),
    "name": Text(),
    "as_of": Day(required=True),
    "unit": Choice(options=tuple(UNITS)),
}
_ELSEWHERE: Mapping[str, str] = {
    key: f"{name}.{key}"
    for name, kind in _TABLES.items()
    if isinstance(kind, Sub) and name != "uncertainty"
    for key in kind.fields
} | {key: key for key in (*_TOP, *_TABLES) if key != "holders"}
"""Where a key belongs that stands in the wrong table; `holders` there is the fact, their number."""

SCENARIO = Sub(
    fields={
        **_TOP,
        **_TABLES,
        **{
            name: evolve(kind, elsewhere=_ELSEWHERE)
            for name, kind in _TABLES.items()
            if isinstance(kind, Sub)
        },
    },
    elsewhere=_ELSEWHERE,
)
"""A scenario file, all of it but `extends`, which is gone once the files are merged."""


def unit_scale(tree: Table) -> int:
    """Yuan per unit of money of a scenario; 1 where it names none, or one that does not exist."""
    node = tree.entries.get("unit")
    unit = node.value if isinstance(node, Leaf) else None
    return UNITS.get(unit, 1) if isinstance(unit, str) else 1
