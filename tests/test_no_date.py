"""Where a plan has no date, the reason that it names is the true one: held against many random firms."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from attrs import evolve

import pathway
from pathway.law.effect import Requires, States
from pathway.law.provision import Version
from pathway.law.rulebook import Rulebook
from pathway.law.steps import RouteSteps, route_id
from pathway.planning.findings import Miss
from pathway.planning.planner import explained
from pathway.planning.solve import Ask, PlanQuestion, Solved, best_of, question, solve
from pathway.planning.values import Block, Plan
from pathway.report.plan_text import plan_text
from pathway.report.screen import screen_text
from pathway.scenario.file import rebuild
from pathway.studies.levers.search import brief
from pathway.studies.outlook import Outlook
from pathway.studies.outlook import outlooks as outlooks_of
from tests.conftest import tries
from tests.random_firms import seeded

EXAMPLES = Path(__file__).parent / "examples"
_COUNT, _MOST_WAIVED = tries(20), 8


@cache
def dateless(count: int) -> tuple[tuple[int, PlanQuestion, Plan], ...]:
    """As many firms that have no date for their one target, each with its number, question and
    plan.
    """
    asked = ((number, question(scenario)) for number, scenario in seeded(100 * count))
    none = ((n, one) for n, one in asked if best_of(one, one.targets[0]) is None)
    return tuple((n, one, explained(one)) for n, one in islice(none, count))


def blocked(plan: Plan) -> Iterator[tuple[RouteSteps, tuple[Block, ...]]]:
    """Each route of a plan without a date, with what blocks it."""
    for route in plan.routes:
        assert route.date is None
        assert route.blocked_by, route.id
        yield tuple(route.id.split(">")), route.blocked_by


def waived(book: Rulebook, rules: frozenset[str]) -> Rulebook:
    """The law without what some rules ask for."""

    def idle(version: Version) -> Version:
        if isinstance(version.effect, Requires):
            return evolve(version, effect=Requires("always", version.effect.metrics))
        return evolve(version, effect=States("nothing"))

    provisions = {
        name: evolve(rule, versions=tuple(map(idle, rule.versions))) if name in rules else rule
        for name, rule in book.provisions.items()
    }
    return evolve(book, provisions=provisions)


def without(asked: PlanQuestion, steps: RouteSteps, rules: frozenset[str]) -> tuple[bool, set[str]]:
    """Whether a route has a date without some rules; if not, the rules then named."""
    book = waived(asked.requirements.book, rules)
    again = question(asked.requirements.scenario, Ask(asked.targets, rulebook=book))
    if isinstance(solve(again.requirements, steps), Solved):
        return True, set()
    route = next(one for one in explained(again).routes if one.id == route_id(steps))
    return False, {block.rule for block in route.blocked_by if block.rule in book.provisions}


def test_no_date_without_the_rules_that_are_named() -> None:
    """Rules that are named are waived, and those named then, until there is a date; there is none if
    one of the first rules stands again, or all that leave no day together, and times: no rule
    is named in vain.
    """
    for number, asked, plan in dateless(_COUNT):
        for steps, blocks in blocked(plan):
            named = {block.rule for block in blocks if block.cause.kind != "lag"}
            rules, more, dated = frozenset[str](), set(named), False
            while more and len(rules) < _MOST_WAIVED and not dated:
                rules |= more
                dated, more = without(asked, steps, rules)
                more -= rules
            if not dated:
                continue  # nothing but the time that steps take is left
            alone = [{block.rule} for block in blocks if block.alone]
            for back in alone or [{block.rule for block in blocks}]:
                assert not without(asked, steps, rules - back)[0], (number, steps, back)


def test_a_rule_that_is_said_to_hold_no_more_does_not() -> None:
    """What "holds on no day from … on" holds on none of them."""
    seen = set()
    for number, asked, plan in dateless(_COUNT):
        for _, blocks in blocked(plan):
            for block in blocks:
                seen.add(block.text.key)
                requirements = asked.requirements
                if block.text.key == "causes.blocked.gate":
                    met = requirements.verdict(block.rule, extended=True).met
                    assert met.next(block.cause.to.toordinal()) is None, (number, block.rule)
    assert "causes.blocked.gate" in seen


def test_a_day_that_is_given_is_named_only_where_it_is_in_the_way() -> None:
    """Where a day that is given is said to run out too soon, the firm has a date without it: one in
    real estate that filed half a year ago is not told to file anew.
    """
    estate = {"firm.industry": "K70", "milestones.bse.filed": "2026-05-11"}
    scenario = pathway.load(str(EXAMPLES / "base-tier-machinery.toml"), set=estate)
    plan = explained(question(scenario))
    rules = [block.rule for route in plan.routes for block in route.blocked_by]
    assert rules == ["bse.guideline1.industry-unsupported"]
    for number, asked, plan in dateless(_COUNT):
        for _, blocks in blocked(plan):
            if any(block.text.key == "causes.blocked.expired" for block in blocks):
                bare = evolve(asked.requirements.scenario, milestones={})
                assert best_of(question(bare), asked.targets[0]), number


def ways(block: Block) -> Mapping[str, list[Miss]]:
    """What each alternative of a rule lacks."""
    out: dict[str, list[Miss]] = {}
    for miss in block.nearest:
        out.setdefault(miss.id, []).append(miss)
    return out


def test_a_shortfall_that_is_made_good_moves_the_outcome() -> None:
    """Where facts of the firm fall short by so much, the same firm with as much more is not stopped
    by the rule any more on that way.
    """
    mended = 0
    for number, asked, plan in dateless(_COUNT):
        vocabulary = asked.requirements.book.vocabulary
        for steps, blocks in blocked(plan):
            for block in blocks:
                for name, misses in ways(block).items():
                    paths = {
                        vocabulary[m.finding.metrics[0]].path: m
                        for m in misses
                        if m.finding.metrics
                    }
                    if not all(
                        path.startswith("facts.") and miss.finding.shortfall is not None
                        for path, miss in paths.items()
                    ) or len(paths) < len(misses):
                        continue
                    sets = [f"{path}={_value(miss)}" for path, miss in paths.items()]
                    again = explained(question(rebuild(asked.requirements.scenario, sets)))
                    route = next(one for one in again.routes if one.id == route_id(steps))
                    mended += 1
                    assert block.rule not in {one.rule for one in route.blocked_by}, (
                        number,
                        name,
                        sets,
                    )
    assert mended > 5


def _value(miss: Miss) -> float:
    assert miss.finding.threshold is not None
    return float(miss.finding.threshold)


@cache
def told() -> tuple[tuple[int, PlanQuestion, Plan, Outlook], ...]:
    """The outlook of each firm without a date."""
    return tuple(
        (number, asked, plan, outlooks_of(plan, asked)[asked.targets[0]])
        for number, asked, plan in dateless(_COUNT)
    )


def test_what_is_not_given_gives_the_day_that_is_named() -> None:
    """Facts and years that are said to be missing give the day that is told, once they are given;
    `test_outlook` has firms that lack some for sure.
    """
    for number, asked, _, found in told():
        scenario = asked.requirements.scenario
        for one in found.conditional:
            sets = [
                f"{path}={'true' if fact.needed is None else float(fact.needed)}"
                for fact in one.facts
                for path in fact.paths
            ]
            given = question(rebuild(scenario, sets))
            assert best_of(given, found.target).date == one.date, (number, sets)  # type: ignore[union-attr]
        later = found.later_years
        if later is not None and later.date is not None:
            full = evolve(scenario, later_years="as-last")
            assert best_of(question(full), found.target).date == later.date, number  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_screen_says_anything_twice(lang: str) -> None:
    """No line of what falls short, and no reason, is there twice; no heading is left without a title."""
    for number, _, plan, found in told():
        text = screen_text(plan, {found.target: found}, lang, 80)  # type: ignore[arg-type]
        whole = re.sub(r"\n {4,}", " ", text)
        lines = [line for line in whole.splitlines() if line.startswith("  ")]
        assert len(lines) == len(set(lines)), (number, text)
        for line in lines:
            parts = re.split("[;；]", line.strip())
            assert len(parts) == len(set(parts)), (number, line)
        assert not [line for line in lines if line.strip().startswith((":", "："))], (number, text)
        assert not re.search(r"[{}]|\b(bse|star|neeq|chinext|facts|milestones)\.", text), (
            number,
            text,
        )
        plan_text(plan, lang)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_change_that_is_said_to_give_a_date_does() -> None:
    """Each change that is offered gives the date that is told with it."""
    offered = 0
    for number, asked, _ in dateless(tries(8)):
        scenario, (target, *_) = asked.requirements.scenario, asked.targets
        if len(asked.routes) > 2:
            continue
        for lever in brief(scenario, target, most=4).levers:
            offered += 1
            given = best_of(question(rebuild(scenario, lever.set)), target)
            assert (None if given is None else given.date) == lever.date, (number, lever.set)
    assert offered
