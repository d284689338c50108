"""One case of each kind from a random generator: the files that it needs, the line, what is typed."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import field, frozen

from pathway.scenario.file.paths import paths
from tests.test_overlay_refusals import DURATION, RULE

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
TEXTS = tuple(path.read_text(encoding="utf-8") for path in sorted(SCENARIOS.glob("*.toml")))
EXTENDED = {
    name: (SCENARIOS / name).read_text(encoding="utf-8")
    for name in ("base-tier-parts-maker.toml", "forecast-year-decides.toml")
}
"""What some of the shipped scenarios start from."""
BASE = str(SCENARIOS / "base-tier-parts-maker.toml")
TABLE = (SCENARIOS / "firms.csv").read_text(encoding="utf-8")
PIECES = (
    *("", " ", "\n", "\t", "\r\n", "\x00", "\x1b[2J", "\u202e", "\ufeff", "\U0001f600", "\\", '"'),
    *(
        "'",
        '"""',
        "=",
        "=1+1",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "#",
        ",",
        ".",
        "..",
        "-",
        "-1",
        "0",
        "1e400",
    ),
    *(
        "nan",
        "inf",
        "9" * 70,
        "0x" + "f" * 5000,
        "2026-02-30",
        "9999-12-31",
        "0001-01-01",
        "24:00:00",
    ),
    *(
        "true",
        "null",
        "always",
        "never",
        "bse.standard",
        "bse.filed",
        "neeq-base",
        "市值",
        "2400万",
    ),
    *("١٢", "２４", "1_000", "1,000", "±10%", "a.b.c.d.e.f", "x" * 3000, "(" * 50, "{a={b={c=1}}}"),
)


@frozen
class Case:
    """files: to be written into an empty folder. line: the arguments; `typed`: standard input.
    data: whether data may come with status 2, as a table reports its bad rows. direct: what is called
    instead of a command; it raises `InputError` or `ExpressionError` for what it refuses. seconds: of the
    processor that it may take.
    """

    line: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(factory=dict)
    typed: bytes = b""
    data: bool = False
    direct: Callable[[], object] | None = field(default=None, eq=False)
    seconds: float = 2.0


def mutated(rng: random.Random, text: str) -> str:
    """A text with a few of its pieces lost, doubled, exchanged or replaced by hostile ones; one in
    six as it was.
    """
    if rng.random() < 1 / 6:
        return text
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice((0, 1, 3, 10, 60)))
        lines = text.split("\n")
        match rng.randrange(4):
            case 0:
                text = text[:at] + rng.choice(PIECES) + text[end:]
            case 1:
                text = text[:at] + text[end:]
            case 2:
                one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
                lines[one] = lines[other]
                text = "\n".join(lines)
            case _:
                line = rng.randrange(len(lines))
                key, equals, _ = lines[line].partition("=")
                lines[line] = (
                    f"{key}{equals} {rng.choice(PIECES)}" if equals else rng.choice(PIECES)
                )
                text = "\n".join(lines)
    return text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def scenario(rng: random.Random) -> Case:
    """A scenario that went wrong, for one of the commands that read one."""
    lines: tuple[tuple[str, ...], ...] = (
        ("plan", "f.toml", "--format", rng.choice(("text", "json", "csv", "md"))),
        ("plan", "f.toml", "--target", "bse", "--format", "json", "-o", "out.json"),
        ("check", "f.toml", "--venue", "bse"),
        ("why", "f.toml", "bse.listed", "--format", "json"),
        ("ladder", "f.toml"),
        ("rules", "sources", "f.toml"),
    )
    return _on_a_scenario(rng, lines)


def study(rng: random.Random) -> Case:
    """The same for one of the commands that make many plans."""
    bse = ("f.toml", "--target", "bse")
    lines: tuple[tuple[str, ...], ...] = (
        ("levers", *bse, "--format", rng.choice(("text", "json", "csv", "md"))),
        ("compare", "f.toml", "--vary", "fiscal_years.2026.net_profit=14m,22m", "--format", "md"),
        ("simulate", *bse, "--draws", "40", "--jobs", "1", "--format", "json"),
        ("money", "f.toml", "--format", "json"),
        ("rules", "todo", "f.toml"),
        ("plan", *bse, "--by", "2028-06-30", "--full"),
        ("plan", *bse, "-o", rng.choice(("out.ics", "out.xlsx"))),
        ("since", "f.toml", "--since", "2026-09-01", "--format", "json"),
        ("report", "f.toml", "-o", "out.html"),
    )
    return _on_a_scenario(rng, lines)


def _on_a_scenario(rng: random.Random, lines: tuple[tuple[str, ...], ...]) -> Case:
    line = rng.choice((*lines, *lines, *(("--lang", "zh", *line) for line in lines)))
    files = {name: text.encode() for name, text in EXTENDED.items()}
    files["f.toml"] = _bytes(mutated(rng, rng.choice(TEXTS)))
    # A report for the board holds a plan, 20,000 draws, the levers, the money, the unchecked rules.
    return Case(line, files, seconds=5.0 if "report" in line else 2.0)


def overlay(rng: random.Random) -> Case:
    """An overlay that went wrong."""
    text = mutated(rng, RULE + (DURATION if rng.random() < 0.5 else ""))
    lines: tuple[tuple[str, ...], ...] = (
        ("rules", "check", "o.toml"),
        ("plan", BASE, "--target", "bse", "--rules", "o.toml", "--format", "json"),
        ("rules", "list", "bse.reform", "--rules", "o.toml"),
        ("rules", "diff", "shipped", "o.toml"),
    )
    return Case(rng.choice(lines), {"o.toml": _bytes(text)})


_WORDS = (
    *("market_cap", "net_profit", "roe", "each", "mean", "sum", "growth", "clear_of", "no_open"),
    *("statements_valid", "industry_in", "prior", "cagr", "and", "or", "not", "always", "never"),
    *(
        "(",
        ")",
        ",",
        ">=",
        "<",
        "==",
        "!=",
        "+",
        "-",
        "*",
        "/",
        "=",
        "200m",
        "8%",
        "2",
        "12 months",
    ),
    *("bse.standard.1", "bse.reform", '"public-censure"', "venue", "2027-07-01", "1.5bn", "0"),
)


_ATOMS = (
    *("market_cap >= 200m", "roe >= 8%", "each(net_profit, 2) >= 15m", "mean(roe, 2) >= 8%"),
    *("growth(revenue) >= 30%", "prior(revenue) > 1", "cagr(revenue, 2) >= 10%", "always", "never"),
    *("rising(net_profit, 2)", "clear_of('late-report', 12 months)", "bse.standard.1", "sponsor"),
    *("no_open('investigation')", "statements_valid(6 months, 3 months)", "industry_in('C34')"),
    *("market_cap / net_profit < 40", "sum(net_profit, 3) + 1m >= 2 * 20m", "month != 8"),
)


def source_of_law(rng: random.Random) -> str:
    """An expression of law made of its own words, or of conditions that hold by themselves."""
    if rng.random() < 0.5:
        source = " ".join(rng.choice(_WORDS) for _ in range(rng.randrange(1, 30)))
    else:
        source = rng.choice(_ATOMS)
        for _ in range(rng.randrange(6)):
            begin = rng.choice(("", "not ", "("))
            joined = f"{source} {rng.choice(('and', 'or'))} {rng.choice(_ATOMS)}"
            source = f"({joined})" if begin == "(" else begin + joined
    return source.replace("'", '"')


def expression(rng: random.Random) -> Case:
    """An overlay with such an expression."""
    source = source_of_law(rng).replace('"', '\\"')
    text = RULE.replace("market_cap >= 200m", source)
    lines: tuple[tuple[str, ...], ...] = (
        ("rules", "check", "o.toml"),
        ("check", BASE, "--venue", "bse", "--rules", "o.toml", "--format", "json"),
    )
    return Case(rng.choice(lines), {"o.toml": _bytes(text)})


def overrides(rng: random.Random) -> Case:
    """Settings and ranges of values on the line."""
    known = paths([2025, 2026])
    good = (
        "14:27:1",
        "1,2,3",
        "[1, 2]",
        "{pe = 18}",
        "2027-01-01",
        "24m",
        "2400万",
        "0.15",
        "true",
    )
    value = rng.choice(PIECES if rng.random() < 0.4 else good)
    name = rng.choice(known) if rng.random() < 0.8 else rng.choice(PIECES)
    setting = f"{name.rstrip('=')}={value}".replace("\x00", "")
    if rng.random() < 0.3:
        return Case(("compare", BASE, "--vary", setting, "--format", "csv"))
    return Case(("plan", BASE, "--target", "bse", "--set", setting, "--format", "csv"))


def table(rng: random.Random) -> Case:
    """A CSV table that went wrong."""
    encoding = rng.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
    data = mutated(rng, "\n".join(TABLE.split("\n")[:4])).encode(encoding, "replace")
    line = ("portfolio", "t.csv", "--target", "bse", "--jobs", "1", "--format", "csv")
    return Case(line, {"t.csv": data}, data=True)


_SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<dimension ref="A1:C3"/><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>as_of</t></is></c></row>\n'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>X</t></is></c>\n'
    '<c r="B2" t="d"><v>2026-11-23</v></c></row>\n'
    '<row r="3"><c r="A3"><v>17</v></c>\n<c r="B3" t="s"><v>0</v></c></row>'
    '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>'
)


def workbook(rng: random.Random) -> Case:
    """An xlsx file whose sheet, or whose bytes, went wrong."""
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    made = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            sheet = mutated(rng, _SHEET) if name.endswith("sheet1.xml") else None
            new.writestr(name, old.read(name) if sheet is None else _bytes(sheet))
    data = bytearray(made.getvalue())
    for _ in range(rng.choice((0, 0, 0, 1, 5))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    line = ("portfolio", "t.xlsx", "--target", "bse", "--jobs", "1", "--format", "jsonl")
    return Case(line, {"t.xlsx": bytes(data)}, data=True)


def draft(rng: random.Random) -> Case:
    """A draft of an interview that somebody wrote into."""
    text = (
        'schema = "pathway.interview/1"\ntoday = 2026-11-23\n\n[answers]\n"name" = "X"\n'
        '"as_of" = "2026-11-23"\n"unit" = "wan"\n"status.venue" = "neeq-base"\n"years.first" = "2023"\n'
    )
    return Case(("new", "q.toml"), {"q.toml.draft": _bytes(mutated(rng, text))}, b"\n" * 3)


def answers(rng: random.Random) -> Case:
    """An interview whose answers are nonsense, defaults and helps."""
    options = (
        *PIECES,
        "",
        "",
        "",
        "yes",
        "no",
        "1",
        "2",
        "?",
        "back",
        "2025-03-12",
        "24m",
        "15.8%",
    )
    typed = "\n".join(rng.choice(options).replace("\n", " ") for _ in range(rng.randrange(60)))
    return Case(("new", "q.toml"), typed=_bytes(typed))


def parts(rng: random.Random) -> Case:
    """A folder of parts in which somebody else has written."""
    manifest = '{"schema": "pathway.parts/1", "begun": null, "program": "x", "firms": 3}\n'
    inventory = '{"name": "part-00000.csv", "rows": 1, "errors": 0, "first": "2", "last": "2", "sha256": "x"}\n'
    files = {
        "t.csv": _bytes("\n".join(TABLE.split("\n")[:3])),
        "p/manifest.json": _bytes(mutated(rng, manifest)),
        "p/inventory.jsonl": _bytes(mutated(rng, inventory)),
    }
    line = ("portfolio", "t.csv", "--target", "bse", "--jobs", "1", "--parts", "p")
    return Case(line, files)


BY_COMMAND: Mapping[str, Callable[[random.Random], Case]] = {
    "scenario": scenario,
    "study": study,
    "overlay": overlay,
    "expression": expression,
    "overrides": overrides,
    "table": table,
    "workbook": workbook,
    "draft": draft,
    "answers": answers,
    "parts": parts,
}
