"""What the date rests on: the firm's word, the law, cases and calendar."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from pathway.base.phrases import Lang, Quantity
from pathway.planning.values import Plan, Route
from pathway.report.page.words import day_text, gained, told, words
from pathway.studies.board import Briefing
from pathway.studies.unchecked import UncheckedRule, UncheckedRules

_MOST_WORD = 6
_MOST_RULES = 2
"""Unchecked rules that are told with their effect: those that move the date most."""
_UNSURE = ("reported", "derived", "unconfirmed", "unknown")


@frozen
class Ground:
    """One thing that the date rests on, and what follows from it, or ""."""

    text: str
    effect: str = ""


@frozen
class GroundColumn:
    """A kind of grounds."""

    heading: str
    grounds: tuple[Ground, ...]


def rests(board: Briefing, route: Route | None, lang: Lang, draws: int) -> tuple[GroundColumn, ...]:
    """What the date rests on, in three columns."""
    plan = board.main.plan
    told = route or next((r for r in plan.routes if r.target == board.main.target), None)
    columns = (
        GroundColumn(words(lang, "rests.word"), tuple(_word(plan, told, lang))),
        GroundColumn(words(lang, "rests.law"), tuple(_law(board, told, lang))),
        GroundColumn(words(lang, "rests.cases"), tuple(_cases(board, told, lang, draws))),
    )
    return tuple(column for column in columns if column.grounds)


def _word(plan: Plan, route: Route | None, lang: Lang) -> Iterator[Ground]:
    """What is taken as given, and not."""
    if route is None:
        return
    forecast = [y.year for y in plan.scenario.firm.fiscal_years if y.basis == "forecast"]
    if forecast:
        years = words(lang, "list").join(map(str, forecast))
        yield Ground(words(lang, "rests.forecast", years=years))
    paths = [path for path in route.assumed if not path.startswith("milestones.")]
    governance = [path for path in paths if path.startswith("governance.")]
    others = [path for path in paths if path not in governance]
    known = {"interim_audits", "report_day", "statement_extension"}
    for path in others[:_MOST_WORD]:
        short = path.rpartition(".")[2]
        if short in known:
            yield Ground(words(lang, f"rests.assumed.{short}"))
    rest = [path for path in others if path.rpartition(".")[2] not in known]
    if rest:
        titles = {m.path: m.title.text(lang) for m in plan.rulebook.vocabulary.values()}
        names = words(lang, "list-semicolon").join(titles.get(path, path) for path in rest)
        yield Ground(words(lang, "rests.facts", n=str(len(rest)), paths=names))
    if governance:
        yield Ground(words(lang, "rests.governance", n=str(len(governance))))
    for warning in route.warnings:
        yield Ground(_sentence(told(warning, lang), lang))


def _sentence(text: str, lang: Lang) -> str:
    """A remark as a sentence begins and ends."""
    stop = words(lang, "stop")
    text = text[:1].upper() + text[1:]
    return text if text.endswith(stop) else text + stop


def _law(board: Briefing, route: Route | None, lang: Lang) -> Iterator[Ground]:
    """Rules that were not checked against the official text."""
    plan = board.main.plan
    relied = route.relied if route is not None else ()
    counts = {status: sum(v.status == status for _, v in relied) for status in _UNSURE}
    if relied:
        values = {key: str(n) for key, n in counts.items()}
        values["unsaid"] = str(counts["unconfirmed"] + counts["unknown"])
        values["official"] = str(len(relied) - sum(counts.values()))
        yield Ground(words(lang, "rests.unchecked", of=str(len(relied)), **values))
    if board.unchecked is not None:
        yield from _movable(board.unchecked, lang)
    if route is not None and route.unconfirmed:
        titles = [
            plan.rulebook.provisions[name].title.text(lang)
            for name in route.unconfirmed
            if name in plan.rulebook.provisions
        ]
        if titles:
            listed = words(lang, "list-semicolon").join(titles)
            yield Ground(words(lang, "rests.unconfirmed", titles=listed))
    if plan.rulebook.editions:
        names = words(lang, "list").join(plan.rulebook.editions)
        yield Ground(words(lang, "rests.editions", names=names))
    day = day_text(plan.rulebook.checked_through, lang)
    yield Ground(words(lang, "rests.checked", day=day))


def _movable(found: UncheckedRules, lang: Lang) -> Iterator[Ground]:
    """The unchecked rules that could move the date, with the day without them."""
    for rule in found.movable[:_MOST_RULES]:
        text = words(lang, "rests.movable", title=rule.provision.title.text(lang))
        yield Ground(text, _effect(rule, lang))
    more = len(found.movable) - _MOST_RULES
    if more > 0:
        yield Ground(words(lang, "rests.other-movable", n=str(more)))
    if not found.movable and found.date is not None:
        yield Ground(words(lang, "rests.none-movable"))


def _effect(rule: UncheckedRule, lang: Lang) -> str:
    """What the reading that moves the date most makes of it."""
    moving = [reading for reading in rule.readings if reading.days != 0]
    first = max(moving, key=lambda reading: abs(reading.days or 0))
    day = words(lang, "moves.none") if first.date is None else day_text(first.date, lang)
    days = "" if first.days is None else gained(first.days, lang)
    if first.version is None:
        return words(lang, "rests.without", day=day, days=days)
    version = day_text(first.version.effective, lang)
    return words(lang, "rests.instead", version=version, day=day, days=days)


def _cases(board: Briefing, route: Route | None, lang: Lang, draws: int) -> Iterator[Ground]:
    """Durations known from cases, and days beyond the official calendar."""
    plan = board.main.plan
    outcome = board.main.outcome(board.main.target)
    if outcome is not None:
        for one in outcome.influences[:2]:
            yield Ground(words(lang, "rests.influence", title=told(one.title, lang)))
    if route is not None and route.milestones:
        projected = sum(m.projected for m in route.milestones)
        if projected:
            yield Ground(
                words(
                    lang,
                    "rests.projected",
                    n=str(projected),
                    of=str(len(route.milestones)),
                    day=day_text(plan.official_through, lang),
                )
            )
    if outcome is None:
        yield Ground(words(lang, "rests.not-drawn"))
    elif board.main.simulation is not None:
        already = {told(one, lang) for one in (route.warnings if route is not None else ())}
        for warning in board.main.simulation.warnings:
            if told(warning, lang) not in already:
                yield Ground(_sentence(told(warning, lang), lang))
        if outcome.counts:
            yield Ground(words(lang, "rests.drawn", n=Quantity(draws, "count")))
