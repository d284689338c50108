"""The rulebook's README, which is written for lawyers, keeps its word: what it shows is accepted,
and it leaves no word of the format out.
"""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from pathway.law.effect import STATEMENTS, UNITS, Requires
from pathway.law.events import ASKED, PERSONS
from pathway.law.language.parser import FUNCTIONS, parse
from pathway.law.provision import STATUSES
from pathway.law.reading.durations import DURATION_KEYS, TAIL_KEYS
from pathway.law.reading.effects import DAY_KINDS, EFFECTS
from pathway.law.reading.versions import VERSION_KEYS
from pathway.law.rulebook import shipped, vocabulary
from pathway.law.steps import MILESTONES
from tests.conftest import Run

README = files("pathway").joinpath("rulebook", "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
CODE = set(re.findall(r"`([^`\n]+)`", README.replace("```", "")))
TEN = re.findall(r"^\| `(.+?)` \|", README.split("Ten requirements")[1].split("Over the")[0], re.M)


def test_the_examples_are_there() -> None:
    """There are ten requirements, and a file for each thing that can be changed."""
    assert len(TEN) == 10
    assert len(BLOCKS) == 4


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0])
def test_every_example_passes_the_check(block: str, run: Run, tmp_path: Path) -> None:
    """Every part of a file that is shown passes `pathway rules check` as a file."""
    file = tmp_path / "example.toml"
    file.write_text(block, encoding="utf-8")
    status, out, err = run("rules", "check", str(file))
    assert (status, err) == (0, "")
    assert "no problems" in out


@pytest.mark.parametrize("requirement", TEN)
def test_every_requirement_is_in_the_language(requirement: str) -> None:
    """Each of the ten requirements parses with the words of the vocabulary."""
    assert parse(requirement, frozenset(vocabulary())) is not None


def test_every_effect_in_the_table_is_accepted(run: Run, tmp_path: Path) -> None:
    """The effects of the table are accepted as they stand, each in a version of its own."""
    effects = re.findall(rf"^\| `((?:{'|'.join(EFFECTS)}) = .+?)` \|", README, re.MULTILINE)
    assert {effect.split(" ")[0] for effect in effects} == set(EFFECTS)
    for effect in effects:
        tested = "" if effect.startswith("states") else 'tested_at = ["filed"]\n'
        file = tmp_path / "effect.toml"
        file.write_text(
            '[bse.own]\nen = "x"\nzh = "x"\nsteps = ["bse"]\n[[bse.own.version]]\n'
            f"effective = 2030-01-01\n{tested}status = 'derived'\n"
            f'cite = {{ instrument = "bse-listing-rules-2026" }}\n{effect}\n',
            encoding="utf-8",
        )
        assert run("rules", "check", str(file))[0] == 0, effect


def test_it_names_every_word_of_the_format() -> None:
    """Keys, effects, statements, kinds of days, statuses, milestones, functions and events are all
    named.
    """
    words = set(re.findall(r"[a-z_]+(?:[-:][a-z]+)*", " ".join(CODE)))
    named = words | set(re.findall(r"[a-z_]+", README.split("### Milestones")[1].split("###")[0]))
    assert set(VERSION_KEYS) <= named
    assert {*DURATION_KEYS, *TAIL_KEYS} <= set(re.findall(r"[a-z_0-9]+", " ".join(CODE)))
    assert {*STATEMENTS, *DAY_KINDS, *STATUSES, *FUNCTIONS, *ASKED, *PERSONS} <= named
    assert {name for names in MILESTONES.values() for name in names} <= named
    assert set(MILESTONES) <= {step for code in CODE for step in code.split(", ")}
    assert all(unit in README for unit in UNITS)


def test_it_names_every_file() -> None:
    """The table of files has every file and folder, and none that is not there."""
    folder = files("pathway").joinpath("rulebook")
    there = {e.name + "/" * e.is_dir() for e in folder.iterdir()} - {"README.md", "__pycache__/"}
    table = README.split("|---|---|")[1].split("\n\n")[0]
    rows = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([^`]+)`", row)} == there


def test_the_examples_are_the_law_that_ships() -> None:
    """The provision that is shown reads as the shipped file has it."""
    provision = tomllib.loads(BLOCKS[1])["bse"]["net-assets"]["version"][0]
    version = shipped().provisions["bse.net-assets"].versions[0]
    assert isinstance(version.effect, Requires)
    assert version.effect.source == provision["requires"]
    assert version.effective == provision["effective"]
    assert version.cite.article == provision["cite"]["article"]
