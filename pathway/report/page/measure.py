"""How wide a text is when it is drawn: no browser is asked, so that the same plan gives the same
drawing everywhere.

The widths are those of a common sans-serif with a few per cent to spare, since the reader's font
may be wider.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SPARE, _SPARE_WIDE = 1.07, 1.04
"""What a reader's font may be wider, and what a Chinese one may."""
_BOLD = 1.07
_ADVANCES = {
    **dict.fromkeys("ijl'", 222),
    **dict.fromkeys(" !.,:;/\\|[]ftI", 278),
    **dict.fromkeys("-()r`{}", 333),
    **dict.fromkeys('*"', 389),
    **dict.fromkeys("Jcksvxyz", 500),
    **dict.fromkeys("+<>=~−", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("&ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm", 833),
    **dict.fromkeys("%", 889),
    **dict.fromkeys("W", 944),
    **dict.fromkeys("@—…→", 1000),
}
"""Thousandths of the font size that a character takes; 556 for every other one."""
_USUAL = 556
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_COMBINING = frozenset({"Mn", "Me"})


@lru_cache(maxsize=2**14)
def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is at most, in the units of its font size.

    Args:
        text: The text.
        size: The font size.
        bold: Whether it is bold.

    Returns:
        The width.
    """
    total = 0.0
    for character in text:
        if unicodedata.east_asian_width(character) in "WF":
            total += 1000 * _SPARE_WIDE
        elif unicodedata.category(character) not in _COMBINING:
            total += _ADVANCES.get(character, _USUAL) * _SPARE * (_BOLD if bold else 1)
    return total * size / 1000


def clean(text: str) -> str:
    """A text without what is not seen: control characters, and marks that turn the direction of
    writing of what follows.
    """
    kept = (c if unicodedata.category(c) not in _INVISIBLE else " " for c in text)
    return " ".join("".join(kept).split())


def clipped(text: str, room: float, size: float, bold: bool = False) -> str:
    """A text that fits: as it is, or its beginning with an ellipsis.

    Args:
        text: The text.
        room: The width that it has.
        size: The font size.
        bold: Whether it is bold.

    Returns:
        The text; "" where not even one character fits.
    """
    # No text of more characters fits any drawing; the longest names are cut before they are measured.
    text = clean(text[: int(room) + 1])
    if width(text, size, bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + "…", size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else ""


def broken(text: str, room: float, size: float, most: int) -> tuple[str, ...] | None:
    """A text in lines that fit, broken at spaces, or in Chinese anywhere but before a closing mark;
    None where it takes more lines than it may.

    Args:
        text: The text; `|` marks the only places at which it may be broken, where there is one.
        room: The width of a line.
        size: The font size.
        most: How many lines there may be.

    Returns:
        The lines.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width((line + piece).rstrip(), size) <= room:
            line += piece
            continue
        if not line or width(piece.rstrip(), size) > room:
            return None
        lines.append(line.rstrip())
        line = piece.lstrip()
    lines.append(line.rstrip())
    return tuple(lines) if len(lines) <= most else None


def _pieces(text: str) -> list[str]:
    """The parts of a text that must stay on one line."""
    if "|" in text:
        return text.split("|")
    out: list[str] = []
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        mark = wide and unicodedata.category(character).startswith("P")
        starts = bool(out) and (out[-1].endswith(" ") or (wide and not mark))
        if starts or not out:
            out.append(character)
        else:
            out[-1] += character
    return out
