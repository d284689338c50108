"""Rules that users check: which are worth it, the ledger of those that were checked, and what it
changes.
"""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

import pathway
from pathway.base.errors import InputError
from pathway.law.browse import effect_text
from pathway.law.ledger import confirmed, read_ledger, stale
from pathway.law.rulebook import shipped
from pathway.report.plan_text import checked_by
from pathway.studies import unchecked
from pathway.studies.unchecked import unchecked_rules
from tests.conftest import Run, fits

ROOT = Path(__file__).parent.parent
BASE = ROOT / "scenarios" / "base-tier-parts-maker.toml"
CENSURED = ROOT / "scenarios" / "penalty-look-back.toml"
TODAY = "2026-11-26"


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario in a folder of its own, two folders below the one in which commands run."""
    path = tmp_path / "clients" / "one" / "firm.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(BASE.read_bytes())
    monkeypatch.chdir(tmp_path)
    return path


def todo(run: Run, *args: str) -> dict[str, Any]:
    status, out, err = run("rules", "todo", *args, "--format", "json")
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    fits(found, "todo")
    return found


def confirm(run: Run, rule: str, *more: str) -> tuple[int, str, str]:
    with freeze_time(TODAY):
        return run("rules", "confirm", rule, "--by", "Li Wei", "--on", "2026-11-20", *more)


def test_the_look_back_that_decides_comes_first(run: Run) -> None:
    """A firm that waits out a censure of 2026 is listed 279 days earlier without that rule, which
    heads the list; the date itself is the plan's.
    """
    found = todo(run, str(CENSURED), "--target", "bse")
    plan = pathway.plan(pathway.load(CENSURED), ["bse"])
    assert found["date"] == str(plan.best["bse"].date)
    first = found["rules"][0]
    assert first["id"] == "bse.negative.censure"
    without = date.fromisoformat(first["readings"][0]["date"])
    removed = pathway.load(CENSURED, set={"events": []})
    assert without == pathway.plan(removed, ["bse"]).best["bse"].date
    assert first["readings"][0]["days"] == (without - date.fromisoformat(found["date"])).days


def test_rules_are_in_order_of_days_moved(run: Run) -> None:
    """What would give or take the date altogether comes first, then what moves it most, then what
    does not move it.
    """
    for name in ("penalty-look-back", "nearest-miss"):
        found = todo(run, str(BASE.with_name(f"{name}.toml")), "--target", "bse")
        most = [
            max(10**6 if r["days"] is None else abs(r["days"]) for r in rule["readings"])
            for rule in found["rules"]
        ]
        assert most == sorted(most, reverse=True) and most[0] > 0
        assert found["could_move"] == sum(days > 0 for days in most)
        assert found["unchecked"] == len(found["rules"]) > 40


@pytest.mark.slow
@pytest.mark.parametrize("name", ["base-tier-parts-maker", "straight-to-innovation", "every-board"])
def test_rules_that_are_not_planned_again_would_change_nothing(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The rules taken as harmless without planning are so: planning every one gives the same."""
    scenario = pathway.load(BASE.with_name(f"{name}.toml"))
    quick = unchecked_rules(scenario, "bse")
    for short in ("_spare", "_says_the_same"):
        monkeypatch.setattr(unchecked._OtherReadings, short, lambda *_: False)
    assert unchecked_rules(scenario, "bse") == quick


def test_confirming_changes_words_and_nothing_else(run: Run, firm: Path) -> None:
    """The first two rules of the list, once confirmed, leave every day of the plan as it is; the
    plan counts them as checked, says by whom, and the list is two shorter.
    """
    before = todo(run, str(firm), "--target", "bse")
    old = json.loads(run("plan", str(firm), "--target", "bse", "--format", "json")[1])
    for rule in before["rules"][:2]:
        status, out, _ = confirm(run, rule["id"])
        assert status == 0
        assert rule["reads"] in " ".join(out.split()) and "Li Wei" in out
    after = todo(run, str(firm), "--target", "bse")
    names = [rule["id"] for rule in before["rules"]]
    assert [rule["id"] for rule in after["rules"]] == names[2:]
    assert (after["checked"], after["date"]) == (before["checked"] + 2, before["date"])
    new = json.loads(run("plan", str(firm), "--target", "bse", "--format", "json")[1])
    (said,) = [route.pop("confirmed") for route in new["routes"] if "confirmed" in route][:1]
    assert {(c["rule"], c["by"], c["on"]) for c in said} == {
        (name, "Li Wei", "2026-11-20") for name in names[:2]
    }
    fits(new, "plan")
    assert without_words(new) == without_words(old)
    book = confirmed(shipped(), read_ledger(Path("pathway-rules.toml")))
    best = pathway.plan(pathway.load(firm), ["bse"], rulebook=book).best["bse"]
    assert [line.partition(":")[0] for line in checked_by(best, "en")] == ["checked by Li Wei"]


def without_words(data: Any) -> Any:
    """An answer without how well its rules are established."""
    if isinstance(data, dict):
        skip = ("status", "confidence", "unconfirmed", "confirmed", "confirmed_by", "rulebook")
        return {key: without_words(value) for key, value in data.items() if key not in skip}
    return [without_words(item) for item in data] if isinstance(data, list) else data


def test_a_portfolio_counts_what_a_ledger_confirms(run: Run, firm: Path, tmp_path: Path) -> None:
    """The rules behind a firm's date that nobody checked are one fewer once one of them stands in
    the ledger above the folder; the date stays.
    """
    clients = str(firm.parent.parent)

    def found(*more: str) -> Any:
        out = run("portfolio", clients, "--target", "bse", "--format", "jsonl", *more)[1]
        return json.loads(out)["targets"][0]

    before = found()
    relied = pathway.plan(pathway.load(firm), ["bse"]).best["bse"].relied
    rule, version = next(pair for pair in relied if pair[1].status != "official")
    confirm(run, rule, "--version", str(version.effective))
    assert found() == {**before, "unchecked": before["unchecked"] - 1}
    assert found("--ledger", "-") == before
    ledger = tmp_path / "pathway-rules.toml"
    (row,) = pathway.portfolio(clients, ["bse"], today=date(2026, 11, 23), ledger=ledger)
    assert row.answers[0].unchecked == before["unchecked"] - 1
    ledger.write_text("schema = 3", encoding="utf-8")
    assert run("portfolio", clients)[0] == 2


def test_the_ladder_counts_what_a_ledger_confirms(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A condition of a rung whose rule was checked is official from then on, and nothing else
    changes.
    """
    path = tmp_path / "firm.toml"
    path.write_bytes(BASE.with_name("ladder-parts-maker.toml").read_bytes())
    monkeypatch.chdir(tmp_path)

    def statuses() -> dict[str, str]:
        rungs = json.loads(run("ladder", "firm.toml", "--format", "json")[1])["rungs"]
        return {item["id"]: item["status"] for rung in rungs for item in rung["conditions"]}

    before = statuses()
    rule = next(name for name, status in before.items() if status != "official")
    assert confirm(run, rule)[0] == 0
    assert statuses() == {**before, rule: "official"}


def test_a_ledger_is_found_upwards_or_named(run: Run, firm: Path) -> None:
    """A ledger two folders above the scenario counts, one that is named goes before it, and `-`
    means none.
    """
    confirm(run, "neeq.innovation.windows")
    count = todo(run, str(firm), "--target", "bse")["checked"]
    assert count == 1
    assert todo(run, str(firm), "--target", "bse", "--ledger", "-")["checked"] == 0
    confirm(run, "bse.innovation-tier", "--ledger", "other.toml")
    found = todo(run, str(firm), "--target", "bse", "--ledger", "other.toml")
    assert found["checked"] == 1
    assert "neeq.innovation.windows" in [rule["id"] for rule in found["rules"]]


def test_a_check_is_of_one_version(run: Run, firm: Path, tmp_path: Path) -> None:
    """A check of the version of 2022 says nothing of that of 2025; a check of what the rule no
    longer reads says nothing at all, and is named as stale.
    """
    confirm(run, "neeq.innovation.windows", "--version", "2023-01-01")
    assert todo(run, str(firm), "--target", "bse")["checked"] == 0
    confirm(run, "neeq.innovation.windows")
    assert todo(run, str(firm), "--target", "bse")["checked"] == 1
    path = tmp_path / "pathway-rules.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("last-trading-day(1, 2", "last-trading-day(6, 2"), encoding="utf-8"
    )
    ledger = read_ledger(path)
    assert todo(run, str(firm), "--target", "bse")["checked"] == 0
    assert len(stale(shipped(), ledger)) == text.count("[[confirmed]]")


def test_comments_of_a_ledger_stay(run: Run, firm: Path, tmp_path: Path) -> None:
    """A check is written behind what the file holds."""
    confirm(run, "bse.twelve-months", "--source", "https://www.bse.cn", "--article", "2.1.2")
    path = tmp_path / "pathway-rules.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# our own note\n", encoding="utf-8")
    confirm(run, "bse.standard.1")
    text = path.read_text(encoding="utf-8")
    assert "# our own note" in text
    assert [e.rule for e in read_ledger(path).entries] == ["bse.twelve-months", "bse.standard.1"]
    assert 'source = "https://www.bse.cn"' in text and 'article = "2.1.2"' in text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("bse.twelv-months",), "did you mean bse.twelve-months?"),
        (("bse.twelve-months", "--on", "2027-01-01"), "cannot lie in the future"),
        (("bse.twelve-months", "--by", "  "), "expected a name"),
        (("bse.twelve-months", "--by", "a\x1b[2Jb"), "expected a name"),
        (("bse.twelve-months", "--version", "2019-01-01"), "no version in force on 2019-01-01"),
        (("bse.twelve-months", "--ledger", "FIRM"), "schema"),
    ],
    ids=["rule", "future", "nobody", "control", "version", "no-ledger"],
)
def test_a_check_that_is_refused(
    run: Run, firm: Path, tmp_path: Path, line: tuple[str, ...], words: str
) -> None:
    """What cannot be a check is refused, and nothing is written."""
    before = firm.read_bytes()
    status, out, err = confirm(run, *(str(firm) if word == "FIRM" else word for word in line))
    assert (status, out) == (2, "")
    assert words in " ".join(err.split())
    assert not (tmp_path / "pathway-rules.toml").exists() and firm.read_bytes() == before


ENTRY = """\
schema = "pathway.ledger/1"
[[confirmed]]
rule = "bse.twelve-months"
version = 2021-11-15
reads = "at least 12 months after neeq.listed"
by = "Li"
on = 2026-11-20
"""


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ('"pathway.ledger/1"', '"pathway.ledger/2"', "schema: found pathway.ledger/2"),
        ("[[confirmed]]", "[confirmed]", "confirmed: expected [[confirmed]] tables"),
        ("version = 2021-11-15", 'version = "2024"', "confirmed[0].version: found 2024"),
        ('by = "Li"', "", "confirmed[0].by: expected a text"),
        ('by = "Li"', 'by = "\\u001b[2J"', "confirmed[0].by: found"),
        ("on = 2026", "one = 1\non = 2026", "unknown key here (did you mean on?)"),
        ("bse.twelve-months", "bse.twelve-month", "did you mean bse.twelve-months?"),
        ("schema", "a = " + "[" * 5000 + "\nschema", "nested too deeply"),
        ("schema", "#" * 2**20 + "\nschema", "larger than 1 MiB"),
    ],
)
def test_a_ledger_that_is_refused(
    run: Run, firm: Path, tmp_path: Path, was: str, becomes: str, words: str
) -> None:
    """A ledger with a mistake is refused with its place: a check that is ignored in silence would be
    worse.
    """
    text = ENTRY.replace(was, becomes, 1)
    (tmp_path / "pathway-rules.toml").write_text(text, encoding="utf-8")
    status, out, err = run("plan", str(firm), "--target", "bse", "--format", "json")
    assert (status, out) == (2, "")
    assert words in " ".join(err.split())


def test_a_pipe_is_no_ledger(tmp_path: Path) -> None:
    """A pipe of a ledger's name is not waited for."""
    import os

    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(InputError):
        read_ledger(tmp_path / "pipe.toml")


def test_a_rule_checked_long_ago_says_so(run: Run, firm: Path) -> None:
    """A rule whose last check lies more than a year before the as-of day is named; a check of one's
    own makes it fresh.
    """
    later = ("--as-of", "2028-01-10", "--format", "json", "--target", "neeq-innovation")
    old = json.loads(run("plan", str(firm), *later)[1])["routes"][0]["warnings"]
    stale_rules = next(text for text in old if "over a year" in text)
    # No other title holds the longest one.
    named = [p for p in shipped().for_step("innovation") if p.title.en in stale_rules]
    rule = max(named, key=lambda p: len(p.title.en))
    with freeze_time("2028-01-10"):
        run("rules", "confirm", rule.id, "--by", "Li", "--on", "2028-01-05")
    new = json.loads(run("plan", str(firm), *later)[1])["routes"][0]["warnings"]
    assert rule.title.en not in next((text for text in new if "over a year" in text), "")


def test_the_list_as_a_table(run: Run) -> None:
    """A row per rule and other reading, with the days moved."""
    out = run("rules", "todo", str(CENSURED), "--target", "bse", "--format", "csv")[1]
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["rule"] == "bse.negative.censure" and int(rows[0]["days"]) < -200


def test_the_library_confirms_too(tmp_path: Path) -> None:
    """A ledger read by a program makes the same rulebook as on the command line."""
    path = tmp_path / "ledger.toml"
    path.write_text(ENTRY, encoding="utf-8")
    first = shipped().provision("bse.twelve-months").versions[0]
    text = ENTRY.replace("2021-11-15", str(first.effective))
    path.write_text(
        text.replace("at least 12 months after neeq.listed", effect_text(first)), encoding="utf-8"
    )
    book = confirmed(shipped(), read_ledger(path))
    (version,) = [v for v in book.provision("bse.twelve-months").versions if v.confirmed]
    assert version.effective == first.effective
    assert version.status == "official" and version.confirmed is not None
    assert version.confirmed.by == "Li"


def test_a_company_of_the_select_tier_has_one_rule_to_check(run: Run) -> None:
    """It became listed when the Beijing exchange opened, on 15 November 2021, by that rule alone;
    without the rule a plan of five days before has nothing to wait for.
    """
    select = ROOT / "tests" / "examples" / "select-tier-in-2021.toml"
    status, out, _ = run("rules", "todo", str(select), "--format", "json")
    assert status == 0
    found = json.loads(out)
    fits(found, "todo")
    assert found["date"] == "2021-11-15"
    assert [rule["id"] for rule in found["rules"]] == ["bse.carry-over"]
    for lang in ("en", "zh"):
        status, out, _ = run("--lang", lang, "rules", "todo", str(select))
        assert (status, "2021" in out, "bse.carry-over" in out) == (0, True, True)
