"""Backtests as text, data and table rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pathway.base.phrases import Lang, Quantity, colon, render, said
from pathway.law.steps import PACES
from pathway.planning.causes import milestone_title
from pathway.report.data import Json
from pathway.report.tables import TableRow
from pathway.report.text import Page
from pathway.studies.backtest import Backtest
from pathway.studies.backtest.scores import (
    ROWS_USED,
    Forecast,
    RowsUsed,
    Score,
    Trial,
    by_cohort,
    by_pair,
    is_listing,
)

ASSUMED = ("figures", "meetings", "known")
LIMITS = ("medians", "waits", "ahead", "boards", "fast")
"""What is assumed of the cases, and what the durations do not tell: keys of messages."""
_SAID = (*PACES, "p10", "p50", "p90")
_SCORED = ("n", "bias", "known_bias", "error", "within", "early", "late")
_SHARES = frozenset({"within", "early", "late"})


def notes(lang: Lang) -> dict[str, list[str]]:
    """What is assumed of the cases, and the limits of what is known, in words."""
    return {
        "assumed": [said(lang, f"backtest.assumed.{key}") for key in ASSUMED],
        "limits": [said(lang, f"backtest.limits.{key}") for key in LIMITS],
    }


# -- text ------------------------------------------------------------------------------------------


def backtest_text(result: Backtest, lang: Lang, columns: int | None = None) -> str:
    """Cases with their planned and actual days, the totals, the scores by cohort and by pair, and
    what was left out.
    """
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
        _trial(page, item)
    page.line()
    page.line(totals_text(result, lang))
    page.line(page.say("backtest.legend"))
    _scores(page, result)
    said = notes(lang)
    for key in ("assumed", "limits"):
        page.line()
        page.line(page.say(f"backtest.{key}"))
        for text in said[key]:
            page.line(f"- {text}", indent=2, hang=2)
    page.line()
    reasons: dict[str, list[str]] = {}
    for skipped in result.skipped:
        reasons.setdefault(render(skipped.why, lang), []).append(skipped.name)
    for why, names in reasons.items():
        page.line(page.say("backtest.skipped", n=len(names), names=tuple(names), why=why), hang=2)
    return page.text()


def totals_text(result: Backtest, lang: Lang) -> str:
    """The totals in one line."""
    return said(
        lang,
        "text.backtest.totals",
        n=len(result.comparisons),
        violations=len(result.violations),
        coverage=share_of(result.coverage),
        error=f"{result.median_error_days:+d}",
    )


def _trial(page: Page, item: Trial) -> None:
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
    drawn = page.say("backtest.drawn", low=item.said.p10, middle=item.said.p50, high=item.said.p90)
    page.line(drawn, indent=6, hang=2)


def _scores(page: Page, result: Backtest) -> None:
    trials = result.comparisons
    if not trials:
        return
    listings = [trial for trial in trials if is_listing(trial)]
    for key, some in (("all", trials), ("listings", listings)):
        for used in ROWS_USED:
            page.line()
            page.line(page.say(f"backtest.scores.{key}.{used}"), hang=2)
            for score in by_cohort(some, used):
                name = score.cohort or page.say("backtest.scores.cohorts")
                page.line(colon(name, _scored(page, score), page.lang), indent=2, hang=4)
    page.line()
    page.line(page.say("backtest.scores.pairs"), hang=2)
    for score in by_pair(trials, "all"):
        page.line(
            page.say(
                "backtest.scores.pair",
                cohort=score.cohort,
                given=milestone_title(score.given),
                milestone=milestone_title(score.milestone),
            ),
            indent=2,
            hang=2,
        )
        page.line(_scored(page, score), indent=6, hang=2)


def _scored(page: Page, score: Score) -> str:
    return page.say(
        "backtest.scores.line",
        n=score.n,
        bias=f"{round(score.bias):+d}",
        known=f"{round(score.known_bias):+d}",
        error=str(round(score.error)),
        within=share_of(score.within),
        early=share_of(score.early),
        late=share_of(score.late),
    )


def share_of(share: float) -> Quantity:
    """A share to a tenth of a per cent."""
    return Quantity(Fraction(round(share * 1000), 1000), "ratio")


# -- data ------------------------------------------------------------------------------------------


def backtest_data(result: Backtest, lang: Lang) -> dict[str, Json]:
    """`pathway.backtest/1`."""
    return {
        "schema": "pathway.backtest/1",
        "known_through": result.last.isoformat(),
        "totals": {
            "comparisons": len(result.comparisons),
            "violations": len(result.violations),
            "coverage": round(result.coverage, 4),
            "median_error_days": result.median_error_days,
        },
        "scores": list(_every_score(result)),
        **{key: list(texts) for key, texts in notes(lang).items()},
        "skipped": [{"name": s.name, "why": render(s.why, lang)} for s in result.skipped],
        "comparisons": [_trial_data(trial) for trial in result.comparisons],
    }


def _every_score(result: Backtest) -> Iterator[dict[str, Json]]:
    """The scores of all, of listings, of each pair of milestones; by cohort."""
    listings = [trial for trial in result.comparisons if is_listing(trial)]
    for used in ROWS_USED:
        for what, found in (
            ("all", by_cohort(result.comparisons, used)),
            ("listings", by_cohort(listings, used)),
            ("pair", by_pair(result.comparisons, used)),
        ):
            yield from (_score_data(score, what, used) for score in found)


def _score_data(score: Score, what: str, used: RowsUsed) -> dict[str, Json]:
    return {
        "of": what,
        "durations": used,
        "cohort": score.cohort or None,
        "given": score.given or None,
        "milestone": score.milestone or None,
        "n": score.n,
        "bias_days": score.bias,
        "known_bias_days": score.known_bias,
        "error_days": score.error,
        "within": round(score.within, 4),
        "early": round(score.early, 4),
        "late": round(score.late, 4),
    }


def _trial_data(trial: Trial) -> Json:
    said: dict[str, Json] = {name: str(getattr(trial.said, name)) for name in _SAID}
    return {
        "code": trial.code,
        "name": trial.name,
        "as_of": str(trial.as_of),
        "given": trial.given,
        "milestone": trial.milestone,
        **said,
        "actual": str(trial.actual),
        "error_days": trial.error_days,
        "violation": trial.violation,
        "covered": trial.covered,
        "rank": round(trial.said.rank, 4),
        "left_out": _said_data(trial.left_out),
    }


def _said_data(found: Forecast) -> Json:
    days: dict[str, Json] = {name: str(getattr(found, name)) for name in _SAID}
    return {**days, "rank": round(found.rank, 4)}


# -- tables ----------------------------------------------------------------------------------------


def backtest_rows(result: Backtest) -> Iterator[TableRow]:
    """One row per comparison."""
    yield (
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
        "p10",
        "p50",
        "p90",
        "rank",
    )
    for c in result.comparisons:
        yield (
            c.code,
            c.name,
            str(c.as_of),
            c.given,
            c.milestone,
            str(c.floor),
            str(c.typical),
            str(c.cautious),
            str(c.actual),
            str(c.error_days),
            str(c.violation).lower(),
            str(c.covered).lower(),
            str(c.said.p10),
            str(c.said.p50),
            str(c.said.p90),
            f"{c.said.rank:.4f}",
        )


def score_rows(result: Backtest) -> Iterator[TableRow]:
    """One row per score: of all, of listings, of each pair of milestones; by cohort."""
    yield ("of", "durations", "cohort", "given", "milestone", *_SCORED)
    for score in _every_score(result):
        yield tuple("" if value is None else str(value) for value in score.values())
