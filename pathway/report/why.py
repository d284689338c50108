"""The causes behind one date, as a tree: why not earlier, and why not that earlier, down to a fact,
calendar or law.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.base.phrases import Lang, Phrase, colon, render, show
from pathway.planning.causes import Cause, milestone_title, route_title
from pathway.planning.values import Route, Why
from pathway.report.data import Json, cause_data, why_data
from pathway.report.levers import because, lever_text, levers_data
from pathway.report.tables import TableRow
from pathway.report.text import Page, cause_lines
from pathway.studies.explanation import Explanation
from pathway.studies.levers.results import Leverage

_STEP = 2


def why_text(
    route: Route,
    chain: Sequence[Why],
    lang: Lang,
    what_if: Leverage | None = None,
    columns: int | None = None,
) -> str:
    """The tree behind one date: the date asked for first, under each what decided it; then what
    would change it.
    """
    page = Page(lang, columns)
    first = chain[0]
    page.line(
        page.say(
            "why",
            milestone=milestone_title(first.milestone),
            date=first.date,
            route=route_title(route.id),
        )
    )
    page.line()
    # Deep trees stay readable on narrow pages: what is left of a line is never less than half of
    # it.
    deepest = page.columns // 4
    for depth, link in enumerate(chain):
        indent = min(depth * _STEP, deepest)
        title = render(milestone_title(link.milestone), lang)
        page.line(f"{link.date}  {title}  {link.milestone}", indent=indent, hang=12)
        cause_lines(page, link.cause, indent + _STEP, "└ ")
        for cause in reversed(link.via):
            page.line(page.say("before-that", day=cause.to), indent=indent + _STEP + 2)
            cause_lines(page, cause, indent + _STEP + 4)
    page.line(
        render(_ground(chain[-1].cause), lang),
        indent=min(len(chain) * _STEP, deepest + _STEP),
        hang=2,
    )
    if what_if is not None:
        _what_if(page, what_if)
    return page.text()


def _ground(cause: Cause) -> Phrase:
    """What the last cause of a chain is: a fact, today, the calendar, or a requirement of law."""
    if cause.kind in ("pinned", "as_of"):
        return Phrase(f"text.ground.{cause.kind}")
    return Phrase("text.ground.calendar" if cause.calendar else "text.ground.law")


def _what_if(page: Page, found: Leverage) -> None:
    if not found.levers:
        return
    page.line()
    page.line(page.say("what-if"))
    for lever in found.levers:
        day, text = show(lever.date, page.lang), lever_text(lever, page.lang)
        page.line("- " + colon(day, text, page.lang), indent=2, hang=2)
        reason = because(lever, page.lang)
        if reason:
            page.line(reason, indent=6, hang=2)


def tree_data(
    route: Route, chain: Sequence[Why], lang: Lang, what_if: Leverage | None
) -> dict[str, Json]:
    """`pathway.why/1` with the levers of the date, where they were asked for."""
    out = why_data(route, chain, lang)
    if what_if is not None:
        out["what_if"] = levers_data(what_if, lang)["levers"]
    return out


def explanation_data(found: Explanation, lang: Lang) -> dict[str, Json]:
    """`pathway.why/1` of an answer."""
    return tree_data(found.route, found.chain, lang, found.levers)


def explanation_rows(found: Explanation, lang: Lang) -> Iterator[TableRow]:
    """A row for each link of the chain, the date asked for first."""
    yield ("milestone", "date", "kind", "from", "rule", "text", "cite", "status")
    for link in found.chain:
        cause = cause_data(link.cause, lang)
        told = (cause[name] for name in ("kind", "from", "rule", "text", "cite", "status"))
        yield (link.milestone, str(link.date), *map(_cell, told))


def _cell(value: Json) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
