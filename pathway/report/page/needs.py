"""The requirements of the page: what is asked, what the firm has, what it has to spare, where it
stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen
from markupsafe import Markup

from pathway.base.phrases import Lang, Quantity, said, semicolons, show
from pathway.planning.check import Item, Readiness
from pathway.planning.findings import Finding
from pathway.planning.values import Plan
from pathway.report.page.small_bars import need_bar
from pathway.report.page.words import day_text, words

_COMPARISON = "explain.comparison"
_APPLIED = frozenset({"filed", "window"})
"""The milestones at which a step is applied for."""
_NOT_FIGURES = frozenset({"flag", "years", "year"})
"""Units of what is compared but is no figure of the firm."""


@frozen
class Need:
    """A requirement with a number: the texts of its row, and its bar."""

    name: str
    needed: str
    have: str
    bar: Markup
    times: str
    spare: str
    since: str
    source: str
    met: bool


@frozen
class Needs:
    """The requirements of one step that have numbers."""

    heading: str
    rows: tuple[Need, ...]


@frozen
class AllNeeds:
    """The requirements of a route.

    Attributes:
        steps: Those with numbers, by step.
        unmet: The titles of those that are not met.
        later: Of those that the route meets by the time they are asked for, not yet on the day of
            its application.
        met: Of those without numbers that nothing in the file speaks against.
        word: Of those taken on the firm's word.
    """

    steps: tuple[Needs, ...]
    unmet: tuple[str, ...]
    later: tuple[str, ...]
    met: tuple[str, ...]
    word: tuple[str, ...]


def all_needs(plan: Plan, found: Sequence[Readiness], lang: Lang) -> AllNeeds:
    """The requirements of a route, each step on its own day."""
    teller = _NeedTeller(plan, lang)
    steps = tuple(teller.step(one) for one in found)
    unmet, later, met, word = (tuple(dict.fromkeys(titles)) for titles in teller.titles)
    return AllNeeds(steps, unmet, later, tuple(t for t in met if t not in unmet), word)


class _NeedTeller:
    """Tells the requirements of one plan; `titles` collects those without rows."""

    def __init__(self, plan: Plan, lang: Lang) -> None:
        self.plan, self.lang = plan, lang
        self.as_of = plan.scenario.as_of
        self.standards = {r.standard for r in plan.routes if r.standard is not None}
        self.titles: tuple[list[str], list[str], list[str], list[str]] = ([], [], [], [])

    def step(self, found: Readiness) -> Needs:
        """The requirements of one step with numbers, each once."""
        lang = self.lang
        rows: dict[tuple[str, str], Need] = {}
        instrument = ""
        for item in found.items:
            for own, one in self._rows(item):
                row = _row(own, one, self.as_of, lang, instrument)
                if (row.name, row.needed) not in rows:
                    rows[row.name, row.needed] = row
                    instrument = _instrument(own, lang)
            self._title(item)
        venue = said(lang, f"text.venue.{found.venue}")
        heading = words(lang, "need.heading", venue=venue, day=day_text(found.on, lang))
        return Needs(heading, tuple(rows.values()))

    def _title(self, item: Item) -> None:
        unmet, later, met, word = self.titles
        title = item.title.text(self.lang)
        if item.outcome == "unmet" and item.met_from is not None and _not_yet(item):
            later.append(
                words(self.lang, "need.later", title=title, day=day_text(item.met_from, self.lang))
            )
        elif item.outcome in ("unmet", "unknown"):
            unmet.append(words(self.lang, f"need.{item.outcome}", title=title))
        elif not any(True for _ in self._rows(item)):
            (word if item.outcome == "assumed" else met).append(title)

    def _rows(self, item: Item) -> Iterator[tuple[Item, Finding]]:
        """The findings with numbers of a requirement: its own, or those of the alternative relied
        on, each with where it stands.
        """
        if item.children:
            order = ("met", "assumed", "unknown", "unmet")
            chosen = [c for c in item.children if c.id in self.standards]
            best = chosen or sorted(item.children, key=lambda c: order.index(c.outcome))[:1]
            # Where it holds by a condition of its own, an alternative that fails is not told.
            if any(order.index(c.outcome) <= order.index(item.outcome) for c in best):
                for child in best:
                    yield from self._rows(child)
                return
        for one in self._told(item):
            yield item, one

    def _told(self, item: Item) -> Iterator[Finding]:
        """The findings with numbers of the firm itself; a figure by which a rule only tells cases
        apart is none of them.
        """
        vocabulary = self.plan.rulebook.vocabulary
        for found in figures_of(item):
            if any(vocabulary[m].path for m in found.metrics if m in vocabulary):
                yield found


def _not_yet(item: Item) -> bool:
    """Whether a requirement is not asked for at the application, on whose day it is looked at."""
    asked = {name.rpartition(".")[2] for name in item.tested_at}
    return bool(asked) and not asked & _APPLIED


def figures_of(item: Item) -> Iterator[Finding]:
    """The findings of a requirement with numbers, each once; where it holds, without the figures by
    which it only tells cases apart.
    """
    numeric = [
        f
        for f in item.findings
        if f.threshold is not None and f.unit not in _NOT_FIGURES and f.text.key == _COMPARISON
    ]
    if item.outcome in ("unmet", "unknown"):
        yield from numeric
        return
    cases = {f.metrics for f in numeric if f.outcome == "unmet"}
    seen: set[tuple[str, ...]] = set()
    for found in numeric:
        if found.metrics not in cases | seen:
            seen.add(found.metrics)
            yield found


def _row(item: Item, found: Finding, as_of: date, lang: Lang, instrument: str) -> Need:
    """A row. instrument: that of the row above, which is not named again."""
    assert found.threshold is not None
    values = found.text.values
    op = str(values["op"])
    upward = op in ("≥", ">", "=")
    met = found.outcome in ("met", "assumed")
    needed = f"{op} {show(values['needed'], lang)}"
    name = show(values["what"], lang)
    have, bar, times, spare = words(lang, "need.unknown-value"), Markup(""), "", ""
    if found.value is not None:
        have = show(Quantity(found.value, found.unit), lang)
        ratio = float(found.value) / float(found.threshold) if found.threshold else 0.0
        bar = need_bar(float(found.value), float(found.threshold), upward, met)
        times = words(lang, "need.times", n=_factor(ratio)) if found.threshold else ""
        gap = (found.value - found.threshold) * (1 if upward else -1)
        unit = "points" if found.unit == "ratio" else found.unit
        amount = show(Quantity(abs(gap), unit), lang)
        spare = amount if met else words(lang, "need.short", amount=amount)
    return Need(
        name=name[:1].upper() + name[1:],
        needed=needed,
        have=have,
        bar=bar,
        times=times,
        spare=spare,
        since=_since(item, as_of, lang),
        source=_article(item, lang, instrument),
        met=met,
    )


def _since(item: Item, as_of: date, lang: Lang) -> str:
    """From when on a requirement is met."""
    if item.always or (item.met_from is not None and item.met_from <= as_of):
        return words(lang, "need.already")
    return words(lang, "need.never") if item.met_from is None else day_text(item.met_from, lang)


def _instrument(item: Item, lang: Lang) -> str:
    """The instrument in which a requirement stands."""
    found = [c.instrument for c in item.cites if c.instrument is not None]
    return found[0].title.text(lang) if found else ""


def _article(item: Item, lang: Lang, above: str) -> str:
    """Where a requirement stands; only the article where the instrument is that of the row above."""
    articles = [c.citation.article for c in item.cites if c.citation.article]
    if above and articles and _instrument(item, lang) == above:
        plain = not articles[0][0].isdigit()
        return articles[0] if plain else words(lang, "need.article", article=articles[0])
    return semicolons((c.text(lang) for c in item.cites), lang)


def _factor(ratio: float) -> str:
    """A factor with one decimal below ten; cut, so that no miss looks like a hit."""
    return f"{int(ratio * 10) / 10:.1f}" if ratio < 10 else f"{int(ratio)}"
