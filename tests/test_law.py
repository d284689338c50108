"""The law's worked examples in `tests/law/*.toml`, and what their format refuses.

A case is a test by its id: `pytest tests/test_law.py -k NEEQ-5`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pathway.base.errors import PathwayError
from tests.law.answers import CaseError, answers
from tests.law.cases import FOLDER, SUBJECTS, Case, cases, read, repeated

CASES, PROBLEMS = cases()


def failures(case: Case) -> Iterator[str]:
    """What the program answers otherwise than a case expects, a few lines for each."""
    for line in case.lines:
        try:
            wrong = [answer for answer in answers(case, line) if not answer.agrees]
        except (PathwayError, CaseError) as error:
            yield f"  {line}\n    cannot be asked: {error}"
            continue
        for answer in wrong:
            yield (
                f"  {line}\n    expected {answer.key} = {shown(answer.expected)}"
                f"\n    found    {shown(answer.found)}"
            )


def shown(value: object) -> str:
    """A value on one line; ids in order."""
    if isinstance(value, list | set):
        words = sorted(map(str, value)) if isinstance(value, set) else list(map(str, value))
        return ", ".join(words) or "none"
    return str(value)


def report(case: Case) -> str:
    """What is wrong with a case: its file, its id, what it says, and each answer; or ""."""
    wrong = list(failures(case))
    head = f"tests/law/{case.file}: {case.id}\n  {case.says} ({case.source})"
    return "\n".join([head, *wrong]) if wrong else ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    """The program answers a worked example as the law does."""
    if wrong := report(case):
        pytest.fail(wrong, pytrace=False)


def test_every_file_keeps_to_the_format() -> None:
    """No file says anything that is not part of the format."""
    assert "\n".join(PROBLEMS) == ""


# -- the format itself, and what is written about it ----------------------------------------------

GOOD = """
[base.tier]
status = { venue = "neeq-innovation", neeq_listed = 2022-02-28, innovation_entered = 2022-06-15 }
[[case]]
id = "X-1"
source = "CSRC Order 210, Art. 9"
says = "Listed on NEEQ on 2022-02-28, a filing of 2023-02-27 is a day too early."
base = "tier"
as_of = 2023-01-10
given.fiscal_years = [{ year = 2021, roe = 0.1 }]
expect = [
  { rule = "bse.twelve-months", on = 2023-02-27, outcome = "unmet" },
]
"""


def parsed(folder: Path, text: str) -> tuple[list[Case], list[str]]:
    """The cases and problems of a file with a text."""
    path = folder / "x.toml"
    path.write_text(text, encoding="utf-8")
    return read(path)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("outcome =", "outcom =", "unknown key outcom; did you mean outcome?"),
        ("says =", "say =", "unknown key say; did you mean says?"),
        ("[base.tier]", "[bases.tier]", "unknown key bases"),
        (', outcome = "unmet"', "", "line 1 of expect: expects nothing"),
        ('  { rule = "bse.twelve-months", on = 2023-02-27, outcome = "unmet" },', "", "expect is"),
        ("on = 2023-02-27, ", "", "outcome needs on"),
        ("outcome =", 'pace = "floor", outcome =', "unknown key pace"),
        ('outcome = "unmet"', "first = 2023-02-28", "on changes nothing about first"),
        ("on = 2023-02-27", 'on = "2023-02-27"', "on = '2023-02-27' is not a date"),
        ("on = 2023-02-27", "on = 2023-02-27, strict = 1", "strict = 1 is not a bool"),
        ("{ rule =", '{ check = "bse", rule =', "asks about rule and check"),
        ("{ rule =", "{ role =", "asks about nothing"),
        ('source = "CSRC Order 210, Art. 9"', "", "source is missing"),
        ("CSRC Order 210, Art. 9", "", "source is empty"),
        ('id = "X-1"', 'id = "first"', "an id is capitals"),
        ('base = "tier"', 'base = "tear"', "no base.tear in this file"),
        ('base = "tier"', "", "no case builds on base.tier"),
        ("roe = 0.1 }", "roe = 0.1 }, { year = 2021 }", "stands twice"),
        ("[[case]]", "[case]", "cases are [[case]]"),
        ("[[case]]", "[case", "Expected"),
    ],
)
def test_a_slip_of_the_pen_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """A mistyped key, a line that expects nothing, an option that changes nothing: each is a
    problem that names file and case, and none lets the check pass.
    """
    assert old in GOOD
    _, problems = parsed(tmp_path, GOOD.replace(old, new))
    assert any(problem in found and found.startswith("x.toml: ") for found in problems), problems


def test_an_id_stands_for_one_case(tmp_path: Path) -> None:
    """Two cases of one id are a problem."""
    _, mark, case = GOOD.partition("[[case]]\n")
    found, problems = parsed(tmp_path, GOOD + mark + case)
    assert (len(found), problems) == (2, [])
    assert list(repeated(found)) == ["x.toml: X-1 stands in x.toml already"]


def test_a_case_that_holds_reports_nothing(tmp_path: Path) -> None:
    """The case above is in order and agrees with the program."""
    (case,), problems = parsed(tmp_path, GOOD)
    assert (problems, report(case)) == ([], "")


def test_a_failure_names_all_that_is_needed(tmp_path: Path) -> None:
    """File, id, sentence, source, what was asked, what was expected and what was found."""
    (case,), _ = parsed(tmp_path, GOOD.replace("2023-02-27, outcome", "2023-03-01, outcome"))
    assert report(case).splitlines() == [
        "tests/law/x.toml: X-1",
        "  Listed on NEEQ on 2022-02-28, a filing of 2023-02-27 is a day too early."
        " (CSRC Order 210, Art. 9)",
        "  rule = bse.twelve-months, on = 2023-03-01",
        "    expected outcome = unmet",
        "    found    met",
    ]


LINE = '{ rule = "bse.twelve-months", on = 2023-02-27, outcome = "unmet" }'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("roe = 0.1", "row = 0.1", "fiscal_years.2021.row"),
        ("bse.twelve-months", "bse.twelve-month", "bse.twelve-months"),
        ("on = 2023-02-27", "on = 1023-02-27", "in force from 2021-11-15 on"),
        (LINE, '{ target = "bse", no_warning = "plan.paws" }', "no message plan.paws"),
        (LINE, '{ target = "bse", no_warning = "paws.x" }', "no message paws.x"),
        (LINE, '{ target = "bse", not_assumed = "facts.holder" }', "no scenario has facts.holder"),
        (LINE, '{ target = "bse", route = "neeq>bse", none = true }', "no neeq>bse; there are bse"),
    ],
)
def test_a_name_that_does_not_exist_fails_its_case(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    """What the program does not know can neither hold nor be absent."""
    assert old in GOOD
    (case,), _ = parsed(tmp_path, GOOD.replace(old, new))
    assert "cannot be asked" in report(case) and words in report(case)


README = (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_example_of_the_readme_holds(tmp_path: Path) -> None:
    """The case that the README shows is in order and agrees with the program."""
    (case,), problems = parsed(tmp_path, README.split("```")[1].removeprefix("toml"))
    assert (problems, report(case)) == ([], "")


def test_the_readme_names_every_key() -> None:
    """Each key of the format stands in the README."""
    options = {o for s in SUBJECTS.values() for needed, known in s.values() for o in needed | known}
    keys = {*SUBJECTS, *options, *(key for subject in SUBJECTS.values() for key in subject)}
    assert {key for key in keys if not re.search(rf"`{key}\b", README)} == set()
