"""Plans in every form that `pathway plan` prints, with what there is to say of them besides their days:
one place for the command and the library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from pathway.base.phrases import Lang
from pathway.law.steps import Venue
from pathway.planning.solve import PlanQuestion
from pathway.planning.values import Plan

# A table of days needs neither an outlook nor JSON, and is there sooner without them.
if TYPE_CHECKING:
    from pathway.report.data import Json
    from pathway.studies.outlook import Outlook

Outlooks: TypeAlias = "Mapping[Venue, Outlook]"
"""What there is to say of a plan, by target."""
_NOTHING: Outlooks = {}


def closely(plan: Plan, asked: PlanQuestion | None = None, drawn: bool = False) -> Outlooks:
    """What there is to say of a plan besides its days: in full of the targets that were asked for by
    name, else of the first. asked: the question that the plan answers, if it is at hand. drawn: whether
    likely days are drawn as well.
    """
    from pathway.studies.outlook import DRAWS, asked_of, outlooks

    question = asked_of(plan) if asked is None else asked
    return outlooks(plan, question, DRAWS if drawn else 0, plan.asked_for or None)


def has_deadline(plan: Plan) -> bool:
    """Whether the plan was asked by when each step must be done, which is all its text tells then."""
    return any(route.by is not None for route in plan.routes)


def first_screens(
    plans: Sequence[Plan], questions: Sequence[PlanQuestion], lang: Lang
) -> Iterator[str]:
    """The first screens of plans in parts, each when it is known: the first line of one, which needs
    nothing beyond its plan, then the rest of it.
    """
    from pathway.report.screen import head_text, screen_text
    from pathway.studies.outlook import DRAWS, outlooks

    for i, (plan, asked) in enumerate(zip(plans, questions, strict=True)):
        yield ("\n" if i else "") + head_text(plan, lang)
        yield screen_text(plan, outlooks(plan, asked, DRAWS, changes=True), lang, head=False)


def plan_json(plan: Plan, lang: Lang, more: Outlooks) -> dict[str, Json]:
    """`pathway.plan/1`, with what there is to say besides and the working timetable."""
    from pathway.report.data import plan_data
    from pathway.report.outlook_data import outlook_data
    from pathway.report.timetable_data import timetable_data

    return plan_data(plan, lang, {**outlook_data(more, lang), **timetable_data(plan, lang)})


def render_plans(
    plans: Sequence[Plan], form: str, lang: Lang, more: Sequence[Outlooks] | None = None
) -> str:
    """Plans in one of the formats; several plans make one JSON array, one table or a memo each.
    more: what there is to say of each besides its days.
    """
    told = more or [_NOTHING] * len(plans)
    pairs = list(zip(plans, told, strict=True))
    if form == "json":
        from pathway.report.data import dumps

        data = [plan_json(plan, lang, found) for plan, found in pairs]
        return dumps(data[0] if len(data) == 1 else data)
    if form == "md":
        from pathway.report.memo.plan import plan_memo

        return plan_memo(plans, told, lang)
    if form == "csv":
        from pathway.report.tables import plan_rows, rendered

        return rendered(plan_rows(plans, lang), form)
    from pathway.report.plan_text import plan_text

    return "\n".join(plan_text(plan, lang, found=found) for plan, found in pairs)


def plan_file(plans: Sequence[Plan], form: str, lang: Lang, more: Sequence[Outlooks] = ()) -> bytes:
    """Plans as a calendar (ics) or a workbook (xlsx). more: what there is to say of each besides its
    days. Raises `ModuleNotFoundError` where its library is missing.
    """
    if form == "ics":
        from pathway.report.ics import ics_bytes

        return ics_bytes(plans, lang, more)
    from pathway.report.xlsx import xlsx_bytes

    return xlsx_bytes(plans, lang, more)
