"""A backtest as a memo: the totals, the scores, the cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pathway.base.phrases import Lang, render, said, semicolons, show
from pathway.planning.causes import milestone_title
from pathway.report.backtest import notes, share_of, totals_text
from pathway.report.memo.parts import bullets, columns, heading, headline, joined, say, table
from pathway.report.page.words import day_text
from pathway.studies.backtest import Backtest
from pathway.studies.backtest.scores import (
    ROWS_USED,
    Score,
    Trial,
    by_cohort,
    by_pair,
    is_listing,
)

_SCORED = ("n", "bias", "known-bias", "mean-error", "within", "early", "late")


def backtest_memo(result: Backtest, lang: Lang, scores: bool = False) -> str:
    """A backtest as a memo.

    Args:
        result: The answer of `backtest`.
        lang: The language.
        scores: Whether the scores alone are told, without the cases.

    Returns:
        Markdown, which ends with a line break.
    """
    return joined(_blocks(result, lang, scores))


def _blocks(result: Backtest, lang: Lang, scores: bool) -> Iterator[str]:
    yield heading(say(lang, "title.backtest"), 1)
    yield headline(totals_text(result, lang))
    yield from _scores(result, lang)
    if not scores:
        yield heading(say(lang, "backtest.cases"))
        yield _cases(result.comparisons, lang)
    said_ = notes(lang)
    for key in ("assumed", "limits"):
        yield heading(said(lang, f"text.backtest.{key}").rstrip("：:"))
        yield bullets(said_[key])
    reasons: dict[str, list[str]] = {}
    for skipped in result.skipped:
        reasons.setdefault(render(skipped.why, lang), []).append(skipped.name)
    if reasons:
        yield heading(say(lang, "backtest.skipped"))
        rows = [(why, semicolons(names, lang)) for why, names in reasons.items()]
        yield table(columns(("reason", "firms"), lang), rows)


def _cases(trials: Iterable[Trial], lang: Lang) -> str:
    names = ("firm", "planned-on", "milestone", "floor", "typical", "cautious", "actual")
    heads = columns((*names, "error", "verdict"), lang)
    return table(heads, [_case(trial, lang) for trial in trials])


def _case(trial: Trial, lang: Lang) -> tuple[str, ...]:
    verdict = "violation" if trial.violation else "covered" if trial.covered else "late"
    days = (trial.floor, trial.typical, trial.cautious, trial.actual)
    return (
        f"{trial.code} {trial.name}",
        f"{render(milestone_title(trial.given), lang)} {day_text(trial.as_of, lang)}",
        render(milestone_title(trial.milestone), lang),
        *(day_text(day, lang) for day in days),
        f"{trial.error_days:+d}",
        say(lang, f"backtest.{verdict}"),
    )


def _scores(result: Backtest, lang: Lang) -> Iterator[str]:
    trials = result.comparisons
    if not trials:
        return
    listings = [trial for trial in trials if is_listing(trial)]
    for key, some in (("all", trials), ("listings", listings)):
        for used in ROWS_USED:
            yield heading(said(lang, f"text.backtest.scores.{key}.{used}").rstrip("：:"), 3)
            rows = [
                (score.cohort or say(lang, "backtest.all"), *_scored(score, lang))
                for score in by_cohort(some, used)
            ]
            yield table(columns(("cohort", *_SCORED), lang), rows)
    yield heading(said(lang, "text.backtest.scores.pairs").rstrip("：:"), 3)
    rows = [(_pair(score, lang), *_scored(score, lang)) for score in by_pair(trials, "all")]
    yield table(columns(("milestone", *_SCORED), lang), rows)


def _pair(score: Score, lang: Lang) -> str:
    given, milestone = milestone_title(score.given), milestone_title(score.milestone)
    cohort = score.cohort or say(lang, "backtest.all")
    key = "text.backtest.scores.pair"
    return said(lang, key, cohort=cohort, given=given, milestone=milestone).rstrip("：:")


def _scored(score: Score, lang: Lang) -> tuple[str, ...]:
    shares = (score.within, score.early, score.late)
    return (
        str(score.n),
        f"{round(score.bias):+d}",
        f"{round(score.known_bias):+d}",
        str(round(score.error)),
        *(show(share_of(share), lang) for share in shares),
    )
