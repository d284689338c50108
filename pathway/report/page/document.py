"""The page put together: templates, style, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import platform
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pathway.base.phrases import Lang, Quantity
from pathway.report.page.measure import clean
from pathway.report.page.sections import sheets
from pathway.report.page.words import day_text, long_day, words
from pathway.studies.board import Briefing
from pathway.studies.workers.program import program

_LONGEST_NAME = 120
"""Characters of a firm's name that are shown; a longer one is cut."""

_POLICY = (
    "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
"""What a browser may load for the page: its own style, and nothing else."""


@frozen
class Made:
    """How a report was made.

    Attributes:
        commands: What to type to make it again, and to look further.
        digest: What tells the scenario from others, as `sha256:…`.
        draws: How many draws.
        seed: Their seed.
    """

    commands: tuple[str, ...]
    digest: str
    draws: int
    seed: int


def report_html(board: Briefing, lang: Lang, made: Made) -> str:
    """A report as one self-contained page.

    Args:
        board: What it is made from.
        lang: The language.
        made: How it was made.

    Returns:
        The page as HTML.
    """
    plan = board.main.plan
    scenario = plan.scenario
    style = _style().replace("FOOT", words(lang, "foot", day=long_day(scenario.as_of, lang)))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("page.html")
        .render(
            lang="zh-CN" if lang == "zh" else "en",
            style=Markup(style),
            policy=_POLICY.format(digest=digest),
            firm=shown_name(scenario.firm.name or scenario.name),
            day=long_day(scenario.as_of, lang),
            say=partial(words, lang),
            board=board,
            made=made,
            identity=_identity(board, lang, made),
            sheets=sheets(board, lang, made.draws),
            **_head(board, lang),
        )
        + "\n"
    )


def _head(board: Briefing, lang: Lang) -> dict[str, str]:
    from pathway.report.page.answer import pace_text

    plan = board.main.plan
    day = long_day(plan.scenario.as_of, lang)
    return {"head": words(lang, "head", day=day, pace=pace_text(plan, lang))}


def shown_name(name: str) -> str:
    """A name as the page shows it: without control characters, and cut where it is endless."""
    name = clean(name[: 2 * _LONGEST_NAME])
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"


@cache
def _environment() -> Environment:
    """The templates, with every text escaped."""
    return Environment(
        loader=PackageLoader("pathway.report.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    folder = files("pathway").joinpath("report", "page", "templates")
    names = ("colours.css", "drawings.css", "style.css", "print.css")
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def _identity(board: Briefing, lang: Lang, made: Made) -> tuple[tuple[str, str], ...]:
    """Which program, scenario, law and calendar the report rests on."""
    plan = board.main.plan
    names = ", ".join(plan.rulebook.editions) or words(lang, "again.shipped")
    checked = day_text(plan.rulebook.checked_through, lang)
    values = (
        ("program", f"pathway {program()}"),
        ("python", f"{platform.python_version()}{_numpy()}"),
        ("scenario", made.digest),
        ("rulebook", words(lang, "again.checked", names=names, day=checked)),
        ("calendar", words(lang, "again.through", day=day_text(plan.official_through, lang))),
        ("draws", words(lang, "again.drawn", n=Quantity(made.draws, "count"), seed=str(made.seed))),
    )
    return tuple((words(lang, f"again.{key}"), text) for key, text in values)


def _numpy() -> str:
    try:
        return f", numpy {version('numpy')}"
    except PackageNotFoundError:
        return ""
