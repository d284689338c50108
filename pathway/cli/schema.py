"""`pathway schema`: the JSON Schema of what a command prints."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pathway.base.errors import InputError, Problem, nearest, visible
from pathway.base.phrases import Lang, phrase
from pathway.cli.completion import completed
from pathway.cli.endings import chosen
from pathway.cli.options import described, lang_option, say
from pathway.cli.output import write


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "schema", "output.schema")
    @click.argument("name", required=False, shell_complete=completed(_names))
    @click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        help=say(lang, "output"),
    )
    @lang_option(lang)
    def schema(name: str | None, output: Path | None) -> None:
        from pathway.report.json_schemas import schema as schema_of
        from pathway.report.json_schemas import schema_names

        _, output = chosen("text", output, ("text",), "text", lang)
        known = schema_names()
        if name is None:
            write("".join(f"{one}\n" for one in known), output)
        elif name not in known:
            expected = phrase("output.schema.unknown", names=known)
            raise InputError([Problem(visible(name), "", "", expected, nearest(name, known))])
        else:
            write(f"{json.dumps(schema_of(name), ensure_ascii=False, indent=1)}\n", output)

    return schema


def _names() -> tuple[str, ...]:
    from pathway.report.json_schemas import schema_names

    return schema_names()
