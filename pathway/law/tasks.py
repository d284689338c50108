"""Work around the milestones of a listing that everybody plans by and no law asks for.

It is data: `rulebook/tasks.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from attrs import frozen

from pathway.base import package_data
from pathway.base.phrases import Bilingual

TaskStatus = Literal["practice", "law"]


@frozen
class PracticeTask:
    """A piece of work that is common practice.

    Attributes:
        id: Its name in the file.
        title: What it is.
        party: Who does it: `company`, `sponsor`, `auditor` or `lawyer`.
        kinds: The kinds of steps that it belongs to, as `steps.toml` has them.
        normal: How many working days it usually takes.
        shortest: How many it takes at best.
        before: The milestone, within a step, or the task up to which it must be done. None: none.
        after: The milestone after which it begins. None: none.
        accounts: Whether it ends on the day on which accounts that the plan relies on must be out.
        trading: Whether its days are trading days.
        until_joint_stock: Whether only a firm that is no joint-stock company needs it.
        status: `practice`, usual and asked for by no text, or `law`, which a text asks for.
        evidence: How firmly that text is known; "" for practice.
        source: Where it stands. None for practice.
    """

    id: str
    title: Bilingual
    party: str
    kinds: frozenset[str]
    normal: int
    shortest: int
    before: str | None
    after: str | None
    accounts: bool
    trading: bool
    until_joint_stock: bool
    status: TaskStatus = "practice"
    evidence: str = ""
    source: Bilingual | None = None


@cache
def practice_tasks() -> tuple[PracticeTask, ...]:
    """The tasks that are common practice, in the order of the file."""
    found = package_data.table("rulebook", "tasks.toml")["task"]
    assert isinstance(found, list), found
    return tuple(map(_task, found))


def _task(row: Mapping[str, object]) -> PracticeTask:
    kinds = row["kinds"]
    assert isinstance(kinds, list), row
    return PracticeTask(
        id=str(row["id"]),
        title=Bilingual(str(row["en"]), str(row["zh"])),
        party=str(row["party"]),
        kinds=frozenset(map(str, kinds)),
        normal=_count(row["normal"]),
        shortest=_count(row["shortest"]),
        before=_name(row.get("before")),
        after=_name(row.get("after")),
        accounts=row.get("accounts") is True,
        trading=row.get("trading") is True,
        until_joint_stock=row.get("until_joint_stock") is True,
        status="law" if row.get("status") == "law" else "practice",
        evidence=str(row.get("evidence", "")),
        source=_source(row),
    )


def _source(row: Mapping[str, object]) -> Bilingual | None:
    en, zh = row.get("source_en"), row.get("source_zh")
    return Bilingual(en, zh) if isinstance(en, str) and isinstance(zh, str) else None


def _count(value: object) -> int:
    assert isinstance(value, int), value
    return value


def _name(value: object) -> str | None:
    return None if value is None else str(value)
