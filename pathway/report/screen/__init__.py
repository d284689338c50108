"""The first screen of a plan: what day, how sure, what decides it, what to do next, what would bring
it forward, what it rests on. At most forty lines at eighty columns, without a rule's id or a path of
the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pathway.base.phrases import Lang, Phrase
from pathway.law.steps import Venue
from pathway.planning.values import Plan, Route
from pathway.report.screen.answer import date_block, decides, table
from pathway.report.screen.changes import forward, not_given, shifted
from pathway.report.screen.next_rows import ToDo, beginnings, do_next, to_dos
from pathway.report.screen.no_date import no_date
from pathway.report.screen.rests import foot, rests
from pathway.report.screen.sheet import Paper, day_words, stacked
from pathway.studies.outlook import Outlook, lead

MOST_LINES = 40
"""Lines of the screen of one target."""
_ROOM = (
    # acts, work to begin, levers, slips, notes: how many there are at least, and at most; None: not
    # even how many notes there are.
    (6, 2, 2, 2, 2),
    (5, 2, 2, 2, 1),
    (5, 1, 2, 2, 1),
    (4, 1, 1, 2, 1),
    (4, 1, 1, 1, 1),
    (3, 0, 1, 1, 1),
    (3, 0, 1, 0, 1),
    (2, 0, 1, 0, 1),
    (2, 0, 1, 0, 0),
    (2, 0, 1, 0, None),
    (1, 0, 1, 0, None),
    (2, 0, 0, 0, None),
)
"""What gives way where there is no room, step by step: acts far ahead and notes first; the next acts,
the first lever and the first note stay as long as they can.
"""


def head_text(plan: Plan, lang: Lang, columns: int | None = None) -> str:
    """The first line, which needs no planning beyond the plan."""
    return "\n".join(_head(Paper(plan, lang, columns))) + "\n"


def screen_text(
    plan: Plan,
    found: Mapping[Venue, Outlook],
    lang: Lang,
    columns: int | None = None,
    head: bool = True,
) -> str:
    """The screen. found: what there is to say of each target. head: whether the first line is in
    it.
    """
    sheet = Paper(plan, lang, columns)
    first = _head(sheet)
    lines = [*(first if head else []), *_lines(sheet, found, MOST_LINES - len(first))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(sheet: Paper) -> list[str]:
    plan = sheet.plan
    text = sheet.say("head", name=plan.scenario.name, as_of=day_words(plan.scenario.as_of))
    if plan.pace != "typical":
        text += sheet.say("head-pace", pace=Phrase(f"causes.pace.{plan.pace}"))
    if plan.strict:
        text += sheet.say("head-strict")
    if plan.rulebook.editions:
        text += sheet.say("head-rules", names=plan.rulebook.editions)
    return sheet.paragraph(text, 0, 2)


def _lines(sheet: Paper, found: Mapping[Venue, Outlook], most: int) -> list[str]:
    """Everything below the first line, as much as there is room for."""
    target = lead(sheet.plan)
    several = table(sheet, found, target) if len(sheet.plan.targets) > 1 else []
    best, outlook = sheet.plan.best.get(target), found[target]
    if best is None:
        return stacked([several, *no_date(sheet, target, outlook), foot(sheet)])
    lines: list[str] = []
    for lines in _arranged(sheet, several, best, outlook):
        if len(lines) <= most:
            break
    return lines


def _arranged(
    sheet: Paper, several: list[str], route: Route, outlook: Outlook
) -> Iterator[list[str]]:
    """The screen with less and less on it."""
    day = date_block(sheet, route, outlook, alone=not several)
    before = [several, day, decides(sheet, outlook.decisive)]
    acts, works = to_dos(sheet, outlook), beginnings(sheet, outlook)
    # Those that move nothing by themselves give way first, then the last ones.
    order = sorted(range(len(acts)), key=lambda i: (not acts[i].moves, i))
    for fewest, begin, levers, slips, notes in _ROOM:
        after = [
            forward(sheet, outlook.forward[:levers]),
            shifted(sheet, "slips", outlook.slips[:slips]),
            not_given(sheet, outlook.conditional),
            rests(sheet, route, outlook, notes),
            foot(sheet),
        ]
        for count in range(len(acts), min(fewest, len(acts)) - 1, -1):
            kept = [acts[i] for i in sorted(order[:count])]
            shown = sorted([*works[:begin], *kept], key=_by_day)
            left = [act for act in acts if act not in kept]
            yield stacked([*before, do_next(sheet, shown, left), *after])


def _by_day(one: ToDo) -> date:
    return one.day
