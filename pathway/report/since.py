"""What moved the dates since an earlier plan, as text, data and rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pathway.base.phrases import Lang, Quantity, render, said
from pathway.report.data import Json, day
from pathway.report.tables import TableRow
from pathway.report.text import Page
from pathway.studies.since import Moved, MovedBy, Since


def since_data(found: Since, lang: Lang) -> dict[str, Json]:
    """`pathway.since/1`."""
    return {
        "schema": "pathway.since/1",
        "scenario": found.scenario.name,
        "before": found.before.isoformat(),
        "as_of": found.scenario.as_of.isoformat(),
        "targets": [
            {
                "target": moved.target,
                "before": day(moved.before),
                "after": day(moved.after),
                "days": moved.days,
                "parts": [
                    {
                        "kind": part.kind,
                        "before": day(part.before),
                        "after": day(part.after),
                        "days": part.days,
                    }
                    for part in moved.parts
                ],
            }
            for moved in found.targets
        ],
        "told": {
            kind: [render(text, lang) for text in texts] for kind, texts in found.told.items()
        },
    }


def since_rows(found: Since, lang: Lang) -> Iterator[TableRow]:
    """One row for each cause and target, after one for the whole."""
    yield "target", "cause", "before", "after", "days", "text"
    for moved in found.targets:
        yield moved.target, "", *_span(moved), ""
        for part in moved.parts:
            texts = "; ".join(render(text, lang) for text in found.told.get(part.kind, ()))
            yield moved.target, part.kind, *_span(part), texts


def _span(item: Moved | MovedBy) -> tuple[str, str, str]:
    days = "" if item.days is None else str(item.days)
    return str(item.before or ""), str(item.after or ""), days


def since_text(found: Since, lang: Lang, columns: int | None = None) -> str:
    """Per target both dates and what each cause did; then what changed, by cause."""
    page = Page(lang, columns)
    before, after = found.before, found.scenario.as_of
    page.line(said(lang, "since.head", name=found.scenario.name, before=before, after=after))
    for moved in found.targets:
        page.line()
        venue = said(lang, f"text.venue.{moved.target}")
        dates = [_date(one, lang) for one in (moved.before, moved.after)]
        days = moved_days(moved, lang)
        page.line(
            said(lang, "since.moved", venue=venue, before=dates[0], after=dates[1], days=days),
            hang=2,
        )
        for part in moved.parts:
            if part.before != part.after:
                kind = said(lang, f"since.kind.{part.kind}")
                line = said(lang, "since.line", kind=kind, days=moved_days(part, lang))
                page.line(line, indent=2, hang=2)
    for kind, texts in found.told.items():
        if texts:
            page.line()
            page.line(said(lang, f"since.kind.{kind}"))
        for text in texts:
            page.line(f"- {render(text, lang)}", indent=2, hang=2)
    return page.text()


def _date(value: date | None, lang: Lang) -> str:
    return said(lang, "since.no-date") if value is None else said(lang, "since.day", day=value)


def moved_days(item: Moved | MovedBy, lang: Lang) -> str:
    """How far a date moved, in words."""
    if item.before == item.after:
        return said(lang, "since.same")
    if item.before is None and item.after is not None:
        return said(lang, "since.came", after=item.after)
    if item.after is None and item.before is not None:
        return said(lang, "since.went", before=item.before)
    days = item.days or 0
    return said(
        lang, "since.later" if days > 0 else "since.earlier", n=Quantity(abs(days), "count")
    )
