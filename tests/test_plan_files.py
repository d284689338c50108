"""Plans as files of other programs: calendars that calendar programs accept, workbooks that hold no
formula.
"""

import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import openpyxl
import pytest
import vobject
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

import pathway
from pathway.base.phrases import Lang
from pathway.cli.main import main
from pathway.report.ics import ics_bytes
from pathway.report.xlsx import xlsx_bytes

SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))
BASE = next(path for path in SCENARIOS if path.stem == "base-tier-parts-maker")
MISS = next(path for path in SCENARIOS if path.stem == "nearest-miss")
LANGS: tuple[Lang, ...] = ("en", "zh")
TODAY = date(2026, 11, 23)

Set = dict[str, object]
Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line: (exit status, bytes on standard output, standard error)."""
    monkeypatch.setenv("PATHWAY_LANG", "en")

    def go(*args: str) -> tuple[int, bytes, str]:
        with pytest.raises(SystemExit) as left:
            main(list(args))
        out, err = capfdbinary.readouterr()
        return int(left.value.code or 0), out, err.decode("utf-8")

    return go


def planned(path: Path = BASE, changes: Set | None = None, by: date | None = None) -> pathway.Plan:
    return pathway.plan(pathway.load(path, set=changes or {}, today=TODAY), by=by)


# -- a reader of RFC 5545 of our own ---------------------------------------------------------------

LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
TEXTS = {"SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME"}
ONCE = {
    "VCALENDAR": {"PRODID", "VERSION", "NAME", "X-WR-CALNAME"},
    "VEVENT": {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "TRANSP",
        "CATEGORIES",
        "SEQUENCE",
    },
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
}
INSIDE = {"VCALENDAR": "", "VEVENT": "VCALENDAR", "VALARM": "VEVENT"}
Properties = list[tuple[str, str, str]]


def components(data: bytes) -> Iterator[tuple[str, Properties]]:
    """The components of a calendar, innermost first, checked line by line against RFC 5545, section
    3.
    """
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    lines = data.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no character is cut in two
    stack: list[tuple[str, Properties]] = []
    whole = data.replace(b"\r\n ", b"").decode("utf-8").removesuffix("\r\n")
    for content in whole.split("\r\n"):
        match = LINE.fullmatch(content)
        assert match, content
        name, parameters, value = match.groups()
        if name == "BEGIN":
            assert INSIDE[value] == (stack[-1][0] if stack else "")
            stack.append((value, []))
        elif name == "END":
            assert stack[-1][0] == value
            yield stack.pop()
        else:
            stack[-1][1].append((name, parameters, value))
    assert stack == []


def events(data: bytes) -> list[dict[str, str]]:
    """The events of a strictly valid calendar: property -> raw value."""
    out = []
    for kind, properties in components(data):
        names = [name for name, _, _ in properties]
        assert {name for name in names if names.count(name) == 1} >= ONCE[kind], kind
        assert "METHOD" not in names
        for name, parameters, value in properties:
            if name in TEXTS:
                assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value), value
            if name in ("DTSTART", "DTEND"):
                assert (parameters, len(value)) == (";VALUE=DATE", 8)
            if name == "DTSTAMP":
                assert re.fullmatch(r"\d{8}T\d{6}Z", value)
        if kind == "VEVENT":
            out.append({name: value for name, _, value in properties})
    assert len({event["UID"] for event in out}) == len(out)
    return out


def days(event: dict[str, str]) -> tuple[date, date]:
    return tuple(datetime.strptime(event[name], "%Y%m%d").date() for name in ("DTSTART", "DTEND"))  # type: ignore[return-value]


# -- calendars -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
@pytest.mark.parametrize("lang", LANGS)
def test_every_calendar_is_valid_to_three_readers(path: Path, lang: Lang) -> None:
    """Every scenario's calendar passes RFC 5545 line by line, and vobject and icalendar read the
    same events in it.
    """
    data = ics_bytes([planned(path)], lang)
    own = sorted((*days(e), e["UID"]) for e in events(data))
    calendar = vobject.readOne(data.decode("utf-8"), validate=True)
    assert (
        sorted((e.dtstart.value, e.dtend.value, e.uid.value) for e in calendar.vevent_list) == own
    )
    parsed = icalendar.Calendar.from_ical(data)
    assert (
        sorted(
            (e.decoded("DTSTART"), e.decoded("DTEND"), str(e["UID"])) for e in parsed.walk("VEVENT")
        )
        == own
    )
    assert all(second - first == timedelta(days=1) for first, second, _ in own)


def test_a_fixed_day_is_an_all_day_event() -> None:
    """A filing fixed for 15 December 2026 is an event from that day to the next, that blocks no
    time.
    """
    data = ics_bytes(
        [planned(changes={"milestones": {"bse.filed": date(2026, 12, 15)}, "firm.name": "Acme"})],
        "en",
    )
    (event,) = [e for e in events(data) if e["SUMMARY"] == "Acme: BSE filing"]
    assert (event["DTSTART"], event["DTEND"]) == ("20261215", "20261216")
    assert (event["TRANSP"], event["STATUS"]) == ("TRANSPARENT", "CONFIRMED")


def test_past_facts_are_left_out() -> None:
    """What took place before the as-of day needs no entry any more."""
    changes: Set = {"milestones": {"bse.tutoring_filed": date(2026, 6, 1)}}
    assert not [
        e
        for e in events(ics_bytes([planned(changes=changes)], "en"))
        if "tutoring filing" in e["SUMMARY"]
    ]


def test_every_milestone_ahead_is_there_once() -> None:
    """The best route's milestones are events on their days; the company's own with slack also on
    their latest days.
    """
    plan = planned()
    found = {e["SUMMARY"].partition(": ")[2]: days(e)[0] for e in events(ics_bytes([plan], "en"))}
    route = plan.best["bse"]
    assert found["BSE listing"] == route.date
    assert found["innovation-tier window"] == route.milestone("innovation.window").date
    assert found["latest day for BSE filing"] == route.milestone("bse.filed").latest
    assert "latest day for BSE acceptance" not in found
    assert len(found) == len(route.milestones) + sum(
        name.startswith("latest day") for name in found
    )


def test_reminders_are_for_days_of_the_firm_and_not_in_the_past() -> None:
    """30 and 7 days before filing, replies, resolutions, tutoring filing and windows; never for
    what others do.
    """
    parsed = icalendar.Calendar.from_ical(ics_bytes([planned()], "en"))
    reminded = {
        str(e["SUMMARY"]).partition(": ")[2]: [-a.decoded("TRIGGER").days for a in e.walk("VALARM")]
        for e in parsed.walk("VEVENT")
    }
    own = ("BSE filing", "innovation-tier window", "BSE last reply to inquiries")
    assert [reminded[name] for name in own] == [[30, 7]] * 3
    assert reminded["BSE shareholders' resolution"] == [7]  # 9 December is 16 days from 23 November
    assert reminded["BSE tutoring filing"] == []  # today
    others = (
        "BSE acceptance",
        "BSE listing committee",
        "BSE registration",
        "BSE listing",
        "innovation-tier entry",
    )
    assert [reminded[name] for name in others] == [[]] * 5


def test_a_plan_of_another_day_replaces_events_and_doubles_none() -> None:
    """A month later the events have the same identifiers, later stamps and higher sequence
    numbers.
    """
    first = {e["SUMMARY"]: e for e in events(ics_bytes([planned()], "en"))}
    later = {
        e["SUMMARY"]: e
        for e in events(ics_bytes([planned(changes={"as_of": date(2026, 12, 23)})], "en"))
    }
    name = "Example Precision Parts: BSE listing"
    assert first[name]["UID"] == later[name]["UID"]
    assert first[name]["DTSTART"] != later[name]["DTSTART"]
    assert first[name]["DTSTAMP"] < later[name]["DTSTAMP"] == "20261223T000000Z"
    assert int(later[name]["SEQUENCE"]) - int(first[name]["SEQUENCE"]) == 30


def test_identifiers_do_not_depend_on_the_language() -> None:
    """A calendar in Chinese replaces the same one in English."""
    english, chinese = ({e["UID"] for e in events(ics_bytes([planned()], lang))} for lang in LANGS)
    assert english == chinese


def test_two_scenarios_of_one_name_keep_apart() -> None:
    """Two plans of scenarios with one name, such as two paces, give no identifier twice."""
    plans = [planned(), planned(changes={"plan.pace": "cautious"})]
    assert len(events(ics_bytes(plans, "en"))) == sum(
        len(events(ics_bytes([p], "en"))) for p in plans
    )


@pytest.mark.parametrize("by", [None, date(2027, 6, 30)], ids=["blocked", "deadline"])
def test_a_plan_without_a_date_says_what_blocks(by: date | None) -> None:
    """Where no route is feasible the calendar has one entry, today, with what blocks and the rule's
    threshold.
    """
    (event,) = events(ics_bytes([planned(MISS if by is None else BASE, by=by)], "en"))
    assert days(event)[0] == TODAY
    assert "no feasible day for Beijing Stock Exchange" in event["SUMMARY"]
    assert ("Standard 1\\, two years" if by is None else "2027-06-30") in event["DESCRIPTION"]


PLAN = planned()
NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=120)


@pytest.mark.slow
@settings(max_examples=20, deadline=None, derandomize=True)
@given(NAMES)
def test_any_name_comes_back_from_calendar_and_workbook(name: str) -> None:
    """Whatever characters a firm's name holds, both files are valid and give it back as it was."""
    scenario = PLAN.scenario
    plan = evolve(PLAN, scenario=evolve(scenario, name=name, firm=evolve(scenario.firm, name=name)))
    data = ics_bytes([plan], "en")
    assert events(data)
    titles = [str(e.summary.value) for e in vobject.readOne(data.decode("utf-8")).vevent_list]
    assert f"{name}: BSE listing" in titles
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([plan], "en")))
    assert book.worksheets[0]["A2"].value == name
    assert book.worksheets[0]["A2"].data_type == "s"


# -- workbooks -------------------------------------------------------------------------------------


def workbook(plans: Sequence[pathway.Plan], lang: Lang = "en") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(plans, lang)))


def table(book: Workbook, sheet: str) -> list[dict[str, object]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_milestones_are_rows_with_real_dates() -> None:
    """Every milestone of every route is a row; dates are Excel dates, slack is a number."""
    plan = planned()
    rows = table(workbook([plan]), "Milestones")
    route = plan.best["bse"]
    assert [(row["Id"], row["Date"], row["Slack (days)"]) for row in rows] == [
        (m.id, datetime.combine(m.date, datetime.min.time()), m.slack_days)
        for m in route.milestones
    ]


def test_the_summary_names_the_best_route_and_its_day() -> None:
    """The summary has one row per target: its best route, day and standard, or that there is no day
    and why.
    """
    found = planned()
    rows = table(workbook([found, planned(MISS)]), "Summary")
    assert rows[0]["Best route"] == "innovation tier > BSE listing"
    assert rows[0]["Earliest day"] == datetime.combine(
        found.best["bse"].date or date.max, datetime.min.time()
    )
    assert rows[0]["Standard"] == "Standard 1: profit and return on equity"
    assert (rows[1]["Best route"], rows[1]["Earliest day"]) == (None, "no feasible day")
    assert rows[1]["Decided by"]


@pytest.mark.parametrize(
    ("stem", "rule", "words"),
    [
        ("penalty-look-back", "bse.negative.censure", "No public censure within 12 months"),
        ("straight-to-innovation", "bse.twelve-months", "Twelve months of continuous NEEQ listing"),
        ("forecast-year-decides", "bse.standard", "2027-03-24"),
    ],
)
def test_the_summary_names_the_law_that_decides(stem: str, rule: str, words: str) -> None:
    """It is the last rule or fact of the chain, as each scenario teaches it, not the time of the
    last step.
    """
    plan = planned(next(path for path in SCENARIOS if path.stem == stem))
    (row,) = [
        row
        for row in table(workbook([plan]), "Summary")
        if row["Target"] == "Beijing Stock Exchange"
    ]
    assert row["Rule"] == rule
    assert words in str(row["Decided by"])


def test_causes_are_the_chain_of_why() -> None:
    """The causes sheet is `why` of the last milestone, link by link, with citations."""
    plan = planned()
    rows = table(workbook([plan]), "Causes")
    chain = plan.best["bse"].why("bse.listed")
    assert [row["Rule"] for row in rows] == [link.cause.rule for link in chain]
    assert rows[0]["Citation"]


def test_requirements_and_reservations_are_complete() -> None:
    """Every requirement of the route is a row, and every assumption is."""
    plan = planned()
    route, book = plan.best["bse"], workbook([plan])
    assert [row["Id"] for row in table(book, "Requirements")] == [r.id for r in route.requirements]
    assumed = [
        row["Text"] for row in table(book, "Assumptions and warnings") if row["Kind"] == "assumed"
    ]
    assert assumed == list(route.assumed)


def test_titles_speak_chinese() -> None:
    """Sheets and columns are in the language asked for."""
    book = workbook([planned()], "zh")
    assert book.sheetnames == ["概要", "时间节点", "条件", "关键路径", "假设与提示", "时间表"]
    assert book["时间节点"]["G1"].value == "日期"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "{=", "'="])
def test_no_text_becomes_a_formula(sign: str) -> None:
    """A scenario's name that looks like a formula stays the text it is, also when someone edits the
    cell.
    """
    evil = f'{sign}HYPERLINK("http://example.invalid","x")'
    data = xlsx_bytes([planned(changes={"name": evil})], "en")
    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (evil, "s")
    assert cell.quotePrefix == (sign[0] in "=+-@")
    assert parts(data, "main:f") == []


XML = {
    "main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "type": "http://schemas.openxmlformats.org/package/2006/content-types",
    "terms": "http://purl.org/dc/terms/",
}


def parts(data: bytes, path: str, only: str = "xl/worksheets/") -> list[ElementTree.Element]:
    """The elements at a path in the parts of a workbook whose names begin so."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        trees = [
            ElementTree.fromstring(archive.read(n))
            for n in archive.namelist()
            if n.startswith(only)
        ]
    return [found for tree in trees for found in tree.iterfind(f".//{path}", XML)]


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_the_archive_is_sound(path: Path) -> None:
    """Every part is XML with a declared type, every relation leads to a part, and no sheet holds a
    formula.
    """
    data = xlsx_bytes([planned(path)], "zh")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        for name in names:
            ElementTree.fromstring(archive.read(name))
        for name in (n for n in names if n.endswith(".rels")):
            folder = Path("/", name).parent.parent
            for relation in ElementTree.fromstring(archive.read(name)).iterfind(
                "rel:Relationship", XML
            ):
                assert str((folder / relation.attrib["Target"]).resolve())[1:] in names
    declared = {e.attrib["PartName"][1:] for e in parts(data, "type:Override", "[Content_Types]")}
    assert {n for n in names if not n.endswith(".rels") and n != "[Content_Types].xml"} <= declared
    assert parts(data, "main:f") == []


def test_sheets_are_set_up_for_reading_and_printing() -> None:
    """Each sheet has a header that stays (one row; five above the weeks of the timetable), filters,
    and prints landscape at the width of one page.
    """
    data = xlsx_bytes([planned()], "en")
    assert [e.attrib["state"] for e in parts(data, "main:pane")] == ["frozen"] * 6
    assert [e.attrib["ySplit"] for e in parts(data, "main:pane")] == [*["1"] * 5, "5"]
    assert len(parts(data, "main:autoFilter")) == 6
    setups = [e.attrib for e in parts(data, "main:pageSetup")]
    assert [(e["orientation"], e["fitToWidth"], e["fitToHeight"]) for e in setups] == [
        ("landscape", "1", "0")
    ] * 6
    assert [e.attrib["fitToPage"] for e in parts(data, "main:pageSetUpPr")] == ["1"] * 6


def test_chinese_columns_are_wide_enough() -> None:
    """A column is at least as wide as its widest short Chinese text, at two columns a character."""
    sheet = workbook([planned()], "zh")["时间节点"]
    assert (
        max(2 * len(str(cell.value)) for cell in sheet["F"]) <= sheet.column_dimensions["F"].width
    )


# -- both, on the command line ---------------------------------------------------------------------


@pytest.mark.parametrize("form", ["ics", "xlsx"])
def test_the_same_plan_gives_the_same_bytes(run: Run, tmp_path: Path, form: str) -> None:
    """Standard output and -o hold the same bytes, whenever they are made."""
    target = tmp_path / f"plan.{form}"
    assert run("plan", str(BASE), "--format", form, "-o", str(target))[:2] == (0, b"")
    archived = zipfile.ZipFile(target).infolist() if form == "xlsx" else []
    assert {info.date_time for info in archived} <= {(1980, 1, 1, 0, 0, 0)}
    assert run("plan", str(BASE), "--format", form) == (0, target.read_bytes(), "")


def test_a_workbook_is_dated_as_of() -> None:
    """The workbook says that it was made and changed on the as-of day."""
    data = xlsx_bytes([planned()], "en")
    stamps = [
        e.text
        for name in ("created", "modified")
        for e in parts(data, f"terms:{name}", "docProps/core")
    ]
    assert stamps == ["2026-11-23T00:00:00Z"] * 2


@pytest.mark.parametrize("form", ["ics", "xlsx"])
def test_an_infeasible_plan_is_written_and_leaves_with_3(
    run: Run, tmp_path: Path, form: str
) -> None:
    """Without a feasible route the file is complete all the same, and the exit status is 3."""
    target = tmp_path / "plan"
    assert run("plan", str(MISS), "--format", form, "-o", str(target))[0] == 3
    assert target.stat().st_size > 0


@pytest.mark.parametrize(("form", "library"), [("ics", "icalendar"), ("xlsx", "openpyxl")])
def test_a_missing_library_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str, library: str
) -> None:
    """Without its library a format is refused with the command that installs it, and nothing is
    written.
    """
    monkeypatch.setitem(sys.modules, library, None)
    status, out, err = run("plan", str(BASE), "--format", form, "-o", str(tmp_path / "plan"))
    assert (status, out) == (1, b"")
    assert f"pip install {library}" in err
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_not_flooded_with_a_workbook(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook without -o is refused in words when standard output is a terminal."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    status, out, err = run("plan", str(BASE), "--format", "xlsx")
    assert (status, out) == (2, b"")
    assert "-o plan.xlsx" in err
