"""Where a rule stands in its instrument, as a reader of Chinese law writes it.

The rulebook writes an article the short way: `2.1.2(7)`, `12 to 14`, `9, 25`, `II(3)`,
`13 para. 2`; `1-8` is an item of a guide that numbers its items so, and `SZSE 47` stands in
Shenzhen's rules where those of Shanghai have another number. Chinese names every level:
第2.1.2条第（七）项, 第12条至第14条, 第13条第二款.
"""

from __future__ import annotations

import re

from pathway.base.phrases import said

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_DIGITS = "〇一二三四五六七八九"
_PLACE = re.compile(
    r"(?:(?P<article>\d+(?:\.\d+)*)(?: para\. (?P<paragraph>\d))?|(?P<item>\d+-\d+)|(?P<part>[IVX]+))?"
    r"(?P<inner>(?:\(\d{1,2}\)|(?<=\))\d+)*)"
)
_ELSEWHERE = re.compile(r"(?P<here>.*?) ?\(SZSE (?P<there>.*)\)")


def in_chinese(article: str) -> str | None:
    """An article as Chinese writes it; None for a text in no such form."""
    elsewhere = _ELSEWHERE.fullmatch(article)
    if elsewhere is not None:
        here, there = (_listed(elsewhere[name]) for name in ("here", "there"))
        if here is None or there is None:
            return None
        return said("zh", "articles.also-szse", here=here, there=there)
    if article.startswith("SZSE "):
        there = _listed(article.removeprefix("SZSE "))
        return None if there is None else said("zh", "articles.szse", there=there)
    return _listed(article)


def _listed(text: str) -> str | None:
    """Places that stand beside one another, some of them from one to another."""
    out: list[str] = []
    for part in text.split(", "):
        ends = [_place(end) for end in part.split(" to ")]
        if len(ends) > 2 or not all(ends):
            return None
        first, *last = (end for end in ends if end)
        out.append(said("zh", "articles.range", first=first, last=last[0]) if last else first)
    return "、".join(out)


def _place(text: str) -> str | None:
    """One place: an article, an item of a guide or a part, and what is inside it."""
    match = _PLACE.fullmatch(text)
    if not text or match is None or (match["part"] and match["part"] not in _ROMAN):
        return None
    out = match["item"] or ""
    if match["article"]:
        out = said("zh", "articles.article", n=match["article"])
    if match["paragraph"]:
        out += said("zh", "articles.paragraph", n=_numeral(int(match["paragraph"])))
    if match["part"]:
        out = said("zh", "articles.part", n=_numeral(_ROMAN[match["part"]]))
    for bracketed, bare in re.findall(r"\((\d+)\)|(\d+)", match["inner"]):
        key, n = ("item", _numeral(int(bracketed))) if bracketed else ("point", bare)
        out += said("zh", f"articles.{key}", n=n)
    return out


def _numeral(n: int) -> str:
    """A number below a hundred in Chinese."""
    tens, ones = divmod(n, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")
