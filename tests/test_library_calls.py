"""Whatever a command prints has a public call, and says the same: calendars, rules, backtests, new
files, parts.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from freezegun import freeze_time

import pathway
from pathway.base.renderable import Renderable
from pathway.cli.main import COMMANDS
from pathway.report.export import Exported
from tests.conftest import Run, fits

TODAY = date(2026, 11, 23)
BASE = "scenarios/base-tier-parts-maker.toml"
AS_OF = ("--as-of", str(TODAY))
BEFORE = date(2026, 1, 1)
DECIDES = "scenarios/forecast-year-decides.toml"
FIRMS = "scenarios/firms.csv"
VARIED = {"fiscal_years.2026.net_profit": ["14", "20"], "plan.pace": ["floor", "typical"]}
COMPARE = (
    *("compare", BASE, "--vary", "fiscal_years.2026.net_profit=14,20"),
    *("--vary", "plan.pace=floor,typical", "--target", "bse"),
)
PORTFOLIO = ("portfolio", FIRMS, "--target", "bse", "--jobs", "1")


def grid() -> list[pathway.Scenario | pathway.Variation]:
    """The cells of a comparison, the firm itself first."""
    base = pathway.load(BASE)
    return [base, *pathway.vary(base, VARIED)]


def planned() -> pathway.Plan:
    """The plan of a firm for the Beijing exchange."""
    return pathway.plan(pathway.load(BASE), ["bse"])


CALLS: dict[str, tuple[Callable[[], Renderable], tuple[str, ...], str]] = {
    "windows": (
        lambda: pathway.calendar(TODAY).windows(2027, 2026),
        ("calendar", "windows", "2026", "2027", *AS_OF),
        "calendar-windows",
    ),
    "days": (
        lambda: pathway.calendar(TODAY).days(date(2026, 9, 30), date(2026, 10, 9)),
        ("calendar", "days", "2026-09-30", "2026-10-09", *AS_OF),
        "calendar-days",
    ),
    "add": (
        lambda: pathway.calendar(TODAY).add(date(2026, 9, 30), -3, "working"),
        ("calendar", "add", "2026-09-30", "-3", "--kind", "working", *AS_OF),
        "calendar-add",
    ),
    "list": (
        lambda: pathway.rules().list(TODAY, "bse.standard"),
        ("rules", "list", "bse.standard", "--on", str(TODAY)),
        "rules-list",
    ),
    "show": (
        lambda: pathway.rules().show("bse.statements"),
        ("rules", "show", "bse.statements"),
        "rules-show",
    ),
    "diff": (
        lambda: pathway.rules().diff(BEFORE, TODAY),
        ("rules", "diff", str(BEFORE), str(TODAY)),
        "rules-diff",
    ),
    "diff-books": (
        lambda: pathway.rules().diff("shipped", pathway.load_rules(["report-2022"], ladder=True)),
        ("rules", "diff", "shipped", "report-2022"),
        "rules-diff",
    ),
    "sources": (
        lambda: pathway.rules().sources(pathway.load(BASE)),
        ("rules", "sources", BASE),
        "rules-sources",
    ),
    "todo": (
        lambda: pathway.rules().todo(pathway.load(BASE), "bse"),
        ("rules", "todo", BASE, "--target", "bse"),
        "todo",
    ),
    "backtest": (lambda: pathway.backtest(), ("backtest",), "backtest"),
    "money": (lambda: pathway.money(pathway.load(BASE), "bse"), ("money", BASE), "money"),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name in ("todo", "backtest") else ())
        for name in CALLS
    ],
)
def test_a_call_says_what_its_command_prints(run: Run, name: str) -> None:
    """Text, JSON and CSV are those of the command, byte for byte, and JSON fits its schema."""
    make, args, schema = CALLS[name]
    found = make()
    assert run("--lang", "zh", *args)[1] == found.to_text("zh")
    assert run(*args, "--format", "json")[1] == found.to_json()
    fits(json.loads(found.to_json()), schema)
    head = run(*args, "--format", "csv")[1].splitlines()[0]
    rows = found.to_rows()
    assert ",".join(rows[0]) == head
    assert isinstance(found.to_dict(), dict)
    assert repr(found).startswith(f"<{type(found).__name__}")
    assert len(repr(found)) < 300


def test_ten_trading_days_after_the_eve_of_national_day() -> None:
    """From 2026-09-30, Wednesday, the exchanges rest until the 7th; the tenth session is the 21st.
    Ten working days end a day earlier: Saturday the 10th is worked.
    """
    known = pathway.calendar(TODAY)
    assert known.add(date(2026, 9, 30), 10).day == date(2026, 10, 21)
    assert known.add(date(2026, 9, 30), 10, "working").day == date(2026, 10, 20)
    assert known.add(date(2026, 8, 31), 6, "months").day == date(2027, 2, 28)
    assert known.add(date(2026, 12, 31), 1).projected
    assert not known.add(date(2026, 12, 30), 1).projected
    assert known.official_through == date(2026, 12, 31)


def test_rows_of_the_calendar_are_typed() -> None:
    """Days are dates, flags are flags, counts are numbers."""
    row = pathway.calendar(TODAY).days(date(2026, 10, 10)).to_rows()[0]
    assert row["day"] == date(2026, 10, 10)
    assert (row["trading"], row["working"]) == (False, True)
    sources = pathway.rules().sources().to_rows()[0]
    assert isinstance(sources["official"], int)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: pathway.calendar("2026-11-23"), "as_of"),  # type: ignore[arg-type]
        (lambda: pathway.calendar(TODAY).windows(1999), "years"),
        (lambda: pathway.calendar(TODAY).days(TODAY, BEFORE), "last"),
        (lambda: pathway.calendar(TODAY).add(TODAY, 6000), "count"),
        (lambda: pathway.calendar(TODAY).add(TODAY, 1, "weeks"), "kind"),  # type: ignore[arg-type]
        (lambda: pathway.rules("report-2022"), "rulebook"),  # type: ignore[arg-type]
        (lambda: pathway.rules().show(3), "rule"),  # type: ignore[arg-type]
        (lambda: pathway.rules().diff(TODAY, "shipped"), "first"),
        (lambda: pathway.rules().list("today"), "on"),  # type: ignore[arg-type]
        (lambda: pathway.rules().confirm("bse.statements", " ", TODAY), "by"),
        (
            lambda: pathway.rules().confirm("bse.statements", "Li", BEFORE, date(1999, 1, 1)),
            "version",
        ),
        (lambda: pathway.backtest(3), "cases"),  # type: ignore[arg-type]
        (lambda: pathway.new("today"), "today"),  # type: ignore[arg-type]
        (lambda: pathway.new(TODAY, "star"), "venue"),
        (lambda: pathway.new(TODAY, "bse", {"status.venue": "unlisted"}), "answers"),
        (lambda: pathway.example("how-shure"), "name"),
        (lambda: pathway.parts("scenarios/firms.csv", 3), "folder"),  # type: ignore[arg-type]
        (lambda: pathway.parts("scenarios/firms.csv", "p", form="xlsx"), "form"),
        (lambda: pathway.load_rules(ledger=3), "ledger"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_argument_is_named(call: Callable[[], object], argument: str) -> None:
    """Every call refuses a wrong argument by its name, in both languages."""
    with pytest.raises(pathway.UsageError) as refused:
        call()
    assert refused.value.argument == argument
    assert refused.value.text("zh") != refused.value.text("en")


def test_a_rule_that_is_none_is_refused() -> None:
    """The nearest id is named; a day before the first version has none in force."""
    with pytest.raises(pathway.UsageError) as refused:
        pathway.rules().show("bse.statments")
    assert (refused.value.argument, refused.value.nearest) == ("rule", "bse.statements")
    with pytest.raises(pathway.OutOfRangeError, match="2021-11-15"):
        pathway.rules().show("bse.statements", on=date(2020, 1, 1))


def test_a_confirmed_rule_counts_as_confirmed(tmp_path: Path) -> None:
    """What `confirm` writes, `load_rules` reads: the version is official, checked by that name."""
    ledger = tmp_path / "rules.toml"
    made = pathway.rules().confirm("bse.statements", "Li Wei", date(2026, 11, 20), ledger=ledger)
    assert made.entry.version == date(2024, 4, 30)
    book = pathway.load_rules(ledger=ledger)
    version = book.provision("bse.statements").version(TODAY)
    assert version is not None and version.confirmed is not None
    assert (version.status, version.confirmed.by) == ("official", "Li Wei")
    assert "Li Wei" in made.to_text("zh") and made.to_rows()[0]["on"] == date(2026, 11, 20)


def test_a_new_file_from_what_is_known_plans_as_the_values_alone() -> None:
    """A commented file with some values gives the plan that the same values have without comments."""
    known = {
        "status.neeq_listed": date(2025, 3, 12),
        "fiscal_years.2024.net_profit": 19_600_000,
        "fiscal_years.2025.net_profit": "24m",
        "fiscal_years.2024.roe": 0.124,
        "fiscal_years.2025.roe": 0.131,
        "fiscal_years.2025.net_assets": 190_000_000,
        "facts.market_cap": 620_000_000,
        "facts.share_capital": 42_000_000,
        "facts.holders": 64,
        "events.0.kind": "public-censure",
        "events.0.date": date(2025, 9, 1),
    }
    text = pathway.new(TODAY, answers=known, lang="zh")
    bare = 'schema = "pathway.scenario/1"\n[status]\nvenue = "neeq-base"\n'
    plain = pathway.loads(bare, set=known, as_of=TODAY)
    drafted = pathway.loads(text)
    assert drafted.firm.fiscal_years == plain.firm.fiscal_years
    assert drafted.firm.events == plain.firm.events
    dates = [pathway.plan(one, ["bse"]).best["bse"].date for one in (drafted, plain)]
    assert dates[0] == dates[1] is not None
    assert "# revenue" in text and "公司名称" in text


def test_a_path_that_is_not_asked_is_refused_with_the_nearest() -> None:
    """All of them at once, and a value that is none as well."""
    wrong = {"facts.holdrs": 1, "fiscal_years.2025.net_profit": "much", "nothing": 2}
    with pytest.raises(pathway.InputError) as refused:
        pathway.new(TODAY, answers=wrong)
    found = {problem.path: problem.nearest for problem in refused.value.problems}
    assert found["facts.holdrs"] == "facts.holders"
    assert set(found) == {"facts.holdrs", "fiscal_years.2025.net_profit", "nothing"}


def test_an_example_comes_with_what_it_extends(tmp_path: Path) -> None:
    """Written side by side, the texts load as the example does."""
    texts = pathway.example("how-sure")
    assert next(iter(texts)) == "how-sure.toml" and len(texts) == 2
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert (
        pathway.load(tmp_path / "how-sure.toml").name
        == pathway.load("scenarios/how-sure.toml").name
    )


def test_parts_go_on_where_they_stopped(tmp_path: Path) -> None:
    """A run that was left after the first part keeps it, and the folder ends as that of one run."""
    source = "scenarios/firms.csv"
    first = next(iter(pathway.parts(source, tmp_path / "a", ["bse"], size=2)))
    before = (tmp_path / "a" / first.name).stat().st_mtime_ns
    whole = list(pathway.parts(source, tmp_path / "a", ["bse"], size=2))
    assert (tmp_path / "a" / first.name).stat().st_mtime_ns == before
    assert whole == list(pathway.parts(source, tmp_path / "b", ["bse"], size=2))
    assert sum(part.rows for part in whole) == len(list(pathway.portfolio(source, ["bse"])))
    with pytest.raises(pathway.InputError):
        list(pathway.parts(source, tmp_path / "a", ["bse"], size=3))


def test_a_saved_plan_is_read_from_its_file(tmp_path: Path) -> None:
    """`since` takes the file that `plan --format json` printed."""
    scenario = pathway.load(BASE)
    saved = tmp_path / "old.json"
    saved.write_text(pathway.plan(scenario, ["bse"]).to_json(), encoding="utf-8")
    assert pathway.since(saved, scenario).targets[0].days == 0
    with pytest.raises(pathway.InputError):
        pathway.since(tmp_path / "none.json", scenario)


# -- what every command prints ---------------------------------------------------------------------

BY_COMMAND = {
    "plan": {"plan", "outlook", "Plan"},
    "check": {"check", "Readiness"},
    "why": {"why", "Explanation"},
    "compare": {"compare", "vary", "Comparison"},
    "levers": {"levers", "Leverage"},
    "since": {"since", "Since"},
    "simulate": {"simulate", "Simulation"},
    "money": {"money", "Funding"},
    "rules": {"rules", "Rules"},
    "calendar": {"calendar", "Calendar"},
    "ladder": {"ladder", "Ladder"},
    "new": {"new", "example"},
    "portfolio": {"portfolio", "parts", "firms_template", "Row", "Part"},
    "backtest": {"backtest", "Backtest"},
    "guide": {"guide"},
    "schema": {"schema"},
    "doctor": {"doctor", "Health"},
    "report": {"board_report", "BoardReport"},
}


def test_every_command_has_its_calls() -> None:
    """No command prints what a program cannot ask for, and every call stands in the manual."""
    assert BY_COMMAND.keys() == COMMANDS.keys()
    assert set().union(*BY_COMMAND.values()) <= set(dir(pathway))
    manual = pathway.guide("python", markdown=True)
    for name in set().union(*BY_COMMAND.values()) | {"export", "save", "frame"}:
        assert f"### {name}" in manual, name


FILES: dict[str, tuple[Callable[[], Exported], tuple[str, ...], str]] = {
    "plan.ics": (lambda: pathway.plan(pathway.load(BASE)), ("plan", BASE), ""),
    "plan.xlsx": (lambda: pathway.plan(pathway.load(BASE)), ("plan", BASE), ""),
    "plan.txt": (lambda: pathway.plan(pathway.load(BASE)), ("plan", BASE, "--full"), "full"),
    "plan.csv": (lambda: pathway.plan(pathway.load(BASE)), ("plan", BASE, "--bom"), "bom"),
    "by.txt": (
        lambda: pathway.plan(pathway.load(BASE), by=date(2029, 6, 30)),
        ("plan", BASE, "--by", "2029-06-30"),
        "",
    ),
    "plans.json": (
        lambda: [pathway.plan(pathway.load(one), ["bse"]) for one in (BASE, DECIDES)],
        ("plan", BASE, DECIDES, "--target", "bse"),
        "",
    ),
    "plans.md": (
        lambda: [pathway.plan(pathway.load(one)) for one in (BASE, DECIDES)],
        ("plan", BASE, DECIDES),
        "",
    ),
    "money.ics": (lambda: pathway.money(pathway.load(BASE)), ("money", BASE), ""),
    "money.json": (lambda: pathway.money(pathway.load(BASE)), ("money", BASE, "--all"), "full"),
    "money.xlsx": (lambda: pathway.money(pathway.load(BASE)), ("money", BASE), ""),
    "grid.html": (lambda: pathway.compare(grid(), ["bse"]), COMPARE, ""),
    "grid.xlsx": (lambda: pathway.compare(grid(), ["bse"]), COMPARE, ""),
    "why.txt": (
        lambda: pathway.why(planned(), "bse.listed", what_if=True),
        ("why", BASE, "bse.listed"),
        "",
    ),
    "why.json": (lambda: pathway.why(planned(), "bse.filed"), ("why", BASE, "bse.filed"), ""),
    "firms.csv": (lambda: pathway.portfolio(FIRMS, ["bse"]), PORTFOLIO, ""),
    "firms.jsonl": (lambda: pathway.portfolio(FIRMS, ["bse"]), PORTFOLIO, ""),
    "firms.xlsx": (lambda: pathway.portfolio(FIRMS, ["bse"]), PORTFOLIO, ""),
    "firms.txt": (lambda: pathway.portfolio(FIRMS, ["bse"]), PORTFOLIO, ""),
    "scores.csv": (lambda: pathway.backtest(), ("backtest", "--scores"), "full"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_saved_answer_has_the_bytes_of_the_commands_file(
    run: Run, tmp_path: Path, name: str
) -> None:
    """`pathway.save` writes what the command writes with -o, in every format that it has."""
    make, args, more = FILES[name]
    suffix = Path(name).suffix
    assert run(*args, "-o", str(tmp_path / f"command{suffix}"))[0] in (0, 2)
    saved = pathway.save(make(), tmp_path / f"call{suffix}", full=more == "full", bom=more == "bom")
    assert saved.read_bytes() == (tmp_path / f"command{suffix}").read_bytes()


def test_a_plan_tells_closely_of_the_targets_that_were_asked_for(run: Run) -> None:
    """Targets named in the call have what must be done next, as in the command; of those that the
    file or the rule names only the first has. The range of all is there.
    """
    every = "scenarios/straight-to-innovation.toml"
    two: list[pathway.Venue] = ["neeq-innovation", "bse"]
    asked = pathway.plan(pathway.load(every), two).to_json()
    assert (
        run("plan", every, "--target", two[0], "--target", two[1], "--format", "json")[1] == asked
    )
    assert set(json.loads(asked)["do_next"]) == set(json.loads(asked)["range"]) == set(two)
    known = pathway.outlook(pathway.plan(pathway.load(every)), draws=400)
    assert [one.told for one in known.values()].count(True) == 1
    spread = next(iter(known.values())).range.spread
    assert spread is not None and spread.p10 is not None


def test_state_schema_manual_and_template_are_those_of_the_commands(
    run: Run, tmp_path: Path
) -> None:
    """What doctor, schema, guide and the template print has a call that gives it."""
    found = pathway.doctor(TODAY)
    printed = json.loads(run("doctor", *AS_OF, "--format", "json")[1])
    fits(found.to_dict(), "doctor")
    assert {**found.to_dict(), "encodings": printed["encodings"]} == printed
    assert (
        found.to_text("zh").splitlines()[0]
        == run("--lang", "zh", "doctor", *AS_OF)[1].split("\n")[0]
    )
    assert {row["name"]: row["value"] for row in found.to_rows()}["program"] == found.program
    assert pathway.schema("plan") == json.loads(run("schema", "plan")[1])
    assert pathway.guide(lang="zh") == run("--lang", "zh", "guide")[1]
    assert pathway.guide("json") == run("guide", "json")[1]
    assert pathway.guide("json", markdown=True) == run("guide", "json", "--format", "md")[1]
    with freeze_time("2026-11-23T04:00:00Z"):
        assert run("portfolio", "--template", "zh", "-o", str(tmp_path / "firms.xlsx"))[0] == 0
    assert (tmp_path / "firms.xlsx").read_bytes() == pathway.firms_template(TODAY, "zh")


def test_an_overlay_is_checked_by_a_call() -> None:
    """The six-months reform brings the versions that its file holds, and nothing doubtful."""
    path = "scenarios/reforms/six-months.toml"
    found = pathway.rules().check(path)
    text = Path(path).read_text(encoding="utf-8")
    assert found.versions == text.count(".version]]")
    assert (found.name, found.doubts) == ("six-months.toml", ())
    assert len(found.provisions) <= found.versions


def test_a_board_report_is_exported_as_a_page() -> None:
    """The bytes are those of `to_html`."""
    made = pathway.board_report(pathway.load(BASE), draws=0)
    assert pathway.export(made, "html", "zh") == made.to_html("zh").encode()
