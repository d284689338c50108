"""Venues, steps and milestones, and the routes from where a firm is to where it wants to be
listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Venue = Literal[
    "unlisted",
    "regional",
    "neeq-base",
    "neeq-innovation",
    "neeq-select",
    "bse",
    "star",
    "chinext",
    "sse-main",
    "szse-main",
]
VENUES: tuple[Venue, ...] = get_args(Venue)
EXCHANGES: tuple[Venue, ...] = ("bse", "star", "chinext", "sse-main", "szse-main")
"""Venues that are exchanges: where a listing ends the way through the tiers."""

_OFFERING = (
    "tutoring_filed",
    "tutoring_passed",
    "board_resolved",
    "shareholders_resolved",
    "filed",
    "accepted",
    "inquired",
    "responded",
    "committee",
    "submitted",
    "registered",
    "listed",
)
_TRANSFER = (
    "board_resolved",
    "shareholders_resolved",
    "filed",
    "accepted",
    "inquired",
    "responded",
    "committee",
    "approved",
    "listed",
)
_LISTING = ("filed", "accepted", "approved", "listed")

MILESTONES: Mapping[str, tuple[str, ...]] = {
    "neeq": _LISTING,
    "neeq-direct": _LISTING,
    "innovation": ("window", "announced", "entered"),
    "bse": _OFFERING,
    "bse-carry-over": ("listed",),
    "star": _OFFERING,
    "chinext": _OFFERING,
    "sse-main": _OFFERING,
    "szse-main": _OFFERING,
    "star-transfer": _TRANSFER,
    "chinext-transfer": _TRANSFER,
}
"""Every step with its milestones in order."""

CORE: Mapping[str, str] = {
    "neeq": "neeq.listing.track-record",
    "neeq-direct": "neeq.innovation-direct.test",
    "innovation": "neeq.innovation.test",
    "bse": "bse.standard",
    "bse-carry-over": "bse.carry-over",
    "star": "star.standard",
    "chinext": "chinext.standard",
    "sse-main": "sse-main.standard",
    "szse-main": "szse-main.standard",
    "star-transfer": "star-transfer.listed-time",
    "chinext-transfer": "chinext-transfer.listed-time",
}
"""The provision without which a step does not exist: before its first version nothing is known of
the step.
"""

OWN = frozenset(
    {"tutoring_filed", "board_resolved", "shareholders_resolved", "filed", "responded", "window"}
)
"""Milestones that the firm itself sees to; the others are done by authorities, exchanges and
markets.
"""

RouteSteps = tuple[str, ...]

_DIRECT: frozenset[Venue] = frozenset(
    {"unlisted", "regional", "neeq-base", "neeq-innovation", "neeq-select"}
)
"""Venues from which a direct offering is open: no tier and no time on NEEQ is asked for."""
_TRANSFERS: frozenset[Venue] = frozenset({"bse", "neeq-select"})
"""Venues from which a transfer to STAR or ChiNext is open: the Beijing exchange, before its opening
the select tier.
"""

_TO_TIER: Mapping[Venue, tuple[RouteSteps, ...]] = {
    "unlisted": (("neeq", "innovation"), ("neeq-direct",)),
    "regional": (("neeq", "innovation"), ("neeq-direct",)),
    "neeq-base": (("innovation",),),
    "neeq-innovation": ((),),
}


def routes(venue: Venue, target: Venue) -> tuple[RouteSteps, ...]:
    """The routes from a venue to a higher one; none where the law knows no road (or this rulebook
    none yet).
    """
    if target == "neeq-base":
        return (("neeq",),) if venue in ("unlisted", "regional") else ()
    if target == "neeq-innovation":
        return tuple(route for route in _TO_TIER.get(venue, ()) if route)
    to_bse = tuple((*route, "bse") for route in _TO_TIER.get(venue, ()))
    if target == "bse":
        return (("bse-carry-over",),) if venue == "neeq-select" else to_bse
    direct = ((str(target),),) if venue in _DIRECT else ()
    if target in ("star", "chinext"):
        transfer = (f"{target}-transfer",)
        return (
            *direct,
            *((*route, *transfer) for route in to_bse),
            *((transfer,) if venue in _TRANSFERS else ()),
        )
    return direct if target in ("sse-main", "szse-main") else ()


def targets_above(venue: Venue) -> tuple[Venue, ...]:
    """The exchanges that a firm at a venue can still reach."""
    return tuple(target for target in EXCHANGES if routes(venue, target))


def route_id(route: RouteSteps) -> str:
    """A route as users write it: `innovation>bse`."""
    return ">".join(route)


def anchor(name: str, route: RouteSteps) -> str:
    """The milestone of a route that a rule means by `neeq.listed` or `innovation.entered`.

    Whoever goes straight into the innovation tier is listed and in the tier on the same day.
    """
    if "neeq-direct" in route and name in ("neeq.listed", "innovation.entered"):
        return "neeq-direct.listed"
    return name
