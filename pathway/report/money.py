"""Money on the way, support by place and what follows after the bell, as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pathway.base.phrases import Lang, Phrase, Value, phrase, render, said, semicolons, show
from pathway.law.funding import FavouredField
from pathway.planning.causes import milestone_title, route_title
from pathway.report.ladder_words import firmness, money_text
from pathway.report.text import Page
from pathway.studies.money import Funding, SourceFound
from pathway.studies.money.after_bell import AfterDay, ListedOn
from pathway.studies.money.on_path import DatedChange, PathEffect, RuleBasis


def money_text_page(found: Funding, lang: Lang, everything: bool = False) -> str:
    """The whole answer. everything: with sources that do not fit and rows that have expired."""
    page = Page(lang)
    _head(page, found)
    _sources(page, found)
    _others(page, found, everything)
    _support(page, found, everything)
    _after(page, found.after, bool(found.scenario.firm.holders))
    return page.text()


def _say(page: Page, indent: int, key: str, /, hang: int = 2, **values: Value) -> None:
    page.line(said(page.lang, f"money.{key}", **values), indent=indent, hang=hang)


def set_arguments(changes: Mapping[str, str]) -> str:
    """Overrides as a command line takes them."""
    return " ".join(f"--set {path}={value}" for path, value in changes.items())


def basis_text(basis: RuleBasis) -> Phrase:
    """A source with its status, in brackets."""
    return phrase("money.rule", cite=basis.cite, status=firmness(basis.standing))


# -- head and sources ------------------------------------------------------------------------------


def _head(page: Page, found: Funding) -> None:
    pace = Phrase(f"causes.pace.{found.scenario.pace}")
    _say(page, 0, "head", name=found.scenario.name, as_of=found.scenario.as_of, pace=pace)
    if found.no_plan is not None:
        _say(page, 0, "no-plan", why=found.no_plan)
    elif found.target is not None:
        venue = Phrase(f"text.venue.{found.target}")
        if found.date is None:
            _say(page, 0, "no-best", venue=venue)
        else:
            _say(
                page, 0, "best", venue=venue, date=found.date, route=route_title(found.route or "")
            )
    _say(page, 0, "advice")


def _sources(page: Page, found: Funding) -> None:
    fitting = found.with_fit("fits")
    page.line()
    if not fitting:
        _say(page, 0, "fits-none")
        return
    _say(page, 0, "fits", n=len(fitting))
    told: set[str] = set()
    for n, one in enumerate(fitting, 1):
        _source(page, one, n, told)
    first = fitting[0].source
    page.line()
    _say(page, 2, "sourced", cite=first.cite, status=firmness(first.standing))


def _source(page: Page, found: SourceFound, n: int, told: set[str]) -> None:
    """One source; an effect told before is not told again."""
    source = found.source
    page.line()
    key = "source-section" if source.section else "source"
    _say(page, 2, key, n=str(n), title=source.title, section=source.section)
    page.line(source.fits.text(page.lang), indent=5)
    _say(page, 5, "asks", hang=0, text=source.asks)
    page.line(source.path.text(page.lang), indent=5)
    if found.milestone is not None and found.date is not None:
        _say(page, 5, "touches", milestone=milestone_title(found.milestone), date=found.date)
    if found.rules:
        page.line(_bases(page, found.rules), indent=5, hang=1)
    again = [effect for effect in found.effects if effect.id in told]
    for effect in found.effects:
        if effect.id not in told:
            _effect(page, effect)
    if again:
        names = tuple(Phrase(f"money.effect-name.{effect.id}") for effect in again)
        _say(page, 5, "told-above", names=names)
    told |= {effect.id for effect in found.effects}


def _effect(page: Page, effect: PathEffect) -> None:
    page.line("- " + render(effect.text, page.lang), indent=5, hang=2)
    for replan in effect.replans:
        page.line(render(replan_text(replan), page.lang), indent=7, hang=4)
    if effect.set:
        _say(page, 7, "set-only", hang=4, args=set_arguments(effect.set))
    if effect.rules:
        page.line(_bases(page, effect.rules), indent=7, hang=1)


def replan_text(replan: DatedChange) -> Phrase:
    """A date with the overrides that give it."""
    return phrase(
        "money.set",
        args=set_arguments(replan.set),
        milestone=milestone_title(replan.milestone),
        date=replan.date or Phrase("money.no-date"),
    )


def _bases(page: Page, bases: Iterable[RuleBasis]) -> str:
    told = dict.fromkeys(render(basis_text(basis), page.lang) for basis in bases)
    return ("" if page.lang == "zh" else " ").join(told)


def _others(page: Page, found: Funding, everything: bool) -> None:
    """What may fit once more is given, and what does not."""
    maybe, absent = found.with_fit("open"), found.with_fit("absent")
    if maybe:
        page.line()
        _say(page, 0, "open", n=len(maybe))
        for one in maybe:
            _say(page, 2, "open-line", title=one.source.title, paths=tuple(one.fitting.missing))
    if absent and everything:
        page.line()
        _say(page, 0, "absent-head", n=len(absent))
        for one in absent:
            why = semicolons((render(r, page.lang) for r in one.fitting.reasons), page.lang)
            _say(page, 2, "absent-line", title=one.source.title, why=why)


# -- support ---------------------------------------------------------------------------------------


def _support(page: Page, found: Funding, everything: bool) -> None:
    support, scenario = found.support, found.scenario
    page.line()
    if support.province is None:
        _say(page, 0, "support.head-none")
    else:
        _say(page, 0, "support.head", province=support.province)
    for doubt in support.doubt:
        page.line(render(doubt, page.lang), indent=2, hang=2)
    if support.kinds:
        first = support.kinds[0]
        _say(page, 2, "support.kinds", cite=first.cite, status=firmness(first.standing))
        for kind in support.kinds:
            page.line("- " + kind.content.text(page.lang), indent=4, hang=2)
    if support.fields:
        _say(page, 2, "support.fields", names=_names(support.fields))
    if support.matching:
        _say(
            page,
            2,
            "support.matching",
            industry=scenario.firm.industry or "",
            names=_names(support.matching),
        )
    current = support.current_targets(scenario)
    for target in support.targets:
        if target in current or everything:
            key = "support.target" if target in current else "support.target-expired"
            _say(page, 2, key, until=target.until, text=target.content)
    rows = support.rows if everything else support.current_rows
    _say(page, 2, "support.rows" if rows else "support.rows-none")
    for row in rows:
        page.line("- " + render(money_text(row), page.lang), indent=4, hang=2)


def _names(fields: Sequence[FavouredField]) -> tuple[Value, ...]:
    return tuple(field.title for field in fields)


# -- after the bell --------------------------------------------------------------------------------


def _after(page: Page, days: Sequence[AfterDay], given: bool) -> None:
    page.line()
    _say(page, 0, "after.head")
    if not days:
        _say(page, 2, "after.none")
        return
    if not given:
        _say(page, 2, "after.roles")
    listings: dict[ListedOn, list[AfterDay]] = {}
    for day in days:
        listings.setdefault(day.listing, []).append(day)
    for listing, ahead in listings.items():
        venue = Phrase(f"money.listing.{listing.step}")
        _say(page, 2, "after.from", venue=venue, date=listing.date)
        for day in ahead:
            page.line(f"{day.date.isoformat()}  {_day(page, day)}", indent=4, hang=12)


def _day(page: Page, day: AfterDay) -> str:
    """A day after the listing in words, with what else must be known of it."""
    parts = [render(day.text, page.lang)]
    if day.note is not None:
        parts = [semicolons((*parts, show(day.note, page.lang)), page.lang)]
    return ("" if page.lang == "zh" else " ").join([*parts, _bases(page, day.rules)])
