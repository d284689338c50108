"""Memos in Markdown of every command: a headline, tables under headers in words, both languages."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pathway.report.memo.parts import bullets, code, heading, safe, table
from tests.conftest import Run, tries

SCENARIOS = Path(__file__).parent.parent / "scenarios"
BASE = str(SCENARIOS / "base-tier-parts-maker.toml")
LADDER = str(SCENARIOS / "ladder-parts-maker.toml")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("plan", BASE),
    ("check", BASE, "--venue", "bse"),
    ("compare", BASE, "--vary", "fiscal_years.2026.net_profit=14m,20m"),
    ("simulate", BASE, "--draws", "200"),
    ("ladder", LADDER),
    ("since", BASE, "--since", "2026-06-26"),
    ("money", BASE),
)
SLOW: tuple[tuple[str, ...], ...] = (("levers", BASE), ("rules", "todo", BASE), ("backtest",))


def asked() -> Iterator[object]:
    for args in COMMANDS:
        yield pytest.param(args, id=args[0])
    for args in SLOW:
        yield pytest.param(args, id=args[0], marks=pytest.mark.slow)


def headers(memo: str) -> set[str]:
    """The headers of all tables of a memo."""
    lines = memo.splitlines()
    rows = [a for a, b in pairwise(lines) if b.startswith("| ---")]
    return {cell.strip() for row in rows for cell in row[1:-1].split("|")} - {""}


@pytest.mark.parametrize("args", list(asked()))
def test_a_memo_is_one_in_both_languages(run: Run, args: tuple[str, ...]) -> None:
    """It begins with one heading of the first level, has its answer in bold before any table, and
    the headers of its tables are words of the language, none a column of the CSV.
    """
    for lang in ("en", "zh"):
        out = run("--lang", lang, *args, "--format", "md")[1]
        lines = out.splitlines()
        assert lines[0].startswith("# ") and not any(x.startswith("# ") for x in lines[1:])
        bold = next(i for i, line in enumerate(lines) if line.startswith("**"))
        assert bold < next(i for i, line in enumerate(lines) if line.startswith("| "))
        names = headers(out)
        assert names and not any("_" in name for name in names)
        known = re.compile("[\u4e00-\u9fff]" if lang == "zh" else "[A-Z]")
        assert all(known.search(name) or re.fullmatch(r"P\d\d", name) for name in names), names
        assert not re.search(r"[^\n]\n{3,}", out) and out.endswith("\n")


@pytest.mark.parametrize("args", list(asked()))
def test_days_of_a_memo_are_written_as_its_language_does(run: Run, args: tuple[str, ...]) -> None:
    """No day is left as programs write it, but for what is typed, and spans that a source gives."""
    out = run(*args, "--format", "md")[1]
    told = re.sub(r"`[^`]*`", "", out)
    found = [line for line in told.splitlines() if re.search(r"\b20\d\d-\d\d-\d\d\b", line)]
    # Titles and notices that quote a day quote it.
    assert not [line for line in found if args[0] not in ("ladder", "money", "backtest")]


def test_the_memo_of_check_names_the_need(run: Run) -> None:
    """Net assets of 190m against the 50m that the listing rules ask for stand in the table of what
    is met, with where it stands.
    """
    out = run("check", BASE, "--venue", "bse", "--format", "md")[1]
    (row,) = [line for line in out.splitlines() if line.startswith("| Net assets at")]
    assert "190m" in row and "≥ 50m" in row and "2.1.2(3)" in row


def parsed(text: str) -> list[str]:
    """The kinds of what a reader of GitHub's Markdown finds in a text."""
    made = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    return [t.type for token in made for t in (token, *(token.children or ()))]


@settings(max_examples=tries(60), deadline=None, derandomize=True)
@given(st.text("aB1._-+*#>|`<&[]()~\\ \n\r\t\u202e!=:", max_size=24))
def test_a_text_is_never_markup(text: str) -> None:
    """Whatever a name holds: as a heading, in a list and in a cell it is plain text, on one line."""
    plain = {"text", "inline", "text_special", "html_entity"}
    for made, around in (
        (heading(text), {"heading_open", "heading_close"}),
        (bullets([text]), {"bullet_list_open", "list_item_open", "paragraph_open"}),
    ):
        kinds = set(parsed(made)) - plain
        assert {kind.replace("close", "open") for kind in kinds} <= {
            kind.replace("close", "open") for kind in around
        }, made
    rows = [line for line in table(("a", "b"), [(text, "end")]).splitlines() if line]
    assert len(rows) == 3
    cells = parsed("\n".join(rows))
    assert cells.count("td_open") == 2 and not {"code_inline", "em_open", "link_open"} & set(cells)


def test_what_is_typed_stays_as_it_is_typed() -> None:
    """An argument is code: its underscores and stars are not escaped, its bars do not end a cell."""
    assert code("--set a_b=*x*") == "`--set a_b=*x*`"
    assert code("a|b`c") == "`a\\|b c`"
    assert safe(code("a_b")) == "`a_b`"
    assert safe("a_b _c_ 1. d") == "a_b \\_c\\_ 1. d"
