"""One link in the chains of causes of many draws, without the libraries that draw them."""

from __future__ import annotations

from attrs import frozen

from pathway.base.phrases import Phrase, phrase
from pathway.planning.causes import milestone_title
from pathway.planning.findings import title
from pathway.planning.origin import Origin


@frozen
class Link:
    """What decides the day of a milestone in some draws.

    Attributes:
        milestone: Its id.
        kind: `as_of`, `pinned`, `lag`, `limit` or `gate`, as for a `Cause`.
        origin: Where the constraint behind it comes from, if there is one.
    """

    milestone: str
    kind: str
    origin: Origin | None

    @property
    def rule(self) -> str | None:
        """The id of the provision or duration behind it, if any."""
        return None if self.origin is None else self.origin.rule

    @property
    def text(self) -> Phrase:
        """It in words."""
        milestone, origin = milestone_title(self.milestone), self.origin
        if origin is not None and origin.provision is not None:
            return phrase(
                "simulate.link",
                milestone=milestone,
                cause=title(origin.provision.title, origin.rule),
            )
        name = self.kind
        if origin is not None:
            name = "time" if origin.rows or origin.override is not None else "regime"
        return phrase("simulate.link", milestone=milestone, cause=Phrase(f"simulate.cause.{name}"))
