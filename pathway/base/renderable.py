"""What every answer can do: be plain data, JSON, text or the rows of a table.

Answers are made below the reports, which know how each is shown; so the reports are looked up when
an answer is first shown, and nothing here imports them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from pathway.base.phrases import LANGS, Lang
from pathway.base.usage import refuse_unknown

_REPORTS = "pathway.report.answers"
_NOTEBOOK = "pathway.report.notebook"


class _Reports(Protocol):
    """The module that knows how each answer is shown."""

    data_of: Callable[[object, Lang], dict[str, object]]
    json_of: Callable[[object, Lang], str]
    markdown_of: Callable[[object, Lang], str]
    text_of: Callable[[object, Lang], str]
    rows_of: Callable[[object, Lang], list[dict[str, object]]]


class _Notebook(Protocol):
    """The module that knows how each answer looks in a notebook."""

    html_of: Callable[[object, Lang], str]


def _reports() -> _Reports:
    return cast(_Reports, import_module(_REPORTS))


class Renderable:
    """An answer that can be shown."""

    __slots__ = ()

    def to_dict(self, lang: Lang = "en") -> dict[str, object]:
        """The answer as plain data: what the command prints with `--format json`.

        Args:
            lang: The language of its sentences, `en` or `zh`.

        Returns:
            Texts, numbers, lists and mappings, as the JSON Schema of its `schema` describes them.

        Raises:
            UsageError: No language is called so.
        """
        refuse_unknown("lang", lang, LANGS)
        return _reports().data_of(self, lang)

    def to_json(self, lang: Lang = "en") -> str:
        """The answer as JSON, the same bytes that the command prints.

        Args:
            lang: The language of its sentences, `en` or `zh`.

        Returns:
            The text, which ends with a line break.

        Raises:
            UsageError: No language is called so.
        """
        refuse_unknown("lang", lang, LANGS)
        return _reports().json_of(self, lang)

    def to_text(self, lang: Lang = "en") -> str:
        """The answer in words, as the command prints it to a terminal.

        Args:
            lang: `en` or `zh`.

        Returns:
            The text, which ends with a line break.

        Raises:
            UsageError: No language is called so.
        """
        refuse_unknown("lang", lang, LANGS)
        return _reports().text_of(self, lang)

    def to_markdown(self, lang: Lang = "en") -> str:
        """The answer as a memo in Markdown, as the command prints it with `--format md`.

        Args:
            lang: `en` or `zh`.

        Returns:
            The text, which ends with a line break.

        Raises:
            UsageError: No language is called so.
        """
        refuse_unknown("lang", lang, LANGS)
        return _reports().markdown_of(self, lang)

    def to_rows(self, lang: Lang = "en") -> list[dict[str, object]]:
        """The answer as the rows of a table, under the columns of the command's CSV.

        Args:
            lang: The language of its sentences, `en` or `zh`.

        Returns:
            A mapping for each row: dates as dates, counts and shares as numbers, None for what is
            empty.

        Raises:
            UsageError: No language is called so.
        """
        refuse_unknown("lang", lang, LANGS)
        return _reports().rows_of(self, lang)

    def _repr_html_(self) -> str:
        """The answer as a notebook shows it: its picture, where it has one, and its table."""
        return cast(_Notebook, import_module(_NOTEBOOK)).html_of(self, "en")
