"""`pathway schema`: the JSON Schema of what a command prints."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import click

from pathway.base.errors import InputError, Problem, nearest, visible
from pathway.base.phrases import Lang, phrase, said
from pathway.cli.completion import completed
from pathway.cli.options import lang_option, say, write

_ENDING = ".schema.json"


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @click.command(
        "schema",
        help=said(lang, "output.schema.help"),
        short_help=said(lang, "output.schema.short"),
    )
    @click.argument("name", required=False, shell_complete=completed(lambda: schema_names()))
    @click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help=say(lang, "output"),
    )
    @lang_option(lang)
    def schema(name: str | None, output: Path | None) -> None:
        output = None if str(output) == "-" else output
        known = schema_names()
        if name is None:
            write("".join(f"{one}\n" for one in known), output)
        elif name not in known:
            expected = phrase("output.schema.unknown", names=known)
            raise InputError([Problem(visible(name), "", "", expected, nearest(name, known))])
        else:
            write(f"{json.dumps(schema_of(name), ensure_ascii=False, indent=1)}\n", output)

    return schema


def schema_names() -> tuple[str, ...]:
    """What has a schema, by the names of the commands."""
    folder = files("pathway").joinpath("report", "schemas")
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in names))


def schema_of(name: str) -> dict[str, object]:
    """The schema of a name, with its `$id`."""
    file = files("pathway").joinpath("report", "schemas", f"{name}{_ENDING}")
    found: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return {"$id": f"pathway.{name}/1", **found}
