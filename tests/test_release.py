"""What a release may promise: no network while it runs, and dependencies under known licences."""

from __future__ import annotations

import configparser
import re
import socket
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

from pathway.cli.main import COMMANDS
from pathway.report.guide import topics
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
BASE = str(ROOT / "scenarios" / "base-tier-parts-maker.toml")
LADDER = str(ROOT / "scenarios" / "ladder-parts-maker.toml")
TABLE = str(ROOT / "scenarios" / "firms.csv")
BSE = ("--target", "bse")
LINES: tuple[tuple[str, ...], ...] = (
    ("plan", BASE, *BSE),
    ("plan", BASE, *BSE, "-o", "plan.ics"),
    ("plan", BASE, *BSE, "-o", "plan.xlsx"),
    ("check", BASE, "--venue", "bse"),
    ("why", BASE, "bse.listed"),
    ("compare", BASE, "--vary", "plan.pace=floor,typical"),
    ("levers", BASE, *BSE),
    ("since", BASE, "--since", "2026-09-01"),
    ("simulate", BASE, *BSE, "--draws", "20"),
    ("money", BASE),
    ("rules", "list", "bse.standard"),
    ("rules", "show", "bse.standard.1"),
    ("rules", "todo", BASE, *BSE),
    ("rules", "sources", BASE),
    ("rules", "check", str(ROOT / "scenarios" / "reforms" / "six-months.toml")),
    ("calendar", "windows", "2027"),
    ("ladder", LADDER),
    ("new", "--template", "-"),
    ("portfolio", TABLE, *BSE, "--jobs", "1"),
    ("backtest",),
    ("guide", "limits"),
    ("schema", "plan"),
    ("doctor",),
    ("report", BASE, "-o", "report.html"),
)
"""Every command, with what it reads and writes."""


class NetworkError(AssertionError):
    """Something asked for the network."""


def _refused(*_: object, **__: object) -> None:
    raise NetworkError


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line[:2])[:30])
def test_no_command_asks_for_the_network(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: tuple[str, ...]
) -> None:
    """With every way to the network shut, names included, each command answers as usual."""
    monkeypatch.chdir(tmp_path)
    for name in ("connect", "connect_ex", "bind", "listen", "sendto"):
        monkeypatch.setattr(socket.socket, name, _refused)
    for name in ("create_connection", "create_server", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, _refused)
    status, _, err = run(*line)
    assert status in (0, 3), err


def test_every_command_is_tried_without_a_network() -> None:
    """No command is left out of the list above."""
    assert {line[0] for line in LINES} == set(COMMANDS)


def needed() -> set[str]:
    """The libraries that setup.cfg names for running, by canonical name: tests need more."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    texts = [config["options"]["install_requires"]]
    texts += [config["options.extras_require"][extra] for extra in ("dask", "outputs", "simulate")]
    return {
        re.split(r"[<>=!\[; ]", line)[0].lower() for t in texts for line in t.split("\n") if line
    }


def listed(lang: str) -> dict[str, str]:
    """The table of licences in the guide."""
    (page,) = [t.markdown for t in topics("zh" if lang == "zh" else "en") if t.name == "limits"]
    rows = re.findall(r"^\| ([a-z][a-z0-9-]*) \| (MIT|BSD|Apache) \|$", page, re.MULTILINE)
    return dict(rows)


def test_every_library_is_listed_with_its_licence() -> None:
    """The guide names every library that running needs, in both languages alike."""
    assert needed() <= set(listed("en"))
    assert listed("en") == listed("zh")


@pytest.mark.parametrize("name", sorted(needed()))
def test_a_licence_is_that_of_the_installed_library(name: str) -> None:
    """S6: what the guide says is in the library's own metadata; none asks for more than its notice
    to be kept.
    """
    try:
        found = metadata(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed")
    own = [text for key in ("License-Expression", "License") for text in found.get_all(key) or []]
    own += [text for text in found.get_all("Classifier") or [] if text.startswith("License")]
    family = listed("en")[name]
    assert family in ("MIT", "BSD", "Apache")
    assert family.casefold() in " ".join(own)[:400].casefold()
    assert not re.search(r"\b[AL]?GPL", " ".join(own)[:400])
