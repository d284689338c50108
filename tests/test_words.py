"""Messages: both languages say the same things, and every message that the code names exists."""

import ast
import re
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

from pathway.base.phrases import Quantity, quantity, show
from pathway.law.articles import in_chinese
from pathway.report.text import wrapped

PACKAGE = Path(__file__).parent.parent / "pathway"
ROOMS = sorted((PACKAGE / "base" / "messages").glob("*.toml"))


def entries(room: Path) -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}

    def walk(prefix: str, table: dict[str, object]) -> None:
        if isinstance(table.get("en"), str):
            out[prefix] = {k: str(v) for k, v in table.items()}
            return
        for name, inner in table.items():
            assert isinstance(inner, dict), f"{prefix}.{name}"
            walk(f"{prefix}.{name}", inner)

    walk(room.stem, tomllib.loads(room.read_text(encoding="utf-8")))
    return out


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("room", ROOMS, ids=lambda p: p.stem)
def test_both_languages_name_the_same_values(room: Path) -> None:
    """Every message exists in English and Chinese and puts the same values into both."""
    for key, entry in entries(room).items():
        assert set(entry) == {"en", "zh"}, key
        assert fields(entry["en"]) == fields(entry["zh"]), key


@pytest.mark.parametrize("room", ROOMS, ids=lambda p: p.stem)
def test_every_value_of_a_message_is_a_name(room: Path) -> None:
    """Braces hold the plain name of a value; those that are part of a sentence are doubled."""
    for key, entry in entries(room).items():
        for text in entry.values():
            for _, name, form, _ in Formatter().parse(text):
                assert name is None or (re.fullmatch("[a-z_]+", name) and form == ""), key


@pytest.mark.parametrize("room", ROOMS, ids=lambda p: p.stem)
def test_chinese_messages_are_chinese(room: Path) -> None:
    """A Chinese message holds Chinese characters, unless it is only values."""
    for key, entry in entries(room).items():
        rest = re.sub(r"\{[^}]*\}", "", entry["zh"])
        assert re.search(r"[\u4e00-\u9fff]", rest) or not re.search(r"[A-Za-z]{3}", rest), key


def named_in_code() -> set[str]:
    """Message keys written out in the code as `phrase("…")`, `Phrase("…")` or `said(lang, "…")`."""
    out = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"phrase": 0, "Phrase": 0, "said": 1}.get(node.func.id, len(node.args))
            key = node.args[place] if place < len(node.args) else None
            if isinstance(key, ast.Constant):
                out.add(str(key.value))
    return out


def test_every_message_that_the_code_names_exists() -> None:
    """No phrase in the code lacks its message."""
    known = {key for room in ROOMS for key in entries(room)}
    assert named_in_code() - known == set()


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        (24_000_000, "yuan", "24m yuan", "2400万元"),
        (Fraction(150_000_000), "yuan", "150m yuan", "1.5亿元"),
        (9_999, "yuan", "9,999 yuan", "9999元"),
        (-2_000_000, "yuan", "-2m yuan", "-200万元"),
        (24_999_999, "yuan", "24.99999m yuan", "2499.9999万元"),
        (Fraction(8, 100), "ratio", "8%", "8%"),
        (Fraction(79996, 1_000_000), "ratio", "7.99%", "7.99%"),
        (Fraction(18421, 100_000), "ratio", "18.42%", "18.42%"),
        (Fraction(25711, 100_000), "points", "25.72 percentage points", "25.72个百分点"),
        (18 * 10**12, "yuan", "18tn yuan", "18万亿元"),
        (400_000_000, "shares", "400,000,000 shares", "4亿股"),
        (100_000, "count", "100,000", "100000"),
        (30_000_000, "shares", "30,000,000 shares", "3000万股"),
        (200, "count", "200", "200"),
        (1, "years", "1 year", "1年"),
        (2, "months", "2 months", "2个月"),
        (Fraction(3, 1000), "points", "0.3 percentage points", "0.3个百分点"),
    ],
)
def test_quantities_read_as_each_language_writes_them(
    value: int | Fraction, unit: str, en: str, zh: str
) -> None:
    """Money is in millions of yuan in English and in 万元 or 亿元 in Chinese; a figure is never
    rounded up, what is missing never down.
    """
    assert quantity(Quantity(value, unit), "en") == en
    assert quantity(Quantity(value, unit), "zh") == zh


def test_a_day_in_a_sentence_is_written_as_its_language_does() -> None:
    """A Chinese sentence names year, month and day; an English one has the international form."""
    day = date(2028, 5, 8)
    assert (show(day, "zh"), show(day, "en")) == ("2028年5月8日", "2028-05-08")


@pytest.mark.parametrize(
    ("article", "zh"),
    [
        ("2.1.2(7)", "第2.1.2条第（七）项"),
        ("33 to 34", "第33条至第34条"),
        ("10", "第10条"),
        ("11, 20", "第11条、第20条"),
        ("14(4) to (6), (11)", "第14条第（四）项至第（六）项、第（十一）项"),
        ("13 para. 2", "第13条第二款"),
        ("1-8", "1-8"),
        ("II(3)", "第二部分第（三）项"),
        ("64 (SZSE 63)", "第64条（深交所第63条）"),
        ("12.1(20)", "第12.1条第（二十）项"),
        ("the whole text", None),
    ],
)
def test_articles_are_written_out_in_chinese(article: str, zh: str | None) -> None:
    """An article names every level in the words of Chinese law; a text of another form is left."""
    assert in_chinese(article) == zh


def test_lines_break_between_chinese_characters_and_not_before_a_full_stop() -> None:
    """Chinese breaks anywhere but before closing marks; a number keeps its sign; words too long are
    cut.
    """
    assert wrapped("最近两年平均不低于8%，符合。", 12, 12) == [
        "最近两年平均",
        "不低于8%，符",
        "合。",
    ]
    assert wrapped("不低于8%，好", 8, 8) == ["不低于", "8%，好"]
    assert wrapped("one two three", 7, 7) == ["one two", "three"]
    assert wrapped("abcdefghij", 4, 4) == ["abcd", "efgh", "ij"]
    assert wrapped("", 10, 10) == [""]
