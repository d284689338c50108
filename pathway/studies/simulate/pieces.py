"""Networks put together from what each provision adds, so that draws share all pieces on which their
figures agree.

What a provision adds depends on the figures only through the days on which its own conditions hold.
So each is asked once for every way in which these come out, by a draw that comes out so, and not
once for every way in which all of them do.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from pathway.dates.days import ALL
from pathway.law.effect import AtLeast
from pathway.law.language.grammar import metrics_of
from pathway.law.provision import Provision
from pathway.law.steps import RouteSteps
from pathway.planning.added import Added
from pathway.planning.network import COUNTED, Builder, Regime
from pathway.planning.requirements import Requirements
from pathway.planning.solve import builder_of
from pathway.studies.simulate.forecasts import Factors
from pathway.studies.simulate.groups import Law
from pathway.studies.simulate.truths import Program

Networks = tuple[Regime, ...]


class Pieces:
    """What the provisions of a route add to the networks of draws with the same events.

    law: for the scenario with these events. likeness: any draw, to tell what is random.
    """

    def __init__(self, law: Law, steps: RouteSteps, likeness: Factors) -> None:
        self.law, self.steps = law, steps
        self.first = builder_of(law.requirements, steps, frozenset())
        self.first.bind()
        self._certain: dict[Hashable, Added] = {}
        self._columns: dict[Hashable, tuple[int, ...]] = {}
        self._known: dict[tuple[Hashable, bytes], Added] = {}
        self._same: dict[Hashable, list[Added]] = {}
        self._made: dict[tuple[int, ...], Networks] = {}
        self.program = Program(law, likeness, law.requirements.strict)
        provisions = {
            (step, one.id): one for step in steps for one in law.requirements.book.for_step(step)
        }
        for key, added in self.first.bound.items():
            provision = provisions.get(key)  # type: ignore[call-overload]
            if not any(asked.reads & law.metrics for asked in added.asked):
                self._certain[key] = added
            elif provision is not None and not self._falls_away(provision):
                self._columns[key] = self._columns_of(provision)
        columns = dict.fromkeys(line for lines in self._columns.values() for line in lines)
        self.program.columns = tuple(columns)

    def _falls_away(self, provision: Provision) -> bool:
        """Whether a provision asks for less after months of listing or where a figure is reached:
        then that condition is taken apart, and its outcome alone does not say what it adds.
        """
        effects = [version.effect for version in self.law.requirements.law.known(provision)]
        unless = [effect.unless for effect in effects if isinstance(effect, AtLeast)]
        return any(node is not None and COUNTED in metrics_of(node) for node in unless)

    def _columns_of(self, provision: Provision) -> tuple[int, ...]:
        """The outcomes of all conditions of a provision, whenever they turn."""
        spans = {
            key: ALL
            for version in self.law.requirements.law.known(provision)
            for key in self.law.keys(version)
        }
        return tuple(dict.fromkeys(self.program.outcomes(self.law.asked_on(spans))))

    def networks(
        self,
        factors: Factors,
        draws: Sequence[int],
        requirements: Callable[[int], Requirements],
    ) -> Iterator[Networks]:
        """The networks of some draws; those that agree in all pieces are one object. requirements:
        of a draw.
        """
        some = factors.some(draws)
        columns = self.program.run(some, len(draws))
        place = {line: i for i, line in enumerate(self.program.columns)}
        for i, draw in enumerate(draws):
            outcomes = {
                key: bytes(bool(columns[place[line]][i]) for line in lines)
                for key, lines in self._columns.items()
            }
            yield self._networks(outcomes, lambda draw=draw: requirements(draw))  # type: ignore[misc]

    def _networks(
        self, outcomes: dict[Hashable, bytes], requirements: Callable[[], Requirements]
    ) -> Networks:
        given = {
            key: self._known[key, outcome]
            for key, outcome in outcomes.items()
            if (key, outcome) in self._known
        }
        added: dict[Hashable, Added] = given
        if len(given) + len(self._certain) < len(self.first.bound):
            # Something is asked anew; all that is known stays.
            own = requirements()
            made = Builder(own, self.steps, like=self.first, given={**self._certain, **given})
            made.bind()
            added = {
                key: self._one_of(key, made.bound[key])
                for key in self.first.bound
                if key not in self._certain
            }
            for key, outcome in outcomes.items():
                self._known[key, outcome] = added[key]
        every = {**self._certain, **added}
        alike = tuple(id(every[key]) for key in self.first.bound)
        if alike not in self._made:
            whole = Builder(self.law.requirements, self.steps, given=every)
            self._made[alike] = whole.networks
        return self._made[alike]

    def _one_of(self, key: Hashable, added: Added) -> Added:
        """The first piece that adds the same."""
        known = self._same.setdefault(key, [])
        for one in known:
            if one.adds == added.adds:
                return one
        known.append(added)
        return added
