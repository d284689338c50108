"""What sources of money ask of a firm: read with every scenario, which may say of its means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pathway.base import package_data
from pathway.law.provision import Vocabulary
from pathway.law.reading import read_vocabulary


@cache
def funding_vocabulary() -> Vocabulary:
    """What sources of money ask of a firm, beyond the metrics of the law."""
    return read_vocabulary(package_data.table("rulebook", "money", "vocabulary.toml"))


MONEY: Mapping[str, str] = {
    metric.path.removeprefix("money."): metric.unit
    for metric in funding_vocabulary().values()
    if metric.path.startswith("money.")
}
"""What a firm may say of its means for the sources of money: name -> unit."""
