"""`pathway guide`: the manual, in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from pathway.base.phrases import Lang, said
from pathway.cli.completion import completed
from pathway.cli.options import described, output_options
from pathway.cli.output import write


def command(lang: Lang) -> click.Command:
    """The command in a language."""

    @described(lang, "guide", "guide")
    @click.argument("topic", required=False, shell_complete=completed(_names))
    @output_options(lang, ("text", "md"))
    def guide(topic: str | None, form: str, output: Path | None) -> int:
        from pathway.base.errors import did_you_mean
        from pathway.report.guide import list_text, names_of_topics, topic_named, topic_text

        if topic is None:
            write(list_text(lang), output)
            return 0
        found = topic_named(topic, lang)
        if found is None:
            hint = did_you_mean(topic, names_of_topics(), lang)
            names = names_of_topics()
            raise click.UsageError(said(lang, "guide.none", name=topic, names=names) + hint)
        write(found.markdown if form == "md" else topic_text(found, lang), output)
        return 0

    return guide


def _names() -> tuple[str, ...]:
    from pathway.report.guide import names_of_topics

    return names_of_topics()
