"""Plans, causes and readiness as text for a terminal: 80 columns unless it is wider, readable
without colour.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table

from pathway.base.escapes import one_line
from pathway.base.phrases import Lang, Phrase, Quantity, Value, phrase, render, said, semicolons
from pathway.law.provision import EvidenceStatus
from pathway.law.steps import is_own
from pathway.planning.causes import Cause, Cite, milestone_title, point_title, route_title
from pathway.planning.check import Item, Readiness
from pathway.planning.findings import Miss
from pathway.planning.values import Block, Milestone, Plan, Route

NARROWEST, WIDEST = 40, 100


def width() -> int:
    """The columns to write for: the terminal's, within reason; 80 where there is no terminal."""
    return max(NARROWEST, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))


# A Chinese character or mark, a run of anything else, or blanks.
_PIECE = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|\s+"
)
_NEVER_FIRST = frozenset("，。；：、！？）》〉」』】〕”％,;:")
_NEVER_LAST = frozenset("（《〈「『【〔“")


def wrapped(text: str, first: int, rest: int) -> list[str]:
    """A paragraph in lines of some columns: broken at spaces and between Chinese characters, never
    before a closing or after an opening mark. Words longer than a line are cut.
    """
    lines: list[str] = []
    line: list[str] = []
    for piece in _PIECE.findall(text):
        room = rest if lines else first
        if cell_len("".join(line) + piece.rstrip()) <= room:
            line += [piece] if line or piece.strip() else []
            continue
        carried = [piece]
        while len(line) > 1 and (carried[0][0] in _NEVER_FIRST or line[-1] in _NEVER_LAST):
            carried.insert(0, line.pop())
        lines += ["".join(line).rstrip()] if "".join(line).strip() else []
        line = _cut("".join(carried).lstrip(), rest, lines)
    return [*lines, "".join(line).rstrip()] if line or not lines else lines


def _cut(text: str, room: int, lines: list[str]) -> list[str]:
    """What is left of a piece too long for any line after full lines of it are added; as the
    beginning of a line.
    """
    while cell_len(text[: room + 1]) > room or len(text) > room:
        end = max(1, next(n for n in range(room, -1, -1) if cell_len(text[:n]) <= room))
        lines.append(text[:end])
        text = text[end:]
    return [text] if text else []


class Page:
    """Text under construction in one language and width."""

    def __init__(self, lang: Lang, columns: int | None = None) -> None:
        self.lang: Lang = lang
        self.out = io.StringIO()
        self.columns = columns or width()
        self.console = Console(
            file=self.out,
            width=self.columns,
            color_system=None,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
        )

    def say(self, key: str, /, **values: Value) -> str:
        """A message of the `text` room."""
        return said(self.lang, f"text.{key}", **values)

    def line(self, text: str = "", indent: int = 0, hang: int = 0) -> None:
        """A paragraph, wrapped; continued lines are indented `hang` further."""
        if not text:
            self.out.write("\n")
            return
        for i, part in enumerate(
            wrapped(one_line(text), self.columns - indent, self.columns - indent - hang)
        ):
            self.out.write(" " * (indent if i == 0 else indent + hang) + part + "\n")

    def show(self, item: RenderableType, indent: int = 2) -> None:
        """A table."""
        self.console.print(Padding(item, (0, 0, 0, indent)))

    def text(self) -> str:
        """The page, without blanks at line ends."""
        return "\n".join(line.rstrip() for line in self.out.getvalue().splitlines()) + "\n"


def grid(headers: Sequence[str], right: Iterable[int] = (), wrap: int | None = None) -> Table:
    """An empty table without rules; columns in `right` are flush right, column `wrap` may wrap."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, pad_edge=False)
    for i, name in enumerate(headers):
        table.add_column(
            name, justify="right" if i in right else "left", no_wrap=i != wrap, overflow="fold"
        )
    return table


# -- plan ------------------------------------------------------------------------------------------


def plan_text(plan: Plan, lang: Lang, columns: int | None = None) -> str:
    """A plan: per target the best date, then every route with its causes, milestones and
    reservations.
    """
    page = Page(lang, columns)
    page.line(
        page.say(
            "head",
            name=plan.scenario.name,
            as_of=plan.scenario.as_of,
            pace=Phrase(f"causes.pace.{plan.pace}"),
        )
    )
    if plan.rulebook.editions:
        page.line(page.say("editions", names=plan.rulebook.editions))
    for target in plan.targets:
        best = plan.best.get(target)
        page.line()
        venue = Phrase(f"text.venue.{target}")
        by = next((r.by for r in plan.routes if r.by is not None), None)
        if best is None and by is not None:
            page.line(page.say("not-by", venue=venue, by=by))
        elif best is None:
            page.line(page.say("no-date", venue=venue, years=plan.scenario.horizon_years))
        else:
            weekday = Phrase(f"text.weekday.{best.date.weekday() if best.date else 0}")
            page.line(
                page.say(
                    "best",
                    venue=venue,
                    date=best.date or "",
                    weekday=weekday,
                    route=route_title(best.id),
                )
            )
            if best.by is not None:
                _by_when(page, best, best.by)
        routes = [r for r in plan.routes if r.target == target]
        for route in sorted(
            routes, key=lambda r: (r is not best, r.date or plan.scenario.as_of.max)
        ):
            _route(page, route, plan)
    return page.text()


def _by_when(page: Page, route: Route, by: date) -> None:
    """The latest days on which the firm itself must act for the deadline asked for, the first one
    first.
    """
    own = [m for m in route.milestones if not m.pinned and m.latest is not None and is_own(m.id)]
    days = tuple(
        phrase("text.own", milestone=milestone_title(m.id), latest=m.latest or "")
        for m in sorted(own, key=lambda m: m.latest or by)
    )
    if days:
        page.line(page.say("by-when", by=by, days=days), indent=2, hang=2)


def _route(page: Page, route: Route, plan: Plan) -> None:
    page.line()
    key = "route" if route.feasible else "route-blocked"
    page.line(page.say(key, route=route_title(route.id), date=route.date or ""))
    if route.standard:
        title = plan.rulebook.provisions[route.standard].title
        page.line(page.say("standard", id=route.standard, title=title), indent=2, hang=2)
    _blocked_by(page, route, plan)
    if route.milestones:
        page.line()
        page.line(page.say("chain"), indent=2)
        by_id = {m.id: m for m in route.milestones}
        for name in route.critical_path:
            _link(page, by_id[name])
        page.line()
        _milestones(page, route)
    _reservations(page, route, plan)


def _link(page: Page, item: Milestone) -> None:
    mark = "*" if item.projected else ""
    page.line(
        f"{item.date}{mark}  {render(milestone_title(item.id), page.lang)}", indent=2, hang=12
    )
    cause_lines(page, item.cause, 6)
    gates = [cause for cause in item.via if cause.kind == "gate"]
    if gates and item.cause.calendar:
        # A window decides, but something decided from when on windows count.
        cause_lines(page, gates[-1], 6)


def cause_lines(page: Page, cause: Cause, indent: int, mark: str = "") -> None:
    """A cause in words with its source and status, then what became true. mark: what stands before
    it.
    """
    status = None if cause.status == "official" else cause.status
    text = render(cause.text, page.lang) + source(cause.cites, status, page.lang)
    page.line(mark + text, indent=indent, hang=2)
    for detail in cause.details[:4]:
        page.line("- " + render(detail, page.lang), indent=indent + 2, hang=2)
    if len(cause.details) > 4:
        page.line("- " + page.say("more", n=len(cause.details) - 4), indent=indent + 2)


def source(cites: Iterable[Cite], status: EvidenceStatus | None, lang: Lang) -> str:
    """Where a rule stands and how firmly, to put behind a sentence; "" where there is neither."""
    words = {} if status is None else {"status": Phrase(f"text.status.{status}")}
    where = semicolons((cite.text(lang) for cite in cites), lang)
    if where:
        return said(lang, "text.source-status" if words else "text.source", cites=where, **words)
    return said(lang, "text.status-alone", **words) if words else ""


def _milestones(page: Page, route: Route) -> None:
    headers = [page.say(f"column.{c}") for c in ("date", "latest", "slack", "milestone")]
    table = grid(headers, right=(2,), wrap=3)
    for item in route.milestones:
        mark = "*" if item.projected else ""
        pinned = page.say("given") if item.pinned else ""
        slack = "" if item.slack_days is None or item.pinned else str(item.slack_days)
        latest = "" if item.latest is None or item.pinned else str(item.latest)
        critical = ">" if item.critical else " "
        table.add_row(
            f"{critical} {item.date}{mark}",
            latest,
            slack,
            render(milestone_title(item.id), page.lang) + pinned,
        )
    page.show(table)
    if any(m.projected for m in route.milestones):
        page.line(page.say("legend.critical-projected"), indent=2, hang=2)
    else:
        page.line(page.say("legend.critical"), indent=2, hang=2)


def _blocked_by(page: Page, route: Route, plan: Plan) -> None:
    """What blocks a route: requirements that hold no more, each by itself, or rules that conflict,
    as one list.
    """
    blocks = route.blocked_by
    if route.date is not None and blocks:
        page.line(render(blocks[0].text, page.lang), indent=2, hang=2)
        blocks = blocks[1:]
    elif len(blocks) == 1 or all(b.cause.kind == "gate" and b.nearest for b in blocks):
        for block in blocks:
            _blocked(page, block, plan)
        return
    if blocks:
        page.line(page.say("must-give" if route.date is not None else "conflict"), indent=2)
    for block in blocks:
        text = render(block.text, page.lang) + source(block.cause.cites, None, page.lang)
        page.line(f"- {text}", indent=4, hang=2)


def _blocked(page: Page, block: Block, plan: Plan) -> None:
    where = render(milestone_title(block.milestone), page.lang)
    page.line(page.say("blocked", milestone=where, rule=block.rule), indent=2, hang=2)
    text = render(block.text, page.lang) + source(block.cause.cites, None, page.lang)
    page.line(text, indent=4, hang=2)
    if block.nearest:
        page.line(page.say("nearest"), indent=4)
    for miss in block.nearest:
        _miss(page, miss, plan)


def _miss(page: Page, miss: Miss, plan: Plan) -> None:
    page.line(f"- {miss_text(miss, plan, page.lang)}", indent=4, hang=2)
    if miss.finding.shortfall is not None:
        unit = "points" if miss.finding.unit == "ratio" else miss.finding.unit
        short = Quantity(miss.finding.shortfall, unit)
        page.line(page.say("shortfall", amount=short), indent=6, hang=2)
    elif miss.finding.outcome == "unknown" or plan.strict:
        vocabulary = plan.rulebook.vocabulary
        paths = tuple(
            vocabulary[name].path for name in miss.finding.metrics if vocabulary[name].path
        )
        if paths:
            page.line(page.say("give", paths=paths), indent=6, hang=2)


def miss_text(miss: Miss, plan: Plan, lang: Lang) -> str:
    """What one alternative of a requirement still lacks: its title, the day, and what was found."""
    title = plan.rulebook.provisions[miss.id].title
    return said(lang, "text.miss", title=title, on=miss.on, text=miss.finding.text)


def _reservations(page: Page, route: Route, plan: Plan) -> None:
    for key, names in (
        ("assumed", route.assumed),
        ("unconfirmed", route.unconfirmed),
        ("done", route.done),
    ):
        if names:
            page.line()
            page.line(page.say(key, n=len(names), names=folded(names)), indent=2, hang=2)
    for line in checked_by(route, page.lang):
        page.line()
        page.line(line, indent=2, hang=2)
    for warning in route.warnings:
        page.line(page.say("warning", text=warning), indent=2, hang=2)
    if any(m.projected for m in route.milestones):
        page.line()
        page.line(page.say("projected", through=plan.official_through), indent=2, hang=2)


def checked_by(route: Route, lang: Lang) -> Iterator[str]:
    """Per person of the user's ledger, the rules of a route that they have checked."""
    checks: dict[str, list[Phrase]] = {}
    for rule, version in route.relied:
        if version.confirmed is not None:
            told = phrase("ledger.one", rule=rule, on=version.confirmed.on)
            checks.setdefault(version.confirmed.by, []).append(told)
    for by, names in checks.items():
        yield said(lang, "ledger.confirmed", by=by, names=tuple(names))


def folded(names: Sequence[str]) -> tuple[str, ...]:
    """Dotted ids with what they share written once: `bse.negative.{censure, penalty}`."""
    groups: dict[str, list[str]] = {}
    for name in names:
        head, _, tail = name.rpartition(".")
        groups.setdefault(head, []).append(tail)
    return tuple(_together(head, tails) for head, tails in groups.items())


def _together(head: str, tails: Sequence[str]) -> str:
    if not head:
        return ", ".join(tails)
    return f"{head}.{tails[0]}" if len(tails) == 1 else f"{head}.{{{', '.join(tails)}}}"


# -- check -----------------------------------------------------------------------------------------


def check_text(readiness: Readiness, lang: Lang, columns: int | None = None) -> str:
    """Readiness: what stands in the way first, then everything else."""
    page = Page(lang, columns)
    venue = Phrase(f"text.venue.{readiness.venue}")
    page.line(page.say("check", name=readiness.scenario, venue=venue, on=readiness.on))
    page.line(page.say("ready" if readiness.ready else "not-ready"))
    groups = {
        outcome: [i for i in readiness.items if i.outcome == outcome]
        for outcome in ("unmet", "unknown", "assumed", "met")
    }
    for outcome, items in groups.items():
        if not items:
            continue
        page.line()
        page.line(page.say(f"group.{outcome}", n=len(items)))
        for item in items:
            _item(page, item, 2)
    return page.text()


def _item(page: Page, item: Item, indent: int) -> None:
    state = said(page.lang, f"explain.outcome.{item.outcome}")
    page.line(page.say("item", id=item.id, title=item.title, state=state), indent=indent, hang=4)
    for found in item.findings:
        page.line("- " + render(found.text, page.lang), indent=indent + 2, hang=2)
    if item.outcome in ("unmet", "unknown"):
        later = (
            page.say("holds-from", day=item.met_from) if item.met_from else page.say("holds-never")
        )
        page.line(later, indent=indent + 2, hang=2)
    if item.tested_at and item.outcome in ("unmet", "unknown"):
        steps = tuple(point_title(name, item.id) for name in item.tested_at)
        page.line(page.say("tested", names=steps), indent=indent + 2, hang=2)
    if indent == 2 and item.outcome in ("unmet", "unknown"):
        page.line(source(item.cites, item.status, page.lang).strip(), indent=indent + 2, hang=2)
    for child in item.children:
        _item(page, child, indent + 2)
