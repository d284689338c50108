"""The table of the benchmarks as a page of the manual, in either language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.rows import Both, Line

FOLDER = Path(__file__).parents[2] / "pathway" / "base" / "guide"
LANGS = ("en", "zh")
_TITLE: Both = ("How fast it is", "运行速度")
_ABOUT: Both = (
    "Medians of several rounds in turn, with half of what lies between the quartiles; time of the\n"
    "processor, but for what says clock. Of a normal install: an editable one, or a checkout, starts\n"
    "later. Made again by:",
    "各项交替运行多轮，取中位数，附四分位距之半；除注明时钟外均为处理器时间。须为普通安装，以可编辑方式安装或直接运行源代码时启动更慢。重新测量：",
)
_COMMAND = "python -m tests.benchmarks --write"
_HEAD: Both = (
    "| what | time | compared |\n|---|---|---|",
    "| 内容 | 用时 | 对比 |\n|---|---|---|",
)
_TIMES: Both = ("{n} × {than}", "{than}的{n}倍")


def page(lines: Sequence[Line], lang: str, where: Both) -> str:
    """The page. where: what it was measured on."""
    i = LANGS.index(lang)
    head = f"# {_TITLE[i]}\n\n{_ABOUT[i]}\n\n```sh\n{_COMMAND}\n```\n\n{where[i]}\n\n{_HEAD[i]}\n"
    return head + "".join(f"{_row(line, i)}\n" for line in lines)


def _row(line: Line, i: int) -> str:
    middle = line.sample.middle
    time = f"{middle * 1000:.0f} ms" if middle < 1 else f"{middle:.1f} s"
    if len(line.sample.seconds) > 1:
        time += f" ± {line.sample.spread:.0%}"
    beside = "" if line.note is None else line.note[i]
    if line.than is not None:
        many = f"{line.ratio:.1f}" if line.ratio < 100 else f"{line.ratio:.0f}"
        beside = _TIMES[i].format(n=many, than=line.than[i])
    return f"| {line.title[i]} | {time} | {beside} |"


def write(lines: Sequence[Line], where: Both) -> None:
    """Writes the page in both languages."""
    for lang in LANGS:
        (FOLDER / lang / "speed.md").write_text(page(lines, lang, where), encoding="utf-8")
