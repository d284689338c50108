"""Levers and margins as text, data and table rows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pathway.base.phrases import Lang, Phrase, Quantity, Value, phrase, said, show
from pathway.planning.causes import milestone_title, route_title
from pathway.report.comparison import flip_text
from pathway.report.data import Json, day
from pathway.report.tables import TableRow
from pathway.report.text import Page
from pathway.studies.compare import Flip
from pathway.studies.levers.inputs import Input, Override, Setting, shown, written
from pathway.studies.levers.results import Barrier, Change, Lever, Leverage, Margin


def levers_data(found: Leverage, lang: Lang) -> dict[str, Json]:
    """`pathway.levers/1`. Amounts are in the scenario's own unit of money, as `--set` takes
    them.
    """
    out: dict[str, Json] = {
        "schema": "pathway.levers/1",
        "scenario": found.scenario.name,
        "as_of": found.scenario.as_of.isoformat(),
        "base": {"target": found.target, "date": day(found.date), "route": found.route},
        "pairs": found.pairs,
        "min_days": found.min_days,
        "levers": [_lever_data(lever, lang) for lever in found.levers],
        "margins": [_margin_data(margin, found, lang) for margin in found.margins],
    }
    if found.reviews is not None:
        out["reviews"] = _lever_data(found.reviews, lang)
    if found.by is not None:
        out["by"] = day(found.by)
    return out


def _lever_data(lever: Lever, lang: Lang) -> dict[str, Json]:
    return {
        "set": dict(lever.set),
        "date": day(lever.date),
        "days_gained": lever.days_gained,
        "route": lever.route,
        "whose": [change.input.whose for change in lever.changes],
        "text": lever_text(lever, lang),
        "because": because(lever, lang),
        "flipped": [f.id for f in lever.flipped],
    }


def _margin_data(margin: Margin, found: Leverage, lang: Lang) -> dict[str, Json]:
    item, bar = margin.input, margin.bar
    value = None if item.value is None else as_json(written(found.scenario, item, item.value))
    return {
        "path": item.path,
        "whose": item.whose,
        "value": value,
        "cliff": as_json(written(found.scenario, item, margin.cliff)),
        "set": dict(margin.set),
        "date_after": day(margin.date_after),
        "days_lost": margin.days_lost,
        "legal": day(margin.legal),
        "bar": None
        if bar is None
        else {"rule": bar.rule, "title": bar.title.text(lang), "until": day(bar.until)},
        "text": margin_text(margin, lang),
    }


def as_json(text: str) -> Json:
    """A setting as JSON has it: a number where it is one, so that programs need not parse it."""
    if text in ("true", "false"):
        return text == "true"
    try:
        number = Fraction(text)
    except ValueError:
        return text
    return number.numerator if number.denominator == 1 else float(text)


def lever_text(lever: Lever, lang: Lang) -> str:
    """What to change, from what to what."""
    return said(lang, "levers.and").join(_change(change, lang) for change in lever.changes)


def _change(change: Change, lang: Lang) -> str:
    item, value = change.input, change.value
    before, after = shown(item, item.value), shown(item, value)
    by = _by(item, value)
    key = "levers.change" if by is None else "levers.change-by"
    return said(lang, key, title=item.title, before=before, after=after, by=by or "")


def _by(item: Input, value: Setting) -> Value | None:
    """How large a change is, in the input's own unit."""
    old = item.value
    if isinstance(value, date) and isinstance(old, date):
        days = (value - old).days
        return phrase("levers.days" if abs(days) != 1 else "levers.day", n=f"{days:+d}")
    if isinstance(old, bool | str | date) or isinstance(value, bool | str | date) or old is None:
        return None
    if item.kind == "length":
        days = int(value - old)
        return phrase("levers.days" if abs(days) != 1 else "levers.day", n=f"{days:+d}")
    gap = Fraction(value) - Fraction(old)
    unit = {"multiple": "count", "ratio": "points"}.get(item.unit, item.unit)
    return phrase("levers.more" if gap > 0 else "levers.less", amount=Quantity(abs(gap), unit))


def because(lever: Lever, lang: Lang) -> str | None:
    """What in law made the difference: the innermost requirement that holds earlier, else the cause
    that gave way.
    """
    earlier = [
        f for f in lever.flipped if f.after is not None and (f.before is None or f.after < f.before)
    ]
    inner = [f for f in earlier if not any(o.id != f.id and o.id.startswith(f.id) for o in earlier)]
    if inner:
        return flip_text(_nearest(inner, lever), lang)
    changed = lever.changed
    if all(change.input.kind == "length" for change in lever.changes):
        return None  # that a step takes as long as it is said to take explains nothing
    if changed is None or changed.after is None:
        return None
    title = milestone_title(changed.milestone)
    return said(lang, "levers.now", title=title, cause=changed.after.text)


def _nearest(found: list[Flip], lever: Lever) -> Flip:
    """The requirement that belongs to the rule which decided the day before, if any does."""
    before = lever.changed.before if lever.changed else None
    rule = before.rule if before and before.rule else ""
    return next((f for f in found if rule and f.id.startswith(rule)), found[0])


def margin_text(margin: Margin, lang: Lang) -> str:
    """How far an input may move, and what happens then."""
    item = margin.input
    if margin.date_after is None:
        then = Phrase("levers.no-date")
    else:
        key = "levers.slips" if margin.days_lost != 1 else "levers.slips-one"
        then = phrase(key, day=margin.date_after, n=margin.days_lost or 0)
    value = shown(item, item.value)
    if isinstance(margin.cliff, date):
        return _day_text(margin, then, lang)
    last = last_good(item, margin.cliff)
    if last == item.value:
        return said(lang, "levers.edge", title=item.title, value=value, then=then)
    share = _fall(item.value, last)
    return said(
        lang,
        "levers.margin",
        title=item.title,
        value=value,
        last=shown(item, last),
        share=share,
        then=then,
    )


def _day_text(margin: Margin, then: Value, lang: Lang) -> str:
    """How far a report or an act may slip, and what lies behind its legal day."""
    item, cliff = margin.input, margin.cliff
    assert isinstance(cliff, date)
    value = shown(item, item.value)
    if margin.legal is None:
        return said(
            lang, "levers.margin-day", title=item.title, value=value, cliff=cliff, then=then
        )
    return said(
        lang,
        "leverage.report" if item.legal is not None else "leverage.statements",
        title=item.title,
        value=value,
        legal=margin.legal,
        cliff=cliff,
        then=then,
        bar=_bar(margin.bar),
    )


def _bar(bar: Barrier | None) -> Value:
    """What is not met behind a legal day, and until when."""
    if bar is None:
        return ""
    if bar.until is None:
        return phrase("leverage.bar-for-good", title=bar.title)
    return phrase("leverage.bar", title=bar.title, until=bar.until)


def last_good(item: Input, cliff: Setting) -> Setting:
    """The last value before a cliff that still keeps the date."""
    assert not isinstance(cliff, str | bool | date)
    return Fraction(cliff) + item.grain


def _fall(value: Setting | None, last: Setting) -> Value:
    """How far that is, in per cent of the present value, rounded down."""
    if isinstance(value, str | bool | date) or isinstance(last, str | bool | date) or not value:
        return ""
    share = Fraction(math.floor((1 - Fraction(last) / Fraction(value)) * 1000), 1000)
    return phrase("levers.fall", share=Quantity(share, "ratio"))


def lever_rows(found: Leverage, lang: Lang) -> Iterator[TableRow]:
    """One row per lever and per margin."""
    yield ("kind", "set", "date", "days", "route", "text", "because", "whose")
    for lever in found.levers:
        yield _lever_row("lever", lever, lang)
    if found.reviews is not None:
        yield _lever_row("reviews", found.reviews, lang)
    for m in found.margins:
        yield (
            "margin",
            setting(m),
            str(m.date_after or ""),
            "" if m.days_lost is None else str(-m.days_lost),
            "",
            margin_text(m, lang),
            "" if m.bar is None else m.bar.rule,
            m.input.whose,
        )


def _lever_row(kind: str, lever: Lever, lang: Lang) -> TableRow:
    return (
        kind,
        setting(lever),
        str(lever.date),
        "" if lever.days_gained is None else str(lever.days_gained),
        lever.route,
        lever_text(lever, lang),
        because(lever, lang) or "",
        " ".join(dict.fromkeys(change.input.whose for change in lever.changes)),
    )


def setting(found: Lever | Margin) -> str:
    """What reproduces a lever or a margin on the command line."""
    return " ".join(f"--set {path}={_option(value)}" for path, value in found.set.items())


def _option(value: Override) -> str:
    """A value as `--set` takes it: a number never with an exponent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


def levers_text(found: Leverage, lang: Lang, columns: int | None = None) -> str:
    """What would bring the date forward, most days first; then how far figures may fall."""
    page = Page(lang, columns)
    venue = Phrase(f"text.venue.{found.target}")
    pace = Phrase(f"causes.pace.{found.scenario.pace}")
    page.line(page.say("head", name=found.scenario.name, as_of=found.scenario.as_of, pace=pace))
    route = "" if found.route is None else route_title(found.route)
    if found.date is None:
        page.line(page.say("no-date", venue=venue, years=found.scenario.horizon_years))
    else:
        page.line(said(lang, "levers.base", venue=venue, date=found.date, route=route))
    page.line()
    page.line(levers_heading(found, lang))
    for lever in found.levers:
        _lever(page, lever)
    if found.reviews is not None:
        _reviews(page, found.reviews)
    if found.margins:
        page.line()
        page.line(margins_heading(found, lang))
        for margin in found.margins:
            page.line("- " + margin_text(margin, lang), indent=2, hang=2)
    if found.min_days > 1:
        page.line()
        page.line(said(lang, "leverage.more"))
    return page.text()


def margins_heading(found: Leverage, lang: Lang) -> str:
    """What the margins that follow are."""
    return said(lang, "leverage.margins", least=_days(found.min_days))


def _days(count: int) -> Value:
    return phrase("levers.day" if count == 1 else "levers.days", n=str(count))


def levers_heading(found: Leverage, lang: Lang) -> str:
    """What the levers that follow are."""
    if found.by is not None and found.date is not None and found.date <= found.by:
        return said(lang, "levers.by-made", by=found.by)
    key = "none" if not found.levers else "pairs" if found.pairs else "singles"
    if found.by is not None:
        return said(lang, f"levers.{key}-by", by=found.by)
    if found.date is None:
        return said(lang, f"leverage.{key}-none")
    return said(lang, f"leverage.{key}", least=_days(found.min_days))


def gained_value(lever: Lever) -> Value:
    """How many days a lever gains, or that it gives a date."""
    if lever.days_gained is None:
        return Phrase("levers.feasible")
    one = "gained-one" if lever.days_gained == 1 else "gained"
    return phrase(f"levers.{one}", n=lever.days_gained)


def _lever(page: Page, lever: Lever) -> None:
    lang = page.lang
    page.line(f"{lever.date}  {show(gained_value(lever), lang)}", indent=2)
    page.line(lever_text(lever, lang), indent=6, hang=2)
    reason = because(lever, lang)
    if reason:
        page.line(said(lang, "levers.because", text=reason), indent=6, hang=2)
    page.line(setting(lever), indent=6, hang=2)


def reviews_text(lever: Lever, lang: Lang) -> str:
    """What fast reviews would bring, which are in nobody's hands here."""
    return said(lang, "leverage.reviews", date=lever.date, gained=gained_value(lever))


def _reviews(page: Page, lever: Lever) -> None:
    page.line()
    page.line(reviews_text(lever, page.lang))
    page.line(setting(lever), indent=6, hang=2)
