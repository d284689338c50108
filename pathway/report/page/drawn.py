"""The drawings of the page, each in the three layouts between which its style switches."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import accumulate

from markupsafe import Markup

from pathway.base.phrases import Lang, said, show
from pathway.planning.values import Route
from pathway.report.levers import last_good, lever_text
from pathway.report.page.answer import way_text
from pathway.report.page.charts import Chance, chance
from pathway.report.page.measure import clean
from pathway.report.page.strands import Shown, bars_of, picture
from pathway.report.page.tall import tall
from pathway.report.page.tornado import Mover, Movers, tornado
from pathway.report.page.ways import WayRow, Ways, ways
from pathway.report.page.wide import wide
from pathway.report.page.words import day_text, gained, short_month, words, written, year_text
from pathway.report.simulation import percent_text
from pathway.studies.board import Briefing, OtherWay
from pathway.studies.levers.inputs import Setting
from pathway.studies.levers.inputs import shown as setting
from pathway.studies.levers.results import Lever, Leverage, Margin
from pathway.studies.simulate import TargetOutcome

_LEAST_QUARTER = Fraction(1, 200)
"""A quarter with fewer draws is shown together with those after it."""
_MOST_QUARTERS = 14
_MOST_MOVERS = 6
"""Levers, and margins, that are shown."""
_MOST_MARGINS = 5
"""Of the margins, those after which there still is a date."""
_LEAST_DAYS = 10
"""Calendar days that a lever must gain to be shown."""


def timeline(
    board: Briefing, route: Route, badges: dict[str, int], lang: Lang, draws: int
) -> Markup:
    """The timeline of the route that is told."""
    assert board.outline is not None and route.date is not None
    case = board.main
    outcome = case.outcome(route.target)
    floor = case.outlooks[route.target].range.floor
    never = ""
    if outcome is not None and outcome.infeasible:
        share = percent_text(1 - outcome.feasible_share)
        never = words(lang, "never", share=share)
    shown = Shown(
        plan=case.plan,
        route=route,
        outline=board.outline,
        badges=badges,
        lang=lang,
        floor=floor,
        spread=outcome.spread if outcome is not None else None,
        quarters=tuple(quarters(outcome)) if outcome is not None else (),
        draws=draws,
        by_then=percent_text(outcome.probability_by(route.date)) if outcome is not None else "",
        never=never,
    )
    made = picture(shown)
    return (
        wide(made, "tlw", "v-w", 1040, 122)
        + wide(made, "tlm", "v-m", 720, 88)
        + tall(made, "tln", "v-n")
    )


def other_ways(board: Briefing, lang: Lang) -> Ways | None:
    """The ways on one axis; None where there is only the one that is told."""
    first = board.ways[0]
    if len(board.ways) < 2 or not any(way.route for way in board.ways):
        return None
    base = first.route.date if first.route is not None else None
    as_of = first.plan.scenario.as_of
    return Ways(
        rows=tuple(_way_row(way, base, lang) for way in board.ways),
        today=(as_of, words(lang, "today-short")),
        planned=words(lang, "ways.foot", day=day_text(base, lang)) if base else "",
        title=words(lang, "ways.title"),
        about=words(lang, "ways.about"),
        months=tuple(short_month(date(2000, month, 1), lang) for month in range(1, 13)),
        years=year_text(0, lang).replace("0", "{year}"),
    )


def draw_ways(found: Ways) -> Markup:
    """The drawing of the ways."""
    return (
        ways(found, "wyw", "v-w", 1040, 250)
        + ways(found, "wym", "v-m", 720, 190)
        + ways(found, "wyn", "v-n", 358, 0)
    )


def _way_row(way: OtherWay, base: date | None, lang: Lang) -> WayRow:
    title, reason = _way_names(way, lang)
    when = way.route.date if way.route is not None else None
    day = words(lang, "moves.none") if when is None else day_text(when, lang)
    days = None if when is None or base is None else (when - base).days
    difference = "" if way.kind == "planned" or days is None else gained(days, lang)
    bound = way.kind in ("floor", "cautious")
    found = bars_of(way.route, lang) if way.route is not None else ((), (), None)
    marks: tuple[date, ...] = ()
    if way.outcome is not None:
        spread = way.outcome.spread
        marks = tuple(d for d in (spread.p10, spread.p50, spread.p90) if d is not None)
    return WayRow(
        title=clean(title),
        reason=clean(reason),
        day=day,
        difference=difference,
        later=(days or 0) > 0,
        early=found[0],
        bars=found[1],
        window=found[2],
        listed=when,
        bound=bound,
        marks=marks,
    )


def _way_names(way: OtherWay, lang: Lang) -> tuple[str, str]:
    """What a way is called, and what is other about it."""
    name = said(lang, f"text.venue.{way.route.target}") if way.route is not None else ""
    if way.lever is not None:
        return words(lang, "ways.lever"), written(lever_text(way.lever, lang), lang)
    if way.margin is not None:
        return words(lang, "ways.margin"), _margin(way.margin, lang)
    if way.kind == "scenario":
        return way.plan.scenario.name[:80], name
    if way.kind == "target":
        reason = way_text(way.plan, way.route, lang) if way.route is not None else ""
        missing = [t for t in way.plan.targets if t not in way.plan.best]
        return name or said(lang, f"text.venue.{missing[0]}"), reason
    return words(lang, f"ways.{way.kind}"), words(lang, f"ways.{way.kind}-reason")


def quarters(outcome: TargetOutcome) -> list[tuple[date, float]]:
    """The share of draws by the first day of each quarter."""
    return [
        (date(int(name[:4]), 3 * int(name[-1]) - 2, 1), float(share))
        for name, share in outcome.by_quarter
    ]


def distribution(outcome: TargetOutcome, lang: Lang) -> Markup:
    """The distribution of the date."""
    made = _chance(outcome, lang)
    return (
        chance(made, "chw", "v-w", 500)
        + chance(made, "chm", "v-m", 720)
        + chance(made, "chn", "v-n", 358)
    )


def distribution_of(outcome: TargetOutcome, lang: Lang, prefix: str, units: float) -> Markup:
    """The distribution of the date in one layout."""
    return chance(_chance(outcome, lang), prefix, "", units)


def moves_of(found: Movers, prefix: str, units: float) -> Markup:
    """What moves the date in one layout."""
    return tornado(found, prefix, "", units)


def _chance(outcome: TargetOutcome, lang: Lang) -> Chance:
    every = quarters(outcome)
    large = [i for i, (_, share) in enumerate(every) if share >= _LEAST_QUARTER]
    last = min(large[-1], large[0] + _MOST_QUARTERS - 1) if large else 0
    kept = every[: last + 1][-_MOST_QUARTERS - 2 :]
    end = kept[-1][0]
    months = end.year * 12 + end.month - 1 + 3
    close = date(months // 12, months % 12 + 1, 1)
    totals = list(accumulate(n for _, n in outcome.counts))
    curve = [(kept[0][0], 0.0)]
    curve += [
        (day, total / outcome.draws)
        for (day, _), total in zip(outcome.counts, totals, strict=True)
        if day < close
    ]
    curve.append((close, curve[-1][1]))
    spread = outcome.spread
    marks = [("P10", spread.p10), ("P50", spread.p50), ("P90", spread.p90)]
    planned = None
    if outcome.plan is not None and outcome.plan < close:
        share = outcome.probability_by(outcome.plan)
        text = words(lang, "sure.planned", share=percent_text(share))
        planned = (outcome.plan, float(share), text)
    by_end = Fraction(round(curve[-1][1] * outcome.draws), outcome.draws)
    return Chance(
        quarters=tuple(kept),
        curve=tuple(_thinned(curve)),
        marks=tuple(
            (day, name, day_text(day, lang))
            for name, day in marks
            if day is not None and day < close
        ),
        planned=planned,
        later=sum(share for _, share in every[last + 1 :]),
        never=float(1 - outcome.feasible_share),
        words={
            "in-quarter": words(lang, "sure.in-quarter"),
            "by-day": words(lang, "sure.by-day"),
            "later": words(lang, "sure.later"),
            "never": words(lang, "sure.never"),
            "by-end": percent_text(by_end),
        },
        title=words(lang, "sure.title", venue=said(lang, f"text.venue.{outcome.target}")),
        about=words(lang, "sure.about"),
        quarter_names=tuple(words(lang, f"sure.quarter-{n}") for n in (1, 2, 3, 4)),
        years=year_text(0, lang).replace("0", "{year}"),
    )


def _thinned(curve: list[tuple[date, float]], most: int = 120) -> list[tuple[date, float]]:
    """A curve with as many points as the eye can tell apart."""
    step = max(len(curve) // most, 1)
    return [*curve[::step], curve[-1]]


def movers(found: Leverage | None, lang: Lang) -> Movers | None:
    """What brings the date forward, and what puts it off; None where there is no date to move."""
    if found is None or found.date is None:
        return None
    rows = [
        Mover(
            clean(written(lever_text(lever, lang), lang)),
            -(lever.days_gained or 0),
            day_text(lever.date, lang),
        )
        for lever in _best(found)
    ]
    dated = [m for m in found.margins if m.date_after is not None]
    dated = sorted(dated, key=lambda m: -(m.days_lost or 0))[:_MOST_MARGINS]
    without = [m for m in found.margins if m.date_after is None][: _MOST_MOVERS - len(dated)]
    rows += [
        Mover(
            clean(_margin(m, lang)),
            m.days_lost,
            day_text(m.date_after, lang) if m.date_after is not None else words(lang, "moves.none"),
        )
        for m in (*dated, *without)
    ]
    if not rows:
        return None
    return Movers(
        rows=tuple(rows),
        zero=day_text(found.date, lang),
        earlier=words(lang, "moves.earlier"),
        later=words(lang, "moves.later"),
        unit=words(lang, "moves.unit"),
        title=words(lang, "moves.title"),
        about=words(lang, "moves.about", day=day_text(found.date, lang)),
    )


def _best(found: Leverage) -> list[Lever]:
    """The lever of each input that gains most, the most days first."""
    best: dict[tuple[str, ...], Lever] = {}
    for lever in found.levers:
        key = tuple(lever.set)
        if (lever.days_gained or 0) < _LEAST_DAYS:
            continue
        if key not in best or (lever.days_gained or 0) > (best[key].days_gained or 0):
            best[key] = lever
    ranked = sorted(best.values(), key=lambda lever: (-(lever.days_gained or 0), len(lever.set)))
    by_day: dict[date, Lever] = {}
    for lever in ranked:  # of several that give one day, the one that changes least
        by_day.setdefault(lever.date, lever)
    return list(by_day.values())[:_MOST_MOVERS]


def _margin(margin: Margin, lang: Lang) -> str:
    """How far an input may move, shortly."""
    item = margin.input
    title, now = show(item.title, lang), setting(item, item.value)
    if isinstance(margin.cliff, date):
        last = date.fromordinal(margin.cliff.toordinal() - 1)
        shown_days = {"last": day_text(last, lang), "now": day_text(_day(item.value), lang)}
        return words(lang, "moves.after", title=title, **shown_days)
    last_kept = setting(item, last_good(item, margin.cliff))
    return words(lang, "moves.under", title=title, last=last_kept, now=now)


def _day(value: Setting | None) -> date:
    assert isinstance(value, date)
    return value


def moves(found: Movers) -> Markup:
    """The drawing of what moves the date."""
    return (
        tornado(found, "mvw", "v-w", 500)
        + tornado(found, "mvm", "v-m", 720)
        + tornado(found, "mvn", "v-n", 358)
    )
