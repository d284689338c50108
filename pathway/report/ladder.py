"""The recognition ladder as text: where the firm stands, what each rung lacks, the rounds, and what
a title changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pathway.base.phrases import (
    Lang,
    Phrase,
    Quantity,
    Value,
    phrase,
    render,
    said,
    semicolons,
    show,
)
from pathway.planning.findings import shown
from pathway.planning.local_money import Money, totals
from pathway.recognition import Ladder, Rung
from pathway.recognition.bridges import frequency
from pathway.recognition.court import RungCondition
from pathway.recognition.sheets import Points, Sheet
from pathway.recognition.texts import Batch, Moment, call_to_list, reviews
from pathway.recognition.titles import updates
from pathway.report.ladder_words import compared, firmness, found_words, money_text, standing_text
from pathway.report.plan_text import folded
from pathway.report.text import Page


def ladder_text(found: Ladder, lang: Lang, columns: int | None = None) -> str:
    """Titles and the rung reached; every rung with what it lacks; rounds; bridges; money."""
    page = Page(lang, columns)
    _line(page, 0, "head", name=found.scenario.name, on=found.on)
    if found.rulebook.editions:
        page.line(page.say("editions", names=found.rulebook.editions))
    _line(page, 0, "never")
    year, basis = found.fiscal_year
    _line(page, 0, f"figures.{basis or 'missing'}", year=str(year))
    page.line()
    _titles(page, found)
    page.line()
    _line(page, 0, "rungs")
    for n, rung in enumerate(found.rungs, 1):
        _heading(page, rung, n, 2)
    for n, rung in enumerate(found.rungs, 1):
        page.line()
        _rung(page, found, rung, n)
    if found.missing:
        page.line()
        _line(page, 0, "to-give", n=len(found.missing), names=folded(found.missing))
    page.line()
    _bridges(page, found)
    page.line()
    _calendar(page, found)
    page.line()
    _money(page, found)
    return page.text()


def _line(page: Page, indent: int, key: str, /, **values: Value) -> None:
    page.line(said(page.lang, f"ladder.{key}", **values), indent=indent, hang=2)


def _titles(page: Page, found: Ladder) -> None:
    if found.reached is None:
        _line(page, 0, "reached-none")
    else:
        _line(page, 0, "reached", level=Phrase(f"ladder.level.{found.reached}"))
    _line(page, 0, "titles")
    if not found.titles:
        _line(page, 2, "no-titles")
    for title in found.titles:
        level = Phrase(f"ladder.level.{title.level}")
        key = "title" if title.batch is None else "title-batch"
        _line(
            page,
            2,
            key,
            level=level,
            granted=title.granted,
            batch=title.batch or 0,
            state=title.text,
        )
    if found.titles:
        day, status = updates(found.on)
        _line(page, 2, "update", day=day, status=standing_text(status, ""))


# -- rungs -----------------------------------------------------------------------------------------


def _heading(page: Page, rung: Rung, n: int, indent: int) -> None:
    level, outcome = Phrase(f"ladder.level.{rung.level}"), Phrase(f"ladder.outcome.{rung.outcome}")
    failing = len(rung.with_outcome("unmet"))
    if failing:
        outcome = phrase("ladder.fails", n=failing)
    _line(page, indent, "rung-review" if rung.review else "rung", n=n, level=level, outcome=outcome)


def _rung(page: Page, found: Ladder, rung: Rung, n: int) -> None:
    _heading(page, rung, n, 0)
    law = rung.governing
    if law.text is None:
        _line(page, 2, "law-none", reason=law.reason)
    else:
        instrument = found.rulebook.instruments[law.text.instrument].title
        status = firmness(law.text.standing)
        _line(
            page,
            2,
            "law",
            version=law.version or "",
            instrument=instrument,
            status=status,
            reason=law.reason,
        )
        if law.text.note is not None:
            _line(page, 2, "note", text=law.text.note)
    if rung.note is not None:
        _line(page, 2, "note", text=rung.note)
    unmet = rung.with_outcome("unmet")
    if unmet:
        _line(page, 2, "unmet", n=len(unmet))
        for item in unmet:
            _unmet(page, item, law.text.instrument if law.text else "")
        if len(unmet) == 1 and unmet[0].id.endswith(".prior-rung"):
            _line(page, 2, "only-prior")
    _listed(page, rung)
    if rung.growth is not None:
        values = [shown(v, "ratio") for v in (rung.growth.mean, rung.growth.compound)]
        _line(page, 2, "growth", mean=values[0], compound=values[1])
    if rung.sheet is not None:
        _sheet(page, rung.sheet)


def _unmet(page: Page, item: RungCondition, instrument: str) -> None:
    """A condition that fails, with the numbers of the alternative in which least is missing."""
    failing = [f for f in item.lacking if f.outcome == "unmet"]
    source = (
        f"[{item.cite.text(page.lang)}] " if item.cite.citation.instrument != instrument else ""
    )
    _line(
        page,
        4,
        "lacks",
        title=item.title,
        what=_joined(page, map(found_words, failing)),
        source=source,
        status=standing_text(item.status, item.confidence),
    )
    if item.note is not None:
        page.line(item.note.text(page.lang), indent=6, hang=0)


def _listed(page: Page, rung: Rung) -> None:
    """What is not known, assumed and met, each as one list."""
    unknown = rung.with_outcome("unknown")
    never = [item for item in unknown if set(item.missing) <= {"not_established"}]
    rest = [item for item in unknown if item not in never]
    if rest:
        _line(page, 2, "unknown", n=len(rest), names=_joined(page, (item.title for item in rest)))
    if never:
        _line(page, 2, "open", n=len(never), names=_joined(page, (item.title for item in never)))
        for item in never:
            if item.note is not None:
                _line(page, 4, "note", text=item.note)
    assumed = rung.with_outcome("assumed")
    if assumed:
        _line(
            page,
            2,
            "assumed",
            n=len(assumed),
            names=_joined(page, (item.title for item in assumed)),
        )
    met = rung.with_outcome("met")
    if met:
        _line(page, 2, "met", n=len(met), names=_joined(page, map(_short, met)))


def _joined(page: Page, items: Iterable[Value]) -> str:
    """A list whose members may hold commas."""
    return semicolons((show(item, page.lang) for item in items), page.lang)


def _short(item: RungCondition) -> Value:
    """A condition that holds, with its figure where it is a single comparison."""
    single = [
        f
        for f in item.findings
        if f.threshold is not None and f.unit != "flag" and f.outcome == "met"
    ]
    if len(item.findings) != 1 or not single:
        return item.title
    return phrase(
        "ladder.short",
        title=item.title,
        **{k: v for k, v in compared(single[0]).items() if k != "what"},
    )


def _points(points: Points) -> Value:
    if points.known:
        return Quantity(points.least, "count")
    return phrase(
        "ladder.range", least=Quantity(points.least, "count"), most=Quantity(points.most, "count")
    )


def _sheet(page: Page, sheet: Sheet) -> None:
    key = "sheet-stated" if sheet.stated else "sheet"
    _line(
        page,
        2,
        key,
        status=firmness(sheet.standing),
        points=_points(sheet.total),
        needed=sheet.needed,
    )
    if sheet.stated and not any(b.metric for b in sheet.blocks):
        return
    for block in sheet.blocks:
        items = tuple(
            phrase("ladder.item", item=i.title, points=_starred(i.points, i.edge))
            for i in block.indicators
        )
        most = Quantity(block.most, "count")
        _line(
            page,
            4,
            "block",
            block=block.title,
            points=_points(block.points),
            most=most,
            items=items,
        )
    if sheet.edges:
        _line(page, 4, "edge", text=sheet.edge_text, status=firmness(sheet.edge_standing))


def _starred(points: Points, edge: bool) -> Value:
    return phrase("ladder.starred", points=_points(points)) if edge else _points(points)


# -- bridges, rounds, money ------------------------------------------------------------------------


def _bridges(page: Page, found: Ladder) -> None:
    _line(page, 0, "way-head")
    for bridge in found.bridges:
        name, opening = (
            Phrase(f"ladder.way.{bridge.id}"),
            Phrase(f"ladder.opening.{bridge.opening}"),
        )
        _line(
            page,
            2,
            "way-line",
            way=name,
            opening=opening,
            reason=bridge.reason,
            status=firmness(bridge.standing),
        )
        for detail in bridge.details if bridge.opening != "past" else ():
            page.line(detail.text(page.lang), indent=4)
        page.line(f"[{bridge.cite.text(page.lang)}]", indent=4, hang=1)
    for board in found.boards:
        item, outcome = board.condition, Phrase(f"ladder.outcome.{board.condition.outcome}")
        status = standing_text(item.status, item.confidence)
        _line(page, 2, "board", place=board.place, outcome=outcome, status=status)
        for miss in item.lacking:
            page.line("- " + render(found_words(miss), page.lang), indent=4, hang=2)
        if board.record is not None:
            page.line(board.record.text(page.lang), indent=4)
    page.line(frequency().text(page.lang), indent=2, hang=2)


def _moment(moment: Moment) -> Value:
    when: Value = moment.day or moment.text or Phrase("ladder.nothing")
    if moment.standing.status == "reported" and not moment.standing.confidence:
        return when
    return (
        when
        if isinstance(when, Phrase)
        else phrase("ladder.moment", when=when, status=firmness(moment.standing))
    )


def _calendar(page: Page, found: Ladder) -> None:
    _line(page, 0, "calendar")
    for batch in found.calendar:
        _batch(page, batch)
    for review in reviews():
        if review.known <= found.scenario.as_of:
            _line(
                page,
                2,
                "review-passed",
                year=str(review.year),
                batches=tuple(map(str, review.batches)),
                passed=Quantity(review.passed, "count"),
                status=firmness(review.standing),
            )
    prior = call_to_list()
    _line(
        page,
        2,
        "prior",
        low=prior.low,
        likely=Quantity(prior.likely, "count"),
        high=Quantity(prior.high, "count"),
        status=firmness(prior.standing),
        note=prior.note,
    )


def _batch(page: Page, batch: Batch) -> None:
    level = Phrase(f"ladder.level.{batch.level}")
    if batch.call.standing.status == "unknown":
        _line(
            page,
            2,
            "next",
            level=level,
            batch=batch.batch,
            year=str(batch.year),
            note=batch.note or "",
        )
        return
    key = "round" if batch.recognised is not None else "round-unknown"
    _line(
        page,
        2,
        key,
        level=level,
        batch=batch.batch,
        call=_moment(batch.call),
        list=_moment(batch.list),
        count=Quantity(batch.recognised or 0, "count"),
    )


def _money(page: Page, found: Ladder) -> None:
    _line(page, 0, "money-head")
    shown_rows: Sequence[Money] = found.money
    if all(row.grant.place == "China" for row in shown_rows):
        _line(page, 2, "no-money")
    for row in sorted(shown_rows, key=lambda r: r.validity == "expired"):
        page.line("- " + render(money_text(row), page.lang), indent=2, hang=2)
    for total in totals(found.money):
        where = total.city or Phrase(f"ladder.place.{total.place}")
        _line(
            page,
            2,
            "money-total",
            place=where,
            route=total.route,
            amount=Quantity(total.amount, "yuan"),
        )
