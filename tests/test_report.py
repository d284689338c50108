"""`pathway report`: the page says what the plan says, holds everything it needs, and lets nothing
else in.
"""

import base64
import hashlib
import json
import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve

import pathway
from pathway.base.phrases import LANGS, Lang
from pathway.report.page.document import Made, report_html
from pathway.report.page.words import day_text
from pathway.studies.board import Briefing, board
from tests.conftest import Run

SCENARIOS = Path(__file__).parent.parent / "scenarios"
BASE = SCENARIOS / "base-tier-parts-maker.toml"
MADE = Made(("pathway report base.toml -o report.html",), "sha256 0123456789ab", 400, 1)


@cache
def briefing(name: str = "base-tier-parts-maker", draws: int = 400) -> Briefing:
    return board([pathway.load(SCENARIOS / f"{name}.toml")], draws=draws, search=False)


@cache
def page(lang: Lang) -> str:
    return report_html(briefing(), lang, MADE)


class Outline(HTMLParser):
    """The tags of a page with their attributes, and its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_day_of_the_plan_stands_on_the_page(lang: Lang) -> None:
    """Each milestone's day of the plan is on the page, as that language writes days."""
    plan = pathway.plan(pathway.load(BASE))
    text = page(lang)
    for milestone in plan.best["bse"].milestones:
        assert day_text(milestone.date, lang) in text, milestone.id


def test_days_are_written_as_each_language_does() -> None:
    """2028-05-08 is 8 May 2028 and 2028年5月8日."""
    assert day_text(date(2028, 5, 8), "en") == "8 May 2028"
    assert day_text(date(2028, 5, 8), "zh") == "2028年5月8日"


def test_no_day_is_left_as_programs_write_it() -> None:
    """Sentences of other rooms have their days written as the page writes days."""
    for lang in LANGS:
        text = re.sub(r"<(style|pre|code)[ >].*?</\1>", "", page(lang), flags=re.S)
        shown = re.sub(r"<[^>]*>", " ", text)
        assert re.findall(r"\b20\d\d-\d\d-\d\d\b", shown) == []


@pytest.mark.parametrize(("lang", "code"), [("en", "en"), ("zh", "zh-CN")])
def test_the_page_names_its_language(lang: Lang, code: str) -> None:
    """The language of the page is that of its words."""
    assert f'<html lang="{code}">' in page(lang)


def test_the_page_holds_all_that_it_needs() -> None:
    """No script, no frame, no picture and no address to load stands on the page."""
    found = Outline(page("en"))
    assert not {"script", "link", "img", "iframe", "object", "embed"} & {t for t, _ in found.tags}
    for tag, attributes in found.tags:
        for name in ("src", "style", "onclick", "onload"):
            assert name not in attributes, tag
        assert (attributes.get("href") or "#").startswith("#")


def test_the_policy_allows_this_style_only() -> None:
    """The policy forbids everything but the page's own style, named by its digest."""
    text = page("en")
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = next(
        a["content"]
        for tag, a in Outline(text).tags
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert f"style-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy


def test_every_id_is_there_once() -> None:
    """No two elements of the page have one id, and every link leads to one."""
    tags = Outline(page("en")).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        target = attributes.get("href")
        assert target is None or target.removeprefix("#") in ids


def test_every_drawing_has_a_title_and_a_description() -> None:
    """Each drawing that is no decoration names its title and description, and both are there."""
    tags = Outline(page("zh")).tags
    ids = {a["id"] for _, a in tags if "id" in a}
    drawings = [a for tag, a in tags if tag == "svg" and a.get("role") == "img"]
    assert len(drawings) >= 6
    for attributes in drawings:
        names = (attributes["aria-labelledby"] or "").split()
        assert len(names) == 2 and ids.issuperset(names)


def named(name: str) -> str:
    main = briefing().main
    scenario = main.plan.scenario
    firm = evolve(scenario.firm, name=name)
    plan = evolve(main.plan, scenario=evolve(scenario, firm=firm))
    made = evolve(briefing(), cases=(evolve(main, plan=plan),))
    return report_html(made, "en", MADE)


def test_a_name_with_markup_and_without_end_is_only_a_name() -> None:
    """Markup in the firm's name is text, a mark that turns the writing is taken out, and ten
    thousand characters are cut.
    """
    text = named("<script>alert(1)</script>\u202e" + "长" * 10_000)
    assert "<script" not in text and "&lt;script&gt;" in text
    assert "\u202e" not in text and "长" * 200 not in text


def test_without_a_day_the_page_says_why(run: Run, tmp_path: Path) -> None:
    """A firm that reaches no target gets a page all the same: what stands in the way, and exit
    status 3.
    """
    out = tmp_path / "none.html"
    status, _, _ = run(
        "report",
        str(SCENARIOS / "nearest-miss.toml"),
        "--target",
        "star",
        "--draws",
        "50",
        "-o",
        str(out),
    )
    text = out.read_text(encoding="utf-8")
    assert status == 3
    assert "No day" in text and "What stands in the way" in text


def test_an_unknown_ending_is_refused(run: Run, tmp_path: Path) -> None:
    """A report named .docx is refused with status 2, and nothing is written."""
    out = tmp_path / "report.docx"
    status, _, err = run("report", str(BASE), "-o", str(out))
    assert status == 2 and ".html" in err and not out.exists()


def test_the_same_question_gives_the_same_page() -> None:
    """Nothing on the page depends on the time or place at which it is made."""
    again = report_html(board([pathway.load(BASE)], draws=400, search=False), "en", MADE)
    assert again == page("en")


@pytest.mark.parametrize(("lang", "never"), [("en", "on no day"), ("zh", "无此日")])
def test_what_is_met_is_not_said_to_be_met_on_no_day(lang: Lang, never: str) -> None:
    """Every figure of the shipped base-tier firm meets its threshold, so none is met on no day."""
    assert never not in page(lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_money_and_what_follows_stand_on_the_page(lang: Lang) -> None:
    """What can pay for the way, with the arguments behind each date, and the days after the
    listing, each as the language writes it.
    """
    found = pathway.money(pathway.load(BASE))
    text = report_html(evolve(briefing(), funding=found), lang, MADE)
    assert 'id="money"' in text and 'id="after"' in text
    assert "--set placements.0.date=2026-12-31 --set placements.0.cash=0" in text
    for day in found.after:
        assert day_text(day.date, lang) in text
    shown = re.sub(r"<[^>]*>", " ", re.sub(r"<(style|pre|code)[ >].*?</\1>", "", text, flags=re.S))
    assert re.findall(r"\b20\d\d-\d\d-\d\d\b", shown) == []
    assert 'id="money"' not in page(lang)


def test_a_script_makes_the_same_page_as_the_command(run: Run, tmp_path: Path) -> None:
    """`board_report(...).to_html()` is the page that the command writes, but for what was typed."""
    out = tmp_path / "report.html"
    args = ("report", str(BASE), "--draws", "100", "--since", "2026-06-26", "-o", str(out))
    assert run(*args)[0] == 0
    made = pathway.board_report(pathway.load(BASE), draws=100, since=date(2026, 6, 26)).to_html()
    written = re.sub(r"<pre>.*?</pre>\n", "", out.read_text(encoding="utf-8"), flags=re.S)
    assert made == written
    assert "What moved the date since 26 June 2026" in made


def test_the_page_tells_what_moved_the_date_since_a_saved_plan(run: Run, tmp_path: Path) -> None:
    """With `--since OLD.json`: both dates of the target, and the fact that was changed meanwhile."""
    old, out = tmp_path / "old.json", tmp_path / "report.html"
    changed = ("--set", "fiscal_years.2026.net_profit=14m")
    assert run("plan", str(BASE), *changed, "-o", str(old))[0] == 0
    before = json.loads(old.read_text(encoding="utf-8"))["routes"][0]["date"]
    args = ("report", str(BASE), "--draws", "50", "--since", str(old), "-o", str(out))
    assert run(*args)[0] == 0
    text = out.read_text(encoding="utf-8")
    assert 'id="since"' in text and day_text(date.fromisoformat(before), "en") in text
    assert "fiscal_years.2026.net_profit" in text
    missing = ("report", str(BASE), "--since", "yesterday", "-o", str(tmp_path / "none.html"))
    assert run(*missing)[0] == 2


def test_a_report_of_nothing_is_refused() -> None:
    """No scenario, or what is none, is a wrong argument that is named."""
    for wrong in ((), [1], "firm.toml"):
        with pytest.raises(pathway.UsageError) as refused:
            pathway.board_report(wrong)  # type: ignore[arg-type]
        assert "scenarios" in str(refused.value)
