"""A backtest as text, data and table rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pathway.base.phrases import Lang, Quantity, render
from pathway.planning.causes import milestone_title
from pathway.report.data import Json
from pathway.report.tables import TableRow
from pathway.report.text import Page
from pathway.studies.backtest import Backtest

_COLUMNS = (
    "code",
    "name",
    "as_of",
    "given",
    "milestone",
    "floor",
    "typical",
    "cautious",
    "actual",
    "error_days",
    "violation",
    "covered",
)


def backtest_data(result: Backtest, lang: Lang) -> dict[str, Json]:
    """`pathway.backtest/1`."""
    head, *rows = backtest_rows(result)
    return {
        "schema": "pathway.backtest/1",
        "totals": {
            "comparisons": len(rows),
            "violations": len(result.violations),
            "coverage": round(result.coverage, 4),
            "median_error_days": result.median_error_days,
        },
        "skipped": [{"name": s.name, "why": render(s.why, lang)} for s in result.skipped],
        "comparisons": [{**dict(zip(head, row, strict=True))} for row in rows],
    }


def backtest_rows(result: Backtest) -> Iterator[TableRow]:
    """One row per comparison."""
    yield _COLUMNS
    for found in result.comparisons:
        values = (getattr(found, name) for name in _COLUMNS)
        yield tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in values)


def backtest_text(result: Backtest, lang: Lang, columns: int | None = None) -> str:
    """Cases with their planned and actual days, then the totals and what was left out."""
    page = Page(lang, columns)
    last: tuple[str, str] | None = None
    for item in result.comparisons:
        head = (item.name, item.given)
        if head != last:
            given = milestone_title(item.given)
            page.line(
                page.say(
                    "backtest.case", code=item.code, name=item.name, day=item.as_of, given=given
                ),
                hang=2,
            )
            last = head
        mark = "!" if item.violation else " " if item.covered else "+"
        title = render(milestone_title(item.milestone), page.lang)
        page.line(f"{mark} {title}", indent=2)
        days = page.say(
            "backtest.days",
            floor=item.floor,
            typical=item.typical,
            cautious=item.cautious,
            actual=item.actual,
            error=f"{item.error_days:+d}",
        )
        page.line(days, indent=6, hang=2)
    page.line()
    page.line(
        page.say(
            "backtest.totals",
            n=len(result.comparisons),
            violations=len(result.violations),
            coverage=Quantity(Fraction(round(result.coverage * 1000), 1000), "ratio"),
            error=f"{result.median_error_days:+d}",
        )
    )
    page.line(page.say("backtest.legend"))
    reasons: dict[str, list[str]] = {}
    for skipped in result.skipped:
        reasons.setdefault(render(skipped.why, lang), []).append(skipped.name)
    for why, names in reasons.items():
        page.line(page.say("backtest.skipped", n=len(names), names=tuple(names), why=why), hang=2)
    return page.text()
