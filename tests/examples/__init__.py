"""Every shipped scenario with the whole plan (`pathway plan --full`), and firms of many kinds with
the first screen of theirs (`pathway plan`), in English and Chinese.

The firms and the texts lie beside this file, `<name>.en.out` and `<name>.zh.out`, at 80 columns and
with the day held still. A reader sees in their diff what a change does to the words. The
README shows the first screen of its set-up command. To write them anew:

    python -m tests.examples --write
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from pathway.base.phrases import Lang
from tests.outputs import ROOT, ran

FOLDER = Path(__file__).parent
LANGS: tuple[Lang, ...] = ("en", "zh")
PAIRS: tuple[tuple[Path, Lang], ...] = tuple(
    (path, lang) for path in sorted((ROOT / "scenarios").glob("*.toml")) for lang in LANGS
)
FIRMS: tuple[tuple[Path, Lang], ...] = tuple(
    (path, lang) for path in sorted(FOLDER.glob("*.toml")) for lang in LANGS
)


README = ROOT / "README.md"
MARKS = ("<!-- screen: python -m tests.examples --write -->\n", "<!-- end -->\n")
"""Between which lines the README shows a plan."""
_SHOWN = ROOT / "scenarios" / "base-tier-parts-maker.toml"


def shown() -> str:
    """What the README's set-up command prints, as the README has it."""
    with patch.dict(os.environ, COLUMNS="80"):
        text = ran(("--lang", "en", "plan", str(_SHOWN)))[1]
    return f"```text\n{text.rstrip()}\n```\n"


def shown_in(page: str) -> str:
    """The plan that a README shows."""
    return page.partition(MARKS[0])[2].partition(MARKS[1])[0]


def expected(scenario: Path, lang: Lang) -> Path:
    """The file that holds what is said of a scenario or firm in a language."""
    return FOLDER / f"{scenario.stem}.{lang}.out"


def said(scenario: Path, lang: Lang) -> str:
    """What `pathway plan` prints about a firm in a language; about a scenario all of it."""
    full = () if scenario.parent == FOLDER else ("--full",)
    with patch.dict(os.environ, COLUMNS="80"):
        return ran(("--lang", lang, "plan", str(scenario), *full))[1]


def write() -> Iterator[Path]:
    """Writes the texts that are not as they were, and takes away those without a scenario; gives
    each.
    """
    kept = {expected(*pair): said(*pair) for pair in (*PAIRS, *FIRMS)}
    for path, text in kept.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            yield path
    page = README.read_text(encoding="utf-8")
    new = shown()
    if shown_in(page) != new:
        before, mark, after = page.partition(MARKS[0])
        end = after.partition(MARKS[1])[2]
        README.write_text(before + mark + new + MARKS[1] + end, encoding="utf-8")
        yield README
    for path in FOLDER.glob("*.out"):
        if path not in kept:
            path.unlink()
            yield path
