"""What becomes of a text where it lands: a terminal, a cell of a spreadsheet, a Markdown document.

Texts come from scenario files, overlays, names of files and tables that other people made. Each
medium has one function here, and every renderer uses it. (HTML is escaped by its templates, iCalendar
by its library after `terminal`.)
"""

from __future__ import annotations

import re

# Controls (of which a terminal obeys some), what reverses the direction of a line or hides in it,
# ends of lines that are none in a table, halves of characters.
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_UNSAFE = re.compile(f"[{_HIDDEN}]")
_BREAKS = re.compile(r"\s*[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet takes for a formula (in Chinese locales also at full width)."""
_HARMLESS = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?|-|--[a-z]+ [^()|!'\"]*")
"""Numbers, the dash that stands for none, and options of the command line: nothing that calls."""
_MARKUP = re.compile(r"[\\`*\[\]~|]")


def _escape(found: re.Match[str]) -> str:
    # In the halves in which JSON writes what lies beyond four digits.
    halves = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{halves[i : i + 4]}" for i in range(0, len(halves), 4))


def terminal(text: str) -> str:
    """A whole text for a terminal.

    Args:
        text: Lines of it, which stay lines.

    Returns:
        The same with every character that a terminal obeys, or that hides or turns round what is
        read, as an escape such as `\\u001b`. As JSON it still means the same.
    """
    return _UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """A text within a line.

    Args:
        text: The text.

    Returns:
        It as for `terminal`, ends of lines as spaces: a name cannot forge a line of its own.
    """
    return terminal(_BREAKS.sub(" ", text)) if not text.isprintable() else text


def csv_cell(text: str, numbers: bool = True) -> str:
    """A cell of a CSV file.

    Args:
        text: What it says.
        numbers: Whether one that reads as a number, the dash for none or an option of the command
            line is one. Where numbers are cells of their own, texts are texts.

    Returns:
        The same; with an apostrophe before it where a spreadsheet would compute it.
    """
    text = terminal(text)
    computed = text.startswith(FORMULA) and not (numbers and _HARMLESS.fullmatch(text))
    return f"'{text}" if computed else text


def markdown(text: str) -> str:
    """A text within a Markdown document or a cell of its tables.

    Args:
        text: The text.

    Returns:
        The same words: no markup, link, picture, HTML or end of a cell.
    """
    text = one_line(text).replace("&", "&amp;").replace("<", "&lt;")
    return _MARKUP.sub(r"\\\g<0>", text)
