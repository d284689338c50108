"""Reading TOML that anybody may have written: in a time that grows with its length only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

from pathway.base.phrases import Phrase, Value, messages, phrase

_MOST_PARTS = 40
"""Parts of a dotted key: the parser's time grows with their square, and tables within tables make
the program that walks them deep.
"""
TEXTS = r"""
    \"{3} (?: \\. | [^\\"] | "(?!"") )*+ (?: \"{3,5} )?
  | '{3} (?: [^'] | '(?!'') )*+ (?: '{3,5} )?
  | " (?: \\[^\n] | [^"\\\n] )*+ "?
  | ' [^'\n]*+ '?
  | \# [^\n]*+
"""
"""What says nothing of tables in a TOML text: texts and comments. For a verbose, dot-all pattern.
One without an end goes on to the end of its line, or of the whole, so that nothing is read twice.
"""
_TEXT = re.compile(TEXTS, re.VERBOSE | re.DOTALL)
_PART = r"(?: [A-Za-z0-9_-]++ | \"\" )"
_DOTTED = re.compile(
    rf"(?<! [A-Za-z0-9_-] ) {_PART} (?: [ \t]*+ \. [ \t]*+ {_PART} ){{{_MOST_PARTS}}}",
    re.VERBOSE,
)


_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def place_of(error: ValueError) -> tuple[int, int] | None:
    """The line and the column at which a text is not TOML; None for its end, or where not said."""
    match = _PLACE.fullmatch(str(error))
    return (int(match[2]), int(match[3])) if match and match[2] else None


def not_toml(error: ValueError) -> Phrase:
    """Why a text is not TOML and where."""
    match, place = _PLACE.fullmatch(str(error)), place_of(error)
    why = _why(match[1] if match else str(error) or type(error).__name__)
    if place is None:
        return phrase("scenario.file.syntax-end" if match else "scenario.file.syntax-lost", why=why)
    return phrase("scenario.file.syntax", why=why, line=place[0], column=place[1])


def _why(reason: str) -> Value:
    """What Python's reader says, in words of either language; a reason new to us as it is."""
    for key, entry in messages("toml").items():
        parts = re.split(r"\{(\w+)\}", entry["en"])
        names, pattern = parts[1::2], "(.+)".join(map(re.escape, parts[::2]))
        match = re.fullmatch(pattern, reason, re.DOTALL)
        if match is not None:
            # A key comes as Python shows its parts: ('fiscal_years', '2026').
            values = (".".join(re.findall(r"'([^']*)'", v)) or v for v in match.groups())
            return Phrase(key, dict(zip(names, values, strict=True)))
    return reason


class TomlTooDeepError(ValueError):
    """Tables within tables beyond what any file of ours needs."""

    def __init__(self) -> None:
        super().__init__("nested too deeply")


def document(text: str, parse_float: Callable[[str], object] = float) -> dict[str, object]:
    """A TOML document.

    Args:
        text: The text; whoever reads it from a file has bounded its length.
        parse_float: What makes a number of the text of one, as for `tomllib.loads`.

    Returns:
        Its tables.

    Raises:
        TomlTooDeepError: Its keys or values are nested too deeply.
        tomllib.TOMLDecodeError: It is not TOML.
        ValueError: A whole number is too long.
    """
    if _DOTTED.search(_TEXT.sub('""', text)):
        raise TomlTooDeepError
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except RecursionError:
        raise TomlTooDeepError from None
