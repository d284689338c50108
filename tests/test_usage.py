"""Wrong arguments of library calls: named, with what was found, what is expected, the nearest
name.
"""

import inspect
import io
import pickle
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import pathway
from tests.test_api_docs import FUNCTIONS, sections

TEXT = """
schema = "pathway.scenario/1"
as_of = 2026-11-23
[status]
venue = "neeq-base"
neeq_listed = 2025-03-12
[[fiscal_years]]
year = 2025
net_profit = 26_000_000
revenue = 300_000_000
roe = 0.14
net_assets = 190_000_000
[facts]
market_cap = 600_000_000
"""
SCENARIO = pathway.loads(TEXT)
FILE = Path(__file__).parent.parent / "scenarios" / "base-tier-parts-maker.toml"
TABLE = FILE.with_name("firms.csv")
PLAN = pathway.plan(pathway.load(FILE), ["bse"])
ROUTE = PLAN.best["bse"]
VARIATION = pathway.vary(SCENARIO, {"plan.pace": ["floor"]})[0]
OUTCOME = pathway.simulate(SCENARIO, draws=4, targets=["neeq-innovation"]).outcomes[0]
READINESS = pathway.check(SCENARIO, "bse")
LADDER = pathway.ladder(SCENARIO)

Call = Callable[..., object]


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of one firm."""
    path = tmp_path_factory.mktemp("firms") / "firms.csv"
    path.write_text("name,status.venue,as_of\nOne,neeq-base,2026-11-23\n", encoding="utf-8")
    return path


# -- the error -------------------------------------------------------------------------------------


def test_the_error_names_argument_found_expected_and_nearest() -> None:
    """A slip in a pace is told in both languages, with the pace that was meant."""
    with pytest.raises(pathway.UsageError) as caught:
        pathway.plan(SCENARIO, pace="typicl")  # type: ignore[arg-type]
    error = caught.value
    assert (error.argument, error.found, error.nearest) == ("pace", "'typicl'", "typical")
    assert str(error) == (
        "pace: found 'typicl'; expected one of: floor, typical, cautious (did you mean typical?)"
    )
    assert error.text("zh") == (
        "pace：输入为 'typicl'；应为以下之一：floor、typical、cautious（是否应为 typical？）"
    )


def test_the_error_is_a_value_error_too() -> None:
    """Programs that catch `ValueError`, or everything that pathway says, catch it."""
    assert issubclass(pathway.UsageError, ValueError)
    assert issubclass(pathway.UsageError, pathway.PathwayError)


def test_the_error_travels_between_processes() -> None:
    """A copy by way of bytes says the same."""
    with pytest.raises(pathway.UsageError) as caught:
        pathway.check(SCENARIO, "bsee")  # type: ignore[arg-type]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_what_was_found_is_shortened() -> None:
    """A list of scenarios where one is expected does not fill the screen."""
    with pytest.raises(pathway.UsageError) as caught:
        pathway.plan([SCENARIO] * 100)  # type: ignore[arg-type]
    assert len(caught.value.found) == 60
    assert caught.value.found.endswith("…")


# -- every call ------------------------------------------------------------------------------------

WRONG: tuple[tuple[str, Call, str, str | None], ...] = (
    ("targets", lambda: pathway.plan(SCENARIO, ["bes"]), "'bes'", "bse"),  # type: ignore[list-item]
    ("targets", lambda: pathway.plan(SCENARIO, "bse"), "'bse'", None),  # type: ignore[arg-type]
    ("scenario", lambda: pathway.plan("firm.toml"), "'firm.toml'", None),  # type: ignore[arg-type]
    ("by", lambda: pathway.plan(SCENARIO, by="2028-01-01"), "'2028-01-01'", None),  # type: ignore[arg-type]
    ("rulebook", lambda: pathway.plan(SCENARIO, rulebook="report-2022"), "'report-2022'", None),  # type: ignore[arg-type]
    ("strict", lambda: pathway.plan(SCENARIO, strict="no"), "'no'", None),  # type: ignore[arg-type]
    ("venue", lambda: pathway.check(SCENARIO, "chinex"), "'chinex'", "chinext"),  # type: ignore[arg-type]
    ("on", lambda: pathway.check(SCENARIO, "bse", on=20270101), "20270101", None),  # type: ignore[arg-type]
    ("scenarios", lambda: pathway.compare([]), "[]", None),
    ("scenarios", lambda: pathway.compare(["a.toml"]), "'a.toml'", None),  # type: ignore[list-item]
    ("draws", lambda: pathway.compare([SCENARIO], draws=-1), "-1", None),
    ("grid", lambda: pathway.vary(SCENARIO, {"plan.pace": "floor"}), "'floor'", None),
    ("grid", lambda: pathway.vary(SCENARIO, {"plan.pace": 1}), "1", None),  # type: ignore[dict-item]
    ("target", lambda: pathway.levers(SCENARIO, "stars"), "'stars'", "star"),  # type: ignore[arg-type]
    ("draws", lambda: pathway.simulate(SCENARIO, draws=0), "0", None),
    ("draws", lambda: pathway.simulate(SCENARIO, draws=10**9 + 1), "1000000001", None),
    ("draws", lambda: pathway.simulate(SCENARIO, draws=1e3), "1000.0", None),  # type: ignore[arg-type]
    ("seed", lambda: pathway.simulate(SCENARIO, 4, seed=-1), "-1", None),
    ("jobs", lambda: pathway.simulate(SCENARIO, 4, jobs=0), "0", None),
    ("progress", lambda: pathway.simulate(SCENARIO, 4, progress=True), "True", None),  # type: ignore[arg-type]
    ("source", lambda: pathway.load(None), "None", None),  # type: ignore[arg-type]
    ("stdin", lambda: pathway.load("-", stdin="text"), "'text'", None),  # type: ignore[arg-type]
    ("text", lambda: pathway.loads(Path("a.toml")), "PosixPath('a.toml')", None),  # type: ignore[arg-type]
    ("set", lambda: pathway.loads(TEXT, set={1: 2}), "1", None),  # type: ignore[dict-item]
    ("targets", lambda: pathway.loads(TEXT, targets="bse"), "'bse'", None),
    ("set", lambda: pathway.rebuild(SCENARIO, None), "None", None),  # type: ignore[arg-type]
    ("overlays", lambda: pathway.load_rules("report-2022"), "'report-2022'", None),
    ("rules", lambda: pathway.portfolio("a.csv", rules="report-2022"), "'report-2022'", None),
    ("targets", lambda: pathway.portfolio("a.csv", ["nasdaq"]), "'nasdaq'", None),  # type: ignore[list-item]
    ("today", lambda: pathway.portfolio("a.csv", today="now"), "'now'", None),  # type: ignore[arg-type]
    ("batch", lambda: pathway.ladder(SCENARIO, batch=0), "0", None),
    (
        "name",
        lambda: ROUTE.milestone("innovation.entred"),
        "'innovation.entred'",
        "innovation.entered",
    ),
    ("name", lambda: ROUTE.why("star.listed"), "'star.listed'", "bse.listed"),
    ("percent", lambda: OUTCOME.quantile(101), "101", None),
    ("day", lambda: OUTCOME.probability_by(2028), "2028", None),  # type: ignore[arg-type]
    ("answer", lambda: pathway.frame([3]), "3", None),  # type: ignore[list-item]
    ("before", lambda: pathway.since(3, SCENARIO), "3", None),  # type: ignore[arg-type]
    ("scenario", lambda: pathway.plan(VARIATION), "Variation(", None),  # type: ignore[arg-type]
    ("scenario", lambda: pathway.levers(VARIATION), "Variation(", None),  # type: ignore[arg-type]
    ("plan", lambda: pathway.why("firm.toml", "bse.listed"), "'firm.toml'", None),  # type: ignore[arg-type]
    ("milestone", lambda: pathway.why(PLAN, "bse.filled"), "'bse.filled'", "bse.filed"),
    ("milestone", lambda: pathway.why(PLAN, "star.listed"), "'star.listed'", None),
    (
        "route",
        lambda: pathway.why(PLAN, "bse.listed", "innovation>bs"),
        "'innovation>bs'",
        "innovation>bse",
    ),
    ("plan", lambda: pathway.outlook(SCENARIO), repr(SCENARIO)[:60], None),  # type: ignore[arg-type]
    ("targets", lambda: pathway.outlook(PLAN, ["star"]), "'star'", None),
    ("form", lambda: pathway.export(READINESS, "xlsx"), "'xlsx'", None),
    ("form", lambda: pathway.export(PLAN, "xslx"), "'xslx'", "xlsx"),
    ("answer", lambda: pathway.export([PLAN, READINESS], "json"), "[<Plan of", None),
    ("full", lambda: pathway.export(READINESS, "text", full=True), "True", None),
    ("path", lambda: pathway.save(PLAN, "plan.doc"), "'plan.doc'", None),
    ("topic", lambda: pathway.guide("jsn"), "'jsn'", "json"),
    ("name", lambda: pathway.schema("plans"), "'plans'", "plan"),
    ("today", lambda: pathway.firms_template(2026), "2026", None),  # type: ignore[arg-type]
    ("overlay", lambda: pathway.rules().check(3), "3", None),  # type: ignore[arg-type]
    ("level", lambda: LADDER.rung("champio"), "'champio'", "champion"),  # type: ignore[arg-type]
    ("outcomes", lambda: LADDER.rungs[0].with_outcome("unmett"), "'unmett'", "unmet"),  # type: ignore[arg-type]
)


@pytest.mark.parametrize(("argument", "call", "found", "nearest"), WRONG)
def test_a_wrong_argument_is_named(
    argument: str, call: Call, found: str, nearest: str | None
) -> None:
    """The error holds the argument's name, what was given and, of a name, the nearest one."""
    with pytest.raises(pathway.UsageError) as caught:
        call()
    error = caught.value
    assert (error.argument, error.nearest) == (argument, nearest)
    assert error.found.startswith(found) if len(found) > 8 else error.found == found


@pytest.mark.parametrize(
    "when", [datetime(2028, 1, 1, 9), datetime(2028, 1, 1, tzinfo=UTC)], ids=str
)
def test_a_moment_is_no_day(when: datetime) -> None:
    """A time of day, or a zone in which another day may be on, is refused."""
    with pytest.raises(pathway.UsageError, match="without a time of day"):
        pathway.plan(SCENARIO, by=when)


def test_midnight_stands_for_its_day() -> None:
    """What other libraries give for a day is taken as that day."""
    when = date(2028, 1, 1)
    assert pathway.plan(SCENARIO, by=datetime(2028, 1, 1)) == pathway.plan(SCENARIO, by=when)


# -- what is documented ----------------------------------------------------------------------------

VALID: dict[str, dict[str, object]] = {
    "plan": {"scenario": SCENARIO, "targets": ["neeq-innovation"]},
    "check": {"scenario": SCENARIO, "venue": "bse"},
    "compare": {"scenarios": [SCENARIO], "targets": ["neeq-innovation"]},
    "vary": {"scenario": SCENARIO, "grid": {"plan.pace": ["floor"]}},
    "levers": {"scenario": SCENARIO, "target": "neeq-innovation"},
    "simulate": {"scenario": SCENARIO, "draws": 4, "targets": ["neeq-innovation"]},
    "portfolio": {"targets": ["neeq-innovation"]},
    "load": {},
    "loads": {"text": TEXT},
    "rebuild": {"scenario": SCENARIO, "set": []},
    "load_rules": {},
    "ladder": {"scenario": SCENARIO},
    "money": {"scenario": SCENARIO, "target": "neeq-innovation"},
    "frame": {"answer": READINESS},
    "calendar": {"as_of": date(2026, 11, 23)},
    "rules": {},
    "backtest": {"cases": ()},
    "board_report": {"scenarios": SCENARIO, "targets": ("neeq-innovation",), "draws": 0},
    "why": {"plan": PLAN, "milestone": "bse.filed"},
    "outlook": {"plan": PLAN},
    "export": {"answer": READINESS, "form": "json"},
    "save": {"answer": READINESS, "path": "answer.csv"},
    "doctor": {"as_of": date(2026, 11, 23)},
    "guide": {},
    "schema": {"name": "plan"},
    "firms_template": {"today": date(2026, 11, 23)},
    "new": {"today": date(2026, 11, 23)},
    "example": {"name": "how-sure"},
    "parts": {"folder": "parts", "targets": ["neeq-innovation"]},
    "since": {
        "before": date(2026, 11, 20),
        "scenario": SCENARIO,
        "targets": ["neeq-innovation"],
    },
}
"""A call of each function that gives an answer quickly; its file is put in where it reads one."""
JUNK: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    10**20,
    1.5,
    float("nan"),
    "",
    "zzz",
    "\0",
    "\ud800",
    b"bse",
    date(1, 1, 1),
    date(9999, 12, 31),
    datetime(2027, 1, 1, 12),
    Path("zzz"),
    (),
    [""],
    ["zzz"],
    ["\0"],
    ["\ud800"],
    [None],
    [[]],
    {},
    {"": ""},
    {None: None},
    {"plan.pace": []},
    {"status": object()},
    object(),
    io.StringIO("text"),
)


@pytest.mark.slow
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda item: item.__name__)
def test_whatever_is_passed_the_errors_are_those_documented(
    function: Call, firms: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call with one argument of any kind and value answers, or raises what its docstring
    names.
    """
    monkeypatch.chdir(firms.parent)
    firms.with_name("firm.toml").write_text(TEXT, encoding="utf-8")
    files = {"portfolio": firms, "parts": firms, "load": firms.with_name("firm.toml")}
    valid = {**VALID[function.__name__]}
    if function.__name__ in files:
        valid["source"] = files[function.__name__]
    documented = tuple(getattr(pathway, name) for name in sections(function)[1]["Raises"])
    for name in inspect.signature(function).parameters:
        for junk in JUNK:
            try:
                answer = function(**{**valid, name: junk})
                if inspect.isgenerator(answer):
                    list(answer)
            except documented:
                pass
            except Exception as error:
                raise AssertionError(f"{name}={junk!r}") from error


EARLY = pathway.loads(TEXT, as_of=date(2005, 1, 1), set=["status.neeq_listed=2004-01-01"])
RAISED: dict[tuple[str, str], Call] = {
    ("plan", "OutOfRangeError"): lambda: pathway.plan(SCENARIO, ["neeq-base"]),
    ("check", "OutOfRangeError"): lambda: pathway.check(SCENARIO, "neeq-select"),
    ("compare", "OutOfRangeError"): lambda: pathway.compare([SCENARIO], ["unlisted"]),
    ("compare", "EngineError"): lambda: pathway.compare([SCENARIO], draws=1),
    ("vary", "InputError"): lambda: pathway.vary(SCENARIO, {"plan.pace": ["slow"]}),
    ("levers", "OutOfRangeError"): lambda: pathway.levers(EARLY),
    ("simulate", "OutOfRangeError"): lambda: pathway.simulate(EARLY),
    ("simulate", "EngineError"): lambda: pathway.simulate(SCENARIO),
    ("portfolio", "InputError"): lambda: pathway.portfolio("nowhere.csv"),
    ("portfolio", "EngineError"): lambda: list(pathway.portfolio(TABLE, cluster="nowhere")),
    ("load", "InputError"): lambda: pathway.load("nowhere.toml"),
    ("loads", "InputError"): lambda: pathway.loads("x = 1"),
    ("rebuild", "InputError"): lambda: pathway.rebuild(SCENARIO, {"plan.pase": "floor"}),
    ("load_rules", "InputError"): lambda: pathway.load_rules(["nowhere"]),
    ("money", "OutOfRangeError"): lambda: pathway.money(SCENARIO, "unlisted"),
    ("frame", "EngineError"): lambda: pathway.frame(READINESS, library="polars"),
    ("since", "InputError"): lambda: pathway.since({}, SCENARIO),
    ("since", "OutOfRangeError"): lambda: pathway.since(
        date(2026, 11, 20), SCENARIO, ["neeq-base"]
    ),
    ("calendar", "OutOfRangeError"): lambda: pathway.calendar(date(2061, 1, 1)),
    ("board_report", "OutOfRangeError"): lambda: pathway.board_report(SCENARIO, ["neeq-base"]),
    ("board_report", "InputError"): lambda: pathway.board_report(SCENARIO, since="nowhere.json"),
    ("backtest", "InputError"): lambda: pathway.backtest("nowhere.csv"),
    ("backtest", "EngineError"): lambda: pathway.backtest(),
    ("new", "InputError"): lambda: pathway.new(date(2026, 11, 23), answers={"firm.nme": "A"}),
    ("parts", "InputError"): lambda: pathway.parts("nowhere.csv", "parts"),
    ("parts", "EngineError"): lambda: pathway.parts(TABLE, "parts", form="parquet"),
    ("outlook", "EngineError"): lambda: pathway.outlook(PLAN, draws=1),
    ("export", "EngineError"): lambda: pathway.export(PLAN, "ics"),
    ("save", "EngineError"): lambda: pathway.save(PLAN, "plan.xlsx"),
    ("firms_template", "EngineError"): lambda: pathway.firms_template(date(2026, 11, 23)),
    ("doctor", "InputError"): lambda: pathway.doctor(date(2026, 11, 23), ledger="nowhere.toml"),
    ("doctor", "OutOfRangeError"): lambda: pathway.doctor(date(2061, 1, 1)),
    ("ladder", "OutOfRangeError"): lambda: pathway.ladder(SCENARIO, date(2061, 1, 1)),
}
"""For every error that a call documents, beside `UsageError`, a call that raises it."""


def test_every_documented_error_has_its_case() -> None:
    """No docstring names an error that is tried nowhere."""
    documented = {
        (item.__name__, name) for item in FUNCTIONS for name in sections(item)[1]["Raises"]
    }
    assert documented == RAISED.keys() | {(item.__name__, "UsageError") for item in FUNCTIONS}


@pytest.mark.parametrize(("function", "error"), RAISED)
def test_a_documented_error_is_raised(
    function: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a docstring says of an error is so: the call raises it, and no other."""
    if error == "EngineError":
        # As if numpy were missing, on which the module that draws rests.
        monkeypatch.setitem(sys.modules, "pathway.studies.simulate.running", None)
        monkeypatch.setitem(sys.modules, "pathway.studies.backtest.trials", None)
        monkeypatch.setitem(sys.modules, "polars", None)
        for library in ("pyarrow", "openpyxl", "icalendar"):
            monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(pathway.PathwayError) as caught:
        RAISED[function, error]()
    assert type(caught.value) is getattr(pathway, error)


def test_every_call_is_tried() -> None:
    """No public function is left out of the trial above."""
    assert {function.__name__ for function in FUNCTIONS} == set(VALID)
