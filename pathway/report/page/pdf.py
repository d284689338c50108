"""The page as PDF, printed by the Chromium that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from pathway.base.errors import EngineError
from pathway.base.phrases import phrase

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SECONDS = 120
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What keeps a browser without a window from asking for anything."""


def browser() -> str | None:
    """The Chromium that prints, where one is installed."""
    return next((found for name in _NAMES if (found := shutil.which(name)) is not None), None)


def pdf(page: str) -> bytes:
    """A page as PDF.

    Args:
        page: The page as HTML.

    Returns:
        The file.

    Raises:
        EngineError: No Chromium is installed, or it printed nothing.
    """
    found = browser()
    if found is None:
        raise EngineError(phrase("report.no-browser"))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        switches = [
            "--headless=new",
            *SWITCHES,
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
        ]
        try:
            done = subprocess.run(
                [found, *switches, source.as_uri()],
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise EngineError(phrase("report.browser-failed", status="timeout")) from None
        if done.returncode or not target.exists():
            raise EngineError(phrase("report.browser-failed", status=str(done.returncode)))
        return target.read_bytes()
