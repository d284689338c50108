"""The reference of the Python library, made from its docstrings: `pathway guide python`.

    python -m tests.api_guide --write     after a docstring has changed

A test holds the pages in `pathway/base/guide/` to what this makes.
"""

import inspect
import re
import sys
from pathlib import Path

import attrs

import pathway

FOLDER = Path(__file__).parent.parent / "pathway" / "base" / "guide"
GRID = """```python
import pathway

base = pathway.load("firm.toml")
cells = pathway.vary(base, {"fiscal_years.2026.net_profit": ["14:20:2"]})
for column in pathway.compare([base, *cells], targets=["bse"]).columns:
    print(column.name, column.standings["bse"].date)
```
"""
ASKED = """```python
from datetime import date

import pathway

known = pathway.calendar(date(2026, 11, 23))
print(known.add(date(2026, 9, 30), 10).day)
print(pathway.rules().show("bse.statements", on=date(2026, 11, 23)).to_text())
facts = {"status.neeq_listed": date(2025, 3, 12)}
text = pathway.new(date(2026, 11, 23), answers=facts)
print(pathway.plan(pathway.loads(text), ["bse"]))
```
"""
SHOWN = """```python
import pathway

scenario = pathway.load("firm.toml")
plan = pathway.plan(scenario, ["bse"])
found = pathway.outlook(plan)["bse"]
print(found.range.floor, found.range.cautious)
for act in found.do_next:
    print(act.latest, act.party, act.title)
print(pathway.why(plan, "bse.listed", what_if=True).to_text())
pathway.save(plan, "plan.ics", lang="zh")
rows = list(pathway.portfolio("firms.csv", ["bse"]))
pathway.save(rows, "plans.xlsx")
page = pathway.export(pathway.compare([scenario]), "html")
print(len(page), pathway.schema("plan")["$id"])
print(pathway.guide("words")[:40])
```
"""
STATE = """```python
from datetime import date
from pathlib import Path

import pathway

today = date(2026, 11, 23)
print(pathway.doctor(today).official_through)
empty = pathway.firms_template(today, lang="zh")
Path("empty.xlsx").write_bytes(empty)
print(pathway.rules().check("reform.toml").versions)
board = pathway.board_report(pathway.load("firm.toml"), draws=200)
pathway.save(board, "report.html")
print(pathway.money(pathway.load("firm.toml")).to_text()[:60])
```
"""
"""Examples, the same in both languages."""
INTRO = {
    "en": f"""# Python: calls, results, errors

What the commands do, `import pathway` does. A result is a value that never changes; `to_dict()`, `to_json()`,
`to_text()` and `to_rows()` give what the command of the same name prints, `pathway.frame(result)` a table of pandas or
polars. What follows is made from the docstrings; `help(pathway.plan)` shows them whole.

{GRID}
The law and the calendars can be asked by themselves, and a scenario can be begun from what is known:

{ASKED}
What a command prints or writes, a call gives; several plans, and the rows of a portfolio, go into one file:

{SHOWN}
The state of an installation, a table to fill in, and a draft of a reform:

{STATE}""",
    "zh": f"""# Python：调用、结果与错误

命令所能做的，`import pathway` 均能做。结果是不可变的值；`to_dict()`、`to_json()`、`to_text()`、`to_rows()`
给出同名命令的输出，`pathway.frame(result)` 给出 pandas 或 polars 表格。
以下内容由文档字符串生成，为英文；`help(pathway.plan)` 可查看全文。

{GRID}
规则与日历也可单独查询；已知部分信息即可生成方案文件：

{ASKED}
命令打印或写出的内容均有对应的调用；多个规划、企业表格的各行可写入同一文件：

{SHOWN}
安装环境的状态、空白填报表、改革草案的校验：

{STATE}""",
}
HEADS = {"en": ("Calls", "Results", "Errors"), "zh": ("调用", "结果", "错误")}
COLUMNS = {"en": ("name", "meaning"), "zh": ("名称", "含义")}


def entries(item: object, section: str) -> list[tuple[str, str]]:
    """The entries of one section of a docstring."""
    text = inspect.getdoc(item) or ""
    found = re.search(rf"^{section}:\n((?:    .*\n?|\n)+)", text, re.MULTILINE)
    out: list[tuple[str, str]] = []
    for line in found[1].splitlines() if found else ():
        if named := re.fullmatch(r" {4}(\w+): (.+)", line):
            out.append((named[1], named[2]))
        elif line.strip() and out:
            name, said = out[-1]
            out[-1] = (name, f"{said} {line.strip()}")
    return out


def table(rows: list[tuple[str, str]], lang: str) -> str:
    """Names and meanings."""
    lines = [COLUMNS[lang], ("---", "---"), *((f"`{name}`", said) for name, said in rows)]
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def first_line(item: object) -> str:
    return (inspect.getdoc(item) or "").partition("\n")[0]


def methods(kind: type) -> list[tuple[str, str]]:
    """What a value can be asked, with the arguments and the first line of each."""
    own = [(name, item) for name, item in vars(kind).items() if inspect.isfunction(item)]
    return [
        (f"{name}({', '.join([*inspect.signature(item).parameters][1:])})", first_line(item))
        for name, item in own
        if not name.startswith("_")
    ]


def page(lang: str) -> str:
    """The page in a language."""
    named = [(name, getattr(pathway, name)) for name in dir(pathway)]
    calls = [(name, item) for name, item in named if inspect.isfunction(item)]
    kinds = [(name, item) for name, item in named if isinstance(item, type)]
    errors = [(name, item) for name, item in kinds if issubclass(item, Exception)]
    values = [(name, item) for name, item in kinds if attrs.has(item)]
    parts = [INTRO[lang], f"## {HEADS[lang][0]}\n"]
    for name, item in calls:
        takes = ", ".join(inspect.signature(item).parameters)
        parts += [f"### {name}({takes})\n", f"{first_line(item)}\n"]
        parts.append(table(entries(item, "Args"), lang))
    parts.append(f"## {HEADS[lang][1]}\n")
    for name, kind in values:
        parts += [f"### {name}\n", f"{first_line(kind)}\n"]
        if fields := entries(kind, "Attributes"):
            parts.append(table(fields, lang))
        if asked := methods(kind):
            parts.append(table(asked, lang))
    parts.append(f"## {HEADS[lang][2]}\n")
    parts.append(table([(name, first_line(item)) for name, item in errors], lang))
    return "\n".join(parts)


if __name__ == "__main__":
    for one in ("en", "zh"):
        target = FOLDER / one / "python.md"
        if "--write" in sys.argv:
            target.write_text(page(one), encoding="utf-8")
        elif target.read_text(encoding="utf-8") != page(one):
            sys.exit(f"{target} is not what the docstrings say: python -m tests.api_guide --write")
