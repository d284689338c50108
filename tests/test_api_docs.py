"""What the public API says of itself: every call its arguments, result and errors, every value its
fields and their units.
"""

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import get_args, get_type_hints

import attrs
import pytest

import pathway
from pathway.base.phrases import Phrase
from tests.api_guide import FOLDER, page

INTERNAL = ("pathway.law.language.", "pathway.planning.network", "pathway.dates.")
"""Trees of expressions, and what the solver works with: shown to nobody."""
UNITS = (
    "yuan",
    "shares",
    "persons",
    "fraction of one",
    "from 0 to 1",
    "points",
    "price over earnings",
    "coefficient of variation",
    "unit",
    "its value",
)
"""How a number says what it counts."""

Section = dict[str, str]


def public_classes() -> Iterator[type]:
    """The public classes and those of what they hold and give, each once."""
    queue = [getattr(pathway, name) for name in dir(pathway)]
    seen: set[object] = set()
    while queue:
        item = queue.pop()
        own = getattr(item, "__module__", "")
        if item in seen or not own.startswith("pathway.") or own.startswith(INTERNAL):
            continue
        seen.add(item)
        if isinstance(item, type):
            yield item
            queue += [kind for _, member in members(item) for kind in kinds_of(member)]
        if callable(item):
            queue += kinds_of(item)


def kinds_of(item: object) -> list[type]:
    """The classes that the annotations of a class or function name."""
    found: list[type] = []
    hints = [hint for name, hint in get_type_hints(item).items() if not name.startswith("_")]
    hints += [get_type_hints(item).get("return", object)]
    while hints:
        hint = hints.pop()
        hints += get_args(hint)
        if isinstance(hint, type):
            found.append(hint)
    return found


def members(kind: type) -> list[tuple[str, Callable[..., object]]]:
    """The public methods and properties that a class defines."""
    found = []
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property) and member.fget is not None:
            found.append((name, member.fget))
        elif isinstance(member, classmethod) or inspect.isfunction(member):
            found.append((name, getattr(kind, name)))
    return found


def sections(documented: object) -> tuple[str, dict[str, Section]]:
    """The first line of a docstring, and the entries of its sections; what stands in a section
    without a name of its own is under "".
    """
    lines = (inspect.getdoc(documented) or "").splitlines()
    out: dict[str, Section] = {}
    section: Section = {}
    entry = ""
    for line in lines[1:]:
        if re.fullmatch(r"[A-Z][a-z]+:", line):
            section, entry = out.setdefault(line[:-1], {}), ""
        elif named := re.fullmatch(r" {4}(\w+): (.+)", line):
            entry = named[1]
            section[entry] = named[2]
        elif line.strip():
            section[entry] = f"{section.get(entry, '')} {line.strip()}".strip()
    return (lines or [""])[0], out


FUNCTIONS = [getattr(pathway, name) for name in dir(pathway)]
FUNCTIONS = [item for item in FUNCTIONS if inspect.isfunction(item)]
CLASSES = sorted(public_classes(), key=lambda kind: (kind.__module__, kind.__qualname__))
METHODS = [
    pytest.param(kind, name, member, id=f"{kind.__name__}.{name}")
    for kind in CLASSES
    for name, member in members(kind)
]


def parameters(item: Callable[..., object]) -> list[str]:
    return [name for name in inspect.signature(item).parameters if name != "self"]


def is_summary(line: str) -> bool:
    """Whether a line says one thing, whole."""
    return re.fullmatch(r"[A-Z].*[.?]", line) is not None


def assert_documented(item: Callable[..., object]) -> None:
    """That a docstring has a first line, and the sections that its signature asks for."""
    first, found = sections(item)
    assert is_summary(first), first
    assert list(found.get("Args", {})) == parameters(item)
    assert found.get("Returns", {}).get("", "") != ""
    assert set(found) <= {"Args", "Returns", "Raises"}
    for name, when in found.get("Raises", {}).items():
        assert issubclass(getattr(pathway, name), pathway.PathwayError)
        assert when.endswith(".")
    texts = [text for section in found.values() for text in section.values()]
    assert [text for text in texts if not text.endswith(".")] == []


def test_the_public_values_are_found() -> None:
    """What a plan, a check and a simulation hold is part of the API, however deep it lies."""
    names = {kind.__name__ for kind in CLASSES}
    assert names >= {"Plan", "Milestone", "Cause", "Cite", "Citation", "Item", "Finding", "Phrase"}
    assert names >= {"TargetOutcome", "Link", "Standing", "Lever", "Margin", "Answer", "FiscalYear"}
    assert len(CLASSES) > 80


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda item: item.__name__)
def test_every_call_documents_its_arguments_result_and_errors(
    function: Callable[..., object],
) -> None:
    """Args name the parameters in order, Returns the result, Raises public errors only; each call
    refuses wrong arguments.
    """
    assert_documented(function)
    assert "UsageError" in sections(function)[1]["Raises"]


@pytest.mark.parametrize(("kind", "name", "member"), METHODS)
def test_every_method_and_property_is_documented(
    kind: type, name: str, member: Callable[..., object]
) -> None:
    """A method has the sections of a call, a property a line that says what it is."""
    if isinstance(vars(kind)[name], property):
        first, found = sections(member)
        assert is_summary(first), first
        assert found == {}
    else:
        assert_documented(getattr(kind, name))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: str(kind.__name__))
def test_every_value_documents_its_fields(kind: type) -> None:
    """Attributes name the public fields in order, and each says something in whole sentences."""
    first, found = sections(kind)
    assert is_summary(first), first
    fields = [field.name for field in attrs.fields(kind)] if attrs.has(kind) else []
    fields = fields or list(inspect.get_annotations(kind))
    said = found.get("Attributes", {})
    assert list(said) == [name for name in fields if not name.startswith("_")]
    assert [text for text in said.values() if not re.fullmatch(r'["`A-Z0].*\.', text)] == []
    assert set(found) <= {"Attributes"}


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: str(kind.__name__))
def test_every_exact_number_says_what_it_counts(kind: type) -> None:
    """A field that may be a fraction names its unit, or the field that holds it."""
    said = sections(kind)[1].get("Attributes", {})
    for name, hint in get_type_hints(kind).items():
        kinds = {hint, *get_args(hint)}
        if name in said and Fraction in kinds and Phrase not in kinds:
            assert any(unit in said[name].lower() for unit in UNITS), (kind.__name__, name)


def test_days_say_which_days_they_are() -> None:
    """Counts of days are of calendar days, or of the kind in their name, and say so; those of law
    say which kind they count.
    """
    for kind in CLASSES:
        for name, text in sections(kind)[1].get("Attributes", {}).items():
            if "days" in name:
                counted = "working days" if "working" in name else "alendar days"
                assert counted in text, (kind.__name__, name)
    period = sections(sys.modules["pathway.law.effect"].Period)[1]["Attributes"]["unit"]
    for unit in ("calendar days", "months", "trading days", "working days"):
        assert unit in period


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_reference_in_the_manual_is_what_the_docstrings_say(lang: str) -> None:
    """`pathway guide python` is made from them: `python -m tests.api_guide --write`."""
    assert (FOLDER / lang / "python.md").read_text(encoding="utf-8") == page(lang)
