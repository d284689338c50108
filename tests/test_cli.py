"""The command line as its user meets it: formats, languages, exit statuses, errors without a
traceback.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from freezegun import freeze_time
from rich.cells import cell_len

import pathway
from pathway.cli.main import language
from tests.conftest import Run, fits

SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))
FEASIBLE = [path for path in SCENARIOS if path.stem != "nearest-miss"]
BASE = str(next(path for path in SCENARIOS if path.stem == "base-tier-parts-maker"))
MISS = str(next(path for path in SCENARIOS if path.stem == "nearest-miss"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "pace",
    [
        "typical",
        pytest.param("floor", marks=pytest.mark.slow),
        pytest.param("cautious", marks=pytest.mark.slow),
    ],
)
def test_plan_json_fits_its_schema(run: Run, path: Path, lang: str, pace: str) -> None:
    """Every shipped scenario's plan as JSON fits the shipped schema, at every pace, in both
    languages.
    """
    status, out, err = run("--lang", lang, "plan", str(path), "--pace", pace, "--format", "json")
    plan = json.loads(out)
    fits(plan, "plan")
    assert err == ""
    assert status == (0 if plan["best"] else 3)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
@pytest.mark.parametrize("venue", ["bse", "neeq-innovation"])
def test_check_json_fits_its_schema(run: Run, path: Path, venue: str) -> None:
    """Readiness as JSON fits the shipped schema, and exit status 3 says that requirements are not
    met.
    """
    status, out, _ = run("check", str(path), "--venue", venue, "--format", "json")
    readiness = json.loads(out)
    fits(readiness, "check")
    assert status == (0 if readiness["ready"] else 3)


@pytest.mark.parametrize("path", FEASIBLE, ids=lambda p: p.stem)
def test_why_json_fits_its_schema(run: Run, path: Path) -> None:
    """The causes of every listing date as JSON fit the shipped schema, from the listing down."""
    status, out, _ = run("why", str(path), "bse.listed", "--format", "json")
    chain = json.loads(out)
    fits(chain, "why")
    assert (status, chain["chain"][0]["milestone"]) == (0, "bse.listed")


@pytest.mark.parametrize(("lang", "words"), [("en", "no line schema"), ("zh", "未写明 schema")])
def test_a_missing_schema_line_is_a_note(run: Run, tmp_path: Path, lang: str, words: str) -> None:
    """A scenario without its schema line is planned; the note goes to standard error and into the
    warnings of the plan.
    """
    whole = Path(BASE).read_text(encoding="utf-8")
    path = tmp_path / "firm.toml"
    path.write_text(whole.replace('schema = "pathway.scenario/1"', ""), encoding="utf-8")
    status, out, err = run("--lang", lang, "plan", str(path), "--format", "json")
    assert status == 0
    assert words in err and str(path) in err
    assert all(words in route["warnings"][0] for route in json.loads(out)["routes"])


def test_amounts_with_a_size_on_the_command_line(run: Run) -> None:
    """A profit in yuan, in 万 and in the file's own millions is one and the same; a size on a count
    is refused by name.
    """
    profit = "fiscal_years.2026.net_profit"
    plans = [
        run("plan", BASE, "--format", "json", "--set", f"{profit}={text}")[1]
        for text in ("19", "19m", "1900万", "0.19亿", "19000k")
    ]
    assert len(set(plans)) == 1 and json.loads(plans[0])["routes"]
    status, out, err = run("plan", BASE, "--set", "facts.holders=24m")
    assert (status, out) == (2, "")
    assert "facts.holders" in err and "amounts of money only" in " ".join(err.split())


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", ["80", "50"])
def test_text_keeps_to_the_width(
    run: Run, monkeypatch: pytest.MonkeyPatch, path: Path, lang: str, columns: str
) -> None:
    """Text plans, causes and readiness fit 80 columns, and 50, counting Chinese characters as
    two.
    """
    monkeypatch.setenv("COLUMNS", columns)
    pages = [
        run("--lang", lang, "plan", str(path))[1],
        run("--lang", lang, "check", str(path), "--venue", "bse")[1],
    ]
    pages.append(run("--lang", lang, "why", str(path), "bse.filed")[1])
    for page in pages:
        assert page
        assert max(cell_len(line) for line in page.splitlines()) <= int(columns)


def test_an_infeasible_plan_is_complete_and_leaves_with_3(run: Run) -> None:
    """Where no route is feasible, the output says what blocks and the nearest miss, and the exit
    status is 3.
    """
    status, out, _ = run("plan", MISS)
    assert status == 3
    assert "Standard 1, two years" in out
    assert "short by 0.3 percentage points" in " ".join(out.split())


def test_a_deadline_that_cannot_be_met_leaves_with_3(run: Run) -> None:
    """A deadline before the earliest date is refused with the day that is possible."""
    status, out, _ = run("plan", BASE, "--by", "2027-06-30")
    assert status == 3
    assert "2027-06-30 cannot be met" in out


def test_a_deadline_with_room_gives_slack(run: Run) -> None:
    """A deadline after the earliest date gives later latest days."""
    plain = json.loads(run("plan", BASE, "--format", "json")[1])["routes"][0]
    roomy = json.loads(run("plan", BASE, "--by", "2029-03-30", "--format", "json")[1])["routes"][0]
    assert roomy["date"] == plain["date"]
    assert roomy["milestones"][-1]["latest"] == "2029-03-30"
    assert roomy["milestones"][-1]["slack_days"] > plain["milestones"][-1]["slack_days"] == 0


def test_csv_has_one_row_per_milestone(run: Run) -> None:
    """CSV holds one row per milestone of a feasible route, under a header."""
    rows = list(csv.DictReader(io.StringIO(run("plan", BASE, "--format", "csv")[1])))
    plan = json.loads(run("plan", BASE, "--format", "json")[1])
    assert [row["milestone"] for row in rows] == [m["id"] for m in plan["routes"][0]["milestones"]]


def test_several_files_make_one_json_array(run: Run) -> None:
    """Several scenarios give a JSON array in the order of the arguments."""
    _, out, _ = run("plan", BASE, MISS, "--format", "json")
    assert [plan["best"] != {} for plan in json.loads(out)] == [True, False]


def test_set_overrides_a_value(run: Run) -> None:
    """`--set` changes the plan as an edited file would."""
    plan = json.loads(run("plan", BASE, "--set", "plan.pace=cautious", "--format", "json")[1])
    assert plan["pace"] == "cautious"


def test_without_as_of_today_in_shanghai_counts(run: Run, tmp_path: Path) -> None:
    """A scenario without as_of is planned from the current day in Shanghai, a day ahead of UTC in
    the evening.
    """
    text = Path(BASE).read_text(encoding="utf-8").replace("as_of = 2026-11-23\n", "")
    path = tmp_path / "firm.toml"
    path.write_text(text, encoding="utf-8")
    with freeze_time("2026-11-30 20:00:00"):
        plan = json.loads(run("plan", str(path), "--format", "json")[1])
    assert plan["as_of"] == "2026-12-01"


def test_standard_input_is_a_scenario() -> None:
    """`-` reads a scenario from standard input."""
    text = Path(BASE).read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "pathway", "plan", "-", "--format", "json"],
        input=text,
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["scenario"] == "Base-tier parts maker"


def test_output_goes_whole_into_a_file(run: Run, tmp_path: Path) -> None:
    """-o writes the file and nothing to standard output."""
    target = tmp_path / "plan.json"
    status, out, _ = run("plan", BASE, "--format", "json", "-o", str(target))
    assert (status, out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "pathway.plan/1"


def test_wrong_input_writes_nothing(run: Run, tmp_path: Path) -> None:
    """A refused scenario leaves no output file behind, not even a part of one."""
    bad = tmp_path / "bad.toml"
    bad.write_text("schema = 'pathway.scenario/1'\nfrim = 1\n", encoding="utf-8")
    status, out, err = run("plan", str(bad), "-o", str(tmp_path / "out.txt"))
    assert (status, out) == (2, "")
    assert "frim" in err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.toml"]


@pytest.mark.parametrize("args", [("plan", BASE), ("schema", "plan")], ids=lambda args: args[0])
def test_an_output_folder_that_is_missing_is_wrong_use(
    run: Run, tmp_path: Path, args: tuple[str, ...]
) -> None:
    """A file in a folder that is not there leaves with 2 before anything is computed, names the
    folder as it was written and makes nothing.
    """
    folder = tmp_path / "none"
    status, out, err = run(*args, "-o", str(folder / "plan.json"))
    assert (status, out) == (2, "")
    assert str(folder) in "".join(err.split())
    assert list(tmp_path.iterdir()) == []


GARBAGE = {
    "empty": b"",
    "binary": bytes(range(256)) * 10,
    "large": b"#" * (2 * 2**20),
    "nested": b'schema = "pathway.scenario/1"\n[' + b".".join([b"a"] * 400) + b"]\nb = 1\n",
    "year-9999": b'schema = "pathway.scenario/1"\nas_of = 9999-12-31\n[status]\nvenue = "unlisted"\n',
    "year-1": b'schema = "pathway.scenario/1"\nas_of = 0001-01-01\n[status]\nvenue = "unlisted"\n',
    "long-year": b'schema = "pathway.scenario/1"\nas_of = 2026-01-01\n[[fiscal_years]]\nyear = 202512345678\n',
    "negative": b'schema = "pathway.scenario/1"\nas_of = 2026-01-01\n[facts]\nshare_capital = -5\n',
    "nan": b'schema = "pathway.scenario/1"\nas_of = 2026-01-01\n[facts]\nmarket_cap = nan\n',
    "types": b'schema = 1\nname = 2\nas_of = "x"\nfirm = 3\nfiscal_years = {}\nevents = "no"\n',
}


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_garbage_gives_a_message_and_status_2(
    run: Run, tmp_path: Path, name: str, lang: str
) -> None:
    """Whatever a file holds, the answer is a message that names the file, status 2 and no
    traceback.
    """
    path = tmp_path / "garbage.toml"
    path.write_bytes(GARBAGE[name])
    status, out, err = run("--lang", lang, "plan", str(path))
    assert (status, out) == (2, "")
    assert "garbage.toml" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["plam"], "plan"),
        (["plan"], "FILE"),
        (["plan", "no-such.toml"], "no-such.toml"),
        (["plan", BASE, "--by", "soon"], "2027-03-31"),
        (["plan", BASE, "--target", "nasdaq"], "nasdaq"),
        (["plan", BASE, "--rules", "report-2021"], "report-2021"),
        (["plan", BASE, "--set", "plan.pace=quick"], "typical"),
        (["plan", BASE, "--set", "fiscal_year.2026.roe=1"], "fiscal_years"),
        (["why", BASE, "bse.listing"], "bse.listed"),
        (["why", BASE, "bse.listed", "--route", "innovation>bsx"], "innovation>bse"),
        (["rules", "show", "bse.standart"], "bse.standard"),
        (["check", BASE, "--venue", "bse", "--on", "2019-01-01"], "2021"),
        (["plan", BASE, "--as-of", "2015-01-01"], "as_of"),
        (["calendar", "days", "2027-02-28", "2027-02-01"], "last day"),
        (["calendar", "add", "2004-01-01", "5"], "2005"),
    ],
    ids=lambda value: " ".join(value)[-40:] if isinstance(value, list) else value,
)
def test_wrong_usage_leaves_with_2_and_says_what_is_right(
    run: Run, args: list[str], words: str
) -> None:
    """Wrong arguments are refused with status 2 and the valid name or form."""
    status, out, err = run(*args)
    assert (status, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    ("args", "env", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "PATHWAY_LANG": "en"}, "en"),
        ([], {"LANG": "C.UTF-8", "PATHWAY_LANG": "zh"}, "zh"),
        (["--lang", "en"], {"PATHWAY_LANG": "zh"}, "en"),
        (["plan", "x", "--lang=zh"], {}, "zh"),
        (["plan", "--", "--lang=zh"], {"LANG": "C"}, "en"),
    ],
)
def test_language_comes_from_option_then_variable_then_locale(
    args: list[str], env: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--lang goes before PATHWAY_LANG, which goes before the locale; without any, English."""
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert language(args, env) == lang


def test_a_broken_pipe_is_no_error() -> None:
    """A reader that goes away ends the command quietly."""
    code = f"{sys.executable} -m pathway rules list; echo status $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({code}) | head -1"],
        capture_output=True,
        text=True,
        env={**os.environ, "LANG": "C.UTF-8"},
    )
    assert "Traceback" not in done.stderr
    assert "status 0" in done.stderr


def test_help_speaks_chinese(run: Run) -> None:
    """The help page of a command is in the language asked for."""
    assert "方案" in run("--lang", "zh", "plan", "--help")[1]


@pytest.mark.slow
def test_why_ends_in_what_would_bring_the_date_forward(run: Run) -> None:
    """The tree of a final date ends with levers in text; as JSON they are asked for, and fit the
    schema.
    """
    assert "What would bring it forward" in run("why", BASE, "bse.listed")[1]
    assert "What would bring it forward" not in run("why", BASE, "bse.listed", "--no-what-if")[1]
    assert "what_if" not in json.loads(run("why", BASE, "bse.listed", "--format", "json")[1])
    tree = json.loads(run("why", BASE, "bse.listed", "--what-if", "--format", "json")[1])
    fits(tree, "why")
    assert tree["what_if"] and tree["chain"][0]["milestone"] == "bse.listed"


def test_rules_commands_answer(run: Run) -> None:
    """list, show, diff and sources answer in text and as JSON."""
    assert "bse.twelve-months" in run("rules", "list", "bse")[1]
    shown = json.loads(run("rules", "show", "bse.twelve-months", "--format", "json")[1])
    effective = [v["effective"] for v in shown["versions"]]
    assert effective == ["2021-11-15", "2023-09-01", "2024-04-30", "2024-08-30"]
    changed = json.loads(run("rules", "diff", "2023-08-31", "2023-09-01", "--format", "json")[1])[
        "changes"
    ]
    assert {"bse.twelve-months", "neeq.innovation.financing"} <= {c["id"] for c in changed}
    sources = json.loads(run("rules", "sources", "--format", "json")[1])
    assert "bse-listing-rules-2021" in [s["id"] for s in sources]


def test_rules_diff_compares_rulebooks(run: Run) -> None:
    """`rules diff` takes two rulebooks as well as two days, but not one of each."""
    status, out, _ = run("rules", "diff", "shipped", "report-2022")
    assert status == 0 and "report-2022.clock.entry" in out
    assert (
        json.loads(run("rules", "diff", "shipped", "shipped", "--format", "json")[1])["changes"]
        == []
    )
    status, out, err = run("rules", "diff", "2023-08-31", "shipped")
    assert (status, out) == (2, "") and "two rulebooks" in err
    assert run("rules", "diff", "shipped", "report-2O22")[0] == 2


def test_rules_sources_of_one_plan(run: Run) -> None:
    """`rules sources FILE` lists only what that plan rests on: nothing of ChiNext for a plan to
    BSE.
    """
    whole = {s["id"] for s in json.loads(run("rules", "sources", "--format", "json")[1])}
    own = {s["id"] for s in json.loads(run("rules", "sources", BASE, "--format", "json")[1])}
    assert own < whole
    assert not any("chinext" in name for name in own)
    assert run("rules", "sources", "--set", "plan.pace=floor")[0] == 2


def test_rules_sources_tells_how_each_text_was_seen(run: Run, tmp_path: Path) -> None:
    """`rules sources` tells a text read whole from one known by the press, and where it was
    read.
    """
    overlay = tmp_path / "reform.toml"
    overlay.write_text(
        """
[instrument.read]
en = "A text that was read"
zh = "已读文本"
evidence = "whole-text"
copy = "a library"
[instrument.told]
en = "A text that is told of"
zh = "转述文本"
evidence = "press"
[bse.read]
en = "A rule"
zh = "规则"
steps = ["bse"]
[[bse.read.version]]
effective = 2027-07-01
cite = { instrument = "read" }
status = "reported"
states = "note"
[[bse.read.version]]
effective = 2028-07-01
cite = { instrument = "told" }
status = "reported"
states = "note"
""",
        encoding="utf-8",
    )
    _, out, _ = run("rules", "sources", "--rules", str(overlay))
    lines = out.splitlines()
    read = lines.index("A text that was read")
    assert "    whole text read, in a third-party copy (a library)" in lines[read : read + 4]
    rows = json.loads(run("rules", "sources", "--rules", str(overlay), "--format", "json")[1])
    seen = {row["id"]: (row["evidence"], row["copy"]) for row in rows}
    assert seen["read"] == ("whole-text", "a library") and seen["told"] == ("press", None)


def test_rules_check_lists_every_problem_of_an_overlay(run: Run, tmp_path: Path) -> None:
    """A wrong overlay is refused with all its problems at once, each with its place."""
    overlay = tmp_path / "reform.toml"
    overlay.write_text(
        """
[bse.standard.1b]
[[bse.standard.1b.version]]
effective = "2027-07-01"
requires = "net_profit >= 30m"
status = "unconfirmed"
cite = { instrument = "x" }
[[bse.standard.1a.version]]
effective = 2027-07-01
requires = "net_proft >= 30m"
status = "maybe"
cite = { instrument = "x" }
""",
        encoding="utf-8",
    )
    status, _, err = run("rules", "check", str(overlay))
    assert status == 2
    assert "bse.standard.1b.version[0].effective" in err
    assert "net_profit" in err
    assert "maybe" in err


def test_an_overlay_changes_the_plan(run: Run, tmp_path: Path) -> None:
    """A reform that asks for 30m net profit under standard 1 from 2027 moves the date of a firm
    that has less.
    """
    overlay = tmp_path / "reform.toml"
    overlay.write_text(
        """
[instrument.reform]
en = "Reform"
zh = "改革"
[bse.standard.1]
[[bse.standard.1.version]]
effective = 2027-01-01
published = 2026-11-01
tested_at = []
cite = { instrument = "reform" }
status = "unconfirmed"
requires = "market_cap >= 200m and net_profit >= 30m and roe >= 8%"
""",
        encoding="utf-8",
    )
    assert run("rules", "check", str(overlay))[0] == 0
    before = json.loads(run("plan", BASE, "--format", "json")[1])
    after = json.loads(run("plan", BASE, "--rules", str(overlay), "--format", "json")[1])
    assert after["rulebook"]["editions"] == ["reform.toml"]
    assert (
        after["routes"][0]["date"] is None
        or after["routes"][0]["date"] > before["routes"][0]["date"]
    )


def test_calendar_commands_answer(run: Run) -> None:
    """windows, days and add give the days of the notices: T+10 after 2023-02-28, 20 working days
    after 2026-04-22.
    """
    windows = json.loads(run("calendar", "windows", "2023", "--format", "json")[1])
    assert [w["window"] for w in windows] == [
        "2023-01-31",
        "2023-02-28",
        "2023-03-31",
        "2023-04-28",
        "2023-05-31",
        "2023-08-31",
    ]
    assert windows[1]["entry_floor"] == "2023-03-14"
    assert run("calendar", "add", "2026-04-22", "20", "--kind", "working")[1] == "2026-05-22\n"
    assert run("calendar", "add", "2026-05-22", "-20", "--kind", "working")[1] == "2026-04-22\n"
    day = json.loads(run("calendar", "days", "2026-02-14", "--format", "json")[1])[0]
    assert (day["trading"], day["working"]) == (False, True)


def test_a_deadline_names_the_days_by_which_the_firm_must_act(run: Run) -> None:
    """With --by the text says by when to begin tutoring and to file, each on the latest day of the
    plan.
    """
    name, by = "scenarios/base-tier-parts-maker.toml", date(2028, 12, 29)
    _, out, _ = run("plan", name, "--by", str(by))
    route = pathway.plan(pathway.load(name), by=by).best["bse"]
    text = " ".join(out.split()).partition("Route ")[0]
    assert "To make 2028-12-29 at this pace, no later than: " in text
    assert f"BSE tutoring filing on {route.milestone('bse.tutoring_filed').latest}" in text
    assert f"BSE filing on {route.milestone('bse.filed').latest}" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("why", BASE), "错误：缺少参数 MILESTONE"),
        (("check", BASE), "错误：缺少选项 --venue；应为以下之一：neeq-base、"),
        (("new", "--forc"), "错误：没有选项 --forc（是否应为 --force？）"),
        (("plan", BASE, "--by"), "错误：选项 --by 须有取值"),
        (("calendar", "add", "2026-01-01", "99999"), "错误：N 的取值不正确：应为-5000至5000的整数"),
        (("calendar", "days", *["2026-01-01"] * 3), "错误：多余的参数：2026-01-01"),
        (("plan", BASE, "--pace", "fast"), "错误：--pace 的取值不正确：fast 不可用"),
        (("plan", BASE, "-o", "."), "错误：-o / --output 的取值不正确：. 是文件夹"),
    ],
)
def test_wrong_usage_is_told_in_chinese(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """What the library that reads the command line says is Chinese too, its usage line as well, and
    English again afterwards.
    """
    status, _, error = run("--lang", "zh", *arguments)
    assert status == 2
    assert said in error
    assert not re.search("Usage|Error|Invalid|Missing|OPTIONS", error)
    assert "Error: " in run("--lang", "en", *arguments)[2]


def test_a_page_of_help_is_chinese_throughout(run: Run) -> None:
    """Headings, the options of every command and the defaults are Chinese."""
    _, out, _ = run("--lang", "zh", "calendar", "add", "--help")
    assert "用法：pathway calendar add [选项] DATE N" in out
    assert "选项：\n" in out
    assert "显示本帮助后退出。" in out
    assert "[默认：trading]" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[firm\nname = 1", "第1行第6列不符合 TOML 语法：表头缺少右方括号 ]"),
        ("as_of 2026-11-23", "第1行第7列不符合 TOML 语法：字段名之后缺少等号"),
        ("schema = pathway", "第1行第10列不符合 TOML 语法：值的写法不正确"),
        ('a = "b', "文件末尾不符合 TOML 语法：引号没有闭合"),
        ("a = 1\na = 2", "文件末尾不符合 TOML 语法：同一字段重复赋值"),
        ("[a.b]\n[a.b]", "第2行第5列不符合 TOML 语法：同一张表重复声明：a.b"),
        ("a = [1", "文件末尾不符合 TOML 语法：方括号没有闭合"),
    ],
)
def test_a_file_that_is_not_toml_is_told_in_chinese(
    run: Run, tmp_path: Path, text: str, said: str
) -> None:
    """The reader of TOML speaks Chinese too, with line and column."""
    file = tmp_path / "firm.toml"
    file.write_text(text, encoding="utf-8")
    status, _, error = run("--lang", "zh", "plan", str(file))
    assert (status, error) == (2, f"{file}：{said}\n")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("compare", BASE, "--vary", "fiscal_years.2026.net_proft=14,27"), "--vary: fiscal_years"),
        (("compare", BASE, "--vary", "fiscal_years.2026.net_profit=14:27"), "--vary: fiscal_years"),
        (("plan", BASE, "--target", "neeq-base"), "already there (NEEQ base tier)"),
        (("plan", BASE, "-o", "no-such-folder/out.json"), "there is no folder no-such-folder"),
        (("backtest", "no-such-file.csv"), "no-such-file.csv: there is no such file"),
        (("since", BASE, "--since", "2030-01-01"), "expected a day before the as-of day"),
    ],
)
def test_an_error_names_what_was_asked(run: Run, args: tuple[str, ...], told: str) -> None:
    """An error speaks of the option, the file and the folder that were given."""
    status, out, err = run(*args)
    assert status in (1, 2)
    assert out == ""
    assert told in err


def test_help_and_version_have_the_names_of_other_programs(run: Run) -> None:
    """`help plan` is `plan --help`, `help` the list of commands, `-V` the version."""
    assert run("help", "plan") == run("plan", "--help")
    assert run("help") == run("--help")
    assert run("-V") == run("--version")
    assert run("help", "pln")[0] == 2


def test_why_looks_at_the_target_asked_for(run: Run) -> None:
    """The tier is entered on the way to several boards; the one asked for is looked at. As CSV there
    is a row for each cause, the milestone asked for first.
    """
    every = "scenarios/straight-to-innovation.toml"
    status, out, _ = run("why", every, "neeq-direct.listed", "--target", "bse", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert rows[0]["milestone"] == "neeq-direct.listed"
    data = json.loads(
        run("why", every, "neeq-direct.listed", "--target", "bse", "--format", "json")[1]
    )
    assert [row["date"] for row in rows] == [link["date"] for link in data["chain"]]
    assert data["route"].endswith("bse")
    assert run("why", every, "neeq-direct.listed", "--target", "bse", "--format", "md")[0] == 0
