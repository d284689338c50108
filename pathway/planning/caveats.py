"""What a plan rests on besides facts and confirmed law: assumptions, unconfirmed rules, projected
days, conflicts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from pathway.base.phrases import Phrase, Value, phrase
from pathway.dates.advance import Days, Months
from pathway.dates.days import to_date
from pathway.dates.schedule import Constraint, Gate, Lag, Schedule
from pathway.law.effect import AtLeast, Names, Requires
from pathway.law.language.grammar import Call
from pathway.law.language.look_back import text_of
from pathway.law.provision import Provision, Version
from pathway.law.steps import MILESTONES, RouteSteps
from pathway.planning.causes import milestone_title
from pathway.planning.findings import assumed_paths, finding, title
from pathway.planning.known_law import is_open_pause
from pathway.planning.network import Regime
from pathway.planning.origin import origin_of
from pathway.planning.pins import odd_pins
from pathway.planning.requirements import Requirements

_UNSURE = ("unconfirmed", "unknown")


class Reservations:
    """The reservations of one schedule of one route."""

    def __init__(
        self, requirements: Requirements, steps: RouteSteps, regime: Regime, schedule: Schedule
    ) -> None:
        self.requirements, self.steps, self.regime, self.schedule = (
            requirements,
            steps,
            regime,
            schedule,
        )

    @cached_property
    def tested(self) -> tuple[tuple[int, Provision, Version], ...]:
        """Every rule tested on the route: (day, provision, version that governs). Pins are not
        tested.
        """
        return tuple(self._tested())

    def _tested(self) -> Iterator[tuple[int, Provision, Version]]:
        for step in self.steps:
            names = {name for name in MILESTONES[step] if self._free(f"{step}.{name}")}
            for provision in self.requirements.book.for_step(step):
                for test in self.requirements.law.tests(provision, step):
                    if test.name not in names:
                        continue
                    version = self._version(provision, step, test.name)
                    if version is not None and test.name in version.tested_at:
                        yield self.schedule.days[f"{step}.{test.name}"], provision, version

    def _free(self, milestone: str) -> bool:
        """Whether a milestone is planned, not given or done."""
        return milestone in self.schedule.days and milestone not in self.regime.network.pins

    def _version(self, provision: Provision, step: str, name: str) -> Version | None:
        """The version that governs a milestone, by its own day or by that of the milestone that
        picks it.
        """
        days = self.schedule.days
        own = days[f"{step}.{name}"]
        for version in self.requirements.law.known(provision):
            day = (
                own if version.applies_by is None else days.get(f"{step}.{version.applies_by}", own)
            )
            if self.requirements.law.in_force(provision, day) is version:
                return version
        return None

    def relied(self) -> tuple[tuple[str, Version], ...]:
        """Every rule tested, once for each version that governed."""
        return tuple({(p.id, v.effective): (p.id, v) for _, p, v in self.tested}.values())

    def assumed(self) -> tuple[str, ...]:
        """Scenario paths that were taken as fulfilled or left at their default."""
        out: dict[str, None] = {}
        for day, _, version in self.tested:
            if isinstance(version.effect, Requires):
                verdict = self.requirements.version_verdict(version)
                out.update(
                    dict.fromkeys(
                        assumed_paths(verdict, day - version.effect.lead, self.requirements.subject)
                    )
                )
        out.update(dict.fromkeys(f"milestones.{name}" for name in self.regime.done))
        out.update(dict.fromkeys(sorted(self.requirements.scenario.defaulted)))
        if (
            self.requirements.scenario.pauses_end is None
            and next(self._open_pauses(), None) is not None
        ):
            out["assumptions.pauses_end"] = None
        return tuple(out)

    def unconfirmed(self) -> tuple[str, ...]:
        """Rules and durations used whose text or value is not confirmed; what is only named binds
        nothing.
        """
        out = {
            provision.id: None
            for _, provision, version in self.tested
            if version.status in _UNSURE and not isinstance(version.effect, Names)
        }
        for pushes in self.schedule.pushes.values():
            for push in pushes:
                if not isinstance(push.constraint, Lag):
                    continue
                origin = origin_of(push.constraint)
                row = origin.row(self.schedule.days[push.constraint.source])
                if row is not None and row.status in _UNSURE:
                    out[origin.rule] = None
        return tuple(out)

    def projected(self) -> frozenset[str]:
        """Milestones whose day rests on the calendar beyond its official end, directly or through
        their causes.
        """
        through = self.requirements.clock.calendars.official_through
        direct = {
            name
            for name, day in self.schedule.days.items()
            if day > through
            for push in self.schedule.pushes[name]
            if push.constraint is not None and self._by_calendar(push.constraint)
        }
        resting = {
            name for name in self.schedule.days if direct.intersection(self.schedule.chain(name))
        }
        return frozenset(resting - self.regime.network.pins.keys())

    def _by_calendar(self, constraint: Constraint) -> bool:
        """Whether a constraint counts open days or falls on one."""
        if isinstance(constraint, Gate):
            provision = origin_of(constraint).provision
            return provision is not None and not any(
                isinstance(v.effect, Requires) for v in provision.versions
            )
        step = constraint.step if isinstance(constraint, Lag) else constraint.reach
        return not isinstance(step, Days | Months)

    def warnings(self) -> Iterator[Phrase]:
        """What was hardly meant, conflicts with given days, disputed boundary days, and rules
        long unchecked.
        """
        yield from self.requirements.scenario.doubts
        yield from odd_pins(self.requirements, self.steps, self.schedule)
        yield from self._broken_lags()
        yield from self._broken_requirements()
        yield from self._boundaries()
        yield from self._pauses()
        yield from self._bars()
        yield from self._later_years()
        yield from self._brought()
        yield from self._named()
        for strand in sorted(self.regime.anew):
            yield Phrase(f"plan.anew.{strand}")
        as_of = self.requirements.scenario.as_of
        old = {
            p.id: p.title
            for _, p, v in self.tested
            if not v.layer and (as_of - v.checked_on).days > 365
        }
        if old:
            yield phrase("plan.unchecked", rules=tuple(old.values()))

    def _later_years(self) -> Iterator[Phrase]:
        """Fiscal years that are not given and count before the route is over."""
        subject = self.requirements.subject
        last = max(subject.years, default=None)
        over = max(self.schedule.days.values())
        if subject.as_last and last is not None and subject.report_day(last + 1) <= over:
            yield phrase("plan.later-years", year=str(last))

    def _brought(self) -> Iterator[Phrase]:
        """Events that follow from the file and fall on the firm before it is listed."""
        last = max(self.schedule.days.values())
        for one in self.requirements.subject.brought:
            if one.sure and one.day <= last:
                rule = self.requirements.book.provision(one.rule)
                yield phrase("plan.brought", title=title(rule.title, rule.id), day=to_date(one.day))

    def _named(self) -> Iterator[Phrase]:
        """Practices that no rule states, where they concern the firm."""
        named: dict[str, Phrase] = {}
        for day, provision, version in self.tested:
            if isinstance(version.effect, Names):
                held = self.requirements.condition(version.effect.node())
                if day in held.met and day not in held.assumed:
                    named[provision.id] = phrase(
                        "plan.named", title=title(provision.title, provision.id)
                    )
        yield from named.values()

    def _bars(self) -> Iterator[Phrase]:
        """Events of the file that bar the firm from something today, whether or not the plan waits
        for their end.
        """
        today, subject = self.requirements.clock.start, self.requirements.subject
        told: set[tuple[str, Value | None]] = set()
        for _, _, version in self.tested:
            if not isinstance(version.effect, Requires):
                continue
            for leaf in self.requirements.version_verdict(version, True).leaves_on(today):
                node = leaf.node
                if not isinstance(node, Call) or node.function != "clear_of":
                    continue
                text = finding(leaf, today, subject).text
                bar = text_of(node.args[0]), text.values.get("last")
                if today in leaf.unmet and bar not in told:
                    told.add(bar)
                    yield _bar(text)

    def _pauses(self) -> Iterator[Phrase]:
        """Market pauses whose end is not known: the plan has to assume one."""
        for provision, version in self._open_pauses():
            end = self.requirements.law.in_force(
                provision, self.requirements.scenario.as_of.toordinal()
            )
            assert end is not None and end.until is not None
            yield phrase(
                "plan.pause",
                title=title(provision.title, provision.id),
                since=version.effective,
                end=end.until,
            )

    def _open_pauses(self) -> Iterator[tuple[Provision, Version]]:
        for step in self.steps:
            for provision in self.requirements.book.for_step(step):
                for version in self.requirements.book.known(
                    provision, self.requirements.scenario.as_of
                ):
                    if is_open_pause(version) and any(
                        self._free(f"{step}.{name}") for name in version.tested_at
                    ):
                        yield provision, version

    def _boundaries(self) -> Iterator[Phrase]:
        days = self.schedule.days
        for constraint in self.regime.network.constraints:
            origin = origin_of(constraint)
            effect = origin.effect
            if not isinstance(constraint, Lag) or not isinstance(effect, AtLeast):
                continue
            day = days[constraint.target]
            if (
                effect.boundary
                and not self.requirements.strict
                and day == constraint.step.after(days[constraint.source])
            ):
                yield phrase("plan.boundary", rule=self._rule(origin.rule), day=to_date(day))

    def _rule(self, name: str) -> Value:
        """A rule by its title."""
        return title(self.requirements.book.provisions[name].title, name)

    def _broken_lags(self) -> Iterator[Phrase]:
        """Given milestones that lie before or after what a rule would have allowed, counted from
        another one.
        """
        pins = self.regime.network.pins
        for constraint in self.regime.network.constraints:
            if isinstance(constraint, Gate) or constraint.target not in pins:
                continue
            day, source = pins[constraint.target], self.schedule.days[constraint.source]
            broken = (
                day < constraint.step.after(source)
                if isinstance(constraint, Lag)
                else constraint.source in pins and day > constraint.reach.after(source)
            )
            origin = origin_of(constraint)
            if broken and origin.provision is not None:
                yield phrase(
                    "plan.conflict",
                    milestone=milestone_title(constraint.target),
                    day=to_date(day),
                    rule=self._rule(origin.rule),
                )

    def _broken_requirements(self) -> Iterator[Phrase]:
        """Given milestones on whose day a requirement, as far as the figures are known, did not
        hold.
        """
        for step in self.steps:
            given = [n for n in MILESTONES[step] if f"{step}.{n}" in self.regime.network.pins]
            for provision in self.requirements.book.for_step(step) if given else ():
                for name in given:
                    version = self._version(provision, step, name)
                    if (
                        version is None
                        or name not in version.tested_at
                        or not isinstance(version.effect, Requires)
                    ):
                        continue
                    day = self.regime.network.pins[f"{step}.{name}"]
                    if (
                        self.requirements.version_verdict(version, extended=True).outcome(day)
                        == "unmet"
                    ):
                        yield phrase(
                            "plan.conflict",
                            milestone=milestone_title(f"{step}.{name}"),
                            day=to_date(day),
                            rule=self._rule(provision.id),
                        )


def _bar(text: Phrase) -> Phrase:
    """An event that bars the firm, without the persons on whom it may fall."""
    kind = text.values["kind"]
    if isinstance(kind, Phrase):
        kind = kind.values.get("kind", kind)
    return phrase(
        text.key.replace("explain.clear-of.", "plan.bar."), **{**text.values, "kind": kind}
    )
