"""The format of rulebook files: re-issues, notes with names, statements that nothing tests; and what
the shipped files owe to it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pathway.base.phrases import Bilingual
from pathway.law.language.grammar import Ref
from pathway.law.provision import Provision
from pathway.law.reading import read
from pathway.law.rulebook import Overlay, complete, load, vocabulary
from pathway.planning.requirements import verdict
from pathway.scenario.file import load as load_scenario

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
        book = load([Overlay("rule.toml", HEAD + rule + named)])
        for strict in (False, True):
            found = verdict(scenario, book, "bse.other", strict=strict)
            day = date(2027, 1, 1).toordinal()
            assert (found.node, found.outcome(day)) == (Ref("bse.other"), "met")
