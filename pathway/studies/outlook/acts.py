"""What the firm, its sponsor and its auditor must do next: by when, from when on it is of use, and
what happens if it is done later. Every day and every consequence is planned, none is written by
hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pathway.base.phrases import Phrase, phrase
from pathway.dates.days import add_months, to_date
from pathway.dates.schedule import Schedule, latest
from pathway.law.effect import AtMost, Period, Requires
from pathway.law.provision import Provision
from pathway.law.steps import DUE, MILESTONES, STEPS, is_own
from pathway.planning.requirements import extended_at
from pathway.planning.solve import Solved
from pathway.studies.outlook.act import Act, Consequence
from pathway.studies.outlook.kept import WHILE, Keeping
from pathway.studies.outlook.replan import Replan
from pathway.studies.outlook.reports import reports_and_audits


def do_next(replan: Replan, floor: Solved | None) -> tuple[Act, ...]:
    """The acts that a date rests on, the first latest day first. floor: the best schedule at the
    fastest pace.
    """
    kept = Keeping(replan)
    listed = _Acts(kept, floor)
    found = [
        *listed.milestones(),
        *listed.due_work(),
        *reports_and_audits(kept),
        *listed.extensions(),
        *listed.renewals(),
    ]
    return tuple(sorted(found, key=lambda act: (act.latest, act.planned)))


class _Acts:
    """The steps of one plan that the firm takes itself, and what runs out on the way."""

    def __init__(self, kept: Keeping, floor: Solved | None) -> None:
        self.kept, self.replan, self.best = kept, kept.replan, kept.best
        self.network, self.back = kept.network, kept.back
        self.scenario, self.days, self.end, self.start = kept.given, kept.days, kept.end, kept.start
        self.useful = _latest_days(floor)

    # -- milestones --------------------------------------------------------------------------------

    def milestones(self) -> Iterator[Act]:
        """The milestones that the firm brings about itself."""
        for name in self.network.milestones:
            step, _, short = name.rpartition(".")
            if (
                step not in self.best.steps
                or name in self.network.pins
                or not is_own(name)
                or any(due.after == name for due in DUE)
            ):
                continue
            # What a plan has on a closed day is done on the last open one before it.
            last = self.kept.open_day(self.start, self.back[name])
            self.kept.late[name] = last
            useful = max(
                self.days[name], self.useful.get(name, self.start), self._lives_to_the_end(name)
            )
            yield Act(
                id=name,
                party="company",
                title=phrase(f"screen.act.{short}", venue=Phrase(f"screen.board.{step}")),
                planned=to_date(min(self.days[name], last)),
                useful=to_date(min(useful, last)),
                latest=to_date(last),
                later=self.kept.slipped(name, last),
            )

    def _lives_to_the_end(self, name: str) -> int:
        """The first day from which a resolution still holds when the shares are listed."""
        step, _, short = name.rpartition(".")
        if STEPS[step].strands[short] != "resolutions":
            return self.start
        for period in self._validities(step):
            return add_months(self.end, -period.count) if period.unit == "months" else self.start
        return self.start

    def _validities(self, step: str) -> Iterator[Period]:
        """How long a shareholders' resolution serves."""
        requirements = self.replan.asked.requirements
        for provision in requirements.book.for_step(step):
            version = requirements.law.in_force(provision, self.start)
            effect = None if version is None else version.effect
            if isinstance(effect, AtMost) and effect.since == "shareholders_resolved":
                yield effect.period

    def due_work(self) -> Iterator[Act]:
        """Work that is due a while after a milestone."""
        clock = self.replan.asked.requirements.clock
        for due in DUE:
            if due.after not in self.days or due.after.partition(".")[0] not in self.best.steps:
                continue
            step = clock.advance(Period(due.count, due.unit))  # type: ignore[arg-type]
            planned, last = (step.after(days[due.after]) for days in (self.days, self.back))
            if last < self.start:
                continue
            self.kept.late[due.after] = self.back[due.after]
            yield Act(
                id=due.name,
                party="sponsor" if due.party == "sponsor" else "company",
                title=Phrase(f"screen.act.{due.name}"),
                planned=to_date(planned),
                useful=to_date(planned),
                latest=to_date(last),
                later=self.kept.consequence(not_before={due.after: self.back[due.after] + 1}),
            )

    # -- statements and resolutions on file --------------------------------------------------------

    def extensions(self) -> Iterator[Act]:
        """Each extension of the validity of statements on which a day of a review rests."""
        found: dict[int, tuple[str, int]] = {}
        requirements = self.replan.asked.requirements
        for step in self.best.steps:
            for name in MILESTONES[step]:
                for provision in requirements.book.for_step(step):
                    rests = self._rests_on_extension(provision, step, name)
                    if rests is not None:
                        found.setdefault(rests[0], (f"{step}.{name}", rests[1]))
        for last, (milestone, again) in sorted(found.items()):
            yield Act(
                id="extension",
                party="sponsor",
                title=phrase("screen.act.extension", period_end=to_date(last)),
                planned=to_date(self.kept.open_day(self.start, last)),
                useful=to_date(max(self.start, add_months(last, -1))),
                latest=to_date(self.kept.open_day(self.start, last)),
                later=self.kept.consequence(not_before={milestone: again}),
            )

    def _rests_on_extension(
        self, provision: Provision, step: str, name: str
    ) -> tuple[int, int] | None:
        """The last day on which statements are fresh without the extension, and the next on which
        others are, where a milestone needs it.
        """
        requirements, full = self.replan.asked.requirements, f"{step}.{name}"
        if full not in self.days or full in self.network.pins:
            return None
        if not extended_at(self.scenario, step, name):
            return None
        day = self.days[full]
        version = requirements.law.in_force(provision, day)
        if version is None or name not in version.tested_at:
            return None
        if not isinstance(version.effect, Requires):
            return None
        if day not in requirements.version_verdict(version, True).met:
            return None
        plain = requirements.version_verdict(version, False).met
        before, again = plain.prev(day), plain.next(day)
        return None if day in plain or before is None else (before, again or self.end + WHILE)

    def renewals(self) -> Iterator[Act]:
        """A shareholders' resolution that runs out before the shares are issued."""
        for step in self.best.steps:
            name = f"{step}.shareholders_resolved"
            if name not in self.days:
                continue
            for period in self._validities(step):
                given = name in self.network.pins
                passed = self.days[name] if given else self.kept.late.get(name, self.days[name])
                step_ = self.replan.asked.requirements.clock.advance(period)
                last = step_.after(passed)
                issue = self.days.get(f"{step}.registered", self.end)
                if not self.start <= last < issue:
                    continue
                by = self.kept.open_day(self.start, last)
                yield Act(
                    id="renewal",
                    party="company",
                    title=Phrase("screen.act.renewal"),
                    planned=to_date(by),
                    useful=to_date(min(max(self.start, self._lives_to_the_end(name)), by)),
                    latest=to_date(by),
                    later=Consequence("slack", to_date(self.end), 0, until=to_date(issue - 1)),
                )


def _latest_days(solved: Solved | None) -> Mapping[str, int]:
    """The latest days of a schedule that keep its end."""
    if solved is None:
        return {}
    end = solved.schedule.days[solved.final]
    back = latest(solved.regime.network, {solved.final: end})
    return back.days if isinstance(back, Schedule) else {}
