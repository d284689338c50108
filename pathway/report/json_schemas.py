"""The JSON Schemas of what commands print, by the names of the commands."""

from __future__ import annotations

import json
from importlib.resources import files

from pathway.base import usage

_ENDING = ".schema.json"


def schema_names() -> tuple[str, ...]:
    """What has a schema."""
    folder = files("pathway").joinpath("report", "schemas")
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in names))


def schema(name: str) -> dict[str, object]:
    """The JSON Schema of what a command prints, and of what `to_dict` gives.

    Args:
        name: The name of the command, such as `plan` or `rules-show`.

    Returns:
        The schema, with its `$id`.

    Raises:
        UsageError: No schema is called so.
    """
    usage.refuse_unknown("name", name, schema_names())
    file = files("pathway").joinpath("report", "schemas", f"{name}{_ENDING}")
    found: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return {"$id": f"pathway.{name}/1", **found}
