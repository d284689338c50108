"""The library as a script uses it: answers as data, JSON, text and tables; firms from a program."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

import pathway
from pathway.base.renderable import Renderable
from tests.conftest import Run, fits

BASE = "scenarios/base-tier-parts-maker.toml"
DECIDES = "scenarios/forecast-year-decides.toml"
PROFIT = "fiscal_years.2026.net_profit"
TARGET = ["--target", "bse"]


def plan() -> Renderable:
    return pathway.plan(pathway.load(DECIDES), ["bse"])


def check() -> Renderable:
    return pathway.check(pathway.load(DECIDES), "bse")


def comparison() -> Renderable:
    base = pathway.load(DECIDES)
    return pathway.compare([base, *pathway.vary(base, {"plan.pace": ["floor"]})], ["bse"])


def simulation() -> Renderable:
    return pathway.simulate(pathway.load(DECIDES), 200, 1, ["bse"])


def levers() -> Renderable:
    return pathway.levers(pathway.load(DECIDES), "bse")


def ladder() -> Renderable:
    return pathway.ladder(pathway.load("scenarios/ladder-parts-maker.toml"))


ANSWERS: dict[str, tuple[Callable[[], Renderable], list[str]]] = {
    "plan": (plan, ["plan", DECIDES, *TARGET]),
    "check": (check, ["check", DECIDES, "--venue", "bse"]),
    "compare": (comparison, ["compare", DECIDES, "--vary", "plan.pace=floor", *TARGET]),
    "simulate": (simulation, ["simulate", DECIDES, "--draws", "200", "--seed", "1", *TARGET]),
    "levers": (levers, ["levers", DECIDES, *TARGET]),
    "ladder": (ladder, ["ladder", "scenarios/ladder-parts-maker.toml"]),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ("check", "compare") else (pytest.mark.slow,))
        for name in ANSWERS
    ],
)
def test_an_answer_says_what_its_command_prints(run: Run, name: str) -> None:
    """JSON, text, Markdown and rows are those of the command to the byte, in Chinese too, and what a
    console shows is short.
    """
    make, args = ANSWERS[name]
    answer = make()
    lang: pathway.Lang = "zh" if name in ("check", "compare") else "en"
    assert run("--lang", lang, *args, "--format", "json")[1] == answer.to_json(lang)
    assert run("--lang", lang, *args)[1] == answer.to_text(lang)
    assert run("--lang", lang, *args, "--format", "md")[1] == answer.to_markdown(lang)
    fits(answer.to_dict("zh"), name)
    lines = run(*args, "--format", "csv")[1].splitlines()
    rows = answer.to_rows()
    assert ",".join(rows[0]) == lines[0]
    assert answer.to_text("zh").endswith("\n")
    assert repr(answer).startswith(f"<{type(answer).__name__} ")
    assert len(repr(answer)) < 400
    assert not hasattr(answer, "__dict__")


def test_rows_have_typed_values() -> None:
    """Dates are dates, days and shares numbers, flags flags, and what is empty is None."""
    row = plan().to_rows()[0]
    assert isinstance(row["date"], date)
    assert isinstance(row["slack_days"], int | None)
    assert isinstance(row["best"], bool)
    cell = comparison().to_rows()[1]
    assert cell["plan.pace"] == "floor"
    assert isinstance(cell["delta_days"], int)


def test_texts_of_an_answer_can_be_read() -> None:
    """A cause, a doubt and a title are sentences in both languages, and `str` is the English one."""
    made = pathway.plan(pathway.load(DECIDES), ["bse"])
    cause = made.best["bse"].why("bse.listed")[0].cause
    printed = json.loads(made.to_json())["routes"][0]["milestones"][-1]["cause"]["text"]
    assert str(cause.text) == cause.text.text() == printed
    assert cause.text.text("zh") != printed and not cause.text.text("zh").isascii()
    title = pathway.check(pathway.load(DECIDES), "bse").items[0].title
    assert str(title) in pathway.check(pathway.load(DECIDES), "bse").to_text().replace("\n", " ")


def test_a_language_that_is_none_is_refused() -> None:
    """The argument is named."""
    with pytest.raises(pathway.UsageError) as refused:
        plan().to_text("de")  # type: ignore[arg-type]
    assert refused.value.argument == "lang"


def test_what_a_console_shows_is_short() -> None:
    """No value of the API fills the screen."""
    made = pathway.plan(pathway.load(BASE), ["bse"])
    for value in (made, made.rulebook, made.scenario, made.routes[0]):
        assert repr(value).startswith(f"<{type(value).__name__} ")
        assert len(repr(value)) < 200


@pytest.mark.parametrize("value", [np.int64(20), np.float64(20), Fraction(20), "20m"])
def test_numbers_of_other_libraries_are_numbers(value: object) -> None:
    """A number of numpy is taken as Python's own; the file's amounts are in millions."""
    scenario = pathway.load(DECIDES, set={PROFIT: value})
    plain = pathway.load(DECIDES, set={PROFIT: 20})
    assert scenario.firm == plain.firm


@pytest.mark.parametrize(
    "value", [np.datetime64("2026-06-15"), datetime(2026, 6, 15), "2026-06-15"]
)
def test_days_of_other_libraries_are_days(value: object) -> None:
    """A day with midnight is that day."""
    path = "milestones.bse.tutoring_filed"
    assert pathway.load(DECIDES, set={path: value}).milestones["bse.tutoring_filed"] == date(
        2026, 6, 15
    )


class Frame:
    """A table as pandas and polars have it, as far as it is read: columns, shape, rows."""

    def __init__(self, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self.columns, self.rows, self.shape = names, rows, (len(rows), len(names))

    def itertuples(self, index: bool, name: str | None) -> Iterator[tuple[object, ...]]:
        assert not index and name is None
        return map(tuple, self.rows)


def firms() -> dict[str, object]:
    """One firm as a mapping, with values as a data frame holds them."""
    return {
        "公司名称": "甲",
        "as_of": datetime(2026, 11, 23),
        "金额单位": "万元",
        "所处市场": "基础层",
        "挂牌日期": np.datetime64("2025-03-12"),
        "2024年净利润": np.int64(1960),
        "2024年ROE": 0.124,
        "2025年净利润": 2400.0,
        "2025年ROE": np.float64(0.131),
        "2025年营业收入": float("nan"),
        "负责人": None,
    }


def test_firms_come_from_a_frame_from_mappings_and_from_scenarios() -> None:
    """All three give the rows that the same firms have alone."""
    one = firms()
    scenario = pathway.loads(
        'schema = "pathway.scenario/1"\nname = "甲"\nas_of = 2026-11-23\nunit = "wan"\n'
        '[status]\nvenue = "neeq-base"\nneeq_listed = 2025-03-12\n'
        "[[fiscal_years]]\nyear = 2024\nnet_profit = 1960\nroe = 0.124\n"
        "[[fiscal_years]]\nyear = 2025\nnet_profit = 2400\nroe = 0.131\n"
    )
    sources: list[Iterable[object]] = [[one], [scenario]]
    found = [list(pathway.portfolio(source, ["bse"])) for source in sources]  # type: ignore[arg-type]
    found.append(list(pathway.portfolio(Frame(list(one), [list(one.values())]), ["bse"])))
    assert [[row.name for row in rows] for rows in found] == [["甲"]] * 3
    assert [row.problems for rows in found for row in rows] == [()] * 3
    assert found[0][0].answers == found[1][0].answers == found[2][0].answers
    assert found[0][0].others == (("负责人", ""),)


@pytest.mark.parametrize("source", [3, [3], [{}, 3], b"firms"])
def test_what_holds_no_firms_is_refused(source: object) -> None:
    """The argument is named before any firm is planned."""
    with pytest.raises(pathway.UsageError) as refused:
        pathway.portfolio(source)  # type: ignore[arg-type]
    assert refused.value.argument == "source"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_answers_become_frames_of_other_libraries(library: str) -> None:
    """A frame has the columns of the CSV, and dates in it are dates."""
    pytest.importorskip(library)
    rows = list(pathway.portfolio("scenarios/firms.csv", ["bse"]))
    made = pathway.frame(rows, library=library)
    assert len(made) == len(rows)  # type: ignore[arg-type]
    names = list(made.columns)  # type: ignore[attr-defined]
    assert names[:4] == ["row", "file", "name", "status"]
    assert next(iter(made["bse.date"])) == rows[0].answers[0].date  # type: ignore[index]


def test_a_frame_is_made_of_results_only() -> None:
    """Anything else is refused, and so is a library that makes no frames."""
    with pytest.raises(pathway.UsageError):
        pathway.frame([3])  # type: ignore[list-item]
    with pytest.raises(pathway.UsageError) as refused:
        pathway.frame(plan(), library="panda")
    assert refused.value.nearest == "pandas"


def test_rows_of_a_portfolio_are_data() -> None:
    """A row is what a line of JSON lines holds."""
    (row, *_) = pathway.portfolio("scenarios/firms.csv", ["bse"])
    fits(row.to_dict(), "portfolio")
    assert json.loads(row.to_json())["name"] == row.name
    assert row.to_rows()[0]["bse.date"] == row.answers[0].date


def changed(**columns: object) -> object:
    """The firm as a frame of pandas, with some columns in another type."""
    pandas = pytest.importorskip("pandas")
    dated = {**firms(), "市值": 62_000, "总股本": 42_000_000, "2025年净资产": 19_000}
    return pandas.DataFrame([dated]).assign(**columns)


def test_columns_of_pandas_in_any_type_are_read() -> None:
    """Categories, strings with NA, days as periods and timestamps with a zone, decimals, and columns
    backed by Arrow give the answers of the plain firm.
    """
    pandas = pytest.importorskip("pandas")
    plain = list(pathway.portfolio(changed(), ["bse"]))  # type: ignore[arg-type]
    assert plain[0].answers[0].date is not None
    frames = [
        changed(所处市场=pandas.Categorical(["基础层"])),
        changed(负责人=pandas.array([pandas.NA], dtype="string")),
        changed(挂牌日期=pandas.Period("2025-03-12", freq="D")),
        changed(挂牌日期=pandas.Timestamp("2025-03-12", tz="Asia/Shanghai")),
        changed(**{"2025年净利润": Decimal("2400.00")}),
        changed(**{"2024年净利润": pandas.array([1960], dtype="Int64")}),
        pandas.DataFrame(changed()).convert_dtypes(),
    ]
    for frame in frames:
        (row,) = pathway.portfolio(frame, ["bse"])
        assert (row.problems, row.answers) == ((), plain[0].answers)


def test_missing_values_of_pandas_are_empty_cells() -> None:
    """NA, NaT, NaN and None are all nothing."""
    pandas = pytest.importorskip("pandas")
    path = "status.innovation_entered"
    for nothing in (pandas.NA, pandas.NaT, float("nan"), None):
        (row,) = pathway.portfolio(changed(**{path: nothing}), ["bse"])  # type: ignore[arg-type]
        assert row.problems == ()


def test_columns_of_several_levels_are_named_by_all(tmp_path: Path) -> None:
    """A frame with years above its figures is read as 2025年净利润, and so is the CSV of it, with the
    index that pandas writes in front.
    """
    pandas = pytest.importorskip("pandas")
    one = firms()
    levels = [(name[:5], name[5:]) if name[:2] == "20" else (name, "") for name in one]
    frame = pandas.DataFrame([list(one.values())], columns=pandas.MultiIndex.from_tuples(levels))
    frame.to_csv(tmp_path / "firms.csv", index=False)
    pandas.DataFrame([one]).to_csv(tmp_path / "index.csv")
    plain = next(iter(pathway.portfolio([one], ["bse"]))).answers
    for source in (frame, tmp_path / "firms.csv", tmp_path / "index.csv"):
        (row,) = pathway.portfolio(source, ["bse"])
        assert (row.problems, row.answers) == ((), plain)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_column_that_begins_empty_keeps_its_type(library: str) -> None:
    """A date that only the last of 150 rows has is a date in the frame."""
    pytest.importorskip(library)
    (row,) = pathway.portfolio([firms()], ["bse"])
    none = evolve(row, answers=(evolve(row.answers[0], date=None),))
    last = evolve(row, answers=(evolve(row.answers[0], date=date(2028, 5, 8)),))
    made = pathway.frame([*[none] * 150, last], library=library)
    assert list(made["bse.date"])[-1] == date(2028, 5, 8)  # type: ignore[index]
