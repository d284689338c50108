"""What a firm's place gives: the tables of early 2022, and the dated rows beside them."""

from __future__ import annotations

from attrs import frozen

from pathway.base.errors import nearest
from pathway.base.phrases import Bilingual, Phrase, phrase
from pathway.law.funding import (
    FavouredField,
    ProvinceTarget,
    SupportKind,
    favoured_fields,
    province_targets,
    support_kinds,
)
from pathway.law.grants import named, place, places, provinces
from pathway.planning.local_money import Money, money
from pathway.scenario.scenario import Scenario


@frozen
class Support:
    """What a firm's place gives, or gave.

    Attributes:
        province: The place. None where the scenario names none that is known.
        doubt: What is not known of place or field, in words.
        kinds: The kinds of support of early 2022.
        targets: How many specialised firms the place wants, expired rows included.
        fields: The fields that it favours.
        matching: Those of them that the firm's class of industry belongs to.
        rows: Dated rows of money, those of the centre included, and expired ones.
    """

    province: Bilingual | None
    doubt: tuple[Phrase, ...]
    kinds: tuple[SupportKind, ...]
    targets: tuple[ProvinceTarget, ...]
    fields: tuple[FavouredField, ...]
    matching: tuple[FavouredField, ...]
    rows: tuple[Money, ...]

    def current_targets(self, scenario: Scenario) -> tuple[ProvinceTarget, ...]:
        """The targets that had not expired on the day of a plan.

        Args:
            scenario: The one whose as-of day counts.

        Returns:
            The targets.
        """
        return tuple(target for target in self.targets if scenario.as_of <= target.until)

    @property
    def current_rows(self) -> tuple[Money, ...]:
        """The dated rows that have not expired, those of unknown end included."""
        return tuple(row for row in self.rows if row.validity != "expired")


def support_of(scenario: Scenario) -> Support:
    """What the place of a scenario's firm gives."""
    firm = scenario.firm
    where = place(firm.province)
    doubts: list[Phrase] = []
    known = where if where in provinces() else None
    if firm.province is None:
        doubts.append(Phrase("money.support.no-province"))
    elif known is None:
        near = nearest(firm.province, [*provinces(), *places()])
        key = "money.support.unknown-province"
        doubts.append(
            phrase(key, found=firm.province)
            if near is None
            else phrase(f"{key}-near", found=firm.province, near=near)
        )
    fields = tuple(row for row in favoured_fields() if row.province == known)
    matching = tuple(row for row in fields if firm.industry and row.suits(firm.industry))
    kinds = tuple(kind for kind in support_kinds() if known in kind.provinces)
    if known is not None and not kinds:
        doubts.append(phrase("money.support.no-kind", province=named(known)))
    if known is not None and not fields:
        doubts.append(phrase("money.support.no-fields", province=named(known)))
    elif fields and firm.industry is None:
        doubts.append(Phrase("money.support.no-industry"))
    elif fields and not matching:
        doubts.append(
            phrase(
                "money.support.no-match", industry=firm.industry or "", province=named(known or "")
            )
        )
    return Support(
        province=None if known is None else named(known),
        doubt=tuple(doubts),
        kinds=kinds,
        targets=tuple(row for row in province_targets() if row.province == known),
        fields=fields,
        matching=matching,
        rows=money(scenario, scenario.as_of),
    )
