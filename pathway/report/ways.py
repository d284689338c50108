"""How each answer of the library is shown: as data, text, rows, Markdown and files of other programs.

One place for the library and the command line. What an answer needs is loaded when it is shown, and
nothing of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from pathway.base.phrases import Lang
from pathway.report.data import Json, dumps
from pathway.report.tables import TableRow, rendered

if TYPE_CHECKING:
    from pathway.planning.check import Readiness
    from pathway.planning.values import Plan
    from pathway.recognition import Ladder
    from pathway.report.calendar import CalendarAnswer
    from pathway.studies.backtest import Backtest
    from pathway.studies.compare import Comparison
    from pathway.studies.explanation import Explanation
    from pathway.studies.health import Health
    from pathway.studies.law_answers import (
        RuleChanges,
        RuleCheck,
        RuleList,
        RuleSources,
        RuleVersions,
    )
    from pathway.studies.levers.results import Leverage
    from pathway.studies.money import Funding
    from pathway.studies.portfolio.row_values import Row
    from pathway.studies.simulate import Simulation
    from pathway.studies.since import Since
    from pathway.studies.unchecked import UncheckedRules

NO_FILES: Mapping[str, Callable[[], bytes]] = {}


@frozen
class Way:
    """How an answer is shown. data: a mapping. listed: what is printed as JSON where that is a
    list. memo: a text in Markdown, where it has one. values: its rows, where their cells are no texts.
    files: what it is in formats of other programs. full: all of it, where that is more.
    """

    data: Callable[[], dict[str, Json]]
    text: Callable[[], str]
    rows: Callable[[], Iterable[TableRow]]
    listed: Callable[[], list[Json]] | None = None
    memo: Callable[[], str] | None = None
    values: Callable[[], list[dict[str, object]]] | None = None
    files: Mapping[str, Callable[[], bytes]] = NO_FILES
    full: Callable[[], Way] | None = None

    def json(self) -> Json:
        """What `--format json` prints."""
        return self.data() if self.listed is None else self.listed()

    def markdown(self) -> str:
        """A memo, else the rows as a table of Markdown."""
        return rendered(self.rows(), "md") if self.memo is None else self.memo()


def _plan(answer: Plan, lang: Lang) -> Way:
    from pathway.report.planned import (
        closely,
        first_screens,
        has_deadline,
        plan_file,
        plan_json,
        render_plans,
    )
    from pathway.report.tables import plan_rows

    def screen() -> str:
        from pathway.studies.outlook import asked_of

        if has_deadline(answer):
            return render_plans([answer], "text", lang)
        return "".join(first_screens([answer], [asked_of(answer)], lang))

    def whole() -> str:
        more = None if has_deadline(answer) else [closely(answer)]
        return render_plans([answer], "text", lang, more)

    short = Way(
        lambda: plan_json(answer, lang, closely(answer)),
        screen,
        lambda: plan_rows([answer], lang),
        memo=lambda: render_plans([answer], "md", lang, [closely(answer)]),
        files={
            "ics": lambda: plan_file([answer], "ics", lang, [closely(answer)]),
            "xlsx": lambda: plan_file([answer], "xlsx", lang, [closely(answer)]),
        },
    )
    return evolve(short, full=lambda: evolve(short, text=whole))


def _explanation(answer: Explanation, lang: Lang) -> Way:
    from pathway.report.why import explanation_data, explanation_rows, why_text

    return Way(
        lambda: explanation_data(answer, lang),
        lambda: why_text(answer.route, answer.chain, lang, answer.levers),
        lambda: explanation_rows(answer, lang),
    )


def _readiness(answer: Readiness, lang: Lang) -> Way:
    from pathway.report.data import check_data
    from pathway.report.tables import check_rows

    def text() -> str:
        from pathway.report.check_text import check_text

        return check_text(answer, lang)

    def memo() -> str:
        from pathway.report.memo.check import check_memo

        return check_memo(answer, lang)

    return Way(lambda: check_data(answer, lang), text, lambda: check_rows(answer, lang), memo=memo)


def _comparison(answer: Comparison, lang: Lang) -> Way:
    from pathway.report.comparison import comparison_data, comparison_rows, comparison_text

    def memo() -> str:
        from pathway.report.memo.compare import compare_memo

        return compare_memo(answer, lang)

    def page() -> bytes:
        from pathway.report.heat import comparison_html

        return comparison_html(answer, lang).encode("utf-8")

    def workbook() -> bytes:
        from pathway.report.heat import comparison_xlsx

        return comparison_xlsx(answer, lang)

    return Way(
        lambda: comparison_data(answer, lang),
        lambda: comparison_text(answer, lang),
        lambda: comparison_rows(answer, lang),
        memo=memo,
        files={"html": page, "xlsx": workbook},
    )


def _leverage(answer: Leverage, lang: Lang) -> Way:
    from pathway.report.levers import lever_rows, levers_data, levers_text

    def memo() -> str:
        from pathway.report.memo.levers import levers_memo

        return levers_memo(answer, lang)

    return Way(
        lambda: levers_data(answer, lang),
        lambda: levers_text(answer, lang),
        lambda: lever_rows(answer, lang),
        memo=memo,
    )


def _simulation(answer: Simulation, lang: Lang) -> Way:
    from pathway.report.simulation import simulation_data, simulation_rows, simulation_text

    def memo() -> str:
        from pathway.report.memo.simulate import simulate_memo

        return simulate_memo(answer, lang)

    return Way(
        lambda: simulation_data(answer, lang),
        lambda: simulation_text(answer, lang),
        lambda: simulation_rows(answer, lang),
        memo=memo,
    )


def _ladder(answer: Ladder, lang: Lang) -> Way:
    from pathway.report.ladder_data import ladder_data, ladder_rows

    def text() -> str:
        from pathway.report.ladder import ladder_text

        return ladder_text(answer, lang)

    def memo() -> str:
        from pathway.report.memo.ladder import ladder_memo

        return ladder_memo(answer, lang)

    return Way(
        lambda: ladder_data(answer, lang), text, lambda: ladder_rows(answer, lang), memo=memo
    )


def _funding(answer: Funding, lang: Lang, everything: bool = False) -> Way:
    from pathway.report.money_data import money_data, money_rows

    def text() -> str:
        from pathway.report.money import money_text_page

        return money_text_page(answer, lang, everything)

    def memo() -> str:
        from pathway.report.memo.money import money_memo

        return money_memo(answer, lang, everything)

    def days() -> bytes:
        from pathway.report.money_files import money_ics

        return money_ics(answer, lang)

    def workbook() -> bytes:
        from pathway.report.money_files import money_xlsx

        return money_xlsx(answer, lang, everything)

    return Way(
        lambda: money_data(answer, lang, everything),
        text,
        lambda: money_rows(answer, lang, everything),
        memo=memo,
        files={"ics": days, "xlsx": workbook},
        full=lambda: _funding(answer, lang, True),
    )


def _since(answer: Since, lang: Lang) -> Way:
    from pathway.report.since import since_data, since_rows, since_text

    def memo() -> str:
        from pathway.report.memo.since import since_memo

        return since_memo(answer, lang)

    return Way(
        lambda: since_data(answer, lang),
        lambda: since_text(answer, lang),
        lambda: since_rows(answer, lang),
        memo=memo,
    )


def _backtest(answer: Backtest, lang: Lang, scores: bool = False) -> Way:
    from pathway.report.backtest import (
        backtest_data,
        backtest_rows,
        backtest_text,
        score_rows,
    )

    def memo() -> str:
        from pathway.report.memo.backtest import backtest_memo

        return backtest_memo(answer, lang, scores)

    return Way(
        lambda: backtest_data(answer, lang),
        lambda: backtest_text(answer, lang),
        lambda: score_rows(answer) if scores else backtest_rows(answer),
        memo=memo,
        full=lambda: _backtest(answer, lang, True),
    )


def _unchecked(answer: UncheckedRules, lang: Lang) -> Way:
    from pathway.report.todo import todo_data, todo_rows, todo_text

    def memo() -> str:
        from pathway.report.memo.todo import todo_memo

        return todo_memo(answer, lang)

    return Way(
        lambda: todo_data(answer, lang),
        lambda: todo_text(answer, lang),
        lambda: todo_rows(answer, lang),
        memo=memo,
    )


def _calendar(answer: CalendarAnswer, lang: Lang) -> Way:
    from pathway.report.calendar import calendar_list, calendar_rows, calendar_text

    return Way(
        lambda: {"rows": calendar_list(answer)},
        lambda: calendar_text(answer, lang),
        lambda: calendar_rows(answer),
        lambda: calendar_list(answer),
    )


def _rule_list(answer: RuleList, lang: Lang) -> Way:
    from pathway.report.rules import list_data, list_rows, list_text

    return Way(
        lambda: {"rules": list_data(answer, lang)},
        lambda: list_text(answer, lang),
        lambda: list_rows(answer, lang),
        lambda: list_data(answer, lang),
    )


def _rule_versions(answer: RuleVersions, lang: Lang) -> Way:
    from pathway.report.rules import provision_data, show_rows, show_text

    return Way(
        lambda: provision_data(answer.rulebook, answer.provision, answer.versions, lang),
        lambda: show_text(answer, lang),
        lambda: show_rows(answer, lang),
    )


def _rule_changes(answer: RuleChanges, lang: Lang) -> Way:
    from pathway.report.rules import diff_data, diff_rows, diff_text

    return Way(
        lambda: diff_data(answer, lang),
        lambda: diff_text(answer, lang),
        lambda: diff_rows(answer, lang),
    )


def _rule_sources(answer: RuleSources, lang: Lang) -> Way:
    from pathway.report.rules import sources_data, sources_rows, sources_text

    return Way(
        lambda: {"sources": sources_data(answer.instruments, lang)},
        lambda: sources_text(answer.instruments, lang),
        lambda: sources_rows(answer.instruments, lang),
        lambda: sources_data(answer.instruments, lang),
    )


def _rule_check(answer: RuleCheck, lang: Lang) -> Way:
    from pathway.report.todo import entry_data, entry_rows, entry_text

    return Way(
        lambda: entry_data(answer, lang),
        lambda: entry_text(answer, lang),
        lambda: entry_rows(answer),
    )


def _health(answer: Health, lang: Lang) -> Way:
    from pathway.report.health import health_data, health_rows, health_text

    return Way(
        lambda: health_data(answer),
        lambda: health_text(answer, lang),
        lambda: health_rows(answer),
    )


def _row(answer: Row, lang: Lang) -> Way:
    from pathway.report.portfolio import portfolio_rows, row_data

    def text() -> str:
        from pathway.report.portfolio_text import portfolio_text

        return portfolio_text([answer], lang)

    return Way(
        lambda: row_data(answer, lang),
        text,
        lambda: (),
        values=lambda: portfolio_rows([answer], lang),
    )


_WAYS: Mapping[str, Callable[..., Way]] = {
    "Plan": _plan,
    "Readiness": _readiness,
    "Comparison": _comparison,
    "Leverage": _leverage,
    "Simulation": _simulation,
    "Ladder": _ladder,
    "Funding": _funding,
    "Since": _since,
    "Backtest": _backtest,
    "UncheckedRules": _unchecked,
    "TierWindows": _calendar,
    "OpenDaysBetween": _calendar,
    "CountedDay": _calendar,
    "RuleList": _rule_list,
    "RuleVersions": _rule_versions,
    "RuleChanges": _rule_changes,
    "RuleSources": _rule_sources,
    "RuleCheck": _rule_check,
    "Row": _row,
    "Explanation": _explanation,
    "Health": _health,
}
"""By the name of the answer's type: no type of the package has the name of another."""


def way_of(answer: object, lang: Lang, full: bool = False) -> Way:
    """How an answer is shown in a language. full: all of it, of those that usually show less."""
    way = _WAYS[type(answer).__name__](answer, lang)
    return way.full() if full and way.full is not None else way


def told(way: Way, form: str) -> str:
    """An answer in a format that is text."""
    match form:
        case "json":
            return dumps(way.json())
        case "csv":
            return rendered(way.rows(), form)
        case "md":
            return way.markdown()
    return way.text()
