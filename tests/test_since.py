"""What moved the dates since an earlier plan: the parts are named and add up."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

import pathway
from pathway.dates import calendar
from pathway.law.rulebook import heard_by, load_rules
from pathway.studies.since import Since
from tests.conftest import Run, fits

FIRM = """
schema = "pathway.scenario/1"
name = "One"
as_of = {as_of}
unit = "million"
[status]
venue = "neeq-base"
neeq_listed = 2023-03-12
[[fiscal_years]]
year = 2023
net_profit = 19.6
net_assets = 166
roe = 0.124
[[fiscal_years]]
year = 2024
net_profit = {profit}
net_assets = 190
roe = 0.131
[facts]
share_capital = 42_000_000
market_cap = {{ pe = 25 }}
[milestones]
"bse.tutoring_filed" = 2025-06-15
[plan]
targets = ["bse"]
"""
OLD, NEW = date(2025, 10, 15), date(2025, 12, 1)
"""Before and after the notice of the holidays of 2026, which was published on 2025-11-04."""


def firm(as_of: date, profit: str = "24") -> pathway.Scenario:
    return pathway.loads(FIRM.format(as_of=as_of, profit=profit))


def adds_up(found: Since) -> None:
    """Each part goes on where the one before ended, and the days of all are those of the whole."""
    for moved in found.targets:
        days = [part.after for part in moved.parts]
        assert [part.before for part in moved.parts] == [moved.before, *days[:-1]]
        assert days[-1] == moved.after
        if moved.before is not None and moved.after is not None:
            assert moved.days == (moved.after - moved.before).days
        if all(part.days is not None for part in moved.parts):
            assert sum(part.days or 0 for part in moved.parts) == moved.days


def test_parts_lead_from_the_saved_plan_to_the_present_one() -> None:
    """A plan saved with other figures, on an earlier day: both ends are those of separate plans."""
    before = pathway.plan(firm(OLD, profit="9"))
    found = pathway.since(before.to_dict(), firm(NEW))
    adds_up(found)
    (moved,) = found.targets
    old, new = before.best.get("bse"), pathway.plan(firm(NEW)).best.get("bse")
    assert (moved.before, moved.after) == (old and old.date, new and new.date)
    assert [part.kind for part in moved.parts] == ["program", "time", "calendar", "law", "facts"]
    assert [text.values["path"] for text in found.told["facts"]] == ["fiscal_years.2024.net_profit"]
    assert moved.parts[0].days in (0, None)


def test_nothing_new_moves_nothing() -> None:
    """The same file on the same day has parts of no days, and nothing is told but the day."""
    plan = pathway.plan(firm(NEW))
    found = pathway.since(plan.to_dict(), firm(NEW))
    adds_up(found)
    assert {(m.days, part.days) for m in found.targets for part in m.parts} <= {
        (0, 0),
        (None, None),
    }
    assert found.told["law"] == found.told["facts"] == ()
    assert "calendar" not in found.told


def test_a_plan_since_a_day_has_the_facts_of_today() -> None:
    """With a day the earlier plan is that of the same facts on that day."""
    found = pathway.since(OLD, firm(NEW))
    adds_up(found)
    (moved,) = found.targets
    old = pathway.plan(firm(OLD)).best.get("bse")
    assert moved.before == (old and old.date)
    assert [part.kind for part in moved.parts] == ["time", "calendar", "law", "facts"]
    assert found.told["facts"] == ()


def test_a_holiday_notice_that_came_out_is_told() -> None:
    """Between the two days the holidays of 2026 became official."""
    (text,) = pathway.since(OLD, firm(NEW)).told["calendar"]
    through = [date.fromordinal(calendar.load(d.toordinal()).official_through) for d in (OLD, NEW)]
    assert [text.values["before"], text.values["after"]] == through
    assert through[0] < through[1]


def test_law_of_later_days_is_not_known() -> None:
    """The law as it was heard by a day has no version that was published later."""
    book = heard_by(load_rules(()), OLD)
    published = [v.published for p in book.provisions.values() for v in p.versions]
    assert max(published) <= OLD
    assert max(v.published for p in load_rules(()).provisions.values() for v in p.versions) > OLD


def test_an_overlay_travels_with_the_saved_plan(tmp_path: Path) -> None:
    """A plan by an edition is planned again by it; that it is gone now is told as law."""
    book = load_rules(["report-2022"])
    saved = json.loads(pathway.plan(firm(NEW), rulebook=book).to_json())
    found = pathway.since(saved, firm(NEW))
    adds_up(found)
    assert found.targets[0].parts[0].days in (0, None)
    assert "since.overlay-gone" in [text.key for text in found.told["law"]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"again": None}, "--since DATE"),
        ({"schema": "pathway.check/1"}, "no plan"),
        ({"again": {"scenario": 3}}, "damaged"),
        ({"routes": 3}, "no plan"),
    ],
)
def test_what_cannot_be_planned_again_is_refused_by_name(
    change: dict[str, object], words: str
) -> None:
    """A file of an older program, of another command, or a damaged one says what to do."""
    saved = {**pathway.plan(firm(NEW)).to_dict(), **change}
    with pytest.raises(pathway.InputError) as refused:
        pathway.since(saved, firm(NEW))
    assert words in refused.value.text()


def test_the_command_reads_what_plan_wrote(run: Run, tmp_path: Path) -> None:
    """`plan -o OLD.json`, then `since OLD.json FILE`, in every format; and two files, or one with a
    day, are what it takes.
    """
    file, old = tmp_path / "firm.toml", tmp_path / "old.json"
    file.write_text(FIRM.format(as_of=NEW, profit="24"), encoding="utf-8")
    past = tmp_path / "past.toml"
    past.write_text(FIRM.format(as_of=OLD, profit="9"), encoding="utf-8")
    assert run("plan", str(past), "-o", str(old))[0] in (0, 3)
    fits(json.loads(old.read_text(encoding="utf-8")), "plan")
    status, out, _ = run("since", str(old), str(file), "--format", "json")
    assert status == 0
    fits(json.loads(out), "since")
    for lang in ("en", "zh"):
        text = run("--lang", lang, "since", str(old), str(file))[1]
        assert "fiscal_years.2024.net_profit" in text
    assert run("since", str(file), "--since", "2025-10-15", "--format", "md")[0] == 0
    assert run("since", str(file))[0] == 2
    assert run("since", str(file), str(file))[0] == 2
    assert run("since", str(tmp_path / "none.json"), str(file))[0] == 2


SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))


@pytest.mark.slow
def test_parts_of_any_two_plans_add_up() -> None:
    """Whatever lies between two plans (firms, days, paces, laws, checks), each part begins where the
    one before it ends, and their days are those of the whole.
    """
    draw = Random(14)
    books = [None, pathway.load_rules(["report-2022"])]
    count = 0
    for _ in range(30):
        old, new = (pathway.load(draw.choice(SCENARIOS)) for _ in range(2))
        pace: pathway.Pace = draw.choice(["floor", "typical", "cautious"])
        saved = pathway.plan(old, pace=pace, rulebook=draw.choice(books)).to_dict()
        try:
            found = pathway.since(saved, new, rulebook=draw.choice(books))
        except pathway.OutOfRangeError:  # no route leads to the targets of the earlier plan
            continue
        fits(found.to_dict(), "since")
        for moved in found.targets:
            ends = [part.after for part in moved.parts]
            assert [part.before for part in moved.parts] == [moved.before, *ends[:-1]]
            assert ends[-1] == moved.after
            if moved.days is not None:
                assert sum(part.days or 0 for part in moved.parts) == moved.days
            count += 1
    assert count > 20


def test_checked_rules_are_told_and_move_nothing(tmp_path: Path) -> None:
    """A rule that was held against the official text since then is named, with nought days."""
    ledger = tmp_path / "rules.toml"
    pathway.rules().confirm("bse.statements", "Li Wei", date(2026, 11, 20), ledger=ledger)
    scenario = pathway.load(SCENARIOS[0])
    book = pathway.load_rules(ledger=ledger)
    found = pathway.since(date(2026, 11, 2), scenario, ["bse"], rulebook=book)
    (part,) = [part for part in found.targets[0].parts if part.kind == "checks"]
    assert part.days == 0
    assert "Li Wei" in found.to_text("zh") and "2026-11-20" in found.to_text()
    later = pathway.since(date(2026, 11, 21), scenario, ["bse"], rulebook=book)
    assert "checks" not in later.told
