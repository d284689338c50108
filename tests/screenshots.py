"""Writes pictures of the report for a reader to look at: both languages, four widths, light and
dark, and the printed pages.

    python -m tests.screenshots FOLDER [SCENARIO]
"""

import sys
from pathlib import Path

import pathway
from pathway.base.phrases import LANGS
from pathway.report.page.document import Made, report_html
from pathway.studies.board import board
from tests import browser
from tests.test_report_browser import SCENARIOS, WIDTHS, opened


def write(folder: Path, scenario: Path) -> list[Path]:
    """Writes the pictures; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    found = board([pathway.load(scenario)])
    made = Made((f"pathway report {scenario.name} -o report.html",), "", 20_000, 1)
    out = []
    with browser.started() as chromium:
        for lang in LANGS:
            text = report_html(found, lang, made)
            for width in WIDTHS:
                for dark in (False, True):
                    shown = opened(chromium, text, width, dark)
                    look = "dark" if dark else "light"
                    path = folder / f"{lang}-{width}-{look}.png"
                    shown.screenshot(path=path, full_page=True)
                    out.append(path)
                    if width == WIDTHS[0] and not dark:
                        path = folder / f"{lang}.pdf"
                        shown.pdf(path=path, prefer_css_page_size=True)
                        out.append(path)
                    shown.close()
    return out


if __name__ == "__main__":
    given = Path(sys.argv[2]) if len(sys.argv) > 2 else SCENARIOS / "base-tier-parts-maker.toml"
    for path in write(Path(sys.argv[1]), given):
        print(path)
