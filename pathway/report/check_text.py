"""Readiness as text: what stands in the way first, then everything else."""

from __future__ import annotations

from pathway.base.phrases import Lang, Phrase, render, said
from pathway.planning.causes import point_title
from pathway.planning.check import Item, Readiness
from pathway.report.text import Page, source


def check_text(readiness: Readiness, lang: Lang, columns: int | None = None) -> str:
    """Readiness: what stands in the way first, then everything else."""
    page = Page(lang, columns)
    venue = Phrase(f"text.venue.{readiness.venue}")
    page.line(page.say("check", name=readiness.scenario, venue=venue, on=readiness.on))
    page.line(page.say("ready" if readiness.ready else "not-ready"))
    groups = {
        outcome: [i for i in readiness.items if i.outcome == outcome]
        for outcome in ("unmet", "unknown", "assumed", "met")
    }
    for outcome, items in groups.items():
        if not items:
            continue
        page.line()
        page.line(page.say(f"group.{outcome}", n=len(items)))
        for item in items:
            _item(page, item, 2)
    return page.text()


def _item(page: Page, item: Item, indent: int) -> None:
    state = said(page.lang, f"explain.outcome.{item.outcome}")
    page.line(page.say("item", id=item.id, title=item.title, state=state), indent=indent, hang=4)
    for found in item.findings:
        page.line("- " + render(found.text, page.lang), indent=indent + 2, hang=2)
    if item.outcome in ("unmet", "unknown"):
        later = (
            page.say("holds-from", day=item.met_from) if item.met_from else page.say("holds-never")
        )
        page.line(later, indent=indent + 2, hang=2)
    if item.tested_at and item.outcome in ("unmet", "unknown"):
        steps = tuple(point_title(name, item.id) for name in item.tested_at)
        page.line(page.say("tested", names=steps), indent=indent + 2, hang=2)
    if indent == 2 and item.outcome in ("unmet", "unknown"):
        page.line(source(item.cites, item.status, page.lang).strip(), indent=indent + 2, hang=2)
    for child in item.children:
        _item(page, child, indent + 2)
