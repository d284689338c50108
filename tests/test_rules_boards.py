"""STAR, ChiNext, the main boards and transfers to them: every step has a standard and durations."""

from __future__ import annotations

from datetime import date

import pytest

from pathway.law.provision import Version
from pathway.law.rulebook import shipped
from pathway.law.steps import MILESTONES

BOARDS = ("star", "chinext", "sse-main", "szse-main")
TRANSFERS = ("star-transfer", "chinext-transfer")


def version(provision: str, on: str) -> Version:
    """The version of a provision in force on a day."""
    found = shipped().provision(provision).version(date.fromisoformat(on))
    assert found is not None
    return found


@pytest.mark.parametrize("step", [*BOARDS, *TRANSFERS])
def test_every_step_has_a_standard(step: str) -> None:
    """A listing standard is tested at the filing of every step."""
    assert "filed" in version(f"{step}.standard", "2026-11-23").tested_at


@pytest.mark.parametrize("step", [*BOARDS, *TRANSFERS])
def test_every_milestone_has_a_duration(step: str) -> None:
    """Every milestone of a step but its first ones is reached in a known time from an earlier
    one.
    """
    rows = {row.to for row in shipped().durations if row.step == step}
    assert set(MILESTONES[step]) - rows == {"board_resolved"} | {"tutoring_filed"} & set(
        MILESTONES[step]
    )


@pytest.mark.parametrize(
    ("step", "pace", "total"),
    [
        ("star", "floor", 45),
        ("star", "typical", 403),
        ("star", "cautious", 600),
        ("chinext", "floor", 60),
        ("chinext", "typical", 500),
        ("chinext", "cautious", 800),
        ("sse-main", "floor", 180),
        ("sse-main", "typical", 450),
        ("sse-main", "cautious", 800),
        ("szse-main", "floor", 180),
        ("szse-main", "typical", 450),
        ("szse-main", "cautious", 800),
        ("star-transfer", "floor", 135),
        ("star-transfer", "typical", 260),
        ("star-transfer", "cautious", 370),
        ("chinext-transfer", "floor", 135),
        ("chinext-transfer", "typical", 260),
        ("chinext-transfer", "cautious", 370),
    ],
)
def test_days_from_acceptance_to_listing(step: str, pace: str, total: int) -> None:
    """The steps from acceptance to listing add up to the days known for the whole."""
    names = MILESTONES[step]
    rows = [row for row in shipped().durations if row.step == step]
    days = {"accepted": 0}
    for name in names[names.index("accepted") + 1 :]:
        days[name] = max(
            days[row.since] + getattr(row, pace).count
            for row in rows
            if row.to == name and row.since in days
        )
    assert days["listed"] == total
