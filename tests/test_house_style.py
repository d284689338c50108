"""Chinese as its readers write it: every text that ships, and what the commands print."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.house_style import CODES, DAYS, TEXTS, breaches, nested

PACKAGE = Path(__file__).parent.parent / "pathway"
FIRM = "scenarios/base-tier-parts-maker.toml"
_WRITTEN = re.compile(r"如 \d|为 \d|或 \d|区间 \d")  # what a user is to type, such as 如 2400万
_NOT_PROSE = re.compile(r"--\S+|(?<=--set )\S+|pathway [^\u4e00-\u9fff]*|\[uncertainty\]|（floor）")


def chinese(table: object, place: str) -> Iterator[tuple[str, str]]:
    """Every Chinese text of a data file, with its place."""
    if isinstance(table, dict):
        for key, value in table.items():
            if key == "zh" and isinstance(value, str):
                yield place, value
            else:
                yield from chinese(value, f"{place}.{key}")
    elif isinstance(table, list):
        for i, value in enumerate(table):
            yield from chinese(value, f"{place}[{i}]")


FILES = sorted(
    path for path in PACKAGE.rglob("*.toml") if 'zh = "' in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_chinese_text_keeps_the_house_style(path: Path) -> None:
    """Marks are full-width, titles do not nest, figures touch Chinese, words are the field's."""
    for place, text in chinese(tomllib.loads(path.read_text(encoding="utf-8")), path.stem):
        plain = _WRITTEN.sub("", text)
        found = [*breaches(plain), *nested(text), *DAYS.findall(text)]
        assert found == [], place


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", FIRM),
        ("plan", FIRM, "--full"),
        ("plan", FIRM, "--by", "2028-12-29"),
        ("plan", "scenarios/nearest-miss.toml"),
        ("check", FIRM, "--venue", "bse"),
        ("check", FIRM, "--venue", "star"),
        ("why", FIRM, "bse.listed", "--no-what-if"),
        ("levers", FIRM, "--target", "bse"),
        ("compare", FIRM, "--vary", "plan.pace=typical,cautious", "--target", "bse"),
        ("simulate", FIRM, "--target", "bse", "--draws", "200"),
        ("rules", "list", "bse"),
        ("rules", "show", "bse.twelve-months"),
        ("rules", "sources", FIRM),
        ("calendar", "windows", "2027"),
        ("calendar", "days", "2027-02-01", "2027-02-10"),
        ("calendar", "add", "2027-04-30", "10"),
        ("ladder", "scenarios/ladder-parts-maker.toml"),
        ("money", FIRM),
        ("portfolio", "scenarios/firms.csv", "--target", "bse", "--jobs", "1", "--format", "text"),
        ("guide",),
        ("--help",),
        ("plan", "--help"),
    ],
    ids=lambda a: " ".join(a[:2]) + (" --full" if "--full" in a else ""),
)
def test_what_a_command_prints_keeps_the_house_style(run: Run, arguments: tuple[str, ...]) -> None:
    """No half-width bracket, no code of the program and no thousands set off stand in its lines."""
    _, out, noted = run("--lang", "zh", *arguments)
    for line in (out + noted).splitlines():
        plain = _NOT_PROSE.sub("", line)
        assert list(breaches(plain)) == [], line
        assert "--help" in arguments or CODES.findall(plain) == [], line


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("受理 (推算)", "a half-width mark beside Chinese"),
        ("输入为空; 应为日期", "a half-width mark beside Chinese"),
        ("共3 家", "a blank between a figure and Chinese"),
        ("股本3,000万股", "thousands set off"),
        ("股本40000万股", "ten thousands of 万"),
        ("北交所股东大会决议", "a word that the field does not use"),
        ('称为"基准日"', "a straight quotation mark around Chinese"),
        ("路径 （见下）：无 ，", "a blank before a Chinese mark"),
    ],
)
def test_the_rules_find_what_they_are_for(text: str, rule: str) -> None:
    """Each rule objects to the fault that it is named after."""
    assert TEXTS[rule].search(text)


def test_titles_do_not_nest() -> None:
    """A title in a title is found, and so is one that is not closed."""
    assert len(list(nested("《沪深交易所《股票上市规则》》"))) == 1
    assert len(list(nested("《股票上市规则"))) == 1
    assert list(nested("《股票上市规则》与《分层管理办法》")) == []
