"""What `-o` and the streams may not do: harm a file, lose data in silence, leave rests behind."""

import errno
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from pathway.base.files import opened_regular, replaced
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
BASE = str(ROOT / "scenarios" / "base-tier-parts-maker.toml")
TABLE = ROOT / "scenarios" / "firms.csv"


def ran(
    shell: str, *args: str, env: dict[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """A shell command in which `p` stands for the program; its arguments are $1 and so on."""
    p = f"{sys.executable} -m pathway"
    return subprocess.run(
        ["bash", "-c", shell.replace("p ", f"{p} ", 1), "bash", *args],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATHWAY_LANG": "en", **(env or {})},
        timeout=60,
    )


def test_a_pipe_is_written_through(run: Run, tmp_path: Path) -> None:
    """O1: `-o` on a FIFO hands the data to its reader, and the FIFO stays one."""
    fifo = tmp_path / "out.json"
    os.mkfifo(fifo)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(fifo.read_text(encoding="utf-8")))
    reader.start()
    status, out, _ = run("plan", BASE, "--format", "json", "-o", str(fifo))
    reader.join(20)
    assert (status, out) == (0, "")
    assert json.loads(got[0])["schema"] == "pathway.plan/1"
    assert stat.S_ISFIFO(fifo.lstat().st_mode)


def test_a_terminal_is_written_through(run: Run) -> None:
    """O1: `-o` on a character device, here a pseudo-terminal of the test's own, does not replace
    it.
    """
    reader, writer = os.openpty()
    name = os.ttyname(writer)
    with open(reader, "rb", buffering=0) as shown:
        status, _, _ = run("calendar", "add", "2027-04-30", "10", "-o", name)
        assert stat.S_ISCHR(os.stat(name).st_mode)
        assert status == 0 and b"2027-05" in shown.read(200)
    os.close(writer)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_mode_of_a_file_is_kept(tmp_path: Path, mode: int) -> None:
    """O2: a confidential file stays confidential."""
    path = tmp_path / "plan.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(mode)
    with replaced(path) as name:
        Path(name).write_text("new", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may chown")
def test_the_owner_of_a_file_is_kept(tmp_path: Path) -> None:
    """O2: a file that belongs to somebody else still does."""
    path = tmp_path / "plan.csv"
    path.write_text("old", encoding="utf-8")
    os.chown(path, 1234, 1235)
    with replaced(path) as name:
        Path(name).write_text("new", encoding="utf-8")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 1235)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes on this system")
def test_the_attributes_of_a_file_are_kept(tmp_path: Path) -> None:
    """O2: what somebody noted in a file's extended attributes is still there."""
    path = tmp_path / "plan.csv"
    path.write_text("old", encoding="utf-8")
    try:
        os.setxattr(path, "user.checked-by", b"Zhang")
    except OSError as error:
        pytest.skip(f"this file system takes no extended attributes: {error}")
    with replaced(path) as name:
        Path(name).write_text("new", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "new"
    assert os.getxattr(path, "user.checked-by") == b"Zhang"


@pytest.mark.skipif(shutil.which("setfacl") is None, reason="no setfacl here")
def test_the_access_list_of_a_file_is_kept(tmp_path: Path) -> None:
    """O2: who else was let read a confidential file still is, and nobody more."""
    path = tmp_path / "plan.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    if subprocess.run(["setfacl", "-m", "u:1234:r", path], check=False).returncode:
        pytest.skip("this file system takes no access lists")
    before = subprocess.run(["getfacl", "-p", path], capture_output=True, check=True).stdout
    with replaced(path) as name:
        Path(name).write_text("new", encoding="utf-8")
    assert b"user:1234:r--" in before
    assert subprocess.run(["getfacl", "-p", path], capture_output=True, check=True).stdout == before


@pytest.mark.parametrize("there", [True, False], ids=["to-a-file", "to-nothing"])
def test_a_link_is_followed(tmp_path: Path, there: bool) -> None:
    """O2: a symbolic link stays one, and what it leads to is written."""
    target, link = tmp_path / "kept" / "plan.csv", tmp_path / "latest.csv"
    target.parent.mkdir()
    if there:
        target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    with replaced(link) as name:
        Path(name).write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_a_link_in_a_folder_of_others_is_not_followed(tmp_path: Path) -> None:
    """O3, S5: where others may have put links, the link is replaced and its target untouched."""
    victim, link = tmp_path / "victim", tmp_path / "part-00000.csv"
    victim.write_text("precious", encoding="utf-8")
    link.symlink_to(victim)
    with replaced(link, follow=False) as name:
        Path(name).write_text("new", encoding="utf-8")
    assert victim.read_text(encoding="utf-8") == "precious"
    assert not link.is_symlink() and link.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("name", [".lock", "manifest.json", "inventory.jsonl"])
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_links_and_pipes_in_a_folder_of_parts(
    run: Run, tmp_path: Path, name: str, kind: str
) -> None:
    """O3, D7: a link among the files of a folder of parts harms nothing that it leads to, and a
    pipe is not waited for.
    """
    folder, victim = tmp_path / "parts", tmp_path / "victim"
    victim.write_text("precious!", encoding="utf-8")
    run("portfolio", str(TABLE), "--target", "bse", "--jobs", "1", "--parts", str(folder))
    (folder / name).unlink(missing_ok=True)
    if kind == "link":
        (folder / name).symlink_to(victim)
    else:
        os.mkfifo(folder / name)
    status, _, err = run(
        "portfolio", str(TABLE), "--target", "bse", "--jobs", "1", "--parts", str(folder)
    )
    assert victim.read_text(encoding="utf-8") == "precious!"
    if kind == "pipe" or name != "inventory.jsonl":
        assert status == 2 and name in err
    else:
        assert status == 0  # an inventory that tells of nothing is written anew


def test_a_pipe_is_never_opened_as_a_file(tmp_path: Path) -> None:
    """D7: opening what must be a regular file does not wait for the other end of a pipe."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError):
        opened_regular(tmp_path / "pipe")


@pytest.mark.parametrize("length", [250, 255])
def test_names_up_to_the_limit_of_the_system(tmp_path: Path, length: int) -> None:
    """O6: a file may have as long a name as the system takes."""
    path = tmp_path / ("x" * (length - 5) + ".json")
    with replaced(path) as name:
        Path(name).write_text("{}", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "{}"


def test_an_output_without_a_name(run: Run) -> None:
    """O6: `-o ""` is wrong usage."""
    status, out, err = run("plan", BASE, "-o", "")
    assert (status, out) == (2, "")
    assert "expected the name of a file" in err


@pytest.mark.parametrize("name", ["nodir/", "nodir/.", "nodir//"])
@pytest.mark.parametrize("line", [("plan", BASE), ("schema",)], ids=["plan", "schema"])
def test_the_name_of_a_folder_is_no_output(
    run: Run, tmp_path: Path, line: Sequence[str], name: str
) -> None:
    """O6: what can only be a folder is wrong usage, and no file is written by that name."""
    status, out, err = run(*line, "-o", f"{tmp_path}/{name}")
    assert (status, out) == (2, "")
    assert "names a folder" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "line",
    [
        ("plan", "IN", "-o", "IN"),
        ("plan", "IN", "--format", "csv", "-o", "LINK"),
        ("portfolio", "TABLE", "--jobs", "1", "-o", "TABLE"),
        ("plan", BASE, "--rules", "RULES", "-o", "RULES"),
        ("compare", BASE, "IN", "-o", "IN"),
        ("portfolio", "FOLDER", "--jobs", "1", "--format", "csv", "-o", "IN"),
    ],
    ids=["scenario", "link", "table", "overlay", "second-file", "folder"],
)
def test_an_input_is_never_the_output(run: Run, tmp_path: Path, line: Sequence[str]) -> None:
    """O4: what a command reads is not written over, whatever name it goes by."""
    names = {
        "IN": tmp_path / "firm.toml",
        "TABLE": tmp_path / "firms.csv",
        "RULES": tmp_path / "six-months.toml",
        "LINK": tmp_path / "link.csv",
        "FOLDER": tmp_path,
    }
    names["IN"].write_bytes(Path(BASE).read_bytes())
    names["TABLE"].write_bytes(TABLE.read_bytes())
    names["RULES"].write_bytes(Path(BASE).parent.joinpath("reforms/six-months.toml").read_bytes())
    names["LINK"].symlink_to(names["IN"])
    before = {path: path.read_bytes() for path in names.values() if path.is_file()}
    status, out, err = run(*(str(names.get(word, word)) for word in line))
    assert (status, out) == (2, "")
    assert "name another one" in " ".join(err.split())
    assert {path: path.read_bytes() for path in before} == before


def test_what_a_scenario_extends_is_never_the_output(run: Run, tmp_path: Path) -> None:
    """O4: a file that is read although the line does not name it is not written over either."""
    below = tmp_path / "group.toml"
    below.write_bytes(Path(BASE).read_bytes())
    (tmp_path / "firm.toml").write_text(
        'schema = "pathway.scenario/1"\nextends = "group.toml"\n', encoding="utf-8"
    )
    status, _, err = run("plan", str(tmp_path / "firm.toml"), "--format", "json", "-o", str(below))
    assert status == 2 and "scenario or an overlay" in " ".join(err.split())
    assert below.read_bytes() == Path(BASE).read_bytes()


def test_an_error_of_the_system_names_the_file(tmp_path: Path) -> None:
    """W5: when the disk is full, the message names the file that was to be written, and the old one
    stays.
    """
    path = tmp_path / "plan.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OSError) as raised, replaced(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert raised.value.filename == str(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named_as_the_user_wrote_it(run: Run, tmp_path: Path) -> None:
    """W5: the message tells the folder that was asked for, not a temporary file in it."""
    status, _, err = run("plan", BASE, "-o", str(tmp_path / "none" / "plan.json"))
    assert status == 2
    assert f"there is no folder {tmp_path / 'none'}" in " ".join(err.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "status", "words"),
    [
        ("p plan - <&-", 2, b"-: nothing in it"),
        ("p plan $1 >&-", 1, b"standard output: Bad file descriptor"),
        ("p new q.toml <&-", 1, b""),
        ("p plan $1 -o plan.json >&-", 0, b""),
        ("p plan $1 > /dev/full", 1, b"standard output: No space left on device"),
    ],
    ids=["stdin", "stdout", "interview", "file-instead", "full"],
)
def test_closed_and_full_streams(tmp_path: Path, shell: str, status: int, words: bytes) -> None:
    """T11, W5: a closed stream makes no traceback, and data that nobody can get is an error."""
    done = ran(shell, BASE, cwd=tmp_path)
    assert (done.returncode, b"Traceback" in done.stderr) == (status, False)
    assert words in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
def test_what_an_encoding_lacks_becomes_an_escape(tmp_path: Path, encoding: str) -> None:
    """T4: a name with a character that the terminal does not know is written as an escape, and the
    table goes on to its end.
    """
    table = tmp_path / "firms.csv"
    table.write_text(
        TABLE.read_text(encoding="utf-8").replace("name,", "name,", 1), encoding="utf-8"
    )
    lines = table.read_text(encoding="utf-8").splitlines()
    first = lines[1].split(",")
    table.write_text(
        "\n".join([lines[0], ",".join(["\U0001f600 恒达", *first[1:]]), *lines[2:]]) + "\n",
        encoding="utf-8",
    )
    done = ran(
        "p portfolio $1 --target bse --jobs 1 --format csv",
        str(table),
        env={"PYTHONIOENCODING": encoding},
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == len(lines)
    assert b"\\U0001f600 \\u6052\\u8fbe" in done.stdout


def test_a_file_name_that_is_no_text(run: Run, tmp_path: Path) -> None:
    """T5: one name out of a foreign archive does not cost the whole portfolio."""
    folder = tmp_path / "firms"
    folder.mkdir()
    for name in (b"bad\xffname.toml", b"good.toml"):
        path = os.path.join(os.fsencode(folder), name)
        Path(os.fsdecode(path)).write_bytes(Path(BASE).read_bytes())
    out = tmp_path / "firms.csv"
    status, _, _ = run("portfolio", str(folder), "--target", "bse", "--jobs", "1", "-o", str(out))
    assert status == 0
    assert "bad\\udcffname.toml" in out.read_text(encoding="utf-8")
    parts = tmp_path / "parts"
    status, _, _ = run(
        "portfolio", str(folder), "--target", "bse", "--jobs", "1", "--parts", str(parts)
    )
    assert status == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    """O5: a run that is asked to end leaves no temporary file, and the old file as it was."""
    out = tmp_path / "out.csv"
    out.write_text("old", encoding="utf-8")
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    table = tmp_path / "many.csv"
    table.write_text("\n".join([lines[0], *lines[1:] * 60]) + "\n", encoding="utf-8")
    # What starts the tests may have told them to mind no such signal; a child would not either.
    before = signal.signal(number, signal.SIG_DFL)
    begun = subprocess.Popen(
        [sys.executable, "-m", "pathway", "portfolio", str(table), "--jobs", "1", "-o", str(out)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    signal.signal(number, before)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(".out.csv.*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list(tmp_path.glob(".out.csv.*"))
    begun.send_signal(number)
    _, err = begun.communicate(timeout=30)
    assert begun.returncode == (1 if number == signal.SIGINT else 128 + number)
    assert b"Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.csv", "out.csv"]
    assert out.read_text(encoding="utf-8") == "old"
