"""What pages for readers promise: the examples in the README and in the manual, taken out of their
Markdown, and a desk with the files that they name.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
ELSEWHERE = ("backtest", "report", "new")
"""Commands whose runs are expensive, or ask a person, and that other modules test: of these only
`new` with an option that asks nobody is run as an example.
"""
_REFORM = """[bse.standard.1b]
[[bse.standard.1b.version]]
effective = 2027-07-01
published = 2026-10-01
cite = { instrument = "my-reform" }
status = "unconfirmed"
requires = "market_cap >= 200m and net_profit >= 30m and roe >= 8%"

[instrument.my-reform]
en = "A reform under discussion"
zh = "讨论中的改革"
"""


def blocks(page: str, language: str) -> list[str]:
    """The blocks of code of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def commands(page: str) -> list[tuple[str, ...]]:
    """The words of every `pathway …` line among the shell examples of a page."""
    return [
        words_of(line)
        for block in blocks(page, "sh")
        for line in block.replace("\\\n", "").splitlines()
        if line.startswith("pathway ")
    ]


def words_of(line: str) -> tuple[str, ...]:
    """The arguments of a `pathway …` line, without its comment and without redirections."""
    words = shlex.split(line, comments=True)
    end = next((i for i, word in enumerate(words) if word in ("<", ">", "|")), len(words))
    return tuple(words[1:end])


def runnable(words: tuple[str, ...]) -> bool:
    """Whether an example can be run as it stands, in little time, without a cluster or a person."""
    if "dask" in words:
        return False
    if words[0] == "new":
        return bool({"--template", "--example"} & set(words))
    return not set(ELSEWHERE) & set(words[:3])


def desk(folder: Path) -> Path:
    """Puts what examples name into a folder: a firm, tables and a folder of firms, an overlay, the
    scenarios that ship.
    """
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    for name in ("firm.toml", "a.toml", "b.toml", "deals/one.toml", "deals/more/two.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "scenarios" / "base-tier-parts-maker.toml", folder / name)
    shutil.copy(ROOT / "scenarios" / "firms.csv", folder / "firms.csv")
    (folder / "reform.toml").write_text(_REFORM, encoding="utf-8")
    return folder
