"""The package's data files: what the build makes ready to load is what the TOML files say."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from types import ModuleType
from zlib import crc32

import pytest

from pathway.base import package_data
from pathway.dates.calendar import known
from pathway.dates.calendar import ready as calendar_ready

PACKAGE = Path(package_data.__file__).parent.parent
FILES = list(package_data.toml_files(str(PACKAGE)))


def ready(parts: tuple[str, ...], raw: bytes) -> ModuleType:
    """The module that the build would write for a file."""
    module = ModuleType(package_data.module_of(parts))
    exec(package_data.made_ready(raw), module.__dict__)
    return module


@pytest.mark.parametrize("parts", FILES, ids="/".join)
def test_what_is_made_ready_is_what_the_file_says(parts: tuple[str, ...]) -> None:
    """The module that the build writes for a TOML file holds its table, types included."""
    raw = PACKAGE.joinpath(*parts).read_bytes()
    module, expected = ready(parts, raw), tomllib.loads(raw.decode("utf-8"))
    assert repr(module.TABLE) == repr(expected)
    assert crc32(raw) == module.CONTENT


def test_files_have_modules_of_their_own() -> None:
    """No two files are made ready under one name, and the law and its messages are among them."""
    names = [package_data.module_of(parts) for parts in FILES]
    assert len(set(names)) == len(names)
    assert {"rulebook_bse", "base_messages_causes", "dates_calendar_lunar"} <= set(names)


@pytest.mark.parametrize(("raw", "expected"), [(None, "ready"), (b"other = 1\n", "bse")])
def test_a_table_of_another_content_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, raw: bytes | None, expected: str
) -> None:
    """What was made ready counts only while the TOML file is the one that it was made from."""
    parts = "rulebook", "bse.toml"
    module = ready(parts, raw or package_data.data(*parts))
    monkeypatch.setattr(module, "TABLE", {"ready": {}})
    name = f"pathway.base.ready.{package_data.module_of(parts)}"
    monkeypatch.setitem(sys.modules, "pathway.base.ready", ModuleType("pathway.base.ready"))
    monkeypatch.setitem(sys.modules, name, module)
    assert expected in package_data.table(*parts)


def calendars() -> ModuleType:
    """The module that the build would write for the calendars."""
    module = ModuleType(calendar_ready.MODULE)
    exec(known.to_make_ready(), module.__dict__)
    return module


def test_calendars_made_ready_are_those_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calendars of the last two states of what is known, as the build writes them, hold the
    days that the notices and their patterns give; earlier states are not among them.
    """
    module = calendars()
    last = module.TURNS[-2:]
    assert [len(module.STATES), len(last)] == [2, 2]
    for published in last:
        made = known.load(published)
        assert module.STATES[module.TURNS.index(published) + 1] == (
            made.official_through,
            made.trading.spans,
            made.working.spans,
        )
    monkeypatch.setattr(known, "ready", lambda: calendar_ready.Ready(module.TURNS, module.STATES))
    known._calendars.cache_clear()
    for published in module.TURNS[-4:]:
        found, plain = known.load(published), known.state(module.TURNS.index(published) + 1)
        assert (found.official_through, found.trading.spans, found.working.spans) == plain
        assert known.load(published - 1).official_through <= found.official_through
    known._calendars.cache_clear()


@pytest.mark.parametrize("other", [False, True])
def test_calendars_of_other_data_are_not_taken(
    monkeypatch: pytest.MonkeyPatch, other: bool
) -> None:
    """Calendars made ready count only while the notices and patterns are those they came from."""
    module = calendars()
    module.__dict__["CONTENT"] += other
    name = f"pathway.base.ready.{calendar_ready.MODULE}"
    monkeypatch.setitem(sys.modules, "pathway.base.ready", ModuleType("pathway.base.ready"))
    monkeypatch.setitem(sys.modules, name, module)
    calendar_ready.ready.cache_clear()
    assert (calendar_ready.ready() is None) == other
    calendar_ready.ready.cache_clear()
