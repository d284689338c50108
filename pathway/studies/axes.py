"""Many scenarios from one: a value, a range or a change in per cent along each axis of a grid.

An axis is a path of the scenario, or `rules` (the shipped law, an edition or an overlay) or
`strict`, so that a reform stands beside current law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product

from attrs import evolve, field, frozen

from pathway.base import usage
from pathway.base.errors import InputError, Problem, visible
from pathway.base.phrases import Phrase, phrase
from pathway.law.rulebook import Rulebook, load_rules
from pathway.planning.arguments import refuse_no_scenario
from pathway.scenario.file import rebuild
from pathway.scenario.file.fields import number_of
from pathway.scenario.file.overrides import found_at, place
from pathway.scenario.file.tree import Odd, Sink, exact, wrap
from pathway.scenario.scenario import Scenario

MOST_CELLS = 100_000
RULES, STRICT = "rules", "strict"
_OPTION = "--vary"
"""What a grid is called where something in it is refused."""
"""What may be varied besides the scenario: the law, and whether what is not given counts against
the firm.
"""
SHIPPED = "shipped"
_FLAGS: Mapping[object, bool] = {"true": True, "false": False, True: True, False: False}
_NUMBER = r"[-+]?[0-9][0-9,_]*(?:\.[0-9]+)?"
_RANGE = re.compile(rf"({_NUMBER})([^\d:]*):({_NUMBER})([^\d:]*):({_NUMBER})([^\d:]*)")
_SHIFT = re.compile(r"([-+±])([0-9]+(?:\.[0-9]+)?)[%％]")


@frozen
class Variation:
    """A scenario made from another one by overrides.

    Attributes:
        scenario: The new scenario.
        overrides: What was changed: from paths to values as written.
        rulebook: The law to plan it by, where `rules` is varied.
        strict: Whether what is not given counts against the firm, where `strict` is varied.
    """

    scenario: Scenario
    overrides: Mapping[str, object]
    rulebook: Rulebook | None = field(default=None, repr=False)
    strict: bool | None = None

    @property
    def name(self) -> str:
        """The overrides in short: the last part of each path, and the value."""
        return (
            ", ".join(f"{short_path(path)}={value}" for path, value in self.overrides.items())
            or self.scenario.name
        )


def short_path(path: str) -> str:
    """The last part of a path, with the year or the table that it would be unclear without."""
    parts = path.split(".")
    named = parts[-2:-1] and (
        parts[-2].isdigit() or parts[0] in ("milestones", "durations", "uncertainty")
    )
    return ".".join(parts[-2:]) if named else parts[-1]


def vary(scenario: Scenario, grid: Mapping[str, Sequence[object]]) -> tuple[Variation, ...]:
    """Makes a scenario for every combination of values.

    Args:
        scenario: The one to start from.
        grid: From paths (`fiscal_years.2026.net_profit`) to the values that each takes. A text may
            stand for several: `14m:27m:1m` from the first to the second in steps of the third,
            `+10%` and `-10%` for the scenario's own value and so much more or less, `±10%` for
            both. Amounts without a size are in the unit of money of the scenario's file. `rules`
            takes `shipped`, the names of editions and overlay files, `strict` true and false.

    Returns:
        A variation for each combination; the last path changes fastest.

    Raises:
        UsageError: An argument is of the wrong kind.
        InputError: A value is wrong, or there are more than 100,000 combinations; every problem is
            named once.
    """
    refuse_no_scenario(scenario)
    axes, problems = dict[str, tuple[object, ...]](), list[Problem]()
    for path, given in _grid(grid).items():
        try:
            axes[_named(path)] = tuple(v for value in given for v in _spread(scenario, path, value))
        except InputError as error:
            problems += error.problems
    cells = 1
    for values in axes.values():
        cells *= len(values)
    if cells > MOST_CELLS:
        problems.append(_too_many(cells))
    if problems:
        raise InputError(problems)
    laws = _laws(axes.get(RULES, ()))
    stricts = _stricts(axes.get(STRICT, ()))
    out: list[Variation] = []
    for combination in product(*axes.values()):
        overrides = dict(zip(axes, combination, strict=True))
        changed = {path: v for path, v in overrides.items() if path not in (RULES, STRICT)}
        try:
            made = rebuild(scenario, _arguments(changed))
        except InputError as error:
            # A scenario names an override `--set`; here it came from the grid.
            named = [evolve(problem, file=_OPTION) for problem in error.problems]
            problems += [problem for problem in named if problem not in problems]
            continue
        law, strict = laws.get(overrides.get(RULES)), stricts.get(overrides.get(STRICT))
        out.append(Variation(made, overrides, law, strict))
    if problems:
        raise InputError(problems)
    return tuple(out)


def _named(path: str) -> str:
    return STRICT if path == "plan.strict" else path


def _too_many(cells: int) -> Problem:
    return Problem(_OPTION, "", str(cells), phrase("compare.too-many", n=cells, most=MOST_CELLS))


def _grid(given: Mapping[str, Sequence[object]]) -> Mapping[str, tuple[object, ...]]:
    """A grid whose paths are texts and whose values are lists. Raises `UsageError`."""
    expected = phrase("errors.usage.grid")
    usage.refuse_other("grid", given, Mapping, expected)
    for path in given:
        usage.refuse_other("grid", path, str, expected)
    return {path: usage.several("grid", values, expected) for path, values in given.items()}


def _arguments(overrides: Mapping[str, object]) -> Mapping[str, object] | list[str]:
    """Texts are read as on the command line, anything else as it is."""
    if all(isinstance(value, str) for value in overrides.values()):
        return [f"{path}={value}" for path, value in overrides.items()]
    return overrides


# -- ranges ----------------------------------------------------------------------------------------


def _spread(scenario: Scenario, path: str, value: object) -> Iterator[object]:
    """The values that a text stands for; anything else stands for itself. Raises `InputError`."""
    text = value.strip() if isinstance(value, str) else ""
    if steps := _RANGE.fullmatch(text):
        yield from _steps(path, text, *steps.groups())
    elif shift := _SHIFT.fullmatch(text):
        own = _own_value(scenario, path, text)
        change = Fraction(shift[2]) / 100
        for sign in ("-", "+") if shift[1] == "±" else (shift[1],):
            yield _decimal(own * (1 + change if sign == "+" else 1 - change))
    else:
        yield value


def _steps(
    path: str, text: str, first: str, u: str, last: str, v: str, step: str, w: str
) -> Iterator[str]:
    """The values of a range. A size such as m or 万 may stand at all three numbers, or at none."""
    sizes = {u.strip(), v.strip(), w.strip()}
    start, end, by = (exact(re.sub("[,_]", "", part)) for part in (first, last, step))
    if isinstance(start, Odd) or isinstance(end, Odd) or isinstance(by, Odd) or len(sizes) > 1:
        raise _refused(path, text, phrase("axes.range"))
    if by == 0 or (end - start) / Fraction(by) < 0:
        raise _refused(path, text, phrase("axes.range"))
    count = int((end - start) / Fraction(by)) + 1
    if count > MOST_CELLS:
        raise InputError([_too_many(count)])
    (size,) = sizes
    for i in range(count):
        yield f"{_decimal(Fraction(start) + i * Fraction(by))}{size}"


def _own_value(scenario: Scenario, path: str, text: str) -> Fraction:
    """The number that a scenario has at a path. Raises `InputError`."""
    sink = Sink()
    where = place(path, _OPTION, sink)
    if where is None:
        raise InputError(sink.problems)
    number = number_of(found_at(wrap(scenario.document, scenario.source), where.steps))
    if number is None:
        raise _refused(path, text, phrase("axes.no-value"))
    return Fraction(number)


def _decimal(value: Fraction) -> str:
    """A number in at most twelve decimals, as a file would write it."""
    number = round(Decimal(value.numerator) / Decimal(value.denominator), 12).normalize()
    return f"{number:f}"


def _refused(path: str, found: str, expected: Phrase) -> InputError:
    return InputError([Problem(_OPTION, path, visible(found), expected)])


# -- the law ---------------------------------------------------------------------------------------


def _laws(values: Sequence[object]) -> Mapping[object, Rulebook]:
    """The rulebook of each name. Raises `InputError` with every one that is wrong."""
    found, problems = dict[object, Rulebook](), list[Problem]()
    for value in values:
        if isinstance(value, Rulebook):
            found[value] = value
            continue
        if not isinstance(value, str):
            raise usage.wrong("grid", value, phrase("errors.usage.overlays"))
        try:
            found[value] = _law(value)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


@cache
def _shipped() -> Rulebook:
    return load_rules(())


def _law(name: str) -> Rulebook:
    return _shipped() if name == SHIPPED else load_rules([name])


def _stricts(values: Sequence[object]) -> Mapping[object, bool]:
    for value in values:
        if value not in _FLAGS:
            raise _refused(STRICT, str(value), phrase("scenario.flag"))
    return {value: _FLAGS[value] for value in values}
