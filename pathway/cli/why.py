"""`pathway why`: the chain of causes behind one date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.base.errors import did_you_mean
from pathway.base.phrases import Lang
from pathway.cli import completion
from pathway.cli.options import (
    Asked,
    output_options,
    pace_option,
    say,
    scenario_options,
    write,
)
from pathway.law.steps import EXCHANGES, MILESTONE_IDS, Pace, Venue

if TYPE_CHECKING:
    from pathway.planning.values import Plan, Route
    from pathway.studies.levers.results import Leverage

_WHAT_IFS = 5
"""At most so many changes that would bring the date forward."""


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("why", help=say(lang, "why.help"), short_help=say(lang, "why.short"))
    @click.argument("file")
    @click.argument("milestone", shell_complete=completion.milestones)
    @click.option(
        "--route",
        "route_name",
        help=say(lang, "why.route"),
        shell_complete=completion.route_names,
    )
    @pace_option(lang)
    @click.option("--what-if/--no-what-if", "what_if", default=None, help=say(lang, "why.what-if"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json"))
    def why(
        file: str,
        milestone: str,
        route_name: str | None,
        pace: Pace | None,
        what_if: bool | None,
        asked: Asked,
        form: str,
        output: Path | None,
    ) -> int:
        from pathway.planning.planner import plan

        scenario = asked.scenario(file)
        if milestone not in MILESTONE_IDS:
            text = say(lang, "why.no-milestone", name=milestone)
            _refuse("MILESTONE", text, milestone, MILESTONE_IDS, lang)
        targets = _targets(milestone)
        book = asked.rulebook()
        made = plan(scenario, targets=targets, pace=pace, rulebook=book, strict=asked.strict)
        route = _route(made, milestone, route_name, lang)
        if all(m.id != milestone for m in route.milestones):
            # The route has no dates at all: say what blocks it, as the plan does.
            from pathway.cli.plan import render_plans

            write(render_plans([made], form, lang), output)
            return 3
        from pathway.report.why import tree_data, why_text

        wanted = form == "text" if what_if is None else what_if
        levers = _levers(made, route, milestone) if wanted else None
        if form == "json":
            from pathway.report.data import dumps

            write(dumps(tree_data(route, route.why(milestone), lang, levers)), output)
        else:
            write(why_text(route, route.why(milestone), lang, levers), output)
        return 0

    return why


def _levers(made: Plan, route: Route, milestone: str) -> Leverage | None:
    """What would bring the date forward: asked only of the last milestone of the best route."""
    best = made.best.get(route.target)
    if route is not best or milestone != route.critical_path[-1]:
        return None
    from pathway.studies.levers.search import brief

    return brief(made.scenario, route.target, made.rulebook, made.strict, _WHAT_IFS)


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
    step = milestone.partition(".")[0]
    having = [r for r in made.routes if step in r.id.split(">")]
    if not having:
        _refuse("MILESTONE", say(lang, "why.not-on-route", name=milestone), "", [], lang)
    return min(having, key=lambda r: (not r.feasible, r.date or date.max))


def _refuse(what: str, text: str, name: str, near: Sequence[str], lang: Lang) -> None:
    raise click.BadParameter(text + did_you_mean(name, near, lang), param_hint=what)
