"""A headless Chromium for tests: one for the whole run, where one is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pathway.report.page.pdf import SWITCHES, browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def missing() -> str:
    """Why there is no browser, or ""."""
    if browser() is None:
        return "skipped: no browser"
    try:
        import playwright.sync_api  # noqa: F401
    except ModuleNotFoundError:
        return "skipped: no browser (playwright is not installed)"
    return ""


@contextmanager
def started() -> Iterator[Browser]:
    """A running browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=browser(), args=list(SWITCHES))
        try:
            yield running
        finally:
            running.close()
