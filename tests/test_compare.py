"""Scenarios side by side: the same dates as plans made one by one, honest differences, tables that
fit a terminal.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len

import pathway
from pathway.base.errors import InputError
from pathway.studies.axes import vary
from pathway.studies.compare import compare
from tests.conftest import Run, fits

SCENARIOS = Path(__file__).parent.parent / "scenarios"
DECIDES = SCENARIOS / "forecast-year-decides.toml"
PROFIT = "fiscal_years.2026.net_profit"


def test_a_grid_gives_the_dates_of_separate_plans() -> None:
    """Every cell of a grid over a figure, a pace and a report day has the dates that its scenario
    has by itself.
    """
    scenario = pathway.load(SCENARIOS / "base-tier-parts-maker.toml")
    grid: dict[str, list[object]] = {
        PROFIT: [10, 27, 40],
        "plan.pace": ["floor", "cautious"],
        "fiscal_years.2026.published": [date(2027, 2, 26), date(2027, 4, 28)],
    }
    cells = vary(scenario, grid)
    found = compare(cells)
    assert len(found.columns) == 12
    for cell, column in zip(cells, found.columns, strict=True):
        again = pathway.rebuild(scenario, cell.overrides)
        alone = pathway.plan(again).best.get("bse")
        assert column.standings["bse"].date == (alone.date if alone else None)
        assert column.standings["bse"].route == (alone.id if alone else None)
        assert column.standings["bse"].standard == (alone.standard if alone else None)


def test_differences_are_to_the_first_scenario() -> None:
    """The days between two dates stand beside the second; the first has none to itself."""
    scenarios = [pathway.load(DECIDES, set={PROFIT: profit}) for profit in (15, 25)]
    first, second = (column.standings["bse"] for column in compare(scenarios).columns)
    assert first.delta_days == 0 and first.changed is None
    assert first.date is not None and second.date is not None
    assert second.delta_days == (second.date - first.date).days < 0


def test_the_requirement_that_flipped_is_named() -> None:
    """With 25m instead of 15m standard 1b holds from the day of the 2026 report, 2027-03-24; before
    from 2028-03-24.
    """
    found = compare([pathway.load(DECIDES, set={PROFIT: profit}) for profit in (15, 25)])
    standing = found.columns[1].standings["bse"]
    flip = next(f for f in standing.flipped if f.id == "bse.standard.1b")
    assert (flip.before, flip.after) == (date(2028, 3, 24), date(2027, 3, 24))
    assert standing.changed is not None and standing.changed.milestone == "bse.filed"
    assert standing.changed.after is not None and standing.changed.after.rule == "bse.standard"


def test_a_scenario_without_a_date_says_what_blocks_it() -> None:
    """Against a feasible scenario an infeasible one has no date and names the rule that leaves
    none.
    """
    found = compare([pathway.load(DECIDES), pathway.load(SCENARIOS / "nearest-miss.toml")])
    standing = found.columns[1].standings["bse"]
    assert (standing.date, standing.delta_days) == (None, None)
    assert standing.changed is not None and standing.changed.after is not None
    assert standing.changed.after.rule == "bse.standard"


def test_equal_scenarios_do_not_differ() -> None:
    """A scenario beside itself differs in nothing."""
    standing = compare([pathway.load(DECIDES)] * 2).columns[1].standings["bse"]
    assert (standing.delta_days, standing.changed, standing.flipped) == (0, None, ())


def test_every_bad_value_of_a_grid_is_named_once() -> None:
    """A grid with two values that cannot be is refused with both, not once for every cell that they
    stand in.
    """
    with pytest.raises(InputError) as refused:
        vary(
            pathway.load(DECIDES), {PROFIT: ["much", 20, "more"], "plan.pace": ["floor", "typical"]}
        )
    assert [p.found for p in refused.value.problems] == ['"much"', '"more"']


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_fits_its_schema(run: Run, lang: str) -> None:
    """A comparison with and without dates fits the shipped schema in both languages."""
    for args in (
        (str(DECIDES), str(SCENARIOS / "nearest-miss.toml")),
        (str(DECIDES), "--vary", f"{PROFIT}=1,25"),
    ):
        status, out, err = run("--lang", lang, "compare", *args, "--format", "json")
        fits(json.loads(out), "compare")
        assert (status, err) == (0, "")


def test_csv_has_a_column_per_axis(run: Run) -> None:
    """Each axis of a grid is a column of the CSV, and each cell a row below the file as given."""
    axes = ("--vary", f"{PROFIT}=15,25", "--vary", "plan.pace=floor,typical")
    out = run("compare", str(DECIDES), *axes, "--format", "csv")[1]
    given, *rows = csv.DictReader(io.StringIO(out))
    assert (given[PROFIT], given["plan.pace"], given["delta_days"]) == ("", "", "0")
    assert [(r[PROFIT], r["plan.pace"]) for r in rows] == [
        ("15", "floor"),
        ("15", "typical"),
        ("25", "floor"),
        ("25", "typical"),
    ]


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("values", ["15,25", "10,15,20,25,30,35", "1,5,10,15,20,25,30,35"])
def test_text_fits_the_terminal(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    columns: str,
    values: str,
) -> None:
    """Two, six and more scenarios fit narrow and wide terminals in both languages."""
    monkeypatch.setenv("COLUMNS", columns)
    out = run("--lang", lang, "compare", str(DECIDES), "--vary", f"{PROFIT}={values}")[1]
    assert max(map(cell_len, out.splitlines())) <= int(columns)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "nothing to compare"),
        (("--vary", PROFIT), "PATH=V1,V2"),
        (("--vary", f"{PROFIT}=1,,2"), "PATH=V1,V2"),
        (("--vary", "plan.pase=floor,typical"), "plan.pace"),
        (("--vary", "plan.pace=floor,typicl"), "typical"),
    ],
)
def test_wrong_use_is_refused(run: Run, args: tuple[str, ...], words: str) -> None:
    """One file alone, an axis without values, an unknown path and a wrong value are refused in
    words.
    """
    status, out, err = run("compare", str(DECIDES), *args)
    assert (status, out) == (2, "")
    assert words in err


def test_values_may_hold_commas(run: Run) -> None:
    """A value in brackets or braces keeps its commas."""
    axis = "facts.holders=[{from = 2026-11-23, value = 210}],300"
    out = json.loads(run("compare", str(DECIDES), "--vary", axis, "--format", "json")[1])
    assert len(out["scenarios"]) == 3


def test_simulated_scenarios_share_their_random_numbers(run: Run) -> None:
    """Two scenarios that differ in nothing that is drawn have the same distribution, that of the
    simulation alone.
    """
    arguments = (
        "--vary",
        "facts.holders=64,65",
        "--simulate",
        "--draws",
        "2000",
        "--format",
        "json",
    )
    status, out, _ = run("compare", "scenarios/statements-go-stale.toml", *arguments)
    found = json.loads(out)
    fits(found, "compare")
    _, one, two = (column["targets"]["bse"]["simulated"] for column in found["scenarios"])
    alone = (
        pathway.simulate(pathway.load(SCENARIOS / "statements-go-stale.toml"), draws=2_000)
        .outcomes[0]
        .spread
    )
    assert (status, one) == (0, two)
    assert one["p50"] == str(alone.p50)
    assert one["feasible_share"] == float(alone.share)


def test_a_table_has_the_distribution_of_each_scenario(run: Run) -> None:
    """With --simulate each row ends in P10, P50, P90 and the share of draws with a date, as
    `simulate` has them; a firm without any has empty cells and no share.
    """
    names = [str(SCENARIOS / f"{name}.toml") for name in ("statements-go-stale", "nearest-miss")]
    draws = ("--draws", "200", "--format", "csv")
    first, second = csv.DictReader(io.StringIO(run("compare", *names, "--simulate", *draws)[1]))
    alone = pathway.simulate(pathway.load(names[0]), draws=200).outcomes[0]
    days = [str(alone.quantile(percent) or "") for percent in (10, 50, 90)]
    assert [first[key] for key in ("p10", "p50", "p90")] == days
    assert float(first["feasible_share"]) == float(alone.feasible_share)
    assert [second[key] for key in ("date", "p10", "p50", "p90")] == [""] * 4
    assert second["feasible_share"] in ("", "0.0")


def test_columns_that_are_alike_are_explained_once(run: Run) -> None:
    """Of two scenarios that differ from the first in the same way, the later one refers to the
    earlier.
    """
    out = run("compare", str(DECIDES), "--vary", f"{PROFIT}=27,10,10.5")[1]
    assert "  4: as 3\n" in out


def test_a_file_that_is_varied_is_what_its_cells_are_compared_with(run: Run) -> None:
    """Of several files each is the reference of its own cells, which carry its name; the days are
    those between separate plans.
    """
    files = [SCENARIOS / "statements-go-stale.toml", DECIDES]
    args = [*map(str, files), "--vary", "plan.pace=floor,typical", "--target", "bse"]
    found = json.loads(run("compare", *args, "--format", "json")[1])["scenarios"]
    names = [pathway.load(file).name for file in files]
    assert [one["scenario"] for one in found] == [names[0]] * 3 + [names[1]] * 3
    assert [one["reference"] for one in found] == [0, 0, 0, 0, 3, 3]
    assert found[4]["name"] == f"{names[1]}: pace=floor"
    days = [
        pathway.plan(pathway.load(files[1]), ["bse"], pace=pace).best["bse"].date
        for pace in ("floor", None)
    ]
    assert days[0] is not None and days[1] is not None
    assert found[4]["targets"]["bse"]["delta_days"] == (days[0] - days[1]).days


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ("14:17:1", ["14", "15", "16", "17"]),
        ("14m:16m:0.5m", ["14m", "14.5m", "15m", "15.5m", "16m"]),
        ("1400万:1500万:50万", ["1400万", "1450万", "1500万"]),
        ("20:14:-3", ["20", "17", "14"]),
        ("±10%", ["23.85", "29.15"]),
        ("+25%", ["33.125"]),
        ("-50%", ["13.25"]),
        ("15", ["15"]),
    ],
)
def test_a_text_may_stand_for_several_values(given: str, values: list[str]) -> None:
    """A range goes from the first value to the second; per cent are of the file's own 26.5."""
    cells = vary(pathway.load(DECIDES), {PROFIT: [given]})
    assert [cell.overrides[PROFIT] for cell in cells] == values


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        (PROFIT, "14:20:-1", "first:last:step"),
        (PROFIT, "14m:20:1", "first:last:step"),
        (PROFIT, "14:20:0", "first:last:step"),
        (PROFIT, "0:9999999:0.001", "100000"),
        ("fiscal_years.2031.net_profit", "±10%", "no number"),
        ("rules", "report-2021", "report-2022"),
        ("strict", "perhaps", "true or false"),
    ],
)
def test_a_range_that_leads_nowhere_is_refused(path: str, given: str, words: str) -> None:
    """A step the wrong way, mixed sizes, no value to start from, and an unknown law are named."""
    with pytest.raises(InputError) as refused:
        vary(pathway.load(DECIDES), {path: [given]})
    assert words in refused.value.text()


def test_law_and_strictness_are_varied_like_figures() -> None:
    """A cell by an edition, or strict, has the date of the plan by that law or so strict."""
    base = pathway.load(DECIDES)
    grid: dict[str, list[object]] = {"rules": ["shipped", "report-2022"], "strict": [False, True]}
    found = compare([base, *vary(base, grid)], ["bse"]).columns[1:]
    plans = [
        pathway.plan(base, ["bse"], rulebook=book, strict=strict)
        for book in (None, pathway.load_rules(["report-2022"]))
        for strict in (False, True)
    ]
    assert [column.standings["bse"].date for column in found] == [
        route.date if (route := plan.best.get("bse")) else None for plan in plans
    ]
    assert len({column.standings["bse"].date for column in found}) > 1


def test_a_grid_of_forty_takes_a_line_for_each_cell(run: Run) -> None:
    """Forty cells and the file as given are 41 lines of 80 columns, the axes in columns."""
    axes = ["--vary", f"{PROFIT}=10:29:1", "--vary", "plan.pace=floor,typical"]
    out = run("compare", str(DECIDES), *axes, "--target", "bse")[1]
    lines = [line for line in out.splitlines() if re.search(r"\d{4}-\d\d-\d\d|  none", line)]
    assert len(lines) == 41
    assert max(map(cell_len, out.splitlines())) <= 80


def test_two_axes_make_a_heat_table(run: Run, tmp_path: Path) -> None:
    """A workbook has the days of each cell in a grid of numbers with colours, a page the dates;
    both agree with the comparison.
    """
    axes = ["--vary", f"{PROFIT}=10,24", "--vary", "plan.pace=floor,cautious", "--target", "bse"]
    cells = vary(pathway.load(DECIDES), {PROFIT: ["10", "24"], "plan.pace": ["floor", "cautious"]})
    found = compare([pathway.load(DECIDES), *cells], ["bse"]).columns[1:]
    days = [column.standings["bse"].delta_days for column in found]
    path = tmp_path / "grid.xlsx"
    assert run("compare", str(DECIDES), *axes, "--format", "xlsx", "-o", str(path))[0] == 0
    sheet = openpyxl.load_workbook(path).worksheets[1]
    assert [sheet[cell].value for cell in ("B3", "C3", "B4", "C4")] == days
    assert [sheet[cell].value for cell in ("B2", "C2", "A3", "A4")] == [
        "floor",
        "cautious",
        "10",
        "24",
    ]
    assert sheet.conditional_formatting
    page = run("compare", str(DECIDES), *axes, "--format", "html")[1]
    table = [cell.split("<br>")[0] for cell in re.findall(r"<td style[^>]*>(.*?)</td>", page)]
    assert table == [str(column.standings["bse"].date or "none") for column in found]


def test_a_varied_pace_is_said_to_leave_draws_alone(run: Run) -> None:
    """Distributions are the same at every pace, and the text says so."""
    axis = ["--vary", "plan.pace=floor,cautious", "--simulate", "--draws", "200"]
    assert "not the draws" in run("compare", str(DECIDES), *axis, "--target", "bse")[1]


def test_files_that_bear_one_name_are_told_apart(run: Run, tmp_path: Path) -> None:
    """Two clients whose files have the same name inside are called by their files too; a file that
    alone bears its name is not.
    """
    scenarios = Path(__file__).parent.parent / "scenarios"
    text = (scenarios / "base-tier-parts-maker.toml").read_text(encoding="utf-8")
    for name in ("east", "west"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    files = [str(tmp_path / "east.toml"), str(tmp_path / "west.toml")]
    other = str(scenarios / "every-board.toml")
    out = run("compare", *files, other, "--target", "bse", "--format", "json")[1]
    names = [one["name"] for one in json.loads(out)["scenarios"]]
    assert [name.rpartition(" ")[2] for name in names[:2]] == ["(east.toml)", "(west.toml)"]
    assert names[2] == pathway.load(other).name


def test_a_column_leads_back_to_its_plan() -> None:
    """Planned by itself, the scenario of every column of a grid has the column's date."""
    scenario = pathway.load(SCENARIOS / "base-tier-parts-maker.toml")
    found = compare([scenario, *vary(scenario, {PROFIT: [14, 40]})], ["bse"])
    for column in found.columns:
        best = pathway.plan(column.scenario, ["bse"]).best["bse"]
        assert best.date == column.standings["bse"].date
    assert len(found.columns) == 3
