"""`pathway why`: the chain of causes behind one date."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli.options import chosen_rules, output_options, read_scenario, say, scenario_options, write
from pathway.words import Lang

if TYPE_CHECKING:
    from pathway.plans import Plan, Route
    from pathway.scenario import Scenario


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command("why", help=say(lang, "why.help"), short_help=say(lang, "why.short"))
    @click.argument("file")
    @click.argument("milestone")
    @click.option("--route", "route_name", help=say(lang, "why.route"))
    @click.option("--pace", type=click.Choice(("floor", "typical", "cautious")), help=say(lang, "plan.pace"))
    @scenario_options(lang)
    @output_options(lang, ("text", "json"))
    def why(
        file: str, milestone: str, route_name: str | None, pace: str | None, overrides: Sequence[str],
        as_of: date | None, overlays: Sequence[str], strict: bool, form: str, output: Path | None,
    ) -> int:  # fmt: skip
        from pathway.planning import plan

        scenario = read_scenario(file, overrides, as_of)
        known = _all_milestones()
        if milestone not in known:
            _refuse("MILESTONE", say(lang, "why.no-milestone", name=milestone), milestone, known, lang)
        made = plan(scenario, _targets(scenario, milestone), pace, None, chosen_rules(overlays), strict)  # type: ignore[arg-type]
        route = _route(made, milestone, route_name, lang)
        if all(m.id != milestone for m in route.milestones):
            # The route has no dates at all: say what blocks it, as the plan does.
            from pathway.cli.plan import render_plans

            write(render_plans([made], form, lang), output)
            return 3
        if form == "json":
            from pathway.report.data import dumps, why_data

            write(dumps(why_data(route, route.why(milestone), lang)), output)
        else:
            from pathway.report.text import why_text

            write(why_text(route, route.why(milestone), lang), output)
        return 0

    return why


def _all_milestones() -> list[str]:
    from pathway.routes import MILESTONES

    return [f"{step}.{name}" for step, names in MILESTONES.items() for name in names]


def _targets(scenario: Scenario, milestone: str) -> list[str] | None:
    """The targets to plan for: the scenario's own, or the tier where nothing higher is asked for."""
    step = milestone.partition(".")[0]
    return [step] if step in ("bse", "star", "chinext", "sse-main", "szse-main") else None


def _route(made: Plan, milestone: str, wanted: str | None, lang: Lang) -> Route:
    """The route asked for, else the best one that has the milestone."""
    if wanted is not None:
        for route in made.routes:
            if route.id == wanted:
                return route
        _refuse("--route", say(lang, "why.no-route", name=wanted), wanted, [r.id for r in made.routes], lang)
    step = milestone.partition(".")[0]
    having = [r for r in made.routes if step in r.id.split(">")]
    if not having:
        _refuse("MILESTONE", say(lang, "why.not-on-route", name=milestone), "", [], lang)
    return min(having, key=lambda r: (not r.feasible, r.date or date.max))


def _refuse(what: str, text: str, name: str, near: Sequence[str], lang: Lang) -> None:
    close = difflib.get_close_matches(name, near, 1)
    hint = f" {say(lang, 'did-you-mean', name=close[0])}" if close else ""
    raise click.BadParameter(text + hint, param_hint=what)
