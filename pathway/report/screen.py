"""The first screen of a plan: what day, how sure, what decides it, what to do next, what it rests
on. At most forty lines at eighty columns, without a rule's id or a path of the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rich.cells import cell_len

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
from pathway.law.steps import Venue
from pathway.planning.causes import route_title
from pathway.planning.findings import Miss, missed_share
from pathway.planning.values import Plan, Route
from pathway.report.text import width, wrapped
from pathway.studies.outlook import Outlook, Shifted, lead
from pathway.studies.outlook.acts import Act
from pathway.studies.outlook.chain import DecisiveLink, short_title
from pathway.studies.outlook.missing import MissingFact, OnceGiven

_NARROW = 72
"""Columns below which the table of targets holds only dates."""
MOST_LINES = 40
"""list[str] of the screen of one target."""
_FEWEST_ACTS, _MOST_MISSES, _MOST_NOTES = 3, 4, 2
_ABSURD = 5
"""From how many times its own value on a figure is too far from what is asked to be a near miss."""
_NOTES = ("plan.brought", "plan.anew", "plan.pause", "plan.named")
"""Reservations that are told in words of the reader; all are under --full."""


def head_text(plan: Plan, lang: Lang, columns: int | None = None) -> str:
    """The first line, which needs no planning beyond the plan."""
    return "\n".join(_Screen(plan, {}, lang, columns).head()) + "\n"


def _head(plan: Plan, lang: Lang) -> str:
    scenario = plan.scenario
    text = said(lang, "screen.head", name=scenario.name, as_of=_day(scenario.as_of))
    if plan.pace != "typical":
        text += said(lang, "screen.head-pace", pace=Phrase(f"causes.pace.{plan.pace}"))
    if plan.strict:
        text += said(lang, "screen.head-strict")
    if plan.rulebook.editions:
        text += said(lang, "screen.head-rules", names=plan.rulebook.editions)
    return text


def screen_text(
    plan: Plan,
    found: Mapping[Venue, Outlook],
    lang: Lang,
    columns: int | None = None,
    head: bool = True,
) -> str:
    """The screen. found: what there is to say of each target. head: whether the first line is in
    it.
    """
    page = _Screen(plan, found, lang, columns)
    lines = page.head() if head else []
    lines += page.lines(MOST_LINES - 1)
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Screen:
    def __init__(
        self, plan: Plan, found: Mapping[Venue, Outlook], lang: Lang, columns: int | None
    ) -> None:
        self.plan, self.found = plan, found
        self.lang: Lang = lang
        self.columns = columns or width()
        self.target = lead(plan)

    def say(self, key: str, /, **values: Value) -> str:
        return said(self.lang, f"screen.{key}", **values)

    def head(self) -> list[str]:
        """The first line."""
        return self._paragraph(_head(self.plan, self.lang), 0, 2)

    def lines(self, most: int) -> list[str]:
        """Everything below the first line; as many acts as there is room for."""
        several = self._table() if len(self.plan.targets) > 1 else []
        best = self.plan.best.get(self.target)
        outlook = self.found[self.target]
        if best is None:
            blocks = [several, *self._no_date(outlook), self._foot()]
            return _stacked(blocks)
        before = [several, self._date(best, outlook), self._decides(outlook.decisive)]
        missing = self._missing(outlook.conditional)
        slips, foot = self._changes("slips", outlook.slips), self._foot()
        rows = _merged(outlook.do_next)
        lines: list[str] = []
        for notes in (_MOST_NOTES, 0):
            after = [slips, missing, self._rests(best, outlook, notes), foot]
            lines = self._fitted(rows, before, after, most)
            if len(lines) <= most:
                break
        return lines

    def _fitted(
        self,
        rows: Sequence[tuple[Value, Act]],
        before: Sequence[list[str]],
        after: Sequence[list[str]],
        most: int,
    ) -> list[str]:
        """The screen with as many acts as there is room for: those that move nothing by themselves
        give way first, then the last ones.
        """
        order = sorted(range(len(rows)), key=lambda i: (rows[i][1].later.kind == "slack", i))
        for count in range(len(rows), 0, -1):
            shown = [rows[i] for i in sorted(order[:count])]
            lines = _stacked([*before, self._do_next(shown, rows), *after])
            if len(lines) <= most or count <= _FEWEST_ACTS:
                return lines
        return _stacked([*before, *after])

    # -- dates -------------------------------------------------------------------------------------

    def _table(self) -> list[str]:
        """One line or two for each target: date, likely range, not before, by which way."""
        if self.columns < _NARROW:
            return self._narrow_table()
        widths = (self.columns - 2 - 12 - 26 - 14, 12, 26, 14)
        heads = [self.say(f"column.{name}") for name in ("target", "date", "likely", "floor")]
        out = self._row(heads, widths, 2)
        for target in self.plan.targets:
            outlook, route = self.found[target], self.plan.best.get(target)
            spread = outlook.range.spread
            likely = (
                f"{spread.p10 or '…'} – {spread.p90 or '…'}"
                if spread is not None and spread.p50 is not None
                else ""
            )
            when = self.say("none") if route is None else str(route.date)
            cells = (self._venue(target), when, likely, str(outlook.range.floor or ""))
            out += self._row(cells, widths, 2)
            if route is not None and target != self.target:
                # What decides besides the time that steps take: the last such link.
                links = [link for link in outlook.decisive if link.whose in ("law", "calendar")]
                link = (links or outlook.decisive)[-1]
                text = self.say(
                    "by-decided",
                    route=route_title(route.id),
                    milestone=short_title(link.milestone),
                    whose=Phrase(f"screen.whose.{link.whose}"),
                )
                out += self._paragraph(text, 4)
        return out

    def _narrow_table(self) -> list[str]:
        """Target and date only, where there is no room for more side by side."""
        out = []
        for target in self.plan.targets:
            route = self.plan.best.get(target)
            when = self.say("none") if route is None else str(route.date)
            out += self._row((self._venue(target), when), (self.columns - 14, 12), 2)
        return out

    def _venue(self, target: Venue) -> str:
        return said(self.lang, f"text.venue.{target}")

    def _date(self, route: Route, outlook: Outlook) -> list[str]:
        assert route.date is not None
        text = self.say(
            "date",
            venue=self._venue(route.target),
            date=_day(route.date),
            weekday=Phrase(f"text.weekday.{route.date.weekday()}"),
        )
        out = self._paragraph(text, 2)
        spread, floor = outlook.range.spread, outlook.range.floor
        parts = []
        if spread is not None and spread.p10 == spread.p90 and spread.p10 is not None:
            pass  # nothing is uncertain
        elif spread is not None and spread.p10 is not None and spread.p90 is not None:
            parts.append(self.say("likely", first=_day(spread.p10), last=_day(spread.p90)))
        elif spread is not None and spread.p10 is not None:
            parts.append(self.say("likely-open", first=_day(spread.p10)))
        if floor is not None:
            parts.append(self.say("floor", date=_day(floor)))
        if parts:
            out += self._paragraph(self.say("join").join(parts), 4)
        key = "way" if route.standard is None else "way-standard"
        title = "" if route.standard is None else _title(self.plan, route.standard)
        text = self.say(key, route=route_title(route.id), standard=title)
        return [*out, *self._paragraph(text, 4)]

    def _decides(self, links: Sequence[DecisiveLink]) -> list[str]:
        whose = max(cell_len(self.say(f"whose.{name}")) for name in ("authority", "company", "law"))
        widths = (12, self.columns - 2 - 12 - whose, whose)
        heads = (self.say("decides"), "", self.say("column.whose"))
        out = self._row(heads, (30, self.columns - 30 - whose, whose), 0)
        for link, before in zip(links, [None, *links], strict=False):
            if link.days == 0 and before is not None and before.date == link.date:
                continue  # the next one begins with it
            mark = "*" if link.projected else ""
            text = render(link.text, self.lang)
            for near in link.beside:
                key = "beside-one" if near.days == 1 else "beside"
                text += self.say(key, n=str(near.days), text=near.text)
            cells = (f"{link.date}{mark}", text, self.say(f"whose.{link.whose}"))
            out += self._row(cells, widths, 2)
        return out

    # -- what to do --------------------------------------------------------------------------------

    def _do_next(
        self, shown: Sequence[tuple[Value, Act]], rows: Sequence[tuple[Value, Act]]
    ) -> list[str]:
        widths = ((self.columns - 14) // 2, 12, self.columns - 14 - (self.columns - 14) // 2)
        head = (self.say("do-next"), self.say("column.by"), self.say("column.later"))
        out = self._row(head, (widths[0] + 2, *widths[1:]), 0)
        for title, act in shown:
            cells = (show(title, self.lang), str(act.latest), render(act.later.short, self.lang))
            out += self._row(cells, widths, 2)
        if len(shown) < len(rows):
            left, last = len(rows) - len(shown), rows[-1][1].latest
            out += self._paragraph(self.say("more-acts", n=str(left), last=str(last)), 2)
        return out

    # -- what is missing ---------------------------------------------------------------------------

    def _missing(self, sets: Sequence[OnceGiven]) -> list[str]:
        if not sets:
            return []
        dated = all(one.days is not None for one in sets)
        out = self._paragraph(self.say("not-given" if dated else "not-given-none"), 0)
        for one in sets:
            facts = semicolons((render(_fact_words(f), self.lang) for f in one.facts), self.lang)
            key = "with" if one.days is None else "with-earlier"
            out += self._paragraph(
                self.say(key, facts=facts, date=str(one.date), n=str(one.days)), 2, 2
            )
        return out

    def _changes(self, heading: str, changes: Sequence[Shifted]) -> list[str]:
        """Changes, each with the date that it gives: how the date could slip, or what gives one."""
        out = [self.say(heading)] if changes else []
        for one in changes:
            when = self.say("none") if one.date is None else str(one.date)
            out += self._paragraph(self.say("mend", change=one.text, date=when), 2, 2)
        return out

    def _rests(self, route: Route, outlook: Outlook, notes: int) -> list[str]:
        out = [self.say("rests")]
        for text in self._resting(route, outlook, notes):
            out += self._paragraph(text, 2, 2)
        return out if len(out) > 1 else []

    def _resting(self, route: Route, outlook: Outlook, most: int) -> Iterator[str]:
        vocabulary = {m.path: m.title for m in self.plan.rulebook.vocabulary.values()}
        said_so = [vocabulary[path] for path in route.assumed if path in vocabulary]
        if said_so:
            names: tuple[Value, ...] = tuple(said_so[:2])
            key = "your-word" if len(said_so) > 2 else "your-word-all"
            yield self.say(key, n=str(len(said_so)), names=names)
        if outlook.past_audit is not None:
            past = outlook.past_audit
            key = "past-audit-none" if past.date is None else "past-audit"
            yield self.say(key, year=str(past.year), date=str(past.date))
        if route.unconfirmed:
            yield self.say("law", n=str(len(route.unconfirmed)), of=str(len(route.relied)))
        if outlook.later_years is not None:
            later = outlook.later_years
            key = "later-years"
            if later.date != route.date:
                key = "later-years-none" if later.date is None else "later-years-moves"
            day = "" if later.date is None else str(later.date)
            yield self.say(key, first=str(later.first), last=str(later.last), date=day)
        notes = [w for w in route.warnings if w.key.startswith(_NOTES)]
        for note in notes[:most]:
            yield self.say("note", text=note)
        if len(notes) > most:
            yield self.say("more-notes", n=str(len(notes) - most))
        if any(m.projected for m in route.milestones):
            yield self.say("projected", through=self.plan.official_through)

    # -- no date -----------------------------------------------------------------------------------

    def _no_date(self, outlook: Outlook) -> list[list[str]]:
        """The reason in one sentence, what is short, what would give a date."""
        routes = [route for route in self.plan.routes if route.target == self.target]
        late = next((r for r in routes if r.date is not None), None)
        years = str(self.plan.scenario.horizon_years)
        given = outlook.later_years is not None or bool(outlook.conditional)
        key = "not-yet" if given else "no-date"
        title = self.say(key, venue=self._venue(self.target), years=years)
        if late is not None and late.by is not None:
            title = self.say("not-by", venue=self._venue(self.target), by=_day(late.by))
            reasons = [block.text for block in late.blocked_by]
            lines = self._paragraph(title, 2)
            for reason in reasons[:6]:
                lines += self._paragraph(render(reason, self.lang), 4, 2)
            return [lines]
        route = min(routes, key=_far)
        # Where figures are not given, they are what is short, and no rule.
        misses = [] if given else _near(route)
        lines = self._paragraph(title, 2)
        for text in self._reasons(route, outlook, misses):
            lines += self._paragraph(text, 4, 2)
        return [
            lines,
            self._short_of(misses),
            self._missing(outlook.conditional),
            self._changes("mends", outlook.mends),
        ]

    def _reasons(self, route: Route, outlook: Outlook, misses: Sequence[Miss]) -> Iterator[str]:
        if len(self.plan.routes) > 1:
            yield self.say("nearest-way", route=route_title(route.id))
        if outlook.later_years is not None and outlook.later_years.date is not None:
            later = outlook.later_years
            yield self.say(
                "give-years", first=str(later.first), last=str(later.last), date=str(later.date)
            )
            return
        if misses:
            found = misses[0]
            title = _title(self.plan, _group(route) or found.id)
            where = short_title(route.blocked_by[0].milestone)
            yield self.say("lacks", title=title, milestone=where)
            return
        if outlook.conditional:
            return
        seen: dict[str, None] = {}
        for block in route.blocked_by:
            title = show(_title(self.plan, block.rule), self.lang)
            seen.setdefault(title or render(block.text, self.lang))
        if seen:
            yield self.say("blocked", titles=tuple(seen))

    def _short_of(self, misses: Sequence[Miss]) -> list[str]:
        if not misses:
            return []
        out = [self.say("short")]
        lacking: dict[str, list[str]] = {}
        for miss in misses:
            text = render(miss.finding.text, self.lang)
            if miss.finding.shortfall is not None:
                unit = "points" if miss.finding.unit == "ratio" else miss.finding.unit
                text += self.say("short-by", amount=Quantity(miss.finding.shortfall, unit))
            lacking.setdefault(miss.id, []).append(text)
        for name, texts in list(lacking.items())[:_MOST_MISSES]:
            text = semicolons(texts, self.lang)
            out += self._paragraph(self.say("miss", title=_title(self.plan, name), text=text), 2, 2)
        return out

    def _foot(self) -> list[str]:
        return [
            *self._paragraph(self.say("foot"), 0, 2),
            *self._paragraph(self.say("foot-full"), 0, 2),
        ]

    # -- layout ------------------------------------------------------------------------------------

    def _paragraph(self, text: str, indent: int, hang: int = 0) -> list[str]:
        room = self.columns - indent
        parts = wrapped(text, room, room - hang)
        return [" " * (indent + (hang if i else 0)) + part for i, part in enumerate(parts)]

    def _row(self, cells: Sequence[str], widths: Sequence[int], indent: int) -> list[str]:
        """Cells side by side, each wrapped to its width."""
        columns = [
            wrapped(cell, size - (i + 1 < len(cells)), size - (i + 1 < len(cells)))
            for i, (cell, size) in enumerate(zip(cells, widths, strict=True))
        ]
        out = []
        for n in range(max(map(len, columns))):
            line = io.StringIO()
            line.write(" " * indent)
            for parts, size in zip(columns, widths, strict=True):
                part = parts[n] if n < len(parts) else ""
                line.write(part + " " * max(size - cell_len(part), 0))
            out.append(line.getvalue())
        return out


def _day(day: date) -> Phrase:
    """A day the way the language writes it in a sentence."""
    month = Phrase(f"screen.month.{day.month}")
    return phrase("screen.day", y=str(day.year), month=month, d=str(day.day))


def _title(plan: Plan, name: str) -> Value:
    """The title of a provision; of what is none, nothing."""
    provision = plan.rulebook.provisions.get(name)
    return "" if provision is None else provision.title


def _stacked(blocks: Sequence[list[str]]) -> list[str]:
    """Blocks with an empty line before each."""
    return [line for block in blocks if block for line in ("", *block)]


def _merged(acts: Sequence[Act]) -> list[tuple[Value, Act]]:
    """The acts as rows: the meeting of the board and that of the shareholders are one."""
    out: list[tuple[Value, Act]] = []
    for act in acts:
        step, _, short = act.id.rpartition(".")
        if short == "shareholders_resolved" and any(a.id == f"{step}.board_resolved" for a in acts):
            continue
        title: Value = act.title
        if short == "board_resolved":
            later = next((a for a in acts if a.id == f"{step}.shareholders_resolved"), None)
            if later is not None:
                title = phrase("screen.act.meetings", by=str(later.latest))
        out.append((title, act))
    return out


def _fact_words(fact: MissingFact) -> Phrase:
    years = [path.split(".")[1] for path in fact.paths if path.startswith("fiscal_years.")]
    title: Value = fact.title
    if years:
        title = phrase("screen.of-years", title=fact.title, years=tuple(years))
    if fact.quantity is None:
        return phrase("screen.fact", title=title)
    key = "screen.fact-at-most" if fact.at_most else "screen.fact-at-least"
    return phrase(key, title=title, needed=fact.quantity)


def _group(route: Route) -> str | None:
    return route.blocked_by[0].rule if route.blocked_by else None


def _far(route: Route) -> tuple[int, int]:
    """How far a route is from a date: whether what it lacks can be said, and how much that is."""
    misses = _near(route)
    return (0 if misses else 1, len(misses))


def _near(route: Route) -> list[Miss]:
    """What a blocked route lacks, each once, without what is absurdly far."""
    seen: set[str] = set()
    out = []
    for block in route.blocked_by:
        for miss in block.nearest:
            text = render(miss.finding.text, "en")
            if text not in seen and missed_share(miss.finding) <= _ABSURD:
                seen.add(text)
                out.append(miss)
    return out
