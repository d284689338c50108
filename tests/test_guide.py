"""The manual keeps its word: its examples run, both languages say the same, it fits a terminal."""

import io
import subprocess
import sys
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from pathway.base.phrases import LANGS, Lang
from pathway.cli.main import main
from pathway.law.rulebook import load_rules
from pathway.report.guide import Topic, list_text, names_of_topics, topic_text, topics
from pathway.scenario.file import load
from tests.conftest import Run
from tests.pages import blocks, commands, desk, runnable

NAMES = names_of_topics()
ENGLISH = {topic.name: topic for topic in topics("en")}
CHINESE = {topic.name: topic for topic in topics("zh")}
PYTHON = [code for topic in ENGLISH.values() for code in blocks(topic.markdown, "python")]
TOML = [
    pytest.param(code, id=f"{topic.name}-{n}")
    for topic in ENGLISH.values()
    for n, code in enumerate(blocks(topic.markdown, "toml"))
]


def test_every_topic_is_there_in_both_languages() -> None:
    """English and Chinese have the same topics."""
    assert len(NAMES) >= 6
    assert set(ENGLISH) == set(CHINESE)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_show_the_same_examples(name: str) -> None:
    """Commands and Python of a topic are the same in English and Chinese, comments apart."""
    english, chinese = ENGLISH[name].markdown, CHINESE[name].markdown
    assert commands(english) == commands(chinese)
    assert blocks(english, "python") == blocks(chinese, "python")
    assert len(blocks(english, "toml")) == len(blocks(chinese, "toml"))


@pytest.mark.parametrize("name", NAMES)
def test_commands_of_examples_are_understood(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Command, options and choices of every example are those of the program."""
    monkeypatch.setattr(click.Command, "invoke", lambda *_: 0)
    for words in commands(ENGLISH[name].markdown):
        assert run(*words)[0] == 0, words


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_commands_of_examples_run(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Every example answers (0) or says that requirements are not met (3), beside the files that it
    names; what asks a person or a cluster, or is tested elsewhere, is left out.
    """
    monkeypatch.chdir(desk(tmp_path))
    firm = (tmp_path / "firm.toml").read_bytes()
    for words in commands(ENGLISH[name].markdown):
        if not runnable(words):
            continue
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(firm)))
        status, _, err = run(*words)
        assert status in (0, 3), (words, err)


@pytest.mark.slow
@pytest.mark.parametrize("code", PYTHON)
def test_python_examples_run(tmp_path: Path, code: str) -> None:
    """Every Python example runs beside the files that it names and prints something."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=desk(tmp_path), capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout != ""


@pytest.mark.parametrize("code", TOML)
def test_toml_examples_are_valid(tmp_path: Path, code: str) -> None:
    """An example in TOML is an overlay of the law, a whole scenario, or a part that another
    scenario takes.
    """
    path = tmp_path / "example.toml"
    whole = code if "schema =" in code else f'extends = "firm.toml"\n{code}'
    path.write_text(code if ".version]]" in code else whole, encoding="utf-8")
    if ".version]]" in code:
        assert load_rules([str(path)]).editions == ("example.toml",)
    else:
        desk(tmp_path)
        assert load(path).name


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_topics_fit_a_terminal(name: str, lang: Lang) -> None:
    """Every line of a topic, and of the list of topics, fits 80 columns."""
    topic: Topic = (ENGLISH if lang == "en" else CHINESE)[name]
    lines = (topic_text(topic, lang, 80) + list_text(lang, 80)).splitlines()
    assert [line for line in lines if cell_len(line) > 80] == []


def test_a_topic_is_laid_out_as_plain_text(run: Run) -> None:
    """A heading is underlined, emphasis and code lose their marks, examples are indented, and
    tables have columns.
    """
    _, out, _ = run("guide", "words")
    assert out.splitlines()[1] == "=" * len(out.splitlines()[0])
    assert "- slack: calendar days that a milestone may slip" in out
    assert "\n  pathway compare firm.toml --vary plan.pace=floor,typical,cautious\n" in out
    assert "**" not in out and "|--" not in out


def test_a_topic_is_found_by_its_title_in_either_language(run: Run) -> None:
    """A topic answers to its name and to its titles, and speaks the language asked for."""
    by_name = run("--lang", "zh", "guide", "json")
    assert run("--lang", "zh", "guide", "JSON、CSV 与脚本") == by_name
    assert run("--lang", "zh", "guide", ENGLISH["json"].title) == by_name
    assert by_name[1] != run("guide", "json")[1]


def test_the_list_names_every_topic(run: Run) -> None:
    """Without a topic the guide lists them all, with their titles."""
    status, out, _ = run("guide")
    assert status == 0
    for name, topic in ENGLISH.items():
        assert f"  {name}" in out and topic.title in out


@pytest.mark.parametrize(("lang", "hint"), [("en", "did you mean words?"), ("zh", "words？")])
def test_a_topic_that_is_none_is_refused_with_the_nearest(run: Run, lang: str, hint: str) -> None:
    """A mistyped topic is an error of use that names every topic and the nearest."""
    status, out, err = run("--lang", lang, "guide", "wrods")
    assert (status, out) == (2, "")
    assert hint in err and all(name in err for name in NAMES)


def test_the_source_of_a_topic_is_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    """`--format md` prints a topic as it was written."""
    with pytest.raises(SystemExit):
        main(["guide", "law", "--format", "md", "--lang", "en"])
    assert capsys.readouterr().out == ENGLISH["law"].markdown
