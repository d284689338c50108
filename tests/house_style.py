"""How Chinese is written here, as rules that a text can be held to."""

import re
from collections.abc import Iterator, Mapping

_HAN = "\u4e00-\u9fff"
_UNITS = "日天次家条项年股个"
TEXTS: Mapping[str, re.Pattern[str]] = {
    "a half-width mark beside Chinese": re.compile(
        rf"[{_HAN}”》）][,;?!](?=\s|$|[{_HAN}])|[{_HAN}]:(?=\s|$)"
        rf"|[{_HAN}] ?\((?!\d+\))|(?<![\d\w])\([{_HAN}]|[{_HAN}]\)"
    ),
    "a straight quotation mark around Chinese": re.compile(rf'"[{_HAN}]+"'),
    "a blank between a figure and Chinese": re.compile(
        rf"[{_HAN}]\d+ [{_HAN}]|\d [{_UNITS}]|\}} [{_UNITS}]"
    ),
    "a blank before a Chinese mark": re.compile(r"(?<=\S)[ \t]+[，。；：、）》〉〕”]"),
    "thousands set off": re.compile(rf"(?<![\d,])\d{{1,3}}(?:,\d{{3}})+(?=[{_UNITS}元万亿])"),
    "ten thousands of 万": re.compile(r"(?<!\d)\d{5,}万"),
    "a word that the field does not use": re.compile(
        "情景|里程碑|股东大会决议|因果链|规划当日|编入|编录|抽样|成对变动|平均加权平均"
        "|审慎(?!推荐|经营)|转科创板|转创业板|假定|未经核对|不作计算"
    ),
}
"""What no Chinese text holds, be it written or printed."""
DAYS = re.compile(rf"[{_HAN}（]\d{{4}}-\d\d-\d\d|\d{{4}}-\d\d-\d\d[{_HAN}]")
"""A day with hyphens in a sentence; columns of a table have such days."""
CODES = re.compile(
    r"(?<![\w./>=-])(unlisted|regional|neeq(?:-base|-innovation|-select|-direct)?|bse|star|chinext"
    r"|sse-main|szse-main|floor|typical|cautious|unqualified(?:-with-emphasis)?|audited|forecast"
    r"|projected|official|met|unmet|unknown|assumed|yes|no|true|false)(?![\w./=-])"
)
"""A code of the program where its name should stand."""


def breaches(text: str) -> Iterator[str]:
    """What of a Chinese text is not written as it should be: the rule and the place."""
    for name, pattern in TEXTS.items():
        for match in pattern.finditer(text):
            yield f"{name}: …{text[max(match.start() - 15, 0) : match.end() + 15]}…"


def nested(text: str) -> Iterator[str]:
    """Titles within titles, and those that have no end."""
    depth = 0
    for i, mark in enumerate(text):
        depth += {"《": 1, "》": -1}.get(mark, 0)
        if depth not in (0, 1):
            yield f"a title within a title: …{text[max(i - 20, 0) : i + 20]}…"
            return
    if depth:
        yield f"a title without an end: {text[:60]}"
