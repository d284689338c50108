"""One route of a plan as a picture: which milestone belongs to which lane, whose time a bar is, what
each label says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from attrs import field, frozen

from pathway.base.phrases import Lang, Quantity, said, show
from pathway.law.steps import STEPS
from pathway.planning.values import Milestone, Plan, Route, Spread
from pathway.report.page.accounts_strand import accounts_lane
from pathway.report.page.figure import (
    ChainLink,
    Closed,
    Lane,
    Likely,
    Look,
    MilestoneFlag,
    Picture,
    Stage,
    StageLook,
    TierOpening,
    TimeBar,
)
from pathway.report.page.words import (
    day_text,
    days_text,
    long_day,
    milestone_name,
    names_of,
    short_month,
    told,
    words,
    year_text,
)
from pathway.studies.outline import Outline

_STRAND_LANES = {"resolutions": "resolutions", "round": "tier", "tutoring": "tutoring"}
_QUOTED = {"neeq": "neeq-base", "neeq-direct": "neeq-innovation", "innovation": "neeq-innovation"}
"""Where the firm is quoted after a step that is not called after its venue."""
_UNLABELLED = frozenset({"announced"})
"""Milestones so near to the next one that only tables name them."""
_SLACK_ROW = 45
"""Calendar days of slack from which a resolution has a row of its own."""
_LOOKS: Mapping[str, Look] = {
    "tutoring_passed": "spons",
    "responded": "both",
    "listed": "firm",
    "shareholders_resolved": "firm",
}
"""Whose time it takes to reach a milestone, where it is not an authority's."""
_STAGE_LOOKS: tuple[StageLook, ...] = ("st1", "st2", "st3")


@frozen
class Shown:
    """What a picture is made from.

    Attributes:
        plan: The plan.
        route: The route shown, with dates.
        outline: Its accounts, gates and windows.
        badges: The numbers of milestones in the list of what decides.
        floor: The date at the floor. None: none.
        spread: The distribution in short. None: not simulated.
        quarters: The share of draws by the first day of each quarter.
        draws: How many draws.
        by_then: The share of draws listed by the planned day, in words.
        lang: The language.
    """

    plan: Plan
    route: Route
    outline: Outline
    badges: Mapping[str, int]
    lang: Lang
    floor: date | None = None
    spread: Spread | None = None
    quarters: tuple[tuple[date, float], ...] = ()
    draws: int = 0
    by_then: str = ""
    never: str = ""
    names: Mapping[str, str] = field(init=False)

    @names.default
    def _names(self) -> Mapping[str, str]:
        return names_of([m.id for m in self.route.milestones], self.lang)


def picture(shown: Shown) -> Picture:
    """The timeline of a route.

    Args:
        shown: What it is made from.

    Returns:
        The picture, without places.
    """
    return _Strands(shown).picture()


def lane_of(milestone: str) -> str:
    """The lane that a milestone belongs to."""
    step, _, short = milestone.rpartition(".")
    strand = STEPS[step].strands[short]
    if strand in _STRAND_LANES:
        return _STRAND_LANES[strand] + (":transfer" if step.endswith("-transfer") else "")
    if step in ("neeq", "neeq-direct"):
        return "neeq"
    if step.endswith("-transfer"):
        return "transfer"
    return "offering" if short == "listed" else "review"


class _Strands:
    def __init__(self, shown: Shown) -> None:
        self.shown, self.lang = shown, shown.lang
        self.route, self.plan = shown.route, shown.plan
        self.chain = frozenset(self.route.critical_path)
        self.by_lane: dict[str, list[Milestone]] = {}
        for item in self.route.milestones:
            self.by_lane.setdefault(lane_of(item.id), []).append(item)

    def say(self, key: str, /, **values: str | int | date) -> str:
        return words(self.lang, key, **values)

    def picture(self) -> Picture:
        route, plan, lang = self.route, self.plan, self.lang
        assert route.date is not None
        as_of = plan.scenario.as_of
        venue = said(lang, f"text.venue.{route.target}")
        listing = self.say("planned", day=day_text(route.date, lang))
        share = self.say("planned-share", share=self.shown.by_then) if self.shown.by_then else ""
        return Picture(
            lanes=tuple(self._lanes()),
            chain=tuple(self._chain()),
            today=(as_of, self.say("today", day=day_text(as_of, lang))),
            today_short=self.say("today-short"),
            planned=(route.date, (listing, share)),
            official=plan.official_through,
            calendar=(
                self.say("calendar.official"),
                tuple(self.say(f"calendar.projected-{n}") for n in (1, 2, 3)),
            ),
            likely=self._likely(),
            title=self.say("way.title", venue=venue),
            about=self._about(venue),
            months=tuple(short_month(date(2000, month, 1), lang) for month in range(1, 13)),
            years=year_text(0, lang).replace("0", "{year}"),
        )

    def _about(self, venue: str) -> str:
        lang = self.lang
        main = [m for m in self.route.milestones if m.id in self.shown.badges]
        steps = "; ".join(
            f"{milestone_name(m.id, lang, False)} {long_day(m.date, lang)}" for m in main
        )
        text = self.say("way.about", venue=venue, steps=steps)
        spread = self.shown.spread
        if spread is not None and spread.p10 is not None and spread.p90 is not None:
            days = (long_day(spread.p10, lang), long_day(spread.p90, lang))
            text += self.say("way.about-range", first=days[0], last=days[1])
        return text + self.say("way.about-table")

    # -- milestones --------------------------------------------------------------------------------

    def _flag(self, item: Milestone, slack: bool = True) -> MilestoneFlag:
        latest = item.latest if slack and item.slack_days and not item.pinned else None
        return MilestoneFlag(
            id=item.id,
            day=item.date,
            name=self._name(item.id),
            alone=self.shown.names[item.id],
            shown=day_text(item.date, self.lang),
            badge=self.shown.badges.get(item.id, 0),
            solid=item.id in self.chain,
            latest=latest,
        )

    def _name(self, milestone: str) -> str:
        """What a milestone is called in its lane."""
        short = milestone.rpartition(".")[2]
        return (
            self.say(f"flag.{short}") if short in _SHORTER else milestone_name(milestone, self.lang)
        )

    def _flags(self, items: list[Milestone]) -> tuple[MilestoneFlag, ...]:
        """The labelled milestones of a lane; slack is drawn where it ends before the next one."""
        out = []
        labelled = [m for m in items if m.id.rpartition(".")[2] not in _UNLABELLED]
        for i, item in enumerate(labelled):
            after = labelled[i + 1].date if i + 1 < len(labelled) else date.max
            out.append(self._flag(item, item.latest is not None and item.latest < after))
        return tuple(out)

    def _bars(self, items: list[Milestone]) -> Iterator[TimeBar]:
        for before, item in pairwise(items):
            yield self._bar(before.date, item)

    def _bar(self, first: date, item: Milestone) -> TimeBar:
        short = item.id.rpartition(".")[2]
        days = days_text((item.date - first).days, self.lang)
        texts = (self.say("bar.replies", days=days), days) if short == "responded" else (days,)
        return TimeBar(first, item.date, _LOOKS.get(short, "auth"), texts)

    def _chain(self) -> Iterator[ChainLink]:
        for name in self.route.critical_path:
            item = self.route.milestone(name)
            yield ChainLink(lane_of(name), item.date, name.endswith(".listed"))

    # -- lanes -------------------------------------------------------------------------------------

    def _lanes(self) -> Iterator[Lane]:
        made = {key: self._lane(key) for key in self.by_lane}
        tier_decides = any(lane_of(name) == "tier" for name in self.chain)
        middle = ("tutoring", "tier") if tier_decides else ("tier", "tutoring")
        accounts = accounts_lane(self.shown.outline, self.lang)
        staged = next((key for key in ("tier", "neeq") if key in made), None)
        order = ("neeq", "resolutions", *middle, "review", "accounts", "offering")
        for key in (*order, "resolutions:transfer", "transfer"):
            if key == "accounts" and accounts is not None:
                yield accounts
            if key not in made:
                continue
            if key == staged and (stages := tuple(self._stages())):
                yield _with_stages(made[key], stages)
            else:
                yield made[key]

    def _lane(self, key: str) -> Lane:
        items = self.by_lane[key]
        plain = key.partition(":")[0]
        name, whose = self.say(f"lane.{key.replace(':', '-')}"), self.say(f"whose.{plain}")
        match plain:
            case "resolutions":
                return self._resolutions(key, name, whose, items)
            case "offering":
                before = self._before_listing(items[-1])
                first = before if before is not None else items[-1].date
                star = self._flag(items[-1], slack=False)
                return Lane(key, name, whose, bars=(self._bar(first, items[-1]),), star=star)
            case "tier":
                return self._tier(key, name, whose, items)
            case "tutoring":
                return Lane(
                    key,
                    name,
                    whose,
                    self._flags(items),
                    tuple(self._bars(items)),
                    letter=self._letter(items),
                )
        closed = tuple(self._closed(item) for item in items)
        return Lane(
            key,
            name,
            whose,
            self._flags(items),
            tuple(self._bars(items)),
            closed=tuple(one for some in closed for one in some),
        )

    def _before_listing(self, listed: Milestone) -> date | None:
        step = listed.id.partition(".")[0]
        earlier = [
            m for m in self.route.milestones if m.id.startswith(f"{step}.") and m is not listed
        ]
        return max((m.date for m in earlier), default=None)

    def _resolutions(self, key: str, name: str, whose: str, items: list[Milestone]) -> Lane:
        roomy = all((m.slack_days or 0) >= _SLACK_ROW for m in items)
        if not roomy or any(m.id in self.chain for m in items):
            return Lane(key, name, whose, self._flags(items), tuple(self._bars(items)))
        rows = []
        for item in items:
            flag = self._flag(item)
            assert item.latest is not None
            after = self.say("latest", day=day_text(item.latest, self.lang))
            rows.append((flag, (after,)))
        return Lane(key, name, whose, rows=tuple(rows))

    def _tier(self, key: str, name: str, whose: str, items: list[Milestone]) -> Lane:
        outline = self.shown.outline
        later = [w.day for w in outline.windows if w.day > items[0].date]
        texts = []
        if later:
            days = self.say("and").join(day_text(d, self.lang) for d in later)
            texts = [self.say("windows", days=days)]
        return Lane(
            key,
            name,
            whose,
            self._flags(items),
            (TimeBar(items[0].date, items[-1].date, "auth-o"),) if len(items) > 1 else (),
            closed=tuple(one for item in items for one in self._closed(item)),
            openings=tuple(TierOpening(w.day, w.open, w.used) for w in outline.windows),
            openings_texts=tuple(texts),
        )

    def _closed(self, item: Milestone) -> Iterator[Closed]:
        for one in self.shown.outline.closings:
            if one.milestone == item.id:
                reason = told(one.reason, self.lang)
                texts = [self.say("closed-because", reason=reason), self.say("closed")]
                if one.reason.key == "outline.annual":
                    year = str(one.reason.values["year"])
                    texts.insert(1, self.say("closed-report", year=year))
                yield Closed(one.first, one.opens, tuple(texts))

    def _letter(self, items: list[Milestone]) -> tuple[date, date, tuple[str, ...]] | None:
        until = self.shown.outline.letter
        passed = [m for m in items if m.id.endswith(".tutoring_passed")]
        if until is None or not passed:
            return None
        text = self.say("letter", day=day_text(until, self.lang))
        return passed[0].date, until, (text,)

    def _stages(self) -> Iterator[Stage]:
        """Where the firm is quoted: now, and from the end of each step on."""
        venue = self.plan.scenario.firm.status.venue
        places: list[tuple[date | None, str]] = [(None, venue)]
        for step in self.route.id.split(">"):
            last = [m for m in self.route.milestones if m.id.startswith(f"{step}.")][-1]
            places.append((last.date, _QUOTED.get(step, step.removesuffix("-transfer"))))
        for i, (first, venue_) in enumerate(places):
            own = places[max(len(places) - 3, 0) :]
            look = _STAGE_LOOKS[max(i - len(places) + 3, 0)] if (first, venue_) in own else "st1"
            yield Stage(first, look, (self.say(f"stage.{venue_}"),))

    # -- the range ---------------------------------------------------------------------------------

    def _likely(self) -> Likely | None:
        spread, lang = self.shown.spread, self.lang
        if spread is None or spread.p10 is None:
            return None
        marks = [("P10", spread.p10), ("P50", spread.p50), ("P90", spread.p90)]
        floor = self.shown.floor
        low = None
        if floor is not None and floor < spread.p10:
            low = (floor, self.say("not-before", day=day_text(floor, lang)))
        return Likely(
            name=self.say("lane.likely"),
            whose=self.say(
                "whose.likely", draws=show(Quantity(self.shown.draws, "count"), self.lang)
            ),
            marks=tuple((day, name, day_text(day, lang)) for name, day in marks if day is not None),
            density=self.shown.quarters,
            never=self.shown.never,
            floor=low,
        )


def bars_of(
    route: Route, lang: Lang
) -> tuple[tuple[TimeBar, ...], tuple[TimeBar, ...], date | None]:
    """The bars of a route in short: its preparation, its review and offering, and the tier window
    it uses.
    """
    early: list[TimeBar] = []
    bars: list[TimeBar] = []
    by_lane: dict[str, list[Milestone]] = {}
    for item in route.milestones:
        by_lane.setdefault(lane_of(item.id), []).append(item)
    reviewed = by_lane.get("review", [])
    for key, items in by_lane.items():
        run = [*reviewed[-1:], *items] if key == "offering" else items
        for before, item in pairwise(run):
            short = item.id.rpartition(".")[2]
            look: Look = "auth-o" if key == "tier" else _LOOKS.get(short, "auth")
            bar = TimeBar(before.date, item.date, look)
            if key in ("tutoring", "neeq"):
                early.append(bar)
            elif not key.startswith("resolutions"):
                bars.append(bar)
    window = next((m.date for m in route.milestones if m.id.endswith(".window")), None)
    return tuple(early), tuple(bars), window


_SHORTER = frozenset(
    {"tutoring_filed", "tutoring_passed", "inquired", "committee", "submitted", "entered"}
)
"""Milestones with a shorter label where the lane says the rest."""


def _with_stages(lane: Lane, stages: tuple[Stage, ...]) -> Lane:
    from attrs import evolve

    return evolve(lane, stages=stages)
