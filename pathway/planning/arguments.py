"""The arguments that every question about a scenario takes, refused where they are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pathway.base import usage
from pathway.base.phrases import phrase
from pathway.law.rulebook import Rulebook
from pathway.law.steps import PACES, VENUES, Pace, Venue
from pathway.planning.solve import Ask
from pathway.scenario.scenario import Scenario


def refuse_no_scenario(scenario: Scenario) -> None:
    """Refuses a file's name, above all: files are read by `pathway.load`. Raises `UsageError`."""
    usage.refuse_other("scenario", scenario, Scenario, phrase("errors.usage.scenario"))


def checked_target(target: Venue | None) -> tuple[Venue, ...] | None:
    """The one venue that a question is about, as `checked_ask` takes it; None where none is named.
    Raises `UsageError`.
    """
    usage.refuse_unknown("target", target, VENUES, optional=True)
    return None if target is None else (target,)


def refuse_no_rulebook(rulebook: Rulebook | None) -> None:
    """Refuses what is no rulebook; None stands for the shipped one. Raises `UsageError`."""
    if rulebook is not None:
        usage.refuse_other("rulebook", rulebook, Rulebook, phrase("errors.usage.rulebook"))


def checked_ask(
    targets: Sequence[Venue] | None,
    pace: Pace | None,
    rulebook: Rulebook | None = None,
    strict: bool = False,
    by: date | None = None,
) -> Ask:
    """What is asked, once every argument is in order. Raises `UsageError`."""
    usage.refuse_unknown("pace", pace, PACES, optional=True)
    refuse_no_rulebook(rulebook)
    usage.refuse_no_flag("strict", strict)
    venues = usage.names_of("targets", targets, VENUES)
    return Ask(venues, pace, rulebook, strict, usage.day("by", by, optional=True))
