"""A few cases of every generator of hostile inputs; `python -m tests.fuzz` runs as many as one
likes.
"""

import pytest

from tests.fuzz.kinds import KINDS, SHARES
from tests.fuzz.running import case_of, trial


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_cases(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, no status but 0 to 3, nothing left behind or printed with status 2."""
    monkeypatch.setenv("PATHWAY_LANG", "en")
    for seed in range(4):
        case = case_of(kind, seed)
        found = trial(case)
        assert found.why in (None, "too slow"), (seed, case.line)  # a busy machine is no failure


def test_a_case_is_the_same_for_a_seed() -> None:
    """What failed once can be made again from its kind and number."""
    for kind in KINDS:
        if kind != "workbook":  # the library writes the time of making into it
            assert case_of(kind, 3) == case_of(kind, 3)


def test_shares_are_of_a_thousand() -> None:
    """Every kind has its part of a long run."""
    assert set(SHARES) == set(KINDS) and sum(SHARES.values()) == 1000
