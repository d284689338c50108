"""`pathway why`: the chain of causes behind one date."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from pathway.base.errors import did_you_mean
from pathway.base.phrases import Lang
from pathway.cli import completion
from pathway.cli.asked import Asked
from pathway.cli.options import (
    described,
    output_options,
    pace_option,
    say,
    scenario_options,
    targets_option,
)
from pathway.cli.output import CommandAnswer, print_answer, write
from pathway.law.steps import EXCHANGES, MILESTONE_IDS, Pace, Venue

if TYPE_CHECKING:
    from pathway.planning.values import Plan, Route


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "why")
    @click.argument("file")
    @click.argument("milestone", shell_complete=completion.milestones)
    @click.option(
        "--route",
        "route_name",
        help=say(lang, "why.route"),
        shell_complete=completion.route_names,
    )
    @targets_option(lang, "why.target")
    @pace_option(lang)
    @click.option("--what-if/--no-what-if", "what_if", default=None, help=say(lang, "why.what-if"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json", "csv", "md"))
    def why(
        file: str,
        milestone: str,
        route_name: str | None,
        targets: Sequence[Venue],
        pace: Pace | None,
        what_if: bool | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.planning.planner import plan
        from pathway.studies.explanation import why as explain

        scenario = asked.scenario(file)
        if milestone not in MILESTONE_IDS:
            text = say(lang, "why.no-milestone", name=milestone)
            _refuse("MILESTONE", text, milestone, MILESTONE_IDS, lang)
        book = asked.rulebook()
        wanted = targets or _targets(milestone)
        made = plan(scenario, targets=wanted, pace=pace, rulebook=book, strict=asked.strict)
        route = _route(made, milestone, route_name, lang)
        if all(m.id != milestone for m in route.milestones):
            # The route has no dates at all: say what blocks it, as the plan does.
            from pathway.report.planned import render_plans

            write(render_plans([made], form, lang), output)
            return 3
        closely = form == "text" if what_if is None else what_if
        found = explain(made, milestone, route.id, closely)
        return print_answer(CommandAnswer(found), form, output, lang)

    return why


def _targets(milestone: str) -> list[Venue] | None:
    """The exchange to plan for, where the milestone's step is named after one; else the scenario's
    own targets.
    """
    step = milestone.partition(".")[0]
    return [venue for venue in EXCHANGES if venue == step] or None


def _route(made: Plan, milestone: str, wanted: str | None, lang: Lang) -> Route:
    """The route asked for, else the best one that has the milestone."""
    if wanted is not None:
        for route in made.routes:
            if route.id == wanted:
                return route
        _refuse(
            "--route",
            say(lang, "why.no-route", name=wanted),
            wanted,
            [r.id for r in made.routes],
            lang,
        )
    from pathway.studies.explanation import best_with

    found = best_with(list(made.routes), milestone)
    if found is None:
        _refuse("MILESTONE", say(lang, "why.not-on-route", name=milestone), "", [], lang)
    return found


def _refuse(what: str, text: str, name: str, near: Sequence[str], lang: Lang) -> NoReturn:
    raise click.BadParameter(text + did_you_mean(name, near, lang), param_hint=what)
