"""The report in a real browser: nothing is requested or complained of, no label lies on another or
leaves its drawing, drawn days are the plan's, and it prints on four pages.

Where no Chromium is installed these tests say "skipped: no browser".
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

import pathway
from pathway.base.phrases import Lang
from pathway.report.page.document import Made, report_html
from pathway.studies.board import Briefing, board
from tests import browser
from tests.examples import FOLDER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(browser.missing()), reason=browser.missing() or "a browser is there"),
]
SCENARIOS = Path(__file__).parent.parent / "scenarios"
MADE = Made(("pathway report firm.toml -o report.html",), "sha256 0123456789ab", 2000, 1)
BASE = SCENARIOS / "base-tier-parts-maker.toml"
FIRMS = sorted(FOLDER.glob("*.toml"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
LANGS: tuple[Lang, ...] = ("en", "zh")
WIDTHS = (1440, 1040, 768, 390)

# The boxes of all texts of the drawings that are shown, and of the drawings.
BOXES = """
() => [...document.querySelectorAll('svg[role=img]')].filter(s => s.getBoundingClientRect().width > 0)
  .map(svg => {
    const box = e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom] };
    return {id: svg.querySelector('title').id, box: box(svg),
      texts: [...svg.querySelectorAll('text')].map(t => ({text: t.textContent, box: box(t)}))};
  })
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    with browser.started() as running:
        yield running


@cache
def briefing(*names: str) -> Briefing:
    scenarios = [pathway.load(SCENARIOS / f"{name}.toml") for name in names]
    return board(scenarios, draws=2000, search=names == ("base-tier-parts-maker",))


@cache
def page_text(lang: Lang, *names: str) -> str:
    return report_html(briefing(*names), lang, MADE)


def opened(chromium: "Browser", text: str, width: int, dark: bool = False) -> "Page":
    shown = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    shown.set_content(text)
    return shown


def meets(one: list[float], other: list[float], inside: float = 1.5) -> bool:
    """Whether two boxes share more than the blank edge that line boxes have."""
    a, b = one, other
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    # A line box is higher than its letters: a fifth of it may lie under the next one.
    return across > inside and down > inside + 0.28 * min(a[3] - a[1], b[3] - b[1])


def overlaps(shown: "Page") -> list[str]:
    """Texts of the drawings that lie on one another, or outside their drawing."""
    out = []
    for drawing in shown.evaluate(BOXES):
        texts = drawing["texts"]
        left, top, right, bottom = drawing["box"]
        for i, one in enumerate(texts):
            a, b, c, d = one["box"]
            if a < left - 1 or c > right + 1 or b < top - 3 or d > bottom + 3:
                out.append(f"{drawing['id']}: {one['text']!r} leaves the drawing")
            for other in texts[i + 1 :]:
                if meets(one["box"], other["box"]):
                    out.append(f"{drawing['id']}: {one['text']!r} on {other['text']!r}")
    return out


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_label_lies_on_another(chromium: "Browser", lang: Lang, width: int) -> None:
    """At every width, in both languages, the labels of all drawings stand apart and inside, and the
    page does not scroll sideways.
    """
    shown = opened(chromium, page_text(lang, "base-tier-parts-maker"), width)
    assert overlaps(shown) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert shown.evaluate(wide) <= 0
    shown.close()


@pytest.mark.parametrize("name", ["every-board", "straight-to-innovation", "statements-go-stale"])
def test_other_firms_are_drawn_as_well(chromium: "Browser", name: str) -> None:
    """Several targets, a direct listing into the tier and a short way leave no label on another."""
    for width in (1440, 390):
        shown = opened(chromium, page_text("zh", name), width)
        assert overlaps(shown) == [], width
        shown.close()


LONG = "a name of its own that is longer than its column and goes on"


@pytest.mark.parametrize(
    ("count", "days", "what"), [(1, 3640, "ten years"), (8, 60, "eight scenarios")]
)
def test_long_ways_and_many_scenarios(
    chromium: "Browser", count: int, days: int, what: str
) -> None:
    """A review of ten years, and eight scenarios with long names, leave no label on another; the
    day and what decides it stand side by side.
    """
    base = pathway.load(
        SCENARIOS / "base-tier-parts-maker.toml",
        set={"durations.bse.responded": days, "plan.horizon_years": 15},
    )
    found = board([evolve(base, name=f"{i} {LONG}") for i in range(count)], draws=400, search=False)
    for width in (1440, 390):
        shown = opened(chromium, report_html(found, "en", MADE), width)
        assert overlaps(shown) == [], (what, width)
        day = shown.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.day'))")
        assert day <= 6  # the side bearing of large type
        shown.close()


def test_nothing_is_requested_and_nothing_complained_of(chromium: "Browser") -> None:
    """The page asks for nothing, and no policy, style or markup is refused."""
    shown = chromium.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.on("request", lambda request: said.append(request.url))
    shown.set_content(page_text("en", "base-tier-parts-maker"))
    assert said == []
    shown.close()


def test_a_dark_screen_gets_a_dark_page(chromium: "Browser") -> None:
    """The page is dark where the reader's screen is, and light where it is not."""
    paper = "getComputedStyle(document.body).backgroundColor"
    light, dark = (
        opened(chromium, page_text("en", "base-tier-parts-maker"), 1040, dark)
        for dark in (False, True)
    )
    assert light.evaluate(paper) == "rgb(255, 255, 255)"
    assert dark.evaluate(paper) == "rgb(18, 22, 27)"
    light.close()
    dark.close()


# How far the words of each printed sheet reach below it, and how large its drawings are: the part of
# the width for which they are made.
SHEETS = """
() => [...document.querySelectorAll('.sheet')].map(sheet => {
  const foot = sheet.getBoundingClientRect().bottom;
  const ends = [...sheet.querySelectorAll('p, li, tr, pre, dl, svg[role=img]')]
    .map(e => e.getBoundingClientRect()).filter(r => r.height > 0).map(r => r.bottom);
  const drawn = [...sheet.querySelectorAll('svg.v-w')].filter(e => e.getClientRects().length);
  const parts = drawn.map(e => {
    const r = e.getBoundingClientRect(), v = e.viewBox.baseVal;
    return Math.min(r.width / v.width, r.height / v.height) });
  return [Math.max(...ends) - foot, ...parts];
})
"""


def printed(chromium: "Browser", text: str) -> tuple[int, list[list[float]]]:
    """How many pages a report is printed on, and what `SHEETS` tells of each."""
    shown = chromium.new_page(viewport={"width": 1032, "height": 714})
    shown.emulate_media(media="print")
    shown.set_content(text)
    sheets: list[list[float]] = shown.evaluate(SHEETS)
    made = shown.pdf(prefer_css_page_size=True)
    shown.close()
    return len(re.findall(rb"/Type\s*/Page\b", made)), sheets


@pytest.mark.parametrize("lang", LANGS)
def test_a_target_prints_on_four_pages(chromium: "Browser", lang: Lang) -> None:
    """A report of one target is four pages of A4, in both languages; no word runs off its page, and
    the timeline keeps three quarters of its size.
    """
    pages, sheets = printed(chromium, page_text(lang, "base-tier-parts-maker"))
    assert pages == 4 == len(sheets)
    assert max(sheet[0] for sheet in sheets) <= 1
    assert sheets[0][1] >= 0.75


@pytest.mark.parametrize("firm", FIRMS, ids=lambda path: path.stem)
def test_every_firm_prints_on_its_pages(chromium: "Browser", firm: Path) -> None:
    """A firm with a date is printed on four pages, one without on two (with no drawings); no word
    runs off a page, and no drawing is too small to be read, in both languages.
    """
    found = board([pathway.load(firm)], draws=400, search=False)
    for lang in LANGS:
        pages, sheets = printed(chromium, report_html(found, lang, MADE))
        assert pages == (4 if found.main.plan.best else 2), lang
        assert max(sheet[0] for sheet in sheets) <= 1, lang
        assert min([part for sheet in sheets for part in sheet[1:]], default=1) >= 0.5, lang


@cache
def eight() -> Briefing:
    """Eight scenarios with long names."""
    base = pathway.load(BASE)
    return board([evolve(base, name=f"{i} {LONG}") for i in range(8)], draws=200, search=False)


def several(count: int) -> Briefing:
    """So many of them."""
    return evolve(eight(), cases=eight().cases[:count], ways=eight().ways[:count])


@pytest.mark.parametrize("count", [3, 8])
def test_several_scenarios_print_on_four_pages_as_well(chromium: "Browser", count: int) -> None:
    """Scenarios beside the one that is told stand on the axis of the ways: four pages all the
    same.
    """
    pages, sheets = printed(chromium, report_html(several(count), "en", MADE))
    assert pages == 4 and max(sheet[0] for sheet in sheets) <= 1


@pytest.mark.parametrize(
    ("name", "lang"),
    [("base-tier-parts-maker", "en"), ("base-tier-parts-maker", "zh"), ("nearest-miss", "zh")],
)
def test_nothing_bars_a_reader(chromium: "Browser", name: str, lang: Lang) -> None:
    """An engine for accessibility finds no violation of WCAG 2.1 A or AA, nor of its best practices,
    wide and narrow, light and dark, with every table open.
    """
    engine = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width, dark in ((1440, False), (390, True)):
        context = chromium.new_context(
            bypass_csp=True,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        shown = context.new_page()
        shown.set_content(page_text(lang, name))
        shown.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = engine.run(shown, options={"runOnly": RULES}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], width
        context.close()


def test_the_keyboard_goes_down_the_page(chromium: "Browser") -> None:
    """The first key leads to the skip link, the next ones to the sections in the order in which they
    stand, then to each table's switch, downwards.
    """
    shown = opened(chromium, page_text("en", "base-tier-parts-maker"), 1440)
    seen = []
    for _ in range(40):
        shown.keyboard.press("Tab")
        place = shown.evaluate(
            "(e => [e.tagName, e.getAttribute('href') || '', "
            "[...document.querySelectorAll('*')].indexOf(e)])(document.activeElement)"
        )
        if place[0] == "BODY":
            break
        seen.append(place)
    assert seen[0][:2] == ["A", "#answer"]
    links = [href for tag, href, _ in seen[1:] if tag == "A"]
    ids = shown.evaluate("[...document.querySelectorAll('main [id]')].map(e => '#' + e.id)")
    assert links and links == [one for one in ids if one in links]
    places = [place for _, _, place in seen]
    assert places == sorted(places) and sum(tag == "SUMMARY" for tag, _, _ in seen) >= 4
    shown.close()


REVIEWED = {"responded": "2026-10-20", "committee": "2026-11-06", "submitted": "2026-11-20"}
LENGTHS: dict[str, tuple[Path, dict[str, object]]] = {
    "three months": (
        FOLDER / "in-review.toml",
        {f"milestones.bse.{name}": day for name, day in REVIEWED.items()},
    ),
    "fifteen years": (
        BASE,
        {
            "status.neeq_listed": "2022-01-10",
            "milestones.bse.tutoring_filed": "2022-09-01",
            "durations.bse.responded": 3640,
            "plan.horizon_years": 15,
        },
    ),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("what", list(LENGTHS))
def test_short_and_long_ways_have_labels_apart(chromium: "Browser", what: str, lang: Lang) -> None:
    """Labels of a way of three months and of one of fifteen years stand apart and inside at every
    width.
    """
    path, given = LENGTHS[what]
    found = board([pathway.load(path, set=given)], draws=400, search=False)
    route = found.main.route
    assert route is not None and route.date is not None
    first = min(m.date for m in route.milestones)
    ahead = (route.date - found.main.plan.scenario.as_of).days
    assert ahead <= 100 if what == "three months" else (route.date - first).days >= 15 * 365
    for width in WIDTHS:
        shown = opened(chromium, report_html(found, lang, MADE), width)
        assert overlaps(shown) == [], width
        shown.close()


@pytest.mark.parametrize("count", range(1, 9))
def test_scenarios_on_one_axis_have_labels_apart(chromium: "Browser", count: int) -> None:
    """One to eight scenarios on one axis leave no label on another, wide and narrow."""
    text = report_html(several(count), "zh", MADE)
    for width in (1040, 390):
        shown = opened(chromium, text, width)
        assert overlaps(shown) == [], width
        shown.close()


def test_drawn_days_are_those_of_the_plan(chromium: "Browser") -> None:
    """Every milestone that the timeline marks stands at the place of its day on a common scale:
    equal times are equal lengths.
    """
    shown = opened(chromium, page_text("en", "base-tier-parts-maker"), 1440)
    marks = shown.evaluate(
        "[...document.querySelectorAll('svg.v-w [data-milestone]')].map(e => "
        "{const r = e.getBoundingClientRect(); return [e.dataset.milestone, e.dataset.day, "
        "(r.left + r.right) / 2]})"
    )
    route = pathway.plan(pathway.load(SCENARIOS / "base-tier-parts-maker.toml")).best["bse"]
    assert len(marks) >= 12
    places = []
    for name, day, x in marks:
        milestone = route.milestone(name)
        assert milestone.date.isoformat() == day
        places.append((milestone.date.toordinal(), x))
    places.sort()
    (first, left), (last, right) = places[0], places[-1]
    for day, x in places:
        assert x == pytest.approx(left + (day - first) * (right - left) / (last - first), abs=1.5)
    shown.close()
