"""The working timetable: tasks of common practice laid backwards from the milestones of a plan."""

import io
import json
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import pathway
from pathway.base.phrases import show
from pathway.dates import calendar
from pathway.law.steps import STEPS
from pathway.law.tasks import practice_tasks
from pathway.planning.values import Plan
from pathway.report.xlsx import xlsx_bytes
from pathway.studies.outline import outline
from pathway.studies.timetable import PARTIES, Timetable, Work, timetable
from tests.conftest import Run, fits

_PAGE = rb"/Type\s*/Page/[^>]*?/MediaBox\s*\[([^\]]*)\]"
BASE = Path(__file__).parent.parent / "scenarios" / "base-tier-parts-maker.toml"


def made(**changes: object) -> tuple[Plan, Timetable]:
    plan = pathway.plan(pathway.load(BASE, set=changes or {}), targets=["bse"])
    route = plan.best["bse"]
    return plan, timetable(plan, route, outline(plan, route))


def work(found: Timetable, title: str) -> Work:
    return next(one for one in found.works if title in show(one.title, "en"))


def open_days(first: date, last: date) -> int:
    """Working days between two days by the calendar itself, counted one by one."""
    known = calendar.load(date(2026, 11, 23).toordinal()).working
    return sum(known.is_open(day) for day in range(first.toordinal(), last.toordinal() + 1))


def test_papers_for_the_tier_are_due_on_the_four_trading_days_after_the_window() -> None:
    """After the window of Friday 30 April 2027 come the holidays of May; T+1 to T+4 are Thursday
    6 May to Tuesday 11 May.
    """
    papers = work(made()[1], "Papers for the tier")
    assert (papers.first, papers.last, papers.working_days) == (
        date(2027, 5, 6),
        date(2027, 5, 11),
        4,
    )


def test_the_audit_ends_on_the_day_of_the_report() -> None:
    """The report of 2026 is out on 20 April 2027; sixty working days of field work end on it."""
    audit = work(made()[1], "2026 accounts")
    assert audit.last == date(2027, 4, 20) and audit.party == "auditor"
    assert open_days(audit.first, audit.last) == 60 == audit.working_days


def test_the_prospectus_is_done_when_the_internal_review_begins() -> None:
    """A task that another one waits for ends on a working day before it, and that one ends on the
    day of filing or the last working day before.
    """
    plan, found = made()
    prospectus, review = work(found, "Prospectus"), work(found, "Internal review of the sponsor")
    assert prospectus.last < review.first
    assert open_days(prospectus.last, review.first) == 2
    filed = plan.best["bse"].milestone("bse.filed").date
    assert review.last <= filed and open_days(review.last, filed) == 1


def test_a_task_of_the_firm_ends_by_its_milestone() -> None:
    """Twenty working days before filing end on the day of filing and are named as the firm's."""
    tasks = [
        {"name": "New plant audited", "party": "auditor", "before": "bse.filed", "working_days": 20}
    ]
    plan, found = made(tasks=tasks)
    own = work(found, "New plant")
    assert own.own and own.working_days == 20 and own.party == "auditor"
    assert own.last <= plan.best["bse"].milestone("bse.filed").date


def test_work_never_begins_before_today() -> None:
    """Where tutoring is filed within weeks, due diligence has less time than usual and begins
    today at the earliest.
    """
    plan, found = made()
    assert min(one.first for one in found.works) >= plan.scenario.as_of
    assert work(found, "Due diligence").pressure == "short"


def test_no_date_rests_on_the_timetable() -> None:
    """A task of the firm that takes two years moves no milestone."""
    tasks = [{"name": "Long", "party": "company", "before": "bse.filed", "working_days": 500}]
    assert made(tasks=tasks)[0].best["bse"].date == made()[0].best["bse"].date


@pytest.mark.parametrize("task", practice_tasks(), ids=lambda task: task.id)
def test_a_task_names_what_there_is(task: object) -> None:
    """Each task belongs to kinds of steps that there are, to a party that there is, and lies before
    or after a milestone of those steps, or a task.
    """
    tasks = {one.id: one for one in practice_tasks()}
    one = next(t for t in practice_tasks() if t is task)
    kinds = {step.kind for step in STEPS.values()}
    assert one.kinds <= kinds and one.party in PARTIES
    assert 0 < one.shortest <= one.normal
    milestones = {m for s in STEPS.values() if s.kind in one.kinds for m in s.milestones}
    assert one.accounts or one.before or one.after
    assert one.before is None or one.before in milestones | tasks.keys()
    assert one.after is None or one.after in milestones


def test_each_row_says_what_it_rests_on() -> None:
    """The prospectus is common practice; papers for the tier and the notice of a meeting stand in
    texts, which are named with how firmly they are known; a milestone's own time is the plan's.
    """
    found = made()[1]
    assert work(found, "Prospectus").rests_on == "practice"
    papers = work(found, "Papers for the tier")
    assert papers.rests_on == "law" and papers.evidence == "reported"
    notice = work(found, "Notice of the shareholders")
    assert notice.source is not None and "Company Law" in notice.source.en
    assert {w.rests_on for w in found.works if w.party == "authority"} == {"plan"}
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([made()[0]], "en")))["Timetable"]
    said = {str(row[1].value): row[6].value for row in sheet.iter_rows(min_row=6)}
    assert said["Papers for the tier: T+1 to T+4"] == (
        "NEEQ tier guide, 2.1, 2.5: candidates at T+1, checked papers by T+4 (reported)"
    )
    assert "common practice" in said.values()


def test_json_holds_the_timetable(run: Run) -> None:
    """`plan --format json` has the work around the best route, as its schema describes it."""
    data = json.loads(run("plan", str(BASE), "--format", "json")[1])
    fits(data, "plan")
    works = {one["text"]: one for one in data["timetable"]["bse"]}
    papers = works["Papers for the tier: T+1 to T+4"]
    assert (papers["first"], papers["last"], papers["working_days"]) == (
        "2027-05-06",
        "2027-05-11",
        4,
    )
    assert papers["rests_on"] == "law" and papers["party"] == "sponsor"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="skipped: no LibreOffice")
def test_libreoffice_prints_the_timetable_on_one_page(tmp_path: Path) -> None:
    """LibreOffice opens the workbook and prints the timetable as its last page, one page of A3."""
    book = tmp_path / "plan.xlsx"
    book.write_bytes(xlsx_bytes([made()[0]], "zh"))
    switches = [f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    subprocess.run(
        ["soffice", *switches, "--convert-to", "pdf", "--outdir", str(tmp_path), str(book)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    boxes = re.findall(_PAGE, (tmp_path / "plan.pdf").read_bytes())
    wide = [[float(n) for n in box.split()][2] for box in boxes]
    assert sum(abs(w - 1190.55) < 2 for w in wide) == 1  # A3 across, in points


def test_the_sheet_has_a_column_for_each_week_and_bars_as_filled_cells() -> None:
    """In the workbook the weeks begin on Mondays a week apart, and a task fills the cells of the
    weeks from its first day to its last.
    """
    plan, found = made()
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([plan], "en")))
    sheet = book["Timetable"]
    mondays = [c.value.date() for c in sheet[5][7:] if isinstance(c.value, datetime)]
    assert all(day.weekday() == 0 for day in mondays)
    assert mondays == list(found.weeks)
    row = next(r for r in sheet.iter_rows(min_row=6) if "Papers for the tier" in str(r[1].value))
    filled = [
        monday
        for monday, cell in zip(mondays, row[7:], strict=False)
        if cell.fill.fill_type == "solid"
    ]
    assert filled == [date(2027, 5, 3), date(2027, 5, 10)]
    assert sheet.page_setup.fitToWidth == 1 and sheet.page_setup.orientation == "landscape"
    assert sheet.freeze_panes == "H6"
