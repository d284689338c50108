"""Reading TOML that anybody may have written: in a time that grows with its length only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

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
