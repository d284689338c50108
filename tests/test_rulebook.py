"""The rulebook that ships: every expression is in the language, every reference leads somewhere."""

from datetime import date

import pytest

from pathway.base.errors import InputError
from pathway.law.effect import AtLeast, AtMost, AuthorityClock, OnDays, Requires
from pathway.law.provision import Provision
from pathway.law.rulebook import dangling, editions, load_rules, shipped, vocabulary
from pathway.law.steps import MILESTONES
from pathway.scenario.firm import FACTS, GOVERNANCE

BOOK = shipped()
PROVISIONS = list(BOOK.provisions.values())


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: p.id)
def test_every_expression_is_in_the_language(provision: Provision) -> None:
    """Every requirement parses, under the usual and under the strict reading."""
    for version in provision.versions:
        if isinstance(version.effect, Requires):
            assert version.effect.node() is not None
            assert version.effect.node(strict=True) is not None


def test_every_reference_leads_somewhere() -> None:
    """No provision refers to a provision or an instrument that nobody defines, nor to itself in a
    circle.
    """
    assert dangling(BOOK) == []


def test_every_tested_milestone_exists() -> None:
    """What a version is tested at, picked by or counted from is a milestone of one of its steps."""
    for provision in PROVISIONS:
        names = {name for step in provision.steps for name in MILESTONES[step]}
        for version in provision.versions:
            assert set(version.tested_at) <= names, provision.id
            assert version.applies_by is None or version.applies_by in names, provision.id
            if isinstance(version.effect, AtLeast | AtMost):
                since = version.effect.since
                assert since in names or since in (
                    "neeq.filed",
                    "neeq.listed",
                    "innovation.entered",
                    "bse.listed",
                ), provision.id


def test_every_version_says_where_it_stands() -> None:
    """Every version has titles in both languages, a citation, a day of checking, and is known
    before it is in force.
    """
    for provision in PROVISIONS:
        assert provision.title.en, provision.id
        assert any("\u4e00" <= c <= "\u9fff" for c in provision.title.zh), provision.id
        for version in provision.versions:
            assert version.cite.instrument in BOOK.instruments, provision.id
            assert version.checked_on > date(2026, 1, 1), provision.id
            assert version.published <= version.effective, provision.id


def test_what_binds_nobody_is_tested_nowhere() -> None:
    """Clocks of authorities have no tested milestone; gates, lags and limits that have one say
    which.
    """
    for provision in PROVISIONS:
        for version in provision.versions:
            if isinstance(version.effect, AuthorityClock):
                assert version.tested_at == (), provision.id
            if isinstance(version.effect, OnDays | AtLeast | AtMost):
                assert version.tested_at != (), provision.id


def test_the_vocabulary_knows_every_fact_of_a_scenario() -> None:
    """Every fact and every statement that a scenario may hold is a word of the language, in the
    same unit.
    """
    words = vocabulary()
    for name, unit in FACTS.items():
        assert words[name].unit == unit, name
    for name in set(GOVERNANCE) - {"book_value_conversion"}:
        assert words[name].unit == "flag", name


def test_every_duration_is_ordered() -> None:
    """No step is faster at a cautious pace than at a typical one, nor at a typical one than at the
    floor.
    """
    for row in BOOK.durations:
        if {row.floor.unit, row.typical.unit, row.cautious.unit} == {row.floor.unit}:
            assert row.floor.count <= row.typical.count <= row.cautious.count, (row.step, row.to)


def test_every_edition_lies_on_the_rulebook() -> None:
    """Every overlay that ships has no problems."""
    assert [load_rules([name]).editions for name in editions()] == [(name,) for name in editions()]


def test_a_version_ends_where_its_successor_begins_once_that_is_known() -> None:
    """Before 2022-03-04 the tier measures of 2019 have no end; from then on they end that day."""
    provision = BOOK.provisions["neeq.innovation.test"]
    assert provision.known(date(2022, 3, 3))[-1].until is None
    assert provision.known(date(2022, 3, 4))[-2].until == date(2022, 3, 4)


def test_an_unknown_id_is_refused_with_the_nearest() -> None:
    """Asking for a provision that does not exist names the nearest one."""
    with pytest.raises(InputError) as refused:
        BOOK.provision("bse.standard.5")
    assert (refused.value.problems[0].nearest or "").startswith("bse.standard")
