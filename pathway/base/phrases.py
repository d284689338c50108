"""What the program says, apart from how it says it: phrases with values, rendered in English or
Chinese.

Code below the command line never builds a sentence. It returns a `Phrase`: the key of a message and
the values to put into it. `render` looks the message up in `pathway/base/messages/<first part of
the key>.toml`, where every entry holds both languages, and formats the values the way that language
writes them (24.0m, 2400万元).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from attrs import field, frozen

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

    def text(self, lang: Lang) -> str:
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


Value = str | int | date | Fraction | Quantity | Bilingual | Phrase | tuple["Value", ...]


def phrase(key: str, /, **values: Value) -> Phrase:
    """A `Phrase`, written shortly."""
    return Phrase(key, values)


@cache
def _catalog(room: str) -> Mapping[str, Mapping[str, str]]:
    text = files("pathway").joinpath("base", "messages", f"{room}.toml").read_text(encoding="utf-8")
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

    walk(room, tomllib.loads(text))
    return flat


def _decimal(value: Number, places: int) -> str:
    """A number with at most `places` decimals, exact digits only (never rounded up to a
    threshold).
    """
    scaled = Fraction(value) * 10**places
    whole = (
        scaled.numerator // scaled.denominator
        if scaled >= 0
        else -(-scaled.numerator // scaled.denominator)
    )
    text = f"{abs(whole) // 10**places:,}"
    digits = f"{abs(whole) % 10**places:0{places}d}".rstrip("0") if places else ""
    return ("-" if whole < 0 else "") + text + (f".{digits}" if digits else "")


def _money(value: Number, lang: Lang) -> str:
    size: Number = value if value >= 0 else -value
    if lang == "zh":
        if size >= 10**8:
            return f"{_decimal(Fraction(value) / 10**8, 4)}亿元"
        return (
            f"{_decimal(Fraction(value) / 10**4, 4)}万元"
            if size >= 10**4
            else f"{_decimal(value, 2)}元"
        )
    if size >= 10**9:
        return f"{_decimal(Fraction(value) / 10**9, 5)}bn yuan"
    return (
        f"{_decimal(Fraction(value) / 10**6, 5)}m yuan"
        if size >= 10**5
        else f"{_decimal(value, 2)} yuan"
    )


def quantity(value: Quantity, lang: Lang) -> str:
    """A quantity as a reader of that language writes it."""
    number, unit = value.value, value.unit
    if unit == "yuan":
        return _money(number, lang)
    if unit == "ratio":
        return f"{_decimal(Fraction(number) * 100, 3)}%"
    if unit == "points":
        return render(Phrase("words.unit.points", {"n": _decimal(Fraction(number) * 100, 3)}), lang)
    if unit == "flag":
        return render(Phrase("words.yes" if number else "words.no"), lang)
    if unit == "year":
        return str(number)
    text = _decimal(number, 2)
    if lang == "zh" and unit == "shares" and number >= 10**4:
        text = f"{_decimal(Fraction(number) / 10**4, 4)}万"
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
            return value.isoformat()
        case Fraction():
            return _decimal(value, 4)
        case tuple():
            return ("、" if lang == "zh" else ", ").join(show(v, lang) for v in value)
        case _:
            return str(value)


def render(message: Phrase, lang: Lang = "en") -> str:
    """The sentence of a phrase in a language. Raises `KeyError` for a key without a message (a
    defect).
    """
    entry = _catalog(message.key.partition(".")[0])[message.key]
    return entry[lang].format_map(
        {name: show(value, lang) for name, value in message.values.items()}
    )


def semicolons(texts: Iterable[str], lang: Lang) -> str:
    """Texts that may hold commas, as one list."""
    return ("；" if lang == "zh" else "; ").join(texts)


def said(lang: Lang, key: str, /, **values: Value) -> str:
    """The sentence of a message in a language, with its values put in."""
    return render(Phrase(key, values), lang)
