"""Where the user's ledger of checked rules lies; every command that reads a scenario looks for it."""

from __future__ import annotations

from pathlib import Path

LEDGER_NAME = "pathway-rules.toml"


def nearest_ledger(source: Path) -> Path | None:
    """The ledger beside a scenario, or in the first folder above it that has one.

    source: the scenario's file or a folder; it need not be there.
    """
    here = Path(source).absolute()
    for folder in (here, *here.parents):
        place = folder / LEDGER_NAME
        if place.is_file():
            return place
    return None
