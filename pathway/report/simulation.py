"""Simulations as text with a histogram, data and table rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from rich.cells import cell_len

from pathway.base.phrases import Lang, Phrase, Quantity, phrase, render, said
from pathway.dates.days import add_months, to_date
from pathway.planning.causes import route_title
from pathway.report.data import Json, day, six_digits
from pathway.report.tables import TableRow
from pathway.report.text import Page
from pathway.scenario.scenario import Scenario
from pathway.studies.simulate import Critical, Simulation, TargetOutcome

_PERCENTS = (10, 50, 90)
_MORE = (5, 25, 75, 95)
_SHOWN_SHARE = Fraction(1, 200)
"""A quarter with fewer draws is shown together with those before or after it."""
_SHOWN = 12
"""Causes and influences shown in text."""


def simulation_data(found: Simulation, lang: Lang) -> dict[str, Json]:
    """`pathway.simulate/1`: the first target's distribution on top, those of all under
    `targets`.
    """
    outcomes = [_outcome(one, found.by, lang) for one in found.outcomes]
    return {
        "schema": "pathway.simulate/1",
        "scenario": found.scenario.name,
        "as_of": found.scenario.as_of.isoformat(),
        "pace": found.scenario.pace,
        "draws": found.draws,
        "seed": found.seed,
        "durations": "certain" if found.certain else "random",
        **outcomes[0],
        "targets": list(outcomes),
        "warnings": [render(text, lang) for text in found.warnings],
    }


def _outcome(found: TargetOutcome, by: date | None, lang: Lang) -> dict[str, Json]:
    asked: dict[str, Json] = {}
    if by is not None:
        share = six_digits(found.probability_by(by))
        asked["by"] = {"date": by.isoformat(), "probability": share}
    return {
        "target": found.target,
        "feasible_share": six_digits(found.feasible_share),
        "quantiles": {
            f"p{percent:02}": day(found.quantile(percent))
            for percent in sorted((*_PERCENTS, *_MORE))
        },
        "by_quarter": [
            {"quarter": quarter, "probability": six_digits(share)}
            for quarter, share in found.by_quarter
        ],
        "plan": {
            "date": day(found.plan),
            "route": found.route,
            "probability": None
            if found.plan is None
            else six_digits(found.probability_by(found.plan)),
        },
        "routes": [
            {"route": route, "share": six_digits(Fraction(n, found.draws))}
            for route, n in found.routes
        ],
        "sample": found.sample,
        "critical": [_critical(one, lang) for one in found.critical],
        "infeasible": [_critical(one, lang) for one in found.reasons],
        "sensitivity": [
            {
                "input": one.name,
                "title": render(one.title, lang),
                "rank_correlation": round(one.correlation, 4),
            }
            for one in found.influences
        ],
        "by_day": [{"date": when.isoformat(), "draws": count} for when, count in found.counts],
        **asked,
    }


def _critical(one: Critical, lang: Lang) -> Json:
    link = one.link
    return {
        "cause": link.rule or link.kind,
        "milestone": link.milestone,
        "kind": link.kind,
        "rule": link.rule,
        "text": render(link.text, lang),
        "share": six_digits(one.share),
    }


def simulation_rows(found: Simulation, lang: Lang) -> Iterator[TableRow]:
    """One row per quantile, quarter, cause, reason and influence of every target. The value stands
    once more in a column of its kind, so that a program reads days as days and shares as numbers.
    """
    yield "target", "what", "name", "value", "text", "day", "number"
    for target, what, name, value, text in _simulation_rows(found, lang):
        pair = (value, "") if what == "quantile" else ("", value)
        yield target, what, name, value, text, *pair


def _simulation_rows(found: Simulation, lang: Lang) -> Iterator[tuple[str, str, str, str, str]]:
    for one in found.outcomes:
        yield one.target, "feasible_share", "", str(six_digits(one.feasible_share)), ""
        for percent in sorted((*_PERCENTS, *_MORE)):
            yield one.target, "quantile", f"p{percent:02}", str(one.quantile(percent) or ""), ""
        if found.by is not None:
            share_by = str(six_digits(one.probability_by(found.by)))
            yield one.target, "probability_by", found.by.isoformat(), share_by, ""
        for quarter, share in one.by_quarter:
            yield one.target, "quarter", quarter, str(six_digits(share)), ""
        for what, causes in (("critical", one.critical), ("infeasible", one.reasons)):
            for cause in causes:
                name = f"{cause.link.milestone}: {cause.link.rule or cause.link.kind}"
                yield (
                    one.target,
                    what,
                    name,
                    str(six_digits(cause.share)),
                    render(cause.link.text, lang),
                )
        for item in one.influences:
            yield (
                one.target,
                "sensitivity",
                item.name,
                str(round(item.correlation, 4)),
                render(item.title, lang),
            )


def simulation_text(found: Simulation, lang: Lang, columns: int | None = None) -> str:
    """Per target the quantiles, the plan's day, the quarters as bars, causes, influences; then how
    it was drawn.
    """
    page = Page(lang, columns)
    scenario = found.scenario
    draws, seed = Quantity(found.draws, "count"), str(found.seed)
    page.line(
        said(
            page.lang,
            "simulate.head",
            name=scenario.name,
            as_of=scenario.as_of,
            draws=draws,
            seed=seed,
        )
    )
    for one in found.outcomes:
        page.line()
        page.line(said(lang, f"text.venue.{one.target}"))
        _dates(page, one, scenario)
        if found.by is not None:
            share = percent_text(one.probability_by(found.by))
            page.line(said(lang, "axes.by", by=found.by, share=share), indent=2, hang=2)
        _quarters(page, one)
        _causes(
            page,
            said(page.lang, "simulate.critical", sample=Quantity(one.sample, "count")),
            one.critical,
        )
        _causes(page, said(page.lang, "simulate.reasons"), one.reasons)
        if one.influences:
            page.line(said(page.lang, "simulate.influences"), indent=2, hang=2)
            for item in one.influences[:_SHOWN]:
                page.line(f"{item.correlation:+.2f}  {render(item.title, lang)}", indent=4, hang=7)
    page.line()
    for text in (*found.warnings, *method_texts(found)):
        page.line(render(text, lang))
    return page.text()


def _pace(scenario: Scenario) -> Phrase:
    return Phrase(f"causes.pace.{scenario.pace}")


def _dates(page: Page, one: TargetOutcome, scenario: Scenario) -> None:
    """The quantiles, and what the plan's own day is worth."""
    page.line(said(page.lang, "simulate.quantiles"), indent=2, hang=2)
    days = [str(one.quantile(percent) or said(page.lang, "simulate.none")) for percent in _PERCENTS]
    page.line("   ".join(days), indent=4)
    if one.plan is None:
        page.line(said(page.lang, "simulate.no-plan", pace=_pace(scenario)), indent=2, hang=2)
    else:
        share = percent_text(one.probability_by(one.plan))
        page.line(
            said(page.lang, "simulate.plan", date=one.plan, pace=_pace(scenario), share=share),
            indent=2,
            hang=2,
        )
    if one.infeasible:
        horizon = to_date(add_months(scenario.as_of.toordinal(), 12 * scenario.horizon_years))
        share = percent_text(1 - one.feasible_share)
        page.line(
            said(page.lang, "simulate.infeasible", horizon=horizon, share=share), indent=2, hang=2
        )
    if len(one.routes) > 1:
        shares = tuple(
            phrase(
                "simulate.route",
                route=route_title(route),
                share=percent_text(Fraction(n, one.draws)),
            )
            for route, n in one.routes
        )
        page.line(said(page.lang, "simulate.routes", routes=shares), indent=2, hang=2)


def percent_text(share: Fraction) -> str:
    """A share in per cent; small and nearly whole ones with a digit more, never rounded to nothing
    or to all.
    """
    if share in (0, 1):
        return f"{int(share) * 100}%"
    value = float(share) * 100
    if 1 <= value <= 99:
        return f"{value:.0f}%" if value >= 10 else f"{value:.1f}%"
    return "<0.1%" if value < 0.1 else ">99.9%" if value > 99.9 else f"{value:.1f}%"


def shown_quarters(one: TargetOutcome, lang: Lang) -> list[tuple[str, Fraction]]:
    """The share of draws by quarter: quarters with few draws at both ends are put together."""
    quarters = list(one.by_quarter)
    large = [i for i, (_, share) in enumerate(quarters) if share >= _SHOWN_SHARE]
    first, last = (large[0], large[-1]) if large else (0, len(quarters) - 1)
    rows = list(quarters[first : last + 1])
    early, late = (
        sum((s for _, s in part), Fraction(0)) for part in (quarters[:first], quarters[last + 1 :])
    )
    if early:
        rows.insert(0, (said(lang, "simulate.before"), early))
    if late:
        rows.append((said(lang, "simulate.after"), late))
    if one.infeasible:
        rows.append((said(lang, "simulate.never"), 1 - one.feasible_share))
    return rows


def _quarters(page: Page, one: TargetOutcome) -> None:
    """The histogram."""
    rows = shown_quarters(one, page.lang)
    page.line(said(page.lang, "simulate.quarters"), indent=2, hang=2)
    most = max((share for _, share in rows), default=Fraction(1))
    room = max(min(page.columns, 80) - 24, 8)
    wide = max((cell_len(name) for name, _ in rows), default=0)
    for name, share in rows:
        pad = " " * (wide - cell_len(name))
        page.line(f"{name}{pad}  {percent_text(share):>6}  {_bar(share / most * room)}", indent=4)


def _bar(length: Fraction) -> str:
    """A bar in eighths of a column."""
    eighths = round(length * 8)
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8]).strip()


def _causes(page: Page, head: str, causes: Sequence[Critical]) -> None:
    if not causes:
        return
    page.line(head, indent=2, hang=2)
    for one in causes[:_SHOWN]:
        text = render(one.link.text, page.lang)
        page.line(f"{percent_text(one.share):<6} {text}", indent=4, hang=7)


def method_texts(found: Simulation) -> Iterator[Phrase]:
    """How it was drawn."""
    uncertain = tuple(
        f"{metric} {float(spread):g}"
        for metric, spread in sorted(found.scenario.uncertainty.items())
        if spread and metric != "durations"
    )
    certain = phrase("simulate.method.certain", pace=_pace(found.scenario))
    yield certain if found.certain else Phrase("simulate.method.durations")
    yield (
        phrase("simulate.method.metrics", metrics=uncertain)
        if uncertain
        else Phrase("simulate.method.no-metrics")
    )
    yield Phrase("simulate.method.calendar")
