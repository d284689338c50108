"""What the program says, apart from how it says it: phrases with values, rendered in English or
Chinese.

Code below the command line never builds a sentence. It returns a `Phrase`: the key of a message and
the values to put into it. `render` looks the message up in `pathway/base/messages/<first part of
the key>.toml`, where every entry holds both languages, and formats the values the way that language
writes them (2028-05-08, 24m yuan; 2028年5月8日, 2400万元). What goes into a file or stands in a
column of a table is no sentence: there a date keeps the form 2028-05-08.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Literal, get_args

from attrs import field, frozen

from pathway.base import package_data

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = get_args(Lang)
Number = int | Fraction


@frozen
class Quantity:
    """A number with what it counts.

    Attributes:
        value: The number, exact, in the unit.
        unit: `yuan`, `shares`, `ratio` (a fraction of one), `points` (of a ratio), `years`,
            `months`, `each` (yuan per share), `year` (a calendar year), `count`, or `flag` (0 or
            1).
    """

    value: Number
    unit: str


@frozen
class Bilingual:
    """A text that data files give in both languages.

    Attributes:
        en: In English.
        zh: In Chinese.
    """

    en: str
    zh: str

    def __str__(self) -> str:
        return self.en

    def text(self, lang: Lang = "en") -> str:
        """The text in a language.

        Args:
            lang: `en` or `zh`.

        Returns:
            The text.
        """
        return self.zh if lang == "zh" else self.en


@frozen
class Phrase:
    """A sentence that can be rendered in either language.

    Attributes:
        key: The key of its message, such as `causes.gate`.
        values: What the message's text names.
    """

    key: str
    values: Mapping[str, Value] = field(factory=dict)

    def __str__(self) -> str:
        return render(self)

    def text(self, lang: Lang = "en") -> str:
        """The sentence in a language; `str` gives it in English.

        Args:
            lang: `en` or `zh`.

        Returns:
            The sentence.
        """
        return render(self, lang)


Value = str | int | date | Fraction | Quantity | Bilingual | Phrase | tuple["Value", ...]


def phrase(key: str, /, **values: Value) -> Phrase:
    """A `Phrase`, written shortly."""
    return Phrase(key, values)


@cache
def messages(room: str) -> Mapping[str, Mapping[str, str]]:
    """The messages of a room, in both languages, by key."""
    flat: dict[str, Mapping[str, str]] = {}

    def walk(prefix: str, table: Mapping[str, object]) -> None:
        if isinstance(table.get("en"), str):
            flat[prefix] = {"en": str(table["en"]), "zh": str(table["zh"])}
            return
        for name, inner in table.items():
            if not isinstance(inner, dict):
                raise ValueError(
                    f"messages/{room}.toml: {prefix}.{name} is neither a message nor a table of messages"
                )
            walk(f"{prefix}.{name}", inner)

    walk(room, package_data.table("base", "messages", f"{room}.toml"))
    return flat


def _decimal(value: Number, places: int, lang: Lang, *, up: bool = False) -> str:
    """A number with at most `places` decimals; in English with thousands set off.

    It is cut off, not rounded, so that nothing seems to reach a threshold that it misses; with
    `up`, for what is missing, away from zero.
    """
    scaled = abs(Fraction(value)) * 10**places
    whole = math.ceil(scaled) if up else math.floor(scaled)
    units = whole // 10**places
    text = str(units) if lang == "zh" else f"{units:,}"
    digits = f"{whole % 10**places:0{places}d}".rstrip("0") if places else ""
    return ("-" if value < 0 and whole else "") + text + (f".{digits}" if digits else "")


_Scale = tuple[tuple[int, int, int, str], ...]
"""From which size on a number is counted by how much, to how many places, and its name."""
_BY_MILLIONS: _Scale = ((10**12, 10**12, 8, "tn"), (10**9, 10**9, 5, "bn"), (10**5, 10**6, 5, "m"))
_BY_WAN: _Scale = ((10**12, 10**12, 8, "万亿"), (10**8, 10**8, 4, "亿"), (10**4, 10**4, 4, "万"))


def _scaled(value: Number, scale: _Scale, lang: Lang) -> str:
    """A large number by thousands (m, bn) or ten thousands (万, 亿)."""
    size: Number = value if value >= 0 else -value
    for least, by, places, name in scale:
        if size >= least:
            return _decimal(Fraction(value) / by, places, lang) + name
    return _decimal(value, 2, lang)


def quantity(value: Quantity, lang: Lang) -> str:
    """A quantity as a reader of that language writes it: ratios to a hundredth of a percent, never
    rounded towards a threshold; money and shares by 万 and 亿 in Chinese.
    """
    number, unit = value.value, value.unit
    if unit == "yuan":
        zh = lang == "zh"
        return (
            f"{_scaled(number, _BY_WAN, lang)}元"
            if zh
            else f"{_scaled(number, _BY_MILLIONS, lang)} yuan"
        )
    if unit == "ratio":
        return f"{_decimal(Fraction(number) * 100, 2, lang)}%"
    if unit == "points":
        text = _decimal(Fraction(number) * 100, 2, lang, up=True)
        return render(Phrase("words.unit.points", {"n": text}), lang)
    if unit == "flag":
        return render(Phrase("words.yes" if number else "words.no"), lang)
    if unit == "year":
        return str(number)
    by_wan = lang == "zh" and unit == "shares"
    text = _scaled(number, _BY_WAN, lang) if by_wan else _decimal(number, 2, lang)
    if unit == "count":
        return text
    return render(
        Phrase(f"words.unit.{unit}-one" if number == 1 else f"words.unit.{unit}", {"n": text}), lang
    )


def show(value: Value, lang: Lang) -> str:
    """One value as text in a language."""
    match value:
        case Phrase():
            return render(value, lang)
        case Quantity():
            return quantity(value, lang)
        case Bilingual():
            return value.text(lang)
        case date():
            return (
                f"{value.year}年{value.month}月{value.day}日" if lang == "zh" else value.isoformat()
            )
        case Fraction():
            return _decimal(value, 4, lang)
        case tuple():
            return ("、" if lang == "zh" else ", ").join(show(v, lang) for v in value)
        case _:
            return str(value)


def render(message: Phrase, lang: Lang = "en") -> str:
    """The sentence of a phrase in a language. Raises `KeyError` for a key without a message (a
    defect).
    """
    entry = messages(message.key.partition(".")[0])[message.key]
    return entry[lang].format_map(
        {name: show(value, lang) for name, value in message.values.items()}
    )


def semicolons(texts: Iterable[str], lang: Lang) -> str:
    """Texts that may hold commas, as one list."""
    return ("；" if lang == "zh" else "; ").join(texts)


def colon(head: str, text: str, lang: Lang) -> str:
    """A head and what is said of it."""
    return f"{head}：{text}" if lang == "zh" else f"{head}: {text}"


def said(lang: Lang, key: str, /, **values: Value) -> str:
    """The sentence of a message in a language, with its values put in."""
    return render(Phrase(key, values), lang)
