"""The format of rulebook files: re-issues, notes with names, statements that nothing tests; and
what the shipped files owe to it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pathway.base.phrases import Bilingual
from pathway.law.effect import Requires, States
from pathway.law.language.grammar import Ref
from pathway.law.provision import Provision, Version
from pathway.law.reading import read
from pathway.law.rulebook import Overlay, complete, load_rules, vocabulary
from pathway.planning.requirements import verdict
from pathway.scenario.file import load as load_scenario
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
BOOK = complete()
HEAD = """\
[book]
checked_on = 2026-11-23
[note.compared]
en = "Compared word for word."
zh = "逐字比对。"
[instrument.first]
en = "First text"
zh = "首次发布"
[instrument.second]
en = "Second text"
zh = "修订"
[bse.rule]
en = "A rule"
zh = "一项规则"
steps = ["bse"]
"""
ONE = """\
[[bse.rule.version]]
effective = 2021-11-15
published = 2021-10-30
until = 2027-01-01
ended_published = 2026-06-01
tested_at = ["filed"]
applies_by = "filed"
cite = { instrument = "first", article = "2.1" }
status = "reported"
requires = "net_assets >= 50m"
strict = "net_assets > 50m"
lead = 3
note = { en = "A doubt.", zh = "存疑。" }
quote = "不低于5000万元"
"""


def one(text: str) -> Provision:
    """The only provision of a file."""
    found = read(HEAD + text, "rule.toml", vocabulary())
    assert found.problems == []
    (provision,) = found.provisions
    return provision


def test_a_re_issue_is_the_version_written_out_in_full() -> None:
    """What a re-issue does not give is that of its version: all but its day, its citation and the
    words quoted; what ends is the last text.
    """
    third = (
        'effective = 2026-04-24, published = 2026-04-20, status = "unconfirmed/med", '
        'checked_on = 2026-05-01, note = "compared", quote = "不低于五千万元", '
        'cite = { instrument = "second", article = "2.2" }'
    )
    second = 'effective = 2025-04-25, cite = { instrument = "second" }'
    folded = one(f"{ONE}reissued = [{{ {second} }}, {{ {third} }}]")
    ends = "until = 2027-01-01\nended_published = 2026-06-01\n"
    full = ONE.replace(ends, "")
    again = (
        full.replace("2021-11-15\npublished = 2021-10-30", "2025-04-25")
        .replace('"first", article = "2.1"', '"second"')
        .replace('quote = "不低于5000万元"\n', "")
    )
    last = (
        full.replace("2021-11-15\npublished = 2021-10-30", "2026-04-24\npublished = 2026-04-20")
        .replace('"first", article = "2.1"', '"second", article = "2.2"')
        .replace('"reported"', '"unconfirmed/med"\nchecked_on = 2026-05-01')
        .replace('{ en = "A doubt.", zh = "存疑。" }', '"compared"')
        .replace("5000万元", "五千万元")
    )
    assert folded == one(full + again + last + ends)
    assert [v.effective.year for v in folded.versions] == [2021, 2025, 2026]


def test_a_note_has_one_home_and_can_be_taken_back() -> None:
    """A note by name is the note of the file; a re-issue keeps its version's note unless it says
    `note = ""`.
    """
    text = ONE.replace('{ en = "A doubt.", zh = "存疑。" }', '"compared"') + (
        'reissued = [{ effective = 2025-04-25, cite = { instrument = "second" } },'
        ' { effective = 2026-04-24, cite = { instrument = "second" }, note = "" }]\n'
    )
    compared = Bilingual("Compared word for word.", "逐字比对。")
    assert [v.note for v in one(text).versions] == [compared, compared, None]


def test_what_is_only_stated_holds_on_every_day() -> None:
    """A provision that asks nothing any more counts as met where another one refers to it, under
    strict reading too, as `requires = "always"` does.
    """
    scenario = load_scenario(ROOT / "scenarios" / "base-tier-parts-maker.toml")
    named = '[bse.other]\nen = "x"\nzh = "x"\n[[bse.other.version]]\neffective = 2021-11-15\n'
    named += 'cite = { instrument = "first" }\nstatus = "derived"\nrequires = "bse.rule"\n'
    for effect in ('states = "nothing"', 'states = "unchecked"', 'requires = "always"'):
        rule = (
            "[[bse.rule.version]]\neffective = 2021-11-15\n"
            f'cite = {{ instrument = "first" }}\nstatus = "derived"\n{effect}\n'
        )
        book = load_rules([Overlay("rule.toml", HEAD + rule + named)])
        for strict in (False, True):
            found = verdict(scenario, book, "bse.other", strict=strict)
            day = date(2027, 1, 1).toordinal()
            assert (found.node, found.outcome(day)) == (Ref("bse.other"), "met")


# -- what the shipped files owe to the format ------------------------------------------------------

SHIPPED = sorted((ROOT / "pathway" / "rulebook").rglob("*.toml"))
OF_ITS_OWN = frozenset({"effective", "published", "cite", "status", "note", "checked_on", "quote"})
ENDS = frozenset({"until", "ended_published", "reissued"})


def written_out(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, list[Any]]]:
    """The versions of a file's provisions as they are written out, by id."""
    for key, inner in table.items():
        if isinstance(inner, dict):
            here = f"{path}.{key}" if path else key
            if "version" in inner:
                yield here, inner["version"]
            yield from written_out(inner, here)


def says(version: dict[str, Any]) -> object:
    """What a version written out says: for what nothing tests, that is its note."""
    own = {k: v for k, v in version.items() if k not in OF_ITS_OWN | ENDS}
    told = version.get("note") if "states" in version else None
    return {k: " ".join(v.split()) if isinstance(v, str) else v for k, v in own.items()}, told


RULES = [p for p in SHIPPED if dict(written_out(tomllib.loads(p.read_text(encoding="utf-8"))))]


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.name)
def test_no_version_is_a_copy_of_the_one_before(path: Path) -> None:
    """Whoever re-issues a rule without a change adds a line to it: a threshold stands once, so that
    no slip in a copy can hide.
    """
    for name, versions in written_out(tomllib.loads(path.read_text(encoding="utf-8"))):
        for earlier, later in pairwise(versions):
            assert says(earlier) != says(later), (name, later["effective"])


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.name)
def test_a_named_note_is_used_more_than_once(path: Path) -> None:
    """A note has a name because it stands in several places."""
    text = path.read_text(encoding="utf-8")
    for name in tomllib.loads(text).get("note", {}):
        assert text.count(f'note = "{name}"') > 1, name


def every_text() -> list[Any]:
    return [
        pytest.param(provision, version, id=f"{provision.id}-{version.effective}")
        for provision in BOOK.provisions.values()
        for version in provision.versions
    ]


@pytest.mark.parametrize(("provision", "version"), every_text())
def test_every_text_is_held_to_its_citation(provision: Provision, version: Version) -> None:
    """Each version and each re-issue cites an instrument that there is, is known and in force no
    sooner than that was promulgated, and ends after it began.
    """
    instrument = BOOK.instruments[version.cite.instrument]
    promulgated = instrument.promulgated or date.min
    assert promulgated <= version.published <= version.effective
    assert version.until is None or version.until > version.effective
    assert version.ended_published is None or version.published < version.ended_published


def test_the_same_text_does_not_speak_twice_without_a_word() -> None:
    """Where a version cites the very text of the one before, a note says what happened: a text that
    came without a number, or a reading that changed. (Market practice cites one source for all.)
    """
    for provision in BOOK.provisions.values():
        for earlier, later in pairwise(provision.versions):
            if later.cite == earlier.cite and later.cite.instrument != "bse-review-practice":
                assert later.note not in (None, earlier.note), (provision.id, later.effective)


def test_what_nothing_tests_does_not_pretend_to_be_a_requirement() -> None:
    """A shipped version that asks nothing and is tested nowhere says what it is: a definition, a
    note, an unchecked rule, or nothing.
    """
    for provision in BOOK.provisions.values():
        for version in provision.versions:
            if isinstance(version.effect, Requires) and version.effect.source == "always":
                assert version.tested_at, provision.id
            if isinstance(version.effect, States):
                assert not version.tested_at, provision.id


def test_a_quotation_is_a_few_words_of_chinese() -> None:
    """What is quoted from an article is Chinese and short, and `rules show` prints it."""
    quotes = [v.quote for p in BOOK.provisions.values() for v in p.versions if v.quote]
    assert quotes
    for quote in quotes:
        assert len(quote) <= 60 and any("\u4e00" <= c <= "\u9fff" for c in quote)


def test_a_quotation_is_shown(run: Run) -> None:
    """The words of the article stand below the source, in both languages and as data."""
    shown = run("rules", "show", "chinext-transfer.volume")[1]
    assert shown.count("words of the article: “竞价交易方式”") == 2
    assert (
        "条文用语：“竞价交易方式”"
        in run("--lang", "zh", "rules", "show", "chinext-transfer.volume")[1]
    )
    versions = json.loads(run("rules", "show", "bse.net-assets", "--format", "json")[1])["versions"]
    assert [version["quote"] for version in versions] == [None] * 4
