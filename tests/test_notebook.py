"""Answers in a notebook: a picture and a table, with every text escaped and no script."""

from pathlib import Path

import pytest
from attrs import evolve

import pathway
from pathway.base.renderable import Renderable

BASE = Path(__file__).parent.parent / "scenarios" / "base-tier-parts-maker.toml"
SCENARIO = pathway.load(BASE)
ANSWERS: dict[str, Renderable] = {
    "plan": pathway.plan(SCENARIO),
    "simulation": pathway.simulate(SCENARIO, draws=200),
    "comparison": pathway.compare([SCENARIO, evolve(SCENARIO, name="Other")]),
    "check": pathway.check(SCENARIO, "bse"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_a_piece_of_html_with_a_table(name: str) -> None:
    """Every answer shows a table, brings its style and runs no script."""
    html = ANSWERS[name]._repr_html_()
    assert html.startswith('<div class="pathway-answer"><style>') and html.endswith("</div>")
    assert "<table>" in html and "<script" not in html


@pytest.mark.parametrize("name", ["plan", "simulation"])
def test_a_plan_and_a_simulation_show_a_picture(name: str) -> None:
    """A plan shows its timeline and a simulation its distribution."""
    assert 'role="img"' in ANSWERS[name]._repr_html_()


def test_a_plan_in_a_notebook_names_its_day() -> None:
    """The day of the listing stands in it as the plan has it."""
    plan = pathway.plan(SCENARIO)
    when = plan.best["bse"].date
    assert when is not None
    assert f"{when.day} " in plan._repr_html_() and str(when.year) in plan._repr_html_()


def test_markup_in_a_name_is_text() -> None:
    """A scenario called like a tag is only a name."""
    named = evolve(SCENARIO, name="<b>x</b>")
    html = pathway.compare([SCENARIO, named])._repr_html_()
    assert "<b>x</b>" not in html
