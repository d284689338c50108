"""`pathway new` as its user meets it: whole interviews, interruptions, wrong answers, templates."""

import contextlib
import io
import os
import random
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from attrs import evolve
from freezegun import freeze_time
from rich.cells import cell_len

import pathway
from pathway.base.errors import InputError
from pathway.base.phrases import Lang
from pathway.cli.main import main
from pathway.law.events import EVENT_KEYS
from pathway.law.rulebook import vocabulary
from pathway.law.steps import Venue
from pathway.scenario.file.fields import Day, Flag, Num
from pathway.scenario.firm import FACTS
from pathway.scenario.interview import flow
from pathway.scenario.interview.answers import parsed
from pathway.scenario.interview.conversation import Talk, conversation
from pathway.scenario.interview.entries import sections
from pathway.scenario.interview.session import Session, draft, resumed

SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))
TODAY = date(2026, 11, 23)
NEW: tuple[Venue, ...] = ("unlisted", "neeq-base", "neeq-innovation", "bse")
LANGS: tuple[Lang, ...] = ("en", "zh")
Answers = Mapping[str, str]

YEARS = {
    f"fiscal_years.{year}.{name}": value
    for year, profit in {2023: 20, 2024: 23, 2025: 26, 2026: 30, 2027: 34, 2028: 38}.items()
    for name, value in {
        "net_profit": f"{profit}",
        "revenue": f"{profit * 8}",
        "operating_cash_flow": f"{profit}",
        "roe": "14%",
        "rd_expense": f"{profit / 2}",
        "net_assets": f"{profit * 7}",
        "audit_opinion": "unqualified",
    }.items()
}
COMMON = {
    "firm.name": "Example Pumps",
    "unit": "million",
    "firm.founded": "2012-05-08",
    "firm.industry": "C34",
    "facts.share_capital": "42,000,000",
    "facts.market_cap": "pe 25",
    "facts.public_float": "30%",
    "offering.new_shares": "14000000",
    "offering.placees": "400",
    "offering.holders_after": "420",
    **YEARS,
}
FIRMS: Mapping[str, Answers] = {
    "unlisted": {
        **COMMON,
        "status.venue": "unlisted",
        "plan.targets": "bse",
        "firm.joint_stock_since": "2019-03-01",
        "facts.holders": "64",
        "facts.listing_placement": "15",
    },
    "neeq-base": {
        **COMMON,
        "status.venue": "3",
        "status.neeq_listed": "2025年3月12日",
        "plan.targets": "2",
        "events.0.more": "y",
        "events.0.kind": "late-report",
        "events.0.date": "2024-09-01",
        "facts.cash_raised_24m": "1500万",
    },
    "neeq-innovation": {
        **COMMON,
        "status.venue": "neeq-innovation",
        "status.neeq_listed": "2024/03/12",
        "plan.targets": "bse",
        "status.innovation_entered": "2026-05-20",
        "milestones.0.more": "yes",
        "milestones.0.id": "bse.tutoring_filed",
        "milestones.0.date": "2026-06-01",
    },
    "bse": {
        **COMMON,
        "status.venue": "bse",
        "status.bse_listed": "2024-01-05",
        "plan.targets": "chinext",
        **{
            key: f"{float(value) * 3}"
            for key, value in YEARS.items()
            if value[0].isdigit() and "%" not in value
        },
        "fiscal_years.2025.net_profit": "26",
        "fiscal_years.2026.net_profit": "30",
        "facts.volume_60d": "1200万",
        "facts.market_cap": "1,500",
        "facts.holders": "5000",
        "statements.more": "yes",
        "governance.positioning": "yes",
    },
}


def finished(answers: Answers, session: Session | None = None) -> Session:
    """The interview of a firm, with an empty answer wherever it says nothing."""
    session = session or Session("firm.toml", TODAY)
    while (question := session.pending()) is not None:
        session = session.answered(answers.get(question.key, ""))
    return session


@cache
def moments(venue: str) -> tuple[Session, ...]:
    """The interview of one of the firms before each of its questions, and when it is over."""
    sessions = [Session("firm.toml", TODAY)]
    while (question := sessions[-1].pending()) is not None:
        sessions.append(sessions[-1].answered(FIRMS[venue].get(question.key, "")))
    return tuple(sessions)


def whole(venue: str) -> Session:
    """The whole interview of one of the firms."""
    return moments(venue)[-1]


def typed(venue: str) -> list[str]:
    """What is typed in a whole interview, line by line."""
    return [FIRMS[venue].get(key, "") for key in whole(venue).answers]


def up_to(key: str, venue: str) -> Session:
    """The interview of one of the firms at a question."""
    for session in moments(venue):
        question = session.pending()
        if question is not None and question.key == key:
            return session
    raise AssertionError(f"{key} is not asked")


def asked(answers: Answers) -> set[str]:
    return set(finished(answers).answers)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command line in an empty folder with lines on standard input, on 23 November
    2026.
    """
    monkeypatch.setenv("PATHWAY_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)

    def go(*args: str, lines: list[str] | None = None) -> tuple[int, str, str]:
        data = "".join(f"{line}\n" for line in lines or []).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        with freeze_time("2026-11-23 04:00:00"), pytest.raises(SystemExit) as left:
            main(list(args))
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return go


# -- whole interviews ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "venue",
    ["neeq-base", *(pytest.param(v, marks=pytest.mark.slow) for v in NEW if v != "neeq-base")],
)
@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_a_whole_interview_writes_a_scenario_that_plans(run: Run, venue: str, lang: str) -> None:
    """The answers of a firm at each venue give a file that loads, holds them in yuan, and has a
    listing date.
    """
    status, out, err = run("--lang", lang, "new", "--all", "firm.toml", lines=typed(venue))
    assert (status, out) == (0, "")
    assert max(cell_len(line) for line in err.splitlines()) <= 80
    assert [path.name for path in Path().iterdir()] == ["firm.toml"]
    scenario = pathway.load("firm.toml")
    assert (scenario.name, scenario.as_of, scenario.firm.status.venue) == (
        "Example Pumps",
        TODAY,
        venue,
    )
    profits = {year.year: (year.basis, year.net_profit) for year in scenario.firm.fiscal_years}
    assert profits[2025] == ("audited", 26_000_000)
    assert profits[2026] == ("forecast", 30_000_000)
    assert len(profits) == 6
    assert run("plan", "firm.toml")[0] == 0


def test_answers_come_with_their_own_units() -> None:
    """1500万 is 15 million yuan and pe 25 a multiple, in a file that counts in millions."""
    document = tomllib.loads(whole("neeq-base").text("en"))
    assert document["facts"]["cash_raised_24m"] == 15
    assert document["facts"]["market_cap"] == {"pe": 25}
    assert document["facts"]["public_float"] == 0.3
    assert document["events"] == [{"kind": "late-report", "date": date(2024, 9, 1)}]
    assert document["status"]["neeq_listed"] == date(2025, 3, 12)
    assert document["plan"]["targets"] == ["bse"]


def flat(value: object, path: str = "") -> dict[str, str]:
    """A scenario's document as answers."""
    out: dict[str, str] = {}
    if isinstance(value, list) and path == "plan.targets":
        out[path] = ", ".join(map(str, value))
    elif isinstance(value, list):
        for n, row in enumerate(value):
            if path == "events":
                out[f"{path}.{n}.more"] = "yes"
            out |= flat(row, f"{path}.{row['year'] if path == 'fiscal_years' else n}")
    elif isinstance(value, dict) and path == "milestones":
        for n, (name, day) in enumerate(value.items()):
            out |= {
                f"milestones.{n}.more": "yes",
                f"milestones.{n}.id": name,
                f"milestones.{n}.date": str(day),
            }
    elif isinstance(value, dict) and set(value) == {"pe"}:
        out[path] = f"pe {value['pe']}"
    elif isinstance(value, dict):
        for key, inner in value.items():
            out |= flat(inner, f"{path}.{key}" if path else key)
    else:
        text = str(float(value) if isinstance(value, Fraction) else value)
        out[path] = {"True": "yes", "False": "no"}.get(text, text)
    return out


@pytest.mark.slow
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_an_interview_asks_for_all_that_a_plan_rests_on(path: Path) -> None:
    """The answers of every shipped scenario, given to the interview, make the same plan as the
    scenario itself.
    """
    given = pathway.load(path)
    document = cast("dict[str, list[dict[str, int]]]", given.document)
    years = sorted(row["year"] for row in document["fiscal_years"])
    answers = {
        **flat(document),
        "years.first": str(years[0]),
        "years.last": str(years[-1]),
        "statements.more": "yes",
        **{f"half.{row['year']}": "yes" for row in document["fiscal_years"] if "half_year" in row},
    }
    told = pathway.loads(finished(answers, Session("firm.toml", given.as_of)).text("en"))
    told = evolve(told, durations=given.durations)
    first, second = (
        [
            (r.id, r.date, r.standard, [(m.id, m.date, m.latest) for m in r.milestones])
            for r in pathway.plan(s).routes
        ]
        for s in (given, told)
    )
    assert first == second


# -- what is asked ---------------------------------------------------------------------------------


def test_a_firm_is_asked_only_for_what_its_venue_needs() -> None:
    """No NEEQ date of an unlisted firm, no tier date in the base tier, listing day and volume on
    the exchange.
    """
    unlisted, base, innovation, bse = (set(whole(venue).answers) for venue in NEW)
    dates = {"status.neeq_listed", "status.innovation_entered", "status.bse_listed"}
    assert unlisted & dates == set()
    assert base & dates == {"status.neeq_listed"}
    assert innovation & dates == {"status.neeq_listed", "status.innovation_entered"}
    assert bse & dates == {"status.bse_listed"}
    assert "facts.volume_60d" in bse
    assert "offering.new_shares" not in bse
    assert {"facts.listing_placement", "firm.joint_stock_since"} <= unlisted - base


def test_a_firm_is_asked_only_for_what_its_targets_need() -> None:
    """Patents and R&D staff are asked where STAR is a target, and not where only the Beijing
    exchange is.
    """
    base = FIRMS["neeq-base"]
    assert "facts.invention_patents" not in asked(base)
    assert {"facts.invention_patents", "facts.rd_staff_ratio"} <= asked(
        {**base, "plan.targets": "bse star"}
    )


def test_events_are_asked_for_what_they_need() -> None:
    """A demotion has a ground, an investigation an end, a withdrawal its venue and whether an
    inspection came first.
    """
    kinds = ("tier-demotion", "investigation", "application-withdrawn", "public-censure")
    answers = {**FIRMS["neeq-base"], **{f"events.{n}.more": "yes" for n in range(4)}}
    answers |= {f"events.{n}.kind": kind for n, kind in enumerate(kinds)}
    answers |= {f"events.{n}.date": "2025-01-10" for n in range(4)}
    keys = asked(answers)
    rows = [{key.split(".")[2] for key in keys if key.startswith(f"events.{n}.")} for n in range(4)]
    more = [row - {"more", "kind", "date"} for row in rows]
    assert more == [{"ground"}, {"until"}, {"after_inspection", "venue"}, set()]


def test_a_question_on_an_event_is_for_the_kinds_that_take_its_key() -> None:
    """The kinds named with a question are those of which the loader takes the answer."""
    (events,) = (section for section in sections() if section.id == "events")
    for entry in events.entries:
        key = entry.path.rpartition(".")[2]
        takes = tuple(kind for kind, keys in EVENT_KEYS.items() if key in keys)
        assert entry.if_kind == takes, key


def test_the_test_of_an_entry_is_asked_of_those_who_entered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a rule reads by which test a firm entered the tier, only those who did are asked."""
    path = "status.innovation_test"
    monkeypatch.setattr(flow, "uses_of", lambda *_: {path: ("a rule",)})
    assert path in asked(FIRMS["neeq-innovation"])
    assert path not in asked(FIRMS["neeq-base"])


ONLY_IN_FILES = {
    "facts.market_value",
    "facts.closing_price_fen",
    "fiscal_years.{year}.directors_vouch",
}
"""What only a file says: series of market days, and what hardly ever happens."""


def test_every_word_of_the_law_can_be_asked() -> None:
    """Each fact, figure and date that the law may read has a question, so that no reform reads what
    is not asked.
    """
    known = {entry.path for section in sections() for entry in section.entries} | {
        "status.earlier_neeq",
        *ONLY_IN_FILES,
    }
    words = {
        m.path for m in vocabulary().values() if m.path and not m.path.startswith("governance.")
    }
    assert words - known == set()
    assert {f"facts.{name}" for name in FACTS} - known == set()


# -- leaving and going on --------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("venue", NEW)
def test_a_draft_of_any_moment_leads_to_the_same_file(venue: str) -> None:
    """An interview interrupted at any question goes on at that question, and ends in the same
    file.
    """
    session = Session("firm.toml", TODAY)
    while (question := session.pending()) is not None:
        again = resumed("firm.toml", draft(session), "firm.toml.draft")
        assert again == session
        session = again.answered(FIRMS[venue].get(question.key, ""))
    assert session.text("en") == whole(venue).text("en")


@pytest.mark.slow
@pytest.mark.parametrize("stop", [1, 30, 58])
@pytest.mark.parametrize("way", ["end", "quit", "interrupt"])
def test_an_interrupted_interview_goes_on(
    run: Run, monkeypatch: pytest.MonkeyPatch, stop: int, way: str
) -> None:
    """End of input, quit and Ctrl-C keep a draft and leave with 1; the next run goes on and removes
    the draft.
    """
    lines = typed("neeq-base")
    if way == "interrupt":
        hear = iter(lines[:stop])

        def stopped() -> str:
            for line in hear:
                return line
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("pathway.cli.new._hear", stopped)
            status, out, err = run("new", "--all", "firm.toml")
    else:
        status, out, err = run(
            "new", "--all", "firm.toml", lines=lines[:stop] + (["quit"] if way == "quit" else [])
        )
    assert (status, out) == (1, "")
    assert f"kept in firm.toml.draft: {stop}." in " ".join(err.split())
    assert [path.name for path in Path().iterdir()] == ["firm.toml.draft"]
    status, _, err = run("new", "--all", "firm.toml", lines=lines[stop:])
    assert status == 0
    assert f"answered already: {stop}." in " ".join(err.split())
    assert Path("firm.toml").read_text(encoding="utf-8") == whole("neeq-base").text("en")
    assert [path.name for path in Path().iterdir()] == ["firm.toml"]


def test_a_terminal_edits_lines_and_ends_with_control_d(tmp_path: Path) -> None:
    """On a terminal a typed line can be corrected, and Ctrl-D leaves with a draft."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    args = [sys.executable, "-m", "pathway", "new", "--all", "firm.toml"]
    paths = os.pathsep.join([str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    env = {
        **os.environ,
        "PATHWAY_LANG": "en",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "PYTHONPATH": paths,
    }
    with subprocess.Popen(
        args, cwd=tmp_path, env=env, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        for line in (b"Acmf\x7fe\n", b"\x04"):
            said = b""
            while not said.endswith(b"> "):
                said += os.read(ours, 1024)
            os.write(ours, line)
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while os.read(ours, 1024):
                pass
    os.close(ours)
    assert process.returncode == 1
    assert '"firm.name" = "Acme"' in (tmp_path / "firm.toml.draft").read_text(encoding="utf-8")


def test_a_draft_keeps_its_day() -> None:
    """An interview begun yesterday and ended today gives the file of yesterday: years and defaults
    do not shift.
    """
    session = up_to("years.first", "neeq-base")
    again = resumed("firm.toml", draft(session), "x")
    assert again.today == TODAY


def test_leaving_before_the_first_answer_keeps_nothing(run: Run) -> None:
    """Who leaves at once leaves no draft behind."""
    assert run("new", "firm.toml", lines=["quit"])[0] == 1
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        'schema = "pathway.interview/1"\n',
        'schema = "pathway.interview/2"\ntoday = 2026-11-23\n[answers]\n',
        'schema = "pathway.interview/1"\ntoday = 2026-11-23\nanswers = 3\n',
        'schema = "pathway.interview/1"\ntoday = 2026-11-23\n[answers]\n"firm.name" = 3\n',
        'schema = "pathway.interview/1"\ntoday = 2026-11-23\n[answers]\n"firm.name" = ""\n'
        '"status.venue" = "neeq-base"\n'
        '"unit" = "yuan"\n"as_of" = "2026-11-23"\n"status.neeq_listed" = "2027-01-01"\n',
        'schema = "pathway.interview/1"\ntoday = 2026-11-23\n[answers]\n"firm.name" = ""\n'
        '"status.venue" = "neeq-base"\n'
        '"unit" = "yuan"\n"as_of" = "soon"\n"status.neeq_listed" = "2025-01-01"\n',
    ],
)
def test_a_broken_draft_is_refused_in_words(run: Run, text: str) -> None:
    """What is no draft, or holds answers that no interview takes, is refused with its name and left
    alone.
    """
    Path("firm.toml.draft").write_text(text, encoding="utf-8")
    status, out, err = run("new", "firm.toml", lines=["Acme"])
    assert (status, out) == (2, "")
    assert "firm.toml" in err
    assert Path("firm.toml.draft").read_text(encoding="utf-8") == text


# -- answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "wrong", "words"),
    [
        ("status.venue", "neeq-bse", "neeq-base"),
        ("status.venue", "", "needed"),
        ("status.venue", "star", "unlisted"),
        ("unit", "dollars", "million"),
        ("as_of", "2026-02-30", "calendar"),
        ("as_of", "tomorrow", "2027-07-01"),
        ("status.neeq_listed", "2027-03-12", "on or before as_of"),
        ("status.neeq_listed", "", "needed"),
        ("plan.targets", "neeq-base", "star"),
        ("plan.pace", "quick", "typical"),
        ("firm.joint_stock_since", "2010-01-01", "founding"),
        ("firm.industry", "pumps", "GB/T 4754"),
        ("years.first", "soon", "whole number"),
        ("years.last", "2022", "2023"),
        ("fiscal_years.2024.basis", "forecast", ""),
        ("fiscal_years.2026.basis", "audited", "not over"),
        ("fiscal_years.2025.net_profit", "many", "amount of money"),
        ("fiscal_years.2025.revenue", "-3", "not below 0"),
        ("fiscal_years.2025.roe", "1300", "-10 to 10"),
        ("fiscal_years.2025.published", "2025-04-16", "2025-12-31"),
        ("fiscal_years.2025.audit_opinion", "fine", "unqualified"),
        ("half.2026", "perhaps", "true or false"),
        ("facts.share_capital", "1.5", "whole number"),
        ("facts.market_cap", "pe many", "number"),
        ("facts.public_float", "130%", "0 to 1"),
        ("events.0.kind", "fine", "public-censure"),
        ("events.0.date", "", "needed"),
    ],
)
def test_a_wrong_answer_is_refused_at_once(key: str, wrong: str, words: str) -> None:
    """The loader's own words say what is wrong; the question stays, and the right answer is taken
    after it.
    """
    session = up_to(key, "unlisted" if key == "firm.joint_stock_since" else "neeq-base")
    if (key, wrong) == ("fiscal_years.2024.basis", "forecast"):
        # A forecast year may stand before years to come: it is the next audited one that
        # contradicts.
        session, key, wrong, words = (
            session.answered(wrong),
            "fiscal_years.2025.basis",
            "audited",
            "forecast year",
        )
        while (question := session.pending()) is not None and question.key != key:
            session = session.answered("")
    with pytest.raises(InputError) as refused:
        session.answered(wrong)
    assert words in str(refused.value)
    question = session.pending()
    assert question is not None and question.key == key


def test_a_wrong_answer_shows_its_problem_and_asks_again(run: Run) -> None:
    """In the conversation the problem stands behind the answer, and the question comes again, in
    both languages.
    """
    for lang, words, first in (
        ("en", "did you mean neeq-base?", "1 unlisted"),
        ("zh", "是否指新三板基础层？", "1 未挂牌"),
    ):
        _, _, err = run("--lang", lang, "new", "-", lines=["Acme", "neeq-bse", "neeq-base"])
        assert words in err.replace("\n  ", "" if lang == "zh" else " ")
        assert err.count(first) == 2


TYPED = (
    "",
    "",
    "",
    "",
    "yes",
    "no",
    "是",
    "?",
    "back",
    "1",
    "2",
    "3",
    "6",
    "0",
    "-5",
    "24",
    "24m",
    "2400万",
    "1e99",
    "9" * 20,
    "nan",
    "inf",
    "13%",
    "2025-03-12",
    "2026-11-23",
    "2024-02-30",
    "2061-01-01",
    "2025",
    "2030",
    "unlisted",
    "neeq-base",
    "bse, star",
    "audited",
    "forecast",
    "pe 18",
    "pe -3",
    "2026-01-01=5; 2025-01-01=6",
    "=",
    "C34",
    "02-29",
    "08-31",
    "wan",
    "\ud800",
    "\x00",
    "\x7f",
    '"',
    "#",
    "]]",
    "＝",
    "公司",
    "public-censure",
    "tier-demotion",
    "bse.filed",
    "always",
    "%",
    "万",
    "x" * 600,
    "\u2028",
    "1/3",
    "٣",
    "²",
    "１２",
)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 17, 39])
def test_whatever_is_typed_ends_in_a_scenario(seed: int) -> None:
    """Typing at random breaks nothing: every moment is a draft to go on from, and the end a
    scenario that loads.
    """
    chance, states = random.Random(seed), [Session("firm.toml", TODAY)]
    lines = iter([chance.choice(TYPED) for _ in range(2000)])
    told: list[str] = []
    assert conversation(
        states[0],
        Talk(
            "zh" if seed % 2 else "en",
            lambda: next(lines),
            lambda text, _: told.append(text),
            states.append,
        ),
    )
    for session in states[1 :: len(states) // 10]:
        assert resumed("firm.toml", draft(session), "x") == session
    assert pathway.loads(states[-1].text("en")).firm == pathway.loads(states[-1].text("zh")).firm


def test_a_road_that_ends_in_the_tier_can_be_asked_about() -> None:
    """A firm that only wants to enter the innovation tier is asked for the milestones of that
    step.
    """
    answers = {**FIRMS["neeq-base"], "plan.targets": "neeq-innovation", "milestones.0.more": "yes"}
    answers |= {"milestones.0.id": "innovation.window", "milestones.0.date": "2027-02-26"}
    assert 'innovation.window" = 2027-02-26' in finished(answers).text("en")
    assert '# "innovation.window" = ' in finished({**answers, "milestones.0.more": "no"}).text("en")


@pytest.mark.parametrize("mark", ["?", "？", "help"])
def test_a_question_mark_explains(run: Run, mark: str) -> None:
    """? gives meaning, unit, key and the rules that read the answer, and asks again."""
    lines = typed("neeq-base")
    at = list(whole("neeq-base").answers).index("fiscal_years.2025.roe")
    _, _, err = run("new", "--all", "-", lines=[*lines[:at], mark])
    said = " ".join(err.split())
    assert "non-recurring items: the lower one" in said
    assert "In the file: fiscal_years.2025.roe" in said
    assert "bse.standard.1a" in said
    assert "Unit: per cent" in said


def test_every_question_explains_itself_in_both_languages() -> None:
    """No question lacks its explanation; the Chinese one is Chinese."""
    for section in sections():
        for entry in section.entries:
            for text in (entry.text, entry.help):
                assert text.en and re.search(r"[\u4e00-\u9fff]", text.zh), entry.key
                assert not re.search(
                    r"[\u4e00-\u9fff]", text.en.replace("2400万", "").replace("1.2亿", "")
                ), entry.key


def test_back_takes_answers_back() -> None:
    """Back returns to the question before, also across a change of what is asked next."""
    session = up_to("unit", "bse")
    session = session.back()
    question = session.pending()
    assert question is not None and question.key == "status.venue"
    assert finished(FIRMS["neeq-base"], session).text("en") == whole("neeq-base").text("en")
    assert Session("x", TODAY).back() == Session("x", TODAY)


def test_back_works_in_the_conversation(run: Run) -> None:
    """Typed back corrects the answer before; at the first question it says so."""
    lines = ["back", "Acme", "bse", "back", *typed("neeq-base")[1:]]
    status, _, err = run("new", "--all", "firm.toml", lines=lines)
    assert status == 0
    assert "first question" in err
    assert pathway.load("firm.toml").firm.status.venue == "neeq-base"


def test_an_amount_is_said_back(run: Run) -> None:
    """An amount is repeated as the program understands it, so that a wrong unit shows at once."""
    lines = typed("neeq-base")
    at = list(whole("neeq-base").answers).index("fiscal_years.2025.net_profit")
    assert "= 24m yuan" in run("new", "--all", "-", lines=[*lines[:at], "24"])[2]


@pytest.mark.parametrize(
    ("text", "scale", "value"),
    [
        ("24", 10**6, 24),
        ("24m", 10**6, 24),
        ("2,400万", 10**6, 24),
        ("2400 万元", 1, 24_000_000),
        ("1.2亿", 10**4, 12_000),
        ("1.2bn", 10**8, 12),
        ("24_000_000", 1, 24_000_000),
        ("18e6", 1, 18_000_000),
        ("-3m", 1, -3_000_000),
        ("２４万", 1, 240_000),
        ("+5", 1, 5),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, scale: int, value: int) -> None:
    """An amount may carry its own unit, thousands marks and full-width digits; a bare one is in the
    file's unit.
    """
    assert parsed(Num(what="money"), text, scale) == value


@pytest.mark.parametrize("text", ["2026-03-05", "2026/3/5", "2026.03.05", "2026年3月5日"])
def test_days_are_read_as_people_write_them(text: str) -> None:
    """Dates in the usual Chinese and ISO forms are the same day."""
    assert parsed(Day(), text, 1) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "value"), [("y", True), ("是", True), ("No", False), ("否", False)]
)
def test_yes_and_no_in_both_languages(text: str, value: bool) -> None:
    """Yes and no may be said in English and Chinese."""
    assert parsed(Flag(), text, 1) is value


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args", [["new", "firm.toml"], ["new", "firm.toml", "--template"], ["new"]]
)
def test_nothing_is_overwritten(run: Run, args: list[str]) -> None:
    """An existing file is refused with status 2 before anything is asked, and stays as it is."""
    Path("firm.toml").write_text("mine", encoding="utf-8")
    status, out, err = run(*args, lines=typed("bse"))
    assert (status, out) == (2, "")
    assert "--force" in err
    assert Path("firm.toml").read_text(encoding="utf-8") == "mine"


def test_force_replaces(run: Run) -> None:
    """--force replaces the file, when the interview is over and not before."""
    Path("firm.toml").write_text("mine", encoding="utf-8")
    lines = typed("bse")
    assert run("new", "--all", "firm.toml", "--force", lines=lines[:5])[0] == 1
    assert Path("firm.toml").read_text(encoding="utf-8") == "mine"
    assert run("new", "--all", "firm.toml", "--force", lines=lines[5:])[0] == 0
    assert pathway.load("firm.toml").firm.status.venue == "bse"


def test_standard_output_gets_the_file_alone(run: Run) -> None:
    """With - the scenario goes to standard output, and every word of the conversation to standard
    error.
    """
    status, out, _ = run("new", "--all", "-", lines=typed("neeq-base"))
    assert status == 0
    assert out == whole("neeq-base").text("en").replace("firm.toml", "-")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_key_has_a_comment(lang: Lang) -> None:
    """Each key of the file, given or not, says in the chosen language what it means; money says its
    unit.
    """
    text = whole("neeq-base").text(lang)
    keys = [line for line in text.splitlines() if re.match(r'(?:# )?[\w."]+ = ', line)]
    assert len(keys) > 60
    for line in keys:
        comment = line.removeprefix("# ").partition(" # ")[2]
        assert comment, line
        assert (re.search(r"[\u4e00-\u9fff]", comment) is not None) == (lang == "zh"), line
    unit = {"en": "(million yuan)", "zh": "（百万元）"}[lang]
    assert all(
        unit in line
        for line in keys
        if re.match(r"(?:# )?(?:net_profit|revenue|net_assets) ", line)
    )


# -- templates -------------------------------------------------------------------------------------


@pytest.mark.parametrize("venue", [*NEW, "regional"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_template_loads_as_it_stands(run: Run, venue: str, lang: str) -> None:
    """The template of each venue loads, and a plan of it runs (and finds no date: it holds no
    figures).
    """
    assert run("--lang", lang, "new", "t.toml", "--template", "--venue", venue)[:2] == (0, "")
    assert pathway.load("t.toml").firm.status.venue == venue
    status, out, err = run("plan", "t.toml")
    assert status == 3
    assert out and not err


@pytest.mark.parametrize("venue", NEW)
@pytest.mark.parametrize("lang", LANGS)
def test_every_line_of_a_template_is_valid_when_uncommented(venue: Venue, lang: Lang) -> None:
    """With every hash removed, all placeholders together are a scenario without problems."""
    text = pathway.new(TODAY, venue, lang=lang)
    opened = re.sub(r'^# (?=\[|[\w."-]+ += )', "", text, flags=re.MULTILINE)
    assert opened != text
    scenario = pathway.loads(opened)
    assert scenario.firm.fiscal_years[0].net_profit == 24_000_000
    assert scenario.firm.events and scenario.milestones


def test_a_template_goes_to_standard_output(run: Run) -> None:
    """Without a file the template is printed, for a firm in the base tier."""
    status, out, _ = run("new", "--template")
    assert status == 0
    assert out == pathway.new(TODAY)


def test_the_venue_is_for_templates(run: Run) -> None:
    """--venue without --template is refused: the interview asks."""
    status, _, err = run("new", "firm.toml", "--venue", "bse")
    assert status == 2
    assert "--template" in err
