"""Known cases planned as of their time and compared with what happened.

For each company and each of its known milestones: a plan as of that day, with everything up to it
given and the firm's figures taken as sufficient, since the cases do not tell them. What was not yet
published that day (rules, holiday notices) is not known to the plan. Durations are those of the
period in which a step starts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import files

from attrs import field, frozen

from pathway.base.errors import InputError, OutOfRangeError, Problem, nearest
from pathway.base.phrases import Number, Phrase, phrase
from pathway.law.rulebook import Rulebook, shipped
from pathway.law.steps import MILESTONE_IDS, MILESTONES, PACES, RouteSteps, Venue
from pathway.planning.planner import plan
from pathway.scenario.firm import Firm, FiscalYear, Status, Steps
from pathway.scenario.scenario import Scenario

_COLUMNS = ("code", "name", "milestone", "date", "confidence")
_OTHER = ("neeq-select.listed",)
_PLENTY = 10**12
"""A figure that no rule finds wanting."""
_RATIO = 1
_ROUTES = (("neeq", "innovation", "bse"), ("star-transfer",), ("chinext-transfer",))
"""Steps that one case may pass in turn."""
_TARGETS: Mapping[str, Venue] = {
    "neeq": "neeq-base",
    "innovation": "neeq-innovation",
    "bse": "bse",
    "star-transfer": "star",
    "chinext-transfer": "chinext",
}


@frozen
class Case:
    """A company with the days of its milestones, as far as known."""

    code: str
    name: str
    milestones: Mapping[str, date] = field(factory=dict)


@frozen
class Trial:
    """One later milestone of a case, planned as of the day of an earlier one."""

    code: str
    name: str
    as_of: date
    given: str
    milestone: str
    floor: date
    typical: date
    cautious: date
    actual: date

    @property
    def violation(self) -> bool:
        """Whether the case was faster than the floor says any can be."""
        return self.actual < self.floor

    @property
    def covered(self) -> bool:
        """Whether the case was through by the cautious day."""
        return self.actual <= self.cautious

    @property
    def error_days(self) -> int:
        """Calendar days by which the typical day lies after (or, negative, before) the actual
        one.
        """
        return (self.typical - self.actual).days


@frozen
class Skipped:
    """A case, or a day of one, that was not planned, and why."""

    name: str
    why: Phrase


@frozen
class Backtest:
    """All comparisons and everything that was left out."""

    comparisons: tuple[Trial, ...]
    skipped: tuple[Skipped, ...]

    @property
    def violations(self) -> tuple[Trial, ...]:
        """The comparisons in which the case beat the floor."""
        return tuple(c for c in self.comparisons if c.violation)

    @property
    def coverage(self) -> float:
        """The share of comparisons through by the cautious day; 0 where there are none."""
        return (
            sum(c.covered for c in self.comparisons) / len(self.comparisons)
            if self.comparisons
            else 0.0
        )

    @property
    def median_error_days(self) -> int:
        """The median error of the typical day; 0 where there are no comparisons."""
        errors = sorted(c.error_days for c in self.comparisons)
        return errors[len(errors) // 2] if errors else 0


def shipped_cases() -> tuple[Case, ...]:
    """The cases that ship with the program."""
    text = (
        files("pathway").joinpath("studies", "cases", "companies.csv").read_text(encoding="utf-8")
    )
    return read_cases(text, "companies.csv")


def read_cases(text: str, source: str) -> tuple[Case, ...]:
    """Cases from CSV (code, name, milestone, date, confidence). Raises `InputError` with every
    problem.
    """
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(rows[0]) != _COLUMNS:
        found = ",".join(rows[0])[:60] if rows else ""
        raise InputError([Problem(source, "1", found, phrase("backtest.columns", names=_COLUMNS))])
    problems: list[Problem] = []
    cases: dict[tuple[str, str], dict[str, date]] = {}
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(_COLUMNS):
            problems.append(
                Problem(
                    source,
                    str(line),
                    ",".join(row)[:60],
                    phrase("backtest.columns", names=_COLUMNS),
                )
            )
            continue
        code, name, milestone, day, _ = row
        known = cases.setdefault((code, name), {})
        if milestone.startswith("event:"):
            continue
        names = (*MILESTONE_IDS, *_OTHER)
        if milestone not in names:
            expected, near = phrase("backtest.milestone"), nearest(milestone, names)
            problems.append(Problem(source, str(line), milestone, expected, near))
        try:
            known[milestone] = date.fromisoformat(day)
        except ValueError:
            problems.append(Problem(source, str(line), day, phrase("backtest.day")))
    if problems:
        raise InputError(problems)
    return tuple(Case(code, name, known) for (code, name), known in cases.items())


def backtest(cases: Sequence[Case], rulebook: Rulebook | None = None) -> Backtest:
    """Every case planned as of each of its milestones and compared with what came after."""
    book = rulebook or shipped()
    comparisons: list[Trial] = []
    skipped: list[Skipped] = []
    for case in cases:
        for result in _compared(case, book):
            if isinstance(result, Skipped):
                skipped.append(result)
            else:
                comparisons.append(result)
    return Backtest(
        tuple(comparisons), tuple(s for i, s in enumerate(skipped) if s not in skipped[:i])
    )


def _compared(case: Case, book: Rulebook) -> Iterator[Trial | Skipped]:
    for route in _ROUTES:
        names = [f"{step}.{name}" for step in route for name in MILESTONES[step]]
        known = sorted(
            (name for name in names if name in case.milestones),
            key=lambda name: case.milestones[name],
        )
        if "neeq-select.listed" in case.milestones and "bse" in route:
            # The select tier became the Beijing exchange on its opening day: nothing to plan.
            if "bse.listed" in known:
                yield Skipped(case.name, phrase("backtest.carried-over"))
            continue
        for given in known[:-1]:
            later = [name for name in known if case.milestones[name] > case.milestones[given]]
            same_day = [n for n in known if case.milestones[n] == case.milestones[given]]
            if later and given == same_day[-1]:
                yield from _from(case, book, route, later, given)


def _from(
    case: Case, book: Rulebook, route: RouteSteps, later: list[str], given: str
) -> Iterator[Trial | Skipped]:
    """The later milestones of a case, planned as of the day of a given one."""
    as_of = case.milestones[given]
    scenario = _scenario(case, route, as_of)
    target = _TARGETS[max((name.partition(".")[0] for name in later), key=route.index)]
    days: list[Mapping[str, date]] = []
    for pace in PACES:
        try:
            made = plan(scenario, targets=[target], pace=pace, rulebook=book)
        except OutOfRangeError as refused:
            yield Skipped(case.name, refused.message)
            return
        wanted = {name.partition(".")[0] for name in later}
        planned = next(
            (r for r in made.routes if wanted <= set(r.id.split(">")) and r.feasible), None
        )
        if planned is None:
            yield Skipped(case.name, phrase("backtest.infeasible", given=given, day=as_of))
            return
        days.append({m.id: m.date for m in planned.milestones})
    for name in later:
        if name not in days[0]:
            # A milestone that comes before the given one in its step, but lies after it in the
            # case.
            yield Skipped(case.name, phrase("backtest.out-of-order", name=name, given=given))
            continue
        floor, typical, cautious = (found[name] for found in days)
        yield Trial(
            code=case.code,
            name=case.name,
            as_of=as_of,
            given=given,
            milestone=name,
            floor=floor,
            typical=typical,
            cautious=cautious,
            actual=case.milestones[name],
        )


def _scenario(case: Case, route: RouteSteps, as_of: date) -> Scenario:
    """The firm as of a day: its venue and dates as far as the case tells, and figures that no rule
    finds wanting.
    """
    past = {name: day for name, day in case.milestones.items() if day <= as_of}
    first = min(case.milestones.values())
    venue = _venue(route, past)
    listed = past.get("neeq.listed", first - timedelta(days=1500)) if venue != "unlisted" else None
    entered = (
        past.get("innovation.entered", listed) if venue not in ("unlisted", "neeq-base") else None
    )
    years = tuple(_year(year, as_of) for year in range(as_of.year - 5, as_of.year + 9))
    names = (
        "share_capital",
        "market_cap",
        "holders",
        "cash_raised_since_listing",
        "cash_raised_12m",
        "volume_60d",
        "invention_patents",
        "qualified_investors",
        "market_makers",
    )
    facts = {name: Steps.always(_PLENTY) for name in names}
    facts |= {name: Steps.always(_RATIO) for name in ("public_float", "rd_staff_ratio")}
    status = Status(venue, listed, entered, past.get("bse.listed"), past.get("neeq-select.listed"))
    firm = Firm(
        case.name,
        founded=date(1990, 1, 1),
        joint_stock_since=date(1990, 1, 1),
        status=status,
        fiscal_years=years,
        facts=facts,
    )
    behind = {"unlisted": (), "neeq-base": ("neeq",)}.get(venue, ("neeq", "innovation"))
    pinned = {
        n: day
        for n, day in past.items()
        if n.partition(".")[0] in route and n.partition(".")[0] not in behind
    }
    return Scenario(case.name, as_of, firm, milestones=pinned)


def _venue(route: RouteSteps, past: Mapping[str, date]) -> Venue:
    """Where a firm is, by what has happened: who applies to the exchange is in the innovation tier
    already.
    """
    if "bse" not in route:
        return "bse" if "bse.listed" in past else "neeq-select"
    steps = {name.partition(".")[0] for name in past}
    if "innovation.entered" in past or ("bse" in steps and "neeq.listed" not in past):
        return "neeq-innovation"
    return "neeq-base" if "neeq.listed" in past or "innovation" in steps else "unlisted"


def _year(year: int, as_of: date) -> FiscalYear:
    """A fiscal year with plenty of everything, growing, its report out at once."""
    plenty: Number = _PLENTY * (year - 1990)
    return FiscalYear(
        year,
        "audited" if year < as_of.year else "forecast",
        net_profit=plenty,
        revenue=plenty,
        operating_cash_flow=plenty,
        rd_expense=plenty,
        net_assets=plenty * 10,
        roe=_RATIO,
        audit_opinion="unqualified",
        published=date(year + 1, 1, 1),
    )
