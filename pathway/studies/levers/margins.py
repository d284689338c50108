"""How far figures may fall, and reports and acts slip, before the date does; and what lies behind
the last legal day of a report, or of the statements that an act rests on.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve

from pathway.dates.days import to_date
from pathway.dates.schedule import Gate, Schedule, latest
from pathway.law.effect import Requires
from pathway.law.language.grammar import Call, Node, parts_of
from pathway.law.steps import MILESTONES, STEPS, actor
from pathway.planning.origin import origin_of
from pathway.planning.solve import PlanQuestion, Solved, best_of
from pathway.studies.levers.inputs import Input, Setting, act
from pathway.studies.levers.probe import Probe
from pathway.studies.levers.results import Barrier, Margin

_REPORT_SLIP = 130
"""Calendar days that a report may come later before its margin is called safe."""

_ACT_SLIP = 366
"""Calendar days after its own day up to which the statements that an act rests on are looked at:
what runs out later are statements of other years.
"""


def margins(probe: Probe, least: int) -> Iterator[Margin]:
    """For every figure, report and act of the present plan, where the date slips by so many days at
    least; none where there is no date.
    """
    if probe.base is None or probe.solved is None:
        return
    yield from figure_margins(probe, least)
    for item in probe.inputs:
        if item.kind == "day" and item.legal is not None:
            yield from _of_report(probe, item, item.legal, least)
    for name in probe.solved.regime.network.milestones[:-1]:
        if actor(name) in ("company", "sponsor"):
            yield from _of_act(probe, probe.solved, name, least)


def figure_margins(
    probe: Probe, least: int, metrics: Container[str] | None = None
) -> Iterator[Margin]:
    """For every figure that is given, where the date slips by so many days at least. metrics: only
    figures of these.
    """
    for item in probe.inputs if probe.base is not None else ():
        wanted = metrics is None or item.metric in metrics
        if wanted and item.kind == "amount" and item.value is not None:
            yield from _first_slip(probe, item, probe.values(item, up=False), least)


def _first_slip(
    probe: Probe, item: Input, values: Iterable[Setting], least: int
) -> Iterator[Margin]:
    """The first value at which the date slips."""
    for value in values:
        if probe.valid({item: value}) and _slips(probe, probe.day({item: value}), least):
            yield _margin(probe, item, value, probe.day({item: value}))
            return


def _slips(probe: Probe, when: date | None, least: int) -> bool:
    base = probe.base
    return when is None or (base is not None and when >= base + timedelta(days=least))


def _margin(probe: Probe, item: Input, cliff: Setting, when: date | None) -> Margin:
    base = probe.base
    lost = None if when is None or base is None else (when - base).days
    return Margin(item, cliff, {item.path: probe.override(item, cliff)}, when, lost)


# -- reports ---------------------------------------------------------------------------------------


def _of_report(probe: Probe, item: Input, legal: date, least: int) -> Iterator[Margin]:
    """The first day on which a report is so late that the date slips, and the day after the legal
    one, where it slips farther than just before.
    """
    assert isinstance(item.value, date)
    over = legal + timedelta(days=1)
    days = probe.days_after(item, _REPORT_SLIP)
    before = [day for day in days if day < over]
    found = list(_first_slip(probe, item, before, least))
    yield from found
    if item.value > legal:
        late = _first_slip(probe, item, days, least) if _any_slips(probe, item, days) else ()
        yield from late
        return
    when = probe.day({item: over})
    if _slips(probe, when, least) and (not found or _later(when, found[0].date_after)):
        margin = _margin(probe, item, over, when)
        yield evolve(margin, legal=legal, bar=_bar(probe, {item: over}))


def _any_slips(probe: Probe, item: Input, days: Sequence[date]) -> bool:
    return any(_slips(probe, probe.day({item: day}), 1) for day in days[9::30])


def _later(when: date | None, other: date | None) -> bool:
    return other is not None and (when is None or when > other)


def _bar(probe: Probe, settings: dict[Input, Setting]) -> Barrier | None:
    """The requirement that fails on the day of the plan with some changes, and does not without:
    the one that fails longest.
    """
    solved, (asked, _) = probe.solved, probe.answer(settings)
    assert solved is not None
    failing = list(_failing(probe.asked, asked, solved))
    return max(failing, key=lambda bar: bar.until or date.max, default=None)


def _failing(before: PlanQuestion, after: PlanQuestion, solved: Solved) -> Iterator[Barrier]:
    law = after.requirements.law
    for step in solved.steps:
        for provision in after.requirements.book.for_step(step):
            if not any(isinstance(v.effect, Requires) for v in law.known(provision)):
                continue
            was, now = (
                question.requirements.verdict(provision.id, extended=True)
                for question in (before, after)
            )
            tested = (f"{step}.{test.name}" for test in law.tests(provision, step))
            days = [solved.schedule.days[name] for name in tested if name in solved.schedule.days]
            closed = [day for day in days if day in was.met and day not in now.met]
            if closed:
                until = now.met.next(max(closed))
                opens = None if until is None else to_date(until)
                yield Barrier(provision.id, provision.title, opens)


# -- acts ------------------------------------------------------------------------------------------


def _of_act(probe: Probe, solved: Solved, name: str, least: int) -> Iterator[Margin]:
    """The last day of an act of the present plan that keeps the date, and the last day on which the
    statements that it rests on are fresh enough.
    """
    network, days = solved.regime.network, solved.schedule.days
    if name in network.pins or days[name] < network.start:
        return
    slack = latest(network, {solved.final: days[solved.final]})
    item = act(name, to_date(days[name]))
    ends = {gate: end for gate in network.gates(name) if (end := _ends(probe, gate, days[name]))}
    last = slack.days[name] if isinstance(slack, Schedule) else days[name]
    found: Margin | None = None
    until = days[name] + _ACT_SLIP
    for end in sorted({last, *(end for end in ends.values() if last < end <= until)}):
        margin = _after(probe, item, end + 1)
        if not _slips(probe, margin.date_after, least):
            continue
        if found is not None and not _later(margin.date_after, found.date_after):
            continue
        over = [gate for gate, own in ends.items() if own == end]
        found = margin
        if over:
            found = evolve(margin, legal=to_date(end), bar=_of(_plainest(probe, over), end))
        yield found


def _ends(probe: Probe, gate: Gate, day: int) -> int | None:
    """The last day on which statements are fresh, where a gate asks for that and has one."""
    law = probe.asked.requirements.law
    if not any(map(law.asks_for_fresh_statements, _nodes(gate))):
        return None
    return next((last for first, last in gate.days.spans if first <= day <= last), None)


def _plainest(probe: Probe, gates: Sequence[Gate]) -> Gate:
    """Of gates that close on one day the one that asks for least besides."""
    return min(gates, key=lambda gate: max(map(_parts, _nodes(gate))))


def _parts(node: Node) -> int:
    calls = [part for part in parts_of(node) if isinstance(part, Call)]
    return len(list(parts_of(node))) + sum(len(call.options) for call in calls)


def _nodes(gate: Gate) -> Iterator[Node]:
    for version in origin_of(gate).versions:
        if isinstance(version.effect, Requires):
            yield version.effect.node()


def _of(gate: Gate, end: int) -> Barrier | None:
    provision = origin_of(gate).provision
    if provision is None:
        return None
    again = gate.days.next(end + 1)
    return Barrier(provision.id, provision.title, None if again is None else to_date(again))


def _after(probe: Probe, item: Input, day: int) -> Margin:
    """What becomes of the plan if an act takes place on a day at the earliest."""
    name = item.path.partition(".")[2]
    found = best_of(probe.asked, probe.target, not_before={name: day})
    when = None if found is None else found.date
    margin = _margin(probe, item, to_date(day), when)
    if found is None:
        return margin
    days = found.schedule.days
    shown = {f"milestones.{one}": to_date(days[one]).isoformat() for one in _through(name, days)}
    return evolve(margin, set=shown)


def _through(name: str, days: Mapping[str, int]) -> Iterator[str]:
    """A milestone, and those of its strand before it: a day given of it alone would say that they
    are done, on days that nobody knows.
    """
    step, _, last = name.rpartition(".")
    strands = STEPS[step].strands
    names = MILESTONES[step][: MILESTONES[step].index(last) + 1]
    yield from (
        f"{step}.{n}" for n in names if strands[n] == strands[last] and f"{step}.{n}" in days
    )
